"""A name of elsewhere left over in the layout itself: a town once sent 1,110 leaflets with another's name."""

from __future__ import annotations

from pathlib import Path

import pytest

import handbook
from handbook.check import check_pdf
from handbook.check.foreign import check_words
from handbook.pdf import render_pdf
from handbook.resources import bundled


@pytest.fixture
def findings(plan, tmp_path):
    """Findings of an edition in a copy of the standard layout with one text changed."""

    def check(district: str, old: str, new: str) -> list[str]:
        source = (bundled("layouts") / "leaflet.yaml").read_text(encoding="utf-8")
        assert source.count(old) == 1
        path = tmp_path / "leaflet.yaml"
        path.write_text(source.replace(old, new), encoding="utf-8")
        layout = handbook.load_layout(path)
        edition = handbook.select(plan, district)
        return [
            f"{finding.code} {finding.message}"
            for finding in check_pdf(render_pdf(handbook.compose(edition, layout)), edition, layout)
        ]

    return check


NOTE = 'note: "{catch}"'
DESKS = '"{district}{kind}の相談先"'


@pytest.mark.parametrize("other", ["日吉", "南", "宮ノ陣"])
def test_another_district_written_into_the_layout_is_found(findings, other):
    found = findings("浮島", DESKS, f"{other}校区の相談先")
    assert any("foreign-place" in one and f"「{other}」" in one for one in found), found


def test_another_town_written_into_the_layout_is_found(findings):
    found = findings("浮島", NOTE, "note: 八女市の皆さまへ")
    assert any("foreign-place" in one and "八女市" in one for one in found), found


def test_the_edition_s_own_names_in_the_layout_are_no_fault(findings):
    assert findings("浮島", DESKS, "浮島校区の相談先") == []
    assert findings("浮島", NOTE, "note: 久留米市の皆さまへ") == []


def test_a_build_with_such_a_layout_is_refused_where_it_stands(plan, tmp_path):
    """But not for that district alone: then it is its own layout."""
    source = (bundled("layouts") / "leaflet.yaml").read_text(encoding="utf-8")
    path = tmp_path / "leaflet.yaml"
    path.write_text(source.replace(DESKS, "日吉校区の相談先"), encoding="utf-8")
    layout = handbook.load_layout(path)
    with pytest.raises(handbook.InputError) as caught:
        handbook.build(plan, layout, out=tmp_path / "out", districts=["浮島", "日吉"])
    (problem,) = caught.value.problems
    assert "「日吉校区の相談先」" in problem.message
    assert problem.place
    assert problem.place.file.endswith("leaflet.yaml")
    assert not (tmp_path / "out").exists()
    assert handbook.build(plan, layout, out=tmp_path / "out", districts=["日吉"]).made


def called(data: Path, name: str) -> handbook.Plan:
    """The plan in which 日吉 has another name."""
    for file in ("districts.yaml", "desks.yaml", "evidence.yaml"):
        text = (data / file).read_text(encoding="utf-8")
        (data / file).write_text(text.replace("日吉", name), encoding="utf-8")
    return handbook.load_plan(data)


@pytest.mark.parametrize("name", ["久留米", "久留米市", "高齢者"])
def test_a_district_may_be_called_as_its_city_or_a_category(data_copy, leaflet, name):
    plan = called(data_copy, name)
    assert not check_words(plan, leaflet, plan.districts)
    for district in (name, "南"):
        edition = handbook.select(plan, district)
        assert check_pdf(render_pdf(handbook.compose(edition, leaflet)), edition, leaflet) == []


@pytest.mark.parametrize("name", ["電話", "目標"])
def test_a_district_that_is_a_word_of_the_layout_is_told(data_copy, leaflet, name):
    """Its name would be taken for a foreign one in all other editions."""
    plan = called(data_copy, name)
    told = [problem.message for problem in check_words(plan, leaflet, plan.districts)]
    assert told
    assert all(f"校区の名前「{name}」があります" in one for one in told)
