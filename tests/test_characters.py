"""Characters with their variation selectors, and the words about those that cannot be printed."""

from __future__ import annotations

import pytest

from handbook.characters import clusters, named, way_out


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("𠮷田", ["𠮷", "田"]),
        ("辻\U000e0100さん", ["辻\U000e0100", "さ", "ん"]),
        ("神\ufe00社", ["神\ufe00", "社"]),
        ("\ufe0fあ \U000e0100", ["\ufe0f", "あ", " ", "\U000e0100"]),  # nothing to vary
        ("", []),
    ],
)
def test_a_selector_belongs_to_the_character_before_it(text, parts):
    assert clusters(text) == parts


@pytest.mark.parametrize(
    ("cluster", "words"),
    [
        ("⽇", "文字「⽇」（U+2F47）"),
        ("辻\U000e0104", "異体字「辻\U000e0104」（U+8FBB U+E0104）"),
        ("\u2066", "目に見えない文字（U+2066 LEFT-TO-RIGHT ISOLATE）"),
        ("\u3164", "目に見えない文字（U+3164 HANGUL FILLER）"),
        ("\u2800", "目に見えない文字（U+2800 BRAILLE PATTERN BLANK）"),
        ("\ufe0f", "目に見えない文字（U+FE0F VARIATION SELECTOR-16）"),
        ("\t", "目に見えない文字（U+0009）"),
        ("\ue000", "外字（U+E000）"),
    ],
)
def test_what_cannot_be_seen_is_told_by_name_and_code(cluster, words):
    assert named(cluster) == words


@pytest.mark.parametrize(
    ("cluster", "words"),
    [
        ("⽇", "「日」（U+65E5）"),  # a Kangxi radical
        ("\U0002f804", "「你」（U+4F60）"),  # a compatibility ideograph
        ("☎\ufe0f", "「☎」だけ"),
        ("\u3164", "消して"),
        ("\ue000", "打ち直して"),
        ("辻\U000e0104", "書体（.ttf）"),
        ("𪚥", "書体（.ttf）"),
    ],
)
def test_the_way_out_changes_nobodys_name(cluster, words):
    assert words in way_out(cluster)
