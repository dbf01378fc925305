"""The twins beside the PDF: same names, same batch rules, and never silently behind it."""

from __future__ import annotations

import pytest

import handbook
from handbook.errors import InputError


def names(folder) -> set[str]:
    return {path.name for path in folder.iterdir() if path.suffix in (".pdf", ".txt", ".html")}


def test_twins_stand_beside_the_pdf_and_hold_its_numbers(plan, leaflet, tmp_path):
    report = handbook.build(plan, leaflet, out=tmp_path, districts=["南"], formats=("html", "pdf", "txt"))
    assert not report.failed
    assert names(tmp_path) == {"南校区（校正）.pdf", "南校区（校正）.txt", "南校区（校正）.html"}
    text = (tmp_path / "南校区（校正）.txt").read_text(encoding="utf-8")
    page = (tmp_path / "南校区（校正）.html").read_text(encoding="utf-8")
    for desk in handbook.select(plan, "南").desks:
        assert desk.phone in text
        assert desk.phone in page


def test_only_what_is_asked_for_is_written(plan, leaflet, tmp_path):
    handbook.build(plan, leaflet, out=tmp_path, districts=["南"], formats=("txt",))
    assert names(tmp_path) == {"南校区（校正）.txt"}


def test_a_second_build_skips_twins_as_it_skips_pdfs(plan, leaflet, tmp_path):
    for _ in range(2):
        report = handbook.build(plan, leaflet, out=tmp_path, districts=["南"], formats=("pdf", "txt"))
    assert len(report.skipped) == 2
    (tmp_path / "南校区（校正）.txt").write_text("手で直した", encoding="utf-8")
    report = handbook.build(plan, leaflet, out=tmp_path, districts=["南"], formats=("pdf", "txt"))
    assert [outcome.path.name for outcome in report.made] == ["南校区（校正）.txt"]


def test_a_twin_left_behind_by_a_corrected_number_is_told(plan, leaflet, change, tmp_path):
    out = tmp_path / "out"
    handbook.build(plan, leaflet, out=out, districts=["南"], formats=("pdf", "txt"))
    corrected = handbook.load_plan(change("desks.yaml", "0942-36-5311", "0942-36-9999"))
    report = handbook.build(corrected, leaflet, out=out, districts=["南"])
    assert any("南校区（校正）.txt" in note and "--format txt" in note for note in report.notes)
    report = handbook.build(corrected, leaflet, out=out, districts=["南"], formats=("pdf", "txt"))
    assert not report.notes
    assert "0942-36-9999" in (out / "南校区（校正）.txt").read_text(encoding="utf-8")


def test_worker_processes_write_the_same_twins(plan, leaflet, tmp_path):
    some = ["南", "浮島", "水分", "日吉"]
    for jobs in (1, 2):
        handbook.build(
            plan, leaflet, out=tmp_path / str(jobs), districts=some, jobs=jobs, formats=("txt", "html")
        )
    for name in names(tmp_path / "1"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()


@pytest.mark.parametrize(
    "options", [{"formats": ("docx",)}, {"formats": ("txt",), "merge": "全校区（校正）.pdf"}]
)
def test_formats_that_cannot_be_are_refused_before_anything_is_written(plan, leaflet, tmp_path, options):
    with pytest.raises(InputError):
        handbook.build(plan, leaflet, out=tmp_path / "out", districts=["南"], **options)
    assert not (tmp_path / "out").exists()
