"""A mark in a disc, as parties and steps have one: 地 in a filled one, 社 in an outlined one.

In: a text of a character or two, colours, where its middle is. Out: the disc, which is decoration, and the
text's marks.
"""

from __future__ import annotations

from typing import NamedTuple

from handbook.blocks.kit import Kit, SetText, artifact
from handbook.blocks.shapes import disc
from handbook.document import Element, Mark

AROUND = 3.0
"""Between a mark and the edge of its disc, points."""


class Badge(NamedTuple):
    """A mark, set, and the colours of its disc: `fill` within, `edge` around."""

    text: SetText
    fill: str
    edge: str

    @property
    def radius(self) -> float:
        return max(self.text.width, self.text.body[1]) / 2 + AROUND

    def draw(self, x: float, y: float) -> tuple[Element, tuple[Element | Mark, ...]]:
        """The disc around (`x`, `y`), and the mark in its middle, its ruby above it."""
        round_it = disc(x, y, self.radius - 0.6, self.fill)._replace(stroke=self.edge, stroke_width=1.2)
        above, height = self.text.body
        marks = self.text.marks(x - self.text.width / 2, y - above - height / 2)
        return artifact(round_it, kind="Layout"), marks


def badge(kit: Kit, mark: str, style: str, color: str, paper: str, filled: bool = True) -> Badge:
    """A mark in `color` and `paper`: light on dark where it is `filled`, dark on light where it is not."""
    fill, ink = (color, paper) if filled else (paper, color)
    return Badge(kit.text(mark, style, color=ink), fill, color)
