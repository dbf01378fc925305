"""Content stream bytes → statements: an operator and its operands, as they are written.

A content stream is read with one compiled expression that takes a whole statement
at once, a path together with the operator that paints it, so that the reader's
Python loop runs once per operator. It can always match (an operator may be empty) and no two of
its alternatives begin alike, so it never goes back and time is linear, whatever
the bytes are. Literal strings, comments and inline images, which our own writer never
makes, are rewritten first; strings leave here as hexadecimal ones.
"""

from __future__ import annotations

import re
from functools import lru_cache

_STRING = rb"\((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*\)"  # one level of bare inner parentheses
_NAME = rb"/[^\s()<>\[\]{}/%\x00]*"

_PATH = rb"[-+.\d]+\s+[-+.\d]+\s+m\s(?:[-+.\d\s]*[mlcvyh]\s)*"
_OPERAND = (
    rb"[-+.\d\s]+|" + _NAME + rb"|<<|>>|<[0-9A-Fa-f\s]*>|\[[^\[\]()]*\]|(?:true|false|null)(?![A-Za-z])"
)
_STATEMENT = re.compile(
    rb"\s*((?:" + _PATH + rb")?(?:" + _OPERAND + rb")*)([A-Za-z'\"][A-Za-z0-9*]*|.?)", re.DOTALL
)

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
_CLOSED = re.compile(rb"[\s>\]]EMC\s*\Z")
_IN_ARRAY = re.compile(rb"\[[^\[\]]*\nEMC\n")
_SHORTEST = 64
"""Fewest bytes that parts are to have on the average."""
_LONGEST_KNOWN = 65536
_SEQUENCE_END = b"\nEMC\n"
_LITERAL = re.compile(_STRING, re.DOTALL)
_PIECE = re.compile(rb"<([0-9A-Fa-f\s]*)>|([-+.\d]+)")
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_CONTINUED = (b"\n", b"\r", b"\r\n")


def stands_alone(content: bytes) -> bool:
    """Whether statements of `content` surely end with it, so that what follows can be read by itself.

    Told by its end alone: a marked-content sequence that closes, as our own writer ends each stream.
    """
    return _known_alone(content) if len(content) <= _LONGEST_KNOWN else _alone(content)


def _alone(content: bytes) -> bool:
    open_ended = b"(" in content or b"%" in content or b"BI" in content
    return (
        not open_ended and content.rfind(b"]") >= content.rfind(b"[") and bool(_CLOSED.search(content[-16:]))
    )


_known_alone = lru_cache(maxsize=256)(_alone)


def sequences(content: bytes) -> list[bytes]:
    """Content that stands alone, in parts that do as well: each ends with a line that is EMC.

    Empty where a line that looks so may be within an array, and where parts would be so short that
    to tell them apart costs more than to read them.
    """
    parts = content.split(_SEQUENCE_END)
    if len(parts) * _SHORTEST > len(content) or _IN_ARRAY.search(content):
        return []
    last = parts.pop()
    return [part + _SEQUENCE_END for part in parts] + ([last] if last else [])


def statements(content: bytes) -> list[tuple[bytes, bytes]]:
    """The statements of a content stream, each as its operands and its operator."""
    if b"(" in content or b"%" in content or b"BI" in content:
        content = b" ".join(_rewritten(token) for token in _tokenize(content))
    return _STATEMENT.findall(content)


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


def shown(operand: bytes) -> tuple[bytes, float, float, float]:
    """The operand of Tj or TJ: codes joined, and the adjustments before, within and after them.

    Adjustments are in thousandths of the font size, as written. Raises ValueError where
    the operand is no string and no array of strings and numbers.
    """
    token = operand.strip()
    if token[:1] == b"<":
        return _codes(token[1:-1]), 0.0, 0.0, 0.0
    if token[:1] != b"[":
        raise ValueError
    codes: list[bytes] = []
    lead = inner = pending = 0.0
    for digits, number in _PIECE.findall(token):
        if number:
            pending += float(number)
            continue
        if codes:
            inner += pending
        else:
            lead = pending
        pending = 0.0
        codes.append(_codes(digits))
    return b"".join(codes), lead, inner, pending


def _codes(digits: bytes) -> bytes:
    text = digits.decode("ascii")
    try:
        return bytes.fromhex(text)
    except ValueError:
        # White space may stand between any digits; a last digit alone is followed by 0.
        text = "".join(text.split())
        return bytes.fromhex(text + "0" * (len(text) % 2))
