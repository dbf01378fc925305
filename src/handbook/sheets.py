"""What two people proof-read by: sheets with all that is to be confirmed, each with a code of its own.

In: a plan; or a plan and the code of a sheet. Out: `Sheet`s, whose edition carries the rows of its tables.
A code follows from what stands on its sheet alone, so it is found again by making the sheets anew; who has
confirmed what is not asked, so that a sheet stays the same while people work by it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from handbook.edition import Edition, select
from handbook.errors import InputError
from handbook.facts import Item, every, items
from handbook.plan import District, Plan
from handbook.sheet_code import CHECKING, as_code, spelled

LAYOUT = "proof"
"""The layout of the sheets."""

BOX = "□"
"""Where each of the two ticks."""

INFERRED = "推し量った値。"

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
    found = items(plan)
    shared = tuple(item for item in found if _is_shared(item, plan))
    yield _sheet(plan, "共通", Edition(plan, ALL, (), (), (), ()), shared)
    for district in plan.districts:
        if districts is None or district.name in districts:
            name = every(plan)[_reading(district)]  # also where nobody doubts it
            near = (item for item in found if item.touches(district.name) and not _is_shared(item, plan))
            own = (name, *(item for item in near if item is not name))
            yield _sheet(plan, plan.called(district.name), select(plan, district.name), own)


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


def _sheet(plan: Plan, name: str, edition: Edition, own: tuple[Item, ...]) -> Sheet:
    rows = tuple(_rows(plan, edition.district, own))
    code = spelled([name, [[item.key, item.value] for item in own]], CHECKING)
    names = "--by お名前 --by お名前"
    tables = (("checks", rows), ("code", ((code, f"handbook confirm --sheet {code} {names}"),)))
    return Sheet(code, name, edition._replace(tables=tables), own)


def _rows(plan: Plan, district: District, own: tuple[Item, ...]) -> Iterator[tuple[str, ...]]:
    """What is to be read aloud, what is said, where it is from and as of when, and a box for each."""
    for item in own:
        subject, value = item.subject, _spaced(item.value)
        if item.key == _reading(district):
            subject, value = f"{plan.district_kind}の名前と読み", f"{district.name}（{district.reading}）"
        doubted = INFERRED if item.confidence else ""
        yield (subject, value, doubted + _from(plan, item.source, item.as_of), BOX, BOX)


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


def _spaced(value: str) -> str:
    """Telephone numbers in the groups that are read aloud: 0942 51 6100."""
    return re.sub(r"(?<!\d)(0\d{1,4})-(\d{1,4})-(\d{3,4})(?!\d)", r"\1 \2 \3", value)
