"""Streams whose data end in a line end of their own, which no reader may take for part of the syntax."""

from __future__ import annotations

import pytest

from handbook.pdf.container import Container
from handbook.pdf.objects import Stream


@pytest.mark.parametrize("data", [b"x\xda\r", b"x\xda\n", b"x\xda\r\n", b"x\xda", b""])
def test_one_line_end_before_endstream_can_be_taken_off(data: bytes) -> None:
    body = Stream(data, compressed=False).format(Container("ja"))
    start = body.index(b"stream\n") + len(b"stream\n")
    written = body[start : body.rindex(b"endstream")]
    # As a validator does that looks back from `endstream`.
    for end in (b"\r\n", b"\n", b"\r"):
        if written.endswith(end):
            written = written[: -len(end)]
            break
    assert written == data
    assert b"/Length %d\n" % len(data) in body
