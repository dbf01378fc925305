"""What the file says about itself: Info dictionary, XMP packet, output intent.

The document's own words come in; objects go out. There is no clock: dates are
written only if SOURCE_DATE_EPOCH (seconds since 1970, reproducible-builds.org)
is set, in UTC.
"""

from __future__ import annotations

import datetime
import hashlib
import os
from functools import cache
from typing import TYPE_CHECKING

from handbook.errors import InputError, Problem
from handbook.pdf.color import srgb_profile
from handbook.pdf.syntax import Body, Stream, compress, text_string

if TYPE_CHECKING:
    from handbook.document import Document
    from handbook.pdf.file import File

PRODUCER = "handbook"
EDITION_KEY = b"/HandbookEdition"
"""Info key that holds `Document.identifier`: which edition a file claims to be."""

DATA_KEY = b"/HandbookData"
"""Info key that holds `Document.coverage`: from when the data are."""
_DOCUMENTS = bytes.fromhex("6f1d9c362b0e5f0e9a5b0c5a3c1f7e10")
"""Namespace of our documents' identifiers (RFC 9562, 6.5)."""


def source_date() -> datetime.datetime | None:
    """The date that the environment prescribes, or None. Raises InputError if it is no number of seconds."""
    text = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not text:
        return None
    try:
        return datetime.datetime.fromtimestamp(int(text), tz=datetime.timezone.utc)
    except (ValueError, OverflowError, OSError):
        raise InputError(
            [
                Problem(
                    f"環境変数 SOURCE_DATE_EPOCH が「{text}」になっていますが、秒数（整数）ではありません。",
                    "1970年1月1日からの秒数を入れるか、環境変数を消してください（unset SOURCE_DATE_EPOCH）。",
                )
            ]
        ) from None


def info(document: Document, date: datetime.datetime | None) -> Body:
    """The Info dictionary (ISO 32000-1, 14.3.3), agreeing with the XMP packet."""
    entries = [
        (b"/Title", document.title),
        (b"/Author", document.author),
        (b"/Subject", document.subject),
        (b"/Keywords", keywords(document)),
        (b"/Creator", PRODUCER),
        (b"/Producer", PRODUCER),
        (EDITION_KEY, document.identifier),
        (DATA_KEY, document.coverage),
    ]
    if date is not None:
        stamp = date.strftime("D:%Y%m%d%H%M%S+00'00'")
        entries += [(b"/CreationDate", stamp), (b"/ModDate", stamp)]
    return Body(b"<<" + b"".join(key + text_string(value) for key, value in entries if value) + b">>")


def keywords(document: Document) -> str:
    return ", ".join(document.keywords)


def xmp(document: Document, date: datetime.datetime | None) -> Stream:
    """The XMP packet (ISO 16684-1) with the marks of PDF/A-2a and PDF/UA-1; not compressed, for archives."""
    language = escape(document.lang)
    properties = [
        ("dc:format", "application/pdf"),
        ("dc:identifier", escape(document.identifier)),
        ("dc:title", f'<rdf:Alt><rdf:li xml:lang="x-default">{escape(document.title)}</rdf:li></rdf:Alt>'),
        ("dc:creator", f"<rdf:Seq><rdf:li>{escape(document.author)}</rdf:li></rdf:Seq>"),
        ("dc:language", f"<rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag>"),
        ("pdf:Producer", PRODUCER),
        ("xmp:CreatorTool", PRODUCER),
        ("pdfaid:part", "2"),
        ("pdfaid:conformance", "A"),
        ("pdfuaid:part", "1"),
        # The same for every printing of an edition, so that archives know them as one document.
        ("xmpMM:DocumentID", f"uuid:{_name_based(document.identifier)}"),
    ]
    if document.coverage:
        properties.append(("dc:coverage", escape(document.coverage)))
    if document.subject:
        subject = f'<rdf:Alt><rdf:li xml:lang="x-default">{escape(document.subject)}</rdf:li></rdf:Alt>'
        properties.append(("dc:description", subject))
    if document.keywords:
        subjects = "".join(f"<rdf:li>{escape(keyword)}</rdf:li>" for keyword in document.keywords)
        properties.append(("dc:subject", f"<rdf:Bag>{subjects}</rdf:Bag>"))
        properties.append(("pdf:Keywords", escape(keywords(document))))
    if date is not None:
        stamp = date.strftime("%Y-%m-%dT%H:%M:%S+00:00")
        properties += [(key, stamp) for key in ("xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate")]
    body = "\n".join(f"<{key}>{value}</{key}>" for key, value in properties)
    packet = _PACKET.replace("@properties@", body).encode("utf-8")
    return Stream(packet, b"/Type/Metadata/Subtype/XML")


def _name_based(name: str) -> str:
    """The UUID of a name (RFC 9562, version 5), without the 10 ms that importing `uuid` takes."""
    digest = bytearray(hashlib.sha1(_DOCUMENTS + name.encode("utf-8"), usedforsecurity=False).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x50
    digest[8] = digest[8] & 0x3F | 0x80
    shown = digest.hex()
    return "-".join((shown[:8], shown[8:12], shown[12:16], shown[16:20], shown[20:]))


def escape(text: str) -> str:
    """Text as XML content."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


# The extension schema tells PDF/A readers of the pdfuaid property (ISO 19005-2, 6.6.2.3.3).
_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
@properties@
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the document conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


@cache
def _packed_profile() -> bytes:
    return compress(srgb_profile())


def output_intent(file: File) -> bytes:
    """The output intent that says what the page's RGB means: sRGB (ISO 19005-2, 6.2.3)."""
    profile = file.add(Stream(_packed_profile(), b"/N 3/Filter/FlateDecode"))
    return (
        b"<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)"
        b"/Info(sRGB IEC61966-2.1)/DestOutputProfile %b>>" % profile
    )
