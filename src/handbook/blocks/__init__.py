"""The kinds of block that a layout can use, one file each.

Adding a kind takes one file here and its name in `KINDS`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from itertools import chain, takewhile

from handbook.blocks.kit import Block, Kit, Options
from handbook.declaration import ListOf, TableOf
from handbook.edition import FOLIO, Edition, common_date
from handbook.layout import Layout, Node, PageLayout
from handbook.plan import Column
from handbook.promise import Number, Pictured, Promise, Wording, filled, own_words

KINDS = (
    *("columns", "commissioner", "contacts", "contents", "cycle", "desks", "footer", "goals", "heading"),
    *("masthead", "notes", "parties", "passage", "picture", "points", "qr", "remarks", "statistics"),
    *("table", "text"),
)
BLOCKS: Mapping[str, Block] = {kind: import_module(f"{__name__}.{kind}").BLOCK for kind in KINDS}

_BETWEEN = re.compile("|".join(f"{{{name}}}" for name in FOLIO))
"""What is filled in for each page parts the words around it."""

OPTIONS: Mapping[str, TableOf] = {kind: block.options for kind, block in BLOCKS.items()}
"""Block kind → its options, for the layout reader."""


def promises(edition: Edition, layout: Layout, kind: str = "") -> Iterator[Promise]:
    """What must stand on the pages of an edition: the layout's own words, and what its blocks promise; all,
    or those of one `kind`."""
    edition = with_date(edition, layout)
    printed = _printed(edition, layout)
    wanted = BLOCKS[kind] if kind else None
    yield from _promised(edition, (one for one in printed if wanted in (None, one[0])))


def numbered(edition: Edition, page: PageLayout) -> set[str]:
    """What stands at the head or foot of a page with its number or that of all pages (`Edition.folio`)."""
    roots = [root for root in (page.header, page.head, page.footer) if root is not None]
    values = [value for root in roots for _, options in _within(edition, root) for value in options.values()]
    texts = [text for text in values if isinstance(text, str) and ("{page}" in text or "{pages}" in text)]
    return {filled(part, edition) for text in texts for part in text.split("{section}")} - {""}


def _promised(edition: Edition, printed: Iterable[tuple[Block, Mapping[str, object]]]) -> Iterator[Promise]:
    for block, options in printed:
        yield from _words(edition, options, block.options)
        yield from block.promises(edition, Options(options))


def with_date(edition: Edition, layout: Layout) -> Edition:
    """The edition with the date that a layout says of all telephone numbers that it prints; the plan's
    where it prints none.

    None where its words have no `{date}`: then each number's own date stands beside it. A person's own is
    not asked.
    """
    plain = edition._replace(imprint=None)
    printed = list(_printed(plain, layout))
    if not any("{date}" in str(value) for _, options in printed for value in options.values()):
        return edition._replace(as_of="")
    promised = chain.from_iterable(block.promises(plain, Options(options)) for block, options in printed)
    offices = [one.owner for one in promised if isinstance(one, Number)]
    date = common_date(edition.plan, offices) if offices else edition.plan.data_date
    return edition._replace(as_of=date)


def _printed(edition: Edition, layout: Layout) -> Iterator[tuple[Block, Mapping[str, object]]]:
    """The blocks on the pages of an edition, with their options."""
    for page in layout.pages:
        for root in () if page.fill else (page.header, page.body, page.footer):
            if root is not None and not is_absent(edition, root):
                yield from _within(edition, root)


def fixed_promises(edition: Edition, page: PageLayout) -> Iterator[Promise]:
    """What must stand on this very page: parts that may move or go on are not asked."""
    body = [] if page.repeats else [part for part in present(edition, page.body) if not part.moves]
    header = None if page.repeats else page.header
    for root in (header, page.head, *body, page.footer):
        if root is not None and not is_absent(edition, root):
            yield from _promised(edition, _within(edition, root))


def _within(edition: Edition, node: Node) -> Iterator[tuple[Block, Mapping[str, object]]]:
    if block := BLOCKS.get(node.kind):
        yield block, node.options
    for child in present(edition, node):
        yield from _within(edition, child)


def present(edition: Edition | Kit, node: Node) -> tuple[Node, ...]:
    """The children of a stack or row that the edition has: without those that have nothing to print, and
    without headings under which all is left out."""
    kept: list[Node] = []
    behind: list[tuple[int, bool]] = []
    """The heading level (0: none) of what follows, nearest last, and whether the edition has it."""
    for child in reversed(node.children):
        level = heading_level(child)
        section = _until(level, reversed(behind)) if level else []
        has = not is_absent(edition, child) and (any(section) or not section)
        kept += [child] if has else []
        behind.append((level, has))
    return tuple(reversed(kept))


def _until(level: int, following: Iterable[tuple[int, bool]]) -> list[bool]:
    """Whether the edition has each part up to the next heading that is as high."""
    return [has for _, has in takewhile(lambda part: not 0 < part[0] <= level, following)]


def is_absent(edition: Edition | Kit, node: Node) -> bool:
    """Whether a part of a page has nothing to print in an edition."""
    if node.children:
        return not present(edition, node)
    block = BLOCKS.get(node.kind)
    return block is not None and block.absent(edition, Options(node.options))


def heading_level(node: Node) -> int:
    """The level of the heading that a part is; 0 if it is none."""
    block = BLOCKS.get(node.kind)
    return block.heads(Options(node.options)) if block is not None else 0


def trails(node: Node) -> bool:
    """Whether a part never stands first on a page, but with the end of what is above it."""
    block = BLOCKS.get(node.kind)
    return block is not None and block.trails


def unprinted(edition: Edition, layout: Layout) -> tuple[Column, ...]:
    """The edition's columns that no page of the layout prints."""
    wordings = (one for one in promises(edition, layout) if isinstance(one, Wording))
    said = {text for wording in wordings for text in wording.texts}
    return tuple(
        column
        for column in edition.columns
        if column.title not in said or not said.issuperset(column.text.splitlines())
    )


def without_photo(edition: Edition, layout: Layout) -> tuple[Column, ...]:
    """The edition's columns of which no page of the layout prints the photograph that they have."""
    pictured = {one.photograph for one in promises(edition, layout) if isinstance(one, Pictured)}
    return tuple(one for one in edition.columns if one.photo and one.photo.photograph not in pictured)


def _words(edition: Edition, given: Mapping[str, object], options: TableOf) -> Iterator[Promise]:
    """The words of a block that it prints in every edition."""
    values = Options(given)
    for option in options.fields:
        if option.conditional or option.kind not in ("words", ListOf("words")):
            continue
        texts = (values.text(option.name),) if option.kind == "words" else values.texts(option.name)
        parts = (part for words in texts for part in _BETWEEN.split(words))
        yield from (own_words(filled(part, edition)) for part in parts if part.strip())
