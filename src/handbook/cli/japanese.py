"""Click in Japanese: help pages and usage errors.

In: Click's commands, parameters and exceptions. Out: help text with East Asian
widths and usage errors as `Problem`s. Click's own texts go through gettext,
but its columns count characters, so the pages are laid out here; errors are
told apart by their type and fields, never by their English wording.
"""

from __future__ import annotations

import datetime
import difflib
import inspect
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

import click

from handbook.cli import terminal
from handbook.errors import Problem
from handbook.load import dates

_OPTIONS = "[オプション]"


def shows(names: Sequence[str], text: Callable[[click.Context], str], help: str) -> click.Option:
    """A flag that shows a text in place of all else that the command would do."""

    def show(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
        if wanted and not context.resilient_parsing:
            terminal.say(text(context))
            context.exit()

    return click.Option(names, is_flag=True, is_eager=True, expose_value=False, help=help, callback=show)


_QUIET = (["-q", "--quiet"], -1, "誤りと、頼んだ答えだけを表示します。")
_VERBOSE = (["-v", "--verbose"], 1, "読んだファイルと、作った・作らなかったわけも表示します。")


def _loudness(names: Sequence[str], loudness: int, help: str) -> click.Option:
    """A flag of every command that says how much is told; it may stand before the command, too."""

    def hear(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
        if wanted and not context.resilient_parsing:
            terminal.hear(loudness)

    return click.Option(names, is_flag=True, is_eager=True, expose_value=False, help=help, callback=hear)


class Command(click.Command):
    """A command whose help and usage errors are Japanese."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        # Click's own help option looks for translations of its own.
        own = shows(("-h", "--help"), click.Context.get_help, "この説明を表示します。")
        loud = [_loudness(*each) for each in (_QUIET, _VERBOSE)]
        settings["params"] = [*(settings.get("params") or ()), *loud, own]
        super().__init__(*args, **{"options_metavar": _OPTIONS, **settings, "add_help_option": False})

    def get_usage(self, ctx: click.Context) -> str:
        return "使い方: " + " ".join([ctx.command_path, *self.collect_usage_pieces(ctx)])

    def get_help(self, ctx: click.Context) -> str:
        return _help_page(self, ctx)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        # Click words surplus arguments in English and names them nowhere else, so they are taken here.
        ctx.allow_extra_args = True
        try:
            rest = super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx  # Click leaves it out for options used wrongly
            raise
        if rest and not ctx.resilient_parsing:
            raise click.UsageError(f"余分な引数があります: {' '.join(rest)}", ctx)
        return rest


class Group(Command, click.Group):
    """The whole command; its commands are listed in the order in which they were added."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **{"subcommand_metavar": "命令 [引数]...", **settings})

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return click.Group.parse_args(self, ctx, args)  # what follows belongs to a command of the group

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        known = self.list_commands(ctx)
        if args[0] == "help":  # as `handbook --help`, `handbook build --help`
            args = [args[1], "--help"] if args[1:] else args
            if len(args) == 1:
                terminal.say(self.get_help(ctx))
                ctx.exit()
        name = args[0]
        if name not in known:
            near = _nearest(name, known)
            raise _UnknownCommandError(name, near or known, bool(near), ctx)
        return super().resolve_command(ctx, args)


def _nearest(word: str, known: Sequence[str]) -> list[str]:
    """What may have been meant by a mistyped word."""
    return difflib.get_close_matches(word, known, n=3, cutoff=0.5)


class _UnknownCommandError(click.UsageError):
    """A command that is not there, with those that may have been meant."""

    def __init__(self, name: str, offered: list[str], near: bool, ctx: click.Context) -> None:
        super().__init__(f"「{name}」という命令はありません。", ctx)
        self.hint = ("もしかして: " if near else "使える命令: ") + ", ".join(offered)


def _help_page(command: click.Command, ctx: click.Context) -> str:
    size = min(terminal.line_width() + 1, 80)
    lines = [command.get_usage(ctx), ""]
    for line in inspect.cleandoc(command.help or "").split("\n"):
        lines += ["  " + part for part in terminal.wrap(line, size - 2)] if line else [""]
    options = [record for record in map(_option_record, command.get_params(ctx)) if record]
    within = command.commands.items() if isinstance(command, click.Group) else ()
    commands = [(name, inspect.cleandoc(one.help or "").split("\n")[0]) for name, one in within]
    for heading, rows in (("オプション", options), ("命令", commands)):
        if rows:
            lines += ["", f"{heading}:", *_definitions(rows, size)]
    return "\n".join(lines)


def _definitions(rows: list[tuple[str, str]], size: int) -> list[str]:
    """Names on the left, their meaning on the right, wrapped under itself."""
    left = max(terminal.width(name) for name, _ in rows) + 4
    lines = []
    for name, meaning in rows:
        first, *more = terminal.wrap(meaning, size - left)
        lines.append(terminal.pad("  " + name, left) + first)
        lines += [" " * left + line for line in more]
    return lines


def _option_record(parameter: click.Parameter) -> tuple[str, str] | None:
    if not isinstance(parameter, click.Option) or parameter.hidden:
        return None
    names = ", ".join(sorted(parameter.opts, key=len))
    value = "" if parameter.is_flag or parameter.count else f" {parameter.metavar}"
    return names + value, parameter.help or ""


def usage_problem(error: click.UsageError) -> Problem:
    """A usage error of Click's in Japanese, with how to mend it."""
    if isinstance(error, _UnknownCommandError):
        return Problem(error.message, error.hint)
    if isinstance(error, click.NoSuchOption):
        known = [name for name in _option_names(error.ctx) if name.startswith("--")]
        near = _nearest(error.option_name, known)
        return Problem(
            f"「{error.option_name}」というオプションはありません。",
            "もしかして: " + ", ".join(near) if near else "使えるオプション: " + ", ".join(known),
        )
    if isinstance(error, click.BadOptionUsage):
        return _option_usage_problem(error)
    if isinstance(error, click.MissingParameter):
        usage = error.ctx.get_usage() if error.ctx else ""
        return Problem(f"「{_parameter_name(error)}」が書かれていません。", usage)
    if isinstance(error, click.BadParameter):
        return Problem(f"{_parameter_name(error)} の値が使えません: {error.message}")
    return Problem(error.message)


def _option_usage_problem(error: click.BadOptionUsage) -> Problem:
    for parameter in error.ctx.command.params if error.ctx else ():
        if isinstance(parameter, click.Option) and error.option_name in parameter.opts:
            if parameter.is_flag:
                return Problem(f"{error.option_name} に値は付きません。", "= から後ろを消してください。")
            message = f"{error.option_name} のあとに値がありません。"
            hint = f"{error.option_name} {parameter.metavar} のように書いてください。"
            return Problem(message, hint)
    return Problem(f"{error.option_name} の使い方が違います。")


def _option_names(ctx: click.Context | None) -> list[str]:
    if ctx is None:
        return []
    return [
        name
        for parameter in ctx.command.get_params(ctx)
        if isinstance(parameter, click.Option)
        for name in parameter.opts
    ]


def _parameter_name(error: click.BadParameter) -> str:
    parameter = error.param
    if isinstance(parameter, click.Option):
        return max(parameter.opts, key=len)
    return str(parameter.metavar or parameter.name).strip("[].") if parameter else "引数"


def one_of(allowed: Sequence[str]) -> Callable[[click.Context, click.Parameter, Any], Any]:
    """An option's callback that takes only these words: one, or, for a `multiple` option, several, also in
    one (PDF,TXT)."""

    def one(word: str) -> str:
        plain = unicodedata.normalize("NFKC", word).casefold().removeprefix(".")
        if plain not in allowed:
            raise click.BadParameter(f"「{word}」。{'、'.join(allowed)} のどれかを書いてください。")
        return plain

    def read(_context: click.Context, _parameter: click.Parameter, value: Any) -> Any:
        if value is None or isinstance(value, str):
            return value and one(value)
        return tuple(map(one, terminal.parts(*value)))

    return read


def whole_number(least: int, most: int) -> Callable[[click.Context, click.Parameter, str | None], int | None]:
    """An option's callback that reads a number in these bounds; full-width digits are read too."""

    def read(_context: click.Context, _parameter: click.Parameter, value: str | None) -> int | None:
        if value is None:
            return None
        if value.isdecimal() and least <= int(value) <= most:
            return int(value)
        raise click.BadParameter(f"「{value}」。{least}から{most}までの数を書いてください。")

    return read


def day(_context: click.Context, _parameter: click.Parameter, value: str | None) -> datetime.date:
    """An option's callback that reads a day such as 2026-04-01; today where none is given."""
    if value is None:
        return datetime.date.today()
    if found := dates.day(value):
        return found
    raise click.BadParameter(f"「{value}」。2026-04-01 か 令和8年4月1日 のように、年から書いてください。")
