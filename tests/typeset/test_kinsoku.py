"""Which characters may not begin or end a line: the lists of the standards, not our own tables."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest

from handbook.typeset import classes
from handbook.typeset.kinsoku import allowed_breaks

Texts = Callable[..., list[str]]

# The groups of W3C's tests of `line-break: strict` for Japanese (CSS Text 3, §5.3).
SMALL_KANA = "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿｧｨｩｪｫｬｭｮｯーｰ"
CENTRED = "・：；･！？‼⁇⁈⁉"
HYPHENS = "〜゠‐–"
LEADERS = "…‥"
ITERATION = "々〻ゝゞヽヾ"
POSTFIX = "°‰′″℃％￠"
CLOSING = "、。，．｡､〉》」』】〕〗〙〛〞〟）］｝｠｣’”»"
OPENING = "〈《「『【〔〖〘〚〝（［｛｟｢‘“«"
NEVER_FIRST = SMALL_KANA + CENTRED + HYPHENS + LEADERS + ITERATION + POSTFIX + CLOSING

# JLREQ, appendix A: some members of each class that is told by the character alone.
CLASSES = {
    1: "‘“（〔［｛〈《「『【｟〘〖«〝",
    2: "’”）〕］｝〉》」』】｠〙〗»〟",
    3: "‐〜゠–",
    4: "！？‼⁇⁈⁉",
    5: "・：；",
    6: "。．",
    7: "、，",
    8: "—…‥",
    9: "ヽヾゝゞ々〻",
    10: "ー",
    11: "ぁぃぅぇぉァィゥェォっゃゅょゎゕゖッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ",
    12: "￥＄￡＃€№",
    13: "°′″℃￠％‰㏋ℓ㌃㌍㌔㌘㌢㌣㌦㌧㌫㌶㌻㍉㍊㍍㍑㍗㎎㎏㎜㎝㎞㎡㏄",
    14: "\u3000",
    15: "あかんゔ",
    16: "アカンヴヷ",
    17: "＝≠＜＞≦≧⊆⊇∪∩",
    18: "＋－×÷±",
    19: "亜漢〆〇〒※○●①",
    26: " ",
    27: "AZaz09é",
}
JLREQ_NOT_FIRST = {2, 3, 4, 5, 6, 7, 9, 10, 11}
"""§3.1.7, with cl-29 of warichu, which horizontal notes do not have."""
JLREQ_NOT_LAST = {1, 12}
"""§3.1.8, with cl-28; prefixes hold to what follows (UAX #14 LB23a, LB25)."""
UAX14_NOT_FIRST = {13, 14, 26}
"""LB23a (postfixes), LB7 and class BA (a line parts after spaces)."""


def may_part(before: str, after: str, level: str = "strict") -> bool:
    """Whether a line may part between two characters."""
    return allowed_breaks(before + after, level)[len(before)]


@pytest.mark.parametrize("number", CLASSES)
def test_characters_have_the_class_that_jlreq_gives_them(number: int) -> None:
    assert {char: classes.CLASSES[char] for char in CLASSES[number]} == dict.fromkeys(CLASSES[number], number)


def test_the_public_strict_cases_all_hold() -> None:
    wrong = [char for char in NEVER_FIRST if may_part("字", char)]
    wrong += [char for char in OPENING if may_part(char, "字")]
    assert not wrong


@pytest.mark.parametrize("char", NEVER_FIRST)
def test_no_line_begins_with_it_at_any_measure(char: str, texts: Texts, proportional) -> None:  # type: ignore[no-untyped-def]
    if not proportional.covers(char):
        pytest.skip("the face lacks it")
    text = f"地域福祉{char}支え合う{char}{char}暮らし{char}まち"
    for tenths in range(50, 130, 7):
        for phrase, align in product(("off", "prefer", "require"), ("left", "justify")):
            lines = texts(text, tenths / 10, phrase=phrase, align=align)
            assert not [line for line in lines[1:] if line.startswith(char)], lines


@pytest.mark.parametrize("char", OPENING)
def test_no_line_ends_with_it_at_any_measure(char: str, texts: Texts, proportional) -> None:  # type: ignore[no-untyped-def]
    if not proportional.covers(char):
        pytest.skip("the face lacks it")
    text = f"地域福祉{char}支え合う{char}{char}暮らし{char}まち"
    for tenths in range(50, 130, 7):
        for phrase, align in product(("off", "prefer", "require"), ("left", "justify")):
            lines = texts(text, tenths / 10, phrase=phrase, align=align)
            assert not [line for line in lines[:-1] if line.endswith(char)], lines


@pytest.mark.parametrize(("before", "after"), list(product(CLASSES, CLASSES)))
def test_every_pair_of_classes_parts_as_jlreq_says(before: int, after: int) -> None:
    """Appendix C, table 2, for every pair of members."""
    expected = after not in JLREQ_NOT_FIRST | UAX14_NOT_FIRST and before not in JLREQ_NOT_LAST
    if (before, after) == (27, 27):
        expected = False  # note 12: Western words
    for first, second in product(CLASSES[before], CLASSES[after]):
        # Inseparable characters of one kind do not part (note 5); leaders begin no line (LB22).
        want = expected and not (before == after == 8 and first == second) and second not in LEADERS
        assert may_part(first, second) == want, (first, second)


@pytest.mark.parametrize("pair", ["……", "‥‥", "――", "——", "〳〵", "〴〵"])
def test_inseparable_pairs_hold(pair: str) -> None:
    assert not may_part(pair[0], pair[1])


def test_normal_lets_small_kana_prolonged_sounds_and_hyphens_begin_a_line() -> None:
    assert all(may_part("字", char, "normal") for char in SMALL_KANA + HYPHENS)
    rest = CENTRED + LEADERS + ITERATION + POSTFIX + CLOSING
    assert not any(may_part("字", char, "normal") for char in rest)


def test_loose_keeps_only_what_css_and_jlreq_keep() -> None:
    free = SMALL_KANA + HYPHENS + CENTRED + LEADERS + ITERATION + POSTFIX
    assert all(may_part("字", char, "loose") for char in free)
    assert not any(may_part("字", char, "loose") for char in CLOSING)
    assert not any(may_part(char, "字", "loose") for char in OPENING)
    assert may_part("…", "…", "loose")


@pytest.mark.parametrize("glue", ["\u00a0", "\u2060", "\ufeff"])
def test_glue_holds_on_both_sides(glue: str) -> None:
    assert allowed_breaks(f"字{glue}字", "loose") == [False, False, False]


def test_a_zero_width_space_lets_a_word_part() -> None:
    assert allowed_breaks("ab\u200bcd", "strict") == [False, False, False, True, False]
    assert not any(allowed_breaks("「\u200b字\u200b、", "strict")[2:3])
    assert not any(allowed_breaks("字\u200b、", "strict"))


def test_closing_marks_hold_even_after_a_space() -> None:
    assert allowed_breaks("字 」字", "strict")[2] is False
    assert allowed_breaks("「 字", "strict")[2] is False


def test_combining_marks_stay_with_their_base() -> None:
    assert allowed_breaks("か\u3099き\u0301く", "loose")[1] is False
    assert allowed_breaks("か\u3099き\u0301く", "loose")[3] is False
