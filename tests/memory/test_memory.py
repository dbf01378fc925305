"""What is worked out for a plan serves it again, goes with it, and stays at home when it is sent away."""

from __future__ import annotations

import gc
import pickle
import weakref

import pytest

import handbook
from handbook.blocks.setting import Area, Part, SetText, Setting
from handbook.composer import compose_marked
from handbook.memory import kept
from handbook.plan import Plan
from handbook.resources import bundled


def test_work_is_done_once_for_each_plan() -> None:
    done = []

    @kept(most=2)
    def work(plan: Plan, text: str) -> str:
        done.append(text)
        return plan.city + text

    one, other = (handbook.load_plan(bundled("data") / "mihon") for _ in range(2))
    assert [work(one, "a"), work(one, "a"), work(one, "b"), work(other, "a")] == [
        *("見本市a", "見本市a", "見本市b", "見本市a"),
    ]
    assert done == ["a", "b", "a"]
    sent = pickle.loads(pickle.dumps(one))
    assert work(sent, "a") == "見本市a"
    assert len(done) == 4


def test_a_plan_that_was_composed_is_forgotten_with_all_that_was_worked_out(leaflet: handbook.Layout) -> None:
    plan = handbook.load_plan(bundled("data") / "mihon")
    document, *_ = compose_marked(handbook.select(plan, "東"), leaflet)
    known = weakref.ref(plan)
    del plan
    gc.unfreeze()
    gc.collect()
    assert known() is None
    assert document.pages


@pytest.mark.parametrize("name", ["leaflet", "handbook"])
def test_what_was_composed_goes_at_once_with_what_is_known_of_its_plan(name: str) -> None:
    """An editor makes a plan at each keystroke: to search for what each has left would make the next wait."""
    layout = handbook.load_layout(name)
    gc.collect()
    gc.disable()
    try:
        plan = handbook.load_plan(bundled("data") / "mihon")
        compose_marked(handbook.select(plan, "東"), layout)
        plan.memory.clear()
        del plan
        gc.set_debug(gc.DEBUG_SAVEALL)
        gc.collect()
        left = {type(one) for one in gc.garbage}
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    assert not left & {Area, Part, SetText, Setting}
