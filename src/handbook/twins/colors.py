"""The layout's colours, as far as they can be told from what is drawn: the twin looks like its paper.

In: a document, or an element of it. Out: custom properties of CSS. A pair of text and ground that differs
less than 7:1 is left out, and the style sheet's own stays. A dark screen keeps its own text and ground.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from handbook.colors import contrast
from handbook.document import Document, Element, Mark, Shape, Text, bounds, marks

LEAST = 7.0
"""Least contrast of text on its ground (WCAG 2, 1.4.6)."""
WHITE, INK = "#FFFFFF", "#1B2430"


def palette(document: Document) -> Iterator[str]:
    """Rules for the whole page: its text, its headings, the band with the title."""
    elements = [element for page in document.pages for element in page.elements]
    found = {role: _texts(elements, role) for role in ("H1", "H2")}
    drawn = marks(elements)
    texts = [mark for mark in drawn if isinstance(mark, Text)]
    usual = Counter(mark.color for mark in texts if _legible(mark.color, WHITE)).most_common(1)
    light = {"ink": usual[0][0]} if usual else {}
    if found["H2"] and _legible(found["H2"][0].color, WHITE):
        light["deep"] = found["H2"][0].color
    if light:
        yield f"@media print, (prefers-color-scheme: light) {{ :root {{ {_properties(light)} }} }}"
    title = found["H1"][-1] if found["H1"] else None
    band = _ground(title, drawn) if title else None
    if title and band and _legible(title.color, band):
        behind = next(
            (mark for mark in texts[texts.index(title) + 1 :] if _ground(mark, drawn) == band), None
        )
        glow = behind.color if behind and _legible(behind.color, band) else title.color
        yield f":root {{ {_properties({'band': band, 'band-ink': title.color, 'glow': glow})} }}"


def section_colors(group: Element) -> tuple[str, str]:
    """A section's classes, and the rule for the last of them: the colours of its group's ground and of the
    bar under its heading. Both empty where it has none."""
    drawn = marks((group,))
    heading = [mark for role in ("H1", "H2", "H3") for mark in _texts((group,), role)]
    filled = [mark for mark in drawn if isinstance(mark, Shape) and mark.fill]
    if not heading or not filled:
        return "", ""
    box = bounds(heading[-1])
    under = [mark for mark in filled if bounds(mark).contains(box, 1.0)]
    colors = {}
    if under and bounds(under[0]).height > 2 * box.height and _legible(INK, str(under[0].fill)):
        colors["tint"] = str(under[0].fill)
    bar = str(under[-1].fill) if under else ""
    if bar and bar != colors.get("tint") and _legible(heading[-1].color, bar):
        colors.update({"bar": bar, "bar-ink": heading[-1].color})
    if not colors:
        return "", ""
    kinds = [name for name in ("bar", "tint") if name in colors]
    own = "c" + "".join(color[1:] for color in colors.values())
    return " ".join((*kinds, own)), f".{own} {{ {_properties(colors)} }}"


def _texts(elements: Sequence[Element], role: str) -> list[Text]:
    """The texts of the first element of this role."""
    for element in elements:
        inner = [child for child in element.children if isinstance(child, Element)]
        if element.role == role:
            return [mark for mark in marks((element,)) if isinstance(mark, Text)]
        if inner and (found := _texts(inner, role)):
            return found
    return []


def _ground(text: Text, drawn: Sequence[Mark]) -> str | None:
    """What the last shape painted before a text and all round it is filled with."""
    box = bounds(text)
    before = drawn[: next(index for index, mark in enumerate(drawn) if mark is text)]
    shapes = [mark for mark in before if isinstance(mark, Shape) and mark.fill]
    return next((mark.fill for mark in reversed(shapes) if bounds(mark).contains(box, 1.0)), None)


def _properties(colors: dict[str, str]) -> str:
    return "; ".join(f"--{name}: {color}" for name, color in colors.items())


def _legible(color: str, ground: str) -> bool:
    return contrast(color, ground) >= LEAST
