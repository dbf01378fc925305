"""What does not fit, in words: marks that stand where they must not, texts too long for their page.

In: what a block has drawn in its rectangle, zones of its page (`handbook.keepouts`); or the blocks of a page,
measured for an edition and for the plan's plainest one. Out: problems, each with the text that is to blame,
where it is written and by how much it is too long. No kind of block is known here: what one has set and drawn
says enough.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations
from statistics import median
from typing import NamedTuple

from handbook.blocks.setting import Area, Fault, Part, Written
from handbook.document import ARTIFACT, KEPT, Element, Mark, Portion, Text, bounds
from handbook.errors import Place, Problem
from handbook.keepouts import Zone
from handbook.layout import Layout, Node
from handbook.memory import kept
from handbook.plan import Plan
from handbook.typeset import plain_text
from handbook.units import MM, Rect

_STROKE = 1.0
"""Points that a mark may reach out of its rectangle."""
_GROUND = 2.0
"""Points that a text may reach over the edge of its background."""
_TOUCH = 0.3
"""Points by which two texts may overlap."""
_INTO = 0.1
"""Points that a mark may lie in a zone: rounding."""
_SHOWN = 15
"""Characters of a text that a message shows."""
_HIGHEST = 3
"""Parts that a message names where a page is too low for all of them."""
_MEND = "レイアウトの余白・行送り・文字の大きさの下限を見直してください。"

Sources = tuple[Plan, Layout]
"""What texts are written in."""


# Marks out of place


class _Misplaced(NamedTuple):
    text: Text
    what: str
    across: float
    """Points by which it is too wide, and too high."""
    down: float


def misplaced(part: Part, sources: Sources) -> tuple[Fault, ...]:
    """The faults of what a block has drawn: out of its rectangle, over each other, over a background's edge.

    Ruby stands above its line, and is not looked at.
    """
    node, rect = part.node, part.rect
    texts: list[tuple[Text, Rect]] = []
    grounds: list[Rect] = []
    found: list[_Misplaced] = []
    faults: list[Fault] = []
    for mark, kind in _marks(part.portion.elements):
        box = _box(mark)
        if kind == "RT":
            continue
        if not isinstance(mark, Text):
            grounds += [box] if kind == "Background" else []
            if _spill(box, rect, _STROKE):
                message = f"{part.label or node.kind}の線や図が枠からはみ出します。"
                hint = "レイアウトで、この部品の長さや幅を見直してください。"
                faults = [Fault(Problem(message, hint, node.place), rect)]
        elif mark.run.text.strip():
            if spill := _spill(box, rect, _STROKE):
                found.append(_Misplaced(_pushing(mark, box, texts), "枠からはみ出します", *spill))
            elif spill := next(filter(None, (_off(box, ground) for ground in grounds)), None):
                found.append(_Misplaced(mark, "下地の端からはみ出します", *spill))
            texts.append((mark, box))
    found += _overlapping(texts)
    if not found:
        return tuple(faults)
    told: dict[Place | None, Fault] = {}
    for one in found:
        fault = _told(one, part, sources)
        told.setdefault(fault.problem.place, fault)
    return tuple(told.values())


def _marks(elements: Iterable[Element], kind: str = "") -> Iterator[tuple[Mark, str]]:
    """Every mark, and of what kind: of an artifact its type, `RT` of ruby, else empty."""
    for element in elements:
        own = dict(element.attributes).get("Type", ARTIFACT) if element.role == ARTIFACT else ""
        inner = kind or own or ("RT" if element.role == "RT" else "")
        for child in element.children:
            if isinstance(child, Element):
                yield from _marks((child,), inner)
            else:
                yield child, inner


def _box(mark: Mark) -> Rect:
    """What a mark takes of the page."""
    return _ink(mark) if isinstance(mark, Text) else bounds(mark)


def _ink(mark: Text) -> Rect:
    """The box of a text's ink across, and of its em squares down, a little less: ascenders may touch."""
    run, box = mark.run, bounds(mark)
    left = mark.x + run.face.ink(run.glyphs[0])[0] * run.size
    right = mark.x + run.width - run.advances[-1] + run.face.ink(run.glyphs[-1])[1] * run.size
    return Rect(left, box.y + 0.1 * box.height, right - left, 0.84 * box.height)


def _spill(box: Rect, outer: Rect, tolerance: float) -> tuple[float, float] | None:
    """How far a box reaches out of another one, across and down; None if it does not."""
    across = max(0.0, outer.x - box.x) + max(0.0, box.right - outer.right)
    down = max(0.0, outer.y - box.y) + max(0.0, box.bottom - outer.bottom)
    return (across, down) if max(across, down) > tolerance else None


def _pushing(text: Text, box: Rect, before: Iterable[tuple[Text, Rect]]) -> Text:
    """The longest of a text and of those that stand right before it on its line: they push it out."""
    line = (
        other
        for other, its in before
        if its.y < box.bottom and box.y < its.bottom and -_TOUCH <= box.x - its.right < other.run.size
    )
    return max((text, *line), key=lambda one: one.run.width)


def _off(box: Rect, ground: Rect) -> tuple[float, float] | None:
    """How far a text that begins on a background reaches out of it."""
    return _spill(box, ground, _GROUND) if min(_shared(box, ground)) > _GROUND else None


def _shared(one: Rect, other: Rect) -> tuple[float, float]:
    """How much two boxes have in common, across and down."""
    across = min(one.right, other.right) - max(one.x, other.x)
    return across, min(one.bottom, other.bottom) - max(one.y, other.y)


def _overlapping(texts: Sequence[tuple[Text, Rect]]) -> Iterator[_Misplaced]:
    for (one, box), (other, its) in combinations(texts, 2):
        if box.bottom <= its.y or its.bottom <= box.y:
            continue
        across, down = _shared(box, its)
        if across > _TOUCH and down > _TOUCH:
            longer, beside = (one, other) if one.run.width >= other.run.width else (other, one)
            yield _Misplaced(longer, f"「{_excerpt(beside.run.text)}」と重なります", across, 0.0)


def _told(one: _Misplaced, part: Part, sources: Sources) -> Fault:
    run = one.text.run
    text, place, written = _source(one.text, part, sources)
    characters = max(0, math.ceil(one.across / run.size))
    if characters:
        amount = f"およそ{characters}文字"
    else:
        amount = f"約{math.ceil(one.down / (written.set.style.leading if written else run.size))}行"
    label = f"{part.label}の" if part.label else ""
    message = f"{label}「{_excerpt(text)}」が、{one.what}（{amount}多すぎます）。"
    hint = "言葉を短くするか、レイアウトで文字を小さくするか、枠を広げてください。"
    return Fault(Problem(message, hint, place), bounds(one.text), characters)


def _source(mark: Text, part: Part, sources: Sources) -> tuple[str, Place, Written | None]:
    """The text that a mark is of, where that is written, and how it was set, as far as that is known."""
    written = next((each for each in part.texts if any(mark.run in line for line in _runs(each))), None)
    if written is None:
        return mark.run.text, part.node.place, None
    return plain_text(written.text), origin(written.text, written.source, part.node, sources), written


def _runs(written: Written) -> Iterator[list[object]]:
    return ([placed.run for placed in line.runs] for line in written.set.paragraph.lines)


# What lies where nothing to read may


def intruding(part: Part, zones: tuple[Zone, ...], sources: Sources) -> tuple[Fault, ...]:
    """The faults of what a part has to read or recognise (texts, figures, lines to write on) in a zone."""
    told: dict[tuple[Place, str], Fault] = {}
    for mark, zone, depth in _lying(part.portion, zones):
        what, place = "絵や線", part.node.place
        if isinstance(mark, Text):
            text, place, _ = _source(mark, part, sources)
            what = f"「{_excerpt(text)}」"
        label = f"{part.label or part.node.kind}の"
        message = f"{label}{what}が、{zone.what}に{math.ceil(10 * depth / MM) / 10:.1f}mmかかります。"
        hint = "レイアウトの余白（margins、inset）を広げるか、言葉を短くするか、部品を動かしてください。"
        told.setdefault((place, zone.key), Fault(Problem(message, hint + zone.way_out, place), _box(mark)))
    return tuple(told.values())


@lru_cache(maxsize=KEPT)
def _lying(portion: Portion, zones: tuple[Zone, ...]) -> tuple[tuple[Mark, Zone, float], ...]:
    """What of a portion lies in a zone, and by how many points, deepest first."""
    found = []
    for mark, kind in _marks(portion.elements):
        if mark.run.text.strip() if isinstance(mark, Text) else not kind:
            box = _box(mark)
            found += [(mark, zone, depth) for zone in zones if (depth := zone.depth(box)) > _INTO]
    return tuple(sorted(found, key=lambda one: -one[2]))


# Texts too long for their page


class _Share(NamedTuple):
    """What one text, as it stands in a file, takes of a page."""

    node: Node
    place: Place
    text: str
    lines: int
    leading: float
    usual: float
    """The lines of the texts that are set beside it in the same style."""
    alone: bool
    """Whether it is most of its block, and the only one in its style: the block's name says which it is."""

    @property
    def height(self) -> float:
        return self.lines * self.leading


def too_long(
    own: Mapping[Node, Area], usual: Mapping[Node, Area] | None, excess: float, sources: Sources
) -> tuple[Node, Problem, int]:
    """The text to blame where a page's blocks are `excess` points too high, behind the block that it stands
    in; by how many characters it is too long, 0 where no single text is.

    Where the plan's plainest edition fits (`usual`), it is what needs more than there; where none does, the
    longest, by what its neighbours need. Where that much shorter it would be none, no text is: told is which
    blocks are the highest.
    """
    grown = {
        node: area.least - (usual[node].least if usual and node in usual else 0.0)
        for node, area in own.items()
    }
    node = max(grown, key=grown.__getitem__)
    if usual is not None and sum(max(0.0, height) for height in grown.values()) < excess - 1:
        usual = None  # of a run's pages not all are looked at here: it is not this that has grown
    if usual is not None and grown[node] > 0.01:
        shares = _shares(node, own[node], sources)
        known = {plain_text(written.text) for written in usual[node].texts} if node in usual else set()
        shares = [share for share in shares if share.text not in known] or shares
        blamed = max(shares, key=lambda share: share.height, default=None)
        spared = 0.0
        highest = [node]
    else:
        shares = [share for each, area in own.items() for share in _shares(each, area, sources)]
        blamed = max(shares, key=lambda share: share.height * share.lines / share.usual, default=None)
        spared = blamed.usual if blamed and blamed.lines > blamed.usual else 0.0
        highest = sorted(own, key=lambda each: own[each].least, reverse=True)[:_HIGHEST]
    also = "" if usual else "ほかの版も、同じように入りきりません。"
    lines = math.ceil(excess / blamed.leading) if blamed else 0
    if blamed is None or lines >= blamed.lines - spared + 1 or lines >= blamed.lines:
        return highest[0], _too_high([(own[each], each) for each in highest], blamed, excess, also), 0
    label = own[blamed.node].label
    what = f"{label}の「{_excerpt(blamed.text)}」" if label else f"「{_excerpt(blamed.text)}」"
    if label and blamed.alone:
        what = label
    hint = f"文を短くするか、{_MEND}{also}"
    length = len(blamed.text)
    characters = math.ceil(lines * length / blamed.lines)
    fits = f"いま{length}文字です。およそ{length - characters}文字までなら入ります。"
    amount = f"約{lines}行（およそ{characters}文字）"
    return blamed.node, Problem(f"{what}が{amount}多すぎます。", fits + hint, blamed.place), characters


def _too_high(
    parts: Sequence[tuple[Area, Node]], longest: _Share | None, excess: float, also: str
) -> Problem:
    """That parts are too high together, of which these are the highest; and which text is the longest."""
    named = "、".join(f"{area.label or node.kind}（約{area.least / MM:.0f}mm）" for area, node in parts)
    message = f"部品の高さが、合わせて約{math.ceil(excess / MM)}mm多すぎます。いちばん高いのは、{named}です。"
    if longest and longest.lines > 1:
        where = f"{longest.place.file}:{longest.place.line}、{longest.lines}行、{len(longest.text)}文字"
        message += f"いちばん長い文は、「{_excerpt(longest.text)}」（{where}）です。"
    hint = f"部品を減らすか、紙を大きくするか、文を短くするか、{_MEND}{also}"
    return Problem(message, hint, parts[0][1].place)


def _shares(node: Node, area: Area, sources: Sources) -> list[_Share]:
    plan, layout = sources
    wholes = {placed.place: plain_text(placed.text) for placed in layout.texts}
    wholes |= {place: text for text, place in _plain_texts(plan)}
    groups: dict[Place, list[Written]] = {}
    for written in area.texts:
        if written.text:
            place, text = origin(written.text, written.source, node, sources), plain_text(written.text)
            group = groups.setdefault(place, [])
            group.append(written)
            # Paragraphs of a text add up; what stands beside each item, or was tried in two widths, does not.
            whole = wholes.get(place, "")
            if text == whole or text not in whole:
                group[:] = [max(group, key=_lines)]
    shares = []
    for place, group in groups.items():
        style = group[0].set.style
        beside = [
            sum(_lines(one) for one in other if one.set.style == style)
            for other in groups.values()
            if other is not group
        ]
        others = [lines for lines in beside if lines]
        lines = sum(map(_lines, group))
        shares.append(
            _Share(
                node,
                place,
                "".join(plain_text(written.text) for written in group),
                lines,
                style.leading,
                median(others) if len(others) > 1 else lines,
                not others and 2 * sum(map(_length, group)) > sum(map(_length, area.texts)),
            )
        )
    return shares


def _length(written: Written) -> int:
    return len(plain_text(written.text))


def _lines(written: Written) -> int:
    return len(written.set.paragraph.lines)


# Where a text is written


def origin(text: str, source: str, node: Node, sources: Sources) -> Place:
    """The place of the text of plan or layout that has most in common with a text that a block has set,
    which its layout writes as `source`; else the block's."""
    plan, layout = sources
    text = plain_text(text)
    best, place = 0, node.place
    for plain, where in _plain_texts(plan):
        if plain == text:
            return where
        common = min(len(plain), len(text))
        if common > best and (plain in text or text in plain):
            best, place = common, where
    for placed in layout.texts:
        fixed = len(re.sub(r"\{[^{}]*\}", "", placed.text))
        if placed.text == source and fixed >= best:
            best, place = fixed, placed.place
    return place


@kept(most=1)
def _plain_texts(plan: Plan) -> tuple[tuple[str, Place], ...]:
    return tuple((plain_text(placed.text), placed.place) for placed in plan.texts)


def _excerpt(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
