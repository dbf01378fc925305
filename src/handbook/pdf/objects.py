"""PDF objects as ReportLab makes them, and what they lack (ISO 32000-1, 7.3).

Numbers, words and bytes come in, ReportLab's objects go out. ReportLab writes no end-of-line before
`endstream`, which ISO 19005-2, 6.1.7.1 wants: `Stream` does. An object of ReportLab's belongs to the one
document that it was entered into; what files share is therefore kept as the bytes that it made (`written`).
"""

from __future__ import annotations

import codecs
import math

from reportlab import rl_config
from reportlab.pdfbase import pdfdoc

# ReportLab's settings are those of the process, and come from its environment and files. These two show in
# what its objects write; the same document gives the same bytes everywhere.
rl_config.pdfMultiLine = 1
rl_config.pdfComments = 0


class Stream(pdfdoc.PDFStream):  # type: ignore[misc]  # ReportLab ships no types
    """A stream that ends as PDF/A wants it to, compressed here, or already (`Filter` says how), or not."""

    def __init__(self, data: bytes, *, compressed: bool = True, **entries: object) -> None:
        filters = [pdfdoc.PDFZCompress] if compressed else [] if "Filter" in entries else None
        super().__init__(pdfdoc.PDFDictionary(entries), data, filters)

    def format(self, document: object) -> bytes:
        body: bytes = super().format(document).removesuffix(b"endstream\n")
        # The end-of-line is not counted in Length. After data that end in CR it is CR LF, or who looks back
        # from `endstream` would take that CR for part of it.
        return body + (b"\r\n" if body.endswith(b"\r") else b"\n") + b"endstream"


def written(value: object) -> bytes:
    """What ReportLab writes for a value in which nothing refers to another object."""
    body: bytes = pdfdoc.format(value, pdfdoc.DummyDoc(), toplevel=1)
    return body


def entries(**values: object) -> bytes:
    """As `written`, the entries of a dictionary, to which others may be added."""
    return written(pdfdoc.PDFDictionary(values))[len("<<") : -len("\n>>")]


def text_string(text: str) -> pdfdoc.PDFObject:
    """A text string for people: ASCII as it is, all else UTF-16BE with a byte order mark (7.9.2.2).

    In hexadecimal, since ReportLab would write most bytes as four (`\\376`).
    """
    if text.isascii() and text.isprintable():
        return pdfdoc.PDFString(text)
    return pdfdoc.PDFText(codecs.BOM_UTF16_BE + text.encode("utf-16-be"), enc="raw")


def numbers(*values: float, digits: int = 3) -> str:
    """Numbers to a thousandth, apart. Raises ValueError for what is not a finite number: a wrong place must
    not be drawn."""
    return " ".join([f"{rounded(value, digits):.{digits}f}".rstrip("0").rstrip(".") for value in values])


def rounded(value: float, digits: int = 3) -> float:
    """A number to a thousandth. Raises ValueError as `numbers` does."""
    if not math.isfinite(value):
        raise ValueError(f"not a finite number: {value!r}")
    return round(value, digits) + 0.0  # no -0.0


def array(*values: float) -> pdfdoc.PDFArray:
    """An array of numbers to a thousandth."""
    return pdfdoc.PDFArray([rounded(value) for value in values])


def rgb(color: str) -> tuple[float, float, float]:
    """`#RRGGBB` in DeviceRGB. Raises ValueError for what is not such a colour."""
    if len(color) != 7 or color[0] != "#":
        raise ValueError(f"not a colour like #1B2430: {color!r}")
    red, green, blue = bytes.fromhex(color[1:])
    return red / 255, green / 255, blue / 255


def is_grey(color: tuple[float, float, float]) -> bool:
    """Whether a colour is written in DeviceGray: a press prints it with black ink alone."""
    return color[0] == color[1] == color[2]
