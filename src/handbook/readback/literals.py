"""Content with literal strings, comments or inline images → content without (ISO 32000-1, 7.3.4.2, 8.9.7).

Strings leave here as hexadecimal ones, comments and the data of images not at all.
"""

from __future__ import annotations

import re

_STRING = rb"\((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*\)"  # one level of bare inner parentheses
_NAME = rb"/[^\s()<>\[\]{}/%\x00]*"

_TOKEN = re.compile(
    rb"\[(?:[^\[\]()\\]|" + _STRING + rb")*\]"  # an array without inner arrays
    rb"|<<|>>|<[0-9A-Fa-f\s]*>"
    rb"|" + _STRING + rb"|\(.*|%[^\r\n]*"  # a string that does not close takes the rest
    rb"|" + _NAME + rb"|[^\s()<>\[\]{}/%\x00]+"
    rb"|[\[\]]",
    re.DOTALL,
)

_IMAGE_DATA = re.compile(rb"\sID\s")
_IMAGE_HEAD = 1000
"""Most bytes from BI to ID."""
_IMAGE_END = re.compile(rb"\sEI(?![^\s])")
_PARENTHESIS = re.compile(rb"\\.|[()]", re.DOTALL)
_MOST_DEEP_STRINGS = 500
_LITERAL = re.compile(_STRING, re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_CONTINUED = (b"\n", b"\r", b"\r\n")


def rewritten(content: bytes) -> bytes:
    """`content` with the same statements."""
    return b" ".join(_rewritten(token) for token in _tokenize(content))


def _tokenize(content: bytes) -> list[bytes]:
    """The tokens of a content stream; comments and the data of inline images left out."""
    if b"ID" in content and b"BI" in content:
        content = _without_image_data(content)
    tokens = _TOKEN.findall(content)
    if tokens and tokens[-1][:1] == b"(":
        tokens = _with_deep_strings(tokens)
    return [token for token in tokens if token[:1] != b"%"]


def _rewritten(token: bytes) -> bytes:
    """A token with its literal strings made hexadecimal."""
    if token[:1] == b"(":
        return _hexadecimal(token)
    if token[:1] == b"[" and b"(" in token:
        return _LITERAL.sub(lambda match: _hexadecimal(match[0]), token)
    return token


def _hexadecimal(literal: bytes) -> bytes:
    body = literal[1:-1]
    if b"\\" in body:
        body = _ESCAPE.sub(_unescape, body)
    return b"<" + body.hex().encode("ascii") + b">"


def _unescape(match: re.Match[bytes]) -> bytes:
    escaped = match[1]
    if escaped[0] in b"01234567":
        return bytes((int(escaped, 8) & 255,))
    return b"" if escaped in _CONTINUED else _ESCAPED.get(escaped, escaped)


def _with_deep_strings(tokens: list[bytes]) -> list[bytes]:
    """`tokens`, the last of which is the rest of the content from a string that nests deeper
    than the expression follows, or never closes."""
    found = tokens[:-1]
    rest = tokens[-1]
    for _ in range(_MOST_DEEP_STRINGS):
        end = _string_end(rest)
        if not end:
            break
        found.append(rest[:end])
        following = _TOKEN.findall(rest, end)
        if not following or following[-1][:1] != b"(":
            return found + following
        found += following[:-1]
        rest = following[-1]
    return found


def _string_end(text: bytes) -> int:
    """Where the string at the start of `text` closes; 0 if it does not."""
    depth = 0
    for match in _PARENTHESIS.finditer(text):
        depth += {b"(": 1, b")": -1}.get(match[0], 0)
        if depth == 0:
            return match.end()
    return 0


def _without_image_data(content: bytes) -> bytes:
    parts: list[bytes] = []
    start = 0
    for data in _IMAGE_DATA.finditer(content):
        head = content.rfind(b"BI", max(start, data.start() - _IMAGE_HEAD), data.start())
        if head < start:
            continue
        end = _IMAGE_END.search(content, data.end() - 1)
        parts += (content[start:head], b" BI EI ")
        if end is None:
            # The data never ends: whatever follows cannot be told from it.
            return b"".join(parts)
        start = end.end()
    return b"".join((*parts, content[start:]))
