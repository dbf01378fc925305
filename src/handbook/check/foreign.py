"""What may stand on the pages, and nothing else: no text that belongs elsewhere, none that cannot be read.

A town once printed another town's name, left over from a sample, on 1,110 leaflets: therefore every piece
of text on a page must come from the edition's data or from the layout's own words; what comes from neither
is quoted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from handbook.blocks import fixed_promises, numbered
from handbook.check.finding import Finding, limited, quote
from handbook.check.numbers import digits, numbers_allowed, numbers_in
from handbook.check.page_text import FileText, PageText, compact, folded
from handbook.check.promised import Claim, chain, ends
from handbook.district import District
from handbook.edition import Edition, Folio
from handbook.errors import Problem
from handbook.layout import Layout, PageLayout
from handbook.memory import kept
from handbook.plan import Plan, texts_in
from handbook.promise import Number, Wording
from handbook.readback import TextRun

_UNREADABLE = re.compile("[\ufffd\x00-\x08\x0b-\x1f\x7f\ue000-\uf8ff\ufffe\uffff\U000f0000-\U0010ffff]")
_TOWN = re.compile(r"(?:[一-鿿々]{2,4}|[ぁ-ん]{3,5}|[ァ-ヶー]{2,6})[市町村](?![一-鿿])")
_NO_TOWN = ("都市", "本市", "全市", "当市", "同市", "各市", "他市", "市町", "町村", "朝市")
_NOT_PRINTED = {"districts", "desks", "columns", "categories", "contacts"}
_NOT_PRINTED |= {"sources", "facts", "confirmations", "texts", "folder", "doubts"}
"""Fields of a plan that are no wording of every edition: what concerns single districts, and provenance."""


def check_foreign(file: FileText, claim: Claim) -> Iterator[Finding]:
    """Unreadable text, names of elsewhere; by a layout, any other text that is not known."""
    known = known_wording(claim) | _now_and_then(claim)
    texts = [_covered(page.plain, known | _folios(claim, page, file), page.whole_runs) for page in file.pages]
    _cover_across(file, texts, known)
    for page, covered in zip(file.pages, texts, strict=True):
        yield from _unreadable(page)
        _cover_dates(page, claim, covered)
        places = list(_elsewhere(page.plain, covered, known, claim.edition))
        yield from limited((_place_finding(page, *place) for place in places), "地名")
        for start, end, _ in places:
            covered[start:end] = b"\1" * (end - start)
        if claim.layout is not None:
            yield from limited(_unknown(page, covered), "文章")


def strange_in(text: str, claim: Claim) -> Iterator[str]:
    """What a text that stands on no page, such as the file's keywords, has of elsewhere: names, numbers."""
    plain = compact(text)
    if names_elsewhere(plain, claim.edition):  # hardly ever, and what follows takes its time
        known = known_wording(claim)
        covered = _covered(plain, known, lambda start, end: False)
        yield from (what for _, _, what in _elsewhere(plain, covered, known, claim.edition))
    for match in numbers_in(folded(text)):
        if digits(match[0]) not in numbers_allowed(claim):
            yield f"この版のものでない番号 {match[0]} があります。"


# What may stand


def known_wording(claim: Claim) -> set[str]:
    """Every text that may stand in an edition, compacted."""
    edition = claim.edition
    numbers = [one for one in claim.promises if isinstance(one, Number)]
    wordings = [one for one in claim.promises if isinstance(one, Wording) and not one.dated]
    own = {text for one in wordings if one.own for text in one.texts}
    # A name of elsewhere is no less wrong for standing in the layout, left over from a sample.
    strange = {text for text in own if names_elsewhere(compact(text), edition)}
    known = {text for one in wordings for text in one.texts} - strange
    known |= {one.label + one.number for one in numbers if one.label not in strange}
    name = edition.district.name
    known |= {name, edition.name, f"{edition.name}版", edition.district.reading}
    for office in edition.offices:
        known |= {text for text in office if isinstance(text, str) and text != office.as_of}
    for column in edition.columns:
        known |= {column.title, column.text, column.date}
        if column.districts:  # a case of several names them all: 東・浜辺地区の取組み
            known.add(edition.plan.called("・".join(column.districts)))
    lines = {line for text in known for line in (text, *text.splitlines())}
    return {*map(compact, lines), *_of_plan(edition.plan).wording} - {""}


class _OfPlan(NamedTuple):
    """What is the same for all editions of a plan."""

    wording: frozenset[str]
    """Every wording of the plan that may stand in any edition, compacted."""
    towns: frozenset[str]
    """The names of towns, and texts in which towns are named."""
    districts: dict[str, str]
    """What names a district on a page → its name, the city or its plan → "". One character (南) names one
    only before its kind."""
    lengths: tuple[int, ...]
    """How long such names are, longest first."""
    first: re.Pattern[str]
    """The characters that they begin with."""


@kept(most=1)
def _of_plan(plan: Plan) -> _OfPlan:
    printed = [getattr(plan, field) for field in Plan.__dataclass_fields__ if field not in _NOT_PRINTED]
    # A single character of the plan, such as a role's mark, is known only where a block promises it.
    wording = {text for text in (compact(one) for value in printed for one in texts_in(value)) if text[1:]}
    districts = {compact(plan.called(one.name)): one.name for one in plan.districts}
    districts |= {compact(one.name): one.name for one in plan.districts if len(compact(one.name)) > 1}
    whole = filter(None, (plan.city, plan.title))  # 久留米 in 久留米市 is no district
    districts |= {compact(name): "" for name in whole}
    return _OfPlan(
        wording=frozenset(wording),
        towns=frozenset(wording | {one.bloc for one in plan.districts}),
        districts=districts,
        lengths=tuple(sorted(set(map(len, districts)), reverse=True)),
        first=re.compile(f"[{re.escape(''.join({name[0] for name in districts}))}]"),
    )


# Names of elsewhere


def check_words(plan: Plan, layout: Layout, wanted: Iterable[District]) -> list[Problem]:
    """A problem for each of a layout's own words that names a district, where editions of others are wanted:
    none of them would pass."""
    found, all_wanted = [], {one.name for one in wanted}
    for placed in layout.texts:
        named = dict.fromkeys(name for _, _, name in _districts_in(compact(placed.text), plan))
        for name in (name for name in named if all_wanted - {name}):
            message = (
                f"レイアウトの言葉「{placed.text}」に、{plan.district_kind}の名前「{name}」があります。"
                "ほかの版の検査で、よその名前と見分けられません。"
            )
            hint = "前の版の名前が残っているなら {district} に、同じ言葉なだけなら別の言い方にしてください。"
            found.append(Problem(message, hint, placed.place))
    return found


def names_elsewhere(text: str, edition: Edition) -> bool:
    """Whether a compacted text names another district of the plan, or a town that the plan does not know."""
    named = (name for _, _, name in _districts_in(text, edition.plan))
    return any(name != edition.district.name for name in named) or any(
        not _is_known_town(match[0], edition.plan) for match in _towns_in(text)
    )


def _elsewhere(
    plain: str, covered: bytearray, known: set[str], edition: Edition
) -> Iterator[tuple[int, int, str]]:
    """Names of other districts and of other towns outside known wording: start, end, what it is."""
    for start, end, name in _districts_in(plain, edition.plan):
        if name != edition.district.name and 0 in covered[start:end]:
            yield start, end, f"別の{edition.plan.district_kind}の名前「{name}」があります。"
    for match in _towns_in(plain):
        start, end = match.span()
        if covered[end - 1] or _is_known_town(match[0], edition.plan):
            continue
        if not any(match[0] in text for text in known):
            yield start, end, f"データにない地名「{match[0]}」があります。"


def _districts_in(plain: str, plan: Plan) -> Iterator[tuple[int, int, str]]:
    """Where districts are named, and which: of names within each other (鳥飼 in 鳥飼東) the longest."""
    names = _of_plan(plan)
    reach = 0
    for begin in names.first.finditer(plain):
        start = begin.start()
        for length in names.lengths:
            if start + length <= reach:
                break
            if (name := names.districts.get(plain[start : start + length])) is not None:
                if name:
                    yield start, start + length, name
                reach = start + length
                break


def _towns_in(plain: str) -> Iterator[re.Match[str]]:
    return (match for match in _TOWN.finditer(plain) if not match[0].endswith(_NO_TOWN))


def _is_known_town(name: str, plan: Plan) -> bool:
    return any(name in text for text in _of_plan(plan).towns)


def _place_finding(page: PageText, start: int, end: int, what: str) -> Finding:
    runs = page.runs_of(start, end)
    message = f"{what}前後の文章：{quote(''.join(run.text for run in runs))}"
    hint = "よそや見本の文章が残っていないか、データとレイアウトをお確かめください。"
    return Finding("foreign-place", message, hint).at(runs[0])


# Any other text


def _covered(plain: str, known: set[str], whole: Callable[[int, int], bool]) -> bytearray:
    """1 for each character of a text that is part of a known one, else 0. `whole` says what stands alone."""
    covered = bytearray(len(plain))
    for text in known:
        at = plain.find(text)
        while at >= 0:
            end = at + len(text)
            # A single character is known only where it stands alone: 絆 as a title, not in another word.
            if len(text) > 1 or whole(at, end):
                covered[at:end] = b"\1" * len(text)
            at = plain.find(text, at + 1)  # 11 stands twice in 111
    return covered


def _now_and_then(claim: Claim) -> set[str]:
    """The words of pages, heads and feet that not every edition has, or not as often."""
    pages = [one.following if one.repeats else one for one in _pages(claim) if one.goes_on]
    promised = (one for page in pages for one in fixed_promises(claim.edition, page))
    return {compact(text) for one in promised if isinstance(one, Wording) and one.own for text in one.texts}


def _pages(claim: Claim) -> tuple[PageLayout, ...]:
    return claim.layout.pages if claim.layout else ()


def _folios(claim: Claim, page: PageText, file: FileText) -> set[str]:
    """What may be said of a page's number."""
    edition = claim.edition._replace(folio=Folio(str(page.number), str(len(file.pages))))
    pages = [each for one in _pages(claim) for each in (one, one.following)]
    return {compact(text) for one in pages for text in numbered(edition, one)}


def _cover_across(file: FileText, covered: Sequence[bytearray], known: set[str]) -> None:
    """What begins on a page and goes on on the next is known, too."""
    for page, place in (one for text in known for places in file.across(text) for one in places):
        covered[page][place] = 1


def _cover_dates(page: PageText, claim: Claim, covered: bytearray) -> None:
    """A date of a single fact is known behind this fact alone."""
    for one in claim.promises:
        if isinstance(one, Wording) and one.dated:
            texts = chain(one, page.plain)
            for end in ends(texts, page.plain):
                covered[end - len(texts[-1]) : end] = b"\1" * len(texts[-1])


def _unknown(page: PageText, covered: bytearray) -> Iterator[Finding]:
    """Text that comes neither from the edition nor from the layout."""
    seen: set[int] = set()
    for gap in re.finditer(b"\0+", covered):
        start, end = gap.span()
        text = page.plain[start:end]
        if not any(map(str.isalnum, text)):
            continue  # punctuation and marks that set texts apart
        if text.isdigit() and len(text) <= 2 and page.whole_runs(start, end):
            continue  # the number of a card or a step
        runs = page.runs_of(start, end)
        if id(runs[0]) in seen or (not _holds_letter(text) and _holds_number(runs)):
            continue  # said already, or a telephone number, which is judged as one
        seen.add(id(runs[0]))
        yield Finding(
            "unknown-text",
            f"データにもレイアウトにもない文章があります：{quote(''.join(run.text for run in runs))}"
            f"（{quote(text)}の部分）",
            "どこから来た文章か確かめ、要るものならデータかレイアウトに書いてください。",
        ).at(runs[0])


def _holds_letter(text: str) -> bool:
    return any(char.isalnum() and not char.isdecimal() for char in text)


def _holds_number(runs: list[TextRun]) -> bool:
    return any(True for _ in numbers_in(folded("".join(run.text for run in runs))))


def _unreadable(page: PageText) -> Iterator[Finding]:
    empty = [run for run in page.runs if run.missing]
    if empty:
        message = f"フォントにない字があり、四角（豆腐）で印刷されます：{quote(empty[0].text)}"
        hint = "handbook build で作り直してください。その字のある書体がなければ、場所と直し方が出ます。"
        yield Finding("missing-glyph", message, hint).at(empty[0])
    runs = (*page.runs, *page.ruby)
    strange = [run for run in runs if not run.missing and _UNREADABLE.search(run.text)]
    if strange:
        yield Finding(
            "unreadable-text",
            f"文字として読み取れない部分が{len(strange)}か所あります（例：{quote(strange[0].text)}）。"
            "読み上げも検索もできません。",
            "別のソフトのPDFなら、文字情報を付けて書き出してください。",
        ).at(strange[0])
