"""What a file says about itself: XMP, title, language, conformance (Matterhorn 06, 07, 11; PDF/A 6.6)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handbook.check.finding import Finding, quote
from handbook.check.standards.catalogue import found
from handbook.check.standards.packet import Packet, read_packet
from handbook.check.standards.tagging import path_of
from handbook.readback.anatomy import Anatomy
from handbook.readback.model import Dictionary
from handbook.readback.objects import Objects
from handbook.readback.structure import Annotation, Content, StructureTree

DC = "http://purl.org/dc/elements/1.1/"
PDF = "http://ns.adobe.com/pdf/1.3/"
XMP = "http://ns.adobe.com/xap/1.0/"
PDFA_ID = "http://www.aiim.org/pdfa/ns/id/"
PDFUA_ID = "http://www.aiim.org/pdfua/ns/id/"

_PREDEFINED = frozenset(
    (
        DC,
        PDF,
        XMP,
        PDFA_ID,
        "",
        "adobe:ns:meta/",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "http://www.w3.org/XML/1998/namespace",
        "http://ns.adobe.com/exif/1.0/",
        "http://ns.adobe.com/photoshop/1.0/",
        "http://ns.adobe.com/tiff/1.0/",
        "http://ns.adobe.com/camera-raw-settings/1.0/",
    )
)
"""Namespaces that PDF/A-2 knows without a description (ISO 19005-2, 6.6.2.3.1)."""
_PREDEFINED_FAMILIES = (
    "http://ns.adobe.com/xap/1.0/",
    "http://www.aiim.org/pdfa/ns/",
    "http://ns.adobe.com/xmp/",
)

_AGREEING = (
    ("Title", DC, "title"),
    ("Author", DC, "creator"),
    ("Subject", DC, "description"),
    ("Keywords", PDF, "Keywords"),
    ("Creator", XMP, "CreatorTool"),
    ("Producer", PDF, "Producer"),
)
"""Entries of Info and the XMP properties that say the same."""
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")


def check_papers(file: Anatomy) -> Iterator[Finding]:
    objects = file.objects
    preferences = objects.dictionary(objects.catalog.get("ViewerPreferences"))
    shown = objects.flag(preferences.get("DisplayDocTitle"))
    if shown is not True:
        yield found("ua-07-001" if shown is None else "ua-07-002")
    metadata = objects.stream(objects.catalog.get("Metadata"))
    packet = read_packet(metadata) if metadata else None
    if metadata is None:
        yield found("ua-06-001")
    elif _kind(objects, objects.dictionary(objects.catalog.get("Metadata"))) != ("Metadata", "XML"):
        yield found("ua-06-001", "種類の記載が違います")
    elif packet is None:
        yield found("a-6.6.2")
    else:
        yield from _packet(file, packet)
    yield from _languages(file, packet)


def _kind(objects: Objects, dictionary: Dictionary) -> tuple[str, str]:
    return objects.name(dictionary.get("Type")), objects.name(dictionary.get("Subtype"))


def _packet(file: Anatomy, packet: Packet) -> Iterator[Finding]:
    if packet.get(PDFUA_ID, "part") != "1":
        yield found("ua-06-002")
    if not packet.get(DC, "title").strip():
        yield found("ua-06-003")
    if packet.get(PDFA_ID, "part") != "2" or packet.get(PDFA_ID, "conformance") not in ("A", "B", "U"):
        part = packet.get(PDFA_ID, "part") + packet.get(PDFA_ID, "conformance")
        yield found("a-6.6.4", f"いまは「{part}」" if part else "")
    used = {namespace for namespace, _ in packet.properties}
    for namespace in sorted(used - _PREDEFINED - packet.declared):
        if not namespace.startswith(_PREDEFINED_FAMILIES):
            yield found("a-6.6.2.3", namespace)
    info = file.objects.dictionary(file.objects.trailer.get("Info"))
    for key, namespace, name in _AGREEING:
        said = (file.objects.text(info.get(key)) or "").strip()
        other = packet.get(namespace, name).strip()
        if said and other and said != other:
            yield found("a-6.6.3", f"{key}：{quote(said)}と{quote(other)}")


def _languages(file: Anatomy, packet: Packet | None) -> Iterator[Finding]:
    objects = file.objects
    language = objects.text(objects.catalog.get("Lang"))
    if language is not None and not _LANGUAGE.fullmatch(language):
        yield found("ua-11-lang", quote(language))
    if file.tree is not None:
        yield from _wrong_languages(file.tree)
    if language:
        return
    if objects.dictionary(objects.catalog.get("Outlines")).get("First") is not None:
        yield found("ua-11-003")
    if packet is not None and packet.get(DC, "title") and not packet.languages:
        yield found("ua-11-006")
    if file.tree is None:
        pages = [page.number for page in file.pages if any(piece.text.strip() for piece in page.pieces)]
        if pages:
            yield found("ua-11-001", page=pages[0])
    else:
        yield from _unknown_languages(file, file.tree)


def _wrong_languages(tree: StructureTree) -> Iterator[Finding]:
    for element, above in tree.walk():
        if element.lang is not None and not _LANGUAGE.fullmatch(element.lang):
            yield found("ua-11-lang", quote(element.lang), element.page, path_of(element, above))


def _unknown_languages(file: Anatomy, tree: StructureTree) -> Iterator[Finding]:
    """The first text, alternative and annotation of which no element says the language."""
    told: set[str] = set()
    for element, above in tree.walk():
        if any(one.lang for one in (*above, element)):
            continue
        said: dict[str, bool] = {
            "ua-11-001": any(
                isinstance(kid, Content) and file.texts.get((kid.page or 0, kid.stream, kid.mcid), "").strip()
                for kid in element.kids
            ),
            "ua-11-002": any((element.alt, element.actual_text, element.expansion)),
            "ua-11-004": any(
                isinstance(kid, Annotation) and file.objects.text(kid.dictionary.get("Contents"))
                for kid in element.kids
            ),
        }
        for code, without in said.items():
            if without and code not in told:
                told.add(code)
                yield found(code, page=element.page, where=path_of(element, above))
