"""Content statements → text runs, shapes and images with what the graphics state makes of them.

The text half of a content stream (ISO 32000-1, 9), form XObjects (8.10) and
marked content (14.6). Deliberately not done: clipping by text, optional content, vertical writing.
"""

from __future__ import annotations

from collections.abc import Callable
from math import hypot, isfinite
from typing import NamedTuple

from handbook.readback import objects
from handbook.readback.fonts import Decoder
from handbook.readback.graphics import (
    IDENTITY,
    MAX_STATES,
    OUTSIDE,
    Box,
    Graphics,
    Marked,
    Resources,
    device,
    does_nothing,
    intersection,
    multiply,
    paints,
    sets,
    transformed,
)
from handbook.readback.objects import Reference, Stream
from handbook.readback.statements import (
    SAID,
    Mark,
    Matrix,
    mark,
    matrix,
    name,
    numbers,
    shown,
    statements,
)
from handbook.readback.values import Drawn, PaintedImage, PaintedShape, TextRun

MAX_FORMS_DEEP = 16
_MORE = (b"BT", b"BMC", b"BDC")
"""What a form that only draws does not do: set text, mark content."""
_FORM = 50
"""What drawing a form costs, in tokens."""


class Picture(NamedTuple):
    """What a form that only draws left on a page: its marks, the order before them, how many, its faults,
    the colour spaces that it asks for."""

    shapes: tuple[PaintedShape, ...]
    images: tuple[PaintedImage, ...]
    first: int
    total: int
    faults: int
    spaces: frozenset[str]


MOST_PICTURES = 256
DRAWING = ("ctm", "fill", "stroke", "fill_tint", "stroke_tint", "alpha", "line_width", "clip")
"""The part of a graphics state by which such a form is drawn."""
_pictures: dict[tuple[object, ...], Picture] = {}
"""By its content and the graphics state in which it was drawn."""


class Interpreter(Graphics):
    """Reads one page's content. `base` maps its user space to displayed points, y downwards."""

    def __init__(self, page: int, base: Matrix, resources: Resources) -> None:
        super().__init__(page, base, resources)
        self.runs: list[TextRun] = []
        self.fonts: dict[Decoder, None] = {}
        """All fonts that its resources name, used or not."""
        self.faults = 0
        self.broken = False
        self._form = 0
        self._forms_deep = 0
        self._marks: list[Marked] = []
        self._text = self._line = IDENTITY

    def run(self, content: bytes) -> None:
        """Interpret content; operators with operands that make no sense are counted in `faults`."""
        # Bytes count as well as operators: a stream of spaces takes its time, too.
        self._resources.file.spend(len(content) // 16)
        found = statements(content)
        self._resources.file.spend(len(found) + len(self._resources.fonts))
        self.fonts.update(dict.fromkeys(self._resources.fonts.values()))
        for operands, operator in found:
            if (handler := _HANDLERS.get(operator)) is None:
                self.faults += bool(operator)
                continue
            try:
                handler(self, operands)
            except (IndexError, ValueError, TypeError, OverflowError):
                self.faults += 1

    # XObjects

    def _do(self, operands: bytes) -> None:
        reference = self._resources.raw("XObject", name(operands))
        drawn = self._resources.file.resolve(reference)
        if not isinstance(drawn, Stream):
            raise ValueError
        if drawn.dictionary.get("Subtype") == "Image":
            if not drawn.dictionary.get("ImageMask"):  # which takes the colour for paths
                self.spaces.add(self._resources.file.space(drawn.dictionary.get("ColorSpace")))
            self._image(transformed(self._state.ctm, 0.0, 0.0, 1.0, 1.0))
            return
        if self._forms_deep >= MAX_FORMS_DEEP:
            raise ValueError
        self._draw(drawn, reference.number if isinstance(reference, Reference) else 0)

    def _draw(self, form: Stream, object_number: int) -> None:
        file = self._resources.file
        outer, outer_form, marks = self._resources, self._form, self._marks
        state, saved, text = self._state, self._saved, (self._text, self._line)
        file.spend(_FORM + len(form.raw) // 16)
        self._state, self._saved, self._marks = state.copied(), [], list(marks)
        self._form, self._forms_deep = object_number, self._forms_deep + 1
        try:
            self._resources = outer.inner(form)
            own = file.array(form.dictionary.get("Matrix"))
            if len(own) == 6:
                a, b, c, d, e, f = file.numbers(own)
                self._state.ctm = multiply((a, b, c, d, e, f), self._state.ctm)
            bounds = file.array(form.dictionary.get("BBox"))
            if len(bounds) == 4:
                x0, y0, x1, y1 = file.numbers(bounds)
                self._state.clip = intersection(
                    self._state.clip, transformed(self._state.ctm, x0, y0, x1, y1)
                )
            content, whole = file.decoded(form)
            self.broken = self.broken or not whole
            if self._resources.empty and not self._path and not any(part in content for part in _MORE):
                self._picture(content)
            else:
                self.run(content)
        finally:
            self._state, self._resources, self._form = state, outer, outer_form
            self._forms_deep -= 1
            self._saved, self._marks, (self._text, self._line) = saved, marks, text
            self._leave_mark()

    def _picture(self, content: bytes) -> None:
        """Interpret a form that only draws; the editions of a batch have the same ones at the same places."""
        key = (content, *(getattr(self._state, name) for name in DRAWING))
        if (known := _pictures.get(key)) is None:
            shapes, images, order, faults = len(self.shapes), len(self.images), self._order, self.faults
            spaces, self.spaces = self.spaces, set()
            self.run(content)
            own, self.spaces = frozenset(self.spaces), spaces | self.spaces
            while len(_pictures) >= MOST_PICTURES:
                del _pictures[next(iter(_pictures))]
            drawn = (tuple(self.shapes[shapes:]), tuple(self.images[images:]))
            _pictures[key] = Picture(*drawn, order, self._order - order, self.faults - faults, own)
            return
        self._resources.file.spend(len(known.shapes) + len(known.images))
        later, marked = self._order - known.first, (self._marked.artifact, self._marked.tag)
        for shape in known.shapes:
            self.shapes.append(PaintedShape(self.page, shape.order + later, *shape[2:-2], *marked))
        for image in known.images:
            self.images.append(PaintedImage(self.page, image.order + later, *image[2:-2], *marked))
        self._order += known.total
        self.faults += known.faults
        self.spaces |= known.spaces

    # Marked content

    def _begin_mark(self, operands: bytes) -> None:
        try:
            tag, mcid, said, properties = mark(operands)
        except (IndexError, ValueError):
            # The sequence begins all the same, or its end would close another one.
            tag, mcid, said, properties = Mark("", None, (), "")
            self.faults += 1
        if properties:
            file = self._resources.file
            named = file.dictionary(self._resources.raw("Properties", properties))
            mcid = int(file.number(named["MCID"])) if "MCID" in named else None
            words = [text for key in SAID if (text := file.text(named.get(key))) is not None]
        else:
            words = list(map(objects.text, said))
        outer = self._marked
        self._marked = Marked(
            tag,
            outer.mcid if mcid is None else mcid,
            outer.form if mcid is None else self._form,
            outer.artifact or tag == "Artifact",
            ["".join(dict.fromkeys(words))] if words and outer.instead is None else outer.instead,
        )
        if len(self._marks) < MAX_STATES:
            self._marks.append(self._marked)

    def _end_mark(self, operands: bytes) -> None:
        self._marks.pop()
        self._leave_mark()

    def _leave_mark(self) -> None:
        self._marked = self._marks[-1] if self._marks else OUTSIDE

    # Text

    def _begin_text(self, operands: bytes) -> None:
        self._text = self._line = IDENTITY

    def _set_font(self, operands: bytes) -> None:
        font, size = operands.split()[-2:]
        self._state.size, self._state.font = float(size), self._resources.fonts.get(name(font))

    def _move_line(self, operands: bytes) -> None:
        x, y = numbers(operands)[-2:]
        self._next_line(x, y)

    def _move_line_leading(self, operands: bytes) -> None:
        x, y = numbers(operands)[-2:]
        self._state.leading = -y
        self._next_line(x, y)

    def _new_line(self, operands: bytes) -> None:
        self._next_line(0.0, -self._state.leading)

    def _next_line(self, x: float, y: float) -> None:
        a, b, c, d, e, f = self._line
        self._text = self._line = (a, b, c, d, x * a + y * c + e, x * b + y * d + f)

    def _text_matrix(self, operands: bytes) -> None:
        self._text = self._line = matrix(operands)

    def _show_next_line(self, operands: bytes) -> None:
        self._next_line(0.0, -self._state.leading)
        self._show(operands)

    def _show_spaced(self, operands: bytes) -> None:
        spaces, _, text = operands.partition(b"<")
        self._state.word_space, self._state.char_space = numbers(spaces)[-2:]
        self._show_next_line(b"<" + text)

    def _show(self, operands: bytes) -> None:
        state = self._state
        if (font := state.font) is None:
            raise ValueError
        codes, lead, shifts, trail = shown(operands)
        text, width, count, spaces, missing = font.measure(codes)
        if not count:
            return
        size, scale = state.size, state.scale / 100
        em = size * scale / 1000
        before = -lead * em
        spacing = state.char_space * scale
        inner = sum([shift for _, shift in shifts])
        ink = (width - inner) * em + (count - 1) * spacing + spaces * state.word_space * scale
        a, b, c, d, e, f = at = self._text
        step = before + ink + spacing - trail * em
        self._text = (a, b, c, d, e + step * a, f + step * b)
        rise = state.rise
        extent = (before, rise + font.descent * size, before + ink, rise + font.ascent * size)
        matrix = multiply(at, state.ctm)
        length = hypot(matrix[0], matrix[1])
        drawn = Drawn(font.program, codes, shifts, em * length, spacing * length)
        self._add_run(font, text, matrix, (before, rise), extent, missing, drawn)

    def _add_run(
        self,
        font: Decoder,
        text: str,
        matrix: Matrix,
        origin: tuple[float, float],
        extent: Box,
        missing: bool,
        drawn: Drawn,
    ) -> None:
        """Keep a run; `origin` and `extent` are in text space, `matrix` takes them to the page."""
        state = self._state
        a, b, c, d, e, f = matrix
        length = hypot(a, b)
        size = abs(state.size * (a * d - b * c)) / length if length else 0.0
        box = transformed(matrix, *extent)
        x, y = a * origin[0] + c * origin[1] + e, b * origin[0] + d * origin[1] + f
        if not isfinite(sum(box) + x + y + size):
            raise ValueError
        mode = state.mode
        visible, clipped = mode not in (3, 7) and state.alpha > 0.0, False
        if state.clip is not None and visible:
            visible, clipped = _seen(state.clip, *box)
        forward = a > 0.0 and d < 0.0 and state.size > 0.0 and state.scale > 0.0
        upright = forward and abs(b) + abs(c) < 1e-4 * length
        color = state.stroke if mode in (1, 5) else state.fill
        where = (x, y, *box)
        tag, mcid, form, artifact, instead = self._marked
        said = None if instead is None else instead.pop() if instead else ""
        self._order += 1
        self.runs.append(
            TextRun(
                self.page, self._order, text, font.name, font.bold, size, color, state.alpha, *where,
                upright, tag, mcid, artifact, visible, clipped, missing, form, said, drawn,
            )
        )  # fmt: skip


def _seen(clip: Box, left: float, top: float, right: float, bottom: float) -> tuple[bool, bool]:
    """Whether anything of a box shows through `clip`, and whether a visible part is cut off."""
    x0, y0, x1, y1 = clip
    if right <= x0 or left >= x1 or bottom <= y0 or top >= y1:
        return False, False
    # The box holds empty space above and below the ink; only a deep cut takes ink away.
    slack_x, slack_y = 0.5, 0.2 * (bottom - top)
    cut = left < x0 - slack_x or right > x1 + slack_x or top < y0 - slack_y or bottom > y1 + slack_y
    return True, cut


_HANDLERS: dict[bytes, Callable[[Interpreter, bytes], None]] = {
    b"q": Interpreter._push, b"Q": Interpreter._pop, b"cm": Interpreter._concat,
    b"w": sets("line_width"), b"gs": Interpreter._graphics_state,
    b"g": device("DeviceGray", stroke=False), b"G": device("DeviceGray", stroke=True),
    b"rg": device("DeviceRGB", stroke=False), b"RG": device("DeviceRGB", stroke=True),
    b"k": device("DeviceCMYK", stroke=False), b"K": device("DeviceCMYK", stroke=True),
    **dict.fromkeys((b"sc", b"scn"), Interpreter._fill_any), b"cs": Interpreter._fill_space,
    **dict.fromkeys((b"SC", b"SCN"), Interpreter._stroke_any), b"CS": Interpreter._stroke_space,
    b"m": Interpreter._move, **dict.fromkeys((b"l", b"c", b"v", b"y"), Interpreter._segment),
    b"re": Interpreter._rectangle, b"n": paints(fill=False, stroke=False),
    **dict.fromkeys((b"W", b"W*"), Interpreter._clip_path),
    **dict.fromkeys((b"f", b"F", b"f*"), paints(fill=True, stroke=False)),
    **dict.fromkeys((b"S", b"s"), paints(fill=False, stroke=True)),
    **dict.fromkeys((b"B", b"B*", b"b", b"b*"), paints(fill=True, stroke=True)),
    b"sh": Interpreter._shading, b"Do": Interpreter._do, b"EI": Interpreter._inline_image,
    **dict.fromkeys((b"BDC", b"BMC"), Interpreter._begin_mark), b"EMC": Interpreter._end_mark,
    **dict.fromkeys((b"BT", b"ET"), Interpreter._begin_text), b"Tf": Interpreter._set_font,
    b"Tc": sets("char_space"), b"Tw": sets("word_space"), b"Tz": sets("scale"), b"TL": sets("leading"),
    b"Ts": sets("rise"), b"Tr": sets("mode"),
    b"Td": Interpreter._move_line, b"TD": Interpreter._move_line_leading, b"T*": Interpreter._new_line,
    b"Tm": Interpreter._text_matrix, **dict.fromkeys((b"Tj", b"TJ"), Interpreter._show),
    b"'": Interpreter._show_next_line, b'"': Interpreter._show_spaced,
    **dict.fromkeys(b"h J j M d ri i BI MP DP BX EX d0 d1".split(), does_nothing),
}  # fmt: skip
"""Operator → what it does (ISO 32000-1, annex A)."""
