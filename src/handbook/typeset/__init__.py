"""Japanese text set in lines: kinsoku, phrases, whole numbers, ruby; usable without the rest of handbook.

>>> from handbook.fonts import load_face
>>> from handbook.typeset import TextStyle, break_lines
>>> style = TextStyle(face=load_face("fonts/BIZUDPGothic-Regular.ttf"), size=12, leading=18)
>>> [line.text for line in break_lines("地域のみんなで支え合う。", 80, style)]
['地域の', 'みんなで', '支え合う。']

Vertical writing is not supported.
"""

from handbook.typeset.compose import break_lines, compose_paragraph
from handbook.typeset.errors import MissingGlyphError, UnbreakableError
from handbook.typeset.lexicon import Lexicon
from handbook.typeset.lines import GlyphRun, Line, Paragraph, Placed
from handbook.typeset.markup import plain_text, readings
from handbook.typeset.style import TextStyle

__all__ = [
    "GlyphRun",
    "Lexicon",
    "Line",
    "MissingGlyphError",
    "Paragraph",
    "Placed",
    "TextStyle",
    "UnbreakableError",
    "break_lines",
    "compose_paragraph",
    "plain_text",
    "readings",
]
