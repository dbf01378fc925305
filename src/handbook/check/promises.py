"""Layout → what its pages promise to a reader: the data that must stand in the PDF.

Which data a block prints is said here once more, from the reader's side and
without asking the blocks: a block that forgets half of its data is found out.
A kind of block that is not known here promises nothing but its own words. Without
a layout only the core is required that makes a leaflet safe to hand out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from handbook.check.wording import (
    LayoutWording,
    SharedWords,
    Words,
    compact,
    field_values,
    filled,
)
from handbook.edition import Edition
from handbook.layout import Node
from handbook.plan import Column, Desk, Fact, Passage, Plan


class Promise(NamedTuple):
    """Something that must be printed: `what` it is, and wordings (compacted) of which one will do.

    Each wording is a tuple of texts that must all be there.
    """

    what: str
    wordings: tuple[tuple[str, ...], ...]
    ruby: bool = False
    """It may also stand as ruby."""
    paired: bool = False
    """The texts of a wording belong together: each must follow the one before it."""


def promises(edition: Edition, words: LayoutWording | None) -> Iterator[Promise]:
    """Everything that must be printed."""
    plan = edition.plan
    yield _one("計画の名前", plan.title)
    yield _district_name(edition)
    yield _one("データの時点", plan.data_date)
    if words is None:
        yield _one("計画期間", plan.period.text)
        yield from _desks(edition, None)
        yield from _contacts(plan, None)
        return
    for kind in sorted(words.kinds & BLOCK_PROMISES):
        for node in _distinct(words.nodes, kind):
            if kind in _OF_PLAN:
                yield from _OF_PLAN[kind](plan, node)
            else:
                yield from _OF_EDITION[kind](edition, node)
    yield from _layout_words(words.texts, edition.unconfirmed)


def shared_promises(plan: Plan, words: SharedWords) -> Iterator[Promise]:
    """Those of the promises that are the same for every edition of a plan."""
    yield _one("計画の名前", plan.title)
    yield _one("データの時点", plan.data_date)
    for kind in words.kinds & _OF_PLAN.keys():
        for node in _distinct(words.nodes, kind):
            yield from _OF_PLAN[kind](plan, node)
    yield from _layout_words(words.texts, ())


def own_promises(edition: Edition, words: LayoutWording) -> Iterator[Promise]:
    """Those of the promises that are not shared."""
    yield _district_name(edition)
    for kind in words.kinds & _OF_EDITION.keys():
        for node in _distinct(words.nodes, kind):
            yield from _OF_EDITION[kind](edition, node)
    yield from _layout_words(words.own, edition.unconfirmed)


def _district_name(edition: Edition) -> Promise:
    return _one("校区の名前", f"{edition.district.name}校区")


def _distinct(nodes: tuple[Node, ...], kind: str) -> list[Node]:
    """The nodes of `kind`; one is enough where each would promise the same."""
    found = [node for node in nodes if node.kind == kind]
    return found if kind in ("points", "columns") else found[:1]


def _layout_words(texts: Iterable[Words], unconfirmed: tuple[Fact, ...]) -> Iterator[Promise]:
    """The layout's own words, but for those that only some editions print."""
    for node, option, text in texts:
        if node.kind == "columns" and option in ("own-label", "city-label"):
            continue
        if option == "proof" and not unconfirmed:
            continue
        yield _one("レイアウトの言葉", text)


def _one(what: str, *texts: str) -> Promise:
    return Promise(what, (tuple(map(compact, texts)),))


def _passage(what: str, passage: Passage) -> Promise:
    full = compact(passage.text)
    return Promise(what, ((full,), (compact(passage.short),)) if passage.excerpt else ((full,),))


def _masthead(edition: Edition, node: Node) -> Iterator[Promise]:
    yield Promise("校区の名前の読み", ((compact(edition.district.reading),),), ruby=True)
    yield _one("計画のめざす姿", "".join(edition.plan.vision))


def _callout(plan: Plan, node: Node) -> Iterator[Promise]:
    if node.options.get("source") == "welfare":
        yield _passage(plan.welfare_heading, plan.welfare)


def _points(plan: Plan, node: Node) -> Iterator[Promise]:
    source = str(node.options.get("source"))
    if source in ("position", "situation", "promotion", "management"):
        section = getattr(plan, source)
        for point in section.points:
            yield _passage(section.heading, point)


def _statistics(plan: Plan, node: Node) -> Iterator[Promise]:
    for statistic in plan.statistics:
        yield _one("統計の題", statistic.title)
        for point in statistic.points:
            excerpt = tuple(compact(text) for text in (point.label, point.amount) if text)
            yield Promise(f"統計（{statistic.title}）", ((compact(point.text),), excerpt), paired=True)


def _challenges(plan: Plan, node: Node) -> Iterator[Promise]:
    for challenge in plan.challenges.points:
        yield _passage("課題", challenge)


def _goals(plan: Plan, node: Node) -> Iterator[Promise]:
    for goal in plan.goals:
        yield _one(f"目標{goal.number}", goal.title)
        for measure in goal.measures:
            residents = dict.fromkeys((measure.residents.text, measure.residents.short))
            pairs = tuple((compact(measure.title), compact(text)) for text in residents)
            yield Promise(f"目標{goal.number}の取組みと、わたしたちにできること", pairs, paired=True)


def _columns(edition: Edition, node: Node) -> Iterator[Promise]:
    columns = edition.columns
    if node.options.get("others"):
        columns += edition.other_columns
    most = node.options.get("most", 1)
    for column in columns[: most if isinstance(most, int) else 1]:
        # Where a case comes from stands over it, so that none is taken for another district's.
        parts = (column_label(edition, node, column), column.title, *column.text.splitlines())
        yield Promise(
            f"事例コラム「{column.title}」", (tuple(filter(None, map(compact, parts))),), paired=True
        )


def column_label(edition: Edition, node: Node, column: Column) -> str:
    """What a layout prints above a column; `{district}` is the column's own district."""
    label = str(node.options.get("city-label" if column.district is None else "own-label") or "")
    values = field_values(edition) | {"district": column.district or edition.district.name}
    return filled(values, label)


def desk_name(desk: Desk) -> str:
    return f"{desk.category}の相談先「{desk.name}」"


def _desks(edition: Edition, node: Node | None) -> Iterator[Promise]:
    for desk in edition.desks:
        yield _one("相談先の対象", desk.category)
        yield _one("相談先", desk.name)


def _contacts(plan: Plan, node: Node | None) -> Iterator[Promise]:
    for contact in plan.contacts:
        yield _one("問い合わせ先", contact.name)


_OF_PLAN: dict[str, Callable[[Plan, Node], Iterator[Promise]]] = {
    "callout": _callout,
    "points": _points,
    "statistics": _statistics,
    "challenges": _challenges,
    "goal": _goals,
    "contacts": _contacts,
}
"""Kind of block → what a reader of any edition may expect of it."""

_OF_EDITION: dict[str, Callable[[Edition, Node], Iterator[Promise]]] = {
    "masthead": _masthead,
    "columns": _columns,
    "desks": _desks,
}
"""Kind of block → what a reader may expect of it in one edition."""

BLOCK_PROMISES = _OF_PLAN.keys() | _OF_EDITION.keys()
"""The kinds of blocks that print data. Those that print only the layout's words are not here."""
