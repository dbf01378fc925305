"""Finished PDFs → one list of which district has which desk, with which number.

In: a folder of editions. Out: a `Matrix`: rows for a page and for a spreadsheet, and what is wrong in words.
Everything is read from the PDFs, as a listener would hear it, and nothing from the data: so a slip of the
data, of the program or of whoever changed a file shows. What is right is not known here; one file that says
other than the rest is found, and marked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from handbook import spreadsheet
from handbook.check import IDENTIFIER
from handbook.check.numbers import numbers_in
from handbook.check.page_text import compact, folded
from handbook.edition import Edition, Rows
from handbook.errors import InputError, Place, Problem
from handbook.plan import District, Plan
from handbook.readback import read_back
from handbook.readback.structure import Annotation, Content, StructureElement
from handbook.sheets import LAYOUT as SHEETS

LAYOUT = "matrix"
"""The layout of the list."""

MARK = "▲ "
"""Before what is other than elsewhere."""

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


def read_folder(folder: Path) -> Matrix:
    """Read the PDFs of a folder. Raises `InputError` where none of them is an edition."""
    if not folder.is_dir():
        hint = "場所と名前を確かめてください。"
        raise InputError.of("そのフォルダーはありません。", hint, Place(str(folder)), stops=True)
    paths = sorted(folder.glob("*.pdf")) or sorted(folder.glob("*/*.pdf"))
    leaflets: list[Leaflet] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            leaflets += _read(path)
        except InputError as error:
            problems += [one._replace(place=Place(str(path)), stops=False) for one in error.problems]
    if not leaflets:
        hint = "handbook build で作った PDF のあるフォルダーを書いてください。"
        nothing = Problem("一覧にできる PDF がありません。", hint, Place(str(folder)))
        raise InputError.stopping([*problems, nothing])
    title = Counter(one.plan for one in leaflets).most_common(1)[0][0]
    problems += [_foreign(one.file) for one in leaflets if one.plan != title]
    leaflets = sorted((one for one in leaflets if one.plan == title), key=lambda one: (one.reading, one.file))
    wrong = {**_doubles(leaflets), **_disagreeing(leaflets)}
    odd = [(leaflets[at].file, words) for (at, _), words in sorted(wrong.items(), key=lambda one: one[0][0])]
    problems += [Problem(words, _HINT, Place(str(file))) for file, words in odd]
    whole = District("一覧", "いちらん", "ichiran")
    plan = Plan(
        city="",
        title=title,
        district_kind="",
        issuers=(leaflets[0].author,),
        districts=(whole,),
        categories=(),
        desks=(),
    )
    tables = (
        ("wrong", (("ファイル", "どこが、どう違うか"), *((file.name, words) for file, words in odd))),
        ("districts", _districts(leaflets, wrong)),
        ("desks", tuple(_sums(leaflets))),
    )
    edition = Edition(plan, whole, (), (), (), (), tables=tables)
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
    elements = list(_walk(tree.top if tree else ()))
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


def _walk(elements: Iterable[StructureElement]) -> Iterator[StructureElement]:
    for element in elements:
        yield element
        yield from _walk(element.elements())


def _reached(element: StructureElement) -> Reached | None:
    """Whom a row of a table or an item of a list says how to call; None where it says no number."""
    lines = [_words(one) for one in _walk((element,)) if one.standard == "P"]
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
"""A file and the cell of it that is other than elsewhere (None: whose edition it is) → how, in words."""


def _doubles(leaflets: Sequence[Leaflet]) -> Wrong:
    """Files that say to be the edition of the same district, in one layout."""
    count = Counter((one.name, one.layout) for one in leaflets)
    return {
        (at, None): f"{one.name}の PDF が{count[one.name, one.layout]}つあります。"
        for at, one in enumerate(leaflets)
        if count[one.name, one.layout] > 1
    }


_FIELDS = ("分野", "名前", "電話番号", "FAX番号")
_RULES = ((1, (0, 2, 3)), (2, (0, 1, 3)), (3, (0, 1, 2)), (0, (1, 2)), (2, (0, 1)))
"""What must be the same wherever others are: the name for one category and numbers, and so on. Two desks may
have one name and numbers of their own: by the last rule, a number is odd only if a single file has it."""


def _disagreeing(leaflets: Sequence[Leaflet]) -> Wrong:
    """Desks that are the same but for one thing, where it is other than in most files; desks that lack."""
    wrong: Wrong = {}
    cells = [
        (at, column, (column[0], *desk))
        for at, one in enumerate(leaflets)
        for column, desk in one.desks.items()
    ]
    for rule, (what, same) in enumerate(_RULES):
        groups: dict[tuple[str, ...], Counter[str]] = {}
        keys = [(leaflets[at].layout, *(compact(values[part]) for part in same)) for at, _, values in cells]
        for key, (_, _, values) in zip(keys, cells, strict=True):
            groups.setdefault(key, Counter())[values[what]] += 1
        for key, (at, column, values) in zip(keys, cells, strict=True):
            count = groups[key]
            others = [(many, one) for one, many in count.items() if one != values[what]]
            if not others or not all(key) or (at, column) in wrong:
                continue
            most, usual = max(others)
            mine = count[values[what]]
            if mine <= most and (rule < len(_RULES) - 1 or mine == 1 < most):
                wrong[at, column] = (
                    f"{column[0]}「{values[1]}」の{_FIELDS[what]}が {values[what] or '空'} です。"
                    f"ほかの{most}つの PDF では {usual or '空'} です。"
                )
    for column, many in Counter(column for _, column, _ in cells).items():
        for at, one in enumerate(leaflets):
            if column[1] == 1 and 2 * many > len(leaflets) and column not in one.desks:
                wrong[at, column] = f"{column[0]}の相談先がありません。ほかの{many}つの PDF にはあります。"
    return wrong


# Rows


def _districts(leaflets: Sequence[Leaflet], wrong: Wrong) -> Rows:
    """A row for each file; a name that nearly all have stands over the column alone."""
    columns = list(dict.fromkeys(column for one in leaflets for column in one.desks))
    usual: dict[Column, str] = {}
    for column in columns:
        names = Counter(one.desks[column].name for one in leaflets if column in one.desks)
        name, count = names.most_common(1)[0]
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
