"""The colours of a print shop: an ICC profile of its inks and paper, and what a colour becomes with it.

A file comes in; a `Profile` goes out, or words that say why it is none (ISO 15076-1). Colours of pages are
sRGB; they are converted by LittleCMS, through Pillow.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from io import BytesIO
from itertools import chain, product
from pathlib import Path

from PIL import Image, ImageChops, ImageCms

from handbook.errors import InputError, Place
from handbook.load.file_text import read_bytes
from handbook.press.inks import Inks, Kind, Rgb, black
from handbook.press.walk import Components

_SPACES = {"RGB": "画面（RGB）", "GRAY": "灰色だけ（GRAY）", "LAB": "Lab"}
_HINT = "印刷所から受け取った、CMYK の ICC プロファイル（.icc）を --profile に指定してください。"
_MOST = 16_000_000
_STEPS = range(0, 256, 17)


@dataclass(frozen=True, eq=False)
class Profile:
    """What a press does with inks."""

    name: str
    """As it calls itself."""
    flat: ImageCms.ImageCmsTransform = field(repr=False)
    """Of drawings: each colour as it is where inks reach it, the darkest as dark as the press can."""
    photographs: ImageCms.ImageCmsTransform = field(repr=False)
    """All colours moved together until the inks reach them."""

    def inks(self, color: Rgb) -> Components:
        """Cyan, magenta, yellow and black, 0 to 1, that print a colour."""
        red, green, blue = (round(255 * part) for part in color)
        pixel = Image.new("RGB", (1, 1), (red, green, blue))
        return tuple([round(part / 255, 4) for part in _converted(pixel, self.flat).tobytes()])

    def image(self, image: Image.Image) -> Image.Image:
        """A photograph in inks; a grey one stays as it is, black alone."""
        return image if image.mode == "L" else _converted(image, self.photographs)

    @property
    def said(self) -> str:
        """What it was used for, in words."""
        most = f"インキの総量は {self.most_ink:.0%} まで"
        return f"プロファイル「{self.name}」で CMYK に直しました（{most}）"

    @cached_property
    def most_ink(self) -> float:
        """The most ink that it lays on one place, 0 to 4, over all colours of the screen."""
        colors = bytes(chain.from_iterable(product(_STEPS, repeat=3)))
        grid = Image.frombytes("RGB", (len(_STEPS) ** 2, len(_STEPS)), colors)
        return max(most_ink(_converted(grid, one)) for one in (self.flat, self.photographs))


def _converted(image: Image.Image, transform: ImageCms.ImageCmsTransform) -> Image.Image:
    made = ImageCms.applyTransform(image, transform)
    assert made is not None
    return made


def most_ink(image: Image.Image) -> float:
    """The most ink on one pixel of an image in inks, 0 to 4, to a fiftieth."""
    cyan, magenta, yellow, key = image.split()
    pairs = ImageChops.add(cyan, magenta, scale=2), ImageChops.add(yellow, key, scale=2)
    most = ImageChops.add(*pairs, scale=2).getextrema()[1]
    assert isinstance(most, int)
    return most * 4 / 255


def read_profile(path: str | Path) -> Profile:
    """The profile in a file. Raises InputError for none, for what is no profile, or not of inks."""
    name, data = read_bytes(Path(path), _MOST)
    place = Place(name)
    space = data[16:20].decode("ascii", "replace").strip() if data[36:40] == b"acsp" else ""
    if not space:
        raise InputError.of("ICC プロファイルではありません。", _HINT, place, stops=True)
    if space != "CMYK":
        message = f"{_SPACES.get(space, space)} の ICC プロファイルです。CMYK のものが要ります。"
        raise InputError.of(message, _HINT, place, stops=True)
    try:
        screen, press = ImageCms.createProfile("sRGB"), ImageCms.ImageCmsProfile(BytesIO(data))
        intents = ImageCms.Intent
        flat = ImageCms.buildTransform(
            screen, press, "RGB", "CMYK", intents.RELATIVE_COLORIMETRIC, ImageCms.Flags.BLACKPOINTCOMPENSATION
        )
        photographs = ImageCms.buildTransform(screen, press, "RGB", "CMYK", intents.PERCEPTUAL)
        name = ImageCms.getProfileDescription(press).strip() or Path(path).name
    except (ImageCms.PyCMSError, OSError) as error:
        message = "ICC プロファイルが壊れているか、色を直せないものです。"
        raise InputError.of(message, _HINT, place, stops=True) from error
    return Profile(name, flat, photographs)


def press_inks(profile: Profile | None) -> Inks:
    """Black alone where it is enough (`black`); else the profile's inks, or without one the screen's red,
    green and blue, which the print shop has to convert."""

    @lru_cache(maxsize=4096)
    def color(rgb: Rgb, kind: Kind) -> Components:
        key = black(rgb, kind)
        if profile is None:
            return rgb if key is None else (1 - key,)
        return profile.inks(rgb) if key is None else (0.0, 0.0, 0.0, key)

    return Inks(color, profile.image if profile else lambda image: image)
