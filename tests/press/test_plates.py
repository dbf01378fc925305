"""What a two-colour duplicator gets: which drum prints what, and the picture of both."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner, Result
from PIL import Image, ImageChops, ImageOps, ImageStat

from handbook.check.visibility import contrast as ratio
from handbook.cli import main
from handbook.press.plates import SPOTS, spot_of
from handbook.preview import page_images
from handbook.readback import PageContent, ReadBack, TextRun, read_back
from handbook.units import MM

STEM = "浮島校区（校正）-1-"


def build(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["build", *arguments], prog_name="handbook")


def place(run: TextRun) -> tuple[int, int, int, int]:
    """Where a text stands on a picture of 72 dpi."""
    return round(run.left), round(run.top), round(run.right), round(run.bottom)


class Drums(NamedTuple):
    folder: Path
    result: Result

    def file(self, what: str) -> Path:
        return self.folder / f"{STEM}{what}"

    def page(self, drum: str) -> ReadBack:
        return read_back(self.file(f"{drum}.pdf"))

    def picture(self, drum: str, dpi: int = 100) -> Image.Image:
        return page_images(self.file(f"{drum}.pdf").read_bytes(), dpi, grey=True)[0]


@pytest.fixture(scope="module")
def drums(tmp_path_factory: pytest.TempPathFactory) -> Drums:
    out = tmp_path_factory.mktemp("drums")
    result = build("浮島", "--layout", "postcard", "--plates", "--jobs", "1", "-o", str(out))
    return Drums(out / "plates", result)


def test_each_page_has_a_file_for_each_drum(drums: Drums):
    assert drums.result.exit_code == 0, drums.result.output
    assert "plates は校正用です。このまま刷らないでください" in drums.result.output
    names = {path.name for path in drums.folder.iterdir()}
    pages = [f"浮島校区（校正）-{page}-" for page in (1, 2)]
    assert names == {page + what for page in pages for what in ("黒.pdf", "青.pdf", "刷り上がり.png")}


def test_both_drums_have_the_finished_sheet_in_grey_alone(drums: Drums):
    """Nobody cuts behind a duplicator: a postcard is printed on a postcard."""
    edition = read_back(drums.folder.parent / "浮島校区（校正）.pdf").pages[0]

    def placed(page: PageContent) -> set[tuple[str, int, int]]:
        return {(run.text, round(run.left), round(run.top)) for run in page.runs}

    for page in (drums.page(drum).pages[0] for drum in ("黒", "青")):
        assert (round(page.width / MM), round(page.height / MM)) == (100, 148)
        assert page.spaces == {"DeviceGray"}
        assert placed(page)
        assert placed(page) <= placed(edition), "in register: both where the edition has it"


def test_numbers_stand_on_the_black_drum_only(drums: Drums):
    black, spot = drums.page("黒"), drums.page("青")
    numbers = [run for run in black.pages[0].runs if run.text.startswith("0942-")]
    assert len(numbers) >= 4
    assert "0942" not in spot.text
    plate = drums.picture("青", 72)
    for run in numbers:
        assert plate.crop(tuple(map(round, (run.left, run.top, run.right, run.bottom)))).getextrema() == (
            255,
            255,
        )


def test_white_text_is_a_hole_in_the_solid_colour_and_black_prints_nothing_there(drums: Drums):
    (title,) = [run for run in drums.page("青").pages[0].runs if "浮島校区" in run.text]
    assert title.color == (1.0, 1.0, 1.0)
    box = place(title)
    assert drums.picture("青", 72).crop(box).getextrema() == (0, 255)
    assert drums.picture("黒", 72).crop(box).getextrema() == (255, 255)


def test_black_text_leaves_no_hole_in_a_tint(drums: Drums):
    """So that no white shows where the drums do not meet: お名前 stands on the tinted card of page 2."""
    black, spot = (read_back(drums.folder / f"浮島校区（校正）-2-{drum}.pdf") for drum in ("黒", "青"))
    (name,) = [run for run in black.pages[0].runs if run.text == "お名前"]
    box = place(name)
    lightest, darkest = page_images(spot.data, 72, grey=True)[0].crop(box).getextrema()
    assert lightest == darkest < 250


def test_the_picture_is_the_two_over_each_other(drums: Drums):
    black, spot = (drums.picture(drum) for drum in ("黒", "青"))
    blue = ImageOps.colorize(spot, SPOTS["青"], "#FFFFFF")
    wanted = ImageChops.multiply(blue, black.convert("RGB"))
    with Image.open(drums.file("刷り上がり.png")) as shown:
        assert ImageChops.difference(shown, wanted).getbbox() is None
        assert ImageStat.Stat(shown).mean[2] > ImageStat.Stat(shown).mean[0] + 10  # it is blue


def test_what_is_dark_stays_dark_and_what_is_light_light():
    deep, glow = (15 / 255, 61 / 255, 62 / 255), (1.0, 0.886, 0.604)
    spot = spot_of("紺")
    assert spot.drums(deep, "fill") == (0, 1)
    assert spot.drums((1.0, 0.957, 0.863), "fill") < (0, 0.1)
    for color in (deep, (0.1, 0.4, 0.3), (0.8, 0.6, 0.2), (1.0, 0.9, 0.6)):
        assert spot.drums(color, "text") in ((0, 0), (0, 1), (1, None))  # no dots in letters
    for name in SPOTS:
        spot = spot_of(name)
        assert ratio(spot.printed(deep, "fill"), spot.printed(glow, "text")) >= 4.5
        assert ratio(spot.printed(deep, "large"), spot.printed(glow, "fill")) >= 3
        assert ratio(spot.printed((0.1, 0.1, 0.1), "text"), spot.printed(glow, "fill")) >= 4.5


def test_a_light_drum_is_readable_with_the_help_of_the_black_one(tmp_path: Path):
    """White text stands on the spot and a tint of black; headings and frames are black."""
    out = str(tmp_path)
    result = build("浮島", "--layout", "postcard", "--plates", "--spot", "黄", "--jobs", "1", "-o", out)
    assert result.exit_code == 0, result.output
    drums = Drums(tmp_path / "plates", result)
    (title,) = [run for run in drums.page("黄").pages[0].runs if "浮島校区" in run.text]
    box = place(title)
    assert drums.picture("黄", 72).crop(box).getextrema() == (0, 255)
    darkest, lightest = drums.picture("黒", 72).crop(box).getextrema()
    assert 100 < darkest < 200
    assert lightest == 255


def test_text_that_the_drums_make_hard_to_read_is_told(tmp_path: Path):
    """Grey text on deep blue: dots of black on a spot that is lighter."""
    layout = tmp_path / "grey.yaml"
    layout.write_text("extends: postcard\ncolors: {deep: '#002A38', glow: '#B2B2B2'}\n", "utf-8")
    out = str(tmp_path / "out")
    result = build("浮島", "--layout", str(layout), "--plates", "--jobs", "1", "-o", out)
    assert result.exit_code == 1
    assert "青で刷ると読みにくくなります" in result.output
    assert "紺" in result.output


def test_a_layout_of_one_colour_needs_one_drum(tmp_path: Path):
    result = build("浮島", "--layout", "board-mono", "--plates", "--jobs", "1", "-o", str(tmp_path))
    assert result.exit_code == 0, result.output
    assert "黒のドラム1つで刷れます" in result.output
    assert not list((tmp_path / "plates").glob("*青*"))


def test_an_unknown_drum_is_refused_with_the_nearest(tmp_path: Path):
    result = build("浮島", "--plates", "--spot", "青色", "-o", str(tmp_path / "out"))
    assert result.exit_code == 2
    assert "「青」ですか" in result.output
    assert not (tmp_path / "out").exists()
