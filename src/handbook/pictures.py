"""A picture's drawing as a value: what an SVG file draws, made clean (`handbook.load.drawings`).

Flat shapes in plain colours come in, as SVG; the same go out to whoever draws or compares them.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from typing import NamedTuple

from handbook.colors import grey

SVG = "http://www.w3.org/2000/svg"
"""The namespace."""


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


@lru_cache(maxsize=256)
def digest(drawing: Drawing) -> str:
    """32 hexadecimal digits that stand for what is seen of a drawing."""
    return hashlib.sha256(f"{drawing.view} {drawing.markup}".encode()).hexdigest()[:32]
