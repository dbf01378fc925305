"""The sheets to proof-read by: what stands on them, their codes, and confirming what was read."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

import handbook
from handbook.check.standards import check_standards
from handbook.ledger import NEEDED, confirmed_by, items
from handbook.load import load_plan
from handbook.plan import Plan
from handbook.readback import read_back
from handbook.sheets import Sheet, sheet_of, sheets

Change = Callable[..., Path]


@pytest.fixture(scope="module")
def made(plan: Plan) -> dict[str, Sheet]:
    return {sheet.name: sheet for sheet in sheets(plan)}


@pytest.fixture(scope="module")
def kosei(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `handbook proof 浮島 船越` has made."""
    from click.testing import CliRunner

    from handbook.cli import main

    out = tmp_path_factory.mktemp("kosei")
    result = CliRunner().invoke(main, ["proof", "浮島", "ふなこし", "--out", str(out)])
    assert result.exit_code == 0, result.output
    return out


def folded(text: str) -> str:
    return "".join(text.split())


def text_of(path: Path) -> str:
    return "".join(run.text for page in read_back(path).pages for run in page.runs)


def test_all_that_is_to_be_confirmed_stands_on_some_sheet(plan: Plan, made: dict[str, Sheet]) -> None:
    assert list(made) == ["共通", *(plan.called(district.name) for district in plan.districts)]
    assert {item.key for sheet in made.values() for item in sheet.items} >= {one.key for one in items(plan)}


def test_a_sheet_says_names_with_kana_and_numbers_in_groups(kosei: Path, made: dict[str, Sheet]) -> None:
    assert sorted(path.name for path in kosei.iterdir()) == ["共通.pdf", "浮島校区.pdf", "船越校区.pdf"]
    for name, kana in (("浮島校区", "浮島（うきしま）"), ("船越校区", "船越（ふなこし）")):
        said, sheet = text_of(kosei / f"{name}.pdf"), made[name]
        assert kana in said
        assert sheet.code in said
        assert "校正用・配布しないでください" in said
        for item in sheet.items:
            shown = item.value.replace("-", " ") if item.is_number else ""
            assert shown in said
        assert said.count("□") == 2 * len(sheet.items) + 1  # one more in the words that explain them
        assert all(
            f"{desk.name}（" in said for desk in sheet.edition.desks if not desk.everywhere
        )  # with kana
    assert "0942 51 6100" in text_of(kosei / "浮島校区.pdf")
    assert "0942 30 9302" in text_of(kosei / "共通.pdf")
    assert "西地域包括支援センター（にしちいきほうかつしえんセンター）" in folded(
        text_of(kosei / "浮島校区.pdf")
    )
    assert "久留米市健康福祉部地域福祉課（くるめしけんこうふくしぶちいきふくしか）" in folded(
        text_of(kosei / "共通.pdf")
    )


def test_numbers_are_large(kosei: Path) -> None:
    sizes = {
        run.size
        for page in read_back(kosei / "浮島校区.pdf").pages
        for run in page.runs
        if re.fullmatch(r"0\d+ \d+ \d{4}", run.text)
    }
    assert min(sizes) >= 20


@pytest.mark.parametrize("name", ["共通", "浮島校区"])
def test_a_sheet_conforms(kosei: Path, name: str) -> None:
    assert [verdict.findings for verdict in check_standards(kosei / f"{name}.pdf")] == [(), ()]


def test_a_sheet_is_checked_by_the_data(kosei: Path, run, change: Change) -> None:
    assert run("check", str(kosei)).exit_code == 0
    folder = change("desks.yaml", "0942-51-6100", "0942-51-6109")
    result = run("check", str(kosei / "浮島校区.pdf"), "--data", str(folder))
    assert result.exit_code == 1
    assert "0942 51 6100" in result.stderr


def test_codes(made: dict[str, Sheet], plan: Plan) -> None:
    codes = [sheet.code for sheet in made.values()]
    assert all(re.fullmatch("K[A-HJ-NP-Z]{5}", code) for code in codes)
    assert len(set(codes)) == len(codes)
    assert codes == [sheet.code for sheet in sheets(load_plan())]
    assert sheet_of(plan, made["浮島校区"].code.lower()).name == "浮島校区"


@pytest.mark.parametrize(
    ("file", "old", "new", "touched"),
    [
        ("desks.yaml", "0942-51-6100", "0942-51-6109", "浮島校区"),
        ("desks.yaml", "0942-30-9718", "0942-30-9719", "共通"),
        ("districts.yaml", "reading: うきしま", "reading: うきじま", "浮島校区"),
    ],
)
def test_a_changed_value_changes_the_codes_of_its_sheets(
    made: dict[str, Sheet], change: Change, file: str, old: str, new: str, touched: str
) -> None:
    now = {sheet.name: sheet.code for sheet in sheets(load_plan(change(file, old, new)))}
    changed = {name for name, sheet in made.items() if now[name] != sheet.code}
    assert touched in changed
    assert changed == {
        name
        for name, sheet in made.items()
        if any(old in item.value for item in sheet.items) or (file == "districts.yaml" and name == touched)
    }


def test_what_is_recorded_is_what_has_boxes(kosei: Path, run, data_copy: Path) -> None:
    """Also a reading that nobody doubts: the sheet has boxes for it."""
    for name in ("共通", "浮島校区", "船越校区"):
        said = text_of(kosei / f"{name}.pdf")
        code = re.findall(r"--sheet (K[A-Z]{5})", said)[0]
        names = ("--by", "山田 太郎", "--by", "鈴木花子", "--yes", "--data", str(data_copy))
        before = load_plan(data_copy).confirmations
        result = run("confirm", "--sheet", code, *names)
        assert result.exit_code == 0, result.stderr
        new = load_plan(data_copy).confirmations[len(before) :]
        assert len(new) == said.count("□") - 1
        assert {one.value.replace("-", " ") for one in new if one.value[0] == "0"} == set(
            re.findall(r"(?<!\d)0\d+ \d+ \d{4}", said)
        )
        assert name == "共通" or f"districts/{name[:2]}/reading" in {one.fact for one in new}
    assert "districts/浮島/reading" in {one.fact for one in load_plan(data_copy).confirmations}
    assert run("validate", str(data_copy)).exit_code == 0


def test_a_photograph_has_boxes(run, data_copy: Path, tmp_path: Path) -> None:
    """For what is seen, what is heard of it, what stands below it, and that who is shown has agreed."""
    column = data_copy / "columns" / "ukishima-ninchisho.yaml"
    photo = "photo: {file: salon.jpg, alt: 集会所の前の四人, caption: お茶の会, consent: true}\n"
    column.write_text(column.read_text(encoding="utf-8") + photo, encoding="utf-8")

    def codes(colour: str) -> list[str]:
        Image.new("RGB", (300, 200), colour).save(data_copy / "columns" / "salon.jpg")
        assert run("proof", "浮島", "日吉", "--data", str(data_copy), "--out", str(tmp_path)).exit_code == 0
        said = [text_of(tmp_path / f"{name}.pdf") for name in ("浮島校区", "日吉校区", "共通")]
        for told in (
            "横300×縦200",
            "集会所の前の四人",
            "お茶の会",
            "載せてよいと言った",
            "元の写真",
        ):
            assert [told in folded(one) for one in said] == [True, False, False], told
        assert "撮った人" not in said[0], "nobody is named"
        return [re.findall(r"--sheet (K[A-Z]{5})", one)[0] for one in said]

    first, second = codes("red"), codes("blue")
    assert first[0] != second[0]
    assert first[1:] == second[1:]
    signed = ("--by", "山田太郎", "--by", "鈴木花子", "--yes", "--data", str(data_copy))
    assert run("confirm", "--sheet", second[0], *signed).exit_code == 0
    confirmed = {one.fact for one in load_plan(data_copy).confirmations}
    assert {f"columns/ukishima-ninchisho/photo/{part}" for part in ("file", "alt", "consent")} <= confirmed


def test_who_confirmed_what_changes_no_code(made: dict[str, Sheet], run, data_copy: Path) -> None:
    sheet = made["浮島校区"]
    names = ("--by", "山田 太郎", "--by", "鈴木花子", "--yes", "--data", str(data_copy))
    assert run("confirm", "--sheet", sheet.code, *names).exit_code == 0
    plan = load_plan(data_copy)
    assert all(len(confirmed_by(plan, item)) == NEEDED for item in sheet.items)
    others = {item.key for item in items(plan)} - {item.key for item in sheet.items}
    assert not [item for item in items(plan) if item.key in others and confirmed_by(plan, item)]
    assert sheet_of(plan, sheet.code).name == sheet.name


@pytest.mark.parametrize("names", [("山田",), ("山田", "山　田"), ("ヤマダ", "ﾔﾏﾀﾞ")])
def test_two_different_people_are_needed(made: dict[str, Sheet], run, data_copy: Path, names) -> None:
    people = [part for name in names for part in ("--by", name)]
    command = ("confirm", "--sheet", made["浮島校区"].code, *people, "--yes", "--data", str(data_copy))
    assert run(*command).exit_code == 2
    assert not load_plan(data_copy).confirmations


def test_a_stale_code_is_refused_in_words(made: dict[str, Sheet], run, change: Change) -> None:
    folder = change("desks.yaml", "0942-51-6100", "0942-51-6109")
    command = ("confirm", "--sheet", made["浮島校区"].code, "--by", "あ", "--by", "い", "--yes")
    result = run(*command, "--data", str(folder))
    assert result.exit_code == 1
    assert "handbook proof" in result.stderr
    assert not load_plan(folder).confirmations
    result = run("confirm", "--sheet", "KIOKIO", "--by", "あ", "--by", "い", "--yes", "--data", str(folder))
    assert result.exit_code == 2
    assert "IとOは使いません" in result.stderr


def test_unknown_districts_are_told_and_nothing_is_written(run, tmp_path: Path) -> None:
    result = run("proof", "浮島", "うきじま", "どこか", "--out", str(tmp_path / "k"))
    assert result.exit_code == 2
    assert "うきじま" in result.stderr
    assert "どこか" in result.stderr
    assert not (tmp_path / "k").exists()


def test_a_city_with_other_words(run, tmp_path: Path) -> None:
    out = tmp_path / "k"
    assert run("proof", "--data", str(Path(load_plan().folder) / "mihon"), "--out", str(out)).exit_code == 0
    assert "全地区の校正票" in text_of(out / "共通.pdf")
    assert "校区" not in "".join(text_of(path) for path in out.glob("*.pdf"))


def test_lists_are_no_layout_of_editions(run) -> None:
    assert "proof" not in run("layouts").output
    result = run("build", "浮島", "--layout", "proof")
    assert result.exit_code == 2
    assert handbook.load_layout("leaflet").name == "leaflet"
