"""Makes src/handbook/typeset/compounds.txt: the words of which compounds of kanji, and of katakana, are made.

    python -m venv env && env/bin/pip install sudachidict_small sudachipy
    env/bin/python scripts/compounds.py

In: the small edition of SudachiDict (Apache License 2.0). Out: for each first character a line of the
words that begin with it and how rare each is. Names of people are left out: they are found in any
compound (支援 holds a 援, 福祉 a 祉), and a plan brings its own names. Run it when the dictionary is to
be renewed; the list is kept with the program, which needs no analyser to run.
"""

from __future__ import annotations

import re
import struct
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import sudachidict_small
from sudachipy import Dictionary

TARGET = Path(__file__).parents[1] / "src" / "handbook" / "typeset" / "compounds.txt"

KANJI, KATAKANA = re.compile("[一-鿿々]{1,4}"), re.compile("[ァ-ヺー]{3,}")
RAREST = {KANJI: 8000, KATAKANA: 2139}
"""The costs of the dictionary up to which a word is taken. Beyond them are names, old words, and tens of
thousands of words of katakana that all have one cost: nobody has counted them."""
STEP = 400
"""What of the dictionary's cost one letter stands for."""
PREFIX, SUFFIX = "接頭辞", "接尾辞"
RARE = 1 << 15
LIKELIER = 1500
"""By how much an affix is likelier inside a compound than its cost says."""


def entries() -> Iterator[tuple[str, tuple[str, ...], int]]:
    """The dictionary's words with their part of speech and cost, which sudachipy does not give: it stands
    behind two numbers of the word's record, to which its id points (in units of 8 bytes)."""
    data = (Path(sudachidict_small.__file__).parent / "resources" / "system.dic").read_bytes()
    begun = block(data, b"Entries")
    for word in Dictionary(dict="small").entries():
        (cost,) = struct.unpack_from("<h", data, begun + 8 * (word.word_id() & 0x0FFFFFFF) + 4)
        yield word.raw_surface(), word.part_of_speech(), cost


def block(data: bytes, name: bytes) -> int:
    """Where a block of the dictionary begins: a variable-length number behind its name in the header."""
    place, shift, begun = data.index(name, 0, 4096) + len(name), 0, 0
    while True:
        begun |= (data[place] & 0x7F) << shift
        if data[place] < 0x80:
            return begun
        place, shift = place + 1, shift + 7


def main() -> None:
    words: dict[str, int] = {}
    affixes: dict[tuple[str, str], int] = {}
    for text, part, cost in entries():
        if not cost or "人名" in part or part[0] in ("記号", "補助記号"):
            continue
        if part[0] in (PREFIX, SUFFIX):
            cost -= LIKELIER
        script = next((script for script in RAREST if script.fullmatch(text)), None)
        if script and (cost <= RAREST[script] or len(text) == 1):
            words[text] = min(words.get(text, cost), cost)
            affixes[part[0], text] = min(affixes.get((part[0], text), cost), cost)
    lines: dict[str, list[str]] = defaultdict(list)
    for text, cost in sorted(words.items()):
        letter = chr(ord("a") + max(0, min(25, cost // STEP)))
        leads = affixes.get((PREFIX, text), RARE) < affixes.get((SUFFIX, text), RARE)
        lines[text[0]].append(text[1:] + (letter.upper() if leads else letter))
    TARGET.write_text("".join(f"{first}{''.join(rest)}\n" for first, rest in lines.items()), encoding="utf-8")


if __name__ == "__main__":
    main()
