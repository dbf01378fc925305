"""Page content: marks in, the operators of a content stream out.

Turns y round (PDF's origin is the bottom left corner), draws, and decides no
position. Marks stand in marked-content sequences that the caller opens (ISO
32000-1, 14.6). State operators are written only where the state changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from handbook.document import Mark, Shape, Text
from handbook.pdf.font import parted
from handbook.pdf.syntax import number, numbers

if TYPE_CHECKING:
    from handbook.fonts import Face
    from handbook.pdf.font import EmbeddedFont
    from handbook.typeset.run import GlyphRun

Fonts = Mapping["Face", tuple[tuple[bytes, "EmbeddedFont"], ...]]
"""The fonts of a file by face, with their resource names, `/F1`. What a face's first font has no code
for, a later one has."""


class Content:
    """A part of a page's content that sets every state it needs, so that it may follow any other part."""

    def __init__(self, height: float, fonts: Fonts) -> None:
        """`height` of the page in points."""
        self._height = height
        self._fonts = fonts
        self._operators: list[bytes] = []
        self._in_text = False
        # The graphics state, None where it is not known.
        self._font: tuple[bytes, float] | None = None
        self._fill: str | None = None
        self._stroke: tuple[str, float, tuple[float, ...]] | None = None
        self.owner: object = None
        """Whose marked-content sequence is open; None: no sequence is."""

    def open(self, owner: object, operator: bytes) -> None:
        """Begin the marked-content sequence of an owner, ending the one before."""
        self._close()
        self._operators.append(operator)
        self.owner = owner

    def draw(self, mark: Mark) -> None:
        """Draw a mark into the open sequence."""
        if isinstance(mark, Text):
            self._text(mark)
        else:
            self._shape(mark)

    def finish(self) -> bytes:
        """The whole part. Raises ValueError if a mark's place is not a finite number."""
        self._close()
        stream = b"".join(self._operators)
        if b"nan" in stream or b"inf" in stream:  # neither is part of any operator, name or hexadecimal
            raise ValueError("a mark stands at no finite place")
        return stream

    def _close(self) -> None:
        self._end_text()
        if self.owner is not None:
            self._operators.append(b"EMC\n")
            self.owner = None

    def _end_text(self) -> None:
        if self._in_text:
            self._operators.append(b"ET\n")
            self._in_text = False

    def _text(self, mark: Text) -> None:
        fonts = self._fonts[mark.run.face]
        if len(fonts) == 1:
            self._run(mark, mark.run, mark.x, *fonts[0])
            return
        x = mark.x
        for run, index in parted(mark.run, [font for _, font in fonts]):
            self._run(mark, run, x, *fonts[index])
            x += run.width

    def _run(self, mark: Text, run: GlyphRun, x: float, resource: bytes, font: EmbeddedFont) -> None:
        """Draw a run of the mark from `x`."""
        write = self._operators.append
        if not self._in_text:
            write(b"BT\n")
            self._in_text = True
        if self._font != (resource, run.size):
            self._font = (resource, run.size)
            write(b"%b %b Tf\n" % (resource, number(run.size)))
        if mark.color != self._fill:
            self._fill = mark.color
            write(color(mark.color) + b" rg\n")
        write(b"1 0 0 1 %.3f %.3f Tm\n%b" % (x + 0.0, self._height - mark.y, font.encode(run)))

    def _shape(self, mark: Shape) -> None:
        if mark.fill is None and mark.stroke is None:
            return
        self._end_text()
        write = self._operators.append
        if mark.fill is not None and mark.fill != self._fill:
            self._fill = mark.fill
            write(color(mark.fill) + b" rg\n")
        if mark.stroke is not None:
            pen = (mark.stroke, mark.stroke_width, mark.dash)
            if pen != self._stroke:
                self._stroke = pen
                write(b"%b RG %b w [%b] 0 d\n" % (color(pen[0]), number(pen[1]), numbers(pen[2])))
        write(path_operators(mark.path, self._height))
        write(b"B\n" if mark.fill and mark.stroke else b"f\n" if mark.fill else b"S\n")


class Drawn:
    """In place of a `Content`, where its bytes are known."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.owner: object = None

    def open(self, owner: object, operator: bytes) -> None:
        self.owner = owner

    def draw(self, mark: Mark) -> None:
        pass

    def finish(self) -> bytes:
        return self._content


@lru_cache(maxsize=256)
def color(text: str) -> bytes:
    """The operands of `#RRGGBB` in DeviceRGB. Raises ValueError for what is not such a colour."""
    if len(text) != 7 or text[0] != "#":
        raise ValueError(f"not a colour like #1B2430: {text!r}")
    return numbers(int(text[at : at + 2], 16) / 255 for at in (1, 3, 5))


@lru_cache(maxsize=4096)  # editions of a batch draw most shapes alike
def path_operators(path: tuple[tuple[Any, ...], ...], height: float) -> bytes:
    """The operators of a path (8.5.2) on a page of that height. Raises ValueError for unknown segments.

    Paths are recalled by value, by which -0.0 is 0.0: adding 0.0 writes both alike.
    """
    operators: list[bytes] = []
    for segment in path:
        operator = segment[0]
        if operator == "L":
            operators.append(b"%.3f %.3f l\n" % (segment[1] + 0.0, height - segment[2]))
        elif operator == "M":
            operators.append(b"%.3f %.3f m\n" % (segment[1] + 0.0, height - segment[2]))
        elif operator == "C":
            _, x1, y1, x2, y2, x3, y3 = segment
            points = (x1 + 0.0, height - y1, x2 + 0.0, height - y2, x3 + 0.0, height - y3)
            operators.append(b"%.3f %.3f %.3f %.3f %.3f %.3f c\n" % points)
        elif operator == "Z":
            operators.append(b"h\n")
        else:
            raise ValueError(f"unknown path operator {operator!r}")
    return b"".join(operators)
