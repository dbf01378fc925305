"""What a site holds and says: its PDFs' facts, no dead link, nothing from elsewhere, any city's words."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from jsonschema import Draft7Validator
from PIL import Image

import handbook
from handbook.errors import InputError
from handbook.load.site import LONGEST
from handbook.pictures import photograph
from handbook.plan import Photo
from handbook.readback import read_back
from handbook.site import Site
from handbook.web import record

ADDRESS = "https://www.example.jp/plan/"
NUMBER = re.compile(r"0\d{1,4}-\d{1,4}-\d{4}")
KURUME = re.compile("校区|久留米|くるめ|概要版|社協")


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words += data

    def all(self, name: str) -> list[str]:
        """Every value of an attribute."""
        return [str(attrs[name]) for _, attrs in self.tags if name in attrs]


def read(path: Path) -> _Page:
    return _Page(path.read_text(encoding="utf-8"))


def pages(site: Path) -> dict[str, _Page]:
    return {path.name: read(path) for path in sorted(site.glob("*.html"))}


def districts(site: Path) -> list[dict]:
    return json.loads((site / "districts.json").read_text(encoding="utf-8"))["districts"]


def test_it_holds_a_page_and_a_pdf_for_each_district(site, few):
    own = {f"{district.slug}.html" for district in few.districts}
    fixed = {"index.html", "404.html"}
    assert {path.name for path in site.glob("*.html")} == own | fixed
    assert len(list(site.glob("pdf/leaflet/*.pdf"))) == len(few.districts)
    for told in districts(site):
        (pdf,) = told["pdfs"]
        data = (site / unquote(pdf["file"])).read_bytes()
        assert pdf["bytes"] == len(data)
        assert pdf["pages"] == len(read_back(data).pages) == 2
        shown = read(site / told["page"]).words
        assert f"PDF 2ページ・{round(len(data) / 1024)}KB" in shown


def test_a_page_says_the_numbers_of_its_pdf_and_dials_them(site):
    for told in districts(site):
        pdf = read_back(site / unquote(told["pdfs"][0]["file"]))
        runs = [run.text for page in pdf.pages for run in page.runs]
        printed = set(NUMBER.findall("".join(runs)))
        page = read(site / told["page"])
        assert set(NUMBER.findall(page.words)) == printed
        dialled = [href.removeprefix("tel:+81") for href in page.all("href") if href.startswith("tel:")]
        desks = [desk["phone"] for desk in told["desks"]]
        assert [f"0{number}" for number in dialled][: len(desks)] == [one.replace("-", "") for one in desks]
        assert set(desks) <= printed


def test_no_link_is_dead_and_nothing_comes_from_elsewhere(site):
    shown = pages(site)
    for name, page in shown.items():
        ids = page.all("id")
        assert len(set(ids)) == len(ids), name
        for tag, attrs in page.tags:
            assert tag not in ("iframe", "object", "embed", "style", "base"), name
            assert "style" not in attrs, name
            assert not any(key.startswith("on") for key in attrs), name
            target = attrs.get("href") or attrs.get("src")
            if not target or target.startswith(("tel:", "mailto:")):
                continue
            whole = urljoin(ADDRESS + name, target)
            if not whole.startswith(ADDRESS):
                assert (tag, urlsplit(target).scheme) == ("a", "https"), (name, target)
                continue
            path, _, anchor = whole.removeprefix(ADDRESS).partition("#")
            file = unquote(path) or "index.html"
            assert (site / file).is_file(), (name, target)
            assert re.fullmatch(r"[!-~]+", target), f"not encoded: {target}"
            if anchor:
                assert anchor in shown[file].all("id"), (name, target)
        policy = next(attrs["content"] for _, attrs in page.tags if attrs.get("http-equiv"))
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert "http" not in policy
        assert ("html", {"lang": "ja"}) in page.tags
    styles = (site / "style.css").read_text(encoding="utf-8")
    assert "url(" not in styles
    assert "@import" not in styles


def test_without_script_every_way_to_a_district_is_a_list(site, few):
    page = (site / "index.html").read_text(encoding="utf-8")
    main = page[page.index("<main") :]
    for bloc in dict.fromkeys(district.bloc for district in few.districts):
        assert f"<h2>{bloc}</h2>" in main
    assert "<summary>あ行</summary>" in main
    assert "<summary>よみを確かめているところ</summary>" in main, "船越: the sources do not agree"
    for desk in few.desks:
        (within,) = re.findall(
            rf"<summary>{desk.name}</summary>\n.*?{desk.phone}</a>(.*?)</details>", main, re.S
        )
        named = re.findall(r'href="(\w+)\.html"', within)
        served = [few.district(name).slug for name in desk.districts]
        assert named == ([] if len(served) == len(few.districts) else served)
    assert re.search('<form id="search"[^>]* hidden>', page), "a form that does nothing is not shown"


def test_an_unsure_reading_is_nowhere(site):
    assert "ふなこし" not in "".join(path.read_text(encoding="utf-8") for path in site.glob("*.[hj]*"))


def test_a_proof_says_so_on_every_page_and_has_no_sitemap(site, plan, make, few, confirmed, tmp_path):
    for name, page in pages(site).items():
        assert "校正" in page.words, name
        assert "noindex" in page.all("content"), name
    assert not (site / "sitemap.xml").exists(), "it asks not to be found"
    assert json.loads((site / "districts.json").read_text(encoding="utf-8"))["state"] == "proof"
    made = make(confirmed(few), tmp_path / "site", final=True)
    assert made.put is not None
    for name, page in pages(tmp_path / "site").items():
        assert "校正" not in page.words, name
        assert "noindex" not in page.all("content"), name
    slugs = [district.slug for district in few.districts]
    text = (tmp_path / "site" / "sitemap.xml").read_text(encoding="utf-8")
    assert re.findall("<loc>(.*?)</loc>", text) == [ADDRESS, *(f"{ADDRESS}{slug}.html" for slug in slugs)]
    assert "（校正）" not in "".join(map(str, (tmp_path / "site").rglob("*")))
    with pytest.raises(InputError, match="二人に確かめられていません"):
        make(few, tmp_path / "other", final=True)
    assert not (tmp_path / "other").exists()


def test_the_data_file_is_as_its_schema_says(site, few, make, mihon, tmp_path):
    make(mihon, tmp_path / "mihon")
    for folder in (site, tmp_path / "mihon"):
        schema = json.loads((folder / "districts.schema.json").read_text(encoding="utf-8"))
        Draft7Validator.check_schema(schema)
        told = json.loads((folder / "districts.json").read_text(encoding="utf-8"))
        Draft7Validator(schema).validate(told)
        assert told["$schema"] == "districts.schema.json"
    assert "sample" in told
    desk = districts(tmp_path / "mihon")[0]["desks"][0]
    assert desk["hours"] == "平日 9時から17時まで"
    assert desk["as_of"] == "令和8年10月"
    assert [one["name"] for one in districts(site)] == [district.name for district in few.districts]


def test_a_page_has_the_code_of_its_address(site):
    import zxingcpp

    page = (site / "ukishima.html").read_text(encoding="utf-8")
    size, dark = re.search(r'viewBox="0 0 (\d+) \1" shape.*?fill="#000000" d="([^"]*)"', page).groups()
    picture = Image.new("L", (int(size), int(size)), 255)
    for x, y in re.findall(r"M(\d+) (\d+)", dark):
        picture.putpixel((int(x), int(y)), 0)
    (code,) = zxingcpp.read_barcodes(picture.resize((int(size) * 8, int(size) * 8), Image.Resampling.NEAREST))
    assert code.text == f"{ADDRESS}ukishima.html"


def test_a_city_has_its_own_words_and_colours(make, mihon, tmp_path):
    own = Site(
        title="まちの相談先 <b>",
        lead="見本です",
        note="問い合わせは市へ",
        band="#4A1040",
        glow="#FFF0C0",
    )
    made = make(replace(mihon, site=own), tmp_path / "site", base_url="")
    assert made.address == ""
    shown = pages(tmp_path / "site")
    assert "まちの相談先 <b>" in shown["index.html"].words, "and it is no markup"
    assert all("問い合わせは市へ" in page.words for name, page in shown.items() if name != "404.html")
    assert "--band: #4A1040" in (tmp_path / "site" / "style.css").read_text(encoding="utf-8")
    assert not (tmp_path / "site" / "sitemap.xml").exists()
    for page in shown.values():
        assert not KURUME.search(page.words)


def test_a_photograph_is_a_file_of_its_own(make, mihon, tmp_path):
    """Once for all districts; pages stay small, and the policy strict."""
    image = Image.linear_gradient("L").convert("RGB")
    photo = Photo(photograph("salon.jpg", image, jpeg=True), "サロンのようす")
    columns = tuple(column._replace(photo=photo) for column in mihon.columns)
    book = handbook.load_layout("handbook")
    from handbook.web import make_site

    make_site(replace(mihon, columns=columns), (book,), tmp_path / "site")
    files = list((tmp_path / "site" / "pictures").glob("*.jpeg"))
    assert files
    assert all(file.read_bytes().startswith(b"\xff\xd8") for file in files)
    html = (tmp_path / "site" / "higashi.html").read_text(encoding="utf-8")
    assert any('alt="サロンのようす" width=' in line and files[0].name in line for line in html.split("<"))
    assert "data:" not in html


@pytest.mark.parametrize(
    "address",
    [
        "www.example.jp",
        "ftp://example.jp/",
        "https://例.jp/",
        "https://example.jp/?a=b",
        f"https://e.jp/{'a' * LONGEST}",
    ],
)
def test_an_address_that_is_none_is_refused(make, mihon, tmp_path, address):
    with pytest.raises(InputError, match="サイトのアドレス"):
        make(mihon, tmp_path / "site", base_url=address)
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("colors: {band: '#9AB8B6'}", "site.yaml:1:16: サイトの色「band」と白い字の明るさの比が"),
        ("colors: {band: '#0F3D3E', glow: '#0F3D3F'}", "サイトの色「glow」と帯の色の明るさの比が、1.0対1"),
        ("base_url: http://example.jp/", "サイトのアドレスに「http://example.jp/」は使えません"),
        ("titel: まち", "「titel」という項目はありません"),
    ],
)
def test_a_wrong_site_file_is_told_by_line(data_copy, text, said):
    (data_copy / "site.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as told:
        handbook.load_plan(data_copy)
    assert said in str(told.value)


def test_the_site_file_is_read_and_changes_no_pdf(data_copy, tmp_path, make, leaflet):
    before = handbook.load_plan(data_copy)
    (data_copy / "site.yaml").write_text(
        "title: 相談先\nlayout: large\nbase_url: https://a.jp/b\n", encoding="utf-8"
    )
    after = handbook.load_plan(data_copy)
    assert after.site == Site(title="相談先", layout="large", base_url="https://a.jp/b")
    handbook.build(before, leaflet, tmp_path / "out", ["浮島"])
    assert len(handbook.build(after, leaflet, tmp_path / "out", ["浮島"]).skipped) == 1


def test_no_word_of_one_city_in_the_templates():
    for path in (Path(record.__file__).parent / "templates").iterdir():
        if path.suffix != ".json":
            assert not KURUME.search(path.read_text(encoding="utf-8")), path.name


@pytest.mark.parametrize("slug", ["con", "com1", "index", "404"])
def test_romaji_that_is_the_name_of_another_file_or_a_device_is_told_by_line(change, slug):
    folder = change("districts.yaml", "slug: hiyoshi\n", f"slug: {slug}\n")
    with pytest.raises(InputError) as told:
        handbook.load_plan(folder)
    (problem,) = told.value.problems
    assert f"ローマ字「{slug}」は、ファイル名にできません" in problem.message
    assert problem.place.line > 1
    assert problem.place.column > 1
    assert problem.hint
