"""A second build: only what is stale, with the reason, and never a wrong skip."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import handbook
from handbook.batch import MANIFEST, BuildReport
from handbook.batch.circumstances import circumstances
from handbook.batch.manifest import FORMAT, read_manifest
from handbook.changes import contents
from handbook.coverage import charset
from handbook.layout import Layout
from handbook.plan import Plan
from handbook.resources import bundled

WANTED = ["城島", "浮島", "日吉", "南"]


def with_phone(plan: Plan, phone: str = "0942-51-6199") -> Plan:
    return replace(
        plan,
        desks=tuple(
            desk._replace(phone=phone) if desk.name == "西地域包括支援センター" else desk
            for desk in plan.desks
        ),
    )


@pytest.fixture(scope="module")
def first(plan, leaflet, tmp_path_factory) -> Path:
    """A folder with four editions; copied by `out`, never changed."""
    folder = tmp_path_factory.mktemp("first") / "out"
    handbook.build(plan, leaflet, folder, WANTED, jobs=1)
    return folder


@pytest.fixture
def out(first, tmp_path) -> Path:
    return Path(shutil.copytree(first, tmp_path / "out"))


@pytest.fixture
def build(plan, leaflet, out):
    def call(new: Plan = plan, layout: Layout = leaflet, **options) -> BuildReport:
        report = handbook.build(new, layout, out, WANTED, jobs=1, **options)
        assert not report.failed
        return report

    return call


def made(report: BuildReport) -> dict[str, tuple[str, ...]]:
    return {outcome.district: outcome.reasons for outcome in report.made}


def test_nothing_to_do(build, out, digests):
    before = {path.name: path.stat().st_mtime_ns for path in out.iterdir()}
    report = build()
    assert made(report) == {}
    assert {outcome.district for outcome in report.skipped} == set(WANTED)
    assert {path.name: path.stat().st_mtime_ns for path in out.iterdir()} == before


def test_a_telephone_number_makes_its_districts_anew_and_says_so(build, plan):
    report = build(with_phone(plan))
    words = "西地域包括支援センターの電話番号が 0942-51-6100 から 0942-51-6199 に変わりました"
    assert made(report) == {"城島": (words,), "浮島": (words,)}
    assert {outcome.district for outcome in report.reprint} == {"城島", "浮島"}
    assert all(outcome.again for outcome in report.made)


def test_an_incremental_build_leaves_the_bytes_of_a_full_one(build, plan, leaflet, out, tmp_path, digests):
    """Whatever sequence of changes led there, manifest included."""
    column = next(c for c in plan.columns if c.districts == ("浮島",))
    states = [
        with_phone(plan),
        replace(plan, columns=tuple(c for c in plan.columns if c is not column)),
        replace(plan, welfare_heading="福祉って何？"),
        replace(plan, facts=()),
    ]
    handbook.build(plan, leaflet, tmp_path / "full", WANTED, jobs=1)  # what was ever made is remembered
    for state in states:
        build(state)
        handbook.build(state, leaflet, tmp_path / "full", WANTED, jobs=1, force=True)
        assert digests(out) == digests(tmp_path / "full")
        texts = [(folder / MANIFEST).read_text(encoding="utf-8") for folder in (out, tmp_path / "full")]
        assert texts[0] == texts[1]


def test_a_note_on_a_source_makes_nothing(build, plan):
    facts = tuple(fact._replace(note="電話で確かめた") for fact in plan.facts)
    assert made(build(replace(plan, facts=facts))) == {}


def test_a_text_that_the_layout_does_not_print_needs_a_new_file_but_no_new_paper(build, plan):
    report = build(replace(plan, opinions_caption="別の言葉"))
    assert set(made(report)) == set(WANTED)
    assert report.reprint == ()


def test_a_word_explained_below_a_column_is_new_paper_where_the_column_is(build, plan):
    notes = [
        note._replace(text="別の説明") if note.term == "支え合い推進会議" else note for note in plan.notes
    ]
    report = build(replace(plan, notes=tuple(notes)))
    assert {outcome.district for outcome in report.reprint} == {"浮島"}


def test_a_new_character_in_the_shared_subset_is_told(build, plan):
    districts = (*plan.districts[:-1], plan.districts[-1]._replace(reading="ゑゑ"))
    report = build(replace(plan, districts=districts))
    assert set(made(report)) == set(WANTED)
    assert "加わった字: ゑ" in made(report)["浮島"][0]
    assert report.reprint == (), "the others' pages look as before"


def test_the_layout_and_its_name(build, leaflet, tmp_path):
    text = (bundled("layouts") / "leaflet.yaml").read_text(encoding="utf-8")
    changed = tmp_path / "leaflet.yaml"
    changed.write_text(text.replace("text: どんな計画？", "text: どんな計画か"), encoding="utf-8")
    assert made(build(layout=handbook.load_layout(changed)))["南"] == ("レイアウトの中身が変わりました",)
    other = tmp_path / "other.yaml"
    other.write_text(text, encoding="utf-8")
    why = made(build(layout=handbook.load_layout(other)))["南"]
    assert why[0] == "レイアウトが leaflet から other に変わりました"


def test_a_comment_in_the_layout_changes_nothing(build, tmp_path):
    text = (bundled("layouts") / "leaflet.yaml").read_text(encoding="utf-8")
    same = tmp_path / "leaflet.yaml"
    same.write_text("# ひとこと\n" + text, encoding="utf-8")
    assert made(build(layout=handbook.load_layout(same))) == {}


def test_the_prescribed_date(build, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert "SOURCE_DATE_EPOCH" in made(build())["南"][0]
    assert made(build()) == {}


def test_fonts_code_and_versions_count(plan, leaflet, tmp_path):
    """The circumstances hold digests of what the files hold, not of their names."""
    found = circumstances(leaflet, charset(plan, leaflet))
    for key in ("font regular", "font bold", "code", "engines", "design"):
        assert found[key]
    font = tmp_path / "BIZUDPGothic-Regular.ttf"
    data = bytearray(Path(leaflet.faces["regular"][0]).read_bytes())
    data[-1] ^= 1
    font.write_bytes(bytes(data))
    other = replace(leaflet, faces={**leaflet.faces, "regular": (str(font),)})
    assert circumstances(other, {})["font regular"] != found["font regular"]
    assert circumstances(other, {})["design"] == found["design"]


def test_words_that_stay_whole_count(build, plan):
    report = build(replace(plan, words=(*plan.words, "今後も｜増加")))
    assert set(made(report)) == set(WANTED)
    assert made(report)["南"] == ("分けない言葉が変わりました",)


def test_another_version_of_handbook_makes_everything_anew(build, monkeypatch):
    monkeypatch.setattr("handbook.batch.circumstances.__version__", "99.0")
    assert made(build())["浮島"] == ("handbook の版が 0.1.0 から 99.0 に変わりました",)


def test_force(build):
    report = build(force=True)
    assert set(made(report)) == set(WANTED)
    assert "--force" in made(report)["浮島"][0]
    assert report.reprint == ()


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda path: path.unlink(), "なくなっています"),
        (lambda path: path.write_bytes(path.read_bytes()[:-100]), "作成記録と違います"),
        (lambda path: path.write_bytes(path.read_bytes().replace(b"1.7", b"1.6", 1)), "手で変えたか"),
        (lambda path: path.write_bytes(b""), "作成記録と違います"),
    ],
    ids=["deleted", "cut", "changed", "empty"],
)
def test_a_pdf_that_is_not_as_it_was_made(build, out, digests, harm, said):
    before = digests(out)
    harm(out / "浮島校区（校正）.pdf")
    report = build()
    assert set(made(report)) == {"浮島"}
    assert said in made(report)["浮島"][0]
    assert digests(out) == before


def test_an_unchecked_file_is_not_good_enough_for_a_checked_build(plan, leaflet, tmp_path):
    out = tmp_path / "unchecked"
    handbook.build(plan, leaflet, out, ["南"], check=False)
    assert handbook.build(plan, leaflet, out, ["南"], check=False).skipped
    report = handbook.build(plan, leaflet, out, ["南"])
    assert made(report) == {"南": ("前は検査を省いて作られました",)}
    assert handbook.build(plan, leaflet, out, ["南"], check=False).skipped, "a checked one is good for both"


@pytest.mark.parametrize(
    ("harm", "note"),
    [
        (lambda text: "", "壊れているか"),
        (lambda text: text[: len(text) // 2], "壊れているか"),
        (lambda text: "[]", "壊れているか"),
        (lambda text: "null", "壊れているか"),
        (lambda text: "{" * 100_000, "壊れているか"),
        (lambda text: text.replace("0942-51-6100", "0942-51-6199"), "手で直されている"),
        (lambda text: text.replace('"checked": true', '"checked": false', 1), "手で直されている"),
        (lambda text: text.replace(f'"format": {FORMAT}', f'"format": {FORMAT + 1}'), "別の版"),
        (lambda text: text.replace('"files"', '"fails"'), "壊れているか"),
    ],
    ids=["empty", "cut", "list", "null", "deep", "value", "flag", "format", "key"],
)
def test_a_manifest_that_cannot_be_trusted_means_a_full_build(build, out, harm, note):
    path = out / MANIFEST
    text = path.read_text(encoding="utf-8")
    path.write_text(harm(text), encoding="utf-8")
    report = build()
    assert set(made(report)) == set(WANTED)
    assert made(report)["浮島"] == ("この PDF の作成記録がありません",)
    assert note in report.notes[0]
    assert path.read_text(encoding="utf-8") == text, "the new manifest is as the first one was"


def test_random_damage_to_the_manifest_never_skips_wrongly(build, out, plan):
    """Any one byte of it changed: it is believed only if nothing that counts changed."""
    path = out / MANIFEST
    good = path.read_bytes()
    chance = random.Random(5)
    changed = with_phone(plan)
    for _ in range(12):
        data = bytearray(good)
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(7)
        path.write_bytes(bytes(data))
        assert {"城島", "浮島"} <= set(made(build(changed)))
        build()
        path.write_bytes(good)


def test_no_manifest_at_all(build, out):
    (out / MANIFEST).unlink()
    assert set(made(build())) == set(WANTED)


def test_editions_of_other_times_stay_as_they_are_recorded(plan, leaflet, tmp_path):
    """`build 浮島` after a change leaves the others stale, and the next full build knows it."""
    out = tmp_path / "out"
    handbook.build(plan, leaflet, out, WANTED, jobs=1, check=False)
    handbook.build(with_phone(plan), leaflet, out, ["浮島"], jobs=1, check=False)
    assert set(made(handbook.build(with_phone(plan), leaflet, out, WANTED, jobs=1, check=False))) == {"城島"}


def test_a_column_of_another_district_counts_only_where_it_is_printed(plan, leaflet, tmp_path):
    text = (bundled("layouts") / "leaflet.yaml").read_text(encoding="utf-8")
    path = tmp_path / "others.yaml"
    path.write_text(
        re.sub(r"^( *)most: 1$", r"\1most: 1\n\1others: true", text, flags=re.M), encoding="utf-8"
    )
    column = next(c for c in plan.columns if c.districts == ("浮島",))
    new = column._replace(title="別の見出し")
    changed = replace(plan, columns=tuple(new if c is column else c for c in plan.columns))
    for layout, expected in ((leaflet, set()), (handbook.load_layout(path), {"南"})):
        out = tmp_path / layout.name
        handbook.build(plan, layout, out, ["南"], check=False)
        assert set(made(handbook.build(changed, layout, out, ["南"], check=False))) == expected


def test_pdfs_that_no_edition_is_any_more_are_told_and_kept(plan, leaflet, tmp_path):
    out = tmp_path / "out"
    few = replace(plan, districts=plan.districts[:3])
    handbook.build(few, leaflet, out, check=False, jobs=1)
    fewer = replace(plan, districts=plan.districts[:2])
    report = handbook.build(fewer, leaflet, out, check=False, jobs=1)
    gone = f"{plan.districts[2].name}校区（校正）.pdf"
    assert gone in report.notes[0]
    assert (out / gone).exists()
    (out / gone).unlink()
    assert handbook.build(fewer, leaflet, out, check=False, jobs=1).notes == ()
    renamed = handbook.build(fewer, leaflet, out, template="{slug}.pdf", check=False, jobs=1)
    assert "前の PDF が残っています" in renamed.notes[0]


def test_a_manifest_that_cannot_be_written_costs_no_pdf(build, plan, out):
    (out / MANIFEST).chmod(0o444)
    with pytest.raises(handbook.InputError, match="読み取り専用"):
        build(with_phone(plan))


def test_the_manifest_is_readable_and_tells_sha256(out):
    data = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
    assert "作成記録" in data["about"]
    for name, record in data["files"].items():
        assert record["sha256"] == hashlib.sha256((out / name).read_bytes()).hexdigest()
    assert os.sep + "tmp" not in json.dumps(data, ensure_ascii=False)


def test_a_record_gives_back_what_the_edition_was_made_from(out, plan):
    manifest = read_manifest(out)
    record = manifest.records["浮島校区（校正）.pdf"]
    assert manifest.contents(record) == contents(handbook.select(plan, "浮島"))


def test_a_changed_picture_makes_editions_anew_and_means_reprint(plan, tmp_path):
    pictures = tmp_path / "pictures"
    shutil.copytree(bundled("layouts") / "pictures", pictures)
    shutil.copy(bundled("layouts") / "leaflet.yaml", tmp_path / "mine.yaml")

    def build() -> BuildReport:
        layout = handbook.load_layout(tmp_path / "mine.yaml")
        return handbook.build(plan, layout, tmp_path / "out", ["南"], jobs=1)

    assert len(build().made) == 1
    assert not build().made
    street = pictures / "street.svg"
    street.write_text(street.read_text(encoding="utf-8").replace("#CFE6DA", "#CFE6DB"), encoding="utf-8")
    (pictures / "unused.svg").write_text("no page shows it", encoding="utf-8")
    report = build()
    assert report.reprint == report.made
    (made,) = report.made
    assert made.reasons == ("絵のファイル（street.svg）が変わりました",)
    assert not build().made
