"""A page as it would be, as a picture, with what is wrong with it; and how much room a text has left.

In: an edition, a view of it. Out: a picture, and where on it something is too long. Of the pages
only the one that is looked at becomes one.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from itertools import chain

from handbook.blocks import unprinted
from handbook.composer import compose, compose_marked
from handbook.coverage import charset
from handbook.edition import Edition, Entry
from handbook.errors import InputError, Problem
from handbook.layout import Layout
from handbook.pdf import FontSet, render_pdf
from handbook.plan import Column, Plan
from handbook.preview import bmp, page_images
from handbook.typeset import plain_text
from handbook.web.editor.values import Drawn, Overfull, Told

MOST_ROOM = 400
"""Characters; of a text that has room for more, it is not said for how many."""

_MORE = "地域のみんなで支え合い、困ったときはお互いさまと声をかけ合っています。"
"""How long a text is that is not there yet is tried with these words."""


class View:
    """A layout that is looked at, with what one picture leaves for the next of nearly the same edition."""

    def __init__(self, layout: Layout, plan: Plan) -> None:
        """The `plan` says which characters are usual."""
        self.layout = layout
        self.fonts = FontSet(charset(plan, layout))
        self.contents: tuple[Entry, ...] = ()


def drawn(
    edition: Edition,
    view: View,
    page: int,
    width: int,
    day: datetime.date,
    told: Callable[[Sequence[Problem]], Mapping[Problem, Sequence[Told]]] | None = None,
) -> Drawn:
    """The page (from 1; the last one where it has fewer), `width` pixels wide; red frames show what is wrong.
    `told` says at which fields.

    Raises `InputError` where nothing can be composed.
    """
    begun = edition._replace(contents=view.contents)
    document, problems, faults, view.contents = compose_marked(begun, view.layout, day)
    at = max(0, min(page, len(document.pages)) - 1)
    sheet = document.pages[at]
    try:
        pdf = render_pdf(document, view.fonts)
    except ValueError as error:  # such as a mark of a note where none is explained
        raise InputError.of(f"この紙面は、組めません（{error}）。", "直した所を見直してください。") from None
    image = page_images(pdf, 72 * width / sheet.width, [at + 1])[0]
    fields = told(problems) if told and problems else {}
    marks = [
        Overfull(
            *(fault.rect.x / sheet.width, fault.rect.y / sheet.height),
            *(fault.rect.width / sheet.width, fault.rect.height / sheet.height),
            fault.characters,
            fault.problem.message,
            fields[fault.problem][0].key,
        )
        for fault in (faults[at] if fields else ())
    ]
    names = tuple([one.name for one in document.pages])
    said = tuple(chain.from_iterable(fields.values()))
    return Drawn(bmp(image), names, at + 1, said, tuple(marks))


def room(
    edition: Edition, layout: Layout, column: Column, day: datetime.date, waited_for: Callable[[], bool]
) -> int | None:
    """How many characters more a column's text may have; None where that is not limited by `MOST_ROOM`, where
    it is too long already, where it is not printed, and where it is broken off as it is `waited_for`.

    It is composed with longer and longer texts: what is said is true of words like those that it has.
    """
    if column not in edition.columns or column in unprinted(edition, layout):
        return None
    words = plain_text(column.text).replace("\n", "") + _MORE

    def fits(count: int) -> bool:
        if waited_for():
            return False
        more = (words * (count // len(words) + 1))[:count]
        longer = column._replace(text=column.text.rstrip("\n") + more)
        columns = tuple([longer if one is column else one for one in edition.columns])
        try:
            compose(edition._replace(columns=columns), layout, date=day)
        except InputError:
            return False
        return True

    found = None if not fits(0) or fits(MOST_ROOM) else _last(fits, 0, MOST_ROOM)
    return None if waited_for() else found


def _last(holds: Callable[[int], bool], low: int, high: int) -> int:
    """The highest number of which something holds that holds of the low one and not of the high one."""
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low
