"""Faces: what they cover, how they shape, and subsets that hold just the glyphs asked for."""

from __future__ import annotations

import struct
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from handbook.errors import InputError
from handbook.fonts import Face, load_face
from handbook.resources import bundled
from handbook.sfnt import Copy, with_copies

FONTS = bundled("fonts")


@pytest.fixture(scope="module")
def regular() -> Face:
    return load_face(FONTS / "BIZUDPGothic-Regular.ttf")


def tables(data: bytes) -> dict[str, bytes]:
    """The tables of a TrueType file, read by hand."""
    count = struct.unpack_from(">H", data, 4)[0]
    found = {}
    for index in range(count):
        tag, _, offset, length = struct.unpack_from(">4sLLL", data, 12 + 16 * index)
        found[tag.decode()] = data[offset : offset + length]
    return found


def test_a_file_is_loaded_once_however_it_is_named(regular: Face) -> None:
    assert load_face(str(FONTS / "." / "BIZUDPGothic-Regular.ttf")) is regular
    assert load_face(FONTS / "BIZUDPGothic-Bold.ttf") is not regular


def test_metrics_are_those_of_the_file(regular: Face) -> None:
    assert regular.name == "BIZUDPGothic-Regular"
    assert regular.upem == 2048
    assert regular.ascent - regular.descent == pytest.approx(1.0)
    assert 0.4 < regular.x_height < regular.cap_height < regular.ascent
    assert regular.weight == 400
    assert load_face(FONTS / "BIZUDPGothic-Bold.ttf").weight == 700
    left, bottom, right, top = regular.bbox
    assert left < 0.01
    assert bottom < 0 < right
    assert top > 0.7


def test_coverage_tells_what_is_missing_once_and_in_order(regular: Face) -> None:
    assert regular.covers("髙")
    assert regular.covers("𠮟")
    assert not regular.covers("𠮷")
    assert regular.missing("𠮷野さんと📞𠮷") == ("𠮷", "📞")
    assert regular.glyph("𠮷") == 0


@pytest.mark.parametrize(
    ("text", "clusters"),
    [
        ("地域", (0, 1)),
        ("か\u309aか", (0, 2)),  # one glyph for two characters
        ("fi", (0,)),  # a ligature
        ("𠮟る", (0, 1)),  # an index counts characters, not UTF-16 units
        ("辻\U000e0101市", (0, 2)),  # a variation selector
        ("", ()),
    ],
)
def test_clusters_count_characters(text: str, clusters: tuple[int, ...], regular: Face) -> None:
    shaped = regular.shape(text)
    assert shaped.clusters == clusters
    assert len(shaped.glyphs) == len(shaped.advances) == len(clusters)
    assert 0 not in shaped.glyphs


def test_shaped_widths_are_those_of_the_glyphs(regular: Face) -> None:
    shaped = regular.shape("支え合う、くるめ 2020")
    assert shaped.advances == tuple(regular.advance(glyph) for glyph in shaped.glyphs)


def test_a_subset_holds_the_glyphs_asked_for_and_notdef(regular: Face) -> None:
    glyphs = [regular.glyph(char) for char in "くるめ支え合うプラン"]
    subset = regular.subset(glyphs)
    found = tables(subset.data)
    assert set(found) == {"glyf", "loca", "head", "hhea", "hmtx", "maxp"}
    assert set(glyphs) | {0} <= set(subset.glyph_map)
    assert subset.glyph_map[0] == 0
    count = struct.unpack_from(">H", found["maxp"], 4)[0]
    assert sorted(subset.glyph_map.values()) == list(range(count))
    assert len(subset.data) < 20_000


def test_a_subset_keeps_widths_and_outlines(regular: Face, tmp_path: Path) -> None:
    glyph = regular.glyph("支")
    subset = regular.subset([glyph])
    path = tmp_path / "subset.ttf"
    path.write_bytes(subset.data)
    small = load_face(path)
    assert small.advance(subset.glyph_map[glyph]) == regular.advance(glyph)
    assert small.ink(subset.glyph_map[glyph]) == regular.ink(glyph)


def test_same_glyphs_same_bytes_in_any_order(regular: Face) -> None:
    glyphs = [regular.glyph(char) for char in "地域福祉計画"]
    assert regular.subset(glyphs) == regular.subset(reversed(glyphs)) == regular.subset([*glyphs, *glyphs])


@pytest.mark.parametrize(
    "text", ["（", "〈a<", "認知症の人と", "①「…」ｶﾞ", "".join(map(chr, range(0x3041, 0x30FF)))]
)
def test_a_subset_is_the_same_whether_characters_were_asked_for_or_not(regular: Face, text: str) -> None:
    """Known characters take a faster way, on which HarfBuzz would add mirrored brackets."""
    glyphs = [glyph for char in text if (glyph := regular.glyph(char))]
    assert regular.subset(glyphs) == Face(regular.path).subset(glyphs)


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="見つかりません") as caught:
        load_face(tmp_path / "none.ttf")
    place = caught.value.problems[0].place
    assert place is not None
    assert place.file.endswith("none.ttf")


@pytest.mark.parametrize("content", [b"", b"not a font at all", b"\x00\x01\x00\x00" + b"\x00" * 40])
def test_a_file_that_is_no_font_says_so(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "broken.ttf"
    path.write_bytes(content)
    with pytest.raises(InputError, match="書体ファイルではない"):
        load_face(path)


def test_a_truncated_font_says_so(tmp_path: Path) -> None:
    whole = (FONTS / "BIZUDPGothic-Regular.ttf").read_bytes()
    for size in (400, 2000, 20_000):
        path = tmp_path / f"cut{size}.ttf"
        path.write_bytes(whole[:size])
        with pytest.raises(InputError):
            load_face(path)


def test_outlines_other_than_truetype_say_so(tmp_path: Path) -> None:
    """A font whose only outlines are in a CFF table."""
    tags = (b"CFF ", b"head", b"hhea", b"hmtx", b"maxp")
    directory = b"".join(struct.pack(">4sLLL", tag, 0, 12 + 16 * len(tags), 4) for tag in tags)
    path = tmp_path / "cff.otf"
    path.write_bytes(struct.pack(">4sHHHH", b"OTTO", len(tags), 0, 0, 0) + directory + b"\0" * 64)
    with pytest.raises(InputError, match="CFF"):
        load_face(path)


def points(font: TTFont, glyph: int) -> list[tuple[int, int]]:
    """The outline of a glyph, its parts put in place."""
    found, *_ = font["glyf"][font.getGlyphOrder()[glyph]].getCoordinates(font["glyf"])
    return [(x, y) for x, y in found]


def test_figures_are_equally_wide_digits_with_the_same_outline_in_the_middle(regular: Face) -> None:
    figures = [regular.figure(digit) for digit in "0123456789"]
    assert len({regular.advance(figure) for figure in figures}) == 1
    assert regular.figure("1") != regular.glyph("1")
    subset = regular.subset([regular.glyph("1"), *figures, regular.glyph("市")])
    font = TTFont(BytesIO(subset.data))
    assert font["maxp"].numGlyphs == len(set(subset.glyph_map.values()))
    drawn = [points(font, subset.glyph_map[glyph]) for glyph in (regular.glyph("1"), regular.figure("1"))]
    shift = drawn[1][0][0] - drawn[0][0][0]
    spare = regular.advance(regular.figure("1")) - regular.advance(regular.glyph("1"))
    assert shift == pytest.approx(spare * regular.upem / 2, abs=0.5)
    assert [(x + shift, y) for x, y in drawn[0]] == drawn[1]


def test_copies_of_glyphs_in_a_font_that_another_reader_finds_whole(regular: Face) -> None:
    subset = regular.subset([regular.glyph("市"), regular.glyph(" ")])
    town, blank = (subset.glyph_map[regular.glyph(char)] for char in "市 ")
    before = TTFont(BytesIO(subset.data))
    font = TTFont(
        BytesIO(with_copies(subset.data, [Copy(town, 100, 2300), Copy(blank, 0, 500)])), checkChecksums=2
    )
    count = before["maxp"].numGlyphs
    assert font["maxp"].numGlyphs == count + 2
    assert all(points(font, glyph) == points(before, glyph) for glyph in range(count))
    assert points(font, count) == [(x + 100, y) for x, y in points(font, town)]
    assert points(font, count + 1) == []
    widths = [font["hmtx"][name][0] for name in font.getGlyphOrder()]
    assert widths == [*(before["hmtx"][name][0] for name in before.getGlyphOrder()), 2300, 500]
