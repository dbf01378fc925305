"""Files that are written aside are looked after while their maker goes on."""

from __future__ import annotations

import threading
from pathlib import Path

from handbook.settler import Settler


def test_each_file_in_order_and_what_cannot_be_brought_to_the_disk_too(tmp_path: Path) -> None:
    before = threading.active_count()
    settler = Settler()
    names = [f"{index}.pdf" for index in range(20)]
    for name in names:
        if name != "7.pdf":
            (tmp_path / name).write_bytes(name.encode() * 10_000)
        settler.ask("浮島", tmp_path / name)
    answers = []
    while len(answers) < len(names):
        found = list(settler.answers(wait=True))
        assert found, "one is outstanding"
        answers += found
    for name, answer in zip(names, answers, strict=True):
        assert answer.verdict == ()
        assert answer.synced == (name != "7.pdf")
    assert list(settler.answers(wait=True)) == [], "nothing is outstanding, nobody waits"
    settler.close()
    assert threading.active_count() == before, "a fork after it is safe again"
