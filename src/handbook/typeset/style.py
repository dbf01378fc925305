"""How a text is set: what `break_lines` and `compose_paragraph` take beside text and measure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from handbook.fonts import Face
from handbook.typeset.lexicon import Lexicon

ALIGNMENTS = ("left", "center", "right", "justify")
LEVELS = ("strict", "normal", "loose")
PHRASES = ("off", "prefer", "require")
WHOLES = ("require", "prefer")
FIGURES = ("proportional", "tabular")


@dataclass(frozen=True)
class TextStyle:
    """A face, a size and the rules for lines.

    Raises ValueError for a word that is none of those listed or a length that cannot be.
    """

    face: Face
    size: float
    """Points."""
    leading: float
    """Points from baseline to baseline."""
    align: str = "left"
    """`left`, `center` and `right` are ragged; `justify` fills every line but the last."""
    level: str = "strict"
    """Kinsoku: `strict`, `normal` (small kana and ー may begin a line) or `loose`."""
    phrase: str = "prefer"
    """文節: `off`, `prefer`, or `require`: lines part between phrases wherever a phrase fits."""
    whole: str = "require"
    """Telephone numbers, times, words wider than the measure: `require` raises UnbreakableError,
    `prefer` parts them at their seams."""
    lexicon: Lexicon | None = None
    """Words that part at their seams alone where they fit the measure, whatever `phrase` says."""
    autospace: float = 0.0
    """Space between Japanese and Latin letters or digits, em; JLREQ's is 0.25."""
    figures: str = "proportional"
    """Digits: `proportional` as the face has them, or `tabular`, all as wide as its widest, so that
    the digits of numbers that stand below each other do too."""
    hang: bool = False
    """Whether 、 and 。 at a line's end may hang out of the measure (ぶら下げ)."""
    others: tuple[Face, ...] = ()
    """Faces for what `face`, and the face of ruby, lack: a character, or a variation of it that is asked
    for, is set in the first that has it. Lines stand as `face` has them."""
    strong: Face | None = None
    """The face of strong words; None: `face`."""
    strong_others: tuple[Face, ...] = ()
    """As `others`, for what `strong` lacks."""
    ruby_face: Face | None = None
    """The face of ruby; None: `face`."""
    ruby_size: float = 0.5
    """Size of ruby in em of `size`."""

    @cached_property
    def unled(self) -> TextStyle:
        """What of it lines depend on."""
        return replace(self, leading=0.0)

    def __post_init__(self) -> None:
        for name, allowed in (
            ("align", ALIGNMENTS),
            ("level", LEVELS),
            ("phrase", PHRASES),
            ("whole", WHOLES),
            ("figures", FIGURES),
        ):
            if getattr(self, name) not in allowed:
                raise ValueError(f"{name} is {getattr(self, name)!r}, not one of {', '.join(allowed)}")
        if not self.size > 0 or not self.ruby_size > 0 or self.autospace < 0:
            raise ValueError("size and ruby_size must be over 0, autospace not under 0")
