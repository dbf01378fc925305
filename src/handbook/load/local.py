"""districts.yaml, desks.yaml, columns/*.yaml, sources.yaml: what concerns single districts.

How the files are written, and the rules between their values: the desks of a category must partition the
districts, every name must exist, no number may stand at two desks.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from handbook.declaration import Field, ListOf, table
from handbook.errors import Place
from handbook.load.basis import basis
from handbook.load.file_text import nearest
from handbook.load.loading import Loading, Row
from handbook.plan import Column, Desk, District, Source

SOURCE = table(
    "出典",
    Field("id", "slug", "記号（根拠の sources に書くもの）"),
    Field("text", "word", "何を見れば確かめられるか"),
    build=Source,
)
SOURCES = table("出典（sources.yaml）", Field("sources", ListOf(SOURCE), "出典"))

DISTRICT = table(
    "校区",
    Field("name", "text", "名前（「校区」は付けません）"),
    Field("reading", "kana", "読み（ひらがな）"),
    Field("slug", "slug", "ローマ字（小文字。長音も仮名のとおり。ファイルの名前に使います）"),
    Field("bloc", "word", "もとの市町（blocs のどれか）"),
    Field("status", "word", "小学校のお知らせ（閉校など。紙面には出ません）", default=""),
    basis(
        name="{name}校区の名前",
        reading="{name}校区の読み（{reading}）",
        bloc="{name}校区の合併前の市町",
        status="{name}校区の小学校のお知らせ",
    ),
    build=District,
)
DISTRICTS = table(
    "校区の一覧（districts.yaml）",
    Field("blocs", ListOf("text"), "もとの市町（合併前）"),
    basis(blocs="合併前の市町", districts="校区の一覧"),
    Field("districts", ListOf(DISTRICT), "校区（紙面に出る順）"),
)

DESK = table(
    "相談先",
    Field("name", "text", "名前"),
    Field("phone", "telephone", "電話番号"),
    Field("fax", "telephone", "FAX番号"),
    Field("districts", ListOf("district"), "担当校区", default=()),
    Field("everywhere", "flag", "市内全域（担当校区の代わりに true）", default=False),
    basis(name="{name}の名称", phone="{name}の電話番号", fax="{name}のFAX番号", districts="{name}の担当校区"),
    build=partial(Desk, category=""),
)


def _category(name: str, desks: tuple[Desk, ...]) -> tuple[str, tuple[Desk, ...]]:
    return name, tuple(desk._replace(category=name) for desk in desks)


CATEGORY = table(
    "分野",
    Field("name", "text", "名前（高齢者など）"),
    Field("desks", ListOf(DESK), "相談先"),
    build=_category,
)
DESKS = table(
    "相談先の一覧（desks.yaml）",
    Field("heading", "text", "相談先一覧の見出し", lifted="desks_heading"),
    Field("catch", "text", "相談先一覧の呼びかけ", lifted="desks_catch"),
    basis(numbers="相談先の電話番号とFAX番号"),
    Field("categories", ListOf(CATEGORY), "相談先の分野"),
)


def _column(everywhere: bool, **values: Any) -> Column:
    return Column(id="", **values)


COLUMN = table(
    "コラム",
    Field("title", "text", "見出し"),
    Field("text", "text", "本文"),
    Field("district", "district", "どの校区の事例か（その校区の紙面に載ります）", default=None),
    Field("everywhere", "flag", "市全体の事例（district の代わりに true）", default=False),
    Field("sample", "flag", "試し刷り用の作り話（true なら、配る紙面には出ません）", default=False),
    basis(title="コラム「{title}」の見出し", text="コラム「{title}」の本文"),
    build=_column,
)


def column(row: Row, name: str) -> Column:
    """The column in a file called `name`."""
    built = row.build()
    assert isinstance(built, Column)
    return built._replace(id=name, place=row.place_of("text"))


def touched(row: Row) -> tuple[str, ...]:
    """The districts that the values of a table touch; none: all."""
    own = ((DISTRICT, "name"), (DESK, "districts"), (COLUMN, "district"))
    key = next((key for table, key in own if table is row.table), "")
    return tuple(scalar.text for scalar in row.scalars(key))


def check_local(loading: Loading) -> None:
    """Note what breaks a rule between values of these files."""
    districts, desks = loading.rows_of(DISTRICT), loading.rows_of(DESK)
    names = tuple(row.text("name") for row in districts)
    for key, what in (("name", "校区の名前"), ("reading", "校区の読み"), ("slug", "校区のローマ字")):
        loading.check_unique(districts, key, what)
    loading.check_unique(loading.rows_of(CATEGORY), "name", "分野の名前")
    loading.check_unique(loading.rows_of(SOURCE), "id", "出典の記号")
    for row in districts:
        _check_district(loading, row)
    for row in desks:
        _check_coverage(loading, row)
    for row in loading.rows_of(COLUMN):
        _check_column(loading, row)
    _check_district_names(loading, names)
    sources = [row.text("id") for row in loading.rows_of(SOURCE)]
    loading.check_names(
        "source", sources, "出典", "sources.yaml にある id を書くか、出典を書き足してください。"
    )
    if names:
        _check_partition(loading, names)
    _check_numbers(loading, desks)


def _check_district(loading: Loading, row: Row) -> None:
    name = row.text("name")
    if name.endswith("校区"):
        message = f"校区の名前「{name}」に「校区」が付いています。"
        loading.report(row.place_of("name"), message, "「校区」を取って書いてください。")
    blocs = row.outer.values.get("blocs", ()) if row.outer else ()
    assert isinstance(blocs, tuple)
    for bloc in row.scalars("bloc"):
        if blocs and bloc.text not in blocs:
            loading.wrong(bloc, "校区の「bloc」", "、".join(blocs) + " のどれかにしてください。")


def _check_coverage(loading: Loading, row: Row) -> None:
    """A desk is for the whole city or for the districts that it names; exactly one of the two is said."""
    if row.flag("everywhere") and "districts" in row:
        hint = "市内全域なら districts を、そうでなければ everywhere を消してください。"
        message = "相談先に everywhere と districts の両方があります。"
        loading.report(row.place_of("everywhere"), message, hint)
    elif not row.flag("everywhere") and "districts" not in row:
        hint = "districts: [校区の名前, …] か、市内全域なら everywhere: true と書いてください。"
        loading.report(row.node.place, "相談先に担当校区（districts）がありません。", hint)


def _check_column(loading: Loading, row: Row) -> None:
    if row.flag("everywhere") == ("district" in row):
        said = "両方があります" if "district" in row else "どちらもありません"
        hint = (
            "一つの校区の事例なら district: 校区の名前、市全体の事例なら everywhere: true と書いてください。"
        )
        loading.report(row.node.place, f"コラムに district と everywhere の{said}。", hint)


def _check_district_names(loading: Loading, names: tuple[str, ...]) -> None:
    """Note each name that is no district; with no districts at all, that alone has been noted."""
    for scalar in loading.named("district"):
        if names and scalar.text not in names:
            loading.unknown(scalar, "校区", _district_hint(scalar.text, names))


def _district_hint(text: str, names: tuple[str, ...]) -> str:
    plain = text.removesuffix("校区")
    if plain in names:
        return f"「{plain}」と書いてください。"
    if any(part in names for part in re.split(r"[、，,・/\s]+", text)):
        return "校区と校区の間は、半角の「,」と空白で区切ってください（例: [日吉, 篠山]）。"
    return nearest(text, list(names)) or "districts.yaml にある校区の名前を書いてください。"


def _check_partition(loading: Loading, names: tuple[str, ...]) -> None:
    """Each category's desks cover every district exactly once."""
    for category in loading.rows_of(CATEGORY):
        covered: dict[str, tuple[str, Place]] = {}
        for desk in category.rows("desks"):
            places: dict[str, Place] = {}
            for each in desk.scalars("districts"):
                if each.text in places:
                    message = f"「{each.text}」が同じ相談先に二度書かれています。"
                    loading.report(each.place, message, "一つを消してください。")
                places[each.text] = each.place
            if desk.flag("everywhere"):
                places = dict.fromkeys(names, desk.node.place)
            for name, where in places.items():
                if name in covered:
                    other, there = covered[name]
                    pair = f"{desk.text('name')}と{other}（{there.line}行目）"
                    message = f"「{category.text('name')}」で{name}校区が、{pair}の両方に入っています。"
                    loading.report(where, message, "どちらか一つから消してください。")
                else:
                    covered[name] = (desk.text("name"), where)
        missing = [name for name in names if name not in covered]
        if missing and category.rows("desks"):
            message = (
                f"「{category.text('name')}」の相談先が決まっていない校区があります：{'、'.join(missing)}"
            )
            loading.report(
                category.place_of("name"), message, "担当する相談先の districts に書き足してください。"
            )


def _check_numbers(loading: Loading, desks: list[Row]) -> None:
    """No desk's telephone number is another desk's number: a copied line would send callers astray.

    Two desks may share a fax, as offices in one building do. A desk of the same name in another
    category is the same desk and may have the same numbers.
    """
    phones: dict[str, Row] = {}
    for desk in desks:
        number = desk.text("phone")
        other = phones.setdefault(number, desk)
        if number and _different(desk, other):
            pair = f"{other.text('name')}（{other.place_of('phone').line}行目）と{desk.text('name')}"
            message = f"電話番号「{number}」が、{pair}の両方にあります。"
            loading.report(desk.place_of("phone"), message, "写し間違いがないか確かめてください。")
    for desk in desks:
        number = desk.text("fax")
        other = phones.get(number, desk)
        if number and _different(desk, other):
            theirs = f"{other.text('name')}の電話番号（{other.place_of('phone').line}行目）"
            message = f"FAX番号「{number}」が、{theirs}と同じです。"
            loading.report(desk.place_of("fax"), message, "写し間違いがないか確かめてください。")


def _different(desk: Row, other: Row) -> bool:
    same_desk = desk.text("name") == other.text("name") and desk.outer is not other.outer
    return desk is not other and not same_desk
