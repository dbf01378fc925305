"""Editions made by an executor that the caller brings: threads, processes, a Dask cluster."""

from __future__ import annotations

import os
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor

import pytest

import handbook

WANTED = ["城島", "浮島", "日吉", "南", "京町", "津福", "荒木", "北野", "江上"]


@pytest.fixture(scope="module")
def expected(plan, leaflet, tmp_path_factory):
    out = tmp_path_factory.mktemp("expected")
    handbook.build(plan, leaflet, out, WANTED, jobs=1, check=False)
    return {path.name: path.read_bytes() for path in out.glob("*.pdf")}


def assert_same(report, out, expected):
    assert not report.failed, report.failed[:1]
    assert len(report.made) == len(WANTED)
    assert {path.name: path.read_bytes() for path in out.glob("*.pdf")} == expected
    assert not list(out.glob(".*"))


def test_threads(plan, leaflet, tmp_path, expected):
    with ThreadPoolExecutor(3) as executor:
        report = handbook.build(plan, leaflet, tmp_path, WANTED, executor=executor)
    assert_same(report, tmp_path, expected)
    order = [district.name for district in plan.districts]
    assert [o.district for o in report.outcomes] == sorted(WANTED, key=order.index)


def test_processes(plan, leaflet, tmp_path, expected):
    import multiprocessing

    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as executor:
        report = handbook.build(plan, leaflet, tmp_path, WANTED, executor=executor)
    assert_same(report, tmp_path, expected)


def test_a_dask_cluster(plan, leaflet, tmp_path, expected, overfull):
    """A real scheduler with workers in processes of their own."""
    try:
        from dask.distributed import Client, LocalCluster
    except ImportError:
        message = "dask.distributed is not installed (pip install -e '.[dask]'): Dask was not tried"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    with (
        LocalCluster(
            n_workers=2,
            threads_per_worker=2,
            processes=True,
            dashboard_address=None,
            local_directory=str(tmp_path / "dask"),
        ) as cluster,
        Client(cluster) as client,
    ):
        executor = client.get_executor()
        out = tmp_path / "out"
        assert_same(handbook.build(plan, leaflet, out, WANTED, executor=executor), out, expected)
        again = handbook.build(plan, leaflet, out, WANTED, executor=executor)
        assert len(again.skipped) == len(WANTED)
        report = handbook.build(overfull, leaflet, out, WANTED, executor=executor)
        assert [outcome.district for outcome in report.failed] == ["浮島"]
        assert "約" in report.failed[0].problems[0].message


def test_one_failed_edition_and_one_rejected_by_the_check(overfull, leaflet, tmp_path):
    from handbook.resources import bundled

    text = (bundled("layouts") / "leaflet.yaml").read_text(encoding="utf-8")
    path = tmp_path / "edge.yaml"
    text = text.replace("left: 13mm", "left: 2mm").replace("printer: true", "printer: false")
    path.write_text(text, encoding="utf-8")
    with ThreadPoolExecutor(2) as executor:
        report = handbook.build(overfull, leaflet, tmp_path / "a", WANTED, executor=executor)
        edge = handbook.build(overfull, handbook.load_layout(path), tmp_path / "b", ["南"], executor=executor)
    assert [outcome.district for outcome in report.failed] == ["浮島"]
    assert edge.failed[0].findings
    assert not list((tmp_path / "b").glob("*.pdf"))


def test_an_executor_whose_workers_die(plan, leaflet, tmp_path, expected):
    """What it lost is made again in processes of this machine, and that is told."""

    class Dying(Executor):
        """Loses every second portion, as an engine does whose workers are killed."""

        count = 0

        def submit(self, fn, /, *args, **kwargs):
            Dying.count += 1
            future: Future = Future()
            if Dying.count % 2:
                future.set_result(fn(*args, **kwargs))
            else:
                future.set_exception(OSError("worker lost"))
            return future

    report = handbook.build(plan, leaflet, tmp_path, WANTED, executor=Dying(), check=False)
    assert_same(report, tmp_path, expected)
    assert "worker lost" in "".join(report.notes)


def test_an_executor_that_was_shut_down(plan, leaflet, tmp_path, expected):
    executor = ThreadPoolExecutor(1)
    executor.shutdown()
    report = handbook.build(plan, leaflet, tmp_path, WANTED, executor=executor)
    assert_same(report, tmp_path, expected)
    assert "shutdown" in "".join(report.notes)


def test_results_under_way_stay_few(plan, leaflet, tmp_path, monkeypatch):
    """However many editions there are, only so many portions are handed out before they come home."""
    from handbook.batch import workers

    monkeypatch.setattr(workers, "UNDER_WAY", 16)
    most = [0, 0]

    class Counting(ThreadPoolExecutor):
        def submit(self, fn, /, *args, **kwargs):
            most[0] += 1
            most[1] = max(most)
            return super().submit(fn, *args, **kwargs)

    def came_home(step):
        if step.done % workers.PORTION == 0:
            most[0] -= 1

    with Counting(2) as executor:
        handbook.build(plan, leaflet, tmp_path, executor=executor, progress=came_home, check=False)
    assert most[1] <= 16 / workers.PORTION + 1
