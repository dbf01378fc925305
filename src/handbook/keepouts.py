"""Where nothing to read or recognise may lie: what a printer, hands and machines do to a finished sheet.

In: a layout, the folds of one of its pages, whether that is the back of its sheet. Out: zones on the page,
in points. What lies there is not asked here (`handbook.misfits`, `handbook.check`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from handbook.layout import Layout
from handbook.units import MM, Rect

UNPRINTABLE = 5 * MM
"""What office printers leave white along each edge."""
HOLE, FROM_EDGE, APART = 6 * MM, 12 * MM, 80 * MM
"""Punch holes (ISO 838): how wide, how far their middles are from the edge, and from each other."""
AROUND = 2 * MM
"""Round a hole: it may be wider by half a millimetre and off by one (ISO 838)."""
SHORTEST = APART + HOLE + 2 * AROUND
"""Of edges that two holes go into."""
FOLD = 3 * MM
"""On each side of a fold: hands miss the mark by so much."""
CORNER, SPINE = 12 * MM, 10 * MM
"""How far from its edges a sheet that is stapled, or pages that are, can no longer be read."""

FAR = 10_000.0
"""Zones at an edge reach out over it, so that the shortest way out of them leads into the page."""

UPRIGHT = ("left", "right")
_TURNED = {True: {"left": "right", "right": "left"}, False: {"top": "bottom", "bottom": "top"}}
"""Where an edge of the front is on the back, if the sheet is turned about an upright edge, or a level one."""


class Zone(NamedTuple):
    """`what` it is in words, `key` by which a layout asks for it."""

    what: str
    key: str
    rect: Rect

    def depth(self, box: Rect) -> float:
        """How far a box would have to move to be out of it, points; 0 or less where it is."""
        own = self.rect
        return min(own.right - box.x, box.right - own.x, own.bottom - box.y, box.bottom - own.y)

    @property
    def way_out(self) -> str:
        """What to write for a sheet that has no such zone."""
        if self.key == "folds":
            return "折らない紙なら、ページの folds を消してください。"
        value = "false" if self.key == "printer" else "none"
        return f"そうしない紙なら、keep-out の {self.key} を {value} にしてください。"


@lru_cache(maxsize=256)
def zones(layout: Layout, folds: tuple[float, ...], back: bool) -> tuple[Zone, ...]:
    """The zones of a page; `back`: of an even one, where edges are on the other side."""
    return tuple(_zones(layout, folds, back))


def _zones(layout: Layout, folds: tuple[float, ...], back: bool) -> Iterator[Zone]:
    paper, wanted = Rect(0, 0, layout.width, layout.height), layout.keep_out
    if wanted.printer:
        for edge in ("left", "top", "right", "bottom"):
            yield Zone("プリンターで刷れない端（5mm）", "printer", _strip(paper, edge, UNPRINTABLE))
    for at in folds:
        yield Zone("折り目", "folds", Rect(at - FOLD, -FAR, 2 * FOLD, 2 * FAR + paper.height))
    if wanted.holes != "none":
        for (edge,) in _places((wanted.holes,), layout, back):
            for rect in _holes(paper, edge):
                yield Zone("とじ穴", "holes", rect)
    if wanted.staple == "corner":
        for level, upright in _places(("top", "left"), layout, back):
            one, other = _strip(paper, upright, CORNER), _strip(paper, level, CORNER)
            yield Zone("角の針", "staple", Rect(one.x, other.y, one.width, other.height))
    elif wanted.staple == "spine":  # of a booklet, however its sheets are turned
        yield Zone("とじ目", "staple", _strip(paper, UPRIGHT[back], SPINE))


def _places(edges: tuple[str, ...], layout: Layout, back: bool) -> list[tuple[str, ...]]:
    """Where edges of the front are on a page: on a back as the sheet is turned, wherever they may be if the
    layout does not say how."""
    if not back or layout.duplex == "off":
        return [edges]
    tall = layout.height >= layout.width
    turns: dict[str, dict[str, str]] = {"long": _TURNED[tall], "short": _TURNED[not tall], "": {}}
    wanted = [layout.duplex] if layout.duplex else turns
    return [*dict.fromkeys(tuple(turns[turn].get(edge, edge) for edge in edges) for turn in wanted)]


def _strip(paper: Rect, edge: str, depth: float) -> Rect:
    """The paper's edge, `depth` points deep."""
    wide, high = paper.width + 2 * FAR, paper.height + 2 * FAR
    return {
        "left": Rect(-FAR, -FAR, FAR + depth, high),
        "top": Rect(-FAR, -FAR, wide, FAR + depth),
        "right": Rect(paper.right - depth, -FAR, FAR + depth, high),
        "bottom": Rect(-FAR, paper.bottom - depth, wide, FAR + depth),
    }[edge]


def _holes(paper: Rect, edge: str) -> Iterator[Rect]:
    """Two, symmetric to the middle of the edge."""
    half = HOLE / 2 + AROUND
    deep = FROM_EDGE if edge in ("left", "top") else -FROM_EDGE
    for way in (-APART / 2, APART / 2):
        if edge in UPRIGHT:
            x, y = deep % paper.width, paper.height / 2 + way
        else:
            x, y = paper.width / 2 + way, deep % paper.height
        yield Rect(x - half, y - half, 2 * half, 2 * half)
