"""What the strict reader takes, pypdf reads alike; what is not simple, it declines (damage by chance)."""

from __future__ import annotations

import contextlib
import io
import random
import re
import struct
import time
import zlib

import pytest
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from handbook.document import Document
from handbook.pdf import FontSet, render_merged, render_pdf
from handbook.readback import ReadBackError, read_back
from handbook.readback.lenient import LenientObjects
from handbook.readback.objects import Reference, Stream, UnusualError
from handbook.readback.strict import StrictObjects

SLOWEST = 5.0
"""Seconds of processor time that any file may take."""


def told(value: object) -> object:
    """A value with the types of all that is in it, which `==` alone does not look at."""
    if isinstance(value, Stream):
        return ("Stream", told(value.dictionary), value.raw)
    if isinstance(value, dict):
        return {key: told(item) for key, item in value.items()}
    if isinstance(value, list):
        return [told(item) for item in value]
    return (type(value).__name__, value)


def numbers(data: bytes) -> list[int]:
    """The numbers of a file's objects, as pypdf tells them."""
    reader = PdfReader(io.BytesIO(data))
    return sorted({number for table in reader.xref.values() for number in table} | set(reader.xref_objStm))


def agreed(data: bytes) -> int:
    """How many objects the strict parser gives of a file, each as pypdf gives it."""
    began = time.process_time()
    try:
        strict = StrictObjects(data)
    except UnusualError:
        return 0
    lenient = LenientObjects(data)
    assert not lenient.encrypted
    assert told(strict.trailer) == told(lenient.trailer)
    assert list(strict.trailer) == list(lenient.trailer)
    given = 0
    for number in numbers(data):
        reference = Reference(number, 0)
        try:
            value = strict.get(reference)
        except UnusualError:
            continue
        given += 1
        # Of an object stream with one damaged object pypdf may give none; the others are sound.
        with contextlib.suppress(PyPdfError):
            assert told(value) == told(lenient.get(reference)), number
    assert time.process_time() - began < SLOWEST
    return given


@pytest.fixture(scope="module")
def editions(documents: dict[str, Document]) -> list[bytes]:
    fonts = FontSet({})
    return [render_pdf(document, fonts) for document in documents.values()]


@pytest.fixture(scope="module")
def merged(documents: dict[str, Document]) -> bytes:
    first = next(iter(documents.values()))
    return render_merged(list(documents.items()), first)


def test_all_editions_are_simple(editions: list[bytes]) -> None:
    for data in editions:
        assert agreed(data) == len(numbers(data)) > 200


def test_all_editions_in_one_file_are_simple(merged: bytes) -> None:
    assert agreed(merged) == len(numbers(merged)) > 10_000


# Damage

Chunks = dict[int, bytes]
"""Number → a whole object, from its number to `endobj`."""


def taken_apart(data: bytes) -> tuple[Chunks, dict[int, tuple[int, int]]]:
    """The objects of one of our files but its cross-reference stream, and where packed ones are."""
    reader = PdfReader(io.BytesIO(data))
    plain = sorted((offset, number) for number, offset in reader.xref[0].items())
    ends = [offset for offset, _ in plain[1:]]
    chunks = {number: data[start:end] for (start, number), end in zip(plain[:-1], ends, strict=True)}
    return chunks, dict(reader.xref_objStm)


def stream(number: int, entries: bytes, content: bytes) -> bytes:
    packed = zlib.compress(content)
    head = b"%d 0 obj\n<<%b/Filter/FlateDecode/Length %d>>\nstream\n" % (number, entries, len(packed))
    return head + packed + b"\nendstream\nendobj\n"


def put_together(
    chunks: Chunks, packed: dict[int, tuple[int, int]], damage: random.Random | None = None
) -> bytes:
    """A file of these objects with a cross-reference stream of its own, damaged if `damage` is given."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    rows = {number: (2, *place) for number, place in packed.items()}
    for number, chunk in chunks.items():
        rows[number] = (1, len(out), 0)
        out += chunk
    last = max(rows) + 1
    rows[last] = (1, len(out), 0)
    root = next((number for number, chunk in chunks.items() if b"/Type/Catalog" in chunk), 1)
    content = b"".join(struct.pack(">BIB", *rows.get(number, (0, 0, 255))) for number in range(last + 1))
    if damage is not None:
        content = damaged(content, damage, 1)
    start = len(out)
    out += stream(last, b"/Type/XRef/Size %d/W[1 4 1]/Root %d 0 R" % (last + 1, root), content)
    return bytes(out) + b"startxref\n%d\n%%%%EOF\n" % start


SNIPPETS = (
    b"", b" ", b"\n", b"\r", b"\0", b"\t", b"\x0b", b"%", b"(", b")", b"<", b">", b"<<", b">>", b"[", b"]",
    b"/", b"#", b"\\", b"-", b"+", b".", b",", b"0", b"9", b"99999999999", b"1 0 R", b" 0 R", b"R", b"null",
    b"true", b"fals", b"endobj", b"stream\n", b"endstream", b"/A", b"/A 1", b"/S/P", b"()", b"<>", b"<4>",
    b"\xe3\x81\x82", b"\xff", b"{", b"/Length 3", b"obj", b"1 0 obj\n", b"% x\n",
)  # fmt: skip


def damaged(data: bytes, chance: random.Random, times: int) -> bytes:
    out = bytearray(data)
    for _ in range(times):
        at = chance.randrange(len(out) + 1)
        kind = chance.randrange(6)
        if kind == 0 and at < len(out):
            out[at] = chance.randrange(256)
        elif kind == 1:
            del out[at : at + chance.choice((1, 1, 2, 5, 40))]
        elif kind == 2:
            out[at:at] = chance.choice(SNIPPETS)
        elif kind == 3:
            snippet = chance.choice(SNIPPETS)
            out[at : at + len(snippet)] = snippet
        elif kind == 4:
            other = chance.randrange(len(out) + 1)
            out[at:at] = out[other : other + chance.choice((1, 4, 30, 200))]
        elif chance.random() < 0.1:
            del out[at:]
    return bytes(out)


_STREAM = re.compile(
    rb"<<(.*?)(/Filter \[ /FlateDecode \]|)\s/Length \d+(.*?)>>\nstream\n(.*)\nendstream\nendobj\n", re.DOTALL
)


def with_damage(data: bytes, chance: random.Random) -> bytes:
    """`data` damaged: anywhere, in one object, inside an object stream or in the cross-references."""
    chunks, packed = taken_apart(data)
    kind = chance.randrange(5)
    if kind == 0:
        return damaged(data, chance, chance.choice((1, 1, 2, 5, 50)))
    if kind == 1:
        tail = data.rindex(b"endobj")
        cut = chance.choice((tail, data.rindex(b" 0 obj"), chance.randrange(len(data))))
        return data[:cut] + damaged(data[cut:], chance, 1)
    if kind == 2:
        number = chance.choice([number for number, chunk in chunks.items() if len(chunk) < 4000])
        chunks[number] = damaged(chunks[number], chance, chance.choice((1, 1, 2)))
    if kind == 3:
        number = chance.choice(sorted({container for container, _ in packed.values()}))
        found = _STREAM.search(chunks[number])
        assert found
        content = found[4].removesuffix(b"\r")
        content = zlib.decompress(content) if found[2] else content
        content = damaged(content, chance, chance.choice((1, 1, 2)))
        entries = found[1] + found[3]
        entries = entries if chance.random() < 0.8 else damaged(entries, chance, 1)
        chunks[number] = stream(number, entries, content)
    return put_together(chunks, packed, chance if kind == 4 else None)


def test_a_file_taken_apart_and_put_together_is_simple(editions: list[bytes]) -> None:
    for data in editions[:3]:
        again = put_together(*taken_apart(data))
        assert agreed(again) == len(numbers(data))


@pytest.mark.parametrize("seed", range(300))
def test_damage_is_declined_or_read_alike(editions: list[bytes], seed: int) -> None:
    chance = random.Random(seed)
    agreed(with_damage(chance.choice(editions), chance))


def test_many_object_streams_end_as_one_does():
    """Each is of a size that is read; together they are more than any leaflet."""
    pages, junk = 60, b"[]" * 94_000
    chunks = {1: b"1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"}
    packed: dict[int, tuple[int, int]] = {}
    for page in range(pages):
        container, first = 10 + page, 1000 + 11 * page
        members = [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d 842]>> " % (500 + page)]
        members += [b"[%d %b] " % (page * 100 + index, junk) for index in range(10)]
        index, at = b"", 0
        for place, member in enumerate(members):
            packed[first + place] = (container, place)
            index += b"%d %d " % (first + place, at)
            at += len(member)
        entries = b"/Type/ObjStm/N 11/First %d" % len(index)
        chunks[container] = stream(container, entries, index + b"".join(members))
    kids = b" ".join(b"%d 0 R" % (1000 + 11 * page) for page in range(pages))
    chunks[2] = b"2 0 obj\n<</Type/Pages/Count %d/Kids[%b]>>\nendobj\n" % (pages, kids)
    began = time.process_time()
    with pytest.raises(ReadBackError) as caught:
        read_back(put_together(chunks, packed))
    assert caught.value.code == "too-large"
    assert time.process_time() - began < 60
