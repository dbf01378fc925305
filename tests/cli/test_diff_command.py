"""`handbook diff` as the city's staff meet it on a Friday afternoon."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil

import pytest

from handbook.resources import bundled

NUMBER = "西地域包括支援センターの電話番号が 0942-51-6100 から 0942-51-6199 に変わりました"
WEST = "城島、下田、青木、江上、浮島、犬塚、西牟田、三潴"


@pytest.fixture
def old(tmp_path):
    return str(shutil.copytree(bundled("data"), tmp_path / "mae"))


@pytest.fixture
def new(change):
    return str(change("desks.yaml", "phone: 0942-51-6100", "phone: 0942-51-6199"))


def test_one_number(run, old, new):
    result = run("diff", old, new)
    assert result.exit_code == 1, result.stderr
    lines = result.stdout.splitlines()
    assert lines[0] == f"・{NUMBER}"
    assert "刷り直す校区版: 8部" in lines
    assert f"    8校区（{WEST}）" in lines
    assert "  西地域包括支援センター（電話 0942-51-6199）" in lines
    assert "南第2地域包括支援センター" not in result.stdout


def test_nothing_changed(run, old):
    result = run("diff", old, old)
    assert result.exit_code == 0
    assert "変わったところはありません" in result.stdout
    assert "刷り直しが要る校区版はありません" in result.stdout


def test_a_note_needs_no_new_paper(run, old, change):
    new = change("evidence.yaml", "note: 一行に収まる欄で", "note: 二度たしかめた。一行に収まる欄で", 5)
    assert run("diff", old, str(new)).exit_code == 0


def test_a_text_that_this_layout_does_not_print(run, old, change):
    folder = change("desks.yaml", "heading: 8　相談先一覧", "heading: 8　相談先のすべて")
    result = run("diff", old, str(folder))
    assert result.exit_code == 0
    assert "（紙面は変わりません）" in result.stdout
    assert "全46校区" in result.stdout


def test_a_date_needs_new_paper_where_it_prints(run, old, change):
    """令和8年4月 stands beside the desk; 令和2年3月 stands for all numbers at the foot already."""
    fax = "fax: 0942-64-2082"
    change("desks.yaml", fax, f"{fax}\n        as_of: 令和2年3月")
    folder = change("columns/shakyo-tsunagu.yaml", "everywhere: true", "everywhere: true\nas_of: 令和2年3月")
    result = run("diff", old, str(folder))
    assert result.exit_code == 0, result.stdout
    assert "西地域包括支援センターの時点「令和2年3月」が加わりました" in result.stdout
    assert "刷り直しが要る校区版はありません" in result.stdout
    change("desks.yaml", "as_of: 令和2年3月", "as_of: 令和8年4月")
    result = run("diff", old, str(folder))
    assert result.exit_code == 1
    assert "西地域包括支援センターの時点「令和8年4月」が加わりました" in result.stdout
    assert "刷り直す校区版: 8部" in result.stdout.splitlines()


def test_a_district_that_is_no_more_is_not_handed_out_any_more(run, data_copy, tmp_path):
    """One of two merged districts leaves the list: its paper must go, though nothing is printed for it."""
    mihon = tmp_path / "mihon"
    shutil.copytree(bundled("data") / "mihon", mihon)
    old = shutil.copytree(mihon, tmp_path / "mae")
    for name, parted, whole in (
        ("districts.yaml", re.compile(r"  - name: 浜辺\n(?:    .*\n)+"), ""),
        ("desks.yaml", re.compile(r", 浜辺\b"), ""),
    ):
        path = mihon / name
        path.write_text(parted.sub(whole, path.read_text(encoding="utf-8")), encoding="utf-8")
    for column in (mihon / "columns").glob("*.yaml"):
        text = column.read_text(encoding="utf-8")
        column.write_text(re.sub(r", 浜辺\b", "", text), encoding="utf-8")
    result = run("diff", str(old), str(mihon))
    assert result.exit_code == 1, result.stderr
    assert "もう配らない地区版: 浜辺地区" in result.stdout
    assert "紙面は変わりません" not in result.stdout
    assert json.loads(run("diff", str(old), str(mihon), "--format", "json").stdout)["gone"] == ["浜辺"]
    out = str(tmp_path / "out")
    assert run("build", "--data", str(old), "--out", out, "--no-check").exit_code == 0
    built = run("build", "--data", str(mihon), "--out", out, "--no-check").stderr
    checked = run("check", out, "--data", str(mihon)).stderr
    for said in (result.stdout, built, checked, run("diff", out, "--data", str(mihon)).stdout):
        assert "もう配" in said
        assert "浜辺地区に住む人にどれを渡すか（同じ相談先が載るのは" in said, (
            "nobody wrote who takes them in"
        )
    assert "浜辺地区（校正）.pdf" in built
    assert "浜辺地区（校正）.pdf" in checked
    districts = mihon / "districts.yaml"
    text = districts.read_text(encoding="utf-8")
    districts.write_text(text.replace("slug: higashi", "slug: higashi\n    former: [浜辺]"), encoding="utf-8")
    for command in (("diff", out), ("build", "東", "--out", out, "--no-check"), ("check", out)):
        told = run(*command, "--data", str(mihon))
        assert "浜辺地区に住む人には、これからは東地区版を渡してください" in told.stdout + told.stderr


def test_against_the_output_folder(run, tmp_path, new):
    out = str(tmp_path / "out")
    assert run("build", "浮島", "南", "--out", out, "--no-check").exit_code == 0
    same = run("diff", out, "--format", "json")
    assert same.exit_code == 1, "the other 44 have no PDF there yet"
    told = json.loads(same.stdout)
    assert len(told["reprint"]) == 44
    assert not {"浮島", "南"} & set(told["reprint"])
    assert "まだ PDF がありません" in told["districts"][0]["reasons"]
    changed = json.loads(run("diff", out, "--data", new, "--format", "json").stdout)
    (ukishima,) = [one for one in changed["districts"] if one["district"] == "浮島"]
    assert ukishima["reprint"]
    assert [change["words"] for change in ukishima["changes"]] == [NUMBER]
    assert ukishima["changes"][0]["part"] == "desk"
    assert ukishima["changes"][0]["before"] == "0942-51-6100"


def test_a_twin_made_from_new_data_does_not_hide_the_pdf_of_before(run, tmp_path, new):
    out = str(tmp_path / "out")
    assert run("build", "浮島", "南", "--out", out, "--no-check").exit_code == 0
    built = run("build", "浮島", "南", "--out", out, "--data", new, "--format", "txt")
    assert "浮島校区（校正）.pdf" in built.stderr, "it stays behind"
    result = run("diff", out, "--data", new)
    assert result.exit_code == 1
    assert NUMBER in result.stdout
    assert "前の内容のままの PDF: 1件\n    浮島校区（校正）.pdf\n" in result.stdout
    told = json.loads(run("diff", out, "--data", new, "--format", "json").stdout)
    files = {one["district"]: one["files"] for one in told["districts"] if one["files"]}
    assert files == {"浮島": ["浮島校区（校正）.pdf"]}


def test_a_stale_twin_alone_asks_for_no_paper(run, tmp_path, new):
    out = str(tmp_path / "out")
    assert run("build", "--out", out, "--no-check", "--format", "txt").exit_code == 0
    assert "作成記録" in run("diff", out).stderr, "twins are no paper"
    assert run("build", "--out", out, "--no-check", "--data", new).exit_code == 0
    result = run("diff", out, "--data", new)
    assert result.exit_code == 0, result.stdout


def test_an_older_pdf_of_the_same_edition_under_another_name(run, tmp_path, new):
    """The kind of fault: one record for a district, whichever comes last."""
    out = str(tmp_path / "out")
    for name in ("a-{slug}.pdf", "z-{slug}.pdf"):
        assert run("build", "浮島", "--out", out, "--no-check", "--name", name).exit_code == 0
    for name, left in (("z-{slug}.pdf", "a-ukishima（校正）.pdf"), ("a-{slug}.pdf", "")):
        assert run("build", "浮島", "--out", out, "--no-check", "--name", name, "--data", new).exit_code == 0
        told = json.loads(run("diff", out, "--data", new, "--format", "json").stdout)
        files = [file for one in told["districts"] for file in one["files"]]
        assert files == [left] * bool(left)
        assert ("浮島" in told["reprint"]) is bool(left)


def test_csv_that_excel_opens(run, old, new, tmp_path):
    result = run("diff", old, new, "--format", "csv")
    assert result.stdout_bytes.startswith(b"\xef\xbb\xbf"), "the mark by which Excel knows UTF-8"
    assert b"\r\n" in result.stdout_bytes
    rows = list(csv.DictReader(io.StringIO(result.stdout_bytes.decode("utf-8-sig"))))
    assert [row["校区"] for row in rows] == WEST.split("、")
    assert {row["刷り直し"] for row in rows} == {"要"}
    assert rows[0]["前"] == "0942-51-6100"
    assert rows[0]["後"] == "0942-51-6199"
    path = tmp_path / "送り先.csv"
    result = run("diff", old, new, "--format", "csv", "--out", str(path))
    assert result.exit_code == 1
    assert path.read_bytes() == run("diff", old, new, "--format", "csv").stdout_bytes
    assert "送り先.csv に書きました" in result.stdout


def test_no_cell_is_a_formula(plan):
    from handbook.batch.reprint import Reprint
    from handbook.changes import Change
    from handbook.cli.diff import comma_separated

    change = Change(part="plan", subject="=HYPERLINK(1)", before="-1+2", after="@x", words="+a")
    one = Reprint(district="南", reading="みなみ", needed=True, changes=(change,))
    (row,) = list(csv.reader(io.StringIO(comma_separated([one], plan).decode("utf-8-sig"), newline="")))[1:]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)


def test_markdown(run, old, new):
    text = run("diff", old, new, "--format", "md").stdout
    assert f"| {NUMBER} | 8校区（{WEST}） |" in text
    assert f"8部: 8校区（{WEST}）" in text
    assert text.count("\n## ") == 2


def test_a_district_that_does_not_fit_any_more_is_told(run, old, change):
    new = change("columns/ukishima-ninchisho.yaml", "浮島校区では、", "住民が話し合いました。" * 273)
    result = run("diff", old, str(new))
    assert result.exit_code == 1
    assert re.search(r"浮島校区版は、このままでは組めません: .*約\d+行", result.stdout)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["diff"], "「旧フォルダー」が書かれていません"),
        (["diff", "no-such-folder"], "no-such-folder"),
        (["diff", "{old}", "{old}", "--data", "{old}"], "どちらか一方"),
        (["diff", "{old}", "--format", "xls"], "「xls」。table、csv、json、md のどれか"),
        (["diff", "{old}", "--layout", "leeflet"], "leaflet"),
        (["diff", "{old}", "--out", "no/such/file.csv"], "フォルダー"),
    ],
)
def test_trouble_is_2_as_with_diff(run, old, arguments, said):
    result = run(*[argument.format(old=old) for argument in arguments])
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_broken_data_is_trouble_too(run, old, change):
    new = change("desks.yaml", "phone: 0942-51-6100", "phone: 0942-51-61OO")
    result = run("diff", old, str(new))
    assert result.exit_code == 2
    assert "desks.yaml:" in result.stderr


def test_a_folder_of_pdfs_without_a_manifest(run, tmp_path):
    (tmp_path / "浮島校区（校正）.pdf").write_bytes(b"%PDF")
    result = run("diff", str(tmp_path))
    assert result.exit_code == 2
    assert "作成記録（handbook-manifest.json）がありません" in result.stderr


def test_another_layout_than_the_folders(run, tmp_path):
    layout = tmp_path / "mine.yaml"
    layout.write_bytes((bundled("layouts") / "leaflet.yaml").read_bytes())
    assert run("build", "南", "--out", str(tmp_path / "out"), "--no-check").exit_code == 0
    result = run("diff", str(tmp_path / "out"), "--layout", str(layout))
    assert result.exit_code == 2
    assert "選べるのは leaflet です" in result.stderr
