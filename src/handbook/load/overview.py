"""plan.yaml: the plan's own text, everything that the printed overview says.

How the file is written, and the rules between its values. The rules between files (districts, desks)
are not looked at here.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from handbook.declaration import Field, ListOf, MapOf, OneOf, TextOr, table
from handbook.load.dates import HORIZON
from handbook.load.file_text import nearest
from handbook.load.loading import Loading, Row
from handbook.load.local import AS_OF, REACH
from handbook.load.nodes import Node, Scalar, Table
from handbook.load.printable import foreign_character
from handbook.plan import (
    Contact,
    CycleStep,
    Goal,
    Image,
    Measure,
    Note,
    Party,
    Passage,
    Period,
    Remarks,
    Section,
    Statistic,
    StatisticPoint,
)

_TEXTS = ListOf("text")
_HEADING = Field("heading", "text", "見出し")

_EXCERPT = Field("excerpt", "text", "短い文（抜粋。text の言葉だけを、出てくる順に）", default=None)
PASSAGE = table("{what}の文章", Field("text", "text", "文"), _EXCERPT, build=Passage)
_POINTS = Field("points", ListOf(TextOr(PASSAGE)), "項目")

WELFARE = table(
    "「地域福祉とは」",
    _HEADING._replace(lifted="welfare_heading"),
    Field("text", "text", "文"),
    _EXCERPT,
    build=Passage,
)

SECTION = table(
    "章「{key}」",
    _HEADING,
    Field("lead", TextOr(PASSAGE), "導入", default=None),
    Field("catch", "text", "呼びかけ（見出しに添える言葉）", default=""),
    _POINTS._replace(default=()),
    build=Section,
)

STATISTIC_POINT = table(
    "統計の文章",
    Field("text", "text", "文"),
    Field("label", "text", "短い言葉（text にある言葉だけ）"),
    Field("amount", "text", "数（text にある言葉だけ）", default=""),
    Field("tenths", "tenths", "10人あたりの数（「○割」のときだけ、同じ数）", default=None),
    AS_OF,
    build=StatisticPoint,
)
STATISTIC = table(
    "統計", Field("title", "text", "題"), Field("points", ListOf(STATISTIC_POINT), "項目"), build=Statistic
)

REMARKS = table(
    "聞いた意見（{key}）",
    Field("method", "text", "方法（ヒアリングなど）"),
    Field("who", "text", "対象"),
    Field("remarks", _TEXTS, "意見"),
    build=Remarks,
)

PARTY = table(
    "役割を持つ者",
    Field("id", "slug", "記号（取組みの roles で使う名前。residents など）"),
    Field("mark", "text", "印（1文字）"),
    Field("who", "text", "だれのことか"),
    build=Party,
)


def _measure(roles: Mapping[str, Passage], **values: Any) -> Measure:
    return Measure(roles=tuple(roles.items()), **values)


MEASURE = table(
    "取組み",
    Field("title", "text", "題"),
    Field("roles", MapOf(TextOr(PASSAGE)), "役割（parties にある記号と、文章）"),
    Field(
        "tick",
        "flag",
        "住民の欄に、できたら印を付ける四角を置くか（人に語りかけていない文なら false）",
        default=True,
    ),
    build=_measure,
)
GOAL_PICTURES = ("hands", "beside", "growing")
"""Names of drawings that a goal may have: people hand in hand, one beside another, one who tends."""

GOAL = table(
    "目標",
    Field("number", "count", "番号（上から1、2、3）"),
    Field("title", "text", "題"),
    Field("measures", ListOf(MEASURE), "施策"),
    Field("picture", OneOf(GOAL_PICTURES), "添える絵（レイアウトが使うとき）", default=""),
    build=Goal,
)

CYCLE_STEP = table(
    "①～⑨",
    Field("mark", "text", "印（①など）"),
    Field("title", "text", "題"),
    Field("text", "text", "文"),
    build=CycleStep,
)
IMAGE = table(
    "イメージ（image）",
    _HEADING,
    Field("body", TextOr(PASSAGE), "本文"),
    Field("statement", "text", "説明（循環を述べる一文）"),
    Field("caption", "text", "図の題"),
    Field("slogans", _TEXTS, "合い言葉"),
    Field("centre", _TEXTS, "中心の言葉"),
    Field("steps", ListOf(CYCLE_STEP), "段階（①～⑨）"),
    build=Image,
)

NOTE = table(
    "注",
    Field("mark", "text", "印（※1など）"),
    Field("term", "text", "用語"),
    Field("text", "text", "文"),
    build=Note,
)

OFFICE = table(
    "問い合わせ先",
    Field("name", "text", "名前"),
    Field("phone", "telephone", "電話番号"),
    *REACH,
    build=Contact,
)
CONTACTS = table(
    "問い合わせ先（contacts）",
    _HEADING._replace(default="", lifted="contacts_heading"),
    Field("offices", ListOf(OFFICE), "問い合わせ先", lifted="contacts"),
)

PLAN = table(
    "計画（plan.yaml）",
    Field("city", "text", "市町村の名前"),
    Field("title", "text", "計画の題"),
    Field("district_kind", "text", "地域の区切りを何と呼ぶか（校区、地区、学区、圏域など）"),
    Field("edition_name", "text", "版の名前（概要版など）", default=""),
    Field("subtitle", "text", "副題", default=""),
    Field("period", "text", "計画期間（期間：令和２年度から令和７年度まで、の形で）", default=""),
    Field("issuers", _TEXTS, "発行者"),
    Field("sample", "text", "作り話のデータに付ける印（見本 など。配る紙ではないと分かる言葉）", default=""),
    Field("data_date", "month", "データの時点（令和8年4月 など。それぞれに as_of がないとき）", default=""),
    Field("vision", _TEXTS, "基本理念（計画がめざす姿。1項目が1行）", default=()),
    Field("welfare", WELFARE, "「地域福祉とは」", default=None),
    Field("figures", _TEXTS, "図の言葉", default=()),
    Field(
        "sections",
        MapOf(SECTION),
        "章（レイアウトが使う名前と、見出し、導入、項目など。計画にあるものだけ）",
        default=None,
    ),
    Field("statistics", ListOf(STATISTIC), "統計", default=()),
    Field("opinions_caption", "text", "意見の見出し", default=""),
    Field("hearing", REMARKS, "ヒアリング", default=None),
    Field("workshop", REMARKS, "ワークショップ", default=None),
    Field("parties", ListOf(PARTY), "役割を持つ者（住民を最初に）", default=()),
    Field("goals", ListOf(GOAL), "目標", default=()),
    Field("image", IMAGE, "推進のイメージ", default=None),
    Field("notes", ListOf(NOTE), "注", default=()),
    Field("contacts", CONTACTS, "問い合わせ先", default=None),
)


def plan_horizon(node: Node) -> int | None:
    """The last year that dates in this plan may have, from its period; None where that is unreadable."""
    written = node.entries.get("period") if isinstance(node, Table) else None
    found = period(written.text) if isinstance(written, Scalar) else None
    return found.last.year + HORIZON if found else None


def district_kind(node: Node) -> str:
    """What this plan calls its districts, or "" where that is unreadable."""
    written = node.entries.get("district_kind") if isinstance(node, Table) else None
    return written.text if isinstance(written, Scalar) else ""


_NOTE_MARK = "※([0-9０-９]{1,2})(?![0-9０-９])"


def check_notes(loading: Loading) -> None:
    """Note each note whose mark stands in no text, and each mark that has no note."""
    notes: dict[int, Row] = {}
    loading.check_unique(loading.rows_of(NOTE), "mark", "注の印")
    for row in loading.rows_of(NOTE):
        if found := re.fullmatch(_NOTE_MARK, row.text("mark")):
            notes[int(found[1])] = row
        else:
            hint = "「※1」のように、※と番号で書いてください。"
            loading.report(row.place_of("mark"), f"注の印に「{row.text('mark')}」は使えません。", hint)
    own = {row.place_of("mark") for row in notes.values()}
    marked: set[int] = set()
    for placed in loading.texts:
        if "※" not in placed.text or placed.place in own:
            continue
        for match in re.finditer(_NOTE_MARK, placed.text):
            marked.add(number := int(match[1]))
            if number not in notes:
                hint = "plan.yaml の notes に、この印の注を書き足すか、印を消してください。"
                place = placed.place_of(match.start())
                loading.report(place, f"「{match[0]}」の説明が、注（notes）にありません。", hint)
    for number, row in notes.items():
        if number not in marked:
            mark, term = row.text("mark"), row.text("term")
            hint = f"説明する言葉の後に「{term}{mark}」のように書くか、この注を消してください。"
            loading.report(row.place_of("mark"), f"注の印「{mark}」が、どの文章にもありません。", hint)


_PERIOD = re.compile(r"(?:期間[::]?)?令和(元|\d+)年度から令和(元|\d+)年度まで")


def period(text: str) -> Period | None:
    """A period with its first and last day; a fiscal year runs from April to March."""
    found = _PERIOD.fullmatch(re.sub(r"\s", "", unicodedata.normalize("NFKC", text)))
    if not found:
        return None
    first, last = (1 if year == "元" else int(year) for year in found.groups())
    if not 1 <= first <= last <= 99:
        return None
    return Period(text, datetime.date(2018 + first, 4, 1), datetime.date(2019 + last, 3, 31))


def check_overview(loading: Loading) -> None:
    """Note what breaks a rule between values of plan.yaml."""
    for plan in loading.rows_of(PLAN):
        text = plan.text("period")
        if text and not period(text):
            hint = "「期間：令和２年度から令和７年度まで」のように、始まりと終わりの年度を書いてください。"
            loading.report(plan.place_of("period"), f"計画の期間「{text}」が読み取れません。", hint)
    for row, key, excerpt in _excerpts(loading):
        if wrong := foreign_character(excerpt, row.text("text")):
            message = f"抜粋「{excerpt}」の「{wrong}」から先が、元の文章（text）にありません。"
            hint = "抜粋には、元の文章にある言葉だけを、出てくる順に使います。"
            loading.report(row.place_of(key), message, hint)
    for row in loading.rows_of(STATISTIC_POINT):
        _check_tenths(loading, row)
    loading.check_unique(loading.rows_of(PARTY), "id", "役割を持つ者の記号")
    loading.check_unique(loading.rows_of(OFFICE), "name", "問い合わせ先")
    _check_roles(loading)
    for index, goal in enumerate(loading.rows_of(GOAL), 1):
        number = goal.values.get("number", index)
        if number != index:
            message = f"目標の番号が{number}ですが、{index}番目に書かれています。"
            loading.report(goal.place_of("number"), message, "上から順に1、2、3と付けてください。")


def _check_roles(loading: Loading) -> None:
    """Every role is of a party that there is."""
    parties = [row.text("id") for row in loading.rows_of(PARTY)]
    for measure in loading.rows_of(MEASURE):
        roles = measure.values.get("roles")
        for party in roles if isinstance(roles, dict) else ():
            if party not in parties:
                hint = nearest(party, parties) or "parties にある id を書いてください：" + "、".join(parties)
                if not parties:
                    hint = "parties に、役割を持つ者を書き足してください。"
                place = measure.entry("roles", party).place
                loading.report(place, f"役割「{party}」を持つ者が parties にいません。", hint)


def _excerpts(loading: Loading) -> Iterator[tuple[Row, str, str]]:
    """Where something stands that may leave out, never add: its characters stand in the full text."""
    for row in (*loading.rows_of(PASSAGE), *loading.rows_of(WELFARE)):
        yield row, "excerpt", row.text("excerpt")
    for row in loading.rows_of(STATISTIC_POINT):
        yield row, "amount" if "amount" in row else "label", row.text("label") + row.text("amount")


def _check_tenths(loading: Loading, row: Row) -> None:
    tenths, amount = row.values.get("tenths"), row.text("amount")
    said = re.search(r"(\d+)割", unicodedata.normalize("NFKC", amount))
    if tenths is not None and (said is None or int(said.group(1)) != tenths):
        message = f"tenths が{tenths}ですが、amount は「{amount}」です。"
        hint = "「○割」と書いてあるときだけ、同じ数を書いてください。"
        loading.report(row.place_of("tenths"), message, hint)
