"""`handbook whatis`: six letters on a sheet → which edition it is, whether it is so, what has changed."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

import handbook as library
from handbook.batch import MANIFEST
from handbook.batch.manifest import MOST_SHEETS, read_manifest


@pytest.fixture
def built(run, data_copy: Path, tmp_path: Path):
    """Builds 浮島 and 南 of the copied data into `out`; gives the code of 浮島's sheet."""

    def build(*options: str) -> str:
        arguments = ("--data", str(data_copy), "--out", str(tmp_path / "out"), "--no-check", "--jobs", "1")
        assert run("build", "浮島", "南", *arguments, *options).exit_code == 0
        records = read_manifest(tmp_path / "out").records.values()
        (code,) = {record.code for record in records if record.district == "浮島"}
        return code

    return build


@pytest.fixture
def ask(run, data_copy: Path, tmp_path: Path):
    return lambda code: run("whatis", code, str(tmp_path / "out"), "--data", str(data_copy))


def test_a_sheet_that_is_still_true_in_any_spelling(built, ask) -> None:
    code = built()
    wide = "".join(unicodedata.lookup(f"FULLWIDTH LATIN SMALL LETTER {letter}") for letter in code)
    for typed in (code, code.lower(), wide, f" {code[:3]} {code[3:]} "):
        result = ask(typed)
        assert result.exit_code == 0, result.output
        assert f"{code}: 浮島校区版（標準リーフレット" in result.stdout
        assert "今のデータのとおりです" in result.stdout


def test_a_sheet_whose_number_has_changed_says_from_what_to_what(built, ask, change) -> None:
    old = built()
    change("desks.yaml", "0942-51-6100", "0942-51-6199")
    for _ in range(2):  # before the new one is built, and after
        result = ask(old)
        assert result.exit_code == 1
        assert (
            "西地域包括支援センターの電話番号が 0942-51-6100 から 0942-51-6199 に変わりました"
            in result.stdout
        )
        (now,) = re.findall(r"番号は ([A-Z]{6}) になります", result.stdout)
        assert built() == now != old
    assert ask(now).exit_code == 0


def test_a_desk_that_is_another_altogether_is_told_with_its_fax(built, ask, change, data_copy: Path) -> None:
    old = built()
    (data_copy / "evidence.yaml").unlink()
    change("desks.yaml", "name: 西地域包括支援センター", "name: 西ケアセンター")
    change("desks.yaml", "0942-51-6100", "0942-51-6199")
    change("desks.yaml", "fax: 0942-64-2082", "fax: 0942-64-2099")
    said = ask(f"{old[:3]}-{old[3:]}".lower()).stdout
    assert "（電話 0942-51-6100、FAX 0942-64-2082）" in said
    assert "西ケアセンター（電話 0942-51-6199、FAX 0942-64-2099）" in said


def test_what_is_not_printed_changes_no_sheet(built, ask, data_copy: Path) -> None:
    code = built()
    plan = data_copy / "plan.yaml"
    caption = library.load_plan(data_copy).opinions_caption
    assert caption
    plan.write_text(plan.read_text(encoding="utf-8").replace(caption, "ほかの題"), encoding="utf-8")
    assert ask(code).exit_code == 0
    number = data_copy / "desks.yaml"
    number.write_text(number.read_text(encoding="utf-8").replace("0942-51-6100", "0942-51-6199"), "utf-8")
    result = ask(code)
    assert result.exit_code == 1
    assert "ほかの題" not in result.stdout


def test_words_of_the_layout_that_have_changed(run, data_copy: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "layouts").mkdir()
    source = (Path(library.__file__).parents[2] / "layouts" / "leaflet.yaml").read_text(encoding="utf-8")
    mine = tmp_path / "layouts" / "leaflet.yaml"
    mine.write_text(source, encoding="utf-8")
    assert run("build", "浮島", "--no-check").exit_code == 0
    (code,) = {record.code for record in read_manifest(tmp_path / "out").records.values()}
    mine.write_text(source.replace("どんな計画？", "計画とは"), encoding="utf-8")
    result = run("whatis", code)
    assert result.exit_code == 1
    assert "レイアウトの言葉「計画とは」が加わりました" in result.stdout
    assert "レイアウトの言葉「どんな計画？」がなくなりました" in result.stdout


def test_a_district_that_is_no_more(built, ask, data_copy: Path, tmp_path: Path, plan) -> None:
    from dataclasses import replace

    from handbook.batch.whatis import whatis

    code = built()
    rest = replace(plan, districts=tuple(one for one in plan.districts if one.name != "浮島"))
    (known,) = whatis(tmp_path / "out", code, rest, library.load_layout)
    assert known.now == ""
    assert known.changes == ("浮島校区がなくなりました",)


def test_a_code_that_nobody_knows(built, ask) -> None:
    built()
    for typed, said in (("ZZZZZZ", "作成記録にありません"), ("ABC", "6文字"), ("浮島校区", "6文字")):
        result = ask(typed)
        assert (result.exit_code, result.stdout) == (1, "")
        assert said in result.stderr


def test_a_folder_that_cannot_tell(built, ask, tmp_path: Path) -> None:
    result = ask("ABCDEF")
    assert result.exit_code == 2
    assert "作成記録" in result.stderr
    code = built()
    manifest = tmp_path / "out" / MANIFEST
    manifest.write_bytes(manifest.read_bytes().replace(code.encode(), b"QQQQQQ"))
    result = ask(code)
    assert result.exit_code == 2
    assert "壊れている" in result.stderr
    assert "handbook build で作り直す" in result.stderr
    assert "Traceback" not in result.stderr


def test_finals_and_proofs_and_twins_of_one_content_are_one_sheet(built, tmp_path: Path) -> None:
    code = built("--format", "pdf", "--format", "txt")
    sheets = read_manifest(tmp_path / "out").sheets
    assert sorted(key.split("/")[2] for key in sheets) == ["南", "浮島"]
    assert f"{code}/leaflet/浮島" in sheets


def test_the_newest_sheets_of_an_edition_are_remembered(plan, leaflet, tmp_path: Path) -> None:
    from dataclasses import replace

    codes = []
    for number in range(MOST_SHEETS + 3):
        changed = replace(plan, data_date=f"令和{number + 2}年3月")
        report = library.build(changed, leaflet, tmp_path, ["浮島"], check=False, jobs=1)
        codes.append(report.made[0].code)
    kept = [key.split("/")[0] for key in read_manifest(tmp_path).sheets]
    assert kept == codes[-MOST_SHEETS:]


def test_the_day_of_a_build(run, tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    first = run("build", "浮島", "--out", out, "--no-check", "--date", "2026-03-31")
    assert first.exit_code == 0
    assert "計画期間は" not in first.stderr
    after = run("build", "浮島", "--out", out, "--no-check", "--date", "２０２６-04-01")
    assert after.exit_code == 0
    assert "計画期間は2026年3月31日に終わっています" in after.stderr
    assert "使い道が 校正用 から 計画期間が終わった後の校正用 に変わりました" in after.stdout
    for wrong in ("2026-02-30", "令和8年2月30日", "04/01/2026", ""):
        result = run("build", "浮島", "--out", out, "--date", wrong)
        assert result.exit_code == 2
        assert "--date の値が使えません" in result.stderr
