"""A document → a digest of what is seen on its pages, to tell whether an edition must be printed again.

Two documents have the same fingerprint if and only if they put the same marks at the same places of
the same pages. Words that only a file manager or a screen reader shows, tags, links and how the file
embeds its fonts do not count: they need a new file, but no new paper.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from struct import pack

from handbook.document import Document, Element, Mark, Picture, Portion, Shape, Text, marks, remembered
from handbook.pictures import digest
from handbook.typeset.lines import GlyphRun


def fingerprint(document: Document) -> str:
    """32 hexadecimal digits."""
    digest = hashlib.sha256()
    for page in document.pages:
        digest.update(f"page {page.width:.3f} {page.height:.3f}\n".encode("ascii"))
        for portion in page.portions:
            digest.update(_portion(portion))
    return digest.hexdigest()[:32]


@remembered
def _portion(portion: Portion) -> bytes:
    """The digests of its elements' marks, one behind the other: how elements are gathered into portions
    is not seen on paper."""
    return b"".join([_element(element) for element in portion.elements])


def _element(element: Element) -> bytes:
    """The digest of an element's marks."""
    return hashlib.sha256(b"".join([printed(mark) for mark in marks((element,))])).digest()


def printed(mark: Mark) -> bytes:
    """What is seen of a mark, and where on its page."""
    if isinstance(mark, Text):
        return _text(mark)
    return _shape(mark) if isinstance(mark, Shape) else _picture(mark)


# Numbers are packed in single precision, a ten thousandth of a point on a page: to write them out takes
# eight times as long. Each mark says how many follow.


def _text(mark: Text) -> bytes:
    return pack("<2f", mark.x, mark.y) + mark.color.encode("ascii") + _run(mark.run)


@lru_cache(maxsize=6_000)  # by identity: the same lines stand in many editions
def _run(run: GlyphRun) -> bytes:
    glyphs, advances = len(run.glyphs), len(run.advances)
    head = f"{run.face.name} {glyphs} {advances} ".encode()
    return head + pack(f"<f{glyphs}H{advances}f", run.size, *run.glyphs, *run.advances)


def _shape(mark: Shape) -> bytes:
    operators = "".join([str(operator) for operator, *_ in mark.path])
    values = [float(value) for _, *values in mark.path for value in values]
    head = f"{mark.fill} {mark.stroke} {mark.dash} {operators} ".encode()
    return head + pack(f"<{1 + len(values)}f", mark.stroke_width, *values)


def _picture(mark: Picture) -> bytes:
    return digest(mark.drawing).encode("ascii") + pack("<4f", *mark.box)
