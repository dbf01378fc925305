"""Content stream bytes → tokens and strings.

A content stream is read with one compiled expression: what it matches is a
number, a name, a string, an operator, a whole array or a whole path, so that the
reader's Python loop runs once per operand and not once per byte. No alternative
nests without bound or can match one text in two ways, so time is linear in the
length, whatever the bytes are.
Deliberately not done: the content of dictionaries (they come as single tokens).
"""

from __future__ import annotations

import re

_STRING = rb"\((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*\)"  # one level of bare inner parentheses

_TOKEN = re.compile(
    rb"[-+.\d]+\s+[-+.\d]+\s+m\s[-+.\d\smlcvyh]*"  # a path up to the operator that paints it
    rb"|\[(?:[^\[\]()\\]|" + _STRING + rb")*\]"  # an array without inner arrays
    rb"|<<|>>|<[0-9A-Fa-f\s]*>"
    rb"|" + _STRING + rb"|\(.*|%[^\r\n]*"  # a string that does not close takes the rest
    rb"|/[^\s()<>\[\]{}/%\x00]*"
    rb"|[^\s()<>\[\]{}/%\x00]+"
    rb"|[\[\]]",
    re.DOTALL,
)

_IMAGE_DATA = re.compile(rb"\sID\s")
_IMAGE_HEAD = 1000
"""Most bytes from BI to ID."""
_IMAGE_END = re.compile(rb"\sEI(?![^\s])")
_PARENTHESIS = re.compile(rb"\\.|[()]", re.DOTALL)
_MOST_DEEP_STRINGS = 500
_PIECE = re.compile(rb"<([0-9A-Fa-f\s]*)>|(" + _STRING + rb")|([+-]?[0-9.]+)", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPED = {
    b"n": b"\n",
    b"r": b"\r",
    b"t": b"\t",
    b"b": b"\b",
    b"f": b"\f",
    b"\n": b"",
    b"\r": b"",
    b"\r\n": b"",
}


def tokenize(content: bytes) -> list[bytes]:
    """The tokens of a content stream; comments and the data of inline images left out."""
    if b"ID" in content and b"BI" in content:
        content = _without_image_data(content)
    tokens = _TOKEN.findall(content)
    if tokens and tokens[-1][:1] == b"(":
        tokens = _with_deep_strings(tokens)
    if b"%" in content:
        tokens = [token for token in tokens if not token.startswith(b"%")]
    return tokens


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


def _unescape(match: re.Match[bytes]) -> bytes:
    escaped = match[1]
    if escaped[0] in b"01234567":
        return bytes((int(escaped, 8) & 255,))
    return _ESCAPED.get(escaped, escaped)


def path_points(token: bytes) -> tuple[list[float], list[float], int]:
    """The x and y of every point of a path token (control points too), and its count of subpaths."""
    numbers = list(map(float, token.translate(None, b"mlcvyh").split()))
    if len(numbers) % 2:
        raise ValueError
    return numbers[0::2], numbers[1::2], token.count(b"m")


def string_bytes(token: bytes) -> bytes:
    """The bytes of a string token, `(…)` or `<…>` (ISO 32000-1, 7.3.4)."""
    if token[:1] == b"<":
        digits = b"".join(token[1:-1].split())
        return bytes.fromhex((digits + b"0" if len(digits) % 2 else digits).decode("ascii"))
    body = token[1:-1]
    return _ESCAPE.sub(_unescape, body) if b"\\" in body else body


def shown(token: bytes) -> tuple[bytes, float, float, float]:
    """The operand of TJ: codes joined, and the adjustments before, within and after them.

    Adjustments are in thousandths of the font size, as written.
    """
    if b"(" not in token:
        parts = token[1:-1].replace(b">", b"<").split(b"<")
        digits = parts[1::2]
        if not any(len(part) % 2 for part in digits):
            gaps = parts[0::2]
            inner = _total(b" ".join(gaps[1:-1])) if len(gaps) > 2 else 0.0
            trail = _total(gaps[-1]) if len(gaps) > 1 else 0.0
            return bytes.fromhex(b"".join(digits).decode("ascii")), _total(gaps[0]), inner, trail
    return _shown_slowly(token)


def _shown_slowly(token: bytes) -> tuple[bytes, float, float, float]:
    codes: list[bytes] = []
    lead = inner = pending = 0.0
    for digits, literal, number in _PIECE.findall(token):
        if number:
            pending += float(number)
            continue
        if codes:
            inner += pending
        else:
            lead = pending
        pending = 0.0
        codes.append(string_bytes(literal or b"<" + digits + b">"))
    return b"".join(codes), lead, inner, pending


def _total(numbers: bytes) -> float:
    return sum(map(float, numbers.split())) if numbers else 0.0
