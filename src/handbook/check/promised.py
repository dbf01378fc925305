"""What must stand on the pages: everything that is promised to the reader of an edition.

Which data a block prints is said beside the block (`handbook.blocks`), from the reader's side and without
asking how it is drawn: a block that forgets half of its data is found out. Without a layout only the core
is required that makes a leaflet safe to hand out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from handbook import promise
from handbook.blocks import promises
from handbook.check.finding import REBUILD, Finding, limited, quote
from handbook.check.page_text import FileText, compact
from handbook.edition import Edition
from handbook.layout import Layout
from handbook.promise import Number, Pictured, Promise, Wording, aside, said
from handbook.readback import read_back
from handbook.sheet_code import sheet_code

_BETWEEN = 6
"""Most characters between two texts that belong together: a role's mark, a number."""


class Claim(NamedTuple):
    """What a file is held against: what it claims to be, and what must then stand on its pages."""

    edition: Edition
    layout: Layout | None
    promises: tuple[Promise, ...]
    """Everything that must stand on the pages, each once."""


def claimed(edition: Edition, layout: Layout | None, state: str) -> Claim:
    """What a file must keep as an edition in a layout, in a state (`Edition.state`)."""
    edition = edition._replace(
        final=state.startswith("final"),
        ended=state.endswith("ended"),
        code=sheet_code(edition, layout) if layout else "",
    )
    always = (
        aside("計画の名前", edition.plan.title),
        said(f"{edition.plan.district_kind}の名前", edition.name),
    )
    blocks = _safe(edition) if layout is None else promises(edition, layout)
    return Claim(edition, layout, tuple(dict.fromkeys((*always, *blocks))))


def _safe(edition: Edition) -> Iterator[Promise]:
    """What no leaflet may lack, whatever its layout."""
    if edition.plan.period:
        yield said("計画期間", edition.plan.period.text)
    if edition.as_of:
        yield said("電話番号の時点", edition.as_of)
    for desk in edition.desks:
        yield from promise.desk(desk)
    for contact in edition.plan.contacts:
        yield from promise.contact(contact)


def check_promised(file: FileText, claim: Claim) -> Iterator[Finding]:
    """Texts that are missing, or stand apart from what they belong to. Numbers have rules of their own."""
    wordings = (one for one in claim.promises if isinstance(one, Wording))
    yield from limited((finding for one in wordings for finding in _missing(one, file)), "文章")
    wanted = [one for one in claim.promises if isinstance(one, Pictured) and one.photograph]
    seen = sum(image.tag == "Figure" for page in file.pages for image in page.page.images)
    if seen < len(wanted):
        message = f"紙面の写真が足りません（{len(wanted)}枚のはずが、{seen}枚です）。"
        hint = REBUILD
        yield Finding("missing-picture", message, hint)


def check_alone(source: Path | bytes, wanted: Iterable[Promise]) -> Iterator[Finding]:
    """What a file lacks that must stand in it, and nothing else may: what is imprinted on a sheet that is
    printed already, or on a label."""
    file = FileText(read_back(source))
    texts = [text for one in wanted for text in _texts(one)]
    rest, ruby = file.plain.partition("\n")[0], file.ruby
    for text in sorted(map(compact, texts), key=len, reverse=True):
        if text not in rest and text not in ruby:
            yield Finding("missing-text", f"紙面にありません：{quote(text)}", REBUILD)
        rest = rest.replace(text, "", 1)
    if any(map(str.isalnum, rest)):
        yield Finding("unknown-text", f"余分な文章があります：{quote(rest)}", REBUILD)


def _texts(promise: Promise) -> tuple[str, ...]:
    if isinstance(promise, Number):
        return (promise.number,)
    return promise.texts


def _missing(wanted: Wording, file: FileText) -> Iterator[Finding]:
    if wanted.maybe or stands_in(wanted, file.plain, file.ruby):
        return
    texts = chain(wanted, file.plain)
    lost = " ".join(text for text in texts if text not in file.plain)
    if not lost:
        yield Finding(
            "wrong-pair",
            f"{wanted.what}の組み合わせが違います。並んでいるはずの文章：" + "と".join(map(quote, texts)),
            "データの順序と組み合わせを確かめ、handbook build で作り直してください。",
        )
        return
    message = f"{wanted.what}が紙面にありません：{quote(lost, 60)}"
    hint = "データとレイアウトを見直し、handbook build で作り直してください。"
    yield Finding("missing-text", message, hint)


def stands_in(wanted: Wording, plain: str, ruby: str) -> bool:
    """Whether its texts stand in a compacted text, or in that of the ruby where they may."""
    texts = chain(wanted, plain)
    return _follow(texts, plain) or (wanted.ruby and _follow(texts, ruby))


def chain(wanted: Wording, plain: str) -> list[str]:
    """The texts that must follow each other, compacted. A date follows what is there of its fact: what is
    not there is told by itself."""
    texts = [text for text in map(compact, wanted.texts) if text]
    return [*(text for text in texts[:-1] if text in plain), *texts[-1:]] if wanted.dated else texts


def _follow(texts: list[str], plain: str) -> bool:
    """Whether the texts stand one after the other."""
    return not texts or any(True for _ in ends(texts, plain))


def ends(texts: list[str], plain: str) -> Iterator[int]:
    """Where the last of the texts ends wherever they stand one after the other, with no more than a mark or
    a number between."""
    start = plain.find(texts[0])
    while start >= 0:
        end = start + len(texts[0])
        for text in texts[1:]:
            at = plain.find(text, end, end + _BETWEEN + len(text))
            if at < 0:
                break
            end = at + len(text)
        else:
            yield end
        start = plain.find(texts[0], start + 1)
