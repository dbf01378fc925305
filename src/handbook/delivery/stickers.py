"""What to stick over a line that is no longer so: 訂正シール.

In: editions as they are on paper, the plan, the layout. Out: `Corrections`: labels with the new lines, who
needs how many, what to say to readers, and which editions no label can mend. Old and new pages are composed
and held against each other mark by mark: where a line has become another of the same size, with all around
it unmoved, the label shows the new page's line on its ground. A label stands for a change of the data, or
its edition is printed anew: nothing is guessed. The code at the foot of a page stays that of the printing.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from handbook.batch.reprint import Before
from handbook.batch.run import prints_others
from handbook.blocks import promises
from handbook.changes import Change, Difference, compare, contents
from handbook.check.numbers import digits, numbers_in
from handbook.check.page_text import compact, folded
from handbook.composer import compose
from handbook.document import Document, Element, Mark, Page, Picture, Shape, Text, bounds
from handbook.edition import Edition, select
from handbook.errors import InputError
from handbook.fingerprint import fingerprint, printed
from handbook.layout import Layout
from handbook.pdf.boxes import union
from handbook.plan import Plan
from handbook.promise import Number
from handbook.typeset import plain_text
from handbook.units import MM, Rect

AROUND = MM
"""How far a label reaches over the line to its left and right, and half as far above and below."""


class Sticker(NamedTuple):
    """A label: over which line (`was`) of which page it goes, and the new one. Its texts' places count from
    its own corner; `box` is its place, `ground` the colour that it stands on ("": white)."""

    page: str
    was: str
    text: str
    box: Rect
    ground: str
    texts: tuple[Text, ...]
    fresh: tuple[str, ...]
    """Those of its words that are new."""
    told: tuple[Change, ...] = ()
    """The changes that it makes: lines of other desks may read as it did."""

    @property
    def whose(self) -> str:
        """東センターの受付時間."""
        return "、".join(one.subject for one in self.told)

    @property
    def known_by(self) -> tuple[object, ...]:
        """Labels for which this is the same are the same."""
        return (*self[:3], self.whose, round(self.box.width, 1), round(self.box.height, 1), self.ground)


class Needed(NamedTuple):
    """A label, and how often each district's edition needs it."""

    sticker: Sticker
    uses: dict[str, int]


class Corrections(NamedTuple):
    """Labels; sentences for readers, with the districts that they are for; which editions are to be printed
    anew, and why; which districts are no more."""

    stickers: tuple[Needed, ...]
    slips: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    anew: dict[str, tuple[str, ...]]
    gone: tuple[str, ...]


class _UnlikeError(Exception):
    """The pages differ in more than lines; it says in what."""


def corrections(
    old: Sequence[Before], plan: Plan, layout: Layout, date: datetime.date | None = None
) -> Corrections:
    """What becomes of each edition on paper; `date` is the day when those of unknown state were made."""
    others = prints_others(layout)
    editions = {district.name: select(plan, district.name) for district in plan.districts}
    before = {one.contents.district: one for one in old}
    found: dict[tuple[object, ...], Needed] = {}
    slips: dict[tuple[str, ...], list[str]] = {}
    anew: dict[str, tuple[str, ...]] = {}
    gone = []
    now = [contents(edition, others) for edition in editions.values()]
    for difference in compare([one.contents for one in old], now):
        if (name := difference.after) is None:
            gone.append(difference.district)
            continue
        try:
            own = _mending(before.get(difference.before or ""), editions[name], layout, difference, date)
        except _UnlikeError as reason:
            anew[name] = (str(reason), *(change.words for change in difference.changes))
            continue
        except InputError as error:
            why = (problem.message.rstrip("。") for problem in error.problems)
            anew[name] = ("このレイアウトでは組めません", *why)
            continue
        for sticker in own:
            uses = found.setdefault(sticker.known_by, Needed(sticker, {})).uses
            uses[name] = uses.get(name, 0) + 1
        if shown := [one for one in difference.changes if any(one in sticker.told for sticker in own)]:
            slips.setdefault(tuple(change.words for change in shown), []).append(name)
    said = tuple((words, tuple(names)) for words, names in slips.items())
    return Corrections(tuple(found.values()), said, anew, tuple(gone))


def _mending(
    before: Before | None,
    edition: Edition,
    layout: Layout,
    difference: Difference,
    date: datetime.date | None,
) -> tuple[Sticker, ...]:
    """The labels that make of an edition's old pages its new ones."""
    if before is None:
        raise _UnlikeError("前の版がありません")
    day = date if not before.state else datetime.date.max if "ended" in before.state else None
    final = not before.state or "final" in before.state
    was = compose(before.edition, layout, final, day)
    now = compose(edition._replace(code=was.code), layout, final, day)  # the code stays on the paper
    if before.printed and fingerprint(was) != before.printed:
        raise _UnlikeError("前の紙面を、今のレイアウトと文では組み直せません")
    found = []
    allowed = {digits(one.number) for one in promises(edition, layout) if isinstance(one, Number)}
    for sticker in _differences(was, now):
        numbers = {digits(match[0]) for match in numbers_in(folded(sticker.text))}
        told = tuple(one for one in difference.changes if _says(sticker.text, one))
        is_told = told and all(any(_says(words, one) for one in told) for words in sticker.fresh)
        if sticker.text == sticker.was:
            raise _UnlikeError(f"「{sticker.text}」の場所かふりがなが変わります")
        if not (numbers <= allowed and is_told):
            raise _UnlikeError(f"「{sticker.text}」が、どの値の変更か分かりません")
        found.append(sticker._replace(told=told))
    return tuple(found)


def _says(words: str, change: Change) -> bool:
    """Whether words hold what is so after a change, or a line of it."""
    value, line = compact(plain_text(change.after)), compact(words)
    return bool(value) and (value in line or line in value)


# Two states of a page


def _differences(was: Document, now: Document) -> Iterator[Sticker]:
    """A label for each place where lines differ. Raises _UnlikeError where something else does."""
    if [page[:3] for page in was.pages] != [page[:3] for page in now.pages]:
        raise _UnlikeError("ページの数か大きさが変わります")
    for before, after in zip(was.pages, now.pages, strict=True):
        old, new = _seen(before), _seen(after)
        removed, added = _only(old, new), _only(new, old)
        changed = [mark for mark in (*removed, *added) if isinstance(mark, Text)]
        if len(changed) < len(removed) + len(added):
            raise _UnlikeError("線や枠や絵の位置が変わります")
        there = {id(mark) for mark in added}
        same = [(mark, mark) for mark in new if id(mark) not in there]
        # What is only pushed along its line stays as it is, unless a label comes over it or it is one word
        # with what is new.
        ahead = {_pushed(mark): mark for mark in added if isinstance(mark, Text)}
        moved = [
            (one, ahead[_pushed(one)]) for one in removed if isinstance(one, Text) and _pushed(one) in ahead
        ]
        known = {id(mark) for pair in moved for mark in pair}
        apart = [bounds(mark) for mark in changed if id(mark) not in known]
        moved = [pair for pair in moved if not any(_beside(one, box) for one in pair for box in apart)]
        stay = {id(mark) for pair in moved for mark in pair}
        for place in _places(mark for mark in changed if id(mark) not in stay):
            fresh = [mark for mark in place if id(mark) in there]
            stale = [mark for mark in place if id(mark) not in there]
            yield _sticker(after.name, stale, fresh, [*same, *moved], new)


def _pushed(text: Text) -> tuple[object, ...]:
    """What stays of a text that is pushed along its line."""
    return (text.run.text, round(text.run.size, 2), text.color, round(text.y, 1))


def _seen(page: Page) -> list[Mark]:
    """What stands on a page, but for spaces."""
    return [one for one in _marks(page.elements) if not isinstance(one, Text) or one.run.text.strip()]


class _Ruby(Text):
    """A reading above words: it is no word of its own."""


def _marks(elements: Iterable[Element], ruby: bool = False) -> Iterator[Mark]:
    for element in elements:
        is_ruby = ruby or element.role == "RT"
        for child in element.children:
            if isinstance(child, Element):
                yield from _marks((child,), is_ruby)
            else:
                yield _Ruby(*child) if is_ruby and isinstance(child, Text) else child


def _only(these: Iterable[Mark], others: Iterable[Mark]) -> list[Mark]:
    """The marks that are not among others."""
    left = Counter(map(printed, others))
    found = []
    for mark in these:
        key = printed(mark)
        if left[key]:
            left[key] -= 1
        else:
            found.append(mark)
    return found


def _places(texts: Iterable[Text]) -> list[list[Text]]:
    """Texts that stand together, a place at a time."""
    places: list[list[Text]] = []
    for text in texts:
        em = text.run.size
        around = bounds(text).inset(-0.5 * em, -0.35 * em)
        near = [place for place in places if any(_touch(around, bounds(one)) for one in place)]
        places = [place for place in places if place not in near] + [[*chain(*near), text]]
    return places


def _sticker(
    page: str,
    old: Sequence[Text],
    new: Sequence[Text],
    kept: Iterable[tuple[Mark, Mark]],
    every: Iterable[Mark],
) -> Sticker:
    """The label over the place of old texts, with all that stands there on the new page; `kept`: marks that
    are the same, where they were and where they are."""
    if not (old and new):
        raise _UnlikeError(f"「{_words((*old, *new))}」が{'増え' if new else 'なくなり'}ます")
    if _look(old) != _look(new):
        raise _UnlikeError(f"「{_words(new)}」の文字の大きさか色が変わります")
    kept = list(kept)
    box, beside = union([bounds(one) for one in (*old, *new)]), list[tuple[Text, Text]]()
    others = [(was, now) for was, now in kept if isinstance(was, Text) and isinstance(now, Text)]
    while more := [one for one in others if one not in beside and (_cross(one, box) or _joins(one, box))]:
        beside += more
        box = union([box, *(bounds(one) for pair in more for one in pair)])
    if any(isinstance(mark, Picture) and _touch(mark.box, box) for mark, _ in kept):
        raise _UnlikeError(f"「{_words(new)}」が絵にかかります")
    wide = box.inset(-AROUND, -AROUND / 2)
    box = box if any(_cross(pair, wide) for pair in others if pair not in beside) else wide
    shapes = [mark for mark, _ in kept if isinstance(mark, Shape)]
    grounds = [one.fill for one in shapes if one.fill and bounds(one).contains(box)]
    shown = {id(one) for one in (*new, *(now for _, now in beside))}
    texts = [mark for mark in every if isinstance(mark, Text) and id(mark) in shown]
    placed = tuple(mark._replace(x=mark.x - box.x, y=mark.y - box.y) for mark in texts)
    was, ground = _words((*old, *(one for one, _ in beside))), grounds[-1] if grounds else ""
    fresh = tuple(one.run.text for one in new if not isinstance(one, _Ruby))
    return Sticker(page, was, _words(texts), box, ground, placed, fresh)


def _joins(pair: tuple[Text, Text], box: Rect) -> bool:
    """Whether a text that stays where it is goes on in a box without a space: 手帳 before のこと."""
    return pair[0] is pair[1] and _beside(pair[0], box)


def _beside(text: Text, box: Rect) -> bool:
    """Whether a text stands in a box or before or behind it without a space."""
    own = bounds(text)
    return _touch(own.inset(-0.2 * text.run.size, 0.15 * own.height), box)


def _cross(pair: Iterable[Text], box: Rect) -> bool:
    """Whether a text, before or after, reaches into a box by more than the air above and below it."""
    boxes = map(bounds, pair)
    return any(_touch(one.inset(0, 0.15 * one.height), box) for one in boxes)


def _words(texts: Sequence[Text]) -> str:
    """As they are read: line by line."""
    words = (one for one in texts if not isinstance(one, _Ruby))
    said, end = "", bounds(texts[0])
    for one in sorted(words, key=lambda one: (round(one.y), one.x)):
        said, end = f"{said}{'' if _beside(one, end) else ' '}{one.run.text}", bounds(one)
    return said.strip()


def _look(texts: Iterable[Text]) -> tuple[float, str]:
    """How the largest of them look: ruby over them comes and goes with words."""
    return max((round(one.run.size, 2), one.color) for one in texts)


def _touch(one: Rect, other: Rect) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom
