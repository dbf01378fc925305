"""What a sheet says that bears a code, and whether that is still so.

In: an output folder, a code, the plan as it is now. Out: a `Known` for each edition that the code stands
for. Whether it is still true is told by the code that the edition would bear now, what has changed from the
values that the manifest keeps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from handbook.batch.manifest import NAME, Manifest, Sheet, read_manifest
from handbook.blocks import promises
from handbook.changes import Change, changes, contents
from handbook.edition import Edition, select
from handbook.errors import InputError
from handbook.layout import Layout
from handbook.plan import Plan
from handbook.promise import Number
from handbook.sheet_code import sheet_code
from handbook.typeset import plain_text


class Known(NamedTuple):
    """An edition that a code stands for. `now` is its code now, empty where its district is no more."""

    district: str
    layout: Layout
    now: str
    changes: tuple[str, ...]
    """What has changed since, in words."""


def whatis(folder: Path, code: str, plan: Plan, load: Callable[[str], Layout]) -> tuple[Known, ...]:
    """The editions that a code stands for in a folder, none where it is not known there.

    Raises `InputError` if the folder has no manifest that can be read, or a layout cannot be loaded.
    """
    manifest = read_manifest(folder)
    if not manifest.sheets:
        said = manifest.note or f"フォルダー「{folder}」に、作成記録（{NAME}）がありません"
        hint = "handbook build の書き出し先を指定してください。"
        if manifest.note:
            hint = "控えがあれば戻してください。handbook build で作り直すと、これからの紙の番号は分かります。"
        raise InputError.of(f"{said}。", hint, stops=True)
    return tuple(
        _known(manifest, sheet, plan, load(sheet.layout), code)
        for key, sheet in manifest.sheets.items()
        if key.partition("/")[0] == code
    )


def _known(manifest: Manifest, sheet: Sheet, plan: Plan, layout: Layout, code: str) -> Known:
    before = manifest.contents(sheet)
    if all(district.name != sheet.district for district in plan.districts):
        return Known(sheet.district, layout, "", tuple(one.words for one in changes(before, None)))
    edition = select(plan, sheet.district)
    now = sheet_code(edition, layout)
    if now == code:
        return Known(sheet.district, layout, now, ())
    found = list(changes(before, contents(edition, bool(sheet.others))))
    words = [one.words for one in _printed(found, edition, layout)]
    words += _own_words(manifest.values[sheet.words].values(), [placed.text for placed in layout.texts])
    return Known(sheet.district, layout, now, tuple(words or [one.words for one in found]))


def _printed(found: list[Change], edition: Edition, layout: Layout) -> Iterator[Change]:
    """Without changes of a wording that this layout does not print."""
    texts = [
        text
        for one in promises(edition, layout)
        for text in ((one.number,) if isinstance(one, Number) else one.texts)
    ]
    printed = "\n".join(map(plain_text, texts))
    return (one for one in found if one.part != "plan" or plain_text(one.after) in printed)


def _own_words(before: Iterable[str], after: Iterable[str]) -> Iterator[str]:
    """How a layout's own words have changed."""
    old, new = dict.fromkeys(before), dict.fromkeys(after)
    for texts, others, what in ((new, old, "加わりました"), (old, new, "なくなりました")):
        yield from (f"レイアウトの言葉「{plain_text(text)}」が{what}" for text in texts if text not in others)
