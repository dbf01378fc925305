"""The bytes of one object → its plain value, where they are as simple as syntax can be (ISO 32000-1, 7.3).

What could be read in more than one way, or needs mending, is an `UnusualError`: comments, escapes
other than of parentheses, #xx in names, odd white space, a key given twice, a reference by itself.
Equal bytes are read once: the editions of a batch have most of their objects in common.
"""

from __future__ import annotations

import re
from functools import lru_cache

from handbook.readback.model import Dictionary, Name, Reference

LONGEST = 190_000
"""Most bytes of one object; pypdf, for which more is left, ends an array after 100,000 items."""

_DEEPEST = 32
_LONGEST_KEPT = 4096
"""Most bytes of an object that is remembered."""

_TOKEN = re.compile(
    rb"(?:(?:/[^\0- #%()<>\[\]{}/\x7f-\xff]{1,127}"
    # A reference as pypdf tells it from two numbers: within 20 bytes.
    rb"|\d{1,7} \d{1,5} R"
    rb"|[-+]?(?:\d{1,10}(?:\.\d{0,10})?|\.\d{1,10})"
    rb"|true|false|null)(?![^ \r\n/<>\[\]()])"
    rb"|<<|>>|\[|\]"
    rb"|<[0-9A-Fa-f]*>"
    # Few escapes: each of their parentheses is tried as the beginning of a string.
    rb"|\([^()\\\r]*(?:\\[()\\][^()\\\r]*){0,20}\))[ \r\n]{0,2}"
)
_DELIMITERS = frozenset(b"<>[]()")
_ESCAPE = re.compile(rb"\\(.)")
_OTHERWISE = frozenset(("DecodeParms", "F", "FFilter", "FDecodeParms"))
"""Entries of a stream's dictionary that say how to decode it or where else it is."""


class UnusualError(Exception):
    """Something is not as simple as it could be; the file is for a lenient reader."""


def value_of(body: bytes) -> object:
    """The object that is written in all of `body`."""
    return _kept(body) if len(body) <= _LONGEST_KEPT else parsed(body)


def parsed(body: bytes) -> object:
    """As `value_of`, and a value that nothing else holds."""
    if len(body) > LONGEST:
        raise UnusualError
    tokens = _TOKEN.findall(body)
    # What is no token was passed over, and is missing from the sum.
    if sum(map(len, tokens)) != len(body):
        raise UnusualError
    items: list[object] = []
    outer: list[tuple[bytes, list[object]]] = []
    for token in tokens:
        if token[0] not in _DELIMITERS:
            items.append(_word(token))
            continue
        kind = token[:2]
        if kind == b"<<" or kind[:1] == b"[":
            outer.append((kind[:1], items))
            items = []
            if len(outer) > _DEEPEST:
                raise UnusualError
        elif kind == b">>" or kind[:1] == b"]":
            opened, around = outer.pop() if outer else (b"", items)
            if opened != (b"<" if kind == b">>" else b"["):
                raise UnusualError
            around.append(_dictionary(items) if kind == b">>" else items)
            items = around
        elif kind[:1] == b"(":
            items.append(_literal(token))
        else:
            items.append(_hexadecimal(token))
    if outer or len(items) != 1 or isinstance(items[0], Reference):
        raise UnusualError
    return items[0]


_kept = lru_cache(maxsize=1024)(parsed)


def _dictionary(items: list[object]) -> Dictionary:
    keys = items[0::2]
    if len(items) % 2 or not all(isinstance(key, Name) for key in keys):
        raise UnusualError
    made = dict(zip(map(str, keys), items[1::2], strict=True))
    if len(made) < len(keys):
        raise UnusualError
    return made


def _literal(token: bytes) -> bytes:
    string = token.rstrip(b" \r\n")[1:-1]
    return _ESCAPE.sub(rb"\1", string) if b"\\" in string else string


def _hexadecimal(token: bytes) -> bytes:
    digits = token.rstrip()[1:-1]
    if len(digits) % 2:
        raise UnusualError
    return bytes.fromhex(digits.decode("ascii"))


@lru_cache(maxsize=4096)
def _word(token: bytes) -> object:
    """A name, a number, a reference or a keyword, white space behind it."""
    word = token.strip()
    if word[:1] == b"/":
        return Name(word[1:].decode("ascii"))
    if word[-1:] == b"R":
        number, generation, _ = word.split()
        return Reference(int(number), int(generation))
    if word[-1:].isalpha():
        return {b"true": True, b"false": False, b"null": None}[word]
    return float(word) if b"." in word else int(word)


def stream_head(body: bytes) -> tuple[Dictionary, int]:
    """What is written before a stream's data: its dictionary without Length, and that (7.3.8).

    Unusual are filters but FlateDecode, and that one with parameters.
    """
    # Two streams with equal fonts written out in them do not have one font.
    inner = b"<<" in body[2:]
    return _head(body) if inner or len(body) > _LONGEST_KEPT else _kept_head(body)


def _head(body: bytes) -> tuple[Dictionary, int]:
    found = parsed(body)
    if not isinstance(found, dict) or not _OTHERWISE.isdisjoint(found):
        raise UnusualError
    length = found.get("Length")
    if type(length) is not int or found.get("Filter", "FlateDecode") not in ("FlateDecode", ["FlateDecode"]):
        raise UnusualError
    return {key: value for key, value in found.items() if key != "Length"}, length


_kept_head = lru_cache(maxsize=512)(_head)
