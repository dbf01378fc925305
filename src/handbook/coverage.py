"""What the editions of a plan need of a layout: characters of its faces, room on its pages.

In: a plan, layouts. Out: the characters that a shared subset must hold; problems for characters that a face
lacks and for editions that do not fit; the columns that no page prints.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from handbook.blocks import unprinted
from handbook.composer import compose
from handbook.document import Text, marks
from handbook.edition import extremes, plainest, select
from handbook.errors import InputError, Place, Problem
from handbook.fonts import Face, load_face
from handbook.layout import PLACEHOLDERS, Layout
from handbook.plan import Column, Plan
from handbook.typeset import plain_text, readings


def charset(plan: Plan, layout: Layout) -> dict[Face, str]:
    """For each face of the layout, the characters that the editions of the plan need.

    What editions share is taken from one of them, what tells them apart (names,
    readings, desks) from the whole plan; so a shared subset, and with it the bytes of
    an edition, does not depend on which editions are built together. A district's own
    column is left out: where it needs more characters its edition gets fonts of its
    own, and a new column in one district changes no other district's file.
    """
    varying = set(_varying_characters(plan))
    faces = {load_face(path): set(varying) for path in layout.faces.values()}
    try:
        document = compose(select(plan, plainest(plan)), layout)
    except InputError:
        # That edition will tell what is wrong with it; the others may still be good.
        for placed in (*plan.texts, *layout.texts):
            for characters in faces.values():
                characters.update(printable(placed.text))
    else:
        for page in document.pages:
            for mark in marks(page.elements):
                if isinstance(mark, Text):
                    faces[mark.run.face].update(*mark.run.texts)
    return {
        face: "".join(character for character in sorted(characters) if face.covers(character))
        for face, characters in faces.items()
    }


def _varying_characters(plan: Plan) -> Iterator[str]:
    """The characters of what differs from edition to edition."""
    for district in plan.districts:
        yield from (*district.name, *district.reading)
    for desk in plan.desks:
        for text in (desk.category, desk.name, desk.phone, desk.fax, desk.hours, desk.address, desk.ask):
            yield from text
        yield from (*desk.mail, *desk.web)
    for column in plan.columns:
        if not column.districts:
            for text in (column.title, column.text, column.date):
                yield from printable(text)


def check_glyphs(plan: Plan, layout: Layout) -> tuple[Problem, ...]:
    """A problem for every character of the plan or layout that a face of the layout lacks."""
    problems = []
    texts = (*plan.texts, *layout.texts)
    characters = "".join(set().union(*[printable(placed.text) for placed in texts]))
    for name, path in layout.faces.items():
        face = load_face(path)
        lacking = set(face.missing(characters))
        for placed in texts if lacking else ():
            for character in dict.fromkeys(printable(placed.text)):
                if character not in lacking:
                    continue
                problems.append(
                    Problem(
                        f"文字「{character}」（U+{ord(character):04X}）が、"
                        f"レイアウト「{layout.name}」の書体 {name}（{face.name}）にありません。",
                        "別の字（たとえば常用の字体）に置きかえるか、かなで書いてください。",
                        placed.place,
                    )
                )
    return tuple(problems)


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


def lost_columns(plan: Plan, layouts: Iterable[Layout]) -> dict[Column, tuple[str, ...]]:
    """The columns that no page of the layouts prints, and of whose districts: of its own, each that lacks it;
    none, where it is for the whole city and stands in no edition at all."""
    lost: dict[Column, list[str]] = {}
    printed: set[Column] = set()
    for district in plan.districts:
        edition = select(plan, district.name)
        # A column for the whole city may stand in some editions alone, beside no other: one is enough.
        wanting = {column for column in edition.columns if column.districts or column not in printed}
        lacking = set(wanting)
        for layout in layouts if wanting else ():
            lacking.intersection_update(unprinted(edition, layout))
        printed |= wanting - lacking
        for column in lacking:
            lost.setdefault(column, []).extend([district.name] if column.districts else [])
    return {
        column: tuple(lost[column])
        for column in plan.columns
        if column in lost and (column.districts or column not in printed)
    }


@lru_cache(maxsize=4096)
def printable(text: str) -> str:
    """The characters of `text` that reach the paper: bases and rubies, without markup and fields."""
    if "{" not in text:
        return text.replace("\n", "")
    for name in PLACEHOLDERS:
        text = text.replace("{" + name + "}", "")
    return "".join((plain_text(text), *(ruby for _, ruby in readings(text)))).replace("\n", "")
