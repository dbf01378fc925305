"""What concerns one district: its desks and columns, chosen from the plan.

A `Plan` and a district's name come in, an `Edition` goes out. Nothing is worded or laid out
here; which columns a page has room for is the layout's matter.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from typing import NamedTuple

from handbook.facts import Item, unconfirmed
from handbook.load.dates import oldest
from handbook.memory import kept
from handbook.plan import Column, Contact, Desk, District, Plan, StatisticPoint

Rows = tuple[tuple[str, ...], ...]
"""The rows of a table, each with the text of its cells."""

PROOF = "校正"
"""What a proof is called, on its pages and in the names of its files."""


class Folio(NamedTuple):
    """Where in an edition a page stands: its number, of how many, under which heading of the second level."""

    page: str = ""
    pages: str = ""
    section: str = ""


FOLIO = Folio._fields
"""What a layout's text may say of it in braces."""


class Entry(NamedTuple):
    """A line of the contents: a heading's level and words, the number of its page, which heading it is."""

    level: int
    words: str
    page: int
    heading: int
    """Counted from 1 through the whole edition."""


COMMISSIONER, CHILDREN = "民生委員・児童委員", "主任児童委員"
"""What the law calls those who stand in the frame: who has an area, and who looks after all children."""

IMPRINTED = "+commissioner"
"""Behind the slug of a district: an edition with an imprint."""


class Imprint(NamedTuple):
    """Who stands in the frame of the welfare commissioner (名入れ).

    `kind` is one of the two that the law knows, `area` where they go from door to door, or "", `reading` how
    the name is read. `reached` is themselves with their number; where they have not `agreed` to be printed,
    the office that stands in for them; None: lines to write on. `alone`: nothing but what is to stand on the
    lines of a sheet that is printed already.
    """

    kind: str = COMMISSIONER
    area: str = ""
    reached: Contact | None = None
    reading: str = ""
    agreed: bool = False
    alone: bool = False

    @property
    def blank(self) -> Imprint:
        """It with lines to write on."""
        return self._replace(reached=None, reading="", agreed=False)


class Edition(NamedTuple):
    """The `plan` as it concerns one `district` (校区版).

    `desks` holds those of each category in turn, in the plan's order. `columns` holds the
    district's own columns, then the city-wide ones; `other_columns` those of other
    districts that are `shared`, which only a layout that asks for them prints, labelled with their name.
    Sample columns are in neither: they stay in `plan.columns`. `unconfirmed` is what touches the district
    and two people have not confirmed. `as_of` is the date that is said of all its numbers together;
    in a layout, of those that it prints (`handbook.blocks.with_date`). `tables` are rows that were made for
    it, by the name of their table: what is to be proof-read, what stands in finished files.
    What is not `final` is a proof; `ended` tells that the plan's period is over. `code` stands for what a
    sheet says (`handbook.sheet_code`). `folio` and `contents` follow from its pages: while
    it is composed, they are filled in by what was found before. `imprint` is a single copy's.
    """

    plan: Plan
    district: District
    desks: tuple[Desk, ...]
    columns: tuple[Column, ...]
    other_columns: tuple[Column, ...]
    unconfirmed: tuple[Item, ...]
    as_of: str = ""
    tables: tuple[tuple[str, Rows], ...] = ()
    final: bool = False
    ended: bool = False
    code: str = ""
    folio: Folio = Folio()
    contents: tuple[Entry, ...] = ()
    imprint: Imprint | None = None

    def __repr__(self) -> str:
        return f"<Edition {self.district.name}: {len(self.desks)} desks, {len(self.columns)} columns>"

    @property
    def name(self) -> str:
        """浮島校区."""
        return self.plan.called(self.district.name)

    @property
    def slug(self) -> str:
        """What its files are known by: an imprinted one is none of the plain editions, which no roster is
        needed to check."""
        return self.district.slug + (IMPRINTED if self.imprint else "")

    @property
    def title(self) -> str:
        """The plan, which version of it, whose edition."""
        return " ".join(filter(None, (self.plan.title, self.plan.edition_name, f"{self.name}版")))

    @property
    def offices(self) -> tuple[Desk | Contact, ...]:
        """Whom it may say how to reach."""
        imprinted = (self.imprint.reached,) if self.imprint and self.imprint.reached else ()
        return tuple(dict.fromkeys((*self.desks, *self.plan.contacts, *imprinted)))

    @property
    def others(self) -> str:
        """What a sentence on the date of numbers begins with where some have a date of their own."""
        offices: tuple[Desk | Contact, ...] = (*self.desks, *self.plan.contacts)
        return "ほかの" if any(self.plan.date_of(one, self.as_of) for one in offices) else ""

    def used(self, final: bool, date: datetime.date | None) -> Edition:
        """It as a final or as a proof, on a day; None: what day it is, is not asked."""
        return self._replace(final=final, ended=self.plan.ended(date))

    @property
    def state(self) -> str:
        """What a file of it says that it is: `proof` or `final`, and `ended` behind it."""
        return ("final" if self.final else "proof") + (" ended" if self.ended else "")

    def marks(self, proof: str) -> tuple[str, ...]:
        """The lines that a layout that marks proofs with `proof` marks it with: an invented plan also has
        its own, which even a final keeps."""
        return tuple(filter(None, ("" if self.final else proof, self.plan.sample))) if proof else ()

    @property
    def stamp(self) -> str:
        """What stands for it at the foot of each page: its code, or of a proof that it is one."""
        return self.code if self.final else PROOF


@kept(most=256)  # a batch asks for each of its editions several times
def select(plan: Plan, name: str) -> Edition:
    """The edition for the district of exactly this `name`; `Plan.find` searches for what a person typed.

    Raises InputError when there is no such district.
    """
    district = plan.district(name)
    index = _index(plan)
    own = index.columns.get(district.name, ())
    desks = index.desks.get(district.name, ())
    return Edition(
        plan=plan,
        district=district,
        desks=desks,
        columns=(*own, *index.columns.get(None, ())),
        other_columns=tuple(
            column
            for column in index.real_columns
            if column.shared and column.districts and district.name not in column.districts
        ),
        unconfirmed=(*index.unconfirmed.get(district.name, ()), *index.unconfirmed.get(None, ())),
        as_of=common_date(plan, (*desks, *plan.contacts)),
    )


def common_date(plan: Plan, facts: Iterable[Desk | Contact | StatisticPoint]) -> str:
    """The date that can be said of several facts together, the oldest; "" where one of them has none."""
    dates = {plan.date_of(fact) for fact in facts}
    return oldest(dates) if dates and "" not in dates else ""


def findings_date(plan: Plan) -> str:
    """The date that can be said of all that was found (`Plan.statistics`)."""
    return common_date(plan, (point for one in plan.statistics for point in one.points))


def plainest(plan: Plan) -> str:
    """The first district without a column of its own, or simply the first: what its edition holds,
    nearly all editions hold."""
    with_column = {name for column in plan.columns for name in column.districts}
    names = [district.name for district in plan.districts]
    return next((name for name in names if name not in with_column), names[0])


def extremes(plan: Plan) -> tuple[str, ...]:
    """The districts whose editions have most to fit: the longest names, desks and columns, and the plainest.

    If theirs fit, those of all others very likely do.
    """
    editions = [select(plan, district.name) for district in plan.districts]
    sizes: tuple[Callable[[Edition], int], ...] = (
        lambda edition: len(edition.district.name),
        lambda edition: len(edition.district.reading),
        lambda edition: len(edition.desks),
        lambda edition: sum(len(desk.name) for desk in edition.desks),
        lambda edition: max((len(desk.name) for desk in edition.desks), default=0),
        lambda edition: max((len(column.text) for column in edition.columns[:1]), default=0),
        lambda edition: sum(len(column.text) for column in edition.columns),
    )
    longest = [max(editions, key=key).district.name for key in sizes]
    return tuple(dict.fromkeys((plainest(plan), *longest)))


class _Index:
    """What a plan holds, by district: a country has 20,000 of them."""

    def __init__(self, plan: Plan) -> None:
        self.desks: dict[str, tuple[Desk, ...]] = {}
        for category in plan.categories:
            for desk in plan.desks:
                if desk.category == category.name:
                    for name in desk.districts:
                        self.desks[name] = (*self.desks.get(name, ()), desk)
        self.real_columns = tuple(column for column in plan.columns if not column.sample)
        self.columns: dict[str | None, tuple[Column, ...]] = {}
        for column in self.real_columns:
            for place in column.districts or (None,):
                self.columns[place] = (*self.columns.get(place, ()), column)
        self.unconfirmed: dict[str | None, list[Item]] = {}
        for item in unconfirmed(plan):
            for place in item.districts or (None,):
                self.unconfirmed.setdefault(place, []).append(item)


@kept(most=1)
def _index(plan: Plan) -> _Index:
    return _Index(plan)
