"""The goals: for each a bar with its number and title, below it its measures.

Of a measure stands what residents can do, mostly with a box to tick, or what every party does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from functools import partial
from itertools import cycle
from operator import attrgetter

from handbook.blocks import parties
from handbook.blocks.badges import badge
from handbook.blocks.hatch import HATCHES, hatch
from handbook.blocks.kit import (
    FILLED,
    Block,
    Box,
    Kit,
    Options,
    SetText,
    artifact,
    element,
    furniture,
    heading_role,
    level_of,
    paragraph,
    space,
)
from handbook.blocks.setting import Halves
from handbook.blocks.shapes import box_path, framed_box, rule, tag_shape
from handbook.blocks.stacks import halved, headed, never, stacked
from handbook.declaration import Field, ListOf, MapOf, OneOf, table
from handbook.document import Element, Shape
from handbook.edition import Edition
from handbook.plan import Goal, Measure, Passage
from handbook.promise import Promise, Wording, filled, own_words, said
from handbook.units import Rect

OPTIONS = table(
    "計画の目標すべて。題の帯と、取組みごとに、住民にできること、または役割を持つ者すべての役割",
    Field("tag", "words", "題の前に置く札の言葉（番号は後に付きます）"),
    Field(
        "again",
        "words",
        "次の段やページに続く目標の、題の後の言葉（（続き）など。書かなければ、題を繰り返しません）",
        default="",
        conditional=True,
    ),
    Field(
        "roles",
        OneOf(("residents", "all")),
        "だれの役割を載せるか（residents：住民の役割を短く、印を付ける四角と。all：すべての役割を、全文で、地などの印と）",
        default="residents",
    ),
    Field("across", "count", "横に並べる取組みの数（多くてもここまで）", default=3),
    Field(
        "parted",
        "flag",
        "一つの目標を、取組みの間で次の段やページに分けてよいか（二つずつは一緒に）",
        default=True,
    ),
    Field("pictures", MapOf("picture"), "目標の絵（plan.yaml の picture と、絵のファイル）", default=()),
    Field("colors", ListOf("color"), "帯と取組みの題の色（目標の順に。足りなければはじめから繰り返します）"),
    Field("tints", ListOf("color"), "帯の下の地の色（同じく）"),
    FILLED,
    HATCHES,
    Field("paper", "color", "札と、印を付ける四角の中の色"),
    level_of(3),
    Field("tag-style", "style", "札のスタイル", default="goal-tag"),
    Field("title-style", "style", "目標の題のスタイル", default="goal-title", least="text"),
    Field("measure-style", "style", "取組みの題のスタイル", default="measure", least="text"),
    Field("style", "style", "役割のスタイル", default="role", least="text"),
    Field("first-style", "style", "住民の役割のスタイル（roles: all のとき）", default="role", least="text"),
    Field("mark-style", "style", "役割の印のスタイル（roles: all のとき）", default="goal-tag"),
    Field("gutter", "length", "横に並ぶ取組みの間", default=15.0),
    Field("between", "length", "縦に並ぶ取組みの間", default=4.0),
    Field("apart", "length", "目標と目標の間", default=5.0),
    Field("padding", "length", "左右の内側の余白", default=8.0),
    Field("inner", "length", "取組みの上と下の余白", default=4.5),
    Field("bar", "length", "帯を、題の行よりどれだけ高くするか", default=3.0),
    parties.KEY,
    Field(
        "tick-note",
        "words",
        "印を付ける四角が一つでもあるとき、目標の前に添える言葉（できそうなものに □ など）",
        default="",
        conditional=True,
    ),
)

RADIUS = 7.0
TICK = 0.5
"""How much smaller than the em the box to tick is, points: large enough for a shaky pen."""
TICK_APART = 4.5
"""Between it and the words, points."""
BESIDE = 7.0
"""Between a party's mark and its role, points."""
ROLES = 2.0
"""Between the roles of a measure, points."""
MOST_LEAD = 12.0
"""How far a panel that is higher than it need be may open between its bar and the first measures, points."""
SPINE = 9.0
"""Width of a panel's hatched edge, points."""
LINE = 1.2
"""Of the frame that a hatched panel has, points."""


class _Cell:
    """A measure's title and what residents can do, set to a width."""

    def __init__(self, kit: Kit, options: Options, width: float, measure: Measure, color: str) -> None:
        self.title = kit.text(measure.title, options.text("measure-style"), width, color=color)
        self.tick = kit.style(options.text("style")).size - TICK
        self.indent = self.tick + TICK_APART if measure.tick else 0.0
        self.role = kit.text(
            _residents(kit.plan.parties[0].id, measure).short, options.text("style"), width - self.indent
        )
        self.color = color
        self.below = self.role.height
        self.heading = heading_role(options, below=1)

    def draw(self, x: float, y: float, title_height: float, paper: str) -> Element:
        """The cell at (`x`, `y`), its role below `title_height` so that roles of a row agree."""
        role_y = y + title_height
        words = element(
            "LBody",
            paragraph(self.title, x, y + title_height - self.title.height, self.heading),
            paragraph(self.role, x + self.indent, role_y),
        )
        if not self.indent:
            return element("LI", words)
        middle = role_y + self.role.first_baseline - 0.36 * self.role.style.size
        tick = framed_box(
            Rect(x, middle - self.tick / 2, self.tick, self.tick), self.color, 1.1, 2.2, fill=paper
        )
        box = element("Form", tick, actual_text="□", alt="チェック欄", attributes=(("Role", "cb"),))
        return element("LI", element("Lbl", box), words)


class _Duties:
    """A measure's title and what each party does for it, set to a width."""

    def __init__(self, kit: Kit, options: Options, width: float, measure: Measure, color: str) -> None:
        self.title = kit.text(measure.title, options.text("measure-style"), width, color=color)
        self.heading = heading_role(options, below=1)
        paper = kit.color(options.text("paper"))
        self.indent, self.below, self.roles = 0.0, 0.0, []
        for index, party in enumerate(kit.plan.parties):
            if (role := measure.role(party.id)) is not None:
                mark = badge(
                    kit,
                    party.mark,
                    options.text("mark-style"),
                    color,
                    paper,
                    not index and options.flag(FILLED.name),
                )
                indent = 2 * mark.radius + BESIDE
                style = options.text("style" if index else "first-style")
                text = kit.text(role.text, style, width - indent)
                height = max(text.height, 2 * mark.radius) + ROLES
                self.roles.append((mark, indent, text, height))
                self.below += height

    def draw(self, x: float, y: float, title_height: float, paper: str) -> Element:
        """The cell at (`x`, `y`), as `_Cell` draws it."""
        title = paragraph(self.title, x, y + title_height - self.title.height, self.heading)
        items, y = [], y + title_height + ROLES
        for mark, indent, text, height in self.roles:
            middle = y + max(text.style.leading / 2, mark.radius)
            around, marks = mark.draw(x + mark.radius, middle)
            words = text.marks(x + indent, middle - text.style.leading / 2)
            items.append(element("LI", around, element("Lbl", *marks), element("LBody", *words)))
            y += height
        return element("LI", element("LBody", title, element("L", *items)))


_CELLS: dict[str, type[_Cell] | type[_Duties]] = {"residents": _Cell, "all": _Duties}


def _residents(party: str, measure: Measure) -> Passage:
    return measure.role(party) or Passage("")


class _Grid:
    """A goal's measures in rows of so many."""

    def __init__(self, kit: Kit, options: Options, width: float, goal: Goal, color: str, across: int) -> None:
        self.gutter, self.between = options.length("gutter"), options.length("between")
        self.widths = self._widths(kit, options, width, across)
        cell, self.width = _CELLS[options.text("roles")], width
        self.ruled = cell is _Duties
        cells = [
            cell(kit, options, self.widths[index % across], measure, color)
            for index, measure in enumerate(goal.measures)
        ]
        self.rows = [cells[start : start + across] for start in range(0, len(cells), across)]
        self.titles = [max(cell.title.height for cell in row) for row in self.rows]
        self.heights = [
            title + max(cell.below for cell in row) for title, row in zip(self.titles, self.rows, strict=True)
        ]

    @property
    def height(self) -> float:
        return sum(self.heights) + self.between * (len(self.rows) - 1)

    def part(self, rows: Sequence[int]) -> _Grid:
        """It with some of its rows, the same cells."""
        found = copy(self)
        found.rows, found.titles = [self.rows[row] for row in rows], [self.titles[row] for row in rows]
        found.heights = [self.heights[row] for row in rows]
        return found

    def _widths(self, kit: Kit, options: Options, width: float, across: int) -> list[float]:
        """The columns' widths, the same for all goals: equal, unless one needs more for its titles and the
        others have it."""
        own = (width - self.gutter * (across - 1)) / across
        style = options.text("measure-style")
        columns = [
            [each for goal in kit.plan.goals for each in goal.measures[n::across]] for n in range(across)
        ]
        needs = [max((kit.text(each.title, style).width for each in own), default=0.0) for own in columns]
        wide = [need + 0.1 for need in needs if need > own]
        if not wide or len(wide) == across:
            return [own] * across
        rest = (own * across - sum(wide)) / (across - len(wide))
        if rest < max(need for need in needs if need <= own):
            return [own] * across
        return [need + 0.1 if need > own else rest for need in needs]

    def draw(self, x: float, y: float, extra: float, paper: str) -> Element:
        items: list[Element] = []
        for row, title, height in zip(self.rows, self.titles, self.heights, strict=True):
            if items and self.ruled:
                line = y - (self.between + extra) / 2
                items.append(artifact(rule(x, line, x + self.width, line, paper, 1.5)))
            left = x
            for cell, width in zip(row, self.widths, strict=False):
                items.append(cell.draw(left, y, title, paper))
                left += width + self.gutter
            y += height + self.between + extra
        ticks = any(cell.indent for row in self.rows for cell in row)
        return element("L", *items, attributes=(("ListNumbering", "Square"),) if ticks else ())


class _Panel:
    """One goal: the bar at its head with `目標1` in a tag, its title and picture, and the grid below.

    Filled, the bar has the goal's colour and the grid stands on a tint; else a frame holds both. A hatch is
    an edge at the left.
    """

    def __init__(
        self, kit: Kit, options: Options, width: float, goal: Goal, color: str, tint: str, kind: str
    ) -> None:
        self.filled, self.hatch, self.spine = options.flag(FILLED.name), kind, SPINE if kind else 0.0
        self.color, self.tint = kit.color(color), kit.color(tint)
        self.paper = kit.color(options.text("paper"))
        self.heading = heading_role(options)
        self.padding, self.inner = options.length("padding"), options.length("inner")
        self.tag: SetText = kit.text(
            f"{kit.fill(options.text('tag'))}{goal.number}", options.text("tag-style"), color=self.color
        )
        file = options.table("pictures").get(goal.picture)
        self.picture = kit.picture(str(file)) if file else None
        room = width - self.spine - self.tag.width - 70
        self.title = kit.text(goal.title, options.text("title-style"), room)
        again = kit.fill(options.text("again"))
        self.again = kit.text(goal.title + again, options.text("title-style"), room) if again else None
        self.bar = self.title.height + options.length("bar")
        self.icon = self.title.style.leading + options.length("bar") - 3  # the same beside one line and two
        self.begins = True
        inner = width - self.spine - 2 * self.padding
        most = max(1, options.number("across"))
        grids = [_Grid(kit, options, inner, goal, self.color, across) for across in range(most, 0, -1)]
        # The lowest; of equal ones that with the longest lines.
        self.grid = min(reversed(grids), key=lambda grid: grid.height)

    @property
    def height(self) -> float:
        return self.bar + 2 * self.inner + self.grid.height

    def cut(self, height: float, fewest: int = 1) -> Halves[_Panel] | None:
        """It in two between its measures, the lower one with a bar for the eye alone, or with none."""
        grid, gaps = self.grid, [0.0, *[self.grid.between] * (len(self.grid.rows) - 1)]
        room = height - self.bar - 2 * self.inner
        halves = halved(range(len(grid.rows)), grid.heights, gaps, room, fewest=fewest)
        if halves is None:
            return None
        above, below = copy(self), copy(self)
        above.grid, below.grid, below.begins = grid.part(halves[0]), grid.part(halves[1]()), False
        below.bar = self.bar if self.again else 0.0
        return above, lambda: below

    def draw(self, rect: Rect) -> Element:
        spare = rect.height - self.height
        lead = min(spare / (len(self.grid.rows) + 1), MOST_LEAD)
        extra = (spare - lead) / len(self.grid.rows)
        panel = [Shape(box_path(rect, (RADIUS,) * 4), fill=self.tint)] if self.filled else []
        if self.hatch:
            edge = Rect(rect.x, rect.y, self.spine, rect.height)
            panel.append(hatch(edge.inset(LINE, LINE), self.hatch, self.color))
            panel.append(
                rule(edge.right, edge.y + LINE / 2, edge.right, edge.bottom - LINE / 2, self.color, LINE)
            )
        if not self.filled:
            panel.append(framed_box(rect, self.color, LINE))
        x = rect.x + self.spine
        return element(
            "Sect",
            artifact(*panel, kind="Background"),
            *(self._bar(Rect(x, rect.y, rect.right - x, self.bar)) if self.bar else ()),
            self.grid.draw(x + self.padding, rect.y + self.bar + self.inner + lead, extra, self.paper),
        )

    def _bar(self, rect: Rect) -> tuple[Element, ...]:
        above, body = self.tag.body
        tag_height = body + 6
        tag = Rect(
            rect.x + self.padding, rect.y + (rect.height - tag_height) / 2, self.tag.width + 12, tag_height
        )
        title_y = rect.y + (rect.height - self.title.height) / 2
        tag_y = tag.y + 3 - above
        if self.filled:
            bar = Shape(box_path(rect, (RADIUS, RADIUS, 0, 0)), fill=self.color)
        else:
            bar = rule(rect.x, rect.bottom, rect.right, rect.bottom, self.color, LINE / 2)
        tag_color = self.paper if self.filled else self.color
        picture = []
        if self.picture:
            width, y = self.icon * self.picture.ratio, rect.y + (rect.height - self.icon) / 2
            place = Rect(rect.right - self.padding - width, y, width, self.icon)
            picture.append(artifact(self.picture.mark(place)))
        return (
            artifact(bar, tag_shape(tag, tag_color, self.filled), kind="Background"),
            *picture,
            *self._head(tag.x + 6, tag_y, tag.right + 9, title_y),
        )

    def _head(self, tag_x: float, tag_y: float, title_x: float, title_y: float) -> tuple[Element, ...]:
        if self.again and not self.begins:
            return furniture(self.tag, tag_x, tag_y), furniture(self.again, title_x, title_y)
        words = (*space(self.tag, tag_x, tag_y), *self.title.marks(title_x, title_y))
        return (element(self.heading, element("Span", *self.tag.marks(tag_x, tag_y)), *words),)


def _panels(kit: Kit, options: Options, width: float) -> Box:
    looks = [cycle(options.texts(key) or ("",)) for key in ("colors", "tints", HATCHES.name)]
    panels = [
        _Panel(kit, options, width, goal, *look) for goal, *look in zip(kit.plan.goals, *looks, strict=False)
    ]
    gap = options.length("apart")

    def draw(panels: Sequence[_Panel], rect: Rect, extra: float) -> tuple[Element, ...]:
        extra, y, elements = extra / max(1, sum(len(panel.grid.rows) + 1 for panel in panels)), rect.y, []
        for panel in panels:
            height = panel.height + extra * (len(panel.grid.rows) + 1)
            elements.append(panel.draw(Rect(rect.x, y, rect.width, height)))
            y += height + gap
        return tuple(elements)

    return stacked(
        panels,
        draw,
        attrgetter("height"),
        label="目標と取組み",
        between=gap,
        cut=_Panel.cut,
        freely=partial(_Panel.cut, fewest=2) if options.flag("parted") else never,
    )


def measure(kit: Kit, options: Options, width: float) -> Box:
    box = parties.again(_panels(kit, options, width), kit, options, width)
    text = kit.text(kit.fill(_tick_note(kit, options)), options.text("style"), width)
    return headed(box, text.height, partial(paragraph, text), first=True) if text.width else box


def _tick_note(edition: Edition | Kit, options: Options) -> str:
    """What explains the boxes; nothing where there are none."""
    measures = (measure for goal in edition.plan.goals for measure in goal.measures)
    ticked = options.text("roles") == "residents" and any(measure.tick for measure in measures)
    return options.text("tick-note") if ticked else ""


def promises(edition: Edition, options: Options) -> Iterator[Promise]:
    if note := _tick_note(edition, options):
        yield own_words(filled(note, edition))
    if again := filled(options.text("again"), edition):
        yield own_words(again, maybe=True)
    for goal in edition.plan.goals:
        tag = f"{filled(options.text('tag'), edition)}{goal.number}"
        yield Wording(f"目標{goal.number}", (tag, goal.title), labelled=True)
        for measure in goal.measures:
            if options.text("roles") == "all":
                yield from _duties(edition, goal, measure)
                continue
            residents = _residents(edition.plan.parties[0].id, measure)
            what = f"目標{goal.number}の取組みと、わたしたちにできること"
            yield said(what, measure.title, residents.short)


def _duties(edition: Edition, goal: Goal, measure: Measure) -> Iterator[Promise]:
    """A measure's title, and behind it each party's mark with what it does."""
    texts = [measure.title]
    for party in edition.plan.parties:
        if role := measure.role(party.id):
            texts += [party.mark, role.text]
    yield said(f"目標{goal.number}の取組みと役割", *texts)


BLOCK = Block(OPTIONS, measure, promises, lambda of, options: not of.plan.goals)
