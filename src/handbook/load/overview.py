"""plan.yaml: the plan's own text, everything that the printed overview says.

How the file is written, and the rules between its values. The rules between files (districts, desks)
are not looked at here.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterator

from handbook.declaration import Field, ListOf, TextOr, table
from handbook.load.basis import basis
from handbook.load.dates import HORIZON
from handbook.load.loading import Loading, Row
from handbook.load.nodes import Node, Scalar, Table
from handbook.load.printable import foreign_character
from handbook.plan import (
    Contact,
    CycleStep,
    Goal,
    Image,
    Measure,
    Note,
    Passage,
    Period,
    Remarks,
    RoleMark,
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

SITUATION = table(
    "社会情勢（situation）",
    _HEADING,
    Field("catch", "text", "呼びかけ（見出しに添える言葉）", lifted="situation_catch"),
    _POINTS,
    basis(catch="社会情勢に添える言葉", points="社会情勢の文章"),
    build=Section,
)

STATISTIC_POINT = table(
    "統計の文章",
    Field("text", "text", "文"),
    Field("label", "text", "短い言葉（text にある言葉だけ）"),
    Field("amount", "text", "数（text にある言葉だけ）", default=""),
    Field("tenths", "tenths", "10人あたりの数（「○割」のときだけ、同じ数）", default=None),
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
    basis(remarks="{method}の意見", who="{method}の対象"),
    build=Remarks,
)

CHALLENGES = table(
    "課題（challenges）",
    Field("caption", "text", "説明", lifted="challenges_caption"),
    _HEADING,
    Field("lead", "text", "導入"),
    _POINTS,
    basis(points="課題", caption="課題の見出し"),
    build=Section,
)

ROLE_MARK = table(
    "三者の印",
    Field("mark", "text", "印（地、社、市）"),
    Field("who", "text", "対象（だれのことか）"),
    build=RoleMark,
)
_ROLE = TextOr(PASSAGE)
MEASURE = table(
    "取組み",
    Field("title", "text", "題"),
    Field("residents", _ROLE, "地域住民等の役割"),
    Field("council", _ROLE, "社会福祉協議会の役割"),
    Field("city", _ROLE, "市の役割"),
    basis(goal="取組み「{title}」がどの目標に属するか", title="取組み「{title}」の見出しと文の対応"),
    build=Measure,
)
GOAL = table(
    "目標",
    Field("number", "count", "番号（上から1、2、3）"),
    Field("title", "text", "題"),
    basis(title="目標{number}の題名（{title}）"),
    Field("measures", ListOf(MEASURE), "施策"),
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
    Field("body", _TEXTS, "本文"),
    Field("statement", "text", "説明（循環を述べる一文）"),
    Field("caption", "text", "図の題"),
    Field("slogans", _TEXTS, "合い言葉"),
    Field("centre", _TEXTS, "中心の言葉"),
    Field("steps", ListOf(CYCLE_STEP), "段階（①～⑨）"),
    basis(
        statement="循環を述べる一文の置き場所",
        slogans="イメージの標語",
        steps="①～⑨の文章",
        caption="図の説明",
    ),
    build=Image,
)

CASES = table(
    "取組みの事例（cases）",
    _HEADING._replace(lifted="cases_heading"),
    Field("lead", "text", "導入", lifted="cases_lead"),
    Field("catch", "text", "呼びかけ", lifted="cases_catch"),
    basis(catch="「地域のこれからのヒントに」の置き場所", lead="事例のまえがき"),
)

PROMOTION = table(
    "推進体制と進行管理（promotion）",
    _HEADING._replace(lifted="promotion_heading"),
    Field(
        "system",
        table("推進体制（system）", _HEADING, _POINTS, build=Section),
        "推進体制",
        lifted="promotion",
    ),
    Field(
        "management",
        table("進行管理（management）", _HEADING, _POINTS, build=Section),
        "進行管理",
        lifted="management",
    ),
    basis(system="推進体制の見出しと箇条書きの対応", management="進行管理の見出しと箇条書きの対応"),
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
    Field("fax", "telephone", "FAX番号"),
    basis(phone="問い合わせ先「{name}」の電話とFAX", name="問い合わせ先「{name}」の名称"),
    build=Contact,
)
CONTACTS = table(
    "問い合わせ先（contacts）",
    _HEADING._replace(lifted="contacts_heading"),
    Field("offices", ListOf(OFFICE), "問い合わせ先（市、市社会福祉協議会の順）", lifted="contacts"),
)

PLAN = table(
    "計画（plan.yaml）",
    Field("city", "text", "市の名前"),
    Field("title", "text", "計画の題"),
    Field("edition_name", "text", "版の名前（概要版）"),
    Field("subtitle", "text", "副題"),
    Field("period", "text", "計画期間（期間：令和２年度から令和７年度まで、の形で）"),
    Field("issuers", _TEXTS, "発行者"),
    Field("data_date", "text", "データの時点（紙面に印刷されます）"),
    Field("vision", _TEXTS, "基本理念（計画がめざす姿。1項目が1行）"),
    basis(
        title="表題",
        period="計画の期間",
        issuers="発行者",
        data_date="内容の時点",
        vision="計画がめざす姿",
        statistics="統計",
        role_marks="三者の印（地・社・市）",
        goals="目標",
        notes="注",
    ),
    Field("welfare", WELFARE, "「地域福祉とは」"),
    Field("figures", _TEXTS, "図の言葉"),
    Field(
        "position", table("計画の位置づけ（position）", _HEADING, _POINTS, build=Section), "計画の位置づけ"
    ),
    Field("situation", SITUATION, "現状（社会情勢と本市の状況）"),
    Field("statistics", ListOf(STATISTIC), "統計"),
    Field("opinions_caption", "text", "意見の見出し"),
    Field("hearing", REMARKS, "ヒアリング"),
    Field("workshop", REMARKS, "ワークショップ"),
    Field("challenges", CHALLENGES, "課題"),
    Field("goals_heading", "text", "目標の見出し"),
    Field("roles_line", "text", "役割の説明"),
    Field("role_marks", ListOf(ROLE_MARK), "役割の印"),
    Field("goals", ListOf(GOAL), "目標"),
    Field("image", IMAGE, "推進のイメージ"),
    Field("cases", CASES, "事例（事例そのものは columns/ に書きます）"),
    Field("promotion", PROMOTION, "推進体制と進行管理"),
    Field("notes", ListOf(NOTE), "注"),
    Field("contacts", CONTACTS, "問い合わせ先"),
)


def plan_horizon(node: Node) -> int | None:
    """The last year that dates in this plan may have, from its period; None where that is unreadable."""
    written = node.entries.get("period") if isinstance(node, Table) else None
    found = period(written.text) if isinstance(written, Scalar) else None
    return found.last.year + HORIZON if found else None


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
    for index, goal in enumerate(loading.rows_of(GOAL), 1):
        number = goal.values.get("number", index)
        if number != index:
            message = f"目標の番号が{number}ですが、{index}番目に書かれています。"
            loading.report(goal.place_of("number"), message, "上から順に1、2、3と付けてください。")


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
