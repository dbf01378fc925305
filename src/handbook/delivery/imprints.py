"""Leaflets with the name of a welfare commissioner each: made, read back, and gathered in order of delivery.

In: a roster, a plan, a layout, a folder. Out: a PDF a copy, as a batch makes editions, and files of them all.
Names and numbers stand in the PDFs alone: what goes wrong with a copy is told by its row, never in words
that could quote one. No manifest is written, and every copy is made anew each time.
"""

from __future__ import annotations

import contextlib
import datetime
import os
import re
from collections.abc import Iterator, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from handbook.batch.editions import Job, Target
from handbook.batch.folder import check_space, held
from handbook.batch.names import check_template, clashes, marked
from handbook.batch.report import Listener, Outcome, Progress
from handbook.batch.workers import make_all
from handbook.blocks import promises
from handbook.check import Finding
from handbook.check.foreign import check_words
from handbook.check.promised import check_alone
from handbook.coverage import check_glyphs
from handbook.delivery.gathered import gather
from handbook.delivery.roster import Copy
from handbook.delivery.rows import together
from handbook.document import Document, Portion
from handbook.edition import Edition, Imprint, select
from handbook.errors import InputError, Problem
from handbook.facts import Item
from handbook.files import FORBIDDEN, settle, write_whole
from handbook.layout import Layout
from handbook.ledger import lacking
from handbook.pdf import render_pdf
from handbook.plan import Contact, Plan

FRAME = "commissioner"
"""The kind of block that a name is imprinted in."""

TEMPLATE = "{district}{kind}-{number}.pdf"
FIELDS = {
    "district": "名前(浮島)",
    "kind": "呼び名(校区)",
    "slug": "ローマ字(ukishima)",
    "number": "その中の通し番号(001から)",
    "name": "氏名",
    "area": "担当区域",
}
"""What a template of names may name in braces."""

_LONGEST = 20
"""So many characters of a field stand in the name of a file, which may not be too long."""

_FORBIDDEN = re.compile(f"[{re.escape(''.join(FORBIDDEN))}]")

ALL = "名入れ"
"""What the file of all is called."""


class Imprinted(NamedTuple):
    """What was made in `folder`: an outcome a copy, the file of all (None where a copy is missing), and what
    in the copies that are proofs two people have not confirmed."""

    folder: Path
    outcomes: tuple[Outcome, ...]
    whole: Path | None
    proofs: int
    unconfirmed: tuple[Item, ...]
    left_over: int
    """PDFs in the folder that are none of these, an older one of a copy that could not be made, too."""


class ImprintJob(Job):
    """Plan, layout, copies by their keys; final, or proofs; on which day."""

    def __init__(
        self, plan: Plan, layout: Layout, copies: dict[str, Copy], final: bool, date: datetime.date | None
    ) -> None:
        super().__init__(plan, layout, True, final=final, date=date)
        self.copies = copies

    def __reduce__(self) -> tuple[type[Job], tuple[object, ...]]:
        return type(self), (self.plan, self.layout, self.copies, self.final, self.date)

    def edition(self, district: str) -> Edition:
        """The edition of a copy, by its key."""
        copy = self.copies[district]
        return super().edition(copy.district)._replace(imprint=copy.imprint)

    def document(self, district: str) -> Document:
        document = super().document(district)
        return _only_frame(document) if self.copies[district].imprint.alone else document

    def findings(self, path: Path, edition: Edition) -> list[Finding]:
        if edition.imprint and edition.imprint.alone:
            every = promises(edition, self.layout, FRAME)
            return list(check_alone(path, (one for one in every if not getattr(one, "own", False))))
        return super().findings(path, edition)

    def make(self, target: Target) -> Outcome:
        return _unspoken(super().make(target), self.copies[target[0]])


def _only_frame(document: Document) -> Document:
    """The pages with nothing but what stands in the frame, without those that have none."""
    pages = []
    for page in document.pages:
        elements = [one for part in page.portions for one in part.elements if one.block == FRAME]
        if elements:
            pages.append(page._replace(portions=(Portion(tuple(elements)),)))
    return document._replace(pages=tuple(pages), identifier=f"{document.identifier}/{FRAME}", duplex="off")


def _unspoken(outcome: Outcome, copy: Copy) -> Outcome:
    """An outcome without words that may quote a name or a number."""
    hint = "氏名か担当区域を短くできないか、ほかの --layout にできないか、考えてください。"
    room = Problem("名入れした紙面が組めません。", hint, copy.place)
    # What a file stops is told with the name of the file, which may hold somebody's.
    named = outcome.path.name
    problems = [
        Problem(str(one).replace(named, copy.key), stops=True) if one.stops else room
        for one in outcome.problems
    ]
    for code in dict.fromkeys(one.code for one in outcome.findings):
        message = f"できた紙面の検査で誤りが見つかりました［{code}］。"
        problems.append(Problem(message, "handbook の不具合かもしれません。", copy.place))
    if outcome.crash:
        problems.append(Problem("handbook の不具合で、作れませんでした。", place=copy.place))
    crash = "\n".join(re.findall('^  File ".*$', outcome.crash, re.MULTILINE))
    return outcome._replace(problems=tuple(dict.fromkeys(problems)), findings=(), crash=crash)


def check_frame(layout: Layout) -> None:
    """Raises `InputError` for a layout that has no frame with blanks for a name and a number."""
    blanks = [node.options.get("blanks", ()) for node in layout.blocks if node.kind == FRAME]
    if not blanks:
        hint = "handbook layouts で、民生委員・児童委員の記入欄のあるレイアウトを探してください。"
        message = f"レイアウト「{layout.name}」には、民生委員・児童委員の枠（commissioner）がありません。"
        raise InputError.of(message, hint, stops=True)
    if any(len(one) < 2 for one in blanks if isinstance(one, Sequence)):
        hint = "blanks: [お名前, 電話] のように、名前、電話の順に書いてください。"
        raise InputError.of(f"レイアウト「{layout.name}」の枠に、欄が2つありません。", hint, stops=True)


def imprint(
    plan: Plan,
    layout: Layout,
    copies: Sequence[Copy],
    out: Path,
    date: datetime.date | None = None,
    *,
    template: str = TEMPLATE,
    progress: Listener | None = None,
) -> Imprinted:
    """Make the copies in the folder `out`, each final where all that it prints of the plan is confirmed.

    Raises `InputError`, before anything is written, for what `batch.build` refuses.
    """
    districts = [one for one in plan.districts if any(copy.district == one.name for copy in copies)]
    missing = unsure(plan, layout, copies)
    if problems := [*check_glyphs(plan, layout), *check_words(plan, layout, districts)]:
        raise InputError(problems)
    files = file_names(plan, copies, template, {key for key, items in missing.items() if not items})
    by_key = {copy.key: copy for copy in copies}
    whole_file = marked(f"{ALL}.pdf", not any(missing.values()))
    outcomes: dict[str, Outcome] = {}
    with held(out, [*files.values(), whole_file]) as folder:
        check_space(folder, 2 * len(copies))
        for final in (True, False):
            keys = [key for key, items in missing.items() if bool(items) is not final]
            job = ImprintJob(plan, layout, {key: by_key[key] for key in keys}, final, date)
            targets = [(key, Path(os.path.abspath(folder / files[key]))) for key in keys]
            with contextlib.closing(make_all(job, targets)) as done:
                for outcome in done if targets else ():
                    outcomes[outcome.district] = outcome
                    if progress:
                        shown = outcome._replace(path=out)  # the name of a file may hold somebody's
                        progress(Progress(len(outcomes), len(copies), shown, outcome.district))
        made = [outcomes[copy.key] for copy in copies]
        ours = {files[outcome.district] for outcome in made if not outcome.failed}
        whole = len(ours) == len(copies)
        if whole:
            paths = [folder / files[copy.key] for copy in copies]
            write_whole(
                folder / whole_file, lambda file: gather(paths, title_of(plan), file.write), settled=False
            )
            ours.add(whole_file)
        settle(folder)
        left = [path for path in folder.glob("*.pdf") if path.name not in ours]
    return Imprinted(
        folder=out,
        outcomes=tuple(made),
        whole=out / whole_file if whole else None,
        proofs=sum(bool(missing[outcome.district]) for outcome in made if not outcome.failed),
        unconfirmed=tuple(dict.fromkeys(item for items in missing.values() for item in items)),
        left_over=len(left),
    )


def unsure(plan: Plan, layout: Layout, copies: Sequence[Copy]) -> dict[str, tuple[Item, ...]]:
    """Key → what a copy prints of the plan that two people have not confirmed: of an office that stands in,
    too. For what is a roster's own, its office answers."""

    @cache
    def missing(district: str, office: Contact | None) -> tuple[Item, ...]:
        imprint = Imprint(reached=office) if office else None
        return lacking(plan, [select(plan, district)._replace(imprint=imprint)], layout)

    return {
        copy.key: missing(copy.district, None if copy.imprint.agreed else copy.imprint.reached)
        for copy in copies
    }


def labels(
    plan: Plan,
    layout: Layout,
    copies: Sequence[Copy],
    each: int,
    out: Path,
    progress: Listener | None = None,
    *,
    partial: bool = False,
) -> tuple[Path, tuple[Problem, ...]]:
    """Write the copies as labels, in their order, `each` so many on a sheet; a layout's page is a label.

    Where: a file in the folder `out`; and the rows that have no room on one. Raises `InputError` with all of
    these unless the others are wanted all the same (`partial`).
    """
    from handbook.press.imposing import LABELS, on_grid  # with pypdf, which is large

    job = ImprintJob(plan, layout, {copy.key: copy for copy in copies}, True, None)
    path = out / marked(f"{ALL}ラベル.pdf", not any(unsure(plan, layout, copies).values()))
    problems: list[Problem] = []

    def made() -> Iterator[bytes]:
        for done, copy in enumerate(copies, 1):
            outcome = Outcome(copy.key, path)
            try:
                data = render_pdf(_only_frame(job.document(copy.key)), job.fonts)
                found = check_alone(data, promises(job.edition(copy.key), layout, FRAME))
                outcome = outcome._replace(findings=tuple(found))
            except InputError as error:
                outcome = outcome._replace(problems=error.problems)
            if not outcome.failed:
                yield data
            problems.extend(_unspoken(outcome, copy).problems)
            if progress:
                progress(Progress(done, len(copies), outcome, copy.key))

    pages = BytesIO()
    gather(made(), title_of(plan), pages.write)
    if problems and not (partial and {copy.place for copy in copies} - {one.place for one in problems}):
        raise InputError(together(problems))
    with held(out, [path.name]):
        write_whole(path, on_grid(pages.getvalue(), LABELS[each]))
    return path, tuple(problems)


def title_of(plan: Plan) -> str:
    """What the file of all says that it is."""
    return " ".join(filter(None, (plan.title, plan.edition_name, ALL)))


def file_names(plan: Plan, copies: Sequence[Copy], template: str, final: set[str]) -> dict[str, str]:
    """Key → file name. Raises `InputError` for a template that cannot be, without quoting a name."""
    check_template(template, FIELDS)
    names = {}
    for copy in copies:
        imprint = copy.imprint
        fields = {
            "district": copy.district,
            "kind": plan.district_kind,
            "slug": plan.district(copy.district).slug,
            "number": copy.number,
            "name": imprint.reached.name if imprint.reached and imprint.agreed else "",
            "area": imprint.area,
        }
        parts = {name: _FORBIDDEN.sub("_", text)[:_LONGEST] for name, text in fields.items()}
        names[copy.key] = marked(template.format(**parts), copy.key in final)
    by_key = {copy.key: copy for copy in copies}
    hint = "--name に {number} も入れてください。"
    problems = [
        Problem("ほかの行とファイルの名前が同じになります。", hint, by_key[key].place)
        for _, *same in clashes(names)
        for key in same
    ]
    if problems:
        raise InputError.stopping(together(problems))
    return names
