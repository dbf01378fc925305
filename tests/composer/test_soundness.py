"""A layout whose pages could not be read aloud is refused, with the place in its file."""

from __future__ import annotations

from pathlib import Path

import pytest

import handbook
from handbook.document import Element, Portion
from handbook.resources import bundled
from handbook.soundness import unsound


@pytest.fixture
def edited(tmp_path):
    """Load a copy of the standard layout with lines taken out."""

    def load(*gone: str):
        lines = (bundled("layouts") / "leaflet.yaml").read_text(encoding="utf-8").splitlines()
        assert all(any(text in line for line in lines) for text in gone)
        kept = [line for line in lines if not any(text in line for text in gone)]
        path = tmp_path / "mine.yaml"
        path.write_text("\n".join(kept), encoding="utf-8")
        return handbook.load_layout(path)

    return load


def test_all_editions_are_sound(documents, leaflet):
    for name, document in documents.items():
        assert unsound(document, leaflet) == (), name


def test_a_heading_left_out_so_that_a_level_is_skipped(plan, edited):
    """Without the heading over the desks, the card's H3 would follow the masthead's H1."""
    layout = edited("{kind}の相談先")
    with pytest.raises(handbook.InputError) as caught:
        handbook.compose(handbook.select(plan, "南"), layout)
    problem = caught.value.problems[0]
    assert "第3階層" in problem.message
    lines = Path(layout.file).read_text(encoding="utf-8").splitlines()[problem.place.line - 1 :]
    assert "block: commissioner" in "".join(lines[:2])


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Element(role="Figure"), "読み上げる言葉"),
        (Element(role="Heading"), "標準にありません"),
        (Element(role="Link"), "行き先がありません"),
        (Element(role="H1"), "2個あります"),
    ],
)
def test_faults_of_a_block_are_found(documents, leaflet, fault, words):
    document = documents["南"]
    first = document.pages[0]
    worse = first._replace(portions=(*first.portions, Portion((fault,))))
    broken = document._replace(pages=(worse, *document.pages[1:]))
    assert any(words in problem.message for problem in unsound(broken, leaflet))


CARD = """
title: カード
paper: A5
faces: {regular: BIZUDPGothic-Regular.ttf}
colors: {ink: "#1B2430", paper: "#FFFFFF", deep: "#0F3D3E", line: "#9AA8A6"}
styles:
  body: {face: regular, size: 12, leading: 1.4, color: ink, phrase: require}
  name: {like: body, size: 20}
  band: {like: body, color: paper}
pages:
  - name: 表
    margins: {top: 12mm, right: 9mm, bottom: 12mm, left: 9mm}
    body:
      - {block: heading, LEVEL text: "{plan} {name}校区の相談先", style: name, note-style: body}
      - {block: desks, phone-label: 電話, fax-label: FAX, color: deep, rule: line, category-style: band,
         name-style: body, ask-style: body, detail-style: body, label-style: body, phone-style: name}
      - {block: text, text: "{date}", style: body}
    footer: {block: footer, style: body, proof-style: body, rule: line, proof: 校正用,
             ended: "期間は{end}まででした"}
"""


def test_a_card_without_masthead_takes_a_heading_for_its_title(plan, tmp_path):
    path = tmp_path / "card.yaml"
    path.write_text(CARD.replace("LEVEL ", ""), encoding="utf-8")
    edition = handbook.select(plan, "浮島")
    with pytest.raises(handbook.InputError) as caught:
        handbook.compose(edition, handbook.load_layout(path))
    assert all("level: 1" in problem.hint for problem in caught.value.problems)
    path.write_text(CARD.replace("LEVEL", "level: 1,"), encoding="utf-8")
    layout = handbook.load_layout(path)
    handbook.write_pdf(handbook.compose(edition, layout), tmp_path / "card.pdf")
    assert handbook.check_pdf(tmp_path / "card.pdf", edition, layout) == []
