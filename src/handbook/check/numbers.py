"""Telephone numbers: exactly the edition's own, whole, large, and each beside its own desk.

Every telephone-like number on the page is found, however it is written, and
compared with the data as a set: missing, another desk's, unknown. Whether a
number stands beside the right name is judged by where both stand on the paper,
since that is what a caller sees.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from handbook.check.finding import REBUILD, Finding, limited
from handbook.check.page_text import FileText, PageText, Spot, compact, folded
from handbook.check.promised import Claim
from handbook.edition import Edition
from handbook.layout import PLAIN
from handbook.plan import Contact, Desk
from handbook.promise import Number, Wording
from handbook.units import Rect

_GAP = r"[-() ー~・]{1,3}"
_NUMBER = re.compile(
    rf"(?<![\d-])(?:\+81{_GAP}?|\(?0)\d{{1,4}}{_GAP}\d{{1,4}}{_GAP}\d{{3,4}}(?![\d-])"
    r"|(?<![\d.,-])0\d{9,10}(?!\d)"
    # Without an area code; but for postal codes and spans of years.
    r"|(?<![\d〒-])(?!(?:19|20)\d\d-(?:19|20))\d{2,4}-\d{4}(?![\d-])"
)
_DIGIT = re.compile(r"\d")
_MOST_NUMBERS = 200
"""Most numbers looked at on a page; a leaflet has a dozen."""
_TOLERANCE = 0.05

Owner = Desk | Contact


class Found(NamedTuple):
    """A telephone-like number on a page."""

    digits: str
    text: str
    spot: Spot


def check_numbers(file: FileText, claim: Claim) -> Iterator[Finding]:
    """Every telephone number in the file against the edition's."""
    edition = claim.edition
    own: Sequence[Owner] = edition.offices
    found = {page.number: list(numbers_on(page)) for page in file.pages}
    every = [number for numbers in found.values() for number in numbers]
    allowed = numbers_allowed(claim)
    for promise in claim.promises:
        if isinstance(promise, Number):
            yield from _missing(promise, every, file)
            yield from _dialled(promise, every, file, claim)
    yield from limited(_foreign(every, allowed, edition), "電話番号")
    yield from _small(every, edition, (claim.layout.least if claim.layout else PLAIN).numbers)
    for page in file.pages:
        yield from _beside_another(page, found[page.number], own)
        yield from _categories(page, edition)
        yield from _links(page, found[page.number], allowed)


def numbers_in(text: str) -> Iterator[re.Match[str]]:
    """Every telephone-like number in a text whose width and dashes are folded."""
    return _NUMBER.finditer(text) if _DIGIT.search(text) else iter(())


@lru_cache(maxsize=4096)
def digits(number: str) -> str:
    """A number's digits alone; +81 counts as the leading 0."""
    plain = "".join(char for char in unicodedata.normalize("NFKC", number) if char.isdigit() or char == "+")
    return "0" + plain[3:] if plain.startswith("+81") else plain.replace("+", "")


def numbers_on(page: PageText) -> Iterator[Found]:
    """Every telephone-like number of a page."""
    for start, end in islice(_spans(page.spaced), _MOST_NUMBERS):
        text = page.spaced[start:end].strip()
        yield Found(digits(text), text, page.spaced_spot(start, end))


def _spans(spaced: str) -> Iterator[tuple[int, int]]:
    """Where numbers stand in a page's text, line by line: no number goes on in the next line."""
    at = 0
    for line in spaced.split("\n"):
        for match in numbers_in(line):
            yield at + match.start(), at + match.end()
        at += len(line) + 1


def numbers_of(owner: Owner) -> tuple[str, ...]:
    return tuple(digits(number) for number in (owner.phone, owner.fax) if number)


def numbers_allowed(claim: Claim) -> set[str]:
    """The digits of every number that may stand in the edition."""
    owners = claim.edition.offices
    return {number for owner in owners for number in numbers_of(owner)} | set(written_out(claim))


def written_out(claim: Claim) -> Iterator[str]:
    """Numbers that columns and promised texts hold."""
    columns = [column.text for column in claim.edition.columns]
    promised = [text for one in claim.promises if isinstance(one, Wording) for text in one.texts]
    for text in (*columns, *promised):
        for match in numbers_in(folded(text)):
            yield digits(match[0])


def label(owner: Owner) -> str:
    """What a message calls whom a number belongs to."""
    if isinstance(owner, Desk):
        return f"{owner.category}の相談先「{owner.name}」"
    return f"問い合わせ先「{owner.name}」"


def _missing(promise: Number, found: list[Found], file: FileText) -> Iterator[Finding]:
    what = f"{label(promise.owner)}の{promise.kind} {promise.number} "
    number = compact(promise.number)
    if all(one.digits != digits(number) for one in found):
        broken = number in file.plain
        yield Finding(
            "broken-number" if broken else "missing-number",
            what + ("が途中で切れて、一続きに読めません。" if broken else "が紙面にありません。"),
            "番号が1行に収まるよう、レイアウトの幅か文字の大きさを見直してください。"
            if broken
            else "データの番号を確かめ、handbook build で作り直してください。",
        )
    elif not any(_labelled(page, compact(promise.label), number) for page in file.pages):
        message = f"{what}の前に「{promise.label}」がありません。電話とファックスが取り違えられます。"
        yield Finding("wrong-pair", message, REBUILD)


def _labelled(page: PageText, label: str, number: str) -> bool:
    """Whether the number stands behind its label somewhere, in the text and on the paper."""
    for start, end in page.find(label + number):
        at = start + len(label)
        if not label:
            return True
        before, spot = page.spot(start, at), page.spot(at, end)
        if _on_row(before, spot) and -1 <= spot.left - before.right < 3 * spot.size:
            return True
        if _below(spot, before):
            return True
    return False


def _dialled(promise: Number, found: list[Found], file: FileText, claim: Claim) -> Iterator[Finding]:
    """A desk's telephone number that no link on it dials."""
    spots = [one.spot for one in found if one.digits == digits(promise.number)]
    if claim.layout is None or promise.kind != "電話番号" or not spots:
        return
    links = [(page.number, link) for page in file.pages for link in page.page.links]
    if not any(page == spot.page and _covers(link.box, spot) for page, link in links for spot in spots):
        message = f"{label(promise.owner)}の番号 {promise.number} を押しても、電話がかかりません。"
        yield Finding("wrong-link", message, REBUILD).at(spots[0])


def _foreign(found: list[Found], allowed: set[str], edition: Edition) -> Iterator[Finding]:
    strangers = {number.digits: number for number in reversed(found) if number.digits not in allowed}
    for number in reversed(strangers.values()):
        desk = next((desk for desk in edition.plan.desks if number.digits in numbers_of(desk)), None)
        if desk is not None:
            message = f"別の相談先の番号 {number.text} があります。{_whose(desk, edition)}の番号です。"
            hint = "この版の番号に直してください（desks.yaml の担当の割り当てもお確かめください）。"
            yield Finding("foreign-number", message, hint).at(number.spot)
            continue
        message = f"データにない電話番号らしい数字 {number.text} があります。"
        hint = "正しい番号ならデータに加え、誤りなら直してください。市外局番の抜けにもご注意ください。"
        yield Finding("unknown-number", message, hint).at(number.spot)


def _whose(desk: Desk, edition: Edition) -> str:
    kind = edition.plan.district_kind
    shown = "・".join(desk.districts[:2]) + kind + ("ほか" if len(desk.districts) > 2 else "")
    return f"{desk.name}（{shown}）"


def _small(found: list[Found], edition: Edition, least: float) -> Iterator[Finding]:
    for desk in edition.desks:
        phone = digits(desk.phone)
        sizes = {number.spot.size: number for number in found if number.digits == phone}
        if sizes and max(sizes) < least - _TOLERANCE:
            spot = sizes[max(sizes)].spot
            yield Finding(
                "small-number",
                f"{label(desk)}の電話番号 {desk.phone} が{max(sizes):.1f}ポイントです。"
                f"{least:g}ポイント以上でないと、読みにくい方がいます。",
                "レイアウトの電話番号のスタイルの size を大きくしてください。",
            ).at(spot)


# Beside whom a number stands


def _beside_another(page: PageText, found: list[Found], own: Sequence[Owner]) -> Iterator[Finding]:
    """Numbers that do not stand beside a name of their owners."""
    names = [(owner, page.spot(*place)) for owner in own for place in _called(page, owner)]
    for number in found:
        holders = [owner for owner in own if number.digits in numbers_of(owner)]
        mine = [spot for owner, spot in names if owner in holders]
        others = [spot for owner, spot in names if owner not in holders]
        if not mine or _belongs(number, mine, others, found, holders):
            continue
        nearest, _ = min(names, key=lambda item: _distance(number.spot, item[1]))
        beside = "離れたところ" if nearest in holders else f"「{nearest.name}」のそば"
        yield Finding(
            "number-beside-wrong-name",
            f"{label(holders[0])}の番号 {number.text} が、{beside}にあります。"
            "別の相談先にかかってしまいます。",
            "名前と番号の組み合わせをデータで確かめ、同じ行か名前のすぐ下に番号が来るようにしてください。",
        ).at(number.spot)


def _called(page: PageText, owner: Owner) -> list[tuple[int, int]]:
    """Where its name stands; on a page without it, as on the front of a card, for whom it is."""
    if names := list(page.find(compact(owner.name))):
        return names
    labels = page.find(compact(owner.category)) if isinstance(owner, Desk) else ()
    return [place for place in labels if page.whole_runs(*place)]


def _belongs(
    number: Found, mine: list[Spot], others: list[Spot], found: Sequence[Found], holders: Sequence[Owner]
) -> bool:
    """Whether a reader takes the number for its holder's: on one row with the name, or below it
    with no other name between, or likewise below the holder's other number, or to the right of it."""
    spot = number.spot
    if any(_on_row(spot, name) and not _nearer_on_row(spot, name, others) for name in mine):
        return True
    if any(_below(spot, name) and not _between(spot, name, others) for name in mine):
        return True
    over = [other for other in found if any(other.digits in numbers_of(owner) for owner in holders)]
    over = [other for other in over if other is not number and _below(spot, other.spot)]
    if any(
        not _between(spot, other.spot, others) and _belongs(other, mine, others, (), holders)
        for other in over
    ):
        return True
    left = [other for other in found if other.spot.right <= spot.left + 1 and _on_row(spot, other.spot)]
    if not left:
        return False
    neighbour = max(left, key=lambda other: other.spot.right)
    if not any(neighbour.digits in numbers_of(owner) for owner in holders):
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
    names = [(desk, page.spot(*place)) for desk in edition.desks for place in page.find(compact(desk.name))]
    labels = [
        (desk.category, _banded(page, page.spot(start, end)))
        for desk in edition.desks
        for start, end in page.find(compact(desk.category))
        if page.whole_runs(start, end)
    ]
    for desk, name in names:
        before = [item for item in labels if item[1].left <= name.left and item[1].top < name.bottom]
        nearest, _ = min(before, key=lambda item: _distance(name, item[1]), default=(desk.category, name))
        if nearest != desk.category:
            message = f"{label(desk)}の見出しが「{nearest}」になっています。"
            hint = "相談先の区分（高齢者・障害者など）と名前の組み合わせをデータで確かめてください。"
            yield Finding("category-beside-wrong-name", message, hint).at(name)


def _banded(page: PageText, label: Spot) -> Spot:
    """The label as high as the band that it stands in, which may reach over several rows."""
    bands = [
        shape
        for shape in page.page.shapes
        if shape.solid
        and shape.left <= label.left <= label.right <= shape.right < shape.left + 0.4 * page.page.width
        and shape.top <= label.top <= label.bottom <= shape.bottom
    ]
    band = min(bands, key=lambda shape: shape.bottom - shape.top, default=label)
    return label._replace(top=band.top, bottom=band.bottom)


def _links(page: PageText, numbers: list[Found], allowed: set[str]) -> Iterator[Finding]:
    """What a tap on a number dials."""
    for link in page.page.links:
        scheme, _, target = link.uri.partition(":")
        dialled = digits(target) if scheme.lower() == "tel" else ""
        below = [one for one in numbers if _covers(link.box, one.spot)]
        described = {digits(match[0]) for match in numbers_in(folded(link.words))}
        if below and all(one.digits == dialled for one in below):
            # What is printed is dialled; whether it is right is said elsewhere.
            if described <= {dialled}:
                continue
            problem = f"紙面の番号は {below[0].text} なのに、説明は「{link.words}」です。"
        elif below:
            problem = f"紙面の番号は {below[0].text} なのに、押すと {target} にかかります。"
        elif dialled and dialled not in allowed:
            problem = f"押すと、データにない番号 {target} にかかります。"
        else:
            continue
        yield Finding("wrong-link", f"電話のリンクが違います。{problem}", REBUILD).at(link)


def _covers(box: Rect, spot: Spot) -> bool:
    x, y = (spot.left + spot.right) / 2, (spot.top + spot.bottom) / 2
    return box.x <= x <= box.right and box.y <= y <= box.bottom
