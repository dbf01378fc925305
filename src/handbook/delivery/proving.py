"""A folder of imprinted leaflets, held against the roster: each row's in its own PDF, and in nobody else's.

In: a folder, copies, the plan, how a layout is loaded. Out: problems that name files and rows, never a value.
A PDF is a copy's if it passes the check as that copy's edition: then all that was agreed stands in it, and
nothing that is not known, so no other's name or number either.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from handbook.batch.names import MARK
from handbook.batch.standing import standing_in
from handbook.blocks import promises
from handbook.check import IDENTIFIER, check_pdf, edition_of
from handbook.check.numbers import digits, numbers_on
from handbook.check.page_text import FileText, compact
from handbook.check.promised import stands_in
from handbook.delivery.gathered import gather
from handbook.delivery.imprints import ALL, title_of
from handbook.delivery.roster import Copy
from handbook.edition import IMPRINTED, Edition, Imprint
from handbook.errors import InputError, Place, Problem
from handbook.layout import Layout
from handbook.plan import Plan
from handbook.promise import Number, Wording
from handbook.readback import ReadBack, read_back

_AGAIN = "handbook imprint で作り直してください。"
_AWAY = "配らずに除いてください。"


class Proved(NamedTuple):
    """How many PDFs are good copies, how many of them proofs; all that is wrong."""

    good: int
    proofs: int
    problems: tuple[Problem, ...]


def prove(folder: Path, copies: Sequence[Copy], plan: Plan, load: Callable[[str], Layout]) -> Proved:
    """Hold the folder against the copies. Raises `InputError` for a folder that cannot be listed."""
    prover = _Prover(folder, copies, plan, load)
    files = standing_in(folder).pdfs
    named = [file for file in files if not _stem(file).startswith(ALL)]
    problems = [problem for file in named for problem in prover.problems(file)]
    for copy in copies:
        if copy.key not in prover.found:
            problems.append(Problem("この行の PDF がありません。", _AGAIN, copy.place))
    for file in (file for file in files if file not in named):
        problems += prover.whole(file)
    proofs = sum(file.rpartition(".")[0].endswith(MARK) for file in prover.found.values())
    return Proved(len(prover.found), proofs, tuple(problems))


def _stem(file: str) -> str:
    return file.rpartition("/")[2].rpartition(".")[0].removesuffix(MARK)


class _Prover:
    def __init__(
        self, folder: Path, copies: Sequence[Copy], plan: Plan, load: Callable[[str], Layout]
    ) -> None:
        self.folder, self.plan, self.load, self.copies = folder, plan, load, copies
        self.found: dict[str, str] = {}
        """The key of a copy → the file that is it."""
        self.by_district: dict[str, list[Copy]] = {}
        for copy in copies:
            self.by_district.setdefault(copy.district, []).append(copy)

    def problems(self, file: str) -> Iterator[Problem]:
        """What is wrong with a file; without anything it is taken for its copy."""
        place = Place(str(self.folder / file))
        try:
            read = read_back(self.folder / file)
            claim = read.info.get(IDENTIFIER, "")
            about = {IDENTIFIER: claim.removesuffix(IMPRINTED)}
            edition = edition_of(read._replace(info=about), self.plan) if IMPRINTED in claim else None
            layout = self.load(claim.split("/")[-2]) if edition else None
        except InputError as error:
            yield from error.problems
            return
        if edition is None or layout is None:
            yield Problem("名入れした版ではありません。", _AWAY, place)
            return
        text = FileText(read)
        here = self.by_district.get(edition.district.name, [])
        own = [copy for copy in here if copy.key == _stem(file)]
        good, codes = self._held(read, text, edition, layout, own or here)
        if free := [copy for copy in good if copy.key not in self.found]:
            self.found[free[0].key] = file
        elif good:
            message = f"同じ行の PDF が二つあります（{self.found[good[0].key]} と）。"
            yield Problem(message, f"一つを{_AWAY}", place)
        else:
            yield from self._hidden(text)
            row = f"ファイルの名前にある行（{own[0].place}）と" if own else "名簿のどの行とも"
            told = f"［{'、'.join(codes)}］" if codes else ""
            yield Problem(f"{row}合いません{told}。", f"今の名簿のものでなければ、{_AWAY}{_AGAIN}", place)

    def _held(
        self, read: ReadBack, text: FileText, edition: Edition, layout: Layout, among: Sequence[Copy]
    ) -> tuple[list[Copy], list[str]]:
        """The copies that a file is, imprinted or to write on; what the check says of those it may be."""
        good: list[Copy] = []
        codes: dict[str, None] = {}
        known: dict[Imprint, bool] = {}
        for copy in among:
            for one in (copy.imprint, copy.imprint.blank):
                made = edition._replace(imprint=one)
                if one not in known:
                    known[one] = False
                    if _stands(text, made, layout):
                        wrong = check_pdf(read, made, layout, seen=True)
                        codes |= dict.fromkeys(each.code for each in wrong)
                        known[one] = not wrong
                if known[one]:
                    good.append(copy)
                    break
        return good, list(codes)

    def _hidden(self, text: FileText) -> Iterator[Problem]:
        """Whoever has not agreed and stands in a file that is nobody's."""
        numbers = {found.digits for page in text.pages for found in numbers_on(page)}
        for copy in self.copies:
            if any(compact(one) in text.plain or digits(one) in numbers for one in copy.hidden):
                yield Problem("同意のない人の名前か番号が載っている PDF があります。", _AWAY, copy.place)

    def whole(self, file: str) -> Iterator[Problem]:
        """A file of all is what the single files give, to the byte."""
        place = Place(str(self.folder / file))
        if _stem(file) != ALL:
            hint = "別のフォルダーに移し、今の名簿で作り直したものだけを使ってください。"
            yield Problem("ラベルは、名簿と比べられません。", hint, place)
            return
        paths = [self.folder / self.found[copy.key] for copy in self.copies if copy.key in self.found]
        digest = hashlib.sha256()
        if len(paths) == len(self.copies):
            gather(paths, title_of(self.plan), digest.update)
        if digest.digest() != hashlib.sha256((self.folder / file).read_bytes()).digest():
            yield Problem("まとめた PDF が、一つずつの PDF と合いません。", f"{_AWAY}{_AGAIN}", place)


def _stands(text: FileText, edition: Edition, layout: Layout) -> bool:
    """Whether what is promised of an imprint stands in a file, beside what its plain edition promises."""
    plain = {*promises(edition._replace(imprint=None), layout)}
    numbers = {found.digits for page in text.pages for found in numbers_on(page)}
    return all(
        digits(one.number) in numbers if isinstance(one, Number) else stands_in(one, text.plain, text.ruby)
        for one in promises(edition, layout)
        if one not in plain and isinstance(one, (Number, Wording))
    )
