"""Whether the check finds what it must: harm done to a finished edition on purpose, and what the check says.

In: an edition's PDF, with the edition and layout by which it is good. Out: for each of a dozen faults, the
rules that caught it. The faults are done to a copy in memory through pypdf, as some other program might do
them; `tests/faults.py` has some 150 more, made of the same tools.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    PdfObject,
    TextStringObject,
)

from handbook.check import check_pdf
from handbook.check.page_text import compact
from handbook.edition import Edition
from handbook.layout import Layout
from handbook.plan import Desk
from handbook.readback import ReadBack, TextRun, read_back
from handbook.readback.fonts import to_unicode

_SHOWN = re.compile(rb"1 0 0 1 (\S+) (\S+) Tm\n(\[?<[^\n]*T[jJ])")


class NothingToSpoilError(Exception):
    """A layout does not print what a fault is done to, or its fonts lack the glyph."""


class Leaflet:
    """A finished edition that is being spoilt."""

    def __init__(self, pdf: bytes, edition: Edition) -> None:
        self.edition = edition
        self.file: ReadBack = read_back(pdf)
        self.writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))

    def written(self) -> bytes:
        self.writer.write(out := io.BytesIO())
        return out.getvalue()

    # What is in it

    @property
    def desk(self) -> Desk:
        """One whose number has a digit that its neighbours lack, so that it can be exchanged."""
        return self.edition.desks[0]

    @property
    def phone(self) -> TextRun:
        """The number of the first desk."""
        return self.run(self.desk.phone)

    @property
    def name(self) -> TextRun:
        """The name of the first desk, or the beginning of it."""
        return self.run(self.desk.name)

    def run(self, text: str, after: TextRun | None = None) -> TextRun:
        """The first run that is `text`, or that it begins with; behind another one."""
        wanted = compact(text)
        order = (after.page, after.order) if after else (0, 0)
        runs = [run for page in self.file.pages for run in page.runs if (run.page, run.order) > order]
        exact = (run for run in runs if compact(run.text) == wanted)
        begun = (run for run in runs if compact(run.text) and wanted.startswith(compact(run.text)))
        found = next(exact, None) or next(begun, None)
        if found is None:
            raise NothingToSpoilError(text)
        return found

    def codes(self, run: TextRun, text: str) -> str:
        """`text` in the codes of the run's font, the last of them where several say the same."""
        assert run.drawn is not None
        assert run.drawn.program is not None
        texts = run.drawn.program.texts
        used = [code for code, _ in run.drawn.places()]
        known = {text: code for code, text in texts.items()} | {texts[code]: code for code in used}
        if not known.keys() >= set(text):
            raise NothingToSpoilError(text)
        return "".join(f"{known[char]:04X}" for char in text)

    # What can be done to it

    def content(self, page: int, change: Callable[[bytes], bytes]) -> None:
        """Change the content of a page (1-based)."""
        found = self.writer.pages[page - 1]
        contents = found.get_contents()
        assert contents is not None
        self.set_stream(found, "/Contents", change(contents.get_data()))

    def set_stream(self, holder: DictionaryObject, key: str, data: bytes, **entries: PdfObject) -> None:
        """Put a stream in place of what a dictionary has under a key."""
        stream = DecodedStreamObject()
        stream.set_data(data)
        stream.update({NameObject(f"/{name}"): value for name, value in entries.items()})
        holder[NameObject(key)] = self.writer._add_object(stream)

    def over(self, run: TextRun, operators: str) -> None:
        """Paint over a page, in its own coordinates, with `x y width height` of a text's box filled in."""
        height = self.file.pages[run.page - 1].height
        box = {"x": run.left, "y": height - run.bottom, "w": run.right - run.left, "h": run.bottom - run.top}
        filled = operators.format(**box)
        self.content(run.page, lambda data: data + f"\nq {filled} Q\n".encode("ascii"))

    def shown(self, run: TextRun, change: Callable[[bytes, bytes], bytes]) -> None:
        """Change how a text is shown: gets the operators that place it, and those that show it."""
        height = self.file.pages[run.page - 1].height

        def changed(data: bytes) -> bytes:
            for found in _SHOWN.finditer(data):
                x, y = float(found[1]), height - float(found[2])
                if abs(x - run.x) < 0.01 and abs(y - run.y) < 0.01:
                    place = found[0][: found.start(3) - found.start()]
                    return data[: found.start()] + change(place, found[3]) + data[found.end() :]
            raise AssertionError(f"{run.text} is not shown")

        self.content(run.page, changed)

    def says(self, run: TextRun, text: str) -> None:
        """Print another text in place of a run."""
        self.shown(run, lambda place, _: place + f"<{self.codes(run, text)}>Tj".encode("ascii"))

    def reads(self, run: TextRun, text: str) -> None:
        """Let a text be read aloud and copied as another, by its ActualText."""
        said = text.encode("utf-16-be").hex()
        begin = f"ET /Span <</ActualText <FEFF{said}>>> BDC BT\n".encode("ascii")
        self.shown(run, lambda place, show: begin + place + show + b" ET EMC BT")

    def font(self, run: TextRun) -> DictionaryObject:
        """The font dictionary by which a run is drawn."""
        assert run.drawn is not None
        assert run.drawn.program is not None
        fonts = self.writer.pages[run.page - 1]["/Resources"]["/Font"]  # type: ignore[index]
        for name in fonts:
            font: DictionaryObject = fonts[name].get_object()
            texts = to_unicode(font["/ToUnicode"].get_object().get_data())  # type: ignore[union-attr]
            if str(font["/BaseFont"]).endswith(run.font) and run.drawn.program.texts == texts:
                return font
        raise AssertionError(f"no font for {run.text}")

    def descendant(self, run: TextRun) -> DictionaryObject:
        found: DictionaryObject = self.font(run)["/DescendantFonts"][0].get_object()  # type: ignore[index]
        return found

    def map_glyphs(self, run: TextRun, wanted: Mapping[int, int]) -> None:
        """Let codes draw the glyphs of others, by the file's glyph map: code → whose glyph it gets."""
        assert run.drawn is not None
        assert run.drawn.program is not None
        program = run.drawn.program
        codes = range(max(program.texts) + 1)
        table = b"".join(program.glyph(wanted.get(code, code)).to_bytes(2, "big") for code in codes)
        self.set_stream(self.descendant(run), "/CIDToGIDMap", table)

    def links(self, page: int = 1) -> list[DictionaryObject]:
        annotations = self.writer.pages[page - 1].get("/Annots", ArrayObject())
        return [one.get_object() for one in annotations]

    def link(self, run: TextRun) -> DictionaryObject:
        """The link that a number is dialled by."""
        number = compact(run.text)
        for link in self.links(run.page):
            if number in compact(str(link.get("/Contents", ""))):
                return link
        raise NothingToSpoilError(number)


class Fault(NamedTuple):
    """Harm that can be done to a finished edition, and the rule that must catch it."""

    name: str
    """In Japanese, for the table of `handbook check --self-test`."""
    kind: str
    """`shape`, `text`, `cover`, `hidden`, `place`, `heard`, `link` or `meant`."""
    code: str
    spoil: Callable[[Leaflet], None]


class Verdict(NamedTuple):
    """A fault, and the rules that caught it; None where the file has nothing to do it to."""

    fault: Fault
    codes: tuple[str, ...] | None

    @property
    def caught(self) -> bool:
        return self.codes is None or self.fault.code in self.codes


def try_faults(pdf: bytes, edition: Edition, layout: Layout, faults: tuple[Fault, ...]) -> Iterator[Verdict]:
    """Do each of the faults to the file, one at a time, and check it."""
    for fault in faults:
        leaflet = Leaflet(pdf, edition)
        try:
            fault.spoil(leaflet)
        except NothingToSpoilError:
            yield Verdict(fault, None)
            continue
        found = check_pdf(leaflet.written(), edition, layout, seen=True)
        yield Verdict(fault, tuple(dict.fromkeys(finding.code for finding in found)))


# The dozen


def other_digit(number: str) -> str:
    """A number with its last digit changed into another of its digits, which its font surely has."""
    return number[:-1] + next(digit for digit in number if digit.isdigit() and digit != number[-1])


def _exchange_glyphs(leaflet: Leaflet) -> None:
    """The last digit drawn by the glyph of another."""
    run = leaflet.phone
    first, second = (int(leaflet.codes(run, char), 16) for char in (run.text[-1], other_digit(run.text)[-1]))
    leaflet.map_glyphs(run, {first: second, second: first})


def _read_other(leaflet: Leaflet) -> None:
    leaflet.reads(leaflet.phone, other_digit(leaflet.desk.phone))


def _describe_other(leaflet: Leaflet) -> None:
    link, number = leaflet.link(leaflet.phone), leaflet.desk.phone
    words = str(link["/Contents"]).replace(number, other_digit(number))
    link[NameObject("/Contents")] = TextStringObject(words)


def dial(uri: str) -> Callable[[Leaflet], None]:
    def spoil(leaflet: Leaflet) -> None:
        action = leaflet.link(leaflet.phone)["/A"].get_object()
        action[NameObject("/URI")] = TextStringObject(uri)  # type: ignore[index]

    return spoil


def _turned(leaflet: Leaflet) -> None:
    run = leaflet.phone
    height = leaflet.file.pages[run.page - 1].height
    at = f"-1 0 0 -1 {run.right:.3f} {height - run.y + 0.7 * run.size:.3f} Tm\n".encode("ascii")
    leaflet.shown(run, lambda _, show: at + show)


DOZEN = (
    Fault(
        "番号の一桁が違う", "text", "missing-number", lambda it: it.says(it.phone, other_digit(it.phone.text))
    ),
    Fault("番号がない", "text", "missing-number", lambda it: it.shown(it.phone, lambda place, _: place)),
    Fault("一桁が別の字の形で描かれる", "shape", "wrong-shape", _exchange_glyphs),
    Fault(
        "番号の下半分が白で隠れる",
        "cover",
        "hidden-text",
        lambda it: it.over(it.phone, "1 g {x} {y} {w} 12 re f"),
    ),
    Fault(
        "番号に太い白い線がかかる",
        "cover",
        "not-as-drawn",
        lambda it: it.over(it.phone, "1 0 0 1 {x} {y} cm 1 G 5 w 0 12 m {w} 12 l S"),
    ),
    Fault(
        "番号が白い字",
        "hidden",
        "low-contrast",
        lambda it: it.shown(it.phone, lambda place, show: b"1 g\n" + place + show + b" 0 g"),
    ),
    Fault(
        "名前が白で隠れる", "cover", "hidden-text", lambda it: it.over(it.name, "1 g {x} {y} {w} {h} re f")
    ),
    Fault("番号がさかさま", "place", "turned-text", _turned),
    Fault("別の番号が読み上げられる", "heard", "heard-otherwise", _read_other),
    Fault("リンクの説明が別の番号", "heard", "wrong-link", _describe_other),
    Fault("番号を押すと別の番号にかかる", "link", "wrong-link", dial("tel:119")),
    Fault("番号を押すとホームページが開く", "link", "wrong-link", dial("https://example.jp/")),
)
