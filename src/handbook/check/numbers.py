"""Telephone numbers: exactly the edition's own, whole, large, and each beside its own desk.

Every telephone-like number on the page is found, however it is written, and
compared with the data as a set: missing, another desk's, unknown. Whether a
number stands beside the right name is judged by where both stand on the paper,
since that is what a caller sees.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from handbook.check.finding import Finding, limited
from handbook.check.promises import desk_name
from handbook.check.reading import PageText, Spot, Texts
from handbook.check.telephone import digits, numbers_in, spans_in
from handbook.check.wording import LayoutWording, SharedWords, compact, folded
from handbook.edition import Edition
from handbook.plan import Contact, Desk
from handbook.units import Rect

_MOST_NUMBERS = 200
"""Most numbers looked at on a page; a leaflet has a dozen."""
LEAST_PHONE = 20.0
"""Least size, points, of a desk's telephone number: read at arm's length under a dim lamp."""
_TOLERANCE = 0.05


class Owner(NamedTuple):
    """Whose numbers these are."""

    name: str
    label: str
    phone: str
    fax: str
    desk: bool

    @property
    def numbers(self) -> tuple[str, str]:
        return digits(self.phone), digits(self.fax)


class Found(NamedTuple):
    """A telephone-like number on a page."""

    digits: str
    text: str
    spot: Spot


def owners(edition: Edition) -> tuple[Owner, ...]:
    """Whose numbers an edition prints: its desks and the plan's contacts."""
    return (
        *(Owner(desk.name, desk_name(desk), desk.phone, desk.fax, True) for desk in edition.desks),
        *(
            Owner(one.name, f"問い合わせ先「{one.name}」", one.phone, one.fax, False)
            for one in edition.plan.contacts
        ),
    )


def check_numbers(texts: Texts, edition: Edition, words: LayoutWording | None) -> Iterator[Finding]:
    """Every telephone number in the file against the edition's."""
    own = owners(edition)
    found = [number for page in texts.pages for number in numbers_on(page)]
    yield from _missing(found, texts, _promised(own, words))
    allowed = {number for owner in own for number in owner.numbers} | _written_out(edition, words)
    yield from limited(_foreign(found, allowed, edition), "電話番号")
    yield from _small(found, edition)
    for page in texts.pages:
        here = [number for number in found if number.spot.page == page.number]
        yield from _beside_another(page, here, own)
        yield from _categories(page, edition)
        yield from _links(page, here, allowed)


def numbers_on(page: PageText) -> Iterator[Found]:
    """Every telephone-like number of a page."""
    for start, end in islice(_spans(page.spaced), _MOST_NUMBERS):
        text = page.spaced[start:end].strip()
        yield Found(digits(text), text, page.spaced_spot(start, end))


def _spans(spaced: str) -> Iterator[tuple[int, int]]:
    """Where numbers stand in a page's text, line by line: no number goes on in the next line."""
    at = 0
    lines = spaced.split("\n")
    for line, spans in zip(lines, map(spans_in, lines), strict=True):
        for start, end in spans:
            yield at + start, at + end
        at += len(line) + 1


def _promised(own: tuple[Owner, ...], words: LayoutWording | None) -> list[Owner]:
    """The owners whose numbers must be printed; a layout without their block need not print them."""
    if words is None:
        return list(own)
    return [owner for owner in own if ("desks" if owner.desk else "contacts") in words.kinds]


def _written_out(edition: Edition, words: LayoutWording | None) -> set[str]:
    """Numbers that columns and the layout's own words hold."""
    texts = [column.text for column in edition.columns]
    if words is None:
        return _numbers_of(texts)
    return _numbers_of([*texts, *(text for _, _, text in words.own)]) | _shared_numbers(words.shared)


@lru_cache(maxsize=8)
def _shared_numbers(words: SharedWords) -> frozenset[str]:
    return frozenset(_numbers_of([text for _, _, text in words.texts]))


def _numbers_of(texts: Iterable[str]) -> set[str]:
    return {digits(match[0]) for text in texts for match in numbers_in(folded(text))}


def _missing(found: list[Found], texts: Texts, promised: list[Owner]) -> Iterator[Finding]:
    there = {number.digits for number in found}
    for owner in promised:
        for kind, number in (("電話番号", owner.phone), ("ファックス番号", owner.fax)):
            if digits(number) in there:
                continue
            broken = compact(number) in texts.plain
            yield Finding(
                code="broken-number" if broken else "missing-number",
                message=f"{owner.label}の{kind} {number} が"
                + ("途中で切れて、一続きに読めません。" if broken else "紙面にありません。"),
                hint="番号が1行に収まるよう、レイアウトの幅か文字の大きさを見直してください。"
                if broken
                else "データの番号を確かめ、handbook build で作り直してください。",
            )


def _foreign(found: list[Found], allowed: set[str], edition: Edition) -> Iterator[Finding]:
    strangers = {number.digits: number for number in reversed(found) if number.digits not in allowed}
    for number in reversed(strangers.values()):
        desk = next((desk for desk in edition.plan.desks if number.digits in _desk_numbers(desk)), None)
        if desk is not None:
            yield Finding(
                code="foreign-number",
                message=f"別の相談先の番号 {number.text} があります。{_whose(desk)}の番号です。",
                hint="この校区の番号に直してください（data/desks.yaml の校区の割り当てもお確かめください）。",
                page=number.spot.page,
                rect=_rect(number.spot),
            )
            continue
        yield Finding(
            code="unknown-number",
            message=f"データにない電話番号らしい数字 {number.text} があります。",
            hint="正しい番号ならデータに加え、誤りなら直してください。市外局番（0942など）の抜けにもご注意ください。",
            page=number.spot.page,
            rect=_rect(number.spot),
        )


def _desk_numbers(desk: Desk | Contact) -> tuple[str, str]:
    return digits(desk.phone), digits(desk.fax)


def _whose(desk: Desk) -> str:
    shown = "・".join(desk.districts[:2]) + ("校区ほか" if len(desk.districts) > 2 else "校区")
    return f"{desk.name}（{shown}）"


def _rect(spot: Spot) -> Rect:
    return Rect(spot.left, spot.top, spot.right - spot.left, spot.height)


def _small(found: list[Found], edition: Edition) -> Iterator[Finding]:
    for desk in edition.desks:
        phone = digits(desk.phone)
        sizes = {number.spot.size: number for number in found if number.digits == phone}
        if sizes and max(sizes) < LEAST_PHONE - _TOLERANCE:
            spot = sizes[max(sizes)].spot
            yield Finding(
                code="small-number",
                message=f"{desk_name(desk)}の電話番号 {desk.phone} が{max(sizes):.1f}ポイントです。"
                f"{LEAST_PHONE:.0f}ポイント以上でないと、読みにくい方がいます。",
                hint="レイアウトの電話番号のスタイルの size を大きくしてください。",
                page=spot.page,
                rect=_rect(spot),
            )


# Beside whom a number stands


def _beside_another(page: PageText, found: list[Found], own: tuple[Owner, ...]) -> Iterator[Finding]:
    if not found:
        return
    names = tuple(
        (owner, page.spot(start, end)) for owner in own for start, end in page.find(compact(owner.name))
    )
    for number, holders in _astray(tuple(found), names, own):
        nearest = min(names, key=lambda item: _distance(number.spot, item[1]), default=None)
        beside = f"「{nearest[0].name}」のそば" if nearest and nearest[0] not in holders else "離れたところ"
        yield Finding(
            code="number-beside-wrong-name",
            message=f"{holders[0].label}の番号 {number.text} が、{beside}にあります。"
            "別の相談先にかかってしまいます。",
            hint="名前と番号の組み合わせをデータで確かめ、同じ行か名前のすぐ下に番号が来るようにしてください。",
            page=number.spot.page,
            rect=_rect(number.spot),
        )


@lru_cache(maxsize=64)  # many districts have the same desks
def _astray(
    found: tuple[Found, ...], names: tuple[tuple[Owner, Spot], ...], own: tuple[Owner, ...]
) -> tuple[tuple[Found, list[Owner]], ...]:
    """The numbers that do not stand beside a name of their holders, with these holders."""
    astray = []
    numbers = [owner.numbers for owner in own]
    for number in found:
        holders = [owner for owner, held in zip(own, numbers, strict=True) if number.digits in held]
        mine = [spot for owner, spot in names if owner in holders]
        others = [spot for owner, spot in names if owner not in holders]
        if mine and not _belongs(number, mine, others, found, holders):
            astray.append((number, holders))
    return tuple(astray)


def _belongs(
    number: Found, mine: list[Spot], others: list[Spot], found: Sequence[Found], holders: list[Owner]
) -> bool:
    """Whether a reader takes the number for its holder's: on one row with the name, or below it
    with no other name between, or to the right of the holder's other number."""
    spot = number.spot
    if any(_on_row(spot, name) and not _nearer_on_row(spot, name, others) for name in mine):
        return True
    if any(_below(spot, name) and not _between(spot, name, others) for name in mine):
        return True
    left = [other for other in found if other.spot.right <= spot.left + 1 and _on_row(spot, other.spot)]
    if not left:
        return False
    neighbour = max(left, key=lambda other: other.spot.right)
    if not any(neighbour.digits in owner.numbers for owner in holders):
        return False
    return _belongs(neighbour, mine, others, (), holders)


def _on_row(one: Spot, other: Spot) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared >= 0.4 * min(one.height, other.height)


def _nearer_on_row(spot: Spot, name: Spot, others: Iterable[Spot]) -> bool:
    return any(_on_row(spot, other) and _gap(spot, other) < _gap(spot, name) for other in others)


def _gap(one: Spot, other: Spot) -> float:
    return max(0.0, other.left - one.right, one.left - other.right)


def _below(spot: Spot, name: Spot) -> bool:
    """Whether `spot` stands under `name`, no more than three lines of the name away."""
    beside = min(spot.right, name.right) - max(spot.left, name.left)
    return beside > 0 and spot.top - name.top >= 0 and spot.top - name.bottom < 3 * name.height


def _between(spot: Spot, name: Spot, others: Iterable[Spot]) -> bool:
    return any(
        min(spot.right, other.right) > max(spot.left, other.left) and name.top < other.top <= spot.top
        for other in others
    )


def _distance(one: Spot, other: Spot) -> float:
    return _gap(one, other) * 0.1 + max(0.0, other.top - one.bottom, one.top - other.bottom)


# Categories and links


def _categories(page: PageText, edition: Edition) -> Iterator[Finding]:
    """Over or before a desk's name must stand the label of its own category."""
    names = [
        (desk, page.spot(start, end))
        for desk in edition.desks
        for start, end in page.find(compact(desk.name))
    ]
    if not names:
        return
    labels = [
        (desk.category, page.spot(start, end))
        for desk in edition.desks
        for start, end in page.find(compact(desk.category))
        if page.whole_runs(start, end)
    ]
    for desk, name in names:
        before = [item for item in labels if item[1].left <= name.left and item[1].top < name.bottom]
        label, _ = min(before, key=lambda item: _apart(name, item[1]), default=(desk.category, name))
        if label != desk.category:
            yield Finding(
                code="category-beside-wrong-name",
                message=f"{desk_name(desk)}の見出しが「{label}」になっています。",
                hint="相談先の区分（高齢者・障害者など）と名前の組み合わせをデータで確かめてください。",
                page=page.number,
                rect=_rect(name),
            )


def _apart(one: Spot, other: Spot) -> float:
    """How far two spots are from each other, rows counting more than columns."""
    return abs(one.top + one.bottom - other.top - other.bottom) / 2 + 0.1 * _gap(one, other)


def _links(page: PageText, numbers: list[Found], allowed: set[str]) -> Iterator[Finding]:
    """What a tap on a number dials."""
    for link in page.page.links:
        if not link.uri.lower().startswith("tel:"):
            continue
        dialled = digits(link.uri[4:])
        if any(one.digits == dialled and _covers(link.box, one.spot) for one in numbers):
            continue  # what is printed is dialled; whether it is right is said elsewhere
        below = [one for one in numbers if _covers(link.box, one.spot)]
        if below:
            problem = f"紙面の番号は {below[0].text} なのに、押すと {link.uri[4:]} にかかります。"
        elif dialled not in allowed:
            problem = f"押すと、データにない番号 {link.uri[4:]} にかかります。"
        else:
            continue
        yield Finding(
            code="wrong-link",
            message=f"電話のリンクが違います。{problem}",
            hint="handbook build で作り直してください。",
            page=page.number,
            rect=link.box,
        )


def _covers(box: Rect, spot: Spot) -> bool:
    x, y = (spot.left + spot.right) / 2, (spot.top + spot.bottom) / 2
    return box.x <= x <= box.right and box.y <= y <= box.bottom
