"""What two people proof-read by: sheets with all that is to be confirmed, each with a code of its own.

In: a plan; or a plan and the code of a sheet. Out: `Sheet`s, whose edition carries the rows of its tables.
A code follows from what stands on its sheet alone, so it is found again by making the sheets anew; who has
confirmed what is not asked, so that a sheet stays the same while people work by it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from handbook.edition import Edition, select
from handbook.errors import InputError
from handbook.facts import Item, every, items, owner_key
from handbook.furigana import spoken
from handbook.plan import Contact, Desk, District, Plan
from handbook.sheet_code import CHECKING, as_code, spelled

LAYOUT = "proof"
"""The layout of the sheets."""

BOX = "□"
"""Where each of the two ticks."""

INFERRED = "推し量った値。"
UNSURE = "読みは不確か。"
BESIDE = "事例のファイル、元の写真"
TO_WRITE = "よみ：＿＿＿＿＿＿＿＿＿＿"

_PICTURED = "columns/.*/photo/"
"""What begins the keys of what a column says of its photograph."""

ALL = District("全", "ぜん", "kyotsu")
"""Stands in place of a district on the sheet of what all share: 全校区."""


class Sheet(NamedTuple):
    """One sheet: its `code`, the `name` of its file, its `edition`, and the `items` that stand on it."""

    code: str
    name: str
    edition: Edition
    items: tuple[Item, ...]


def sheets(plan: Plan, districts: Collection[str] | None = None) -> Iterator[Sheet]:
    """The sheet of what all editions share, then one for each of the `districts` (None: all)."""
    pictured = (item for key, item in every(plan).items() if re.match(_PICTURED, key))
    found = [*items(plan), *filter(lambda item: item.value, pictured)]
    shared = [item for item in found if _is_shared(item, plan)]
    everywhere: list[Desk | Contact] = [
        desk for desk in plan.desks if len(desk.districts) == len(plan.districts)
    ]
    offices = [_name_of(plan, office) for office in [*everywhere, *plan.contacts]]
    yield _sheet(plan, "共通", Edition(plan, ALL, (), (), (), ()), [*offices, *shared])
    for district in plan.districts:
        if districts is None or district.name in districts:
            edition = select(plan, district.name)
            # Names also where nobody doubts them.
            name = every(plan)[_reading(district)]
            offices = [_name_of(plan, desk) for desk in edition.desks if desk not in everywhere]
            near = [item for item in found if item.touches(district.name) and not _is_shared(item, plan)]
            yield _sheet(plan, plan.called(district.name), edition, [name, *offices, *near])


def _name_of(plan: Plan, office: Desk | Contact) -> Item:
    return every(plan)[f"{owner_key(plan, office)}/name"]


def sheet_of(plan: Plan, code: str) -> Sheet:
    """The sheet with this code. Raises `InputError` where nothing that the plan says now makes it."""
    typed = as_code(code)
    if typed is None or typed[0] != CHECKING:
        hint = f"校正票の上のほうにある、{CHECKING}で始まる6文字（IとOは使いません）を書いてください。"
        raise InputError.of(f"「{code}」は校正票の記号ではありません。", hint, stops=True)
    for sheet in sheets(plan):
        if sheet.code == typed:
            return sheet
    hint = (
        "票を作ったあとで、載っている値のどれかが変わったか、記号の書き間違いです。"
        "handbook proof で票を作り直し、変わったところを確かめてから記録してください。"
    )
    raise InputError.of(f"今のデータから、記号 {typed} の校正票はできません。", hint)


def _is_shared(item: Item, plan: Plan) -> bool:
    return len(item.districts) in (0, len(plan.districts))


def _sheet(plan: Plan, name: str, edition: Edition, found: Sequence[Item]) -> Sheet:
    own = tuple(dict.fromkeys(found))
    rows = tuple(_row(plan, edition.district, item) for item in own)
    code = spelled([name, [[item.key, row[1]] for item, row in zip(own, rows, strict=True)]], CHECKING)
    names = "--by お名前 --by お名前"
    tables = (("checks", rows), ("code", ((code, f"handbook confirm --sheet {code} {names}"),)))
    return Sheet(code, name, edition._replace(tables=tables), own)


def _row(plan: Plan, district: District, item: Item) -> tuple[str, ...]:
    """What is to be read aloud, what is said, where it is from and as of when, and a box for each."""
    # Telephone numbers in the groups that are read aloud: 0942 51 6100.
    value = re.sub(r"(?<!\d)(0\d{1,4})-(\d{1,4})-(\d{3,4})(?!\d)", r"\1 \2 \3", item.value)
    subject, doubted = item.subject, INFERRED if item.confidence else ""
    if item.key == _reading(district):
        subject, value = f"{plan.district_kind}の名前と読み", f"{district.name}（{district.reading}）"
    elif item.key.endswith("/name"):
        kana, unsure = spoken(item.value, plan.readings)
        subject += "と読み"
        value = f"{item.value}\n{f'（{kana}）' if kana else TO_WRITE}"
        doubted += UNSURE if unsure else ""
    told = BESIDE if re.match(_PICTURED, item.key) else doubted + _from(plan, item.source, item.as_of)
    return (subject, value, told, BOX, BOX)


def _reading(district: District) -> str:
    return f"districts/{district.name}/reading"


def _from(plan: Plan, told: str, as_of: str = "") -> str:
    """Where a value is from, and as of when: a source by name, without what nobody reads aloud (addresses,
    paths, what stands in brackets), the others counted."""
    found = sorted((told.index(source.text), source.text) for source in plan.sources if source.text in told)
    names = [re.sub(r"（[^（）]*）|\s*[!-~]*/[!-~]*", "", text) for _, text in found]
    names = names or [f"{plan.edition_name or '計画'}に印刷"]
    rest = f"ほか{len(names) - 1}点" if len(names) > 1 else ""
    # When another source was so is not the plan's to say.
    date = as_of or (plan.data_date if not found or plan.title in names[0] else "")
    return names[0] + rest + (f"（{date}現在）" if date else "")
