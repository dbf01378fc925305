"""What a listener hears of an edition: golden texts, to be read aloud when they change."""

from __future__ import annotations

from pathlib import Path

import pytest

from handbook.check.speech import speak
from handbook.document import Document, Element, Page, Portion, Text
from handbook.fonts import load_face
from handbook.pdf import render_pdf
from handbook.plan import Plan
from handbook.resources import bundled
from handbook.typeset.lines import GlyphRun

GOLDEN = Path(__file__).parent / "spoken"


@pytest.mark.parametrize(("district", "slug"), [("浮島", "ukishima"), ("南", "minami")])
def test_golden(
    documents: dict[str, Document], district: str, slug: str, request: pytest.FixtureRequest
) -> None:
    said = "\n".join(speak(render_pdf(documents[district]))) + "\n"
    path = GOLDEN / f"{slug}.txt"
    if request.config.getoption("--update-golden"):
        path.write_text(said, encoding="utf-8")
    assert said == path.read_text(encoding="utf-8")


def test_every_district_hears_its_own_name_and_numbers(documents: dict[str, Document], plan: Plan) -> None:
    import handbook

    for district in list(plan.districts)[::9]:
        said = speak(render_pdf(documents[district.name]))
        assert f"見出しレベル1：{district.reading}校区版" in said
        rows = [line for line in said if "行目、" in line]
        desks = handbook.select(plan, district.name).desks
        assert len(rows) == len(desks)
        for row, desk in zip(rows, desks, strict=True):
            # Whichever row a listener stands in, it says for whom, who, and both numbers.
            assert all(
                word in row for word in (desk.category, desk.name, f"リンク {desk.phone}", f"FAX {desk.fax}")
            )


def test_a_reading_that_is_unsure_is_not_said(documents: dict[str, Document], plan: Plan) -> None:
    district = plan.district("船越")
    assert not district.sure
    said = speak(render_pdf(documents["船越"]))
    assert "見出しレベル1：船越校区版" in said
    assert district.reading not in "".join(said)


def test_headings_alone_are_a_table_of_contents(documents: dict[str, Document]) -> None:
    headings = [line for line in speak(render_pdf(documents["南"])) if line.startswith("見出し")]
    assert headings[0].startswith("見出しレベル1")
    assert "見出しレベル2：南校区の相談先" in headings
    assert sum("目標" in line for line in headings) == 4


def test_decoration_and_what_only_paper_needs_are_not_said(documents: dict[str, Document]) -> None:
    said = "\n".join(speak(render_pdf(documents["南"])))
    assert "うらへ続く" not in said
    assert "・市の" not in said, "bullets are not said"


def words(x: float, y: float, text: str) -> Text:
    face = load_face(bundled("fonts") / "BIZUDPGothic-Regular.ttf")
    glyphs = tuple(face.glyph(char) for char in text)
    advances = tuple(face.advance(glyph) * 12 for glyph in glyphs)
    return Text(x, y, GlyphRun(face, 12, glyphs, advances, tuple(text)), "#000000")


def said_of(documents: dict[str, Document], *parts: Element) -> list[str]:
    """What is said of a page with these elements, without what frames every document."""
    page = Page(name="表", width=595, height=842, portions=(Portion(parts),))
    return list(speak(render_pdf(documents["南"]._replace(pages=(page,)))))[2:-1]


def test_full_width_numbers_are_said_as_numbers(documents: dict[str, Document]) -> None:
    part = Element(role="P", children=(words(40, 40, "電話０９４２－３０－９１７３、令和２年度"),))
    assert said_of(documents, part) == ["電話0942-30-9173、令和２年度"]


def test_notes_are_announced(documents: dict[str, Document]) -> None:
    label = Element(role="Lbl", children=(words(40, 40, "※1"),))
    part = Element(role="Note", children=(label, words(60, 40, "支え合い推進会議とは")))
    assert said_of(documents, part) == ["注：※1支え合い推進会議とは"]


def test_replacement_texts_are_said_once(documents: dict[str, Document]) -> None:
    date = Element(role="Span", actual_text="3月31日", children=(words(40, 40, "3/31"), words(90, 40, "〆")))
    part = Element(role="P", children=(date, words(120, 40, "まで")))
    assert said_of(documents, part) == ["3月31日まで"]


def test_columns_with_heads(documents: dict[str, Document]) -> None:
    def row(role: str, *texts: str) -> Element:
        cells = (
            Element(
                role=role,
                attributes=(("Scope", "Column"),) if role == "TH" else (),
                children=(words(x, 40, text),),
            )
            for x, text in zip((40, 200), texts, strict=True)
        )
        return Element(role="TR", children=tuple(cells))

    table = Element(role="Table", children=(row("TH", "窓口", "電話"), row("TD", "市役所", "0942-30-9000")))
    assert said_of(documents, table) == [
        "表、2行2列",
        "1行目、列の見出し：窓口、電話",
        "2行目、窓口 市役所、電話 0942-30-9000",
        "表の終わり",
    ]
