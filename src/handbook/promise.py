"""What a page promises its reader, as values: texts, and telephone numbers with their owners.

In: an edition, and a block's options, by the `promises` that stands beside each block. Out: what must be
found on the finished page. Promises follow from the data and the layout's words alone: nothing here, and no
`promises`, asks how a page is drawn, not even for the fields of a layout's text, so that a slip in drawing
cannot excuse itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from handbook.edition import Edition, findings_date
from handbook.pictures import Photograph, digest
from handbook.plan import Column, Contact, Desk, Plan, StatisticPoint

NO_LABELS: Mapping[str, str] = {}
EVERYTHING = ("name", "phone", "fax", "hours", "address", "mail", "web", "ask", "date")
"""What a block may show of a desk, beside its category."""


class Wording(NamedTuple):
    """Texts that must stand on the page.

    They belong together: one follows the other, with no more than a mark or a number between. White space,
    width and markup do not matter.
    """

    what: str
    """What it is, for messages: `相談先の対象`."""
    texts: tuple[str, ...]
    ruby: bool = False
    """It may also stand as ruby."""
    own: bool = False
    """Words of the layout itself, which may name no place of elsewhere: they claim nothing about it."""
    dated: bool = False
    """The last text is a date, which may stand nowhere but behind the others."""
    aside: bool = False
    """It may be as small as a layout's notes (`handbook.layout.Least`)."""
    labelled: bool = False
    """So may the first text."""
    maybe: bool = False
    """It may stand on the page, and need not: what only some ends of pages bring."""

    @property
    def large(self) -> tuple[str, ...]:
        """The texts that may not."""
        return () if self.aside else self.texts[self.labelled :]


class Number(NamedTuple):
    """A number that must stand on the page, whole, beside its owner's name."""

    owner: Desk | Contact
    kind: str
    """`電話番号` or `ファックス番号`."""
    number: str
    label: str
    """What stands before it, such as `電話`, so that nobody dials a fax; empty where nothing need."""


class Pictured(NamedTuple):
    """A picture that must stand on the page, and be told to who does not see it."""

    what: str
    """What it is, for messages: `事例コラム「…」の写真`."""
    alt: str
    photograph: Photograph | None = None
    """What must be seen; None for what is drawn."""

    @property
    def texts(self) -> tuple[str, ...]:
        """What stands for it where promises are texts."""
        return (self.alt, digest(self.photograph)) if self.photograph else (self.alt,)


Promise = Wording | Number | Pictured


def said(what: str, *texts: str) -> Wording:
    """A text, or several that belong together."""
    return Wording(what, texts)


def aside(what: str, *texts: str) -> Wording:
    """As `said`, of what may be as small as notes."""
    return Wording(what, texts, aside=True)


def own_words(text: str, maybe: bool = False) -> Wording:
    """Words of a layout, their fields filled in."""
    return Wording("レイアウトの言葉", (text,), own=True, aside=True, maybe=maybe)


def desk(
    desk: Desk, labels: Mapping[str, str] = NO_LABELS, shows: Sequence[str] = EVERYTHING
) -> Iterator[Promise]:
    """A desk: for whom, its name, its numbers with the labels before them (`phone-label` …), and the rest, as
    far as a block `shows` it."""
    yield said("相談先の対象", desk.category)
    if "name" in shows:
        yield said("相談先", desk.name)
    yield from _reached(desk, labels, shows)
    if desk.ask and "ask" in shows:
        yield aside("相談できること", desk.ask)


def contact(contact: Contact, labels: Mapping[str, str] = NO_LABELS) -> Iterator[Promise]:
    """Where to ask about the plan: its name, its numbers with the labels before them, and the rest."""
    yield said("問い合わせ先", contact.name)
    yield from _reached(contact, labels)


def dated(
    edition: Edition, office: Desk | Contact, labels: Mapping[str, str], shows: Sequence[str] = EVERYTHING
) -> Iterator[Promise]:
    """An office's own date behind all that is said of it, where it is not the one said of all numbers."""
    behind = [labels.get("phone-label", "") + office.phone] if "phone" in shows else [office.name]
    behind.append(getattr(office, "ask", "") if "ask" in shows else "")
    for _, name in WAYS:
        if name in shows and (value := getattr(office, name)):
            behind.append(labels.get(f"{name}-label", "") + value)
    yield from own_date(edition.plan, office, edition.as_of, labels["as-of-label"], *behind)


def own_date(
    plan: Plan, fact: Desk | Contact | Column | StatisticPoint, said: str, label: str, *behind: str
) -> Iterator[Promise]:
    """The date of a fact, if it is another than `said`, behind its texts."""
    if date := plan.date_of(fact, said):
        yield Wording("時点", (*filter(None, behind), date + label), dated=True, aside=True)


WAYS = (
    ("ファックス番号", "fax"),
    ("受付時間", "hours"),
    ("所在地", "address"),
    ("メールアドレス", "mail"),
    ("ホームページのアドレス", "web"),
)


def _reached(
    owner: Desk | Contact, labels: Mapping[str, str], shows: Sequence[str] = EVERYTHING
) -> Iterator[Promise]:
    if "phone" in shows:
        yield Number(owner, "電話番号", owner.phone, labels.get("phone-label", ""))
    for what, name in WAYS:
        if name not in shows:
            continue
        value, label = getattr(owner, name), labels.get(f"{name}-label", "")
        if value and name == "fax":
            yield Number(owner, what, value, label)
        elif value:
            yield aside(what, *filter(None, (label, value)))


def filled(text: str, edition: Edition, district: str | None = None) -> str:
    """A layout's text with its fields filled in (`handbook.layout.PLACEHOLDERS`).

    `district` stands in place of the edition's own where a text is about another. Empty where the plan has
    nothing of what the text is about.
    """
    if "{" not in text:
        return text
    name = district or edition.district.name
    fields = (
        ("district", name),
        ("name", name),
        ("reading", edition.district.reading),
        ("slug", edition.district.slug),
        ("date", edition.as_of),
        ("others", edition.others),
        *edition.folio._asdict().items(),
        *_plan_fields(edition.plan),
    )
    there = [(field, value) for field, value in fields if "{" + field + "}" in text]
    if there and not any(value for _, value in there):
        return ""
    for field, value in there:
        place = "{" + field + "}"
        text = text.replace(place if value else f" {place}", value).replace(place, value)
    return text.strip()


def _plan_fields(plan: Plan) -> tuple[tuple[str, str], ...]:
    return (
        ("kind", plan.district_kind),
        ("city", plan.city),
        ("plan", plan.title),
        ("edition", plan.edition_name),
        ("subtitle", plan.subtitle),
        ("period", plan.period.text if plan.period else ""),
        ("end", plan.period.end if plan.period else ""),
        ("statistics-date", findings_date(plan)),
        ("web", next((contact.web for contact in plan.contacts if contact.web), "")),
        ("catch", plan.desks_catch),
        ("goals", str(len(plan.goals) or "")),
        ("challenges", str(len(plan.section("challenges").points) or "")),
        ("vision", " ".join(plan.vision)),
        ("issuers", " ／ ".join(plan.issuers)),
        ("issuers-in-lines", "\n".join(plan.issuers)),
    )
