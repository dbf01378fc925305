"""What concerns one district: its desks and columns, chosen from the plan.

A `Plan` and a district's name come in, an `Edition` goes out. Nothing is worded or laid out
here; which columns a page has room for is the layout's matter.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from handbook.errors import InputError
from handbook.plan import Column, Desk, District, Fact, Plan


class Edition(NamedTuple):
    """The `plan` as it concerns one `district` (校区版).

    `desks` holds one desk per category, in the plan's order. `columns` holds the
    district's own columns, then the city-wide ones; `other_columns` those of other
    districts, which only a layout that asks for them prints, labelled with their name.
    Sample columns are in neither: they stay in `plan.columns`. `unconfirmed` are the
    unconfirmed facts that touch the district.
    """

    plan: Plan
    district: District
    desks: tuple[Desk, ...]
    columns: tuple[Column, ...]
    other_columns: tuple[Column, ...]
    unconfirmed: tuple[Fact, ...]

    def __repr__(self) -> str:
        return f"<Edition {self.district.name}: {len(self.desks)} desks, {len(self.columns)} columns>"

    @property
    def proof(self) -> bool:
        """Whether it rests on a fact that nobody has confirmed, and is not for print."""
        return bool(self.unconfirmed)


@lru_cache(maxsize=256)  # a batch asks for each of its editions several times
def select(plan: Plan, name: str) -> Edition:
    """The edition for the district called `name`, as `find_district` understands it.

    Raises InputError when there is no such district.
    """
    district = find_district(plan, name)
    index = _index(plan)
    own = index.columns.get(district.name, ())
    return Edition(
        plan=plan,
        district=district,
        desks=index.desks.get(district.name, ()),
        columns=(*own, *index.columns.get(None, ())),
        other_columns=tuple(
            column for column in index.real_columns if column.district not in (None, district.name)
        ),
        unconfirmed=tuple(fact for fact in index.unconfirmed if fact.touches(district.name)),
    )


def plainest(plan: Plan) -> str:
    """The first district without a column of its own, or simply the first: what its edition holds,
    nearly all editions hold."""
    with_column = {column.district for column in plan.columns}
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
        self.districts: dict[str, District] = {}
        """By name, reading and slug; where two claim the same, the first of the plan has it."""
        for district in plan.districts:
            for form in (district.name, district.reading, district.slug):
                self.districts.setdefault(form, district)
        self.desks: dict[str, tuple[Desk, ...]] = {}
        for category in plan.categories:
            for desk in plan.desks:
                if desk.category == category:
                    for name in desk.districts:
                        self.desks[name] = (*self.desks.get(name, ()), desk)
        self.real_columns = tuple(column for column in plan.columns if not column.sample)
        self.columns: dict[str | None, tuple[Column, ...]] = {}
        for column in self.real_columns:
            self.columns[column.district] = (*self.columns.get(column.district, ()), column)
        self.unconfirmed = plan.unconfirmed


@lru_cache(maxsize=8)
def _index(plan: Plan) -> _Index:
    return _Index(plan)


def find_district(plan: Plan, name: str) -> District:
    """The district whose name (with or without 校区), reading (hiragana or katakana) or slug is `name`.

    Width, case and spaces do not matter. Raises InputError with the nearest names.
    """
    wanted = _plain(name)
    if (district := _index(plan).districts.get(wanted)) is not None:
        return district
    hint = _suggestion(plan, wanted)
    raise InputError.of(f"「{name.strip()}」という校区はありません。", hint, stops=True)


def _plain(name: str) -> str:
    """`name` in the form in which districts are compared."""
    folded = "".join(unicodedata.normalize("NFKC", name).split()).casefold()
    hiragana = "".join(chr(ord(char) - 0x60) if "ァ" <= char <= "ヶ" else char for char in folded)
    # 「宮ノ陣」 keeps its katakana: only a word wholly in kana is a reading.
    kana = all("ぁ" <= char <= "ゖ" or char in "ーっ" for char in hiragana.removesuffix("校区"))
    plain = (hiragana if kana else folded).removesuffix("校区")
    for suffix in ("こうく", "-kouku", "kouku"):
        if len(plain) > len(suffix):
            plain = plain.removesuffix(suffix)
    return plain


def _suggestion(plan: Plan, wanted: str) -> str:
    """The districts most like what was asked for, by name, reading or slug."""
    known = {
        form: district
        for district in plan.districts
        for form in (district.name, district.reading, district.slug)
    }
    close = difflib.get_close_matches(wanted, known, n=6, cutoff=0.5)
    if not close and wanted:
        close = [form for form in known if wanted in form or form in wanted]
    names = dict.fromkeys(f"{known[form].name}（{known[form].reading}）" for form in close)
    if names:
        return f"もしかして：{'、'.join(list(names)[:3])}"
    return "校区の名前・読み・ローマ字のどれかで指定してください。一覧は handbook list で見られます。"
