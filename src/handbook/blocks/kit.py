"""What every block works with: its options, the edition through a `Kit`, and elements to make of text.

A block's `measure` takes a `Kit`, its options and a width and gives a `Box`:
how high it is, and how it draws itself into a rectangle. Blocks know the
edition and the layout's words; they know no other block, no page and no PDF.
All that a block needs of this room can be imported from here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from handbook.blocks.setting import Box, Draw, Fit, SetPicture, SetText, Setting, Written
from handbook.declaration import Field, OneOf, TableOf
from handbook.document import ARTIFACT, Element, Mark, Picture, Shape, Text
from handbook.edition import FOLIO, Edition, findings_date
from handbook.errors import InputError
from handbook.fonts import Face
from handbook.layout import BETWEEN_ISSUERS, Layout, Node
from handbook.memory import kept
from handbook.plan import Column, Contact, Desk, Plan, StatisticPoint
from handbook.promise import Promise, filled, own_words
from handbook.typeset import TextStyle
from handbook.typeset.lines import GlyphRun

__all__ = [
    "AS_OF",
    "FILLED",
    "UNLIMITED",
    "Block",
    "Box",
    "Draw",
    "Fit",
    "Kit",
    "Options",
    "SetPicture",
    "SetText",
    "artifact",
    "element",
    "furniture",
    "heading_role",
    "level",
    "level_of",
    "never",
    "only_words",
    "paragraph",
    "space",
    "state_words",
]

UNLIMITED = 100_000.0
"""A measure, in points, that no line reaches: for text that is to stand on one line."""


AS_OF = Field(
    "as-of-label",
    "words",
    "時点の後の言葉（「令和8年4月現在」のように、ほかと時点が違うときに出ます）",
    default="現在",
    conditional=True,
)
"""The option of blocks that say when a single fact was so."""


FILLED = Field(
    "filled", "flag", "帯や札を色で塗るか（false：塗らずに線で囲みます。1色の印刷に）", default=True
)
"""The option of blocks that have bands or tags: large areas of one ink come out uneven, and wet."""


def level_of(default: int) -> Field:
    """The option of blocks that make headings."""
    levels = tuple(map(str, range(1, 7)))
    return Field("level", OneOf(levels), "見出しの階層（1：いちばん上。読み上げに使います）", str(default))


def level(options: Options) -> int:
    """The level of the heading that a block makes."""
    return int(options.text("level"))


def heading_role(options: Options, below: int = 0) -> str:
    """The role of a block's heading, or of one so many levels below it."""
    return f"H{min(6, level(options) + below)}"


class Options:
    """A block's options as its layout file gives them, checked by the reader, with defaults filled in."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def text(self, name: str) -> str:
        """A text, or the name of a style, colour or choice."""
        return str(self._values[name])

    def texts(self, name: str) -> tuple[str, ...]:
        return tuple(self._values[name])  # type: ignore[arg-type]

    def length(self, name: str) -> float:
        """A length in points."""
        return float(self._values[name])  # type: ignore[arg-type]

    def number(self, name: str) -> int:
        return int(self._values[name])  # type: ignore[call-overload, no-any-return]

    def flag(self, name: str) -> bool:
        return bool(self._values[name])

    def table(self, name: str) -> Mapping[str, object]:
        """Values under names that the layout file, or the data, chooses."""
        return self._values[name] or {}  # type: ignore[return-value]


Seen = TypeVar("Seen")


class Looked(Generic[Seen]):
    """A value of the edition, as `Edition` has it, of which a kit notes that it was looked at."""

    def __init__(self, get: Callable[[Edition], Seen]) -> None:
        self._get = get

    def __set_name__(self, kit: type, name: str) -> None:
        self._name = name

    def __get__(self, kit: Kit, _: type) -> Seen:
        return kit._note(self._name, self._get(kit._edition))


class Kit:
    """What a block works with while one edition is composed.

    A block that looks only at `plan` comes out the same in every edition and is measured and
    drawn once; one that looks at more, or fills a placeholder that differs between districts, once
    for all editions in which what it looked at is the same.
    """

    def __init__(self, edition: Edition, shared: Setting, node: Node | None = None) -> None:
        self._edition = edition
        self._node = node
        self._setting = shared
        self._seen: dict[str, object] = {}
        self._filled: dict[str, str] = {}
        self._closed = False
        self.texts: list[Written] = []
        """What was set while measuring."""
        self.unset: tuple[str, str] | None = None
        """The text that cannot be set, as `Written` has it."""

    def close(self) -> tuple[tuple[str, object], ...]:
        """What was looked at (`Area.seen`); from now on the edition is out of bounds."""
        self._closed = True
        return tuple(self._seen.items())

    def _note(self, name: str, value: Seen) -> Seen:
        if self._closed:
            raise RuntimeError("a block must look at the edition while it measures, not first as it draws")
        self._seen[name] = value
        return value

    @property
    def plan(self) -> Plan:
        return self._setting.plan

    @property
    def layout(self) -> Layout:
        return self._setting.layout

    district = Looked(lambda edition: edition.district)
    desks = Looked(lambda edition: edition.desks)
    columns = Looked(lambda edition: edition.columns)
    other_columns = Looked(lambda edition: edition.other_columns)
    as_of = Looked(lambda edition: edition.as_of)
    contents = Looked(lambda edition: edition.contents)
    tables = Looked(lambda edition: edition.tables)
    ended = Looked(lambda edition: edition.ended)
    stamp = Looked(lambda edition: edition.stamp)

    def dated(self, options: Options, fact: Desk | Contact | Column | StatisticPoint, said: str) -> str:
        """When a fact was so, in words; "" where that is `said` of all already."""
        date = self.plan.date_of(fact, said)
        return date and date + self.fill(options.text(AS_OF.name))

    def marks(self, proof: str) -> tuple[str, ...]:
        self._note("final", self._edition.final)
        return self._edition.marks(proof)

    @property
    def is_herald(self) -> bool:
        """Whether the block tells a listener that the sheet is a proof (`Layout.herald`)."""
        return self._node is not None and self._node is self.layout.herald

    def fill(self, text: str) -> str:
        """A layout's text with its placeholders filled in (`handbook.layout.PLACEHOLDERS`)."""
        source = text
        if any("{" + name + "}" in text for name in FOLIO):
            for name, value in self._note("folio", self._edition.folio)._asdict().items():
                text = text.replace("{" + name + "}", value)
        if "{others}" in text:
            text = text.replace("{others}", self._note("others", self._edition.others))
        if "{" in text:
            text = _filled(self.plan, text, self.as_of if "{date}" in text else "")
        if "{" in text:
            district = self.district
            for name, value in (
                ("district", district.name),
                ("reading", district.reading),
                ("slug", district.slug),
                ("name", district.markup),
            ):
                text = text.replace("{" + name + "}", value)
        self._filled[text] = source
        return text

    def color(self, name: str) -> str:
        return self.layout.colors[name]

    def style(self, name: str, *, align: str | None = None) -> TextStyle:
        """The style `name`; raises `InputError` if the layout has none."""
        return self._setting.style(name, align)

    def text(
        self,
        text: str,
        style: str,
        width: float = UNLIMITED,
        *,
        color: str | None = None,
        align: str | None = None,
    ) -> SetText:
        """`text` (may hold ruby) set in the named style to `width` points; one line without a width."""
        source = self._filled.get(text, text)
        try:
            found = self._setting.text(text, style, width, color, align)
        except InputError:
            self.unset = (text, source)
            raise
        if not self._closed:
            self.texts.append(Written(text, source, found))
        return found

    def picture(self, name: str) -> SetPicture:
        """The picture that an option of kind `picture` names; its `mark(rect)` stands in `rect`."""
        return SetPicture(self.layout.pictures[name])


Measure = Callable[[Kit, Options, float], Box]
Promises = Callable[[Edition, Options], Iterator[Promise]]
Absent = Callable[[Edition | Kit, Options], bool]


def never(edition: Edition | Kit, options: Options) -> bool:
    """The `absent` of a block that always has something to print."""
    return False


def not_at_all(options: Options) -> int:
    """The `heads` of a block that is no heading."""
    return 0


class Block(NamedTuple):
    """A kind of block: the options it takes in a layout file, how it measures itself, and what it promises.

    `promises` says which values of an edition a reader must find, beside the words that the layout file
    gives it; it follows from the data and the options alone and knows nothing of the drawing. `absent`
    says, likewise, in which editions it has nothing to print and is left out. `heads` is the level of the
    heading that it is, 0 if none: a heading of which all that follows is left out goes with it. What `trails`
    never stands first on a page: it belongs to what is above it.
    """

    options: TableOf
    measure: Measure
    promises: Promises
    absent: Absent = never
    heads: Callable[[Options], int] = not_at_all
    trails: bool = False


def only_words(edition: Edition, options: Options) -> Iterator[Promise]:
    """The `promises` of a block that prints nothing but the words that its layout file gives it."""
    return iter(())


def state_words(edition: Edition, options: Options) -> Iterator[Promise]:
    """The promises of a block that says of a sheet that it is a proof (option `proof`), and that the plan's
    period is over (`ended`)."""
    lines = (*edition.marks(options.text("proof")), options.text("ended") if edition.ended else "")
    yield from (own_words(words) for line in lines if (words := filled(line, edition)))


@kept(most=512)
def _filled(plan: Plan, text: str, date: str) -> str:
    """A layout's text with those of its placeholders filled in that ask for no district.

    Empty where they all are and no other is left: the plan has nothing of what the text is about.
    """
    filled, fillings = text, {**_fillings(plan), "date": date}
    for name, value in fillings.items():
        field = "{" + name + "}"  # what is empty takes the space before it along
        filled = filled.replace(field if value else f" {field}", value).replace(field, value)
    own = any(value and "{" + name + "}" in text for name, value in fillings.items())
    return filled.strip() if own or "{" in filled or filled == text else ""


@kept(most=1)
def _fillings(plan: Plan) -> dict[str, str]:
    return {
        "kind": plan.district_kind,
        "city": plan.city,
        "plan": plan.title,
        "edition": plan.edition_name,
        "subtitle": plan.subtitle,
        "period": plan.period.text if plan.period else "",
        "end": plan.period.end if plan.period else "",
        "statistics-date": findings_date(plan),
        "web": next((contact.web for contact in plan.contacts if contact.web), ""),
        "catch": plan.desks_catch,
        "goals": _count(plan.goals),
        "challenges": _count(plan.section("challenges").points),
        "vision": " ".join(plan.vision),
        "issuers": BETWEEN_ISSUERS.join(plan.issuers),
        "issuers-in-lines": "\n".join(plan.issuers),
    }


def _count(parts: Sequence[object]) -> str:
    return str(len(parts)) if parts else ""


def artifact(*marks: Shape | Picture, kind: str = "Layout") -> Element:
    """Decoration: what a listener does not need."""
    return Element(role=ARTIFACT, children=marks, attributes=(("Type", kind),))


def furniture(text: SetText, x: float, y: float) -> Element:
    """`text` at (`x`, `y`) as what each page repeats: seen, and not read aloud."""
    return element(ARTIFACT, *text.marks(x, y), attributes=(("Type", "Pagination"),))


def paragraph(text: SetText, x: float, y: float, role: str = "P") -> Element:
    """`text` at (`x`, `y`) as one structure element."""
    return Element(role=role, children=text.marks(x, y))


def space(before: SetText, x: float, y: float) -> tuple[Element | Mark, ...]:
    """A word space behind the last line of `before`, which stands at (`x`, `y`); none where that is empty.

    What only a gap parts on paper needs one: whoever listens, searches or copies gets the characters
    alone, and words are parted by space characters (ISO 32000-1, 14.8.2.5).
    """
    if not before.width:
        return ()
    line, style = before.paragraph.lines[-1], before.style
    run = _space_run(style.face, style.size)
    baseline = y + before.first_baseline + (len(before.paragraph.lines) - 1) * style.leading
    return (Text(x + line.indent + line.width, baseline, run, before.color),)


@lru_cache(maxsize=256)  # runs are told apart by identity: with one of its own no element equals another
def _space_run(face: Face, size: float) -> GlyphRun:
    glyph = face.glyph(" ")
    return GlyphRun(face, size, (glyph,), (face.advance(glyph) * size,), (" ",))


def element(role: str, *children: Element | Mark, **properties: object) -> Element:
    """A structure element with its children as arguments."""
    return Element(role=role, children=children, **properties)  # type: ignore[arg-type]
