"""Where a Japanese text parts into phrases (文節), by the model of BudouX.

In: a plain text. Out: the indices at which a new phrase begins. The model is
read once, at first use; the scores are summed here, since only places where a
line may break at all are of interest and the library's own loop visits all.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
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
def _tables() -> tuple[Scores, ...]:
    model = _model()[0]
    names = ("UW1", "UW2", "UW3", "UW4", "UW5", "UW6", "BW1", "BW2", "BW3", "TW1", "TW2", "TW3", "TW4")
    return tuple(model.get(name, {}) for name in names)


def phrase_starts(text: str, places: Iterable[int]) -> set[int]:
    """Those of `places` (indices into `text`) at which a phrase begins."""
    uw1, uw2, uw3, uw4, uw5, uw6, bw1, bw2, bw3, tw1, tw2, tw3, tw4 = (t.get for t in _tables())
    base = _model()[1]
    # Padding stands for "no character": no feature of the model holds it.
    padded = f"\0\0\0{text}\0\0\0"
    starts = set()
    for place in places:
        i = place + 3
        a, b, c, d, e, f = tuple(padded[i - 3 : i + 3])
        bc, cd, de = b + c, c + d, d + e
        score = (
            base
            + uw1(a, 0)
            + uw2(b, 0)
            + uw3(c, 0)
            + uw4(d, 0)
            + uw5(e, 0)
            + uw6(f, 0)
            + bw1(bc, 0)
            + bw2(cd, 0)
            + bw3(de, 0)
            + tw1(a + bc, 0)
            + tw2(b + cd, 0)
            + tw3(c + de, 0)
            + tw4(de + f, 0)
        )
        if score > 0:
            starts.add(place)
    return starts
