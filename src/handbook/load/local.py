"""districts.yaml, desks.yaml, columns/*.yaml, sources.yaml: what concerns single districts.

How the files are written, and the rules between their values: the desks of a category must partition the
districts, every name must exist, no number may stand at two desks.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Any, NamedTuple

from handbook.declaration import Field, ListOf, OneOf, OneOrMore, table
from handbook.district import District
from handbook.errors import InputError, Place
from handbook.files import check_name
from handbook.load.file_text import nearest
from handbook.load.loading import Loading, Row
from handbook.load.romaji import fits
from handbook.pictures import Photograph
from handbook.plan import Category, Column, Desk, Photo, Source
from handbook.site import FRONT, MISSING, page_of

PICTURES = ("elderly", "disability", "child", "livelihood", "any")
"""Names of drawings that a category may have: what it is about, for whom a layout draws."""

SOURCE = table(
    "出典",
    Field("id", "slug", "記号（根拠の sources に書くもの）"),
    Field("text", "word", "何を見れば確かめられるか"),
    build=Source,
)
SOURCES = table("出典（sources.yaml）", Field("sources", ListOf(SOURCE), "出典"))

DISTRICT = table(
    "{district_kind}",
    Field("name", "text", "名前（「校区」「地区」などは付けません）"),
    Field("reading", "kana", "読み（ひらがな）"),
    Field("slug", "slug", "ローマ字（小文字。長音も仮名のとおり。ファイルの名前に使います）"),
    Field("bloc", "word", "もとの市町（計画にあるものの、どれか）", default=""),
    Field("status", "word", "小学校のお知らせ（閉校など。紙面には出ません）", default=""),
    Field("former", ListOf("word"), "合わさってなくなった所（住む人にこの版を渡します）", default=()),
    build=District,
)
DISTRICTS = table(
    "{district_kind}の一覧（districts.yaml）",
    Field("blocs", ListOf("text"), "もとの市町（合併前）", default=()),
    Field("districts", ListOf(DISTRICT), "校区・地区（紙面に出る順）"),
)

AS_OF = Field("as_of", "month", "時点（令和8年4月 など。計画の「データの時点」と違うときに）", default="")

REACH = (
    Field("fax", "telephone", "FAX番号", default=""),
    Field("hours", "text", "受付時間", default=""),
    Field("address", "text", "住所", default=""),
    Field("mail", "mail", "メールアドレス", default=""),
    Field("web", "web", "ホームページ（https:// で始まるアドレス）", default=""),
    AS_OF,
)
"""How an office can be reached beside its telephone, and when all of it was so."""

DESK = table(
    "相談先",
    Field("name", "text", "名前"),
    Field("phone", "telephone", "電話番号"),
    *REACH,
    Field("ask", "text", "何を相談できるか（1行）", default=""),
    Field("districts", ListOf("district"), "担当する校区・地区", default=()),
    Field("everywhere", "flag", "全域を受けもつ（担当する校区・地区の代わりに true）", default=False),
    build=partial(Desk, category=""),
)


class Desks(NamedTuple):
    """A category with its desks, as they are read."""

    category: Category
    desks: tuple[Desk, ...]


def _desks(desks: tuple[Desk, ...], **values: Any) -> Desks:
    category = Category(**values)
    return Desks(category, tuple(desk._replace(category=category.name) for desk in desks))


CATEGORY = table(
    "分野「{name}」",
    Field("name", "text", "名前（高齢者など）"),
    Field("several", "flag", "一つの校区・地区に、相談先がいくつあってもよいか", default=False),
    Field("picture", OneOf(PICTURES), "添える絵（レイアウトが使うとき）", default=""),
    Field("desks", ListOf(DESK), "相談先"),
    build=_desks,
)
DESKS = table(
    "相談先の一覧（desks.yaml）",
    Field("heading", "text", "相談先一覧の見出し", default="", lifted="desks_heading"),
    Field("catch", "text", "相談先一覧の呼びかけ", default="", lifted="desks_catch"),
    Field("categories", ListOf(CATEGORY), "相談先の分野"),
)


def _photo(file: Photograph, consent: bool, **values: Any) -> Photo:
    return Photo(file, **values)


PHOTO = table(
    "コラムの写真",
    Field("file", "photograph", "写真のファイル（コラムのファイルと同じ場所に置きます。salon.jpg など）"),
    Field("alt", "text", "何が写っているか（写真を見られない人に読み上げます）"),
    Field("caption", "text", "写真の下に載せる説明", default=""),
    Field("credit", "text", "撮った人や提供した人（写真の下に、書いたとおりに載ります）", default=""),
    Field("consent", "flag", "写っている人がみな、載せてよいと言ったか（true のときだけ載ります）", False),
    build=_photo,
)


def _column(everywhere: bool, district: tuple[str, ...], allows: tuple[str, ...], **values: Any) -> Column:
    return Column(id="", districts=district, **values)


COLUMN = table(
    "コラム",
    Field("title", "text", "見出し"),
    Field("text", "text", "本文"),
    Field(
        "district",
        OneOrMore("district"),
        "どこの事例か（その校区・地区の紙面に載ります。いくつもあれば [日吉, 篠山] のように）",
        default=(),
    ),
    Field("everywhere", "flag", "全域の事例（district の代わりに true）", default=False),
    Field("photo", PHOTO, "写真（レイアウトが使うとき）", default=None),
    Field(
        "shared",
        "flag",
        "ほかの校区・地区の版にも載せてよいか（ほかの所のコラムも載せるレイアウトで）",
        default=False,
    ),
    Field("date", "text", "いつの事例か（令和元年度、など）", default=""),
    AS_OF._replace(meaning="時点（いつ確かめた文章か。計画の「データの時点」と違うときに）"),
    Field("lang", "language", "言語（en、zh、vi など。書かなければ日本語。読み上げに要ります）", default=""),
    Field("sample", "flag", "試し刷り用の作り話（true なら、配る紙面には出ません）", default=False),
    Field(
        "allows",
        ListOf("word"),
        "出てよい名前（よその相談先・校区・地区の名前、データにない電話番号）",
        default=(),
    ),
    build=_column,
)


def column(row: Row, name: str) -> Column:
    """The column in a file called `name`."""
    built = row.build()
    assert isinstance(built, Column)
    return built._replace(id=name, place=row.place_of("text"))


def check_local(loading: Loading) -> None:
    """Note what breaks a rule between values of these files."""
    districts, desks, kind = loading.rows_of(DISTRICT), loading.rows_of(DESK), loading.kind
    names = tuple(row.text("name") for row in districts)
    for key, what in (("name", "名前"), ("reading", "読み"), ("slug", "ローマ字")):
        loading.check_unique(districts, key, f"{kind}の{what}")
    loading.check_unique(loading.rows_of(CATEGORY), "name", "分野の名前")
    loading.check_unique(loading.rows_of(SOURCE), "id", "出典の記号")
    for row in districts:
        _check_district(loading, row)
    for row in desks:
        _check_coverage(loading, row)
    for row in loading.rows_of(COLUMN):
        _check_column(loading, row)
    for row in loading.rows_of(PHOTO):
        _check_consent(loading, row)
    _check_district_names(loading, names)
    sources = [row.text("id") for row in loading.rows_of(SOURCE)]
    hint = "sources.yaml にある id を書くか、出典を書き足してください。"
    loading.check_names("source", sources, "出典", hint)
    if names:
        _check_partition(loading, names)
    _check_numbers(loading, desks)
    _doubt_quotes(loading)


def _check_district(loading: Loading, row: Row) -> None:
    name, kind = row.text("name"), loading.kind
    reading, slug = row.text("reading"), row.text("slug")
    # Numbers and words from elsewhere (西第2 nishi2, ニュータウン newtown) are not written as they are read.
    if reading and slug and not re.search(r"\d|[ァ-ヶ]", name + slug) and not fits(reading, slug):
        message = f"「{name}」の読み「{reading}」と、ローマ字「{slug}」が合いません。"
        loading.doubt(row.place_of("reading"), message, "どちらかが写し間違いでないか確かめてください。")
    if kind and name.endswith(kind):
        message = f"{kind}の名前「{name}」に「{kind}」が付いています。"
        loading.report(row.place_of("name"), message, f"「{kind}」を取って書いてください。")
    for key, what, file in (("name", "名前", f"{name}{kind}.pdf"), ("slug", "ローマ字", page_of(slug))):
        try:
            check_name(file, "")
        except InputError as error:
            message = f"{kind}の{what}「{row.text(key)}」は、ファイル名にできません。"
            loading.report(row.place_of(key), message + error.problems[0].message, error.problems[0].hint)
    if page_of(slug) in (FRONT, MISSING):
        message = f"{kind}のローマ字「{slug}」は、ファイル名にできません。サイトに、いつもある名前です。"
        loading.report(row.place_of("slug"), message, f"{slug}-1 のような、ほかの slug にしてください。")
    for former in row.scalars("former"):
        if any(other.text("name") == former.text for other in loading.rows_of(DISTRICT)):
            message = f"former の「{former.text}」は、{kind}の一覧にまだあります。"
            loading.report(former.place, message, "former か一覧の、どちらかから消してください。")
    blocs = row.outer.values.get("blocs", ()) if row.outer else ()
    assert isinstance(blocs, tuple)
    for bloc in row.scalars("bloc"):
        if blocs and bloc.text not in blocs:
            loading.wrong(bloc, f"{kind}の「bloc」", "、".join(blocs) + " のどれかにしてください。")


def _check_coverage(loading: Loading, row: Row) -> None:
    """A desk is for the whole city or for the districts that it names; exactly one of the two is said."""
    if row.flag("everywhere") and "districts" in row:
        hint = "全域を受けもつなら districts を、そうでなければ everywhere を消してください。"
        message = "相談先に everywhere と districts の両方があります。"
        loading.report(row.place_of("everywhere"), message, hint)
    elif not row.flag("everywhere") and "districts" not in row:
        hint = f"districts: [{loading.kind}の名前, …] か、全域なら everywhere: true と書いてください。"
        loading.report(row.node.place, f"相談先に担当{loading.kind}（districts）がありません。", hint)


def _check_consent(loading: Loading, photo: Row) -> None:
    if photo.values.get("consent") is False:
        message = "写真に写っている人の了承（consent: true）がありません。"
        hint = (
            "写っている人みな（子どもなら保護者にも）に聞き、よければ「consent: true」と書いてください。"
            "聞けなければ、写真を外してください。"
        )
        loading.report(photo.place_of("consent"), message, hint)


def _doubt_quotes(loading: Loading) -> None:
    """Note quotation marks that do not pair."""
    for placed in loading.texts:
        opened: list[int] = []
        for found in re.finditer("[「」『』]", placed.text):
            at, mark = found.start(), found.group()
            if mark in "「『":
                opened.append(at)
            elif opened and placed.text[opened[-1]] + mark in ("「」", "『』"):
                opened.pop()
            else:
                opened.append(at)
                break
        if opened:
            words = re.split("[「」『』]", placed.text[opened[0] + 1 :])[0][:12]
            message = f"「{words}」のところの、かぎ括弧が対になっていません。"
            loading.doubt(placed.place_of(opened[0]), message, "開いたかぎ括弧と同じ形で閉じてください。")


def _check_column(loading: Loading, row: Row) -> None:
    if row.flag("sample"):
        message = f"事例「{row.text('title')}」は、見本なので載りません。"
        loading.doubt(row.place_of("sample"), message, "載せるなら、「sample: true」の行を消してください。")
    if row.flag("everywhere") == ("district" in row):
        said = "両方があります" if "district" in row else "どちらもありません"
        hint = (
            f"一つの{loading.kind}の事例なら district: {loading.kind}の名前、"
            "全域の事例なら everywhere: true と書いてください。"
        )
        loading.report(row.node.place, f"コラムに district と everywhere の{said}。", hint)


def _check_district_names(loading: Loading, names: tuple[str, ...]) -> None:
    """Note each name that is no district; with no districts at all, that alone has been noted."""
    for scalar in loading.named("district"):
        if names and scalar.text not in names:
            loading.unknown(scalar, loading.kind, _district_hint(scalar.text, names, loading.kind))


def _district_hint(text: str, names: tuple[str, ...], kind: str) -> str:
    plain = text.removesuffix(kind)
    if plain in names:
        return f"「{plain}」と書いてください。"
    parts = [part.removesuffix(kind) for part in re.split(r"[、，,・/\s]+", text) if part]
    if len(parts) > 1 and any(part in names for part in parts):
        return f"いくつもあるときは、[{', '.join(parts)}] のように書いてください。"
    return nearest(text, list(names)) or f"districts.yaml にある{kind}の名前を書いてください。"


def _check_partition(loading: Loading, names: tuple[str, ...]) -> None:
    """Each category's desks cover every district; more than once only where the category says `several`."""
    for category in loading.rows_of(CATEGORY):
        _check_twice(loading, category, names)
        covered: dict[str, tuple[str, Place]] = {}
        for desk in category.rows("desks"):
            places = _covered(loading, desk, names)
            for name, where in places.items():
                if name not in covered:
                    covered[name] = (desk.text("name"), where)
                elif not category.flag("several"):
                    other, there = covered[name]
                    pair = f"{desk.text('name')}と{other}（{there.line}行目）"
                    message = (
                        f"「{category.text('name')}」で{name}{loading.kind}が、{pair}の両方に入っています。"
                    )
                    hint = (
                        "どちらか一つから消してください。"
                        "相談先が二つあるのが正しければ、desks.yaml のこの分野に several: true と書きます。"
                    )
                    loading.report(where, message, hint)
        missing = "、".join(name for name in names if name not in covered)
        if missing and category.rows("desks"):
            message = (
                f"「{category.text('name')}」の相談先が決まっていない{loading.kind}があります：{missing}"
            )
            hint = "担当する相談先の districts に書き足してください。"
            loading.report(category.place_of("name"), message, hint)


def _check_twice(loading: Loading, category: Row, names: tuple[str, ...]) -> None:
    """Where a district may have several desks of a category, no two of them have one name."""
    first: dict[tuple[str, str], Row] = {}
    told: set[Row] = set()
    for desk in category.rows("desks") if category.flag("several") else ():
        for name in _covered(loading, desk, names):
            other = first.setdefault((name, desk.text("name")), desk)
            if other is not desk and desk not in told:
                told.add(desk)
                there = f"（一つは{other.node.place.line}行目）"
                message = f"{name}{loading.kind}に、「{desk.text('name')}」が二つあります{there}。"
                hint = "正しいほうだけを残すか、名前を書き分けてください。"
                loading.report(desk.place_of("name"), message, hint)


def _covered(loading: Loading, desk: Row, names: tuple[str, ...]) -> dict[str, Place]:
    """The districts that a desk covers, with the place where that is said; one said twice is noted."""
    if desk.flag("everywhere"):
        return dict.fromkeys(names, desk.node.place)
    places: dict[str, Place] = {}
    for each in desk.scalars("districts"):
        if each.text in places:
            message = f"「{each.text}」が同じ相談先に二度書かれています。"
            loading.report(each.place, message, "一つを消してください。")
        places[each.text] = each.place
    return places


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
        if number and number == desk.text("phone"):
            message = f"{desk.text('name')}のFAX番号が、電話番号と同じです（{number}）。"
            loading.doubt(desk.place_of("fax"), message, "電話とFAXを兼ねる番号か、確かめてください。")
        other = phones.get(number, desk)
        if number and _different(desk, other):
            theirs = f"{other.text('name')}の電話番号（{other.place_of('phone').line}行目）"
            message = f"FAX番号「{number}」が、{theirs}と同じです。"
            loading.report(desk.place_of("fax"), message, "写し間違いがないか確かめてください。")


def _different(desk: Row, other: Row) -> bool:
    same_desk = desk.text("name") == other.text("name") and desk.outer is not other.outer
    return desk is not other and not same_desk
