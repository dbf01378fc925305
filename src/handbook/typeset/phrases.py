"""Where a Japanese text parts into phrases (文節), by the model of BudouX.

In: a plain text. Out: the indices at which a new phrase begins. The model is
read once, at first use. Its scores are summed here, a table at a time over the
whole text, which takes half the time of the library's loop over characters.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from itertools import islice, repeat
from operator import add
from pathlib import Path

Scores = dict[str, int]


@cache
def _model() -> tuple[dict[str, Scores], float]:
    """BudouX's Japanese model and its base score (half of the sum of all weights, negated).

    Read from the package's file, because importing the package also imports its HTML tools.
    """
    spec = find_spec("budoux")
    path = Path(spec.origin).parent / "models" / "ja.json" if spec and spec.origin else None
    if path is not None and path.is_file():
        model: dict[str, Scores] = json.loads(path.read_bytes())
    else:
        import budoux

        model = budoux.load_default_japanese_parser().model
    return model, -sum(sum(scores.values()) for scores in model.values()) * 0.5


@cache
def load_tables() -> tuple[Scores, ...]:
    """The model's scores, a table for each kind of feature; they are read once."""
    model = _model()[0]
    names = ("UW1", "UW2", "UW3", "UW4", "UW5", "UW6", "BW1", "BW2", "BW3", "TW1", "TW2", "TW3", "TW4")
    return tuple(model.get(name, {}) for name in names)


def phrase_starts(text: str) -> set[int]:
    """The indices of `text` at which a phrase begins, 0 left out."""
    base = _model()[1]
    # Padding stands for "no character": no feature of the model holds it.
    ones = f"\0\0\0{text}\0\0\0"
    twos = list(map(add, ones, ones[1:]))
    threes = list(map(add, twos, ones[2:]))
    # The features of a place are 1, 2 and 3 characters long and begin 3, 2, 1 … characters before it.
    windows = (
        *(ones[shift:] for shift in range(6)),
        *(twos[shift:] for shift in range(1, 4)),
        *(threes[shift:] for shift in range(4)),
    )
    columns = [
        map(table.get, window, repeat(0)) for table, window in zip(load_tables(), windows, strict=True)
    ]
    scores = map(sum, zip(*columns, strict=False))
    return {place for place, score in enumerate(islice(scores, len(text))) if place and score + base > 0}
