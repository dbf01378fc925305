"""The kinds of block that a layout can use, one file each.

Adding a kind takes one file here and one line in `BLOCKS`.
"""

from __future__ import annotations

from collections.abc import Mapping

from handbook.blocks import (
    callout,
    challenges,
    columns,
    commissioner,
    contacts,
    desks,
    footer,
    goal,
    heading,
    masthead,
    points,
    statistics,
    text,
)
from handbook.blocks.kit import Block
from handbook.declaration import TableOf

BLOCKS: Mapping[str, Block] = {
    "callout": callout.BLOCK,
    "challenges": challenges.BLOCK,
    "columns": columns.BLOCK,
    "commissioner": commissioner.BLOCK,
    "contacts": contacts.BLOCK,
    "desks": desks.BLOCK,
    "footer": footer.BLOCK,
    "goal": goal.BLOCK,
    "heading": heading.BLOCK,
    "masthead": masthead.BLOCK,
    "points": points.BLOCK,
    "statistics": statistics.BLOCK,
    "text": text.BLOCK,
}

OPTIONS: Mapping[str, TableOf] = {kind: block.options for kind, block in BLOCKS.items()}
"""Block kind → its options, for the layout reader."""
