"""What counts as simple: values read without pypdf, and what is left to it."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest
from pypdf.generic._utils import create_string_object

from handbook.document import Document
from handbook.pdf import render_pdf
from handbook.readback import objects, read_back
from handbook.readback.objects import Name, Reference, UnusualError
from handbook.readback.strict import LONGEST, StrictObjects, parsed, stream_head


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b"<</S/P/K[0 15 0 R]/Lang(ja)>>", {"S": "P", "K": [0, Reference(15, 0)], "Lang": b"ja"}),
        (b"[1 -2 +3 .5 -.5 4. 1.25 0]", [1, -2, 3, 0.5, -0.5, 4.0, 1.25, 0]),
        (b"[true false null]", [True, False, None]),
        (b"[(a\\(b\\)\\\\)<FEFF3042><>()]", [b"a(b)\\", b"\xfe\xff\x30\x42", b"", b""]),
        (b"<<\n/A <</B [ [ ] ]>>\r\n>>", {"A": {"B": [[]]}}),
        (b"[/A/B /C-1.x]", ["A", "B", "C-1.x"]),
        (b"(one\ntwo)", b"one\ntwo"),
        (b"7", 7),
    ],
)
def test_simple_values(body: bytes, value: object) -> None:
    assert parsed(body) == value


def test_names_are_told_from_strings_and_keys_are_plain() -> None:
    found = parsed(b"<</S/P/T(P)>>")
    assert isinstance(found, dict)
    assert [type(one) for one in found.values()] == [Name, bytes]
    assert {type(key) for key in found} == {str}


@pytest.mark.parametrize(
    "body",
    [
        b"", b" ", b"1 0 R", b"<</A 1/A 2>>", b"<</A>>", b"<<1 2>>", b"<</A 1", b"[1", b"1]", b"[1>>", b"<<]",
        b"[1 2]3", b"[%c\n1]", b"[/A#42]", b"(\\n)", b"(\\101)", b"(a(b))", b"(a\rb)", b"(a", b"<4>",
        b"<4 1>", b"<4G>", b"[1,2]", b"[1-2]", b"[--1]", b"[1e5]", b"[1_0]", b"[0x1]", b"[1  0 R]",
        b"[1 0  R]", b"[1 0 Rx]", b"[-1 0 R]", b"[12345678 0 R]", b"[12345678901]", b"[trues]", b"[True]",
        b"nul", b"[/]", b"[1\x002]", b"[1\t2]", b"[1\x0c2]", b"   1", b"[1   2]", b"[/\xe3]", b"{1}",
        b"endobj", b"[" * 40, b"[" * 33 + b"]" * 33, b"/" + b"a" * 128, b"[" + b"1 " * (LONGEST // 2) + b"]",
    ],
)  # fmt: skip
def test_what_is_not_simple_is_declined(body: bytes) -> None:
    with pytest.raises(UnusualError):
        parsed(body)


@pytest.mark.parametrize(
    "entries",
    [
        b"<<>>", b"<</Length 5 0 R>>", b"<</Length 5.0>>", b"<</Length true>>",
        b"<</Length 5/Filter/LZWDecode>>", b"<</Length 5/Filter null>>", b"<</Length 5/Filter(F)>>",
        b"<</Length 5/Filter[/FlateDecode/FlateDecode]>>",
        b"<</Length 5/Filter/FlateDecode/DecodeParms<<>>>>", b"<</Length 5/F(x)>>", b"[5]",
    ],
)  # fmt: skip
def test_streams_that_are_not_simple_are_declined(entries: bytes) -> None:
    with pytest.raises(UnusualError):
        stream_head(entries)


@pytest.mark.parametrize(
    "string",
    [
        *(bytes((code,)) for code in range(256)), *(bytes((65, code)) for code in range(256)),
        b"", b"\xfe\xff\x30\x42", b"\xff\xfe\x42\x30", b"\xfe\xff\x30", b"\xfe\xff\xd8\x00", b"\x00A\x00B",
        b"A\x00B\x00", b"\x00A\x00", b"A\x00B", b"\xef\xbb\xbf\xe3\x81\x82", b"\xef\xbb\xbf\xe3", b"AB\x00",
    ],
)  # fmt: skip
def test_text_strings_are_told_as_pypdf_tells_them(string: bytes) -> None:
    theirs = create_string_object(string)
    told = theirs.decode("latin-1") if isinstance(theirs, bytes) else str(theirs)
    assert objects.text(string) == told


@pytest.mark.parametrize(
    "nasty",
    [b"(", b"(\\(", b"(a", b"<0", b"<", b"/", b"/a", b"[", b"1 ", b"1 0 ", b"[(", b"<<", b"(\\\\", b"[]",
     b"a", b"-", b"1 0 R ", b"/A 1 ", b"(\\()", b" "],
)  # fmt: skip
def test_values_take_linear_time(nasty: bytes) -> None:
    began = time.process_time()
    for head in (b"", b"(", b"[", b"<", b"<<"):
        with contextlib.suppress(UnusualError):
            parsed((head + nasty * LONGEST)[:LONGEST])
    assert time.process_time() - began < 5


def test_both_parsers_lead_to_the_same_pages(documents: dict[str, Document]) -> None:
    for document in documents.values():
        data = render_pdf(document)
        StrictObjects(data)
        commented = data.replace(b"%\xe2", b"%%\xe2", 1)[:-1]  # one byte more: no offset is true
        with pytest.raises(UnusualError):
            StrictObjects(commented)
        assert read_back(commented)._replace(data=data) == read_back(data)


def test_one_unusual_object_is_read_by_pypdf_with_all_others(documents: dict[str, Document]) -> None:
    data = render_pdf(documents["浮島"])
    odd = data.replace(b"/Subtype /XML\n /Type", b"/Subtype /X#4dL/Type")
    assert odd != data
    assert len(odd) == len(data)
    StrictObjects(odd)  # which finds nothing unusual before it is asked for that object
    assert read_back(odd)._replace(data=data) == read_back(data)


def test_objects_that_are_written_alike_are_objects_of_their_own() -> None:
    resources = "/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Courier>>>>>>"
    bodies = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>",
        *[f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 600]{resources}>>"] * 2,
    ]
    out, rows = bytearray(b"%PDF-1.7\n"), bytearray(b"\0" * 7)
    for number, body in enumerate([*bodies, ""], 1):
        start = len(out)
        rows += b"\1" + start.to_bytes(4, "big") + b"\0\0"
        if not body:
            body = f"<</Type/XRef/Size 6/W[1 4 2]/Root 1 0 R/Length {len(rows)}>>\nstream\n"
            out += f"{number} 0 obj\n{body}".encode() + rows + b"\nendstream\nendobj\n"
            continue
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    out += b"startxref\n%d\n%%%%EOF\n" % start
    StrictObjects(bytes(out))
    assert [font.pages for font in read_back(bytes(out)).fonts] == [(1,), (2,)]


def test_bombs_are_declined_before_they_go_off(documents: dict[str, Document]) -> None:
    data = render_pdf(documents["浮島"])
    start = int(data.rsplit(b"\n", 3)[1])
    bomb = zlib.compress(bytes(64 * 1024 * 1024), 9)
    entries = b"<</Type/XRef/Size 9586980/W[1 4 2]/Root 1 0 R/Filter/FlateDecode/Length %d>>" % len(bomb)
    table = b"900 0 obj\n%b\nstream\n%b\nendstream\nendobj\n" % (entries, bomb)
    with pytest.raises(UnusualError):
        StrictObjects(data[:start] + table + b"startxref\n%d\n%%%%EOF\n" % start)


def run(script: str, path: Path) -> None:
    command = [sys.executable, "-c", script, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_our_own_files_are_checked_without_pypdf(tmp_path: Path, documents: dict[str, Document]) -> None:
    file = tmp_path / "one.pdf"
    file.write_bytes(render_pdf(documents["浮島"]))
    script = (
        "import sys, handbook\n"
        "edition = handbook.select(handbook.load_plan(), '浮島')\n"
        "findings = handbook.check_pdf(sys.argv[1], edition, handbook.load_layout('leaflet'))\n"
        "assert not findings, findings\n"
        "assert 'pypdf' not in sys.modules\n"
    )
    run(script, file)


def test_a_whole_build_with_its_check_does_not_import_pypdf(tmp_path: Path) -> None:
    script = (
        "import sys, handbook\n"
        "report = handbook.build(handbook.load_plan(), handbook.load_layout('leaflet'), out=sys.argv[1],"
        " districts=['浮島'])\n"
        "assert report.made and not report.failed\n"
        "assert 'pypdf' not in sys.modules\n"
    )
    run(script, tmp_path / "out")
