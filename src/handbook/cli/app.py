"""The command as a whole: does what the command line asks for and turns every error into words and a code.

In: command-line arguments. Out: 0 all good, 1 findings, failures or data that
cannot be used, 2 wrong usage. This is the only place that catches errors; a
bug keeps its traceback, since hiding it would help nobody.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import click

import handbook
from handbook.cli import japanese, report, terminal
from handbook.errors import InputError, traced

GOOD, BAD, WRONG_USAGE = 0, 1, 2
"""Exit codes."""

COMMANDS = {
    "build": "handbook.cli.build:build",
    "diff": "handbook.cli.diff:diff",
    "list": "handbook.cli.show:list_districts",
    "show": "handbook.cli.show:show",
    "layouts": "handbook.cli.show:layouts",
    "validate": "handbook.cli.validate:validate",
    "check": "handbook.cli.check:check",
    "preview": "handbook.cli.preview:preview",
}
"""Where each command is, in the order in which help shows them."""


class Handbook(japanese.Group):
    """The group `handbook`; `main` is Click's entry, also for its test runner."""

    # Click declares overloads by standalone_mode, whose outcomes (never returns, returns) both hold here.
    def main(  # type: ignore[override]
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any
    ) -> Any:
        if not extra.pop("standalone_mode", True):
            return super().main(args, prog_name, standalone_mode=False, **extra)
        terminal.prepare()
        sys.exit(self._run(args, prog_name, **extra))

    def _run(self, args: Sequence[str] | None, prog_name: str | None, **extra: Any) -> int:
        try:
            code = super().main(args, prog_name or "handbook", standalone_mode=False, **extra)
        except click.UsageError as error:
            command = error.ctx.command_path if error.ctx else "handbook"
            report.problems([japanese.usage_problem(error)])
            terminal.say(f"使い方は {command} --help で見られます。", error=True)
            return WRONG_USAGE
        except InputError as error:
            report.problems(error.problems)
            if len(error.problems) > 1:
                terminal.say(f"直すところは全部で{len(error.problems)}件です。", error=True)
            return BAD
        except (click.Abort, KeyboardInterrupt):
            terminal.say("中断しました。書きかけのファイルは残していません。", error=True)
            return BAD
        except Exception as error:
            report.bug(traced(error))
            return BAD
        return code if isinstance(code, int) else GOOD


@click.group(
    name="handbook",
    cls=Handbook,
    places=COMMANDS,
    invoke_without_command=True,
    params=[
        japanese.shows(
            ["--version"], lambda _: f"handbook {handbook.__version__}", help="版の番号を表示します。"
        )
    ],
)
@click.pass_context
def main(context: click.Context) -> None:
    """校区ごとの福祉プラン案内リーフレットを PDF に組みます。

    校区を書かずに handbook build とだけ打つと、全校区分ができます。
    """
    if context.invoked_subcommand is None:
        terminal.say(main.get_help(context), error=True)
        context.exit(WRONG_USAGE)
