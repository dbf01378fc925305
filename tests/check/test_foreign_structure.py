"""What is heard of others' PDFs, of damaged and hostile ones: words, in bounded time; and the tree itself."""

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
from handbook.readback import ReadBackError, read_back
from handbook.readback.structure import Content, StructureElement
from handbook.resources import bundled

SECONDS = 10
"""Most processor time that any file may take here; real ones take some 10 ms."""


def spoken(data: bytes) -> str:
    began = time.process_time()
    try:
        return "\n".join(speak(data))
    finally:
        assert time.process_time() - began < SECONDS


def refused(data: bytes) -> str:
    """Why nothing is said of a file."""
    with pytest.raises(ReadBackError) as caught:
        spoken(data)
    return caught.value.code


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


BROKEN = "タグが壊れているか多すぎるため、読めないところがあります"


def test_reportlab_as_it_comes() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    canvas.drawString(60, 700, "Hello")
    canvas.linkURL("https://example.jp/", (60, 700, 90, 712))
    canvas.save()
    assert "タグがありません" in spoken(out.getvalue())
    assert "Hello" in spoken(out.getvalue())


def test_a_scan() -> None:
    out = io.BytesIO()
    Image.new("RGB", (100, 140), "white").save(out, "PDF")
    assert "読み上げる文字がありません" in spoken(out.getvalue())


def test_typst_with_tags() -> None:
    pdf = typst_pdf("= 見出し\n== 二\n- 一\n- 二\n", pdf_standards=["ua-1"])
    assert speak(pdf)[2:] == (
        "見出しレベル1：見出し",
        "見出しレベル2：二",
        "箇条書き、2項目",
        "項目：一",
        "項目：二",
        "箇条書きの終わり",
        "文書の終わり",
    )


def test_encrypted_with_a_password(pdf: bytes) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(out := io.BytesIO())
    assert refused(out.getvalue()) == "encrypted"


@pytest.mark.parametrize("share", [0.0, 0.01, 0.2, 0.5, 0.8, 0.95, 0.999])
def test_cut_off(pdf: bytes, share: float) -> None:
    with contextlib.suppress(ReadBackError):
        assert spoken(pdf[: int(len(pdf) * share)])


@pytest.mark.parametrize("seed", range(12))
def test_bytes_changed_at_random(pdf: bytes, seed: int) -> None:
    rng = random.Random(seed)
    data = bytearray(pdf)
    for _ in range(40):
        data[rng.randrange(len(data))] = rng.randrange(256)
    with contextlib.suppress(ReadBackError):
        assert spoken(bytes(data))


def test_no_file(tmp_path: object) -> None:
    with pytest.raises(ReadBackError, match="見つかりません"):
        speak(f"{tmp_path}/a.pdf")


def test_a_tree_that_bites_its_own_tail() -> None:
    pdf = tagged("<</S/Document/P 4 0 R/K[6 0 R]>>", "<</S/Sect/P 5 0 R/K[5 0 R 6 0 R]>>")
    assert spoken(pdf).endswith(f"{BROKEN}\n文書の終わり")


def test_a_tree_of_endless_depth() -> None:
    chain = [f"<</S/Div/P {number - 1} 0 R/K[{number + 1} 0 R]>>" for number in range(5, 3005)]
    assert BROKEN in spoken(tagged(*chain, "<</S/P>>"))


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
    with contextlib.suppress(ReadBackError):  # the parser itself may refuse arrays of this length
        assert BROKEN in spoken(tagged(f"<</S/Document/P 4 0 R/Pg 3 0 R/K[{kids}]>>"))
    shared = " ".join(["6 0 R"] * 60)
    many = [f"<</S/Div/P 5 0 R/Pg 3 0 R/K[{' '.join(map(str, range(9000)))}]>>" for _ in range(30)]
    numbers = " ".join(f"{number} 0 R" for number in range(6, 36))
    assert BROKEN in spoken(tagged(f"<</S/Document/P 4 0 R/K[{numbers} {shared}]>>", *many))


def test_a_role_map_in_circles() -> None:
    pdf = tagged("<</S/Foo/P 4 0 R/ActualText(x)>>", tree="/K 5 0 R/RoleMap<</Foo/Bar/Bar/Foo>>")
    assert spoken(pdf).endswith("x\n文書の終わり")


def test_structure_that_is_no_structure() -> None:
    pdf = tagged("[1 2 (a) /B null 99 0 R <</S 5/K(x)/A[[]]/Alt/N>>]", tree="/K[5 0 R 7 true]")
    assert spoken(pdf)


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
    assert refused(pdf) == "too-large"


def test_a_bomb_of_content_and_ten_thousand_pages() -> None:
    data = zlib.compress(b"/P<</MCID 0>>BDC 0 0 m 1 1 l S EMC\n" * 3_000_000, 9)
    for pages in (1, 10_000):
        pdf = pdf_of(
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[" + "3 0 R " * pages + f"]/Count {pages}>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
            b"<</Filter/FlateDecode/Length %d>>\nstream\n" % len(data) + data + b"\nendstream",
        )
        assert refused(pdf) == "too-large"


# The tree


def words(element: StructureElement) -> str:
    """The characters in an element, readings of ruby left out."""
    return "".join(
        kid.text if isinstance(kid, Content) else words(kid)
        for kid in element.kids
        if isinstance(kid, Content)
        or (isinstance(kid, StructureElement) and kid.standard not in ("RT", "RP"))
    )


def walk(elements: tuple[StructureElement, ...], deep: int = 0) -> Iterator[tuple[StructureElement, int]]:
    for element in elements:
        yield element, deep
        yield from walk(element.elements(), deep + 1)


def test_the_tree_of_an_edition_is_read_as_it_was_written(pdf: bytes) -> None:
    file = read_back(pdf)
    tree = file.tree
    assert tree is not None
    assert tree.whole
    elements = list(walk(tree.top))
    found = [(element.standard, deep, words(element)) for element, deep in elements]
    assert found[0][:2] == ("Document", 0)
    assert ("H1", 1, "浮島校区版") in found, "readings stand beside their base, not in it"
    assert ("TH", 3, "高齢者") in found
    assert {element.page for element, _ in elements if element.standard == "TR"} == {1}
    figures = [element for element, _ in elements if element.standard == "Figure"]
    assert [figure.alt for figure in figures][:1] == ["10人のうち2人を塗った人の絵"]
    tagged_text = sum(len(run.text) for page in file.pages for run in page.runs if run.mcid is not None)
    assert sum(len(words(top)) for top in tree.top) > 0.9 * tagged_text


def test_content_of_forms_and_words_instead_of_content_are_found() -> None:
    """Numbers of marked content count in a form apart; ActualText in content says what is heard."""
    form = "/P<</MCID 0>>BDC BT /F 9 Tf (form) Tj ET EMC"
    content = "/P<</MCID 0>>BDC BT /F 9 Tf (page) Tj ET EMC /X Do "
    content += "/P<</MCID 1/ActualText(said)>>BDC BT (x) Tj ET EMC"
    font = "/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
    pdf = tagged(
        "<</S/Document/P 4 0 R/Pg 3 0 R/K[6 0 R 7 0 R 8 0 R]>>",
        "<</S/P/P 5 0 R/K[<</Type/MCR/MCID 0/Stm 10 0 R>>]>>",
        "<</S/P/P 5 0 R/K 0>>",
        "<</S/P/P 5 0 R/K[1]>>",
        f"<</Length {len(content)}>>\nstream\n{content}\nendstream",
        f"<</Type/XObject/Subtype/Form/BBox[0 0 99 99]/Resources<<{font}>>/Length {len(form)}>>"
        f"\nstream\n{form}\nendstream",
        page="<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 9 0 R"
        f"/Resources<<{font}/XObject<</X 10 0 R>>>>>>",
    )
    assert speak(pdf)[2:-1] == ("form", "page", "said")
