"""File names: what a template may say, and what is refused before anything is written."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handbook.batch.names import file_names
from handbook.errors import InputError


def names(plan, layout, template):
    return file_names(plan, layout, plan.districts, template, final=True)


def problems(plan, layout, template):
    with pytest.raises(InputError) as caught:
        names(plan, layout, template)
    return [str(problem) for problem in caught.value.problems]


def test_the_default_is_the_district_in_japanese(plan, layout):
    made = names(plan, layout, "{district}校区.pdf")
    assert made["浮島"] == "浮島校区.pdf"
    assert len(set(made.values())) == 46


@pytest.mark.parametrize(
    ("template", "name"),
    [
        ("{slug}.pdf", "ukishima.pdf"),
        ("{number}-{district}.pdf", "30-浮島.pdf"),
        ("{reading}_{layout}.PDF", "うきしま_leaflet.PDF"),
        ("{bloc}{district}.pdf", "城島町浮島.pdf"),
        ("{plan} {district}.pdf", "くるめ支え合うプラン 浮島.pdf"),
        ("{{}}{slug}.pdf", "{}ukishima.pdf"),
    ],
)
def test_fields(plan, layout, template, name):
    assert names(plan, layout, template)["浮島"] == name


def test_numbers_sort_as_text(plan, layout):
    made = list(names(plan, layout, "{number}.pdf").values())
    assert made == sorted(made)
    assert made[0] == "01.pdf"


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{distrct}.pdf", "もしかして {district}"),
        ("{校区}.pdf", "{校区} は使えません"),
        ("{}.pdf", "{} は使えません"),
        ("{0}.pdf", "{0} は使えません"),
        ("{district.__class__}.pdf", "は使えません"),
        ("{district[0]}.pdf", "は使えません"),
        ("{district", "閉じていません"),
        ("district}.pdf", "閉じていません"),
        ("{district!r}.pdf", "余分な指定"),
        ("{district:>99999}.pdf", "余分な指定"),
        ("{district}校区", ".pdf で終わっていません"),
        ("{district}.doc", ".pdf で終わっていません"),
    ],
)
def test_bad_templates_say_what_may_stand_there(plan, layout, template, said):
    assert said in problems(plan, layout, template)[0]


def test_all_problems_of_a_template_at_once(plan, layout):
    assert len(problems(plan, layout, "{a}{b}")) == 3


def test_two_districts_with_one_name(plan, layout):
    (problem,) = problems(plan, layout, "リーフレット.pdf")
    assert "46校区のファイル名がどれも「リーフレット.pdf」" in problem
    assert "{district}" in problem


def test_names_that_clash_where_case_does_not_count(plan, layout):

    first, second, *rest = plan.districts
    alike = replace(plan, districts=(first._replace(slug="ab"), second._replace(slug="AB"), *rest))
    (problem,) = problems(alike, layout, "{slug}.pdf")
    assert "2校区" in problem


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{bloc}/{district}.pdf", "/"),
        ("..\\{district}.pdf", "\\"),
        ("{district}:1.pdf", ":"),
        ("{district}\n.pdf", "U+000A"),
        ("{district}" * 50 + ".pdf", "長すぎ"),
    ],
)
def test_names_that_no_file_can_have(plan, layout, template, said):
    found = problems(plan, layout, template)
    assert said in found[0]
    assert all("→" in problem for problem in found)


@pytest.mark.parametrize("name", [".pdf", " .pdf", "　.pdf", "...pdf"])
def test_a_name_without_a_name(plan, layout, name):
    with pytest.raises(InputError, match="空です"):
        file_names(plan, layout, plan.districts[:1], name)


def test_windows_device_names(plan, layout):
    with pytest.raises(InputError, match="Windows"):
        file_names(plan, layout, plan.districts[:1], "con.pdf")
