"""An XMP packet (ISO 16684-1) → its properties. No entity is expanded, nothing is fetched."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree import ElementTree

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
MAX_PACKET = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Packet:
    """Properties by namespace and name; the items of an array joined by commas."""

    properties: dict[tuple[str, str], str]
    languages: frozenset[str]
    """Languages of the titles, without `x-default`."""
    declared: frozenset[str]
    """Namespaces that extension schemas describe."""

    def get(self, namespace: str, name: str) -> str:
        return self.properties.get((namespace, name), "")


def read_packet(data: bytes) -> Packet | None:
    """The packet; None if it is no well-formed XML."""
    # Document types could define entities that expand without end; no packet has one.
    if len(data) > MAX_PACKET or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        return None
    try:
        root = ElementTree.fromstring(data.strip(b"\0 \r\n\t"))
    except (ElementTree.ParseError, ValueError, LookupError):
        return None
    properties: dict[tuple[str, str], str] = {}
    languages: set[str] = set()
    for description in root.iter(f"{RDF}Description"):
        for key, value in description.attrib.items():
            properties.setdefault(_split(key), value)
        for child in description:
            name = _split(child.tag)
            items = [item.text or "" for item in child.iter(f"{RDF}li")]
            properties.setdefault(name, ", ".join(items) if items else (child.text or "").strip())
            if name[1] == "title":
                languages |= {item.get(_LANG, "") for item in child.iter(f"{RDF}li")} - {"", "x-default"}
    declared = {
        (element.text or "").strip()
        for element in root.iter("{http://www.aiim.org/pdfa/ns/schema#}namespaceURI")
    }
    return Packet(properties, frozenset(languages), frozenset(declared))


def _split(key: str) -> tuple[str, str]:
    namespace, _, name = key[1:].partition("}") if key.startswith("{") else ("", "", key)
    return namespace, name
