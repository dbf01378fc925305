"""What a screen reader says of a PDF, in its order, in Japanese words.

In: a file. Out: lines, each an utterance. Only the structure tree is asked, as a screen reader does:
what it does not hold is not said. Headings are said with their level, lists with their count, tables
row by row after the row's header, pictures by their words, ruby as it is read and only once.
Voices and products differ in such words; the order and what is said at all is the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from handbook.readback import ReadBack, read_back
from handbook.readback.structure import Annotation, Content, StructureElement, StructureTree

Kid = StructureElement | Content | Annotation

_INLINE = frozenset(
    (
        *("Span", "Quote", "Reference", "BibEntry", "Code", "Link", "Annot", "Form", "Lbl"),
        *("Ruby", "RB", "RT", "RP", "Warichu", "WT", "WP"),
    )
)
_HEADING = re.compile(r"H([1-6]?)")
_BULLETS = frozenset("・•●○■◆‣–-")
_DASHES = "-‐‑–—−－ーｰ"
_WIDE_NUMBER = re.compile(rf"[（(]?[0-9０-９]{{2,5}}[)）]?(?:[{_DASHES}]?[0-9０-９]{{1,5}}[)）]?){{1,3}}")
MOST_CHARACTERS = 1_000_000
"""Most that is said of a file: an hour is some 20,000 characters."""
_MOST_TITLE = 100
"""Most of a column's title that is said again with each of its cells."""


def speak(source: str | Path | bytes) -> tuple[str, ...]:
    """The utterances of a file. Raises ReadBackError where it cannot be read."""
    file = read_back(source)
    tree = file.tree
    title = file.info.get("Title", "").strip()
    opening = f"文書の題名：{title}" if title else "文書に題名がありません"
    if tree is None:
        return (opening, "この文書にはタグがありません。読み上げの順序は決まりません", *_untagged(file))
    broken = () if tree.whole else ("タグが壊れているか多すぎるため、読めないところがあります",)
    return (opening, *_Speaker().utterances(tree), *broken, "文書の終わり")


def _untagged(file: ReadBack) -> Iterator[str]:
    """The text in painting order: what some readers say for want of anything better."""
    for page in file.pages:
        words = _spoken("".join(run.text for run in page.runs))
        yield f"{page.number}ページ"
        yield words or "読み上げる文字がありません"


class _Speaker:
    def __init__(self) -> None:
        self._page = 0
        self._left = MOST_CHARACTERS

    def utterances(self, tree: StructureTree) -> Iterator[str]:
        for element in tree.top:
            yield from self._block(element)

    def _turn(self, page: int | None) -> Iterator[str]:
        if page is not None and page != self._page:
            self._page = page
            yield f"{page}ページ"

    def _block(self, element: StructureElement) -> Iterator[str]:
        kind = element.standard or element.role
        if kind not in ("Document", "Part", "Art", "Sect", "Div", "NonStruct"):
            yield from self._turn(element.page)
        if (heading := _HEADING.fullmatch(kind)) is not None:
            words = self._words(element)
            yield f"見出しレベル{heading[1]}：{words}" if heading[1] else f"見出し：{words}"
        elif kind == "L" and element.alt is None and element.actual_text is None:
            yield from self._list(element)
        elif kind == "Table" and element.alt is None and element.actual_text is None:
            yield from self._table(element)
        elif kind == "Note":
            yield from _led("注：", self._flow(element))
        elif kind in ("Figure", "Formula") or element.alt is not None or element.actual_text is not None:
            yield from filter(None, (self._inline(element),))
        else:
            yield from self._flow(element)

    def _flow(self, element: StructureElement) -> Iterator[str]:
        """What an element holds: blocks, and the lines of text between them."""
        line: list[str] = []
        for kid in element.kids:
            if isinstance(kid, StructureElement) and kid.standard not in _INLINE:
                yield from filter(None, (_spoken("".join(line)),))
                line = []
                yield from self._block(kid)
            else:
                line.append(self._inline(kid))
        yield from filter(None, (_spoken("".join(line)),))

    def _list(self, element: StructureElement) -> Iterator[str]:
        for caption in element.elements("Caption"):
            yield from self._flow(caption)
        items = element.elements("LI")
        yield f"箇条書き、{len(items)}項目"
        for item in items:
            yield from self._turn(item.page)
            labels = [self._words(label) for label in item.elements("Lbl")]
            lead = "".join(f"{label}、" for label in labels if label and label not in _BULLETS)
            rest = [kid for kid in item.elements() if kid.standard != "Lbl"]
            body = [said for kid in rest for said in self._block(kid)]
            # One item is one breath, however many paragraphs it has.
            yield f"項目：{lead}{_joined(body)}"
        for inner in element.elements("L"):
            yield from self._list(inner)
        yield "箇条書きの終わり"

    def _table(self, element: StructureElement) -> Iterator[str]:
        for caption in element.elements("Caption"):
            yield from self._flow(caption)
        rows = [
            row
            for kid in element.elements("TR", "THead", "TBody", "TFoot")
            for row in ((kid,) if kid.standard == "TR" else kid.elements("TR"))
        ]
        columns = max((len(row.elements("TH", "TD")) for row in rows), default=0)
        yield f"表、{len(rows)}行{columns}列"
        titles: list[str] = []
        for number, row in enumerate(rows, 1):
            yield from self._turn(row.page)
            cells = row.elements("TH", "TD")
            said = [_joined(list(self._flow(cell))) for cell in cells]
            if cells and all(cell.standard == "TH" for cell in cells):
                titles = [title[:_MOST_TITLE] for title in said]
                yield f"{number}行目、列の見出し：{'、'.join(said)}"
                continue
            named = []
            for index, (cell, words) in enumerate(zip(cells, said, strict=True)):
                title = titles[index] if index < len(titles) and cell.standard == "TD" else ""
                named.append(f"{title} {words or '空白'}".strip())
            head = f"{named.pop(0)}：" if cells and cells[0].standard == "TH" else ""
            yield f"{number}行目、{head}{'、'.join(named)}"
        yield "表の終わり"

    def _words(self, element: StructureElement) -> str:
        """An element's own words, as one line."""
        return _spoken(self._inline(element, named=False))

    def _inline(self, kid: Kid, *, named: bool = True) -> str:
        """What is said of something in a line; `named`: with what it is, as 「リンク」."""
        if isinstance(kid, Content):
            text = kid.text[: self._left]
            self._left -= len(text)
            return text
        if isinstance(kid, Annotation):
            return _annotation(kid)
        kind = kid.standard
        if kind in ("Figure", "Formula"):
            words = _spoken(kid.alt or kid.actual_text or "")
            return f"{'図' if kind == 'Figure' else '式'}：{words or '説明がありません'}"
        if kid.alt is not None:
            words = kid.alt
        elif kid.actual_text is not None:
            words = kid.actual_text
        elif kind == "Ruby":
            readings = kid.elements("RT") or kid.elements("RB")
            words = "".join(self._inline(reading) for reading in readings)
        elif kind == "RP":
            words = ""
        else:
            words = "".join(self._inline(inner) for inner in kid.kids)
        return f"リンク {words.strip()} " if kind == "Link" and named else words


def _annotation(kid: Annotation) -> str:
    """A link is its text; other annotations say what they are described as."""
    if kid.kind == "Link":
        return ""
    return f"{'入力欄' if kid.kind == 'Widget' else '注釈'} {kid.words or '名前なし'} "


def _led(lead: str, lines: Iterator[str]) -> Iterator[str]:
    for index, line in enumerate(lines):
        yield line if index else lead + line


def _joined(lines: list[str]) -> str:
    """Several utterances as one, with the pauses that a voice makes."""
    said = ""
    for line in lines:
        said += ("" if not said else "" if said.endswith(("。", "、", "？", "！")) else "。") + line
    return said


def _spoken(text: str) -> str:
    """A line of text as it is said: white space told once, telephone numbers as numbers."""
    return _WIDE_NUMBER.sub(lambda match: _number(match[0]), " ".join(text.split()))


def _number(text: str) -> str:
    """A number with hyphens, whatever width it was written in; others stay as they are."""
    if not any(dash in text for dash in _DASHES) and "（" not in text:
        return text
    folded = unicodedata.normalize("NFKC", text)
    return "".join("-" if char in _DASHES else char for char in folded)
