"""The editor without a browser: what its forms hold, what its pictures show, what is told at which field."""

from __future__ import annotations

import datetime
import gc
import io
import re
import shutil
import time
from pathlib import Path

import pytest
from PIL import Image

import handbook
from handbook.errors import InputError
from handbook.plan import Plan
from handbook.resources import bundled
from handbook.web.editor.quiet import SOON
from handbook.web.editor.values import NEW, REMOVED, Drawn, FormField
from handbook.web.editor.workspace import MOST_UPLOADED, Workspace

DISTRICT = "浮島"
COLUMN = "columns/ukishima-ninchisho"
TEXT, TITLE = f"{COLUMN}/text", f"{COLUMN}/title"
DESK = "desks/高齢者/西地域包括支援センター"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    ignored = shutil.ignore_patterns("mihon", "schema")
    return Path(shutil.copytree(bundled("data"), tmp_path_factory.mktemp("city") / "data", ignore=ignored))


@pytest.fixture(scope="module")
def workspace(folder: Path, leaflet: handbook.Layout) -> Workspace:
    """Nothing is saved in it."""
    return Workspace(folder, {"leaflet": leaflet}, datetime.date(2026, 4, 1))


def fields(workspace: Workspace, edits: dict[str, str]) -> dict[str, FormField]:
    return {field.key: field for part in workspace.form(DISTRICT, edits) for field in part.fields}


def draw(workspace: Workspace, edits: dict[str, str]) -> Drawn:
    return workspace.draw(DISTRICT, edits, "leaflet", width=300)


def pixels(drawn: Drawn) -> bytes:
    with Image.open(io.BytesIO(drawn.picture)) as image:
        assert image.width in (300, 301)
        return image.tobytes()


def red(drawn: Drawn) -> int:
    """How many pixels have the red of the frames."""
    colors = Image.open(io.BytesIO(drawn.picture)).convert("RGB").getcolors(1 << 24) or ()
    return sum(number for number, (r, g, b) in colors if r > 170 and g < 60 and b < 60)


def test_a_form_has_what_concerns_the_district_in_words(workspace: Workspace) -> None:
    parts = workspace.form(DISTRICT, {})
    assert [part.group for part in parts] == ["columns"] * 2 + ["desks"] * 4 + ["district"] + ["offices"] * 2
    assert parts[0].title == "個別課題から地域の支え合いを考える"
    assert parts[1].note == "すべての校区の版に載ります。"
    found = fields(workspace, {})
    assert found[TEXT].kind == "text"
    assert found[TEXT].value.startswith("浮島校区では、")
    assert found[f"{COLUMN}/photo/alt"].label == "何が写っているか"
    assert found[f"{DESK}/phone"] == FormField(
        f"{DESK}/phone", "電話番号", "", "line", "0942-51-6100", required=True, pointed="telephone"
    )
    assert found[f"{DESK}/everywhere"].kind == "flag"
    assert DISTRICT in found[f"{COLUMN}/district"].choices
    assert [part.category for part in parts if part.group == "desks"][:2] == ["高齢者", "障害者"]
    for field in found.values():
        assert not re.search(r"true|\[|_|yaml|レイアウトが", field.help), "said to who sees a form"


def test_what_was_typed_stands_in_the_form_and_what_goes_is_gone(workspace: Workspace) -> None:
    assert fields(workspace, {TITLE: "新しい見出し"})[TITLE].value == "新しい見出し"
    assert TITLE not in fields(workspace, {COLUMN: REMOVED})
    new = workspace.new_column(DISTRICT, {})
    (key,) = (key for key, text in new.items() if key.count("/") == 1)
    assert fields(workspace, new)[f"{key}/district"].value == DISTRICT
    assert set(workspace.new_column(DISTRICT, new)).isdisjoint(new)


def test_a_page_is_drawn_as_it_would_be(workspace: Workspace) -> None:
    before = draw(workspace, {})
    assert (before.pages, before.page, before.problems, before.stale) == (("表", "裏"), 1, (), "")
    text = fields(workspace, {})[TEXT].value
    assert pixels(draw(workspace, {TEXT: f"{text}おわり。"})) != pixels(before)
    assert pixels(draw(workspace, {f"{DESK}/phone": "0942-51-6199"})) != pixels(before)
    typed_wide = draw(workspace, {f"{DESK}/phone": "０９４２－５１－６１９９"})
    assert pixels(typed_wide) == pixels(draw(workspace, {f"{DESK}/phone": "0942-51-6199"}))
    assert pixels(draw(workspace, {})) == pixels(before)
    assert workspace.draw(DISTRICT, {}, "leaflet", page=9, width=300).page == 2


@pytest.mark.parametrize(
    ("key", "text", "words"),
    [
        (TEXT, "{校区|こう", "「{」に対になる「}」がありません"),
        (TITLE, "", "「見出し」がありません"),
        (f"{DESK}/phone", "0942-51", "「0942-51」"),
        (f"{COLUMN}/as_of", "きのう", "「時点」"),
        (f"{COLUMN}/district", "浮鳥", "「浮鳥」"),
        (f"{COLUMN}/photo/file", "nai.jpg", "nai.jpg"),
    ],
)
def test_what_cannot_be_loaded_is_told_at_its_field_beside_the_page_before(
    workspace: Workspace, key: str, text: str, words: str
) -> None:
    good = {f"{COLUMN}/date": "令和8年度"}
    before = draw(workspace, good)
    drawn = draw(workspace, {**good, key: text})
    assert drawn.stale
    assert pixels(drawn) == pixels(before)
    (told,) = (one for one in drawn.problems if one.key == key and words in one.message)
    assert told.hint


def test_a_column_that_is_not_written_yet_hides_nothing_else_that_was_typed(workspace: Workspace) -> None:
    typed = {f"{DESK}/phone": "0942-51-6199"}
    seen = workspace.draw(DISTRICT, typed, "leaflet")
    both = workspace.draw(DISTRICT, typed | workspace.new_column(DISTRICT, typed), "leaflet")
    assert both.stale
    assert both.picture == seen.picture


def test_what_was_wrong_on_the_way_leaves_nothing(workspace: Workspace, tmp_path: Path) -> None:
    def plans() -> int:
        gc.unfreeze()
        return sum(isinstance(one, Plan) for one in gc.get_objects())

    photo = tmp_path / "a.png"
    gc.collect()
    before = plans()
    for number in range(8):
        for typed in (f"0942-51-610{number}", "0942-51-"):
            workspace.draw(DISTRICT, {f"{DESK}/phone": typed}, "leaflet")
            time.sleep(5 * SOON)  # as who types: what is left is swept
        Image.new("RGB", (40, 30), (number, 0, 0)).save(photo)
        workspace.photo(photo.read_bytes())
    assert plans() < before + 5


def test_consent_is_asked_for_at_its_own_field(workspace: Workspace) -> None:
    photo = workspace.photo(jpeg())
    told = draw(workspace, {f"{COLUMN}/photo/file": photo.name, f"{COLUMN}/photo/alt": "集会所の前の四人"})
    assert [one.key for one in told.problems] == [f"{COLUMN}/photo/consent"]
    assert "了承がありません" in told.problems[0].message
    assert "印を付けて" in told.problems[0].hint


def test_quotation_marks_that_do_not_pair_are_told_and_hinder_nothing(workspace: Workspace) -> None:
    drawn = draw(workspace, {TEXT: "「声をかけ合おう』と集まりました。"})
    assert not drawn.stale
    (told,) = drawn.problems
    assert told.key == TEXT
    assert "「声をかけ合おう」" in told.message
    assert draw(workspace, {TEXT: "「『声』をかけ合おう」と集まりました。"}).problems == ()


def test_too_long_a_text_is_marked_with_how_many_characters(workspace: Workspace) -> None:
    text = fields(workspace, {})[TEXT].value
    drawn = draw(workspace, {TEXT: text * 4})
    assert not drawn.stale
    (mark,) = drawn.overfull
    assert mark.key == TEXT
    assert drawn.problems[0].key == TEXT
    assert f"およそ{mark.characters}文字" in mark.message
    assert 0 <= mark.x < mark.x + mark.width <= 1
    assert red(drawn) > 100
    assert not red(draw(workspace, {}))
    shorter = draw(workspace, {TEXT: (text * 4)[: -mark.characters - 20]})
    assert not shorter.overfull


def test_the_room_that_is_said_is_there_and_little_more(workspace: Workspace) -> None:
    text = fields(workspace, {})[TEXT].value
    room = workspace.room(DISTRICT, {}, "leaflet", TEXT)
    assert room is not None
    assert room > 20
    assert not draw(workspace, {TEXT: text + text[:room] + text[: max(0, room - len(text))]}).problems
    assert draw(workspace, {TEXT: text * (2 + (room + 80) // len(text))}).problems
    assert workspace.room(DISTRICT, {TEXT: text * 4}, "leaflet", TEXT) is None
    assert workspace.room(DISTRICT, {}, "leaflet", f"{DESK}/phone") is None


def test_edits_of_what_is_gone_are_told(workspace: Workspace) -> None:
    drawn = draw(workspace, {"columns/nai/text": "…"})
    assert [(one.key, bool(one.hint)) for one in drawn.problems] == [("columns/nai/text", True)]
    assert drawn.picture


ODD = ["\x00", "\ud800", "\x85", "\u2028", "\ufeff", "---", "no: #", "'\"", "｜\t|", "窓口※1", "あ" * 9000]


@pytest.mark.parametrize("text", ODD)
def test_nothing_that_is_typed_is_an_exception(workspace: Workspace, text: str) -> None:
    for key in (TEXT, TITLE, f"{DESK}/hours", f"{DESK}/everywhere", f"{COLUMN}/allows"):
        drawn = workspace.draw(DISTRICT, {key: text}, "leaflet", width=50)
        assert drawn.picture
        assert not drawn.stale or drawn.problems


def test_no_key_leads_out_of_the_data(workspace: Workspace) -> None:
    key = "columns/../../jirei-1"
    drawn = draw(
        workspace, {key: NEW, f"{key}/title": "外", f"{key}/text": "外", f"{key}/district": DISTRICT}
    )
    assert {one.key for one in drawn.problems} >= {key}


def jpeg(size: tuple[int, int] = (60, 40), place: bool = False) -> bytes:
    image, data = Image.effect_noise(size, 60).convert("RGB"), io.BytesIO()
    exif = Image.Exif()
    if place:
        exif[0x010F] = "Camera"
        exif.get_ifd(0x8825)[1] = "N"
    image.save(data, "JPEG", exif=exif)
    return data.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "空です"),
        (b"%PDF-1.7", "JPEGでもPNGでもありません"),
        (SVG, "SVGです"),
        (jpeg()[:-400], "途中で切れています"),
        (b"\xff" * (MOST_UPLOADED + 1), "30メガバイトまで"),
    ],
)
def test_what_is_no_photograph_is_refused_in_words(workspace: Workspace, data: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words):
        workspace.photo(data)


def test_a_photograph_that_claims_too_many_pixels_is_refused(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    with pytest.raises(InputError, match="大きすぎます"):
        workspace.photo(jpeg())


def test_the_pdf_is_that_of_the_district_as_it_is_saved(workspace: Workspace) -> None:
    name, data = workspace.pdf(DISTRICT, "leaflet")
    assert name == "浮島校区-leaflet（校正）.pdf"
    assert data.startswith(b"%PDF")


def test_bundled_data_are_not_edited(leaflet: handbook.Layout) -> None:
    with pytest.raises(InputError, match="handbook new"):
        Workspace(bundled("data"), {"leaflet": leaflet}, datetime.date(2026, 4, 1))
