"""What the city says: the plan, its districts, desks and columns, as immutable values.

Built by `handbook.load`; nothing here reads files or knows pages. A text may
carry ruby markup, `{漢字|かんじ}`; nothing else in it is markup.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import NamedTuple

from handbook.errors import Place

CONFIDENCES = ("confirmed", "near-certain", "likely", "unsure")
"""How sure a fact is, best first; the words of the checked reading of the printed overview."""


class Passage(NamedTuple):
    """A text of the plan and, where a layout may print less, an excerpt in the plan's own words."""

    text: str
    excerpt: str | None = None

    @property
    def short(self) -> str:
        return self.text if self.excerpt is None else self.excerpt


class Source(NamedTuple):
    """Where facts come from: `id` is what facts name, `text` is what a person can look up."""

    id: str
    text: str


class Fact(NamedTuple):
    """What one value rests on, if it is not simply printed in the overview (根拠).

    `districts` are the names of the districts that the value touches; empty means all.
    `confirmed` is set by a person; `confidence` says how the value was found.
    """

    subject: str
    confidence: str
    confirmed: bool
    sources: tuple[str, ...]
    note: str = ""
    districts: tuple[str, ...] = ()
    place: Place | None = None

    def touches(self, district: str) -> bool:
        return not self.districts or district in self.districts


class District(NamedTuple):
    """A 校区. `name` is printed, `reading` is its kana, `slug` its romaji (unique, for file names)."""

    name: str
    reading: str
    slug: str
    bloc: str
    status: str = ""
    """A dated public notice about the district's school, such as its closing; not printed."""


class Desk(NamedTuple):
    """A consultation desk (相談先) of one category; `districts` are the names of those it covers.

    `everywhere` is true where the plan prints 市内全域; `districts` then holds every district.
    """

    category: str
    name: str
    phone: str
    fax: str
    districts: tuple[str, ...]
    everywhere: bool = False


class Column(NamedTuple):
    """A local case (事例コラム). `district` is None for a city-wide one.

    `sample` marks text that is only an example and must never be printed as if it were real.
    """

    id: str
    district: str | None
    title: str
    text: str
    sample: bool = False
    place: Place | None = None


class StatisticPoint(NamedTuple):
    """One finding. `label` and `amount` are excerpts of `text`; `tenths` counts people of ten."""

    text: str
    label: str
    amount: str = ""
    tenths: int | None = None


class Statistic(NamedTuple):
    title: str
    points: tuple[StatisticPoint, ...]


class Remarks(NamedTuple):
    """What was heard by one method (ヒアリング, ワークショップ), and from whom."""

    method: str
    who: str
    remarks: tuple[str, ...]


class Measure(NamedTuple):
    """A 施策/取組み with its three roles: residents (地), council (社), city (市)."""

    title: str
    residents: Passage
    council: Passage
    city: Passage


class Goal(NamedTuple):
    number: int
    title: str
    measures: tuple[Measure, ...]


class RoleMark(NamedTuple):
    """The one-character mark of a role and whom it stands for, e.g. 地 = 地域住民等."""

    mark: str
    who: str


class CycleStep(NamedTuple):
    """One step ①–⑨ of the image of how local welfare is promoted."""

    mark: str
    title: str
    text: str


class Image(NamedTuple):
    """地域福祉推進のイメージ: its lead, caption, slogans, centre and nine steps."""

    heading: str
    body: tuple[str, ...]
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
    """Where to ask about the plan itself (問い合わせ先)."""

    name: str
    phone: str
    fax: str


class Period(NamedTuple):
    """The plan's period as printed, and its first and last day."""

    text: str
    first: datetime.date
    last: datetime.date


class Section(NamedTuple):
    """A numbered chapter of the overview: heading, lead and points, each as printed."""

    heading: str
    lead: str = ""
    points: tuple[Passage, ...] = ()


class PlacedText(NamedTuple):
    """A printable text of the data or of a layout with its place, for glyph checks and subsets."""

    text: str
    place: Place


@dataclass(frozen=True, eq=False, repr=False)
class Plan:
    """The whole plan: everything in the overview, whether or not a layout prints it.

    Compared by identity, so that work done for a plan can be kept with it. Every text is as printed.

    * The front: `city`, `title`, `edition_name` (概要版), `subtitle`, `period`, `issuers`, `data_date` (when
      the data was current, 令和2年3月), `vision` (in its printed lines), `welfare_heading` (地域福祉とは),
      `welfare`, `figures` (words in its drawings), `position` (計画の位置づけ), `situation` and
      `situation_catch` (社会情勢).
    * What was found: `statistics`, `opinions_caption`, `hearing`, `workshop`, `challenges_caption`,
      `challenges`.
    * What is to be done: `goals_heading`, `roles_line`, `role_marks` (地・社・市), `goals`, `image` (①–⑨).
    * Cases: `cases_heading`, `cases_lead`, `cases_catch`, `columns` (also the samples).
    * Carrying it out: `promotion_heading`, `promotion` (推進体制), `management` (進行管理), `notes` (※1, ※2).
    * Whom to call: `desks_heading`, `desks_catch`, `categories` (in order), `desks`, `contacts_heading`,
      `contacts`, `districts`.
    * Not printed: `sources`, `facts` (what rests on them), `texts` (every printable text with its place),
      `folder` (where it was read).
    """

    city: str
    title: str
    edition_name: str
    subtitle: str
    period: Period
    issuers: tuple[str, ...]
    data_date: str
    vision: tuple[str, ...]
    welfare_heading: str
    welfare: Passage
    figures: tuple[str, ...]
    position: Section
    situation: Section
    situation_catch: str
    statistics: tuple[Statistic, ...]
    opinions_caption: str
    hearing: Remarks
    workshop: Remarks
    challenges_caption: str
    challenges: Section
    goals_heading: str
    roles_line: str
    role_marks: tuple[RoleMark, ...]
    goals: tuple[Goal, ...]
    image: Image
    cases_heading: str
    cases_lead: str
    cases_catch: str
    promotion: Section
    management: Section
    promotion_heading: str
    notes: tuple[Note, ...]
    desks_heading: str
    desks_catch: str
    categories: tuple[str, ...]
    desks: tuple[Desk, ...]
    contacts_heading: str
    contacts: tuple[Contact, ...]
    districts: tuple[District, ...]
    columns: tuple[Column, ...]
    sources: tuple[Source, ...]
    facts: tuple[Fact, ...]
    texts: tuple[PlacedText, ...]
    folder: str = ""

    def __repr__(self) -> str:
        return f"<Plan {self.title}: {len(self.districts)} districts>"

    @property
    def unconfirmed(self) -> tuple[Fact, ...]:
        """The facts that a person still has to confirm before print."""
        return tuple(fact for fact in self.facts if not fact.confirmed)
