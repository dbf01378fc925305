"""What may be right and had better be looked at: the plan is read, and says it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from handbook.load import load_plan
from handbook.load.romaji import fits

Change = Callable[..., Path]


def doubts(folder: Path) -> list[str]:
    return [str(one) for one in load_plan(folder).doubts]


@pytest.mark.parametrize(
    ("kana", "slugs"),
    [
        ("うきしま", ["ukishima", "ukisima"]),
        ("しんじょう", ["shinjo", "shinjou", "sinzyo", "shinjoh", "shin-jo", "shinjyo"]),
        ("つつじがおか", ["tsutsujigaoka", "tutuzigaoka", "tsutsuji-ga-oka"]),
        ("なんばちょう", ["nambacho", "nanbachou", "nanbatyo"]),
        ("おおはし", ["ohashi", "oohashi", "ohhashi"]),
        ("はっちょう", ["hatcho", "hacchou", "hattyo"]),
        ("みづま", ["mizuma", "midzuma", "miduma"]),
        ("ちゅうおう", ["chuo", "chuuou", "tyuo"]),
        ("しんいち", ["shinichi", "sin-iti"]),
        ("ふじみ", ["fujimi", "huzimi"]),
    ],
)
def test_all_ways_to_write_a_reading_in_latin_letters_fit(kana: str, slugs: list[str]) -> None:
    assert [slug for slug in slugs if not fits(kana, slug)] == []


@pytest.mark.parametrize(
    ("kana", "slug"),
    [("うきしま", "ukijima"), ("うきしま", "ukishimanishi"), ("みづま", "mitsuma"), ("ひよし", "hiyashi")],
)
def test_another_reading_does_not_fit(kana: str, slug: str) -> None:
    assert not fits(kana, slug)


def test_no_reading_of_the_bundled_plans_is_doubted() -> None:
    assert load_plan().doubts == ()
    assert load_plan("data/mihon").doubts == ()


def test_a_reading_that_does_not_fit_its_slug(change: Change) -> None:
    (said,) = doubts(change("districts.yaml", "reading: うきしま", "reading: うきじま"))
    assert "districts.yaml" in said
    assert "「うきじま」" in said
    assert "「ukishima」" in said


def test_a_slug_with_a_number_is_not_read(change: Change) -> None:
    change("districts.yaml", "slug: ukishima", "slug: ukishima2")
    assert doubts(change("districts.yaml", "reading: うきしま", "reading: うきじま")) == []


def test_a_sample_that_was_left_one(data_copy: Path) -> None:
    path = data_copy / "columns" / "hiyoshi.yaml"
    path.write_text("title: 日吉カフェ\ndistrict: 日吉\nsample: true\ntext: 本文\n", encoding="utf-8")
    (said,) = doubts(data_copy)
    assert "hiyoshi.yaml:3:9" in said
    assert "見本なので載りません" in said
    assert "消してください" in said
