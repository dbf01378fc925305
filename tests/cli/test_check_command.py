"""`handbook check`: finished files held against the editions that they claim to be."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfWriter
from pypdf.generic import NameObject, TextStringObject

import handbook as library


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("built")
    plan, layout = library.load_plan(), library.load_layout("leaflet")
    assert library.build(plan, layout, out, ["浮島", "日吉", "南"], check=False).made
    return out


def test_good_files_by_name(run, built):
    result = run("check", str(built / "浮島校区（校正）.pdf"))
    assert result.exit_code == 0, result.stderr
    assert result.stdout.endswith("浮島校区（校正）.pdf: 誤りはありません。\n")


def test_a_file_whose_name_is_another_district_is_still_held_against_what_it_is(run, built, tmp_path):
    renamed = tmp_path / "レポート.pdf"
    shutil.copy(built / "日吉校区（校正）.pdf", renamed)
    assert run("check", str(renamed)).exit_code == 0


def test_data_that_has_changed_since(run, built, change):
    """The printed number is an old one now: the file must be made again."""
    data = change("desks.yaml", "phone: 0942-51-6100", "phone: 0942-51-6199")
    files = [str(path) for path in sorted(built.glob("*.pdf"))]
    result = run("check", *files, "--data", str(data))
    assert result.exit_code == 1
    assert "浮島校区（校正）.pdf: 誤りが" in result.stderr
    assert "0942-51-6199" in result.stderr
    assert "日吉校区（校正）.pdf: 誤りはありません" in result.stdout
    assert "誤りのある PDF は1件です" in result.stderr


def test_all_files_are_checked_whatever_one_of_them_is(run, built, tmp_path):
    broken = tmp_path / "broken.pdf"
    broken.write_bytes((built / "浮島校区（校正）.pdf").read_bytes()[:5000])
    letter = tmp_path / "letter.pdf"
    letter.write_text("拝啓", encoding="utf-8")
    result = run(
        "check", str(broken), str(letter), str(tmp_path / "nowhere.pdf"), str(built / "南校区（校正）.pdf")
    )
    assert result.exit_code == 2, "one of them is not there"
    assert "broken.pdf" in result.stderr
    assert "letter.pdf" in result.stderr
    assert "nowhere.pdf" in result.stderr
    assert "南校区（校正）.pdf: 誤りはありません" in result.stdout
    assert "4件を調べました。誤りのある PDF は3件です。" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_foreign_pdf_is_told_from_an_edition_in_one_sentence(run, tmp_path):
    from reportlab.pdfgen.canvas import Canvas

    path = tmp_path / "foreign.pdf"
    canvas = Canvas(str(path), pagesize=(595.28, 841.89))
    canvas.drawString(60, 700, "Hello")
    canvas.save()
    result = run("check", str(path))
    assert result.exit_code == 1
    data, line = result.stderr.splitlines()
    assert data.startswith("データ: ")
    assert line.count("。") == 1
    for told in ("foreign.pdf: どの校区版なのか", "1ページ（210×297 mm）", "Helvetica", "タグのない"):
        assert told in line


def test_an_edition_of_a_district_that_the_data_do_not_have(run, built, tmp_path):
    from pypdf import PdfReader, PdfWriter

    path = tmp_path / "elsewhere.pdf"
    writer = PdfWriter(clone_from=PdfReader(built / "浮島校区（校正）.pdf"))
    writer.add_metadata({"/HandbookEdition": "よその計画/leaflet/yoso"})
    writer.write(path)
    result = run("check", str(path))
    assert result.exit_code == 1
    assert "「よその計画/leaflet/yoso」" in result.stderr
    assert "2ページ" in result.stderr
    assert "タグのある" in result.stderr


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
@pytest.mark.parametrize("how", [(), ("--standards",), ("--speak",)])
def test_what_is_no_file_is_told_and_not_waited_for(run, tmp_path, how):
    os.mkfifo(tmp_path / "a.pdf")
    for path in (tmp_path / "a.pdf", tmp_path):
        result = run("check", *how, str(path))
        assert result.exit_code == 2
        assert "ふつうのファイルではありません" in result.stderr


def test_good_files_conform(run, built):
    pytest.importorskip("page", reason="page-validation is not installed: conformance was not checked")
    result = run("check", "--standards", str(built))
    assert result.exit_code == 0, result.stderr
    assert result.stdout.count("PDF/UA-1（読み上げ）に合っています。") == 3
    assert result.stdout.count("PDF/A-2a（長期保存）に合っています。") == 3


def test_what_a_file_breaks_is_told_by_standard_and_rule(run, built, tmp_path):
    pytest.importorskip("page", reason="page-validation is not installed: conformance was not checked")
    path = tmp_path / "no-language.pdf"
    writer = PdfWriter(clone_from=built / "浮島校区（校正）.pdf")
    del writer.root_object["/Lang"]
    writer.write(path)
    result = run("check", "--standards", str(path), str(built / "南校区（校正）.pdf"))
    assert result.exit_code == 1
    assert "no-language.pdf: PDF/UA-1（読み上げ）に合わないところがあります。" in result.stderr
    assert "［PDFUA1-ALT-TEXT-LANGUAGE-001］" in result.stderr
    assert "no-language.pdf: PDF/A-2a（長期保存）に合っています。" in result.stdout
    assert "南校区（校正）.pdf: PDF/UA-1（読み上げ）に合っています。" in result.stdout
    assert "誤りのある PDF は1件です" in result.stderr


def test_standards_of_what_is_no_pdf_and_of_what_is_not_there(run, tmp_path):
    pytest.importorskip("page", reason="page-validation is not installed: conformance was not checked")
    path = tmp_path / "letter.pdf"
    path.write_text("拝啓", encoding="utf-8")
    result = run("check", "--standards", str(path))
    assert result.exit_code == 1
    assert "検査機が読めないファイルです" in result.stderr
    result = run("check", "--standards", str(path), str(tmp_path / "nowhere.pdf"))
    assert result.exit_code == 2
    assert "ファイルが見つかりません" in result.stderr


def test_without_the_library_the_standards_are_not_checked_and_this_is_said(built):
    """In an interpreter that does not find page-validation, as where it was never installed."""
    script = (
        "import sys\nsys.modules['page'] = None\nfrom handbook.cli import main\nmain(prog_name='handbook')\n"
    )
    command = [sys.executable, "-X", "utf8", "-c", script, "check", "--standards", str(built)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert "page-validation" in done.stderr
    assert "pip install 'handbook[standards]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_one_question_at_a_time(run, built):
    assert run("check", "--standards", "--speak", str(built)).exit_code == 2


def test_what_a_listener_hears(run, built):
    result = run("check", "--speak", str(built / "浮島校区（校正）.pdf"))
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
    assert result.exit_code == 2
    assert "PDF がありません" in result.stderr


def test_a_layout_that_the_file_was_not_made_with(run, built):
    result = run("check", str(built / "浮島校区（校正）.pdf"), "--layout", "no-such-layout")
    assert result.exit_code == 2
    assert "no-such-layout" in result.stderr


def test_the_check_can_be_tried_on_ones_own_data(run, change):
    """A dozen faults done to an edition of these data, each with the rules that saw it, as a table."""
    data = change("desks.yaml", "phone: 0942-51-6100", "phone: 0942-51-6199")
    result = run("check", "--self-test", "--data", str(data))
    assert result.exit_code == 0, result.stderr
    head, *rows, sum_up = result.stdout.splitlines()
    assert head.split() == ["入れた誤り", "見つけた検査"]
    assert len(rows) >= 12
    assert not any("見つかりません" in row or "試せません" in row for row in rows)
    assert any("wrong-shape" in row for row in rows)
    assert any("not-as-drawn" in row for row in rows)
    assert sum_up.endswith("見つからなかったものは0件です。")


def test_the_self_test_names_no_files(run, built):
    assert run("check", "--self-test", str(built)).exit_code == 2
    assert run("check", "--self-test", "--speak").exit_code == 2


def test_a_fault_that_is_missed_is_told(run, monkeypatch):
    """A rule that sees nothing any more is what the self-test is there for."""
    from handbook import check
    from handbook.check.numbers import check_numbers

    monkeypatch.setattr(check, "RULES", tuple(rule for rule in check.RULES if rule is not check_numbers))
    result = run("check", "--self-test")
    assert result.exit_code == 1
    missed = [line.split()[0] for line in result.stdout.splitlines() if "見つかりません" in line]
    assert "番号を押すと別の番号にかかる" in missed
    assert "番号に太い白い線がかかる" not in missed
    assert "見つからなかったものは" in result.stderr


def test_a_merged_file_is_checked_like_single_ones(run, tmp_path):
    plan, layout = library.load_plan(), library.load_layout("leaflet")
    assert library.build(plan, layout, tmp_path, ["浮島", "日吉"], merge="全部.pdf").made
    result = run("check", str(tmp_path / "全部（校正）.pdf"))
    assert result.exit_code == 0, result.stderr
    assert "誤りはありません（2部）" in result.stdout
    writer = PdfWriter(clone_from=tmp_path / "全部（校正）.pdf")
    for page in writer.pages:
        for link in page.get("/Annots", ()):
            action = link.get_object()["/A"]
            if action["/URI"] == "tel:+81942516100" or "942516100" in action["/URI"].replace("-", ""):
                action[NameObject("/URI")] = TextStringObject("tel:119")
    writer.write(tmp_path / "全部（校正）.pdf")
    result = run("check", str(tmp_path / "全部（校正）.pdf"))
    assert result.exit_code == 1
    assert "押すと 119 にかかります" in result.stderr


def test_a_final_build_looks_at_its_pages(run, tmp_path, monkeypatch):
    """Harm that only a picture shows stops a final edition, and not an everyday one."""
    from handbook.batch import editions
    from handbook.check.self_test import DOZEN, Leaflet

    stroke = next(fault for fault in DOZEN if fault.code == "not-as-drawn")
    plan, layout = library.load_plan(), library.load_layout("leaflet")
    job = editions.Job(plan, layout, check=True)
    written = editions.Job._written

    def harmed(self, document):
        it = Leaflet(written(self, document), library.select(plan, "浮島"))
        stroke.spoil(it)
        return it.written()

    monkeypatch.setattr(editions.Job, "_written", harmed)
    assert job.make(("浮島", tmp_path / "a.pdf")).made
    final = editions.Job(plan, layout, check=True, final=True).make(("浮島", tmp_path / "b.pdf"))
    assert {finding.code for finding in final.findings} == {"not-as-drawn"}
    assert not (tmp_path / "b.pdf").exists()
