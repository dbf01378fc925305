"""Each fact's own date on paper: one for all numbers of a leaflet, the oldest; what differs says its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import handbook
from handbook.check import check_pdf
from handbook.document import Document, Text, marks
from handbook.edition import Edition
from handbook.layout import Layout
from handbook.load import layout_names
from handbook.pdf import render_pdf
from handbook.plan import Plan
from handbook.resources import bundled
from handbook.twins import render_html, render_text

OLD, NEW, NEWER = "令和2年3月", "令和8年4月", "令和8年10月"
MONTH = re.compile(r"(?:平成|令和)(?:元|\d+)年\d+月")


@pytest.fixture
def edition(plan: Plan) -> Edition:
    return handbook.select(plan, "浮島")


def dated(edition: Edition, *dates: str) -> Edition:
    """The edition whose desks have these dates, the others none."""
    more = (*dates, *[""] * len(edition.desks))
    desks = [desk._replace(as_of=date) for desk, date in zip(edition.desks, more, strict=False)]
    return edition._replace(desks=tuple(desks))


def with_findings(plan: Plan, title: str, *dates: str) -> Plan:
    """The plan with these dates at the points of the statistic with this title."""

    def changed(one):
        points = [p._replace(as_of=date) for p, date in zip(one.points, dates, strict=True)]
        return one._replace(points=tuple(points))

    return replace(plan, statistics=tuple(changed(s) if s.title == title else s for s in plan.statistics))


def said(document: Document, block: str) -> list[str]:
    """The texts of a kind of block, in the order of reading, each line one."""
    elements = [one for page in document.pages for one in page.elements if one.block == block]
    return [mark.run.text for mark in marks(elements) if isinstance(mark, Text)]


def months(document: Document, block: str) -> list[str]:
    return MONTH.findall("".join(said(document, block)))


def sizes(document: Document) -> Iterator[float]:
    for page in document.pages:
        for mark in marks(page.elements):
            if isinstance(mark, Text) and MONTH.search(mark.run.text):
                yield mark.run.size


def test_one_date_for_all_stands_once(plan: Plan, documents: dict[str, Document]) -> None:
    """Kurume's data have no date of their own: nothing but the foot and the findings' heading say one."""
    for name, document in documents.items():
        assert "".join(said(document, "footer")).count(f"電話番号は{OLD}現在のものです") == 1
        assert [*months(document, "desks"), *months(document, "contacts"), *months(document, "columns")] == []
        assert months(document, "statistics") == []
        assert months(document, "heading") == [OLD], name


def test_a_newer_desk_says_its_own_date(edition: Edition, leaflet) -> None:
    document = handbook.compose(dated(edition, NEW), leaflet)
    assert f"電話番号は{OLD}現在" in "".join(said(document, "footer"))
    words = "".join(said(document, "desks"))
    assert months(document, "desks") == [NEW]
    first, second = edition.desks[:2]
    assert words.index(first.fax) < words.index(f"{NEW}現在") < words.index(second.name)
    assert min(sizes(document)) >= 10.5


def test_the_foot_takes_the_oldest_number_that_this_edition_prints(plan: Plan, leaflet) -> None:
    """An older desk of another district changes nothing here."""
    theirs = tuple(
        desk._replace(as_of="平成31年4月" if desk.name == "西地域包括支援センター" else "")
        for desk in plan.desks
    )
    older = replace(plan, desks=theirs)
    here, elsewhere = (handbook.compose(handbook.select(older, name), leaflet) for name in ("浮島", "南"))
    assert "電話番号は平成31年4月現在" in "".join(said(here, "footer"))
    assert months(here, "desks") == [OLD] * 3
    assert months(here, "contacts") == [OLD] * 2
    assert f"電話番号は{OLD}現在" in "".join(said(elsewhere, "footer"))
    assert months(elsewhere, "desks") == []


def test_where_all_were_asked_anew_no_row_says_so(edition: Edition, leaflet) -> None:
    plan = replace(edition.plan, contacts=tuple(c._replace(as_of=NEW) for c in edition.plan.contacts))
    document = handbook.compose(dated(edition._replace(plan=plan), *[NEW] * 4), leaflet)
    assert f"電話番号は{NEW}現在" in "".join(said(document, "footer"))
    assert [*months(document, "desks"), *months(document, "contacts")] == []
    assert months(document, "heading") == [OLD]  # the findings are no newer for that


def test_a_contact_says_its_own_date(edition: Edition, leaflet) -> None:
    first, *others = edition.plan.contacts
    plan = replace(edition.plan, contacts=(first._replace(as_of=NEWER), *others))
    document = handbook.compose(edition._replace(plan=plan), leaflet)
    words = "".join(said(document, "contacts"))
    assert words.index(first.fax) < words.index(f"{NEWER}現在") < words.index(others[0].name)


def test_a_case_says_when_its_text_was_true(edition: Edition, leaflet) -> None:
    own, *others = edition.columns
    columns = (own._replace(as_of=NEW), *others)
    document = handbook.compose(edition._replace(columns=columns), leaflet)
    assert months(document, "columns") == [NEW]
    assert min(sizes(document)) >= 10.5


def test_findings_have_their_heading_s_date_or_their_own(plan: Plan, leaflet) -> None:
    title = "近所との付き合いの程度"

    def shown(*dates: str) -> tuple[list[str], str]:
        changed = with_findings(plan, title, *dates)
        document = handbook.compose(handbook.select(changed, "南"), leaflet)
        (heading,) = months(document, "heading")
        return [heading, *months(document, "statistics")], "".join(said(document, "statistics"))

    assert shown(NEW, NEW)[0] == [OLD, NEW]
    found, words = shown("", NEW)
    assert found == [OLD, NEW]
    places = [words.index(text) for text in ("ほとんど面識がない人も存在", NEW, "地域活動等への参加意向")]
    assert places == sorted(places)
    fewer = replace(plan, statistics=plan.statistics[:2])
    document = handbook.compose(handbook.select(with_findings(fewer, title, NEW, NEWER), "南"), leaflet)
    assert months(document, "statistics") == [NEW, NEWER]


def test_the_back_holds_the_date_of_every_newer_survey(plan: Plan, leaflet) -> None:
    """The census is old, the city has asked its people anew: three statistics of four."""
    first, *others = plan.statistics
    asked = [
        one._replace(points=tuple(point._replace(as_of=NEWER) for point in one.points)) for one in others
    ]
    newer = replace(plan, statistics=(first, *asked))
    for name in ("浮島", "南"):
        document = handbook.compose(handbook.select(newer, name), leaflet)
        assert months(document, "statistics") == [NEWER] * 3
        assert min(sizes(document)) >= 10.5


@pytest.mark.parametrize("name", ["浮島", "南"])
def test_the_front_holds_six_desks_of_six_dates(plan: Plan, leaflet, name: str) -> None:
    edition = handbook.select(plan, name)
    twins = [
        desk._replace(name=f"{desk.name}の分室", phone=f"0942-90-000{n}")
        for n, desk in enumerate(edition.desks[:2])
    ]
    desks = (edition.desks[0], twins[0], edition.desks[1], twins[1], *edition.desks[2:])
    document = handbook.compose(
        dated(edition._replace(desks=desks), *[f"令和8年{n}月" for n in range(1, 7)]), leaflet
    )
    assert months(document, "desks") == [f"令和8年{n}月" for n in range(1, 7)]


def altered(tmp_path: Path, pattern: str, new: str) -> Layout:
    """The leaflet with something else in the only place of a pattern."""
    text = (bundled("layouts") / "leaflet.yaml").read_text(encoding="utf-8")
    text, count = re.subn(pattern, new, text)
    assert count == 1
    path = tmp_path / "layout.yaml"
    path.write_text(text, encoding="utf-8")
    return handbook.load_layout(path)


def test_where_a_layout_says_no_date_each_number_says_its_own(edition: Edition, tmp_path: Path) -> None:
    layout = altered(tmp_path, "電話番号は{date}現在のものです", "お電話ください")
    document = handbook.compose(edition, layout)
    assert check_pdf(render_pdf(document), edition, layout) == []
    assert months(document, "desks") == [OLD] * 4
    assert months(document, "contacts") == [OLD] * 2


def test_contacts_that_a_layout_does_not_print_do_not_age_its_foot(edition: Edition, tmp_path: Path) -> None:
    layout = altered(tmp_path, "- {block: contacts.*}", "- {block: heading, text: お気軽に, level: '3'}")
    document = handbook.compose(dated(edition, *[NEW] * 4), layout)
    assert f"電話番号は{NEW}現在" in "".join(said(document, "footer"))


def test_a_date_that_nobody_knows_is_not_said(edition: Edition, leaflet) -> None:
    """Without the plan's date one desk's date is no date of all numbers."""
    plan = replace(edition.plan, data_date="")
    document = handbook.compose(dated(edition._replace(plan=plan), NEW), leaflet)
    assert "電話番号は" not in "".join(said(document, "footer"))
    assert months(document, "desks") == [NEW]


def test_twins_say_the_same_dates(edition: Edition, leaflet) -> None:
    document = handbook.compose(dated(edition, NEW), leaflet)
    (line,) = [line for line in render_text(document).splitlines() if edition.desks[0].phone in line]
    assert line.endswith(f"{NEW}現在")
    for twin in (render_text(document), render_html(document)):
        assert twin.count(f"{NEW}現在") == 1
        assert f"電話番号は{OLD}現在" in twin


def test_the_words_of_the_layouts_hold_no_date() -> None:
    for name in layout_names():
        texts = [placed.text for placed in handbook.load_layout(name).texts]
        assert not [text for text in texts if re.search(r"[元\d]年|\d月", text)]
