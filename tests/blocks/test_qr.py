"""QR codes as a telephone meets them: on the page as a cheap printer prints it, in grey."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import zxingcpp

import handbook
from handbook.address_code import QUIET, modules
from handbook.check import check_pdf
from handbook.edition import Edition
from handbook.errors import InputError
from handbook.pdf import render_pdf
from handbook.preview import page_images
from handbook.resources import bundled
from handbook.twins import render_html, render_text

PLAIN = Path(__file__).parents[1] / "city" / "plain.yaml"
LONG = "https://www.example.jp/fukushi/sasaeai/keikaku/gaiyou/chiku/{slug}/index.html?kara=leaflet&nen=8"

Lay = Callable[[str], handbook.Layout]


@pytest.fixture
def lay(tmp_path: Path) -> Lay:
    """A layout with a block `qr` that has these options."""

    def layout(options: str) -> handbook.Layout:
        text = PLAIN.read_text(encoding="utf-8")
        block = f"      - {{block: qr, gap: 10, {options}}}\n      - {{block: contacts"
        path = tmp_path / "qr.yaml"
        path.write_text(text.replace("      - {block: contacts", block), encoding="utf-8")
        return handbook.load_layout(path)

    return layout


@pytest.fixture(scope="module")
def edition() -> Edition:
    return handbook.select(handbook.load_plan(bundled("data") / "mihon"), "東")


@pytest.mark.parametrize(
    ("options", "address"),
    [
        ('address: "https://www.example.jp/{slug}/"', "https://www.example.jp/higashi/"),
        ("address: https://a.jp, size: 13mm, words: below", "https://a.jp"),
        (f'address: "{LONG}", size: 22.8mm', LONG.replace("{slug}", "higashi")),
    ],
)
def test_it_is_read_back_from_the_printed_page(
    lay: Lay, edition: Edition, options: str, address: str
) -> None:
    layout = lay(options)
    document = handbook.compose(edition, layout)
    pdf = render_pdf(document)
    (found,) = zxingcpp.read_barcodes(page_images(pdf, 150)[1].convert("L"))
    assert found.text == address
    assert found.ec_level == "M"
    assert check_pdf(pdf, edition, layout, seen=True) == []
    assert f"（図：QRコード：{address}）" in render_text(document)
    assert f'<a href="{address.replace("&", "&amp;")}">' in render_html(document)


def test_around_it_four_modules_stay_white(lay: Lay, edition: Edition) -> None:
    """On a coloured ground, too: its own is white."""
    address = "https://www.example.jp/"
    page = page_images(render_pdf(handbook.compose(edition, lay(f'address: "{address}", size: 30mm'))), 300)[
        1
    ]
    (found,) = zxingcpp.read_barcodes(page)
    corners = (found.position.top_left, found.position.bottom_right)
    (left, top), (right, bottom) = ((corner.x, corner.y) for corner in corners)
    quiet = round((right - left) / len(modules(address)) * QUIET)
    assert right - left == pytest.approx(
        30 / 25.4 * 300 * len(modules(address)) / (len(modules(address)) + 8), abs=4
    )
    around = page.convert("L").crop(
        (left - quiet + 2, top - quiet + 2, right + quiet - 2, bottom + quiet - 2)
    )
    around.paste(255, (quiet - 4, quiet - 4, around.width - quiet + 4, around.height - quiet + 4))
    assert around.getextrema() == (255, 255)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ('address: ""', "アドレスがないので、QRコードにできません"),
        ('address: "http://example.jp"', "「http://example.jp」は"),
        ('address: "https://例.jp/"', "「https://例.jp/」は"),
        ("address: 0000-10-0001", "「0000-10-0001」は"),
        ('address: "{web}"', "アドレスがないので、QRコードにできません"),
        (f'address: "https://a.jp/{"x" * 400}"', "QRコードのアドレスが長すぎます（413字）"),
        ('address: "https://a.jp", size: 11mm', "QRコードの一辺（11.0mm）が小さすぎて"),
        ('address: "https://a.jp", size: 300mm', "置く場所に入りません"),
    ],
)
def test_what_no_telephone_could_read_is_refused_with_its_place(
    lay: Lay, edition: Edition, options: str, said: str
) -> None:
    with pytest.raises(InputError) as caught:  # where it is the same in every edition while it is read
        handbook.compose(edition, lay(options))
    (problem,) = caught.value.problems
    assert said in problem.message
    assert problem.hint
    assert problem.place is not None
    written = Path(problem.place.file).read_text(encoding="utf-8").splitlines()[problem.place.line - 1]
    assert "block: qr" in written


def test_the_width_that_is_asked_for_is_enough(lay: Lay, edition: Edition) -> None:
    with pytest.raises(InputError) as caught:
        handbook.compose(edition, lay(f'address: "{LONG}", size: 10mm'))
    (width,) = re.findall(r"size を ([\d.]+mm) 以上", str(caught.value))
    document = handbook.compose(edition, lay(f'address: "{LONG}", size: {width}'))
    assert zxingcpp.read_barcodes(page_images(render_pdf(document), 150)[1].convert("L"))
