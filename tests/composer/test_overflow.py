"""What does not fit, or cannot be set, is an error that says what and where; text never disappears."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import handbook
from handbook.blocks import BLOCKS
from handbook.composer import compose_marked
from handbook.coverage import charset, check_glyphs
from handbook.document import Text, bounds, marks
from handbook.pdf import render_pdf
from handbook.resources import bundled
from handbook.units import A4


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


def refused(plan, name, layout):
    """What composing the edition tells."""
    with pytest.raises(handbook.InputError) as caught:
        handbook.compose(handbook.select(plan, name), layout)
    return caught.value.problems


def test_a_column_of_3000_characters_names_text_district_file_and_lines(data_copy, own_column, leaflet):
    with_text(own_column, "あいうえお、かきくけこ。" * 250)
    (problem,) = refused(handbook.load_plan(data_copy), "浮島", leaflet)
    assert "浮島校区版の表に入りきりません。" in problem.message
    assert "事例「" in problem.message
    lines = int(re.search(r"約(\d+)行", problem.message).group(1))
    assert 50 < lines < 75  # 3,000 characters are some 75 lines, of which a few fit
    assert problem.place.file.endswith(own_column.name)
    assert "いま3000文字です" in problem.hint


def test_of_many_short_paragraphs_the_column_is_blamed_not_the_tallest_block(data_copy, own_column, leaflet):
    paragraph = "短い段落の一つです。ここで終わり。"
    with_text(own_column, "|" + f"\n  {paragraph}" * 20)
    (problem,) = refused(handbook.load_plan(data_copy), "浮島", leaflet)
    lines, characters = map(int, re.search(r"約(\d+)行（およそ(\d+)文字）", problem.message).groups())
    assert characters == lines * len(paragraph)
    source = own_column.read_text(encoding="utf-8").splitlines()
    assert source[problem.place.line - 1].startswith("text:")
    assert problem.place.column == 7
    with_text(own_column, "|" + f"\n  {paragraph}" * (20 - lines))
    handbook.compose(handbook.select(handbook.load_plan(data_copy), "浮島"), leaflet)


def test_of_the_plans_own_texts_the_one_that_outgrows_its_neighbours_is_blamed(change, leaflet):
    """One challenge of eight: the column is longer, but no longer than columns are."""
    long = "誰もが気軽に集える場の不足への対応が必要" + "、とても長い説明が続いて" * 9
    folder = change("plan.yaml", "- text: 誰もが気軽に集える場の不足への対応が必要", f"- text: {long}")
    change("plan.yaml", "excerpt: 誰もが気軽に集える場の不足", f"excerpt: {long}")
    plan = handbook.load_plan(folder)
    for name in ("南", "浮島"):
        (problem,) = refused(plan, name, leaflet)
        assert "課題」の箇条書きの「誰もが気軽に集える場の不足" in problem.message
        line = (folder / "plan.yaml").read_text(encoding="utf-8").splitlines()[problem.place.line - 1]
        assert line.strip().startswith(("- text: 誰もが", "excerpt: 誰もが"))


def test_only_that_edition_fails(data_copy, own_column, leaflet):
    with_text(own_column, "あいうえお、かきくけこ。" * 250)
    plan = handbook.load_plan(data_copy)
    assert len(handbook.compose(handbook.select(plan, "南"), leaflet).pages) == 2


def test_as_many_lines_as_the_message_says_is_enough_to_mend_it(data_copy, own_column, leaflet):
    sentence = "あいうえお、かきくけこ。"
    with_text(own_column, sentence * 60)
    with pytest.raises(handbook.InputError) as caught:
        handbook.compose(handbook.select(handbook.load_plan(data_copy), "浮島"), leaflet)
    lines = int(re.search(r"約(\d+)行", caught.value.problems[0].message).group(1))
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
    with_text(own_column, "𪚥田さんの取組み。")
    plan = handbook.load_plan(data_copy)
    problems = check_glyphs(plan, leaflet)
    assert {problem.place.file.endswith(own_column.name) for problem in problems} == {True}
    assert all("𪚥" in problem.message and "U+2A6A5" in problem.message for problem in problems)
    assert problems[0].place.line > 1
    with pytest.raises(handbook.InputError, match="U\\+2A6A5"):
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


def test_a_district_name_wider_than_the_page_is_an_error_not_a_clipped_name(plan, leaflet):
    edition = handbook.select(plan, "南")
    district = edition.district._replace(name="長" * 30, reading="なが" * 30)
    with pytest.raises(handbook.InputError, match="長長長"):
        handbook.compose(edition._replace(district=district), leaflet)


@pytest.fixture
def edited(tmp_path):
    """Load a copy of the standard layout in which words are replaced."""

    def load(*pairs: tuple[str, str]):
        text = (bundled("layouts") / "leaflet.yaml").read_text(encoding="utf-8")
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "mine.yaml"
        path.write_text(text, encoding="utf-8")
        return handbook.load_layout(path)

    return load


def test_words_of_a_layout_that_run_into_each_other_are_named_with_their_line(plan, edited):
    layout = edited(('left: "{issuers}"', f"left: {'とても長い足の言葉' * 6}"))
    problems = refused(plan, "南", layout)
    problem = next(problem for problem in problems if "とても長い足の言葉" in problem.message)
    assert "南校区版の裏" in problem.message
    assert re.search(r"重なります|はみ出します", problem.message)
    line = (Path(layout.file)).read_text(encoding="utf-8").splitlines()[problem.place.line - 1]
    assert "とても長い足の言葉" in line


def test_a_word_that_would_be_cut_is_named_with_its_place(plan, edited):
    layout = edited(
        (
            "fax-label: FAX\n        pictures:",
            "fax-label: FAX\n        category-width: 320\n        pictures:",
        )
    )
    problem = refused(plan, "南", layout)[0]
    assert "途中で行を分けられません" in problem.message
    assert problem.place.file.endswith("desks.yaml")


def test_a_block_that_reaches_out_of_its_frame_is_refused(plan, leaflet, monkeypatch):
    """Whatever a block draws, in the place of a block that would do so by a slip."""
    heading = BLOCKS["heading"]

    def shifted(kit, options, width):
        box = heading.measure(kit, options, width)
        return box._replace(draw=lambda rect: box.draw(rect._replace(x=rect.x + 300)))

    monkeypatch.setattr("handbook.areas.BLOCKS", {**BLOCKS, "heading": heading._replace(measure=shifted)})
    layout = handbook.load_layout("leaflet")  # another than that which others have measured
    assert any("枠からはみ出します" in problem.message for problem in refused(plan, "南", layout))


def test_marked_pages_show_what_is_refused_and_the_rest_as_it_is(data_copy, own_column, leaflet, documents):
    with_text(own_column, "あいうえお、かきくけこ。" * 80)
    edition = handbook.select(handbook.load_plan(data_copy), "浮島")
    document, problems, *_ = compose_marked(edition, leaflet)
    assert list(problems) == list(refused(edition.plan, "浮島", leaflet))
    front, back = document.pages
    assert front.height > A4[1], "all of the text is there to be seen"
    usual = documents["浮島"]
    assert render_pdf(usual._replace(pages=(back,))) == render_pdf(usual._replace(pages=usual.pages[1:]))
    column = [element for element in front.elements if element.block == "columns"]
    frame = next(bounds(mark) for mark in marks(front.elements[-1:]))
    assert all(frame.contains(bounds(mark)) for mark in marks(column))
    render_pdf(document)


def test_marked_pages_of_an_edition_that_fits_are_those_that_are_printed(plan, leaflet, documents):
    document, problems, *_ = compose_marked(handbook.select(plan, "南"), leaflet)
    assert render_pdf(document) == render_pdf(documents["南"])
    assert problems == ()


def test_what_cannot_be_set_at_all_leaves_a_frame(data_copy, own_column, leaflet):
    with_text(own_column, "𪚥田さんの取組み。")
    document, problems, *_ = compose_marked(handbook.select(handbook.load_plan(data_copy), "浮島"), leaflet)
    assert ["U+2A6A5" in problem.message for problem in problems] == [True]
    assert problems[0].place.file.endswith(own_column.name)
    render_pdf(document)


def test_where_no_text_is_to_blame_the_highest_parts_are_named(plan, tmp_path):
    """On half the paper: how much is lacking, what takes the room; no label of many items as a long text."""
    (tmp_path / "half.yaml").write_text("extends: handbook\npaper: A5横\n", encoding="utf-8")
    problems = refused(plan, "日吉", handbook.load_layout(tmp_path / "half.yaml"))
    told = [problem.message for problem in problems]
    (desks,) = (message for message in told if "相談先に入りきりません" in message)
    assert re.search(r"合わせて約\d\dmm多すぎます。いちばん高いのは、相談先の表（約\d\dmm）、民生委員", desks)
    assert not re.search("電話電話|地地|目標1目標2|日吉日吉", "".join(told))
    assert all(problem.place.line for problem in problems)
    assert all(re.search("紙を大きくするか|文字までなら", problem.hint) for problem in problems)


def test_a_label_before_each_number_is_not_what_is_too_long(tmp_path: Path):
    path = tmp_path / "eng.yaml"
    path.write_text(
        "extends: postcard\nparts: {desks: {form: stacked, phone-label: 電話}}\n", encoding="utf-8"
    )
    plan = handbook.load_plan(bundled("data") / "mihon")
    for problem in refused(plan, "東", handbook.load_layout(path)):
        assert "電話" not in problem.message
