"""What does not fit, or cannot be set, is an error that says what and where; text never disappears."""

from __future__ import annotations

import re

import pytest

import handbook
from handbook.coverage import charset, check_glyphs
from handbook.document import Text, marks


@pytest.fixture
def own_column(data_copy):
    """The file of 浮島's own column in a copy of the data."""
    (path,) = [
        path
        for path in (data_copy / "columns").glob("*.yaml")
        if not path.name.startswith("_") and "district: 浮島" in path.read_text(encoding="utf-8")
    ]
    return path


def with_text(path, text: str) -> None:
    """Replace the column's text in its file by `text`."""
    source = path.read_text(encoding="utf-8")
    head = source[: source.index("\ntext:")]
    path.write_text(f"{head}\ntext: {text}\n", encoding="utf-8")


def test_a_column_of_3000_characters_names_block_district_file_and_lines(data_copy, own_column, leaflet):
    with_text(own_column, "あいうえお、かきくけこ。" * 250)
    plan = handbook.load_plan(data_copy)
    with pytest.raises(handbook.InputError) as caught:
        handbook.compose(handbook.select(plan, "浮島"), leaflet)
    (problem,) = caught.value.problems
    assert "浮島校区版" in problem.message
    assert "事例" in problem.message
    lines = int(re.search(r"約(\d+)行分", problem.message).group(1))
    assert 50 < lines < 75  # 3,000 characters are some 75 lines, of which a few fit
    assert problem.place.file.endswith(own_column.name)
    assert problem.hint


def test_only_that_edition_fails(data_copy, own_column, leaflet):
    with_text(own_column, "あいうえお、かきくけこ。" * 250)
    plan = handbook.load_plan(data_copy)
    assert len(handbook.compose(handbook.select(plan, "南"), leaflet).pages) == 2


def test_as_many_lines_as_the_message_says_is_enough_to_mend_it(data_copy, own_column, leaflet):
    sentence = "あいうえお、かきくけこ。"
    with_text(own_column, sentence * 60)
    with pytest.raises(handbook.InputError) as caught:
        handbook.compose(handbook.select(handbook.load_plan(data_copy), "浮島"), leaflet)
    lines = int(re.search(r"約(\d+)行分", caught.value.problems[0].message).group(1))
    per_line = 41 / len(sentence)  # the column's measure holds 41 characters
    with_text(own_column, sentence * int(60 - (lines + 1) * per_line))
    handbook.compose(handbook.select(handbook.load_plan(data_copy), "浮島"), leaflet)


def test_a_longer_column_is_made_room_for_by_space_then_leading(data_copy, own_column, leaflet, documents):
    with_text(own_column, "あいうえお、かきくけこ。" * 18)
    document = handbook.compose(handbook.select(handbook.load_plan(data_copy), "浮島"), leaflet)

    def lines(doc):
        columns = [element for element in doc.pages[0].elements if element.block == "columns"]
        return [mark.y for mark in marks(columns) if isinstance(mark, Text) and mark.run.size == 12]

    assert len(lines(document)) > len(lines(documents["浮島"]))
    assert all(b - a >= 12 * 1.4 - 1e-6 for a, b in zip(lines(document), lines(document)[1:], strict=False))


def test_a_character_that_no_face_has_is_named_with_code_point_and_place(data_copy, own_column, leaflet):
    with_text(own_column, "𠮷田さんの取組み。")
    plan = handbook.load_plan(data_copy)
    problems = check_glyphs(plan, leaflet)
    assert {problem.place.file.endswith(own_column.name) for problem in problems} == {True}
    assert all("𠮷" in problem.message and "U+20BB7" in problem.message for problem in problems)
    assert problems[0].place.line > 1
    with pytest.raises(handbook.InputError, match="U\\+20BB7"):
        handbook.compose(handbook.select(plan, "浮島"), leaflet)


def test_the_real_plan_lacks_no_character_and_every_edition_is_covered(plan, leaflet, documents):
    assert check_glyphs(plan, leaflet) == ()
    covered = charset(plan, leaflet)
    own = {name for column in plan.columns for name in column.districts}
    for name, document in documents.items():
        if name in own:
            continue
        for page in document.pages:
            for mark in marks(page.elements):
                if isinstance(mark, Text):
                    assert set(mark.run.text) <= set(covered[mark.run.face]), (name, mark.run.text)


@pytest.mark.parametrize("length", [4, 5])
def test_longer_district_names_fit(plan, leaflet, length):
    edition = handbook.select(plan, "南")
    long = edition._replace(district=edition.district._replace(name="長" * length, reading="なが" * length))
    document = handbook.compose(long, leaflet)
    texts = [mark.run.text for mark in marks(document.pages[0].elements) if isinstance(mark, Text)]
    assert "長" * length in texts


def test_a_district_name_wider_than_the_page_is_an_error_not_a_clipped_name(plan, leaflet):
    edition = handbook.select(plan, "南")
    long = edition._replace(district=edition.district._replace(name="長" * 30, reading="なが" * 30))
    with pytest.raises(handbook.InputError):
        handbook.compose(long, leaflet)
