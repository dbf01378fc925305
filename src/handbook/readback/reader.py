"""A PDF file or its bytes → `ReadBack`: pages with what stands on them, fonts, metadata.

The page tree is walked here and not by pypdf, so that a tree that bites its own
tail, or claims a million pages, ends. Knows nothing of districts and desks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from handbook.readback.fonts import Decoder, FontReader
from handbook.readback.geometry import Box, Matrix, transformed
from handbook.readback.interpreter import Interpreter
from handbook.readback.model import Dictionary, Name, Reference, TooLargeError, text
from handbook.readback.resources import Budget, Resources
from handbook.readback.source import (
    MAX_STREAM,
    ReadBackError,
    Source,
    damaged,
    opened,
)
from handbook.readback.values import Link, PageContent, ReadBack
from handbook.units import A4, Rect

MAX_PAGES = 500
MAX_TOKENS = 1_000_000
"""Most content tokens of a whole file; a page of a leaflet has about 5,000."""

_MAX_TREE = 5_000
_MOST_PARTS = 1_000
_ANNOTATION = 50
"""What reading an annotation costs, in tokens."""
_INHERITED = ("Resources", "MediaBox", "CropBox", "Rotate")
_XMP_TITLE = re.compile(rb"[^<>]{0,200}<rdf:Alt>[^<>]{0,200}<rdf:li[^<>]{0,200}>([^<>]{0,2000})</rdf:li>")


def read_back(source: str | Path | bytes, name: str = "") -> ReadBack:
    """What stands in a PDF, given by its path or its bytes; `name` is for messages about bytes.

    Raises ReadBackError where nothing can be read: no such file, no PDF, a password,
    damage, or more content than any leaflet has.
    """
    path = name or (str(source) if not isinstance(source, bytes) else "PDF")
    data = source if isinstance(source, bytes) else file_bytes(Path(source))
    opened_source = opened(data, path)
    try:
        return _Reader(opened_source, path).read()
    except ReadBackError:
        raise
    except TooLargeError:
        raise ReadBackError(
            "too-large",
            "中身が多すぎるため、確かめるのをやめました。",
            "冊子は数ページです。別のファイルを選んでいないか、お確かめください。",
            path,
        ) from None
    except Exception as error:
        # pypdf raises many types (also RecursionError) on hostile bytes; all mean the same to a reader.
        raise damaged(path) from error


def file_bytes(path: Path) -> bytes:
    """A file's bytes. Raises ReadBackError, code `not-found`, where they cannot be had."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        message, hint = "ファイルが見つかりません。", "ファイル名と場所をお確かめください。"
    except IsADirectoryError:
        message, hint = (
            "フォルダーです。PDFファイルではありません。",
            "フォルダーの中のPDFを指定してください。",
        )
    except OSError as error:
        message = f"ファイルを開けません（{error.strerror}）。"
        hint = "ほかのアプリで開いていれば閉じ、読み取りの許可をお確かめください。"
    raise ReadBackError("not-found", message, hint, str(path))


_UserLink = tuple[Box, str]
"""Where a link is in the page's user space, and its address."""

_LINKS: dict[bytes, _UserLink | None] = {}
"""By the bytes of annotations that say all of it by themselves: desks serve many districts."""
_MOST_LINKS = 512


class _Reader:
    """Reads one opened file."""

    def __init__(self, source: Source, path: str) -> None:
        self._source = source
        self._path = path
        self._fonts = FontReader(source)
        self._budget = Budget(MAX_TOKENS)
        self._uses: dict[object, tuple[Decoder, list[int]]] = {}

    def read(self) -> ReadBack:
        source = self._source
        root = source.dictionary(source.trailer.get("Root"))
        if not root:
            raise damaged(self._path)
        pages = tuple(self._page(number, page) for number, page in enumerate(self._walk(root), 1))
        mark_info = source.dictionary(root.get("MarkInfo"))
        info = source.dictionary(source.trailer.get("Info"))
        return ReadBack(
            path=self._path,
            pages=pages,
            fonts=tuple(decoder.use._replace(pages=tuple(on)) for decoder, on in self._uses.values()),
            language=self._text(root.get("Lang")),
            marked=source.resolve(mark_info.get("Marked")) is True,
            encrypted=source.encrypted,
            xmp_title=self._xmp_title(root.get("Metadata")),
            info={key: self._text(info[key]) for key in list(info)[:100]},
        )

    def _walk(self, root: Dictionary) -> Iterator[Dictionary]:
        """The pages in order, each with what it inherits from the tree above it."""
        seen: set[Reference] = set()
        stack: list[tuple[object, Dictionary]] = [(root.get("Pages"), {})]
        pages = visited = 0
        while stack:
            reference, inherited = stack.pop()
            visited += 1
            if visited > _MAX_TREE or pages > MAX_PAGES:
                raise TooLargeError
            if isinstance(reference, Reference):
                if reference in seen:
                    continue
                seen.add(reference)
            node = self._source.dictionary(reference)
            inherited = {**inherited, **{name: node[name] for name in _INHERITED if name in node}}
            kids = self._source.resolve(node.get("Kids"))
            if isinstance(kids, list):
                stack.extend((kid, inherited) for kid in reversed(kids[: MAX_PAGES + 1]))
            elif node:
                pages += 1
                yield {**inherited, **node}

    def _page(self, number: int, page: Dictionary) -> PageContent:
        source = self._source
        media = self._box(page.get("MediaBox"), (0.0, 0.0, *A4))
        crop = self._box(page.get("CropBox"), media)
        crop = (
            max(crop[0], media[0]),
            max(crop[1], media[1]),
            min(crop[2], media[2]),
            min(crop[3], media[3]),
        )
        turn, unit = source.number(page.get("Rotate"), 0.0), source.number(page.get("UserUnit"), 1.0)
        base, width, height = _base(crop, turn, unit)
        left, top, right, bottom = transformed(base, *self._box(page.get("TrimBox"), crop))
        resources = Resources(source, self._fonts, source.dictionary(page.get("Resources")))
        interpreter = Interpreter(number, base, resources, self._budget)
        content, whole = self._content(page.get("Contents"))
        interpreter.run(content)
        for key, decoder in interpreter.fonts.items():
            self._uses.setdefault(key, (decoder, []))[1].append(number)
        return PageContent(
            number=number,
            width=width,
            height=height,
            trim=Rect(left, top, right - left, bottom - top),
            runs=tuple(interpreter.runs),
            shapes=tuple(interpreter.shapes),
            images=tuple(interpreter.images),
            links=tuple(self._links(number, page, base)),
            faults=interpreter.faults,
            broken=interpreter.broken or not whole,
        )

    def _content(self, reference: object) -> tuple[list[bytes], bool]:
        """The streams of a page's content, and whether all of them could be decoded."""
        content = self._source.resolve(reference)
        if content is None:
            return [], True
        references = content if isinstance(content, list) else [content]
        whole = len(references) <= _MOST_PARTS
        streams: list[bytes] = []
        for part in references[:_MOST_PARTS]:
            stream, sound = self._source.stream(part, MAX_STREAM + 1)
            whole = whole and sound
            streams.append(stream)
            self._budget.spend(len(stream) // 16)
        if sum(map(len, streams)) > MAX_STREAM:
            raise TooLargeError
        return streams, whole

    def _links(self, number: int, page: Dictionary, base: Matrix) -> Iterator[Link]:
        for reference in self._source.array(page.get("Annots")):
            self._budget.spend(_ANNOTATION)
            if (link := self._link(reference)) is not None:
                left, top, right, bottom = transformed(base, *link[0])
                yield Link(number, Rect(left, top, right - left, bottom - top), link[1])

    def _link(self, reference: object) -> _UserLink | None:
        """What an annotation links to; None if it is no link to an address."""
        source = self._source
        body = source.body(reference)
        if body is not None and body in _LINKS:
            return _LINKS[body]
        annotation = source.dictionary(reference)
        action = source.dictionary(annotation.get("A"))
        subtype, rect, uri = annotation.get("Subtype"), annotation.get("Rect"), action.get("URI")
        link: _UserLink | None = None
        if source.resolve(subtype) == "Link" and uri is not None:
            link = (self._box(rect, (0.0, 0.0, 0.0, 0.0)), self._text(uri))
        told = [subtype, annotation.get("A"), uri, rect, *(rect if isinstance(rect, list) else ())]
        if body is not None and not any(isinstance(value, Reference) for value in told):
            if len(_LINKS) >= _MOST_LINKS:
                _LINKS.clear()
            _LINKS[body] = link
        return link

    def _box(self, value: object, default: Box) -> Box:
        found = self._source.array(value)
        if len(found) != 4:
            return default
        x0, y0, x1, y1 = self._source.numbers_in(found)
        return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))

    def _text(self, value: object) -> str:
        """A text string, or a name as it is written; empty for anything else."""
        found = self._source.resolve(value)
        if isinstance(found, bytes):
            return text(found)
        return f"/{found}" if isinstance(found, Name) else ""

    def _xmp_title(self, metadata: object) -> str:
        packet = self._source.stream(metadata)[0]
        start = packet.find(b"<dc:title>")
        match = _XMP_TITLE.match(packet, start + len(b"<dc:title>")) if start >= 0 else None
        title = match[1].decode("utf-8", "replace") if match else ""
        if "&" in title:
            from html import unescape  # here and not above: to import it takes longer than to read a file

            title = unescape(title)
        return title.strip()


def _base(crop: Box, rotate: float, unit: float) -> tuple[Matrix, float, float]:
    """The matrix from user space to the displayed page, and the displayed size (ISO 32000-1, 7.7.3.3)."""
    x0, y0, x1, y1 = crop
    unit = unit if 0 < unit < 1000 else 1.0
    width, height = (x1 - x0) * unit, (y1 - y0) * unit
    turn = int(rotate) % 360
    if turn == 90:
        return (0.0, unit, unit, 0.0, -y0 * unit, -x0 * unit), height, width
    if turn == 180:
        return (-unit, 0.0, 0.0, unit, x1 * unit, -y0 * unit), width, height
    if turn == 270:
        return (0.0, -unit, -unit, 0.0, y1 * unit, x1 * unit), height, width
    return (unit, 0.0, 0.0, -unit, -x0 * unit, y1 * unit), width, height
