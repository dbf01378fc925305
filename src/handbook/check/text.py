"""Text: is everything there that must be, and nothing that belongs elsewhere?

A town once printed another town's name, left over from a sample, on 1,110
leaflets: therefore every piece of text on a page must come from the edition's
data or from the layout's own words; what comes from neither is quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from handbook.check.finding import Finding, limited, quote
from handbook.check.promises import Promise, column_label, promises
from handbook.check.reading import PageText, Texts
from handbook.check.telephone import numbers_in
from handbook.check.wording import (
    LayoutWording,
    column_wording,
    compact,
    edition_wording,
    folded,
    plan_wording,
)
from handbook.edition import Edition
from handbook.plan import Plan
from handbook.readback import TextRun

_PLACE = re.compile(r"(?:[一-鿿々]{2,4}|[ぁ-ん]{3,5}|[ァ-ヶー]{2,6})[市町村](?![一-鿿])")
_NO_PLACE = ("都市", "本市", "全市", "当市", "同市", "各市", "他市", "市町", "町村", "朝市")
_WORDS = re.compile(r"[^\W_]")
_LETTER = re.compile(r"[^\W\d_]")
_BETWEEN = 6
"""Most characters between two texts that belong together: a role's mark, a number."""
_UNREADABLE = re.compile("[\ufffd\x00-\x08\x0b-\x1f\x7f\ue000-\uf8ff\ufffe\uffff\U000f0000-\U0010ffff]")


def check_text(texts: Texts, edition: Edition, words: LayoutWording | None) -> Iterator[Finding]:
    """Missing, foreign and unreadable text."""
    yield from _unreadable(texts)
    yield from limited(_missing(texts, edition, words), "文章")
    known = _known_wording(edition, words)
    for page in texts.pages:
        yield from _foreign(page, known, edition, words is not None)


def _unreadable(texts: Texts) -> Iterator[Finding]:
    for page in texts.pages:
        empty = [run for run in page.runs if run.missing]
        if empty:
            yield Finding(
                code="missing-glyph",
                message=f"フォントにない字があり、四角（豆腐）で印刷されます：{quote(empty[0].text)}",
                hint="データのその字を、フォントにある字に直してください。",
                page=page.number,
                rect=empty[0].box,
            )
        strange = [
            run for run in (*page.runs, *page.ruby) if not run.missing and _UNREADABLE.search(run.text)
        ]
        if strange:
            yield Finding(
                code="unreadable-text",
                message=f"文字として読み取れない部分が{len(strange)}か所あります（例：{quote(strange[0].text)}）。"
                "読み上げも検索もできません。",
                hint="別のソフトのPDFなら、文字情報を付けて書き出してください。",
                page=page.number,
                rect=strange[0].box,
            )


def _missing(texts: Texts, edition: Edition, words: LayoutWording | None) -> Iterator[Finding]:
    for promise in dict.fromkeys(promises(edition, words)):
        if promise.paired and any(_paired(wording, texts) for wording in promise.wordings):
            continue
        there = [wording for wording in promise.wordings if _there(wording, promise, texts)]
        if there and not promise.paired:
            continue
        if there:
            yield Finding(
                code="wrong-pair",
                message=f"{promise.what}の組み合わせが違います。並んでいるはずの文章："
                + "と".join(quote(text) for text in there[0]),
                hint="データの順序と組み合わせを確かめ、handbook build で作り直してください。",
            )
            continue
        wording = promise.wordings[-1]
        lost = next(text for text in wording if not _there((text,), promise, texts))
        yield Finding(
            code="missing-text",
            message=f"{promise.what}が紙面にありません：{quote(lost, 60)}",
            hint="データとレイアウトを見直し、handbook build で作り直してください。",
        )


def _there(wording: tuple[str, ...], promise: Promise, texts: Texts) -> bool:
    return all(text in texts.plain or (promise.ruby and text in texts.ruby) for text in wording)


def _paired(wording: tuple[str, ...], texts: Texts) -> bool:
    """Whether the texts stand one after the other, with no more than a mark or a number between."""
    first, *rest = wording
    start = texts.plain.find(first)
    while start >= 0:
        end = start + len(first)
        for text in rest:
            at = texts.plain.find(text, end, end + _BETWEEN + len(text))
            if at < 0:
                break
            end = at + len(text)
        else:
            return True
        start = texts.plain.find(first, start + 1)
    return False


def _known_wording(edition: Edition, words: LayoutWording | None) -> list[str]:
    """Everything that may stand in the edition, compacted; single characters left out."""
    known = {*plan_wording(edition.plan), *edition_wording(edition)}
    if words is not None:
        for node, option, text in words.texts:
            # A name of elsewhere is no less wrong for standing in the layout, left over from a sample.
            here = {edition.district.name, f"{edition.district.name}校区"}
            if not (option == "proof" and not edition.unconfirmed) and here >= _elsewhere(edition.plan, text):
                known.update(map(compact, (text, *text.splitlines())))
            if node.kind == "columns" and node.options.get("others"):
                for column in edition.other_columns:
                    known |= column_wording(column) | {compact(column_label(edition, node, column))}
    return [text for text in known if len(text) > 1]


def _foreign(page: PageText, known: list[str], edition: Edition, complete: bool) -> Iterator[Finding]:
    """Names of elsewhere; where `known` is complete, also any other text that is not in it."""
    covered = _coverage(page, known)
    places = list(_places(page, covered, edition))
    findings = [_place_finding(page, start, end, what) for start, end, what in places]
    for start, end, _ in places:
        covered[start:end] = b"\1" * (end - start)
    yield from limited(findings, "地名")
    if complete:
        yield from limited(_residue(page, covered), "文章")


def _coverage(page: PageText, known: list[str]) -> bytearray:
    """For each character of the page's plain text whether it belongs to a known wording."""
    covered = bytearray(len(page.plain))
    for text in known:
        at = page.plain.find(text)
        while at >= 0:
            covered[at : at + len(text)] = b"\1" * len(text)
            at = page.plain.find(text, at + len(text))
    return covered


def _places(page: PageText, covered: bytearray, edition: Edition) -> Iterator[tuple[int, int, str]]:
    """Names of other districts and of other towns outside known wording."""
    if 0 not in covered:
        return
    yield from _districts_named(page, covered, edition)
    wording = _wording_with_towns(edition.plan) + "".join(edition_wording(edition))
    for match in _PLACE.finditer(page.plain):
        start, end = match.span()
        name = match[0]
        if not covered[end - 1] and name not in wording and not name.endswith(_NO_PLACE):
            yield start, end, f"データにない地名「{name}」があります。"


def _districts_named(page: PageText, covered: bytearray, edition: Edition) -> Iterator[tuple[int, int, str]]:
    """Other districts' names that hold an uncovered character, looked for around such characters only:
    a country has 20,000 names, and a good page hardly any such character."""
    names = _district_names(edition.plan)
    lengths = sorted({len(name) for name in names})
    found: dict[tuple[int, int], str] = {}
    at = covered.find(0)
    while at >= 0:
        for length in lengths:
            for start in range(max(0, at - length + 1), min(at, len(page.plain) - length) + 1):
                district = names.get(page.plain[start : start + length])
                if district is not None and district != edition.district.name:
                    found[start, start + length] = district
        at = covered.find(0, at + 1)
    for (start, end), district in sorted(found.items()):
        yield start, end, f"別の校区の名前「{district}」があります。"


@lru_cache(maxsize=4096)
def _elsewhere(plan: Plan, text: str) -> frozenset[str]:
    """The districts of the plan, and the towns that it does not know, that a layout's text names."""
    plain = compact(text)
    names = _district_names(plan)
    found = {
        names[plain[start : start + length]]
        for length in {len(name) for name in names}
        for start in range(len(plain) - length + 1)
        if plain[start : start + length] in names
    }
    wording = _wording_with_towns(plan)
    towns = (match[0] for match in _PLACE.finditer(plain))
    found.update(town for town in towns if town not in wording and not town.endswith(_NO_PLACE))
    return frozenset(found)


@lru_cache(maxsize=8)
def _district_names(plan: Plan) -> dict[str, str]:
    """What names a district on a page → its name. One character (南) means a district only before 校区."""
    names = [district.name for district in plan.districts]
    return {name if len(name) > 1 else f"{name}校区": name for name in names}


@lru_cache(maxsize=8)
def _wording_with_towns(plan: Plan) -> str:
    """The wording of all editions, and the towns of all districts."""
    towns = dict.fromkeys(district.bloc for district in plan.districts)
    return "".join(plan_wording(plan)) + "".join(f"{town} " for town in towns)


def _place_finding(page: PageText, start: int, end: int, what: str) -> Finding:
    runs = page.runs_of(start, end)
    around = "".join(run.text for run in runs)
    return Finding(
        code="foreign-place",
        message=f"{what}前後の文章：{quote(around)}",
        hint="ほかの校区や見本の文章が残っていないか、データとレイアウトをお確かめください。",
        page=page.number,
        rect=runs[0].box if runs else None,
    )


def _residue(page: PageText, covered: bytearray) -> Iterator[Finding]:
    """Text that comes neither from the edition nor from the layout."""
    seen: set[int] = set()
    for gap in re.finditer(b"\0+", covered):
        start, end = gap.span()
        text = page.plain[start:end]
        if not _WORDS.search(text):
            continue  # punctuation and marks that set texts apart
        if text.isdigit() and len(text) <= 2 and page.whole_runs(start, end):
            continue  # the number of a card or a step
        runs = page.runs_of(start, end)
        if id(runs[0]) in seen or (not _LETTER.search(text) and _holds_number(runs)):
            continue  # said already, or a telephone number, which is judged as one
        seen.add(id(runs[0]))
        yield Finding(
            code="unknown-text",
            message=f"データにもレイアウトにもない文章があります：{quote(''.join(run.text for run in runs))}"
            f"（{quote(text)}の部分）",
            hint="どこから来た文章か確かめ、要るものならデータかレイアウトに書いてください。",
            page=page.number,
            rect=runs[0].box,
        )


def _holds_number(runs: list[TextRun]) -> bool:
    return any(True for _ in numbers_in(folded("".join(run.text for run in runs))))
