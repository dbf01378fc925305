"""What would leave a listener behind: headings that skip a level, figures without words, unknown roles.

In: a composed document and its layout. Out: a problem for each fault, with the
place in the layout file of the block that made it. Positions and colours are
not looked at here, nor whether a file written from the document conforms.
"""

from __future__ import annotations

from collections.abc import Iterator

from handbook.document import (
    ARTIFACT,
    STANDARD_ROLES,
    Document,
    Element,
    Portion,
    headings,
    remembered,
    words,
)
from handbook.errors import Place, Problem
from handbook.layout import Layout, Node


def unsound(document: Document, layout: Layout) -> tuple[Problem, ...]:
    """The faults of the document's structure; none where it can be read aloud as it stands."""
    faults = [
        *_headings(document),
        *(fault for portion in _portions(document) for fault in _faults_in(portion)),
    ]
    if not faults:
        return ()
    places = _places(layout)
    return tuple(
        Problem(message, hint, places.get(block, Place(layout.file))) for block, message, hint in faults
    )


def _places(layout: Layout) -> dict[str, Place]:
    """Kind of block → where the layout first uses it."""
    places: dict[str, Place] = {}

    def visit(node: Node) -> None:
        places.setdefault(node.kind, node.place)
        for child in node.children:
            visit(child)

    for page in layout.pages:
        for root in page.roots:
            visit(root)
    return places


Fault = tuple[str, str, str]
"""The block that made it, what is wrong, how to mend it."""


def _portions(document: Document) -> Iterator[Portion]:
    return (portion for page in document.pages for portion in page.portions)


@remembered
def _read_in(portion: Portion) -> list[tuple[Element, str]]:
    """Every element that is read, in reading order, with the block it comes from."""
    found: list[tuple[Element, str]] = []

    def gather(element: Element, block: str) -> None:
        block = element.block or block
        found.append((element, block))
        if element.role != ARTIFACT:
            for child in element.children:
                if isinstance(child, Element):
                    gather(child, block)

    for top in portion.elements:
        gather(top, "")
    return found


def _headings(document: Document) -> Iterator[Fault]:
    """One H1, first, and no level skipped on the way down (ISO 14289-1, 7.4.2; Matterhorn 14-002, 14-003)."""
    level, titles = 0, 0
    for found, title, _, block in (
        heading for portion in _portions(document) for heading in headings(portion)
    ):
        titles += found == 1
        if found > level + 1:
            before = f"第{level}階層" if level else "始まり"
            yield (
                block,
                f"見出し「{title}」（第{found}階層）が、{before}のすぐ次に来ています。",
                f"第{level + 1}階層の見出し（heading の level: {level + 1} など）を、前に置いてください。",
            )
        level = found
    if titles != 1:
        yield (
            "masthead" if titles else "heading",
            f"いちばん上の見出しが{titles}個あります。1個でなければなりません。",
            "masthead か、level: 1 を付けた heading を、はじめの面に1つだけ置いてください。",
        )


@remembered
def _faults_in(portion: Portion) -> tuple[Fault, ...]:
    return tuple(_faults(portion))


def _faults(portion: Portion) -> Iterator[Fault]:
    for element, block in _read_in(portion):
        if element.role not in STANDARD_ROLES and element.role != ARTIFACT:
            yield (
                block,
                f"「{element.role}」という役割は PDF の標準にありません。",
                "ブロックのプログラムで、標準の構造の名前を使ってください。",
            )
        if element.role == "Figure" and not element.alt:
            yield (
                block,
                "絵に、読み上げる言葉（alt）がありません。",
                "何の絵かを言葉で書き添えてください。",
            )
        if element.role == "Link" and not element.href:
            yield (
                block,
                f"「{words(element)}」のリンクに行き先がありません。",
                "リンクには tel: か https: の行き先が要ります。",
            )
