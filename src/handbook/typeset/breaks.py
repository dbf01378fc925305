"""How willingly a line begins at each character: prohibitions, atoms, ruby, words and phrases together.

In: a plain text with its ruby, and a lexicon. Out: per character a rank (PHRASE … NEVER) and a cost for
breaks inside a phrase. Phrases (文節) are those of BudouX's model, mended where it cuts a word; the words
of compounds are those of `handbook.typeset.compounds`. Characters, not glyphs; no widths.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from budoux import Parser, load_default_japanese_parser

from handbook.typeset import classes as c
from handbook.typeset.atoms import atoms
from handbook.typeset.classes import CLASSES
from handbook.typeset.compounds import INSIDE, JOINT, PAIR, SUFFIXES, TIGHT, joints
from handbook.typeset.kinsoku import ZERO_WIDTH_SPACE, allowed_breaks, barred_places, glued
from handbook.typeset.lexicon import Lexicon
from handbook.typeset.markup import Ruby, note_marks

PHRASE, COMPOUND, LEANING, CHARACTER, PARTICLE, SEAM, EMERGENCY, LAST_RESORT, NEVER = range(9)
"""A line may begin here: between phrases; between the words of a phrase; before what leans on a word, or
inside a pair; inside a word; before a particle, or behind an honorific; at a seam of an atom, or between
the words of a name in the lexicon; inside such a piece; against the prohibitions, where they leave a piece
wider than the measure; not at all. LAST_RESORT, and EMERGENCY in an atom, only in styles that let whole
pieces part. A piece that is too wide opens one rank after the other."""

_SEAM_COST = 1.2
_OPEN_SEAM = 0.8
"""What parting an atom costs, at a seam and at one where a URL or a range of numbers parts sooner,
against inside a word (1.6)."""

_KANA = frozenset((c.HIRAGANA, c.SMALL_KANA))
_KATAKANA = frozenset((c.KATAKANA, c.PROLONGED, c.SMALL_KANA))
_ASKED_COST = -0.3
"""At a zero-width space, where a writer asks for it."""
_AFTER_MARK = frozenset((c.COMMA, c.FULL_STOP, c.WORD_SPACE, c.IDEOGRAPHIC_SPACE))
_PLAIN_COST, _ADNOMINAL_COST, _STEM_COST = 0.08, 0.2, 0.4
"""Between two phrases where no mark stands, for a line ends better after a comma; after a word that
describes the next (様々な|人と); after the stem of a verb, which mostly makes a compound (見守り|活動)."""
_ADNOMINAL = "のな"
_STEMS = "いきぎしちみびりえけげせめれ"
_SCRIPT_COST, _DOT_COST, _JOINT_COST, _TIGHT_COST, _PAIR_COST = 0.35, 0.4, 0.5, 0.7, 1.0
"""Inside a compound: where the script changes; after a middle dot; between its words; where they
look like a pair; and where they are one."""
_WEAK_COST, _LEANING_COST, _WORD_COST, _PARTICLE_COST = 1.1, 1.2, 1.6, 2.4
"""Before a small word; before what leans on the word before it; inside a word; before a particle, or
behind an honorific."""
_JOINTS = {
    INSIDE: (CHARACTER, _WORD_COST),
    PAIR: (LEANING, _PAIR_COST),
    TIGHT: (COMPOUND, _TIGHT_COST),
    JOINT: (COMPOUND, _JOINT_COST),
}

_WEAK = re.compile(
    "こと|もの|ため|とき|ところ|ほう|うえ|など|だけ|ほど|ぐらい|くらい|ない|なく|なら|なけれ|ともに"
)
"""Small words that lean on what stands before them: 身近にある|こと. The model parts them."""
_WEAK_VERBS = re.compile("する|すれ|でき|いる|います|ある|あり|あっ|なる|なり|なっ|いただ|いき|おき")
"""Verbs that say little without the noun and particle before them: ことが|できる, 課題が|ある."""
_LEANING = re.compile(
    "です|でし[たょ]|さん|さま|ちゃん|くん|たち|する|すれ|して|した|しな|しま|しよ|され|させ|でき(?!ごと)|として|くださ|いただ"
    "|につ|に関|に対|による|により|によっ|におい|におけ|にとって"
    "|(?<=[てで])(?:い[るたまなきくけこ]|いっ[たて]|お[きくいけこ]|あ[るりっ]|み[るたま]|き[たま]|しま|ほし|もら)"
)
"""What belongs to the word before it, at the model's boundaries as well: ボランティア|さん, 話して|いる."""
_TIED = re.compile("し[てた]|つい|つき|よ[るりっ]|おい|おけ|関し|関する|対し|対する|とっ|ともに")
"""What belongs to a particle before it: と|して, に|ついて."""
_HONORIFICS = "おご"
"""They belong to the word behind them."""
_PARTICLES = frozenset("はがをにでとものへや")
_PARTICLE = re.compile("[はがをにでとものへや]|から|まで|より|よう|ながら")
_KANA_NOUNS = re.compile(
    "ふれあい|いきいき|こども|子ども|つどい|まちづくり|くらし|ひろば|つながり|みんな|あんしん|すこやか"
)
"""Nouns in kana that begin a word of a name: 地域|ふれあい|サロン."""


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


def find_breaks(
    text: str, rubies: tuple[Ruby, ...], level: str, phrase: str, whole: str, lexicon: Lexicon | None = None
) -> Breaks:
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
    if lexicon:
        _keep_names(text, lexicon, ranks, costs)
    _guard(text, ranks, costs, level, whole)
    return Breaks(ranks, costs)


def _keep_names(text: str, lexicon: Lexicon, ranks: list[int], costs: list[float]) -> None:
    """The lexicon's words part at their seams alone; one that does not fit so, between its words, of which
    those that are in the lexicon stay whole."""
    words = joints(text)
    for name in lexicon.found(text):
        for place in range(name.start + 1, name.end):
            if place in name.seams and ranks[place] <= PARTICLE:
                ranks[place], costs[place] = COMPOUND, _JOINT_COST
            elif place in name.seams:
                continue
            elif ranks[place] <= LEANING or (ranks[place] <= PARTICLE and words.get(place)):
                ranks[place] = SEAM
            elif ranks[place] <= SEAM:
                ranks[place] = EMERGENCY


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
    """Ranks places by phrases and words, and says what they cost."""
    starts = phrase_starts(text)
    words = joints(text)
    for place, rank in enumerate(ranks):
        if rank == PHRASE and place:
            if text[place - 1] in _HONORIFICS and (place == 1 or place - 1 in starts):
                ranks[place], costs[place] = PARTICLE, _PARTICLE_COST
            else:
                ranks[place], costs[place] = _grade(text, place, place in starts, words.get(place))
    for ruby in rubies:
        for place in range(ruby.start + 1, ruby.end):
            if ranks[place] <= PARTICLE:
                ranks[place] = PARTICLE
                costs[place] = 2.0  # mostly a name


_Grade = tuple[int, float]


def _grade(text: str, place: int, starts: bool, joint: int | None) -> _Grade:
    """Rank and cost of a place: whether the model `starts` a phrase there; what joint it is."""
    before, after = CLASSES[text[place - 1]], CLASSES[text[place]]
    if before in _AFTER_MARK:
        return PHRASE, 0.0  # whatever the model says
    if joint is not None:
        rank, cost = _JOINTS[joint]
        return PHRASE if starts and rank == COMPOUND else rank, cost
    if before == c.MIDDLE_DOT:
        return COMPOUND, _DOT_COST
    if before == c.CLOSING or after == c.OPENING:
        return (PHRASE, _PLAIN_COST) if starts else (COMPOUND, _JOINT_COST)
    if text[place - 1] in _PARTICLES and _TIED.match(text, place):
        return LEANING, _LEANING_COST
    if after in _KANA:
        return _before_kana(text, place, starts)
    if starts:
        stem = after == c.IDEOGRAPH and text[place - 1] in _STEMS
        return PHRASE, _STEM_COST if stem else _plain_cost(text[place - 1])
    if after == c.IDEOGRAPH:
        return _before_kanji(text, place)
    same = before == after or (before in _KATAKANA and after in _KATAKANA)
    return (CHARACTER, _WORD_COST) if same else (COMPOUND, _SCRIPT_COST)


def _before_kana(text: str, place: int, starts: bool) -> _Grade:
    """The grade of a place before hiragana, mostly an ending, a particle, or a small word."""
    if _KANA_NOUNS.match(text, place):
        return (PHRASE, _PLAIN_COST) if starts else (COMPOUND, _JOINT_COST)
    before = text[place - 1]
    if starts and before in _PARTICLES and _WEAK_VERBS.match(text, place):
        return COMPOUND, _WEAK_COST
    if _LEANING.match(text, place):
        return LEANING, _LEANING_COST
    if _WEAK.match(text, place):
        return (COMPOUND, _WEAK_COST) if starts else (LEANING, _LEANING_COST)
    if starts and not text.startswith("よう", place):
        return PHRASE, _plain_cost(before)
    return (PARTICLE, _PARTICLE_COST) if _PARTICLE.match(text, place) else (CHARACTER, _WORD_COST)


def _plain_cost(before: str) -> float:
    return _ADNOMINAL_COST if before in _ADNOMINAL else _PLAIN_COST


def _before_kanji(text: str, place: int) -> _Grade:
    """The grade of a place before kanji in another script: a word of two or more begins a line."""
    lone = place + 1 == len(text) or CLASSES[text[place + 1]] != c.IDEOGRAPH
    if lone or text[place] in SUFFIXES:
        verb = CLASSES[text[place - 1]] == c.HIRAGANA  # 暮らし|続ける
        return (LEANING, _LEANING_COST) if verb else (CHARACTER, _WORD_COST)
    return COMPOUND, _JOINT_COST
