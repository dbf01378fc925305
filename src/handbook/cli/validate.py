"""`handbook validate`: what is wrong with data and layouts, what does not fit, what is unconfirmed.

With `--words`, in place of that: the words that are the layouts' own, for the city to approve.
"""

from __future__ import annotations

from collections.abc import Sequence

import click

import handbook
from handbook.check.foreign import check_words
from handbook.cli import inputs, japanese, report, terminal
from handbook.coverage import check_glyphs, check_room, lost_columns, lost_photos, unread_texts
from handbook.errors import InputError, Place, Problem
from handbook.facts import unconfirmed
from handbook.layout import Layout
from handbook.load import layout_names
from handbook.load.plans import unread
from handbook.plan import Column, PlacedText, Plan
from handbook.starter import still_sample
from handbook.typeset import plain_text

CONFIDENCES = {
    "confirmed": "確認済み",
    "near-certain": "ほぼ確実",
    "likely": "おそらく",
    "unsure": "資料が食い違う",
}


@click.command(cls=japanese.Command)
@click.argument("folder", type=inputs.PATH, required=False, metavar="[フォルダー]")
@click.option("--data", type=inputs.PATH, metavar="フォルダー", help="フォルダーと書くのと同じです。")
@inputs.named_layout(help="このレイアウトだけを調べます。書かなければ全部。")
@click.option("--words", is_flag=True, help="調べる代わりに、レイアウトにある言葉を全部並べます。")
def validate(folder: str | None, data: str | None, layout: str | None, words: bool) -> None:
    """データとレイアウトに直すところがないか、全部調べます。

    名前や事例のいちばん長い校区版を組んでみて、入りきらないものも見つけます。
    続けて、まだ確かめていない事柄を、かかわる校区ごとに並べます。
    """
    gathering = inputs.Gathering()
    if folder is not None and data is not None:
        raise click.UsageError("フォルダーと --data の両方が書かれています。どちらか一方にしてください。")
    folder = folder if data is None else data
    if words:
        if folder is not None:
            raise click.UsageError("--words はデータを読みません。フォルダーは書かないでください。")
        _say_words(gathering, layout)
        return
    plan = gathering.attempt(lambda: inputs.load(folder))
    chosen = [found for name in _layout_names(layout) if (found := _layout(gathering, name))]
    unfit = {one.name: _unfit(plan, one) for one in chosen} if plan is not None else {}
    gathering.problems += dict.fromkeys(unfit.pop(layout or inputs.LAYOUT, []))
    if plan is None or gathering.problems:
        raise InputError(gathering.problems)
    names = "、".join(one.name for one in chosen)
    terminal.note(
        f"直すところはありません（データ: {inputs.where(plan)}、"
        f"{len(plan.districts)}{plan.district_kind}、相談先{len(plan.desks)}か所、"
        f"事例{len(plan.columns)}件、レイアウト: {names}）。"
    )
    hint = "の most を増やすか、先に載る事例を減らして"
    photo_hint = "に「photo: above」か「photo: beside」と書いて"
    lost = [_lost(*one, plan, "は", hint) for one in lost_columns(plan, chosen).items()]
    lost += [_lost(*one, plan, "の写真は", photo_hint) for one in lost_photos(plan, chosen).items()]
    for problem in (
        *lost,
        *plan.doubts,
        *(_in_part(name, found, folder) for name, found in unfit.items() if found),
    ):
        terminal.note(f"ご注意: {report.shown(problem)}", error=True)
    if passed := unread(plan.folder):
        names = terminal.listing([report.near(path) for path in passed])
        terminal.note(f"下書きなどで、読んでいないファイル: {names}")
    report.stray(plan)
    _say_sample(plan)
    _say_unread(plan, chosen)
    if not terminal.quiet():
        _say_unconfirmed(plan)


def _say_words(gathering: inputs.Gathering, named: str | None) -> None:
    """The words of each layout, each once, in the order of its pages, with their fields as written."""
    chosen = [found for name in _layout_names(named) if (found := _layout(gathering, name))]
    if gathering.problems:
        raise InputError(gathering.problems)
    for layout in chosen:
        # The words that a block prints unless told otherwise stand where the block does.
        placed = sorted(layout.texts, key=lambda one: (one.place.line, one.place.column))
        places: dict[str, Place] = {}
        for one in placed:
            places.setdefault(one.text, one.place)
        terminal.say(
            f"レイアウト {layout.name} の言葉（{len(places)}）。{{ }} には計画や版の言葉が入ります。"
        )
        for text, place in places.items():
            terminal.say(f"  ・{text} {report.where(place)}")


def _layout_names(named: str | None) -> tuple[str, ...]:
    return layout_names() if named is None else (named,)


def _layout(gathering: inputs.Gathering, name: str) -> Layout | None:
    return gathering.attempt(lambda: handbook.load_layout(name))


def _unfit(plan: Plan, layout: Layout) -> list[Problem]:
    """What a layout cannot set, has no room for, or says so that no edition would pass the check."""
    found = check_glyphs(plan, layout) or check_room(plan, layout)
    return [*found, *check_words(plan, layout, plan.districts)]


def _in_part(name: str, found: Sequence[Problem], folder: str | None) -> Problem:
    """What keeps a layout from some editions, which may never be asked for."""
    first, more = found[0], f"（ほか{len(found) - 1}件）" if found[1:] else ""
    read = f" --data {folder}" if folder else ""
    hint = f"{first.hint}（レイアウト {name} を使うときだけで、かまいません。"
    hint += f"全部は、handbook validate --layout {name}{read} で見られます）"
    message = f"レイアウト {name} では作れない版があります{more}。{first.message}"
    return Problem(message, hint, first.place)


def _lost(column: Column, names: Sequence[str], plan: Plan, what: str, hint: str) -> Problem:
    where = f"{report.districts(names, plan)}の紙面に" if names else "どの紙面にも"
    message = f"事例「{plain_text(column.title)}」{what}、{where}載りません。"
    return Problem(message, f"載せるなら、レイアウトの columns {hint}ください。", column.place)


def _say_sample(plan: Plan) -> None:
    """How many texts of each file are still the invented city's, and the first places."""
    by_file: dict[str, list[PlacedText]] = {}
    for one in still_sample(plan):
        by_file.setdefault(one.place.file, []).append(one)
    if not by_file:
        return
    terminal.note(f"ご注意: 見本のままの所が{sum(map(len, by_file.values()))}か所あります。", error=True)
    for file, found in by_file.items():
        found.sort(key=lambda one: one.place)
        shown = [f"{one.place.line}行目「{terminal.shorten(one.text, 20)}」" for one in found]
        told = terminal.listing(shown, len(shown) if terminal.verbose() else 3, "か所")
        terminal.note(f"    {report.near(file)}: {len(found)}か所（{told}）", error=True)
    hint = "自分の市のものに書きかえてください。同じでよい言葉は、そのままでかまいません。"
    if plan.sample:
        hint += "\n      終わったら plan.yaml の sample の行を消します（紙面の「見本」の印が消えます）。"
    terminal.note(f"    → {hint}", error=True)


def _say_unread(plan: Plan, layouts: Sequence[Layout]) -> None:
    """How many kanji have no reading, and which readings are unsure, where readings are wanted at all."""
    missing = unread_texts(plan, layouts) if plan.read_words else {}
    unsure = [word.word for word in plan.read_words if word.unsure]
    told = (("読みのない漢字", tuple(missing)), ("不確かな読み", unsure))
    if said := "、".join(
        f"{what}が{len(words)}件（{terminal.listing(words, 3, '件')}）" for what, words in told if words
    ):
        terminal.note(
            f"ご注意: {said}あり、ふりがなが付きません。\n    → handbook readings で全部見られます。",
            error=True,
        )


def _say_unconfirmed(plan: Plan) -> None:
    if not (found := unconfirmed(plan)):
        terminal.say("確かめていない事柄はありません。--final で印刷用を作れます。")
        return
    terminal.say(
        f"\nまだ二人に確かめられていない事柄が{len(found)}件あります。\n"
        "    → 推し量った値の理由や別の候補は、下の場所の note に書いてあります。\n"
        "      確かめたら、handbook confirm で、確かめた人の名前を記録してください。"
    )
    for names, items in report.by_districts(plan, found):
        terminal.say(f"\n{names}")
        for item in items:
            place = f" {report.where(item.place)}" if item.place else ""
            sure = f"［{CONFIDENCES[item.confidence]}］" if item.confidence else ""
            terminal.say(f"  ・{item.subject}{sure}{place}")
