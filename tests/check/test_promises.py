"""Every kind of block keeps what it promises, or the check finds out: left out, or with one value altered."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

import handbook
from handbook.blocks import BLOCKS, promises
from handbook.check import check_pdf
from handbook.document import Document, Portion, words
from handbook.edition import Edition
from handbook.layout import PLACEHOLDERS, Layout, Node
from handbook.pdf import render_pdf
from handbook.plan import Passage, Plan
from handbook.promise import filled

CARD = """
title: 相談先カード
description: 相談先だけの1枚
paper: A4
faces: {regular: BIZUDPGothic-Regular.ttf, bold: BIZUDPGothic-Bold.ttf}
colors: {ink: "#1B2430", deep: "#0F3D3E", paper: "#FFFFFF", line: "#9AA8A6"}
styles:
  text: {face: regular, size: 14, leading: 1.5, color: ink, align: left, phrase: prefer}
  body: {like: text}
  heading: {like: text, face: bold, size: 20}
  heading-note: {like: text}
  desk-category: {like: text, face: bold, color: paper}
  desk-name: {like: text, face: bold}
  desk-detail: {like: text}
  phone-label: {like: text}
  phone: {like: text, size: 24}
  table-title: {like: text, face: bold}
  footer: {like: text, size: 11}
pages:
  - name: 表
    margins: {top: 15mm, right: 13mm, bottom: 12mm, left: 13mm}
    body:
      - {block: heading, level: 1, text: "{name}{kind}の相談先", note: "{plan}"}
      - {block: desks, gap: [4, 8, 16], grow: 1, fax-label: FAX, color: deep, rule: line}
      - {block: text, gap: 8, text: 最新の番号は、市のホームページでお確かめください。}
      - {block: qr, gap: 8, address: "https://www.example.jp/{slug}/"}
      - block: table
        gap: 8
        titles: [見守りの日, 当番]
        widths: [1]
        styles: [text]
        rows: [[月曜, 一の組]]
        color: paper
        rule: ink
      - {block: notes, gap: 8, source: columns, style: footer}
    footer: {block: footer, left: "{date}現在", rule: line, proof: 校正用, ended: "期間は{end}まででした"}
"""


# Ways to alter one value


def of_plan(change: Callable[[Plan], dict[str, object]]) -> Alteration:
    """Another value in the plan."""
    return lambda edition, layout: (
        edition._replace(plan=replace(edition.plan, **change(edition.plan))),  # type: ignore[arg-type]
        layout,
    )


def of_words(kind: str, option: str, old: str, new: str) -> Alteration:
    """Another word in an option of the blocks of a kind."""

    def each(node: Node) -> Node:
        options = dict(node.options)
        if node.kind == kind:
            value = options[option]
            options[option] = (
                value.replace(old, new)
                if isinstance(value, str)
                else tuple(text.replace(old, new) for text in value)  # type: ignore[attr-defined]
            )
        return replace(node, options=options, children=tuple(map(each, node.children)))

    return lambda edition, layout: (edition, with_nodes(layout, each))


Alteration = Callable[[Edition, Layout], tuple[Edition, Layout]]


class Sabotage(NamedTuple):
    """How one promised value of a kind of block is altered, and what the check must call it."""

    alter: Alteration
    code: str


def other(passage: Passage) -> Passage:
    return Passage(passage.short.replace("地域", "職場", 1))


def with_first(values: tuple, **changes: object) -> tuple:
    return (values[0]._replace(**changes), *values[1:])


def another_role(plan: Plan) -> dict[str, object]:
    goal = plan.goals[0]
    first, *rest = goal.measures[0].roles
    roles = ((first[0], Passage("見守りに出かけましょう。")), *rest)
    measures = with_first(goal.measures, roles=roles)
    return {"goals": (goal._replace(measures=measures), *plan.goals[1:])}


def another_amount(plan: Plan) -> dict[str, object]:
    first = plan.statistics[0]
    return {"statistics": with_first(plan.statistics, points=with_first(first.points, label="よその数"))}


def another_point(plan: Plan, chapter: str) -> dict[str, object]:
    section = plan.sections[chapter]
    changed = section._replace(points=(Passage("一言だけの文章です。"), *section.points[1:]))
    return {"sections": {**plan.sections, chapter: changed}}


SABOTAGES: dict[str, Sabotage] = {
    "columns": Sabotage(
        lambda edition, layout: (
            edition._replace(columns=with_first(edition.columns, title="別の題")),
            layout,
        ),
        "missing-text",
    ),
    "commissioner": Sabotage(of_words("commissioner", "blanks", "お名前", "ご住所"), "missing-text"),
    "contacts": Sabotage(
        of_plan(lambda plan: {"contacts": with_first(plan.contacts, fax="0942-30-9888")}), "missing-number"
    ),
    "cycle": Sabotage(
        of_plan(
            lambda plan: {
                "image": plan.image._replace(steps=with_first(plan.image.steps, text="どこかで起きます。"))
            }
        ),
        "missing-text",
    ),
    "desks": Sabotage(
        lambda edition, layout: (
            edition._replace(desks=with_first(edition.desks, phone="0942-51-6109")),
            layout,
        ),
        "missing-number",
    ),
    "footer": Sabotage(of_words("footer", "left", "現在", "以前"), "missing-text"),
    "goals": Sabotage(of_plan(another_role), "missing-text"),
    "heading": Sabotage(of_words("heading", "text", "なぜ", "だれに"), "missing-text"),
    "masthead": Sabotage(of_plan(lambda plan: {"vision": ("支え合う", "まち", "くるめ")}), "missing-text"),
    "notes": Sabotage(
        of_plan(lambda plan: {"notes": with_first(plan.notes, text="地域の人が集まる場です。")}),
        "missing-text",
    ),
    "parties": Sabotage(
        of_plan(lambda plan: {"parties": with_first(plan.parties, who="みなさん")}), "wrong-pair"
    ),
    "passage": Sabotage(of_plan(lambda plan: {"welfare": other(plan.welfare)}), "missing-text"),
    "points": Sabotage(of_plan(lambda plan: another_point(plan, "situation")), "missing-text"),
    "qr": Sabotage(of_words("qr", "address", "example", "sample"), "missing-text"),
    "remarks": Sabotage(
        of_plan(lambda plan: {"hearing": plan.hearing._replace(remarks=("何もない",))}), "missing-text"
    ),
    "statistics": Sabotage(of_plan(another_amount), "missing-text"),
    "table": Sabotage(of_words("table", "titles", "当番", "係"), "missing-text"),
    "text": Sabotage(of_words("text", "text", "最新", "昨年"), "missing-text"),
}
"""Kind of block → one of its values altered. The leaflet of 浮島 prints them all, but for those `ON_CARD` and
`IN_CHAPTERS`."""

ON_CARD = {"notes", "qr", "table", "text"}
IN_CHAPTERS = {"cycle", "parties", "remarks"}
SILENT = {"contents", "picture"}
"""Kinds of block that need print no word: what they show stands in no text that could be missed; the contents
those of headings, which are held against the pages (`tests/composer/test_flow.py`)."""


@pytest.fixture(scope="module")
def card(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    path = tmp_path_factory.mktemp("card") / "card.yaml"
    path.write_text(CARD, encoding="utf-8")
    return handbook.load_layout(path)


@pytest.fixture(scope="module")
def layout_of(
    leaflet: Layout, card: Layout, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Layout]:
    """Kind of block → a layout that prints it."""
    path = tmp_path_factory.mktemp("chapters") / "chapters.yaml"
    path.write_text("extends: handbook\ntitle: 章\nparts: {cover-contents: none}\n", encoding="utf-8")
    chapters = handbook.load_layout(path)
    return lambda kind: card if kind in ON_CARD else chapters if kind in IN_CHAPTERS else leaflet


def test_every_kind_of_block_that_prints_words_is_sabotaged() -> None:
    assert set(SABOTAGES) == set(BLOCKS) - SILENT


def with_nodes(layout: Layout, each: Callable[[Node], Node]) -> Layout:
    """`layout` with `each` applied to the roots of its pages."""
    pages = tuple(
        page._replace(
            header=page.header and each(page.header),
            body=each(page.body),
            footer=page.footer and each(page.footer),
        )
        for page in layout.pages
    )
    return replace(layout, pages=pages)


def without(document: Document, kind: str) -> tuple[Document, int]:
    """`document` without what blocks of a kind made, and how many elements that was."""
    pages = tuple(
        page._replace(portions=(Portion(tuple(one for one in page.elements if one.block != kind)),))
        for page in document.pages
    )
    elements = sum(len(page.elements) for page in document.pages)
    return document._replace(pages=pages), elements - sum(len(page.elements) for page in pages)


@pytest.mark.parametrize("kind", SABOTAGES)
def test_a_block_that_is_left_out_is_missed(
    edition: Edition, layout_of: Callable[[str], Layout], kind: str
) -> None:
    layout = layout_of(kind)
    shorter, taken = without(handbook.compose(edition, layout), kind)
    assert taken, f"no {kind} is printed: sabotage it in a layout that does"
    codes = {finding.code for finding in check_pdf(render_pdf(shorter), edition, layout)}
    # Who the parties are, and their marks, the goals say again on later pages, for the eye alone.
    assert ("not-heard" if kind == "parties" else "missing-text") in codes
    assert ("not-heard" in codes) == (kind in ("qr", "parties")), (
        "a described picture is missed by who listens"
    )
    codes -= {"not-heard"}
    # What it says may stand elsewhere in small type: names of issuers, in the footer.
    assert codes <= {
        "missing-text",
        "missing-number",
        "wrong-link",
        "wrong-pair",
        "not-on-page",
        "small-text",
    }
    assert ("missing-number" in codes) == (kind in ("desks", "contacts"))


@pytest.mark.parametrize("kind", SABOTAGES)
def test_an_altered_value_is_found(edition: Edition, layout_of: Callable[[str], Layout], kind: str) -> None:
    alter, code = SABOTAGES[kind]
    layout = layout_of(kind)
    altered = handbook.compose(*alter(edition, layout))
    true = handbook.compose(edition, layout)
    assert printed(altered, kind) != printed(true, kind), "the alteration does not show"
    assert code in {finding.code for finding in check_pdf(render_pdf(altered), edition, layout)}


def printed(document: Document, kind: str) -> list[str]:
    """The words that blocks of a kind print."""
    return [words(one) for page in document.pages for one in page.elements if one.block == kind]


def test_a_promise_is_no_matter_of_drawing(edition: Edition, leaflet: Layout) -> None:
    """Whoever judges a page needs nothing of what makes it: plain values, the same each time."""
    assert list(promises(edition, leaflet)) == list(promises(edition, leaflet))
    asked = set()
    for path in (Path(handbook.__file__).parent / "check").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("handbook.blocks"):
                asked |= {(node.module, alias.name) for alias in node.names}
    assert asked == {("handbook.blocks", name) for name in ("promises", "fixed_promises", "numbered")}


def test_every_field_of_a_layout_s_text_is_filled(edition: Edition) -> None:
    """As the blocks fill them, though by other code: the words that a reader waits for."""
    for field in PLACEHOLDERS:
        assert "{" not in filled(f"{{{field}}}", edition), field
    assert filled("{name}校区（{reading}）、{date}", edition) == "浮島校区（うきしま）、令和2年3月"
    assert filled("{district}校区の取組み", edition, "江上") == "江上校区の取組み"


def test_a_label_before_the_wrong_number_is_found(edition: Edition, leaflet: Layout, card: Layout) -> None:
    """Telephone and fax of a desk exchanged, found by either label."""
    desk = edition.desks[0]
    wrong = edition._replace(desks=with_first(edition.desks, phone=desk.fax, fax=desk.phone))
    for layout, said in (
        (card, f"ファックス番号 {desk.fax} の前に「FAX」がありません"),
        (leaflet, f"電話番号 {desk.phone} の前に「電話」がありません"),
    ):
        found = check_pdf(render_pdf(handbook.compose(wrong, layout)), edition, layout)
        assert "wrong-pair" in {finding.code for finding in found}
        assert any(said in finding.message for finding in found)


def test_a_card_of_desks_need_not_print_the_plan(edition: Edition, card: Layout) -> None:
    data = render_pdf(handbook.compose(edition, card))
    assert check_pdf(data, edition, card) == []
    # Without its layout, it lacks what every leaflet should have.
    assert {finding.code for finding in check_pdf(data, edition)} == {"missing-text", "missing-number"}
    desks = with_first(edition.desks, phone="0942-30-9302")
    wrong = render_pdf(handbook.compose(edition._replace(desks=desks), card))
    codes = {finding.code for finding in check_pdf(wrong, edition, card)}
    assert codes == {"missing-number", "number-beside-wrong-name"}


def test_other_districts_columns_only_where_the_layout_asks(edition: Edition, leaflet: Layout) -> None:
    """浮島's column in 江上's leaflet: labelled with 浮島, and only if the layout says so."""
    egami = handbook.select(edition.plan, "江上")
    assert [column.districts for column in egami.other_columns] == [("浮島",)]

    def room(node: Node) -> Node:
        kept = (
            child
            for child in node.children
            if child.kind not in ("passage", "points", "commissioner", "contacts")
        )
        return replace(node, children=tuple(map(room, kept)))

    def with_others(node: Node) -> Node:
        options = dict(node.options) | ({"others": True, "most": 9} if node.kind == "columns" else {})
        return replace(node, options=options, children=tuple(map(with_others, node.children)))

    front = leaflet.pages[0]
    shorter = replace(leaflet, pages=(front._replace(body=room(front.body)),))
    asking = with_nodes(shorter, with_others)
    data = render_pdf(handbook.compose(egami, asking))
    assert check_pdf(data, egami, asking) == []
    unasked = check_pdf(data, egami, shorter)
    assert {finding.code for finding in unasked} == {"foreign-place", "unknown-text"}
