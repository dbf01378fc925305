"""words.yaml: words that no line end parts, and long words with the seams at which they may part.

How the file is written, and what a word may be. The names that the data bring along are no words of this
file: they stay whole by themselves (`handbook.blocks.setting`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from handbook.declaration import Field, ListOf, table
from handbook.load.loading import Loading
from handbook.load.nodes import Scalar

SEAM = "｜"

WORDS = table(
    "分けない言葉（words.yaml）",
    Field("words", ListOf("word"), "分けない言葉（行を分けてよい所に、全角の「｜」）"),
)


def check_words(loading: Loading) -> None:
    """Note each word that is none, seams that are not inside their word, and words that stand there twice."""
    seen: dict[str, Scalar] = {}
    for scalar in (scalar for row in loading.rows_of(WORDS) for scalar in row.scalars("words")):
        for problem in _problems(scalar.text):
            loading.report(scalar.place, *problem)
        first = seen.setdefault(scalar.text.replace(SEAM, ""), scalar)
        if first is not scalar:
            word = scalar.text.replace(SEAM, "")
            other = "、分け目が違います" if first.text != scalar.text else "ます"
            message = f"「{word}」が二つあり{other}（最初は{first.place.line}行目）。"
            loading.report(scalar.place, message, "正しいほうだけを残してください。")


def _problems(text: str) -> Iterator[tuple[str, str]]:
    """What is wrong with a word, and how to mend it."""
    parts = text.split(SEAM)
    word = "".join(parts)
    if "|" in text or "{" in text:
        yield (
            f"「{text}」に、ここでは使わない記号があります。",
            "分け目は全角の「｜」で書き、ふりがなは書きません。",
        )
    elif any(char.isspace() for char in word):
        yield f"「{text}」に空白があります。", "空白を消すか、二つの言葉に分けて書いてください。"
    elif not all(parts):
        yield (
            f"「{text}」の分け目（｜）が、言葉のはじめか終わりにあるか、続いています。",
            "分け目は、言葉の中の、行を分けてよい所に一つずつ書いてください。",
        )
    elif len(word) < 2:
        yield f"「{text}」は一文字です。", "一文字は分けようがありません。この行を消してください。"
    elif unicodedata.normalize("NFKC", word).isdecimal():
        yield f"「{text}」は数字だけです。", "数字はいつも分けません。この行を消してください。"
