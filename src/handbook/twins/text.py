"""A document as plain text: to be read by a voice, sent in a mail, searched, kept.

In: a `Document`, perhaps a line width. Out: text with line feeds. Marks are few and such as
municipalities use: （おもて） for a page, 【】 ■ ◆ for headings, ・ or a number for items, □ for a box to
tick, ruby as 浮島（うきしま）. No drawing with characters: a voice would read it out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from handbook.document import HEADINGS, Document
from handbook.twins.reading import (
    BULLETS,
    GROUPS,
    Content,
    Node,
    described,
    header_rows,
    parts,
    read,
)
from handbook.twins.wrapping import wrap

SIDES = {"表": "おもて", "裏": "うら"}
"""Names of pages as they are said: a voice reads 表 as ひょう, a table."""

MARKS = {
    "H1": ("【", "】"),
    "H2": ("■ ", ""),
    "H3": ("◆ ", ""),
    **dict.fromkeys(("H4", "H5", "H6"), ("", "")),
}
"""What stands before and behind a heading."""

INDENT = "　"


class _Paragraph(NamedTuple):
    """One paragraph: `mark` leads its first line, `indent` stands before the others."""

    text: str
    mark: str = ""
    indent: str = ""
    gap: bool = False
    """Whether an empty line comes before it."""


def render_text(document: Document, *, width: int | None = None) -> str:
    """The document as text, a paragraph a line.

    With a `width` lines are broken by the rules of Japanese composition so as to be no wider; it
    counts columns, of which a full-width character takes two. What must stay whole, such as a
    telephone number, stays whole even if it is wider. Raises ValueError for a width under 20.
    """
    if width is not None and width < 20:
        raise ValueError(f"a line width of {width} columns: at least 20 are needed")
    paragraphs = [_Paragraph(document.title)]
    pages = read(document)
    for name, nodes in pages:
        if len(pages) > 1:
            paragraphs.append(_Paragraph(f"（{SIDES.get(name, name)}）", gap=True))
        body = [paragraph for node in nodes for paragraph in _block(node)]
        paragraphs += [body[0]._replace(gap=True), *body[1:]] if body else []
    lines: list[str] = []
    for paragraph in paragraphs:
        if paragraph.gap:
            lines.append("")
        lines += wrap(paragraph.text, width, paragraph.mark, paragraph.indent)
    return "\n".join(lines) + "\n"


def _block(node: Node) -> Iterator[_Paragraph]:
    if node.role in HEADINGS:
        before, behind = MARKS[node.role]
        yield _Paragraph(_words(node.children) + behind, mark=before, gap=True)
    elif node.role == "L":
        for caption in node.nodes("Caption"):
            yield from _flow(caption)
        for item in node.nodes("LI"):
            yield from _item(item)
    elif node.role == "Table":
        yield from _table(node)
    elif node.role == "Figure":
        yield _Paragraph(_figure(node))
    elif node.decoration:
        return
    elif node.role in GROUPS:
        yield from _group(node)
    else:
        yield from _flow(node)


def _group(node: Node) -> Iterator[_Paragraph]:
    """A group stands apart from what was before it, whatever it begins with."""
    inner = list(_flow(node))
    for index, paragraph in enumerate(inner):
        # Its heading needs no second gap behind a line that leads up to it.
        yield paragraph._replace(gap=index == 0 or (paragraph.gap and index > 1))


def _flow(node: Node) -> Iterator[_Paragraph]:
    for part in parts(node):
        if isinstance(part, Node):
            yield from _block(part)
        elif words := _words(part):
            yield _Paragraph(words)


def _item(item: Node) -> Iterator[_Paragraph]:
    """A list item: its label, then what it holds, later paragraphs below the first."""
    mark = _mark(_words([child for label in item.nodes("Lbl") for child in label.children]))
    body = [paragraph for part in item.nodes("LBody") for paragraph in _flow(part)]
    for index, paragraph in enumerate(body):
        lead = mark if index == 0 else INDENT
        yield paragraph._replace(mark=lead + paragraph.mark, indent=INDENT + paragraph.indent, gap=False)


def _mark(label: str) -> str:
    if not label or label in BULLETS:
        return "・"
    return f"{label}. " if label.isdecimal() else f"{label} "


def _table(node: Node) -> Iterator[_Paragraph]:
    """A row a line: `高齢者：…　電話 …　FAX …`; where columns have heads, each cell after its head."""
    for caption in node.nodes("Caption"):
        yield from _flow(caption)
    heads, rows = header_rows(node)
    titles = [_cell(cell) for cell in heads[-1].nodes("TH", "TD")] if heads else []
    for row in rows:
        cells = row.nodes("TH", "TD")
        words = [_cell(cell) for cell in cells]
        named = []
        for index, (cell, word) in enumerate(zip(cells, words, strict=True)):
            title = titles[index] if index < len(titles) and cell.role == "TD" else ""
            named.append(" ".join(filter(None, (title, word))))
        lead = f"{named.pop(0)}：" if cells[0].role == "TH" else ""
        yield _Paragraph(lead + INDENT.join(filter(None, named)), indent=INDENT)


def _cell(cell: Node) -> str:
    return INDENT.join(paragraph.mark + paragraph.text for paragraph in _flow(cell))


def _figure(node: Node) -> str:
    return f"（図：{described(node)}）"


def _words(content: Content) -> str:
    return "".join(_said(part) for part in content).strip(" ")


def _said(part: Node | str) -> str:
    """What stands in a line, as it is read."""
    if isinstance(part, str):
        return part
    if part.role == "Ruby":
        base = "".join(_said(child) for node in part.nodes("RB") for child in node.children)
        reading = "".join(_said(child) for node in part.nodes("RT") for child in node.children)
        return f"{base}（{reading}）"
    if part.role == "Figure":
        return _figure(part)
    if part.decoration:
        return ""
    if not part.children:
        return f"（{described(part)}）"
    said = "".join(_said(child) for child in part.children)
    href = part.element.href or ""
    # A number that can be dialled is its own address; a page on the web must be typed.
    return f"{said}（{href}）" if href.startswith(("http:", "https:")) and href not in said else said
