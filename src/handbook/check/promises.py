"""Layout → what its pages promise to a reader: the data that must stand in the PDF.

Which data a block prints is said here once more, from the reader's side and
without asking the blocks: a block that forgets half of its data is found out.
A kind of block that is not known here promises nothing but its own words. Without
a layout only the core is required that makes a leaflet safe to hand out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from handbook.check.wording import LayoutWording, compact, field_values, filled
from handbook.edition import Edition
from handbook.layout import Node
from handbook.plan import Column, Desk, Passage


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
    plan, district = edition.plan, edition.district
    yield _one("計画の名前", plan.title)
    yield _one("校区の名前", f"{district.name}校区")
    yield _one("データの時点", plan.data_date)
    if words is None:
        yield _one("計画期間", plan.period.text)
        yield from _desks(edition, None)
        yield from _contacts(edition, None)
        return
    for kind in sorted(words.kinds & BLOCK_PROMISES.keys()):
        for node in _distinct(words.nodes, kind):
            yield from BLOCK_PROMISES[kind](edition, node)
    yield from _own_words(edition, words)


def _distinct(nodes: tuple[Node, ...], kind: str) -> list[Node]:
    """The nodes of `kind`; one is enough where each would promise the same."""
    found = [node for node in nodes if node.kind == kind]
    return found if kind in ("points", "columns") else found[:1]


def _own_words(edition: Edition, words: LayoutWording) -> Iterator[Promise]:
    """The layout's own words, but for those that only some editions print."""
    for node, option, text in words.texts:
        if node.kind == "columns" and option in ("own-label", "city-label"):
            continue
        if option == "proof" and not edition.unconfirmed:
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


def _callout(edition: Edition, node: Node) -> Iterator[Promise]:
    if node.options.get("source") == "welfare":
        yield _passage(edition.plan.welfare_heading, edition.plan.welfare)


def _points(edition: Edition, node: Node) -> Iterator[Promise]:
    source = str(node.options.get("source"))
    if source in ("position", "situation", "promotion", "management"):
        section = getattr(edition.plan, source)
        for point in section.points:
            yield _passage(section.heading, point)


def _statistics(edition: Edition, node: Node) -> Iterator[Promise]:
    for statistic in edition.plan.statistics:
        yield _one("統計の題", statistic.title)
        for point in statistic.points:
            excerpt = tuple(compact(text) for text in (point.label, point.amount) if text)
            yield Promise(f"統計（{statistic.title}）", ((compact(point.text),), excerpt), paired=True)


def _challenges(edition: Edition, node: Node) -> Iterator[Promise]:
    for challenge in edition.plan.challenges.points:
        yield _passage("課題", challenge)


def _goals(edition: Edition, node: Node) -> Iterator[Promise]:
    for goal in edition.plan.goals:
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


def _contacts(edition: Edition, node: Node | None) -> Iterator[Promise]:
    for contact in edition.plan.contacts:
        yield _one("問い合わせ先", contact.name)


BLOCK_PROMISES: dict[str, Callable[[Edition, Node], Iterator[Promise]]] = {
    "masthead": _masthead,
    "callout": _callout,
    "points": _points,
    "statistics": _statistics,
    "challenges": _challenges,
    "goal": _goals,
    "columns": _columns,
    "desks": _desks,
    "contacts": _contacts,
}
"""Kind of block → what a reader may expect of it. Kinds that print only the layout's words are not here."""
