"""`handbook confirm`: who has found which value right; lists what nobody has, records, withdraws.

In: keys of what was confirmed, names. Out: lists, or lines in data/confirmations.yaml after a question.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from pathlib import Path

import click

from handbook.cli import inputs, japanese, report, terminal
from handbook.errors import InputError, Problem
from handbook.facts import NEEDED, Item, addresses, confirmed_by, items, meant, person, unconfirmed
from handbook.files import write_whole
from handbook.ledger import changed, grouped, words
from handbook.load import dates, flags, ledger
from handbook.load.file_text import nearest
from handbook.plan import Confirmation, Plan
from handbook.sheets import sheet_of


@click.command(cls=japanese.Command)
@click.argument("keys", nargs=-1, metavar="[事柄]...")
@click.option("--sheet", metavar="記号", help="校正票（handbook proof）に載っている事柄を、全部まとめて。")
@click.option("--by", "names", multiple=True, metavar="名前", help="確かめた人。二人なら、二度書きます。")
@click.option("--on", "day", metavar="日付", help="確かめた日（例 2026-04-01）。書かなければ今日。")
@click.option("--yes", is_flag=True, help="尋ねずに記録します。")
@click.option("--withdraw", is_flag=True, help="記録する代わりに、その人の確認を取り消します。")
@inputs.data_option
def confirm(
    keys: tuple[str, ...],
    sheet: str | None,
    names: tuple[str, ...],
    day: str | None,
    yes: bool,
    withdraw: bool,
    data: str | None,
) -> None:
    """電話番号などが正しいと、だれが確かめたかを記録します。

    何も書かなければ、まだ二人に確かめられていない事柄を並べます。事柄だけを書くと、それを詳しく見せます。
    確認は、そのときの値だけのものです。値を直すと、もう一度確かめることになります。
    事柄の代わりにデータのファイルを書くと、そこに残る古い confirmed: を移します。
    """
    if any(key.endswith((".yaml", ".yml")) for key in keys):
        if keys[1:] or sheet or (withdraw and names):
            raise click.UsageError("ファイルは一つだけを、--by か --withdraw と一緒に書いてください。")
        _move(Path(keys[0]), data, names, day, yes, withdraw)
        return
    plan = inputs.plan(data)
    if sheet is not None:
        if keys or withdraw:
            raise click.UsageError("--sheet と一緒に、事柄や --withdraw は書けません。")
        _sheet(plan, sheet, names, day, yes)
        return
    if not keys and (names or day or yes or withdraw):
        raise click.UsageError("どの事柄かを書いてください。handbook confirm だけで一覧が出ます。")
    if not keys:
        _say_open(plan)
    elif withdraw:
        _withdraw(plan, keys, _people(names), yes)
    elif names:
        _record(plan, _chosen(plan, keys), _people(names), _day(day), yes)
    else:
        _say_each(plan, _chosen(plan, keys))


# What is not confirmed


def _say_open(plan: Plan) -> None:
    """What two people have not confirmed, in groups."""
    every, found = len(items(plan)), unconfirmed(plan)
    alone = sum(bool(confirmed_by(plan, item)) for item in found)
    terminal.say(
        f"確かめる事柄は{every}件: 二人が確かめた {every - len(found)}、一人だけ {alone}、"
        f"まだ {len(found) - alone}。"
    )
    if found:
        terminal.say("印刷用（handbook build --final）の前に、紙面に出る事柄を、違う二人が確かめます。")
        terminal.say(
            "handbook confirm 下の名前 で詳しく見て、後に --by 名前 --by 名前 を付けると記録します。"
        )
    for item in items(plan):
        for line in _changed_lines(plan, item):
            terminal.say(f"\n{item.subject}\n{line}")
    report.stray(plan)
    for group, same in grouped(found).items():
        terminal.say(f"\n{group}")
        for line in terminal.wrap(words(plan, same), terminal.line_width() - 4):
            terminal.say(f"    {line}")


def _changed_lines(plan: Plan, item: Item) -> list[str]:
    old: dict[str, list[str]] = {}
    for one in changed(plan, item):
        old.setdefault(one.value, []).append(one.by)
    return [
        f"    値が変わりました: {'、'.join(names)}さんが確かめたのは「{value}」、いまは「{item.value}」です。"
        for value, names in old.items()
    ]


def _say_each(plan: Plan, chosen: Sequence[Item]) -> None:
    """Items one by one, with who has confirmed what."""
    for item in chosen:
        names = confirmed_by(plan, item)
        terminal.say(f"{item.key}\n    {item.subject}「{item.value}」 {report.where(item.place)}")
        said = f"確かめた人: {'、'.join(names)}" if names else "まだだれも確かめていません"
        terminal.say(f"    {said}{'' if len(names) >= NEEDED else f'（あと{NEEDED - len(names)}人）'}")
        terminal.say_all(_changed_lines(plan, item))


def _sheet(plan: Plan, code: str, names: Sequence[str], day: str | None, yes: bool) -> None:
    """Record, or show, all that stands on a sheet: two people have read it."""
    people = _people(names) if names else ()
    if 0 < len(people) < NEEDED:
        raise click.UsageError("校正票は二人で読み合わせます。--by 名前 --by 名前 と、二人を書いてください。")
    found = sheet_of(plan, code).items
    if people:
        _record(plan, found, people, _day(day), yes)
    else:
        _say_each(plan, found)


# What is meant


def _chosen(plan: Plan, keys: Sequence[str]) -> tuple[Item, ...]:
    """The items of these keys, each once. Raises `InputError` with every key that there is not."""
    found: dict[str, Item] = {}
    wrong: list[Problem] = []
    for key in keys:
        same = meant(plan, key.strip().rstrip("/"))
        found |= {item.key: item for item in same}
        wrong += [] if same else [_unknown(plan, key)]
    if wrong:
        raise InputError.stopping(wrong)
    return tuple(found.values())


def _unknown(plan: Plan, key: str) -> Problem:
    if key in addresses(plan):
        return Problem(f"「{key}」は、資料ではっきりしているので、確認は要りません。")
    known = {name for item in items(plan) for name in (item.key, item.group)}
    hint = nearest(key, sorted(known)) or "handbook confirm だけで、名前の一覧が出ます。"
    return Problem(f"「{key}」という事柄はありません。", hint)


def _people(names: Sequence[str]) -> tuple[str, ...]:
    """The names given: one at least, each another person's."""
    people: dict[str, str] = {}
    if not names:
        raise click.UsageError("--by 名前 で、だれの確認かを書いてください。")
    for name in names:
        if person(name) in ("", "名前", "お名前"):
            raise click.UsageError("--by に、確かめた人の名前を書いてください。")
        if re.search("[、，,・/／]", name):
            raise click.UsageError(f"「{name}」は一人ずつ、--by 名前 --by 名前 と書いてください。")
        if (other := people.setdefault(person(name), name)) is not name:
            raise click.UsageError(
                f"「{other}」と「{name}」は同じ人です。二人目には、違う人の名前を書いてください。"
            )
    return tuple(" ".join(name.split()) for name in people.values())


def _day(text: str | None) -> datetime.date:
    today = datetime.date.today()
    if text is None:
        return today
    if (day := dates.day(text)) is None:
        raise click.UsageError(f"--on の「{text}」は日付ではありません（例 2026-04-01、令和8年4月1日）。")
    if day > today:
        raise click.UsageError(f"--on の「{text}」は、まだ来ていません。確かめた日を書いてください。")
    return day


# Recording and withdrawing


def _record(plan: Plan, chosen: Sequence[Item], people: Sequence[str], day: datetime.date, yes: bool) -> None:
    if not (new := _new(plan, chosen, people, day)):
        terminal.say("どれも、もう記録してあります。")
    elif _agreed(plan, f"{_claim(new)}を記録しますか。", yes):
        _put(plan, new)


def _new(plan: Plan, chosen: Sequence[Item], people: Sequence[str], day: datetime.date) -> list[Confirmation]:
    """What is to be recorded, which is shown: what nobody of these has confirmed yet."""
    known = {(one.fact, one.value, person(one.by)) for one in plan.confirmations}
    new = [
        Confirmation(item.key, item.value, name, day)
        for item in chosen
        for name in people
        if (item.key, item.value, person(name)) not in known
    ]
    fresh = {one.fact for one in new}
    _say_each(plan, [item for item in chosen if item.key in fresh])
    return new


def _claim(new: Sequence[Confirmation]) -> str:
    people = "、".join(dict.fromkeys(one.by for one in new))
    return f"この{len({one.fact for one in new})}件の値が正しいと、{people}さんの確認（{new[0].on}）"


def _put(plan: Plan, new: Sequence[Confirmation]) -> None:
    ledger.record(plan.folder, new)
    terminal.say(f"{report.near(Path(plan.folder) / ledger.NAME)} に{len(new)}件を記録しました。")


def _move(
    path: Path, data: str | None, names: Sequence[str], day: str | None, yes: bool, withdraw: bool
) -> None:
    """Record what the old flags of a file speak of with the names of two people, and take them out of it."""
    old, rest = flags.flags(path), flags.without(path)
    folder = path.parent.parent if path.parent.name == "columns" else path.parent
    plan = inputs.plan(data or str(folder), moving=True)
    said = [next(filter(None, (meant(plan, key) for key in flag.keys)), ()) for flag in old if flag.yes]
    chosen = () if withdraw else tuple(dict.fromkeys(item for items in said for item in items))
    if not (names or withdraw):
        _say_each(plan, chosen)
        raise click.UsageError(
            "確かめた二人の名前が要ります。--by 名前 --by 名前 を付けてください。二人が分からなければ、"
            "--withdraw で、記録せずに消すだけになります。"
        )
    new = _new(plan, chosen, () if withdraw else _people(names), _day(day))
    question = f"{report.near(path)} の「{flags.KEY}:」{len(old)}か所を消しますか。"
    if _agreed(plan, f"{_claim(new)}を記録し、{question}" if new else question, yes):
        if new:
            _put(plan, new)
        write_whole(path, rest)
        terminal.say(f"{report.near(path)} の「{flags.KEY}:」{len(old)}か所を消しました。")


def _withdraw(plan: Plan, keys: Sequence[str], people: Sequence[str], yes: bool) -> None:
    whose = {person(name) for name in people}
    wanted = {item.key for key in keys for item in meant(plan, key)} | set(keys)  # also what is no more
    old = [one for one in plan.confirmations if one.fact in wanted and person(one.by) in whose]
    if not old:
        message = f"その事柄に、{'、'.join(people)}さんの確認はありません。"
        raise InputError.of(message, "handbook confirm 事柄 で見られます。", stops=True)
    for one in old:
        terminal.say(f"{one.fact}\n    「{one.value}」 {one.by}（{one.on}）")
    if _agreed(plan, f"この{len(old)}件の確認を取り消しますか。", yes):
        ledger.withdraw(plan.folder, old)
        terminal.say(f"{report.near(Path(plan.folder) / ledger.NAME)} から{len(old)}件を取り消しました。")


def _agreed(plan: Plan, question: str, yes: bool) -> bool:
    """Whether the person at the terminal agrees. Raises `InputError` where nobody can be asked."""
    inputs.check_own(plan, "記録できません")
    if yes:
        return True
    if (answer := terminal.ask(f"{question} はい（y）か いいえ（n）: ")) is None:
        hint = "よければ、同じ命令に --yes を付けてください。"
        raise InputError.of("尋ねる相手がいないので、何も書きませんでした。", hint, stops=True)
    if answer.strip().casefold() in ("y", "yes", "はい", "ｙ"):
        return True
    terminal.say("何も書きませんでした。")
    return False
