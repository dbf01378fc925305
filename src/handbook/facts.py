"""What the plan says, fact by fact, each under its key: what evidence speaks of and people confirm.

In: a plan. Out: `Item`s, and the names of those who have confirmed each value. What pages print of it is
not asked here (`handbook.ledger`). A key is where the value stands, by names, as an editor would look for
it: `desks/高齢者/西地域包括支援センター/phone`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from handbook.errors import Place
from handbook.memory import kept
from handbook.pictures import digest
from handbook.plan import (
    CONFIDENCES,
    Contact,
    Desk,
    District,
    Fact,
    Goal,
    Image,
    Photo,
    Plan,
    Remarks,
    Section,
)

NEEDED = 2
"""How many people must have confirmed a value before it may be printed for good."""


class Item(NamedTuple):
    """One thing that a person can confirm: the `value` (in one line) of what is called `subject`.

    `is_number`: a telephone or fax number. `confidence` is empty where the value is simply printed in the
    plan, `source` says in words where it comes from. `districts` are the names that it touches; empty means
    all. `group` is the key under which people look for it: a desk has its numbers and its districts there.
    A page that prints one of the texts `told` prints it. `as_of`: when it was so, "" where the plan's date
    holds.
    """

    key: str
    value: str
    subject: str
    is_number: bool = False
    confidence: str = ""
    source: str = ""
    districts: tuple[str, ...] = ()
    place: Place | None = None
    group: str = ""
    told: tuple[str, ...] = ()
    as_of: str = ""

    def touches(self, district: str) -> bool:
        return not self.districts or district in self.districts


@kept(most=1)
def items(plan: Plan) -> tuple[Item, ...]:
    """Every telephone and fax number, and every inferred value, each once: what two people must confirm."""
    return tuple(item for item in every(plan).values() if item.is_number or item.confidence)


@kept(most=1)
def every(plan: Plan) -> Mapping[str, Item]:
    """Key → the value that has it, whether or not anybody doubts it."""
    grounds = _grounds(plan)
    found = {item.key: item for item in (*_numbers(plan), *_numbers_in_texts(plan), *_values(plan))}
    places = {placed.text: placed.place for placed in reversed(plan.texts)}
    texts = {source.id: source.text for source in plan.sources}
    return {key: _founded(item, grounds.get(key), texts, places) for key, item in found.items()}


def _founded(item: Item, fact: Fact | None, sources: Mapping[str, str], places: Mapping[str, Place]) -> Item:
    """The item with what it rests on."""
    place = item.place or (places.get(item.value) if item.is_number else None)
    if fact is None:
        return item._replace(place=place)
    return item._replace(
        subject=fact.subject if fact.subject and fact.key == item.key else item.subject,
        confidence=fact.confidence if fact.confidence != CONFIDENCES[0] else "",
        source="、".join(sources.get(id, id) for id in fact.sources),
        districts=fact.districts if fact.districts and fact.key == item.key else item.districts,
        place=place or fact.place,
    )


def _grounds(plan: Plan) -> dict[str, Fact]:
    """Key → the fact that it rests on; of several the one that is least sure."""
    found: dict[str, Fact] = {}
    wide = _wide(plan) if plan.facts else {}
    for fact in sorted(plan.facts, key=lambda fact: CONFIDENCES.index(fact.confidence)):
        found |= dict.fromkeys(wide.get(fact.key, (fact.key,)), fact)
    return found


def meant(plan: Plan, key: str) -> tuple[Item, ...]:
    """The item of this key; of a key that others stand under, those."""
    wide = _wide(plan).get(key, ())
    return tuple(
        item
        for item in items(plan)
        if item.key in wide or any(f"{at}/".startswith(f"{key}/") for at in (item.key, item.group))
    )


def addresses(plan: Plan) -> set[str]:
    """Every key of which evidence may speak."""
    return {*every(plan), *_wide(plan)}


@kept(most=1)
def _by_key(plan: Plan) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Key → the values that have been confirmed, each with who did."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for one in plan.confirmations:
        found[one.fact] = (*found.get(one.fact, ()), (one_line(one.value), one.by))
    return found


def confirmed_by(plan: Plan, item: Item) -> tuple[str, ...]:
    """Who has confirmed this very value, each person once."""
    names = [by for value, by in _by_key(plan).get(item.key, ()) if value == item.value]
    return tuple({person(name): name for name in reversed(names)}.values())[::-1]


def person(name: str) -> str:
    """What two spellings of a person's name have in common: not how one is addressed, nor where one works."""
    seen = "".join(one for one in unicodedata.normalize("NFKC", name) if unicodedata.category(one) != "Cf")
    return re.sub(r"\(.*\)$|(さん|さま|様|氏)$", "", "".join(seen.split())).casefold()


@kept(most=1)
def unconfirmed(plan: Plan) -> tuple[Item, ...]:
    """What fewer than two people have confirmed."""
    return tuple(item for item in items(plan) if len(confirmed_by(plan, item)) < NEEDED)


def touching(plan: Plan, districts: Iterable[District]) -> tuple[Item, ...]:
    """What is unconfirmed and touches one of these districts."""
    names = {district.name for district in districts}
    found = (item for item in unconfirmed(plan) if names.intersection(item.districts or names))
    return tuple(found)


# Every value under its key


def owner_key(plan: Plan, owner: Desk | Contact) -> str:
    """Where a desk or a contact stands: of several with one name each has its telephone number behind it."""
    head = f"desks/{owner.category}" if isinstance(owner, Desk) else "plan/contacts"
    several = _named(plan)[head, owner.name] > 1
    return f"{head}/{owner.name}" + (f"（{owner.phone}）" if several else "")


@kept(most=1)
def _named(plan: Plan) -> Mapping[tuple[str, str], int]:
    """How many desks of a category, and how many contacts, have a name."""
    contacts = [("plan/contacts", contact.name) for contact in plan.contacts]
    return Counter([*((f"desks/{desk.category}", desk.name) for desk in plan.desks), *contacts])


def _offices(plan: Plan) -> tuple[Desk | Contact, ...]:
    return (*plan.desks, *plan.contacts)


def _numbers(plan: Plan) -> Iterator[Item]:
    """The telephone and fax numbers of all desks and contacts."""
    for owner in _offices(plan):
        key, touched = owner_key(plan, owner), _touched(owner)
        for name, number, called in (("phone", owner.phone, "電話番号"), ("fax", owner.fax, "FAX番号")):
            if number:
                subject = f"{owner.name}の{called}"
                item = Item(f"{key}/{name}", number, subject, True, districts=touched)
                yield item._replace(group=key, as_of=owner.as_of)


_NUMBER = re.compile(r"[0０]\d{1,4}[-‐‑–−ー－)）]\d{1,4}[-‐‑–−ー－]\d{3,4}")


def _numbers_in_texts(plan: Plan) -> Iterator[Item]:
    """The telephone numbers within sentences: nobody dials another because it stands in a column."""
    written: dict[str, dict[str, Place]] = {}
    for placed in plan.texts:
        for found in _NUMBER.findall(placed.text):
            if found != placed.text:
                number = unicodedata.normalize("NFKC", found)
                written.setdefault(number, {}).setdefault(found, placed.place)
    for number, places in written.items():
        key, place = f"texts/{number}", next(iter(places.values()))
        yield Item(key, number, "文章の中の電話番号", True, place=place, group="texts", told=tuple(places))


def _touched(owner: Desk | Contact) -> tuple[str, ...]:
    """The districts that an office is there for; none where it is for all."""
    return () if isinstance(owner, Contact) or owner.everywhere else owner.districts


def _wide(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Keys of which evidence may speak, though people confirm what they consist of."""
    numbers = tuple(item.key for item in _numbers(plan) if item.key.startswith("desks/"))
    desks = {
        f"{owner_key(plan, desk)}/districts": tuple(_desk_of(name, desk.category) for name in desk.districts)
        for desk in plan.desks
    }
    return {"desks/numbers": numbers, **desks}


def _desk_of(district: str, category: str) -> str:
    return f"districts/{district}/desks/{category}"


def _values(plan: Plan) -> Iterator[Item]:
    """Every other value, with the words for what it is."""
    yield from _parts("plan", "計画", plan)
    for id, section in plan.sections.items():
        yield from _parts(f"plan/sections/{id}", f"「{section.heading}」", section)
    for name, heard in (("hearing", plan.hearing), ("workshop", plan.workshop)):
        if heard is not None:
            yield from _parts(f"plan/{name}", heard.method, heard)
    if plan.image is not None:
        yield from _parts("plan/image", f"「{plan.image.heading}」", plan.image)
    for goal in plan.goals:
        yield from _goal(goal)
    for owner in _offices(plan):
        key, touched = owner_key(plan, owner), _touched(owner)
        called = f"{owner.name}の名称" if isinstance(owner, Desk) else f"問い合わせ先「{owner.name}」の名称"
        yield _item(f"{key}/name", called, owner.name, touched)._replace(group=key)
    yield from _local(plan)


_CALLED = {
    Plan: "title=表題 period=期間 issuers=発行者 data_date=内容の時点 vision=めざす姿 statistics=統計"
    " parties=役割を持つ者の印 goals=目標 notes=注",
    Section: "heading=見出し lead=導入 catch=呼びかけ points=文章",
    Remarks: "remarks=意見 who=対象",
    Image: "statement=循環を述べる一文の置き場所 slogans=標語 steps=①～⑨の文章 caption=図の説明",
    Photo: "alt=読み上げる言葉 caption=説明 credit=撮った人",
    District: "name=名前 bloc=合併前の市町 status=小学校のお知らせ",
}
"""What the values of a part of the plan are called of which evidence may speak."""


def _parts(at: str, owner: str, value: object, districts: tuple[str, ...] = ()) -> Iterator[Item]:
    for called in _CALLED[type(value)].split():
        name, _, words = called.partition("=")
        yield _item(f"{at}/{name}", f"{owner}の{words}", getattr(value, name), districts)


def _item(key: str, subject: str, value: object, districts: tuple[str, ...] = ()) -> Item:
    file, *steps = key.split("/")
    group = "/".join(key.split("/")[:2]) if file == "plan" and len(steps) > 1 else file
    return Item(key, one_line(value), subject, districts=districts, group=group, told=tuple(_texts(value)))


def _goal(goal: Goal) -> Iterator[Item]:
    at = f"plan/{goal.title}"
    yield _item(f"{at}/title", f"目標{goal.number}の題名（{goal.title}）", goal.title)
    for measure in goal.measures:
        texts = (measure.title, *(passage for _, passage in measure.roles))
        paired = _item(f"{at}/{measure.title}/title", f"取組み「{measure.title}」の見出しと文の対応", texts)
        yield paired
        subject = f"取組み「{measure.title}」がどの目標に属するか"
        value = f"目標{goal.number} {goal.title}"
        yield paired._replace(key=f"{at}/{measure.title}/goal", subject=subject, value=value)


def _desk_item(plan: Plan, district: District, desks: Sequence[Desk]) -> Item:
    """Whom a district turns to."""
    category, own = desks[0].category, (district.name,)
    keys = [owner_key(plan, desk) for desk in desks]
    value = "、".join(key.removeprefix(f"desks/{category}/") for key in keys)
    subject = f"{plan.called(district.name)}の{category}の相談先"
    told = tuple(desk.name for desk in desks)
    key = _desk_of(district.name, category)
    return Item(key, value, subject, districts=own, group=keys[0], told=told)


def _local(plan: Plan) -> Iterator[Item]:
    """What concerns single districts: names and readings, whom to turn to, columns."""
    covering: dict[tuple[str, str], list[Desk]] = {}
    for desk in plan.desks:
        for name in desk.districts:
            covering.setdefault((name, desk.category), []).append(desk)
    for district in plan.districts:
        at, called, own = f"districts/{district.name}", plan.called(district.name), (district.name,)
        yield from _parts(at, called, district, own)
        reading = f"{called}の読み（{district.reading}）"
        told = (district.reading, *filter(None, district.ruby[2:3]))
        key = f"{at}/reading"
        yield Item(key, district.reading, reading, districts=own, group="districts", told=told)
        for category in plan.categories:
            if desks := covering.get((district.name, category.name), ()):
                yield _desk_item(plan, district, desks)
    yield _item("districts/blocs", "合併前の市町", tuple(dict.fromkeys(one.bloc for one in plan.districts)))
    yield _item("districts/districts", f"{plan.district_kind}の一覧", plan.districts)
    for column in plan.columns:
        at, called = f"columns/{column.id}", f"コラム「{column.title}」の"
        yield _item(f"{at}/title", f"{called}見出し", (column.title, column.text), column.districts)
        yield _item(f"{at}/text", f"{called}本文", column.text, column.districts)
        if photo := column.photo:
            called, file = f"{called}写真", photo.photograph
            # Not its name, of which a camera makes a word too long for a line.
            seen = f"横{file.width}×縦{file.height}ピクセルの写真（{digest(file)[:6]}）"
            yield _item(f"{at}/photo/file", called, seen, column.districts)
            yield from _parts(f"{at}/photo", called, photo, column.districts)
            agreed = "写っている人がみな、載せてよいと言った"
            yield _item(f"{at}/photo/consent", f"{called}の同意", agreed, column.districts)


# A value in one line, and its texts as pages may print them

_SAID = ("mark", "number", "title", "name", "term", "who", "text", "points", "measures")
"""What a value is told by, in this order; what else it holds does not belong to it."""


def one_line(value: object) -> str:
    if isinstance(value, tuple):
        fields = getattr(value, "_fields", None)
        parts = value if fields is None else [getattr(value, name) for name in _SAID if name in fields]
        return ("、" if fields is None else " ").join(filter(None, map(one_line, parts)))
    return "" if value is None else " ".join(str(value).split())


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, tuple):
        fields = getattr(value, "_fields", None)
        names = [name for name in (*_SAID, "excerpt", "label") if fields and name in fields]
        for part in value if fields is None else [getattr(value, name) for name in names]:
            yield from _texts(part)
    elif isinstance(value, str):
        yield from filter(None, value.splitlines())
