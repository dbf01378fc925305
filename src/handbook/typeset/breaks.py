"""How willingly a line begins at each character: prohibitions, atoms, ruby and phrases together.

In: a plain text with its ruby. Out: per character a rank (PHRASE … NEVER) and a
cost for breaks inside a phrase. Phrases (文節) are those of BudouX's model.
Characters, not glyphs; no widths.
"""

from __future__ import annotations

from functools import cache
from itertools import accumulate
from typing import NamedTuple

from budoux import Parser, load_default_japanese_parser

from handbook.typeset import classes as c
from handbook.typeset.atoms import atoms
from handbook.typeset.classes import CLASSES
from handbook.typeset.kinsoku import ZERO_WIDTH_SPACE, allowed_breaks, barred_places, glued
from handbook.typeset.markup import Ruby, note_marks

PHRASE, COMPOUND, CHARACTER, SEAM, EMERGENCY, LAST_RESORT, NEVER = range(7)
"""A line may begin here: between phrases; between the words of a long phrase; elsewhere in a phrase;
at a seam of an atom that is too wide; inside such an atom; against the prohibitions, where they
leave a piece wider than the measure; not at all. EMERGENCY and LAST_RESORT only in styles that let
whole pieces part."""

_SEAM_COST = 1.2
_OPEN_SEAM = 0.8
"""What parting an atom costs, at a seam and at one where a URL or a range of numbers parts sooner,
against inside a phrase (1)."""

_LONG_PHRASE = 8
"""Characters; a phrase of so many is mostly a compound, whose words may part in ragged text."""
_WORD_COST = 0.7
"""The most that a break between the words of a compound costs."""
_PARTICLES = frozenset("はがをにでとものへや")
_SUFFIXES = frozenset("者等的性化会市町村区部課員所院校度率数層類系用法学人")
"""Kanji that mostly end a word: 高齢者, 福祉課, 久留米市."""
_WEAK_WORDS = (
    "こと", "もの", "ため", "よう", "とき", "ところ", "ほう", "うえ", "など", "だけ", "ほど",
    "ぐらい", "くらい", "ついて", "つき", "よる", "より", "よって", "おいて", "おける", "対し",
    "対する", "関し", "関する", "とって", "いる", "います", "いま", "ある", "あり", "なる", "なり",
    "なっ", "する", "でき", "おき", "いき", "きた", "ください", "いただ", "ほしい", "しまう",
    "しまい", "みる", "ない", "なく", "なら", "なけれ", "ともに",
)  # fmt: skip
"""Words that lean on the kana before them: 身近にある|こと, 防災に|ついて. The model parts them."""
_WEAK_COST = 0.4
_ADNOMINAL = "のな"
_ADNOMINAL_COST = 0.2
"""After a word that describes the next: 様々な|人と."""
_STEMS = "いきぎしちみびりえけげせめれ"
"""Last kana of a verb's stem, which before an ideograph mostly makes a compound: 見守り|活動."""
_PLAIN_COST = 0.08
"""Between two phrases where no mark stands: a line ends better after a comma."""
_ASKED_COST = -0.3
"""At a zero-width space, where a writer asks for it."""
_AFTER_MARK = frozenset((c.COMMA, c.FULL_STOP, c.WORD_SPACE, c.IDEOGRAPHIC_SPACE))


class Breaks(NamedTuple):
    """Parallel lists over the characters of a text."""

    ranks: list[int]
    costs: list[float]

    def at(self, places: list[int]) -> Breaks:
        """The same for some of the characters only."""
        return Breaks([self.ranks[place] for place in places], [self.costs[place] for place in places])


def inside_pieces(text: str, rubies: tuple[Ruby, ...]) -> list[bool]:
    """For each character whether it goes on with an atom, or a word with ruby: no line opens a gap
    before it."""
    inside = [False] * len(text)
    atom_spans = ((atom.start, atom.end) for atom in atoms(text))
    for start, end in (*atom_spans, *((ruby.start, ruby.end) for ruby in rubies)):
        for place in range(start + 1, end):
            inside[place] = True
    return inside


def find_breaks(text: str, rubies: tuple[Ruby, ...], level: str, phrase: str, whole: str) -> Breaks:
    """Ranks and costs of a text; without phrases (`off`) every allowed place ranks as PHRASE."""
    ranks = [PHRASE if may else NEVER for may in allowed_breaks(text, level)]
    if whole == "prefer":
        for place in range(1, len(text)):
            if ranks[place] == NEVER and not glued(text[place - 1], text[place]):
                ranks[place] = LAST_RESORT
    costs = [0.0] * len(text)
    for atom in atoms(text):
        for place in range(atom.start + 1, atom.end):
            ranks[place] = EMERGENCY if whole == "prefer" else NEVER
        for place in atom.seams if whole == "prefer" else atom.joints:
            ranks[place], costs[place] = SEAM, _SEAM_COST
        for place in atom.open_seams:
            ranks[place], costs[place] = CHARACTER, _OPEN_SEAM
    for ruby in rubies:
        if len(ruby.readings) == 1:
            for place in range(ruby.start + 1, ruby.end):
                ranks[place] = NEVER
    for start, _, _ in note_marks(text):
        if start and ranks[start] < SEAM and not text[start - 1].isspace():
            ranks[start], costs[start] = SEAM, _SEAM_COST  # it begins no line (JLREQ appendix C, cl-20)
    if phrase != "off":
        _part_phrases(text, rubies, ranks, costs)
    _guard(text, ranks, costs, level, whole)
    return Breaks(ranks, costs)


def _guard(text: str, ranks: list[int], costs: list[float], level: str, whole: str) -> None:
    """The last word: no piece parts against the prohibitions, and where a writer asks a line parts first."""
    for place, bars in enumerate(barred_places(text, level)):
        if bars and ranks[place] < LAST_RESORT:
            held = whole != "prefer" or glued(text[place - 1], text[place])
            ranks[place] = NEVER if held else LAST_RESORT
        elif place and text[place - 1] == ZERO_WIDTH_SPACE and ranks[place] < LAST_RESORT:
            ranks[place], costs[place] = PHRASE, _ASKED_COST
    if len(text) > 1 and not text[0].isalnum() and ranks[1] < SEAM:
        ranks[1], costs[1] = SEAM, _SEAM_COST  # a bullet, a blank: no line of its own


@cache
def _parser() -> Parser:
    return load_default_japanese_parser()


def phrase_starts(text: str) -> set[int]:
    """The indices of `text` at which a phrase begins, 0 left out."""
    return set(accumulate(map(len, _parser().parse(text)[:-1])))


def _part_phrases(text: str, rubies: tuple[Ruby, ...], ranks: list[int], costs: list[float]) -> None:
    """Ranks places inside phrases, and inside words with ruby, and says what they cost."""
    places = [place for place, rank in enumerate(ranks) if rank == PHRASE]
    starts = phrase_starts(text)
    begun = 0
    for place in (*places, len(text)):
        # After a comma, a full stop or a space a phrase begins, whatever the model says.
        if place == len(text) or CLASSES[text[place - 1]] in _AFTER_MARK or place in starts:
            if place < len(text):
                costs[place] = _boundary_cost(text, place)
            if place - begun >= _LONG_PHRASE:
                _part_compound(ranks, costs, range(begun + 1, place))
            begun = place
        else:
            ranks[place] = CHARACTER
            costs[place] = _cost(text, place)
    for ruby in rubies:
        for place in range(ruby.start + 1, ruby.end):
            if ranks[place] <= CHARACTER:
                ranks[place] = CHARACTER
                costs[place] = 2.0  # mostly a name


def _boundary_cost(text: str, place: int) -> float:
    """What a break between two phrases costs: the less the looser they go together."""
    before = CLASSES[text[place - 1]]
    if before in _AFTER_MARK:
        return 0.0
    # Between two ideographs the model parts compounds: 地域福祉|活動計画.
    if CLASSES[text[place]] == c.IDEOGRAPH and (before == c.IDEOGRAPH or text[place - 1] in _STEMS):
        return _WEAK_COST
    if before == c.HIRAGANA and text.startswith(_WEAK_WORDS, place):
        return _WEAK_COST
    return _ADNOMINAL_COST if text[place - 1] in _ADNOMINAL else _PLAIN_COST


def _part_compound(ranks: list[int], costs: list[float], inner: range) -> None:
    for place in inner:
        if ranks[place] == CHARACTER and costs[place] <= _WORD_COST:
            ranks[place] = COMPOUND


def _cost(text: str, place: int) -> float:
    """How much a break before `place` hurts inside a phrase: 1 is usual, words and names cost more.

    The model knows phrases only; words are told by the change of script, by two-kanji
    words counted from where a run of kanji begins, and by kanji that end words.
    """
    before, after = CLASSES[text[place - 1]], CLASSES[text[place]]
    if before == c.MIDDLE_DOT or after == c.OPENING or before == c.CLOSING:
        return 0.4
    if after in (c.HIRAGANA, c.SMALL_KANA):
        return 1.6 if text[place] in _PARTICLES or before != c.HIRAGANA else 1.3
    if before == c.IDEOGRAPH and after == c.IDEOGRAPH:
        return _kanji_cost(text, place)
    if before in (c.KATAKANA, c.PROLONGED, c.SMALL_KANA) and after == c.KATAKANA:
        return 1.8
    return 0.7


def _kanji_cost(text: str, place: int) -> float:
    if text[place] in _SUFFIXES:
        return 1.6
    if text[place - 1] in _SUFFIXES:
        return 0.6
    start = place - 1
    least = max(0, place - 20)
    while start > least and CLASSES[text[start - 1]] == c.IDEOGRAPH and text[start - 1] not in _SUFFIXES:
        start -= 1
    return 0.7 if (place - start) % 2 == 0 else 1.5
