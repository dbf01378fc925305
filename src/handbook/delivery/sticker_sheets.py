"""Correction stickers on paper: sheets of labels, the list of who needs how many, slips for readers.

In: `Corrections`, the plan, copies by district where they are known. Out: names of files → their bytes, each
read back and held against the data before any is written. New values that two people have not confirmed make
proofs of all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain

from handbook.batch.names import marked
from handbook.blocks.kit import artifact, element
from handbook.blocks.shapes import filled_box
from handbook.check import check_pdf
from handbook.check.page_text import compact
from handbook.composer import compose
from handbook.delivery.order import sheet_of
from handbook.delivery.stickers import Corrections, Needed
from handbook.document import Document, Page, Portion, Text, marks
from handbook.edition import Edition
from handbook.errors import InputError, Problem
from handbook.facts import unconfirmed
from handbook.layout import Layout
from handbook.pdf import render_pdf
from handbook.plan import Plan
from handbook.press.imposing import Grid, Placed, Sheet, filled, write
from handbook.press.schemes import several
from handbook.press.source import Source
from handbook.readback import read_back
from handbook.units import A4, MM, Rect

STICKERS, LIST, SLIP = "訂正シール.pdf", "シール一覧.pdf", "お知らせ.pdf"

_SIDE, _HEAD = 12 * MM, 24 * MM
"""What stays free of labels on the left and right of a sheet, and at its head and foot."""

_NAMES = 50
"""Most districts in a row of the list, which has to stand on a page."""

Load = Callable[[str], Layout]


def sticker_sheets(
    found: Corrections, plan: Plan, load: Load, copies: Mapping[str, int] | None = None
) -> dict[str, bytes]:
    """All files. `load` gives a sheet's layout by its name. Raises `InputError` for what cannot be made."""
    new = [compact(one.sticker.text) for one in found.stickers]
    final = not any(compact(item.value) in words for item in unconfirmed(plan) for words in new)
    sentences = [[(f"{one}。",) for one in words] for words, _ in found.slips]
    said = [sheet_of(plan, "訂正", "teisei", (("changes", rows),)) for rows in sentences]
    slips = [_checked(edition, load("slip"), final) for edition in said]
    files = {
        STICKERS: _labels(found.stickers, plan, load("sticker"), final),
        LIST: render_pdf(_checked(_listed(found, plan, slips, copies), load("stickers"))),
        SLIP: several(_in_one(slips[0], chain(*(one.pages for one in slips))), 4, same=True).pdf,
    }
    return {marked(name, final): data for name, data in files.items()}


def _checked(edition: Edition, layout: Layout, final: bool = False) -> Document:
    document = compose(edition, layout, final)
    if faults := check_pdf(render_pdf(document), edition.used(final, None), layout):
        raise InputError(Problem(f"{edition.name}: {one.message}", one.hint) for one in faults)
    return document


def _in_one(like: Document, pages: Iterable[Page]) -> bytes:
    """Pages as a PDF that says of itself what a document does."""
    return render_pdf(like._replace(pages=tuple(pages)))


# Labels


def grid(one: Needed) -> Grid:
    """As many of a label as an A4 sheet holds."""
    width, height = one.sticker.box[2:]
    across, down = (A4[0] - 2 * _SIDE) // width, (A4[1] - 2 * _HEAD) // height
    return Grid(max(1, int(across)), max(1, int(down)), width, height)


def size(one: Needed) -> str:
    """52.3×11.9ミリ."""
    return "×".join(f"{length / MM:.1f}" for length in one.sticker.box[2:]) + "ミリ"


def _labels(stickers: Sequence[Needed], plan: Plan, layout: Layout, final: bool) -> bytes:
    """A sheet full of each label, below words that say which it is."""
    heads = []
    for number, one in enumerate(stickers, 1):
        words = f"シール{number}：{one.sticker.page}の「{one.sticker.was}」の上に（{size(one)}）"
        heads.append(compose(sheet_of(plan, words, "shiiru", ()), layout, final))
    pages = [*map(_page, stickers), *(head.pages[0] for head in heads)]
    source = Source(_in_one(heads[0], pages))
    sheets = []
    for at, one in enumerate(stickers):
        cells = grid(one)
        width, height = source.leaves[len(stickers) + at].size
        head = Placed(len(stickers) + at, Rect((A4[0] - width) / 2, 6 * MM, width, height))
        sheet = filled(cells, [at] * cells.cells)
        sheets.append(Sheet(*A4, (head, *sheet.pages), sheet.marks))
    data = write(source, sheets)
    _prove(data, stickers, heads)
    return data


def _page(one: Needed) -> Page:
    width, height = one.sticker.box[2:]
    box = filled_box(Rect(0, 0, width, height), one.sticker.ground or "#FFFFFF")
    elements = (artifact(box, kind="Background"), element("P", *one.sticker.texts))
    return Page("シール", width, height, (Portion(elements),))


def _prove(data: bytes, stickers: Sequence[Needed], heads: Sequence[Document]) -> None:
    """Raises InputError unless each sheet has the words of its head, and those of its label as often as it
    has cells, whole."""
    for page, one, head in zip(read_back(data).pages, stickers, heads, strict=True):
        said = "".join(mark.run.text for mark in marks(head.pages[0].elements) if isinstance(mark, Text))
        label = "".join(mark.run.text for mark in one.sticker.texts)
        if compact(page.text) != compact(said + label * grid(one).cells) or any(
            run.clipped for run in page.runs
        ):
            message = f"訂正シール「{one.sticker.text}」を読み返すと、違っています。"
            raise InputError.of(message, "開発者にお知らせください。")


# Lists and slips


def _listed(
    found: Corrections, plan: Plan, slips: Sequence[Document], copies: Mapping[str, int] | None
) -> Edition:
    """Who sticks what, how often, which slip goes with it, and which editions no label mends."""
    labels = []
    for number, one in enumerate(found.stickers, 1):
        whole = sum(times * copies.get(name, 0) for name, times in one.uses.items()) if copies else 0
        cells = grid(one).cells
        sheets = f"\n{whole:,}枚（A4で{-(-whole // cells):,}枚）" if whole else ""
        if whole and (lacking := sum(name not in copies for name in one.uses) if copies else 0):
            sheets += f"\nほかに、部数の分からない{lacking}版の分"
        where = f"「{one.sticker.was}」の上\n（{one.sticker.page}、{size(one)}）"
        line = f"{one.sticker.whose}\n{one.sticker.text}"
        labels.append((f"{number}", line, where, f"A4に{cells}枚{sheets}"))
    slip_of: dict[str, str] = {}
    first = 1
    for (_, names), document in zip(found.slips, slips, strict=True):
        slip_of |= dict.fromkeys(names, f"{first}ページ目")
        first += len(document.pages)
    rows: dict[tuple[str, ...], list[str]] = {}
    for district in plan.districts:
        uses: dict[int, list[str]] = {}
        for number, one in enumerate(found.stickers, 1):
            uses.setdefault(one.uses.get(district.name, 0), []).append(str(number))
        told = "、".join(f"{'・'.join(numbers)}を{times}枚ずつ" for times, numbers in uses.items() if times)
        each = sum(times * len(numbers) for times, numbers in uses.items())
        printed = copies.get(district.name) if copies else None
        of_all = ("", "") if printed is None else (f"{printed:,}部", f"{printed * each:,}枚")
        if each:
            key = (f"シール{told}", slip_of.get(district.name, ""), *of_all)
            rows.setdefault(key, []).append(plan.called(district.name))
    editions = [
        ("、".join(names[first : first + _NAMES]), *row)
        for row, names in rows.items()
        for first in range(0, len(names), _NAMES)
    ]
    anew = [(plan.called(name), "。".join(why)) for name, why in found.anew.items()]
    tables = (("labels", labels), ("editions", editions), ("anew", anew))
    return sheet_of(plan, "訂正シール", "shiiru", tables)
