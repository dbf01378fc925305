"""What would leave a listener behind: headings that skip a level, figures without words, unknown roles.

In: a composed document and its layout. Out: a problem for each fault, with the
place in the layout file of the block that made it. Positions and colours are
not looked at here, nor whether a file written from the document conforms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from handbook.document import (
    ARTIFACT,
    STANDARD_ROLES,
    Document,
    Element,
    Mark,
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
        *_links(document),
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
    return list(_read(portion.elements, ""))


def _read(children: Iterable[Element | Mark], block: str) -> Iterator[tuple[Element, str]]:
    for child in children:
        if isinstance(child, Element):
            own = child.block or block
            yield child, own
            if child.role != ARTIFACT:
                yield from _read(child.children, own)


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
def _jumps_in(portion: Portion) -> tuple[frozenset[str], tuple[tuple[str, str, str], ...]]:
    """The ids of a portion, and of each link within the document its target, its words and its block."""
    found = _read_in(portion)
    ids = frozenset(element.id for element, _ in found if element.id)
    links = ((one.href[1:], words(one), block) for one, block in found if one.href and one.href[0] == "#")
    return ids, tuple(links)


def _links(document: Document) -> Iterator[Fault]:
    """Links within the document lead to something: a note that is printed has its mark, and the other way."""
    jumps = [_jumps_in(portion) for portion in _portions(document)]
    ids = frozenset().union(*(ids for ids, _ in jumps))
    for target, mark, block in dict.fromkeys(one for _, links in jumps for one in links):
        if target in ids or target.isdigit():  # a heading: `lead` knows them
            continue
        if target.startswith("note"):
            hint = "レイアウトに notes（注）の部品を置いてください。"
            yield block, f"「{mark}」の説明が、紙面にありません。", hint
        else:
            hint = "notes（注）の source を、印のある文章を載せている部分にしてください。"
            yield block, f"注「{mark}」の印が、紙面の文章にありません。", hint


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
