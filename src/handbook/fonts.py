"""TrueType faces: which characters a face has, its glyphs and their widths, and subsets of it.

In: the path of a font file. Out: a `Face`, shared by everybody who asks for the
same file. HarfBuzz does the reading, shaping and subsetting; this module is the
only one that knows it. Lengths are in ems (of the face's own units per em).

Digits that are to stand below each other are glyphs of their own (`Face.figure`), which the subset gets:
moved apart on the page instead, 11 looks like two words to whoever copies or searches it.

Not here: choosing faces, falling back to another face (see `handbook.typeset`),
vertical writing, outlines other than TrueType.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from pathlib import Path
from struct import error as StructError  # noqa: N812 (an exception, named as one)
from struct import unpack_from
from typing import Any, NamedTuple

import uharfbuzz as hb

from handbook.characters import SELECTORS, clusters
from handbook.errors import InputError, Place
from handbook.sfnt import Copy, with_copies

_KEPT_TABLES = frozenset({"glyf", "loca", "head", "hhea", "hmtx", "maxp"})
"""What a CIDFontType2 font program needs in a PDF (ISO 32000-1, 9.9, table 126), without hinting."""

_DIGITS = "0123456789"

_NO_MIRRORED = getattr(hb.SubsetFlags, "NO_BIDI_CLOSURE", 0)
"""Asked for the character （, HarfBuzz adds ）; from uharfbuzz 0.56 it can be told not to."""


class Shaped(NamedTuple):
    """Glyphs of a text, left to right: ids, advances (em) and the index of the first character of each.

    Characters of one cluster (か + ゜, 辻 + a variation selector, f + i) share the index of its first.
    """

    glyphs: tuple[int, ...]
    advances: tuple[float, ...]
    clusters: tuple[int, ...]


class Subset(NamedTuple):
    """A font program with only the glyphs asked for, and where each old glyph id has gone."""

    data: bytes
    glyph_map: dict[int, int]


Outline = tuple[tuple[object, ...], ...]
"""The strokes that draw a glyph, in font units, and before them the units per em."""


class Face:
    """One font file, ready for use. Made by `load_face`; compared by identity."""

    __slots__ = (
        "_advances",
        "_copies",
        "_face",
        "_font",
        "_glyphs",
        "_inks",
        "_outlines",
        "ascent",
        "bbox",
        "cap_height",
        "descent",
        "glyph_count",
        "name",
        "path",
        "upem",
        "weight",
        "x_height",
    )

    def __init__(self, path: Path) -> None:
        """Reads the file's head; raises InputError if it is not a TrueType font."""
        face = _open(path)
        self._face = face
        self._font = hb.Font(face)
        self._glyphs: dict[str, int] = {}
        self._advances: dict[int, float] = {}
        self._inks: dict[int, tuple[float, float]] = {}
        self._copies: dict[int, Copy] = {}
        self._outlines = Outlines(self._font)
        self.path = path
        self.upem: int = face.upem
        self.glyph_count: int = face.glyph_count
        self.name: str = face.get_name(hb.OTNameIdPredefined.POSTSCRIPT_NAME) or path.stem
        try:
            self._read_metrics()
        except StructError as cause:
            raise _unusable(path, "書体ファイルが途中で切れています。") from cause

    def _read_metrics(self) -> None:
        """Vertical metrics: OS/2 (typographic, the em box of a Japanese face) before hhea."""
        upem = self.upem
        os2 = self._face.reference_table("OS/2").data
        hhea = self._face.reference_table("hhea").data
        head = self._face.reference_table("head").data
        ascent, descent = unpack_from(">hh", os2, 68) if len(os2) >= 72 else unpack_from(">hh", hhea, 4)
        x_height, cap_height = unpack_from(">hh", os2, 86) if len(os2) >= 90 else (0, 0)
        self.weight: int = unpack_from(">H", os2, 4)[0] if len(os2) >= 6 else 400
        self.ascent: float = ascent / upem
        self.descent: float = descent / upem
        self.x_height: float = (x_height or ascent * 0.55) / upem
        self.cap_height: float = (cap_height or ascent * 0.8) / upem
        left, bottom, right, top = unpack_from(">4h", head, 36)
        self.bbox: tuple[float, float, float, float] = (left / upem, bottom / upem, right / upem, top / upem)

    def __repr__(self) -> str:
        return f"<Face {self.name}>"

    def glyph(self, char: str) -> int:
        """The glyph id of one character taken by itself; 0 if the face does not have it.

        With a variation selector behind it, the glyph of that very variation.
        """
        if (glyph := self._glyphs.get(char)) is None:
            glyph = self._glyphs[char] = self._found(char)
        return glyph

    def _found(self, char: str) -> int:
        if len(char) == 1:
            return self._font.get_nominal_glyph(ord(char)) or 0
        varies = re.fullmatch(f".[{SELECTORS}]", char, re.DOTALL)
        return (self._font.get_variation_glyph(*map(ord, char)) or 0) if varies else 0

    def glyphs(self, char: str) -> tuple[int, ...]:
        """All glyphs that may stand for one character: its own, and a digit's `figure`."""
        glyph = self.glyph(char)
        if glyph and char in _DIGITS:
            return tuple({glyph: None, self.figure(char): None})
        return (glyph,) if glyph else ()

    def covers(self, char: str) -> bool:
        return self.glyph(char) != 0

    def missing(self, text: str) -> tuple[str, ...]:
        """The characters of `text` that the face lacks, each once, in the order of the text."""
        return tuple(char for char in dict.fromkeys(clusters(text)) if not self.glyph(char))

    def advance(self, glyph: int) -> float:
        """The width of a glyph in em."""
        if (advance := self._advances.get(glyph)) is None:
            advance = self._advances[glyph] = self._font.get_glyph_h_advance(glyph) / self.upem
        return advance

    def ink(self, glyph: int) -> tuple[float, float]:
        """The left and right edge of a glyph's ink in em from its origin; (0, 0) for a blank one."""
        if (ink := self._inks.get(glyph)) is None:
            extents = self._font.get_glyph_extents(glyph)
            left = extents.x_bearing / self.upem
            ink = self._inks[glyph] = (left, left + extents.width / self.upem)
        return ink

    def figure(self, digit: str) -> int:
        """The glyph of a digit that is as wide as the face's widest, with its outline in the middle.

        Where the face's own is narrower, an id after the face's last stands for it.
        """
        glyph = self.glyph(digit)
        widest = max([self._font.get_glyph_h_advance(self.glyph(other)) for other in _DIGITS])
        spare = widest - self._font.get_glyph_h_advance(glyph)
        if not glyph or not spare:
            return glyph
        figure = self.glyph_count + _DIGITS.index(digit)
        if figure not in self._copies:
            shift = spare // 2
            left, right = self.ink(glyph)
            self._copies[figure] = Copy(glyph, shift, widest)
            self._advances[figure] = widest / self.upem
            self._inks[figure] = (left + shift / self.upem, right + shift / self.upem)
        return figure

    def outline(self, glyph: int) -> Outline:
        """What draws a glyph; a figure's is its digit's, moved."""
        copy = self._copies.get(glyph)
        return self._outlines.of(glyph) if copy is None else self._outlines.of(copy.glyph, copy.shift)

    def shape(self, text: str) -> Shaped:
        """The glyphs of one horizontal line of Japanese, with the face's default features."""
        if not text:
            return Shaped((), (), ())
        buffer = hb.Buffer()
        buffer.add_str(text)
        # One script for the whole text: faces for Japanese carry the same default features for all
        # of theirs, and cutting at every change of script would cost a call per word.
        buffer.script = "Kana"
        buffer.language = "ja"
        buffer.direction = "ltr"
        hb.shape(self._font, buffer)
        upem = self.upem
        infos = buffer.glyph_infos
        return Shaped(
            glyphs=tuple([info.codepoint for info in infos]),
            advances=tuple([position.x_advance / upem for position in buffer.glyph_positions]),
            clusters=tuple([info.cluster for info in infos]),
        )

    def subset(self, glyphs: Iterable[int]) -> Subset:
        """A TrueType program of glyph 0 and `glyphs` (and the parts they are made of), without hinting.

        Same glyphs, same bytes; the order in which they are given does not matter.
        """
        given = set(glyphs)
        figures = sorted(given & self._copies.keys())
        found = self._subset({0, *given.difference(figures), *(self._copies[one].glyph for one in figures)})
        if not figures:
            return found
        new, first = found.glyph_map, max(found.glyph_map.values()) + 1
        copies = [self._copies[one] for one in figures]
        return Subset(
            with_copies(found.data, [copy._replace(glyph=new[copy.glyph]) for copy in copies]),
            new | {one: first + index for index, one in enumerate(figures)},
        )

    def _subset(self, wanted: set[int]) -> Subset:
        request = hb.SubsetInput()
        request.flags = (
            hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NO_LAYOUT_CLOSURE | hb.SubsetFlags.NOTDEF_OUTLINE
        )
        # Asked for glyphs, HarfBuzz goes through all characters of the face to find whose they are.
        characters = {glyph: ord(char) for char, glyph in self._glyphs.items() if len(char) == 1}
        if _NO_MIRRORED and wanted <= {0, *characters}:
            request.flags |= _NO_MIRRORED
            request.unicode_set.update({characters[glyph] for glyph in wanted if glyph})
        else:
            request.glyph_set.update(wanted)
        dropped = set(self._face.table_tags) - _KEPT_TABLES
        request.drop_table_tag_set.update(int.from_bytes(tag.encode("ascii"), "big") for tag in dropped)
        plan = hb.SubsetPlan(self._face, request)
        data = bytes(plan.execute().blob.data)
        return Subset(data, dict(sorted(plan.old_to_new_glyph_mapping.items())))


class Outlines:
    """The outlines of a font's glyphs, each drawn once."""

    def __init__(self, font: hb.Font) -> None:
        self._font = font
        self._known: dict[tuple[int, int], Outline] = {}

    def of(self, glyph: int, shift: int = 0) -> Outline:
        """A glyph's, moved to the right by so many font units; nothing but the em where there is none."""
        if (found := self._known.get((glyph, shift))) is None:
            strokes: list[tuple[object, ...]] = [("upem", self._font.face.upem)]
            self._font.draw_glyph(glyph, _PENCIL, (strokes, shift))
            found = self._known[glyph, shift] = tuple(strokes)
        return found


@lru_cache(maxsize=8)  # the editions of a batch share their programs
def embedded_outlines(program: bytes) -> Outlines:
    """The outlines of a font program taken out of a PDF."""
    return Outlines(hb.Font(hb.Face(program)))


def _pencil() -> hb.DrawFuncs:
    """What draws into a list of strokes, moved to the right."""

    def stroke(name: str) -> Callable[..., None]:
        def keep(*drawn: Any) -> None:
            *points, (strokes, shift) = drawn
            strokes.append((name, *(at if index % 2 else at + shift for index, at in enumerate(points))))

        return keep

    pencil = hb.DrawFuncs()
    for name in ("move_to", "line_to", "quadratic_to", "cubic_to"):
        getattr(pencil, f"set_{name}_func")(stroke(name))
    pencil.set_close_path_func(stroke("close"))
    return pencil


_PENCIL = _pencil()


def load_face(path: str | Path) -> Face:
    """The face in the TrueType file at `path`, loaded once per file.

    Raises InputError if the file is missing, is not a font, or has outlines other than TrueType.
    """
    return _load(os.path.realpath(path))


@cache
def _load(path: str) -> Face:
    logging.getLogger(__name__).debug("読んだもの: %s", path)
    return Face(Path(path))


def _open(path: Path) -> hb.Face:
    if not path.is_file():
        raise _unusable(
            path, "書体ファイルが見つかりません。", "ファイルの名前と置き場所を確かめてください。"
        )
    try:
        face = hb.Face(hb.Blob.from_file_path(str(path)))
    except (OSError, hb.HarfBuzzError, MemoryError) as cause:
        raise _unusable(
            path, "書体ファイルを読めません。", "ファイルを読む権限を確かめてください。"
        ) from cause
    if not (tags := set(face.table_tags)):
        raise _unusable(path, "書体ファイルではないか、こわれています。")
    if not tags >= _KEPT_TABLES:
        found = "PostScript 輪郭(CFF)の書体" if tags & {"CFF ", "CFF2"} else "TrueType ではない書体"
        raise _unusable(path, f"{found}は使えません。")
    if not all(len(face.reference_table(tag)) for tag in _KEPT_TABLES):
        raise _unusable(path, "書体ファイルが途中で切れています。")
    return face


def _unusable(
    path: Path, message: str, hint: str = "TrueType 形式(.ttf)の書体ファイルを置いてください。"
) -> InputError:
    return InputError.of(message, hint, Place(str(path)))
