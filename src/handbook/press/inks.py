"""The inks of a finished PDF, exchanged for others: of one press, or of one drum of a duplicator.

A page of one of our files comes in with one function that says what becomes of a colour (`Inks`); a page of
another file goes out that draws the same with those inks: its content, its forms, its photographs. Tags,
links and all else that is not seen stay behind. Deliberately not done: shadings, patterns, transparency,
which no page of ours has (ValueError).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Literal, NamedTuple

from PIL import Image
from pypdf import PageObject, PdfWriter
from pypdf.generic import (
    ContentStream,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
)

from handbook.press.walk import (
    FILL_COLORS,
    OTHER_SPACES,
    PAINTED,
    SHOWN,
    STROKE_COLORS,
    Components,
    State,
    Step,
    walk,
)

FINEST = 0.25
"""The finest stroke that a press holds, points."""

Rgb = tuple[float, float, float]
Kind = Literal["text", "large", "fill", "stroke"]
LARGE = 14
"""Points from which a text is large, as all of ours that is so large is bold."""

MARKED = frozenset((b"BDC", b"BMC", b"EMC", b"MP", b"DP"))
"""Operators that mark content, which draw nothing."""

NEUTRAL = 0.1
"""How far red, green and blue of a text or a line may lie apart that is printed with black alone."""
BLACK = 0.15
"""How light, as a grey from 0 to 1 of the screen, what is printed as full black may be: the ink #1B2430."""

Inking = Callable[[Rgb, Kind], Components | None]
"""What becomes of a colour: components as they are written, None: nothing, and what lies under it stays."""


@dataclass(frozen=True, eq=False)
class Inks:
    """What becomes of colours, and of photographs, which may stay as they are. Compared by identity."""

    color: Inking
    image: Callable[[Image.Image], Image.Image]


def black(color: Rgb, kind: Kind) -> float | None:
    """How much black, 0 to 1, prints a colour that needs no other ink; None for one that does.

    Pure greys, and in texts and lines, which no second ink could meet exactly, whatever is nearly grey:
    as much black as it is dark. What is nearly black, and areas of that, too, is all black.
    """
    spread = max(color) - min(color)
    if level(color) <= BLACK and spread <= NEUTRAL:
        return 1.0
    if spread <= (0.004 if kind == "fill" else NEUTRAL):
        return round(1 - level(color), 3)
    return None


def level(color: Rgb) -> float:
    """The grey of the screen, 0 to 1, that is as light as a colour."""
    red, green, blue = (part**2.2 for part in color)
    return float((0.2126 * red + 0.7152 * green + 0.0722 * blue) ** (1 / 2.2))


class Recoloring:
    """Pages for one file; what they have in common is written into it once."""

    def __init__(self, writer: PdfWriter, inks: Inks) -> None:
        self.thickened = 0
        """Strokes that were finer than `FINEST`."""
        self._writer = writer
        self._inks = inks
        self._done: dict[tuple[Any, ...], Any] = {}

    def page(self, page: PageObject) -> tuple[bytes, DictionaryObject]:
        """The content of a page in these inks, and its resources."""
        content, drawn = self._content(page["/Contents"].get_object(), State())
        own: Any = page["/Resources"]
        resources = DictionaryObject()
        if "/Font" in own:
            resources[NameObject("/Font")] = own["/Font"].clone(self._writer)
        forms = DictionaryObject()
        for name, scale in drawn.items():
            forms[NameObject(name)] = self._drawing(own["/XObject"].raw_get(name), name, scale)
        resources[NameObject("/XObject")] = forms
        return content, resources

    def _drawing(self, reference: Any, name: str, scale: float) -> Any:
        """A form or image, written in these inks once for all pages."""
        key = (name, round(scale, 4))
        if key not in self._done:
            found: StreamObject = reference.get_object()
            is_image = str(found["/Subtype"]) == "/Image"
            self._done[key] = self._image(found, reference) if is_image else self._form(found, scale)
        return self._done[key]

    def _form(self, found: StreamObject, scale: float) -> Any:
        content, within = self._content(found, State(matrix=(scale, 0.0, 0.0, scale)))
        if within:
            raise ValueError("a drawing within a drawing")
        keep = ("/Type", "/Subtype", "/FormType", "/BBox", "/Matrix")
        entries = {key: found[key] for key in keep if key in found}
        return self._writer._add_object(stream(content, **entries))

    def _image(self, found: StreamObject, reference: Any) -> Any:
        before = opened(found)
        after = self._inks.image(before)
        if after is before:
            return reference.clone(self._writer)
        size = {"/Width": NumberObject(after.width), "/Height": NumberObject(after.height)}
        space = {"L": "/DeviceGray", "RGB": "/DeviceRGB", "CMYK": "/DeviceCMYK"}[after.mode]
        names = {"/Type": "/XObject", "/Subtype": "/Image", "/ColorSpace": space}
        entries = {key: NameObject(value) for key, value in names.items()}
        made = stream(after.tobytes(), **entries, **size, **{"/BitsPerComponent": NumberObject(8)})
        return self._writer._add_object(made)

    def _content(self, content: Any, state: State) -> tuple[bytes, dict[str, float]]:
        """Content in these inks, and what it draws by name, each at the least scale at which it does."""
        made = ContentStream(None, None)
        drawn: dict[str, float] = {}
        operations: list[Any] = []
        recolored = _Recolored(self._inks.color)
        for step in walk(content, state):
            if step.operator == b"Do":
                name = str(step.operands[0])
                drawn[name] = min(step.state.scale, drawn.get(name, step.state.scale))
            operations += recolored.step(step)
        self.thickened += recolored.thickened
        made.operations = operations
        return made.get_data(), drawn


class _Taken(NamedTuple):
    """What the new content has taken so far."""

    fill: Components | None = None
    """None at the beginning: a form begins with what its page has."""
    hidden: bool = False
    """Whether text is shown with nothing (Tr 3)."""


@dataclass
class _Recolored:
    """The statements of one content stream, one after the other. The colour of a text is taken when it is
    shown: what becomes of it may depend on its size."""

    color: Inking
    thickened: int = 0
    in_text: bool = False
    taken: _Taken = field(default_factory=_Taken)
    saved: list[_Taken] = field(default_factory=list)

    def step(self, step: Step) -> Iterator[tuple[list[Any], bytes]]:
        operator, operands, state = step
        if operator in OTHER_SPACES or operator in (b"k", b"K", b"Tr"):
            raise ValueError(f"a statement that no page of ours has: {operator!r}")
        if operator == b"q":
            self.saved.append(self.taken)
        elif operator == b"Q":
            self.taken = self.saved.pop()
        elif operator in (b"BT", b"ET"):
            self.in_text = operator == b"BT"
        elif operator == b"w" and state.width * state.scale < FINEST - 0.001:
            self.thickened += 1
            state.width = FINEST / state.scale
            operands = [FloatObject(round(state.width, 5))]
        elif operator in SHOWN:
            yield from self._take(state.fill, "large" if state.size * state.scale >= LARGE else "text")
        elif operator in PAINTED:
            operator = self._painted(operator, state)
        if operator in FILL_COLORS:
            yield from self._take(state.fill, "fill") if not self.in_text else ()
        elif operator in STROKE_COLORS:
            if (paint := self._paint(state.stroke, "stroke")) is not None:
                yield written(paint, stroke=True)
        elif operator not in MARKED:
            yield operands, operator

    def _paint(self, color: Components | None, kind: Kind) -> Components | None:
        assert color is not None
        red, green, blue = color * 3 if len(color) == 1 else color
        return self.color((red, green, blue), kind)

    def _take(self, color: Components | None, kind: Kind) -> Iterator[tuple[list[Any], bytes]]:
        before, paint = self.taken, self._paint(color, kind)
        self.taken = _Taken(paint or before.fill, paint is None if self.in_text else before.hidden)
        if self.taken.hidden != before.hidden:
            yield [NumberObject(3 if self.taken.hidden else 0)], b"Tr"
        if paint is not None and paint != before.fill:
            yield written(paint)

    def _painted(self, operator: bytes, state: State) -> bytes:
        """The operator that paints what is left to paint of a path."""
        what = PAINTED[operator]
        fills = what != "stroke" and self._paint(state.fill, "fill") is not None
        strokes = what != "fill" and self._paint(state.stroke, "stroke") is not None
        if (fills, strokes) == (what != "stroke", what != "fill"):
            return operator
        closes = b"s" if operator in (b"b", b"b*") else b"S"
        return b"f" if fills else closes if strokes else b"n"


def written(paint: Components, *, stroke: bool = False) -> tuple[list[Any], bytes]:
    """The statement that takes a colour."""
    operator = {1: b"g", 3: b"rg", 4: b"k"}[len(paint)]
    return [FloatObject(round(part, 4)) for part in paint], operator.upper() if stroke else operator


def stream(data: bytes, **entries: Any) -> StreamObject:
    """A compressed stream with these entries."""
    made = DecodedStreamObject()
    made.set_data(data)
    made.update({NameObject(key): value for key, value in entries.items()})
    return made.flate_encode()


def opened(found: Any) -> Image.Image:
    """The pixels of an image XObject of ours or of `_image`'s."""
    data = found.get_data()
    if found.get("/Filter") == "/DCTDecode":
        return Image.open(BytesIO(data))
    modes = {"/DeviceGray": "L", "/DeviceRGB": "RGB", "/DeviceCMYK": "CMYK"}
    size = (int(found["/Width"]), int(found["/Height"]))
    return Image.frombytes(modes[str(found["/ColorSpace"])], size, data)
