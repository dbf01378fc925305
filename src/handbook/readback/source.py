"""A PDF opened: its objects as plain values, resolved and decoded, within bounds.

Comes in: bytes. Goes out: a `Source`, which resolves references and decodes streams, and gives the raw
bytes of objects as keys of caches: the editions of a batch share their fonts, and reading one font's
widths again for each of them would cost more than all the rest. A file that cannot be opened is a
`ReadBackError`; nothing here interprets content.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from handbook.errors import InputError, Place, Problem
from handbook.readback import model
from handbook.readback.flate import inflate
from handbook.readback.model import Dictionary, Reference, Stream
from handbook.readback.strict import StrictFile
from handbook.readback.syntax import UnusualError

if TYPE_CHECKING:
    from handbook.readback.lenient import LenientFile

MAX_FILE = 256 * 1024 * 1024
MAX_STREAM = 2 * 1024 * 1024
"""Most bytes that one stream may decode to, fifty times a leaflet's page; a bomb stops here."""


class ReadBackError(InputError):
    """A file cannot be read as a PDF. `code` says why: `not-found`, `not-pdf`, `encrypted`,
    `damaged`, `too-large`."""

    def __init__(self, code: str, message: str, hint: str, path: str) -> None:
        super().__init__((Problem(message, hint, Place(path)),))
        self.code = code
        self._parts = (code, message, hint, path)

    def __reduce__(self) -> tuple[type[ReadBackError], tuple[str, str, str, str]]:  # type: ignore[override]
        return (type(self), self._parts)


class Source:
    """One opened PDF."""

    def __init__(self, data: bytes, file: StrictFile | LenientFile) -> None:
        self.data = data
        self._file = file
        self._strict: object = None
        """The strict reader, after it has given up."""
        self.encrypted = file.encrypted
        self.trailer = file.trailer

    def resolve(self, value: object) -> object:
        """What a reference points to; anything else as it is."""
        if not isinstance(value, Reference):
            return value
        try:
            return self._file.get(value)
        except UnusualError:
            # Kept: what it gave may be told apart by identity.
            self._strict = self._file
            self._file = _leniently(self.data)
            return self._file.get(value)

    def dictionary(self, value: object) -> Dictionary:
        """`value` resolved, or an empty dictionary where it is no dictionary and no stream."""
        return model.entries(self.resolve(value)) or {}

    def array(self, value: object) -> list[object]:
        """`value` resolved, or an empty array where it is something else."""
        found = self.resolve(value)
        return found if isinstance(found, list) else []

    def number(self, value: object, default: float) -> float:
        """`value` resolved, or the default where it is no number."""
        found = model.number(self.resolve(value))
        return default if found is None else found

    def numbers_in(self, array: list[object]) -> list[float]:
        """The items of an array as numbers, 0 for what is none."""
        return [self.number(value, 0.0) for value in array]

    def body(self, reference: object) -> bytes | None:
        """The bytes of an indirect object between `obj` and `endobj`, if they alone say what it is."""
        try:
            return self._file.body(reference) if isinstance(reference, Reference) else None
        except UnusualError:
            return None

    def stream(self, value: object, most: int = MAX_STREAM) -> tuple[bytes, bool]:
        """The decoded bytes of a stream, `most` of them at most, and whether that is all of it."""
        return self.decoded(self.resolve(value), most)

    def decoded(self, stream: object, most: int = MAX_STREAM) -> tuple[bytes, bool]:
        """As `stream`, for one that is resolved."""
        if not isinstance(stream, Stream):
            return b"", False
        if stream.dictionary.get("DecodeParms") is None:
            filters = self.resolve(stream.dictionary.get("Filter"))
            if isinstance(filters, list) and len(filters) == 1:
                filters = self.resolve(filters[0])
            if filters == "FlateDecode":
                return inflate(stream.raw, most)
            if filters is None:
                return stream.raw[:most], len(stream.raw) <= most
        try:
            data = stream.decode() if stream.decode else b""
        except Exception:
            # pypdf raises many types on bad data; the rest of the file may still be good.
            return b"", False
        return data[:most], len(data) <= most

    def numbers(self) -> list[int]:
        """The numbers of all objects, in order."""
        return self._file.numbers()

    def offset_of(self, number: int) -> int | None:
        """Where an object begins in the file; None for one in an object stream."""
        return self._file.offset_of(number)


def opened(data: bytes, path: str) -> Source:
    """`data` as a PDF. Raises ReadBackError if it is none, or can only be read with a password."""
    if len(data) > MAX_FILE:
        raise ReadBackError(
            "too-large",
            f"ファイルが大きすぎます（{len(data) // 1024 // 1024} MB）。",
            "冊子のPDFは1 MBほどです。別のファイルを選んでいないか、お確かめください。",
            path,
        )
    if b"%PDF-" not in data[:1024]:
        raise ReadBackError(
            "not-pdf",
            "PDFではありません（空のファイルか、別の種類のファイルです）。" if data else "空のファイルです。",
            "handbook build で作ったPDFを指定してください。",
            path,
        )
    try:
        source = Source(data, _file(data))
        locked = source.encrypted and not source.dictionary(source.trailer.get("Root"))
    except Exception as error:
        # pypdf raises many types (also RecursionError) on hostile bytes; all mean the same to a reader.
        if b"/Encrypt" in data[-4096:]:
            raise _locked(path) from error
        raise damaged(path) from error
    if locked:
        raise _locked(path)
    return source


def _file(data: bytes) -> StrictFile | LenientFile:
    try:
        return StrictFile(data)
    except UnusualError:
        return _leniently(data)


def _leniently(data: bytes) -> LenientFile:
    # Here and not above: to import pypdf takes a tenth of a whole build, which never needs it.
    from handbook.readback.lenient import LenientFile

    return LenientFile(data)


def _locked(path: str) -> ReadBackError:
    return ReadBackError(
        "encrypted",
        "パスワードで保護されているため、中身を確かめられません。",
        "保護を外したPDFか、handbook build で作り直したPDFを指定してください。",
        path,
    )


def damaged(path: str) -> ReadBackError:
    return ReadBackError(
        "damaged",
        "PDFが壊れているか、途中で切れているため、読めません。",
        "handbook build で作り直してください。送られてきたファイルなら、もう一度送ってもらってください。",
        path,
    )
