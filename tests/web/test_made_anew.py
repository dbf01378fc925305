"""A site made again: what is as it was is not touched, what is ours goes when it must, all else stays."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result

import handbook
from handbook.cli import main
from handbook.errors import InputError
from handbook.web import record

OLD = 1_000_000_000_000_000_000


@pytest.fixture
def copy(site, tmp_path) -> Path:
    """A copy of the finished site; every file is old."""
    folder = tmp_path / "site"
    shutil.copytree(site, folder)
    for path in folder.rglob("*"):
        os.utime(path, ns=(OLD, OLD))
    return folder


def touched(folder: Path) -> set[str]:
    """The files that are no longer old."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix() for path in files if path.stat().st_mtime_ns != OLD}


def test_nothing_is_touched_where_nothing_changed(make, few, copy):
    put = make(few, copy).put
    assert put == record.Put((), (), (), (), ())
    assert touched(copy) == set()


def test_a_changed_number_changes_the_pages_that_have_it(make, few, copy):
    desks = tuple(
        desk._replace(phone="0942-99-9999") if desk.name == "西地域包括支援センター" else desk
        for desk in few.desks
    )
    put = make(replace(few, desks=desks), copy).put
    assert set(put.written) == {"ukishima.html", "index.html", "districts.json"}
    pdf = {"pdf/leaflet/ukishima（校正）.pdf", "pdf/leaflet/handbook-manifest.json"}
    assert touched(copy) == {*put.written, *pdf, record.NAME}
    assert "0942-99-9999" in (copy / "ukishima.html").read_text(encoding="utf-8")


def without(plan: handbook.Plan, name: str) -> handbook.Plan:
    desks = [
        desk._replace(districts=tuple(one for one in desk.districts if one != name)) for desk in plan.desks
    ]
    return replace(
        plan,
        districts=tuple(one for one in plan.districts if one.name != name),
        desks=tuple(desk for desk in desks if desk.districts),
        columns=tuple(column for column in plan.columns if name not in column.districts),
    )


def test_a_district_that_is_no_more_takes_its_files_with_it(make, few, copy):
    made = make(without(few, "浮島"), copy)
    assert set(made.put.removed) == {"ukishima.html", "pdf/leaflet/ukishima（校正）.pdf"}
    assert not list(copy.rglob("ukishima*"))
    assert "ukishima" not in (copy / "index.html").read_text(encoding="utf-8")
    assert not any("除いてください" in note for note in made.builds[0].notes), "that has been done"
    assert make(without(few, "浮島"), copy).put.removed == ()


def test_a_layout_that_is_no_longer_asked_for_goes(make, few, copy):
    card = handbook.load_layout("card")
    assert len(make(few, copy, card).builds) == 2
    assert len(list(copy.glob("pdf/card/*.pdf"))) == len(few.districts)
    put = make(few, copy).put
    assert len(put.removed) == len(few.districts)
    assert not (copy / "pdf" / "card").exists()


def test_what_others_changed_or_added_stays_and_is_told(make, few, copy):
    page, own, hidden = copy / "ukishima.html", copy / "pdf" / "leaflet" / "memo.txt", copy / ".htaccess"
    page.write_text("手で直したページ", encoding="utf-8")
    own.write_text("覚え書き", encoding="utf-8")
    hidden.write_text("", encoding="utf-8")
    put = make(few, copy).put
    assert put.kept == ("ukishima.html",)
    assert put.outdated == ()
    assert put.foreign == ("pdf/leaflet/memo.txt",)
    gone = make(without(few, "浮島"), copy).put
    assert "ukishima.html" not in gone.removed
    assert "ukishima.html" in gone.foreign
    assert page.read_text(encoding="utf-8") == "手で直したページ"
    assert own.exists()


def test_a_page_that_others_changed_and_that_is_out_of_date_is_told_as_such(make, few, copy):
    page = copy / "ukishima.html"
    page.write_text("手で直したページ", encoding="utf-8")
    renamed = replace(few, site=few.site._replace(note="新しい言葉"))
    for _ in range(2):
        put = make(renamed, copy).put
        assert put.outdated == ("ukishima.html",)
        assert page.read_text(encoding="utf-8") == "手で直したページ"
    page.unlink()
    assert make(renamed, copy).put.written == ("ukishima.html",)


def test_a_folder_that_holds_something_else_is_refused(make, few, tmp_path):
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "index.html").write_text("市のホームページ", encoding="utf-8")
    with pytest.raises(
        InputError, match=r"handbook site が作ったのではないものがあります（index.html）"
    ) as told:
        make(few, folder)
    assert told.value.stops
    assert [path.name for path in folder.iterdir()] == ["index.html"]
    assert (folder / "index.html").read_text(encoding="utf-8") == "市のホームページ"


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"format": 2, "files": {}}', '{"format": 1, "files": {"../outside.html": ["0"]}}']
)
def test_a_record_that_cannot_be_believed_is_refused(make, few, copy, text):
    (copy / record.NAME).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="作成記録"):
        make(few, copy)
    assert touched(copy) == {record.NAME}


def test_links_in_the_folder_are_not_followed(make, few, copy, tmp_path):
    outside = tmp_path / "outside.html"
    outside.write_text("よそのファイル", encoding="utf-8")
    (copy / "ukishima.html").unlink()
    (copy / "ukishima.html").symlink_to(outside)
    with pytest.raises(InputError, match="リンクなので、書きません"):
        make(few, copy)
    assert outside.read_text(encoding="utf-8") == "よそのファイル"


def test_a_run_that_was_cut_short_is_taken_up(make, few, tmp_path):
    folder = tmp_path / "site"

    def cut(step) -> None:
        if step.done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make(few, folder, progress=cut)
    assert not list(folder.glob("*.html")), "no page tells of PDFs that are not there"
    put = make(few, folder).put
    assert put.outdated == put.foreign == put.kept == ()
    assert make(few, folder).put == record.Put((), (), (), (), ())


def test_where_an_edition_cannot_be_made_no_page_is_touched(make, few, copy):
    long = tuple(column._replace(text=column.text * 40) for column in few.columns)
    made = make(replace(few, columns=long), copy)
    assert made.put is None
    assert made.builds[0].failed
    assert not [
        name for name in touched(copy) if name.endswith((".html", ".json", ".css")) and "/" not in name
    ]


def test_what_another_layout_has_no_room_for_is_not_offered(make, mihon, tmp_path):
    made = make(mihon, tmp_path / "site", handbook.load_layout("card"))
    assert {outcome.district for outcome in made.builds[1].failed} == {"つつじが丘", "見本ニュータウン"}
    for slug, offered in (("higashi", True), ("mihon-newtown", False)):
        page = (tmp_path / "site" / f"{slug}.html").read_text(encoding="utf-8")
        assert (f'href="pdf/card/{slug}' in page) == offered
        assert f'href="pdf/leaflet/{slug}' in page


@pytest.fixture
def run(tmp_path, monkeypatch):
    from click.testing import CliRunner

    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> Result:
        try:
            runner = CliRunner(mix_stderr=False)
        except TypeError:  # Click 8.2 and later never mix them
            runner = CliRunner()
        return runner.invoke(main, list(arguments), prog_name="handbook")

    return call


def test_the_command_says_what_it_did(run, data_copy, tmp_path):
    shutil.copytree(data_copy / "mihon", tmp_path / "city")
    command = ("site", "--data", "city", "--out", "site", "--date", "2026-04-01")
    first = run(*command)
    assert first.exit_code == 0, first.stderr
    assert "サイト（7ページ）を site/index.html から開けます" in first.stdout
    assert "--base-url" in first.stderr
    assert "変わりありません" in run(*command).stdout
    (tmp_path / "site" / "higashi.html").write_text("手で直した", encoding="utf-8")
    assert "そのままにしました" in run(*command).stderr
    (tmp_path / "city" / "site.yaml").write_text("note: 新しい言葉\n", encoding="utf-8")
    outdated = run(*command)
    assert outdated.exit_code == 1
    assert "higashi.html は、だれかが手で直しているので書きかえませんでした" in outdated.stderr
    named = run(*command[:4], "city")
    assert named.exit_code == 2
    assert "フォルダー" in named.stderr
