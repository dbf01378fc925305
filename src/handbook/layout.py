"""What goes where: a layout's pages, blocks, styles and colours, as immutable values.

Built by `handbook.load` from a file under `layouts/`. A text of a layout may
carry ruby and the fields listed in `FIELDS`, such as `{district}`.
"""

from __future__ import annotations

from collections.abc import Mapping

from handbook.errors import Place
from handbook.plan import PlacedText
from handbook.tuples import ByIdentity, NamedTuple


class Style(NamedTuple):
    """How a text is set. Sizes in points; `leading` and its limits in ems of the size.

    `min_size` and `min_leading` are how far fitting may shrink, `max_leading` how far it
    may open; all equal the ideal where the layout does not say.
    """

    name: str
    face: str
    size: float
    min_size: float
    leading: float
    min_leading: float
    max_leading: float
    color: str
    align: str
    phrase: str
    ruby: float = 0.5
    """Size of ruby, in ems of the size."""
    figures: str = "proportional"
    """`tabular`: all digits equally wide, so that they stand below each other."""


class _Part(NamedTuple):
    """The values of a `Node`."""

    kind: str
    """`stack`, `row` or the name of a block."""
    place: Place
    gap: tuple[float, float, float]
    grow: float
    share: float
    options: Mapping[str, object] = {}
    children: tuple[Node, ...] = ()
    gutter: float = 0.0


class Node(_Part):
    """A part of a page: a block, or a stack (downwards) or row (side by side) of parts.

    `gap` is the space before the part in its stack: (least, ideal, most), points.
    `grow` weighs how readily the part takes up spare height. `share` is its part of a row's width.
    Compared by identity, so that what is measured for it can be kept with it.
    """

    __slots__ = ()
    # A tuple hashes all that it holds, and a mapping has no hash.
    __eq__ = object.__eq__
    __ne__ = object.__ne__
    __hash__ = object.__hash__


class PageLayout(NamedTuple):
    """One side: margins (top, right, bottom, left) of the type area, and the parts in it."""

    name: str
    margins: tuple[float, float, float, float]
    header: Node | None
    """Set from the paper's top edge across its whole width, above the type area."""
    footer: Node | None
    """Set in the bottom margin, across the type area."""
    body: Node


class _Everything(NamedTuple):
    """The values of a `Layout`."""

    name: str
    title: str
    description: str
    width: float
    height: float
    faces: Mapping[str, str]
    """Face name in this layout (`regular`, `bold`) → path of a font file."""
    colors: Mapping[str, str]
    styles: Mapping[str, Style]
    pages: tuple[PageLayout, ...]
    texts: tuple[PlacedText, ...]
    file: str = ""


class Layout(ByIdentity, _Everything):
    """A whole layout; compared by identity, so that work done for it can be kept with it."""

    __slots__ = ()


class Option(NamedTuple):
    """One option that a block takes in a layout file; the layout reader checks values against it.

    `kind` is one of `text` (printable, may hold fields and ruby), `texts` (a list of them),
    `style` and `color` (names in this layout), `length` (points), `number`, `flag` (true/false)
    and `choice` (one of `choices`). An option without default is required.
    """

    name: str
    kind: str
    default: object = None
    required: bool = False
    choices: tuple[str, ...] = ()


FIELDS = (
    "district",  # 浮島
    "reading",  # うきしま
    "name",  # {浮島|うきしま}: the name with its reading as ruby
    "city",
    "plan",
    "kind",  # 概要版
    "subtitle",
    "period",
    "date",  # when the data was current
    "contact",  # name of the first contact
    "contact_phone",
    "council",  # name of the second contact
)
"""The fields that a layout's text may hold, `{district}校区の相談先`; anything else in braces is an error."""
