"""`handbook imprint` and `check --roster` on real files. All names and numbers are invented."""

from __future__ import annotations

import datetime
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

import handbook
from handbook.batch.report import Progress
from handbook.blocks import promises
from handbook.check.page_text import FileText
from handbook.cli import inputs
from handbook.delivery.imprints import Imprinted, check_frame, file_names, imprint, labels, unsure
from handbook.delivery.proving import prove
from handbook.delivery.roster import BLANK, OVERLAY, Copy, read_roster
from handbook.edition import Imprint
from handbook.errors import InputError, Place
from handbook.layout import Layout
from handbook.plan import Plan
from handbook.readback import read_back
from handbook.sheet_code import sheet_code

DAY = datetime.date(2026, 3, 1)
HEAD = "氏名,よみ,電話,校区,担当区域,任期,同意,区分\n"
ROWS = (
    "見本 太郎,みほん たろう,0942-30-9991,浮島,本町,2028-11-30,印刷してよい,\n"
    "髙﨑 𠮷辻\U000e0100,たかさき よしつじ,0942-30-9992,浮島,西町,2028-11-30,印刷してよい,\n"
    "隠田 二郎,かくしだ じろう,0942-30-9993,浮島,東町,2028-11-30,区域だけ,\n"
    "隠田 三郎,かくしだ さぶろう,0942-30-9991,浮島,北町,2028-11-30,,\n"
    "見本 花子,みほん はなこ,0942-30-9995,南,,2028-11-30,印刷してよい,主任児童委員\n"
)
SECRETS = ("見本", "太郎", "髙﨑", "隠田", "花子", "みほん", "かくしだ", "30-999", "30999", "本町", "西町")


def roster(folder: Path, text: str = HEAD + ROWS) -> Path:
    path = folder / "名簿.csv"
    path.write_text(text, encoding="utf-8")
    return path


def make(
    plan: Plan, layout: Layout, folder: Path, form: str = "", text: str = HEAD + ROWS, **more
) -> Imprinted:
    read = read_roster(roster(folder, text), plan, layout, DAY, form)
    assert not read.problems
    return imprint(plan, layout, read.copies, folder / "naire", DAY, **more)


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "handbook", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
    )


def words(path: Path) -> str:
    return FileText(read_back(path)).plain


@pytest.fixture(scope="module")
def sure(plan: Plan, confirmed) -> Plan:
    return confirmed(plan)


@pytest.fixture(scope="module")
def made(sure: Plan, leaflet: Layout, tmp_path_factory: pytest.TempPathFactory) -> Imprinted:
    return make(sure, leaflet, tmp_path_factory.mktemp("naire"))


@pytest.fixture
def folder(made: Imprinted, tmp_path: Path) -> Path:
    """A copy of what was made, to spoil."""
    return Path(shutil.copytree(made.folder, tmp_path / "naire"))


def found(folder: Path, sure: Plan, leaflet: Layout, text: str = HEAD + ROWS) -> list[str]:
    copies = read_roster(roster(folder.parent, text), sure, leaflet, DAY).copies
    problems = prove(folder, copies, sure, lambda _: leaflet).problems
    told = [f"{Path(one.place.file).name if one.place else ''}: {one.message}" for one in problems]
    assert not any(secret in line for line in told for secret in SECRETS)
    return told


def test_each_has_a_pdf_with_what_they_agreed_to(made, sure, leaflet):
    names = sorted(path.name for path in made.folder.iterdir())
    assert names == sorted([*(f"浮島校区-00{n}.pdf" for n in (1, 2, 3, 4)), "南校区-001.pdf", "名入れ.pdf"])
    first, second, area, none = (words(made.folder / f"浮島校区-00{n}.pdf") for n in (1, 2, 3, 4))
    assert "見本太郎" in first
    assert "0942-30-9991" in first
    assert "担当区域本町" in first
    assert "秘密" in first
    assert "髙﨑𠮷辻\U000e0100" in second
    assert "見本" not in second
    assert "東町" in area
    office = sure.contacts[0]
    for text in (area, none):
        assert "ご案内する窓口" + "".join(office.name.split()) in text
        assert "隠田" not in text
        assert "30-999" not in text
    assert "北町" not in none
    assert "主任児童委員" in words(made.folder / "南校区-001.pdf")
    read = read_back(made.folder / "浮島校区-001.pdf")
    assert "みほんたろう" in FileText(read).ruby
    assert any(link.uri == "tel:+81942309991" for page in read.pages for link in page.links)


def test_the_name_is_large(made):
    page = read_back(made.folder / "浮島校区-001.pdf").pages[0]
    assert max(run.size for run in page.runs if "太郎" in run.text) > 20
    assert max(run.size for run in page.runs if "9991" in run.text) > 20


def test_what_a_file_says_of_itself_holds_no_personal_data(made, sure, leaflet):
    plain = sheet_code(handbook.select(sure, "浮島"), leaflet)
    for path in made.folder.iterdir():
        reader = pypdf.PdfReader(path)
        about = (
            f"{reader.metadata} {reader.xmp_metadata and reader.xmp_metadata.dc_title} {reader.page_labels}"
        )
        assert not any(secret in about for secret in SECRETS)
    assert read_back(made.folder / "浮島校区-001.pdf").info["HandbookCode"] == plain


def test_the_file_of_all_has_their_pages_in_the_order_of_delivery(made, plan):
    order = sorted(("浮島", "南"), key=[one.name for one in plan.districts].index)
    singles = [path for name in order for path in sorted(made.folder.glob(f"{name}校区-*"))]
    texts = [page.extract_text() for path in singles for page in pypdf.PdfReader(path).pages]
    whole = pypdf.PdfReader(made.whole)
    assert [page.extract_text() for page in whole.pages] == texts
    assert "/StructTreeRoot" not in whole.trailer["/Root"]
    assert whole.trailer["/Root"]["/ViewerPreferences"]["/Duplex"] == "/DuplexFlipLongEdge"
    assert made.whole.stat().st_size < sum(path.stat().st_size for path in singles) / 2


def test_what_is_not_confirmed_is_marked_as_a_proof(sure, leaflet, tmp_path):
    lacking = replace(
        sure,
        confirmations=tuple(
            one
            for one in sure.confirmations
            if one.fact != "districts/南" and not one.fact.startswith("districts/南/")
        ),
    )
    made = make(lacking, leaflet, tmp_path)
    proofs = {path.name for path in made.folder.iterdir() if "校正" in path.name}
    assert proofs == {"南校区-001（校正）.pdf", "名入れ（校正）.pdf"}
    assert made.proofs == 1
    assert made.unconfirmed
    assert "校正用" in words(made.folder / "南校区-001（校正）.pdf")


def test_a_good_folder_is_proved(folder, sure, leaflet):
    assert found(folder, sure, leaflet) == []


def test_a_check_without_the_roster_names_nobody(folder):
    for what in (str(folder), str(folder / "浮島校区-001.pdf")):
        told = run(folder.parent, "check", what)
        assert told.returncode == 1
        assert "--roster" in told.stderr
        assert not any(secret in told.stdout + told.stderr for secret in SECRETS)


def test_exchanged_missing_double_and_foreign_files_are_found(folder, sure, leaflet):
    first, second = folder / "浮島校区-001.pdf", folder / "浮島校区-002.pdf"
    first.rename(folder / "x.pdf")
    second.rename(first)
    (folder / "x.pdf").rename(second)
    shutil.copy(folder / "浮島校区-004.pdf", folder / "写し.pdf")
    shutil.copy(folder / "浮島校区-003.pdf", folder / "浮島校区-005.pdf")
    (folder / "南校区-001.pdf").unlink()
    told = found(folder, sure, leaflet)
    for part in (
        "浮島校区-001.pdf: ファイルの名前にある行",
        "浮島校区-002.pdf: ファイルの名前にある行",
        "浮島校区-005.pdf: 同じ行の PDF が二つあります",
        "名簿.csv 6行目: この行の PDF がありません",
        "名入れ.pdf: まとめた PDF が、一つずつの PDF と合いません",
    ):
        assert any(part in line for line in told), (part, told)
    assert any("二つあります" in line and ("写し" in line or "004" in line) for line in told)


def test_consent_that_is_withdrawn_is_found(folder, sure, leaflet):
    told = found(folder, sure, leaflet, (HEAD + ROWS).replace("印刷してよい", "載せない", 1))
    assert any("名簿.csv 2行目: 同意のない人の名前か番号が載っている" in line for line in told)
    assert any("浮島校区-001.pdf: " in line for line in told)


def test_a_file_of_another_time_is_not_passed(folder, sure, leaflet):
    changed = (HEAD + ROWS).replace("0942-30-9991", "0942-30-9981")
    told = found(folder, sure, leaflet, changed)
    assert any("浮島校区-001.pdf: ファイルの名前にある行" in line for line in told)


def test_the_overlay_falls_on_the_lines_of_the_blank_leaflet(sure, leaflet, tmp_path):
    made = make(sure, leaflet, tmp_path, OVERLAY)
    (page,) = read_back(made.folder / "浮島校区-001.pdf").pages
    assert "".join(run.text for run in page.runs if run.tag != "RT") == "担当区域 本町見本 太郎0942-30-9991"
    assert not page.shapes
    blank = handbook.render_pdf(handbook.compose(handbook.select(sure, "浮島"), leaflet, final=True))
    front = read_back(blank).pages[0]
    (label,) = (run for run in front.runs if run.text == "お名前")
    lines = sorted(
        shape.bottom
        for shape in front.shapes
        if abs(shape.left - label.left) < 1 and label.bottom < shape.bottom < label.bottom + 150
    )
    for part, line in zip(("見本", "9991"), lines, strict=False):
        run = max((run for run in page.runs if part in run.text), key=lambda run: run.size)
        assert abs(run.left - label.left) < 2
        assert 0 <= line - run.y < 0.4 * run.size


def test_lines_to_write_on_with_the_area(sure, leaflet, tmp_path):
    made = make(sure, leaflet, tmp_path, BLANK)
    text = words(made.folder / "浮島校区-001.pdf")
    assert "担当区域本町" in text
    assert "見本" not in text
    assert not prove(
        made.folder, read_roster(roster(tmp_path), sure, leaflet, DAY).copies, sure, lambda _: leaflet
    ).problems


def test_names_of_files_are_only_personal_where_that_is_asked_for(sure, leaflet, tmp_path):
    steps: list[Progress] = []
    template = "{district}-{number}-{name}.pdf"
    made = make(sure, leaflet, tmp_path, template=template, progress=steps.append)
    assert (made.folder / "浮島-001-見本 太郎.pdf").exists()
    assert not any(secret in str(step) for step in steps for secret in SECRETS)
    with pytest.raises(InputError) as refused:
        make(sure, leaflet, tmp_path, template="{district}.pdf")
    assert not any(secret in str(refused.value) for secret in SECRETS)
    path = roster(tmp_path, HEAD + ROWS.replace("花子", "花" * 99))
    copies = read_roster(path, sure, leaflet, DAY).copies
    names = file_names(sure, copies, "{number}-{name}.pdf", set())
    assert max(len(name.encode()) for name in names.values()) < 255


def test_nothing_is_made_until_all_is_right_or_only_the_right_ones(tmp_path):
    roster(tmp_path, HEAD + ROWS + "隠田 四郎,,0942-30-9996-000,浮鳥,南町,2020-11-30,印刷してよい,\n")
    refused = run(tmp_path, "imprint", "名簿.csv", "--date", "2026-03-01")
    assert refused.returncode == 1
    assert not (tmp_path / "naire").exists()
    assert "名簿.csv 7行目 C列（電話）" in refused.stderr
    assert "もしかして：「鳥飼」、「浮島」" in refused.stderr
    made = run(tmp_path, "imprint", "名簿.csv", "--date", "2026-03-01", "--partial", "-v")
    assert made.returncode == 1
    assert len(list((tmp_path / "naire").iterdir())) == 6
    proved = run(tmp_path, "check", "naire", "--roster", "名簿.csv")
    assert proved.returncode == 1
    assert "5行が、その人の PDF にだけ" in proved.stderr
    printed = run(tmp_path, "imprint", "名簿.csv", "--partial", "--labels", "24", "-o", "labels")
    (sheet,) = pypdf.PdfReader(tmp_path / "labels" / "名入れラベル（校正）.pdf").pages
    assert sheet.extract_text().count("お名前") == 3
    said = "".join(each.stdout + each.stderr for each in (refused, made, proved, printed))
    assert not any(secret in said for secret in (*SECRETS, "四郎", "浮鳥", "南町"))
    for path in tmp_path.rglob("*"):
        assert path.suffix in ("", ".pdf", ".csv")
        assert not any(secret in path.name for secret in SECRETS)


def test_a_name_that_has_no_room_is_told_by_its_row(plan, tmp_path):
    layout = handbook.load_layout("card")
    text = HEAD + ROWS.replace("見本 太郎,", "見" * 30 + ",")
    made = make(plan, layout, tmp_path, text=text)
    (failed,) = (outcome for outcome in made.outcomes if outcome.failed)
    assert "名簿.csv 2行目" in str(failed.problems[0])
    assert "見" not in failed.problems[0].message
    assert made.whole is None
    assert made.left_over == 0
    (tmp_path / "naire" / "浮島校区-001（校正）.pdf").write_bytes(b"%PDF- of who was there before")
    assert make(plan, layout, tmp_path, text=text).left_over == 1


def test_a_label_without_room_leaves_the_others(plan, tmp_path):
    layout = handbook.load_layout(Path(inputs.layout_file("label-44")))
    text = HEAD + ROWS.replace("見本 太郎,", "見" * 30 + ",")
    copies = read_roster(roster(tmp_path, text), plan, layout, DAY).copies
    with pytest.raises(InputError, match="csv 2行目"):
        labels(plan, layout, copies, 44, tmp_path)
    path, (problem,) = labels(plan, layout, copies, 44, tmp_path, partial=True)
    assert "名簿.csv 2行目" in str(problem)
    assert pypdf.PdfReader(path).pages[0].extract_text().count("0942-") == len(copies) - 1


def test_an_office_that_is_not_confirmed_makes_a_proof_of_what_it_stands_in_for(sure):
    office = sure.contacts[0]
    known = tuple(
        one for one in sure.confirmations if not one.fact.startswith(f"plan/contacts/{office.name}")
    )
    agreed = Imprint(reached=office._replace(name="見本 太郎"), agreed=True)
    copies = [
        Copy(key, "浮島", "001", imprint, Place(key))
        for key, imprint in (("a", agreed), ("b", Imprint(reached=office)))
    ]
    found = unsure(replace(sure, confirmations=known), handbook.load_layout("card"), copies)
    assert [bool(items) for items in found.values()] == [False, True]


def test_a_layout_without_a_frame_is_refused():
    layout = handbook.load_layout(Path(__file__).parents[1] / "composer" / "flow.yaml")
    with pytest.raises(InputError, match="枠（commissioner）がありません"):
        check_frame(layout)


def test_the_plain_edition_promises_nothing_of_an_imprint(plan, leaflet):
    edition = handbook.select(plan, "浮島")
    assert not any("秘密" in str(one) or "担当区域" in str(one) for one in promises(edition, leaflet))
