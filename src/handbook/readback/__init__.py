"""PDF → what stands in it: text as drawn, shapes, fonts, metadata. Knows nothing of districts and desks."""

from __future__ import annotations

from handbook.readback.reader import read_back
from handbook.readback.source import ReadBackError
from handbook.readback.values import (
    Color,
    FontUse,
    Link,
    PageContent,
    PaintedImage,
    PaintedShape,
    ReadBack,
    TextRun,
)

__all__ = [
    "Color",
    "FontUse",
    "Link",
    "PageContent",
    "PaintedImage",
    "PaintedShape",
    "ReadBack",
    "ReadBackError",
    "TextRun",
    "read_back",
]
