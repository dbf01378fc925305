"""What changed for a district between two states of the plan, in words.

In: editions, each boiled down to its `Contents`: every value that may reach its paper. Out:
`Change`s that a person understands (「西地域包括支援センターの電話番号が … から … に変わりました」).
Where facts come from, notes about them and who confirmed them are in no `Contents`. Nothing here reads files
or composes: whether a change shows on paper in a certain layout is for `handbook.batch.reprint` to tell.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from handbook.declaration import Field, Kind, ListOf, MapOf, TableOf, TextOr, values
from handbook.edition import Edition, select
from handbook.load.local import DESK, DESKS
from handbook.load.overview import PLAN
from handbook.pictures import digest
from handbook.plan import Column, Measure, Plan
from handbook.typeset import plain_text, readings

LOCAL_FIELDS = frozenset(
    {
        *("districts", "desks", "columns"),
        *("sources", "facts", "confirmations", "read_words", "words", "texts", "doubts", "folder", "site"),
    }
)
"""Fields of a plan that are no wording of every edition: what concerns single districts, and provenance."""

WORDING = TableOf("", (*PLAN.fields, *DESKS.fields))
"""What a plan's texts are called: as the files are declared that they are read from."""

EXCERPT = 16
"""Longer texts are told by what differs in them, not whole."""

CONTEXT = 4
"""Characters shown on either side of a difference."""


class DeskText(NamedTuple):
    """What an edition prints of a desk."""

    category: str
    name: str
    phone: str
    fax: str
    hours: str
    address: str
    mail: str
    web: str
    ask: str
    as_of: str = ""


class ColumnText(NamedTuple):
    """What an edition prints of a column; `district` names its districts, empty for a city-wide one."""

    id: str
    district: str
    title: str
    text: str
    date: str
    as_of: str = ""
    lang: str = ""
    photo: str = ""  # a digest
    alt: str = ""
    caption: str = ""
    credit: str = ""


class Contents(NamedTuple):
    """Every value that may reach the paper of one edition.

    `shared` holds the wording of all editions, by its path in the plan (`goals.0.title`). `others`
    are the columns of other districts, empty unless they were asked for.
    """

    district: str
    reading: str
    slug: str
    bloc: str
    status: str
    desks: tuple[DeskText, ...]
    columns: tuple[ColumnText, ...]
    others: tuple[ColumnText, ...]
    shared: Mapping[str, str]


PLACE = Contents._fields[:5]
"""What of it says of the district itself."""


class Change(NamedTuple):
    """One thing that is different: `before` is empty for what was added, `after` for what was removed."""

    part: str
    """`district`, `desk`, `column` or `plan`."""
    subject: str
    """西地域包括支援センターの電話番号"""
    before: str
    after: str
    words: str
    """The whole change as a sentence, without its full stop."""


class Difference(NamedTuple):
    """What changed for one district. One of `before` and `after`, its names, is None if it came or went."""

    before: str | None
    after: str | None
    changes: tuple[Change, ...]

    @property
    def district(self) -> str:
        return self.after or self.before or ""


def contents(edition: Edition, others: bool = False) -> Contents:
    """What may reach the paper of an edition; `others`: also other districts' columns."""
    district = edition.district
    return Contents(
        district=district.name,
        **{name: getattr(district, name) for name in PLACE[1:]},
        desks=tuple(DeskText(*(getattr(desk, name) for name in DeskText._fields)) for desk in edition.desks),
        columns=tuple(map(_column_text, edition.columns)),
        others=tuple(map(_column_text, edition.other_columns)) if others else (),
        shared=shared_texts(edition.plan),
    )


def _column_text(column: Column) -> ColumnText:
    told = {name: getattr(column, name) for name in ("id", "title", "text", "date", "as_of", "lang")}
    if column.photo:
        told |= column.photo._asdict()
        told["photo"] = digest(told.pop("photograph"))
    return ColumnText(**told, district="・".join(column.districts))


_shared: list[tuple[Plan, dict[str, str]]] = []


def shared_texts(plan: Plan) -> Mapping[str, str]:
    """The wording of all editions: path in the plan → text. Worked out once for a plan."""
    for known, texts in _shared:
        if known is plan:
            return texts
    texts = {
        path: text
        for name in Plan.__dataclass_fields__
        if name not in LOCAL_FIELDS
        for path, text in _flat(getattr(plan, name), name)
    }
    _shared.append((plan, texts))
    del _shared[:-4]
    return texts


def _flat(value: object, path: str) -> Iterator[tuple[str, str]]:
    """Every text, number and date below `value` with its path. Raises TypeError for anything else."""
    if isinstance(value, Measure):
        value = {**value._asdict(), "roles": dict(value.roles)}
    if isinstance(value, tuple):
        # A part of the plan is a tuple with names, a list of parts one without.
        for step, item in zip(getattr(value, "_fields", range(len(value))), value, strict=True):
            yield from _flat(item, f"{path}.{step}")
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _flat(item, f"{path}.{name}")
    elif isinstance(value, (str, int, datetime.date)):
        yield path, str(value)
    elif value is not None:
        raise TypeError(f"{path} is a {type(value).__name__}, which no plan holds")


def name_of(path: str, texts: Mapping[str, str]) -> str:
    """What the text at a path of the plan is called: `goals.0.title` → 目標1の題. `texts` are all of them."""
    words: list[str] = []
    kind: Kind = WORDING
    steps = path.split(".")
    for at, step in enumerate(steps):
        if step.isdecimal():
            words[-1] += str(int(step) + 1)
        elif isinstance(kind, MapOf):
            words[-1] += f"「{_entry(steps[:at], step, texts)}」"
            kind = kind.of
        elif step != "text" or isinstance(kind, TableOf):  # what may be a text alone is called as a whole
            inside = kind.of if isinstance(kind, TextOr) else kind
            known = values(inside) if isinstance(inside, TableOf) else {}
            field = known.get(step) or Field(step, "text", _UNWRITTEN[step])
            words.append(field.called)
            kind = field.kind.of if isinstance(field.kind, ListOf) else field.kind
    return "の".join(words)


def _entry(around: Sequence[str], key: str, texts: Mapping[str, str]) -> str:
    """What a person calls an entry that the data give a short key: a chapter's heading, who a party is."""
    ids = (path for path, text in texts.items() if path.startswith("parties.") and text == key)
    who = next((texts[path.replace(".id", ".who")] for path in ids if path.endswith(".id")), "")
    return plain_text(texts.get(".".join((*around, key, "heading"))) or who or key)


_UNWRITTEN = {"first": "初日", "last": "最終日"}
"""Values that stand in no file of their own: a period is one text there."""


def compare_plans(old: Plan, new: Plan) -> tuple[Difference, ...]:
    """What changed for each district, in the new plan's order, then the districts that are no more."""
    return compare(
        [contents(select(old, district.name), others=True) for district in old.districts],
        [contents(select(new, district.name), others=True) for district in new.districts],
    )


def compare(old: Sequence[Contents], new: Sequence[Contents]) -> tuple[Difference, ...]:
    """As `compare_plans`. A district whose name is new is known again by its slug."""
    by_name = {one.district: one for one in old}
    names = {one.district for one in new}
    by_slug = {one.slug: one for one in old if one.district not in names}
    found: list[Difference] = []
    seen: set[str] = set()
    for after in new:
        before = by_name.get(after.district) or by_slug.get(after.slug)
        if before is not None:
            seen.add(before.district)
        found.append(Difference(before and before.district, after.district, tuple(changes(before, after))))
    gone = [one for one in old if one.district not in seen]
    return (
        *found,
        *(Difference(before=one.district, after=None, changes=tuple(changes(one, None))) for one in gone),
    )


def changes(before: Contents | None, after: Contents | None) -> Iterator[Change]:
    """What changed for one district; None where there is no such district."""
    if before is None or after is None:
        if one := before or after:
            yield _came_or_went("district", one.district + _kind(one), one.district, came=before is None)
        return
    yield from _district_changes(before, after)
    yield from _desk_changes(before.desks, after.desks)
    yield from _column_changes(before.columns, after.columns, _kind(after))
    yield from _column_changes(before.others, after.others, _kind(after))
    yield from _plan_changes(before.shared, after.shared)


def _kind(contents: Contents) -> str:
    """What districts are called."""
    return contents.shared["district_kind"]


def _district_changes(before: Contents, after: Contents) -> Iterator[Change]:
    kind = _kind(after)
    called = [f"{kind}の{what}" for what in ("名前", "読み", "ローマ字")]
    called += ["もとの市町", "学校についてのお知らせ"]
    for subject, value in zip(called, PLACE, strict=True):
        if (old := getattr(before, value)) != (new := getattr(after, value)):
            yield _changed("district", subject, old, new)


def _desk_changes(before: Sequence[DeskText], after: Sequence[DeskText]) -> Iterator[Change]:
    categories = [list(dict.fromkeys(desk.category for desk in desks)) for desks in (before, after)]
    for category in dict.fromkeys((*categories[1], *categories[0])):
        pairs = _paired(*([desk for desk in desks if desk.category == category] for desks in (before, after)))
        for was, now in pairs:
            if was is None or now is None:
                if desk := was or now:
                    subject = f"{category}の相談先"
                    yield _came_or_went("desk", subject, _called(desk), came=was is None, quoted=True)
            elif was.name != now.name and (was.phone, was.fax) != (now.phone, now.fax):
                yield _changed("desk", f"{category}の相談先", _called(was), _called(now), whole=True)
            else:
                yield from _one_desk(was, now)
    order = [[(desk.category, desk.name) for desk in desks] for desks in (before, after)]
    old, new = ([place for place in places if place in other] for places, other in (order, order[::-1]))
    if old != new:
        yield _moved("desk", "相談先の並ぶ順", *("、".join(map("".join, places)) for places in (old, new)))


def _paired(
    before: list[DeskText], after: list[DeskText]
) -> Iterator[tuple[DeskText | None, DeskText | None]]:
    """The desks of one category, each beside what it was: of the same name or number, else one for one."""
    left, late = list(before), []
    for now in after:
        was = next((one for one in left if one.name == now.name or one.phone == now.phone), None)
        if was is None:
            late.append(now)
        else:
            left.remove(was)
            yield was, now
    alone = len(before) == len(after) == 1
    if alone and left and late:
        yield left[0], late[0]
        return
    yield from ((None, now) for now in late)
    yield from ((was, None) for was in left)


_DESK_VALUES = {field.name: field.called for field in DESK.fields}


def _one_desk(was: DeskText, now: DeskText) -> Iterator[Change]:
    name = plain_text(now.name)
    if was.name != now.name:
        yield _changed("desk", f"{now.category}の相談先の名前", was.name, now.name)
    for value in DeskText._fields[2:]:
        old, new = getattr(was, value), getattr(now, value)
        if old != new:
            whole = value in ("phone", "fax", "mail", "web")
            yield _changed("desk", f"{name}の{_DESK_VALUES[value]}", old, new, whole=whole)


def _called(desk: DeskText) -> str:
    fax = f"、FAX {desk.fax}" if desk.fax else ""
    return f"{plain_text(desk.name)}（電話 {desk.phone}{fax}）"


_COLUMN_VALUES = {"title": "見出し", "text": "文", "date": "日付", "as_of": "時点", "lang": "言語"}
_COLUMN_VALUES |= {"alt": "写真の読み上げの言葉", "caption": "写真の説明", "credit": "写真を撮った人"}


def _column_changes(before: Sequence[ColumnText], after: Sequence[ColumnText], kind: str) -> Iterator[Change]:
    old, new = ({column.id: column for column in columns} for columns in (before, after))
    for key in dict.fromkeys((*new, *old)):
        was, now = old.get(key), new.get(key)
        if was is None or now is None:
            if column := was or now:
                title = plain_text(column.title)
                yield _came_or_went("column", f"事例「{title}」", title, came=was is None)
            continue
        title = plain_text(now.title)
        if was.district != now.district:
            places = [one.district + kind if one.district else "全域" for one in (was, now)]
            yield _changed("column", f"事例「{title}」の{kind}", *places)
        photo = f"事例「{title}」の写真"
        if was.photo and now.photo and was.photo != now.photo:
            yield _moved("column", photo, was.photo, now.photo)
        elif was.photo != now.photo:
            yield _came_or_went("column", photo, was.photo or now.photo, came=not was.photo)
            was = was._replace(alt=now.alt, caption=now.caption, credit=now.credit)  # come and go with it
        for value, called in _COLUMN_VALUES.items():
            if (said := getattr(was, value)) != (says := getattr(now, value)):
                yield _changed("column", f"事例「{title}」の{called}", said, says)
    if [key for key in old if key in new] != [key for key in new if key in old]:
        titles = ["、".join(plain_text(column.title) for column in columns) for columns in (before, after)]
        yield _moved("column", "事例の並ぶ順", *titles)


def _plan_changes(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    texts = {**before, **after}
    for path in dict.fromkeys((*after, *before)):
        was, now = before.get(path, ""), after.get(path, "")
        if was != now:
            whole = path.endswith((".phone", ".fax", ".mail", ".web"))
            name = after.get(f"{path.rpartition('.')[0]}.name") if whole or path.endswith(".as_of") else None
            subject = name_of(path, texts)
            subject = f"{plain_text(name)}の{subject.rpartition('の')[2]}" if name else subject
            yield _changed("plan", subject, was, now, whole=whole)


def _changed(part: str, subject: str, before: str, after: str, *, whole: bool = False) -> Change:
    """A value that is another now. `whole`: told whole however long it is."""
    old, new = plain_text(before), plain_text(after)
    if not before:
        words = f"{subject}「{_shortened(new)}」が加わりました"
    elif not after:
        words = f"{subject}「{_shortened(old)}」がなくなりました"
    elif old == new:
        what = "ふりがな" if readings(before) != readings(after) else "太字"
        words = f"{subject}の{what}が変わりました"
    elif whole or (len(old) <= EXCERPT and len(new) <= EXCERPT):
        words = f"{subject}が {old} から {new} に変わりました"
    else:
        was, now = around(old, new)
        words = f"{subject}が変わりました（「{was}」→「{now}」）"
    return Change(part=part, subject=subject, before=before, after=after, words=words)


def _came_or_went(part: str, subject: str, value: str, *, came: bool, quoted: bool = False) -> Change:
    named = f"{subject} {value} " if quoted else subject
    words = f"{named}が加わりました" if came else f"{named}がなくなりました"
    return Change(
        part=part, subject=subject, before="" if came else value, after=value if came else "", words=words
    )


def _moved(part: str, subject: str, before: str, after: str) -> Change:
    return Change(part=part, subject=subject, before=before, after=after, words=f"{subject}が変わりました")


def _shortened(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= EXCERPT else f"{flat[: EXCERPT - 1]}…"


def around(before: str, after: str) -> tuple[str, str]:
    """The part of two texts in which they differ, with a little of what stands before and after it."""
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    return _window(before, start, end), _window(after, start, end)


def _window(text: str, start: int, end: int) -> str:
    first, last = max(0, start - CONTEXT), min(len(text), len(text) - end + CONTEXT)
    middle = " ".join(text[first:last].split())
    if len(middle) > 3 * EXCERPT:
        middle = f"{middle[: 2 * EXCERPT]}…{middle[-EXCERPT + 1 :]}"
    return ("…" if first else "") + middle + ("…" if last < len(text) else "")
