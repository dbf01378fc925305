"""Readings that a dictionary proposes for the kanji that nobody has given one.

In: texts, the readings that there are. Out: words with their kana, for a person to look at: an analyser knows
neither names nor what a word means here. The analyser (SudachiPy with its small dictionary) is an extra.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from handbook.errors import InputError
from handbook.furigana import HAN, Readings, align, hiragana, unread
from handbook.load.printable import KANA


def proposals(texts: Iterable[str], readings: Readings) -> Mapping[str, str]:
    """Word → its kana, for the words in which a kanji has no reading. Without the extra an `InputError`."""
    try:
        # Here and not above: it is an extra.
        from sudachipy import Dictionary, SplitMode
    except ImportError:
        hint = "pip install 'handbook[readings]' で入ります。入れなくても、readings.yaml に書き足せます。"
        raise InputError.of(
            "読みの案を出す SudachiPy が、この Python に入っていません。", hint, stops=True
        ) from None
    tokenizer = Dictionary(dict="small").tokenizer(mode=SplitMode.A)
    found: dict[str, str] = {}
    for text in texts:
        missing = set(unread(text, readings))
        for token in tokenizer.tokenize(text) if missing else ():
            word, kana = token.surface(), hiragana(token.reading_form())
            own = re.search(f"[{HAN}]", word) and any(run in word or word in run for run in missing)
            # Of a kanji that it does not know the analyser gives the kanji.
            if own and re.fullmatch(KANA, kana) and align(word, kana) is not None:
                found.setdefault(word, kana)
    return found
