"""What the editor writes: the lines that were changed alone, whole or not at all, over nobody's work."""

from __future__ import annotations

import datetime
import difflib
import io
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

import handbook
from handbook.errors import InputError
from handbook.load import load_plan
from handbook.resources import bundled
from handbook.web.editor.values import NEW, REMOVED
from handbook.web.editor.workspace import Workspace

DISTRICT = "東"
COLUMN = "columns/asagao-cafe"
TEXT, TITLE = f"{COLUMN}/text", f"{COLUMN}/title"
DESK = "desks/高齢者/見本市東地域包括支援センター"
PHONE = f"{DESK}/phone"

Make = Callable[[], Workspace]


@pytest.fixture
def make(tmp_path: Path, leaflet: handbook.Layout) -> Make:
    """Editors of one copy of the invented city."""
    shutil.copytree(bundled("data") / "mihon", tmp_path / "data")
    return lambda: Workspace(tmp_path / "data", {"leaflet": leaflet}, datetime.date(2026, 4, 1))


def seen(workspace: Workspace) -> dict[str, str]:
    return {field.key: field.value for part in workspace.form(DISTRICT, {}) for field in part.fields}


def texts(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def changed(before: dict[str, bytes], after: dict[str, bytes]) -> list[str]:
    """The lines that differ, of all files."""
    found = []
    for name in sorted({*before, *after}):
        pair = [each.get(name, b"").decode(errors="replace").splitlines() for each in (before, after)]
        found += [line for line in difflib.ndiff(*pair) if line[0] in "+-"]
    return found


def test_saving_changes_the_lines_that_were_typed_and_undo_changes_them_back(make: Make) -> None:
    workspace = make()
    before = texts(workspace.folder)
    saved = workspace.save({TITLE: "朝市のあとで", PHONE: "0000-20-0099"}, seen(workspace))
    assert saved.done
    assert set(saved.files) == {f"{COLUMN}.yaml", "desks.yaml"}
    assert changed(before, texts(workspace.folder)) == [
        "- title: 朝市のあとの、お茶の時間",
        "+ title: 朝市のあとで",
        "-         phone: 0000-20-0001",
        "+         phone: 0000-20-0099",
    ]
    assert seen(workspace)[PHONE] == "0000-20-0099"
    assert set(workspace.undo().files) == set(saved.files)
    assert texts(workspace.folder) == before
    assert workspace.undo().files == ()


def test_a_desk_s_new_name_is_its_new_key(make: Make) -> None:
    workspace = make()
    saved = workspace.save({f"{DESK}/name": "東の相談室"}, seen(workspace))
    assert saved.keys == {DESK: "desks/高齢者/東の相談室"}
    assert "desks/高齢者/東の相談室/phone" in seen(workspace)


def test_a_new_column_with_a_photograph_reads_as_a_person_would_have_written_it(make: Make) -> None:
    workspace = make()
    before = texts(workspace.folder)
    photo = workspace.photo(jpeg())
    assert texts(workspace.folder) == before
    edits = dict(workspace.new_column(DISTRICT, {}))
    key = next(key for key, text in edits.items() if text == NEW)
    edits |= {f"{key}/title": "新しい事例", f"{key}/text": "一つ。\n二つ。"}
    edits |= {f"{key}/photo/{name}": text for name, text in (("file", photo.name), ("alt", "四人"))}
    refused = workspace.save(edits, {})
    assert [one.key for one in refused.problems] == [f"{key}/photo/consent"]
    assert texts(workspace.folder) == before
    saved = workspace.save({**edits, f"{key}/photo/consent": "はい"}, {})
    assert set(saved.files) == {f"{key}.yaml", f"columns/{photo.name}"}
    lines = (workspace.folder / f"{key}.yaml").read_text(encoding="utf-8").splitlines()
    assert lines[lines.index("title: 新しい事例") :] == [
        "title: 新しい事例",
        "text: |",
        "  一つ。",
        "  二つ。",
        "district: 東",
        "photo:",
        f"  file: {photo.name}",
        "  alt: 四人",
        "  consent: true",
    ]
    with Image.open(workspace.folder / "columns" / photo.name) as stored:
        assert not stored.getexif()
    column = next(one for one in load_plan(workspace.folder).columns if one.title == "新しい事例")
    assert column.photo is not None
    assert column.photo.alt == "四人"
    gone = {f"{key}/photo/{name}": "" for name in ("file", "alt", "consent")}
    assert workspace.save(gone, seen(workspace)).done
    assert "photo" not in (workspace.folder / f"{key}.yaml").read_text(encoding="utf-8")
    workspace.undo()
    workspace.undo()
    assert texts(workspace.folder) == before


def jpeg() -> bytes:
    exif, data = Image.Exif(), io.BytesIO()
    exif[0x010F] = "Camera"
    Image.effect_noise((60, 40), 60).convert("RGB").save(data, "JPEG", exif=exif)
    return data.getvalue()


def test_of_two_editors_the_second_is_told_and_overwrites_nothing(make: Make) -> None:
    one, other = make(), make()
    opened = seen(one)
    assert one.save({TEXT: "一人目の文です。"}, opened).done
    before = texts(one.folder)
    told = other.save({TEXT: "二人目の文です。", TITLE: "二人目の見出し"}, opened)
    assert texts(one.folder) == before
    (conflict,) = told.conflicts
    assert (conflict.key, conflict.file, conflict.label) == (TEXT, f"{COLUMN}.yaml", "本文")
    assert (conflict.there, conflict.typed) == ("一人目の文です。", "二人目の文です。")
    kept = other.save({TEXT: "二人目の文です。"}, {TEXT: conflict.there})
    assert kept.done
    assert "元に戻せません" in one.undo().problems[0].message
    assert seen(one)[TEXT] == "二人目の文です。"


def test_what_others_have_changed_beside_it_stays(make: Make) -> None:
    one, other = make(), make()
    opened = seen(one)
    one.save({TEXT: "一人目の文です。"}, opened)
    assert other.save({TITLE: "二人目の見出し"}, opened).done
    assert (seen(one)[TEXT], seen(one)[TITLE]) == ("一人目の文です。", "二人目の見出し")


def test_two_new_columns_do_not_fight_over_a_name(make: Make) -> None:
    one, other = make(), make()
    edits = dict(one.new_column(DISTRICT, {}))
    key = next(key for key, text in edits.items() if text == NEW)
    mine = {**edits, f"{key}/title": "一つめ", f"{key}/text": "一つ。"}
    assert one.save(mine, {}).files == (f"{key}.yaml",)
    assert one.save(mine, {}).files == ()  # pressed twice
    theirs = {**edits, f"{key}/title": "二つめ", f"{key}/text": "二つ。"}
    saved = other.save(theirs, {})
    assert saved.done
    assert saved.keys[key] != key
    titles = [column.title for column in load_plan(one.folder).columns]
    assert {"一つめ", "二つめ"} <= {*titles}


def test_a_column_that_somebody_has_changed_is_not_removed(make: Make) -> None:
    one, other = make(), make()
    opened = seen(one)
    one.save({TEXT: "一人目の文です。"}, opened)
    assert [each.key for each in other.save({COLUMN: REMOVED}, opened).conflicts] == [TEXT]
    assert other.save({COLUMN: REMOVED}, seen(other)).files == (f"{COLUMN}.yaml",)
    assert other.undo().files == (f"{COLUMN}.yaml",)


def test_what_was_typed_into_what_has_gone_is_shown_and_can_be_given_up(make: Make) -> None:
    workspace, other = make(), make()
    opened = seen(other)
    below = {key: text for key, text in opened.items() if key.startswith(f"{COLUMN}/")}
    assert workspace.save({COLUMN: REMOVED}, below).done
    (gone,) = other.save({TITLE: "二人目", PHONE: "0000-20-0099"}, opened).conflicts
    assert (gone.key, gone.there, gone.typed) == (TITLE, REMOVED, "二人目")
    assert other.save({PHONE: "0000-20-0099"}, opened).done
    assert other.save({COLUMN: REMOVED}, below).done, "it has gone already"


def test_two_who_save_at_once_lose_nothing(make: Make) -> None:
    """Each says that it has saved, or that something has changed meanwhile; what is said to be saved is."""

    def write(workspace: Workspace, key: str) -> str:
        value = seen(workspace)[key]
        for text in ("一", "二", "三", "四"):
            try:
                assert workspace.save({key: text}, {key: value}).done
            except InputError:
                continue
            value = text
        return value

    keys = (TITLE, TEXT)
    with ThreadPoolExecutor(2) as pool:
        written = list(pool.map(write, (make(), make()), keys))
    found = seen(make())
    assert [found[key] for key in keys] == written


def test_a_link_out_of_the_folder_is_not_followed(make: Make, tmp_path: Path) -> None:
    workspace = make()
    path = workspace.folder / f"{COLUMN}.yaml"
    outside = tmp_path / "outside.yaml"
    path.rename(outside)
    path.symlink_to(outside)
    before = outside.read_bytes()
    with pytest.raises(InputError, match="リンク"):
        workspace.save({TEXT: "外の文です。"}, seen(workspace))
    assert outside.read_bytes() == before


def test_a_folder_that_vanishes_or_breaks_is_told_and_found_again(make: Make, tmp_path: Path) -> None:
    workspace = make()
    opened = seen(workspace)
    workspace.folder.rename(tmp_path / "elsewhere")
    with pytest.raises(InputError):
        workspace.save({TEXT: "新しい文です。"}, opened)
    with pytest.raises(InputError):
        workspace.draw(DISTRICT, {}, "leaflet")
    (tmp_path / "elsewhere").rename(workspace.folder)
    desks = workspace.folder / "desks.yaml"
    whole = desks.read_bytes()
    desks.write_bytes(b"categories: [")
    with pytest.raises(InputError, match=r"desks\.yaml") as caught:
        workspace.form(DISTRICT, {})
    assert "handbook-" not in str(caught.value)
    desks.write_bytes(whole)
    assert workspace.save({TEXT: "新しい文です。"}, opened).done


def test_a_read_only_file_stays_and_nothing_beside_it_is_written(make: Make) -> None:
    workspace = make()
    before = texts(workspace.folder)
    (workspace.folder / "desks.yaml").chmod(0o444)
    with pytest.raises(InputError, match="読み取り専用"):
        workspace.save({TEXT: "新しい文です。", PHONE: "0000-20-0099"}, seen(workspace))
    assert texts(workspace.folder) == before


def test_a_full_disk_is_told_and_leaves_the_files(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = make()
    opened, before = seen(workspace), texts(workspace.folder)

    def full(*_: object) -> int:
        raise OSError(28, os.strerror(28))

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        with pytest.raises(InputError, match="ディスクがいっぱい"):
            workspace.save({TEXT: "新しい文です。"}, opened)
    assert texts(workspace.folder) == before


def test_confirming_is_by_name_and_value(make: Make) -> None:
    workspace = make()
    workspace.save({PHONE: "0000-20-0099"}, seen(workspace))  # whatever was confirmed was another
    item = next(one for one in workspace.unconfirmed(DISTRICT) if one.key == PHONE)
    assert (item.group, item.value, item.by) == ("見本市東地域包括支援センター", "0000-20-0099", ())
    for name in ("見本 太郎", "見本太郎さん"):
        workspace.confirm(PHONE, item.value, name)
    assert next(one for one in workspace.unconfirmed(DISTRICT) if one.key == PHONE).by == ("見本 太郎",)
    with pytest.raises(InputError, match="変わりました"):
        workspace.confirm(PHONE, "0000-20-0002", "見本 花子")
    with pytest.raises(InputError, match="名前"):
        workspace.confirm(PHONE, item.value, " ")
    workspace.confirm(PHONE, item.value, "見本 花子")
    assert PHONE not in [one.key for one in workspace.unconfirmed(DISTRICT)]
    workspace.confirm(PHONE, item.value, "見本 花子", withdraw=True)
    assert PHONE in [one.key for one in workspace.unconfirmed(DISTRICT)]


SAVING = """
import datetime, sys
from handbook.web.editor.workspace import Workspace
workspace = Workspace(sys.argv[1], {}, datetime.date(2026, 4, 1))
print("ready", flush=True)
for at in range(10_000):
    fields = {field.key: field.value for part in workspace.form("東", {}) for field in part.fields}
    edits = {sys.argv[2]: f"{at}回目の文です。" * 200, sys.argv[3]: f"0000-20-{1000 + at % 9000}"}
    workspace.save(edits, fields)
"""


def test_who_is_killed_while_saving_leaves_whole_files(make: Make) -> None:
    workspace = make()
    command = [sys.executable, "-c", SAVING, str(workspace.folder), TEXT, PHONE]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        deadline = time.monotonic() + 60
        while b"1\xe5\x9b\x9e\xe7\x9b\xae" not in (workspace.folder / f"{COLUMN}.yaml").read_bytes():
            assert time.monotonic() < deadline
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    plan = load_plan(workspace.folder)
    text = next(column.text for column in plan.columns if column.id == "asagao-cafe")
    assert text.count("回目の文です。") == 200
    make()  # who comes next sweeps what was left
    assert not [name for name in texts(workspace.folder) if name.endswith(".tmp")]
    assert seen(workspace)[TEXT] == text
