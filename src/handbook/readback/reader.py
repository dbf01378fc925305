"""A PDF file or its bytes → `ReadBack`: pages with what stands on them, fonts, metadata.

The page tree is walked here and not by pypdf, so that a tree that bites its own
tail, or claims a million pages, ends. Knows nothing of districts and desks.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from handbook.readback.fonts import Decoder, FontReader
from handbook.readback.geometry import Box, Matrix, transformed
from handbook.readback.graphics import number_of, numbers_of
from handbook.readback.interpreter import Interpreter
from handbook.readback.resources import Budget, Resources
from handbook.readback.source import (
    MAX_STREAM,
    ReadBackError,
    Source,
    TooLargeError,
    damaged,
    decoded,
    opened,
    resolve,
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
_INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
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


class _UserLink(NamedTuple):
    """A link in the page's user space."""

    box: Box
    uri: str


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
        trailer = self._source.reader.trailer
        root = self._source.dictionary(trailer.get("/Root"))
        if not root:
            raise damaged(self._path)
        pages = tuple(self._page(number, page) for number, page in enumerate(self._walk(root), 1))
        mark_info = self._source.dictionary(root.get("/MarkInfo"))
        info = self._source.dictionary(trailer.get("/Info"))
        return ReadBack(
            path=self._path,
            pages=pages,
            fonts=tuple(replace(decoder.use, pages=tuple(on)) for decoder, on in self._uses.values()),
            language=_text(root.get("/Lang")),
            marked=bool(getattr(resolve(mark_info.get("/Marked")), "value", False)),
            encrypted=self._source.encrypted,
            xmp_title=_xmp_title(resolve(root.get("/Metadata"))),
            info={str(key)[1:]: _text(info.get(key)) for key in list(info)[:100]},
        )

    def _walk(self, root: DictionaryObject) -> Iterator[DictionaryObject]:
        """The pages in order, each with what it inherits from the tree above it."""
        seen: set[tuple[int, int]] = set()
        stack: list[tuple[object, dict[str, object]]] = [(root.get("/Pages"), {})]
        pages = visited = 0
        while stack:
            reference, inherited = stack.pop()
            visited += 1
            if visited > _MAX_TREE or pages > MAX_PAGES:
                raise TooLargeError
            if isinstance(reference, IndirectObject):
                key = (reference.idnum, reference.generation)
                if key in seen:
                    continue
                seen.add(key)
            node = self._source.dictionary(reference)
            own = {name: node.get(name) for name in _INHERITED if name in node}
            inherited = {**inherited, **own}
            kids = resolve(node.get("/Kids"))
            if isinstance(kids, ArrayObject):
                stack.extend((kid, inherited) for kid in reversed(list.copy(kids)[: MAX_PAGES + 1]))
            elif node:
                pages += 1
                page = DictionaryObject(node)
                for name, value in inherited.items():
                    dict.__setitem__(page, name, value)
                yield page

    def _page(self, number: int, page: DictionaryObject) -> PageContent:
        media = _box(page.get("/MediaBox"), (0.0, 0.0, *A4))
        crop = _box(page.get("/CropBox"), media)
        crop = (
            max(crop[0], media[0]),
            max(crop[1], media[1]),
            min(crop[2], media[2]),
            min(crop[3], media[3]),
        )
        turn, unit = number_of(page.get("/Rotate"), 0.0), number_of(page.get("/UserUnit"), 1.0)
        base, width, height = _base(crop, turn, unit)
        left, top, right, bottom = transformed(base, *_box(page.get("/TrimBox"), crop))
        resources = Resources(self._source, self._fonts, self._source.dictionary(page.get("/Resources")))
        interpreter = Interpreter(number, base, resources, self._budget)
        content, whole = self._content(page.get("/Contents"))
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
        content = resolve(reference)
        if content is None:
            return [], True
        references = list.copy(content) if isinstance(content, ArrayObject) else [content]
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

    def _links(self, number: int, page: DictionaryObject, base: Matrix) -> Iterator[Link]:
        annotations = resolve(page.get("/Annots"))
        for reference in list.copy(annotations) if isinstance(annotations, ArrayObject) else ():
            self._budget.spend(_ANNOTATION)
            if (link := self._link(reference)) is not None:
                left, top, right, bottom = transformed(base, *link.box)
                yield Link(number, Rect(left, top, right - left, bottom - top), link.uri)

    def _link(self, reference: object) -> _UserLink | None:
        """What an annotation links to; None if it is no link to an address."""
        body = self._source.closed(reference)
        if body is not None and body in _LINKS:
            return _LINKS[body]
        annotation = self._source.dictionary(reference)
        action = self._source.dictionary(annotation.get("/A"))
        uri, link = action.get("/URI"), None
        if annotation.get("/Subtype") == "/Link" and uri is not None:
            link = _UserLink(_box(annotation.get("/Rect"), (0.0, 0.0, 0.0, 0.0)), _text(uri))
        rect = dict.get(annotation, "/Rect")
        told = [dict.get(annotation, "/Subtype"), dict.get(annotation, "/A"), dict.get(action, "/URI"), rect]
        told += list.copy(rect) if isinstance(rect, ArrayObject) else []
        if body is not None and not any(isinstance(value, IndirectObject) for value in told):
            if len(_LINKS) >= _MOST_LINKS:
                _LINKS.clear()
            _LINKS[body] = link
        return link


def _box(value: object, default: Box) -> Box:
    found = resolve(value)
    if not isinstance(found, ArrayObject) or len(found) != 4:
        return default
    x0, y0, x1, y1 = numbers_of(found)
    return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


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


def _text(value: object) -> str:
    """A text string; bytes in no known encoding are read as Latin-1, as pypdf gives them."""
    found = resolve(value)
    if isinstance(found, bytes):
        return found.decode("latin-1")
    return str(found) if isinstance(found, str) else ""


def _xmp_title(stream: object) -> str:
    if not isinstance(stream, StreamObject):
        return ""
    packet = decoded(stream)[0]
    start = packet.find(b"<dc:title>")
    match = _XMP_TITLE.match(packet, start + len(b"<dc:title>")) if start >= 0 else None
    return html.unescape(match[1].decode("utf-8", "replace")).strip() if match else ""
