"""A city that says 地区, has two parties and lacks half of what Kurume has, uses the same program."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import handbook
from handbook.batch import build
from handbook.changes import compare, contents
from handbook.check import check_pdf
from handbook.cli import main
from handbook.layout import Layout
from handbook.load import load_plan
from handbook.pdf import render_pdf
from handbook.plan import Plan
from handbook.readback import read_back
from handbook.resources import bundled
from handbook.twins import render_html, render_text

KURUME = re.compile("校区|久留米|くるめ|概要版|社協")
PLAIN = Path(__file__).with_name("plain.yaml")
LAYOUTS = {"plain": PLAIN, "leaflet": "leaflet"}
CITIES = {"久留米市": bundled("data"), "見本市": bundled("data") / "mihon"}


@pytest.fixture(scope="module", params=LAYOUTS)
def layout(request: pytest.FixtureRequest) -> Layout:
    return handbook.load_layout(LAYOUTS[request.param])


@pytest.fixture(scope="module", params=CITIES)
def city(request: pytest.FixtureRequest) -> Plan:
    return load_plan(CITIES[request.param])


@pytest.fixture(scope="module")
def mihon() -> Plan:
    return load_plan(CITIES["見本市"])


@pytest.fixture
def run() -> Callable[..., Result]:
    return lambda *arguments: CliRunner().invoke(main, list(arguments), prog_name="handbook")


def digits(text: str) -> set[str]:
    return set(re.findall(r"0\d+-\d+-\d{4}", text))


def test_every_edition_is_made_and_found_good(city: Plan, layout: Layout, tmp_path: Path) -> None:
    report = build(city, layout, tmp_path, jobs=1)
    assert [str(finding) for outcome in report.failed for finding in outcome.findings] == []
    assert [str(problem) for outcome in report.failed for problem in outcome.problems] == []
    kind = city.district_kind
    assert {path.name for path in tmp_path.glob("*.pdf")} == {
        f"{one.name}{kind}（校正）.pdf" for one in city.districts
    }


def test_each_edition_holds_its_own_numbers_and_no_others(city: Plan, layout: Layout) -> None:
    for district in city.districts:
        edition = handbook.select(city, district.name)
        text = render_text(handbook.compose(edition, layout))
        owners = (*edition.desks, *city.contacts)
        assert digits(text) == {number for one in owners for number in (one.phone, one.fax) if number}
        assert edition.name in text


def test_another_city_s_edition_has_no_word_of_kurume(mihon: Plan, layout: Layout) -> None:
    for district in mihon.districts:
        document = handbook.compose(handbook.select(mihon, district.name), layout)
        file = read_back(render_pdf(document))
        told = [document.title, document.subject, *document.keywords, *map(str, file.info.values())]
        told += [run.text for page in file.pages for run in page.runs]
        told += [render_text(document), render_html(document)]
        assert not [text for text in told if KURUME.search(text)]


def test_every_page_of_the_invented_city_says_that_it_is_a_specimen(mihon: Plan, layout: Layout) -> None:
    for district in mihon.districts:
        file = read_back(render_pdf(handbook.compose(handbook.select(mihon, district.name), layout)))
        pages = ["".join(run.text for run in page.runs) for page in file.pages]
        assert len(pages) == 2
        assert all("見本・実在しない市です" in page for page in pages), district.name


def test_a_finding_says_what_this_city_says(mihon: Plan, layout: Layout) -> None:
    """東's leaflet under the name of 西第２: the check speaks of 地区."""
    east = render_pdf(handbook.compose(handbook.select(mihon, "東"), layout))
    found = check_pdf(east, handbook.select(mihon, "西第２"), layout)
    assert {"foreign-place", "foreign-number", "missing-number", "edition"} <= {one.code for one in found}
    assert not [one for one in found if KURUME.search(one.message + one.hint)]
    assert any("別の地区の名前「東」" in one.message for one in found)


def test_the_commands_say_what_this_city_says(run: Callable[..., Result], tmp_path: Path) -> None:
    data = ("--data", str(CITIES["見本市"]))
    out = tmp_path / "out"
    told = [
        run("list", *data),
        run("show", "みほんにゅーたうん", *data),
        run("show", "東京", *data),
        run("build", "西第2地区", "--layout", str(PLAIN), "--out", str(out), *data),
        run("build", "西第２", "--layout", str(PLAIN), "--out", str(out), "--force", *data),
        run("diff", str(out), "--layout", str(PLAIN), *data),
        run("diff", str(out), "--layout", str(PLAIN), "--format", "csv", *data),
        run("validate", str(CITIES["見本市"])),
    ]
    assert [one.exit_code for one in told] == [0, 0, 2, 0, 0, 1, 1, 0]
    assert [path.name for path in out.glob("*.pdf")] == ["西第２地区（校正）.pdf"]
    assert not [one.output for one in told if KURUME.search(one.output)]
    assert "「東京」という地区はありません" in told[2].output


def test_what_changed_is_told_in_this_city_s_words(data_copy: Path) -> None:
    folder = data_copy / "mihon"
    old = load_plan(folder)
    for name, was, now in (
        ("desks.yaml", "phone: 0000-20-0005", "phone: 0000-20-0007"),
        ("desks.yaml", "hours: 平日 9時から18時まで", "hours: 平日 9時から17時まで"),
        ("columns/asagao-cafe.yaml", "district: [東, 浜辺]", "district: 東\nallows: [浜辺地区]"),
        ("plan.yaml", "residents: 道で会ったら、あいさつをします", "residents: 道で会ったら、手をふります"),
    ):
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert text.count(was) == 1
        path.write_text(text.replace(was, now), encoding="utf-8")
    before, after = (
        [contents(handbook.select(plan, one.name), others=True) for one in plan.districts]
        for plan in (old, load_plan(folder))
    )
    found = {one.district: [change.words for change in one.changes] for one in compare(before, after)}
    desk = "つつじが丘・見本ニュータウン高齢者相談室"
    number = f"{desk}の電話番号が 0000-20-0005 から 0000-20-0007 に変わりました"
    assert [number in found[name] for name in ("つつじが丘", "見本ニュータウン", "東")] == [True, True, False]
    assert any("の受付時間が" in words for words in found["東"])
    assert any("の地区が 東・浜辺地区 から 東地区 に変わりました" in words for words in found["東"])
    assert any("役割「住民のみなさん」" in words for words in found["東"])


def with_minami(folder: Path) -> Path:
    """Kurume's data with a district ミナミ, read みなみまち, whose desks are others than those of 南."""
    districts = folder / "districts.yaml"
    text = districts.read_text(encoding="utf-8")
    new = "  - name: ミナミ\n    reading: みなみまち\n    slug: minamimachi\n    bloc: 三潴町\n"
    districts.write_text(text.rstrip() + "\n" + new, encoding="utf-8")
    desks = folder / "desks.yaml"
    text = desks.read_text(encoding="utf-8")
    desks.write_text(re.sub(r"\[([^\]]*)浮島", r"[\1浮島, ミナミ", text), encoding="utf-8")
    return folder


def test_a_name_like_another_s_reading_gets_its_own_numbers(
    run: Callable[..., Result], data_copy: Path, tmp_path: Path
) -> None:
    """The gravest fault there was: ミナミ校区.pdf held 南校区's leaflet, found good by the check."""
    folder, out = with_minami(data_copy), tmp_path / "out"
    done = run("build", "ミナミ", "南", "うきしま", "--data", str(folder), "--out", str(out))
    assert done.exit_code == 0, done.output
    plan = load_plan(folder)
    numbers = {}
    for name in ("ミナミ", "南", "浮島"):
        edition = handbook.select(plan, name)
        file = read_back(out / f"{name}校区（校正）.pdf")
        printed = "".join(run.text for page in file.pages for run in page.runs)
        numbers[name] = {desk.phone for desk in edition.desks}
        assert all(number in printed for number in numbers[name])
        assert f"{name}校区" in printed
        assert run("check", str(out / f"{name}校区（校正）.pdf"), "--data", str(folder)).exit_code == 0
    assert numbers["ミナミ"] == numbers["浮島"] != numbers["南"]
    (out / "南校区（校正）.pdf").replace(out / "ミナミ校区（校正）.pdf")
    again = run("build", "ミナミ", "--data", str(folder), "--out", str(out))
    assert "1部を" in again.output, "the other's leaflet under this name is not taken for its own"
