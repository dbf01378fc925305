"""An SVG file → a `Drawing`: flat shapes in plain colours, written anew from what is allowed here.

In: the path of an SVG file. Out: the drawing, or an `InputError` with everything in it that print cannot
keep or a reader should not be given: scripts, references, text, style sheets, images, gradients, anything
see-through. Only listed elements and attributes pass, each with a value of its own form; no entity is
expanded, nothing is fetched. Deliberately not done: drawing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from xml.parsers import expat

from handbook.errors import InputError, Place, Problem
from handbook.load.file_text import read_bytes
from handbook.pictures import SVG, Drawing

MAX_BYTES = 200_000
"""The largest of our own has 12 kB. What is above this is traced from a photograph, and slow to print."""

MAX_DEPTH = 30
"""Deepest nesting of groups."""

MAX_NUMBER = 100_000.0


def read_drawing(path: Path) -> Drawing:
    """Read an SVG file. Raises InputError with every problem."""
    shown, data = read_bytes(path, MAX_BYTES)
    reader = _Reader(shown)
    reader.read(data)
    if reader.problems:
        raise InputError(reader.problems.values())
    return Drawing(path.name, reader.view, "".join(reader.markup))


# Forms of values

_NUMBER = re.compile(r"([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)[\s,]*")
_FLAG = re.compile(r"[01][\s,]*")
_COMMANDS = {"M": "nn", "L": "nn", "H": "n", "V": "n", "C": "nnnnnn", "S": "nnnn", "Q": "nnnn", "T": "nn"}
_COMMANDS |= {"A": "nnnffnn", "Z": ""}
"""Command of a path → its numbers (n) and flags (f)."""
_TRANSFORM = re.compile(r"(translate|scale|rotate|skewX|skewY|matrix)\s*\(([^()]*)\)[\s,]*")
_ARGUMENTS = {"translate": ("n", "nn"), "scale": ("n", "nn"), "rotate": ("n", "nnn"), "matrix": ("nnnnnn",)}


def _groups(text: str, kinds: str) -> int:
    """How many groups of such numbers and flags the text consists of; 0 if it does not."""
    at, count, text = 0, 0, text.strip()
    while at < len(text):
        for kind in kinds:
            found = {"n": _NUMBER, "f": _FLAG}[kind].match(text, at)
            if found is None or (kind == "n" and abs(float(found[1])) > MAX_NUMBER):
                return 0
            at = found.end()
        count += 1
    return count


def _is_number(text: str) -> bool:
    return _groups(text, "n") == 1


def _is_length(text: str) -> bool:
    return _is_number(text) and float(text.strip(" ,")) >= 0


def _is_path(text: str) -> bool:
    """Whether ReportLab and browsers draw the same for it: no half command, nothing unknown."""
    start, *parts = re.split(f"([{''.join(_COMMANDS)}])", text, flags=re.IGNORECASE)
    pairs = list(zip(parts[::2], parts[1::2], strict=True))
    return (
        not start.strip()
        and bool(pairs)
        and pairs[0][0] in "Mm"
        and all(
            _groups(numbers, _COMMANDS[letter.upper()]) if letter not in "Zz" else not numbers.strip()
            for letter, numbers in pairs
        )
    )


def _is_transform(text: str) -> bool:
    return not _TRANSFORM.sub("", text).strip() and all(
        any(_groups(numbers, kinds) == 1 for kinds in _ARGUMENTS.get(name, ("n",)))
        for name, numbers in _TRANSFORM.findall(text)
    )


def _among(pattern: str) -> Callable[[str], bool]:
    return lambda text: re.fullmatch(pattern, text) is not None


Form = Callable[[str], bool]

_COLOR = _among("#[0-9A-Fa-f]{3}|#[0-9A-Fa-f]{6}|none|black|white")
_PAINT: Mapping[str, Form] = {
    "fill": _COLOR,
    "fill-rule": _among("nonzero|evenodd"),
    "stroke": _COLOR,
    "stroke-width": _is_length,
    "stroke-linecap": _among("butt|round|square"),
    "stroke-linejoin": _among("miter|round|bevel"),
    "stroke-dasharray": lambda text: text == "none" or _groups(text, "n") > 0,
    "transform": _is_transform,
}
"""What every element may say."""

_ELEMENTS: Mapping[str, Mapping[str, Form]] = {
    "svg": {},
    "g": {},
    "path": {"d": _is_path},
    "rect": dict.fromkeys(("x", "y"), _is_number) | dict.fromkeys(("width", "height", "rx"), _is_length),
    "circle": {"cx": _is_number, "cy": _is_number, "r": _is_length},
    "ellipse": {"cx": _is_number, "cy": _is_number, "rx": _is_length, "ry": _is_length},
    "polygon": {"points": lambda text: _groups(text, "nn") > 1},
    "polyline": {"points": lambda text: _groups(text, "nn") > 1},
    "line": dict.fromkeys(("x1", "y1", "x2", "y2"), _is_number),
    "title": {},
    "desc": {},
}
"""Element → its own attributes, each with the form of its values."""

_HOLDERS = ("svg", "g")
_TOLD = ("title", "desc")
_UNSEEN = frozenset(("id", "class", "version", "baseProfile", "http://www.w3.org/XML/1998/namespace space"))
"""Attributes that show nothing and are left out."""
_SIZE = frozenset(("viewBox", "width", "height", "x", "y", "preserveAspectRatio"))
"""Attributes of the whole drawing, of which its view alone means something on paper."""

_FLAT = "透けたり、ぼけたり、だんだん変わったりしない、ひとつの色で塗ってください。"
_SAVED = "描くソフトで「最適化SVG」か「属性（プレゼンテーション属性）」を選んで保存し直してください。"
_HINTS = (
    ("script|on[a-z]+", "絵の中でプログラムは動かせません。消してください。"),
    ("text|tspan|textPath|font.*", "文字は、描くソフトで図形（アウトライン、パス）に変えてください。"),
    ("style", _SAVED),
    ("image|use|a|href|.*src", "ほかのファイルや場所を指せません。図形をこのファイルの中に描いてください。"),
    ("opacity|.*-opacity|filter|mask|clip.*|.*Gradient|stop|pattern|mix-blend-mode|fe[A-Z].*", _FLAT),
)
"""Names of what is refused → how to do without."""


class _Reader:
    """Reads one file; `problems` are by what they say, so that each is told once, where it stands first."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.view = (0.0, 0.0, 0.0, 0.0)
        self.markup: list[str] = []
        self.problems: dict[str, Problem] = {}
        self._open: list[str] = []
        self._drawn = False

    def read(self, data: bytes) -> None:
        self._parser = expat.ParserCreate("utf-8", namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.ProcessingInstructionHandler = self._instruction
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as error:
            place = Place(self.file, error.lineno, error.offset + 1)
            if not self._open:
                raise self._no_svg(place) from None
            hint = "描くソフトで開き、SVGとして保存し直してください。"
            raise InputError([Problem("SVGとして読めない書き方です。", hint, place)]) from None
        if not self._drawn:
            self._report("絵に、何も描かれていません。", "図形を描いて、保存し直してください。")

    def _no_svg(self, place: Place) -> InputError:
        hint = "描くソフトで、SVG（文字コードはUTF-8）として保存し直してください。"
        return InputError([Problem("SVGのファイルではありません。", hint, place)])

    def _place(self) -> Place:
        return Place(self.file, self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1)

    def _report(self, message: str, hint: str) -> None:
        self.problems.setdefault(message, Problem(message, hint, self._place()))

    def _refuse(self, name: str, what: str) -> None:
        allowed = "消してください。使えるのは、" + "、".join(_ELEMENTS) + " と、その形と色だけです。"
        hint = next((hint for names, hint in _HINTS if re.fullmatch(names, name)), allowed)
        self._report(f"{what}は、絵に使えません。", hint)

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        space, _, name = tag.rpartition(" ")
        known = space == SVG and name in _ELEMENTS
        if not self._open and (not known or name != "svg"):
            raise self._no_svg(self._place())
        inside = self._open[-1] if self._open else ""
        self._open.append(name)
        if not known or (inside and (name == "svg" or inside not in _HOLDERS)):
            self._refuse(name, f"<{name}>")
            return
        if len(self._open) > MAX_DEPTH:
            self._report("図形のまとまり（<g>）の重なりが深すぎます。", "まとまりを解いてください。")
            return
        said = self._said(name, attributes)
        if name == "svg":
            self._set_view(attributes.get("viewBox", ""))
        if name not in _TOLD:
            self._drawn = self._drawn or name not in _HOLDERS
            self.markup.append(f"<{'g' if name == 'svg' else name}{said}>")

    def _said(self, name: str, attributes: Mapping[str, str]) -> str:
        """The attributes that show something, as they are written."""
        forms = {**_PAINT, **_ELEMENTS[name]}
        said = ""
        for key, value in attributes.items():
            if key in _UNSEEN or (name == "svg" and key in _SIZE):
                continue
            if key not in forms:
                own = key.rpartition(" ")[2]
                self._refuse(own, f"<{name}> の「{own}」")
            elif not forms[key](value):
                hint = "描くソフトで直すか、ほかの形や色で描いてください（色は #1B2430 のような形だけです）。"
                self._report(f"<{name}> の「{key}」に「{value[:30]}」は使えません。", hint)
            else:
                said += f' {key}="{" ".join(value.split())}"'
        return said

    def _set_view(self, text: str) -> None:
        if _groups(text, "nnnn") == 1:
            x, y, width, height = [float(found[1]) for found in _NUMBER.finditer(text.strip())]
            self.view = (x, y, width, height)
        if self.view[2] <= 0 or self.view[3] <= 0:
            hint = 'viewBox="0 0 幅 高さ" を、正しい数で <svg> に書いてください。'
            self._report("絵の大きさ（viewBox）が分かりません。", hint)

    def _end(self, tag: str) -> None:
        name = self._open.pop()
        if name in _ELEMENTS and name not in _TOLD:
            self.markup.append(f"</{'g' if name == 'svg' else name}>")

    def _text(self, text: str) -> None:
        if text.strip() and self._open[-1] not in _TOLD:
            self._refuse("text", "文字")

    def _doctype(self, *declared: object) -> None:
        hint = "「<!DOCTYPE」から「>」までを消してください。"
        raise InputError([Problem("文書型の宣言（DOCTYPE）は、絵に使えません。", hint, self._place())])

    def _instruction(self, target: str, text: str) -> None:
        self._refuse("style", f"<?{target}?>")
