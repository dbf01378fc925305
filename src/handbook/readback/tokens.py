"""Content stream bytes → statements: an operator and its operands, as they are written.

A content stream is read with one compiled expression that takes a whole statement
at once, a path together with the operator that paints it, so that the reader's
Python loop runs once per operator. It can always match (an operator may be empty) and no two of
its alternatives begin alike, so it never goes back and time is linear, whatever
the bytes are. Literal strings, comments and inline images, which our own writer never
makes, are rewritten first (`literals.py`).
"""

from __future__ import annotations

import re
from functools import lru_cache

_NAME = rb"/[^\s()<>\[\]{}/%\x00]*"

_PATH = rb"[-+.\d]+\s+[-+.\d]+\s+m\s(?:[-+.\d\s]*[mlcvyh]\s)*"
_OPERAND = (
    rb"[-+.\d\s]+|" + _NAME + rb"|<<|>>|<[0-9A-Fa-f\s]*>|\[[^\[\]()]*\]|(?:true|false|null)(?![A-Za-z])"
)
_STATEMENT = re.compile(
    rb"\s*((?:" + _PATH + rb")?(?:" + _OPERAND + rb")*)([A-Za-z'\"][A-Za-z0-9*]*|.?)", re.DOTALL
)

_CLOSED = re.compile(rb"[\s>\]]EMC\s*\Z")
_IN_ARRAY = re.compile(rb"\[[^\[\]]*\nEMC\n")
_SHORTEST = 64
"""Fewest bytes that parts are to have on the average."""
_LONGEST_KNOWN = 65536
_SEQUENCE_END = b"\nEMC\n"
_PIECE = re.compile(rb"<([0-9A-Fa-f\s]*)>|([-+.\d]+)")


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
        # Here and not above: our own writer makes none of these, and compiling what finds them takes time.
        from handbook.readback.literals import rewritten

        content = rewritten(content)
    return _STATEMENT.findall(content)


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
