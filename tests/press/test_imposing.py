"""Sheets of many pages, read back: which page stands where, how large, and that only ink came along."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from click.testing import CliRunner, Result
from PIL import Image
from reportlab.pdfgen import canvas

import handbook
from handbook.cli import main
from handbook.errors import InputError
from handbook.press.imposing import CARDS, LABELS, on_grid
from handbook.press.schemes import booklet, cards, several
from handbook.preview import page_images
from handbook.readback import read_back
from handbook.units import A4, MM

A5 = (148 * MM, 210 * MM)


def composed(plan: handbook.Plan, layout: str) -> bytes:
    return handbook.render_pdf(handbook.compose(handbook.select(plan, "浮島"), handbook.load_layout(layout)))


@pytest.fixture(scope="module")
def card(plan: handbook.Plan) -> bytes:
    """A real card, as `build` makes it: front and back."""
    return composed(plan, "card")


def numbered(
    count: int, size: tuple[float, float] = A5, change: Callable[[pypdf.PageObject], object] = lambda _: None
) -> bytes:
    """Pages that bear their number, 20 points from the left and 30 from the foot."""
    stream = BytesIO()
    drawn = canvas.Canvas(stream, size, invariant=1)
    for number in range(1, count + 1):
        drawn.drawString(20, 30, f"p{number}")
        drawn.showPage()
    drawn.save()
    writer = pypdf.PdfWriter(stream)
    for page in writer.pages:
        change(page)
    writer.write(stream := BytesIO())
    return stream.getvalue()


def words_by_side(pdf: bytes) -> list[list[str]]:
    """Of each sheet what stands on its left, and on its right half."""
    return [
        [
            "".join(run.text for run in page.runs if (run.x > page.width / 2) is right)
            for right in (False, True)
        ]
        for page in read_back(pdf).pages
    ]


def test_only_ink_comes_along(card: bytes) -> None:
    sheets = on_grid(card, CARDS, marks=True)
    assert sheets == on_grid(card, CARDS, marks=True)
    file = read_back(sheets)
    assert not file.marked
    assert not file.xmp_title
    assert not any(mark in word for word in file.xmp for mark in ("pdfua", "pdfaid"))
    assert not file.intents
    assert not file.bookmarks
    (page,) = file.pages
    assert not page.links
    assert "Struct" not in str(pypdf.PdfReader(BytesIO(sheets)).trailer["/Root"])
    assert (round(page.width), round(page.height)) == tuple(map(round, A4))
    assert page.trim == (0, 0, page.width, page.height)


def test_a_page_that_is_not_as_large_as_its_label_is_refused(card: bytes) -> None:
    with pytest.raises(InputError, match=r"91×55ミリ で、1枚分の 66×33.9ミリ"):
        on_grid(card, LABELS[24])


@pytest.mark.parametrize("number", LABELS)
def test_labels_fill_the_sheets_that_shops_sell(number: int) -> None:
    grid = LABELS[number]
    assert grid.cells == number
    cells = read_back(on_grid(numbered(number + 1, grid[2:4]), grid)).pages
    assert [len(page.runs) for page in cells] == [number, 1]
    first, last = cells[0].runs[0], cells[0].runs[-1]
    left = (210 * MM - grid.columns * grid.width) / 2
    assert (first.text, last.text) == ("p1", f"p{number}")
    assert first.x == pytest.approx(left + 20, abs=0.1)
    assert last.x == pytest.approx(210 * MM - left - grid.width + 20, abs=0.1)


def test_a_booklet_of_a_real_handbook_folds_into_its_order(plan: handbook.Plan) -> None:
    source = composed(plan, "handbook-a5")
    pages = ["".join(run.text for run in page.runs) for page in read_back(source).pages]
    assert len(pages) % 4 == 0
    made = booklet(source)
    sides = words_by_side(made.pdf)
    assert len(sides) == len(pages) // 2
    # Lay the sheets on each other, fold them, and turn the leaves over.
    leaves = [(sides[at], sides[at + 1]) for at in range(0, len(sides), 2)]
    front = [half for outer, inner in leaves for half in (outer[1], inner[0])]
    back = [half for outer, inner in reversed(leaves) for half in (inner[1], outer[0])]
    assert front + back == pages
    file = read_back(made.pdf)
    assert file.printing == {"Duplex": "/DuplexFlipShortEdge", "PrintScaling": "/None"}
    assert [(round(page.width / MM), round(page.height / MM)) for page in file.pages] == [(297, 210)] * len(
        sides
    )
    assert any("A4 に刷って" in note for note in made.notes)
    assert len(made.pdf) < 1.2 * len(source)
    # Fold marks at head and foot of the middle.
    assert all(sum(abs(line.box.x - page.width / 2) < 1 for line in page.shapes) >= 2 for page in file.pages)


def test_white_pages_are_added_and_said() -> None:
    made = booklet(numbered(5, A4))
    assert words_by_side(made.pdf) == [["", "p1"], ["p2", ""], ["", "p3"], ["p4", "p5"]]
    assert "最後に白いページを3つ足して、4の倍数にしました" in made.notes
    assert any("A3 に刷って" in note for note in made.notes)


def test_a_booklet_that_is_bound_on_the_right_begins_there() -> None:
    writer = pypdf.PdfWriter(BytesIO(numbered(4)))
    writer.create_viewer_preferences()
    writer.viewer_preferences.direction = "/R2L"
    writer.write(stream := BytesIO())
    assert words_by_side(booklet(stream.getvalue()).pdf) == [["p1", "p4"], ["p3", "p2"]]
    assert words_by_side(several(stream.getvalue(), 2).pdf) == [["p2", "p1"], ["p4", "p3"]]


def test_a_booklet_too_thick_for_a_staple_is_told() -> None:
    told = ["紙が17枚重なります。中とじの針が通るか、先に確かめてください"]
    assert [note for note in booklet(numbered(65)).notes if "重なります" in note] == told
    assert not [note for note in booklet(numbered(64)).notes if "重なります" in note]


def test_turned_and_cropped_pages_stand_as_they_are_seen() -> None:
    def change(page: pypdf.PageObject) -> None:
        page.rotate(90)
        page.cropbox = page.trimbox = pypdf.generic.RectangleObject((10, 10, 10 + A5[1], 10 + A5[0]))

    made = read_back(booklet(numbered(4, (A5[1] + 50, A5[0] + 50), change)).pdf)
    run = next(run for run in made.pages[0].runs if run.text == "p1")
    # What stands 10 from the left of the crop, and 20 above its foot, is turned to its head, on the left.
    half = made.pages[0].width / 2
    assert run.x - half == pytest.approx(20, abs=0.1)
    assert run.y == pytest.approx(10, abs=1)


def test_cards_lie_back_to_back_whichever_way_they_are_turned(card: bytes) -> None:
    made = cards(card)
    file = read_back(made.pdf)
    assert (
        file.printing["Duplex"] == "/DuplexFlipLongEdge"
    )  # the card turns about its short edge, upright on A4
    front, back = file.pages
    heads = [run for run in front.runs if run.text.startswith("浮島")]
    assert len(heads) == 10
    pictures = page_images(made.pdf, 72)
    frames = [_inked(picture) for picture in pictures]
    # Turned over about its middle, the back's frame lies on the front's: marks and cells.
    left, top, right, bottom = frames[1]
    width = pictures[0].width
    assert frames[0] == pytest.approx((width - right, top, width - left, bottom), abs=1.5)
    names = [run for run in back.runs if run.text.startswith("西地域")]
    assert {round(run.x - names[0].x) for run in names} == {0, round(91 * MM)}
    assert {round(run.y - names[0].y) for run in names} == {round(at * 55 * MM) for at in range(5)}


def _inked(picture: Image.Image) -> tuple[int, int, int, int]:
    found = picture.convert("L").point(lambda value: 255 * (value < 128)).getbbox()
    assert found is not None
    return found


def test_pages_side_by_side_are_made_smaller_only_where_they_must_and_it_is_said() -> None:
    whole, half = several(numbered(2), 2), several(numbered(3, A4), 2)
    assert not any("縮め" in note for note in whole.notes)
    assert [run.x for run in read_back(whole.pdf).pages[0].runs] == pytest.approx(
        [21.4, 21.4 + 148 * MM], abs=0.2
    )
    assert "71％に縮めました。文字も71％の大きさになります" in half.notes
    assert words_by_side(half.pdf) == [["p1", "p2"], ["p3", ""]]
    assert [run.size for run in read_back(half.pdf).pages[0].runs] == pytest.approx(
        [12 * 0.707] * 2, abs=0.01
    )
    four = read_back(several(numbered(4, (105 * MM, 148 * MM)), 4).pdf).pages[0]
    assert (round(four.width), round(four.height)) == tuple(map(round, A4))
    same = several(numbered(2), 2, same=True)
    assert words_by_side(same.pdf) == [["p1", "p1"], ["p2", "p2"]]


def test_bleed_runs_to_the_cut_and_over_it_where_no_neighbour_is() -> None:
    stream = BytesIO()
    bleed = 3 * MM
    drawn = canvas.Canvas(stream, (91 * MM + 2 * bleed, 55 * MM + 2 * bleed), invariant=1)
    drawn.setFillGray(0.5)
    drawn.rect(0, 0, 91 * MM + 2 * bleed, 55 * MM + 2 * bleed, stroke=0, fill=1)
    drawn.setFillGray(0.9)
    drawn.rect(2 * bleed, 2 * bleed, 91 * MM - 2 * bleed, 55 * MM - 2 * bleed, stroke=0, fill=1)
    drawn.save()
    writer = pypdf.PdfWriter(stream)
    page = writer.pages[0]
    page.trimbox = page.cropbox = pypdf.generic.RectangleObject(
        (bleed, bleed, bleed + 91 * MM, bleed + 55 * MM)
    )
    page.bleedbox = page.mediabox
    writer.write(stream := BytesIO())
    (picture,) = page_images(cards(stream.getvalue()).pdf, 254)  # ten pixels a millimetre

    def gray(x: float, y: float) -> int:
        return picture.convert("L").getpixel((round(10 * x), round(10 * y)))

    assert gray(14 - 2.5, 11 + 20) == pytest.approx(128, abs=2)  # over the outer cut
    assert gray(14 - 3.5, 11 + 20) == 255
    assert gray(14 + 91 - 2, 11 + 20) == gray(14 + 91 + 2, 11 + 20) == pytest.approx(128, abs=2)
    assert gray(14 + 91 - 4, 11 + 20) == gray(14 + 91 + 4, 11 + 20) == pytest.approx(230, abs=2)


# The command


@pytest.fixture
def impose(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(main, ["impose", *arguments], prog_name="handbook")


def encrypted(algorithm: str) -> bytes:
    writer = pypdf.PdfWriter(BytesIO(numbered(1)))
    writer.encrypt("", "owner", algorithm=algorithm)
    writer.write(stream := BytesIO())
    return stream.getvalue()


def unlike() -> bytes:
    writer = pypdf.PdfWriter(BytesIO(numbered(2)))
    writer.append(BytesIO(numbered(1, A4)))
    writer.write(stream := BytesIO())
    return stream.getvalue()


def in_other_units(page: pypdf.PageObject) -> None:
    page[pypdf.generic.NameObject("/UserUnit")] = pypdf.generic.FloatObject(2)


def without_pages() -> bytes:
    pypdf.PdfWriter().write(stream := BytesIO())
    return stream.getvalue()


@pytest.mark.parametrize(
    ("make", "way", "code", "said"),
    [
        (lambda: b"PK not a PDF", "--booklet", 2, "PDF ではありません"),
        (lambda: b"%PDF-1.7 and nothing", "--booklet", 2, "壊れていて"),
        (lambda: encrypted("RC4-128"), "--booklet", 2, "暗号化"),
        (without_pages, "--booklet", 2, "ページがありません"),
        (lambda: numbered(4, change=in_other_units), "--booklet", 2, "UserUnit"),
        (
            unlike,
            "--booklet",
            1,
            r"148×210ミリ は2ページ（1ページ目など）、210×297ミリ は1ページ（3ページ目など）",
        ),
        (lambda: booklet(numbered(4)).pdf, "--booklet", 1, "もう面付けしてある"),
        (lambda: numbered(4, A5[::-1]), "--booklet", 1, "二つ折りの冊子にできません"),
        (lambda: numbered(2), "--cards", 1, "カードの 91×55ミリ と違います"),
    ],
)
def test_what_cannot_be_imposed_is_refused_in_words(
    impose: Callable[..., Result], make: Callable[[], bytes], way: str, code: int, said: str
) -> None:
    Path("元.pdf").write_bytes(make())
    result = impose("元.pdf", way)
    assert result.exit_code == code
    assert re.search(f"元.pdf: .*{said}.*\n    → ", result.stderr)
    assert [path.name for path in Path().iterdir()] == ["元.pdf"]


def test_the_file_itself_is_never_written_over(impose: Callable[..., Result]) -> None:
    before = numbered(4)
    Path("元.pdf").write_bytes(before)
    assert impose("元.pdf", "--booklet", "-o", "元.pdf").exit_code == 2
    assert Path("元.pdf").read_bytes() == before


def test_it_says_how_to_print_and_what_to_read_aloud(impose: Callable[..., Result]) -> None:
    Path("元.pdf").write_bytes(numbered(4))
    result = impose("元.pdf", "--booklet")
    assert result.exit_code == 0
    assert "印刷は、両面（短辺とじ）、実際のサイズ（100％）" in result.stdout
    assert "紙のためのもので、読み上げには元の PDF を使ってください" in result.stdout
    assert Path("元（冊子）.pdf").exists()
    for wrong in (["元.pdf"], ["元.pdf", "--booklet", "--nup", "2"], ["元.pdf", "--same", "--cards"]):
        assert impose(*wrong).exit_code == 2
