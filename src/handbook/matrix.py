"""Finished PDFs → one list of which district has which desk, with which number.

In: a folder of editions, the plan. Out: a `Matrix`: rows for a page and for a spreadsheet, and what is wrong
in words. What is listed is read from the PDFs, as a listener would hear it, and nothing from the data; each
cell is held against what its layout promises to print of the data for its district, and marked where it is
other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from handbook import spreadsheet
from handbook.batch.standing import standing_in
from handbook.blocks import promises
from handbook.check import IDENTIFIER
from handbook.check.numbers import numbers_in
from handbook.check.page_text import compact, folded
from handbook.edition import Edition, Rows, select
from handbook.errors import InputError, Place, Problem
from handbook.layout import Layout
from handbook.plan import Contact, Desk, District, Plan
from handbook.promise import Number
from handbook.readback import read_back
from handbook.readback.structure import Annotation, Content, StructureElement, elements_in
from handbook.sheets import LAYOUT as SHEETS
from handbook.typeset import plain_text

LAYOUT = "matrix"
"""The layout of the list."""

MARK = "▲ "
"""Before what is other than in the data."""

MOST_NAMES = 100
"""Most names in one cell, which has to stand on one page."""

Column = tuple[str, int]
"""A category and, where a district has several desks of it, which of them, from 1."""


class Reached(NamedTuple):
    """A desk or office as a PDF has it; what it has not is ""."""

    name: str
    phone: str
    fax: str

    def __str__(self) -> str:
        numbers = (self.phone, self.fax and f"FAX\u00a0{self.fax}")  # never parted at a line's end
        return " ".join(filter(None, (self.name, *numbers)))


class Leaflet(NamedTuple):
    """What one PDF says: whose edition of which plan it is, and whom to call."""

    file: Path
    plan: str
    layout: str
    author: str
    name: str
    """浮島校区, as its heading has it."""
    reading: str
    desks: dict[Column, Reached]


class Matrix(NamedTuple):
    """What stands in a folder, as an edition that carries the tables, and what is wrong with it."""

    edition: Edition
    problems: tuple[Problem, ...]


def read_folder(folder: Path, plan: Plan, load: Callable[[str], Layout]) -> Matrix:
    """Read the PDFs of a folder. `load` gives the layout of a name.

    Raises `InputError` where none of them is an edition of the plan, or a layout cannot be loaded.
    """
    if not folder.is_dir():
        hint = "場所と名前を確かめてください。"
        raise InputError.of("そのフォルダーはありません。", hint, Place(str(folder)), stops=True)
    standing = standing_in(folder)
    leaflets: list[Leaflet] = []
    problems = [
        Problem(f"読めません（{why}）。", _HINT, Place(str(folder / file))) for file, why in standing.unread
    ]
    for path in (folder / file for file in standing.pdfs):
        try:
            found = _read(path)
            for one in found:
                load(one.layout)
            leaflets += found
        except InputError as error:
            problems += [one._replace(place=Place(str(path)), stops=False) for one in error.problems]
    problems += [_foreign(one.file) for one in leaflets if one.plan != plan.title]
    leaflets = sorted(
        (one for one in leaflets if one.plan == plan.title), key=lambda one: (one.reading, one.file)
    )
    if not leaflets:
        hint = "handbook build で作った PDF のあるフォルダーを書いてください。"
        nothing = Problem("一覧にできる PDF がありません。", hint, Place(str(folder)))
        raise InputError.stopping([*problems, nothing])
    wrong = {**_doubles(leaflets), **_untrue(leaflets, plan, load)}
    odd = [(leaflets[at].file, words) for (at, _), words in sorted(wrong.items(), key=lambda one: one[0][0])]
    problems += [Problem(words, _HINT, Place(str(file))) for file, words in odd]
    whole = District("一覧", "いちらん", "ichiran")
    listed = Plan(
        city="",
        title=plan.title,
        district_kind="",
        issuers=plan.issuers,
        districts=(whole,),
        categories=(),
        desks=(),
    )
    tables = (
        ("wrong", (("ファイル", "どこが、どう違うか"), *((file.name, words) for file, words in odd))),
        ("districts", _districts(leaflets, wrong)),
        ("desks", tuple(_sums(leaflets))),
    )
    edition = Edition(listed, whole, (), (), (), (), tables=tables)
    return Matrix(edition, tuple(problems))


_HINT = "どちらが正しいか確かめ、handbook build で作り直してください。"


def _foreign(path: Path) -> Problem:
    hint = "一覧には入れていません。別のフォルダーに移してください。"
    return Problem("この一覧の計画の、一つの地域の PDF ではありません。", hint, Place(str(path)))


# One file


def _read(path: Path) -> list[Leaflet]:
    """What a file says; nothing of an earlier list, and of a file of many editions, which repeats theirs.

    Raises `InputError` where it is no edition.
    """
    file = read_back(path)
    tree = file.tree
    plan, layout, _ = (*file.info.get(IDENTIFIER, "").rsplit("/", 2), "", "")[:3]
    if layout == LAYOUT:
        return []
    desks: dict[Column, Reached] = {}
    name, reading, category = file.title.rpartition(" ")[2], "", ""
    elements = list(elements_in(tree.top if tree else ()))
    if sum(element.standard == "H1" for element in elements) > 1:
        return []
    for element in elements:
        if element.standard == "H1":
            name, reading = _words(element, skip="RT"), _words(element, skip="RB")
        elif element.standard in ("H2", "H3", "TH"):
            category = _words(element)
        elif element.standard in ("TR", "LI") and (found := _reached(element)):
            if heads := element.elements("TH"):
                category = _words(heads[0])
            number = next(number for number in range(1, len(desks) + 2) if (category, number) not in desks)
            desks[category, number] = found
    if not (plan and desks) or layout == SHEETS:
        raise InputError([_foreign(path)])
    author = file.info.get("Author", "")
    return [Leaflet(path, plan, layout, author, name.removesuffix("版"), reading, desks)]


def _reached(element: StructureElement) -> Reached | None:
    """Whom a row of a table or an item of a list says how to call; None where it says no number."""
    lines = [_words(one) for one in elements_in((element,)) if one.standard == "P"]
    found = {"phone": "", "fax": ""}
    for line in lines:
        for match in numbers_in(folded(line)):
            kind = "fax" if "fax" in folded(line)[: match.start()].casefold() else "phone"
            found[kind] = found[kind] or match[0]
    return Reached(lines[0], **found) if any(found.values()) else None


def _words(kid: StructureElement | Content | Annotation, skip: str = "RT") -> str:
    """What an element reads as, without the parts of ruby that are to be skipped."""
    if isinstance(kid, StructureElement):
        inner = "".join(_words(one, skip) for one in kid.kids if getattr(one, "standard", "") != skip)
        return inner if kid.actual_text is None else kid.actual_text
    return kid.text if isinstance(kid, Content) else ""


# What disagrees


Wrong = dict[tuple[int, Column | None], str]
"""A file and the cell of it that is not so (None: whose edition it is) → how, in words."""


def _doubles(leaflets: Sequence[Leaflet]) -> Wrong:
    """Files that say to be the edition of the same district, in one layout."""
    count = Counter((one.name, one.layout) for one in leaflets)
    return {
        (at, None): f"{one.name}の PDF が{count[one.name, one.layout]}つあります。"
        for at, one in enumerate(leaflets)
        if count[one.name, one.layout] > 1
    }


def _untrue(leaflets: Sequence[Leaflet], plan: Plan, load: Callable[[str], Layout]) -> Wrong:
    """What a file says, or does not say, otherwise than the data do for its district and layout."""
    wrong: Wrong = {}
    numbers = {number for placed in plan.texts for number in _numbers(placed.text)}
    districts = {plan.called(district.name): district.name for district in plan.districts}
    for at, one in enumerate(leaflets):
        if one.name not in districts:
            wrong[at, None] = f"「{one.name}」は、データにありません。"
            continue
        meant = _meant(select(plan, districts[one.name]), load(one.layout))
        groups = {column: _group(column[0], plan) for each in leaflets for column in each.desks}
        for group in dict.fromkeys((*meant, *(groups[column] for column in one.desks))):
            said = {column: desk for column, desk in one.desks.items() if groups[column] == group}
            free = [column for column in groups if groups[column] == group and column not in said]
            for column, desk, expected in _pairs(said, meant.get(group, ())):
                if desk and not (group or expected) and desk.phone in numbers:
                    continue  # of a sentence of the plan
                if column is None:
                    column = free.pop(0) if free else (group or OFFICES, len(groups) + len(wrong))
                wrong[at, column] = _difference(column[0], desk, expected)
    return wrong


def _pairs(
    said: Mapping[Column, Reached], meant: Iterable[Reached]
) -> Iterator[tuple[Column | None, Reached | None, Reached | None]]:
    """What is said and not meant, beside that which is meant: alike in name or number, else in their order;
    at last what is meant and not said."""
    left, odd = list(meant), []
    for column, desk in said.items():
        same = next((one for one in left if list(map(compact, one)) == list(map(compact, desk))), None)
        if same:
            left.remove(same)
        else:
            odd.append((column, desk))
    for column, desk in odd:
        expected = next((one for one in left if one.name == desk.name or one.phone == desk.phone), None)
        expected = expected or (left[0] if left else None)
        if expected:
            left.remove(expected)
        yield column, desk, expected
    yield from ((None, None, one) for one in left)


def _numbers(text: str) -> list[str]:
    return [match[0] for match in numbers_in(folded(text))]


OFFICES = "問い合わせ先"
"""What the plan's own offices are called where no file has them."""


def _group(heading: str, plan: Plan) -> str:
    """The category that a heading names; "" for all others, below which the plan's own offices stand."""
    return next((one.name for one in plan.categories if compact(one.name) == compact(heading)), "")


def _meant(edition: Edition, layout: Layout) -> dict[str, list[Reached]]:
    """Category ("": the plan's offices) → whom the layout promises to print there, with which numbers."""
    numbers: dict[Desk | Contact, dict[str, str]] = {}
    for one in promises(edition, layout):
        if isinstance(one, Number):
            kind = "phone" if one.kind == "電話番号" else "fax"
            numbers.setdefault(one.owner, {"phone": "", "fax": ""})[kind] = one.number
    found: dict[str, list[Reached]] = {}
    for owner, printed in numbers.items():
        category = owner.category if isinstance(owner, Desk) else ""
        found.setdefault(category, []).append(Reached(plain_text(owner.name), **printed))
    return found


def _difference(heading: str, found: Reached | None, expected: Reached | None) -> str:
    """What is other than the data say, in words; of what differs in one thing only that."""
    if found is None:
        return f"{heading}の相談先がありません。データでは {expected} です。"
    if expected is None:
        return f"{heading}の {found} は、データにありません。"
    pairs = zip(("名前", "電話番号", "FAX番号"), found, expected, strict=True)
    other = [(what, *values) for what, *values in pairs if compact(values[0]) != compact(values[1])]
    if len(other) == 1:
        what, mine, data = other[0]
        return f"{heading}「{found.name}」の{what}が {mine or '空'} です。データでは {data or '空'} です。"
    return f"{heading}の相談先が {found} です。データでは {expected} です。"


# Rows


def _districts(leaflets: Sequence[Leaflet], wrong: Wrong) -> Rows:
    """A row for each file; a name that nearly all have stands over the column alone."""
    said = (column for one in leaflets for column in one.desks)
    columns = list(dict.fromkeys((*said, *(column for _, column in wrong if column))))
    usual: dict[Column, str] = {}
    for column in columns:
        names = Counter(one.desks[column].name for one in leaflets if column in one.desks)
        name, count = next(iter(names.most_common(1)), ("", 0))
        usual[column] = name if 4 * count > 3 * len(leaflets) else ""
    head = [
        category + (str(number) if number > 1 else "") + (name and f"：{name}")
        for (category, number), name in usual.items()
    ]
    layouts = {one.layout for one in leaflets}
    rows = []
    for at, one in enumerate(leaflets):
        shown = f"{one.name}（{one.layout}）" if len(layouts) > 1 else one.name
        cells = [(MARK if (at, None) in wrong else "") + shown]
        for column in columns:
            desk = one.desks.get(column)
            if desk and desk.name == usual[column]:
                desk = desk._replace(name="")
            cells.append((MARK if (at, column) in wrong else "") + (str(desk) if desk else "―"))
        rows.append(tuple(cells))
    return (("地域", *head), *rows)


def _sums(leaflets: Sequence[Leaflet]) -> Iterator[tuple[str, ...]]:
    """A row for each desk with its numbers: in how many files it stands, and in which."""
    found: dict[tuple[str, Reached], list[str]] = {}
    for one in leaflets:
        for (category, _), desk in one.desks.items():
            found.setdefault((category, desk), []).append(one.name)
    yield ("分野", "相談先", "電話", "FAX", "数", "載っている PDF")
    order = list(dict.fromkeys(category for category, _ in found))
    for category, desk in sorted(found, key=lambda one: (order.index(one[0]), one[1])):
        names = found[category, desk]
        rest = f"ほか{len(names) - MOST_NAMES}" if len(names) > MOST_NAMES else ""
        listed = "全部" if len(names) == len(leaflets) else "、".join(names[:MOST_NAMES]) + rest
        yield (category, desk.name, desk.phone, desk.fax or "―", str(len(names)), listed)


def as_csv(edition: Edition) -> bytes:
    """The tables one below the other, for a spreadsheet."""
    return spreadsheet.as_csv([row for _, rows in edition.tables for row in (*rows, ())])
