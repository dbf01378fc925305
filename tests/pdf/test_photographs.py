"""A column's photograph, from the camera to paper, ear and screen, in the invented city."""

from __future__ import annotations

import re
import shutil
from base64 import b64decode
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import pypdf
import pytest
from click.testing import CliRunner
from PIL import Image
from pypdf.generic import DecodedStreamObject, NameObject

import handbook
from handbook.check import check_pdf
from handbook.cli import main
from handbook.edition import Edition
from handbook.fingerprint import fingerprint
from handbook.layout import Layout
from handbook.pdf import render_merged, render_pdf
from handbook.pictures import Photograph
from handbook.plan import Plan
from handbook.preview import page_images
from handbook.provenance import provenance
from handbook.readback.pdffile import PdfFile
from handbook.readback.strict import StrictObjects
from handbook.resources import bundled
from handbook.sheet_code import sheet_code
from handbook.twins import render_html, render_text

PLAIN = Path(__file__).parents[1] / "city" / "plain.yaml"
ALT, CAPTION, CREDIT = (
    "集会所の前で、四人が笑っている",
    "朝市のあと（令和7年10月）",
    "撮影：見本市社会福祉協議会",
)
PHOTO = f"photo: {{file: a.jpg, alt: {ALT}, caption: {CAPTION}, credit: {CREDIT}, consent: true}}\n"
SKY, GRASS = (90, 160, 230), (70, 120, 50)


def taken(path: Path, above: tuple[int, int, int] = SKY, size: tuple[int, int] = (2400, 1600)) -> None:
    image = Image.new("RGB", size, above)
    image.paste(GRASS, (0, size[1] // 2, size[0] // 3, size[1]))
    noise = Image.merge("RGB", [Image.effect_noise(size, 30) for _ in "RGB"])
    Image.blend(image, noise, 0.1).save(path, quality=90)


class City(NamedTuple):
    folder: Path
    plan: Plan
    layouts: dict[str, Layout]

    @property
    def east(self) -> Edition:
        return handbook.select(self.plan, "東")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    root = tmp_path_factory.mktemp("city")
    folder = Path(shutil.copytree(bundled("data") / "mihon", root / "mihon"))
    taken(folder / "columns" / "a.jpg")
    with (folder / "columns" / "asagao-cafe.yaml").open("a", encoding="utf-8") as file:
        file.write(PHOTO)
    layouts = {"none": handbook.load_layout(PLAIN)}
    for name in ("above", "beside"):
        path = root / f"{name}.yaml"
        text = PLAIN.read_text(encoding="utf-8").replace("most: 1", f"most: 1\n        photo: {name}")
        path.write_text(text, encoding="utf-8")
        layouts[name] = handbook.load_layout(path)
    return City(folder, handbook.load_plan(folder), layouts)


@pytest.fixture(scope="module")
def pdf(city: City) -> bytes:
    return render_pdf(handbook.compose(city.east, city.layouts["beside"]))


def images(reader: pypdf.PdfReader) -> dict[int, Any]:
    """Object number → image."""
    named = [one for page in reader.pages for one in page["/Resources"].get("/XObject", {}).values()]
    found = {one.idnum: one.get_object() for one in named}
    return {number: one for number, one in found.items() if one["/Subtype"] == "/Image"}


@pytest.mark.parametrize("name", ["above", "beside"])
def test_it_stands_on_paper_as_it_was_taken(city: City, name: str) -> None:
    layout = city.layouts[name]
    pdf = render_pdf(handbook.compose(city.east, layout))
    assert check_pdf(pdf, city.east, layout, seen=True) == []
    (image,) = images(pypdf.PdfReader(BytesIO(pdf))).values()
    assert image["/Filter"] == "/DCTDecode"
    assert "/DecodeParms" not in image
    (box,) = [one for page in handbook.readback.read_back(pdf).pages for one in page.images]
    assert 250 < image["/Width"] / (box.right - box.left) * 72 <= 300
    assert image["/Height"] / image["/Width"] == pytest.approx(2 / 3, abs=0.01)
    page = page_images(pdf, 72)[1]
    for (x, y), colour in (((0.5, 0.2), SKY), ((0.1, 0.8), GRASS), ((0.8, 0.8), SKY)):
        place = (box.left + x * (box.right - box.left), box.top + y * (box.bottom - box.top))
        seen = page.getpixel((round(place[0]), round(place[1])))
        assert isinstance(seen, tuple)
        assert all(abs(a - b) < 40 for a, b in zip(seen, colour, strict=True))


def test_the_same_bytes_each_time(city: City, pdf: bytes) -> None:
    again = handbook.load_plan(city.folder)
    assert render_pdf(handbook.compose(handbook.select(again, "東"), city.layouts["beside"])) == pdf


def test_who_does_not_see_it_is_told(city: City, pdf: bytes) -> None:
    tree = handbook.readback.read_back(pdf).tree
    assert tree is not None
    found: list[Any] = []
    waiting = list(tree.top)
    while waiting:
        element = waiting.pop(0)
        waiting += element.elements()
        found.append(element)
    (figure,) = [one for one in found if one.standard == "Figure" and one.alt == ALT]
    (group,) = [one for one in found if figure in one.elements()]
    assert [one.standard for one in group.elements()] == ["Figure", "Caption"]
    document = handbook.compose(city.east, city.layouts["beside"])
    text = render_text(document)
    assert f"（写真：{ALT}）\n{CAPTION}\n{CREDIT}\n" in text
    html = render_html(document)
    (shown,) = re.findall(
        r'<figure class="photo">\n(<img [^>]*>)\n<figcaption>(.*?)</figure>', html, re.DOTALL
    )
    assert f'alt="{ALT}"' in shown[0]
    assert CAPTION in shown[1]
    assert CREDIT in shown[1]
    data = re.search(r'src="data:image/jpeg;base64,([^"]+)"', shown[0])
    assert data is not None
    assert Image.open(BytesIO(b64decode(data[1]))).width < 1000
    assert "img-src data:" in html


def test_our_file_stays_simple_to_read_back(pdf: bytes) -> None:
    """Without pypdf, which would cost a build ten times the time."""
    strict = PdfFile(StrictObjects(pdf), pdf)
    for number in images(pypdf.PdfReader(BytesIO(pdf))):
        entries = strict.dictionary(handbook.readback.objects.Reference(number, 0))
        assert entries["Filter"] == "DCTDecode"


def test_a_merged_file_holds_it_once(city: City) -> None:
    layout = city.layouts["beside"]
    named = [(name, handbook.compose(handbook.select(city.plan, name), layout)) for name in ("東", "浜辺")]
    reader = pypdf.PdfReader(BytesIO(render_merged(named, named[0][1])))
    assert len(images(reader)) == 1


def spoiled(pdf: bytes, operators: str) -> bytes:
    """The file with something drawn over the second page."""
    writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(BytesIO(pdf)))
    made = DecodedStreamObject()
    contents = writer.pages[1].get_contents()
    assert contents is not None
    made.set_data(contents.get_data() + f"\n/Artifact BMC q {operators} Q EMC\n".encode())
    writer.pages[1][NameObject("/Contents")] = writer._add_object(made)
    writer.write(out := BytesIO())
    return out.getvalue()


def test_the_check_holds_the_paper_to_it(city: City, pdf: bytes) -> None:
    layout = city.layouts["beside"]
    codes = lambda pdf, edition=city.east, layout=layout: {  # noqa: E731
        one.code for one in check_pdf(pdf, edition, layout, seen=True)
    }
    (box,) = [one for page in handbook.readback.read_back(pdf).pages for one in page.images]
    height = box.bottom - box.top
    over = f"1 g {box.left + 20} {841.9 - box.bottom} {40} {height} re f"
    assert codes(spoiled(pdf, over)) == {"not-as-drawn"}
    drawn = pypdf.PdfReader(BytesIO(pdf)).pages[1].get_contents()
    assert drawn is not None
    (name,) = re.findall(r"/(Image\w+) Do", drawn.get_data().decode("latin-1"))
    above = f"30 0 0 30 {box.left - 200} {841.9 - box.top - 30} cm /{name} Do"
    assert "hidden-text" in codes(spoiled(pdf, above))
    without = render_pdf(handbook.compose(city.east, city.layouts["none"]))
    assert {"missing-picture", "not-heard", "missing-text"} <= codes(without)
    other = city.folder.parent / "other.jpg"
    taken(other, (200, 60, 50))
    assert codes(pdf, _with(city, other)) == {"not-as-drawn"}


def _with(city: City, path: Path) -> Edition:
    """The edition if the column's photograph were this one."""
    folder = Path(shutil.copytree(city.folder, path.with_suffix("")))
    shutil.copy(path, folder / "columns" / "a.jpg")
    return handbook.select(handbook.load_plan(folder), "東")


def test_a_new_photograph_is_a_new_sheet(city: City, tmp_path: Path) -> None:
    """`diff` says so in words, `build` makes the districts anew that show it, the code is another."""
    folder = Path(shutil.copytree(city.folder, tmp_path / "mihon"))
    layout, out = str(city.layouts["beside"].file), str(tmp_path / "out")
    run = lambda *words: CliRunner().invoke(main, list(words), prog_name="handbook")  # noqa: E731
    assert run("build", "--data", str(folder), "--layout", layout, "--out", out).exit_code == 0
    assert run("diff", out, "--data", str(folder), "--layout", layout).exit_code == 0
    taken(folder / "columns" / "a.jpg", (200, 60, 50))
    told = run("diff", out, "--data", str(folder), "--layout", layout)
    assert told.exit_code == 1
    assert "事例「朝市のあとの、お茶の時間」の写真が変わりました" in told.output
    assert "刷り直す地区版: 2部" in told.output
    again = run("build", "--data", str(folder), "--layout", layout, "--out", out)
    assert "2部を" in again.output
    new = handbook.select(handbook.load_plan(folder), "東")
    beside = city.layouts["beside"]
    assert sheet_code(new, beside) != sheet_code(city.east, beside)
    assert sheet_code(new, city.layouts["none"]) == sheet_code(city.east, city.layouts["none"])
    documents = [handbook.compose(edition, beside) for edition in (city.east, new)]
    assert fingerprint(documents[0]) != fingerprint(documents[1])


def test_a_layout_that_prints_no_photographs_says_so(city: City, tmp_path: Path) -> None:
    run = lambda *words: CliRunner().invoke(main, list(words), prog_name="handbook")  # noqa: E731
    data, plain = ("--data", str(city.folder)), ("--layout", str(PLAIN))
    told = run("validate", *data, *plain)
    assert told.exit_code == 0
    assert re.search("「朝市のあとの、お茶の時間」の写真は、.*東、浜辺.*の紙面に載りません", told.output)
    made = run("build", "東", *data, *plain, "--out", str(tmp_path / "out"))
    assert "事例の写真1枚は、plain の紙面に載りません: 「朝市のあとの、お茶の時間」" in made.output
    shown = run("validate", *data, "--layout", str(city.layouts["beside"].file))
    assert "写真は" not in shown.output


def own(city: City, folder: Path, options: str) -> tuple[Layout, handbook.Document]:
    """The city's edition in a layout of which the block `picture` has these options."""
    block = f"      - {{block: picture, {options}}}\n      - {{block: contacts"
    text = PLAIN.read_text(encoding="utf-8").replace("      - {block: contacts", block)
    path = folder / "own.yaml"
    path.write_text(text, encoding="utf-8")
    layout = handbook.load_layout(path)
    return layout, handbook.compose(city.east, layout)


def test_a_layouts_own_photograph(city: City, tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    path = tmp_path / "pictures" / "town.JPG"
    taken(path, size=(600, 900))
    town = "file: town.JPG, alt: 町の遠景, width: 30mm, caption: 町を望む"
    with pytest.raises(handbook.InputError, match="写っている人の同意"):
        own(city, tmp_path, town)
    with pytest.raises(handbook.InputError, match=r"飾りの絵「town[.]JPG」に、説明"):
        own(city, tmp_path, town.replace("alt: 町の遠景", "decoration: true"))
    layout, document = own(city, tmp_path, f"{town}, consent: true")
    pdf = render_pdf(document)
    assert check_pdf(pdf, city.east, layout, seen=True) == []
    assert len(images(pypdf.PdfReader(BytesIO(pdf)))) == 1
    redrawn = replace(layout, pictures={**layout.pictures, "town.JPG": _other(layout.pictures["town.JPG"])})
    assert provenance(redrawn) != provenance(layout)
    path.write_bytes(b"GIF89a")
    with pytest.raises(handbook.InputError, match=r"own.yaml:\d+:\d+: 写真「town.JPG」：GIFです"):
        own(city, tmp_path, f"{town}, consent: true")


def test_few_greys_lose_nothing_on_the_way(city: City, tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    image = Image.new("L", (90, 60), 90)
    image.paste(200, (30, 10, 60, 50))
    image.save(tmp_path / "pictures" / "mark.png")
    layout, document = own(city, tmp_path, "file: mark.png, decoration: true, width: 30mm, consent: true")
    pdf = render_pdf(document)
    assert check_pdf(pdf, city.east, layout, seen=True) == []
    (found,) = images(pypdf.PdfReader(BytesIO(pdf))).values()
    assert (found["/ColorSpace"], found["/Width"], found["/Height"]) == ("/DeviceGray", 90, 60)
    assert found.get_data() == image.tobytes()
    assert '<img alt="" ' in render_html(document)
    assert conforms(pdf)


def conforms(pdf: bytes) -> bool:
    page = pytest.importorskip(
        "page", reason="page-validation (PyPI) is not installed: conformance was not checked"
    )
    profiles = (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_2A)
    return all(page.validate_pdf_bytes(pdf, profile=profile).is_compliant for profile in profiles)


def test_a_file_with_photographs_keeps_the_standards(pdf: bytes) -> None:
    assert conforms(pdf)


def _other(picture: object) -> Photograph:
    assert isinstance(picture, Photograph)
    return replace(picture, data=picture.data + b"\0")
