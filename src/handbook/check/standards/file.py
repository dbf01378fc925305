"""The file as a file: header, ID, encryption, streams, attachments, layers (PDF/A 6.1, 6.8 to 6.11)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handbook.check.finding import Finding
from handbook.check.standards.catalogue import found
from handbook.readback.anatomy import Anatomy
from handbook.readback.objects import Objects

_HEADER = re.compile(rb"%PDF-1\.[0-7](\r\n|\n|\r)%[^\r\n]{0,200}(\r\n|\n|\r)")
_STREAM = re.compile(rb">>\s{0,10}stream(\r\n|\n|\r)?")
_LENGTH = re.compile(rb"/Length\s{1,10}(\d{1,10})(\s{1,10}\d{1,5}\s{1,10}R)?")
_END = re.compile(rb"(\r\n|\n|\r)endstream")
_OBJECT = re.compile(rb"\d{1,10} \d{1,5} obj[\r\n]")
_EXTRACTION = 1 << 9
"""Bit 10 of P: extraction of text for people who cannot see (ISO 32000-1, table 22)."""
MOST_HEAD = 100_000
MOST_SAVED = 28
SMALLEST, LARGEST = 3.0, 14400.0
"""Sides of a page, in units of user space (ISO 19005-2, 6.1.13)."""


def check_file(file: Anatomy) -> Iterator[Finding]:
    objects = file.objects
    yield from _frame(objects)
    yield from _protection(objects)
    yield from _objects(objects)
    yield from _pages(file)
    yield from _catalog(objects)


def _frame(objects: Objects) -> Iterator[Finding]:
    head = _HEADER.match(objects.data)
    binary = head and sum(byte > 127 for byte in objects.data[9 : head.end()][:6]) >= 4
    if not binary:
        yield found("a-6.1.2")
    if not objects.array(objects.trailer.get("ID")):
        yield found("a-6.1.3-id")
    tail = objects.data[objects.data.rfind(b"%%EOF") + 5 :]
    if tail not in (b"", b"\n", b"\r", b"\r\n"):
        yield found("a-6.1.3-end", f"{len(tail)}バイト")


def _protection(objects: Objects) -> Iterator[Finding]:
    if "Encrypt" not in objects.trailer:
        return
    yield found("a-6.1.3-encrypt")
    permissions = objects.number(objects.dictionary(objects.trailer["Encrypt"]).get("P"))
    if permissions is None or not int(permissions) & _EXTRACTION:
        yield found("ua-26-002")


def _objects(objects: Objects) -> Iterator[Finding]:
    lengths: list[int] = []
    crooked: list[int] = []
    files = nameless = 0
    for number in objects.numbers():
        value = objects.at(number)
        dictionary = objects.dictionary(value)
        if not _head_fits(objects, number):
            crooked.append(number)
        if not dictionary:
            continue
        if "EF" in dictionary:
            files += 1
            nameless += "F" not in dictionary or "UF" not in dictionary
        if not objects.is_stream(value):
            continue
        filters = {objects.name(one) for one in objects.items(dictionary.get("Filter"))}
        if filters & {"LZWDecode", "LZW", "Crypt"}:
            yield found("a-6.1.7.2", "・".join(sorted(filters)), where=f"オブジェクト {number}")
        outside = {"F", "FFilter", "FDecodeParms"} & set(dictionary)
        if outside:
            yield found("a-6.1.7.1", "外のファイル", where=f"オブジェクト {number}")
        elif not _length_fits(objects, number):
            lengths.append(number)
    if lengths:
        shown = "、".join(map(str, lengths[:5]))
        yield found("a-6.1.7.1", f"{len(lengths)}か所", where=f"オブジェクト {shown}")
    if crooked:
        shown = "、".join(map(str, crooked[:5]))
        yield found("a-6.1.9", f"{len(crooked)}か所", where=f"オブジェクト {shown}")
    if files:
        yield found("a-6.8", f"{files}個")
    if nameless:
        yield found("ua-21-001", f"{nameless}個")


def _head_fits(objects: Objects, number: int) -> bool:
    """Whether an object begins as PDF/A wants it: on a line of its own, with single spaces (6.1.9)."""
    offset = objects.offset_of(number)
    if offset is None or not 0 < offset < len(objects.data):
        return True
    before = objects.data[offset - 1 : offset]
    return before in (b"\n", b"\r") and _OBJECT.match(objects.data, offset) is not None


def _length_fits(objects: Objects, number: int) -> bool:
    """Whether a stream is as long as it says, between the line ends that PDF/A asks for (6.1.7.1).

    Read from the file's bytes: whatever parsed them may have mended the length.
    """
    offset = objects.offset_of(number)
    if offset is None:
        return True
    head = _STREAM.search(objects.data, offset, offset + MOST_HEAD)
    if head is None:
        return True
    said = _LENGTH.search(objects.data, offset, head.end())
    if said is None or head[1] not in (b"\r\n", b"\n"):
        return False
    length = objects.number(objects.at(int(said[1]))) if said[2] else int(said[1])
    return length is not None and bool(_END.match(objects.data, head.end() + int(length)))


def _pages(file: Anatomy) -> Iterator[Finding]:
    objects = file.objects
    for page in file.pages:
        if page.unknown:
            yield found("a-6.2.2", " ".join(sorted(page.unknown)[:5]), page.number)
        if page.inline_filters & {"LZW", "LZWDecode", "Crypt"}:
            yield found("a-6.1.7.2", "本文中の画像", page.number)
        if page.deepest > MOST_SAVED:
            yield found("a-6.1.13", f"状態の入れ子が{page.deepest}段", page.number)
        edges = [objects.number(edge) for edge in objects.array(page.dictionary.get("MediaBox"))]
        box = [edge for edge in edges if edge is not None]
        if len(box) != 4 or not all(
            SMALLEST <= side <= LARGEST for side in (abs(box[2] - box[0]), abs(box[3] - box[1]))
        ):
            yield found("a-6.1.13", "紙の大きさ", page.number)
        if objects.name(page.dictionary.get("Type")) != "Page":
            yield found("iso-type", page=page.number)
        if "PresSteps" in page.dictionary:
            yield found("a-6.10", page=page.number)


def _catalog(objects: Objects) -> Iterator[Finding]:
    catalog = objects.catalog
    if objects.name(catalog.get("Type")) != "Catalog":
        yield found("iso-type")
    if "AlternatePresentations" in objects.dictionary(catalog.get("Names")):
        yield found("a-6.10")
    if "Requirements" in catalog:
        yield found("a-6.11")
    layers = objects.dictionary(catalog.get("OCProperties"))
    settings = [layers["D"]] if "D" in layers else []
    settings += objects.array(layers.get("Configs"))[:100]
    for value in settings:
        setting = objects.dictionary(value)
        if not (objects.text(setting.get("Name")) or "").strip():
            yield found("ua-20-001")
        if "AS" in setting:
            yield found("ua-20-003")
