"""Layouts that extend others: what they take over, what they change, what is said of slips."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import handbook
from handbook.errors import InputError
from handbook.layout import Layout, Node
from handbook.units import MM

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes a layout into `./layouts` of an empty folder where the user stands."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "layouts").mkdir()

    def put(text: str, name: str = "mine") -> Path:
        path = tmp_path / "layouts" / f"{name}.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return put


def load(write: Write, text: str) -> Layout:
    write(text)
    return handbook.load_layout("mine")


def problems(write: Write, text: str) -> list[str]:
    """What is said of a layout: place and message, and how to mend it."""
    with pytest.raises(InputError) as caught:
        load(write, text)
    assert all(problem.hint for problem in caught.value.problems)
    return [str(problem) for problem in caught.value.problems]


def nodes(layout: Layout, kind: str) -> list[Node]:
    found: list[Node] = []

    def visit(node: Node) -> None:
        found.extend([node] if node.kind == kind else [])
        for child in node.children:
            visit(child)

    for page in layout.pages:
        for root in filter(None, (page.header, page.body, page.footer)):
            visit(root)
    return found


def test_one_line_is_the_whole_of_its_base(write):
    mine, leaflet = load(write, "extends: leaflet\n"), handbook.load_layout("leaflet")
    assert mine.name == "mine"
    assert mine.styles == leaflet.styles
    assert [page.margins for page in mine.pages] == [page.margins for page in leaflet.pages]
    assert set(mine.pictures) == set(leaflet.pictures)
    assert [text.text for text in mine.texts] == [text.text for text in leaflet.texts]


def test_tables_merge_by_key_and_lists_take_the_place(write):
    text = """
extends: leaflet
colors: {deep: "#000000", own: "#112233"}
styles:
  phone: {size: 40}
  extra: {like: body, color: own}
pages:
  表: {margins: {left: 20mm}}
parts:
  goals: {colors: [own], pictures: {hands: goal-2.svg}}
"""
    mine, leaflet = load(write, text), handbook.load_layout("leaflet")
    assert mine.colors == {**leaflet.colors, "deep": "#000000", "own": "#112233"}
    assert mine.styles["phone"] == leaflet.styles["phone"]._replace(size=40.0, min_size=40.0, max_size=40.0)
    assert mine.styles["extra"].color == "own"
    top, right, bottom, _ = leaflet.pages[0].margins
    assert mine.pages[0].margins == (top, right, bottom, 20 * MM)
    assert mine.pages[1].margins == leaflet.pages[1].margins
    (goals,) = nodes(mine, "goals")
    assert goals.options["colors"] == ("own",)
    assert goals.options["pictures"]["hands"] == "goal-2.svg"
    assert goals.options["pictures"]["beside"] == "goal-2-light.svg"


def test_parts_are_changed_left_out_and_replaced_by_id_or_kind(write):
    write(
        """
extends: leaflet
pages:
  - name: 表
    margins: {top: 12mm, right: 13mm, bottom: 9mm, left: 13mm}
    header: {block: masthead, plan: "{plan}", name: "{name}", suffix: 版, proof: 校正用, picture: street.svg,
             background: deep, mark: glow}
    body:
      - {id: first, block: heading, text: 一つめ}
      - {block: heading, text: 二つめ}
      - {id: beside, row: [{block: text, text: ひだり}, {block: points, source: situation, bullet: deep}]}
    footer: {block: footer, left: 足, proof: 校正用, rule: line}
""",
        "base",
    )
    mine = load(
        write,
        """
extends: base
parts:
  heading: {note: みんな}
  first: {text: はじめ}
  points: none
  text: {block: passage, source: welfare, share: 3}
  footer: none
""",
    )
    assert [(node.options["text"], node.options["note"]) for node in nodes(mine, "heading")] == [
        ("はじめ", "みんな"),
        ("二つめ", "みんな"),
    ]
    assert nodes(mine, "points") == nodes(mine, "text") == nodes(mine, "footer") == []
    assert [node.share for node in nodes(mine, "passage")] == [3.0]


def test_heads_and_feet_of_the_following_pages_are_changed_and_scaled_as_other_parts(write):
    write(
        """
extends: leaflet
pages:
  - name: 本文
    margins: {top: 12mm, right: 13mm, bottom: 9mm, left: 13mm}
    repeats: true
    columns: 2
    running:
      header: {block: heading, text: つづき, gap: 4}
      footer: {id: later, block: footer, left: 足, proof: 校正用, rule: line, gap: 6}
    body:
      - {block: heading, text: 一つめ}
    footer: {block: footer, left: 足, proof: 校正用, ended: "{end}まで", rule: line}
""",
        "base",
    )
    mine = load(write, "extends: base\nscale: 1.5\nparts: {later: {left: あと}, heading: {note: みんな}}\n")
    (page,) = mine.pages
    head, foot = page.running
    assert head.options["note"] == "みんな"
    assert (foot.options["left"], foot.gap[1]) == ("あと", 9.0)
    assert page.footer.options["left"] == "足"
    assert page.body.gutter == 27.0
    assert page.margins[0] == 12 * MM
    without = load(write, "extends: base\nparts: {later: none}\n")
    assert without.pages[0].running[1] is None
    assert without.pages[0].following.footer is without.pages[0].footer


def test_a_chain_and_a_layout_with_the_name_of_its_base(write):
    write('extends: leaflet\ncolors: {deep: "#101010"}\n', "leaflet")
    mine = load(write, 'extends: leaflet\ncolors: {ink: "#202020"}\n')
    assert (mine.colors["deep"], mine.colors["ink"]) == ("#101010", "#202020")
    assert mine.colors["gold"] == "#C9922B"


def test_scale_lengthens_what_is_taken_over_and_nothing_else(write):
    leaflet = handbook.load_layout("leaflet")
    mine = load(
        write, "extends: leaflet\nscale: 1.5\nstyles:\n  phone: {size: 40}\nparts:\n  columns: {padding: 7}\n"
    )
    assert (mine.width, mine.pages[0].margins) == (leaflet.width, leaflet.pages[0].margins)
    assert mine.styles["body"].size == 18
    assert mine.styles["body"].leading == leaflet.styles["body"].leading
    assert mine.styles["masthead-name"].min_size == 54
    assert mine.styles["phone"].size == 40, "what the file says itself"
    assert nodes(mine, "columns")[0].options["padding"] == 7
    masthead, desks = nodes(mine, "masthead")[0], nodes(mine, "desks")[0]
    assert masthead.options["picture-height"] == 105
    assert masthead.options["inset"] == pytest.approx(1.5 * 13 * MM)
    assert desks.options["category-width"] == 111, "a length that is not written, too"
    assert desks.gap == (3.0, 7.5, 12.0)
    assert {row.gutter for row in nodes(mine, "row")} == {27.0, 21.0}


@pytest.mark.parametrize("scale", ["0", "-1", "20", "いちご", "1.5倍", "nan", "1e9", "[1, 2]", '""'])
def test_a_scale_that_is_none(write, scale):
    (found,) = problems(write, f"extends: leaflet\nscale: {scale}\n")
    assert "mine.yaml:2:8" in found


def test_a_scale_of_nothing(write):
    assert any("extends と一緒に" in found for found in problems(write, "scale: 1.5\ntitle: 題\n"))


@pytest.mark.parametrize(
    ("paper", "width", "height"),
    [("A6", 105, 148), ("A3横", 420, 297), ("はがき", 100, 148), ("はがき横", 148, 100), ("名刺", 91, 55),
     ("名刺縦", 55, 91), ("[100mm, 6in]", 0, 0), ("[120mm, 200mm]", 120, 200), ("B5横", 257, 182)],
)  # fmt: skip
def test_papers(write, paper, width, height):
    text = f"extends: leaflet\npaper: {paper}\n"
    if not width:
        assert "mine.yaml:2:8" in problems(write, text)[0]
        return
    mine = load(write, text)
    assert (mine.width / MM, mine.height / MM) == pytest.approx((width, height))


@pytest.mark.parametrize(
    "paper",
    ["[3mm, 3mm]", "[210mm, 3mm]", "3mm", "[9000mm, 210mm]", "[A4]", "{a: 1}", "[-1mm, 50mm]", "a4", '""'],
)
def test_papers_that_are_none(write, paper):
    (found,) = problems(write, f"extends: leaflet\npaper: {paper}\n")
    assert "mine.yaml:2:8" in found
    assert '""' in paper or (paper == "a4") == ("もしかして：「A4」" in found)
    assert '""' in paper or "25mm から 1200mm まで" in found


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("extends: leeflet\n", "1:10", "もしかして：「leaflet」"),
        ("extends: mine\n", "1:10", "輪になっています（mine → mine）"),
        ("extends: ../nothing.yaml\n", "1:10", "「../nothing.yaml」というレイアウトはありません"),
        ("extends: [leaflet]\n", "1:10", "一つの値"),
        ("extends: leaflet\npages: {おもて: {margins: {left: 1mm}}}\n", "2:9", "「おもて」というページは"),
        ("extends: leaflet\npages: {表: 1}\n", "2:12", "変える項目"),
        ("extends: leaflet\nparts: {dosks: {color: ink}}\n", "2:9", "もしかして：「desks」"),
        ("extends: leaflet\nparts: [desks]\n", "2:8", "部品の名前"),
        ("extends: leaflet\nparts: {desks: off}\n", "2:16", "none と書いて"),
        ("extends: leaflet\nparts: {desks: {colr: ink}}\n", "2:17", "もしかして：「color」"),
        ("extends: leaflet\nparts: {desks: {color: inc}}\n", "2:24", "「inc」という色はありません"),
        (
            "extends: leaflet\nstyles: {new: {size: 12}}\n",
            "2:15",
            "「face」、「leading」、「color」がありません",
        ),
        ("extends: leaflet\nfaces: none\n", "2:8", "空です"),
        ("extends: leaflet\nbleed: -3mm\n", "2:8", "0以上の長さ"),
    ],
)
def test_slips(write, text, place, said):
    found = problems(write, text)
    assert any(f"mine.yaml:{place}" in one and said in one for one in found), found


def test_a_ring_of_three(write):
    write("extends: c\n", "b")
    write("extends: mine\n", "c")
    (found,) = problems(write, "extends: b\n")
    assert "c.yaml:1:10" in found
    assert "mine → b → c → mine" in found


def test_a_fault_is_told_where_it_is_written(write):
    """In the base, though another layout is loaded; and all at once."""
    write("extends: leaflet\nstyles: {phone: {size: zero}}\n", "base")
    first, second = problems(write, "extends: base\nbleed: wide\n")
    assert "base.yaml:2:24" in first
    assert "mine.yaml:2:8" in second
    assert len(problems(write, "extends: leaflet\nscale: 0\npaper: 3mm\nbleed: wide\n")) == 3


def test_a_base_that_cannot_be_read(write):
    write("- 1\n", "list")
    assert "list.yaml" in problems(write, "extends: list\n")[0]
    write("a: [\n", "broken")
    assert "broken.yaml" in problems(write, "extends: broken\n")[0]


def test_pictures_and_fonts_beside_the_layout_or_its_base(write, tmp_path):
    base, own = tmp_path / "base", tmp_path / "own"
    picture = (Path(handbook.load_layout("leaflet").file).parent / "pictures" / "visit.svg").read_text()
    for folder in (base, own):
        (folder / "pictures").mkdir(parents=True)
    (base / "pictures" / "ours.svg").write_text(picture)
    (base / "base.yaml").write_text("extends: leaflet\nparts: {commissioner: {picture: ours.svg}}\n")
    (own / "own.yaml").write_text("extends: ../base/base.yaml\n")
    assert "ours.svg" in handbook.load_layout(own / "own.yaml").pictures
