"""`handbook diff`: what changed for which district, and which editions must be printed again.

It is told as a table, CSV, JSON or Markdown. The same change that many districts have is told once, with
their names; CSV and JSON hold each district's own rows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import click

from handbook.batch.reprint import Reprint, reprints_from
from handbook.cli import inputs, japanese, report, terminal
from handbook.errors import InputError
from handbook.files import write_whole
from handbook.plan import Plan
from handbook.resources import check_output
from handbook.spreadsheet import as_csv
from handbook.typeset import plain_text


def table(found: Sequence[Reprint], plan: Plan) -> str:
    """For the terminal: what changed for whom, what to print again, whom to send it to."""
    lines: list[str] = []
    for words, names in _changes(found).items():
        lines += [f"・{words}", *_indented(report.districts(names, plan), 4)]
    needed = [one.district for one in found if one.needed]
    if not lines:
        lines.append("変わったところはありません。")
    lines += ["", *_gone(found, plan)]
    if not needed:
        return "\n".join([*lines, _none(plan)])
    lines += [
        f"刷り直す{plan.district_kind}版: {len(needed)}部",
        *_indented(report.districts(needed, plan), 4),
        *_old_files(found),
        "",
        "送り先ごと:",
    ]
    for desk, names in _recipients(found).items():
        lines += [f"  {desk}", *_indented(report.districts(names, plan), 4)]
    for one in found:
        for problem in one.problems:
            lines += ["", f"{plan.called(one.district)}版は、このままでは組めません: {problem}"]
    return "\n".join(lines)


def markdown(found: Sequence[Reprint], plan: Plan) -> str:
    """For a letter or an issue: the same as the table."""
    lines = ["## 変わったところ", "", f"| 変わったところ | {plan.district_kind} |", "| --- | --- |"]
    rows = [
        f"| {_cell(words)} | {report.districts(names, plan)} |" for words, names in _changes(found).items()
    ]
    lines = [*lines, *rows] if rows else ["## 変わったところ", "", "ありません。"]
    needed = [one.district for one in found if one.needed]
    lines += ["", *_gone(found, plan)]
    lines += [
        f"## 刷り直す{plan.district_kind}版",
        "",
        f"{len(needed)}部: {report.districts(needed, plan)}" if needed else _none(plan),
    ]
    if needed:
        lines += ["", *_old_files(found)]
        lines += ["", "## 送り先", "", f"| 相談先 | 新しい{plan.district_kind}版 |", "| --- | --- |"]
        lines += [
            f"| {_cell(desk)} | {report.districts(names, plan)} |"
            for desk, names in _recipients(found).items()
        ]
    return "\n".join(lines)


def comma_separated(found: Sequence[Reprint], plan: Plan) -> bytes:
    """A row for each change of each district, and for each edition to be printed again without one."""
    kind = plan.district_kind
    told = ("読み", "刷り直し", "変わったもの", "前", "後", "説明")
    cells = [(kind, *told, f"{kind}の相談先（送り先）")]
    for one in found:
        desks = "、".join(one.desks)
        needed = "要" if one.needed else "もう配らない" if one.gone else "不要"
        rows = [(c.subject, plain_text(c.before), plain_text(c.after), c.words) for c in one.changes]
        rows += [("", "", "", reason) for reason in one.reasons]
        rows += [("", "", "", f"前の内容の PDF: {file}") for file in one.files]
        rows += [("", "", "", str(problem)) for problem in one.problems]
        cells += [(one.district, one.reading, needed, *row, desks) for row in rows]
    return as_csv(cells)


def as_json(found: Sequence[Reprint], plan: Plan) -> str:
    """For programs; the fields are described in docs/batch.md."""
    data = {
        "data": plan.folder,
        "reprint": [one.district for one in found if one.needed],
        "gone": [one.district for one in found if one.gone],
        "districts": [
            {
                "district": one.district,
                "reading": one.reading,
                "reprint": one.needed,
                "changes": [
                    {name: getattr(c, name) for name in ("part", "subject", "before", "after", "words")}
                    for c in one.changes
                ],
                "reasons": list(one.reasons),
                "files": list(one.files),
                "problems": [str(problem) for problem in one.problems],
                "desks": list(one.desks),
            }
            for one in found
            if one.needed or one.changes
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=2)


FORMATS: Mapping[str, Callable[[Sequence[Reprint], Plan], str | bytes]] = {
    "table": table,
    "csv": comma_separated,
    "json": as_json,
    "md": markdown,
}


def _changes(found: Iterable[Reprint]) -> dict[str, list[str]]:
    """What changed → the districts for which it did; changes that need no new paper say so."""
    groups: dict[str, list[str]] = {}
    silent: dict[str, bool] = {}
    for one in found:
        for words in (*(change.words for change in one.changes), *(() if one.gone else one.reasons)):
            groups.setdefault(words, []).append(one.district)
            silent[words] = silent.get(words, True) and not (one.needed or one.gone)
    return {
        f"{words}（紙面は変わりません）" if silent[words] else words: names for words, names in groups.items()
    }


def _recipients(found: Iterable[Reprint]) -> dict[str, list[str]]:
    """Desk → the new editions that it should get."""
    groups: dict[str, list[str]] = {}
    for one in found:
        if one.needed:
            for desk in one.desks:
                groups.setdefault(desk, []).append(one.district)
    return groups


def _gone(found: Iterable[Reprint], plan: Plan) -> list[str]:
    """What to do about editions of districts that are no more."""
    names = [one.district for one in found if one.gone]
    if not names:
        return []
    return [
        f"もう配らない{plan.district_kind}版: {'、'.join(map(plan.called, names))}",
        "    → 刷ってある紙と PDF を除いてください。",
        *(f"    → {reason}。" for one in found if one.gone for reason in one.reasons),
        "",
    ]


def _old_files(found: Iterable[Reprint]) -> list[str]:
    """The PDFs of the folder that hold what was so before."""
    files = [file for one in found for file in one.files if not one.gone]
    return [f"前の内容のままの PDF: {len(files)}件", *_indented("、".join(files), 4)] if files else []


def _none(plan: Plan) -> str:
    return f"刷り直しが要る{plan.district_kind}版はありません。"


def _indented(text: str, spaces: int) -> list[str]:
    return [" " * spaces + line for line in terminal.wrap(text, terminal.line_width() - spaces)]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


@click.command(cls=japanese.Command)
@click.argument("old", type=inputs.PATH, metavar="旧フォルダー")
@click.argument("new", type=inputs.PATH, required=False, metavar="[新フォルダー]")
@inputs.layout_option
@inputs.data_option
@click.option(
    "--format",
    "form",
    callback=japanese.one_of(tuple(FORMATS)),
    default="table",
    metavar="形式",
    help="table（画面の表）、csv（Excel）、json、md（Markdown）。書かなければ table。",
)
@click.option(
    "-o", "--out", type=inputs.PATH, metavar="ファイル", help="画面の代わりに、このファイルに書きます。"
)
def diff(old: str, new: str | None, layout: str, data: str | None, form: str, out: str | None) -> int:
    """何が変わり、どの校区版を刷り直すかを表示します。

    旧フォルダーには、前のデータのフォルダーか、build の書き出し先（out など）を書きます。
    新フォルダーを書かなければ、今のデータと比べます。

    終了コードは diff コマンドと同じで、刷り直しも配るのをやめるものもなければ 0、あれば 1、
    比べられなければ 2 です。紙面に出ない変更（出典の注など）だけなら 0 です。
    """
    try:
        if new is not None and data is not None:
            raise InputError.of(
                "新フォルダーと --data の両方が書かれています。", "どちらか一方にしてください。"
            )
        plan, chosen = inputs.plan_and_layout(new if new is not None else data, layout)
        found = reprints_from(Path(old), plan, chosen)
        text = FORMATS[form](found, plan)
        if out is not None:
            check_output(Path(out).parent)
            write_whole(out, text if isinstance(text, bytes) else f"{text}\n".encode())
    except InputError as error:
        # As diff(1): whoever asks "must anything be printed again?" must not take trouble for a yes.
        report.problems(error.problems)
        return report.FAILED
    if out is not None:
        terminal.note(f"{report.near(out)} に書きました。")
    elif isinstance(text, bytes):
        terminal.say_bytes(text)
    else:
        terminal.say(text)
    return report.TO_MEND if any(one.needed or one.gone for one in found) else report.DONE
