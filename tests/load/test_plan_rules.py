"""The rules between values, each broken once in a copy of the real data."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from handbook.edition import select
from handbook.errors import InputError, Problem
from handbook.load import load_plan

Change = Callable[..., Path]


def problems_of(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        load_plan(folder)
    return caught.value.problems


def written_at(folder: Path, problem: Problem) -> str:
    """What stands in the file at a problem's place, to the end of the line."""
    assert problem.place
    lines = (folder / Path(problem.place.file).name).read_text(encoding="utf-8").split("\n")
    return lines[problem.place.line - 1][problem.place.column - 1 :]


CASES = [
    # (file, old, new, what stands at the place, part of the message, part of the hint)
    pytest.param(
        "plan.yaml",
        "# 注\nnotes:\n",
        "# 注\nnotes:\n  - {mark: ※３, term: 見守り, text: 気にかけること。}\n",
        "※３",
        "注の印「※３」が、どの文章にもありません",
        "「見守り※３」のように",
        id="note without a mark",
    ),
    pytest.param(
        "plan.yaml",
        "mark: ※２",
        "mark: 注２",
        "注２",
        "注の印に「注２」は使えません",
        "※と番号で",
        id="mark that is none",
    ),
    pytest.param(
        "districts.yaml",
        "    slug: ukishima\n",
        "    slug: ukishima\n    former: [三潴]\n",
        "三潴]",
        "former の「三潴」は、校区の一覧にまだあります",
        "どちらかから消して",
        id="former that is still there",
    ),
    pytest.param(
        "desks.yaml",
        "districts: [日吉, 篠山, 南薫, 荘島, 長門石]",
        "districts: [日吉, 篠山, 南薫, 荘島]",
        "高齢者",
        "相談先が決まっていない校区があります：長門石",
        "districts に書き足して",
        id="district missing",
    ),
    pytest.param(
        "desks.yaml",
        "districts: [京町, 鳥飼, 金丸]",
        "districts: [京町, 鳥飼, 金丸, 日吉]",
        "日吉]",
        "日吉校区が、中央第2地域包括支援センターと中央地域包括支援センター（",
        "どちらか一つから",
        id="covered twice",
    ),
    pytest.param(
        "desks.yaml",
        "districts: [京町, 鳥飼, 金丸]",
        "districts: [京町, 鳥飼, 金丸, 京町]",
        "京町]",
        "「京町」が同じ相談先に二度書かれています",
        "一つを消して",
        id="twice in one desk",
    ),
    pytest.param(
        "desks.yaml",
        "districts: [上津, 青峰, 高良内]",
        "districts: [上津, 青峰, 高良内, 髙良内]",
        "髙良内]",
        "「髙良内」という校区はありません",
        "「高良内」",
        id="unknown district",
    ),
    pytest.param(
        "desks.yaml",
        "districts: [西国分, 東国分]",
        "districts: ー 西国分",
        "ー 西国分",
        "「districts」は、「- 」で始まるリスト",
        "半角の「-」にし",
        id="long dash for a list",
    ),
    pytest.param(
        "desks.yaml",
        "phone: 0942-51-6100",
        "phone: 0942-51-61OO",
        "OO",
        "11文字目「O」が数字ではなく英字のオーです",
        "数字の「0」",
        id="letter O",
    ),
    pytest.param(
        "desks.yaml",
        "phone: 0942-46-8711",
        "phone: ０942-46-8711",
        "０942",
        "1文字目「０」が全角の数字です",
        "半角の「0」",
        id="fullwidth digit",
    ),
    pytest.param(
        "desks.yaml",
        "phone: 0942-46-8711",
        "phone: '0942ー46-8711'",
        "ー46",
        "5文字目「ー」が半角のハイフンではない線（U+30FC）です",
        "半角の「-」",
        id="long vowel mark",
    ),
    pytest.param(
        "desks.yaml",
        "fax: 0942-34-7217",
        "fax: 0942-34-721",
        "0942-34-721",
        "数字が9桁です",
        "10桁で",
        id="digit lost",
    ),
    pytest.param(
        "desks.yaml",
        "phone: 0942-27-6860",
        "phone: 0942-46-8711",
        "0942-46-8711",
        "電話番号「0942-46-8711」が、中央地域包括支援センター（",
        "写し間違い",
        id="phone copied",
    ),
    pytest.param(
        "desks.yaml",
        "fax: 0942-27-6654",
        "fax: 0942-46-8711",
        "0942-46-8711",
        "FAX番号「0942-46-8711」が、中央地域包括支援センターの電話番号（",
        "写し間違い",
        id="fax is a phone",
    ),
    pytest.param(
        "desks.yaml",
        "  everywhere: true",
        "  everywhere: false",
        "name: こども",
        "相談先に担当校区（districts）がありません",
        "everywhere: true",
        id="no districts",
    ),
    pytest.param(
        "desks.yaml",
        "  everywhere: true",
        "  everywhere: true\n        districts: [日吉]",
        "true",
        "everywhere と districts の両方",
        "消して",
        id="everywhere and districts",
    ),
    pytest.param(
        "desks.yaml",
        "  - name: 障害者",
        "  - name: 高齢者",
        "高齢者",
        "分野の名前「高齢者」が二つあります",
        "重ならない",
        id="category twice",
    ),
    pytest.param(
        "evidence.yaml",
        "sources: [kodomo_fax]",
        "sources: [kodomo_fux]",
        "kodomo_fux",
        "「kodomo_fux」という出典はありません",
        "「kodomo_fax」",
        id="unknown source",
    ),
    pytest.param(
        "districts.yaml",
        "reading: ささやま",
        "reading: ひよし",
        "ひよし",
        "校区の読み「ひよし」が二つあります",
        "重ならない",
        id="reading twice",
    ),
    pytest.param(
        "districts.yaml",
        "slug: sasayama",
        "slug: hiyoshi",
        "hiyoshi",
        "校区のローマ字「hiyoshi」が二つあります",
        "重ならない",
        id="slug twice",
    ),
    pytest.param(
        "districts.yaml",
        "reading: ささやま",
        "reading: ササやま",
        "ササやま",
        "「サ」はひらがなではありません",
        "ひらがなだけ",
        id="reading in katakana",
    ),
    pytest.param(
        "districts.yaml",
        "slug: sasayama",
        "slug: Sasa yama",
        "Sasa",
        "「Sasa yama」は使えません",
        "英小文字",
        id="slug with a space",
    ),
    pytest.param(
        "districts.yaml",
        "slug: ukishima\n    bloc: 城島町",
        "slug: ukishima\n    bloc: 城嶋町",
        "城嶋町",
        "「城嶋町」は使えません",
        "城島町",
        id="unknown bloc",
    ),
    pytest.param(
        "plan.yaml",
        "excerpt: 地縁を基盤としたつながりが希薄化",
        "excerpt: 地縁を基盤としたつながりが薄くなる",
        "地縁",
        "「く」から先が、元の文章（text）にありません",
        "出てくる順",
        id="excerpt invents",
    ),
    pytest.param(
        "plan.yaml",
        "tenths: 6",
        "tenths: 7",
        "7",
        "tenths が7ですが、amount は「６割程度」です",
        "同じ数",
        id="tenths differ",
    ),
    pytest.param(
        "plan.yaml",
        "label: 全く参加していない人",
        "label: 全然参加していない人",
        "5割程度",
        "「然」から先が",
        "元の文章",
        id="label invents",
    ),
    pytest.param(
        "plan.yaml",
        "          residents: 相手の立場になって考えます",
        "          resident: 相手の立場になって考えます",
        "相手の",
        "役割「resident」を持つ者が parties にいません",
        "「residents」",
        id="role of nobody",
    ),
    pytest.param(
        "plan.yaml",
        "  - id: council",
        "  - id: residents",
        "residents",
        "役割を持つ者の記号「residents」が二つあります",
        "重ならない",
        id="party twice",
    ),
    pytest.param(
        "evidence.yaml",
        "fact: plan/vision",
        "fact: plan/data_date",
        "plan/data_date",
        "根拠「plan/data_date」が二つあります",
        "重ならない",
        id="evidence twice",
    ),
    pytest.param(
        "desks.yaml",
        "fax: 0942-34-7217",
        "mail: 見本＠example.jp",
        "見本",
        "「見本＠example.jp」は使えません",
        "半角で",
        id="mail",
    ),
    pytest.param(
        "desks.yaml",
        "fax: 0942-34-7217",
        "web: http://www.example.jp/",
        "http:",
        "「http://www.example.jp/」は使えません",
        "https://",
        id="web without encryption",
    ),
    pytest.param(
        "plan.yaml",
        "  - number: 2",
        "  - number: 4",
        "4",
        "目標の番号が4ですが、2番目に書かれています",
        "上から順に",
        id="goal number",
    ),
    pytest.param(
        "plan.yaml",
        "data_date: 令和2年3月",
        "data_date: 令和31年3月",
        "令和31年",
        "「令和31年3月」という年はありません",
        "令和28年（2046年）まで",
        id="era year",
    ),
    pytest.param(
        "plan.yaml",
        "period: 期間：令和２年度から令和７年度まで",
        "period: 令和２年度～令和７年度",
        "令和２年度～",
        "計画の期間「令和２年度～令和７年度」が読み取れません",
        "期間：令和２年度から",
        id="period",
    ),
    pytest.param(
        "sources.yaml",
        "  - id: kenall",
        "  - id: cfk",
        "cfk",
        "出典の記号「cfk」が二つあります",
        "重ならない",
        id="source twice",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "there", "message", "hint"), CASES)
def test_broken_rule(
    file: str, old: str, new: str, there: str, message: str, hint: str, change: Change
) -> None:
    folder = change(file, old, new)
    found = problems_of(folder)
    problem = next((each for each in found if message in each.message), None)
    assert problem, "\n".join(map(str, found))
    assert problem.place
    assert problem.place.file.endswith(file)
    assert written_at(folder, problem).startswith(there), problem
    assert hint in problem.hint


@pytest.mark.parametrize("name", ["日/吉", "日:吉", "日?吉", "日" * 90])
def test_a_name_that_no_file_can_have(data_copy: Path, name: str) -> None:
    for file in ("districts.yaml", "desks.yaml", "evidence.yaml"):
        text = (data_copy / file).read_text(encoding="utf-8")
        (data_copy / file).write_text(text.replace("日吉", name), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_plan(data_copy)
    (problem,) = caught.value.problems
    assert "ファイル名にできません" in problem.message
    assert problem.place
    assert problem.place.file.endswith("districts.yaml")


def test_both_places_of_a_district_covered_twice(change: Change) -> None:
    folder = change("desks.yaml", "districts: [京町, 鳥飼, 金丸]", "districts: [京町, 鳥飼, 金丸, 日吉]")
    (problem,) = problems_of(folder)
    lines = (folder / "desks.yaml").read_text(encoding="utf-8").split("\n")
    other = next(number for number, line in enumerate(lines, 1) if "districts: [日吉" in line)
    assert f"（{other}行目）" in problem.message


def test_all_problems_of_all_files_at_once(change: Change) -> None:
    change("desks.yaml", "phone: 0942-51-6100", "phone: 0942-51-61OO")
    change("districts.yaml", "reading: ささやま", "reading: 笹山")
    change("plan.yaml", "issuers:", "isuers:")
    folder = change("columns/ukishima-ninchisho.yaml", "district: 浮島", "district: 浮鳥")
    found = problems_of(folder)
    files = {Path(problem.place.file).name for problem in found if problem.place}
    assert files == {"desks.yaml", "districts.yaml", "plan.yaml", "ukishima-ninchisho.yaml"}
    places = [problem.place for problem in found if problem.place]
    assert places == sorted(places)


def test_one_broken_file_does_not_blame_the_others(data_copy: Path) -> None:
    """Without the districts, desks cannot be held against them; only the real problem is told."""
    (data_copy / "districts.yaml").write_text("districts: [\n", encoding="utf-8")
    (problem,) = problems_of(data_copy)
    assert problem.place
    assert problem.place.file.endswith("districts.yaml")


def test_a_desk_may_serve_two_categories(change: Change) -> None:
    """A desk of the same name in another category is the same desk with the same number."""
    old = "- name: こども子育てサポートセンター\n        phone: 0942-30-9302"
    new = "- name: 中央地域包括支援センター\n        phone: 0942-46-8711"
    change("evidence.yaml", "子ども/こども子育てサポートセンター", "子ども/中央地域包括支援センター", count=3)
    plan = load_plan(change("desks.yaml", old, new))
    assert [desk.phone for desk in plan.desks].count("0942-46-8711") == 2


@pytest.mark.parametrize("said", ["true", "false"])
def test_an_old_flag_counts_for_nobody_and_is_one_error_per_file(change: Change, said: str) -> None:
    old, new = "    confidence: likely\n", f"    confidence: likely\n    confirmed: {said}\n"
    folder = change("districts.yaml", "  - name: 浮島\n", f"  - name: 浮島\n    confirmed: {said}\n")
    change("evidence.yaml", old, new, (folder / "evidence.yaml").read_text(encoding="utf-8").count(old))
    found = problems_of(folder)
    assert [Path(problem.place.file).name for problem in found if problem.place] == [
        "districts.yaml",
        "evidence.yaml",
    ]
    assert all("handbook confirm" in problem.hint for problem in found)


def test_evidence_for_what_is_not_there(change: Change) -> None:
    """A desk was renamed: what it rested on speaks of nothing, and the nearest name is told."""
    folder = change("desks.yaml", "name: 南地域包括支援センター", "name: 南第1地域包括支援センター")
    (problem,) = problems_of(folder)
    assert problem.place
    assert problem.place.file.endswith("evidence.yaml")
    assert written_at(folder, problem).startswith("desks/高齢者/南地域包括支援センター/districts")
    assert "「desks/高齢者/南第1地域包括支援センター/districts」" in problem.hint


def test_evidence_needs_its_sources(data_copy: Path) -> None:
    (data_copy / "sources.yaml").unlink()
    (problem,) = problems_of(data_copy)
    assert problem.place
    assert problem.place.file.endswith("sources.yaml")


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("districts.yaml", r"(?s)districts:\n.*", "districts: []\n", "「districts」が空です"),
        ("districts.yaml", r"(?s)districts:\n.*", "", "「districts」がありません"),
        (
            "desks.yaml",
            r"(?s)(- name: 子ども\n.*?desks:).*?(?=\n  - name: 生活)",
            r"\1 []",
            "分野「子ども」の「desks」が空",
        ),
        (
            "desks.yaml",
            r"(?s)(- name: 子ども\n).*?(?=  - name: 生活)",
            r"\1",
            "分野「子ども」に「desks」がありません",
        ),
    ],
)
def test_a_city_without_districts_a_category_without_desks(
    file: str, old: str, new: str, message: str, data_copy: Path
) -> None:
    (data_copy / "evidence.yaml").unlink()
    path = data_copy / file
    path.write_text(re.sub(old, new, path.read_text(encoding="utf-8"), count=1), encoding="utf-8")
    found = [problem for problem in problems_of(data_copy) if message in problem.message]
    assert found
    assert all(problem.place and problem.place.line and problem.hint for problem in found)


def test_evidence_for_one_of_two_desks_of_a_name_says_which(change: Change) -> None:
    folder = change("evidence.yaml", "センター（0942-30-9113）/districts", "センター/districts")
    (problem,) = problems_of(folder)
    assert "desks/生活困窮者/生活自立支援センター（0942-30-9113）/districts" in problem.hint


def test_a_basis_beside_its_values_is_told_once_a_file(data_copy: Path) -> None:
    for name, key in (("desks.yaml", "phone"), ("districts.yaml", "reading")):
        path = data_copy / name
        text = path.read_text(encoding="utf-8")
        old = re.sub(
            rf"^( +){key}: ", rf"\1basis: {{{key}: 古い書き方}}\n\1{key}: ", text, flags=re.MULTILINE
        )
        assert old.count("basis:") > 10
        path.write_text(old, encoding="utf-8")
    found = problems_of(data_copy)
    assert [Path(problem.place.file).name for problem in found if problem.place] == [
        "desks.yaml",
        "districts.yaml",
    ]
    assert all("evidence.yaml に移してください" in problem.hint for problem in found)


def test_several_desks_of_one_category_where_the_category_says_so(change: Change) -> None:
    change("desks.yaml", "districts: [京町, 鳥飼, 金丸]", "districts: [京町, 鳥飼, 金丸, 日吉]")
    folder = change("desks.yaml", "- name: 高齢者", "- name: 高齢者\n    several: true")
    edition = select(load_plan(folder), "日吉")
    assert [desk.name for desk in edition.desks][:2] == [
        "中央地域包括支援センター",
        "中央第2地域包括支援センター",
    ]


@pytest.mark.parametrize(
    ("written", "districts"),
    [
        ("日吉", ("日吉",)),
        ("[日吉, 篠山]", ("日吉", "篠山")),
        ("[日吉]", ("日吉",)),
        ("日吉、篠山", ("日吉", "篠山")),
        ("[日吉、篠山]", ("日吉", "篠山")),
        ('"日吉, 篠山 ，南"', ("日吉", "篠山", "南")),
    ],
)
def test_a_column_of_one_or_more_districts(written: str, districts: tuple[str, ...], data_copy: Path) -> None:
    column = f"title: 題\ntext: 本文\ndate: 令和元年度\ndistrict: {written}\n"
    (data_copy / "columns" / "own.yaml").write_text(column, encoding="utf-8")
    found = next(column for column in load_plan(data_copy).columns if column.id == "own")
    assert (found.districts, found.date) == (districts, "令和元年度")


def test_the_districts_of_a_desk_may_be_written_in_one(change: Change) -> None:
    folder = change("desks.yaml", "districts: [京町, 鳥飼, 金丸]", "districts: 京町、鳥飼、金丸")
    assert load_plan(folder).desks == load_plan().desks


def test_the_hint_for_several_districts_works(data_copy: Path) -> None:
    path = data_copy / "columns" / "own.yaml"
    for written in ("日吉校区・篠山校区", "日吉 篠山"):
        path.write_text(f"title: 題\ntext: 本文\ndistrict: {written}\n", encoding="utf-8")
        (problem,) = problems_of(data_copy)
        advised = re.search(r"\[.*\]", problem.hint)
        assert advised, problem
        path.write_text(f"title: 題\ntext: 本文\ndistrict: {advised.group()}\n", encoding="utf-8")
        assert next(one for one in load_plan(data_copy).columns if one.id == "own").districts == (
            "日吉",
            "篠山",
        )


def test_a_desk_has_what_it_has(change: Change) -> None:
    """No FAX, but opening hours, an address, a mail address, a page, and what one may ask."""
    more = "hours: 平日9時から17時まで\n        address: 見本町1番地\n        mail: a@example.jp\n"
    more += "        web: https://www.example.jp/\n        ask: 介護のこと"
    plan = load_plan(change("desks.yaml", "fax: 0942-34-7217", more))
    desk = plan.desks[0]
    assert (desk.fax, desk.hours, desk.address) == ("", "平日9時から17時まで", "見本町1番地")
    assert (desk.mail, desk.web, desk.ask) == ("a@example.jp", "https://www.example.jp/", "介護のこと")


def test_a_plan_needs_little(data_copy: Path) -> None:
    """What a city's plan does not have is not asked for."""
    for path in (data_copy / "evidence.yaml", data_copy / "sources.yaml"):
        path.unlink()
    shutil.rmtree(data_copy / "columns")
    least = "city: 見本町\ntitle: 見本計画\ndistrict_kind: 地区\nissuers: [見本町]\n"
    (data_copy / "plan.yaml").write_text(least, encoding="utf-8")
    plan = load_plan(data_copy)
    assert (plan.period, plan.welfare, plan.hearing, plan.workshop, plan.image) == (None,) * 5
    empty = (plan.vision, plan.goals, plan.parties, plan.contacts, plan.columns, plan.statistics)
    assert empty == ((),) * 6
    assert plan.sections == {}
    assert select(plan, "日吉").title == "見本計画 日吉地区版"


def test_a_column_over_several_lines_is_joined_without_spaces(data_copy: Path) -> None:
    column = (
        "title: 題\ndistrict: 日吉\nsample: true\n"
        "text: 一行目の文が\n  続きます。NPO\n  and 会\n\n  次の段落\n"
    )
    (data_copy / "columns" / "long.yaml").write_text(column, encoding="utf-8")
    plan = load_plan(data_copy)
    text = next(column.text for column in plan.columns if column.id == "long")
    assert text == "一行目の文が続きます。NPO and 会\n次の段落"


def test_block_text_keeps_its_lines(data_copy: Path) -> None:
    column = "title: 題\neverywhere: true\ntext: |\n  一つ目の段落\n  二つ目の段落\n\n"
    (data_copy / "columns" / "block.yaml").write_text(column, encoding="utf-8")
    plan = load_plan(data_copy)
    assert next(each.text for each in plan.columns if each.id == "block") == "一つ目の段落\n二つ目の段落"


def test_the_example_column_is_right_and_is_not_loaded(data_copy: Path) -> None:
    folder = data_copy / "columns"
    assert all(not column.id.startswith("_") for column in load_plan(data_copy).columns)
    (folder / "_example.yaml").rename(folder / "example.yaml")
    plan = load_plan(data_copy)
    assert [column.id for column in plan.columns if column.sample] == ["example"]
