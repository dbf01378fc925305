"""A document as one HTML file: nothing from elsewhere, no script, readable on a telephone, on paper, by ear.

In: a `Document`. Out: HTML, whole, or its parts for a page of a site. Sections are built from the headings;
what stands around the title is the header, a group without a heading at the end is the footer. The style
sheet lies beside this file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape
from importlib.resources import files
from typing import NamedTuple

from handbook.document import HEADINGS, Document, Element
from handbook.twins.colors import palette, section_colors
from handbook.twins.markup import Markup, line, wrapped
from handbook.twins.reading import GROUPS, Node, heading_in, parts, read

LANGUAGES = {"ja-JP": "ja"}
"""Tags that say more than a reader needs: there is no other Japanese than Japan's."""

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""What a browser may load and run for the file: nothing but its own styles and photographs."""


CONTENTS = "もくじ"


class HtmlParts(NamedTuple):
    """What a page is made of: HTML without a `style` in it, and the rules that its colours need beside
    `style_sheet`."""

    lang: str
    header: str
    """What stands in the header, as `main` and `footer` do in theirs; empty where there is none."""
    main: str
    footer: str
    chapters: tuple[tuple[str, str], ...]
    """The id of each heading of the second level, and its words, escaped."""
    rules: tuple[str, ...]


def html_parts(document: Document) -> HtmlParts:
    """The parts of the page that `render_html` writes."""
    nodes = [node for _, page in read(document) for node in page]
    header, body, footer = _regions(nodes)
    markup = Markup()
    head = [html for node in header for html in markup.block(node)]
    main = list(_sections(markup, Node(Element(role="Div"), tuple(body))))
    foot = list(_sections(markup, footer)) if footer is not None else []
    return HtmlParts(
        lang=LANGUAGES.get(document.lang, document.lang),
        header="\n".join(head),
        main="\n".join(main),
        footer="\n".join(foot),
        chapters=tuple(markup.chapters),
        rules=(*palette(document), *markup.rules),
    )


def render_html(document: Document) -> str:
    """The document as one HTML file."""
    parts = html_parts(document)
    lines = ["<!DOCTYPE html>", f'<html lang="{escape(parts.lang)}">']
    lines += _head(document, parts.rules)
    lines.append("<body>")
    if parts.header:
        lines += ["<header>", parts.header, "</header>"]
    lines += _jumps(parts.chapters)
    lines += ["<main>", parts.main, "</main>"]
    if parts.footer:
        lines += ["<footer>", parts.footer, "</footer>"]
    lines += ["</body>", "</html>"]
    return "\n".join(lines) + "\n"


def _head(document: Document, rules: Sequence[str]) -> Iterator[str]:
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    # Telephones would make links of fax numbers too.
    yield '<meta name="format-detection" content="telephone=no">'
    yield '<meta name="color-scheme" content="light dark">'
    yield f"<title>{escape(document.title)}</title>"
    for name, value in (
        ("author", document.author),
        ("description", document.subject),
        ("keywords", ",".join(document.keywords)),
        ("dcterms.identifier", document.identifier),
    ):
        yield f'<meta name="{name}" content="{escape(value)}">'
    yield f"<style>\n{style_sheet()}"
    yield from rules
    yield "</style>"
    yield "</head>"


def _jumps(chapters: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Links to the chapters, folded: what the page is opened for, its first chapter, stays in sight."""
    if len(chapters) > 1:
        yield f'<nav aria-label="{CONTENTS}">'
        yield f"<details><summary>{CONTENTS}</summary>"
        yield "<ul>"
        yield from (f'<li><a href="#{place}">{words}</a></li>' for place, words in chapters)
        yield "</ul>"
        yield "</details>"
        yield "</nav>"


@lru_cache(maxsize=1)
def style_sheet() -> str:
    """The styles, as they stand in the file."""
    return files(__package__).joinpath("style.css").read_text(encoding="utf-8")


def _regions(nodes: Sequence[Node]) -> tuple[Sequence[Node], Sequence[Node], Node | None]:
    """What is header, main part and footer of a document.

    The header is what stands around the title: it ends where anything but a paragraph follows. The
    footer is the last group, if it has no heading.
    """
    start = 0
    titles = [index for index, node in enumerate(nodes) if node.role == "H1"]
    if titles and all(node.role == "P" or node.decoration for node in nodes[: titles[0]]):
        start = titles[0] + 1
        while start < len(nodes) and (nodes[start].role == "P" or nodes[start].decoration):
            start += 1
    last = nodes[-1] if len(nodes) > start else None
    footer = last if last is not None and last.role in GROUPS and heading_in(last) is None else None
    end = len(nodes) - (footer is not None)
    return nodes[:start], nodes[start:end], footer


def _sections(markup: Markup, group: Node, own: str | None = None) -> Iterator[str]:
    """What a group holds, in sections: a heading opens one, and closes those of its level and below.

    A group with a heading is a section itself, whose heading (`own`) opens no other; a group
    without one belongs to no heading before it.
    """
    opened: list[str] = []
    for part in parts(group):
        if not isinstance(part, Node):
            yield f"<p>{line(part)}</p>"
            continue
        grouped = part.role in GROUPS and not part.captioned
        level = heading_in(part) if grouped else part.role if part.role in HEADINGS else None
        if level is not None or grouped:
            while opened and (level is None or opened[-1] >= level):
                opened.pop()
                yield "</section>"
        if grouped:
            tag, kinds = "div", ""
            if level is not None:
                tag = "section"
                kinds, rule = section_colors(part.element)
                markup.rules |= {rule: None} if rule else {}
            opening = f'<{tag} class="{kinds}">' if kinds else f"<{tag}>"
            yield from wrapped(opening, _sections(markup, part, level), f"</{tag}>")
        elif level is not None and level == own:
            own = None
            yield from markup.block(part)
        else:
            if level is not None:
                opened.append(level)
                yield "<section>"
            yield from markup.block(part)
    for _ in opened:
        yield "</section>"
