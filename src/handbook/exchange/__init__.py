"""The city's tables as a workbook or a CSV file for Excel, and what came back, as changes of the data.

`tables` says which sheets there are, `workbook` writes them, `sheets` reads a file, `mending` undoes what
Excel does to values, `wanted` holds the rows against the data, `saving` changes the YAML. Pages are not known
here.
"""

from handbook.exchange.saving import Saving, save
from handbook.exchange.sheets import grids
from handbook.exchange.tables import SHEETS, Sheet
from handbook.exchange.wanted import Read, wanted, words
from handbook.exchange.workbook import csv_file, workbook

__all__ = [
    "SHEETS",
    "Read",
    "Saving",
    "Sheet",
    "csv_file",
    "grids",
    "save",
    "wanted",
    "words",
    "workbook",
]
