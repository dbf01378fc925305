"""Right words, wrong printing: a finished document is changed in one thing and checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from handbook.check import Finding, check_pdf
from handbook.check.visibility import contrast
from handbook.document import Document, Element, Portion, Shape, Text, marks
from handbook.edition import Edition
from handbook.layout import KeepOut, Layout
from handbook.pdf import render_pdf

FindingsOf = Callable[[Document], list[Finding]]
CodesOf = Callable[[Document], set[str]]
Altered = Callable[[str, Callable[[Text], "Text | tuple[Text, ...]"]], Document]

HEADING = "地域福祉とは"
PHONE = "0942-51-6100"


def moved(dx: float = 0.0, dy: float = 0.0) -> Callable[[Text], Text]:
    return lambda text: text._replace(x=text.x + dx, y=text.y + dy)


def sized(size: float) -> Callable[[Text], Text]:
    def change(text: Text) -> Text:
        scale = size / text.run.size
        run = replace(text.run, size=size, advances=tuple(advance * scale for advance in text.run.advances))
        return text._replace(run=run)

    return change


def coloured(color: str) -> Callable[[Text], Text]:
    return lambda text: text._replace(color=color)


def test_text_off_the_page(altered: Altered, codes_of: CodesOf) -> None:
    assert codes_of(altered(HEADING, moved(dx=-60))) == {"off-page"}


def test_text_in_the_unprintable_margin(altered: Altered, findings_of: FindingsOf) -> None:
    found = findings_of(altered(HEADING, moved(dx=-30)))
    assert {finding.code for finding in found} == {"unprintable"}
    assert HEADING in found[0].message
    assert found[0].page == 1


def test_small_type(altered: Altered, findings_of: FindingsOf) -> None:
    found = findings_of(altered(HEADING, sized(9)))
    assert {finding.code for finding in found} == {"small-type"}
    assert "9.0ポイント" in found[0].message


def test_a_small_telephone_number(altered: Altered, findings_of: FindingsOf) -> None:
    found = findings_of(altered(PHONE, sized(14)))
    assert {finding.code for finding in found} == {"small-number"}
    assert PHONE in found[0].message


def test_a_small_reading(altered: Altered, codes_of: CodesOf) -> None:
    assert codes_of(altered("うきしま", sized(4.5))) == {"small-ruby"}


@pytest.mark.parametrize("color", ["#8A949E", "#C8D0CE", "#FFFFFF"])
def test_faint_text(altered: Altered, codes_of: CodesOf, color: str) -> None:
    assert codes_of(altered("どんな計画？", coloured(color))) == {"low-contrast"}


@pytest.mark.parametrize(
    ("color", "codes"),
    [("#767676", {"low-contrast"}), ("#5E5E5E", {"low-contrast"}), ("#595959", set())],
)
def test_text_below_and_at_seven_to_one(
    altered: Altered, codes_of: CodesOf, color: str, codes: set[str]
) -> None:
    """4.54, 6.5 and 7.0 to 1 on white: enough for a screen is not enough under a dim lamp."""
    assert codes_of(altered("地縁を基盤としたつながりが希薄化", coloured(color))) == codes


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        # Published pairs, and dark ones on either side of the knee of sRGB's curve.
        ("#FFFFFF", "#000000", 21.0),
        ("#777777", "#FFFFFF", 4.48),
        ("#595959", "#FFFFFF", 7.0),
        ("#0A0A0A", "#000000", 1.0607),
        ("#1A1A1A", "#000000", 1.2065),
        ("#303030", "#000000", 1.5913),
    ],
)
def test_contrast_is_that_of_the_standard(one: str, other: str, ratio: float) -> None:
    colors = [tuple(int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)) for color in (one, other)]
    assert contrast(*colors) == pytest.approx(ratio, abs=0.005)


def test_dark_text_on_the_dark_band(altered: Altered, findings_of: FindingsOf) -> None:
    found = findings_of(altered("高齢者", coloured("#1B2430")))
    assert {finding.code for finding in found} == {"low-contrast"}
    assert "#0F3D3E" in found[0].message


def test_text_over_text(altered: Altered, document: Document, codes_of: CodesOf) -> None:
    assert codes_of(altered(HEADING, moved(dx=2, dy=24))) == {"overlap"}


def test_a_number_moved_beside_another_desk(
    altered: Altered, document: Document, edition: Edition, findings_of: FindingsOf
) -> None:
    """One row down, over the left end of the next desk's number."""
    own, other = edition.desks[:2]
    assert own.phone == PHONE
    texts = [mark for mark in marks(document.pages[0].elements) if isinstance(mark, Text)]
    rows = [next(text.y for text in texts if text.run.text == desk.phone) for desk in (own, other)]
    found = findings_of(altered(PHONE, moved(dx=-60, dy=rows[1] - rows[0])))
    (beside,) = [finding for finding in found if finding.code == "number-beside-wrong-name"]
    assert PHONE in beside.message
    assert f"「{other.name}」のそば" in beside.message


def test_a_number_that_is_parted(altered: Altered, findings_of: FindingsOf) -> None:
    def parted(text: Text) -> tuple[Text, Text]:
        run, at = text.run, 8
        head = replace(run, glyphs=run.glyphs[:at], advances=run.advances[:at], texts=run.texts[:at])
        tail = replace(run, glyphs=run.glyphs[at:], advances=run.advances[at:], texts=run.texts[at:])
        return text._replace(run=head), text._replace(x=text.x - 40, y=text.y + 30, run=tail)

    found = findings_of(altered(PHONE, parted))
    broken = [finding for finding in found if finding.code == "broken-number"]
    assert len(broken) == 1
    assert PHONE in broken[0].message


def painted_over(document: Document, words: str, color: str | None) -> Document:
    """`document` with a rectangle painted after, and over, the text `words`."""

    def descend(element: Element) -> Element:
        children: list[object] = []
        for child in element.children:
            if isinstance(child, Element):
                children.append(descend(child))
                continue
            children.append(child)
            if isinstance(child, Text) and child.run.text == words:
                x, y, right = child.x, child.y, child.x + child.run.width
                path = (("M", x, y - 20), ("L", right, y - 20), ("L", right, y + 6), ("L", x, y + 6), ("Z",))
                children.append(Shape(path, fill=color))
        return element._replace(children=tuple(children))  # type: ignore[arg-type]

    pages = tuple(
        page._replace(portions=(Portion(tuple(descend(element) for element in page.elements)),))
        for page in document.pages
    )
    return document._replace(pages=pages)


def test_text_under_a_later_shape(document: Document, codes_of: CodesOf) -> None:
    assert codes_of(painted_over(document, HEADING, "#FFFFFF")) == {"hidden-text"}


def test_a_figure_that_runs_off_the_page(document: Document, codes_of: CodesOf) -> None:
    front = document.pages[0]
    path = (("M", 590.0, 400.0), ("L", 620.0, 400.0), ("L", 620.0, 420.0), ("L", 590.0, 420.0), ("Z",))
    figure = Element(role="Figure", children=(Shape(path, fill="#0F3D3E"),), alt="矢印")
    decoration = Element(role="Artifact", children=(Shape(path, fill="#0F3D3E"),))
    with_figure = front._replace(portions=(*front.portions, Portion((figure,))))
    with_decoration = front._replace(portions=(*front.portions, Portion((decoration,))))
    assert codes_of(document._replace(pages=(with_figure, document.pages[1]))) == {"unprintable"}
    assert codes_of(document._replace(pages=(with_decoration, document.pages[1]))) == set()


def test_text_where_the_sheet_is_punched(pdf: bytes, edition: Edition, leaflet: Layout) -> None:
    """The leaflet's margins have no room for holes; nothing else is spoiled."""
    found = check_pdf(pdf, edition, replace(leaflet, keep_out=KeepOut(holes="left", staple="spine")))
    assert {finding.code for finding in found} == {"kept-out"}
    assert {finding.page for finding in found} == {1, 2}
    assert all("とじ穴" in finding.message for finding in found)


def test_text_over_a_fold(pdf: bytes, edition: Edition, leaflet: Layout) -> None:
    pages = tuple(page._replace(folds=(leaflet.width / 2,)) for page in leaflet.pages)
    found = check_pdf(pdf, edition, replace(leaflet, pages=pages))
    assert {finding.code for finding in found} == {"kept-out"}
    assert "折り目" in found[0].message


def test_paper_of_another_size(document: Document, findings_of: FindingsOf) -> None:
    pages = tuple(page._replace(height=792.0) for page in document.pages)
    found = findings_of(document._replace(pages=pages))
    assert "page-size" in {finding.code for finding in found}
    assert "210×279 mm" in next(f for f in found if f.code == "page-size").message


def test_a_page_too_few(document: Document, codes_of: CodesOf) -> None:
    found = codes_of(document._replace(pages=document.pages[:1]))
    assert "page-count" in found
    assert found <= {"page-count", "missing-text", "missing-number"}


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"title": "untitled"}, {"title", "default-metadata"}),
        ({"title": ""}, {"title"}),
        ({"title": "くるめ支え合うプラン 概要版 江上校区版"}, {"title", "foreign-metadata"}),
        ({"author": "(anonymous)"}, {"default-metadata"}),
        ({"author": ""}, {"author"}),
        ({"lang": "en"}, {"language"}),
        ({"identifier": "くるめ支え合うプラン/leaflet/egami"}, {"edition"}),
        ({"identifier": "くるめ支え合うプラン/poster/ukishima"}, {"edition"}),
    ],
)
def test_metadata(document: Document, codes_of: CodesOf, changes: dict[str, str], codes: set[str]) -> None:
    assert codes_of(document._replace(**changes)) == codes  # type: ignore[arg-type]


def test_every_finding_tells_how_to_mend(document: Document, edition: Edition, leaflet: Layout) -> None:
    spoiled = document._replace(
        title="untitled", author="", lang="", identifier="x/y/z", pages=document.pages[:1]
    )
    found = check_pdf(render_pdf(spoiled), edition, leaflet)
    assert len(found) > 8
    for finding in found:
        assert finding.message.endswith(("。", "」", "か所", "件", "）")), finding
        assert finding.hint or "ほかに" in finding.message, finding
