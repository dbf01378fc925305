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
        [MANIFEST, *(f"{district.name}校区（校正）.pdf" for district in plan.districts)]
    )
    assert [step.done for step in seen] == list(range(1, 47))
    assert {step.total for step in seen} == {46}
    assert [step.outcome for step in seen] == list(report.outcomes)
    assert report.folder == tmp_path / "out"
    assert report.checked


def test_named_districts_in_the_plans_order_each_once(plan, layout, tmp_path):
    report = handbook.build(plan, layout, tmp_path, ["ukishima", "ひよし", "浮島校区"], check=False)
    assert [outcome.path.name for outcome in report.made] == ["日吉校区（校正）.pdf", "浮島校区（校正）.pdf"]


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
    assert digests(tmp_path / "alone")["浮島校区（校正）.pdf"] == together["浮島校区（校正）.pdf"]


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


def test_final_refuses_with_all_that_is_printed_and_unconfirmed(plan, layout, tmp_path):
    with pytest.raises(InputError) as caught:
        handbook.build(plan, layout, tmp_path / "out", final=True)
    text = str(caught.value)
    for desk in plan.desks:
        assert f"電話番号「{desk.phone}」" in text
    assert all(problem.place and problem.place.line for problem in caught.value.problems)
    assert all(problem.hint.startswith("handbook confirm ") for problem in caught.value.problems)
    assert "推進体制" not in text, "the leaflet does not print it"
    assert not (tmp_path / "out").exists()


def test_final_asks_only_for_what_the_districts_named_print(plan, layout, tmp_path):
    with pytest.raises(InputError) as caught:
        handbook.build(plan, layout, tmp_path, ["日吉"], final=True)
    text = str(caught.value)
    assert "中央地域包括支援センターの電話番号「0942-46-8711」" in text
    assert "鳥飼校区の読み" not in text
    assert "西地域包括支援センター" not in text


def test_final_builds_once_two_have_confirmed_what_is_printed(plan, layout, tmp_path, confirmed):
    ready = confirmed(plan)
    report = handbook.build(ready, layout, tmp_path, ["浮島"], final=True)
    assert report.made
    assert report.unconfirmed == ()
    one = tuple(one for one in ready.confirmations if one.by == "見本 太郎")
    alone = replace(plan, confirmations=one)
    with pytest.raises(InputError, match="見本 太郎さんだけ"):
        handbook.build(alone, layout, tmp_path, ["浮島"], final=True)


def test_a_number_that_was_changed_after_its_confirmation_is_not_final(plan, layout, tmp_path, confirmed):
    ready = confirmed(plan)
    desks = tuple(desk._replace(phone=desk.phone.replace("51-6100", "51-6101")) for desk in plan.desks)
    with pytest.raises(InputError) as caught:
        handbook.build(replace(ready, desks=desks), layout, tmp_path, ["浮島"], final=True)
    (problem,) = caught.value.problems
    assert "0942-51-6101" in problem.message
    contact, *rest = plan.contacts
    changed = replace(ready, contacts=(contact._replace(fax="0942-30-9753"), *rest))
    with pytest.raises(InputError, match="0942-30-9753"):
        handbook.build(changed, layout, tmp_path, ["浮島"], final=True)


def test_the_report_tells_what_is_unconfirmed_and_whom_it_touches(plan, layout, tmp_path):
    report = handbook.build(plan, layout, tmp_path, ["浮島", "鳥飼"], check=False)
    assert {item.subject for item in report.unconfirmed} >= {"西地域包括支援センターの電話番号"}
    assert all(item.touches("浮島") or item.touches("鳥飼") for item in report.unconfirmed)
    assert all(any(item.touches(name) for item in report.unconfirmed) for name in ("浮島", "鳥飼"))


@pytest.mark.parametrize(
    ("date", "over"),
    [
        (None, False),
        (datetime.date(2026, 3, 31), False),
        (datetime.date(2026, 4, 1), True),
    ],
)
def test_period_over(plan, layout, tmp_path, date, over):
    report: BuildReport = handbook.build(plan, layout, tmp_path, [], date=date)
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
    assert report.made[0].path == out / "30-ukishima（校正）.pdf"
    assert report.made[0].path.is_file()
