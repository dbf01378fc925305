"""A proof until it is final: names, marks, what leaves the folder, and the day that decides one thing."""

from __future__ import annotations

import datetime
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

import handbook
from handbook.batch import MANIFEST
from handbook.document import marks
from handbook.plan import Plan
from handbook.readback import read_back
from handbook.resources import bundled

MARK = "校正用・配布しないでください"
ENDED = "この計画の期間は令和8年3月で終わりました"
LAST, AFTER = datetime.date(2026, 3, 31), datetime.date(2026, 4, 1)


@pytest.fixture
def sure(plan: Plan, confirmed) -> Plan:
    """The plan when two people have confirmed all of it."""
    return confirmed(plan)


@pytest.fixture
def build(sure, leaflet, tmp_path):
    def call(wanted=("浮島", "南"), plan=sure, **options):
        report = handbook.build(plan, leaflet, tmp_path / "out", wanted, jobs=1, **options)
        assert not report.failed, report.failed
        return report

    return call


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {MANIFEST}


def pages(path: Path) -> list[str]:
    return ["".join(run.text for run in page.runs if run.visible) for page in read_back(path).pages]


def test_a_proof_says_so_on_each_page_and_a_final_bears_its_code(build, tmp_path):
    build()
    proof = pages(tmp_path / "out" / "浮島校区（校正）.pdf")
    assert len(proof) == 2
    assert all(MARK in page for page in proof)
    (edition, _) = build(final=True).made
    final = pages(tmp_path / "out" / "浮島校区.pdf")
    assert all(edition.code in page and "校正" not in page for page in final)
    assert not any(edition.code in page for page in proof)


def test_an_unconfirmed_plan_and_a_confirmed_one_are_proofs_alike(build, plan, tmp_path):
    build()
    before = (tmp_path / "out" / "南校区（校正）.pdf").read_bytes()
    assert not build(plan=plan).made
    assert (tmp_path / "out" / "南校区（校正）.pdf").read_bytes() == before


@pytest.mark.parametrize("options", [{}, {"template": "{number}-{slug}.PDF"}, {"shard": 40}])
def test_every_file_that_is_not_final_says_so_in_its_name(build, tmp_path, options):
    build(formats=("pdf", "txt", "html"), merge="全部.pdf", archive="全部.zip", **options)
    files = [path for path in (tmp_path / "out").rglob("*.*") if path.is_file() and path.name != MANIFEST]
    assert len(files) == 8
    assert all(path.stem.endswith("（校正）") for path in files)
    with zipfile.ZipFile(tmp_path / "out" / "全部（校正）.zip") as archive:
        assert all("（校正）." in name for name in archive.namelist())


def test_a_name_that_no_final_could_have_is_refused_for_the_proof(sure, leaflet, tmp_path):
    for template in ("con.pdf", " .pdf"):
        with pytest.raises(handbook.InputError):
            handbook.build(sure, leaflet, tmp_path, ["浮島"], template=template)


def test_finals_take_the_proofs_out_and_proofs_the_finals(build, tmp_path):
    kinds = {"formats": ("pdf", "txt"), "merge": "全部.pdf", "archive": "全部.zip"}
    proofs = {f"{stem}（校正）.{end}" for stem in ("浮島校区", "南校区") for end in ("pdf", "txt")}
    proofs |= {"全部（校正）.pdf", "全部（校正）.zip"}
    finals = {name.replace("（校正）", "") for name in proofs}
    out = tmp_path / "out"
    for final, here in ((False, proofs), (True, finals), (False, proofs)):
        report = build(final=final, **kinds)
        assert names(out) == here
    (note,) = report.notes
    assert "印刷用のファイルを除きました" in note
    assert not build(**kinds).notes


def test_all_that_was_made_of_an_edition_leaves_with_it(build, tmp_path):
    """Twins at once; what holds many when none of the many is left."""
    build(formats=("pdf", "txt", "html"), merge="全部.pdf", archive="全部.zip")
    out = tmp_path / "out"
    report = build(["浮島"], final=True)
    assert "浮島校区（校正）.txt" in "".join(report.notes)
    bundles = {"全部（校正）.pdf", "全部（校正）.zip"}
    left = {f"南校区（校正）.{kind}" for kind in ("pdf", "txt", "html")}
    assert names(out) == {"浮島校区.pdf"} | left | bundles
    assert any("全部（校正）.pdf" in note for note in report.notes), "an edition in it is behind"
    build(final=True)
    assert names(out) == {"浮島校区.pdf", "南校区.pdf"}


def test_a_twin_with_notes_of_mine_stays_and_is_told(build, tmp_path):
    build(formats=("pdf", "txt"))
    (tmp_path / "out" / "浮島校区（校正）.txt").write_text("mine", encoding="utf-8")
    (told,) = [note for note in build(final=True).notes if "残っています" in note]
    assert "浮島校区（校正）.txt" in told
    assert names(tmp_path / "out") == {"浮島校区.pdf", "南校区.pdf", "浮島校区（校正）.txt"}


def test_only_the_editions_that_are_there_anew_lose_their_proof(build, tmp_path):
    build()
    build(["浮島"], final=True)
    assert names(tmp_path / "out") == {"浮島校区.pdf", "南校区（校正）.pdf"}


def test_an_edition_that_fails_keeps_its_earlier_file(build, overfull, leaflet, tmp_path, confirmed):
    build()
    report = handbook.build(
        confirmed(overfull), leaflet, tmp_path / "out", ["浮島", "南"], jobs=1, final=True
    )
    assert [outcome.district for outcome in report.failed] == ["浮島"]
    assert names(tmp_path / "out") == {"浮島校区（校正）.pdf", "南校区.pdf"}


@pytest.mark.parametrize("manifest", [True, False], ids=["changed", "unknown"])
def test_what_is_not_as_it_was_made_stays_and_is_told(build, tmp_path, manifest):
    build()
    out = tmp_path / "out"
    if manifest:
        (out / "浮島校区（校正）.pdf").write_bytes(b"with notes of mine")
    else:
        (out / MANIFEST).unlink()
    report = build(final=True)
    assert "浮島校区（校正）.pdf" in names(out)
    (told,) = [note for note in report.notes if "残っています" in note]
    assert "浮島校区（校正）.pdf" in told
    assert ("南校区（校正）.pdf" in told) is not manifest
    assert ("南校区（校正）.pdf" in names(out)) is not manifest


@pytest.mark.parametrize("final", [False, True])
def test_after_the_period_the_front_says_so(build, tmp_path, final):
    name = "浮島校区.pdf" if final else "浮島校区（校正）.pdf"
    build(final=final, date=LAST)
    path = tmp_path / "out" / name
    assert not any(ENDED in page for page in pages(path))
    report = build(final=final, date=AFTER)
    assert len(report.reprint) == 2
    front, back = read_back(path).pages
    (said,) = [run for run in front.runs if ENDED in run.text]
    assert said.size >= 10.5
    assert not any(ENDED in run.text for run in back.runs)


def test_the_day_decides_nothing_else(build, tmp_path, digests):
    out = tmp_path / "out"
    for days in ((None, LAST, datetime.date(2020, 1, 1)), (AFTER, datetime.date(2099, 12, 31))):
        build(date=days[0], formats=("pdf", "txt", "html"))
        before = {**digests(out), MANIFEST: (out / MANIFEST).read_bytes()}
        for day in days[1:]:
            assert not build(date=day, formats=("pdf", "txt", "html")).made
            build(date=day, formats=("pdf", "txt", "html"), force=True)
            assert {**digests(out), MANIFEST: (out / MANIFEST).read_bytes()} == before


def test_a_plan_without_a_period_never_ends(leaflet):
    mihon = handbook.load_plan(bundled("data") / "mihon")
    edition = handbook.select(mihon, "東")
    assert mihon.period is None
    last, never = (
        handbook.render_text(handbook.compose(edition, leaflet, date=day)) for day in (AFTER, None)
    )
    assert last == never


@pytest.mark.parametrize("final", [False, True])
@pytest.mark.parametrize("date", [LAST, AFTER])
def test_an_invented_plan_says_both(plan, leaflet, final, date):
    """That it is invented, always; that it is a proof, until it is final."""
    mihon = replace(handbook.load_plan(bundled("data") / "mihon"), period=plan.period)
    edition = handbook.select(mihon, "つつじが丘")
    pdf = handbook.render_pdf(handbook.compose(edition, leaflet, final, date))
    assert handbook.check_pdf(pdf, edition, leaflet) == []
    for page in read_back(pdf).pages:
        said = "".join(run.text for run in page.runs)
        assert mihon.sample in said
        assert (MARK in said) is not final


def looks(mark):
    """What is seen of a mark."""
    run = getattr(mark, "run", None)
    return (
        mark if run is None else (mark.x, mark.y, run.text, run.face.name, run.size, run.advances, mark.color)
    )


def test_what_was_proof_read_is_what_is_printed(plan, leaflet, documents):
    """Between them, nothing moves but what stands in the footer."""
    for name, proof in documents.items():
        final = handbook.compose(handbook.select(plan, name), leaflet, final=True)
        for pages in zip(proof.pages, final.pages, strict=True):
            drawn = [
                [looks(mark) for one in page.elements if one.block != "footer" for mark in marks((one,))]
                for page in pages
            ]
            tag = drawn[0][2:4] if pages[0] is proof.pages[0] else []
            assert [mark for mark in drawn[0] if mark not in tag] == drawn[1], name


@pytest.mark.parametrize("name", ["浮島", "南", "水分"])
def test_a_listener_is_told_once_and_first(plan, leaflet, name):
    from handbook.check.speech import speak

    document = handbook.compose(handbook.select(plan, name), leaflet)
    said = speak(handbook.render_pdf(document))
    assert said[2] == MARK, "after the title and the page"
    text = handbook.render_text(document)
    assert text.splitlines()[:5] == [document.title, "", "（おもて）", "", MARK]
    body = handbook.render_html(document).split("<body>")[1]
    assert body.index(MARK) < body.index("<h1")
    assert [whole.count(MARK) for whole in ("\n".join(said), text, body)] == [1, 1, 1]
    final = handbook.compose(handbook.select(plan, name), leaflet, final=True)
    assert "校正" not in handbook.render_text(final) + handbook.render_html(final)


UNMARKED = """\
title: 試し
paper: A4
faces: {regular: BIZUDPGothic-Regular.ttf}
colors: {ink: "#1B2430"}
styles: {text: {face: regular, size: 12, leading: 1.5, color: ink}, body: {like: text}, footer: {like: text}}
pages:
  - name: 表
    margins: {top: 12mm, right: 13mm, bottom: 14mm, left: 13mm}
    body: [{block: text, text: 言葉}]
    footer: {block: footer, rule: ink}
  - name: 裏
    margins: {top: 12mm, right: 13mm, bottom: 14mm, left: 13mm}
    body: [{block: footer, rule: ink, proof: 校正用, moves: true}]
  - name: 折り
    margins: {top: 12mm, right: 13mm, bottom: 14mm, left: 13mm}
    body: [{row: [{block: text, text: 言葉}, {stack: [{block: footer, rule: ink, proof: 校正用}]}]}]
"""


def test_a_layout_with_a_page_that_cannot_say_so_is_refused(tmp_path):
    """Also where the mark may move to another page; wherever else it stands on its own page will do."""
    path = tmp_path / "mine.yaml"
    path.write_text(UNMARKED, encoding="utf-8")
    with pytest.raises(handbook.InputError) as caught:
        handbook.load_layout(path)
    told = [(problem.place.line, problem.message) for problem in caught.value.problems if problem.place]
    assert told == [
        (7, "ページ「表」に、校正用の印を出す部品がありません。"),
        (7, "ページ「表」に、計画期間が終わったことを知らせる部品がありません。"),
        (11, "ページ「裏」に、校正用の印を出す部品がありません。"),
    ]
    assert all("proof: " in one.hint or "ended: " in one.hint for one in caught.value.problems)
