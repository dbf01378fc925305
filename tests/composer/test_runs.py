"""A page goes on where it is full: a table between its rows, with its titles again on each page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import handbook
from handbook.check import check_pdf
from handbook.document import ARTIFACT, Element, words
from handbook.errors import InputError
from handbook.layout import Layout
from handbook.pdf import render_pdf
from handbook.plan import Plan
from handbook.readback import read_back
from handbook.twins import render_html

HEAD = """\
title: 続くページ
paper: A5
faces: {regular: BIZUDPGothic-Regular.ttf, bold: BIZUDPGothic-Bold.ttf}
colors: {ink: "#1B2430", pale: "#E9EFED"}
styles:
  body: {face: regular, size: 12, leading: 1.4, color: ink}
  heading: {like: body, face: bold, size: 16}
  heading-note: {like: body}
  table-title: {like: body, face: bold}
  footer: {like: body, size: 10.5}
pages:
  - name: 名簿
    margins: {top: 12mm, right: 13mm, bottom: 10mm, left: 13mm}
    repeats: true
    footer:
      block: footer
      left: "{plan} {name}{kind} {date}"
      proof: 校正用
      code: false
      ended: 計画の期間は{end}で終わりました
      right: "{page}"
      paper-only: right
      rule: ink
    body:
      - {block: heading, level: 1, text: 当番の名簿}
"""
TABLE = """\
      - {{block: heading, gap: 10, text: {title}}}
      - block: table
        gap: 4
        grow: 1
        titles: [番, お名前, ひとこと]
        widths: [15, 35, 50]
        styles: [body]
        color: pale
        rule: ink
        rows:
"""
Written = Callable[..., Layout]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """A layout with tables of so many rows, each of which says its number."""

    def write(*counts: int, remark: str = "よろしく", head: str = HEAD) -> Layout:
        text = head
        for at, count in enumerate(counts):
            text += TABLE.format(title=f"{at + 1}組")
            text += "".join(
                f"          - [{at}の{row}, 係{at}の{row}さん, {remark}]\n" for row in range(count)
            )
        path = tmp_path / "roster.yaml"
        path.write_text(text, encoding="utf-8")
        return handbook.load_layout(path)

    return write


def tables(elements: tuple[Element, ...]) -> Iterator[list[list[Element]]]:
    """The cells of each table, row by row."""
    for table in elements:
        if table.role == "Table":
            rows = [one for one in table.children if isinstance(one, Element) and one.role == "TR"]
            yield [[cell for cell in row.children if isinstance(cell, Element)] for row in rows]


def scopes(row: list[Element]) -> list[tuple[str, str]]:
    return [(cell.role, dict(cell.attributes).get("Scope", "")) for cell in row]


@pytest.mark.parametrize("counts", [(1,), (14,), (15,), (60,), (9, 9, 9, 9), (200,)])
def test_every_row_stands_once_and_each_page_has_the_titles(plan: Plan, written: Written, counts) -> None:
    layout = written(*counts)
    edition = handbook.select(plan, "浮島")
    document = handbook.compose(edition, layout)
    found = []
    for page in document.pages:
        for head, *rows in tables(page.elements):
            assert [words(cell) for cell in head] == ["番", "お名前", "ひとこと"]
            assert scopes(head) == [("TH", "Column")] * 3
            assert rows, "titles with nothing below them"
            assert {tuple(scopes(row)) for row in rows} == {(("TH", "Row"), ("TD", ""), ("TD", ""))}
            found += [words(row[0]) for row in rows]
        last = [one for one in page.elements if one.role not in (ARTIFACT, "Sect")][-1]
        assert last.role == "Table", f"page {page.name} ends with a heading"
    assert found == [f"{at}の{row}" for at, count in enumerate(counts) for row in range(count)]
    pdf = render_pdf(document)
    assert [finding.message for finding in check_pdf(pdf, edition, layout)] == []
    numbers = [max(page.runs, key=lambda run: (run.y, run.right)).text for page in read_back(pdf).pages]
    assert numbers == [str(number) for number in range(1, len(document.pages) + 1)]


def test_pages_are_evenly_full(plan: Plan, written: Written) -> None:
    document = handbook.compose(handbook.select(plan, "浮島"), written(61))
    rows = [len(table) for page in document.pages for table in tables(page.elements)]
    assert len(rows) > 3
    assert max(rows) - min(rows) <= 3


def test_a_row_lost_on_paper_is_found(plan: Plan, written: Written) -> None:
    edition = handbook.select(plan, "浮島")
    pdf = render_pdf(handbook.compose(edition, written(40)))
    more = written(41)
    assert any("0の40" in finding.message for finding in check_pdf(pdf, edition, more))


def test_a_row_too_high_for_a_page_is_told(plan: Plan, written: Written) -> None:
    with pytest.raises(InputError) as refused:
        handbook.compose(handbook.select(plan, "浮島"), written(3, remark="よろしくお願いします。" * 90))
    (problem,) = refused.value.problems
    assert "よろしくお願いします" in problem.message
    assert "多すぎます" in problem.message
    assert problem.place is not None
    assert problem.place.file.endswith("roster.yaml")


def test_without_going_on_a_full_page_is_an_error(plan: Plan, written: Written) -> None:
    with pytest.raises(InputError, match="入りきりません"):
        handbook.compose(
            handbook.select(plan, "浮島"), written(60, head=HEAD.replace("    repeats: true\n", ""))
        )


def test_a_row_with_too_few_cells_is_told(plan: Plan, written: Written) -> None:
    path = Path(written(2).file)
    path.write_text(path.read_text(encoding="utf-8").replace("お名前, ", "お名前, 電話, "), encoding="utf-8")
    with pytest.raises(InputError, match="欄が3個"):
        handbook.compose(handbook.select(plan, "浮島"), handbook.load_layout(path))


def test_the_twin_is_a_table_too(plan: Plan, written: Written) -> None:
    html = render_html(handbook.compose(handbook.select(plan, "浮島"), written(30)))
    assert html.count('scope="col"') >= 6
    assert html.count("係0の") == 30
