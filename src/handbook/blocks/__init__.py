"""The kinds of block that a layout can use, one file each.

Adding a kind takes one file here and one line in `BLOCKS`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from handbook.blocks import (
    columns,
    commissioner,
    contacts,
    desks,
    footer,
    goals,
    heading,
    masthead,
    passage,
    picture,
    points,
    statistics,
    text,
)
from handbook.blocks.kit import Block, Options
from handbook.declaration import ListOf, TableOf
from handbook.edition import Edition
from handbook.layout import Layout, Node
from handbook.promise import Promise, filled, own_words

BLOCKS: Mapping[str, Block] = {
    "columns": columns.BLOCK,
    "commissioner": commissioner.BLOCK,
    "contacts": contacts.BLOCK,
    "desks": desks.BLOCK,
    "footer": footer.BLOCK,
    "goals": goals.BLOCK,
    "heading": heading.BLOCK,
    "masthead": masthead.BLOCK,
    "passage": passage.BLOCK,
    "picture": picture.BLOCK,
    "points": points.BLOCK,
    "statistics": statistics.BLOCK,
    "text": text.BLOCK,
}

OPTIONS: Mapping[str, TableOf] = {kind: block.options for kind, block in BLOCKS.items()}
"""Block kind → its options, for the layout reader."""


def promises(edition: Edition, layout: Layout) -> Iterator[Promise]:
    """What must stand on the pages of an edition: the layout's own words, and what its blocks promise."""
    for page in layout.pages:
        for root in (page.header, page.body, page.footer):
            if root is not None:
                yield from _promised(edition, root)


def _promised(edition: Edition, node: Node) -> Iterator[Promise]:
    block = BLOCKS.get(node.kind)
    if block is not None:
        yield from _words(edition, node.options, block.options)
        yield from block.promises(edition, Options(node.options))
    for child in node.children:
        yield from _promised(edition, child)


def _words(edition: Edition, given: Mapping[str, object], options: TableOf) -> Iterator[Promise]:
    """The words of a block that it prints in every edition."""
    values = Options(given)
    for option in options.fields:
        if option.conditional or option.kind not in ("words", ListOf("words")):
            continue
        texts = (values.text(option.name),) if option.kind == "words" else values.texts(option.name)
        yield from (own_words(filled(words, edition)) for words in texts if words)
