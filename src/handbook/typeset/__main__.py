"""`python -m handbook.typeset`: composes standard input, for editors and for comparing with other tools.

In: UTF-8 text, a paragraph a line, with ruby markup. Out: the composed lines, one a
line, paragraphs parted by an empty line; with `--explain` below each why it ends
there. A number or word that does not fit whole is parted at its seams here, so that
any measure gives an answer.
Exit codes: 0 good, 1 a text cannot be set, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import TextIO

from handbook.errors import InputError, Place, Problem
from handbook.fonts import load_face
from handbook.resources import bundled
from handbook.typeset import TextStyle, break_lines
from handbook.typeset.explain import explain
from handbook.typeset.style import LEVELS, PHRASES

_FACES = [bundled("fonts") / name for name in ("BIZUDPGothic-Regular.ttf", "HandbookKanji-Regular.ttf")]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m handbook.typeset",
        description="標準入力の文(1行に1段落)を行に分け、1行ずつ書き出します。段落の間は空行です。",
    )
    parser.add_argument("--measure", type=float, required=True, metavar="PT", help="行の長さ(ポイント)")
    parser.add_argument("--size", type=float, required=True, metavar="PT", help="文字の大きさ(ポイント)")
    parser.add_argument("--level", choices=LEVELS, default="strict", help="禁則の強さ(既定 strict)")
    parser.add_argument(
        "--align", choices=("left", "justify", "center"), default="left", help="行のそろえ方(既定 left)"
    )
    parser.add_argument("--phrase", choices=PHRASES, default="prefer", help="文節で分けるか(既定 prefer)")
    parser.add_argument("--autospace", type=float, default=0.0, metavar="EM", help="和文と英数字の間のアキ")
    parser.add_argument("--hang", action="store_true", help="行末の、。をぶら下げる")
    parser.add_argument(
        "--explain", action="store_true", help="行ごとに、そこで終わる訳と動かしたものを添える"
    )
    parser.add_argument("--font", metavar="FILE", help="書体ファイル(既定は BIZ UDPGothic)")
    return parser


def run(arguments: Sequence[str] | None, source: TextIO, target: TextIO, errors: TextIO) -> int:
    """The command with its streams; returns the exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if not options.measure > 0 or not options.size > 0 or not options.autospace >= 0:
        parser.error("--measure と --size は 0 より大きく、--autospace は 0 以上にしてください。")
    try:
        paragraphs = source.read().splitlines()
        faces = list(map(load_face, [options.font] if options.font else _FACES))
        style = TextStyle(
            face=faces[0],
            others=tuple(faces[1:]),
            size=options.size,
            leading=options.size,
            align=options.align,
            level=options.level,
            phrase=options.phrase,
            whole="prefer",
            autospace=options.autospace,
            hang=options.hang,
        )
        compose = _explained if options.explain else _composed
        composed, problems = [], []
        for number, text in enumerate(paragraphs, 1):
            try:
                composed.append("\n".join(compose(text, options.measure, style)))
            except InputError as error:
                problems += [_placed(problem, number, text) for problem in error.problems]
        if problems:
            raise InputError(problems)
    except InputError as error:
        print(error, file=errors)
        return 1
    except UnicodeDecodeError as error:
        print(f"標準入力が UTF-8 ではありません({error.start + 1} バイト目)。", file=errors)
        print("    → 文字コードを UTF-8 にして保存しなおしてください。", file=errors)
        return 1
    try:
        if composed:
            print("\n\n".join(composed), file=target, flush=True)
    except OSError as error:
        # Whatever is left must not be tried again as Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), target.fileno())
        if isinstance(error, BrokenPipeError):  # its reader has seen enough
            return 0
        print(f"組んだ行を、全部は書けませんでした({error.strerror})。", file=errors)
        return 2
    return 0


def _placed(problem: Problem, line: int, text: str) -> Problem:
    """A problem with the place of what its message quotes, else of its paragraph."""
    quoted = problem.message.partition("「")[2].partition("」")[0].strip("…")
    return problem._replace(place=Place("標準入力", line, text.find(quoted) + 1 or 1))


def _composed(text: str, measure: float, style: TextStyle) -> list[str]:
    return [line.text.rstrip() for line in break_lines(text, measure, style)]


def _explained(text: str, measure: float, style: TextStyle) -> list[str]:
    return [
        f"{line.text.rstrip()}\n    → {''.join(reasons)}" for line, reasons in explain(text, measure, style)
    ]


def main() -> int:
    streams = ((sys.stdin, "utf-8-sig"), (sys.stdout, "utf-8"), (sys.stderr, "utf-8"))
    for stream, encoding in streams:
        stream.reconfigure(encoding=encoding, errors="strict")  # type: ignore[union-attr]
    return run(None, sys.stdin, sys.stdout, sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
