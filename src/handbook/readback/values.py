"""What stands in a PDF, as immutable values: pages, text, shapes, fonts, metadata.

Coordinates are points from the top left corner of the page as it is displayed
(crop box, /Rotate and /UserUnit applied), y downwards, as in `handbook.units`.
Nothing here reads files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from handbook.units import Rect

if TYPE_CHECKING:
    from handbook.readback.structure import StructureTree

Color = tuple[float, float, float]
"""Red, green, blue, each 0 to 1."""


class Program(NamedTuple):
    """An embedded font by what its two-byte codes draw."""

    name: str
    """Without the subset prefix."""
    texts: Mapping[int, str]
    """Code → the characters that it is said to stand for."""
    widths: Mapping[int, float]
    default_width: float
    data: bytes
    """The TrueType program; empty where it is not there, or what the codes draw of it cannot be told."""
    glyphs: bytes
    """CIDToGIDMap: two bytes for each code; empty where each code is its glyph's number."""

    def glyph(self, code: int) -> int:
        """The glyph of the program that a code draws."""
        return int.from_bytes(self.glyphs[2 * code : 2 * code + 2], "big") if self.glyphs else code


class Drawn(NamedTuple):
    """What a text-showing operator draws, glyph by glyph."""

    program: Program | None
    """None for a font with codes of one byte."""
    codes: bytes
    shifts: tuple[tuple[int, float], ...]
    """Adjustments within: how many bytes of codes stand before, and the adjustment as written."""
    unit: float
    """Points of a thousandth of the em across the page."""
    spacing: float
    """Points added behind each glyph."""

    def places(self) -> Iterator[tuple[int, float]]:
        """Each two-byte code, and how many points from the run's beginning it is drawn."""
        if self.program is None:
            return
        shifts, widths, at = dict(self.shifts), self.program.widths, 0.0
        for start in range(0, len(self.codes) - 1, 2):
            at -= shifts.get(start, 0.0) * self.unit
            code = int.from_bytes(self.codes[start : start + 2], "big")
            yield code, at
            at += widths.get(code, self.program.default_width) * self.unit + self.spacing


class TextRun(NamedTuple):
    """One text-showing operator: its characters, how and where they are drawn."""

    page: int
    """1-based."""
    order: int
    """Place in the page's painting order, counted together with shapes and images."""
    text: str
    """Through ToUnicode; U+FFFD for a code that stands for no known character."""
    font: str
    """Name without the subset prefix."""
    bold: bool
    size: float
    """Height of the em as drawn: font size × text matrix × page matrix, in points."""
    color: Color | None
    """None where it is a pattern or in a colour space that cannot be told."""
    alpha: float
    x: float
    y: float
    """Origin of the first glyph, on the baseline."""
    left: float
    top: float
    right: float
    bottom: float
    """Bounding box: advance width by the font's ascent and descent."""
    upright: bool
    """Drawn left to right without turning or mirroring."""
    tag: str
    """Innermost marked-content tag, such as `P` or `RT`; empty if there is none."""
    mcid: int | None
    """Number of the innermost marked content that has one, by which the structure tree knows it."""
    artifact: bool
    visible: bool
    """False if drawn in an invisible mode, fully transparent or clipped away."""
    clipped: bool
    """Partly cut by a clipping path."""
    missing: bool
    """Whether it draws glyph 0, the empty box of a missing glyph (.notdef)."""
    form: int = 0
    """Object number of the form whose content `mcid` counts in, 0 for the page's own."""
    instead: str | None = None
    """What ActualText, or the like, says in place of its content: all of it with the first run, nothing with
    others."""
    drawn: Drawn | None = None

    @property
    def box(self) -> Rect:
        return Rect(self.left, self.top, self.right - self.left, self.bottom - self.top)


class PaintedShape(NamedTuple):
    """A painted path by its bounding box (stroke width included)."""

    page: int
    order: int
    left: float
    top: float
    right: float
    bottom: float
    fill: Color | None
    stroke: Color | None
    alpha: float
    solid: bool
    """Whether the fill covers (nearly) all of the bounding box, as a background does."""
    artifact: bool
    tag: str

    @property
    def box(self) -> Rect:
        return Rect(self.left, self.top, self.right - self.left, self.bottom - self.top)


class PaintedImage(NamedTuple):
    """An image or a shading by its bounding box."""

    page: int
    order: int
    left: float
    top: float
    right: float
    bottom: float
    artifact: bool
    tag: str

    @property
    def box(self) -> Rect:
        return Rect(self.left, self.top, self.right - self.left, self.bottom - self.top)


class Link(NamedTuple):
    """A link annotation with an address (`tel:…`, `https:…`), or to a page of the file."""

    page: int
    box: Rect
    uri: str
    words: str
    """What it is described as (Contents); empty where it is not."""
    target: int | None = None
    """The 1-based page that it leads to; then `uri` is empty."""


class Bookmark(NamedTuple):
    """An entry of the outline, and the 1-based page that it leads to; None where that cannot be told."""

    title: str
    page: int | None


class FontUse(NamedTuple):
    """A font in the resources of a page, used or not."""

    name: str
    """Without the subset prefix."""
    kind: str
    """`Type0/CIDFontType2`, `TrueType`, `Type1`, `Type3` …"""
    embedded: bool
    subset: bool
    readable: bool
    """Whether its codes can be turned into characters (ToUnicode or a known encoding)."""
    pages: tuple[int, ...]


class PageContent(NamedTuple):
    """One page; `width` and `height` are those of the displayed page (crop box)."""

    number: int
    width: float
    height: float
    trim: Rect
    """The finished format: TrimBox, or the whole page where there is none."""
    bleed: Rect
    """What a press prints of it: BleedBox, or the whole page where there is none."""
    runs: tuple[TextRun, ...]
    shapes: tuple[PaintedShape, ...]
    images: tuple[PaintedImage, ...]
    links: tuple[Link, ...]
    notes: tuple[str, ...]
    """The kinds of its other annotations, which may lie over what is printed."""
    spaces: frozenset[str]
    """The colour spaces that its content asks for, without a slash: `DeviceGray`, `ICCBased`."""
    faults: int
    """How many operators could not be understood."""
    broken: bool
    """Whether a part of the content could not be read at all."""

    @property
    def text(self) -> str:
        """All visible text in content order."""
        return "".join(run.text for run in self.runs if run.visible)


class ReadBack(NamedTuple):
    """A whole PDF, read back."""

    path: str
    pages: tuple[PageContent, ...]
    fonts: tuple[FontUse, ...]
    language: str
    marked: bool
    """MarkInfo /Marked: the file says that it is tagged."""
    encrypted: bool
    """Protected, but readable without a password."""
    xmp_title: str
    xmp: tuple[str, ...]
    """What stands between brackets and quotes of the XMP packet: its texts, and the names of its parts."""
    info: Mapping[str, str]
    """The document information dictionary, keys without the slash."""
    printing: Mapping[str, str]
    """What it asks of a printer (ViewerPreferences), names with their slash."""
    intents: tuple[str, ...]
    """What the profiles that say what its colours mean are of: `RGB`, `GRAY` (ISO 15076-1, 7.2.6)."""
    layered: bool
    """Whether it has optional content, which can be switched off."""
    extras: tuple[str, ...]
    """What it does by itself, and what is attached to it (ISO 32000-1, 7.7.2): keys of the catalog."""
    labels: tuple[str, ...]
    """What viewers call each page; numbers in letters or Roman ones have their style before them."""
    bookmarks: tuple[Bookmark, ...]
    tree: StructureTree | None
    """None for a file without a structure tree."""
    data: bytes
    """The file itself."""

    @property
    def title(self) -> str:
        return self.info.get("Title", "") or self.xmp_title

    @property
    def text(self) -> str:
        """All visible text of all pages in content order."""
        return "".join(page.text for page in self.pages)
