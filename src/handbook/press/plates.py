"""Two drums of a duplicator: what each prints of a page, and how the page looks when both have.

A batch that was made and checked comes in; beside it stands then `plates/` with a grey file for each drum
and page, both of the finished sheet's size, so that they print in register, and a picture of the two over
each other.

Black and greys, and photographs, go to the black drum; colours to the spot drum, as dense as they are dark.
Of an area that is darker than the spot's own colour the spot is solid, and where white could not be read on
it, black adds what lacks. White knocks out of both. Dark text and lines in black are printed over the spot,
so that no white shows where the drums do not meet. Text in colour is solid or paper, never a tint, whose dots
would fray it; text and lines are black where the spot is too light to see them by.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageChops, ImageOps
from pypdf import PdfReader

from handbook.batch import BuildReport
from handbook.batch.folder import held
from handbook.batch.names import PLATES
from handbook.batch.run import listed
from handbook.check.visibility import WHITE, contrast, ground_of, layers_of
from handbook.errors import InputError, Place, Problem
from handbook.files import settle, write_whole
from handbook.layout import Layout
from handbook.press.folder import Made, cautions, checked_editions
from handbook.press.inks import LARGE, Inks, Kind, Rgb, black, level
from handbook.press.sheet import pressed
from handbook.press.walk import Components
from handbook.preview import page_images
from handbook.readback import read_back

BLACK_DRUM = "黒"
OVER = "刷り上がり"
SPOT = "青"
"""The drum that most have beside black."""

SPOTS = {
    "青": "#0078BF",
    "紺": "#3255A4",
    "水色": "#5EC8E5",
    "緑": "#00A95C",
    "深緑": "#407060",
    "赤": "#F15060",
    "茶": "#925F52",
    "えんじ": "#914E72",
    "紫": "#765BA7",
    "橙": "#FF6C2F",
    "桃": "#FF48B0",
    "黄": "#FFE800",
}
"""Drums as they are usual in Japan, and about how each looks on a screen when it is solid."""

DARK = 0.5
"""How black a neutral must be to be printed over the spot instead of in a hole in it."""
LEAST, LEAST_LARGE = 4.5, 3.0
"""Least contrast of text when both drums have printed, and of large type (WCAG 2.2, 1.4.3)."""
CARRIES = {"text": 5.5, "large": 4.5}
"""Contrast with paper of a spot in which they may be printed, also on a light tint of it; lines want as much
as `LEAST_LARGE` (WCAG 2.2, 1.4.11)."""
LINE = 0.75
"""Up to which level a line stands on what is light."""
GROUND = (1.05 / 4.6 - 0.05) ** (1 / 2.2)
"""The level of an area on which white text has a little more than the least contrast; text that is lighter
stands on what is dark, and is left to the paper as white is."""
DPI = 100
"""Of the pictures."""


class Spot(NamedTuple):
    """A drum beside the black one."""

    name: str
    color: Rgb

    def drums(self, color: Rgb, kind: Kind) -> tuple[float, float | None]:
        """How densely the black drum and this one print a colour, 0 to 1; None: what lies under stays."""
        if (key := black(color, kind)) is not None:
            return key, None if key >= DARK else 0.0
        light, solid, carried = level(color), level(self.color), contrast(self.color, WHITE)
        tint = round(min(1.0, (1 - light) / (1 - solid)), 3)
        if kind == "fill":
            lacks = tint == 1 and carried < LEAST
            return (round(1 - max(light, GROUND) / solid, 3) if lacks else 0.0), tint
        if kind == "stroke":
            return (1.0, None) if light < LINE and carried < LEAST_LARGE else (0.0, tint)
        if light < GROUND and carried < CARRIES[kind]:
            return 1.0, None
        return 0.0, float(light < GROUND)

    def printed(self, color: Rgb, kind: Kind) -> Rgb:
        """How a colour looks on white paper when both drums have printed."""
        key, tint = self.drums(color, kind)
        red, green, blue = ((1 - key) * (1 - (tint or 0.0) * (1 - part)) for part in self.color)
        return red, green, blue


def spot_of(name: str) -> Spot:
    """The drum of that name. Raises InputError for one that is not known, with the nearest."""
    if (found := SPOTS.get(name)) is None:
        near = [one for one in SPOTS if one in name or name in one] or difflib.get_close_matches(name, SPOTS)
        meant = f"もしかして「{near[0]}」ですか? " if near else ""
        hint = f"{meant}使えるのは {'、'.join(SPOTS)} です。"
        raise InputError.of(f"「{name}」という色のドラムを知りません。", hint, stops=True)
    red, green, blue = bytes.fromhex(found[1:])
    return Spot(name, (red / 255, green / 255, blue / 255))


@lru_cache(maxsize=len(SPOTS))
def inks_of(spot: Spot) -> tuple[Inks, Inks]:
    """What the black drum prints, and what the other one does."""

    def on_black(rgb: Rgb, kind: Kind) -> Components:
        return (1 - spot.drums(rgb, kind)[0],)

    def on_spot(rgb: Rgb, kind: Kind) -> Components | None:
        return None if (tint := spot.drums(rgb, kind)[1]) is None else (1 - tint,)

    grey = Inks(lru_cache(on_black), lambda image: image.convert("L"))
    return grey, Inks(lru_cache(on_spot), lambda image: Image.new("L", (1, 1), 255))


def over(drum_black: Image.Image, drum_spot: Image.Image, spot: Spot) -> Image.Image:
    """Two grey pictures printed over each other on white paper."""
    red, green, blue = (round(255 * part) for part in spot.color)
    tinted = ImageOps.colorize(drum_spot, (red, green, blue), (255, 255, 255))
    return ImageChops.multiply(tinted, drum_black.convert("RGB"))


def make_plates(built: BuildReport, layout: Layout, final: bool, spot: Spot) -> Made:
    """Make the folder for the duplicator. Raises InputError where it cannot be written."""
    folder = built.folder / PLATES
    problems: list[Problem] = []
    faint: dict[tuple[Rgb, Rgb], Problem] = {}
    written: list[str] = []
    single: list[str] = []
    with held(folder, []):
        for one in checked_editions(built, problems):
            data = one.path.read_bytes()
            reader = PdfReader(BytesIO(data))
            places = len(str(len(reader.pages)))
            for at in range(len(reader.pages)):
                name = f"{one.path.stem}-{at + 1:0{places}d}"
                files = _page(reader, name, at, spot)
                single += [name] if len(files) == 2 else []
                for file, plate in files.items():
                    write_whole(folder / file, plate, settled=False)
                written += files
            for colors, problem in _faint(data, one.path.name, spot):
                faint.setdefault(colors, problem)
        settle(folder)
    notes = cautions(folder, written, final)
    if layout.mono:
        notes.append(f"{layout.name} は1色のレイアウトなので、黒のドラム1つで刷れます")
    elif single:
        notes.append(f"{spot.name}の版がないページは、黒のドラム1つで刷れます: {listed(single)}")
    return Made((folder,), (*problems, *faint.values()), tuple(notes))


def _page(reader: PdfReader, name: str, at: int, spot: Spot) -> dict[str, bytes]:
    """The files of a page by their names; none for the spot's drum where it prints nothing."""
    plates = [pressed(reader, inks, [at], cut=False)[0] for inks in inks_of(spot)]
    drum_black, drum_spot = (page_images(plate, DPI, grey=True)[0] for plate in plates)
    files = {f"{name}-{BLACK_DRUM}.pdf": plates[0], f"{name}-{spot.name}.pdf": plates[1]}
    if drum_spot.getextrema() == (255, 255):
        del files[f"{name}-{spot.name}.pdf"]
    picture = BytesIO()
    over(drum_black, drum_spot, spot).save(picture, "PNG")
    return {**files, f"{name}-{OVER}.png": picture.getvalue()}


def _faint(pdf: bytes, name: str, spot: Spot) -> Iterator[tuple[tuple[Rgb, Rgb], Problem]]:
    """Text that is hard to read when both have printed, with its printed colour and its ground's."""
    dark = "、".join(name for name in SPOTS if contrast(spot_of(name).color, WHITE) >= CARRIES["text"])
    hint = f"--spot でもっと濃いドラム（{dark}）を選ぶか、レイアウトの colors を変えてください。"
    for page in read_back(pdf, name).pages:
        layers = layers_of(page)
        for run in page.runs:
            ground = ground_of(layers, run)
            if not run.text.strip() or run.color is None or ground is None:
                continue
            kind: Kind = "large" if run.size >= LARGE else "text"
            printed = spot.printed(run.color, kind), spot.printed(ground, "fill")
            ratio = contrast(*printed)
            if ratio < (LEAST if kind == "text" else LEAST_LARGE):
                where = f"{page.number}ページ目の「{run.text[:12]}」など"
                message = f"{where}は、{spot.name}で刷ると読みにくくなります（明るさの比 {ratio:.1f}対1）。"
                yield printed, Problem(message, hint, Place(name))
