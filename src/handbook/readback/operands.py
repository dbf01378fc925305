"""What a statement's operands say. Equal operands are read once: the editions of a batch share most."""

from __future__ import annotations

from functools import lru_cache
from operator import mul
from typing import NamedTuple

from handbook.readback.geometry import Matrix
from handbook.readback.values import Color

_REMEMBERED = 16384


class Extent(NamedTuple):
    """A path's bounding box in user space, its count of subpaths, and the area it encloses if it is one."""

    left: float
    bottom: float
    right: float
    top: float
    subpaths: int
    area: float


def numbers(operands: bytes) -> list[float]:
    """All operands as numbers. Raises ValueError if one is none."""
    return list(map(float, operands.split()))


def number(operands: bytes) -> float:
    """The last operand as a number."""
    return float(operands.split()[-1])


@lru_cache(maxsize=_REMEMBERED)
def matrix(operands: bytes) -> Matrix:
    a, b, c, d, e, f = map(float, operands.split()[-6:])
    return (a, b, c, d, e, f)


@lru_cache(maxsize=_REMEMBERED)
def name(operand: bytes) -> str:
    """A name without its slash, #xx undone. Raises ValueError if it is none."""
    token = operand.strip()
    if token[:1] != b"/":
        raise ValueError
    if b"#" in token:
        head, *parts = token.split(b"#")
        token = head + b"".join(bytes((int(part[:2], 16),)) + part[2:] for part in parts)
    return token[1:].decode("utf-8", "surrogateescape")


@lru_cache(maxsize=_REMEMBERED)
def font_and_size(operands: bytes) -> tuple[str, float]:
    font, size = operands.split()[-2:]
    return name(font), float(size)


@lru_cache(maxsize=_REMEMBERED)
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
    properties: str
    """Name in the resources where the properties are not written out."""


@lru_cache(maxsize=_REMEMBERED)
def mark(operands: bytes) -> Mark:
    tag, _, rest = operands.strip()[1:].partition(b"<<")
    head = tag.split(b"/")
    _, found, value = rest.partition(b"/MCID")
    mcid = int(value.replace(b">", b" ").replace(b"/", b" ").split()[0]) if found else None
    properties = name(b"/" + head[1]) if len(head) == 2 and not rest else ""
    return Mark(name(b"/" + head[0]), mcid, properties)


@lru_cache(maxsize=_REMEMBERED)
def path(operands: bytes) -> Extent:
    """The extent of a path written `x y m … l … h`; curves by their control points."""
    values = list(map(float, operands.translate(None, b"mlcvyh").split()))
    xs, ys = values[0::2], values[1::2]
    if len(xs) != len(ys):
        raise ValueError
    return extent(xs, ys, operands.count(b"m"))


@lru_cache(maxsize=_REMEMBERED)
def rectangle(operands: bytes) -> Extent:
    x, y, width, height = map(float, operands.split()[-4:])
    left, right = sorted((x, x + width))
    bottom, top = sorted((y, y + height))
    return Extent(left, bottom, right, top, 1, abs(width * height))


def extent(xs: list[float], ys: list[float], subpaths: int) -> Extent:
    """The extent of points; their area by the shoelace formula."""
    next_xs, next_ys = xs[1:] + xs[:1], ys[1:] + ys[:1]
    area = abs(sum(map(mul, xs, next_ys)) - sum(map(mul, next_xs, ys))) / 2
    return Extent(min(xs), min(ys), max(xs), max(ys), subpaths, area)


def merged(extents: list[Extent]) -> Extent:
    """One extent around several."""
    if len(extents) == 1:
        return extents[0]
    lefts, bottoms, rights, tops, subpaths, areas = zip(*extents, strict=True)
    return Extent(min(lefts), min(bottoms), max(rights), max(tops), sum(subpaths), sum(areas))
