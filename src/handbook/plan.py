"""What the city says: the plan, its districts, desks and columns, as immutable values.

Built by `handbook.load`; nothing here reads files or knows pages. A text may
carry markup: ruby `{漢字|かんじ}`, `**太字**`, note marks `※1`; nothing else in it is.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from handbook.district import District as District
from handbook.district import find
from handbook.errors import InputError, Place, Problem
from handbook.furigana import Reading, Readings, data_file, with_ruby
from handbook.pictures import Photograph
from handbook.site import USUAL, Site

if TYPE_CHECKING:
    from handbook.load.nodes import Scalar

CONFIDENCES = ("confirmed", "near-certain", "likely", "unsure")
"""How sure a fact is, best first; the words of the checked reading of the printed overview."""


class Passage(NamedTuple):
    """A text of the plan and, where a layout may print less, an excerpt in the plan's own words."""

    text: str
    excerpt: str | None = None

    @property
    def short(self) -> str:
        return self.text if self.excerpt is None else self.excerpt

    def of(self, length: str) -> str:
        """As a block prints it whose `length` is short or full."""
        return self.short if length == "short" else self.text


class Source(NamedTuple):
    """Where facts come from: `id` is what facts name, `text` is what a person can look up."""

    id: str
    text: str


class Fact(NamedTuple):
    """What one value rests on, if it is not simply printed in the overview (根拠).

    `key` names the value (`handbook.facts`), `confidence` says how it was found. `subject` says what it is,
    `districts` whom it touches, where that does not follow from the value.
    """

    key: str
    confidence: str
    sources: tuple[str, ...]
    subject: str = ""
    note: str = ""
    districts: tuple[str, ...] = ()
    place: Place | None = None


class Confirmation(NamedTuple):
    """That a person found this very `value` of a `fact` (its key) right. It says nothing of another value."""

    fact: str
    value: str
    by: str
    on: datetime.date
    place: Place | None = None


class Party(NamedTuple):
    """One of those who carry the plan: its `id` in the data, its one-character `mark`, `who` it is."""

    id: str
    mark: str
    who: str


class Category(NamedTuple):
    """A kind of desk (分野). `several`: a district may have more than one desk of it.

    `picture` is the name of a drawing that a layout may set beside it, or "".
    """

    name: str
    several: bool = False
    picture: str = ""


class Desk(NamedTuple):
    """A consultation desk (相談先) of one category; `districts` are the names of those it covers.

    `ask` is what one may ask there, in a line; `as_of` is when all this was so (`Plan.date_of`). What a desk
    lacks is "". `everywhere` is true where the plan prints 市内全域; `districts` then holds every district.
    """

    category: str
    name: str
    phone: str
    fax: str = ""
    hours: str = ""
    address: str = ""
    mail: str = ""
    web: str = ""
    ask: str = ""
    districts: tuple[str, ...] = ()
    everywhere: bool = False
    as_of: str = ""


class Photo(NamedTuple):
    """A column's photograph: `alt` says to who does not see it what it shows; `caption` and `credit` (who
    took it) stand below it, or are "". Whom it shows has agreed, or it was not read."""

    photograph: Photograph
    alt: str
    caption: str = ""
    credit: str = ""


class Column(NamedTuple):
    """A local case (事例コラム) of one or more `districts`; of the whole city where there are none.

    `date` is when it was, as printed with it, or ""; `as_of` is when the text was true (`Plan.date_of`).
    `lang` is the language that it is written in, or "" for Japanese. `sample` marks text that is only an
    example and must never be printed as if it were real. `shared`: editions of other districts may print it.
    """

    id: str
    districts: tuple[str, ...]
    title: str
    text: str
    date: str = ""
    lang: str = ""
    sample: bool = False
    place: Place | None = None
    as_of: str = ""
    shared: bool = False
    photo: Photo | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """Every text of it that may be printed."""
        below = (self.photo.caption, self.photo.credit) if self.photo else ()
        return (self.title, self.text, self.date, self.as_of, *below)


class StatisticPoint(NamedTuple):
    """One finding. `label` and `amount` are excerpts of `text`; `tenths` counts people of ten."""

    text: str
    label: str
    amount: str = ""
    tenths: int | None = None
    as_of: str = ""


class Statistic(NamedTuple):
    title: str
    points: tuple[StatisticPoint, ...]


class Remarks(NamedTuple):
    """What was heard by one method (ヒアリング, ワークショップ), and from whom."""

    method: str
    who: str
    remarks: tuple[str, ...]


class Measure(NamedTuple):
    """A 施策/取組み: what each party does for it, by the party's id, in the plan's order of parties.

    `tick`: what the first party (the residents) can do speaks to a person, who may tick it off.
    """

    title: str
    roles: tuple[tuple[str, Passage], ...]
    tick: bool = True

    def role(self, party: str) -> Passage | None:
        """What the party with this id does; None where the plan gives it nothing to do."""
        return next((passage for id, passage in self.roles if id == party), None)


class Goal(NamedTuple):
    number: int
    title: str
    measures: tuple[Measure, ...]
    picture: str = ""
    """The name of a drawing that a layout may set beside it, or ""."""


class CycleStep(NamedTuple):
    """One step ①–⑨ of the image of how local welfare is promoted."""

    mark: str
    title: str
    text: str


class Image(NamedTuple):
    """地域福祉推進のイメージ: its lead, caption, slogans, centre and nine steps."""

    heading: str
    body: Passage
    statement: str
    caption: str
    slogans: tuple[str, ...]
    centre: tuple[str, ...]
    steps: tuple[CycleStep, ...]


class Note(NamedTuple):
    """A note ※1, ※2: the term it explains and the explanation."""

    mark: str
    term: str
    text: str


class Contact(NamedTuple):
    """Where to ask about the plan itself (問い合わせ先); what it lacks is ""."""

    name: str
    phone: str
    fax: str = ""
    hours: str = ""
    address: str = ""
    mail: str = ""
    web: str = ""
    as_of: str = ""


class Period(NamedTuple):
    """The plan's period as printed, and its first and last day."""

    text: str
    first: datetime.date
    last: datetime.date

    @property
    def end(self) -> str:
        """Its last month as a text says it: 令和8年3月."""
        return f"令和{self.last.year - 2018}年{self.last.month}月"


class Section(NamedTuple):
    """A chapter of the plan as printed: heading, lead, points, and words beside the heading (`catch`)."""

    heading: str
    lead: Passage | None = None
    points: tuple[Passage, ...] = ()
    catch: str = ""


class PlacedText(NamedTuple):
    """A printable text of the data or of a layout with its place, for glyph checks and subsets."""

    text: str
    place: Place
    scalar: Scalar | None = None
    """As it is written."""

    def place_of(self, index: int) -> Place:
        """The place of the character at `index`; of the whole text where that is unsure."""
        return self.scalar.place_of(index) if self.scalar and index > 0 else self.place


def texts_in(value: object) -> Iterator[str]:
    """The texts of a part of the plan, which is a tuple of its values, or of several parts."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list | Mapping):
        for one in value.values() if isinstance(value, Mapping) else value:
            yield from texts_in(one)


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Plan:
    """The whole plan: everything in the overview, whether or not a layout prints it.

    Compared by identity, so that work done for a plan can be kept with it. Every text is as printed; what
    the city's plan does not have is empty or None.

    * The front: `city`, `title`, `edition_name` (概要版), `subtitle`, `period`, `issuers`, `data_date` (when
      the data were current that have no `as_of`, 令和2年3月), `vision` (in its printed lines),
      `welfare_heading` (地域福祉とは), `welfare`, `figures` (words in its drawings).
    * `sample`: the words that mark an invented plan, on paper too.
    * `district_kind`: what the city calls its districts (校区, 地区, 学区, 圏域).
    * `sections`: its chapters, by the id that a layout names them by.
    * What was found: `statistics`, `opinions_caption`, `hearing`, `workshop`.
    * What is to be done: `parties` (residents first), `goals`, `image` (①–⑨), `notes` (※1, ※2).
    * Whom to call: `desks_heading`, `desks_catch`, `categories` (in order), `desks`, `contacts_heading`,
      `contacts`, `districts`. `columns` are the cases, also the samples.
    * Not printed: `sources`, `facts` (what rests on them), `confirmations` (who found what right),
      `read_words` (how they are read), `words` (what no line end parts, but at ｜), `texts` (every printable
      text with its place), `doubts` (what in the data may be wrong), `folder` (where it was read), `site`.
    """

    city: str
    title: str
    district_kind: str
    issuers: tuple[str, ...]
    districts: tuple[District, ...]
    categories: tuple[Category, ...]
    desks: tuple[Desk, ...]
    edition_name: str = ""
    subtitle: str = ""
    sample: str = ""
    period: Period | None = None
    data_date: str = ""
    vision: tuple[str, ...] = ()
    welfare_heading: str = ""
    welfare: Passage | None = None
    figures: tuple[str, ...] = ()
    sections: Mapping[str, Section] = field(default_factory=dict)
    statistics: tuple[Statistic, ...] = ()
    opinions_caption: str = ""
    hearing: Remarks | None = None
    workshop: Remarks | None = None
    parties: tuple[Party, ...] = ()
    goals: tuple[Goal, ...] = ()
    image: Image | None = None
    notes: tuple[Note, ...] = ()
    desks_heading: str = ""
    desks_catch: str = ""
    contacts_heading: str = ""
    contacts: tuple[Contact, ...] = ()
    columns: tuple[Column, ...] = ()
    sources: tuple[Source, ...] = ()
    facts: tuple[Fact, ...] = ()
    confirmations: tuple[Confirmation, ...] = ()
    read_words: tuple[Reading, ...] = ()
    texts: tuple[PlacedText, ...] = ()
    words: tuple[str, ...] = ()
    doubts: tuple[Problem, ...] = ()
    folder: str = ""
    site: Site = USUAL

    def __repr__(self) -> str:
        return f"<Plan {self.title}: {len(self.districts)} districts>"

    def ended(self, date: datetime.date | None) -> bool:
        """Whether its period has ended on that day; no where it has none, or no day is given."""
        return date is not None and self.period is not None and date > self.period.last

    @cached_property
    def memory(self) -> dict[object, Callable[..., Any]]:
        """What was worked out for it (`handbook.memory`)."""
        return {}

    def __getstate__(self) -> dict[str, object]:
        return {name: value for name, value in vars(self).items() if name != "memory"}

    @cached_property
    def _by_name(self) -> Mapping[str, District]:
        return {district.name: district for district in self.districts}

    def district(self, name: str) -> District:
        """The district of exactly this name. Raises `InputError` if there is none."""
        if (district := self._by_name.get(name)) is not None:
            return district
        hint = f"{self.district_kind}の名前をそのまま書いてください。一覧は handbook list で見られます。"
        raise InputError.of(f"「{name}」という{self.district_kind}はありません。", hint, stops=True)

    @cached_property
    def readings(self) -> Readings:
        """How its words and the names of its districts are read."""
        return Readings(self.read_words, self.districts, self.district_kind)

    def with_ruby(self, text: str) -> str:
        """A text, its own or a layout's, with ruby over each kanji whose reading is sure."""
        return with_ruby(text, self.readings, self._files.get(text, ""))

    @cached_property
    def _files(self) -> Mapping[str, str]:
        """The data file that each text stands in first."""
        return {one.text: data_file(one.place) for one in reversed(self.texts)}

    def find(self, text: str) -> District:
        """The district that a person means by `text`, as `handbook.district.find` understands it.

        Raises `InputError` where it is none, or may be several.
        """
        return self._by_name.get(text) or find(self.districts, self.district_kind, text)

    def section(self, id: str) -> Section:
        """The chapter with this id; an empty one where the plan has none.

        What is written in a form of its own can be had as a chapter, too: `welfare`, `image`, `opinions`,
        `desks`, `contacts`.
        """
        return self.sections.get(id) or self._own_sections.get(id, Section(""))

    @cached_property
    def _own_sections(self) -> Mapping[str, Section]:
        return {
            "welfare": Section(self.welfare_heading, self.welfare),
            "image": Section(self.image.heading, self.image.body) if self.image else Section(""),
            "opinions": Section(self.opinions_caption),
            "desks": Section(self.desks_heading, catch=self.desks_catch),
            "contacts": Section(self.contacts_heading),
        }

    def date_of(self, fact: Desk | Contact | Column | StatisticPoint, said: str = "") -> str:
        """When a fact was so (令和8年4月); "" where nobody knows, and where that date is `said` of all."""
        date = fact.as_of or self.data_date
        return "" if date == said else date

    def called(self, name: str) -> str:
        """A district's name with its kind behind it: 浮島校区."""
        return name + self.district_kind
