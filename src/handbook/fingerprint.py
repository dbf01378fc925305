"""A document → a digest of what is seen on its pages, to tell whether an edition must be printed again.

Two documents have the same fingerprint if and only if they put the same marks at the same places of
the same pages. Words that only a file manager or a screen reader shows, tags, links and how the file
embeds its fonts do not count: they need a new file, but no new paper.
"""

from __future__ import annotations

import hashlib

from handbook.document import Document, Element, Text, walk

KEPT = 1024
"""Elements whose digest is remembered; the editions of a batch have most of them in common."""

_known: dict[int, tuple[Element, bytes]] = {}


def fingerprint(document: Document) -> str:
    """32 hexadecimal digits."""
    digest = hashlib.sha256()
    for page in document.pages:
        digest.update(f"page {page.width:.3f} {page.height:.3f}\n".encode("ascii"))
        for element in page.elements:
            digest.update(_element(element))
    return digest.hexdigest()[:32]


def _element(element: Element) -> bytes:
    """The digest of an element's marks, remembered for this very element: composing shares them."""
    known = _known.get(id(element))
    if known is not None:  # it is kept with its digest, so that no other element can have its id
        return known[1]
    lines: list[str] = []
    for mark, _ in walk((element,)):
        if isinstance(mark, Text):
            run = mark.run
            advances = " ".join([f"{advance:.3f}" for advance in run.advances])
            font = f"{run.face.name} {run.size:.3f} {mark.color}"
            lines.append(f"{mark.x:.3f} {mark.y:.3f} {font} {run.glyphs} {advances}")
        else:
            segments = (
                " ".join([str(segment[0]), *[f"{value:.3f}" for value in segment[1:]]])
                for segment in mark.path
            )
            paint = f"{mark.fill} {mark.stroke} {mark.stroke_width:.3f} {mark.dash}"
            lines.append(f"{paint} {' '.join(segments)}")
    digest = hashlib.sha256("\n".join(lines).encode("utf-8")).digest()
    if len(_known) >= KEPT:
        _known.clear()
    _known[id(element)] = (element, digest)
    return digest
