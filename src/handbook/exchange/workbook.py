"""The plan's tables as a workbook, or one of them as a CSV file, for an office to edit and send back.

In: a plan. Out: bytes. Every cell is text, so that Excel makes no numbers and dates of telephone numbers; ids
and headings are locked, without a password; a heading has a note on what its column holds and how it is
written. Drop-downs offer what a cell may hold.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Mapping, Sequence
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING

from handbook.declaration import Field, OneOf, OneOrMore
from handbook.errors import InputError
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
_LONGEST_CELL = 32_767

_ID_NOTE = "どのデータの行かを示します。変えないでください。新しい行では、空けておきます。"
_REMOVE_NOTE = f"データから消す行に「{REMOVE}」と書きます。行をなくしただけでは、データからは消えません。"


def table(plan: Plan, sheet: Sheet) -> list[list[str]]:
    """The rows of a sheet: its headings, then an entry each."""
    entries = sheet.read(Path(plan.folder))
    rows = [[key, *entry.cells.values(), ""] for key, entry in zip(sheet.keys(plan), entries, strict=True)]
    for row, entry in zip(rows, entries, strict=True):
        if any(len(cell) > _LONGEST_CELL for cell in row):
            message = f"長すぎて、Excel のセルに入らない文章があります（{_LONGEST_CELL:,}字まで）。"
            raise InputError.of(message, "短くするか、いくつかに分けてください。", entry.place)
    return [[ID, *sheet.headings(plan).values(), REMOVE], *rows]


def csv_file(plan: Plan, sheet: Sheet) -> bytes:
    """One table as a CSV file, UTF-8 with its mark."""
    return as_csv(table(plan, sheet))


def workbook(plan: Plan) -> bytes:
    """All tables as a workbook (.xlsx)."""
    import openpyxl

    book = openpyxl.Workbook()
    del book["Sheet"]
    styles = _styles()
    for style in styles.values():
        book.add_named_style(style)
    for sheet in SHEETS:
        page = book.create_sheet(sheet.called(plan))
        rows = table(plan, sheet)
        _fill(page, rows, styles)
        _explain(page, plan, sheet, rows)
        _offer(page, plan, sheet)
        _guard_and_print(page, rows)
    book.active = 1  # the desks: what offices are asked for
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _styles() -> dict[str, NamedStyle]:
    from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill, Protection

    found = {}
    for name in (_HEADING, _FIXED, _FREE):
        style = NamedStyle(name, Font(name=_FONT, size=11, bold=name == _HEADING), number_format="@")
        style.alignment = Alignment(vertical="top", wrap_text=True)
        style.protection = Protection(locked=name != _FREE)
        style.fill = PatternFill() if name == _FREE else PatternFill("solid", fgColor="E8ECEF")
        found[name] = style
    return found


def _fill(page: Worksheet, rows: Sequence[Sequence[str]], styles: Mapping[str, NamedStyle]) -> None:
    """Cells, as text; whole columns are so, for rows that will be added."""
    from openpyxl.utils import get_column_letter

    for column in range(1, len(rows[0]) + 1):
        size = page.column_dimensions[get_column_letter(column)]
        longest = max(_width(line) for row in rows for line in row[column - 1].split("\n"))
        size.width = min(max(longest + 3, _NARROWEST), _WIDEST)
        name = _FREE if column > 1 else _FIXED
        for part in ("number_format", "font", "alignment", "protection", "fill"):
            setattr(size, part, copy(getattr(styles[name], part)))
        for number, row in enumerate(rows, 1):
            cell = page.cell(number, column)
            cell.style = name if number > 1 else _HEADING
            if row[column - 1]:
                cell.value = row[column - 1]
                cell.data_type = "s"  # what begins with = is no formula


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def _explain(page: Worksheet, plan: Plan, sheet: Sheet, rows: Sequence[Sequence[str]]) -> None:
    """A note on each heading."""
    from openpyxl.comments import Comment

    notes = [_ID_NOTE, *(_note(field, plan) for field in sheet.fields), _REMOVE_NOTE]
    for column, note in enumerate(notes):
        example = next((row[column] for row in rows[1:] if 0 < len(row[column]) <= 40), "")
        text = f"{note}\n例: {example}" if example else note
        page.cell(1, column + 1).comment = Comment(text, "handbook", height=130, width=300)


def _note(field: Field, plan: Plan) -> str:
    kind = getattr(field.kind, "of", field.kind)
    how = (
        f"\n書き方: {KINDS[kind].name}"
        if isinstance(kind, str) and kind not in ("text", "word", "flag")
        else ""
    )
    how = f"\nそうなら「{YES}」と書き、そうでなければ空けます。" if kind == "flag" else how
    how += "\nいくつもあるときは「、」で区切ります。" if is_list(field.kind) else ""
    needed = "\nかならず書きます。" if field.required else ""
    return in_words(field.meaning, plan) + how + needed


def _offer(page: Worksheet, plan: Plan, sheet: Sheet) -> None:
    """Drop-downs."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    offers = [_offered(field, plan) for field in sheet.fields]
    for column, (source, several) in enumerate((*offers, (f'"{REMOVE}"', False)), 2):
        if source:
            offer = DataValidation("list", formula1=source, allow_blank=True, showErrorMessage=not several)
            offer.errorTitle, offer.error = "書けない値です", "▼から選んでください。"
            offer.add(f"{get_column_letter(column)}2:{get_column_letter(column)}{LAST}")
            page.add_data_validation(offer)


def _offered(field: Field, plan: Plan) -> tuple[str, bool]:
    """What a drop-down lists, as Excel has it, and whether other values may be written."""
    if isinstance(field.kind, OneOrMore) and field.kind.of == "district":
        return f"'{SHEETS[0].called(plan)}'!$B$2:$B${len(plan.districts) + 1}", True
    choices: Sequence[str] = field.kind.choices if isinstance(field.kind, OneOf) else ()
    choices = (YES,) if field.kind == "flag" else choices
    if field.name == CATEGORY:
        choices = [category.name for category in plan.categories]
    if field.name == "bloc":
        choices = list(dict.fromkeys(district.bloc for district in plan.districts if district.bloc))
    listed = f'"{",".join(choices)}"'
    whole = choices and len(listed) <= _LONGEST_LIST and '"' not in listed[1:-1]
    return (listed if whole and not any("," in one for one in choices) else ""), False


def _guard_and_print(page: Worksheet, rows: Sequence[Sequence[str]]) -> None:
    from openpyxl.utils import get_column_letter

    page.freeze_panes = "C2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(rows[0]))}{len(rows)}"
    page.protection.sheet = True
    for allowed in ("formatColumns", "formatRows", "insertRows", "sort", "autoFilter"):
        setattr(page.protection, allowed, False)  # what the format names is what is forbidden
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", _A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = "1:1"
    page.oddFooter.center.text = "&A　&P / &N"
