"""`handbook distribution`: sheets, labels, order and table are read back and must agree to the last copy."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pypdf import PdfReader

import handbook
from handbook.cli import main
from handbook.cli.inputs import layout_file
from handbook.delivery.order import LAYOUT, Ordered, order_sheet
from handbook.pdf import render_pdf
from handbook.plan import Plan
from handbook.readback import read_back
from handbook.readback.structure import Content, StructureElement, elements_in
from handbook.resources import bundled

SAMPLE = Path(__file__).parents[2] / "docs" / "counts-sample.csv"
"""The table that the documentation shows."""

LONG = "見本町一丁目第三都市計画住宅団地および周辺地区合同自治会"

MIHON = bundled("data") / "mihon"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["distribution", *map(str, arguments)], prog_name="handbook")


@pytest.fixture(scope="module")
def haifu(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is made of the sample, with a 自治会 of 40 班 added."""
    folder = tmp_path_factory.mktemp("haifu")
    rows = "".join(f"東,見本台自治会,{number}班,{5 + number % 9},10\n" for number in range(1, 41))
    rows += f"東,{LONG},1,11,\n"
    table = folder / "世帯数.csv"
    table.write_text(SAMPLE.read_text(encoding="utf-8").replace("合計,,,281,\n", rows), encoding="utf-8")
    found = run(table, "--data", MIHON, "-o", folder / "haifu")
    assert found.exit_code == 0, found.output
    return folder / "haifu"


def words(of: StructureElement) -> str:
    return "".join(
        words(kid) if isinstance(kid, StructureElement) else kid.text
        for kid in of.kids
        if isinstance(kid, StructureElement | Content)
    )


def rows(path: Path | bytes) -> Iterator[list[str]]:
    """The rows of all tables of a PDF, as a listener hears them."""
    tree = read_back(path).tree
    assert tree
    for element in elements_in(tree.top):
        if element.standard == "TR":
            yield [words(cell) for cell in element.elements("TH", "TD")]


def number(text: str) -> int:
    return 0 if text == "―" else int(re.sub("[,部世帯束]", "", text))


def written(folder: Path) -> list[dict[str, str]]:
    with (folder / "部数.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_sheet_agrees_with_the_table_and_the_order(haifu: Path) -> None:
    of_csv = {row["地区"]: row for row in written(haifu) if "計" in (row["自治会"] + row["地区"])}
    order = {row[0]: row for row in rows(haifu / "注文書.pdf") if len(row) == 4}
    for district in ("東", "浜辺", "西第２"):
        sheet = list(rows(haifu / f"{district}地区.pdf"))
        piles = [row for row in sheet if len(row) == 6 and row[5] == "□"]
        sums = [row for row in sheet if len(row) == 6 and row[1] == "計"]
        whole = next(row for row in sheet if len(row) == 6 and row[1] == "合計")
        for column, heading in ((2, "世帯数"), (3, "予備"), (4, "部数")):
            assert sum(number(row[column]) for row in piles) == number(whole[column])
            assert number(whole[column]) == int(of_csv[district][heading])
        for name, _, *numbers, _ in sums:
            own = [row for row in piles if row[0] == name]
            assert [sum(number(row[at]) for row in own) for at in (2, 3, 4)] == list(map(number, numbers))
        assert number(sheet[1][0]) == number(whole[4])
        assert number(sheet[1][3]) == len(piles)
        assert order[f"{district}地区版"][1:] == [f"{district}地区.pdf", "2", whole[4]]
    copies = [number(order[f"{name}地区版"][3]) for name in ("東", "浜辺", "西第２")]
    assert number(order["合計"][3]) == sum(copies) == int(of_csv["合計"]["部数"])


def test_the_input_is_counted_to_the_last_household(haifu: Path) -> None:
    by_hand = 281 + 11 + sum(5 + number % 9 for number in range(1, 41))
    (whole,) = (row for row in written(haifu) if row["地区"] == "合計")
    assert int(whole["世帯数"]) == by_hand
    # 55 × 5 % and 120 × 3 %, 23 × 5 %, each rounded up; 83 has none.
    spares = -(-(by_hand - 281 - 11) // 10)
    assert int(whole["予備"]) == 3 + 4 + 2 + spares


def test_a_label_for_each_pile(haifu: Path) -> None:
    texts = [page.extract_text() for page in PdfReader(haifu / "束の札.pdf").pages]
    labels = "\n".join(texts)
    copies = [number(one) for one in re.findall("[0-9,]+部", labels)]
    piles = [int(row["部数"]) for row in written(haifu) if row["班"] not in ("計", "")]
    assert sorted(copies) == sorted(piles)
    assert len(texts) == -(-len(piles) // 12)
    assert sorted(map(int, re.findall("([0-9]+)／41", labels))) == list(range(1, 42))
    assert "予備" in labels
    assert "全部" in labels
    assert "見本・実在しない市です" in labels


def test_no_row_stands_without_its_association(haifu: Path) -> None:
    file = read_back(haifu / "東地区.pdf")
    assert len(file.pages) > 1
    sheet = [row for row in rows(haifu / "東地区.pdf") if len(row) == 6]
    heads = [row for row in sheet if row[0] == "自治会"]
    assert len(heads) == len(file.pages)
    assert all(row[0] for row in sheet)
    # Those of few groups stand on one page.
    page = next(page for page in file.pages if "見本東町自治会" in "".join(run.text for run in page.runs))
    assert "".join(run.text for run in page.runs).count("見本東町自治会") == 5


def test_the_rule_and_the_places_to_write_stand_on_the_sheets(haifu: Path) -> None:
    def plain(name: str) -> str:
        return "".join(run.text for page in read_back(haifu / name).pages for run in page.runs)

    assert "予備は自治会ごとに足してあります" in plain("東地区.pdf")
    order = plain("注文書.pdf")
    for word in (
        "標準リーフレット（A4両面）",
        "A4（210×297ミリ）",
        "両面",
        "カラー",
        "注文した日",
        "見本・実在しない市です",
    ):
        assert word in order.replace("(", "（").replace(")", "）"), word


def test_an_order_without_counts_leaves_lines_to_write_in(plan: Plan) -> None:
    layout = handbook.load_layout("leaflet-mono")
    ordered = [Ordered("浮島", "浮島校区.pdf", 2), Ordered("日吉", "日吉校区.pdf", 2, 40)]
    edition = order_sheet(plan, layout, ordered, [("インキ", "特色")])
    pdf = render_pdf(handbook.compose(edition, handbook.load_layout(layout_file(LAYOUT))))
    found = {row[0]: row[1:] for row in rows(pdf)}
    assert found["浮島校区版"] == ["浮島校区.pdf", "2", ""]
    assert found["日吉校区版"] == ["日吉校区.pdf", "2", "40"]
    assert found["合計"] == ["2種類", "―", ""]
    assert found["インキ"] == ["特色"]
    assert found["色"] == ["黒1色"]


def test_nothing_is_made_until_all_is_right_or_the_right_ones_by_wish(tmp_path: Path) -> None:
    table = tmp_path / "世帯数.csv"
    table.write_text("地区,自治会,世帯数\n東,本町,12\n浜辺,本町,x\n東方,本町,3\n", encoding="utf-8")
    refused = run(table, "--data", MIHON, "-o", tmp_path / "haifu")
    assert refused.exit_code == 1
    assert "3行目 C列（世帯数）" in refused.output
    assert "4行目 A列（地区）" in refused.output
    assert not (tmp_path / "haifu").exists()
    partial = run(table, "--data", MIHON, "-o", tmp_path / "haifu", "--partial")
    assert partial.exit_code == 1
    assert "除いた地区: 浜辺地区" in partial.output
    assert "表にない地区: 3地区（西第２、つつじが丘、見本ニュータウン）" in partial.output
    assert sorted(path.name for path in (tmp_path / "haifu").iterdir()) == sorted(
        ["東地区.pdf", "注文書.pdf", "束の札.pdf", "部数.csv"]
    )


def test_of_many_alike_problems_the_first_are_told_and_how_many_more(tmp_path: Path) -> None:
    table = tmp_path / "世帯数.csv"
    lines = "".join(f"東,自治会{number},x{number},5％\n" for number in range(1, 301))
    table.write_text(f"地区,自治会,世帯数,予備\n{lines}東方,本町,3,だめ\n", encoding="utf-8")
    refused = run(table, "--data", MIHON, "-o", tmp_path / "haifu")
    assert refused.exit_code == 1
    assert refused.output.count("整数ではありません") == 50 + 1
    assert "ほかに250件" in refused.output
    assert "301行目 C列（世帯数）" in refused.output
    assert "302行目 A列（地区）" in refused.output
    assert "302行目 D列（予備（％））" in refused.output
    assert "全部で302件" in refused.output
    assert refused.output.count("「5％」を 5") <= 6


def test_only_what_must_be_reprinted(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        shutil.copytree(MIHON, folder)
    out = tmp_path / "haifu"
    same = run(SAMPLE, "--data", new, "--since", old, "-o", out)
    assert same.exit_code == 0
    assert "刷り直しが要る地区版はありません" in same.output
    assert not out.exists()
    desks = new / "desks.yaml"
    desks.write_text(
        desks.read_text(encoding="utf-8").replace("0000-20-0003", "0000-20-0013"), encoding="utf-8"
    )
    made = run(SAMPLE, "--data", new, "--since", old, "-o", out)
    assert made.exit_code == 0, made.output
    assert "刷り直さなくてよい地区: 2地区（東、浜辺）" in made.output
    assert "表にない地区: 2地区（つつじが丘、見本ニュータウン）" in made.output
    assert [row[0] for row in rows(out / "注文書.pdf") if len(row) == 4] == ["版", "西第２地区版", "合計"]
    again = run(SAMPLE, "--data", new, "-o", out)
    assert again.exit_code == 0
    assert not (out / "見本ニュータウン地区.pdf").exists()
    shutil.copy(out / "東地区.pdf", out / "古い.pdf")
    assert "古い.pdf" in run(SAMPLE, "--data", new, "-o", out).output
