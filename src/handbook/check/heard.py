"""What is heard of a file, held against what is seen of it: tags, ActualText, alternatives, bookmarks.

A listener gets the structure tree and nothing else. So everything that is promised must stand in it, too;
what it says instead of printed characters must be these characters; and within the smallest element that
holds a name and a number (a row, an item of a list) the number must be the name's. Whether pictures are
described well is for a person (`handbook check --speak`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from handbook.check.finding import REBUILD, Finding, limited, quote
from handbook.check.foreign import names_elsewhere
from handbook.check.numbers import Owner, check_numbers, digits, label, numbers_in, numbers_of, written_out
from handbook.check.page_text import FileText, compact, folded, written_ruby
from handbook.check.promised import Claim, stands_in
from handbook.edition import Edition
from handbook.layout import Layout
from handbook.memory import kept
from handbook.plan import Desk, Plan
from handbook.promise import Number, Pictured
from handbook.readback.structure import Annotation, Content, StructureElement, elements_in
from handbook.units import Rect

_LONGEST = 2000
"""Most characters of an element that is looked at as a row."""
_NOTE_MARK = re.compile("※[0-9]+")


def check_heard(file: FileText, claim: Claim) -> Iterator[Finding]:
    """The structure tree and the bookmarks against the pages and the data."""
    yield from limited(_bookmarks(file, claim), "しおり")
    yield from limited(_contents(file, claim), "もくじ")
    yield from limited(_notes(file), "注")
    yield from _copied(file)
    tree = file.file.tree
    if tree is None or not tree.whole:
        if claim.layout is not None:
            message = "読み上げのタグがないか、壊れています。目の見えない方に、何が書いてあるか伝わりません。"
            yield Finding("not-heard", message, REBUILD)
        return
    ears = _Listener(claim)
    for element in tree.top:
        ears.listen(element)
    yield from limited(ears.findings, "読み上げ")
    if claim.layout is not None:
        yield from limited(
            _misread(ears.pairs, claim.edition, _readings(claim.edition.plan, claim.layout)),
            "ふりがな",
        )
    # Where the paper itself is wrong, that is said of the paper.
    if ears.rows and not any(True for _ in check_numbers(file, claim)):
        yield from limited(ears.rows, "読み上げ")
    yield from limited(_unheard(claim, file, "".join(ears.plain), "".join(ears.ruby)), "読み上げ")
    pictured = [one for one in claim.promises if isinstance(one, Pictured) and one.alt not in ears.figures]
    for one in pictured:
        message = f"{one.what}が何かが読み上げられません：{quote(one.alt)}"
        yield Finding("not-heard", message, REBUILD)


class _Listener:
    """Goes through the tree once; keeps what is heard, and what is wrong with it."""

    def __init__(self, claim: Claim) -> None:
        self._edition = edition = claim.edition
        self.findings: list[Finding] = []
        self.rows: list[Finding] = []
        """What of another name or category is heard in a row."""
        self.plain: list[str] = []
        """What is heard, compacted, part by part."""
        self.ruby: list[str] = []
        self.pairs: dict[tuple[str, str], int | None] = {}
        """What has ruby, with its ruby: the page."""
        self.figures: set[str] = set()
        """How pictures are described."""
        self._owners = edition.offices
        self._anywhere = set(written_out(claim))
        self._categories = {compact(desk.category) for desk in edition.desks}

    def listen(self, element: StructureElement) -> None:
        self._heard(element)
        self._row(element)

    def _heard(self, element: StructureElement) -> None:
        """Take up what an element says: its words, or what is said in their place. Its title is shown."""
        if element.standard == "Figure" and element.alt is not None:
            self.figures.add(element.alt)
        said = (element.alt, element.actual_text, element.expansion)
        instead = [words for words in said if words is not None]
        for words in instead:  # some readers say the one, some the other
            self._same(words, _seen(element), element.page)
        if element.title and compact(element.title) not in compact(_seen(element)):
            message = f"タグの題{quote(element.title)}が、その中にありません。"
            self.findings.append(_otherwise(message, element.page))
        if instead:
            self.plain.append(compact(instead[0]))
            return
        if element.standard == "Ruby":
            readings = "".join(_seen(kid, ruby=True) for kid in element.elements("RT"))
            self.pairs.setdefault((compact(_seen(element)), compact(readings)), element.page)
        for kid in element.kids:
            if isinstance(kid, StructureElement):
                if kid.standard == "RT":
                    self.ruby.append(compact(_seen(kid, ruby=True)))
                elif kid.standard != "RP":
                    self._heard(kid)
            elif isinstance(kid, Content):
                self._same(kid.text, kid.seen, kid.page)
                self.plain.append(compact(kid.text))
            else:
                self._paired(kid.words, (*self._edition.plan.desks, *self._edition.plan.contacts), kid.page)

    def _same(self, said: str, seen: str, page: int | None) -> None:
        """What is said must be what is seen; a mark of one character may have a name, a picture has one."""
        if said == seen:
            return
        said, seen = folded(said), folded(seen)
        letters = sum(map(str.isalnum, seen))
        if letters > 1 and compact(said) != compact(seen):
            message = f"紙面の{quote(seen)}が、{quote(said)}と読み上げられます。"
        elif letters <= 1 and (
            any(True for _ in numbers_in(said)) or names_elsewhere(compact(said), self._edition)
        ):
            message = f"紙面にない番号か名前が、{quote(said)}と読み上げられます。"
        else:
            return
        self.findings.append(_otherwise(message, page))

    def _row(self, element: StructureElement) -> bool:
        """Whether a name and a number stand together in an element, which is then judged."""
        # What has ruby is a word, and judged with what it stands in.
        inner = [self._row(kid) for kid in element.elements() if kid.standard != "Ruby"]
        if any(inner):
            return True
        words = _said(element)
        if len(words) > _LONGEST:
            return False
        if not (named := self._paired(words, self._owners, element.page)):
            return False
        heads = {compact(_said(kid)) for kid in element.elements()} & self._categories
        desks = [owner for owner in named if isinstance(owner, Desk)]
        if heads and desks and all(compact(desk.category) not in heads for desk in desks):
            head = next(iter(heads))
            message = f"{label(desks[0])}が、「{head}」の相談先として読み上げられます。"
            self.rows.append(_otherwise(message, element.page))
        return True

    def _paired(self, words: str, owners: Sequence[Owner], page: int | None) -> list[Owner]:
        """Whose names stand together with a number in a text; the number must be theirs."""
        plain = compact(words)
        named = [owner for owner in owners if compact(owner.name) in plain]
        numbers = {digits(match[0]): match[0] for match in numbers_in(folded(words))} if named else {}
        own = {number for owner in named for number in numbers_of(owner)} | self._anywhere
        for number, written in numbers.items():
            if number not in own:
                message = f"{label(named[0])}の番号が、{written} と読み上げられます。"
                self.rows.append(_otherwise(message, page))
        return named if numbers else []


def _otherwise(message: str, page: int | None) -> Finding:
    return Finding("heard-otherwise", message, REBUILD, page)


Known = Mapping[str, Sequence[tuple[str, str]]]
"""Character → the words that it stands in, each with its kana."""


def _misread(
    pairs: Mapping[tuple[str, str], int | None], edition: Edition, known: Known
) -> Iterator[Finding]:
    """Ruby that no reading of the data has over these characters, or an unsure one."""
    district, imprint = edition.district, edition.imprint
    own = [(compact(district.name), district.reading)] if district.sure else []
    if imprint and imprint.reached:
        own.append((compact(imprint.reached.name), compact(imprint.reading)))
    for (base, ruby), page in pairs.items():
        if not any(base in word and ruby in kana for word, kana in (*own, *known.get(base[:1], ()))):
            message = f"{quote(base)}のふりがなが、{quote(ruby)}となっています。"
            hint = "データの読み（readings.yaml、districts.yaml）を確かめ、" + REBUILD
            yield Finding("wrong-reading", message, hint, page)


@kept(most=4)
def _readings(plan: Plan, layout: Layout) -> Known:
    found: dict[str, list[tuple[str, str]]] = {}
    said = [(one.word, kana) for one in plan.read_words if not one.unsure for kana in one.every]
    said += [(one.name, one.reading) for one in plan.districts if one.sure]
    said += [ruby for placed in (*plan.texts, *layout.texts) for ruby in written_ruby(placed.text)]
    for word, kana in said:
        for char in set(compact(word)):
            found.setdefault(char, []).append((compact(word), compact(kana)))
    return found


def _said(element: StructureElement) -> str:
    """An element's words as they are heard, but for its readings."""
    for said in (element.alt, element.actual_text, element.expansion):
        if said is not None:
            return said
    parts = (
        _said(kid) if isinstance(kid, StructureElement) else kid.text if isinstance(kid, Content) else ""
        for kid in element.kids
        if not (isinstance(kid, StructureElement) and kid.standard in ("RT", "RP"))
    )
    # Apart where it is heard apart, so that numbers of two cells do not run into one.
    return ("" if element.standard in ("Span", "Reference", "Link", "RB", "Ruby") else "\n").join(parts)


def _seen(element: StructureElement, *, ruby: bool = False) -> str:
    """The characters that an element holds, but for its readings."""
    parts: list[str] = []
    for kid in element.kids:
        if isinstance(kid, Content):
            parts.append(kid.seen)
        elif not isinstance(kid, Annotation) and (ruby or kid.standard not in ("RT", "RP")):
            parts.append(_seen(kid, ruby=ruby))
    return "".join(parts)


def _unheard(claim: Claim, file: FileText, plain: str, ruby: str) -> Iterator[Finding]:
    """What is promised, seen, and heard by nobody. Words of the layout may be for paper alone."""
    for one in claim.promises:
        if isinstance(one, Pictured):
            continue
        if isinstance(one, Number):
            words = compact(one.label) + compact(one.number)
            if words in file.plain and words not in plain:
                what = f"{label(one.owner)}の{one.kind} {one.label} {one.number}"
                yield Finding("not-heard", f"{what} が読み上げられません。", REBUILD)
        elif not one.own and stands_in(one, file.plain, file.ruby) and not stands_in(one, plain, ruby):
            what = f"{one.what}が読み上げられません：{quote(' '.join(one.texts))}"
            yield Finding("not-heard", what, REBUILD)


def _copied(file: FileText) -> Iterator[Finding]:
    """Decoration is not heard, but copied and searched: it may not say something else either."""
    for page in file.pages:
        runs = [run for run in page.page.runs if run.artifact and run.instead is not None]
        seen, said = "".join(run.text for run in runs), "".join(run.instead or "" for run in runs)
        if compact(seen) != compact(said):
            yield _otherwise(f"紙面の{quote(seen)}が、コピーや検索では{quote(said)}になります。", page.number)


def _contents(file: FileText, claim: Claim) -> Iterator[Finding]:
    """The list of contents says every heading behind it with the number of its page, and leads there."""
    pages = {page.number: page for page in file.pages}
    for page in file.pages:
        for link in (one for one in page.page.links if one.target and not _NOTE_MARK.match(one.words)):
            inside = [run for run in page.runs if _holds(link.box, run.box)]
            line = compact("".join(run.text for run in inside))
            title = line.rstrip("0123456789")
            target, number = link.target or 0, line.removeprefix(title)
            if number != str(target) or title not in pages[target].plain:
                message = (
                    f"もくじの{quote(title)}は「{number}」ページのはずですが、{target}ページに移ります。"
                )
                yield Finding("wrong-contents", message, REBUILD).at(link)
    tree = file.file.tree
    nodes = (node for page in (claim.layout.pages if claim.layout else ()) for node in page.fixed)
    listed = next((node for node in nodes if node.kind == "contents"), None)
    if listed is None or tree is None:
        return
    levels = [f"H{level}" for level in range(2, int(str(listed.options["levels"])) + 1)]
    lines, wanted = [], []
    for element in elements_in(tree.top):
        if element.standard == "TOCI":
            lines.append(compact(_seen(element)))
        elif lines and element.standard in levels:
            wanted.append(compact(_seen(element)) + str(element.page))
    for line in sorted(set(wanted) ^ set(lines)):
        lost = "がありません" if line in wanted else "は、見出しとそのページに合いません"
        yield Finding("wrong-contents", f"もくじに{quote(line)}{lost}。", REBUILD)
    if not lines:
        yield Finding("wrong-contents", "もくじに、見出しが一つもありません。", REBUILD)


def _holds(box: Rect, inner: Rect) -> bool:
    x, y = inner.x + inner.width / 2, inner.y + inner.height / 2
    return box.x <= x <= box.right and box.y <= y <= box.bottom


def _notes(file: FileText) -> Iterator[Finding]:
    """A link between a note and its mark lies on the mark, and leads to a page that has it, too."""
    pages = {page.number: page for page in file.pages}
    for page in file.pages:
        for link in page.page.links:
            mark = _NOTE_MARK.match(link.words) if link.target else None
            if not mark or not link.target:
                continue
            plain, box = compact(mark[0]), link.box
            below = (run for run in page.runs if box.x - 1 <= run.left and run.right <= box.right + 1)
            seen = "".join([run.text for run in below if abs(run.top - box.y) < box.height])
            if plain not in compact(seen):
                yield _otherwise(f"「{link.words}」のリンクが、その印の上にありません。", page.number)
            elif plain not in pages[link.target].plain:
                yield _otherwise(f"「{link.words}」のリンクが、印のないページに移ります。", page.number)


def _bookmarks(file: FileText, claim: Claim) -> Iterator[Finding]:
    """Each bookmark says what stands on the page that it leads to."""
    pages = {page.number: page.plain for page in file.pages}
    for title, page in file.file.bookmarks:
        known = (compact(claim.edition.name), *((pages.get(page, ""),) if page else pages.values()))
        if not any(compact(title) in plain for plain in known):
            yield _otherwise(f"しおりの{quote(title)}が、開くページにありません。", page)
