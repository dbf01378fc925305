"""What the editions of a plan need of a layout: characters of its faces, room on its pages.

In: a plan, layouts. Out: the characters that a shared subset must hold; problems for characters that a face
lacks and for editions that do not fit; the columns, and the photographs, that no page prints; kanji that
have no reading.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from handbook.blocks import unprinted, without_photo
from handbook.characters import clusters, named, way_out
from handbook.composer import compose
from handbook.document import Text, marks
from handbook.edition import Edition, extremes, plainest, select
from handbook.errors import InputError, Place, Problem
from handbook.fonts import Face, load_face
from handbook.furigana import unread
from handbook.layout import PLACEHOLDERS, Layout
from handbook.memory import kept
from handbook.plan import Column, PlacedText, Plan
from handbook.promise import WAYS
from handbook.sheet_code import LETTERS
from handbook.typeset import plain_text, readings


def charset(plan: Plan, layout: Layout) -> dict[Face, str]:
    """For each face of the layout that a text of plan or layout needs, the characters that editions need.

    What editions share is taken from one of them, what tells them apart (names,
    readings, desks) from the whole plan; so a shared subset, and with it the bytes of
    an edition, does not depend on which editions are built together. A district's own
    column is left out: where it needs more characters its edition gets fonts of its
    own, and a new column in one district changes no other district's file.
    """
    every, needed = _characters(plan, layout), {*_varying_characters(plan), *LETTERS}
    needed.update(plan.readings.kana if layout.furigana else "")
    drawn: dict[Face, set[str]] = {}
    try:
        document = compose(select(plan, plainest(plan)), layout, date=datetime.date.max)
    except InputError:
        # That edition will tell what is wrong with it; the others may still be good.
        needed |= every
    else:
        for page in document.pages:
            for mark in marks(page.elements):
                if isinstance(mark, Text):
                    drawn.setdefault(mark.run.face, set()).update(clusters(mark.run.text))
    for family in _families(layout):
        for number, face in enumerate(family):
            # Even if only a district's own column needs it: its edition depends on the face's file.
            if number == 0 or any(_given(every, family, number)):
                drawn.setdefault(face, set()).update(_given(needed, family, number))
    return {face: "".join(filter(face.covers, sorted(characters))) for face, characters in drawn.items()}


def _varying_characters(plan: Plan) -> Iterator[str]:
    """The characters of what differs from edition to edition."""
    for district in plan.districts:
        yield from (*clusters(district.name), *district.reading)
    for desk in plan.desks:
        for text in (desk.category, desk.name, desk.phone, desk.fax, desk.hours, desk.address, desk.ask):
            yield from clusters(text)
        yield from (*desk.mail, *desk.web, *desk.as_of)
    for column in plan.columns:
        if not column.districts:
            for text in column.words:
                yield from clusters(printable(text))


@kept(most=8)
def _characters(plan: Plan, layout: Layout) -> frozenset[str]:
    """Those of every text, each once, with the variation selectors behind it."""
    texts = [printable(placed.text) for placed in (*plan.texts, *layout.texts)]
    return frozenset(clusters("\n".join(texts))) - {"\n"}


def _families(layout: Layout) -> list[list[Face]]:
    """The faces of each of the layout's names."""
    return [list(map(load_face, paths)) for paths in layout.faces.values()]


def _given(characters: Iterable[str], family: Sequence[Face], number: int) -> Iterator[str]:
    """The characters that a face of the family sets: those that no face before it has."""
    face, before = family[number], family[:number]
    return (one for one in characters if not any(each.covers(one) for each in before) and face.covers(one))


def check_glyphs(plan: Plan, layout: Layout) -> tuple[Problem, ...]:
    """A problem for every character of a text of plan or layout that some style of the layout cannot set."""
    lacking = {
        one
        for family in _families(layout)
        for one in _characters(plan, layout)
        if not any(face.covers(one) for face in family)
    }
    if not lacking:
        return ()
    problems: dict[tuple[str, Place], Problem] = {}
    for placed in (*plan.texts, *layout.texts):
        for one in lacking.intersection(clusters(printable(placed.text))):
            lack = "、".join(
                family[0].name for family in _families(layout) if not any(face.covers(one) for face in family)
            )
            message = f"{named(one)}が、レイアウト「{layout.name}」の書体（{lack}）にありません。"
            place = placed.place_of(placed.text.find(one))
            problems.setdefault((one, place), Problem(message, way_out(one), place))
    return tuple(sorted(problems.values(), key=lambda problem: problem.place or Place("")))


def check_room(plan: Plan, layout: Layout) -> tuple[Problem, ...]:
    """What keeps the plan's plainest and fullest editions from being composed in the layout, each once."""
    problems: list[Problem] = []
    places: set[Place | None] = set()
    for name in extremes(plan):
        try:
            compose(select(plan, name), layout)
        except InputError as error:
            # What one edition tells of a text, the others need not tell again.
            problems += [problem for problem in error.problems if problem.place not in places]
            places.update(problem.place for problem in error.problems)
    return tuple(problems)


def unread_texts(plan: Plan, layouts: Iterable[Layout] = ()) -> dict[str, tuple[PlacedText, ...]]:
    """The runs of kanji that have no reading, each with the texts of the plan, and of those layouts that set
    furigana, in which it stands."""
    found: dict[str, tuple[PlacedText, ...]] = {}
    for placed in (*plan.texts, *(text for one in layouts if one.furigana for text in one.texts)):
        for run in dict.fromkeys(unread(placed.text, plan.readings)):
            found[run] = (*found.get(run, ()), placed)
    return found


def lost_columns(
    plan: Plan,
    layouts: Iterable[Layout],
    lacked: Callable[[Edition, Layout], tuple[Column, ...]] = unprinted,
) -> dict[Column, tuple[str, ...]]:
    """The columns that no page of the layouts prints, and of whose districts: of its own, each that lacks it;
    none, where it is for the whole city and stands in no edition at all.

    `lacked` says which columns an edition lacks in a layout: all of them, or only their photographs."""
    lost: dict[Column, list[str]] = {}
    printed: set[Column] = set()
    for district in plan.districts:
        edition = select(plan, district.name)
        # A column for the whole city may stand in some editions alone, beside no other: one is enough.
        wanting = {column for column in edition.columns if column.districts or column not in printed}
        lacking = set(wanting)
        for layout in layouts if wanting else ():
            lacking.intersection_update(lacked(edition, layout))
        printed |= wanting - lacking
        for column in lacking:
            lost.setdefault(column, []).extend([district.name] if column.districts else [])
    return {
        column: tuple(lost[column])
        for column in plan.columns
        if column in lost and (column.districts or column not in printed)
    }


def lost_photos(plan: Plan, layouts: Iterable[Layout]) -> dict[Column, tuple[str, ...]]:
    """The columns that are printed without the photograph that they have, as `lost_columns` has them."""
    if not any(column.photo for column in plan.columns):
        return {}
    chosen = tuple(layouts)
    lost = lost_columns(plan, chosen)
    found = lost_columns(plan, chosen, without_photo)
    return {column: names for column, names in found.items() if column not in lost}


def lost_details(plan: Plan, layout: Layout) -> tuple[str, ...]:
    """What the data says of desks and a layout that prints desks does not, with how many say so:
    `受付時間6件`."""
    shown = {one for node in layout.blocks for one in node.options.get("shows", ())}  # type: ignore[attr-defined]
    counted = (
        (what, sum(bool(getattr(desk, name)) for desk in plan.desks))
        for what, name in (("電話番号", "phone"), *WAYS, ("相談できること", "ask"))
        if shown and name not in shown
    )
    return tuple(f"{what}{count}件" for what, count in counted if count)


@lru_cache(maxsize=4096)
def printable(text: str) -> str:
    """The characters of `text` that reach the paper: bases and rubies, without markup and fields."""
    if "{" not in text and "**" not in text:
        return text.replace("\n", "")
    for name in PLACEHOLDERS:
        text = text.replace("{" + name + "}", "")
    return "".join((plain_text(text), *(ruby for _, ruby in readings(text)))).replace("\n", "")
