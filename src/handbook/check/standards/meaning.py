"""Whether tags are put together so that they mean something (Matterhorn 09, 13 to 19)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from handbook.check.finding import Finding
from handbook.check.standards.catalogue import found
from handbook.check.standards.tagging import place_of
from handbook.readback.anatomy import Anatomy
from handbook.readback.structure import StructureElement, StructureTree

Above = Sequence[StructureElement]

# Type → the code of its family, the types it may stand in, and those it may hold (None: any).
# ISO 32000-1, tables 333, 336, 337, 338.
_SYNTAX: dict[str, tuple[str, frozenset[str] | None, frozenset[str] | None]] = {
    "Table": ("ua-09-004", None, frozenset(("TR", "THead", "TBody", "TFoot", "Caption"))),
    "THead": ("ua-09-004", frozenset(("Table",)), frozenset(("TR",))),
    "TBody": ("ua-09-004", frozenset(("Table",)), frozenset(("TR",))),
    "TFoot": ("ua-09-004", frozenset(("Table",)), frozenset(("TR",))),
    "TR": ("ua-09-004", frozenset(("Table", "THead", "TBody", "TFoot")), frozenset(("TH", "TD"))),
    "TH": ("ua-09-004", frozenset(("TR",)), None),
    "TD": ("ua-09-004", frozenset(("TR",)), None),
    "L": ("ua-09-005", None, frozenset(("L", "LI", "Caption"))),
    "LI": ("ua-09-005", frozenset(("L",)), frozenset(("Lbl", "LBody"))),
    "LBody": ("ua-09-005", frozenset(("LI",)), None),
    "TOC": ("ua-09-006", None, frozenset(("TOC", "TOCI", "Caption"))),
    "TOCI": ("ua-09-006", frozenset(("TOC",)), frozenset(("Lbl", "Reference", "NonStruct", "P", "TOC"))),
    "Ruby": ("ua-09-007", None, frozenset(("RB", "RT", "RP"))),
    "RB": ("ua-09-007", frozenset(("Ruby",)), None),
    "RT": ("ua-09-007", frozenset(("Ruby",)), None),
    "RP": ("ua-09-007", frozenset(("Ruby",)), None),
    "Warichu": ("ua-09-008", None, frozenset(("WT", "WP"))),
    "WT": ("ua-09-008", frozenset(("Warichu",)), None),
    "WP": ("ua-09-008", frozenset(("Warichu",)), None),
}
_HEADING = re.compile(r"H([1-6])")
_NUMBERED = re.compile(r"[(（]?[0-9０-９]+[.)．）]?")
MOST_CELLS = 10_000
MOST_COLUMNS = 200


def check_meaning(file: Anatomy) -> Iterator[Finding]:
    tree = file.tree
    if tree is None:
        return
    yield from _headings(file, tree)
    notes: set[str] = set()
    for element, above in tree.walk():
        yield from _syntax(file, element, above)
        kind = element.standard
        if kind in ("Figure", "Formula") and not _described(element):
            code = "ua-13-004" if kind == "Figure" else "ua-17-002"
            yield found(code, page=element.page, where=place_of(file, element, above))
        elif kind == "Note":
            if not element.identifier:
                yield found("ua-19-003", page=element.page, where=place_of(file, element, above))
            elif element.identifier in notes:
                yield found("ua-19-004", element.identifier, element.page, place_of(file, element, above))
            notes.add(element.identifier or "")
        elif kind == "L":
            yield from _list(file, element, above)
        elif kind == "Table":
            yield from _table(file, element, above)


def _described(element: StructureElement) -> bool:
    return bool((element.alt or "").strip() or (element.actual_text or "").strip())


def _syntax(file: Anatomy, element: StructureElement, above: Above) -> Iterator[Finding]:
    rule = _SYNTAX.get(element.standard)
    if rule is None:
        return
    code, outer, inner = rule
    parent = next((one.standard for one in reversed(above) if one.standard != "NonStruct"), "")
    if outer is not None and parent not in outer:
        detail = f"{element.standard} が {parent or 'いちばん上'} の中にあります"
        yield found(code, detail, element.page, place_of(file, element, above))
    if inner is not None:
        wrong = [one.role for one in element.elements() if one.standard not in inner]
        if wrong:
            detail = f"{element.standard} の中に {wrong[0]} があります"
            yield found(code, detail, element.page, place_of(file, element, above))
    if element.standard == "Ruby":
        held = [one.standard for one in element.elements()]
        if held not in (["RB", "RT"], ["RB", "RP", "RT", "RP"]) and not set(held) - {"RB", "RT", "RP"}:
            detail = f"{'・'.join(held) or '空'} になっています"
            yield found(code, detail, element.page, place_of(file, element, above))


def _headings(file: Anatomy, tree: StructureTree) -> Iterator[Finding]:
    level = 0
    plain = numbered = False
    for element, above in tree.walk():
        if sum(one.standard == "H" for one in element.elements()) > 1:
            yield found("ua-14-006", page=element.page, where=place_of(file, element, above))
        plain = plain or element.standard == "H"
        match = _HEADING.fullmatch(element.standard)
        if match is None:
            continue
        numbered, here = True, int(match[1])
        if level == 0 and here > 1:
            yield found("ua-14-002", element.role, element.page, place_of(file, element, above))
        elif here > level + 1:
            detail = f"H{level} の次が H{here}"
            yield found("ua-14-003", detail, element.page, place_of(file, element, above))
        level = here
    if plain and numbered:
        yield found("ua-14-007")


def _list(file: Anatomy, element: StructureElement, above: Above) -> Iterator[Finding]:
    labels = [
        file.words(label, 10).strip() for item in element.elements("LI") for label in item.elements("Lbl")
    ]
    numbered = labels and all(_NUMBERED.fullmatch(label) for label in labels)
    if numbered and element.attributes.get("ListNumbering") in (None, "None"):
        yield found("ua-16-001", page=element.page, where=place_of(file, element, above))


def _rows(table: StructureElement) -> list[StructureElement]:
    rows: list[StructureElement] = []
    for kid in table.elements("TR", "THead", "TBody", "TFoot"):
        rows += [kid] if kid.standard == "TR" else kid.elements("TR")
    return rows


def _span(cell: StructureElement, key: str) -> int:
    value = cell.attributes.get(key)
    return min(max(int(value), 1), MOST_COLUMNS) if isinstance(value, float) else 1


def _table(file: Anatomy, table: StructureElement, above: Above) -> Iterator[Finding]:
    rows = _rows(table)
    cells = [(cell, row) for row in rows for cell in row.elements("TH", "TD")][:MOST_CELLS]
    heads = [(cell, row) for cell, row in cells if cell.standard == "TH"]
    if cells and not heads:
        yield found("ua-7.5-header", page=table.page, where=place_of(file, table, above))
    by_headers = any("Headers" in cell.attributes for cell, _ in cells)
    for head, row in heads:
        if not by_headers and head.attributes.get("Scope") not in ("Row", "Column", "Both"):
            yield found("ua-15-003", page=head.page, where=place_of(file, head, (*above, table, row)))
    widths: set[int] = set()
    below: list[tuple[int, int]] = []  # rows that a cell still reaches down, and its width
    for row in rows[:MOST_CELLS]:
        reaching = [(left, width) for left, width in below if left > 0]
        own = [(_span(cell, "RowSpan"), _span(cell, "ColSpan")) for cell in row.elements("TH", "TD")]
        widths.add(sum(width for _, width in (*reaching, *own)))
        below = [(left - 1, width) for left, width in (*reaching, *own)][:MOST_CELLS]
    if len(widths) > 1:
        detail = f"{min(widths)}個から{max(widths)}個"
        yield found("ua-7.5", detail, table.page, place_of(file, table, above))
