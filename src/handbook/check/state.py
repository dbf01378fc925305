"""A proof says so on every page, a final on none and bears its code; the file claims what its pages say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from handbook.blocks import fixed_promises, numbered
from handbook.check.finding import REBUILD, Finding, quote
from handbook.check.page_text import FileText, compact
from handbook.check.promised import Claim
from handbook.edition import Folio
from handbook.layout import Layout, PageLayout
from handbook.promise import Promise, Wording
from handbook.readback import ReadBack

STATE = "HandbookState"
"""Key of the document information that says whether a file is a proof (`Edition.state`)."""

CODE = "HandbookCode"
"""Key of the document information that holds the code of the sheet, or of all in it."""

STATES = {
    "proof": "校正用",
    "final": "印刷用",
    "proof ended": "計画期間が終わった後の校正用",
    "final ended": "計画期間が終わった後の印刷用",
}
"""States in words."""


def state_of(file: ReadBack) -> str:
    """The state that a file claims; a proof's where it claims none."""
    state = file.info.get(STATE, "")
    return state if state in STATES else "proof"


def check_state(text: FileText, claim: Claim) -> Iterator[Finding]:
    """What the file claims, and what each page says."""
    edition, layout = claim.edition, claim.layout
    told = text.file.info.get(STATE, "")
    if told != edition.state:
        found = f"{STATES[told]}のファイルです" if told in STATES else "校正用か印刷用かが書かれていません"
        yield Finding("state", f"{found}。{STATES[edition.state]}のはずです。", REBUILD)
    if layout is None:
        return
    if edition.final and edition.code not in text.file.info.get(CODE, "").split():
        yield Finding(
            "sheet-code", f"紙の番号が、今のデータの番号「{edition.code}」ではありません。", REBUILD
        )
    proof = edition._replace(final=False)
    marks = {node.options.get("proof", "") for page in layout.pages for node in page.fixed} - {""}
    lines = {compact(line) for mark in marks for line in proof.marks(str(mark))}
    for page, own in zip(text.pages, _made_by(layout, len(text.pages)), strict=False):
        promised = ([*fixed_promises(edition, one)] for one in own)
        words = set.intersection(*({compact(each) for each in _own_words(one)} for one in promised))
        for line in sorted(words):
            if line not in page.plain and line in text.plain:  # what is nowhere is missed by `check_promised`
                message = f"このページにあるはずの言葉がありません：{quote(line)}"
                yield Finding("not-on-page", message, REBUILD, page.number)
        folio = Folio(str(page.number), str(len(text.pages)))
        numbers = [numbered(edition._replace(folio=folio), one) for one in own]
        for number in map(compact, set.intersection(*numbers)):
            if not any(page.whole_runs(*place) for place in page.find(number)):
                message = f"ページの番号{quote(number)}が、{page.number}ページ目にありません。"
                yield Finding("page-number", message, REBUILD, page.number)
        for line in sorted(lines - words) if edition.final else ():
            if line in page.plain:
                message = f"印刷用のページに、校正用の印があります：{quote(line)}"
                yield Finding("proof-mark", message, REBUILD, page.number)


def _own_words(promises: Iterable[Promise]) -> Iterator[str]:
    return (text for one in promises if isinstance(one, Wording) and one.own for text in one.texts)


def _made_by(layout: Layout, count: int) -> Iterator[list[PageLayout]]:
    """For each page of a file those of the layout that may have made it: between the first that goes on and
    the last, any of them."""
    pages = layout.pages
    going = [at for at, page in enumerate(pages) if page.goes_on]
    behind = len(pages) - 1 - going[-1] if going else 0
    for number in range(count):
        if not going or number < going[0]:
            yield list(pages[number : number + 1]) or [pages[-1]]
        elif number >= count - behind:
            yield [pages[number - count]]
        else:
            between = pages[going[0] : going[-1] + 1]
            yield [each for page in between for each in ((page, page.following) if page.repeats else (page,))]
