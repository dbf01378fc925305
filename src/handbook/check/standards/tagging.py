"""Whether all content is tagged or an artifact, and tags and content agree (Matterhorn 01, 02, 30)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from handbook.check.finding import Finding, quote
from handbook.check.standards.catalogue import found
from handbook.readback.anatomy import Anatomy
from handbook.readback.structure import STANDARD_TYPES, Annotation, Content, StructureElement, StructureTree

MOST_SHOWN = 5
MOST_PLACED = 50


def path_of(element: StructureElement, above: Sequence[StructureElement]) -> str:
    """Where an element stands in the tree: `Document > Sect > Table`."""
    names = [one.role for one in (*above, element)]
    return " > ".join(names if len(names) <= 6 else [*names[:2], "…", *names[-3:]])


def place_of(file: Anatomy, element: StructureElement, above: Sequence[StructureElement]) -> str:
    """`path_of` with the first words that the element holds."""
    words = file.words(element, 40)
    return path_of(element, above) + (quote(words, 20) if words else "")


def check_tagging(file: Anatomy) -> Iterator[Finding]:
    mark_info = file.objects.dictionary(file.objects.catalog.get("MarkInfo"))
    if file.tree is None or file.objects.flag(mark_info.get("Marked")) is not True:
        yield found(
            "ua-7.1", "構造の木がありません" if file.tree is None else "MarkInfo の Marked がありません"
        )
    if file.objects.flag(mark_info.get("Suspects")):
        yield found("ua-01-007")
    if not file.whole or file.objects.unreadable:
        yield found("unread")
    yield from _content(file)
    if file.tree is not None:
        yield from _roles(file, file.tree)
        yield from _tree(file, file.tree)
        yield from _agreement(file, file.tree)


def _content(file: Anatomy) -> Iterator[Finding]:
    for page in file.pages:
        loose = [piece for piece in page.pieces if piece.mcid is None and not piece.artifact]
        if loose:
            words = "".join(piece.text for piece in loose)[:200]
            kinds = {"text": "文字", "path": "図形", "image": "画像", "shading": "ぼかし"}
            counts = Counter(kinds[piece.kind] for piece in loose)
            said = "、".join(f"{kind}{count}個" for kind, count in counts.items())
            yield found("ua-01-005", said, page.number, quote(words) if words else "")
        if page.unbalanced:
            yield found("tree-balance", page=page.number)
        for tag in page.artifact_inside[:MOST_SHOWN]:
            yield found("ua-01-003", page=page.number, where=tag)
        for tag in page.inside_artifact[:MOST_SHOWN]:
            yield found("ua-01-004", page=page.number, where=tag)
    drawn = Counter((number) for page in file.pages for number in page.drawn)
    for number, count in drawn.items():
        if count > 1:
            yield found("ua-30-002", f"{count}回", where=f"オブジェクト {number}")
    references = {n for page in file.pages for n, one in page.xobjects.items() if "Ref" in one}
    for number in sorted(references):
        yield found("ua-30-001", where=f"オブジェクト {number}")


def _roles(file: Anatomy, tree: StructureTree) -> Iterator[Finding]:
    for role in tree.roles:
        if role in STANDARD_TYPES and tree.roles[role] != role:
            yield found("ua-02-004", f"{role} → {tree.roles[role]}")
    seen: set[str] = set()
    for element, above in tree.walk():
        if element.standard or element.role in seen:
            continue
        seen.add(element.role)
        code = "ua-02-003" if _circular(element.role, tree) else "ua-02-001"
        yield found(code, element.role or "名前なし", element.page, place_of(file, element, above))
    for role in tree.roles:
        if role not in seen and role not in STANDARD_TYPES and _circular(role, tree):
            yield found("ua-02-003", role)
            break


def _circular(role: str, tree: StructureTree) -> bool:
    passed: set[str] = set()
    while role in tree.roles and role not in STANDARD_TYPES:
        if role in passed:
            return True
        passed.add(role)
        role = tree.roles[role]
    return False


def _tree(file: Anatomy, tree: StructureTree) -> Iterator[Finding]:
    for fault in tree.faults:
        yield found(
            "tree-broken", {"cycle": "輪になっています", "deep": "深すぎます"}.get(fault, "大きすぎます")
        )
    wrong = 0
    for element, above in tree.walk():
        parent = above[-1].number if above else tree.number
        if parent is not None and element.parent != parent and wrong < MOST_SHOWN:
            wrong += 1
            yield found("tree-parent", page=element.page, where=place_of(file, element, above))


def _agreement(file: Anatomy, tree: StructureTree) -> Iterator[Finding]:
    """Content, tree and parent tree must name each other."""
    owners: dict[tuple[int, int, int], list[StructureElement]] = {}
    objects: dict[int, StructureElement] = {}
    places: dict[int, tuple[StructureElement, ...]] = {}
    for element, above in tree.walk():
        for kid in element.kids:
            if isinstance(kid, Content):
                owners.setdefault((kid.page or 0, kid.stream, kid.mcid), []).append(element)
                places[id(element)] = above
            elif isinstance(kid, Annotation) and kid.number is not None:
                objects[kid.number] = element
    present = {(page.number, stream, mcid) for page in file.pages for stream, mcid in page.sequences}
    told = 0
    for key, holders in owners.items():
        lost = key not in present and file.whole
        if lost or len(holders) > 1:
            # Finding words costs time: of millions of faults only the first are shown.
            told += 1
            where = place_of(file, holders[0], places[id(holders[0])]) if told <= MOST_PLACED else ""
            yield found("tree-lost" if lost else "tree-double", f"MCID {key[2]}", key[0] or None, where)
    painted = {(page.number, piece.stream, piece.mcid) for page in file.pages for piece in page.pieces}
    for page in file.pages:
        for stream, mcid in sorted(page.repeated):
            if stream not in page.drawn:
                yield found("tree-double", f"MCID {mcid}", page.number)
    for key in sorted(present - set(owners)):
        if key in painted:
            yield found("tree-orphan", f"MCID {key[2]}", key[0], quote(file.texts.get(key, ""), 20))
    yield from _parent_tree(file, tree, owners, objects)


def _parent_tree(
    file: Anatomy,
    tree: StructureTree,
    owners: dict[tuple[int, int, int], list[StructureElement]],
    objects: dict[int, StructureElement],
) -> Iterator[Finding]:
    keys: dict[tuple[int, int], float | None] = {}
    for page in file.pages:
        keys[page.number, 0] = file.objects.number(page.dictionary.get("StructParents"))
        for number, form in page.xobjects.items():
            keys[page.number, number] = file.objects.number(form.get("StructParents"))
    wrong: Counter[int] = Counter()
    for (page_number, stream, mcid), holders in owners.items():
        if (page_number, stream) not in keys or (stream, mcid) not in file.pages[page_number - 1].sequences:
            continue  # told as lost
        key = keys.get((page_number, stream))
        row = tree.parents.get(int(key)) if key is not None else None
        listed = row[mcid] if isinstance(row, tuple) and 0 <= mcid < len(row) else None
        if listed is None or listed not in {one.number for one in holders}:
            wrong[page_number] += 1
    for page_number, count in sorted(wrong.items()):
        yield found("tree-parents", f"{count}か所", page_number or None)
    for page_number, annotation_number, annotation in file.annotations:
        holder = objects.get(annotation_number) if annotation_number is not None else None
        if holder is None:
            continue
        key = file.objects.number(annotation.get("StructParent"))
        if key is None or tree.parents.get(int(key)) != holder.number:
            yield found("tree-parents", f"{file.objects.name(annotation.get('Subtype'))} の注釈", page_number)
