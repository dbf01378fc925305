"""The check can show that it works: harm of every kind, done to real files, is caught by its rule."""

from __future__ import annotations

import importlib.util
import random
from collections import Counter
from pathlib import Path

import pytest

import handbook
from handbook.check import check_pdf
from handbook.check.self_test import Fault, Leaflet, try_faults
from handbook.coverage import charset
from handbook.document import Document
from handbook.edition import Edition
from handbook.layout import Layout
from handbook.pdf import FontSet, render_pdf
from handbook.plan import Plan
from handbook.readback import TextRun

_spec = importlib.util.spec_from_file_location("faults", Path(__file__).parents[1] / "faults.py")
assert _spec is not None
assert _spec.loader is not None
faults = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(faults)


@pytest.fixture(scope="module")
def pdf(plan: Plan, leaflet: Layout, document: Document) -> bytes:
    """浮島's leaflet with the fonts of its batch, which have the characters of other names, too."""
    return render_pdf(document, FontSet(charset(plan, leaflet)))


@pytest.mark.parametrize("fault", faults.FAULTS, ids=lambda fault: f"{fault.kind}: {fault.name}")
def test_harm_is_caught_by_its_rule(fault: Fault, pdf: bytes, edition: Edition, leaflet: Layout) -> None:
    (verdict,) = try_faults(pdf, edition, leaflet, (fault,))
    assert verdict.codes is not None, "this leaflet has all that there is to spoil"
    assert fault.code in verdict.codes


def test_a_file_taken_apart_and_put_together_has_no_fault(
    pdf: bytes, edition: Edition, leaflet: Layout
) -> None:
    (verdict,) = try_faults(pdf, edition, leaflet, (Fault("nothing", "", "", lambda it: None),))
    assert verdict.codes == ()


def test_there_are_faults_of_every_kind() -> None:
    kinds = Counter(fault.kind for fault in faults.FAULTS)
    assert kinds.keys() == {"shape", "text", "cover", "hidden", "place", "heard", "link", "meant"}
    assert min(kinds.values()) >= 7
    names = [fault.name for fault in faults.FAULTS]
    assert len(set(names)) == len(names) >= 90


def test_two_leaflets_with_exchanged_names(
    plan: Plan, leaflet: Layout, documents: dict[str, Document]
) -> None:
    """Each says that it is the other: in its data about itself, and as its name in print."""
    one, other = "浮島", "江上"
    leaflets = {
        name: Leaflet(render_pdf(documents[name]), handbook.select(plan, name)) for name in (one, other)
    }
    for name, claimed in ((one, other), (other, one)):
        it, file = leaflets[name], leaflets[claimed].file
        it.writer.add_metadata({f"/{key}": value for key, value in file.info.items()})
        found = check_pdf(it.written(), handbook.select(plan, claimed), leaflet)
        assert {"foreign-place", "missing-text"} <= {finding.code for finding in found}


def _harm(it: Leaflet, run: TextRun, at: int, chance: random.Random) -> str:
    """Change one character of a text, in one of four ways; gives a description."""
    assert run.drawn is not None
    assert run.drawn.program is not None
    program = run.drawn.program
    codes = [code for code, _ in run.drawn.places()]
    own = codes[at]
    others = [
        code
        for code, text in program.texts.items()
        if text.isalnum() and text != run.text[at] and program.glyph(code) != program.glyph(own)
    ]
    other = chance.choice(others)
    way = chance.choice(("drawn", "shape", "mapped", "said"))
    changed = run.text[:at] + program.texts[other] + run.text[at + 1 :]
    if way == "drawn":
        codes[at] = other
        shown = "".join(f"{code:04X}" for code in codes)
        it.shown(run, lambda place, _: place + f"<{shown}>Tj".encode("ascii"))
    elif way == "shape":
        faults.mapped(lambda it, run: {own: other}, lambda it: run)(it)
    elif way == "mapped":
        faults.said_to_be(lambda it, run: {own: program.texts[other]}, lambda it: run)(it)
    else:
        it.reads(run, changed)
    return f"{run.text} → {changed} ({way})"


def test_any_one_value_changed_at_random_is_caught(
    plan: Plan, leaflet: Layout, documents: dict[str, Document], pytestconfig: pytest.Config
) -> None:
    """Any character of any text of any edition, drawn, shaped, mapped or said as another.

    `pytest tests/check/test_faults.py -k random --harms 300` tries more.
    """
    chance, fonts = random.Random(14), FontSet(charset(plan, leaflet))
    for _ in range(pytestconfig.getoption("--harms")):
        name = chance.choice(sorted(documents))
        edition = handbook.select(plan, name)
        it = Leaflet(render_pdf(documents[name], fonts), edition)
        run = chance.choice(
            [run for page in it.file.pages for run in page.runs if any(map(str.isalnum, run.text))]
        )
        at = chance.choice([at for at, char in enumerate(run.text) if char.isalnum()])
        what = _harm(it, run, at, chance)
        assert check_pdf(it.written(), edition, leaflet, seen=True), f"{name}: {what}"
