"""Page content → what is painted, in which marked-content sequence, with which fonts and colours.

What the interpreter leaves out: not where things stand and how they look, but to whom they belong
and what they are made of (ISO 32000-1, 14.6). Used for the rules of PDF/UA and PDF/A and for
reading a file aloud. Ends in bounded time: what goes beyond is left out, and `whole` says so.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from handbook.readback.fonts import Decoder, FontReader
from handbook.readback.model import Dictionary
from handbook.readback.objects import Objects
from handbook.readback.operands import mark
from handbook.readback.operands import name as operand_name
from handbook.readback.source import MAX_STREAM
from handbook.readback.tokens import shown, statements

MAX_STATEMENTS = 1_000_000
"""Most statements of a whole file; a page of a leaflet has about 5,000."""
MAX_PIECES = 200_000
MAX_DEEP = 16
MAX_MARKS = 512

_STRING = rb"\s*<([0-9A-Fa-f\s]*)>"
_SAID = {key: re.compile(rb"/" + key.encode() + _STRING) for key in ("ActualText", "Alt", "Lang", "E")}
_INLINE = re.compile(rb"(?:^|\s)BI\s(.{0,1000}?)\sID\s", re.DOTALL)


class Piece(NamedTuple):
    """Something painted."""

    kind: str
    """`text`, `path`, `image` or `shading`."""
    text: str
    """What it reads as: its characters, or what an enclosing Span gives as ActualText."""
    mcid: int | None
    """The marked-content sequence that the structure tree can know it by."""
    stream: int
    """Object number of the form that it stands in, 0 for the page itself."""
    artifact: bool
    lang: str


@dataclass(slots=True)
class FontScan:
    """A font as it is used."""

    decoder: Decoder
    dictionary: Dictionary
    pages: set[int] = field(default_factory=set)
    codes: set[int] = field(default_factory=set)
    """Codes shown; one byte each for simple fonts, two for others."""
    unmapped: str = ""
    """Some text around a code that stands for no known character; empty where all do."""
    painted: bool = False
    """Whether some of it is drawn, not only placed invisibly."""


@dataclass(slots=True)
class PageScan:
    """One page."""

    number: int
    dictionary: Dictionary
    pieces: list[Piece] = field(default_factory=list)
    sequences: dict[tuple[int, int], str] = field(default_factory=dict)
    """Stream and MCID → tag, for every marked-content sequence with an MCID."""
    repeated: set[tuple[int, int]] = field(default_factory=set)
    """Those that the content opens more than once."""
    inside_artifact: list[str] = field(default_factory=list)
    """Tags of sequences with an MCID that begin within an artifact."""
    artifact_inside: list[str] = field(default_factory=list)
    """Tags of the sequences within which an artifact begins."""
    colors: set[str] = field(default_factory=set)
    """Device colour spaces that operators set: `DeviceRGB` …"""
    spaces: list[object] = field(default_factory=list)
    """Colour spaces that it sets by name, as values."""
    states: list[Dictionary] = field(default_factory=list)
    """Graphics state dictionaries that it sets."""
    xobjects: dict[int, Dictionary] = field(default_factory=dict)
    """Forms and images that it draws, by object number."""
    drawn: list[int] = field(default_factory=list)
    """Object numbers of forms that hold MCIDs, once for each time they are drawn."""
    intents: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    """Operators that no PDF has."""
    inline_filters: set[str] = field(default_factory=set)
    deepest: int = 0
    """Deepest nesting of saved graphics states."""
    unbalanced: bool = False
    """Whether marked-content sequences do not end as often as they begin."""
    missing: str = ""
    """Some text beside a glyph that the font does not have (.notdef); empty if there is none."""
    whole: bool = True
    """False where the content could not be read to its end."""


@dataclass(slots=True)
class _Mark:
    tag: str
    mcid: int | None
    artifact: bool
    actual: str | None
    lang: str
    said: bool = False


class Scanner:
    """Scans the pages of one file, which share fonts and a budget of statements."""

    def __init__(self, objects: Objects, fonts: FontReader) -> None:
        self._objects = objects
        self._reader = fonts
        self._left = MAX_STATEMENTS
        self._pieces_left = MAX_PIECES
        self.fonts: dict[int, FontScan] = {}
        """By object number; fonts written out in place count downwards from -1."""

    def page(self, number: int, dictionary: Dictionary) -> PageScan:
        """`dictionary` of the page with what it inherits."""
        page = PageScan(number, dictionary)
        parts = [
            self._objects.stream(part) for part in self._objects.items(dictionary.get("Contents"))[:1000]
        ]
        page.whole = None not in parts
        content = b"\n".join(part for part in parts if part)
        reading = _Reading(self, page, dictionary.get("Resources"), 0, [])
        reading.run(content)
        page.unbalanced = page.unbalanced or bool(reading.marks)
        return page

    def appearance(self, page: PageScan, stream: object) -> None:
        """What an annotation's appearance is made of; it is tagged by the annotation as a whole."""
        outside = PageScan(page.number, page.dictionary)
        number = self._objects.number_of(stream) or -1
        dictionary = self._objects.dictionary(stream)
        own = dictionary.get("Resources", page.dictionary.get("Resources"))
        _Reading(self, outside, own, number, []).run(self._objects.stream(stream) or b"")
        page.colors |= outside.colors
        page.spaces += outside.spaces
        page.states += outside.states
        page.xobjects.update(outside.xobjects)
        page.unknown |= outside.unknown
        page.missing = page.missing or outside.missing
        page.xobjects[number] = dictionary

    def spend(self, page: PageScan, count: int) -> bool:
        """Take statements from the budget; False where there are not enough left."""
        self._left -= count
        if self._left < 0:
            page.whole = False
        return self._left >= 0

    def keep(self, page: PageScan, piece: Piece) -> None:
        self._pieces_left -= 1
        if self._pieces_left >= 0:
            page.pieces.append(piece)
        else:
            page.whole = False

    def font(self, reference: object) -> FontScan | None:
        number = self._objects.number_of(reference)
        key = number if number is not None else -1 - id(reference)
        if key not in self.fonts:
            try:
                decoder = self._reader.decoder(reference)
            except Exception:
                # A dictionary that is no font at all; its text is then nobody's.
                return None
            self.fonts[key] = FontScan(decoder, self._objects.dictionary(reference))
        return self.fonts[key]

    @property
    def objects(self) -> Objects:
        return self._objects


_FAULTS = (IndexError, ValueError, TypeError, OverflowError, AttributeError, struct.error)


class _Reading:
    """One content stream being read: a page's, a form's, an appearance's."""

    def __init__(
        self,
        scanner: Scanner,
        page: PageScan,
        resources: object,
        stream: int,
        marks: list[_Mark],
        deep: int = 0,
    ) -> None:
        self._scanner = scanner
        self._objects = scanner.objects
        self._page = page
        self._resources = self._objects.dictionary(resources)
        self._own = resources
        self._stream = stream
        self._outer = len(marks)
        self.marks = marks
        self._deep = deep
        self._font: FontScan | None = None
        self._mode = 0
        self._saved: list[tuple[FontScan | None, int]] = []

    def run(self, content: bytes) -> None:
        if len(content) >= MAX_STREAM:
            self._page.whole = False
            content = content[:MAX_STREAM]
        if not self._scanner.spend(self._page, len(content) // 16):
            return
        if b"BI" in content:
            for head in _INLINE.findall(content):
                self._inline_image(head)
        found = statements(content)
        if not self._scanner.spend(self._page, len(found)):
            return
        for operands, operator in found:
            handler = _HANDLERS.get(operator)
            if handler is None:
                if operator not in _QUIET:
                    self._page.unknown.add(operator.decode("latin-1"))
                continue
            try:
                handler(self, operands, operator)
            except _FAULTS:
                # Operands that make no sense; the page check counts them.
                continue
        del self.marks[self._outer :]

    def _look_up(self, kind: str, name: str) -> object:
        return self._objects.dictionary(self._resources.get(kind)).get(name)

    # Marked content

    def _begin(self, operands: bytes, operator: bytes) -> None:
        if len(self.marks) >= MAX_MARKS:
            self._page.whole = False
            return
        try:
            tag, mcid, properties = mark(operands)
        except (IndexError, ValueError):
            tag, mcid, properties = "", None, ""
        said: dict[str, str | None] = {
            key: _hexadecimal(match[1]) if (match := pattern.search(operands)) else None
            for key, pattern in _SAID.items()
        }
        if properties:
            named = self._objects.dictionary(self._look_up("Properties", properties))
            number = self._objects.number(named.get("MCID"))
            mcid = int(number) if number is not None else None
            said = {key: self._objects.text(named.get(key)) for key in said}
        artifact = tag == "Artifact"
        outer_artifact = any(one.artifact for one in self.marks)
        outer = next((one for one in reversed(self.marks) if one.mcid is not None), None)
        if mcid is not None:
            key = (self._stream, mcid)
            if key in self._page.sequences:
                self._page.repeated.add(key)
            self._page.sequences.setdefault(key, tag)
            if outer_artifact or artifact:
                self._page.inside_artifact.append(tag)
        elif artifact and outer is not None:
            self._page.artifact_inside.append(outer.tag)
        self.marks.append(_Mark(tag, mcid, artifact, said["ActualText"], said["Lang"] or ""))

    def _end(self, operands: bytes, operator: bytes) -> None:
        if len(self.marks) <= self._outer:
            self._page.unbalanced = True
        else:
            self.marks.pop()

    def _piece(self, kind: str, text: str = "") -> None:
        mcid = next((one.mcid for one in reversed(self.marks) if one.mcid is not None), None)
        for one in self.marks:
            if one.actual is not None:
                text, one.said = ("" if one.said else one.actual), True
                break
        artifact = any(one.artifact for one in self.marks)
        lang = next((one.lang for one in reversed(self.marks) if one.lang), "")
        self._scanner.keep(self._page, Piece(kind, text, mcid, self._stream, artifact, lang))

    # Painting

    def _path(self, operands: bytes, operator: bytes) -> None:
        self._piece("path")

    def _shading(self, operands: bytes, operator: bytes) -> None:
        self._piece("shading")
        shading = self._objects.dictionary(self._look_up("Shading", operand_name(operands)))
        self._page.spaces.append(shading.get("ColorSpace"))

    def _show(self, operands: bytes, operator: bytes) -> None:
        font = self._font
        if font is None:
            raise ValueError
        if operator == b'"':
            operands = b"<" + operands.partition(b"<")[2]
        text = font.decoder.measure(operands).text
        codes = shown(operands)[0]
        font.pages.add(self._page.number)
        if font.decoder.wide:
            font.codes.update(struct.unpack(f">{len(codes) // 2}H", codes[: len(codes) // 2 * 2]))
        else:
            font.codes.update(codes)
        if "\ufffd" in text and not font.unmapped:
            font.unmapped = text
        if self._mode not in (3, 7):
            font.painted = font.painted or bool(codes)
            if font.decoder.identity and font.decoder.measure(operands).missing and not self._page.missing:
                self._page.missing = text
        if codes:
            self._piece("text", text)

    def _do(self, operands: bytes, operator: bytes) -> None:
        reference = self._look_up("XObject", operand_name(operands))
        dictionary = self._objects.dictionary(reference)
        number = self._objects.number_of(reference) or 0
        self._page.xobjects[number] = dictionary
        if self._objects.name(dictionary.get("Subtype")) != "Form":
            self._piece("image")
            return
        if self._deep >= MAX_DEEP or not self._scanner.spend(self._page, 20):
            self._page.whole = False
            return
        before = len(self._page.sequences) + len(self._page.repeated)
        inner = _Reading(
            self._scanner,
            self._page,
            dictionary.get("Resources", self._own),
            number,
            self.marks,
            self._deep + 1,
        )
        inner._font, inner._mode = self._font, self._mode
        inner.run(self._objects.stream(reference) or b"")
        if len(self._page.sequences) + len(self._page.repeated) > before:
            self._page.drawn.append(number)

    def _inline_image(self, head: bytes) -> None:
        words = head.split()
        for key, value in pairwise(words):
            if key in (b"/F", b"/Filter"):
                self._page.inline_filters.add(value.strip(b"[]/").decode("latin-1"))
            elif key in (b"/CS", b"/ColorSpace"):
                space = {b"/RGB": "DeviceRGB", b"/CMYK": "DeviceCMYK", b"/G": "DeviceGray"}.get(value)
                if space:
                    self._page.colors.add(space)

    def _image(self, operands: bytes, operator: bytes) -> None:
        self._piece("image")

    # State

    def _set_font(self, operands: bytes, operator: bytes) -> None:
        name = operand_name(operands.split()[-2])
        self._font = self._scanner.font(self._look_up("Font", name))

    def _set_mode(self, operands: bytes, operator: bytes) -> None:
        self._mode = int(float(operands.split()[-1]))

    def _save(self, operands: bytes, operator: bytes) -> None:
        self._saved.append((self._font, self._mode))
        self._page.deepest = max(self._page.deepest, len(self._saved))

    def _restore(self, operands: bytes, operator: bytes) -> None:
        self._font, self._mode = self._saved.pop()

    def _device(self, operands: bytes, operator: bytes) -> None:
        space = {b"rg": "DeviceRGB", b"k": "DeviceCMYK", b"g": "DeviceGray"}[operator.lower()]
        self._page.colors.add(space)

    def _space(self, operands: bytes, operator: bytes) -> None:
        name = operand_name(operands)
        if name in ("DeviceRGB", "DeviceCMYK", "DeviceGray"):
            self._page.colors.add(name)
        elif name != "Pattern" and len(self._page.spaces) < 1000:
            self._page.spaces.append(self._look_up("ColorSpace", name))

    def _state(self, operands: bytes, operator: bytes) -> None:
        state = self._objects.dictionary(self._look_up("ExtGState", operand_name(operands)))
        if len(self._page.states) < 1000:
            self._page.states.append(state)

    def _intent(self, operands: bytes, operator: bytes) -> None:
        self._page.intents.add(operand_name(operands))


def _hexadecimal(digits: bytes) -> str:
    """A text string written in hexadecimal digits (ISO 32000-1, 7.9.2.2)."""
    compact = b"".join(digits.split())
    data = bytes.fromhex((compact + b"0" * (len(compact) % 2)).decode("ascii"))
    if data.startswith(b"\xfe\xff"):
        return data[2:].decode("utf-16-be", "replace")
    return data.decode("latin-1")


_HANDLERS = {
    b"BDC": _Reading._begin, b"BMC": _Reading._begin, b"EMC": _Reading._end,
    **dict.fromkeys((b"f", b"F", b"f*", b"S", b"s", b"B", b"B*", b"b", b"b*"), _Reading._path),
    b"sh": _Reading._shading, b"Do": _Reading._do, b"EI": _Reading._image,
    **dict.fromkeys((b"Tj", b"TJ", b"'", b'"'), _Reading._show),
    b"Tf": _Reading._set_font, b"Tr": _Reading._set_mode, b"q": _Reading._save, b"Q": _Reading._restore,
    **dict.fromkeys((b"rg", b"RG", b"k", b"K", b"g", b"G"), _Reading._device),
    b"cs": _Reading._space, b"CS": _Reading._space, b"gs": _Reading._state, b"ri": _Reading._intent,
}  # fmt: skip

_QUIET = frozenset(
    b"w J j M d i cm m l c v y h re W W* n sc scn SC SCN BT ET Tc Tw Tz TL Ts Td TD T* Tm"
    b" BI ID MP DP BX EX d0 d1".split()
) | {b""}
"""Operators of ISO 32000-1, annex A, that change nothing here."""
