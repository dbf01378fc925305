"""All 46 editions are good; a check that cries wolf would soon be switched off."""

from __future__ import annotations

import handbook
from handbook.check import check_pdf, edition_of
from handbook.coverage import charset
from handbook.document import Document
from handbook.edition import Edition
from handbook.layout import Layout
from handbook.pdf import FontSet, render_pdf
from handbook.plan import Plan
from handbook.readback import read_back


def test_every_edition_passes_with_and_without_its_layout(
    plan: Plan, leaflet: Layout, documents: dict[str, Document]
) -> None:
    fonts = FontSet(charset(plan, leaflet))
    for name, document in documents.items():
        edition = handbook.select(plan, name)
        file = read_back(render_pdf(document, fonts))
        assert check_pdf(file, edition, leaflet) == [], name
        assert check_pdf(file, edition) == [], name
        claimed = edition_of(file, plan)
        assert claimed is not None, name
        assert claimed.district == edition.district


def test_every_edition_fails_as_any_of_its_neighbours(
    plan: Plan, leaflet: Layout, documents: dict[str, Document]
) -> None:
    names = list(documents)
    for name, neighbour in zip(names, names[1:] + names[:1], strict=True):
        file = read_back(render_pdf(documents[name]))
        codes = {finding.code for finding in check_pdf(file, handbook.select(plan, neighbour), leaflet)}
        assert {"edition", "title", "missing-text", "foreign-place"} <= codes, (name, neighbour, codes)


def test_a_file_of_no_edition_claims_none(plan: Plan, document: Document) -> None:

    assert edition_of(render_pdf(document._replace(identifier="別の計画/leaflet/atlantis")), plan) is None


def test_the_same_findings_come_from_path_bytes_and_read_back(
    tmp_path: object, pdf: bytes, edition: Edition, leaflet: Layout
) -> None:
    from pathlib import Path

    path = Path(str(tmp_path)) / "浮島校区.pdf"
    path.write_bytes(pdf)
    assert check_pdf(path, edition, leaflet) == check_pdf(pdf, edition, leaflet) == []
