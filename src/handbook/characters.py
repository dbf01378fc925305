"""Characters as a reader sees them: which belong together, what a message calls one, what to do about it.

Text in; pieces of it, and Japanese words about one piece, out. Which characters a face has is not known here.
"""

from __future__ import annotations

import re
import unicodedata

SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
"""Variation selectors, for a pattern: with one, the character before it is another shape of itself."""
INVISIBLE = (
    "\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb\ufffd"
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
"""What nobody sees, for a pattern: controls, fillers, blanks that count as letters, what is left of broken
text; not spaces."""


def clusters(text: str) -> list[str]:
    """The characters of `text`, each with the variation selectors behind it."""
    if re.search(f"[{SELECTORS}]", text) is None:
        return list(text)
    return re.findall(rf"\S[{SELECTORS}]*|\s", text)


def named(cluster: str) -> str:
    """What a message calls it: 文字「⽇」（U+2F47）, or what it is where it cannot be seen."""
    codes = " ".join(f"U+{ord(character):04X}" for character in cluster)
    if unicodedata.category(cluster[0]) == "Co":
        return f"外字（{codes}）"
    if _is_seen(cluster[0]):
        return f"{'異体字' if cluster[1:] else '文字'}「{cluster}」（{codes}）"
    name = unicodedata.name(cluster[0], "")
    return f"目に見えない文字（{codes}{f' {name}' if name else ''}）"


def way_out(cluster: str) -> str:
    """What to do about a character that no face has. Nobody's name is to be written in another way."""
    first, last = cluster[0], cluster[-1]
    if not _is_seen(first):
        return "その文字を消してください。"
    if unicodedata.category(first) == "Co":
        return "外字は、作ったパソコンでしか読めません。同じ形の字を、ふつうの文字から打ち直してください。"
    if cluster[1:] and "CJK" not in unicodedata.name(first, ""):
        return f"見えない印（U+{ord(last):04X}）が付いています。印を消して「{first}」だけにしてください。"
    plain = unicodedata.normalize("NFKC", first)
    if plain != first and _is_seen(plain[0]):
        return f"形の似た別の文字です。ふつうの「{plain}」（U+{ord(plain[0]):04X}）を打ち直してください。"
    return (
        "その字のある書体（.ttf）を fonts/ に置き、レイアウトの faces に、今の書体の次に書き足してください"
        "（regular: [今の書体.ttf, その書体.ttf]）。人の名前でなければ、別の字でも書けます。"
    )


def _is_seen(character: str) -> bool:
    return re.match(rf"[\s{INVISIBLE}{SELECTORS}]", character) is None
