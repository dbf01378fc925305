"""Why a file is not YAML, in words for its editor.

The place where a parser gave up and the text come in; a `Problem` goes out. The
diagnosis looks only at the text: it does not read the parser's own English message,
which changes from release to release.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from handbook.errors import Place, Problem

# Patterns are strings, compiled when a file is found broken: nobody else should wait for them.
_FULLWIDTH_COLON = r"\s*(?:- +)*([A-Za-z_][A-Za-z_0-9]*)\s*："
_NO_SPACE = r"\s*(?:- +)*([A-Za-z_][A-Za-z_0-9]*):(?=[^\s:/])"
_KEY = r"\s*(?:- +)*[\"']?[^\s\"':#\[\]{}]+[\"']?:(?:\s+|$)"
_FIELD = r"\s*(?:- +)*([A-Za-z_-]+):(?:\s|$)"
_RESERVED = "@`%*&!"


def unreadable_character(text: str, file: str) -> Problem | None:
    """The first character that no file of ours may hold, or a tab that indents a line."""
    if (index := _unreadable_index(text)) is not None:
        code = ord(text[index])
        place = _place(text, file, index)
        if code == 0xFFFD:
            hint = "文字化けの跡です。元の文字に書き直してください。"
            return Problem("読めなくなった文字（�、U+FFFD）があります。", hint, place)
        return Problem(
            f"目に見えない制御文字（U+{code:04X}）があります。", "その文字を消してください。", place
        )
    wide = "\u3000" in text and re.search(
        r"^ *(\u3000)[ \u3000]*(?:- |[A-Za-z_]+:(?:\s|$))", text, re.MULTILINE
    )
    if wide:
        hint = "半角の空白に置き換えてください。"
        return Problem("字下げに全角の空白が使われています。", hint, _place(text, file, wide.start(1)))
    if tab := "\t" in text and re.search(r"^ *\t", text, re.MULTILINE):
        hint = "字下げは半角の空白で書きます。タブを空白2つに置き換えてください。"
        return Problem("字下げにタブが使われています。", hint, _place(text, file, tab.end() - 1))
    return None


def _unreadable_index(text: str) -> int | None:
    if "\ufffd" not in text and text.replace("\n", "").replace("\u3000", "").isprintable():
        return None
    return next((index for index, char in enumerate(text) if _unreadable(char)), None)


def _unreadable(char: str) -> bool:
    """Control characters, what YAML alone takes for line ends, U+FFFD, and what is no character."""
    return (
        (char < " " and char not in "\t\n")
        or "\x7f" <= char <= "\x9f"
        or char in "\u2028\u2029\ufeff\ufffd"
        or "\ud800" <= char <= "\udfff"
        or ord(char) & 0xFFFE == 0xFFFE
    )


def explain(text: str, file: str, line: int, column: int, opening: tuple[int, int] | None) -> Problem:
    """What is wrong near 0-based `line` and `column`; `opening` is where the broken part began."""
    lines = text.split("\n")
    near = [line, *([opening[0]] if opening else []), line - 1]
    candidates = [number for number in dict.fromkeys(near) if 0 <= number < len(lines)]
    for number in candidates:
        if found := _line_problem(lines[number]):
            at, message, hint = found
            return Problem(message, hint, Place(file, number + 1, at + 1))
    if unclosed := _unclosed(lines, opening):
        return Problem(
            unclosed[0], unclosed[1], Place(file, (opening or (0, 0))[0] + 1, (opening or (0, 0))[1] + 1)
        )
    return _by_place(lines, file, candidates or [len(lines) - 1], column)


def _line_problem(line: str) -> tuple[int, str, str] | None:
    """Slips that one line shows by itself: (0-based column, message, hint)."""
    if dot := re.match(r"\s*([ー－‐–—・•●])[^:]*$", line):
        hint = "リストの各行は、半角の「-」と空白で始めてください。"
        return dot.start(1), f"行が「{dot.group(1)}」で始まっています。", hint
    if colon := re.match(_FULLWIDTH_COLON, line):
        hint = f"半角の「:」と空白にしてください（例: {colon.group(1)}: …）。"
        return colon.end() - 1, f"「{colon.group(1)}」の後の「：」が全角です。", hint
    if stuck := re.match(r"\s*-(?=[^\s\-.0-9])", line):
        return (
            stuck.end() - 1,
            "行の始めの「-」の後に空白がありません。",
            "「-」の後に半角の空白を入れてください。",
        )
    if tight := re.match(_NO_SPACE, line):
        hint = f"「:」の後に半角の空白を入れてください（例: {tight.group(1)}: …）。"
        return tight.end() - 1, f"「{tight.group(1)}:」の後に空白がありません。", hint
    key = re.match(_KEY, line)
    dash = re.match(r"\s*(?:- +)+", line)
    start = key.end() if key else dash.end() if dash else len(line)
    if not (value := line[start:]):
        return None
    if value[0] in _RESERVED:
        return start, f"値が「{value[0]}」で始まっています。", '値の全体を "…" で囲んでください。'
    closing = {"{": "}", "[": "]"}.get(value[0], "\0")
    if closing in value and not re.search(r"[\]},]\s*(?:#.*)?$", value):
        hint = (
            f'「{value[0]}」で始まる文章は、全体を "…" で囲んでください（ふりがなで始まる文章も同じです）。'
        )
        return start, f"値が「{value[0]}」で始まっています。", hint
    if value[0] in "\"'" and not _closes(value):
        hint = f"終わりの「{value[0]}」を足すか、全体を反対の種類の引用符で囲んでください。"
        return start, f"引用符「{value[0]}」の始まりと終わりが合っていません。", hint
    if key and re.match(r"[-?](?:\s|$)", value):
        return start, f"値が「{value[0]} 」で始まっています。", '文章なら、全体を "…" で囲んでください。'
    colon = re.search(r":(?:\s|$)", value)
    if value[0] not in "\"'{[|>" and colon:
        what = "の中に「: 」（コロンと空白）があります" if value[colon.end() :] else "が「:」で終わっています"
        return start + colon.start(), f"文章{what}。", '文章の全体を "…" で囲んでください。'
    return None


def _closes(value: str) -> bool:
    """Whether a quoted value ends where it should, with nothing but a comment behind."""
    pattern = r'"(?:[^"\\]|\\.)*"' if value[0] == '"' else r"'(?:[^']|'')*'"
    return re.fullmatch(pattern + r"\s*(?:[,:}\]].*|#.*)?", value) is not None


def _unclosed(lines: list[str], opening: tuple[int, int] | None) -> tuple[str, str] | None:
    if not opening or opening[0] >= len(lines):
        return None
    rest = lines[opening[0]][opening[1] :]
    if (closing := {"[": "]", "{": "}", '"': '"', "'": "'"}.get(rest[:1])) is None:
        return None
    return (
        f"ここで始まる「{rest[0]}」が正しく閉じられていません。",
        f"終わりの「{closing}」や、間の「,」を確かめてください。文章の一部なら、全体を引用符で囲んでください。",
    )


def _by_place(lines: list[str], file: str, rows: Sequence[int], column: int) -> Problem:
    """Nothing plainer was seen: look for a line without a key, then compare indentations."""
    for row in rows:
        written = lines[row].strip()
        if written and ":" not in written and not written.startswith(("-", "#")):
            while row and lines[row - 1].strip() and ":" not in lines[row - 1]:
                row -= 1  # the first of several
            before = (re.match(_FIELD, line) for line in reversed(lines[:row]))
            name = next((match[1] for match in before if match), "text")
            hint = (
                "「項目の名前: 値」か「- 」で始めてください。文章の続きなら、"
                f"「{name}: |」とだけ書いて改行し、文章はどの行も空白2つ下げて書きます。"
            )
            place = Place(file, row + 1, len(lines[row]) - len(lines[row].lstrip()) + 1)
            return Problem("この行には項目の名前と「:」がありません。", hint, place)
    line = rows[0]
    written = lines[line]
    place = Place(file, line + 1, column + 1)
    indent = len(written) - len(written.lstrip(" "))
    above = [row for row in lines[:line] if row.strip() and not row.lstrip().startswith("#")]
    depths = {len(row) - len(row.lstrip(" ")) for row in above}
    if written.strip() and above and indent not in depths:
        hint = f"同じ段の行と字下げをそろえてください（この行は空白{indent}個）。"
        return Problem("字下げが前の行と合っていません。", hint, place)
    hint = "この行と前の行の、字下げ・「:」の後の空白・引用符や括弧の対応を確かめてください。"
    return Problem("YAMLとして読めない書き方です。", hint, place)


def _place(text: str, file: str, index: int) -> Place:
    start = text.rfind("\n", 0, index) + 1
    return Place(file, text.count("\n", 0, index) + 1, index - start + 1)
