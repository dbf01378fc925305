"""Content stream bytes → statements: an operator and its operands; and what operands say.

A content stream is read with one compiled expression that takes a whole statement at once. It can
always match (an operator may be empty) and no two of its alternatives begin alike, so it never goes
back and time is linear, whatever the bytes are. Literal strings are made hexadecimal, comments and the
data of inline images are left out before; our own writer makes none of these.
"""

from __future__ import annotations

import re
from functools import lru_cache
from operator import mul
from typing import NamedTuple

from handbook.readback.values import Color

Matrix = tuple[float, float, float, float, float, float]

_NAME = rb"/[^\s()<>\[\]{}/%\x00]*"
_OPERAND = (
    rb"[-+.0-9 \t\n\r\f]+|"
    + _NAME
    + rb"|<<|>>|<[0-9A-Fa-f\s]*>|\[[^\[\]()]*\]|(?:true|false|null)(?![A-Za-z])"
)
_STATEMENT = re.compile(rb"\s*((?:" + _OPERAND + rb")*)([A-Za-z'\"][A-Za-z0-9*]*|.?)", re.DOTALL)
_PIECE = re.compile(rb"<([0-9A-Fa-f\s]*)>|([-+.\d]+)")
_MCID = re.compile(rb"/MCID\s+(\d{1,9})(?![.\d])")
SAID = ("ActualText", "Alt", "E")
"""What marked content is said as in place of what it shows (ISO 32000-1, 14.9)."""
_SAID = re.compile(rb"/(?:%b)\s*<([0-9A-Fa-f\s]*)>" % "|".join(SAID).encode("ascii"))

_UNLIKE_OURS = re.compile(rb"[(%]|(?<!\S)BI(?=\s)")
"""Where a literal string, a comment or an inline image begins."""
_PARENTHESIS = re.compile(rb"\\.|[()]", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_CONTINUED = (b"\n", b"\r", b"\r\n")
_LINE_END = re.compile(rb"[\r\n]")
_IMAGE_DATA = re.compile(rb"\sID\s")
_IMAGE_HEAD = 400
"""Most bytes from BI to ID."""
_IMAGE_END = re.compile(rb"\sEI(?!\S)")


def statements(content: bytes) -> list[tuple[bytes, bytes]]:
    """The statements of a content stream, each as its operands and its operator."""
    return _STATEMENT.findall(_without_literals(content))


def _without_literals(content: bytes) -> bytes:
    """`content` with the same statements, as our own writer would write them."""
    if not (b"(" in content or b"%" in content or b"BI" in content):
        return content
    parts: list[bytes] = []
    at = 0
    while found := _UNLIKE_OURS.search(content, at):
        parts.append(content[at : found.start()])
        if found[0] == b"(":
            at = _string_end(content, found.start())
            parts.append(_as_hexadecimal(content[found.end() : at - 1]))
        elif found[0] == b"%":
            end = _LINE_END.search(content, found.end())
            at = end.start() if end else len(content)
        else:
            at = _image_end(content, found.end())
            parts.append(b"BI EI " if at > found.end() else b"BI")
    return b"".join((*parts, content[at:]))


def _string_end(content: bytes, start: int) -> int:
    """Where the string that begins at `start` ends; one that never closes takes the rest."""
    depth = 0
    for found in _PARENTHESIS.finditer(content, start):
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
        if depth == 0:
            return found.end()
    return len(content) + 1


def _as_hexadecimal(literal: bytes) -> bytes:
    body = _ESCAPE.sub(_unescaped, literal) if b"\\" in literal else literal
    return b"<" + body.hex().encode("ascii") + b">"


def _unescaped(found: re.Match[bytes]) -> bytes:
    escaped = found[1]
    if escaped[0] in b"01234567":
        return bytes((int(escaped, 8) & 255,))
    return b"" if escaped in _CONTINUED else _ESCAPED.get(escaped, escaped)


def _image_end(content: bytes, start: int) -> int:
    """Where the inline image whose head begins at `start` ends; `start` if it has no data."""
    if (data := _IMAGE_DATA.search(content, start, start + _IMAGE_HEAD)) is None:
        return start
    # Data that never end cannot be told from whatever follows.
    end = _IMAGE_END.search(content, data.end() - 1)
    return end.end() if end else len(content)


# What operands say. Raise ValueError or IndexError where they make no sense.


def numbers(operands: bytes) -> list[float]:
    """All operands as numbers."""
    return list(map(float, operands.split()))


@lru_cache(maxsize=4096)
def matrix(operands: bytes) -> Matrix:
    a, b, c, d, e, f = map(float, operands.split()[-6:])
    return (a, b, c, d, e, f)


def number(operands: bytes) -> float:
    """The last operand as a number."""
    return float(operands.split()[-1])


def name(operand: bytes) -> str:
    """A name without its slash, #xx undone."""
    token = operand.strip()
    if token[:1] != b"/":
        raise ValueError
    if b"#" in token:
        head, *parts = token.split(b"#")
        token = head + b"".join(bytes((int(part[:2], 16),)) + part[2:] for part in parts)
    return token[1:].decode("utf-8", "surrogateescape")


def hexadecimal(digits: bytes) -> bytes:
    """The bytes of a hexadecimal string, given without its brackets."""
    # White space may stand between any digits; a last digit alone is followed by 0.
    text = "".join(digits.decode("ascii").split())
    return bytes.fromhex(text + "0" * (len(text) % 2))


@lru_cache(maxsize=4096)
def shown(operand: bytes) -> tuple[bytes, float, tuple[tuple[int, float], ...], float]:
    """The operand of Tj or TJ: codes joined, and the adjustments before, within and after them.

    Adjustments are in thousandths of the font size, as written; each of those within comes with how many
    bytes of codes stand before it.
    """
    token = operand.strip()
    if token[:1] == b"<":
        return hexadecimal(token[1:-1]), 0.0, (), 0.0
    if token[:1] != b"[":
        raise ValueError
    codes = b""
    inner: list[tuple[int, float]] = []
    lead = pending = 0.0
    for digits, adjustment in _PIECE.findall(token):
        if adjustment:
            pending += float(adjustment)
            continue
        if not codes:
            lead = pending
        elif pending:
            inner.append((len(codes), pending))
        pending = 0.0
        codes += hexadecimal(digits)
    return codes, lead, tuple(inner), pending


@lru_cache(maxsize=4096)
def color(operands: bytes, tint: bool) -> Color | None:
    """Components as RGB: one is grey (or a tint of ink), three RGB, four CMYK (ISO 32000-1, 10.3).

    None for a pattern and for what cannot be told.
    """
    if not operands or b"/" in operands:
        return None
    values = [min(max(float(operand), 0.0), 1.0) for operand in operands.split()]
    if len(values) == 1:
        gray = 1.0 - values[0] if tint else values[0]
        return (gray, gray, gray)
    if len(values) == 3:
        return (values[0], values[1], values[2])
    if len(values) == 4:
        cyan, magenta, yellow, black = values
        return (1 - min(1.0, cyan + black), 1 - min(1.0, magenta + black), 1 - min(1.0, yellow + black))
    return None


class Mark(NamedTuple):
    """What begins a marked-content sequence."""

    tag: str
    mcid: int | None
    said: tuple[bytes, ...]
    """Text strings, as `SAID`."""
    properties: str
    """Name in the resources where the properties are not written out."""


@lru_cache(maxsize=4096)
def mark(operands: bytes) -> Mark:
    tag, written_out, rest = operands.strip().partition(b"<<")
    _, *names = tag.split(b"/")
    if written_out:
        mcid, said = _MCID.search(rest), tuple(map(hexadecimal, _SAID.findall(rest)))
        return Mark(name(b"/" + names[0]), int(mcid[1]) if mcid else None, said, "")
    return Mark(name(b"/" + names[0]), None, (), name(b"/" + names[1]) if len(names) == 2 else "")


class Extent(NamedTuple):
    """A path's bounding box in user space, its count of subpaths, and the area it encloses if it is one."""

    left: float
    bottom: float
    right: float
    top: float
    subpaths: int
    area: float


def extent(xs: list[float], ys: list[float], subpaths: int) -> Extent:
    """The extent of points; their area by the shoelace formula."""
    next_xs, next_ys = xs[1:] + xs[:1], ys[1:] + ys[:1]
    area = abs(sum(map(mul, xs, next_ys)) - sum(map(mul, next_xs, ys))) / 2
    return Extent(min(xs), min(ys), max(xs), max(ys), subpaths, area)


def rectangle(operands: bytes) -> Extent:
    x, y, width, height = map(float, operands.split()[-4:])
    left, right = sorted((x, x + width))
    bottom, top = sorted((y, y + height))
    return Extent(left, bottom, right, top, 1, abs(width * height))


def merged(extents: list[Extent]) -> Extent:
    """One extent around several."""
    if len(extents) == 1:
        return extents[0]
    lefts, bottoms, rights, tops, subpaths, areas = zip(*extents, strict=True)
    return Extent(min(lefts), min(bottoms), max(rights), max(tops), sum(subpaths), sum(areas))
