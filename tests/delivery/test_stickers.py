"""Correction stickers: stuck over the old page they make the new one; what they cannot mend is named.

The city is the invented one of data/mihon.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import ImageChops, ImageStat

import handbook
from handbook.batch.reprint import Before
from handbook.changes import contents
from handbook.cli import main
from handbook.delivery.sticker_sheets import sticker_sheets
from handbook.delivery.stickers import Corrections, corrections
from handbook.layout import Layout
from handbook.plan import Plan
from handbook.preview import page_images
from handbook.readback import read_back
from handbook.resources import bundled
from handbook.units import MM

PHONE = ("0000-20-0001", "0000-20-0011")
HOURS = ("平日 9時から18時まで", "平日 9時から17時30分まで")
OFFICE = ("見本市 福祉部 ささえあい課", "見本市 福祉部 地域ささえあい課")
DPI = 300


def changed(folder: Path, *changes: tuple[str, str]) -> Path:
    """The invented city's data with texts changed."""
    shutil.copytree(bundled("data") / "mihon", folder)
    for name in ("desks.yaml", "plan.yaml"):
        text = (folder / name).read_text(encoding="utf-8")
        for old, new in changes:
            text = text.replace(old, new)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def found(old: Plan, new: Plan, layout: Layout) -> Corrections:
    editions = [handbook.select(old, district.name) for district in old.districts]
    return corrections([Before(contents(edition), edition) for edition in editions], new, layout)


def load(name: str) -> Layout:
    return handbook.load_layout(bundled("layouts") / "lists" / f"{name}.yaml")


@pytest.fixture(scope="module")
def old() -> Plan:
    return handbook.load_plan(bundled("data") / "mihon")


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    folder = tmp_path_factory.mktemp("city") / "data"
    return handbook.load_plan(changed(folder, PHONE, HOURS, OFFICE))


@pytest.fixture(scope="module")
def mended(old: Plan, new: Plan, leaflet: Layout) -> Corrections:
    return found(old, new, leaflet)


@pytest.fixture(scope="module")
def files(mended: Corrections, new: Plan) -> Mapping[str, bytes]:
    return sticker_sheets(mended, new, load, {"東": 100, "浜辺": 50})


def test_there_is_a_label_for_each_line_and_whoever_prints_it_gets_it(mended: Corrections) -> None:
    labels = {one.sticker.text: (one.sticker.was, dict(one.uses)) for one in mended.stickers}
    every = dict.fromkeys(("東", "浜辺", "西第２", "つつじが丘", "見本ニュータウン"), 1)
    assert labels == {
        PHONE[1]: (PHONE[0], {"東": 1, "浜辺": 1}),
        f"受付 {HOURS[1]}": (f"受付 {HOURS[0]}", every),
        OFFICE[1]: (OFFICE[0], every),
    }
    assert not mended.anew


def test_stuck_over_the_old_page_they_make_the_new_one(
    old: Plan, new: Plan, leaflet: Layout, mended: Corrections, files: Mapping[str, bytes]
) -> None:
    documents = [handbook.compose(handbook.select(plan, "東"), leaflet, final=True) for plan in (old, new)]
    before, after = (page_images(handbook.render_pdf(one), DPI, [1])[0].convert("L") for one in documents)
    sheets = page_images(files["訂正シール（校正）.pdf"], DPI)
    apart = ImageChops.difference(before, after)
    apart.paste(0, (0, pixels(800), *apart.size))  # the foot, with its code
    for one, sheet in zip(mended.stickers, sheets, strict=True):
        box = one.sticker.box
        across, down = int(186 * MM // box.width), int((297 - 48) * MM // box.height)
        left, top = (210 * MM - across * box.width) / 2, (297 * MM - down * box.height) / 2
        width, height = pixels(box.width), pixels(box.height)
        place = (pixels(box.x), pixels(box.y), pixels(box.x) + width, pixels(box.y) + height)
        stuck = [
            sheet.convert("L").crop((x, y, x + width, y + height))
            for x in range(pixels(left) - 1, pixels(left) + 2)
            for y in range(pixels(top) - 1, pixels(top) + 2)
        ]
        apartness = [
            ImageStat.Stat(ImageChops.difference(label, after.crop(place))).mean[0] for label in stuck
        ]
        assert min(apartness) < 0.4 * ImageStat.Stat(apart.crop(place)).mean[0], one.sticker.text
        apart.paste(0, place)
    assert apart.getbbox() is None  # nothing else has changed


def pixels(points: float) -> int:
    return round(points * DPI / 72)


def test_the_sheets_say_the_new_lines_and_nothing_else(
    mended: Corrections, files: Mapping[str, bytes]
) -> None:
    file = read_back(files["訂正シール（校正）.pdf"])
    assert not file.marked
    for page, one in zip(file.pages, mended.stickers, strict=True):
        labels = [run for run in page.runs if run.text == one.sticker.texts[-1].run.text]
        assert len(labels) > 30
        assert {round(run.size, 2) for run in labels} == {round(one.sticker.texts[-1].run.size, 2)}
        assert one.sticker.was in page.text  # in its head: which line it goes over
        width, height = (f"{length / MM:.1f}" for length in one.sticker.box[2:])
        assert f"{width}×{height}ミリ" in page.text
        assert "校正用・貼らないでください" in page.text


def test_the_list_reckons_and_the_slips_say_what_changed(files: Mapping[str, bytes]) -> None:
    (page,) = read_back(files["シール一覧（校正）.pdf"]).pages
    assert re.search(r"東地区.*?100部.*?300枚", page.text)  # three labels each
    assert re.search(r"浜辺地区.*?50部.*?150枚", page.text)
    slips = read_back(files["お知らせ（校正）.pdf"])
    whole = f"見本市東地域包括支援センターの電話番号が {PHONE[0]} から {PHONE[1]} に変わりました。"
    said = slips.pages[0].text.replace(" ", "")
    assert said.count(whole.replace(" ", "")) == 4
    assert PHONE[1] not in slips.pages[1].text  # for districts that this desk does not serve
    assert slips.printing["PrintScaling"] == "/None"


def test_confirmed_by_two_they_are_no_proofs(
    mended: Corrections, new: Plan, confirmed: Callable[[Plan], Plan]
) -> None:
    made = sticker_sheets(mended, confirmed(new), load)
    assert set(made) == {"訂正シール.pdf", "シール一覧.pdf", "お知らせ.pdf"}
    assert not any("校正" in page.text for page in read_back(made["訂正シール.pdf"]).pages)


def test_what_no_label_mends_is_named(old: Plan, leaflet: Layout, tmp_path: Path) -> None:
    gone = ("        fax: 0000-20-0006\n", "")
    long = ("見本市こども家庭センター", "見本市こども家庭センターと子育てひろばと教育相談室の合同窓口")
    new = handbook.load_plan(changed(tmp_path / "data", gone, PHONE))
    mended = found(old, new, leaflet)
    assert set(mended.anew) == {"つつじが丘", "見本ニュータウン"}
    assert any("FAX番号「0000-20-0006」がなくなりました" in why for why in mended.anew["つつじが丘"])
    assert {name for one in mended.stickers for name in one.uses} == {"東", "浜辺"}
    wraps = replace(new, desks=tuple(one._replace(name=one.name.replace(*long)) for one in old.desks))
    assert len(found(old, wraps, leaflet).anew) == 5


def test_readings_come_and_go_with_their_words_and_a_label_goes_over_the_whole_line(old: Plan) -> None:
    asked = ("手帳のこと", "手帳、年のこと")
    new = replace(old, desks=tuple(one._replace(ask=one.ask.replace(*asked)) for one in old.desks))
    mended = found(old, new, handbook.load_layout("leaflet-furigana"))
    assert not mended.anew
    label, *others = mended.stickers
    assert not others
    assert label.sticker.was == "くらし、仕事、通所、手帳のこと"  # its words, without readings
    assert label.sticker.text == "くらし、仕事、通所、手帳、年のこと"
    assert {one.run.text for one in label.sticker.texts} >= {"手帳", "年", "ねん"}


def test_of_lines_that_read_alike_the_list_says_whose_is_meant(old: Plan, leaflet: Layout) -> None:
    hours = ("平日 8時30分から17時15分まで", "平日 8時30分から18時まで")
    new = replace(
        old,
        desks=tuple(
            one._replace(hours=one.hours.replace(*hours)) if "こども" in one.name else one
            for one in old.desks
        ),
    )
    mended = found(old, new, leaflet)
    (page,) = read_back(sticker_sheets(mended, new, load, {"東": 100})["シール一覧.pdf"]).pages
    assert "見本市こども家庭センターの受付時間" in page.text.replace("\n", "")
    assert "部数の分からない4版の分" in page.text.replace("\n", "")


# The command


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(main, [*arguments], prog_name="handbook")


def test_an_output_folder_tells_the_old_values(run: Callable[..., Result]) -> None:
    changed(Path("old"))
    changed(Path("new"), PHONE)
    assert run("build", "東", "つつじが丘", "--data", "old", "--out", "out", "-q").exit_code == 0
    result = run("stickers", "out", "new", "--date", "2027-01-01")
    assert result.exit_code == 1
    assert f"シール1: {PHONE[0]} → {PHONE[1]}（東地区）" in result.stdout
    assert "前の版がありません" in result.stderr  # of districts that were never made
    assert sorted(path.name for path in Path("shiiru").iterdir()) == sorted(
        ["訂正シール（校正）.pdf", "シール一覧（校正）.pdf", "お知らせ（校正）.pdf"]
    )
    shutil.copytree("out", "both/leaflet")
    shutil.copytree("out", "both/large")
    assert "レイアウト large の分は" in run("stickers", "both", "new", "--out", "andere").stderr
    shutil.rmtree("andere")
    # A page that the present layout does not make as it was cannot be known.
    Path("own.yaml").write_text("extends: leaflet\nstyles: {phone: {size: 27}}\n", encoding="utf-8")
    Path("layouts").mkdir()
    Path("own.yaml").rename("layouts/leaflet.yaml")
    result = run("stickers", "out", "new", "--out", "andere")
    assert "前の紙面を" in result.stderr
    assert not Path("andere").exists()


def test_an_unchanged_plan_needs_nothing(run: Callable[..., Result]) -> None:
    changed(Path("old"))
    result = run("stickers", "old", "--data", "old")
    assert result.exit_code == 0
    assert "貼るものはありません" in result.stdout
    assert not Path("shiiru").exists()
