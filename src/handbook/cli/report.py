"""What the command says about problems, findings and a finished build.

In: problems, findings, build reports. Out: lines on standard output (what was
done) and on standard error (what is wrong, and what needs care). File names are
shown relative to the folder that the user stands in, so that an editor opens them.
The exit codes stand here too: they mean the same for every command.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from handbook import ledger
from handbook.batch import BuildReport, Outcome, Progress, kind_of
from handbook.batch.whole_set import SetReport
from handbook.check import Finding
from handbook.cli import terminal
from handbook.cli.terminal import listing
from handbook.errors import Place, Problem
from handbook.facts import Item
from handbook.plan import Plan

DONE = 0
"""Done, and nothing to mend; warnings alone count as nothing."""

TO_MEND = 1
"""Something to mend was found: in the data, a PDF, a set; an edition to be printed again."""

FAILED = 2
"""The command could not be carried out: wrong usage, a file missing or unreadable, a full disk, a bug."""


def problems(found: Iterable[Problem]) -> None:
    """Everything that is wrong, with where and how to mend it, to standard error."""
    _grouped(map(shown, found), "同じように直すところ", 50)


def notes(said: Iterable[str]) -> None:
    """What is to be known of a table, to standard error."""
    _grouped((f"ご注意: {line}" for line in said), "同じご注意", 5)


def _grouped(lines: Iterable[str], called: str, most: int) -> None:
    """Lines; of those that are alike but for numbers and what they quote the first, and how many more."""
    alike = Counter[str]()
    last: dict[str, str] = {}
    for line in lines:
        kind = re.sub("「[^」]*」|[0-9.,]+", "", line)
        alike[kind] += 1
        if alike[kind] <= most:
            terminal.warn(line)
        else:
            last[kind] = line
    for kind, line in last.items():
        terminal.warn(f"{called}が、ほかに{alike[kind] - most:,}件あります。最後のもの:\n    {line}")


def shown(problem: Problem) -> str:
    if (place := problem.place) is not None:
        place = Place(near(place.file), place.line, place.column)
    return str(problem._replace(place=place))


def where(place: Place | None) -> str:
    """A file and its line, as an editor opens them; "" where there is none."""
    return f"{near(place.file)}:{place.line}" if place else ""


def near(path: str | Path) -> str:
    """The path as seen from the current folder, where that is shorter; else as it is."""
    text = str(path)
    try:
        relative = os.path.relpath(text)
    except ValueError:  # another drive on Windows
        return text
    return relative if len(relative) < len(text) and not relative.startswith("..") else text


def findings(found: Iterable[Finding]) -> None:
    """What the check holds against one PDF, to standard error."""
    for finding in found:
        where = f"{finding.page}ページ: " if finding.page else ""
        hint = f"\n    → {finding.hint}" if finding.hint else ""
        terminal.warn(f"  {where}{finding.message}［{finding.code}］{hint}")


def bug(trace: str) -> None:
    """A failure of ours, with the traceback that its mending needs."""
    terminal.warn(
        f"{trace}\nhandbook の不具合です。申し訳ありません。上の英文を添えて、開発者にお知らせください。\n"
        "前に作った PDF は壊れていません。"
    )


def whole_set(found: SetReport, plan: Plan) -> None:
    """Whether a set is whole; else how many editions are good, and each fault once with its files."""
    count, folder = len(found.pdfs), near(found.folder)
    editions = (
        f"{'、'.join(found.layouts)} の{plan.district_kind}版{len(found.layouts) * len(found.wanted)}部"
    )
    wrong: dict[tuple[str, ...], list[str]] = {}
    for pdf in found.pdfs:
        if pdf.findings:
            wrong.setdefault(tuple(one.message for one in pdf.findings), []).append(pdf.file)
    looked = f"{count}件を調べました。誤りのある PDF は{len(found.bad)}件です。"
    if not found.findings and not wrong:
        proof = "校正用です。配るものは handbook build --final で作ります。" if found.is_proof else ""
        whole = f"{folder}: {editions}が、全部そろっています。{proof}" if found.layouts else ""
        terminal.note("\n".join(filter(None, (looked, whole))))
        return
    own = {pdf.file: pdf for pdf in found.pdfs}
    total = sum(map(len, wrong.values()))
    kinds = [f"{one.message} {len(one.names)}件" for one in found.findings]
    kinds += [f"中身の誤り {total}件"] if total else []
    usable = "誤りのない校正用は" if found.is_proof else "このまま配れるのは"
    good = f"{editions}のうち、{usable}{found.good}部です。"
    none = f"{plan.title}の{plan.district_kind}版は、見つかりませんでした。"
    terminal.warn(f"{folder}: {good if found.layouts else none}")
    terminal.warn(f"{looked}\n直すところ: {'、'.join(kinds)}")
    for one in found.findings:
        terminal.warn(f"・{one.message}（{len(one.names)}件）［{one.code}］")
        names = listing(one.names, MOST_NAMES, "件")
        for line in (*terminal.wrap(names, terminal.line_width() - 4), f"→ {one.hint}"):
            terminal.warn(f"    {_printable(line)}")
    groups = list(wrong.values())
    for same in groups[:MOST_NAMES]:
        held = own[same[0]].findings
        terminal.warn(f"・{same[0]}: 誤りが{len(held)}件あります。")
        findings(held)
        if same[1:]:
            names = _printable(listing(same[1:], MOST_NAMES, "件"))
            terminal.warn(f"    同じ誤りがほかに{len(same) - 1}件: {names}")
    if rest := [file for same in groups[MOST_NAMES:] for file in same]:
        terminal.warn(f"・中身の誤りがほかに{len(rest)}件: {_printable(listing(rest, MOST_NAMES))}")


def _printable(text: str) -> str:
    """Names are others' words: no terminal should take them for commands."""
    return "".join(char if char.isprintable() or char == "\u3000" else "\ufffd" for char in text)


MOST_NAMES = 60
"""Names of one fault that are told: all districts of a city."""


class BuildProgress:
    """Listens to a build: a bar on a terminal, a line per edition elsewhere or with `-v`; none with `-q`."""

    def __init__(self) -> None:
        plain = terminal.quiet() or terminal.verbose() or not terminal.on_terminal()
        self._bar = None if plain else terminal.ProgressBar("組んでいます")

    def __call__(self, step: Progress) -> None:
        outcome = step.outcome
        if self._bar is not None:
            self._bar.show(step.done, step.total, step.name)
        elif not outcome.skipped or terminal.verbose():
            places = len(str(step.total))
            said = "作れませんでした" if outcome.failed else near(outcome.path)
            why = "。".join(outcome.reasons) or "前に作ったときから何も変わっていません"
            said += f"（{why}）" if terminal.verbose() and not outcome.failed else ""
            terminal.note(f"[{step.done:{places}}/{step.total}] {step.name} {said}")

    def clear(self) -> None:
        if self._bar is not None:
            self._bar.clear()

    def start(self, **_: object) -> None:
        """Whoever typed it knows what was asked for."""

    def refused(self, _: Iterable[Problem]) -> None:
        """Told by the command as a whole (`cli/app.py`), as is `interrupted`."""

    def interrupted(self) -> None:
        pass

    def summary(self, reports: Sequence[BuildReport], _codes: Sequence[int]) -> None:
        """How many, how long, where; what failed and why; what needs care before printing."""
        for report in reports:
            failures(report.failed, report.plan)
            if not terminal.quiet():
                _say_made(report)
            if report.failed:
                names = listing([report.plan.called(outcome.district) for outcome in report.failed])
                terminal.warn(
                    f"{len(report.failed)}部は作れませんでした: {names}\n"
                    "    → 前に作った PDF があれば、そのまま残っています。"
                )
            problems(report.problems)
        if reports and not terminal.quiet():
            for warning in _warnings(reports):
                terminal.warn(f"ご注意: {warning}")


def _warnings(reports: Sequence[BuildReport]) -> Iterator[str]:
    """What needs care before printing, in three lines at most: of more, nobody reads any."""
    report = reports[0]  # what follows is of the plan, and the same for all layouts
    if notes := dict.fromkeys(note for one in reports for note in one.notes):
        yield "。".join(notes) + "。"
    if report.unconfirmed:
        count, lost = len(report.unconfirmed), len(ledger.stray(report.plan))
        beside = f"このデータにない事柄の確認{lost}件は数えません。" if lost else ""
        yield f"事柄{count}件は、まだ二人に確かめられていません（handbook confirm で見られます）。{beside}"
    if report.period_over:
        assert report.plan.period is not None
        last = report.plan.period.last
        yield (
            f"計画期間は{last.year}年{last.month}月{last.day}日に終わっています。"
            "電話番号や窓口が今も同じか、配る前に確かめてください。"
        )


def _say_made(report: BuildReport) -> None:
    """What was made and why, what was left as it was, what must be printed again."""
    checked = "（読み返して検査済み）" if report.checked else "（検査はしていません）"
    made, skipped = _counted(report.made), _counted(report.skipped)
    if reasons := _reasons(report.made):
        terminal.say("作り直したわけ:")
        for why, districts in reasons.items():
            terminal.say(f"  ・{listing(districts, 4, report.plan.district_kind)}: {why}")
    for bundle in report.bundles:
        terminal.say(f"{near(bundle.path)} {'は変わりありません' if bundle.skipped else 'を作りました'}。")
    folder = near(report.folder) + os.sep
    said = f"{made}を {folder} に作りました{checked}。" if made else ""
    if skipped:
        said += f"{skipped}は {folder} に前のままあり、変わりありません。"
    terminal.say(f"{said}{report.seconds:.1f}秒。")
    if report.reprint:
        names = listing([outcome.district for outcome in report.reprint], 12, report.plan.district_kind)
        terminal.say(f"前に刷ったものから紙面が変わったのは{len(report.reprint)}部です: {names}")


def _counted(outcomes: Sequence[Outcome]) -> str:
    """`46部`, and what else was written of the same editions: `46部、テキスト46件`."""
    kinds = Counter(kind_of(outcome.path.name) for outcome in outcomes)
    words = (("pdf", "{}部"), ("txt", "テキスト{}件"), ("html", "HTML{}件"))
    return "、".join(said.format(kinds[kind]) for kind, said in words if kinds[kind])


def _reasons(made: Sequence[Outcome]) -> dict[str, list[str]]:
    """Why editions were made again → their districts; editions made for the first time need no reason."""
    groups: dict[str, list[str]] = {}
    for outcome in made:
        for why in outcome.reasons:
            if outcome.again and outcome.district not in groups.setdefault(why, []):
                groups[why].append(outcome.district)
    return groups


def failures(failed: Sequence[Outcome], plan: Plan) -> None:
    """Why editions failed; a reason that many share is told once, with their names."""
    alike: dict[str, list[Outcome]] = {}
    for outcome in failed:
        found = [finding._replace(rect=None) for finding in outcome.findings]  # where is not told
        reason = "\n".join([*map(str, outcome.problems), *map(str, found), outcome.crash])
        for own in (str(outcome.path), outcome.path.name, outcome.district):
            reason = reason.replace(own, "〃")
        alike.setdefault(reason, []).append(outcome)
    for same in alike.values():
        _failure(same[0], plan)
        if len(same) > 1:
            names = listing([outcome.district for outcome in same[1:]])
            terminal.warn(f"    同じ理由でほかに{len(same) - 1}{plan.district_kind}: {names}")


def _failure(outcome: Outcome, plan: Plan) -> None:
    problems(outcome.problems)
    if outcome.findings:
        terminal.warn(
            f"{plan.called(outcome.district)}: 検査で誤りが見つかったので、PDF を置きませんでした。"
        )
        findings(outcome.findings)
    if outcome.crash:
        terminal.warn(f"{plan.called(outcome.district)}:")
        bug(outcome.crash)


def stray(plan: Plan) -> None:
    """The confirmations of what the plan does not have, in one sentence."""
    if lost := ledger.stray(plan):
        problem = Problem(
            f"確認{len(lost)}件は、このデータにない事柄のものなので、数えません（{lost[0].fact} など）。",
            "ほかの市町村の記録なら、このファイルを外してください。名前を変えた事柄なら、確かめ直してください。",
            lost[0].place,
        )
        terminal.note(f"ご注意: {shown(problem)}", error=True)


def by_districts(plan: Plan, found: Iterable[Item]) -> list[tuple[str, list[Item]]]:
    """What touches the same districts together, under those districts' names; widest first."""
    groups: dict[tuple[str, ...], list[Item]] = {}
    for item in found:
        touched = tuple(d.name for d in plan.districts if item.touches(d.name))
        groups.setdefault(touched, []).append(item)
    return [
        (districts(names, plan), items)
        for names, items in sorted(groups.items(), key=lambda group: -len(group[0]))
    ]


def districts(names: Sequence[str], plan: Plan) -> str:
    """Districts in one phrase: how many, and their names unless they are all."""
    if len(names) == len(plan.districts):
        return f"全{len(names)}{plan.district_kind}"
    if len(names) == 1:
        return plan.called(names[0])
    return f"{len(names)}{plan.district_kind}（{'、'.join(names)}）"
