"""A workbook or CSV file to grids of cells, as they stand in it.

In: a path. Out: `Grid`s; or an `InputError` for what is no table that can be read: another format, a
password, macros, more rows than any office has. Values are as the file has them, but for merged cells; what
Excel has done to them is looked at in `mending`.
"""

from __future__ import annotations

import contextlib
import csv
import io
import unicodedata
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from handbook.errors import InputError, Place
from handbook.load.file_text import read_bytes

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

MOST_BYTES = 20_000_000
MOST_UNPACKED = 40_000_000
MOST_ROWS = 20_000
MOST_CELLS = 500_000

HEAD = 20
"""Rows among which the headings are looked for."""

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SAVE_XLSX = "Excel の「名前を付けて保存」で、「Excel ブック（*.xlsx）」を選んで保存し直してください。"
_SAVE_CSV = "Excel の「名前を付けて保存」で、「CSV UTF-8（コンマ区切り）」を選んで保存し直してください。"


class Odd(NamedTuple):
    """A cell that holds no value of its own: what is wrong with it, and how to mend it."""

    message: str
    hint: str

    def __str__(self) -> str:
        return self.message.rstrip("。")


class Grid(NamedTuple):
    """The cells of a sheet, by row, from its first, and what is to be said of them, if they are read.

    `lossy` is an encoding in which characters may have been lost.
    """

    name: str
    rows: Sequence[Sequence[object]]
    said: Sequence[str] = ()
    lossy: str = ""

    def cell(self, row: int, column: int) -> object:
        """The value at a row and a column, from 0; None where there is none."""
        cells = self.rows[row]
        return cells[column] if column < len(cells) else None


def plain(cell: object) -> str:
    """A cell as headings are compared: half-width, without spaces."""
    return "".join(unicodedata.normalize("NFKC", str(cell)).split()) if cell is not None else ""


def written(row: Sequence[object]) -> bool:
    """Whether anything stands in a row."""
    return any(map(plain, row))


def letters(column: int) -> str:
    """What Excel calls a column, from 0: A, B, … AA."""
    return (letters(column // 26 - 1) if column >= 26 else "") + chr(ord("A") + column % 26)


def grids(path: Path) -> Sequence[Grid]:
    """The sheets of a file. Raises `InputError`."""
    name, data = read_bytes(path, MOST_BYTES)
    if _ENCRYPTED in data:
        hint = "パスワードを外して保存し直してください。"
        raise _refused(name, "パスワードが付いているので、読めません。", hint)
    if data.startswith(_OLE):
        raise _refused(name, "古い形（.xls など）のファイルです。", _SAVE_XLSX)
    return _workbook(name, data) if data.startswith(b"PK") else [_comma_separated(name, data)]


def _refused(name: str, message: str, hint: str) -> InputError:
    return InputError.of(message, hint, Place(name), stops=True)


def _too_large(name: str) -> InputError:
    message = f"表が大きすぎます（全部で{MOST_ROWS:,}行、{MOST_CELLS:,}セルまで）。"
    hint = "使っていない下の行や右の列を消すか、ほかのファイルと取り違えていないか確かめてください。"
    return _refused(name, message, hint)


_MERGED = Odd("ほかのセルと結合されています。", "セルの結合をといて、それぞれに書いてください。")


# A workbook


def _workbook(name: str, data: bytes) -> tuple[Grid, ...]:
    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            _check_parts(name, parts)
        book = openpyxl.load_workbook(io.BytesIO(data), keep_links=False)
    except InputError:
        raise
    except Exception:  # whatever a broken file makes of the library
        raise _refused(name, "こわれているか、Excel のブックではないので、読めません。", _SAVE_XLSX) from None
    return tuple(_grid(name, page) for page in book.worksheets)


def _check_parts(name: str, parts: zipfile.ZipFile) -> None:
    """Refuse what is other than a plain workbook, before anything of it is taken apart."""
    names = parts.namelist()
    if any("vbaproject" in part.lower() for part in names):
        raise _refused(name, "マクロが入っているので、読みません。", _SAVE_XLSX)
    if "xl/workbook.xml" not in names:
        raise _refused(name, "Excel ブック（.xlsx）ではありません。", _SAVE_XLSX)
    if sum(part.file_size for part in parts.infolist()) > MOST_UNPACKED:  # of which no more is unpacked
        raise _too_large(name)
    if any(b"<!DOCTYPE" in parts.read(part) for part in names):
        raise _refused(name, "Excel が書かないもの（DOCTYPE）が入っています。", _SAVE_XLSX)


def _grid(name: str, page: Worksheet) -> Grid:
    if page.max_row > MOST_ROWS or page.max_row * page.max_column > MOST_CELLS:
        raise _too_large(name)
    rows = [[_value(cell) for cell in row] for row in page.iter_rows()]
    said = [] if page.sheet_state == "visible" else ["隠れているシートも読みました。"]
    for area in page.merged_cells.ranges:
        first, *below = range(area.min_row - 1, min(area.max_row, len(rows)))
        left = area.min_col - 1
        if rows[first][left] is None:
            continue
        for row in (first, *below):
            rows[row][left : area.max_col] = [rows[first][left], *[_MERGED] * (area.max_col - area.min_col)]
        if below:
            said.append(f"結合されたセル（{area.coord}）を、どの行も「{rows[first][left]}」と読みました。")
    hidden = [f"{at}行目" for at, one in page.row_dimensions.items() if one.hidden and at <= len(rows)]
    if hidden:
        more = f" ほか{len(hidden) - 10}行" if hidden[10:] else ""
        said.append(f"隠れている行も読みました（{'、'.join(hidden[:10])}{more}）。")
    if page.sheet_state != "visible":
        said.append("隠れているシートですが、読みました。")
    return Grid(page.title, rows, said)


def _value(cell: Any) -> object:
    text = getattr(cell.value, "text", cell.value)  # of an array formula
    if cell.data_type == "f":
        return Odd(
            f"式（{text}）が入っています。", "セルをコピーし、「値の貼り付け」で値だけにしてください。"
        )
    if cell.data_type == "e":
        return Odd(f"値ではなく「{text}」になっています。", "正しい値を書き直してください。")
    if "%" in cell.number_format and cell.data_type == "n" and cell.value is not None:
        return f"{round(cell.value * 100, 6):g}%"  # as it is shown
    return cell.value


# A CSV file


def _comma_separated(name: str, data: bytes) -> Grid:
    text, encoding, said = _decoded(name, data)
    head = "\n".join(text.splitlines()[:HEAD])
    delimiter = max(",\t;", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows = list(reader)
    except csv.Error:
        message = f'{reader.line_num}行目の近くの引用符（"）が閉じていないか、余分です。'
        raise _refused(name, message, _SAVE_CSV) from None
    if len(rows) > MOST_ROWS:
        raise _too_large(name)
    return Grid("", rows, said, encoding if encoding == "cp932" else "")


def _decoded(name: str, data: bytes) -> tuple[str, str, Sequence[str]]:
    """The text of a file, its encoding, and what is to be said of that."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp932"):
        with contextlib.suppress(UnicodeDecodeError):
            if "\0" not in (text := data.decode(encoding)):
                called = {"utf-16": "UTF-16（Unicode テキスト）", "cp932": "シフトJIS"}.get(encoding)
                return text, encoding, [f"文字コードは{called}でした。"] if called else []
    message = "文字コードが、UTF-8、シフトJIS、印のあるUTF-16のどれでもありません。"
    raise _refused(name, message, _SAVE_CSV)
