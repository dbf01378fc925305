"""What the file says about itself: Info dictionary, XMP packet, output intent.

The document's own words come in; objects go out. There is no clock: dates are
written only if SOURCE_DATE_EPOCH (seconds since 1970, reproducible-builds.org)
is set, in UTC.
"""

from __future__ import annotations

import datetime
import os
import uuid
from functools import cache
from typing import TYPE_CHECKING

from reportlab.pdfbase import pdfdoc

from handbook.errors import InputError
from handbook.pdf.color import grey_profile, srgb_profile
from handbook.pdf.objects import Stream, entries, text_string, written

if TYPE_CHECKING:
    from handbook.document import Document
    from handbook.pdf.container import Container

PRODUCER = "handbook"
EDITION_KEY = "HandbookEdition"
"""Info key that holds `Document.identifier`: which edition a file claims to be."""

DATA_KEY = "HandbookData"
"""Info key that holds `Document.coverage`: from when the data are."""

STATE_KEY = "HandbookState"
"""Info key that holds `Document.state`: whether the file is a proof."""

CODE_KEY = "HandbookCode"
"""Info key that holds `Document.code`: six letters for what the file says."""

_DOCUMENTS = uuid.UUID("6f1d9c36-2b0e-5f0e-9a5b-0c5a3c1f7e10")
"""Namespace of our documents' identifiers (RFC 9562, 6.5)."""


def source_date() -> datetime.datetime | None:
    """The date that the environment prescribes, or None. Raises InputError if it is no number of seconds."""
    if not (text := os.environ.get("SOURCE_DATE_EPOCH", "")):
        return None
    try:
        return datetime.datetime.fromtimestamp(int(text), tz=datetime.timezone.utc)
    except (ValueError, OverflowError, OSError):
        message = f"環境変数 SOURCE_DATE_EPOCH が「{text}」になっていますが、秒数（整数）ではありません。"
        hint = "1970年1月1日からの秒数を入れるか、環境変数を消してください（unset SOURCE_DATE_EPOCH）。"
        raise InputError.of(message, hint, stops=True) from None


def info(document: Document, date: datetime.datetime | None) -> pdfdoc.PDFDictionary:
    """The Info dictionary (ISO 32000-1, 14.3.3), agreeing with the XMP packet.

    ReportLab's own `PDFInfo` has no further keys, and makes up what it is not told: a date, "anonymous".
    """
    entries = {
        "Title": document.title,
        "Author": document.author,
        "Subject": document.subject,
        "Keywords": keywords(document),
        "Creator": PRODUCER,
        "Producer": PRODUCER,
        EDITION_KEY: document.identifier,
        DATA_KEY: document.coverage,
        STATE_KEY: document.state,
        CODE_KEY: document.code,
    }
    if date is not None:
        entries["CreationDate"] = entries["ModDate"] = date.strftime("D:%Y%m%d%H%M%S+00'00'")
    return pdfdoc.PDFDictionary({key: text_string(value) for key, value in entries.items() if value})


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
        ("xmpMM:DocumentID", f"uuid:{uuid.uuid5(_DOCUMENTS, document.identifier)}"),
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
    return Stream(packet, compressed=False, Type="/Metadata", Subtype="/XML")


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
def _profile(mono: bool) -> bytes:
    return written(Stream(grey_profile(), N=1) if mono else Stream(srgb_profile(), N=3))


@cache
def _intent(mono: bool) -> bytes:
    return entries(
        Type="/OutputIntent",
        S="/GTS_PDFA1",
        OutputConditionIdentifier=text_string("Custom" if mono else "sRGB"),
        Info=text_string("Greys as of sRGB" if mono else "sRGB IEC61966-2.1"),
    )


def output_intents(file: Container, mono: bool) -> bytes:
    """What the page's colours mean (ISO 19005-2, 6.2.3): those of sRGB, or its greys."""
    return b"[<<%b/DestOutputProfile %b>>]" % (_intent(mono), file.share(_profile(mono)))
