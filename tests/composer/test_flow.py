"""Parts flow through columns and pages: what a reader sees where one ends, and what the contents say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

import handbook
from handbook.blocks.setting import Area
from handbook.blocks.stacks import halved
from handbook.check import check_pdf
from handbook.check.standards import check_standards
from handbook.composer import compose_marked
from handbook.document import ARTIFACT, Element, Page, Text, headings, marks, words
from handbook.errors import InputError
from handbook.fitting import IDEAL, STEPS
from handbook.layout import Layout, Least
from handbook.load import load_plan
from handbook.pdf import render_merged, render_pdf
from handbook.plan import Plan
from handbook.readback import ReadBack, read_back
from handbook.readback.structure import StructureElement
from handbook.resources import bundled
from handbook.runs import Frames, evenly
from handbook.twins import render_html, render_text

FLOW = Path(__file__).with_name("flow.yaml").read_text(encoding="utf-8")
NOTES = """\
  - name: メモ
    margins: {top: 12mm, right: 12mm, bottom: 11mm, left: 12mm}
    fill: true
    body:
      - {block: heading, text: メモ}
    footer: {block: footer, gap: 8, rule: line, proof: 校正用}
"""
Written = Callable[..., Layout]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """The layout with lines of its own before its pages, in its page and behind it."""

    def write(top: str = "", page: str = "", behind: str = "", text: str = FLOW) -> Layout:
        text = text.replace("pages:\n", f"{top}pages:\n").replace(
            "    repeats: true\n", f"    repeats: true\n{page}"
        )
        path = tmp_path / "flow.yaml"
        path.write_text(text + behind, encoding="utf-8")
        return handbook.load_layout(path)

    return write


@pytest.fixture(scope="module", params=["浮島", "南", "見本"])
def made(request: pytest.FixtureRequest, plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> tuple:
    """An edition, the layout, its document and what is read back from its file."""
    path = tmp_path_factory.mktemp("flow") / "flow.yaml"
    path.write_text(FLOW, encoding="utf-8")
    layout = handbook.load_layout(path)
    city = load_plan(bundled("data") / "mihon") if request.param == "見本" else plan
    name = city.districts[0].name if request.param == "見本" else request.param
    edition = handbook.select(city, name)
    document = handbook.compose(edition, layout)
    return edition, layout, document, render_pdf(document)


def read(page: Page) -> Iterator[Element]:
    """What is read on a page, from its top elements down to paragraphs and headings."""

    def within(element: Element) -> Iterator[Element]:
        if element.role in ("P", "LBody", "H1", "H2", "H3", "TOCI", "TR"):
            yield element
        elif element.role != ARTIFACT:
            for child in element.children:
                if isinstance(child, Element):
                    yield from within(child)

    for element in page.elements:
        yield from within(element)


def lines(element: Element) -> list[float]:
    return sorted({mark.y for mark in marks((element,)) if isinstance(mark, Text)})


def test_the_check_finds_nothing_and_the_standards_are_kept(made: tuple, tmp_path: Path) -> None:
    edition, layout, document, pdf = made
    assert len(document.pages) > 3
    assert [str(one) for one in check_pdf(pdf, edition, layout)] == []
    path = tmp_path / "flow.pdf"
    path.write_bytes(pdf)
    assert [verdict.findings for verdict in check_standards(path)] == [(), ()]


def test_no_heading_is_last_on_a_page_and_no_line_alone(made: tuple) -> None:
    _, _, document, _ = made
    for page in document.pages:
        found = list(read(page))
        assert not found[-1].role.startswith("H"), f"{page.name} ends with {words(found[-1])}"
    for before, after in pairwise(document.pages):
        last, first = list(read(before))[-1], next(read(after))
        whole = words(last).endswith(("。", "」", "）")) or last.role != first.role or last.role == "TR"
        assert whole or min(len(lines(last)), len(lines(first))) >= 2


def test_columns_above_a_span_are_balanced(plan: Plan, written: Written) -> None:
    """A long passage in two columns, below and above what spans them: they end within a line."""
    head, parts = FLOW.split("      - {block: contents")
    passage = next(line for line in parts.split("\n") if "source: welfare" in line)
    behind = "      - {block: heading, gap: 14, text: つぎ, span: true}\n"
    last = "      - {block: passage, source: welfare, span: true}\n"
    text = head + passage + "\n" + behind + last + "    footer:" + FLOW.split("    footer:")[1]
    (page,) = handbook.compose(handbook.select(plan, "浮島"), written(text=text)).pages
    _, title, left, right, after, _ = [one for one in read(page) if lines(one)[-1] < page.height - 50]
    assert lines(title)[-1] < lines(left)[0] == lines(right)[0]
    assert abs(len(lines(left)) - len(lines(right))) <= 1
    assert lines(after)[0] > max(lines(left)[-1], lines(right)[-1])


def test_contents_say_the_true_pages_and_lead_there(made: tuple) -> None:
    _, _, document, pdf = made
    file = read_back(pdf)
    where = [
        (heading.words, number)
        for number, page in enumerate(document.pages, 1)
        for portion in page.portions
        for heading in headings(portion)
        if heading.level in (2, 3) and heading.words != "もくじ"
    ]
    entries = [words(one) for page in document.pages for one in toci(page.elements)]
    assert entries == [f"{title} {number}" for title, number in where]
    jumps = [link for page in file.pages for link in page.links if link.target]
    assert [(link.words, link.target) for link in jumps] == [
        (f"{title} {number}", number) for title, number in where
    ]
    assert [roles(one) for one in of_kind(file, "TOCI")] == [["Reference", "Link", "Span"]] * len(where)


def test_contents_are_the_same_whatever_is_begun_with(made: tuple) -> None:
    edition, layout, *_ = made
    marked = compose_marked(edition, layout)
    entry, *others = marked.contents
    for begun in (
        marked.contents,
        (entry._replace(words=entry.words * 40, page=88), *others),
        (entry, *marked.contents * 3),
    ):
        again = compose_marked(edition._replace(contents=begun), layout)
        assert render_pdf(again.document) == render_pdf(marked.document)


def toci(elements: tuple) -> Iterator[Element]:
    for element in elements:
        if isinstance(element, Element):
            if element.role == "TOCI":
                yield element
            yield from toci(element.children)


def of_kind(file: ReadBack, role: str) -> list[StructureElement]:
    assert file.tree is not None

    def within(elements: tuple[StructureElement, ...]) -> Iterator[StructureElement]:
        for element in elements:
            yield from (element,) if element.standard == role else within(element.elements())

    return list(within(file.tree.top))


def roles(element: StructureElement) -> list[str]:
    return [role for inner in element.elements() for role in (inner.standard, *roles(inner))]


def test_in_a_merged_file_links_lead_into_their_own_edition(plan: Plan, written: Written) -> None:
    layout = written()
    both = [(name, handbook.compose(handbook.select(plan, name), layout)) for name in ("浮島", "南")]
    file = read_back(render_merged(both, both[0][1]))
    before = len(both[0][1].pages)
    targets = [link.target for page in file.pages[before:] for link in page.links if link.target]
    assert targets
    assert all(target > before for target in targets)


def test_heads_and_folios_stand_on_each_page_and_are_heard_once(plan: Plan, written: Written) -> None:
    head = '{block: footer, gap: 6, left: "見出し {section}", code: false, rule: line, rule-at: bottom}'
    layout = written(page=f"    running:\n      header: {head}\n")
    edition = handbook.select(plan, "浮島")
    document = handbook.compose(edition, layout)
    file = read_back(render_pdf(document))
    count = len(file.pages)
    section = ""
    for number, page in enumerate(file.pages, 1):
        seen = [run.text for run in page.runs]
        found = [one for part in document.pages[number - 1].portions for one in headings(part)]
        section = ([section] + [one.words for one in found if one.level == 2])[-1]
        assert f"{number}／{count}" in seen
        assert section in seen
        assert (f"見出し {section}" in seen) == (number > 1)
        assert all(run.artifact for run in page.runs if "／" in run.text and run.text[0].isdigit())
    told = render_text(document)
    assert "見出し" not in told
    assert f"／{count}" not in told
    assert not check_pdf(render_pdf(document), edition, layout)


def test_pages_are_made_a_multiple_by_spreading_or_by_pages_for_notes(plan: Plan, written: Written) -> None:
    edition = handbook.select(plan, "浮島")
    natural = len(handbook.compose(edition, written()).pages)
    wanted = natural + 1 if natural % 2 else natural + 2
    spread = handbook.compose(edition, layout := written(page=f"    at-least: {wanted}\n"))
    assert len(spread.pages) == wanted
    heights = [
        max(mark.y for mark in marks(page.elements[:-1]) if isinstance(mark, Text)) for page in spread.pages
    ]
    assert min(heights) > 0.25 * layout.height
    noted = handbook.compose(edition, layout := written(top=f"at-least: {natural + 2}\n", behind=NOTES))
    assert [page.name for page in noted.pages][natural:] == ["メモ", "メモ2"]
    assert not check_pdf(render_pdf(noted), edition, layout)
    assert check_pdf(render_pdf(noted), edition, written(behind=NOTES, top="at-most: 2\n"))
    none = handbook.compose(edition, layout := written(behind=NOTES))
    assert len(none.pages) == natural
    assert not check_pdf(render_pdf(none), edition, layout)


@pytest.mark.parametrize("lines", [{"page": "    at-most: 2\n"}, {"top": "at-most: 2\n"}])
def test_more_than_at_most_is_told_with_the_text_that_is_too_long(
    plan: Plan, written: Written, lines: dict[str, str]
) -> None:
    with pytest.raises(InputError) as refused:
        handbook.compose(handbook.select(plan, "浮島"), written(**lines))
    (problem,) = refused.value.problems
    assert "入りきりません" in problem.message
    assert re.search(r"約\d+行|約\d+mm多すぎます。いちばん高いのは、事例", problem.message)
    assert problem.place is not None


def test_at_most_first_takes_what_the_layout_lets_shrink(plan: Plan, written: Written) -> None:
    edition = handbook.select(plan, "浮島")
    natural = len(handbook.compose(edition, written()).pages)
    text = FLOW.replace("size: 12, leading: 1.5", "size: [10.5, 12], leading: [1.2, 1.5, 1.5]")
    tighter = handbook.compose(edition, written(page=f"    at-most: {natural - 1}\n", text=text))
    assert len(tighter.pages) < natural
    assert len(STEPS) - 1 > IDEAL


def test_a_text_that_cannot_fill_so_many_pages_is_told(plan: Plan, written: Written) -> None:
    with pytest.raises(InputError, match="少なくとも90ページ"):
        handbook.compose(handbook.select(plan, "浮島"), written(page="    at-least: 90\n"))


def test_wrong_contents_are_found(made: tuple) -> None:
    edition, layout, document, _ = made

    def other(element: Element) -> Element:
        if element.href and element.href.startswith("#"):
            return element._replace(href="#1")
        return element._replace(
            children=tuple(other(one) if isinstance(one, Element) else one for one in element.children)
        )

    first, *rest = document.pages
    spoiled = first._replace(
        portions=tuple(
            type(one)(tuple(other(each) for each in one.elements), one.origin) for one in first.portions
        )
    )
    found = check_pdf(render_pdf(document._replace(pages=(spoiled, *rest))), edition, layout)
    assert "wrong-contents" in {one.code for one in found}
    fewer = document._replace(
        pages=(document.pages[0], document.pages[2], document.pages[1], *document.pages[3:])
    )
    found = check_pdf(render_pdf(fewer), edition, layout)
    assert {"wrong-contents", "page-number"} <= {one.code for one in found}


def test_the_screen_has_anchors_for_the_contents_and_no_page_numbers(made: tuple) -> None:
    _, _, document, _ = made
    html = render_html(document)
    anchors = re.findall(r'<li><a href="#(s\d+)">([^<]*)</a></li>', html)
    assert len(anchors) > 5
    for anchor, title in anchors:
        heading = re.search(rf'<h[23] id="{anchor}"[^>]*>(.*?)</h', html)
        assert heading is not None
        assert re.sub("<[^>]*>", "", heading[1]).strip() == title


def test_an_item_longer_than_a_page_is_parted(plan: Plan, written: Written) -> None:
    """A case of more lines than a column has goes on in a frame of its own."""

    long = replace_text(plan, "みんなで話しあいました。" * 130)
    edition = handbook.select(long, "浮島")
    layout = written(text=FLOW.replace("    columns: 2\n", ""))
    document = handbook.compose(edition, layout)
    frames = [one for page in document.pages for one in page.elements if one.block == "columns"]
    assert len(frames) > len({words(one)[:9] for one in frames if one.children}) - 1
    assert not [one.message for one in check_pdf(render_pdf(document), edition, layout)]


@pytest.mark.parametrize(
    "changes",
    [
        "furigana: true\nbleed: 3mm\nduplex: long\nmultiple: 4\n",
        "paper: A4\nscale: 1.5\nleast: {text: 18, numbers: 30}\nparts: {desks: {form: stacked}}\n",
        "paper: A4横\npages: {本文: {columns: 3}}\nparts: {desks: {form: grouped}}\n",
    ],
)
def test_a_layout_that_extends_a_run_flows_as_well(plan: Plan, written: Written, changes: str) -> None:
    path = Path(written().file).with_name("mine.yaml")
    path.write_text(f"extends: flow\n{changes}", encoding="utf-8")
    layout = handbook.load_layout(path)
    for city, name in ((plan, "南"), (load_plan(bundled("data") / "mihon"), "東")):
        edition = handbook.select(city, name)
        document = handbook.compose(edition, layout)
        assert [one.message for one in check_pdf(render_pdf(document), edition, layout)] == []


def test_a_text_that_is_too_small_is_found_where_it_goes_on_on_the_next_page(
    plan: Plan, written: Written
) -> None:
    """Of a layout that promises more than its one small style keeps."""
    head, rest = FLOW.split("      - {block: contents")
    small = "  small: {like: body, size: 11}\npages:\n"
    passage = "      - {block: passage, source: welfare, style: small, length: full}\n"
    text = head.replace("pages:\n", small) + passage + "    footer:" + rest.split("    footer:")[1]
    assert plan.welfare is not None
    long = replace(plan, welfare=plan.welfare._replace(text="地域で暮らしを支えあいます。" * 120))
    edition = handbook.select(long, "浮島")
    layout = written(text=text)
    document = handbook.compose(edition, layout)
    assert len(document.pages) > 1
    promising = replace(layout, least=Least(text=11.5))
    found = check_pdf(render_pdf(document), edition, promising)
    assert any(one.code == "small-text" and "地域で暮らし" in one.message for one in found)


def replace_text(plan: Plan, text: str) -> Plan:
    first, *others = plan.columns
    return replace(plan, columns=(first._replace(text=text), *others))


def test_existing_frames_are_shared_evenly() -> None:
    """A body of forty equal items on five pages: eight on each."""

    def area(count: int) -> Area:
        def cut(height: float, over: float):  # type: ignore[no-untyped-def]
            halves = halved(range(count), [10.0] * count, [0.0] * count, height)
            return halves and (area(len(halves[0])), lambda: area(len(halves[1]())))

        return Area(10.0 * count, 10.0 * count, lambda rect: (), (), cut=cut)

    bodies = evenly(area(40), Frames(100, 100), 5)
    assert [body.height for body in bodies] == [80.0] * 5


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("    at-least: 3\n    at-most: 2\n", "at-most（2）が at-least（3）より"),
        ("    fill: true\n", "fill と repeats は"),
    ],
)
def test_numbers_of_pages_that_contradict_each_other_are_told(written: Written, page: str, told: str) -> None:
    with pytest.raises(InputError, match=told) as refused:
        written(page=page)
    assert all(problem.place and problem.place.line for problem in refused.value.problems)


def test_heads_without_a_mark_of_proofs_are_told(written: Written) -> None:
    foot = "{block: footer, left: ここだけ, rule: line}"
    with pytest.raises(InputError, match="校正用の印"):
        written(page=f"    running: {{footer: {foot}}}\n")
