"""The plan's tables as a workbook, or one of them as a CSV file, for an office to edit and send back.

In: a plan. Out: bytes. Every cell is text, so that Excel makes no numbers and dates of telephone numbers; ids
and headings are locked, without a password; a heading has a note on what its column holds and how it is
written. Drop-downs offer what a cell may hold.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator, Sequence
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from handbook.declaration import Field, OneOf, OneOrMore
from handbook.exchange.tables import CATEGORY, ID, REMOVE, SHEETS, YES, Sheet, in_words, is_list
from handbook.load.kinds import KINDS
from handbook.plan import Plan
from handbook.spreadsheet import as_csv

if TYPE_CHECKING:
    from openpyxl.styles import NamedStyle
    from openpyxl.worksheet.worksheet import Worksheet

LAST = 1_048_576
"""Rows of a sheet of Excel: formats and drop-downs reach to the last."""

_NARROWEST, _WIDEST = 8, 60
"""Widths of columns, in half-width characters."""

_FONT = "BIZ UDPゴシック"
_HEADING, _FIXED, _FREE = "表の見出し", "変えない値", "直せる値"
"""Styles of cells."""
_A4 = 9
_LONGEST_LIST = 255
"""Characters of a drop-down's own list, which Excel allows."""

_ID_NOTE = "どのデータの行かを示します。変えないでください。新しい行では、空けておきます。"
_REMOVE_NOTE = f"データから消す行に「{REMOVE}」と書きます。行をなくしただけでは、データからは消えません。"


class Column(NamedTuple):
    """A column: its heading, the note on that, its values, and what a drop-down `offers` as Excel has it.
    `several`: other values than these may be written, too."""

    heading: str
    note: str
    values: Sequence[str]
    offers: str = ""
    several: bool = False


def _columns(plan: Plan, sheet: Sheet) -> Iterator[Column]:
    entries = sheet.read(Path(plan.folder))
    yield Column(ID, _ID_NOTE, sheet.keys(plan))
    for field in sheet.fields:
        values = [entry.cells[field.name] for entry in entries]
        several = isinstance(field.kind, OneOrMore) and field.kind.of == "district"
        districts = f"'{SHEETS[0].called(plan)}'!$B$2:$B${len(plan.districts) + 1}"
        offers = districts if several else _listed(_choices(field, plan))
        yield Column(in_words(field.called, plan), _note(field, plan), values, offers, several)
    yield Column(REMOVE, _REMOVE_NOTE, [""] * len(entries), _listed([REMOVE]))


def _choices(field: Field, plan: Plan) -> Sequence[str]:
    """All that may be written; nothing where anything may."""
    if field.kind == "flag":
        return (YES,)
    if field.name == CATEGORY:
        return [category.name for category in plan.categories]
    if field.name == "bloc":
        return list(dict.fromkeys(district.bloc for district in plan.districts if district.bloc))
    return field.kind.choices if isinstance(field.kind, OneOf) else ()


def _listed(choices: Sequence[str]) -> str:
    """A drop-down's own list; none where Excel cannot have it."""
    listed = ",".join(choices)
    whole = len(listed) + 2 <= _LONGEST_LIST and listed.count(",") == len(choices) - 1 and '"' not in listed
    return f'"{listed}"' if choices and whole else ""


def _note(field: Field, plan: Plan) -> str:
    kind = getattr(field.kind, "of", field.kind)
    lines = [in_words(field.meaning, plan)]
    if kind == "flag":
        lines.append(f"そうなら「{YES}」と書き、そうでなければ空けます。")
    elif isinstance(kind, str) and kind not in ("text", "word"):
        lines.append(f"書き方: {KINDS[kind].name}")
    lines += ["いくつもあるときは「、」で区切ります。"] * is_list(field.kind)
    return "\n".join([*lines, *["かならず書きます。"] * field.required])


def csv_file(plan: Plan, sheet: Sheet) -> bytes:
    """One table as a CSV file, UTF-8 with its mark."""
    return as_csv(zip(*([column.heading, *column.values] for column in _columns(plan, sheet)), strict=True))


def workbook(plan: Plan) -> bytes:
    """All tables as a workbook (.xlsx)."""
    import openpyxl

    book = openpyxl.Workbook()
    del book["Sheet"]
    styles = _styles()
    for style in styles:
        book.add_named_style(style)
    for sheet in SHEETS:
        page = book.create_sheet(sheet.called(plan))
        for number, column in enumerate(_columns(plan, sheet), 1):
            _put(page, number, column, styles[min(number, 2)])
        _guard_and_print(page)
    book.active = 1  # the desks: what offices are asked for
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _styles() -> list[NamedStyle]:
    from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill, Protection

    found = []
    for name in (_HEADING, _FIXED, _FREE):
        style = NamedStyle(name, Font(name=_FONT, size=11, bold=name == _HEADING), number_format="@")
        style.alignment = Alignment(vertical="top", wrap_text=True)
        style.protection = Protection(locked=name != _FREE)
        style.fill = PatternFill() if name == _FREE else PatternFill("solid", fgColor="E8ECEF")
        found.append(style)
    return found


def _put(page: Worksheet, number: int, column: Column, style: NamedStyle) -> None:
    """Write a column, as text; it is so to its end, for rows that will be added."""
    from openpyxl.comments import Comment
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    letter = get_column_letter(number)
    size = page.column_dimensions[letter]
    for part in ("number_format", "font", "alignment", "protection", "fill"):
        setattr(size, part, copy(getattr(style, part)))
    lines = (line for value in (column.heading, *column.values) for line in value.split("\n"))
    size.width = min(max(max(map(_width, lines)) + 3, _NARROWEST), _WIDEST)
    for row, value in enumerate((column.heading, *column.values), 1):
        cell = page.cell(row, number, value or None)
        cell.style = style.name if row > 1 else _HEADING
        cell.data_type = "s" if value else "n"  # what begins with = is no formula
    example = next((f"\n例: {value}" for value in column.values if 0 < len(value) <= 40), "")
    page.cell(1, number).comment = Comment(f"{column.note}{example}", "handbook", height=130, width=300)
    if column.offers:
        offer = DataValidation("list", formula1=column.offers, showErrorMessage=not column.several)
        offer.allowBlank, offer.errorTitle, offer.error = True, "書けない値です", "▼から選んでください。"
        offer.add(f"{letter}2:{letter}{LAST}")
        page.add_data_validation(offer)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def _guard_and_print(page: Worksheet) -> None:
    page.freeze_panes = "C2"
    page.auto_filter.ref = page.dimensions
    page.protection.sheet = True
    for allowed in ("formatColumns", "formatRows", "insertRows", "sort", "autoFilter"):
        setattr(page.protection, allowed, False)  # what the format names is what is forbidden
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", _A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = "1:1"
    page.oddFooter.center.text = "&A　&P / &N"
