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
from handbook.check.known import (
    SharedWording,
    accounted,
    cover,
    learn,
    occurrences,
    own_wording,
    shared_wording,
)
from handbook.check.places import places
from handbook.check.promises import Promise, own_promises, promises, shared_promises
from handbook.check.reading import PageText, Texts
from handbook.check.telephone import numbers_in
from handbook.check.wording import LayoutWording, SharedWords, folded
from handbook.edition import Edition
from handbook.plan import Plan
from handbook.readback import TextRun

_BETWEEN = 6
"""Most characters between two texts that belong together: a role's mark, a number."""


@lru_cache(maxsize=1)
def _unreadable_characters() -> re.Pattern[str]:
    # Made when first needed: a good file holds none.
    return re.compile("[\ufffd\x00-\x08\x0b-\x1f\x7f\ue000-\uf8ff\ufffe\uffff\U000f0000-\U0010ffff]")


def check_text(texts: Texts, edition: Edition, words: LayoutWording | None) -> Iterator[Finding]:
    """Missing, foreign and unreadable text."""
    for page in texts.pages:
        yield from _unreadable(page)
    yield from limited(_missing(texts, edition, words), "文章")
    shared = shared_wording(edition.plan, words.shared if words is not None else None)
    own = own_wording(edition, words, shared)
    for page in texts.pages:
        if words is None or not accounted(page, edition.plan, shared, own):
            yield from _foreign(page, edition, shared, own, words is not None)


def _unreadable(page: PageText) -> Iterator[Finding]:
    empty = [run for run in page.runs if run.missing]
    if empty:
        yield Finding(
            code="missing-glyph",
            message=f"フォントにない字があり、四角（豆腐）で印刷されます：{quote(empty[0].text)}",
            hint="データのその字を、フォントにある字に直してください。",
            page=page.number,
            rect=empty[0].box,
        )
    runs = [*page.runs, *page.ruby]
    text = "".join([run.text for run in runs])
    if text.isprintable() and "\ufffd" not in text:
        return  # every other unreadable character counts as one that cannot be printed
    strange = [run for run in runs if not run.missing and _unreadable_characters().search(run.text)]
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
    if words is not None and _all_kept(texts, edition, words):
        return
    for promise in dict.fromkeys(promises(edition, words)):
        if _kept(promise, texts) is not None:
            continue
        there = [wording for wording in promise.wordings if _there(wording, promise, texts)]
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


class _SharedPromises:
    """What all editions of a plan promise by a layout."""

    def __init__(self, plan: Plan, words: SharedWords) -> None:
        found = list(dict.fromkeys(shared_promises(plan, words)))
        plain = [one for one in found if len(one.wordings) == 1 and not one.paired and not one.ruby]
        self.texts = [text for promise in plain for text in promise.wordings[0]]
        """Those that are texts of which each must be there as it is."""
        self.others = [promise for promise in found if promise not in plain]


_shared_promises = lru_cache(maxsize=8)(_SharedPromises)


def _all_kept(texts: Texts, edition: Edition, words: LayoutWording) -> bool:
    """Whether nothing at all is missing, said without the order in which it would be told."""
    shared = _shared_promises(edition.plan, words.shared)
    if not texts.hold(shared.texts):
        return False
    for index, promise in enumerate(shared.others):
        kept = _kept(promise, texts)
        if kept is None:
            return False
        if kept != promise.wordings[0]:  # the next edition most likely has the same wording
            others = (wording for wording in promise.wordings if wording != kept)
            shared.others[index] = promise._replace(wordings=(kept, *others))
    return all(_kept(promise, texts) is not None for promise in own_promises(edition, words))


def _kept(promise: Promise, texts: Texts) -> tuple[str, ...] | None:
    """The first of a promise's wordings that keeps it."""
    for wording in promise.wordings:
        if _paired(wording, texts) if promise.paired else _there(wording, promise, texts):
            return wording
    return None


def _there(wording: tuple[str, ...], promise: Promise, texts: Texts) -> bool:
    if promise.ruby:
        return all(text in texts or text in texts.ruby for text in wording)
    return texts.hold(wording)


def _paired(wording: tuple[str, ...], texts: Texts) -> bool:
    """Whether the texts stand one after the other, with no more than a mark or a number between."""
    first, *rest = wording
    near = texts.near(first)
    return _paired_from(near, first, rest, texts.plain) or (
        near > 0 and _paired_from(0, first, rest, texts.plain)
    )


def _paired_from(start: int, first: str, rest: list[str], plain: str) -> bool:
    start = plain.find(first, start)
    while start >= 0:
        end = start + len(first)
        for text in rest:
            at = plain.find(text, end, end + _BETWEEN + len(text))
            if at < 0:
                break
            end = at + len(text)
        else:
            return True
        start = plain.find(first, start + 1)
    return False


def _foreign(
    page: PageText, edition: Edition, shared: SharedWording, own: frozenset[str], complete: bool
) -> Iterator[Finding]:
    """Names of elsewhere; where what is known is `complete`, also any other text that is not in it."""
    found = occurrences(page.plain, shared.wording | own)
    covered = bytearray(len(page.plain))
    cover(covered, found)
    foreign = list(places(page.plain, covered, edition))
    findings = [_place_finding(page, start, end, what) for start, end, what in foreign]
    for start, end, _ in foreign:
        covered[start:end] = b"\1" * (end - start)
    residue = list(_residue(page, covered)) if complete else []
    if complete and not findings and not residue:
        learn(shared, page, found)
    yield from limited(findings, "地名")
    yield from limited(residue, "文章")


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
        if not any(map(str.isalnum, text)):
            continue  # punctuation and marks that set texts apart
        if text.isdigit() and len(text) <= 2 and page.whole_runs(start, end):
            continue  # the number of a card or a step
        runs = page.runs_of(start, end)
        if id(runs[0]) in seen or (not _holds_letter(text) and _holds_number(runs)):
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


def _holds_letter(text: str) -> bool:
    return any(char.isalnum() and not char.isdecimal() for char in text)


def _holds_number(runs: list[TextRun]) -> bool:
    return any(True for _ in numbers_in(folded("".join(run.text for run in runs))))
