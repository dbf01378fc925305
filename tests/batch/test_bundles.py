"""One PDF and one ZIP file of all editions: whole, the same each time, made anew only when stale."""

from __future__ import annotations

import hashlib
import struct
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

import handbook
from handbook.errors import InputError

WANTED = ["日吉", "浮島", "南"]


@pytest.fixture
def build(plan, leaflet, tmp_path):
    def call(new=plan, wanted=WANTED, **options):
        options = {"merge": "全校区（校正）.pdf", "archive": "全校区（校正）.zip", "jobs": 1, **options}
        return handbook.build(new, leaflet, tmp_path / "out", wanted, **options)

    return call


def test_a_merged_pdf_and_a_zip_of_everything(build, tmp_path):
    report = build()
    assert [(bundle.path.name, bundle.skipped) for bundle in report.bundles] == [
        ("全校区（校正）.pdf", False),
        ("全校区（校正）.zip", False),
    ]
    file = pypdf.PdfReader(tmp_path / "out" / "全校区（校正）.pdf", strict=True)
    assert file.page_labels[:2] == ["日吉校区-1", "日吉校区-2"]
    assert file.metadata.title.endswith("3校区版")
    with zipfile.ZipFile(tmp_path / "out" / "全校区（校正）.zip") as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [
            "日吉校区（校正）.pdf",
            "浮島校区（校正）.pdf",
            "南校区（校正）.pdf",
            "全校区（校正）.pdf",
        ]
        for name in archive.namelist():
            assert archive.read(name) == (tmp_path / "out" / name).read_bytes()


def test_names_in_the_zip_are_marked_as_utf_8_and_its_times_are_fixed(build, tmp_path):
    build()
    data = (tmp_path / "out" / "全校区（校正）.zip").read_bytes()
    at, seen = data.find(b"PK\x01\x02"), 0
    while at >= 0:
        flags, _, time, date = struct.unpack("<HHHH", data[at + 8 : at + 16])
        length = struct.unpack("<H", data[at + 28 : at + 30])[0]
        assert flags & 0x800, "bit 11: the name is UTF-8 (APPNOTE 4.4.4)"
        assert data[at + 46 : at + 46 + length].decode("utf-8").endswith(".pdf")
        assert (time, date) == (0, 0x21), "1980-01-01 00:00"
        at, seen = data.find(b"PK\x01\x02", at + 4), seen + 1
    assert seen == 4


def test_other_unzippers_read_the_names(build, tmp_path):
    build()
    script = "import sys, zipfile; print(*zipfile.ZipFile(sys.argv[1]).namelist(), sep='\\n')"
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", script, str(tmp_path / "out" / "全校区（校正）.zip")],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert "浮島校区（校正）.pdf" in done.stdout


def test_bundles_are_made_anew_only_when_stale(build, plan, tmp_path):

    build()
    before = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()}
    assert [bundle.skipped for bundle in build().bundles] == [True, True]
    assert {path.name: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()} == before
    desks = tuple(d._replace(phone="0942-51-6199") if d.phone == "0942-51-6100" else d for d in plan.desks)
    assert [bundle.skipped for bundle in build(replace(plan, desks=desks)).bundles] == [False, False]
    (tmp_path / "out" / "全校区（校正）.pdf").write_bytes(b"%PDF")
    assert [bundle.skipped for bundle in build(replace(plan, desks=desks)).bundles] == [False, True]
    assert [bundle.skipped for bundle in build(wanted=["南"]).bundles] == [False, False]


def test_same_bytes_whatever_went_before(build, plan, leaflet, tmp_path):
    build(wanted=["南"])
    build()
    handbook.build(
        plan,
        leaflet,
        tmp_path / "b",
        reversed(WANTED),
        merge="全校区（校正）.pdf",
        archive="全校区（校正）.zip",
    )
    for name in ("全校区（校正）.pdf", "全校区（校正）.zip", "handbook-manifest.json"):
        digests = {hashlib.sha256((tmp_path / out / name).read_bytes()).hexdigest() for out in ("out", "b")}
        assert len(digests) == 1, name


def test_no_bundle_while_an_edition_is_missing(overfull, build, tmp_path):
    build()
    before = (tmp_path / "out" / "全校区（校正）.pdf").read_bytes()
    report = build(overfull)
    assert [outcome.district for outcome in report.failed] == ["浮島"]
    assert "そろっていない" in report.problems[0].message
    assert report.bundles == ()
    assert (tmp_path / "out" / "全校区（校正）.pdf").read_bytes() == before


@pytest.mark.parametrize(
    ("merge", "archive", "said"),
    [
        ("all", None, ".pdf で終わる"),
        (".pdf", None, ".pdf で終わる"),
        ("a/b.pdf", None, "フォルダーの名前"),
        ("..\\b.pdf", None, "フォルダーの名前"),
        ("浮島校区（校正）.pdf", None, "同じです"),
        ("a:b.pdf", None, "使えない文字"),
        (None, "all.pdf", ".zip で終わる"),
        (None, "../all.zip", "フォルダーの名前"),
    ],
)
def test_names_that_cannot_be(build, tmp_path, merge, archive, said):
    with pytest.raises(InputError, match=said):
        build(merge=merge, archive=archive)
    assert not (tmp_path / "out").exists()


def test_a_date_that_is_prescribed_is_the_date_in_the_zip(build, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    build()
    with zipfile.ZipFile(tmp_path / "out" / "全校区（校正）.zip") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2023, 11, 14, 22, 13, 20)}


def test_sharded_folders(plan, leaflet, tmp_path):
    out = tmp_path / "out"
    report = handbook.build(plan, leaflet, out, WANTED, shard=20, archive="all.zip", check=False)
    paths = [outcome.path.relative_to(out).as_posix() for outcome in report.made]
    assert paths == ["01-20/日吉校区（校正）.pdf", "21-40/浮島校区（校正）.pdf", "21-40/南校区（校正）.pdf"]
    with zipfile.ZipFile(out / "all（校正）.zip") as archive:
        assert archive.namelist() == paths
    assert len(handbook.build(plan, leaflet, out, WANTED, shard=20, check=False).skipped) == 3
    assert not Path(out, "41-60").exists()


def test_the_merged_pdf_is_held_against_the_checked_single_ones(build, plan, leaflet, tmp_path):
    from handbook.batch.bundles import _compare

    report = build()
    path = tmp_path / "out" / "全校区（校正）.pdf"
    _compare(path, report.outcomes, plan)
    with pytest.raises(InputError, match="南校区の1ページ"):
        _compare(path, [*report.outcomes, report.outcomes[-1]], plan)
    with pytest.raises(InputError, match="日吉校区の1ページ"):
        _compare(path, report.outcomes[::-1][1:] + report.outcomes[:1], plan)
    with pytest.raises(InputError, match="最後のページ"):
        _compare(path, report.outcomes[:-1], plan)
