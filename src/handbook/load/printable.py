"""What a printable text may hold: visible characters, markup, placeholders, dates that can be.

A `Scalar` comes in; its text and the problems found in it go out. Whether the fonts have
its characters is not asked here: that needs a layout.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import accumulate

from handbook.characters import clusters
from handbook.errors import Place, Problem
from handbook.load.dates import LATEST_YEAR, date_problems
from handbook.load.file_text import nearest
from handbook.load.nodes import Scalar

# Patterns are strings, compiled when a text first needs them: most texts are plain.
_BRACED = r"\{([^{}\n]*)\}"
_READING = r"[\u3041-\u3096\u30a1-\u30fa\u30fc\u30fb\u309d\u309e]+"
HIRAGANA = "[ぁ-ゖー]+"
KANA = "[ぁ-ゖァ-ヺー・0-9０-９]+"
"""How a word is read; digits stand for those of the word."""
_WIDE_STRONG = r"(?<!＊)＊＊[^＊\n]+＊＊(?!＊)"
_WIDE_MARKUP = "｛[^｛｝{}]*[｜|][^｛｝{}]*｝"
_VOICE_MARKS = "\u3099\u309a"  # combining dakuten and handakuten


NO_TEXT = ("null", "~", "true", "false", "yes", "no", "on", "off")
"""What other programs that read the file take for no text."""


def written_text(scalar: Scalar) -> str:
    """The text a person meant: YAML joins folded lines with a space, which Japanese has no use for.

    A plain value over several lines is joined anew: without a space where either neighbour is
    Japanese, with one between two Latin words. Of a block (|) only the last line's end goes.
    """
    if scalar.style in ("|", ">"):
        return scalar.text.rstrip("\n")
    if scalar.style or not scalar.many_lines:
        return scalar.text
    paragraphs = re.split(r"\n[ \t]*\n", scalar.source)
    return "\n".join(_join([line.strip() for line in each.split("\n")]) for each in paragraphs)


def _join(lines: Sequence[str]) -> str:
    joined = ""
    for line in filter(None, lines):
        latin = joined and joined[-1].isascii() and line[0].isascii()
        joined += (" " if latin else "") + line
    return joined


def text_problems(
    scalar: Scalar, text: str, placeholders: Sequence[str] = (), latest_year: int = LATEST_YEAR
) -> Iterator[Problem]:
    """Everything wrong with `text`, written as `scalar`; it may hold the `placeholders` in braces."""
    if scalar.style == ">" or (scalar.style in ("'", '"') and scalar.many_lines):
        hint = "1行に続けて書いてください。段落を分けるときは「|」の形で書きます。"
        yield Problem("文章が途中で改行されていて、余分な空白が入ります。", hint, scalar.place)
    if not scalar.style and scalar.text.casefold() in NO_TEXT:
        hint = f'その言葉そのものなら、"{scalar.text}" と囲んでください。'
        yield Problem(f"「{scalar.text}」は、YAML では文章ではなく値と読まれる言葉です。", hint, scalar.place)
    yield from _character_problems(scalar, text)
    yield from _markup_problems(scalar, text, placeholders)
    yield from _strong_problems(scalar, text)
    for index, message, hint in date_problems(text, latest_year):
        yield Problem(message, hint, scalar.place_of(index))


def _character_problems(scalar: Scalar, text: str) -> Iterator[Problem]:
    if split := re.search(f".[{_VOICE_MARKS}]", text):
        whole = unicodedata.normalize("NFC", split.group())
        message = f"「{whole}」の濁点・半濁点が別の文字（U+{ord(split.group()[1]):04X}）になっています。"
        yield Problem(message, f"「{whole}」を打ち直してください。", scalar.place_of(split.start()))


def _markup_problems(scalar: Scalar, text: str, placeholders: Sequence[str]) -> Iterator[Problem]:
    wide = re.search(_WIDE_MARKUP, text) if "｛" in text else None
    if wide:
        hint = "ふりがなの記号は半角で {漢字|かんじ} と書きます。"
        yield Problem(f"「{wide.group()}」の記号が全角です。", hint, scalar.place_of(wide.start()))
    if "{" not in text and "}" not in text:
        return
    position = 0
    for braced in re.finditer(_BRACED, text):
        yield from _loose_braces(scalar, text, position, braced.start())
        position = braced.end()
        if problem := _braced_problem(braced.group(1), placeholders):
            yield Problem(*problem, scalar.place_of(braced.start()))
    yield from _loose_braces(scalar, text, position, len(text))


def _strong_problems(scalar: Scalar, text: str) -> Iterator[Problem]:
    """Stars that make nothing strong: that do not close in their paragraph, are empty, or cut ruby."""
    if wide := re.search(_WIDE_STRONG, text) if "＊＊" in text else None:
        hint = "太字の記号は半角で **太字** と書きます。"
        yield Problem(f"「{wide.group()}」の記号が全角です。", hint, scalar.place_of(wide.start()))
    end = 0
    for paragraph in text.split("\n") if "**" in text else ():
        pieces = paragraph.split("**")
        starts = accumulate([len(piece) + 2 for piece in pieces], initial=end)
        end += len(paragraph) + 1
        for number, (start, piece) in enumerate(zip(starts, pieces, strict=False)):
            place = max(0, start - 2)
            if piece.count("{") != piece.count("}"):
                place = start + len(piece)
                message = "「**」が、ふりがなの途中にあります。"
                hint = "**{漢字|かんじ}** のように、ふりがなの全体を囲んでください。"
            elif number % 2 == 0:
                continue
            elif number == len(pieces) - 1:
                message = "「**」に対になる「**」が、同じ段落にありません。"
                hint = "太字は **太字** と書き、段落ごとに閉じます。記号として使うなら全角の「＊」にします。"
            elif not piece.strip():
                message = "「**」と「**」の間に文字がありません。"
                hint = "太字は **太字** と書きます。記号として使うなら全角の「＊」にしてください。"
            else:
                continue
            yield Problem(message, hint, scalar.place_of(place))
            break


def _loose_braces(scalar: Scalar, text: str, start: int, end: int) -> Iterator[Problem]:
    if loose := re.search(r"[{}]", text[start:end]):
        brace = loose.group()
        message = f"「{brace}」に対になる「{'}' if brace == '{' else '{'}」がありません。"
        hint = "ふりがなは {漢字|かんじ} と書きます。記号として使うなら全角の「｛」「｝」にしてください。"
        yield Problem(message, hint, scalar.place_of(start + loose.start()))


def _braced_problem(inner: str, placeholders: Sequence[str]) -> tuple[str, str] | None:
    """Why `{inner}` is neither ruby nor a placeholder: message and hint."""
    whole = f"{{{inner}}}"
    if "|" not in inner:
        if inner in placeholders:
            return None
        if placeholders:
            known = "使える名前：" + "、".join(f"{{{name}}}" for name in placeholders)
            return f"「{whole}」という差し込みはありません。", nearest(inner, list(placeholders)) or known
        if "｜" in inner:
            return f"「{whole}」の「｜」が全角です。", "ふりがなの区切りは半角の「|」です。"
        return f"「{whole}」にふりがながありません。", "ふりがなは {漢字|かんじ} と書きます。"
    base, *parts = inner.split("|")
    if not base or not all(parts):
        return f"ふりがな「{whole}」に空のところがあります。", "{漢字|かんじ} のように両方を書いてください。"
    for part in parts:
        if not re.fullmatch(_READING, part):
            return (
                f"ふりがな「{part}」に仮名でない文字があります。",
                "ふりがなは、ひらがなかカタカナで書きます。",
            )
    if len(parts) > 1 and len(parts) != (length := len(clusters(base))):
        message = f"ふりがな「{whole}」は、{length}文字に対して読みが{len(parts)}個あります。"
        return message, "1字ずつ付けるなら同じ数に、まとめて付けるなら {漢字|かんじ} と書いてください。"
    return None


def essence(text: str) -> str:
    """The characters of `text` that carry meaning: NFKC, without white space and punctuation."""
    plain = re.sub(_BRACED, lambda braced: braced.group(1).split("|")[0], text)
    return "".join(
        char for char in unicodedata.normalize("NFKC", plain) if unicodedata.category(char)[0] not in "ZPC"
    )


def foreign_character(excerpt: str, full: str) -> str | None:
    """The first character of `excerpt` that breaks its being drawn, in order, from `full`; or None."""
    rest = iter(essence(full))
    return next((char for char in essence(excerpt) if char not in rest), None)


def hiragana_problem(text: str, place: Place) -> Problem | None:
    """Whether a reading is something else than hiragana."""
    if re.fullmatch(HIRAGANA, text):
        return None
    wrong = next((char for char in text if not re.match(HIRAGANA, char)), "")
    return Problem(
        f"読み「{text}」の「{wrong}」はひらがなではありません。", "読みは、ひらがなだけで書きます。", place
    )
