"""The order sheet for the print shop: which files are to be printed, how, how often.

In: a layout, the editions with their files, pages and copies, or without copies where nobody knows them. Out:
an `Edition` that carries the rows, for the layout `LAYOUT`. What the data do not say (paper, dates, names) is
left to be written in.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from handbook.edition import Edition
from handbook.layout import Layout
from handbook.load.lengths import PAPERS
from handbook.plan import District, Plan
from handbook.units import MM

LAYOUT = "order"
"""The layout of the order sheet."""


class Ordered(NamedTuple):
    """One file: whose edition it is, its name, how many pages it has; `copies` None: to be written in."""

    district: str
    file: str
    pages: int
    copies: int | None = None


def order_sheet(
    plan: Plan, layout: Layout, ordered: Sequence[Ordered], about: Sequence[tuple[str, str]] = ()
) -> Edition:
    """The order of these files in a layout; `about` is more to be said of them all, such as their inks."""
    pages = {one.pages for one in ordered}
    sides = {1: "片面", 2: "両面（表と裏）"}.get(max(pages) if len(pages) == 1 else 0, "下の表のとおり")
    folds = max((len(page.folds) for page in layout.pages), default=0)
    known = [one.copies for one in ordered if one.copies is not None]
    whole = f"{sum(known):,}" if len(known) == len(ordered) else ""
    told = [
        ("刷るもの", " ".join(filter(None, (plan.title, plan.edition_name)))),
        ("部数", f"{len(ordered)}種類、合わせて{whole}部" if whole else ""),
        ("レイアウト", layout.title),
        ("仕上がりの大きさ", _size(layout)),
        ("面", sides),
        ("折り", f"{folds}か所" if folds else ""),
        ("塗り足し", f"{layout.bleed / MM:g}ミリ" if layout.bleed else ""),
        ("色", "黒1色" if layout.mono else "カラー"),
        *about,
    ]
    rows = [(f"{plan.called(one.district)}版", one.file, str(one.pages), _copies(one)) for one in ordered]
    rows.append(("**合計**", f"**{len(ordered)}種類**", "―", whole and f"**{whole}**"))
    tables = (("about", [row for row in told if row[1]]), ("files", rows))
    return sheet_of(plan, "注文書", "chumonsho", tables)


def sheet_of(
    plan: Plan, name: str, slug: str, tables: Sequence[tuple[str, Sequence[tuple[str, ...]]]]
) -> Edition:
    """A sheet of no single district, which may name all of them."""
    whole = District(name, "", slug)
    alone = replace(plan, district_kind="", districts=(whole,), desks=(), columns=(), facts=())
    own = tuple((title, tuple(rows)) for title, rows in tables)
    return Edition(alone, whole, (), (), (), (), tables=own)


def _copies(one: Ordered) -> str:
    return "" if one.copies is None else f"{one.copies:,}"


def _size(layout: Layout) -> str:
    """The paper by its name and in millimetres."""
    size = (layout.width, layout.height)
    names = (name for name, paper in PAPERS.items() if math.dist(size, paper) < MM)
    sides = "×".join(f"{length / MM:.4g}" for length in size)
    return f"{name}（{sides}ミリ）" if (name := next(names, "")) else f"{sides}ミリ"
