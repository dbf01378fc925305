"""`handbook check FOLDER`: the whole set, before it goes to the printer or to the houses."""

from __future__ import annotations

import os
import shutil
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

import handbook as library
from handbook.batch import MANIFEST

FEW = ("浮島", "日吉", "南")
SOME = (*FEW, "三潴", "城島", "青木")
ONLY = ("--only", ",".join(SOME))


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """All 46; copied by `every`, never changed."""
    folder = tmp_path_factory.mktemp("made") / "out"
    plan, layout = library.load_plan(), library.load_layout("leaflet")
    assert len(library.build(plan, layout, folder, check=False).made) == 46
    return folder


@pytest.fixture
def every(made, tmp_path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "every"))


@pytest.fixture(scope="module")
def made_some(tmp_path_factory) -> Path:
    """Six, since each is looked at, which takes its time; copied by `out`, never changed."""
    folder = tmp_path_factory.mktemp("some") / "out"
    library.build(library.load_plan(), library.load_layout("leaflet"), folder, SOME, check=False)
    return folder


@pytest.fixture
def out(made_some, tmp_path) -> Path:
    return Path(shutil.copytree(made_some, tmp_path / "out"))


@pytest.fixture(scope="module")
def made_few(tmp_path_factory) -> Path:
    """Three with everything that a build can make of them."""
    folder = tmp_path_factory.mktemp("few") / "out"
    plan, layout = library.load_plan(), library.load_layout("leaflet")
    kinds = ("pdf", "txt", "html")
    library.build(plan, layout, folder, FEW, check=False, formats=kinds, merge="全部.pdf", archive="全部.zip")
    return folder


@pytest.fixture
def few(made_few, tmp_path) -> Path:
    return Path(shutil.copytree(made_few, tmp_path / "few"))


@pytest.fixture
def told(run):
    """What is told of a folder that is not whole: fault → the lines that tell of it."""

    def check(folder: Path, *options: str, code: int = 1) -> dict[str, str]:
        result = run("check", str(folder), *options, *(() if "--only" in options else ONLY))
        assert result.exit_code == code, result.stdout + result.stderr
        assert "Traceback" not in result.stderr
        parts = result.stderr.split("\n・")[1:]
        return {part.partition("［")[2].partition("］")[0]: part for part in parts}

    return check


def copy(folder: Path, source: str, target: str) -> None:
    (folder / target).parent.mkdir(exist_ok=True)
    shutil.copy(folder / source, folder / target)


def test_a_whole_set(run, every):
    result = run("check", str(every))
    assert result.exit_code == 0, result.stderr
    assert "46件を調べました。誤りのある PDF は0件です。" in result.stdout
    assert "46部が、全部そろっています" in result.stdout


def test_without_a_manifest_the_files_say_which_layouts_there_are(run, out, told):
    """Each may be right, but nothing tells that all are of one build, and that none is left out."""
    (out / MANIFEST).unlink()
    found = told(out)
    assert set(found) == {"unrecorded"}
    assert MANIFEST in found["unrecorded"]
    assert "誤りのない校正用は6部です" in run("check", str(out), *ONLY).stderr
    (out / "南校区（校正）.pdf").unlink()
    assert "南校区" in told(out)["missing"]


@pytest.mark.parametrize("name", [".浮島校区（校正）.pdf", ".old/浮島校区（校正）.pdf", "a/.b/c/x"])
def test_a_copy_that_is_hidden(out, told, name):
    """Not everywhere: Windows shows it, and prints it with the others."""
    (out / name).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(out / "浮島校区（校正）.pdf", out / name)
    found = told(out)
    assert name in found["double"]
    assert name in found["unrecorded"]
    assert ("ending" in found) == (name != ".old/浮島校区（校正）.pdf")


def test_an_edition_that_is_hidden(out, told):
    (out / "三潴校区（校正）.pdf").rename(out / ".三潴校区（校正）.pdf")
    (out / MANIFEST).unlink()
    assert ".三潴校区（校正）.pdf" in told(out)["ending"]


def test_what_a_running_build_writes_aside_is_no_copy(run, out):
    shutil.copy(out / "浮島校区（校正）.pdf", out / ".handbook-123-4.tmp")
    assert run("check", str(out), *ONLY).exit_code == 0


def test_one_that_is_missing(out, told):
    (out / "浮島校区（校正）.pdf").unlink()
    found = told(out)
    assert set(found) == {"missing"}
    assert "浮島校区" in found["missing"]
    assert "handbook build" in found["missing"], "how to mend it"


@pytest.mark.parametrize("manifest", [True, False])
def test_one_under_anothers_name(out, told, manifest):
    """浮島's people would call 日吉's desks."""
    if not manifest:
        (out / MANIFEST).unlink()
    copy(out, "日吉校区（校正）.pdf", "浮島校区（校正）.pdf")
    found = told(out)
    assert "浮島校区（校正）.pdf（中身は日吉校区版）" in found["misnamed"]
    assert "日吉校区（校正）.pdf、浮島校区（校正）.pdf" in found["double"]
    assert "浮島校区" in found["missing"]
    assert ("other-build" in found) is manifest


@pytest.mark.parametrize("template", ["{district}{kind}.pdf", "{number}-{slug}.pdf", "{reading}.pdf"])
def test_two_that_have_exchanged_names(plan, leaflet, told, tmp_path, template):
    """Each is there once, and yet each is wrong; told also where no manifest is left."""
    report = library.build(plan, leaflet, tmp_path, FEW, template=template, check=False)
    one, other = (outcome.path for outcome in report.outcomes[:2])
    one.rename(tmp_path / "aside")
    other.rename(one)
    (tmp_path / "aside").rename(other)
    (tmp_path / MANIFEST).unlink()
    found = told(tmp_path, "--only", "浮島,日吉,南")
    assert set(found) == {"misnamed", "unrecorded"}
    assert "2件" in found["misnamed"]


def test_names_that_stand_in_other_names(plan):
    from handbook.batch.names import DistrictsInNames

    names = DistrictsInNames(plan)
    assert names.in_name("南薫校区.pdf") == {"南薫"}
    assert names.in_name("a/30-浮島.PDF") == {"浮島"}
    assert names.in_name("城島町浮島.pdf") == {"浮島"}
    assert names.in_name("浮島校区版 (2).pdf") == {"浮島"}
    assert names.in_name("minami.pdf") == {"南"}
    assert names.in_name("南部の分.pdf") == names.in_name("レポート.pdf") == set()


def test_one_cut_in_half_under_an_ending_in_capitals(out, told):
    data = (out / "三潴校区（校正）.pdf").read_bytes()
    (out / "三潴校区（校正）.PDF").write_bytes(data[: len(data) // 2])
    found = told(out)
    assert "三潴校区（校正）.PDF（PDFが壊れているか" in found["unread"]
    assert "三潴校区（校正）.PDF" in found["ending"]


@pytest.mark.parametrize("name", ["三潴校区（校正）.PDF", "三潴校区（校正）.pdf.bak", "三潴校区（校正）"])
def test_an_edition_that_its_ending_hides(out, told, name):
    (out / "三潴校区（校正）.pdf").rename(out / name)
    found = told(out)
    assert name in found["ending"]
    assert name in found["unrecorded"]


def test_endings_that_the_build_was_asked_for_are_right(run, tmp_path):
    assert run("build", "南", "--out", str(tmp_path), "--name", "{slug}.PDF", "--no-check").exit_code == 0
    assert run("check", str(tmp_path), "--only", "南").exit_code == 0


@pytest.mark.parametrize("folder", ["old", "old/2024/leaflet"])
def test_folders_that_no_manifest_knows(out, told, folder):
    (out / folder).mkdir(parents=True)
    copy(out, "城島校区（校正）.pdf", f"{folder}/城島校区（校正）.pdf")
    found = told(out)
    assert f"{folder}/城島校区（校正）.pdf" in found["unrecorded"]
    assert f"城島校区（{folder}/城島校区（校正）.pdf、城島校区（校正）.pdf）" in found["double"]


def test_a_copy_of_the_whole_folder_within_it(made_some, out, told):
    """Its own manifest knows its files; each edition is there twice all the same."""
    shutil.copytree(made_some, out / "前の")
    assert "6件" in told(out)["double"]


def test_a_district_that_has_another_name_now(run, out, told, change):
    data = change("districts.yaml", "name: 青木", "name: 新青木")
    for name in ("desks.yaml", "evidence.yaml"):
        path = data / name
        path.write_text(path.read_text(encoding="utf-8").replace("青木", "新青木"), encoding="utf-8")
    found = told(out, "--data", str(data), "--only", "浮島,日吉,南,三潴,城島,新青木")
    assert "青木校区（校正）.pdf" in found["gone"]
    assert "新青木校区版を渡してください" in found["gone"]


def test_shards_and_a_damaged_one_below_the_merged_file(run, plan, leaflet, tmp_path, told):
    library.build(plan, leaflet, tmp_path, FEW, shard=1, merge="all.pdf", check=False)
    assert run("check", str(tmp_path), "--only", "浮島,日吉,南").exit_code == 0
    (path,) = tmp_path.glob("*/浮島校区（校正）.pdf")
    path.write_bytes(path.read_bytes()[:-3000])
    found = told(tmp_path, "--only", "浮島,日吉,南")
    assert "/浮島校区（校正）.pdf" in found["unread"]


def test_layouts_each_in_its_folder(run, plan, leaflet, tmp_path, told):
    other = tmp_path / "other.yaml"
    other.write_bytes(Path(leaflet.file).read_bytes())
    shutil.copytree(Path(leaflet.file).parent / "pictures", tmp_path / "pictures")
    library.build(plan, leaflet, tmp_path / "out" / "leaflet", FEW, check=False)
    library.build(plan, library.load_layout(other), tmp_path / "out" / "other", FEW[:2], check=False)
    found = told(tmp_path / "out", "--only", "浮島,日吉,南")
    assert "--layout" in found["layout"], "only its user knows where that layout stands"


def test_another_plans_edition_and_another_programs_pdf(out, told, tmp_path):
    writer = PdfWriter(clone_from=PdfReader(out / "浮島校区（校正）.pdf"))
    writer.add_metadata({"/HandbookEdition": "よその計画/leaflet/ukishima"})
    writer.write(out / "よそ.pdf")
    blank = PdfWriter()
    blank.add_blank_page(595, 842)
    blank.write(out / "白紙.pdf")
    found = told(out)
    assert set(found) == {"foreign"}
    assert "よその計画/leaflet/ukishima" in found["foreign"]
    assert "白紙.pdf" in found["foreign"]


@pytest.mark.parametrize(
    "claim",
    ["くるめ支え合うプラン/../ukishima", "くるめ支え合うプラン/なし\x1b[2J/ukishima", "\x1b[2J" * 9_999],
)
def test_what_a_file_says_of_itself_is_not_obeyed(run, out, claim):
    writer = PdfWriter(clone_from=PdfReader(out / "浮島校区（校正）.pdf"))
    writer.add_metadata({"/HandbookEdition": claim})
    writer.write(out / "よそ.pdf")
    result = run("check", str(out), *ONLY)
    assert result.exit_code == 1
    assert "よそ.pdf（" in result.stderr
    assert "\x1b" not in result.stderr
    assert len(result.stderr) < 2_000


@pytest.mark.parametrize("harm", ["blank", "size", "third"])
def test_a_page_that_is_blank_or_of_another_size_or_too_many(run, out, harm):
    writer = PdfWriter(clone_from=PdfReader(out / "浮島校区（校正）.pdf"))
    if harm == "size":
        writer.pages[1].mediabox.upper_right = writer.pages[1].cropbox.upper_right = (842, 1191)
        writer.pages[1].trimbox.upper_right = (842, 1191)
    elif harm == "third":
        writer.add_blank_page()
    else:
        del writer.pages[1]["/Contents"]
    writer.write(out / "浮島校区（校正）.pdf")
    (out / MANIFEST).unlink()
    result = run("check", str(out), *ONLY)
    assert result.exit_code == 1
    assert "浮島校区（校正）.pdf: 誤りが" in result.stderr
    assert {"blank": "missing-text", "size": "page-size", "third": "page-count"}[harm] in result.stderr


def test_one_of_another_build_is_told_though_nothing_is_wrong_in_it(plan, leaflet, out, told, tmp_path):
    writer = PdfWriter(clone_from=PdfReader(out / "浮島校区（校正）.pdf"))
    writer.write(out / "浮島校区（校正）.pdf")
    found = told(out)
    assert set(found) == {"other-build"}
    assert "浮島校区（校正）.pdf" in found["other-build"]


def test_data_that_have_changed_since_are_told_once_for_all_that_have_them(run, every, change):
    data = change("desks.yaml", "phone: 0942-51-6100", "phone: 0942-51-6199")
    result = run("check", str(every), "--data", str(data))
    assert result.exit_code == 1
    assert result.stderr.count("0942-51-6199") == 1
    assert "同じ誤りがほかに7件" in result.stderr
    first = result.stderr.splitlines()
    assert "誤りのない校正用は38部です" in first[1]
    assert "誤りのある PDF は8件です" in first[2]
    assert first[3].startswith("直すところ: ")


@pytest.fixture
def finals(tmp_path, plan, leaflet, confirmed) -> Path:
    folder = tmp_path / "finals"
    library.build(confirmed(plan), leaflet, folder, FEW, check=False, final=True)
    assert len(list(folder.glob("*.pdf"))) == 3
    return folder


@pytest.mark.parametrize("name", ["浮島校区（校正）.pdf", "浮島校区.pdf"])
def test_one_proof_among_finals(finals, made_few, told, name):
    (finals / "浮島校区.pdf").unlink()
    shutil.copy(made_few / "浮島校区（校正）.pdf", finals / name)
    (finals / MANIFEST).unlink()
    found = told(finals, "--only", "浮島,日吉,南")
    assert name in found["proof"]
    assert ("proof-name" in found) == ("校正" not in name)


def test_proofs_alone_are_a_set(made_few, tmp_path, told):
    for path in made_few.glob("*校区（校正）.pdf"):
        shutil.copy(path, tmp_path)
    assert set(told(tmp_path, "--only", "浮島,日吉,南")) == {"unrecorded"}, "no proof among finals"


def test_only_some(run, few, told):
    assert run("check", str(few), "--only", "うきしま、日吉校区,南").exit_code == 0
    assert "篠山校区" in told(few, "--only", "浮島,日吉,南,篠山")["missing"]
    assert "南校区（校正）.pdf" in told(few, "--only", "浮島,日吉")["extra"]
    assert "3件" in told(few)["missing"]


def test_only_what_there_is(run, few):
    result = run("check", str(few), "--only", "浮鳥,ひよしし")
    assert result.exit_code == 2
    assert "「浮鳥」という校区はありません" in result.stderr
    assert "日吉（ひよし）" in result.stderr
    assert run("check", str(few / "浮島校区（校正）.pdf"), "--only", "浮島").exit_code == 2
    assert run("check", str(few), "--only", "、").exit_code == 2


@pytest.mark.parametrize("name", ["浮島校区（校正）.txt", "浮島校区（校正）.html"])
@pytest.mark.parametrize("manifest", [True, False])
def test_a_twin_that_says_something_else(few, told, name, manifest):
    if not manifest:
        (few / MANIFEST).unlink()
    text = (few / name).read_text(encoding="utf-8")
    (few / name).write_text(text.replace("0942-51-6100", "0942-51-6101"), encoding="utf-8")
    found = told(few, "--only", "浮島,日吉,南")
    assert set(found) == ({"twin"} if manifest else {"twin", "unrecorded"})
    assert name in found["twin"]


def test_twins_alone_need_no_pdf_of_theirs_to_be_judged(few, told):
    (few / "浮島校区（校正）.txt").unlink()
    assert "浮島校区（校正）.txt（ありません）" in told(few, "--only", "浮島,日吉,南")["twin"]


def test_a_merged_file_and_a_zip_of_before(run, plan, leaflet, few, told, change):
    """The editions were made anew, the files made of them were not."""
    data = change("desks.yaml", "phone: 0942-51-6100", "phone: 0942-51-6199")
    library.build(library.load_plan(data), leaflet, few, FEW, formats=("pdf", "txt", "html"))
    found = told(few, "--only", "浮島,日吉,南", "--data", str(data))
    assert {"merged", "archive"} <= set(found)
    assert "全部（校正）.pdf（浮島校区の1ページ" in found["merged"]
    assert "全部（校正）.zip（浮島校区（校正）.pdf" in found["archive"]


@pytest.mark.parametrize("harm", ["page", "order", "fewer"])
def test_a_merged_file_that_somebody_altered(few, told, harm):
    (few / MANIFEST).unlink()
    (few / "全部（校正）.zip").unlink()
    writer = PdfWriter(clone_from=PdfReader(few / "全部（校正）.pdf"))
    if harm == "page":
        writer.insert_blank_page(index=2)
    elif harm == "order":
        kids = writer.root_object["/Pages"]["/Kids"]
        kids.insert(0, kids.pop(2))
    else:
        writer.remove_page(5)
    writer.write(few / "全部（校正）.pdf")
    assert "merged" in told(few, "--only", "浮島,日吉,南")


def test_a_zip_that_lacks_one_and_one_that_never_ends(few, told):
    path = few / "全部（校正）.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(few / "浮島校区（校正）.pdf", "浮島校区（校正）.pdf")
        archive.write(few / "日吉校区（校正）.pdf", "日吉校区（校正）.pdf")
    assert "全部（校正）.zip（南校区（校正）.pdf）" in told(few, "--only", "浮島,日吉,南")["archive"]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("浮島校区（校正）.pdf", b"0" * 200_000_000)
    assert "全部（校正）.zip（浮島校区（校正）.pdf" in told(few, "--only", "浮島,日吉,南")["archive"]
    path.write_bytes(b"PK\x03\x04 and no more")
    assert "全部（校正）.zip（読めません）" in told(few, "--only", "浮島,日吉,南")["archive"]


def test_what_is_somebodys_own_is_left_alone(run, few):
    (few / "送り先.csv").write_text("校区", encoding="utf-8")
    (few / "メモ.txt").write_text("校区", encoding="utf-8")
    (few / "._浮島校区（校正）.pdf").write_bytes(b"as macOS leaves beside each file")
    with zipfile.ZipFile(few / "写真.zip", "w") as archive:
        archive.writestr("写真.jpg", b"")
    assert run("check", str(few), "--only", "浮島,日吉,南").exit_code == 0


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_links_and_pipes_among_the_files(few, told, tmp_path):
    os.mkfifo(few / "a.pdf")
    (few / "b.pdf").symlink_to("nowhere.pdf")
    (few / "c").symlink_to(few)
    os.mkfifo(few / "d.zip")
    os.mkfifo(few / "e.txt")
    found = told(few, "--only", "浮島,日吉,南")
    assert set(found) == {"unread"}
    for name in ("a.pdf（", "b.pdf（", "c（フォルダーへのリンク）", "d.zip（"):
        assert name in found["unread"]


def test_a_manifest_that_is_a_pipe_or_damaged_is_told_and_not_believed(few, told):
    (few / MANIFEST).write_bytes((few / MANIFEST).read_bytes()[:-50])
    assert set(told(few, "--only", "浮島,日吉,南")) == {"manifest"}
    if hasattr(os, "mkfifo"):
        (few / MANIFEST).unlink()
        os.mkfifo(few / MANIFEST)
        assert set(told(few, "--only", "浮島,日吉,南")) == {"manifest"}


def test_a_file_named_singly_is_judged_singly(run, few):
    assert run("check", str(few / "浮島校区（校正）.pdf"), str(few / "南校区（校正）.pdf")).exit_code == 0
    result = run("check", str(few / "浮島校区（校正）.pdf"), str(few))
    assert result.exit_code == 1
    assert "浮島校区（校正）.pdf: 誤りはありません" in result.stdout
    assert "43件" in result.stderr
