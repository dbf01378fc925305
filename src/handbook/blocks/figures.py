"""Pictures with words for who does not see them, and with words below: a caption, who took them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from handbook.blocks.kit import SetPicture, SetText, element, paragraph
from handbook.document import Element
from handbook.units import Rect

APART = 3.0
"""Between a picture and the words below it, points."""


class Figure(NamedTuple):
    """A picture `width` points wide, and the words below it, set to that width."""

    picture: SetPicture
    alt: str
    width: float
    below: Sequence[SetText] = ()

    @property
    def pictured(self) -> float:
        """Height of the picture alone."""
        return self.width / self.picture.ratio

    @property
    def height(self) -> float:
        words = sum(text.height for text in self.below)
        return self.pictured + (APART + words if self.below else 0.0)

    def draw(self, x: float, y: float) -> Element:
        """It with its top left at (`x`, `y`). The caption stands beside the figure in what is told, not in
        it: of a figure with a description many readers say the description alone."""
        mark = self.picture.mark(Rect(x, y, self.width, self.pictured))
        figure = element("Figure", mark, alt=self.alt)
        if not self.below:
            return figure
        words, top = [], y + self.pictured + APART
        for text in self.below:
            words.append(paragraph(text, x, top))
            top += text.height
        return element("Div", figure, element("Caption", *words))
