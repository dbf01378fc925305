"""A layout that asks for furigana: ruby over every kanji, even lines, a PDF that the check holds for good."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest

import handbook
from handbook.batch.circumstances import circumstances
from handbook.coverage import charset
from handbook.document import Element, Text
from handbook.layout import Layout
from handbook.plan import Plan


@pytest.fixture(scope="module")
def furigana() -> Layout:
    return handbook.load_layout("leaflet-furigana")


def elements(found: Element, *roles: str) -> list[Element]:
    inner = [one for child in found.children if isinstance(child, Element) for one in elements(child, *roles)]
    return [found, *inner] if found.role in roles else inner


def said(found: Element) -> str:
    return "".join(
        said(one) if isinstance(one, Element) else one.run.text if isinstance(one, Text) else ""
        for one in found.children
    )


@pytest.mark.parametrize("name", ["浮島", "三潴"])
def test_every_kanji_has_its_reading(plan: Plan, furigana: Layout, name: str) -> None:
    edition = handbook.select(plan, name)
    document = handbook.compose(edition, furigana)
    assert handbook.check_pdf(handbook.render_pdf(document), edition, furigana, seen=True) == []
    text = handbook.render_text(document)
    assert "高齢者（こうれいしゃ）" in text
    assert "支（ささ）え合（あ）い" in text
    assert "市内（しない）の取組（とりく）み" in text or name == "浮島"
    assert ("三潴（みずま）" in text) is False  # an unsure reading is none
    read = re.sub(r"[一-鿿々]+（[ぁ-ゖ]+）", "", text.split("\n", 2)[2])
    read = re.sub("（図：[^）]*）|（記入欄）", "", read)  # the twin's own words for what is drawn
    read = re.sub("表の続き|裏の続き|表|裏", "", read)  # and for its pages
    assert set(re.findall("[一-鿿]+", read)) <= ({"三潴"} if name == "三潴" else set())


def test_lines_stand_as_far_apart_as_without(plan: Plan, furigana: Layout) -> None:
    document = handbook.compose(handbook.select(plan, "浮島"), furigana)
    paragraphs = [
        one for page in document.pages for top in page.elements for one in elements(top, "P", "LBody")
    ]
    long = max(paragraphs, key=lambda one: len(said(one)))

    def baselines(found: Element) -> set[float]:
        own = {round(one.y, 3) for one in found.children if isinstance(one, Text) and one.run.size > 9}
        return own.union(*(baselines(one) for one in found.children if isinstance(one, Element)))

    lines = sorted(baselines(long))
    assert len(lines) > 2
    assert len({round(after - before, 2) for before, after in pairwise(lines)}) == 1


def test_a_wrong_reading_is_found(plan: Plan, furigana: Layout) -> None:
    words = tuple(
        one._replace(kana="こうれいもの") if one.word == "高齢者" else one for one in plan.read_words
    )
    data = handbook.render_pdf(
        handbook.compose(handbook.select(replace(plan, read_words=words), "浮島"), furigana)
    )
    found = handbook.check_pdf(data, handbook.select(plan, "浮島"), furigana)
    assert {one.code for one in found} == {"wrong-reading"}
    assert "高齢者" in found[0].message


def test_an_edition_is_made_anew_for_a_new_reading_only_where_it_prints_readings(
    plan: Plan, furigana: Layout, leaflet: Layout
) -> None:
    other = replace(plan, read_words=plan.read_words[1:])
    for layout, anew in ((furigana, True), (leaflet, False)):
        before, after = (circumstances(layout, charset(plan, layout), plan=one) for one in (plan, other))
        assert (before != after) is anew


def test_one_subset_has_the_kana_of_every_edition(plan: Plan, furigana: Layout) -> None:
    characters = set("".join(charset(plan, furigana).values()))
    assert (
        set("ぎぐげござじずぜぞだぢづでどばびぶべぼぱぴぷぺぽゃゅょっ") & set(plan.readings.kana)
        <= characters
    )
