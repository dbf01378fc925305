"""The command as a whole: does what the command line asks for and turns every error into words and a code.

In: command-line arguments. Out: 0 done and nothing to mend, 1 something to mend was found,
2 the command could not be carried out. This is the only place that turns errors into codes;
a bug keeps its traceback, since hiding it would help nobody.
"""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from typing import Any

import click

import handbook
from handbook.cli import japanese, report, terminal
from handbook.cli.build import build
from handbook.cli.check import check
from handbook.cli.confirm import confirm
from handbook.cli.diff import diff
from handbook.cli.distribution import distribution
from handbook.cli.edit import edit
from handbook.cli.exchange import export, import_
from handbook.cli.impose import impose
from handbook.cli.imprint import imprint
from handbook.cli.new import new
from handbook.cli.preview import preview
from handbook.cli.proof import matrix, proof
from handbook.cli.readings import readings
from handbook.cli.show import layouts, list_districts, show
from handbook.cli.site import site
from handbook.cli.stickers import stickers
from handbook.cli.validate import validate
from handbook.cli.whatis import whatis
from handbook.errors import InputError, traced


@contextlib.contextmanager
def _ended_as_by_ctrl_c() -> Iterator[None]:
    """Within the block, a closed terminal and the system's wish to end leave nothing half-written, either."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may say what signals do
        return

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    kinds = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {kind: signal.signal(kind, interrupt) for kind in kinds}
    try:
        yield
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)


class Handbook(japanese.Group):
    """The group `handbook`; `main` is Click's entry, also for its test runner."""

    # Click declares overloads by standalone_mode, whose outcomes (never returns, returns) both hold here.
    def main(  # type: ignore[override]
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any
    ) -> Any:
        if not extra.pop("standalone_mode", True):
            return super().main(args, prog_name, standalone_mode=False, **extra)
        terminal.prepare()
        with _ended_as_by_ctrl_c():
            sys.exit(self._run(args, prog_name, **extra))

    def _run(self, args: Sequence[str] | None, prog_name: str | None, **extra: Any) -> int:
        try:
            code = super().main(args, prog_name or "handbook", standalone_mode=False, **extra)
        except click.UsageError as error:
            command = error.ctx.command_path if error.ctx else "handbook"
            report.problems([japanese.usage_problem(error)])
            terminal.warn(f"使い方は {command} --help で見られます。")
            return report.FAILED
        except InputError as error:
            report.problems(error.problems)
            if len(error.problems) > 1:
                terminal.warn(f"直すところは全部で{len(error.problems)}件です。")
            return report.FAILED if error.stops else report.TO_MEND
        except (click.Abort, KeyboardInterrupt):
            terminal.warn("中断しました。書きかけのファイルは残していません。")
            return report.FAILED
        except MemoryError:
            terminal.warn("メモリーが足りず、続けられません。ほかのソフトを閉じてから、打ち直してください。")
            return report.FAILED
        except Exception as error:
            report.bug(traced(error))
            return report.FAILED
        if why := terminal.unwritten():
            terminal.warn(f"画面の代わりの書き出し先に、全部は書けませんでした（{why}）。")
            return report.FAILED
        return code if isinstance(code, int) else report.DONE


@click.group(
    name="handbook",
    cls=Handbook,
    invoke_without_command=True,
    params=[
        japanese.shows(
            ["-V", "--version"], lambda _: f"handbook {handbook.__version__}", help="版の番号を表示します。"
        )
    ],
)
@click.pass_context
def main(context: click.Context) -> None:
    """校区ごとの福祉プラン案内リーフレットを PDF に組みます。

    校区を書かずに handbook build とだけ打つと、全校区分ができます。
    """
    if context.invoked_subcommand is None:
        terminal.warn(main.get_help(context))
        context.exit(report.FAILED)


_COMMANDS = (
    *(build, diff, list_districts, show, layouts, validate, readings, export, import_),
    *(proof, confirm, check, matrix, whatis, preview, edit, site, new),
    *(imprint, distribution, impose, stickers),
)
for command in _COMMANDS:
    main.add_command(command)
