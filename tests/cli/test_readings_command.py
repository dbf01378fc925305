"""`handbook readings` and what `validate` says of readings, as a person at a desk meets them."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from handbook.load import load_plan

HAS_ANALYSER = importlib.util.find_spec("sudachipy") is not None


def drop(folder: Path, word: str) -> None:
    path = folder / "readings.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(rf"(?m)^  {word}: .*\n", "", text), encoding="utf-8")


def test_a_complete_list_says_so(run: Callable[..., Result]) -> None:
    result = run("readings")
    assert result.exit_code == 0
    assert "読みのない漢字はありません" in result.stdout


def test_what_has_no_reading_is_listed_with_its_place(run: Callable[..., Result], data_copy: Path) -> None:
    drop(data_copy, "醸成")
    before = (data_copy / "readings.yaml").read_bytes()
    result = run("readings", "--data", str(data_copy))
    assert re.search(r"読みがない: 醸成 \S*plan\.yaml:\d+", result.stdout)
    assert (data_copy / "readings.yaml").read_bytes() == before
    if HAS_ANALYSER:
        assert result.exit_code == 0
        assert "醸成: じょうせい" in result.stdout
    else:
        assert result.exit_code == 2
        assert "pip install 'handbook[readings]'" in result.stderr


@pytest.mark.skipif(not HAS_ANALYSER, reason="the extra handbook[readings] is not installed")
def test_proposals_are_written_down_where_asked(run: Callable[..., Result], data_copy: Path) -> None:
    drop(data_copy, "醸成")
    assert run("readings", "--data", str(data_copy), "--yes").exit_code == 0
    plan = load_plan(data_copy)
    assert (plan.read_words[-1].word, plan.read_words[-1].kana, plan.read_words[-1].unsure) == (
        "醸成",
        "じょうせい",
        True,
    )
    assert plan.with_ruby("醸成") == "醸成"
    assert "読みが不確か: 醸成（じょうせい）" in run("readings", "--data", str(data_copy)).stdout


def test_validate_counts_them(run: Callable[..., Result], data_copy: Path) -> None:
    drop(data_copy, "醸成")
    path = data_copy / "readings.yaml"
    text = path.read_text(encoding="utf-8").replace("施策: しさく", "施策: {kana: しさく, unsure: true}")
    path.write_text(text, encoding="utf-8")
    result = run("validate", str(data_copy), "--layout", "leaflet")
    assert result.exit_code == 0
    assert "読みのない漢字が1件（醸成）、不確かな読みが1件（施策）" in result.stderr
    assert "handbook readings" in result.stderr
    path.unlink()
    assert "読み" not in run("validate", str(data_copy), "--layout", "leaflet").stderr
