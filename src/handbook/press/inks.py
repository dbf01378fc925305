"""The inks of a finished PDF, exchanged for others: of one press, or of one drum of a duplicator.

A page of one of our files comes in with one function that says what becomes of a colour (`Inks`); content and
resources for a page of another file go out, which draw the same with those inks: text, forms, photographs.
Tags, links and all else that is not seen stay behind. Deliberately not done: shadings, patterns and
transparency, which no page of ours has (ValueError).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Literal

from PIL import Image
from pypdf import PageObject, PdfWriter, generic

from handbook.press.walk import FILLS, OTHERS, PAINTED, SHOWN, STROKES, Components, State, Step, walk

Rgb = tuple[float, float, float]
Kind = Literal["text", "large", "fill", "stroke"]

FINEST = 0.25
"""The finest stroke that a press holds, points."""
LARGE = 14
"""Points from which a text is large: all of ours that is so large is bold."""
NEUTRAL = 0.1
"""How far red, green and blue of a text or a line may lie apart that is printed with black alone."""
BLACK = 0.15
"""How light, as a grey of the screen from 0 to 1, what is printed as full black may be: the ink #1B2430."""

_MARKED = (b"BDC", b"BMC", b"EMC", b"MP", b"DP")
_SPACES = {"/DeviceGray": "L", "/DeviceRGB": "RGB", "/DeviceCMYK": "CMYK"}


@dataclass(frozen=True, eq=False)
class Inks:
    """What becomes of colours: components as they are written, or None: nothing, and what lies under stays;
    and of photographs, which may stay the same object. Compared by identity."""

    color: Callable[[Rgb, Kind], Components | None]
    image: Callable[[Image.Image], Image.Image]


def black(color: Rgb, kind: Kind) -> float | None:
    """How much black, 0 to 1, prints a colour that needs no other ink; None for one that does.

    Pure greys, and of texts and lines, which no second ink could meet exactly, all that is nearly grey. What
    is nearly black, areas too, is all black. Tints of black are lighter on paper than the greys of a screen
    that are called the same; the exponent makes them as dark (held against a profile of coated paper).
    """
    spread, light = max(color) - min(color), level(color)
    if light <= BLACK and spread <= NEUTRAL:
        return 1.0
    return round(1 - light**1.5, 3) if spread <= (0.004 if kind == "fill" else NEUTRAL) else None


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
        self._done: dict[tuple[str, float], Any] = {}

    def page(self, page: PageObject) -> tuple[bytes, generic.DictionaryObject]:
        """The content of a page in these inks, and its resources."""
        content, drawn = self._content(page["/Contents"].get_object(), State())
        own: Any = page["/Resources"]
        forms = {
            name: self._drawing(own["/XObject"].raw_get(name), name, scale) for name, scale in drawn.items()
        }
        fonts = {"/Font": own["/Font"].clone(self._writer)} if "/Font" in own else {}
        return content, dictionary({"/XObject": dictionary(forms), **fonts})

    def _drawing(self, reference: Any, name: str, scale: float) -> Any:
        """A form or image in these inks, written once for all pages where it has the same size."""
        key = (name, round(scale, 4))
        if key not in self._done:
            found, made = reference.get_object(), self._form if name.startswith("/Form") else self._image
            new = made(found, scale)
            self._done[key] = reference.clone(self._writer) if new is None else self._writer._add_object(new)
        return self._done[key]

    def _form(self, found: generic.StreamObject, scale: float) -> generic.StreamObject:
        content, within = self._content(found, State(matrix=(scale, 0.0, 0.0, scale)))
        if within:
            raise ValueError("a drawing within a drawing")
        keep = ("/Type", "/Subtype", "/FormType", "/BBox", "/Matrix")
        return stream(content, {key: found[key] for key in keep if key in found})

    def _image(self, found: generic.StreamObject, _scale: float) -> generic.StreamObject | None:
        before = opened(found)
        if (after := self._inks.image(before)) is before:
            return None
        space = next(space for space, mode in _SPACES.items() if mode == after.mode)
        names = {"/Type": "/XObject", "/Subtype": "/Image", "/ColorSpace": space}
        counts = {"/Width": after.width, "/Height": after.height, "/BitsPerComponent": 8}
        entries: dict[str, Any] = {key: generic.NameObject(value) for key, value in names.items()}
        entries |= {key: generic.NumberObject(value) for key, value in counts.items()}
        return stream(after.tobytes(), entries)

    def _content(self, content: Any, state: State) -> tuple[bytes, dict[str, float]]:
        """Content in these inks, and what it draws by name, each at the least scale at which it does."""
        drawn: dict[str, float] = {}
        operations: list[Any] = []
        recolored = _Recolored(self._inks)
        for step in walk(content, state):
            if step.operator == b"Do":
                name = str(step.operands[0])
                drawn[name] = min(step.state.scale, drawn.get(name, step.state.scale))
            operations += recolored.step(step)
        self.thickened += recolored.thickened
        made = generic.ContentStream(None, None)
        made.operations = operations
        return made.get_data(), drawn


@dataclass
class _Recolored:
    """The statements of one content stream, one after the other. The colour of a text is taken when it is
    shown: what becomes of it may depend on its size."""

    inks: Inks
    thickened: int = 0
    in_text: bool = False
    fill: Components | None = None
    """What was taken last; None at the beginning, since a form begins with what its page has."""
    saved: list[Components | None] = field(default_factory=list)

    def step(self, step: Step) -> Iterator[tuple[list[Any], bytes]]:
        operator, operands, state = step
        if operator in (*OTHERS, b"k", b"K", b"Tr"):
            raise ValueError(f"a statement that no page of ours has: {operator!r}")
        if operator == b"q":
            self.saved.append(self.fill)
        elif operator == b"Q":
            self.fill = self.saved.pop()
        elif operator in (b"BT", b"ET"):
            self.in_text = operator == b"BT"
        elif operator == b"w" and state.width * state.scale < FINEST - 0.001:
            self.thickened += 1
            state.width = FINEST / state.scale
            operands = [generic.FloatObject(round(state.width, 5))]
        if operator in SHOWN:
            kind: Kind = "large" if state.size * state.scale >= LARGE else "text"
            yield from self._take(state.fill, kind)
            if self._paint(state.fill, kind) is not None:  # each text has a place of its own (Tm)
                yield operands, operator
        elif operator in FILLS:
            yield from self._take(state.fill, "fill") if not self.in_text else ()
        elif operator in STROKES:
            if (paint := self._paint(state.stroke, "stroke")) is not None:
                yield _written(paint, stroke=True)
        elif operator not in _MARKED:
            yield operands, self._painted(operator, state) if operator in PAINTED else operator

    def _paint(self, color: Components | None, kind: Kind) -> Components | None:
        assert color is not None
        red, green, blue = color * 3 if len(color) == 1 else color
        return self.inks.color((red, green, blue), kind)

    def _take(self, color: Components | None, kind: Kind) -> Iterator[tuple[list[Any], bytes]]:
        if (paint := self._paint(color, kind)) not in (None, self.fill):
            assert paint is not None
            self.fill = paint
            yield _written(paint)

    def _painted(self, operator: bytes, state: State) -> bytes:
        """The operator that paints what is left to paint of a path."""
        what = PAINTED[operator]
        fills = what != "stroke" and self._paint(state.fill, "fill") is not None
        strokes = what != "fill" and self._paint(state.stroke, "stroke") is not None
        if (fills, strokes) == (what != "stroke", what != "fill"):
            return operator
        closes = b"s" if operator in (b"b", b"b*") else b"S"
        return b"f" if fills else closes if strokes else b"n"


def _written(paint: Components, *, stroke: bool = False) -> tuple[list[Any], bytes]:
    operator = {1: b"g", 3: b"rg", 4: b"k"}[len(paint)]
    return [generic.FloatObject(round(part, 4)) for part in paint], operator.upper() if stroke else operator


def dictionary(entries: Mapping[str, Any]) -> generic.DictionaryObject:
    """A dictionary with these entries."""
    return generic.DictionaryObject({generic.NameObject(key): value for key, value in entries.items()})


def stream(data: bytes, entries: Mapping[str, Any]) -> generic.StreamObject:
    """A compressed stream with these entries."""
    made = generic.DecodedStreamObject()
    made.set_data(data)
    made.update(dictionary(entries))
    return made.flate_encode()


def opened(found: Any) -> Image.Image:
    """The pixels of an image XObject: JPEG, or as many bytes as there are components."""
    data = found.get_data()
    if found.get("/Filter") == "/DCTDecode":
        return Image.open(BytesIO(data))
    return Image.frombytes(_SPACES[str(found["/ColorSpace"])], (found["/Width"], found["/Height"]), data)
