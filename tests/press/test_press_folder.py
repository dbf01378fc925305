"""What a print shop gets: read back from the finished files, and separated into inks by Ghostscript."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pypdf
import pytest
from click.testing import CliRunner, Result
from PIL import Image, ImageCms, ImageStat

import handbook
from handbook.cli import main
from handbook.press.preflight import look, preflight
from handbook.press.profiles import press_inks, read_profile
from handbook.press.sheet import pressed
from handbook.readback import ReadBack, TextRun, read_back
from handbook.resources import bundled
from handbook.units import MM


def build(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["build", *arguments], prog_name="handbook")


class Shop(NamedTuple):
    """Made without a profile."""

    out: Path
    result: Result

    @property
    def file(self) -> Path:
        return self.out / "leaflet" / "press" / "浮島校区（校正）.pdf"

    @property
    def edition(self) -> bytes:
        return (self.out / "leaflet" / "浮島校区（校正）.pdf").read_bytes()

    @property
    def report(self) -> str:
        return (self.file.parent / "検版.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    out = tmp_path_factory.mktemp("shop")
    counts = out / "counts.csv"
    counts.write_text("校区,自治会,世帯数\n浮島,見本一区,120\n浮島,見本二区,85\n", encoding="utf-8")
    asked = ("--layout", "leaflet", "--layout", "board-mono", "--press", "--counts", str(counts))
    return Shop(out, build("浮島", *asked, "--jobs", "1", "-o", str(out)))


@pytest.fixture(scope="module")
def inked(shop: Shop, cmyk: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The leaflet with a profile."""
    out = tmp_path_factory.mktemp("inked")
    result = build("浮島", "--press", "--profile", str(cmyk), "--jobs", "1", "-o", str(out))
    assert result.exit_code == 0, result.output
    return out / "press" / "浮島校区（校正）.pdf"


@pytest.fixture(scope="module")
def plates(inked: Path, separated: Callable[[Path], dict[str, Image.Image]]) -> dict[str, Image.Image]:
    return separated(inked)


@pytest.fixture(scope="module")
def found(shop: Shop) -> ReadBack:
    return read_back(shop.file)


def test_it_is_for_the_cutter(found: ReadBack):
    """3 mm of bleed, all of it filled where colour reaches the edge, and room for the marks around it."""
    for page in found.pages:
        trim, bleed = page.trim, page.bleed
        assert (round(trim.width / MM), round(trim.height / MM)) == (210, 297)
        assert bleed.x == pytest.approx(trim.x - 3 * MM, abs=0.01)
        assert bleed.bottom == pytest.approx(trim.bottom + 3 * MM, abs=0.01)
        assert bleed.x > 10 * MM
        assert page.width - bleed.right > 10 * MM
    band = max((one for one in found.pages[0].shapes if one.solid), key=lambda one: one.right - one.left)
    bleed = found.pages[0].bleed
    assert (band.left, band.top) == pytest.approx((bleed.x, bleed.y), abs=0.01)
    assert band.right == pytest.approx(bleed.right, abs=0.01)


def test_marks_stand_outside_the_bleed_and_tell_trim_and_bleed(found: ReadBack, shop: Shop):
    for page in found.pages:
        marks = [one for one in page.shapes if one.order > max(run.order for run in page.runs)]
        assert marks
        inside = page.bleed.inset(0.2, 0.2)
        assert not [m for m in marks if m.right > inside.x and m.left < inside.right
                    and m.bottom > inside.y and m.top < inside.bottom]  # fmt: skip
        upright = {round((m.left + m.right) / 2, 1) for m in marks if m.right - m.left < 1}
        level = {round((m.top + m.bottom) / 2, 1) for m in marks if m.bottom - m.top < 1}
        edges = (
            page.trim.x,
            page.trim.right,
            page.bleed.x,
            page.bleed.right,
            page.trim.x + page.trim.width / 2,
        )
        assert upright >= {round(edge, 1) for edge in edges}
        edges = (page.trim.y, page.trim.bottom, page.bleed.y, page.bleed.bottom)
        assert level >= {round(edge, 1) for edge in edges}
    for page in pypdf.PdfReader(shop.file).pages:
        assert page.cropbox == page.mediabox


def test_folds_are_marked_outside_the_sheet_and_not_on_it(tmp_path: Path):
    result = build("浮島", "--layout", "trifold", "--press", "--jobs", "1", "-o", str(tmp_path))
    assert result.exit_code == 0, result.output
    for page, folds in zip(
        read_back(tmp_path / "press" / "浮島校区（校正）.pdf").pages,
        ((98.33, 197.665), (99.335, 198.67)),
        strict=True,
    ):
        for fold in folds:
            at = page.trim.x + fold * MM
            lines = [one for one in page.shapes if one.right - one.left < 1 and abs(one.left - at) < 1]
            assert sorted(one.bottom < page.bleed.y + 0.3 for one in lines) == [False, True]
            assert sorted(one.top > page.bleed.bottom - 0.3 for one in lines) == [False, True]


def test_it_is_for_paper_alone_and_says_the_same(found: ReadBack, shop: Shop):
    edition = read_back(shop.edition)
    assert [page.text for page in found.pages] == [page.text for page in edition.pages]
    assert found.title == edition.title
    assert found.tree is None
    assert (found.marked, found.bookmarks, found.intents, *found.xmp) == (False, (), (), "")
    assert not any(page.links for page in found.pages)
    assert all(font.embedded for font in found.fonts)
    assert b"pdfuaid" not in shop.file.read_bytes()


def test_without_a_profile_text_is_black_alone_and_it_says_that_colours_are_to_be_converted(shop: Shop):
    assert shop.result.exit_code == 0, shop.result.output
    for page in look(shop.file.read_bytes()):
        assert page.finest >= 0.249
    spaces = [page.spaces for page in read_back(shop.file).pages]
    assert all("DeviceCMYK" not in names for names in spaces)
    for page in read_back(shop.file).pages:
        digits = [run for run in page.runs if run.size > 20 and run.text.startswith("0942")]
        assert all(run.color == (0.0, 0.0, 0.0) for run in digits)
    assert "CMYK に直して刷ってください" in shop.report
    assert "CMYK への直しを印刷所に頼んでください" in shop.result.output
    mono = (shop.out / "board-mono" / "press" / "検版.txt").read_text(encoding="utf-8")
    assert "墨（灰色）だけです" in mono
    assert "RGB" not in mono


def test_the_report_says_what_the_file_is(shop: Shop):
    size = ("仕上がり 210×297 mm", "塗り足し 3.0 mm", "いちばん細い線", "写真: ありません")
    for said in (*size, "全部埋め込み", "このまま刷らないでください", "直すところ: ありません"):
        assert said in shop.report


def test_the_order_sheet_says_what_to_print_how_often(shop: Shop):
    """The copies are the sum of the table's households; without a table there is room to write."""
    text = read_back(shop.file.with_name("注文書.pdf")).text
    for said in ("浮島校区（校正）.pdf", "205", "A4（210×297ミリ）", "3ミリ", "CMYK"):
        assert said in text, said


def test_a_district_that_the_table_lacks_is_told(tmp_path: Path):
    counts = tmp_path / "counts.csv"
    counts.write_text("校区,自治会,世帯数\n浮島,見本一区,120\n", encoding="utf-8")
    asked = ("--layout", "card", "--press", "--counts", str(counts), "--jobs", "1")
    result = build("浮島", "水分", *asked, "-o", str(tmp_path / "out"))
    assert result.exit_code == 0, result.output
    assert "世帯数の表にないので、注文書.pdf の部数を書き込む欄にしました: 水分校区" in result.output


def test_checking_the_editions_leaves_what_is_for_the_print_shop_alone(shop: Shop):
    """It is no set of editions, and has a report of its own."""
    checked = CliRunner().invoke(main, ["check", str(shop.out / "leaflet"), "--only", "浮島"])
    assert checked.exit_code == 0, checked.output
    assert "1件を調べました" in checked.output


def place(run: TextRun) -> tuple[int, ...]:
    """Where a text stands on a separation of 72 dpi."""
    return tuple(map(round, (run.left, run.top, run.right, run.bottom)))


def test_black_text_lies_on_black_alone(inked: Path, plates: dict[str, Image.Image]):
    """Under the digits and the body there is no cyan, magenta or yellow; the other plates are not blank."""
    page = read_back(inked).pages[0]
    black = [run for run in page.runs if run.color == (0.0, 0.0, 0.0) and run.text.strip()]
    assert any(run.text.startswith("0942") for run in black)
    for run in black:
        assert plates["Black"].crop(place(run)).getextrema()[1] > 100
        if run.text.startswith("0942"):
            for ink in ("Cyan", "Magenta", "Yellow"):
                assert plates[ink].crop(place(run)).getextrema() == (0, 0), (ink, run.text)
    for ink in ("Cyan", "Magenta", "Yellow"):
        assert ImageStat.Stat(plates[ink]).mean[0] > 3, ink


def test_marks_stand_on_every_ink(inked: Path, plates: dict[str, Image.Image]):
    outside, middle = round(11 * MM), round((210 + 30) / 2 * MM)
    for ink, plate in plates.items():
        assert plate.crop((0, 0, plate.width // 4, outside)).getextrema()[1] > 100, ink
        assert plate.crop((middle - 20, 0, middle + 20, outside)).getextrema()[1] > 100, ink


def test_inks_are_as_much_as_the_profile_gives(inked: Path, plates: dict[str, Image.Image], cmyk: Path):
    """What the report tells is what Ghostscript finds, and the profile allows."""
    report = inked.with_name("検版.txt").read_text(encoding="utf-8")
    told = int(report.split("いちばん濃い所で ")[1].split("%")[0])
    assert told <= 100 * read_profile(cmyk).most_ink + 1
    inside = tuple(round(side) for side in (16 * MM, 16 * MM, 220 * MM, 300 * MM))
    columns = zip(*(plate.crop(inside).tobytes() for plate in plates.values()), strict=True)
    assert max(map(sum, columns)) / 2.55 == pytest.approx(told, abs=3)


def test_a_file_that_is_no_cmyk_profile_is_refused_in_words(tmp_path: Path):
    rgb = tmp_path / "rgb.icc"
    rgb.write_bytes(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    (tmp_path / "text.icc").write_text("これはプロファイルではありません", encoding="utf-8")
    for name, words in (
        ("rgb.icc", "RGB"),
        ("text.icc", "ではありません"),
        ("none.icc", "がありません"),
    ):
        result = build("浮島", "--press", "--profile", str(tmp_path / name), "-o", str(tmp_path / "out"))
        assert result.exit_code == 2
        assert words in result.output
        assert name in result.output
    assert not (tmp_path / "out").exists()
    lone = build("浮島", "--profile", str(rgb), "-o", str(tmp_path / "out"))
    assert lone.exit_code == 2
    assert "--press" in lone.output


def test_what_could_not_be_made_is_not_said_to_be(tmp_path: Path):
    """No edition, no order sheet; one of before is told, as an edition's file is."""
    layout = tmp_path / "holes.yaml"
    layout.write_text("extends: leaflet\nkeep-out: {holes: left}\n", encoding="utf-8")
    press = tmp_path / "out" / "press"
    press.mkdir(parents=True)
    (press / "注文書.pdf").write_bytes(b"%PDF-1.7")
    out = str(tmp_path / "out")
    result = build("浮島", "--layout", str(layout), "--press", "--jobs", "1", "-o", out)
    assert result.exit_code == 1
    assert "注文書.pdf を作りました" not in result.output
    assert "前のファイルが残っています。渡す前に除いてください: 注文書.pdf" in result.output
    assert "作れなかったので、入っていません" in (press / "検版.txt").read_text(encoding="utf-8")


def test_a_photograph_with_too_few_pixels_is_told_by_name(tmp_path: Path):
    """With its pixels an inch, and how many more it wants; the command ends with 1. The city is invented."""
    data = Path(shutil.copytree(bundled("data") / "mihon", tmp_path / "mihon"))
    photo = Image.effect_mandelbrot((700, 467), (-2, -1, 1, 1), 30).convert("RGB")
    photo.save(data / "columns" / "soto.jpg")
    with (data / "columns" / "asagao-cafe.yaml").open("a", encoding="utf-8") as file:
        file.write("photo: {file: soto.jpg, alt: 集会所の前, consent: true}\n")
    layout = tmp_path / "plain.yaml"
    plain = (Path(__file__).parents[1] / "city" / "plain.yaml").read_text(encoding="utf-8")
    layout.write_text(plain.replace("most: 1", "most: 1\n        photo: above"), encoding="utf-8")
    out = tmp_path / "out"
    result = build("東", "--data", str(data), "--layout", str(layout), "--press", "-o", str(out))
    assert result.exit_code == 1, result.output
    assert "soto.jpg は" in result.output
    report = (out / "press" / "検版.txt").read_text(encoding="utf-8")
    assert "dpi で、刷ると粗く見えます" in report
    assert "倍の画素" in report


def test_preflight_finds_what_is_wrong_with_a_finished_file(shop: Shop):
    """Harm done to the file for the print shop, which the report then names."""
    good = shop.file.read_bytes()
    assert not preflight(good, "a.pdf", shop.edition).problems

    def told(change: Callable[[pypdf.PdfWriter], None]) -> str:
        writer = pypdf.PdfWriter(clone_from=BytesIO(good))
        change(writer)
        file = BytesIO()
        writer.write(file)
        return "\n".join(map(str, preflight(file.getvalue(), "a.pdf", shop.edition).problems))

    def cut(writer: pypdf.PdfWriter) -> None:
        writer.pages[0].bleedbox = writer.pages[0].trimbox

    assert "塗り足しが 0.0 mm" in told(cut)
    assert "しおり" in told(lambda writer: writer.add_outline_item(title="はじめ", page_number=0))
    assert "ページの数" in told(lambda writer: writer.add_blank_page())
    assert "何も刷られていません" in told(lambda writer: writer.insert_blank_page(index=0))
    other = handbook.render_pdf(
        handbook.compose(handbook.select(handbook.load_plan(), "水分"), handbook.load_layout("leaflet"))
    )
    assert "1ページ目の文字" in str(preflight(good, "a.pdf", other).problems)


def test_fine_strokes_are_made_thick_enough_and_counted(shop: Shop):
    """At the size at which a drawing stands: its own units are other than points."""
    fine = pypdf.PdfWriter(clone_from=BytesIO(shop.edition))
    for page in fine.pages:
        for form in page["/Resources"]["/XObject"].values():
            form = form.get_object()
            form.set_data(form.get_data().replace(b"2.4 w", b".1 w"))
    for page in fine.pages:
        page.bleedbox = page.trimbox
    file = BytesIO()
    fine.write(file)
    made, thickened = pressed(file.getvalue(), press_inks(None))
    assert thickened > 5
    assert min(page.finest for page in look(made)) == pytest.approx(0.25, abs=0.002)


def test_the_same_edition_gives_the_same_bytes(tmp_path: Path):
    for name in "ab":
        build("浮島", "--layout", "card", "--press", "--plates", "--jobs", "1", "-o", str(tmp_path / name))
    first, second = (sorted(path for path in (tmp_path / name).rglob("*.p*")) for name in "ab")
    assert len(first) == 9
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
