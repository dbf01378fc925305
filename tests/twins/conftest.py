"""What the tests of the twins share: documents made by hand, HTML read back, programs of the system."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest

from handbook.document import Document, Element, Mark, Page, Portion, Text
from handbook.fonts import load_face
from handbook.resources import bundled
from handbook.twins import render_html
from handbook.typeset.lines import GlyphRun
from handbook.units import A4

VOID = {"meta", "br", "hr", "img", "link"}
"""Elements that have no end tag."""
DRAWN = {"path", "circle", "ellipse", "line", "polygon", "polyline", "rect"}
"""Elements of a drawing that its writer may close by a slash."""


@dataclass
class Tag:
    name: str
    attributes: dict[str, str]
    children: list[Tag | str] = field(default_factory=list)

    def walk(self):
        yield self
        for child in self.children:
            if isinstance(child, Tag):
                yield from child.walk()

    def find(self, *names: str) -> list[Tag]:
        return [tag for tag in self.walk() if tag.name in names]

    def text(self) -> str:
        """What stands on the page: numbers of lists too, but not what only stands in for ruby."""
        if self.name in ("rp", "style", "svg"):
            return ""
        number = self.attributes.get("value", "") if self.name == "li" else ""
        return number + "".join(child if isinstance(child, str) else child.text() for child in self.children)


class _Reader(HTMLParser):
    """Builds the tree; refuses what a browser would have to mend."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Tag("#root", {})
        self.open = [self.root]

    def handle_starttag(self, tag, attrs):
        assert len({name for name, _ in attrs}) == len(attrs), f"an attribute twice: {tag} {attrs}"
        assert all(value is not None for _, value in attrs), (tag, attrs)
        made = Tag(tag, dict(attrs))
        self.open[-1].children.append(made)
        if tag not in VOID:
            self.open.append(made)

    def handle_startendtag(self, tag, attrs):
        assert tag in DRAWN
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag):
        assert self.open[-1].name == tag, f"</{tag}> closes <{self.open[-1].name}>"
        self.open.pop()

    def handle_data(self, data):
        self.open[-1].children.append(data)


def read_html(html: str) -> Tag:
    assert html.startswith("<!DOCTYPE html>\n<html ")
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == [reader.root], "not every element is closed"
    (page,) = [child for child in reader.root.children if isinstance(child, Tag)]
    return page


@pytest.fixture(scope="session")
def parse() -> Callable[[str], Tag]:
    """HTML → its tree; fails where elements are not closed in order."""
    return read_html


@pytest.fixture(scope="session")
def pages(documents) -> dict[str, Tag]:
    """District name → its HTML twin, read back."""
    return {name: read_html(render_html(document)) for name, document in documents.items()}


@pytest.fixture(scope="session")
def text() -> Callable[[str], Text]:
    """A text mark; where it stands does not matter here."""
    face = load_face(bundled("fonts") / "BIZUDPGothic-Regular.ttf")

    def make(words: str) -> Text:
        run = GlyphRun(face, 12, tuple(map(face.glyph, words)), (12.0,) * len(words), tuple(words))
        return Text(40, 60, run, "#1B2430")

    return make


@pytest.fixture(scope="session")
def document(text) -> Callable[..., Document]:
    """A document of one page with these elements; strings become texts."""

    def marked(child: Element | Mark | str) -> Element | Mark:
        return text(child) if isinstance(child, str) else child

    def make(*elements: Element, **said: object) -> Document:
        words: dict[str, object] = {
            "title": "題",
            "author": "久留米市",
            "subject": "地域福祉",
            "keywords": ("浮島校区",),
            "lang": "ja-JP",
            "identifier": "kurume/leaflet/ukishima",
        }
        page = Page(name="表", width=A4[0], height=A4[1], portions=(Portion(tuple(map(marked, elements))),))
        return Document(**{**words, "pages": (page,), **said})

    return make


@pytest.fixture(scope="session")
def tag(text) -> Callable[..., Element]:
    """A structure element; strings among its children become texts."""

    def make(role: str, *children: Element | Mark | str, **said: object) -> Element:
        marks = tuple(text(child) if isinstance(child, str) else child for child in children)
        return Element(role=role, children=marks, **said)

    return make


@pytest.fixture(scope="session")
def tool(tmp_path_factory, missing) -> Callable[..., str]:
    """Run a program of the system and give its output; it must succeed.

    It sees the leaflet's fonts and no others, so that what it measures does not hang on the machine.
    """
    folder = tmp_path_factory.mktemp("fonts")
    settings = folder / "fonts.conf"
    settings.write_text(
        f"<fontconfig><dir>{bundled('fonts')}</dir><cachedir>{folder}</cachedir></fontconfig>",
        encoding="utf-8",
    )
    environment = {**os.environ, "FONTCONFIG_FILE": str(settings)}

    def run(name: str, package: str, *arguments: str) -> str:
        program = shutil.which(name)
        if program is None:
            missing(f"{name} (Debian: {package})")
        command = [program, *arguments]
        done = subprocess.run(command, capture_output=True, check=False, timeout=120, env=environment)
        assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
        return done.stdout.decode("utf-8")

    return run
