"""Annotations, form fields and actions (Matterhorn 25, 28; PDF/A 6.3 to 6.5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from handbook.check.finding import Finding, quote
from handbook.check.standards.catalogue import found
from handbook.readback.anatomy import Anatomy
from handbook.readback.model import Dictionary
from handbook.readback.objects import Objects
from handbook.readback.structure import Annotation, StructureElement

_KEPT = frozenset(
    (
        *("Text", "Link", "FreeText", "Line", "Square", "Circle", "Polygon", "PolyLine", "Highlight"),
        *("Underline", "Squiggly", "StrikeOut", "Stamp", "Caret", "Ink", "Popup", "Widget"),
        *("PrinterMark", "TrapNet", "Watermark"),
    )
)
"""Types of annotations that PDF/A-2 allows (6.3.1), without attachments, which `a-6.8` is about."""
_INVISIBLE, _HIDDEN, _PRINT, _NO_VIEW, _TOGGLE = 1, 2, 4, 32, 256
"""Bits of an annotation's F (ISO 32000-1, 12.5.3)."""
_ACTIONS = frozenset(("GoTo", "GoToR", "GoToE", "Thread", "URI", "Named", "SubmitForm"))
_NAMED = frozenset(("NextPage", "PrevPage", "FirstPage", "LastPage"))
MOST_ACTIONS = 1_000

Holders = Mapping[int, tuple[StructureElement, ...]]
"""Object number of an annotation → the elements that it lies in, innermost last."""


def check_annotations(file: Anatomy) -> Iterator[Finding]:
    objects = file.objects
    holders: dict[int, tuple[StructureElement, ...]] = {}
    for element, above in file.tree.walk() if file.tree is not None else ():
        for kid in element.kids:
            if isinstance(kid, Annotation) and kid.number is not None:
                holders[kid.number] = (*above, element)
    for page, number, annotation in file.annotations:
        path = holders.get(number, ()) if number is not None else ()
        yield from _tagged(objects, page, annotation, path)
        yield from _kept(objects, page, annotation)
    for page in sorted({page for page, _, _ in file.annotations}):
        tabs = objects.name(file.pages[page - 1].dictionary.get("Tabs"))
        if tabs != "S":
            yield found("ua-28-009" if tabs else "ua-28-008", page=page)
    yield from _forms(objects)
    yield from _actions(file)


def _tagged(
    objects: Objects, page: int, annotation: Dictionary, path: tuple[StructureElement, ...]
) -> Iterator[Finding]:
    """The rules of PDF/UA for one annotation."""
    kind = objects.name(annotation.get("Subtype"))
    flags = int(objects.number(annotation.get("F")) or 0)
    if kind == "TrapNet":
        yield found("ua-28-007", page=page)
    if flags & _HIDDEN or kind in ("Popup", "TrapNet"):
        return
    roles = {element.standard for element in path}
    where = _described(objects, annotation)
    contents = (objects.text(annotation.get("Contents")) or "").strip()
    alt = any((element.alt or "").strip() for element in path[-1:])
    if kind == "PrinterMark":
        if path:
            yield found("ua-28-017", page=page)
    elif kind == "Link":
        if "Link" not in roles:
            yield found("ua-28-011", page=page, where=where)
        if not contents:
            yield found("ua-28-012", page=page, where=where)
    elif kind == "Widget":
        if "Form" not in roles:
            yield found("ua-28-010", page=page, where=where)
        if (
            not (objects.text(annotation.get("TU")) or "").strip()
            and not alt
            and not _parent_name(objects, annotation)
        ):
            yield found("ua-28-005", page=page, where=where)
    else:
        if "Annot" not in roles:
            yield found("ua-28-002", kind, page, where)
        if not contents and not alt:
            yield found("ua-28-004", kind, page, where)


def _parent_name(objects: Objects, field: Dictionary) -> bool:
    """Whether a field above a widget has the name that is read aloud."""
    for _ in range(20):
        field = objects.dictionary(field.get("Parent"))
        if (objects.text(field.get("TU")) or "").strip():
            return True
    return False


def _described(objects: Objects, annotation: Dictionary) -> str:
    uri = objects.text(objects.dictionary(annotation.get("A")).get("URI"))
    words = uri or objects.text(annotation.get("Contents")) or objects.text(annotation.get("T"))
    return quote(words) if words else objects.name(annotation.get("Subtype"))


def _kept(objects: Objects, page: int, annotation: Dictionary) -> Iterator[Finding]:
    """The rules of PDF/A for one annotation."""
    kind = objects.name(annotation.get("Subtype"))
    if kind not in _KEPT and kind != "FileAttachment":
        yield found("a-6.3.1", kind or "種類なし", page)
        return
    if kind == "Popup":
        return
    where = _described(objects, annotation)
    flags = int(objects.number(annotation.get("F")) or 0)
    if not flags & _PRINT or flags & (_INVISIBLE | _HIDDEN | _NO_VIEW | _TOGGLE):
        yield found("a-6.3.2", page=page, where=where)
    box = [objects.number(edge) or 0.0 for edge in objects.array(annotation.get("Rect"))]
    empty = len(box) == 4 and box[0] == box[2] and box[1] == box[3]
    if kind != "Link" and not empty and "N" not in objects.dictionary(annotation.get("AP")):
        yield found("a-6.3.3", page=page, where=where)


def _forms(objects: Objects) -> Iterator[Finding]:
    form = objects.dictionary(objects.catalog.get("AcroForm"))
    if "XFA" in form or objects.flag(objects.catalog.get("NeedsRendering")):
        yield found("ua-25-001")
    if objects.flag(form.get("NeedAppearances")):
        yield found("a-6.4.1")


def _actions(file: Anatomy) -> Iterator[Finding]:
    objects = file.objects
    catalog = objects.catalog
    starts: list[tuple[object, int | None]] = [(catalog.get("OpenAction"), None)]
    starts += [(annotation.get("A"), page) for page, _, annotation in file.annotations]
    starts += [(entry.get("A"), None) for entry in _bookmarks(objects)]
    told: set[tuple[str, int | None]] = set()
    for start, page in starts[:MOST_ACTIONS]:
        for kind in _chain(objects, start):
            if (kind, page) not in told:
                told.add((kind, page))
                yield found("a-6.5.1", kind, page)
    if "JavaScript" in objects.dictionary(catalog.get("Names")):
        yield found("a-6.5.1", "JavaScript")
    if "AA" in catalog:
        yield found("a-6.5.2")
    for scan in file.pages:
        if "AA" in scan.dictionary:
            yield found("a-6.5.2", page=scan.number)
    for page in sorted({page for page, _, annotation in file.annotations if "AA" in annotation}):
        yield found("a-6.5.2", page=page)


def _chain(objects: Objects, start: object) -> Iterator[str]:
    """The kinds of forbidden actions in an action and those that follow it."""
    stack = [start]
    for _ in range(50):
        if not stack:
            return
        value = stack.pop()
        action = objects.dictionary(value)
        kind = objects.name(action.get("S"))
        if kind == "Named" and objects.name(action.get("N")) not in _NAMED:
            yield objects.name(action.get("N")) or kind
        elif action and kind not in _ACTIONS:
            yield kind or "種類なし"
        stack += objects.items(action.get("Next"))[:20]


def _bookmarks(objects: Objects) -> Iterator[Dictionary]:
    """The entries of the outline."""
    stack = [objects.dictionary(objects.catalog.get("Outlines")).get("First")]
    seen: set[int | None] = set()
    while stack and len(seen) < MOST_ACTIONS:
        value = stack.pop()
        number = objects.number_of(value)
        entry = objects.dictionary(value)
        if not entry or number in seen:
            continue
        seen.add(number)
        yield entry
        stack += [entry.get("Next"), entry.get("First")]
