"""What goes where: a layout's pages, blocks, styles and colours, as immutable values.

Built by `handbook.load` from a file under `layouts/`. A text of a layout may
carry ruby and the placeholders listed in `PLACEHOLDERS`, such as `{district}`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from handbook.errors import Place
from handbook.pictures import Drawing, Photograph
from handbook.plan import PlacedText

STRONG_FACE = "bold"
"""The face of a layout that sets strong words in any style; without it they look like others."""


class Least(NamedTuple):
    """The least sizes of type that a layout promises, in points; the check holds finished pages to them."""

    text: float = 10.5
    """Of what the plan says, names of desks, headings."""
    numbers: float = 20.0
    """Of the desks' telephone numbers."""
    notes: float = 10.5
    """Of all else but ruby: fax numbers, hours, labels, notes."""
    ruby: float = 5.0


PLAIN = Least()
"""What a layout promises that says nothing of it."""


class KeepOut(NamedTuple):
    """What is done to the sheet, so that nothing to read lies there (`handbook.keepouts`)."""

    printer: bool = False
    """Whether an office prints it."""
    holes: str = "none"
    """The edge of the front at which it is punched."""
    staple: str = "none"
    """`corner` of the front, at its top left, or `spine` of a booklet."""


NOTHING = KeepOut()


class Style(NamedTuple):
    """How a text is set. Sizes in points; `leading` and its limits in ems of the size.

    `min_size` and `min_leading` are how far fitting may shrink, `max_size` and `max_leading` how far it
    may open; all equal the ideal where the layout does not say.
    """

    name: str
    face: str
    size: float
    min_size: float
    max_size: float
    leading: float
    min_leading: float
    max_leading: float
    color: str
    align: str
    phrase: str
    ruby: float = 0.5
    """Size of ruby, in ems of the size."""
    figures: str = "proportional"
    """`tabular`: all digits equally wide, so that they stand below each other."""


@dataclass(frozen=True, eq=False, repr=False)
class Node:
    """A part of a page: a block, or a stack (downwards) or row (side by side) of parts.

    `gap` is the space before the part in its stack: (least, ideal, most), points.
    `grow` weighs how readily the part takes up spare height. `share` is its part of a row's width.
    `kind` is `stack`, `row` or the name of a block; `options` are a block's, by name; `gutter` (points)
    parts the children of a row. A stack or row may have a ground: of the colour `background`, its corners
    `round`, with room above and below (`padding`) and at its sides (`inset`).
    Compared by identity, so that what is measured for it can be kept with it.
    """

    kind: str
    place: Place
    gap: tuple[float, float, float]
    grow: float
    share: float
    options: Mapping[str, object] = field(default_factory=dict)
    children: tuple[Node, ...] = ()
    gutter: float = 0.0
    moves: bool = False
    """Whether it goes to the end of the emptiest page behind where this one is too full."""
    columns: int = 1
    """Of a page's parts: into how many columns they flow, with a `gutter` between."""
    background: str = ""
    padding: float = 0.0
    inset: float = 0.0
    round: float = 0.0
    from_right: bool = False
    """Of a row: whether its first child stands at the right. They are read in the order in which they are."""
    span: bool = False
    """Whether it stands over all columns, those above it balanced."""
    keep: bool = False
    """Whether what follows stands on its page, as what follows a heading does."""

    def __repr__(self) -> str:
        return f"<Node {self.kind} at {self.place}>"


class Count(NamedTuple):
    """How many pages something may have; `most` 0: any number."""

    least: int = 1
    most: int = 0
    multiple: int = 1

    def wanted(self, pages: int) -> int:
        """The least number of pages that has room for so many."""
        return -(-max(pages, self.least) // self.multiple) * self.multiple

    def __str__(self) -> str:
        """In words: `4ページ以上（4の倍数）`."""
        most = f"から{self.most}ページ" if self.most else "ページ以上"
        multiple = f"（{self.multiple}の倍数）" if self.multiple > 1 else ""
        return f"{self.least}{'ページ' if self.least == self.most else most + multiple}"

    def allows(self, pages: int) -> bool:
        return self.wanted(pages) == pages and not 0 < self.most < pages


ANY = Count()


class PageLayout(NamedTuple):
    """One side: margins (top, right, bottom, left) of the type area, and the parts in it."""

    name: str
    margins: tuple[float, float, float, float]
    header: Node | None
    """Set from the paper's top edge across its whole width, above the type area."""
    footer: Node | None
    """Set in the bottom margin, across the type area."""
    body: Node
    repeats: bool = False
    """Whether what it has no room for goes on on further pages like it, without the header."""
    number: Count = ANY
    """Of its pages, where it repeats."""
    fill: bool = False
    """Whether it is there only where the layout needs more pages, and as often as it does."""
    head: Node | None = None
    """A running head, set in the top margin, across the type area."""
    running: tuple[Node | None, Node | None] = (None, None)
    """Head and footer of the pages on which it goes on, where they are others."""
    begun: bool = False
    """Whether it is there because its first part begins a new one."""
    folds: tuple[float, ...] = ()
    """Where the sheet is folded, points from its left edge."""
    spare: Node | None = None
    """What says again, above the foot of the last of its pages, what stands elsewhere: if it has room."""

    @property
    def following(self) -> PageLayout:
        """It as the pages are on which it goes on."""
        head, footer = self.running
        return self._replace(header=None, head=head, footer=footer or self.footer)

    @property
    def goes_on(self) -> bool:
        """Whether an edition may have it more than once, or not at all."""
        return self.repeats or self.fill

    @property
    def roots(self) -> tuple[Node, ...]:
        """All its parts, and those of the pages on which it goes on."""
        parts = (self.header, self.head, self.body, self.footer, *self.running, self.spare)
        return tuple([part for part in parts if part is not None])

    @property
    def fixed(self) -> Iterator[Node]:
        """The blocks that stand on this page in every edition, header first, footer last."""
        for root in (self.header, *(part for part in self.body.children if not part.moves), self.footer):
            if root is not None:
                yield from _blocks(root)


def _blocks(node: Node) -> Iterator[Node]:
    if node.kind not in ("stack", "row"):
        yield node
    for child in node.children:
        yield from _blocks(child)


@dataclass(frozen=True, eq=False, repr=False)
class Layout:
    """A whole layout; compared by identity, so that work done for it can be kept with it.

    `name` is its file's, `title` and `description` are for whoever chooses one. `width` and `height` are
    the finished sheet's, points, `bleed` is how far colour runs over its edges, `duplex` how it is turned in
    printing (`Document.duplex`), `least` the least sizes of type on it. `faces` maps a name in this
    layout (`regular`, `bold`) to the paths of font files, of which the next has what one lacks, `colors` a
    name to #RRGGBB, `styles` a name to how text is set. `pages` are its sides, `number` says how many it may
    have; `texts` all printable texts with their places; `file` is where it was read. `pictures` are the
    drawings and photographs that its blocks name, by the names of their files. `furigana`: whether every
    kanji that it prints has its reading above it, as far as that is known.
    `mono`: nothing on it but black and greys. `keep_out`: where nothing to read may lie.
    """

    name: str
    title: str
    description: str
    width: float
    height: float
    faces: Mapping[str, tuple[str, ...]]
    colors: Mapping[str, str]
    styles: Mapping[str, Style]
    pages: tuple[PageLayout, ...]
    texts: tuple[PlacedText, ...]
    file: str = ""
    number: Count = ANY
    pictures: Mapping[str, Drawing | Photograph] = field(default_factory=dict)
    furigana: bool = False
    bleed: float = 0.0
    duplex: str = ""
    least: Least = PLAIN
    mono: bool = False
    keep_out: KeepOut = NOTHING

    def __repr__(self) -> str:
        return f"<Layout {self.name}: {len(self.pages)} pages>"

    @cached_property
    def grows(self) -> bool:
        """Whether some text may be larger than its style's ideal where there is room."""
        return any(style.max_size > style.size for style in self.styles.values())

    @cached_property
    def blocks(self) -> tuple[Node, ...]:
        """The blocks on its pages."""
        return tuple([node for page in self.pages for root in page.roots for node in _blocks(root)])

    @cached_property
    def kinds(self) -> frozenset[str]:
        """Their kinds."""
        return frozenset(node.kind for node in self.blocks)

    @cached_property
    def number_of_pages(self) -> Count:
        """How many pages a file of it may have, by what it says of each and of all."""
        merged = {
            page for page in self.pages if page.begun and page.repeats
        }  # without its first part it is none
        least = sum(page.number.wanted(1) for page in self.pages if not page.fill and page not in merged)
        limits = [page.number.most if page.repeats else 1 for page in self.pages]
        endless = any(page.fill or (page.repeats and not page.number.most) for page in self.pages)
        known = [most for most in (0 if endless else sum(limits), self.number.most) if most]
        return Count(self.number.wanted(least), min(known, default=0), self.number.multiple)

    @cached_property
    def herald(self) -> Node | None:
        """The block that tells a listener, once for the whole sheet, that it is a proof."""
        return next((node for node in self.pages[0].fixed if node.options.get("proof")), None)


PLACEHOLDERS = {
    "district": "名前（浮島）",
    "reading": "読み（うきしま）",
    "slug": "ローマ字（ukishima）",
    "name": "名前に、ふりがなを付けたもの（読みを確かめていなければ、名前だけ）",
    "kind": "地域の区切りの呼び名（校区）",
    "city": "市町村の名前",
    "plan": "計画の題",
    "edition": "版の名前（概要版）",
    "subtitle": "計画の副題",
    "period": "計画期間",
    "end": "計画期間の終わりの月（令和8年3月）",
    "date": "載る電話番号の時点（令和8年4月。いくつかあれば、いちばん古いもの。番号がなければ data_date）",
    "others": "「ほかの」（date と時点の違う相談先や問い合わせ先があるときだけ。なければ空）",
    "statistics-date": "統計の時点（令和8年4月。いくつかあれば、いちばん古いもの）",
    "catch": "相談先の呼びかけ（いつでも気軽にご連絡ください）",
    "goals": "目標の数",
    "challenges": "課題の数（sections の challenges にあるもの）",
    "page": "何ページ目か（ページの頭と足で使います）",
    "pages": "全部で何ページか（同じく）",
    "section": "そのページまでの、いちばん近い章（第2階層）の見出し（同じく）",
    "web": "問い合わせ先のホームページ（いくつもあれば、始めのもの）",
    "vision": "計画がめざす姿（1行につないだもの）",
    "issuers": "発行者（いくつもあれば「 ／ 」でつないだもの）",
    "issuers-in-lines": "発行者（1行に1つ）",
}
"""What a layout's text may hold in braces (`{district}{kind}の相談先`), and what it stands for.

A text whose placeholders are all empty, because the plan has nothing of the kind, is not printed.
"""

BETWEEN_ISSUERS = " ／ "
