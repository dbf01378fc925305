"""districts.yaml, desks.yaml, columns/*.yaml, sources.yaml, and the rules between them.

Nodes come in; districts, desks, columns and sources go out. The desks of a category must
partition the districts, every name must exist, no number may stand at two desks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from handbook.errors import Place
from handbook.load.basis import Basis
from handbook.load.fields import Fields, Reading
from handbook.load.files import nearest
from handbook.load.source import Node, Scalar
from handbook.plan import Column, Desk, District, Source


class DeskEntry(NamedTuple):
    """A desk with the places of its values, as the rules between desks need them."""

    desk: Desk
    place: Place
    phone: Place
    fax: Place
    districts: tuple[Scalar, ...]


class Desks(NamedTuple):
    heading: str = ""
    catch: str = ""
    categories: tuple[str, ...] = ()
    entries: tuple[DeskEntry, ...] = ()
    category_places: Mapping[str, Place] = {}


def read_sources(reading: Reading, node: Node) -> tuple[Source, ...]:
    fields = reading.table(node, "出典（sources.yaml）", ("sources",))
    rows = fields.tables("sources", "出典", ("id", "text"))
    _unique(reading, rows, "id", "出典の記号")
    return tuple(Source(id=row.slug("id"), text=row.word("text")) for row in rows)


def read_districts(reading: Reading, basis: Basis, node: Node) -> tuple[District, ...]:
    fields = reading.table(node, "校区の一覧（districts.yaml）", ("blocs", "districts"), ("basis",))
    basis.read(fields, {"blocs": "合併前の市町", "districts": "校区の一覧"})
    blocs = fields.texts("blocs") or ("",)
    rows = fields.tables("districts", "校区", ("name", "reading", "slug", "bloc"), ("status", "basis"))
    for key, what in (("name", "校区の名前"), ("reading", "校区の読み"), ("slug", "校区のローマ字")):
        _unique(reading, rows, key, what)
    return tuple(_district(row, basis, blocs) for row in rows)


def _district(fields: Fields, basis: Basis, blocs: tuple[str, ...]) -> District:
    name, kana = fields.text("name"), fields.kana("reading")
    if name.endswith("校区"):
        fields.reading.report(
            fields.place_of("name"),
            f"校区の名前「{name}」に「校区」が付いています。",
            "「校区」を取って書いてください。",
        )
    subjects = {
        "name": f"{name}校区の名前",
        "reading": f"{name}校区の読み（{kana}）",
        "bloc": f"{name}校区の合併前の市町",
        "status": f"{name}校区の小学校のお知らせ",
    }
    basis.read(fields, subjects, (name,))
    return District(
        name=name,
        reading=kana,
        slug=fields.slug("slug"),
        bloc=fields.choice("bloc", blocs),
        status=fields.word("status"),
    )


def read_desks(reading: Reading, basis: Basis, node: Node, names: tuple[str, ...]) -> Desks:
    """`names` are all districts, in order."""
    fields = reading.table(node, "相談先の一覧（desks.yaml）", ("heading", "catch", "categories"), ("basis",))
    basis.read(fields, {"numbers": "相談先の電話番号とFAX番号"})
    entries: list[DeskEntry] = []
    places: dict[str, Place] = {}
    groups = fields.tables("categories", "分野", ("name", "desks"))
    _unique(reading, groups, "name", "分野の名前")
    for group in groups:
        category = group.text("name")
        places[category] = group.place_of("name")
        rows = group.tables("desks", "相談先", ("name", "phone", "fax"), ("districts", "everywhere", "basis"))
        entries.extend(_desk(row, basis, category, names) for row in rows)
    return Desks(
        heading=fields.text("heading"),
        catch=fields.text("catch"),
        categories=tuple(places),
        entries=tuple(entries),
        category_places=places,
    )


def _desk(fields: Fields, basis: Basis, category: str, names: tuple[str, ...]) -> DeskEntry:
    name = fields.text("name")
    everywhere, named = _coverage(fields, "相談先", "担当校区（districts）")
    subjects = {
        "name": f"{name}の名称",
        "phone": f"{name}の電話番号",
        "fax": f"{name}のFAX番号",
        "districts": f"{name}の担当校区",
    }
    basis.read(fields, subjects, tuple(each.text for each in named))
    desk = Desk(
        category=category,
        name=name,
        phone=fields.telephone("phone"),
        fax=fields.telephone("fax"),
        districts=names if everywhere else tuple(each.text for each in named),
        everywhere=everywhere,
    )
    return DeskEntry(desk, fields.place, fields.place_of("phone"), fields.place_of("fax"), named)


def _coverage(fields: Fields, what: str, wanted: str) -> tuple[bool, tuple[Scalar, ...]]:
    """Whether it is for the whole city, and the districts named; exactly one of the two must be said."""
    everywhere = fields.flag("everywhere")
    named = fields.words("districts")
    if everywhere and "districts" in fields:
        hint = "市内全域なら districts を、そうでなければ everywhere を消してください。"
        fields.reading.report(
            fields.place_of("everywhere"), f"{what}に everywhere と districts の両方があります。", hint
        )
    elif fields.given and not everywhere and "districts" not in fields:
        hint = "districts: [校区の名前, …] か、市内全域なら everywhere: true と書いてください。"
        fields.reading.report(fields.place, f"{what}に{wanted}がありません。", hint)
    return everywhere, named


def read_column(reading: Reading, basis: Basis, node: Node, name: str, districts: tuple[str, ...]) -> Column:
    """The column in a file called `name`."""
    fields = reading.table(node, "コラム", ("title", "text"), ("district", "everywhere", "sample", "basis"))
    scalar = fields.scalar("district")
    everywhere = fields.flag("everywhere")
    if fields.given and everywhere == (scalar is not None):
        said = "両方があります" if everywhere else "どちらもありません"
        hint = (
            "一つの校区の事例なら district: 校区の名前、市全体の事例なら everywhere: true と書いてください。"
        )
        reading.report(fields.place, f"コラムに district と everywhere の{said}。", hint)
    if scalar:
        known_districts(reading, [scalar], districts)
    title = fields.text("title")
    touched = (scalar.text,) if scalar else ()
    basis.read(fields, {"title": f"コラム「{title}」の見出し", "text": f"コラム「{title}」の本文"}, touched)
    return Column(
        id=name,
        district=scalar.text if scalar else None,
        title=title,
        text=fields.text("text"),
        sample=fields.flag("sample"),
        place=fields.place_of("text"),
    )


def known_districts(reading: Reading, scalars: Iterable[Scalar], names: tuple[str, ...]) -> None:
    """Note each name that is no district; with no districts at all, that alone has been noted."""
    for scalar in scalars:
        if names and scalar.text not in names:
            message = f"「{scalar.text}」という校区はありません。"
            reading.report(scalar.place, message, _district_hint(scalar.text, names))


def _district_hint(text: str, names: tuple[str, ...]) -> str:
    plain = text.removesuffix("校区")
    if plain in names:
        return f"「{plain}」と書いてください。"
    if any(part in names for part in re.split(r"[、，,・/\s]+", text)):
        return "校区と校区の間は、半角の「,」と空白で区切ってください（例: [日吉, 篠山]）。"
    return nearest(text, list(names)) or "districts.yaml にある校区の名前を書いてください。"


def known_sources(reading: Reading, scalars: Iterable[Scalar], sources: tuple[Source, ...]) -> None:
    ids = [source.id for source in sources]
    for scalar in scalars:
        if scalar.text not in ids:
            hint = nearest(scalar.text, ids) or "sources.yaml にある id を書くか、出典を書き足してください。"
            reading.report(scalar.place, f"「{scalar.text}」という出典はありません。", hint)


def check_partition(reading: Reading, desks: Desks, names: tuple[str, ...]) -> None:
    """Each category's desks cover every district exactly once."""
    for category, place in desks.category_places.items():
        covered: dict[str, tuple[str, Place]] = {}
        entries = [entry for entry in desks.entries if entry.desk.category == category]
        for entry in entries:
            places = {each.text: each.place for each in entry.districts}
            if len(places) < len(entry.districts):
                _report_repeats(reading, entry)
            for name in entry.desk.districts:
                where = places.get(name, entry.place)
                if name in covered:
                    other, there = covered[name]
                    pair = f"{entry.desk.name}と{other}（{there.line}行目）"
                    message = f"「{category}」で{name}校区が、{pair}の両方に入っています。"
                    reading.report(where, message, "どちらか一つから消してください。")
                else:
                    covered[name] = (entry.desk.name, where)
        missing = [name for name in names if name not in covered]
        if missing and entries:
            listed = "、".join(missing)
            message = f"「{category}」の相談先が決まっていない校区があります：{listed}"
            reading.report(place, message, "担当する相談先の districts に書き足してください。")


def _report_repeats(reading: Reading, entry: DeskEntry) -> None:
    seen: set[str] = set()
    for each in entry.districts:
        if each.text in seen:
            reading.report(
                each.place, f"「{each.text}」が同じ相談先に二度書かれています。", "一つを消してください。"
            )
        seen.add(each.text)


def check_numbers(reading: Reading, desks: Desks) -> None:
    """No desk's telephone number is another desk's number: a copied line would send callers astray.

    Two desks may share a fax, as offices in one building do. A desk of the same name in another
    category is the same desk and may have the same numbers.
    """
    phones: dict[str, DeskEntry] = {}
    for entry in desks.entries:
        other = phones.setdefault(entry.desk.phone, entry)
        if other is not entry and _different(entry, other):
            pair = f"{other.desk.name}（{other.phone.line}行目）と{entry.desk.name}"
            message = f"電話番号「{entry.desk.phone}」が、{pair}の両方にあります。"
            reading.report(entry.phone, message, "写し間違いがないか確かめてください。")
    for entry in desks.entries:
        other = phones.get(entry.desk.fax, entry)
        if other is not entry and _different(entry, other):
            theirs = f"{other.desk.name}の電話番号（{other.phone.line}行目）"
            message = f"FAX番号「{entry.desk.fax}」が、{theirs}と同じです。"
            reading.report(entry.fax, message, "写し間違いがないか確かめてください。")


def _different(entry: DeskEntry, other: DeskEntry) -> bool:
    same_desk = entry.desk.name == other.desk.name and entry.desk.category != other.desk.category
    return bool(entry.desk.phone) and not same_desk


def _unique(reading: Reading, rows: Iterable[Fields], key: str, what: str) -> None:
    seen: dict[str, Place] = {}
    for row in rows:
        node = row.node(key)
        if isinstance(node, Scalar) and node.text:
            first = seen.setdefault(node.text, node.place)
            if first is not node.place:
                message = f"{what}「{node.text}」が二つあります（最初は{first.line}行目）。"
                reading.report(node.place, message, "ほかと重ならないようにしてください。")
