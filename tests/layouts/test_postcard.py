"""The postcard: on its face names and numbers; on the other side the upper half is the post's."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import handbook
from handbook.plan import Plan
from handbook.readback import ReadBack
from handbook.units import MM

SHEET = (100 * MM, 148 * MM)
HALF = 74 * MM


@pytest.fixture(scope="module")
def files(finished: Callable[[str], dict[str, ReadBack]]) -> dict[str, ReadBack]:
    return finished("postcard")


def test_it_is_a_postcard_of_two_sides(files: dict[str, ReadBack]) -> None:
    for file in files.values():
        assert [(page.width, page.height) for page in file.pages] == [pytest.approx(SHEET, abs=0.1)] * 2
        assert file.printing == {"Duplex": "/DuplexFlipLongEdge", "PrintScaling": "/None"}


def test_the_upper_half_of_the_address_side_is_empty(files: dict[str, ReadBack]) -> None:
    for file in files.values():
        side = file.pages[1]
        above = [run.text for run in side.runs if run.top < HALF]
        assert above == ["郵便はがき"]
        assert all(shape.top > HALF for shape in side.shapes)
        assert not side.images
        assert "民生委員" in side.text


def test_every_desk_stands_on_the_face_with_a_number_to_dial(
    files: dict[str, ReadBack], plan: Plan, mihon: Plan
) -> None:
    for name, file in files.items():
        city = plan if any(district.name == name for district in plan.districts) else mihon
        face = file.pages[0]
        for desk in handbook.select(city, name).desks:
            number = next(run for run in face.runs if run.text == desk.phone)
            assert number.size >= 17.95
            assert desk.name in face.text.replace("\n", "")
            assert desk.category in face.text
            assert not desk.fax or desk.fax in face.text
            assert not desk.hours or desk.hours in face.text
            assert not desk.address or desk.address not in face.text
        assert min(run.size for page in file.pages for run in page.runs if run.tag != "RT") >= 10.45
