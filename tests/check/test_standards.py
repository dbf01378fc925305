"""PDF/UA-1 and PDF/A-2: the real editions without a fault, and one fault at a time in a tampered one."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from handbook.check import Finding
from handbook.check.standards import RULES, check_standards
from handbook.coverage import charset
from handbook.document import Document
from handbook.layout import Layout
from handbook.pdf import FontSet, render_merged, render_pdf
from handbook.plan import Plan

Tamper = Callable[[PdfWriter], None]


def name(text: str) -> NameObject:
    return NameObject("/" + text)


def put(dictionary: Any, **entries: Any) -> None:
    for key, value in entries.items():
        dictionary[name(key)] = value


def made(**entries: Any) -> DictionaryObject:
    dictionary = DictionaryObject()
    put(dictionary, **entries)
    return dictionary


def stream(data: bytes, **entries: Any) -> DecodedStreamObject:
    found = DecodedStreamObject()
    found.set_data(data)
    put(found, **entries)
    return found


def elements(writer: PdfWriter, role: str) -> list[Any]:
    """The structure elements of a role, in reading order."""

    def walk(node: Any) -> Iterator[Any]:
        if node.get("/S") == "/" + role:
            yield node
        kids = node.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            kid = kid.get_object()
            if isinstance(kid, dict) and "/S" in kid:
                yield from walk(kid)

    return list(walk(writer.root_object["/StructTreeRoot"]["/K"].get_object()))


def add_element(writer: PdfWriter, parent: Any, role: str, **entries: Any) -> Any:
    node = made(S=name(role), P=parent.indirect_reference, K=ArrayObject(), **entries)
    parent["/K"].append(writer._add_object(node))
    return node


def add_annotation(writer: PdfWriter, kind: str, *, drawn: bool = True, **entries: Any) -> None:
    box = ArrayObject(map(NumberObject, (10, 10, 30, 30)))
    note = made(Type=name("Annot"), Subtype=name(kind), Rect=box, F=NumberObject(4), **entries)
    if drawn:
        form = stream(b"", Type=name("XObject"), Subtype=name("Form"), BBox=box)
        put(note, AP=made(N=writer._add_object(form)))
    writer.pages[1]["/Annots"].append(writer._add_object(note))


def change_content(writer: PdfWriter, change: Callable[[bytes], bytes], page: int = 0) -> None:
    contents = writer.pages[page].get_contents()
    assert contents is not None
    before = contents.get_data()
    after = change(before)
    assert after != before
    contents.set_data(after)
    writer.pages[page].replace_contents(contents)


def append(data: bytes) -> Tamper:
    return lambda writer: change_content(writer, lambda content: content + b"\n" + data + b"\n")


def change_xmp(old: bytes, new: bytes) -> Tamper:
    def tamper(writer: PdfWriter) -> None:
        packet = writer.root_object["/Metadata"].get_object()
        data = packet.get_data()
        assert old in data
        packet.set_data(data.replace(old, new))

    return tamper


def fonts(writer: PdfWriter) -> list[Any]:
    resources = writer.pages[0]["/Resources"]["/Font"].get_object()
    return [resources[key].get_object() for key in resources]


def cid_font(writer: PdfWriter) -> Any:
    return fonts(writer)[0]["/DescendantFonts"][0].get_object()


def change_map(value: bytes) -> Tamper:
    """Every single character of a font's ToUnicode stands for `value`."""

    def tamper(writer: PdfWriter) -> None:
        table = fonts(writer)[0]["/ToUnicode"].get_object()
        head, _, tail = table.get_data().partition(b"beginbfchar\n")
        lines, end, rest = tail.partition(b"endbfchar")
        rows = [line[: line.rindex(b"<")] + b"<" + value + b">" for line in lines.splitlines()]
        table.set_data(head + b"beginbfchar\n" + b"\n".join(rows) + b"\n" + end + rest)

    return tamper


def add_resource(kind: str, value: DictionaryObject, use: bytes) -> Tamper:
    """A resource `Extra` of the first page and the operators that use it, as an artifact."""

    def tamper(writer: PdfWriter) -> None:
        resources = writer.pages[0]["/Resources"].get_object()
        put(resources, **{kind: made(Extra=writer._add_object(value))})
        append(b"/Artifact BMC\n" + use + b"\nEMC")(writer)

    return tamper


def form(data: bytes = b"", **entries: Any) -> DecodedStreamObject:
    box = ArrayObject(map(NumberObject, (0, 0, 9, 9)))
    return stream(data, Type=name("XObject"), Subtype=name("Form"), BBox=box, **entries)


def image(**entries: Any) -> DecodedStreamObject:
    return stream(
        b"\0\0\0",
        Type=name("XObject"),
        Subtype=name("Image"),
        Width=NumberObject(1),
        Height=NumberObject(1),
        BitsPerComponent=NumberObject(8),
        ColorSpace=name("DeviceRGB"),
        **entries,
    )


def root(**entries: Any) -> Tamper:
    return lambda writer: put(writer.root_object, **entries)


def within_artifact(content: bytes) -> bytes:
    start = content.index(b"/P<</MCID 0>>BDC")
    end = content.index(b"EMC\n", start)
    return content[:start] + b"/Artifact BMC\n" + content[start:end] + b"EMC\n" + content[end:]


def two_headings(writer: PdfWriter) -> None:
    section = add_element(writer, elements(writer, "Document")[0], "Sect")
    section.indirect_reference = elements(writer, "Document")[0]["/K"][-1]
    for _ in range(2):
        add_element(writer, section, "H")


def swap_parents(writer: PdfWriter) -> None:
    numbers = writer.root_object["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    row = numbers[1].get_object()
    row[0], row[1] = list.__getitem__(row, 1), list.__getitem__(row, 0)


def document(writer: PdfWriter) -> Any:
    return elements(writer, "Document")[0]


def notes_of_one_id(writer: PdfWriter) -> None:
    for _ in range(2):
        add_element(writer, document(writer), "Note", ID=TextStringObject("n"))


def circle_of_roles(writer: PdfWriter) -> None:
    put(writer.root_object["/StructTreeRoot"], RoleMap=made(A=name("B"), B=name("A")))
    put(elements(writer, "Sect")[0], S=name("A"))


def no_headers(writer: PdfWriter) -> None:
    for cell in elements(writer, "TH"):
        put(cell, S=name("TD"))


def wrong_widths(writer: PdfWriter) -> None:
    del cid_font(writer)["/W"]
    put(cid_font(writer), DW=NumberObject(1))


def glyph_zero(content: bytes) -> bytes:
    at = content.index(b"<", content.index(b" Tm\n")) + 1
    return content[:at] + b"0000" + content[at + 4 :]


WORDS = TextStringObject("説明")
YES, NO = BooleanObject(True), BooleanObject(False)
HUGE = ArrayObject(map(NumberObject, (0, 0, 20000, 842)))

TAMPERS: list[tuple[str, Tamper]] = [
    ("ua-7.1", lambda w: w.root_object.__delitem__("/MarkInfo")),
    (
        "ua-01-003",
        lambda w: change_content(
            w, lambda data: data.replace(b"/P<</MCID 0>>BDC\n", b"/P<</MCID 0>>BDC\n/Artifact BMC\nEMC\n")
        ),
    ),
    ("ua-01-004", lambda w: change_content(w, within_artifact)),
    ("ua-01-005", append(b"0 0 m 1 1 l S")),
    ("ua-01-007", lambda w: put(w.root_object["/MarkInfo"], Suspects=YES)),
    ("ua-02-001", lambda w: put(elements(w, "Sect")[0], S=name("Kapitel"))),
    ("ua-02-003", circle_of_roles),
    ("ua-02-004", lambda w: put(w.root_object["/StructTreeRoot"], RoleMap=made(P=name("H1")))),
    ("tree-orphan", lambda w: put(elements(w, "P")[0], K=ArrayObject())),
    ("tree-lost", lambda w: elements(w, "P")[0]["/K"].append(NumberObject(999))),
    ("tree-double", lambda w: elements(w, "P")[1]["/K"].append(elements(w, "P")[0]["/K"][0])),
    ("tree-parents", swap_parents),
    ("tree-parent", lambda w: put(elements(w, "P")[0], P=elements(w, "L")[0].indirect_reference)),
    ("tree-broken", lambda w: elements(w, "L")[0]["/K"].append(document(w).indirect_reference)),
    ("tree-balance", append(b"EMC")),
    ("unread", append(b"/Artifact BMC\n" + b"0 0 m 1 1 l S\n" * 300_000 + b"EMC")),
    ("iso-type", lambda w: put(w.pages[0], Type=name("Seite"))),
    ("iso-type", lambda w: put(w.root_object, Type=name("Katalog"))),
    ("ua-06-001", lambda w: put(w.root_object["/Metadata"].get_object(), Subtype=name("TXT"))),
    ("ua-06-001", lambda w: w.root_object.__delitem__("/Metadata")),
    ("ua-06-002", change_xmp(b"<pdfuaid:part>1", b"<pdfuaid:part>2")),
    ("ua-06-003", change_xmp(b"dc:title", b"dc:source")),
    ("ua-07-001", lambda w: w.root_object.__delitem__("/ViewerPreferences")),
    ("ua-07-002", root(ViewerPreferences=made(DisplayDocTitle=NO))),
    ("ua-11-001 ua-11-002 ua-11-003 ua-11-004 ua-11-006", lambda w: w.root_object.__delitem__("/Lang")),
    ("ua-11-lang", root(Lang=TextStringObject("日本語"))),
    ("ua-09-004", lambda w: add_element(w, elements(w, "Table")[0], "P")),
    ("ua-09-005", lambda w: add_element(w, elements(w, "L")[0], "P")),
    ("ua-09-006", lambda w: add_element(w, document(w), "TOCI")),
    ("ua-09-007", lambda w: add_element(w, elements(w, "Ruby")[0], "RT")),
    ("ua-09-008", lambda w: add_element(w, document(w), "WT")),
    ("ua-13-004", lambda w: elements(w, "Figure")[0].__delitem__("/Alt")),
    ("ua-14-002", lambda w: put(elements(w, "H1")[0], S=name("H2"))),
    ("ua-14-003", lambda w: put(elements(w, "H2")[0], S=name("H3"))),
    ("ua-14-006 ua-14-007", two_headings),
    ("ua-15-003", lambda w: elements(w, "TH")[0].__delitem__("/A")),
    ("ua-7.5", lambda w: put(elements(w, "TD")[0], A=made(O=name("Table"), ColSpan=NumberObject(2)))),
    ("ua-7.5-header", no_headers),
    ("ua-16-001", lambda w: [one.__delitem__("/A") for one in elements(w, "L") if "Decimal" in str(one)]),
    ("ua-17-002", lambda w: add_element(w, document(w), "Formula")),
    ("ua-19-003", lambda w: add_element(w, document(w), "Note")),
    ("ua-19-004", notes_of_one_id),
    ("ua-28-002", lambda w: add_annotation(w, "Square", Contents=WORDS)),
    ("ua-28-002 ua-28-004", lambda w: add_annotation(w, "Square")),
    ("ua-28-005 ua-28-010", lambda w: add_annotation(w, "Widget")),
    ("ua-28-010", lambda w: add_annotation(w, "Widget", TU=WORDS)),
    ("ua-28-007", lambda w: add_annotation(w, "TrapNet")),
    ("ua-28-008", lambda w: w.pages[1].__delitem__("/Tabs")),
    ("ua-28-009", lambda w: put(w.pages[1], Tabs=name("R"))),
    ("ua-28-011", lambda w: add_annotation(w, "Link", Contents=WORDS)),
    ("ua-28-012", lambda w: w.pages[1]["/Annots"][0].get_object().__delitem__("/Contents")),
    (
        "ua-28-017 a-6.3.3",
        lambda w: put(w.pages[1]["/Annots"][0].get_object(), Subtype=name("PrinterMark")),
    ),
    ("ua-25-001", root(AcroForm=made(XFA=ArrayObject()))),
    ("a-6.3.1 ua-28-002", lambda w: add_annotation(w, "Movie", Contents=WORDS)),
    ("a-6.3.2", lambda w: put(w.pages[1]["/Annots"][0].get_object(), F=NumberObject(0))),
    ("a-6.3.3 ua-28-002", lambda w: add_annotation(w, "Square", drawn=False, Contents=WORDS)),
    ("a-6.4.1", root(AcroForm=made(NeedAppearances=YES))),
    ("a-6.5.1", root(OpenAction=made(S=name("JavaScript"), JS=TextStringObject("app.beep()")))),
    ("a-6.5.1", lambda w: w.pages[1]["/Annots"][0].get_object()["/A"].__delitem__("/S")),
    ("a-6.5.2", lambda w: put(w.pages[0], AA=made())),
    ("ua-10-001", lambda w: fonts(w)[0].__delitem__("/ToUnicode")),
    ("ua-31-001", lambda w: put(fonts(w)[0], Encoding=name("UniJIS-UTF16-H"))),
    ("ua-31-004", lambda w: put(cid_font(w), CIDToGIDMap=name("Other"))),
    ("ua-31-005", lambda w: cid_font(w).__delitem__("/CIDToGIDMap")),
    ("ua-31-006", lambda w: put(fonts(w)[0], Encoding=name("Fantasy-H"))),
    ("ua-31-009", lambda w: cid_font(w)["/FontDescriptor"].__delitem__("/FontFile2")),
    ("ua-31-010", lambda w: cid_font(w)["/FontDescriptor"]["/FontFile2"].get_object().set_data(b"no font")),
    ("ua-31-015", wrong_widths),
    ("ua-31-028", change_map(b"FFFE")),
    ("ua-31-030 ua-10-001", lambda w: change_content(w, glyph_zero)),
    ("a-6.2.11.2", lambda w: fonts(w)[0].__delitem__("/BaseFont")),
    ("a-6.2.11.7.3", change_map(b"E000")),
    (
        "a-6.2.3 a-6.2.4.3",
        lambda w: w.root_object["/OutputIntents"][0].get_object().__delitem__("/DestOutputProfile"),
    ),
    (
        "a-6.2.4.2 a-6.2.4.3",
        lambda w: put(
            w.root_object["/OutputIntents"][0]["/DestOutputProfile"].get_object(), N=NumberObject(4)
        ),
    ),
    ("a-6.2.4.3", lambda w: w.root_object.__delitem__("/OutputIntents")),
    ("a-6.2.4.3", append(b"0 0 0 1 k")),
    ("a-6.2.5", add_resource("ExtGState", made(TR=name("Identity")), b"/Extra gs")),
    ("a-6.2.6", append(b"/Beautiful ri")),
    ("a-6.2.8", add_resource("XObject", image(Interpolate=YES), b"/Extra Do")),
    ("a-6.2.9", add_resource("XObject", form(PS=NumberObject(1)), b"/Extra Do")),
    ("ua-30-001", add_resource("XObject", form(Ref=made()), b"/Extra Do")),
    ("ua-30-002", append(b"/Artifact BMC\nEMC")),
    ("a-6.2.10", add_resource("ExtGState", made(BM=name("Magic")), b"/Extra gs")),
    ("a-6.2.2", append(b"1 sparkle")),
    ("a-6.1.7.2", lambda w: w._add_object(stream(b"x", Filter=name("LZWDecode"))) and None),
    ("a-6.1.13", lambda w: put(w.pages[0], MediaBox=HUGE)),
    ("a-6.1.13", lambda w: put(w.pages[0], MediaBox=name("A4"))),
    ("a-6.6.2", lambda w: w.root_object["/Metadata"].get_object().set_data(b"<x")),
    (
        "a-6.6.2.3",
        change_xmp(b"<pdfuaid:part>", b'<own:note xmlns:own="http://example.jp/">a</own:note><pdfuaid:part>'),
    ),
    ("a-6.6.3", lambda w: w.add_metadata({"/Title": "別の題名"})),
    ("a-6.6.4", change_xmp(b"<pdfaid:part>2", b"<pdfaid:part>1")),
    ("a-6.8", lambda w: w._add_object(made(EF=made(), F=WORDS, UF=WORDS)) and None),
    ("ua-21-001 a-6.8", lambda w: w._add_object(made(Type=name("Filespec"), EF=made())) and None),
    ("ua-20-001", root(OCProperties=made(D=made()))),
    ("ua-20-003", root(OCProperties=made(D=made(Name=WORDS, AS=ArrayObject())))),
    ("a-6.10", lambda w: put(w.pages[0], PresSteps=made())),
    ("a-6.11", root(Requirements=ArrayObject())),
]

BYTES: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("a-6.1.2", lambda data: data.replace(b"%PDF-1.7", b"%PDF-2.0", 1)),
    ("a-6.1.3-id", lambda data: data.replace(b"/ID[<", b"/IX[<", 1)),
    ("a-6.1.3-end", lambda data: data + b"garbage"),
    ("a-6.1.7.1", lambda data: data.replace(b"/Length 2", b"/Length 1", 1)),
    ("a-6.1.9", lambda data: data.replace(b"\n3 0 obj\n", b"\n3 0 obj ", 1)),
]


def codes(found: list[Finding]) -> set[str]:
    return {finding.code for finding in found}


def tampered(pdf: bytes, tamper: Tamper) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    tamper(writer)
    writer.write(out := io.BytesIO())
    return out.getvalue()


def test_all_editions_conform(documents: dict[str, Document], plan: Plan, leaflet: Layout) -> None:
    shared = FontSet(charset(plan, leaflet))
    for district, one in documents.items():
        assert check_standards(render_pdf(one, shared)) == [], district


def test_all_editions_in_one_file_conform(documents: dict[str, Document]) -> None:
    named = list(documents.items())[:4]
    assert check_standards(render_merged(named, named[0][1])) == []


def test_writing_again_with_another_library_changes_nothing(pdf: bytes) -> None:
    assert check_standards(tampered(pdf, lambda writer: None)) == []


@pytest.mark.parametrize(("expected", "tamper"), TAMPERS, ids=[code for code, _ in TAMPERS])
def test_one_fault_gives_its_finding_and_no_other(pdf: bytes, expected: str, tamper: Tamper) -> None:
    if expected == "ua-30-002":
        content = form(b"/P<</MCID 0>>BDC\nEMC\n")
        tamper = add_resource("XObject", content, b"EMC\n/Extra Do\n/Extra Do\n/Artifact BMC")
    found = check_standards(tampered(pdf, tamper))
    assert codes(found) == set(expected.split())
    assert all(finding.message.endswith("。") and finding.hint and finding.clause for finding in found)


@pytest.mark.parametrize(("expected", "change"), BYTES, ids=[code for code, _ in BYTES])
def test_one_fault_in_the_syntax_gives_its_finding(
    pdf: bytes, expected: str, change: Callable[[bytes], bytes]
) -> None:
    assert change(pdf) != pdf
    assert codes(check_standards(change(pdf))) == {expected}


@pytest.mark.parametrize(
    ("allowed", "expected"), [(-1, {"a-6.1.3-encrypt"}), (-4096, {"a-6.1.3-encrypt", "ua-26-002"})]
)
def test_a_protected_file(pdf: bytes, allowed: int, expected: set[str]) -> None:
    from pypdf.constants import UserAccessPermissions

    def tamper(writer: PdfWriter) -> None:
        flags = UserAccessPermissions.all() if allowed == -1 else UserAccessPermissions.PRINT
        writer.encrypt("", "owner", permissions_flag=flags, algorithm="RC4-128")

    assert codes(check_standards(tampered(pdf, tamper))) == expected


def test_every_rule_is_tried() -> None:
    tried = {code for expected, _ in (*TAMPERS, *BYTES) for code in expected.split()}
    assert set(RULES) - tried == {"a-6.1.3-encrypt", "ua-26-002"}, "tried in the test of a protected file"


def test_a_role_mapped_to_a_standard_type_is_that_type(pdf: bytes) -> None:
    def tamper(writer: PdfWriter) -> None:
        put(writer.root_object["/StructTreeRoot"], RoleMap=made(Absatz=name("Text"), Text=name("P")))
        put(elements(writer, "P")[0], S=name("Absatz"))

    assert check_standards(tampered(pdf, tamper)) == []


def test_a_finding_says_where(pdf: bytes) -> None:
    (found,) = check_standards(tampered(pdf, lambda w: elements(w, "TH")[1].__delitem__("/A")))
    assert found.page == 2
    assert found.where == "Document > Table > TR > TH「障害者」"
    assert found.clause == "PDF/UA-1 7.5"


def test_findings_do_not_flood(pdf: bytes) -> None:
    def tamper(writer: PdfWriter) -> None:
        for paragraph in elements(writer, "P"):
            put(paragraph, S=name("TD"))

    found = [finding for finding in check_standards(tampered(pdf, tamper)) if finding.code == "ua-09-004"]
    assert len(found) == 13
    assert "ほかに" in "".join(finding.message for finding in found)
