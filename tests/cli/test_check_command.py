"""`handbook check`: finished files held against the editions that they claim to be."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import handbook as library


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("built")
    plan, layout = library.load_plan(), library.load_layout("leaflet")
    assert library.build(plan, layout, out, ["浮島", "日吉", "南"], check=False).made
    return out


def test_good_files_by_name(run, built):
    result = run("check", str(built / "浮島校区.pdf"))
    assert result.exit_code == 0, result.stderr
    assert result.stdout.endswith("浮島校区.pdf: 誤りはありません。\n")


def test_a_folder(run, built):
    result = run("check", str(built))
    assert result.exit_code == 0, result.stderr
    assert len(result.stdout.splitlines()) == 4
    assert "3件を調べました。誤りのある PDF は0件です。" in result.stdout


def test_a_file_whose_name_is_another_district_is_still_held_against_what_it_is(run, built, tmp_path):
    renamed = tmp_path / "レポート.pdf"
    shutil.copy(built / "日吉校区.pdf", renamed)
    assert run("check", str(renamed)).exit_code == 0


def test_data_that_has_changed_since(run, built, change):
    """The printed number is an old one now: the file must be made again."""
    data = change("desks.yaml", "phone: 0942-51-6100", "phone: 0942-51-6199")
    result = run("check", str(built), "--data", str(data))
    assert result.exit_code == 1
    assert "浮島校区.pdf: 誤りが" in result.stderr
    assert "0942-51-6199" in result.stderr
    assert "日吉校区.pdf: 誤りはありません" in result.stdout
    assert "誤りのある PDF は1件です" in result.stderr


def test_all_files_are_checked_whatever_one_of_them_is(run, built, tmp_path):
    broken = tmp_path / "broken.pdf"
    broken.write_bytes((built / "浮島校区.pdf").read_bytes()[:5000])
    letter = tmp_path / "letter.pdf"
    letter.write_text("拝啓", encoding="utf-8")
    result = run("check", str(broken), str(letter), str(tmp_path / "nowhere.pdf"), str(built / "南校区.pdf"))
    assert result.exit_code == 1
    assert "broken.pdf" in result.stderr
    assert "letter.pdf" in result.stderr
    assert "nowhere.pdf" in result.stderr
    assert "南校区.pdf: 誤りはありません" in result.stdout
    assert "4件を調べました。誤りのある PDF は3件です。" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_foreign_pdf(run, tmp_path):
    from pypdf import PdfWriter

    path = tmp_path / "foreign.pdf"
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.write(path)
    result = run("check", str(path))
    assert result.exit_code == 1
    assert "どの校区版なのか" in result.stderr


def test_a_foreign_pdf_gets_the_findings_of_the_standards(run, tmp_path):
    from reportlab.pdfgen.canvas import Canvas

    path = tmp_path / "foreign.pdf"
    canvas = Canvas(str(path))
    canvas.drawString(60, 700, "Hello")
    canvas.save()
    result = run("check", str(path))
    assert result.exit_code == 1
    assert "PDF の規格だけを調べます" in result.stderr
    assert "［ua-01-005：PDF/UA-1 7.1］\n    「Hello」\n    → " in result.stderr
    assert "Traceback" not in result.stderr


def test_a_foreign_pdf_that_conforms_is_good(run, built, tmp_path):
    from pypdf import PdfReader, PdfWriter

    path = tmp_path / "foreign.pdf"
    writer = PdfWriter(clone_from=PdfReader(built / "浮島校区.pdf"))
    del writer._info["/HandbookEdition"]
    writer.write(path)
    result = run("check", str(path))
    assert result.exit_code == 0, result.stderr
    assert "誤りはありません" in result.stdout


def test_what_a_listener_hears(run, built):
    result = run("check", "--speak", str(built / "浮島校区.pdf"))
    assert result.exit_code == 0
    assert result.stdout.startswith("文書の題名：くるめ支え合うプラン 概要版 浮島校区版\n1ページ\n")
    assert "見出しレベル1：うきしま校区版\n" in result.stdout
    assert result.stdout.endswith("文書の終わり\n")


def test_what_a_listener_hears_of_many_files(run, built, tmp_path):
    broken = tmp_path / "broken.pdf"
    broken.write_text("拝啓", encoding="utf-8")
    result = run("check", "--speak", str(built), str(broken))
    assert result.exit_code == 1
    assert result.stdout.count("==== ") == 3
    assert "PDFではありません" in result.stderr


def test_an_empty_folder(run, tmp_path):
    result = run("check", str(tmp_path))
    assert result.exit_code == 1
    assert "PDF がありません" in result.stderr


def test_a_layout_that_the_file_was_not_made_with(run, built):
    result = run("check", str(built / "浮島校区.pdf"), "--layout", "no-such-layout")
    assert result.exit_code == 1
    assert "no-such-layout" in result.stderr
