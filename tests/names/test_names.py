"""Nobody's name has to be changed: names as they are written, from the data to the printed page."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pypdf
import pytest
from PIL import ImageChops

import handbook
from handbook.batch.circumstances import circumstances
from handbook.check import check_pdf
from handbook.check.speech import speak
from handbook.coverage import charset, check_glyphs
from handbook.fonts import load_face
from handbook.preview import page_images
from handbook.readback import read_back
from handbook.resources import bundled

TSUJI, WATANABE = "辻\U000e0100", "渡邉\U000e0104"
COLUMN = f"""title: 𠮷野さんと{WATANABE}さん
district: 浮島
text: |
  代表の{{𠮷田|よしだ}}さん、{TSUJI}さん、{{葛\U000e0101城|かつら|ぎ}}さん、髙\U000e0100橋さん、﨑山さん。
  㐧一さん、神\ufe00さん、ハ゜ソコンとし゛かん、ﾊﾟも。
"""
NAMES = (
    "𠮷野",
    WATANABE,
    "𠮷田",
    TSUJI,
    "葛\U000e0101",
    "髙\U000e0100",
    "﨑",
    "㐧",
    "神\ufe00",
    "ハ゜",
    "し゛",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("names") / "data"
    shutil.copytree(bundled("data"), folder)
    (folder / "columns/ukishima-ninchisho.yaml").write_text(COLUMN, encoding="utf-8")
    for name in ("desks.yaml", "evidence.yaml"):
        text = (folder / name).read_text(encoding="utf-8")
        text = text.replace("西地域包括支援センター", f"西𠮷{TSUJI}支援センター")
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def made(folder, leaflet, tmp_path_factory):
    """The folder with the editions of 浮島, whose column and desk hold such names, and of 日吉."""
    out = tmp_path_factory.mktemp("out")
    plan = handbook.load_plan(folder)
    report = handbook.build(plan, leaflet, out, ["浮島", "日吉"], 1, formats=("pdf", "txt", "html"))
    assert [outcome.path.name for outcome in report.outcomes if not outcome.made] == []
    return out


def test_they_pass_the_check(made, folder, leaflet):
    plan = handbook.load_plan(folder)
    assert check_pdf(made / "浮島校区（校正）.pdf", handbook.select(plan, "浮島"), leaflet) == []


@pytest.mark.parametrize("name", [*NAMES, f"西𠮷{TSUJI}支援センター"])
def test_they_come_back_as_they_are_written(name, made):
    path = made / "浮島校区（校正）.pdf"
    ours = "".join(run.text for page in read_back(path).pages for run in page.runs if run.tag != "RT")
    assert name in ours
    theirs = "".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    assert name in theirs.replace("\n", "")
    if name not in ("𠮷田", "葛\U000e0101"):  # those are said as their ruby says
        assert name in "".join(speak(path))
    for twin in ("txt", "html"):
        text = path.with_suffix(f".{twin}").read_text(encoding="utf-8")
        assert name in text.replace("<rb>", "").replace("<ruby>", "").replace("\n", "")


def fonts_of(path):
    """The names of a file's fonts, by page resources."""
    pages = pypdf.PdfReader(path).pages
    return {str(font["/BaseFont"]) for page in pages for font in page["/Resources"]["/Font"].values()}


def test_each_face_is_its_own_subset_and_only_where_it_is_needed(made, leaflet, plan, tmp_path):
    used = {name.partition("+")[2] for name in fonts_of(made / "浮島校区（校正）.pdf")}
    assert used == {
        *("BIZUDPGothic-Regular", "BIZUDPGothic-Bold"),
        *("HandbookKanji-Regular", "HandbookKanji-Bold"),
    }
    assert (made / "浮島校区（校正）.pdf").stat().st_size < 2 * (made / "日吉校区（校正）.pdf").stat().st_size
    alone = {name: paths[:1] for name, paths in leaflet.faces.items()}
    handbook.build(plan, leaflet, tmp_path / "two", ["南"], 1)
    handbook.build(plan, replace(leaflet, faces=alone), tmp_path / "one", ["南"], 1)
    two, one = ((tmp_path / each / "南校区（校正）.pdf").read_bytes() for each in ("two", "one"))
    assert two == one


def test_they_are_drawn_and_no_box_in_their_place(leaflet, plan):
    """As an engine of others draws them: each differs from the box, and from the plain character."""
    edition = handbook.select(plan, "浮島")

    def drawn(name):
        column = edition.columns[0]._replace(title=name)
        shown = handbook.compose(edition._replace(columns=(column,)), leaflet)
        return page_images(handbook.render_pdf(shown), 150)[0]

    shapes = [drawn(name) for name in ("𠮷", "吉", TSUJI, "辻", "邉\U000e0104", "邉", "㐧", "髙")]
    for at, one in enumerate(shapes):
        for other in shapes[at + 1 :]:
            assert ImageChops.difference(one.convert("L"), other.convert("L")).getbbox()
    for paths in leaflet.faces.values():
        second = load_face(paths[1])
        box, ink = second.ink(0), [second.ink(second.glyph(name)) for name in ("𠮷", "邉\U000e0104", "㐧")]
        assert box not in ink


BAD = """title: 会合
district: 浮島
text: |
  はじめの段落です。

  二つ目で、{name}さんと{name}さんに。
"""


@pytest.mark.parametrize(
    ("name", "told", "hint"),
    [
        ("辻\U000e0104", "異体字「辻\U000e0104」（U+8FBB U+E0104）", "書体（.ttf）"),
        ("辻\ufe00", "異体字「辻\ufe00」（U+8FBB U+FE00）", "書体（.ttf）"),
        ("⽇", "文字「⽇」（U+2F47）", "「日」（U+65E5）"),
        ("☎\ufe0f", "U+FE0F", "「☎」だけ"),
        ("\ue000", "外字（U+E000）", "打ち直して"),
    ],
)
def test_what_no_face_has_is_told_once_at_its_own_place(name, told, hint, data_copy, leaflet):
    path = data_copy / "columns/ukishima-ninchisho.yaml"
    path.write_text(BAD.replace("{name}", name), encoding="utf-8")
    (problem,) = check_glyphs(handbook.load_plan(data_copy), leaflet)
    assert told in problem.message
    assert hint in problem.hint
    assert problem.place[1:] == (6, 8)


@pytest.mark.parametrize(
    ("written", "column"),
    [("title: 会{}合", 9), ("title: '会''{}合'", 12), ('title: "会{}合"', 10), ("date: 令和{}7年3月", 9)],
)
@pytest.mark.parametrize("hidden", ["\u2066", "\u3164", "\u2800", "\u034f"])
def test_what_nobody_sees_is_told_at_its_own_place(written, column, hidden, data_copy):
    path = data_copy / "columns/ukishima-ninchisho.yaml"
    rest = "" if written.startswith("title") else "title: 会合\n"
    text = f"{written.format(hidden)}\n{rest}district: 浮島\ntext: あいうえお\n"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(handbook.InputError) as caught:
        handbook.load_plan(data_copy)
    (problem,) = caught.value.problems
    assert f"（U+{ord(hidden):04X} " in problem.message
    assert problem.place[1:] == (1, column)


def test_a_name_with_what_nobody_sees_is_not_told_as_an_unknown_one(data_copy):
    path = data_copy / "columns/ukishima-ninchisho.yaml"
    path.write_text("title: 会合\ndistrict: [日吉, 浮島\u200b]\ntext: あいうえお\n", encoding="utf-8")
    with pytest.raises(handbook.InputError) as caught:
        handbook.load_plan(data_copy)
    (problem,) = caught.value.problems
    assert "U+200B ZERO WIDTH SPACE" in problem.message
    assert problem.place[1:] == (2, 18)


def test_the_default_shape_in_place_of_a_variation_is_found(folder, leaflet):
    """A leaflet on which a name is drawn as its plain character is not the edition's."""
    edition = handbook.select(handbook.load_plan(folder), "浮島")
    (column,) = [each for each in edition.columns if each.districts]
    plain = column._replace(title=column.title.replace("\U000e0104", ""))
    pdf = handbook.render_pdf(handbook.compose(edition._replace(columns=(plain,)), leaflet))
    assert "missing-text" in {finding.code for finding in check_pdf(pdf, edition, leaflet)}


def test_an_edition_depends_on_the_second_face_only_where_a_text_needs_it(data_copy, plan, leaflet):
    """A district's own column is left out of the shared subset, but the file of its face is not forgotten."""
    (data_copy / "columns/ukishima-ninchisho.yaml").write_text(COLUMN, encoding="utf-8")
    own, second = handbook.load_plan(data_copy), load_face(leaflet.faces["regular"][1])
    assert charset(own, leaflet)[second] == ""
    with_names = circumstances(leaflet, charset(own, leaflet))
    without = circumstances(leaflet, charset(plan, leaflet))
    assert second not in charset(plan, leaflet)
    assert with_names["font regular"].startswith(without["font regular"])
    assert with_names["font regular"] != without["font regular"]
    assert with_names["design"] == without["design"]


def test_names_of_all_editions_are_in_the_shared_subset(folder, leaflet):
    shared = charset(handbook.load_plan(folder), leaflet)
    assert "𠮷" in shared[load_face(leaflet.faces["bold"][1])]
    assert TSUJI in shared[load_face(leaflet.faces["bold"][0])]
