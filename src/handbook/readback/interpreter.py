"""Content statements → text runs, shapes and images with what the graphics state makes of them.

The text half of a content stream (ISO 32000-1, 9), form XObjects (8.10) and
marked content (14.6). Deliberately not done: clipping by text, optional content.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import count
from math import hypot, isfinite
from typing import NamedTuple

from handbook.readback.fonts import Decoder
from handbook.readback.geometry import IDENTITY, Box, Matrix, intersection, multiply, seen, transformed
from handbook.readback.graphics import MAX_STATES, Graphics, State
from handbook.readback.model import Stream, entries
from handbook.readback.operands import font_and_size, mark, matrix, name, number, numbers
from handbook.readback.resources import Budget, Form, Resources, Statements
from handbook.readback.tokens import sequences, stands_alone, statements
from handbook.readback.values import PaintedImage, PaintedShape, TextRun

MAX_FORMS_DEEP = 16


class Read(NamedTuple):
    """What a piece of content shows, and the state that it leaves."""

    runs: tuple[TextRun, ...]
    shapes: tuple[PaintedShape, ...]
    images: tuple[PaintedImage, ...]
    faults: int
    order: int
    state: State
    cost: int
    after: int
    """The moment that it leaves: page and `state`."""
    fonts: Mapping[str, Decoder | None]
    """The fonts that it asks for by their names."""
    lasting: bool
    """Whether it depends on nothing but its key and `fonts`, and is not too long to be kept."""


_Key = tuple[bytes, int, int]
"""Content, order of what was shown before it, moment when it is read: with the fonts that it asks for,
all that its reading depends on."""


class _Memory:
    """Content that was read before: the editions of a batch have most of theirs in common."""

    def __init__(self, longest: int) -> None:
        self.known: dict[_Key, Read] = {}
        self.longest = longest
        """Longest piece that is remembered, bytes."""
        self._held = 0

    def keep(self, key: _Key, read: Read) -> None:
        # Counted by what they show, which in dense content takes far more memory than its bytes.
        self._held += 1 + len(read.runs) + len(read.shapes) + len(read.images)
        if self._held > _MOST_HELD:
            self.known.clear()
            self._held = 0
        self.known[key] = read


_MOST_HELD = 20_000
"""Most runs, shapes and images that each memory holds, some ten megabytes."""

_STREAMS = _Memory(64 * 1024)
_SEQUENCES = _Memory(8 * 1024)
"""Marked-content sequences, in which streams that differ are still mostly the same."""
_FORMS = _Memory(64 * 1024)
"""Forms that only draw: pictures, which have hundreds of paths, stand in all editions."""

_MOMENTS: dict[Hashable, int] = {}
"""Page and state → a number of their own, which is looked up faster than all of them."""
_MOST_MOMENTS = 4096
_moment_numbers = count()


def _moment(*facts: Hashable) -> int:
    if len(_MOMENTS) >= _MOST_MOMENTS:
        _MOMENTS.clear()  # the numbers are not given again: what is known by them stays true
    found = _MOMENTS.get(facts)
    if found is None:
        found = _MOMENTS[facts] = next(_moment_numbers)
    return found


class Interpreter(Graphics):
    """Reads one page's content. `base` maps its user space to displayed points, y downwards."""

    def __init__(self, page: int, base: Matrix, resources: Resources, budget: Budget) -> None:
        super().__init__(page, base, resources, budget)
        self.runs: list[TextRun] = []
        self.fonts: dict[object, Decoder] = {}
        self.faults = 0
        self.broken = False
        self._depth = 0
        self._marks: list[tuple[str, int | None, bool]] = []
        self._text = self._line = IDENTITY

    @property
    def _at_rest(self) -> bool:
        """Whether nothing is begun: no saved state, marked content, path or text."""
        begun = self._saved or self._marks or self._tag or self._path or self._clip_next
        return not begun and self._text == IDENTITY == self._line

    def run(self, streams: Sequence[bytes]) -> None:
        """Interpret a page's content; operators with operands that make no sense are counted in `faults`."""
        alone = all(map(stands_alone, streams))
        if not alone:
            # A statement may begin in one stream and end in the next (ISO 32000-1, 7.8.2).
            streams = (b"\n".join(streams),)
        self.fonts.update(self._resources.new_fonts())
        self._read(streams, _STREAMS, parted=alone)

    def _read(self, pieces: Sequence[bytes], memory: _Memory, *, parted: bool) -> None:
        """Interpret pieces of content, or recall what came of them before.

        `parted` says whether new ones are to be read, or recalled, sequence by sequence.
        """
        known, rested, state = memory.known, self._at_rest, self._current()
        moment, has = _moment(self.page, state), self._resources.has
        for content in pieces:
            key = (content, self._order, moment)
            read = known.get(key) if rested and len(content) <= memory.longest else None
            if read is not None and has(read.fonts):
                self._budget.spend(read.cost)
                self.runs += read.runs
                self.shapes += read.shapes
                self.images += read.images
                self.faults += read.faults
                self._order, state, moment = read.order, read.state, read.after
                continue  # the state is taken up only before something is read anew
            self._restore(state)
            read = self._read_anew(content, memory, parted and rested)
            state, moment = read.state, read.after
            if rested and self._at_rest and read.lasting:
                memory.keep(key, read)
            rested = self._at_rest
        self._restore(state)

    def _read_anew(
        self, content: bytes, memory: _Memory, parted: bool, known: Statements | None = None
    ) -> Read:
        resources, outer = self._resources, self._resources.used
        resources.used = {}
        runs, shapes, images = len(self.runs), len(self.shapes), len(self.images)
        faults, asked, tokens = self.faults, resources.asked, self._budget.tokens
        short = len(content) <= memory.longest
        if parts := sequences(content) if parted and short else []:
            self._read(parts, _SEQUENCES, parted=False)
        else:
            self._interpret(self._statements(content) if known is None else known)
        state = self._current()
        used, resources.used = resources.used, outer
        outer.update(used)
        return Read(
            runs=tuple(self.runs[runs:]),
            shapes=tuple(self.shapes[shapes:]),
            images=tuple(self.images[images:]),
            faults=self.faults - faults,
            order=self._order,
            state=state,
            cost=tokens - self._budget.tokens,
            after=_moment(self.page, state),
            fonts=used,
            lasting=short and resources.asked == asked,
        )

    def _statements(self, content: bytes) -> Statements:
        # Bytes count as well as operators: a stream of spaces takes its time, too.
        self._budget.spend(len(content) // 16)
        return statements(content)

    def _interpret(self, content: Statements) -> None:
        self._budget.spend(len(content))
        self.fonts.update(self._resources.new_fonts())
        handlers = _HANDLERS
        for operands, operator in content:
            handler = handlers.get(operator)
            if handler is None:
                self.faults += bool(operator)
                continue
            try:
                handler(self, operands)
            except (IndexError, ValueError, TypeError, OverflowError):
                self.faults += 1

    # XObjects

    def _do(self, operands: bytes) -> None:
        form_name = name(operands)
        drawn = self._resources.look_up("XObject", form_name)
        if not isinstance(drawn, Stream):
            raise ValueError
        if drawn.dictionary.get("Subtype") == "Image":
            self._image(transformed(self._ctm, 0.0, 0.0, 1.0, 1.0))
            return
        if self._depth >= MAX_FORMS_DEEP:
            raise ValueError
        self._form(form_name, drawn)

    def _form(self, form_name: str, form: Stream) -> None:
        outer = self._resources
        source = outer.source
        if form_name not in outer.forms:
            content, whole = source.decoded(form)
            self.broken = self.broken or not whole
            outer.forms[form_name] = Form(content, outer.inner(form))
        inner = outer.forms[form_name].resources
        state, saved, marks, text = self._current(), self._saved, len(self._marks), (self._text, self._line)
        self._saved, self._depth = [], self._depth + 1
        self._resources = inner
        try:
            own = source.array(form.dictionary.get("Matrix"))
            if len(own) == 6:
                a, b, c, d, e, f = source.numbers_in(own)
                self._ctm = multiply((a, b, c, d, e, f), self._ctm)
            bounds = source.array(form.dictionary.get("BBox"))
            if len(bounds) == 4:
                x0, y0, x1, y1 = source.numbers_in(bounds)
                box = transformed(self._ctm, x0, y0, x1, y1)
                self._clip = box if self._clip is None else intersection(self._clip, box)
            self._draw_form(outer.forms[form_name])
        finally:
            self._restore(state)
            self._saved, self._depth, self._resources = saved, self._depth - 1, outer
            self._text, self._line = text
            del self._marks[marks:]
            self._leave_mark()

    def _draw_form(self, form: Form) -> None:
        """Interpret a form's content, or recall what it drew at this moment."""
        begun = self._path or self._clip_next
        start = self._order
        key = (form.content, 0, _moment(self.page, self._current(), self._tag, self._artifact))
        read = None if begun else _FORMS.known.get(key)
        if read is None:
            form.statements = form.statements or self._statements(form.content)
            read = self._read_anew(form.content, _FORMS, False, form.statements)
            begun = begun or self._path or self._clip_next
            if read.lasting and not (begun or read.runs or read.images or read.fonts):
                shapes = tuple([shape._replace(order=shape.order - start) for shape in read.shapes])
                _FORMS.keep(key, read._replace(shapes=shapes, order=read.order - start))
            return
        self.fonts.update(self._resources.new_fonts())
        self._budget.spend(read.cost)
        self.shapes += [shape._replace(order=shape.order + start) for shape in read.shapes]
        self.faults += read.faults
        self._order += read.order

    # Marked content

    def _begin_mark(self, operands: bytes) -> None:
        try:
            self._tag, self._mcid, properties = mark(operands)
        except (IndexError, ValueError):
            # The sequence begins all the same, or its end would close another one.
            self._tag, self._mcid, properties = "", None, ""
            self.faults += 1
        if properties:
            found = entries(self._resources.look_up("Properties", properties))
            if found and "MCID" in found:
                self._mcid = int(self._resources.source.number(found["MCID"], 0.0))
        self._artifact = self._artifact or self._tag == "Artifact"
        if len(self._marks) < MAX_STATES:
            self._marks.append((self._tag, self._mcid, self._artifact))

    def _end_mark(self, operands: bytes) -> None:
        self._marks.pop()
        self._leave_mark()

    def _leave_mark(self) -> None:
        self._tag, self._mcid, self._artifact = self._marks[-1] if self._marks else ("", None, False)

    # Text

    def _begin_text(self, operands: bytes) -> None:
        self._text = self._line = IDENTITY

    def _set_font(self, operands: bytes) -> None:
        font, self._size = font_and_size(operands)
        self._font = self._resources.font(font)

    def _set_char_space(self, operands: bytes) -> None:
        self._char_space = number(operands)

    def _set_word_space(self, operands: bytes) -> None:
        self._word_space = number(operands)

    def _set_scale(self, operands: bytes) -> None:
        self._scale = number(operands) / 100

    def _set_leading(self, operands: bytes) -> None:
        self._leading = number(operands)

    def _set_rise(self, operands: bytes) -> None:
        self._rise = number(operands)

    def _set_mode(self, operands: bytes) -> None:
        self._mode = int(number(operands))

    def _move_line(self, operands: bytes) -> None:
        x, y = numbers(operands)[-2:]
        self._next_line(x, y)

    def _move_line_leading(self, operands: bytes) -> None:
        x, y = numbers(operands)[-2:]
        self._leading = -y
        self._next_line(x, y)

    def _new_line(self, operands: bytes) -> None:
        self._next_line(0.0, -self._leading)

    def _next_line(self, x: float, y: float) -> None:
        a, b, c, d, e, f = self._line
        self._text = self._line = (a, b, c, d, x * a + y * c + e, x * b + y * d + f)

    def _text_matrix(self, operands: bytes) -> None:
        self._text = self._line = matrix(operands)

    def _show_next_line(self, operands: bytes) -> None:
        self._next_line(0.0, -self._leading)
        self._show(operands)

    def _show_spaced(self, operands: bytes) -> None:
        spaces, _, text = operands.partition(b"<")
        self._word_space, self._char_space = numbers(spaces)[-2:]
        self._show_next_line(b"<" + text)

    def _show(self, operands: bytes) -> None:
        font = self._font
        if font is None:
            raise ValueError
        text, width, count, spaces, missing, lead, trail = font.measure(operands)
        if not count:
            return
        size, scale = self._size, self._scale
        em = size * scale / 1000
        before = -lead * em
        spacing = self._char_space * scale
        ink = width * em + (count - 1) * spacing + spaces * self._word_space * scale
        a, b, c, d, e, f = at = self._text
        if font.vertical:
            # Default vertical metrics: one em down for each glyph (ISO 32000-1, 9.7.4.3).
            step = -count * (size + self._char_space) - (lead + trail) * size / 1000
            self._text = (a, b, c, d, e + step * c, f + step * d)
            extent = (-size / 2, step, size / 2, 0.0)
        else:
            step = before + ink + spacing - trail * em
            self._text = (a, b, c, d, e + step * a, f + step * b)
            extent = (before, self._rise + font.descent * size, before + ink, self._rise + font.ascent * size)
        self._add_run(font, text, multiply(at, self._ctm), (before, self._rise), extent, missing)

    def _add_run(
        self,
        font: Decoder,
        text: str,
        matrix: Matrix,
        origin: tuple[float, float],
        extent: Box,
        missing: bool,
    ) -> None:
        """Keep a run; `origin` and `extent` are in text space, `matrix` takes them to the page."""
        a, b, c, d, e, f = matrix
        length = hypot(a, b)
        size = abs(self._size * (a * d - b * c)) / length if length else 0.0
        box = transformed(matrix, *extent)
        x, y = a * origin[0] + c * origin[1] + e, b * origin[0] + d * origin[1] + f
        if not isfinite(sum(box) + x + y + size):
            raise ValueError
        mode = self._mode
        visible, clipped = mode not in (3, 7) and self._alpha > 0.0, False
        if self._clip is not None and visible:
            visible, clipped = seen(self._clip, *box)
        upright = a > 0.0 and d < 0.0 and self._size > 0.0 and abs(b) + abs(c) < 1e-4 * length
        color = self._stroke if mode in (1, 5) else self._fill
        where = (x, y, *box)
        self._order += 1
        self.runs.append(
            TextRun(
                self.page, self._order, text, font.name, font.bold, size, color, self._alpha, *where,
                upright, self._tag, self._mcid, self._artifact, visible, clipped, missing,
            )
        )  # fmt: skip


_OPERATORS = {
    b"q": "_push", b"Q": "_pop", b"cm": "_concat", b"w": "_set_line_width", b"gs": "_graphics_state",
    b"J": "_nothing", b"j": "_nothing", b"M": "_nothing", b"d": "_nothing", b"ri": "_nothing",
    b"i": "_nothing",
    b"g": "_fill_device", b"rg": "_fill_device", b"k": "_fill_device",
    b"cs": "_fill_space", b"sc": "_fill_any", b"scn": "_fill_any",
    b"G": "_stroke_device", b"RG": "_stroke_device", b"K": "_stroke_device",
    b"CS": "_stroke_space", b"SC": "_stroke_any", b"SCN": "_stroke_any",
    b"m": "_move", b"l": "_segment", b"c": "_segment", b"v": "_segment", b"y": "_segment", b"h": "_close",
    b"re": "_rectangle", b"W": "_clip_path", b"W*": "_clip_path", b"n": "_paint_none",
    b"f": "_paint_fill", b"F": "_paint_fill", b"f*": "_paint_fill",
    b"S": "_paint_stroke", b"s": "_paint_stroke",
    b"B": "_paint_both", b"B*": "_paint_both", b"b": "_paint_both", b"b*": "_paint_both",
    b"sh": "_shading", b"Do": "_do", b"BI": "_nothing", b"EI": "_inline_image",
    b"BDC": "_begin_mark", b"BMC": "_begin_mark", b"EMC": "_end_mark", b"MP": "_nothing", b"DP": "_nothing",
    b"BT": "_begin_text", b"ET": "_begin_text", b"Tf": "_set_font", b"Tc": "_set_char_space",
    b"Tw": "_set_word_space", b"Tz": "_set_scale", b"TL": "_set_leading", b"Ts": "_set_rise",
    b"Tr": "_set_mode", b"Td": "_move_line", b"TD": "_move_line_leading", b"T*": "_new_line",
    b"Tm": "_text_matrix", b"Tj": "_show", b"TJ": "_show", b"'": "_show_next_line",
    b'"': "_show_spaced", b"BX": "_nothing", b"EX": "_nothing", b"d0": "_nothing", b"d1": "_nothing",
}  # fmt: skip
"""Operator → method (ISO 32000-1, annex A)."""

_HANDLERS: dict[bytes, Callable[[Interpreter, bytes], None]] = {
    operator: getattr(Interpreter, method) for operator, method in _OPERATORS.items()
}
