"""`list`, `show`, `layouts`, `validate`, `preview`: looking without building."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from handbook.cli import terminal
from handbook.facts import unconfirmed
from handbook.load.ledger import record
from handbook.resources import bundled


def test_list_has_all_districts_in_columns(run, plan):
    lines = run("list").stdout.splitlines()
    assert len(lines) == 46
    assert lines[29].split() == ["30", "浮島", "うきしま", "ukishima", "城島町"]
    slugs = [
        terminal.width(line[: line.index(district.slug)])
        for line, district in zip(lines, plan.districts, strict=True)
    ]
    assert len(set(slugs)) == 1, "the romaji stand under each other"


@pytest.mark.parametrize("name", ["浮島", "うきしま校区", "ukishima"])
def test_show_has_desks_columns_and_what_is_unconfirmed(run, name):
    shown = run("show", name).stdout
    lines = shown.splitlines()
    assert lines[0] == "浮島校区（うきしま、ukishima） 城島町"
    numbers = re.findall(r"電話 (\S+)  FAX", shown)
    assert numbers == ["0942-51-6100", "0942-27-2038", "0942-30-9302", "0942-30-9185"]
    assert "個別課題から地域の支え合いを考える" in shown
    assert "・西地域包括支援センターの電話番号" in shown
    assert "・浮島校区の高齢者の相談先" in shown
    assert re.search(r"ほかに全校区にかかわるもの\d+件", shown)
    desks = [line for line in lines if "  FAX" in line]
    assert len({terminal.width(line[: line.index("電話")]) for line in desks}) == 1


def test_show_says_which_desk_has_a_date_of_its_own(run):
    lines = run("show", "東", "--data", str(bundled("data") / "mihon")).stdout.splitlines()
    assert "相談先（令和8年4月現在）" in lines
    desks = [line for line in lines if "  電話 " in line]
    assert ["令和8年" in line for line in desks] == [True, False, False, True]
    assert desks[0].endswith("（令和8年10月現在）")


def test_show_of_a_district_that_is_not_there(run):
    result = run("show", "浮鳥")
    assert result.exit_code == 2
    assert "もしかして" in result.stderr
    assert "浮島（うきしま）" in result.stderr


def test_layouts(run):
    result = run("layouts")
    assert result.exit_code == 0
    assert re.search(r"^leaflet +標準リーフレット", result.stdout, re.MULTILINE)
    assert "210×297 mm" in result.output
    assert "2ページ" in result.output
    assert "10.5ポイント以上" in result.output


def test_list_by_desk_turns_the_data_round(run, plan):
    rows = list(csv.reader(io.StringIO(run("list", "--by-desk", "--csv").stdout.removeprefix("\ufeff"))))
    assert len(rows) == 1 + len(plan.desks)
    (ukishima,) = [row for row in rows if row[2] == "0942-51-6100"]
    assert "浮島" in ukishima[-1].split("、")
    covered = [name for row in rows[1:] if row[0] == "高齢者" for name in row[-1].split("、")]
    assert sorted(covered) == sorted(one.name for one in plan.districts)
    assert "0942-51-6100" in run("list", "--by-desk").stdout


def test_validate_good_data_groups_unconfirmed_facts_by_districts(run, plan, data_copy, monkeypatch):
    monkeypatch.chdir(data_copy.parent)
    result = run("validate")
    assert result.exit_code == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[0].startswith("直すところはありません（データ: ./data、46校区、相談先18か所")
    count = len(unconfirmed(plan))
    assert f"まだ二人に確かめられていない事柄が{count}件あります。" in lines
    assert sum(line.startswith("  ・") for line in lines) == count
    group = lines.index("3校区（荒木、安武、大善寺）")
    assert lines[group + 1].startswith("  ・西第2地域包括支援センターの電話番号 ")
    assert re.search(
        r"鳥飼校区\n  ・鳥飼校区の読み（とりかい）［おそらく］ \S*evidence\.yaml:\d+", result.stdout
    )


def test_validate_tells_every_problem_of_data_and_layouts(run, change, tmp_path):
    folder = change("desks.yaml", "phone: 0942-51-6100", "phone: 0942-51-61OO")
    change("columns/ukishima-ninchisho.yaml", "district: 浮島", "district: 浮鳥")
    layout = tmp_path / "mine.yaml"
    layout.write_text("title: 途中\n", encoding="utf-8")
    result = run("validate", str(folder), "--layout", str(layout))
    assert result.exit_code == 1
    assert re.search(r"desks\.yaml:\d+:\d+: .*0942-51-61OO", result.stderr)
    assert re.search(r"ukishima-ninchisho\.yaml:\d+:\d+: .*浮鳥", result.stderr)
    assert "mine.yaml" in result.stderr
    assert re.search(r"直すところは全部で\d+件です", result.stderr)
    assert result.stdout == ""


def test_validate_lists_the_words_of_a_layout(run, tmp_path):
    result = run("validate", "--words", "--layout", "leaflet")
    assert result.exit_code == 0, result.stderr
    listed = re.findall(r"^  ・(.+) (\S+\.yaml):(\d+)$", result.stdout, re.MULTILINE)
    words = [word for word, _, _ in listed]
    assert len(words) == len(set(words)) == len(result.stdout.splitlines()) - 1
    assert "{district}{kind}の相談先" in words
    assert "浮島" not in result.stdout
    assert {"受付", "FAX"} <= set(words)  # a default, and one for several blocks
    lines = [int(line) for _, _, line in listed]
    assert lines == sorted(lines)
    for word, file, line in listed:
        written = Path(file).read_text(encoding="utf-8").splitlines()[int(line) - 1 :][:2]
        assert word in written[0] or "block:" in "".join(written), "a default is said where its block stands"

    broken = tmp_path / "mine.yaml"
    broken.write_text("title: 途中\n", encoding="utf-8")
    assert run("validate", "--words", "--layout", str(broken)).exit_code == 1
    assert run("validate", str(tmp_path), "--words").exit_code == 2


def test_validate_finds_characters_without_a_glyph(run, change):
    folder = change("columns/ukishima-ninchisho.yaml", "浮島校区では、", "𪚥田さんは、")
    result = run("validate", str(folder))
    assert result.exit_code == 1
    assert "「𪚥」（U+2A6A5）" in result.stderr
    assert re.search(r"ukishima-ninchisho\.yaml:\d+:\d+", result.stderr)


def test_validate_when_all_is_confirmed(run, data_copy, plan, confirmed):
    record(data_copy, confirmed(plan).confirmations)
    result = run("validate", str(data_copy), "--layout", "leaflet")
    assert result.exit_code == 0, result.stderr
    assert "確かめていない事柄はありません" in result.stdout


@pytest.mark.parametrize("command", [["list"], ["show", "浮島"], ["build"], ["check", "x.pdf"]])
def test_a_data_folder_that_is_not_there(run, command, tmp_path):
    result = run(*command, "--data", str(tmp_path / "nowhere"))
    assert result.exit_code == 2
    assert "データのフォルダーがありません" in result.stderr
    assert "→" in result.stderr


def test_preview_draws_each_page(run, tmp_path):
    from PIL import Image

    result = run("preview", "うきしま", "--out", str(tmp_path), "--dpi", "50")
    assert result.exit_code == 0, result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["浮島校区-1.png", "浮島校区-2.png"]
    with Image.open(tmp_path / "浮島校区-1.png") as image:
        assert image.size == pytest.approx((210 / 25.4 * 50, 297 / 25.4 * 50), abs=1)
        darkest, lightest = image.convert("L").getextrema()
        assert darkest < 80
        assert lightest == 255


def test_preview_of_one_page(run, tmp_path):
    result = run("preview", "浮島", "--out", str(tmp_path), "--dpi", "30", "--page", "2")
    assert result.exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["浮島校区-2.png"]


def test_preview_of_a_page_that_is_not_there(run, tmp_path):
    result = run("preview", "浮島", "--out", str(tmp_path), "--page", "3")
    assert result.exit_code == 2
    assert "3ページはありません" in result.stderr
    assert "1から2まで" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def overfull(data_copy):
    """A data folder in which 浮島's column is far too long."""
    path = data_copy / "columns" / "ukishima-ninchisho.yaml"
    source = path.read_text(encoding="utf-8")
    long = "あいうえお、かきくけこ。" * 90
    path.write_text(f"{source[: source.index(chr(10) + 'text:')]}\ntext: {long}\n", encoding="utf-8")
    return data_copy


def test_validate_tells_what_does_not_fit(run, overfull):
    result = run("validate", str(overfull), "--layout", "leaflet")
    assert result.exit_code == 1
    assert re.search(
        r"ukishima-ninchisho\.yaml:\d+:7: 浮島校区版の表に入りきりません。事例「.*約\d+行（およそ\d+文字）",
        result.stderr,
    )
    assert result.stdout == ""


def test_preview_shows_a_page_that_does_not_fit_and_tells_what_is_wrong(run, overfull, tmp_path):
    from PIL import Image

    result = run("preview", "浮島", "--data", str(overfull), "--out", str(tmp_path), "--dpi", "40")
    assert result.exit_code == 1
    assert "浮島校区版の表に入りきりません" in result.stderr
    assert [name for name in result.stdout.splitlines() if name.endswith("浮島校区-1.png")]
    with Image.open(tmp_path / "浮島校区-1.png") as front, Image.open(tmp_path / "浮島校区-2.png") as back:
        assert front.height > back.height
        reds = [
            pixel
            for pixel in front.convert("RGB").tobytes().hex(" ", 3).split()
            if pixel[:2] > "a0" > pixel[2:]
        ]
        assert len(reds) > front.width


@pytest.fixture
def second_column(data_copy):
    """A data folder in which 浮島 has two columns of its own."""
    path = data_copy / "columns" / "ukishima-ninchisho.yaml"
    other = path.with_name("zz-second.yaml")
    other.write_text(
        path.read_text(encoding="utf-8").replace("title: 個別課題から", "title: もう一つの課題から"),
        encoding="utf-8",
    )
    return data_copy


def test_validate_warns_of_a_column_that_no_page_prints(run, second_column):
    result = run("validate", str(second_column), "--layout", "leaflet")
    assert result.exit_code == 0
    (line,) = [line for line in result.stderr.splitlines() if "載りません" in line]
    assert "zz-second.yaml" in line
    assert "もう一つの課題から" in line


def test_a_column_that_one_of_its_districts_has_no_room_for(run, second_column, tmp_path):
    """It stands in 城島's edition, so nobody would miss it; 浮島's has one of its own before it."""
    path = second_column / "columns" / "zz-second.yaml"
    text = path.read_text(encoding="utf-8").replace("district: 浮島", "district: [浮島, 城島]")
    path.write_text(text, encoding="utf-8")
    (line,) = [
        line
        for line in run("validate", str(second_column), "--layout", "leaflet").stderr.splitlines()
        if "載りません" in line
    ]
    assert "浮島校区の紙面に載りません" in line
    assert "城島" not in line
    result = run("build", "城島", "--data", str(second_column), "--out", str(tmp_path / "out"))
    (line,) = [line for line in result.stderr.splitlines() if "載りません" in line]
    assert "（浮島校区）" in line


def test_what_may_be_wrong_is_said_by_validate_and_build(run, change, tmp_path):
    folder = change("districts.yaml", "reading: うきしま", "reading: うきじま")
    result = run("validate", str(folder), "--layout", "leaflet")
    assert result.exit_code == 0
    (line,) = [line for line in result.stderr.splitlines() if "うきじま" in line]
    assert "districts.yaml:" in line
    result = run("build", "南", "--data", str(folder), "--out", str(tmp_path / "out"))
    assert result.exit_code == 0
    assert len([line for line in result.stderr.splitlines() if "うきじま" in line]) == 1


def test_show_says_which_column_is_printed(run, second_column):
    lines = run("show", "浮島", "--data", str(second_column)).stdout.splitlines()
    assert [("載ります" in line) for line in lines if "leaflet に" in line] == [True, False, False]


def test_build_says_which_column_is_not_printed(run, second_column, tmp_path):
    result = run("build", "浮島", "--data", str(second_column), "--out", str(tmp_path / "out"))
    assert result.exit_code == 0
    assert (
        len(
            [
                line
                for line in result.stderr.splitlines()
                if "もう一つの課題から" in line and "載りません" in line
            ]
        )
        == 1
    )
