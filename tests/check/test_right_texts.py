"""Right texts that look wrong: the shortest ones, and names within names; none is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

import handbook
from handbook.check import check_pdf
from handbook.edition import Edition
from handbook.layout import Layout
from handbook.pdf import render_pdf
from handbook.plan import Column, Plan


def codes(printed: Edition, true: Edition, leaflet: Layout) -> set[str]:
    data = render_pdf(handbook.compose(printed, leaflet))
    return {finding.code for finding in check_pdf(data, true, leaflet)}


def column(title: str, text: str, *districts: str) -> Column:
    return Column(id="one", districts=districts, title=title, text=text)


@pytest.mark.parametrize("districts", [(), ("浮島",), ("日吉", "浮島")])
@pytest.mark.parametrize(
    ("title", "text"), [("絆", "輪"), ("絆", "みんなで\n輪\nになりました。"), ("１", "あ")]
)
def test_a_text_of_one_character_is_known(
    edition: Edition, leaflet: Layout, districts: tuple[str, ...], title: str, text: str
) -> None:
    good = edition._replace(columns=(column(title, text, *districts),))
    assert codes(good, good, leaflet) == set()


def test_a_category_of_one_character_is_known(edition: Edition, leaflet: Layout) -> None:
    good = edition._replace(desks=(edition.desks[0]._replace(category="老"), *edition.desks[1:]))
    assert codes(good, good, leaflet) == set()


def test_one_character_does_not_clear_the_words_that_hold_it(edition: Edition, leaflet: Layout) -> None:
    """絆 as a title is no leave to print it within a text of elsewhere."""
    true = edition._replace(columns=(column("絆", "輪", "浮島"),))
    wrong = edition._replace(columns=(column("絆", "輪\n絆絆絆の会", "浮島"),))
    assert "unknown-text" in codes(wrong, true, leaflet)


def renamed(plan: Plan, name: str, to: str, reading: str, slug: str) -> Plan:
    """`plan` with a district more, which has the desks of the one called `name`."""
    old = next(one for one in plan.districts if one.name == name)
    new = old._replace(name=to, reading=reading, slug=slug)
    desks = tuple(
        one._replace(districts=(*one.districts, to)) if name in one.districts else one for one in plan.desks
    )
    return replace(plan, districts=(*plan.districts, new), desks=desks)


@pytest.mark.parametrize(
    ("name", "longer", "reading"),
    [
        ("鳥飼", "鳥飼東", "とりかいひがし"),
        ("鳥飼", "西鳥飼", "にしとりかい"),
        ("南", "江南", "こうなん"),
        ("南", "南一", "みなみいち"),
    ],
)
def test_a_district_whose_name_holds_another_s(
    plan: Plan, leaflet: Layout, name: str, longer: str, reading: str
) -> None:
    both = renamed(plan, name, longer, reading, "one-more")
    short, long = handbook.select(both, name), handbook.select(both, longer)
    assert (short.district.name, long.district.name) == (name, longer)
    assert codes(short, short, leaflet) == set()
    assert codes(long, long, leaflet) == set()
    for true, leftover in ((long, name), (short, longer)):
        wrong = true._replace(columns=(column("事例", f"{leftover}校区のみなさんへ"),))
        right = true._replace(columns=(column("事例", "みなさんへ"),))
        assert "foreign-place" in codes(wrong, right, leaflet)


def test_a_name_in_wide_characters(plan: Plan, leaflet: Layout) -> None:
    """西第２ stands on the page as it is written, and is compared without regard to width."""
    wide = handbook.select(plan, "浮島")
    wide = wide._replace(district=wide.district._replace(name="西第２"), columns=())
    assert codes(wide, wide, leaflet) == set()
