"""A name of elsewhere left over in the layout itself: a town once sent 1,110 leaflets with another's name."""

from __future__ import annotations

import pytest

import handbook
from handbook.check import check_pdf
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


def test_a_build_with_such_a_layout_puts_no_pdf_in_place(plan, tmp_path):
    source = (bundled("layouts") / "leaflet.yaml").read_text(encoding="utf-8")
    path = tmp_path / "leaflet.yaml"
    path.write_text(source.replace(DESKS, "日吉校区の相談先"), encoding="utf-8")
    report = handbook.build(
        plan, handbook.load_layout(path), out=tmp_path / "out", districts=["浮島", "日吉"]
    )
    assert [outcome.district for outcome in report.failed] == ["浮島"]
    assert not (tmp_path / "out" / "浮島校区（校正）.pdf").exists()
