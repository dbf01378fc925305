"""A layout is held to what its blocks promise, and to nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import handbook
from handbook.blocks import BLOCKS
from handbook.check import check_pdf
from handbook.check.promises import BLOCK_PROMISES
from handbook.edition import Edition
from handbook.layout import Layout, Node
from handbook.pdf import render_pdf

ONLY_WORDS = {"commissioner", "footer", "heading", "text"}
"""Blocks that print nothing but the layout's own words, which are promised anyway."""

CARD = """
title: 相談先カード
description: 相談先だけの1枚
paper: A4
faces: {regular: BIZUDPGothic-Regular.ttf, bold: BIZUDPGothic-Bold.ttf}
colors: {ink: "#1B2430", deep: "#0F3D3E", paper: "#FFFFFF", line: "#9AA8A6"}
styles:
  text: {face: regular, size: 14, leading: 1.5, color: ink, align: left, phrase: prefer}
  heading: {like: text, face: bold, size: 20}
  heading-note: {like: text}
  desk-category: {like: text, face: bold, color: paper}
  desk-name: {like: text, face: bold}
  desk-fax: {like: text}
  phone-label: {like: text}
  phone: {like: text, size: 24}
  footer: {like: text, size: 11}
  masthead-plan: {like: text, color: paper}
  masthead-name: {like: text, face: bold, size: 34, color: paper, ruby: 0.34}
  masthead-suffix: {like: text, face: bold, size: 20, color: paper}
  masthead-vision: {like: text, color: paper}
  masthead-note: {like: text, color: paper}
pages:
  - name: 表
    margins: {top: 15mm, right: 13mm, bottom: 12mm, left: 13mm}
    header:
      block: masthead
      plan: "{plan}"
      name: "{name}"
      suffix: 校区版
      background: deep
    body:
      - {block: heading, text: "{district}校区の相談先", bar: deep}
      - {block: desks, gap: [4, 8, 16], grow: 1, phone-label: 電話, fax-label: FAX, color: deep, rule: line}
    footer: {block: footer, left: "{date}現在", rule: line}
"""


def test_every_kind_of_block_is_known_to_the_check() -> None:
    assert set(BLOCKS) == set(BLOCK_PROMISES) | ONLY_WORDS


def test_a_card_of_desks_need_not_print_the_plan(tmp_path: Path, edition: Edition) -> None:
    path = tmp_path / "card.yaml"
    path.write_text(CARD, encoding="utf-8")
    layout = handbook.load_layout(path)
    data = render_pdf(handbook.compose(edition, layout))
    assert check_pdf(data, edition, layout) == []
    # Without its layout, it lacks what every leaflet should have.
    assert {finding.code for finding in check_pdf(data, edition)} == {"missing-text", "missing-number"}
    desks = (edition.desks[0]._replace(phone="0942-30-9302"), *edition.desks[1:])
    wrong = render_pdf(handbook.compose(edition._replace(desks=desks), layout))
    codes = {finding.code for finding in check_pdf(wrong, edition, layout)}
    assert codes == {"missing-number", "number-beside-wrong-name"}


def without(node: Node, kind: str) -> Node:
    children = tuple(without(child, kind) for child in node.children if child.kind != kind)
    return replace(node, children=children)


def test_a_block_that_is_left_out_is_missed(edition: Edition, leaflet: Layout) -> None:
    """The layout promises it, the page does not show it: each kind of block is found missing."""
    for kind in ("callout", "points", "statistics", "challenges", "columns", "goal", "desks", "contacts"):
        pages = tuple(page._replace(body=without(page.body, kind)) for page in leaflet.pages)
        shorter = replace(leaflet, pages=pages)
        found = check_pdf(render_pdf(handbook.compose(edition, shorter)), edition, leaflet)
        codes = {finding.code for finding in found}
        assert "missing-text" in codes, kind
        assert codes <= {"missing-text", "missing-number"}, kind
        assert ("missing-number" in codes) == (kind in ("desks", "contacts")), kind


def test_other_districts_columns_only_where_the_layout_asks(edition: Edition, leaflet: Layout) -> None:
    """浮島's column in 江上's leaflet: labelled with 浮島, and only if the layout says so."""
    egami = handbook.select(edition.plan, "江上")
    assert [column.district for column in egami.other_columns] == ["浮島"]

    def with_others(node: Node) -> Node:
        options = dict(node.options) | ({"others": True, "most": 9} if node.kind == "columns" else {})
        return replace(node, options=options, children=tuple(map(with_others, node.children)))

    front = leaflet.pages[0]
    body = without(without(front.body, "statistics"), "challenges")
    shorter = front._replace(body=body, footer=leaflet.pages[1].footer)
    asking = replace(leaflet, pages=(shorter._replace(body=with_others(shorter.body)),))
    data = render_pdf(handbook.compose(egami, asking))
    assert check_pdf(data, egami, asking) == []
    unasked = check_pdf(data, egami, replace(leaflet, pages=(shorter,)))
    assert {finding.code for finding in unasked} == {"foreign-place", "unknown-text"}
