"""Structure elements as HTML elements.

In: nodes. Out: lines of HTML. Every text is escaped; addresses other than telephone numbers, mail
and the web are left out, so that no data can bring a script in. Sections and the page around them
are `page.py`'s matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from handbook.document import ARTIFACT, HEADINGS
from handbook.twins.drawing import drawing
from handbook.twins.reading import BULLETS, Content, Node, described, header_rows, parts

ADDRESSES = ("tel:", "mailto:", "https:", "http:")


class Markup:
    """Writes the elements of one page; remembers its headings, to which tables and jump links refer."""

    def __init__(self) -> None:
        self._headings = 0
        self.chapters: list[tuple[str, str]] = []
        """The id and the words of each H2."""
        self.rules: dict[str, None] = {}
        """Rules for the colours of its sections, each once."""

    def block(self, node: Node) -> Iterator[str]:
        """Lines of HTML for anything but a group."""
        if node.role in HEADINGS:
            yield self._heading(node)
        elif node.role == "L":
            yield from self._list(node)
        elif node.role == "Table":
            yield from self._table(node)
        elif node.captioned:
            yield '<figure class="photo">'
            yield from map(picture, node.nodes("Figure"))
            captions = [html for caption in node.nodes("Caption") for html in self.flow(caption)]
            yield from wrapped("<figcaption>", captions, "</figcaption>")
            yield "</figure>"
        elif node.role == "Figure":
            kind = ' class="picture"' if node.pictured else ""
            yield f"<figure{kind}>{picture(node)}</figure>"
        elif node.decoration:
            yield f'<div class="picture">{drawing(node)}</div>'
        elif node.role == "Note":
            yield from wrapped(
                f'<div class="note" role="note"{_id(node)}{_lang(node)}>', self.flow(node), "</div>"
            )
        elif node.role == "P":
            blank = ' class="blank"' if node.nodes("Form") else ""
            yield f"<p{blank}{_lang(node)}>{line(node.children)}</p>"
        else:
            yield from wrapped(f"<div{_lang(node)}>", self.flow(node), "</div>")

    def _heading(self, node: Node) -> str:
        self._headings += 1
        if node.role == "H2":
            self.chapters.append((f"s{self._headings}", _base(node.children)))
        tag = node.role.lower()
        return f'<{tag} id="s{self._headings}"{_lang(node)}>{line(node.children)}</{tag}>'

    def flow(self, node: Node) -> Iterator[str]:
        for part in parts(node):
            if isinstance(part, Node):
                yield from self.block(part)
            elif words := line(part):
                yield f"<p>{words}</p>"

    def _inside(self, node: Node) -> Iterator[str]:
        """What a cell or an item holds: a single paragraph needs no element of its own."""
        found = list(parts(node))
        if len(found) == 1 and not isinstance(found[0], Node):
            yield line(found[0])
        else:
            yield from self.flow(node)

    def _list(self, node: Node) -> Iterator[str]:
        for caption in node.nodes("Caption"):
            yield from self.flow(caption)
        items = node.nodes("LI")
        labels = [line([part for label in item.nodes("Lbl") for part in label.children]) for item in items]
        drawn = any(label.nodes("Form") for item in items for label in item.nodes("Lbl"))
        # A list that is drawn without markers is none for some readers, unless it says so.
        if all(label.isdecimal() for label in labels):
            opening, closing = '<ol role="list">', "</ol>"
            tags = [f'<li value="{int(label)}">' for label in labels]
        elif not any(labels):
            opening, closing = '<ul class="plain" role="list">', "</ul>"
            tags = ["<li>"] * len(items)
        elif not drawn and all(label in BULLETS for label in labels):
            opening, closing = "<ul>", "</ul>"
            tags = ["<li>"] * len(items)
        else:
            opening, closing = '<ul class="labelled" role="list">', "</ul>"
            tags = [f'<li><span class="label">{label}</span>' for label in labels]
        yield opening
        for item, tag in zip(items, tags, strict=True):
            yield from self._item(item, tag)
        yield closing

    def _item(self, item: Node, opening: str) -> Iterator[str]:
        body = [html for part in item.nodes("LBody") for html in self._inside(part)]
        if opening.endswith("</span>"):
            return wrapped(f"{opening}<div>", body, "</div></li>")
        return wrapped(opening, body, "</li>")

    def _table(self, node: Node) -> Iterator[str]:
        """A table whose rows explain themselves; on a narrow screen its cells stand below each other.

        The roles are said again because some browsers forget them with that change of display.
        """
        heads, rows = header_rows(node)
        # Rows behind one whose heading spans them have none of their own.
        records = not heads and bool(rows) and rows[0].nodes("TH", "TD")[0].role == "TH"
        kind = ' class="records"' if records else ""
        captions = [html for caption in node.nodes("Caption") for html in self._inside(caption)]
        named = "" if captions or not self._headings else f' aria-labelledby="s{self._headings}"'
        yield f'<table role="table"{named}{kind}>'
        if captions:
            yield f"<caption>{''.join(captions)}</caption>"
        for tag, group in (("thead", heads), ("tbody", rows)):
            if group:
                yield f'<{tag} role="rowgroup">'
                for row in group:
                    yield from self._row(row, head=tag == "thead")
                yield f"</{tag}>"
        yield "</table>"

    def _row(self, row: Node, *, head: bool) -> Iterator[str]:
        yield '<tr role="row">'
        for cell in row.nodes("TH", "TD"):
            attributes = dict(cell.element.attributes)
            scope = attributes.get("Scope", "Column" if head else "Row")
            spans = "".join(
                f' {key.lower()}="{int(attributes[key])}"'
                for key in ("ColSpan", "RowSpan")
                if key in attributes
            )
            if cell.role == "TH":
                icons = "".join(map(drawing, row.nodes(ARTIFACT)))
                column = scope == "Column"
                said = (
                    f'scope="{"col" if column else "row"}" role="{"columnheader" if column else "rowheader"}"'
                )
                yield from wrapped(f"<th {said}{spans}>{icons}", self._inside(cell), "</th>")
            else:
                yield from wrapped(f'<td role="cell"{spans}>', self._inside(cell), "</td>")
        yield "</tr>"


def wrapped(opening: str, inner: Iterator[str] | Sequence[str], closing: str) -> Iterator[str]:
    """Lines between tags; a single one, or none, on one line with them."""
    lines = list(inner)
    if len(lines) < 2:
        yield f"{opening}{''.join(lines)}{closing}"
    else:
        yield opening
        yield from lines
        yield closing


def _base(content: Content) -> str:
    """The words of a line without ruby, links and drawings, for a link that leads to it."""
    return "".join(
        escape(part) if isinstance(part, str) else "" if part.role == "RT" else _base(part.children)
        for part in content
    )


def line(content: Content) -> str:
    """What stands in a line."""
    return _spaced(content).strip(" ")


def _spaced(content: Content) -> str:
    """The words beside a number to dial stand apart: it may be a button with a ground of its own."""
    dials = any(isinstance(part, Node) and (part.element.href or "").startswith("tel:") for part in content)
    beside = "<span>{}</span>" if dials else "{}"
    return "".join(
        beside.format(escape(part)) if isinstance(part, str) else _inline(part) for part in content
    )


def picture(node: Node) -> str:
    """A figure: drawn as on paper, with its description; without marks its description alone."""
    return drawing(node) if node.element.children else escape(described(node))


def _inline(node: Node) -> str:
    if node.decoration:
        return drawing(node)
    if node.role == "Figure" or (node.shapes and node.element.alt is not None):
        return picture(node)
    inner = _spaced(node.children)
    if node.role == "Ruby":
        return _ruby(node)
    if node.role == "Link":
        return _link(node, inner)
    if node.role == "Strong":
        return f"<strong>{inner}</strong>"
    if node.role == "Span" and node.element.lang is None and node.element.actual_text is None:
        # Set apart on paper by its type, and by nothing else.
        return f"<b>{inner}</b>"
    language = _lang(node)
    return f"<span{language}>{inner}</span>" if language else inner


def _ruby(node: Node) -> str:
    base = "".join(_spaced(part.children) for part in node.nodes("RB"))
    reading = "".join(_spaced(part.children) for part in node.nodes("RT"))
    return f"<ruby>{base}<rp>（</rp><rt>{reading}</rt><rp>）</rp></ruby>"


def _link(node: Node, inner: str) -> str:
    href = node.element.href or ""
    if href[1:].isdigit():
        return f'<a href="#s{href[1:]}">{inner}</a>'
    if not href.casefold().startswith((*ADDRESSES, "#")):
        return inner
    kind = ' class="tel"' if href.startswith("tel:") else ""
    named = node.element.alt or node.element.title
    said = f' aria-label="{escape(named)}"' if named else ""
    return f'<a{kind}{_id(node)} href="{escape(href)}"{said}>{inner}</a>'


def _id(node: Node) -> str:
    return f' id="{escape(node.element.id)}"' if node.element.id else ""


def _lang(node: Node) -> str:
    return f' lang="{escape(node.element.lang)}"' if node.element.lang else ""
