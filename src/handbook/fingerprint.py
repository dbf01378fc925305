"""A document → a digest of what is seen on its pages, to tell whether an edition must be printed again.

Two documents have the same fingerprint if and only if they put the same marks at the same places of
the same pages. Words that only a file manager or a screen reader shows, tags, links and how the file
embeds its fonts do not count: they need a new file, but no new paper.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

from handbook.document import Document, Element, Portion, Text, remembered, walk
from handbook.typeset.run import GlyphRun


def fingerprint(document: Document) -> str:
    """32 hexadecimal digits."""
    digest = hashlib.sha256()
    for page in document.pages:
        digest.update(f"page {page.width:.3f} {page.height:.3f}\n".encode("ascii"))
        for portion in page.portions:
            digest.update(_portion(portion))
    return digest.hexdigest()[:32]


@lru_cache(maxsize=6_000)  # by identity: the same lines stand in many editions
def _run(run: GlyphRun) -> str:
    advances = " %.3f" * len(run.advances) % run.advances
    return f"{run.face.name} {run.size:.3f} {run.glyphs}{advances}"


@remembered
def _portion(portion: Portion) -> bytes:
    """The digests of its elements' marks, one behind the other: how elements are gathered into portions
    is not seen on paper."""
    return b"".join([_element(element) for element in portion.elements])


def _element(element: Element) -> bytes:
    """The digest of an element's marks."""
    lines: list[str] = []
    for mark, _ in walk((element,)):
        if isinstance(mark, Text):
            lines.append(f"{mark.x:.3f} {mark.y:.3f} {mark.color} {_run(mark.run)}")
        else:
            segments = [
                f"{operator}{' %.3f' * len(values) % tuple(values)}" for operator, *values in mark.path
            ]
            paint = f"{mark.fill} {mark.stroke} {mark.stroke_width:.3f} {mark.dash}"
            lines.append(f"{paint} {' '.join(segments)}")
    return hashlib.sha256("\n".join(lines).encode("utf-8")).digest()
