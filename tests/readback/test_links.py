"""A link is where its annotation says, whichever objects of the file say it."""

from __future__ import annotations

import pytest

from handbook.readback import Link, read_back


def links(annotation: str, *extra: str, rotate: int = 0) -> tuple[Link, ...]:
    bodies = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 600]/Rotate {rotate}/Annots[4 0 R]>>",
        annotation,
        *extra,
    ]
    out, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, start)
    return read_back(bytes(out)).pages[0].links


LINK = "<</Type/Annot/Subtype/Link/Rect[10 10 50 20]/P 3 0 R/A<</S/URI/URI(tel:0942516100)>>>>"


def test_a_link_has_its_address() -> None:
    assert [link.uri for link in links(LINK)] == ["tel:0942516100"]


def test_a_link_on_a_turned_page_stands_elsewhere() -> None:
    assert links(LINK)[0].box != links(LINK, rotate=90)[0].box


@pytest.mark.parametrize(
    ("annotation", "one", "other"),
    [
        ("<</Subtype/Link/Rect[10 10 50 20]/A 5 0 R>>", "<</URI(tel:1)>>", "<</URI(tel:2)>>"),
        ("<</Subtype/Link/Rect[10 10 50 20]/A<</URI 5 0 R>>>>", "(tel:1)", "(tel:2)"),
        ("<</Subtype/Link/Rect 5 0 R/A<</URI(tel:1)>>>>", "[10 10 50 20]", "[10 10 60 20]"),
        ("<</Subtype/Link/Rect[10 10 5 0 R 20]/A<</URI(tel:1)>>>>", "50", "60"),
    ],
)
def test_what_stands_in_another_object_is_read_there(annotation: str, one: str, other: str) -> None:
    assert links(annotation, one) != links(annotation, other)


def test_a_string_that_holds_the_end_of_an_object_hides_nothing() -> None:
    head = "<</Subtype/Link/Rect[10 10 50 20]/Contents(>> endobj )/A<</URI"
    first, second = links(f"{head}(tel:1)>>>>"), links(f"{head}(tel:2)>>>>")
    assert [link.uri for link in first + second] == ["tel:1", "tel:2"]
