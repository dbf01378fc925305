"""Why each line of a paragraph ends where it does, and what was moved in it: for an editor, in Japanese.

In: what `break_lines` takes. Out: its lines, each with sentences. Nothing is decided here: they are read
off the ranks and costs by which the lines were chosen, and off the gaps as they were set.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

from handbook.typeset.breaks import (
    CHARACTER,
    COMPOUND,
    EMERGENCY,
    LAST_RESORT,
    LEANING,
    PARTICLE,
    PHRASE,
    SEAM,
)
from handbook.typeset.compose import lead_of, line_starts
from handbook.typeset.kinsoku import ZERO_WIDTH_SPACE, barred_places, bars_start
from handbook.typeset.lines import Line, build_line, ruby_in
from handbook.typeset.material import Material, at_one_em, prepare
from handbook.typeset.spacing import distribute
from handbook.typeset.style import TextStyle

_ENDS = {
    PHRASE: "文節の切れ目",
    COMPOUND: "文節の中の、語と語の間",
    LEANING: "前の語にかかる言葉の前",
    CHARACTER: "語の途中",
    PARTICLE: "助詞の前",
    SEAM: "行に入りきらない番号や名前の切れ目",
    EMERGENCY: "行に入りきらない番号や語の途中",
    LAST_RESORT: "禁則を守ると行に入りきらないところ",
}
_LONGEST = 40
"""Items of a piece on either side of a place that are shown."""
_SHOWN = 0.005
"""em; less is not told."""


def explain(text: str, measure: float, style: TextStyle) -> list[tuple[Line, list[str]]]:
    """The lines of one paragraph (no line feeds), each with what there is to say; raises as `break_lines`."""
    lead = lead_of(text, measure, style)
    material = prepare(text[len(lead.mark) :], at_one_em(style))
    if not (count := material.item_count):
        return []
    measure -= lead.width
    found = []
    for start, end in pairwise((*line_starts(material, measure, style), count)):
        line = build_line(material, start, end, style, measure, last=end == count)
        why = "段落の終わり。" if end == count else _why(material, start, end, measure / style.size, style)
        found.append((line, [why, *_moved(material, start, end, line, measure, style)]))
    lines = lead.before([line for line, _ in found], style)
    return [(line, why) for line, (_, why) in zip(lines, found, strict=True)]


def _why(material: Material, start: int, end: int, measure: float, style: TextStyle) -> str:
    """Why the line of items `start` to `end` goes no further."""
    ranks = material.places.breaks.ranks
    before = material.text(end - 1, end)
    if before == ZERO_WIDTH_SPACE:
        ended = "指定された切れ目（U+200B）"
    elif before in "、。，．":
        ended = f"「{before}」のあと"
    else:
        ended = "文字の切れ目（文節は見ない設定）" if style.phrase == "off" else _ENDS[ranks[end]]
    furthest = bisect_right(material.ends, material.heads[start] + measure + 1e-6) - 1
    if furthest <= end:
        return f"{ended}。次の字は入らない。"
    room = f"{ended}。あと{len(material.text(end, furthest))}字入るが、"
    if furthest == material.item_count:
        return room + "最後の行が短くなりすぎないように送った。"
    if ranks[furthest] > ranks[end]:
        return room + _held(material, furthest, ranks[end], style.level)
    return room + "ほかの行との長さのつりあいで、ここにした。"


def _held(material: Material, place: int, rank: int, level: str) -> str:
    """What keeps a line from ending before the item `place`, if it may at places of this rank."""
    ranks = material.places.breaks.ranks
    before, after = material.text(place - 1, place), material.text(place, place + 1)
    free = min(ranks[place - 1], *ranks[place + 1 : place + 2] or [PHRASE]) <= PARTICLE
    if free and barred_places(before + after, level)[len(before)]:
        if bars_start(after[0], level):
            return f"「{after}」は行の頭に置けない（禁則）。"
        return f"「{before}」は行の終わりに置けない（禁則）。"
    least, most = max(0, place - _LONGEST), min(len(ranks), place + _LONGEST)
    first = next((item for item in range(place, least, -1) if ranks[item] <= rank), least)
    last = next((item for item in range(place, most) if ranks[item] <= rank), most)
    return f"「{material.text(first, last)}」を分けないため、次の行へ送った。"


def _moved(
    material: Material, start: int, end: int, line: Line, measure: float, style: TextStyle
) -> Iterator[str]:
    """What was opened, reduced, hung or widened in a line."""
    if line.hang > 0:
        yield f"「{line.text.rstrip()[-1]}」をぶら下げた。"
    tail = max(material.tails[end], start)
    natural = material.ends[end] - material.heads[start]
    change = line.width / style.size - natural
    if material.adjustment and abs(change) > _SHOWN:
        gaps = [each for each in distribute(material.adjustment, start, tail, change) if each]
        word = "空けた" if change > 0 else "詰めた"
        most = max(map(abs, gaps))
        yield f"字間を {len(gaps)} か所で計 {abs(change):.2f} em {word}（1か所で最大 {most:.2f} em）。"
    elif style.align == "justify" and end < material.item_count and line.width < measure - _SHOWN:
        yield "字間を四分より広く空けないと埋まらないので、短いままにした。"
    for found, first, last in ruby_in(material, start, end):
        wide = sum(map(sum, found.widening[first - found.start : last - found.start]))
        if wide > _SHOWN:
            yield f"ルビのため「{material.text(first, last)}」を {wide:.2f} em 広げた。"
