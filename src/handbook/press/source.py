"""A finished PDF whose pages are to be placed on paper: its leaves as seen, or why it cannot be used.

In: the bytes of any PDF, also of other programs. Out: a `Source`: each page's finished size and bleed, how it
is turned, how its sheets are. What is drawn is taken over as it is; notes and fields on a page are not.
"""

from __future__ import annotations

import logging
from io import BytesIO
from typing import NamedTuple

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError
from pypdf.generic import DictionaryObject, RectangleObject

from handbook.errors import InputError, Place
from handbook.units import MM

# pypdf logs what it repairs; without a handler Python prints that on the terminal, in English.
logging.getLogger("pypdf").addHandler(logging.NullHandler())

CREATOR = "handbook impose"
"""Info key Creator of an imposed file, by which it is known again."""

TOLERANCE = 0.5 * MM
"""How far sizes may differ that count as one."""

LONG, SHORT, SIMPLEX = "/DuplexFlipLongEdge", "/DuplexFlipShortEdge", "/Simplex"
"""The edges of a sheet about which a printer turns it (ISO 32000-1, table 150)."""


class Leaf(NamedTuple):
    """A page and its operators; its finished size and its bleed in its own coordinates, by how many degrees
    it is turned clockwise."""

    page: PageObject
    content: bytes
    trim: RectangleObject
    bleed: RectangleObject
    rotation: int

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points, as it is seen."""
        width, height = float(self.trim.width), float(self.trim.height)
        return (height, width) if self.rotation % 180 else (width, height)


class Source:
    """The leaves of a PDF and what it says of its sheets; `notes` tell what whoever prints it must know.

    Raises InputError for what is no PDF that can be used.
    """

    def __init__(self, pdf: bytes, place: Place | None = None) -> None:
        self.place = place
        self.notes: list[str] = []
        if b"%PDF-" not in pdf[:1024]:
            raise self._stop("PDF ではありません", "handbook build で作った PDF などを指定してください。")
        self._read(pdf)
        if not self.leaves:
            raise self._stop("PDF にページがありません", "ページのある PDF を指定してください。")
        if any(leaf.page.user_unit != 1 for leaf in self.leaves):
            told = "ページの大きさの単位（UserUnit）が変えてある PDF なので、使えません"
            raise self._stop(told, "ふつうの単位で書き出した PDF をもらってください。")
        info = self.reader.metadata
        self.title = (info.title if info else None) or ""
        if info and info.creator == CREATOR:
            hint = "面付けする前の PDF を指定してください。"
            raise InputError.of("もう面付けしてある PDF です。", hint, self.place)
        said = self.reader.root_object.get("/ViewerPreferences", DictionaryObject()).get_object()
        self.duplex: str = said.get("/Duplex", "")
        self.is_right_bound = said.get("/Direction") == "/R2L"
        if any(_has_notes(leaf.page) for leaf in self.leaves):
            self.notes.append("ページの上に付けた注釈や入力欄は、面付けした PDF に入りません")

    def _read(self, pdf: bytes) -> None:
        """All pages, where it must be with what pypdf mends, which is told."""
        locked = "暗号化された PDF なので、使えません", "パスワードも制限もない PDF をもらってください。"
        for strict in (True, False):
            try:
                self.reader = PdfReader(BytesIO(pdf), strict=strict)
                if self.reader.is_encrypted:
                    break
                self.leaves = tuple(map(_leaf, self.reader.pages))
                if not strict:
                    told = "PDF に決まりと違うところがあり、補って読みました"
                    self.notes.append(f"{told}。刷る前に、元の PDF と見くらべてください")
                return
            except DependencyError:  # what would decrypt is not there
                break
            except Exception:  # pypdf raises many types on what it does not like
                continue
        else:
            raise self._stop("PDF が壊れていて、読めません", "もう一度作るか、送ってもらってください。")
        raise self._stop(*locked)

    def _stop(self, message: str, hint: str) -> InputError:
        return InputError.of(f"{message}。", hint, self.place, stops=True)

    @property
    def size(self) -> tuple[float, float]:
        """The one size of all pages. Raises InputError where they differ."""
        width, height = self.leaves[0].size
        if not all(same_size(leaf.size, (width, height)) for leaf in self.leaves):
            sizes: dict[str, list[str]] = {}
            for number, leaf in enumerate(self.leaves, 1):
                sizes.setdefault(in_mm(*leaf.size), []).append(str(number))
            told = "、".join(
                f"{size} は{len(pages)}ページ（{pages[0]}ページ目など）" for size, pages in sizes.items()
            )
            hint = "同じ大きさのページだけの PDF に分けてください。"
            raise InputError.of(f"ページの大きさがそろっていません: {told}。", hint, self.place)
        return width, height


def same_size(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return all(abs(is_ - wanted) <= TOLERANCE for is_, wanted in zip(one, other, strict=True))


def in_mm(width: float, height: float) -> str:
    """148×210ミリ."""
    return "×".join(f"{round(length / MM, 1):g}" for length in (width, height)) + "ミリ"


def _leaf(page: PageObject) -> Leaf:
    """A page's finished size is its TrimBox, or less where less is shown (ISO 32000-1, 14.11.2)."""
    shown = _common(page.cropbox, page.mediabox)
    trim = _common(page.trimbox, shown)
    # Who has cut off some of a page does not want it back as bleed.
    is_whole = same_size((trim.width, trim.height), (page.trimbox.width, page.trimbox.height))
    bleed = _common(page.bleedbox, page.mediabox) if is_whole and "/BleedBox" in page else trim
    contents = page.get_contents()
    return Leaf(page, contents.get_data() if contents is not None else b"", trim, bleed, page.rotation % 360)


def _common(one: RectangleObject, other: RectangleObject) -> RectangleObject:
    """What lies in both. Raises ValueError where that is nothing."""
    left, bottom = max(one.left, other.left), max(one.bottom, other.bottom)
    right, top = min(one.right, other.right), min(one.top, other.top)
    if right - left < 1 or top - bottom < 1:
        raise ValueError("a page without a size")
    return RectangleObject((left, bottom, right, top))


def _has_notes(page: PageObject) -> bool:
    kinds = {one.get_object().get("/Subtype") for one in page.annotations or ()}
    return not kinds <= {"/Link", "/Popup"}
