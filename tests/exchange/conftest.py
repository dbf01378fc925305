"""An office: a data folder of its own, a workbook of it to write into, and what handbook makes of that."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from handbook.exchange import Read, Saving, grids, save, wanted, words, workbook
from handbook.load import load_plan
from handbook.plan import Plan
from handbook.resources import bundled


class Office:
    def __init__(self, folder: Path, book: bytes | None = None) -> None:
        self.folder = folder
        self.plan: Plan = load_plan(folder)
        self.book: Any = openpyxl.load_workbook(io.BytesIO(book or workbook(self.plan)))

    def cell(self, sheet: str, row: int, title: str) -> Any:
        page = self.book[sheet]
        column = next(cell.column for cell in page[1] if cell.value == title)
        return page.cell(row, column)

    def write(self, sheet: str, row: int, **values: object) -> None:
        """`write("相談先", 2, 電話番号="0000-20-0009")`."""
        for title, value in values.items():
            cell = self.cell(sheet, row, title)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"  # as Excel has it in cells that are formatted as text

    def read(self, name: str = "表.xlsx", data: bytes | None = None) -> Read:
        path = self.folder.parent / name
        if data is None:
            self.book.save(path)
        else:
            path.write_bytes(data)
        return wanted(name, grids(path), self.plan)

    def saving(self) -> Saving:
        read = self.read()
        assert read.problems == []
        return save(self.plan, read.found)

    def words(self) -> list[str]:
        return list(words(self.read().found, self.plan))

    def texts(self) -> dict[str, bytes]:
        return {
            str(path.relative_to(self.folder)): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        }


@pytest.fixture(scope="session")
def office_at() -> type[Office]:
    """`office_at(folder)` is the office of the data there."""
    return Office


@pytest.fixture
def office(tmp_path: Path) -> Callable[..., Office]:
    """`office()` is that of the invented city, `office("")` that of 久留米市."""

    def make(city: str = "mihon") -> Office:
        ignored = shutil.ignore_patterns("mihon", "schema")
        shutil.copytree(bundled("data") / city, tmp_path / "data", ignore=ignored)
        return Office(tmp_path / "data")

    return make
