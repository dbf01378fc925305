"""Pictures as values: what an SVG file draws, and what a camera saw, made clean (`handbook.load`).

Drawings hold flat shapes in plain colours, as SVG; photographs a JPEG or PNG file that holds pixels alone:
upright, without camera, place or profile. Both go out to whoever draws or compares them, photographs in as
few pixels as the place on paper needs.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from PIL.Image import Image

from handbook.colors import grey

SVG = "http://www.w3.org/2000/svg"
"""The namespace."""

MOST_DPI = 300
"""Pixels an inch beyond which a photograph on paper gains nothing."""

_QUALITY = 88
"""Of JPEG: as the eye sees it, nothing is lost, and a file has a third of what a camera gives it."""


class Drawing(NamedTuple):
    """What an SVG file draws. `view` is its viewBox; `markup` what stands in it, made clean."""

    name: str
    """Of its file: `street.svg`."""
    view: tuple[float, float, float, float]
    markup: str

    @property
    def width(self) -> float:
        """In units of its own, as `height`: only their ratio means something."""
        return self.view[2]

    @property
    def height(self) -> float:
        return self.view[3]

    def svg(self, attributes: str) -> str:
        """The drawing as an SVG element, which has these attributes beside its view."""
        view = " ".join(f"{number:g}" for number in self.view)
        return f'<svg xmlns="{SVG}" viewBox="{view}" {attributes}>{self.markup}</svg>'

    def in_grey(self) -> Drawing:
        """The drawing without hue, each part as light as it is."""
        return self._replace(markup=_COLOR.sub(lambda found: grey(_whole(found[0])), self.markup))


_COLOR = re.compile("#(?:[0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})")


def _whole(color: str) -> str:
    """#ABC as #AABBCC."""
    return color if len(color) == 7 else "#" + "".join(2 * digit for digit in color[1:])


@dataclass(frozen=True, repr=False)
class Photograph:
    """Pixels, upright, in grey or sRGB, as a whole JPEG or PNG file with nothing beside them."""

    name: str
    """Of the file that it was read from: `salon.jpg`."""
    width: int
    """In pixels, as `height`."""
    height: int
    grey: bool
    jpeg: bool
    """Whether the file is JPEG, for what a camera saw; else PNG, for few colours."""
    data: bytes

    def __repr__(self) -> str:
        return f"<Photograph {self.name}: {self.width}×{self.height}>"

    @property
    def image(self) -> Image:
        """The pixels, as Pillow has them."""
        from PIL import Image  # 30 ms, for none but plans with photographs

        return Image.open(BytesIO(self.data))

    def in_grey(self) -> Photograph:
        """The photograph without hue."""
        return self if self.grey else photograph(self.name, self.image.convert("L"), jpeg=self.jpeg)


@lru_cache(maxsize=256)
def digest(picture: Drawing | Photograph) -> str:
    """32 hexadecimal digits that stand for what is seen of a picture."""
    seen = picture.data if isinstance(picture, Photograph) else f"{picture.view} {picture.markup}".encode()
    return hashlib.sha256(seen).hexdigest()[:32]


def photograph(name: str, image: Image, *, jpeg: bool) -> Photograph:
    """An image in mode L or RGB as a photograph. The same Pillow gives the same bytes for the same pixels."""
    kind = {"format": "JPEG", "quality": _QUALITY, "optimize": True} if jpeg else {"format": "PNG"}
    image.info.clear()  # or what the file said of place and camera would be written again
    file = BytesIO()
    image.save(file, **kind)
    return Photograph(name, *image.size, image.mode == "L", jpeg, file.getvalue())


@lru_cache(maxsize=256)
def scaled(picture: Photograph, width: float) -> Photograph:
    """The photograph with no more pixels than a place `width` points wide can show."""
    pixels = max(1, int(width / 72 * MOST_DPI))
    if pixels >= picture.width:
        return picture
    from PIL.Image import Resampling

    height = max(1, round(picture.height * pixels / picture.width))
    return photograph(
        picture.name, picture.image.resize((pixels, height), Resampling.LANCZOS), jpeg=picture.jpeg
    )
