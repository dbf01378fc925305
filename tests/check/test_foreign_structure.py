"""The standards and the speaker on others' PDFs, on damaged and on hostile ones: words, in bounded time."""

from __future__ import annotations

import contextlib
import io
import random
import time
import zlib
from collections.abc import Iterator

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from handbook.check.speech import speak
from handbook.check.standards import check_standards
from handbook.readback import ReadBackError
from handbook.readback.anatomy import dissect
from handbook.readback.structure import StructureElement
from handbook.resources import bundled

SECONDS = 10
"""Most time that any file may take here; real ones take some 50 ms."""


def codes(data: bytes) -> set[str]:
    began = time.perf_counter()
    found = check_standards(data)
    assert time.perf_counter() - began < SECONDS
    assert len(found) < 500
    assert all(finding.message for finding in found)
    return {finding.code for finding in found}


def spoken(data: bytes) -> str:
    return "\n".join(speak(data))


def typst_pdf(source: str, **options: object) -> bytes:
    typst = pytest.importorskip("typst")
    text = f'#set document(title: "題名")\n#set text(lang: "ja", font: "BIZ UDPGothic")\n{source}'
    done: bytes = typst.compile(text.encode(), font_paths=[str(bundled("fonts"))], **options)
    return done


def pdf_of(*objects: str | bytes, root: int = 1) -> bytes:
    """A file of numbered objects, without anything that was not asked for."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        data = body if isinstance(body, bytes) else body.encode("latin-1")
        out += b"%d 0 obj\n" % number + data + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for offset in offsets:
        out += b"%010d 00000 n \n" % offset
    out += b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, root, start)
    return bytes(out)


PAGE = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/StructParents 0>>"


def tagged(*elements: str, tree: str = "/K 5 0 R", page: str = PAGE) -> bytes:
    """A tagged file; its structure tree's root is object 4, `elements` are objects from 5 on."""
    return pdf_of(
        "<</Type/Catalog/Pages 2 0 R/StructTreeRoot 4 0 R/MarkInfo<</Marked true>>/Lang(ja)>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        page,
        f"<</Type/StructTreeRoot{tree}>>",
        *elements,
    )


def test_reportlab_as_it_comes() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    canvas.drawString(60, 700, "Hello")
    canvas.linkURL("https://example.jp/", (60, 700, 90, 712))
    canvas.save()
    found = codes(out.getvalue())
    assert {"ua-7.1", "ua-01-005", "ua-06-001", "ua-07-001", "ua-11-001", "ua-28-011", "ua-31-009"} <= found
    assert "タグがありません" in spoken(out.getvalue())
    assert "Hello" in spoken(out.getvalue())


def test_a_scan() -> None:
    out = io.BytesIO()
    Image.new("RGB", (100, 140), "white").save(out, "PDF")
    found = codes(out.getvalue())
    assert {"ua-7.1", "ua-01-005", "a-6.2.4.3", "a-6.1.3-id"} <= found
    assert "ua-11-001" not in found, "there is no text whose language could be unknown"
    assert "読み上げる文字がありません" in spoken(out.getvalue())


def test_typst_with_tags() -> None:
    pdf = typst_pdf("= 見出し\n== 二\n- 一\n- 二\n", pdf_standards=["ua-1"])
    assert codes(pdf) == {"a-6.6.4", "a-6.6.2.3"}, "it claims PDF/UA alone"
    assert speak(pdf)[2:] == (
        "見出しレベル1：見出し",
        "見出しレベル2：二",
        "箇条書き、2項目",
        "項目：一",
        "項目：二",
        "箇条書きの終わり",
        "文書の終わり",
    )


def test_typst_for_archives() -> None:
    assert codes(typst_pdf("= 見出し\n本文", pdf_standards=["a-2a"])) == {"ua-06-002", "ua-07-001"}


def test_typst_without_tags() -> None:
    assert "ua-7.1" in codes(typst_pdf("= 見出し", pdf_tags=False) if _has_tag_switch() else typst_old())


def _has_tag_switch() -> bool:
    try:
        typst_pdf("a", pdf_tags=False)
    except TypeError:
        return False
    return True


def typst_old() -> bytes:
    """The tags taken out again."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(typst_pdf("= 見出し"))))
    for key in ("/StructTreeRoot", "/MarkInfo"):
        writer.root_object.pop(key, None)
    writer.write(out := io.BytesIO())
    return out.getvalue()


def test_encrypted_with_a_password(pdf: bytes) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(out := io.BytesIO())
    assert codes(out.getvalue()) == {"encrypted"}
    with pytest.raises(ReadBackError, match="パスワード"):
        speak(out.getvalue())


@pytest.mark.parametrize("share", [0.0, 0.01, 0.2, 0.5, 0.8, 0.95, 0.999])
def test_cut_off(pdf: bytes, share: float) -> None:
    assert codes(pdf[: int(len(pdf) * share)])


@pytest.mark.parametrize("seed", range(12))
def test_bytes_changed_at_random(pdf: bytes, seed: int) -> None:
    rng = random.Random(seed)
    data = bytearray(pdf)
    for _ in range(40):
        data[rng.randrange(len(data))] = rng.randrange(256)
    codes(bytes(data))
    with contextlib.suppress(ReadBackError):
        speak(bytes(data))


def test_no_file(tmp_path: object) -> None:
    assert [finding.code for finding in check_standards(f"{tmp_path}/a.pdf")] == ["not-found"]


def test_a_tree_that_bites_its_own_tail() -> None:
    pdf = tagged("<</S/Document/P 4 0 R/K[6 0 R]>>", "<</S/Sect/P 5 0 R/K[5 0 R 6 0 R]>>")
    assert "tree-broken" in codes(pdf)
    assert spoken(pdf).endswith("文書の終わり")


def test_a_tree_of_endless_depth() -> None:
    chain = [f"<</S/Div/P {number - 1} 0 R/K[{number + 1} 0 R]>>" for number in range(5, 3005)]
    assert "tree-broken" in codes(tagged(*chain, "<</S/P>>"))


@pytest.mark.parametrize(
    "role", ["Div", "P", "Span", "L", "LI", "LBody", "Table", "TR", "TD", "Ruby", "RT", "Note"]
)
def test_any_role_in_itself_without_end_can_be_spoken(role: str) -> None:
    chain = [f"<</S/{role}/P {number - 1} 0 R/K[{number + 1} 0 R]>>" for number in range(5, 505)]
    assert spoken(tagged(*chain, "<</S/P/ActualText(x)>>")).endswith("文書の終わり")


def test_a_text_that_is_held_a_hundred_thousand_times_is_not_said_so_often() -> None:
    content = "/P<</MCID 0>>BDC\nBT /F 9 Tf (" + "a" * 20_000 + ") Tj ET\nEMC"
    pdf = tagged(
        "<</S/P/P 4 0 R/Pg 3 0 R/K[" + "0 " * 9_000 + "]>>",
        f"<</Length {len(content)}>>\nstream\n{content}\nendstream",
        page="<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 6 0 R/Resources<</Font<</F"
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
    )
    assert 900_000 < len(spoken(pdf)) < 1_100_000


def test_a_tree_of_endless_breadth() -> None:
    kids = " ".join(["0"] * 300_000)
    # The parser itself refuses arrays of this length, or the tree's reader does.
    found = codes(tagged(f"<</S/Document/P 4 0 R/Pg 3 0 R/K[{kids}]>>"))
    assert found & {"tree-broken", "unread"}
    shared = " ".join(["6 0 R"] * 60)
    many = [f"<</S/Div/P 5 0 R/Pg 3 0 R/K[{' '.join(map(str, range(9000)))}]>>" for _ in range(30)]
    numbers = " ".join(f"{number} 0 R" for number in range(6, 36))
    found = codes(tagged(f"<</S/Document/P 4 0 R/K[{numbers} {shared}]>>", *many))
    assert "tree-broken" in found


def test_a_parent_tree_and_a_role_map_in_circles() -> None:
    pdf = tagged(
        "<</S/Foo/P 4 0 R>>",
        "<</Kids[6 0 R 6 0 R]>>",
        tree="/K 5 0 R/ParentTree 6 0 R/RoleMap<</Foo/Bar/Bar/Foo>>",
    )
    assert {"ua-02-003", "tree-broken"} <= codes(pdf)


def test_spans_of_millions() -> None:
    cell = "<</S/TD/P 6 0 R/A<</O/Table/RowSpan 2000000000/ColSpan 2000000000>>>>"
    pdf = tagged("<</S/Table/P 4 0 R/K[6 0 R]>>", f"<</S/TR/P 5 0 R/K[{cell}{cell}]>>")
    assert "ua-7.5-header" in codes(pdf)


def test_structure_that_is_no_structure() -> None:
    pdf = tagged(
        "[1 2 (a) /B null 99 0 R <</S 5/K(x)/A[[]]/Alt/N>>]", tree="/K[5 0 R 7 true]/ParentTree 5 0 R"
    )
    codes(pdf)
    assert spoken(pdf)


def test_xml_that_would_expand_without_end() -> None:
    bomb = (
        b'<!DOCTYPE a [<!ENTITY b "'
        + b"x" * 99
        + b'">'
        + b"".join(b'<!ENTITY c%d "&c%d;&c%d;">' % (n + 1, n, n) for n in range(60))
        + b"]><a>&c60;</a>"
    )
    pdf = pdf_of(
        "<</Type/Catalog/Pages 2 0 R/Metadata 3 0 R>>",
        "<</Type/Pages/Kids[]/Count 0>>",
        b"<</Type/Metadata/Subtype/XML/Length %d>>\nstream\n" % len(bomb) + bomb + b"\nendstream",
    )
    assert "a-6.6.2" in codes(pdf)


def test_forms_that_draw_each_other() -> None:
    forms: list[str] = []
    for level in range(10):
        following = 5 + (level + 1) % 10
        body = "/F Do\n" * 100
        entries = f"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F {following} 0 R>>>>"
        forms.append(f"<<{entries}/Length {len(body)}>>\nstream\n{body}\nendstream")
    pdf = pdf_of(
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>",
        "<</Length 5>>\nstream\n/F Do\nendstream",
        *forms,
    )
    assert "unread" in codes(pdf)


def test_a_bomb_of_content_and_ten_thousand_pages() -> None:
    data = zlib.compress(b"/P<</MCID 0>>BDC 0 0 m 1 1 l S EMC\n" * 3_000_000, 9)
    pdf = pdf_of(
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[" + "3 0 R " * 10_000 + "]/Count 10000>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        b"<</Filter/FlateDecode/Length %d>>\nstream\n" % len(data) + data + b"\nendstream",
    )
    assert "unread" in codes(pdf)


def elements(file_bytes: bytes) -> Iterator[tuple[StructureElement, tuple[StructureElement, ...]]]:
    tree = dissect(file_bytes).tree
    assert tree is not None
    return tree.walk()


def test_the_tree_of_an_edition_is_read_as_it_was_written(pdf: bytes) -> None:
    file = dissect(pdf)
    found = [(element.standard, len(above), file.words(element)) for element, above in elements(pdf)]
    assert found[0][:2] == ("Document", 0)
    assert ("H1", 1, "浮島校区版") in found, "readings stand beside their base, not in it"
    assert ("TH", 3, "高齢者") in found
    rows = [element for element, _ in elements(pdf) if element.standard == "TH"]
    assert [row.attributes for row in rows] == [{"Scope": "Row"}] * 4
    assert {element.page for element, _ in elements(pdf) if element.standard == "TR"} == {2}
    figures = [element for element, _ in elements(pdf) if element.standard == "Figure"]
    assert [figure.alt for figure in figures][:1] == ["10人のうち2人を塗った人の絵"]
    assert all(len(figure.attributes["BBox"]) == 4 for figure in figures)  # type: ignore[arg-type]
