"""Many editions: what is made, what survives, what is told."""

from __future__ import annotations

import datetime
import re
import threading
from dataclasses import replace
from pathlib import Path

import pytest

import handbook
from handbook.batch import MANIFEST, BuildReport, Progress
from handbook.errors import InputError


def test_all_46_editions(plan, layout, tmp_path):
    seen: list[Progress] = []
    report = handbook.build(plan, layout, tmp_path / "out", progress=seen.append)
    assert not report.failed, report.failed[:3]
    assert [outcome.district for outcome in report.made] == [d.name for d in plan.districts]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(
        [MANIFEST, *(f"{district.name}校区.pdf" for district in plan.districts)]
    )
    assert [step.done for step in seen] == list(range(1, 47))
    assert {step.total for step in seen} == {46}
    assert [step.outcome for step in seen] == list(report.outcomes)
    assert report.folder == tmp_path / "out"
    assert report.checked


def test_named_districts_in_the_plans_order_each_once(plan, layout, tmp_path):
    report = handbook.build(plan, layout, tmp_path, ["ukishima", "ひよし", "浮島校区"], check=False)
    assert [outcome.path.name for outcome in report.made] == ["日吉校区.pdf", "浮島校区.pdf"]


def test_no_districts_is_no_edition(plan, layout, tmp_path):
    assert handbook.build(plan, layout, tmp_path, []).outcomes == ()


def test_all_unknown_districts_at_once_and_nothing_written(plan, layout, tmp_path):
    with pytest.raises(InputError) as caught:
        handbook.build(plan, layout, tmp_path / "out", ["浮鳥", "日吉", "うきじま"])
    assert len(caught.value.problems) == 2
    assert all("もしかして" in problem.hint for problem in caught.value.problems)
    assert not (tmp_path / "out").exists()


def test_same_bytes_alone_together_and_with_any_number_of_workers(plan, layout, tmp_path, digests):
    for folder, districts, jobs in [("one", None, 1), ("three", None, 3), ("alone", ["浮島"], 1)]:
        handbook.build(plan, layout, tmp_path / folder, districts, jobs, check=False)
    together = digests(tmp_path / "one")
    assert digests(tmp_path / "three") == together
    assert digests(tmp_path / "alone")["浮島校区.pdf"] == together["浮島校区.pdf"]


def test_workers_without_fork_make_the_same(plan, layout, tmp_path, digests):
    """With another thread running a fork is not safe, so fresh processes are started."""
    wanted = ["日吉", "浮島", "南"]
    handbook.build(plan, layout, tmp_path / "here", wanted, 1)
    release = threading.Event()
    other = threading.Thread(target=release.wait)
    other.start()
    try:
        report = handbook.build(plan, layout, tmp_path / "fresh", wanted, 2)
    finally:
        release.set()
        other.join()
    assert not report.failed
    assert digests(tmp_path / "fresh") == digests(tmp_path / "here")


def test_an_edition_that_does_not_fit_never_stops_the_others(overfull, layout, tmp_path, digests, plan):
    out = tmp_path / "out"
    wanted = ["江上", "浮島", "犬塚"]
    handbook.build(plan, layout, out, wanted)
    before = digests(out)
    report = handbook.build(overfull, layout, out, wanted)
    assert [outcome.district for outcome in report.skipped] == ["江上", "犬塚"]
    assert report.made == ()
    (failed,) = report.failed
    assert failed.district == "浮島"
    assert "ukishima-ninchisho.yaml:" in str(failed.problems[0])
    assert re.search(r"約\d+行", failed.problems[0].message)
    assert digests(out) == before, "the earlier PDF of 浮島 must stay"


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_a_bug_in_drawing_the_first_edition_costs_no_other(plan, layout, tmp_path, monkeypatch, jobs):
    """Whose fonts were still being compressed when it broke, in threads that no fork inherits."""
    from handbook.pdf import writer

    draw, calls = writer.draw_page, []

    def broken_once(*arguments):
        calls.append(arguments)
        if len(calls) == 1:
            raise ValueError("a bug")
        return draw(*arguments)

    monkeypatch.setattr(writer, "draw_page", broken_once)
    wanted = [district.name for district in plan.districts][:12]
    report = handbook.build(plan, layout, tmp_path, wanted, jobs, check=False)
    (failed,) = report.failed
    assert failed.district == wanted[0]
    assert "ValueError: a bug" in failed.crash
    assert len(report.made) == 11


def test_all_editions_may_fail_and_no_file_appears(overfull, layout, tmp_path):
    long = next(column for column in overfull.columns if column.districts == ("浮島",))
    citywide = replace(overfull, columns=(long._replace(districts=()),))
    report = handbook.build(citywide, layout, tmp_path, jobs=2)
    assert len(report.failed) == 46
    assert list(tmp_path.iterdir()) == []


def test_a_character_without_a_glyph_stops_the_batch_before_it_starts(change, layout, tmp_path):
    plan = handbook.load_plan(change("columns/ukishima-ninchisho.yaml", "浮島校区では", "𪚥田さんが"))
    with pytest.raises(InputError) as caught:
        handbook.build(plan, layout, tmp_path / "out", ["日吉"])
    text = str(caught.value)
    assert "𪚥" in text
    assert "U+2A6A5" in text
    assert "ukishima-ninchisho.yaml:" in text
    assert not (tmp_path / "out").exists()


def test_final_refuses_with_every_unconfirmed_fact(plan, layout, tmp_path):
    with pytest.raises(InputError) as caught:
        handbook.build(plan, layout, tmp_path / "out", final=True)
    assert len(caught.value.problems) == len(plan.unconfirmed)
    assert all(problem.place and problem.place.line for problem in caught.value.problems)
    assert not (tmp_path / "out").exists()


def test_final_asks_only_for_what_touches_the_districts_named(plan, layout, tmp_path):
    with pytest.raises(InputError) as caught:
        handbook.build(plan, layout, tmp_path, ["日吉"], final=True)
    subjects = str(caught.value)
    assert "鳥飼校区の読み" not in subjects
    assert 0 < len(caught.value.problems) < len(plan.unconfirmed)


def test_final_builds_once_all_is_confirmed(plan, layout, tmp_path):
    facts = tuple(fact._replace(confirmed=True) for fact in plan.facts)
    report = handbook.build(replace(plan, facts=facts), layout, tmp_path, ["浮島"], final=True)
    assert report.made
    assert report.unconfirmed == ()
    assert report.touched == ()


def test_the_report_tells_what_is_unconfirmed_and_whom_it_touches(plan, layout, tmp_path):
    report = handbook.build(plan, layout, tmp_path, ["浮島", "鳥飼"], check=False)
    assert report.touched == ("鳥飼", "浮島")
    assert {fact.subject for fact in report.unconfirmed} >= {"西地域包括支援センターの担当校区"}
    assert all(fact.touches("浮島") or fact.touches("鳥飼") for fact in report.unconfirmed)


@pytest.mark.parametrize(
    ("today", "over"),
    [
        (None, False),
        (datetime.date(2026, 3, 31), False),
        (datetime.date(2026, 4, 1), True),
    ],
)
def test_period_over(plan, layout, tmp_path, today, over):
    report: BuildReport = handbook.build(plan, layout, tmp_path, [], today=today)
    assert report.period_over is over


def test_a_listener_that_fails_stops_the_batch_cleanly(plan, layout, tmp_path):
    """Such as Ctrl-C while a step is shown: it goes to the caller, and no worker stays behind."""

    def stop(step: Progress) -> None:
        if step.done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        handbook.build(plan, layout, tmp_path, jobs=2, progress=stop, check=False)
    assert not list(tmp_path.glob(".*"))
    assert all(path.read_bytes().endswith(b"%%EOF\n") for path in tmp_path.glob("*.pdf"))


def test_template_and_folder_are_made(plan, layout, tmp_path):
    out = Path(tmp_path, "a", "b")
    report = handbook.build(plan, layout, out, ["浮島"], template="{number}-{slug}.pdf", check=False)
    assert report.made[0].path == out / "30-ukishima.pdf"
    assert report.made[0].path.is_file()
