"""plan.yaml: the plan's own text, everything that the printed overview says.

A `Reading` and the file's node come in, a `Plan` that holds only this file's part goes out. The rules between
files (districts, desks) are not looked at here.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
import unicodedata

from handbook.load.basis import Basis
from handbook.load.dates import HORIZON
from handbook.load.fields import Fields, Reading
from handbook.load.source import Node, Scalar, Table
from handbook.load.text import foreign_character
from handbook.plan import (
    Contact,
    CycleStep,
    Goal,
    Image,
    Measure,
    Note,
    Passage,
    Period,
    Plan,
    Remarks,
    RoleMark,
    Section,
    Statistic,
    StatisticPoint,
)

_KEYS = (
    "city",
    "title",
    "edition_name",
    "subtitle",
    "period",
    "issuers",
    "data_date",
    "vision",
    "welfare",
    "figures",
    "position",
    "situation",
    "statistics",
    "opinions_caption",
    "hearing",
    "workshop",
    "challenges",
    "goals_heading",
    "roles_line",
    "role_marks",
    "goals",
    "image",
    "cases",
    "promotion",
    "notes",
    "contacts",
)

_SUBJECTS = {
    "title": "表題",
    "period": "計画の期間",
    "issuers": "発行者",
    "data_date": "内容の時点",
    "vision": "計画がめざす姿",
    "statistics": "統計",
    "role_marks": "三者の印（地・社・市）",
    "goals": "目標",
    "notes": "注",
}


_NOTHING = Plan(
    city="", title="", edition_name="", subtitle="",
    period=Period(text="", first=datetime.date.min, last=datetime.date.max),
    issuers=(), data_date="", vision=(), welfare_heading="", welfare=Passage(""), figures=(),
    position=Section(heading=""), situation=Section(heading=""), situation_catch="", statistics=(),
    opinions_caption="", hearing=Remarks(method="", who="", remarks=()),
    workshop=Remarks(method="", who="", remarks=()), challenges_caption="", challenges=Section(heading=""),
    goals_heading="", roles_line="", role_marks=(), goals=(),
    image=Image(heading="", body=(), statement="", caption="", slogans=(), centre=(), steps=()),
    cases_heading="", cases_lead="", cases_catch="", promotion=Section(heading=""),
    management=Section(heading=""), promotion_heading="", notes=(), desks_heading="", desks_catch="",
    categories=(), desks=(), contacts_heading="", contacts=(), districts=(), columns=(), sources=(),
    facts=(), texts=(),
)  # fmt: skip
"""A plan that says nothing, which reading fills part by part; never given to anybody."""


def read_overview(reading: Reading, basis: Basis, node: Node) -> Plan:
    """The plan with everything that plan.yaml holds; what other files hold is left empty."""
    fields = reading.table(node, "計画（plan.yaml）", _KEYS, ("basis",))
    basis.read(fields, _SUBJECTS)
    plan = _front(_NOTHING, fields, basis)
    plan = _work(plan, fields, basis)
    return _back(plan, fields, basis)


def _front(plan: Plan, fields: Fields, basis: Basis) -> Plan:
    """From the title to the situation (1, 2)."""
    welfare = fields.table("welfare", "「地域福祉とは」", ("heading", "text"), ("excerpt",))
    situation = _part(
        fields,
        basis,
        "situation",
        "社会情勢（situation）",
        "catch",
        {"catch": "社会情勢に添える言葉", "points": "社会情勢の文章"},
    )
    return dataclasses.replace(
        plan,
        city=fields.text("city"),
        title=fields.text("title"),
        edition_name=fields.text("edition_name"),
        subtitle=fields.text("subtitle"),
        period=_period(fields),
        issuers=fields.texts("issuers"),
        data_date=fields.text("data_date"),
        vision=fields.texts("vision"),
        welfare_heading=welfare.text("heading"),
        welfare=_passage(welfare),
        figures=fields.texts("figures"),
        position=_section(fields.table("position", "計画の位置づけ（position）", ("heading", "points"))),
        situation=_section(situation),
        situation_catch=situation.text("catch"),
    )


def _work(plan: Plan, fields: Fields, basis: Basis) -> Plan:
    """What was found and what is to be done: statistics, remarks, challenges, goals, image (3 to 5)."""
    challenges = _part(
        fields,
        basis,
        "challenges",
        "課題（challenges）",
        "caption lead",
        {"points": "課題", "caption": "課題の見出し"},
    )
    return dataclasses.replace(
        plan,
        statistics=_statistics(fields),
        opinions_caption=fields.text("opinions_caption"),
        hearing=_remarks(fields, basis, "hearing"),
        workshop=_remarks(fields, basis, "workshop"),
        challenges_caption=challenges.text("caption"),
        challenges=_section(challenges),
        goals_heading=fields.text("goals_heading"),
        roles_line=fields.text("roles_line"),
        role_marks=tuple(
            RoleMark(mark=role.text("mark"), who=role.text("who"))
            for role in fields.tables("role_marks", "三者の印", ("mark", "who"))
        ),
        goals=_goals(fields, basis),
        image=_image(fields, basis),
    )


def _back(plan: Plan, fields: Fields, basis: Basis) -> Plan:
    """Cases, promotion, notes, contacts (6 to 8)."""
    cases = fields.table("cases", "取組みの事例（cases）", ("heading", "lead", "catch"), ("basis",))
    basis.read(cases, {"catch": "「地域のこれからのヒントに」の置き場所", "lead": "事例のまえがき"})
    promotion = fields.table(
        "promotion", "推進体制と進行管理（promotion）", ("heading", "system", "management"), ("basis",)
    )
    basis.read(
        promotion,
        {"system": "推進体制の見出しと箇条書きの対応", "management": "進行管理の見出しと箇条書きの対応"},
    )
    contacts = fields.table("contacts", "問い合わせ先（contacts）", ("heading", "offices"))
    return dataclasses.replace(
        plan,
        cases_heading=cases.text("heading"),
        cases_lead=cases.text("lead"),
        cases_catch=cases.text("catch"),
        promotion_heading=promotion.text("heading"),
        promotion=_section(promotion.table("system", "推進体制（system）", ("heading", "points"))),
        management=_section(promotion.table("management", "進行管理（management）", ("heading", "points"))),
        notes=tuple(
            Note(mark=note.text("mark"), term=note.text("term"), text=note.text("text"))
            for note in fields.tables("notes", "注", ("mark", "term", "text"))
        ),
        contacts_heading=contacts.text("heading"),
        contacts=tuple(_contact(contacts, basis)),
    )


def plan_horizon(node: Node) -> int | None:
    """The last year that dates in this plan may have, from its period; None where that is unreadable."""
    period = node.entries.get("period") if isinstance(node, Table) else None
    days = _period_days(period.text) if isinstance(period, Scalar) else None
    return days[1].year + HORIZON if days else None


def _part(fields: Fields, basis: Basis, key: str, what: str, keys: str, subjects: dict[str, str]) -> Fields:
    part = fields.table(key, what, ("heading", "points", *keys.split()), ("basis",))
    basis.read(part, subjects)
    return part


def _section(fields: Fields) -> Section:
    """A chapter; one without a lead has no such key, and the key is then refused where it stands."""
    points = tuple(_point(fields.reading, node, fields.what) for node in fields.nodes("points"))
    return Section(heading=fields.text("heading"), lead=fields.text("lead"), points=points)


def _point(reading: Reading, node: Node, what: str) -> Passage:
    """A passage written as a text alone, or as a table of text and excerpt."""
    if isinstance(node, Table):
        return _passage(reading.table(node, f"{what}の文章", ("text",), ("excerpt",)))
    return Passage(reading.text(node, f"{what}の文章"))


def _role(fields: Fields, key: str) -> Passage:
    node = fields.node(key)
    return Passage("") if node is None else _point(fields.reading, node, fields.name_of(key))


def _passage(fields: Fields) -> Passage:
    text = fields.text("text")
    if "excerpt" not in fields:
        return Passage(text)
    excerpt = fields.text("excerpt")
    _check_excerpt(fields, "excerpt", excerpt, text)
    return Passage(text, excerpt)


def _check_excerpt(fields: Fields, key: str, excerpt: str, full: str) -> None:
    """An excerpt may leave out, never add: its characters stand in the full text, in that order."""
    wrong = foreign_character(excerpt, full)
    if wrong:
        fields.reading.report(
            fields.place_of(key),
            f"抜粋「{excerpt}」の「{wrong}」から先が、元の文章（text）にありません。",
            "抜粋には、元の文章にある言葉だけを、出てくる順に使います。",
        )


def _statistics(fields: Fields) -> tuple[Statistic, ...]:
    found = []
    for statistic in fields.tables("statistics", "統計", ("title", "points")):
        points = statistic.tables("points", "統計の文章", ("text", "label"), ("amount", "tenths"))
        found.append(
            Statistic(title=statistic.text("title"), points=tuple(_statistic_point(each) for each in points))
        )
    return tuple(found)


def _statistic_point(fields: Fields) -> StatisticPoint:
    text, label, amount = fields.text("text"), fields.text("label"), fields.text("amount")
    _check_excerpt(fields, "amount" if amount else "label", label + amount, text)
    tenths = fields.integer("tenths", 0, 10)
    said = re.search(r"(\d+)割", unicodedata.normalize("NFKC", amount))
    if tenths is not None and (said is None or int(said.group(1)) != tenths):
        fields.reading.report(
            fields.place_of("tenths"),
            f"tenths が{tenths}ですが、amount は「{amount}」です。",
            "「○割」と書いてあるときだけ、同じ数を書いてください。",
        )
    return StatisticPoint(text=text, label=label, amount=amount, tenths=tenths)


def _remarks(fields: Fields, basis: Basis, key: str) -> Remarks:
    remarks = fields.table(key, f"聞いた意見（{key}）", ("method", "who", "remarks"), ("basis",))
    method = remarks.text("method")
    basis.read(remarks, {"remarks": f"{method}の意見", "who": f"{method}の対象"})
    return Remarks(method=method, who=remarks.text("who"), remarks=remarks.texts("remarks"))


def _goals(fields: Fields, basis: Basis) -> tuple[Goal, ...]:
    goals = []
    for number, goal in enumerate(
        fields.tables("goals", "目標", ("number", "title", "measures"), ("basis",)), 1
    ):
        title = goal.text("title")
        basis.read(goal, {"title": f"目標{number}の題名（{title}）"})
        written = goal.integer("number", 1, 99)
        if written is not None and written != number:
            goal.reading.report(
                goal.place_of("number"),
                f"目標の番号が{written}ですが、{number}番目に書かれています。",
                "上から順に1、2、3と付けてください。",
            )
        measures = goal.tables("measures", "取組み", ("title", "residents", "council", "city"), ("basis",))
        goals.append(
            Goal(number=number, title=title, measures=tuple(_measure(each, basis) for each in measures))
        )
    return tuple(goals)


def _measure(fields: Fields, basis: Basis) -> Measure:
    title = fields.text("title")
    basis.read(
        fields,
        {"goal": f"取組み「{title}」がどの目標に属するか", "title": f"取組み「{title}」の見出しと文の対応"},
    )
    return Measure(
        title=title,
        residents=_role(fields, "residents"),
        council=_role(fields, "council"),
        city=_role(fields, "city"),
    )


def _image(fields: Fields, basis: Basis) -> Image:
    keys = ("heading", "body", "statement", "caption", "slogans", "centre", "steps")
    image = fields.table("image", "イメージ（image）", keys, ("basis",))
    basis.read(
        image,
        {
            "statement": "循環を述べる一文の置き場所",
            "slogans": "イメージの標語",
            "steps": "①～⑨の文章",
            "caption": "図の説明",
        },
    )
    return Image(
        heading=image.text("heading"),
        body=image.texts("body"),
        statement=image.text("statement"),
        caption=image.text("caption"),
        slogans=image.texts("slogans"),
        centre=image.texts("centre"),
        steps=tuple(
            CycleStep(mark=step.text("mark"), title=step.text("title"), text=step.text("text"))
            for step in image.tables("steps", "①～⑨", ("mark", "title", "text"))
        ),
    )


def _contact(contacts: Fields, basis: Basis) -> list[Contact]:
    found = []
    for office in contacts.tables("offices", "問い合わせ先", ("name", "phone", "fax"), ("basis",)):
        name = office.text("name")
        basis.read(
            office, {"phone": f"問い合わせ先「{name}」の電話とFAX", "name": f"問い合わせ先「{name}」の名称"}
        )
        found.append(Contact(name=name, phone=office.telephone("phone"), fax=office.telephone("fax")))
    return found


_PERIOD = re.compile(r"(?:期間[::]?)?令和(元|\d+)年度から令和(元|\d+)年度まで")


def _period_days(text: str) -> tuple[datetime.date, datetime.date] | None:
    """First and last day of a plan period; a fiscal year runs from April to March."""
    found = _PERIOD.fullmatch(re.sub(r"\s", "", unicodedata.normalize("NFKC", text)))
    if not found:
        return None
    first, last = (1 if year == "元" else int(year) for year in found.groups())
    if not 1 <= first <= last <= 99:
        return None
    return datetime.date(2018 + first, 4, 1), datetime.date(2019 + last, 3, 31)


def _period(fields: Fields) -> Period:
    text = fields.text("period")
    days = _period_days(text)
    if text and not days:
        hint = "「期間：令和２年度から令和７年度まで」のように、始まりと終わりの年度を書いてください。"
        fields.reading.report(fields.place_of("period"), f"計画の期間「{text}」が読み取れません。", hint)
    first, last = days or (datetime.date(2019, 4, 1), datetime.date(2020, 3, 31))
    return Period(text=text, first=first, last=last)
