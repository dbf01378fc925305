"""Ninety ways to harm a finished leaflet, each with the rule that must catch it.

Each is done to real bytes, as some other program or a bad hand might do it; the tools, and a dozen more, are
those of `handbook check --self-test`. The kinds are those that were found by trying: what is drawn is not
what is said to be drawn; text changed, covered, hidden, out of its place; what is heard, dialled or meant
is not what is seen.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphCoordinates
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    PdfObject,
    TextStringObject,
)

from handbook.check.page_text import compact
from handbook.check.self_test import DOZEN, Fault, Leaflet, dial, other_digit
from handbook.readback import TextRun

Spoil = Callable[[Leaflet], None]
Find = Callable[[Leaflet], TextRun]


def phone(it: Leaflet) -> TextRun:
    return it.phone


def first_name(it: Leaflet) -> TextRun:
    return it.name


def label(it: Leaflet) -> TextRun:
    """The text before the number, 電話."""
    before = [run for run in it.file.pages[it.phone.page - 1].runs if run.order < it.phone.order]
    return [run for run in before if not run.text.isspace()][-1]


def elements(it: Leaflet, role: str) -> list[DictionaryObject]:
    """All structure elements of a role, in reading order."""

    def within(value: object) -> Iterator[DictionaryObject]:
        found = value.get_object() if isinstance(value, PdfObject) else value
        if isinstance(found, ArrayObject):
            for one in found:
                yield from within(one)
        elif isinstance(found, DictionaryObject):
            if found.get("/S") == role:
                yield found
            if "/K" in found:
                yield from within(found["/K"])

    return list(within(it.writer._root_object["/StructTreeRoot"]))


def name(text: str) -> NameObject:
    return NameObject(text)


def numbers(*values: float) -> ArrayObject:
    return ArrayObject([FloatObject(value) for value in values])


# Shapes: the embedded font draws something else


def outlines(change: Callable[[Any, dict[str, str]], None], of: Find = phone) -> Spoil:
    """The embedded program, changed; `change` gets it, and the glyph name of each character of the text."""

    def spoil(it: Leaflet) -> None:
        run = of(it)
        assert run.drawn is not None
        assert run.drawn.program is not None
        program = run.drawn.program
        font = TTFont(io.BytesIO(program.data))
        font["glyf"]  # all of it is read before it is changed
        order = font.getGlyphOrder()
        names = {text: order[program.glyph(code)] for code, text in program.texts.items()}
        names |= {
            text: order[program.glyph(code)]
            for (code, _), text in zip(run.drawn.places(), run.text, strict=True)
        }
        change(font, names)
        font.save(out := io.BytesIO())
        descriptor = it.descendant(run)["/FontDescriptor"].get_object()
        length = NumberObject(len(out.getvalue()))
        it.set_stream(descriptor, "/FontFile2", out.getvalue(), Length1=length)

    return spoil


def exchanged(one: str, other: str) -> Callable[[Any, dict[str, str]], None]:
    def change(font: Any, names: dict[str, str]) -> None:
        glyphs, metrics = font["glyf"].glyphs, font["hmtx"].metrics
        first, second = names[one], names[other]
        glyphs[first], glyphs[second] = glyphs[second], glyphs[first]
        metrics[first], metrics[second] = metrics[second], metrics[first]

    return change


def points_of(char: str, move: Callable[[float, float], tuple[float, float]]) -> Callable[[Any, Any], None]:
    """Each point of a character's outline moved."""

    def change(font: Any, names: dict[str, str]) -> None:
        table = font["glyf"]
        glyph = table[names[char]]
        while glyph.isComposite():
            glyph = table[glyph.components[0].glyphName]
        glyph.expand(table)
        glyph.coordinates = GlyphCoordinates([tuple(map(round, move(x, y))) for x, y in glyph.coordinates])
        glyph.recalcBounds(table)

    return change


def emptied(char: str) -> Callable[[Any, dict[str, str]], None]:
    def change(font: Any, names: dict[str, str]) -> None:
        font["glyf"].glyphs[names[char]] = Glyph()

    return change


def larger_em(font: Any, names: dict[str, str]) -> None:
    font["head"].unitsPerEm *= 2


def moved_to_side(font: Any, names: dict[str, str]) -> None:
    advance, side = font["hmtx"].metrics[names["6"]]
    font["hmtx"].metrics[names["6"]] = (advance, side + 300)


def mapped(pairs: Callable[[Leaflet, TextRun], dict[int, int]], of: Find = phone) -> Spoil:
    """CIDToGIDMap changed: code → the code whose glyph it gets."""

    def spoil(it: Leaflet) -> None:
        it.map_glyphs(of(it), pairs(it, of(it)))

    return spoil


def code(it: Leaflet, run: TextRun, char: str) -> int:
    return int(it.codes(run, char), 16)


def said_to_be(texts: Callable[[Leaflet, TextRun], dict[int, str]], of: Find = phone) -> Spoil:
    """ToUnicode changed: code → what it is said to stand for, and the codes on the page with it."""

    def spoil(it: Leaflet) -> None:
        run = of(it)
        font = it.font(run)
        lines = "\n".join(
            f"1 beginbfchar <{code:04X}> <{text.encode('utf-16-be').hex()}> endbfchar"
            for code, text in texts(it, run).items()
        )
        old = font["/ToUnicode"].get_object().get_data()
        it.set_stream(font, "/ToUnicode", old + b"\n" + lines.encode("ascii"))

    return spoil


def digits_drawn_as_others(it: Leaflet) -> None:
    """Another number is drawn, and its codes are said to stand for the right one."""
    run = it.phone
    wrong = it.codes(run, other_digit(run.text))
    last = int(wrong[-4:], 16)
    it.says(run, other_digit(run.text))
    font = it.font(run)
    old = font["/ToUnicode"].get_object().get_data()
    line = f"1 beginbfchar <{last:04X}> <{ord(run.text[-1]):04X}> endbfchar".encode("ascii")
    it.set_stream(font, "/ToUnicode", old + b"\n" + line)


def widths(value: int) -> Spoil:
    def spoil(it: Leaflet) -> None:
        run = it.phone
        array = it.descendant(run)["/W"]
        for char in "0123456789":
            array += ArrayObject([NumberObject(code(it, run, char)), ArrayObject([NumberObject(value)])])

    return spoil


def encoded(value: str) -> Spoil:
    def spoil(it: Leaflet) -> None:
        it.font(it.phone)[name("/Encoding")] = name(value)

    return spoil


def own_encoding(it: Leaflet) -> None:
    """A CMap of its own, by which the last digit selects another glyph."""
    run = it.phone
    one, other = code(it, run, run.text[-1]), code(it, run, other_digit(run.text)[-1])
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Own def /CMapType 1 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n1 begincidrange <0000> <FFFF> 0 endcidrange\n"
        f"1 begincidchar <{one:04X}> {other} endcidchar\nendcmap end end"
    )
    info = DictionaryObject({name("/Registry"): TextStringObject("Adobe")})
    info |= {name("/Ordering"): TextStringObject("Identity"), name("/Supplement"): NumberObject(0)}
    it.set_stream(
        it.font(run), "/Encoding", cmap.encode("ascii"), Type=name("/CMap"), CMapName=name("/Own"),
        CIDSystemInfo=DictionaryObject(info),
    )  # fmt: skip


def of_the_other_weight(it: Leaflet) -> None:
    """The number's font gets the program of another face."""
    other = next(run for run in it.file.pages[0].runs if run.font != it.phone.font)
    program = it.descendant(other)["/FontDescriptor"].get_object().raw_get("/FontFile2")
    it.descendant(it.phone)["/FontDescriptor"].get_object()[name("/FontFile2")] = program


SHAPES = (
    Fault("6 and 8 exchanged in the outlines", "shape", "wrong-shape", outlines(exchanged("6", "8"))),
    Fault("1 drawn as 7", "shape", "wrong-shape", outlines(exchanged("1", "7"))),
    Fault("0 and the hyphen exchanged", "shape", "wrong-shape", outlines(exchanged("0", "-"))),
    Fault(
        "two kanji of a name exchanged", "shape", "wrong-shape", outlines(exchanged("西", "東"), first_name)
    ),
    Fault(
        "a digit mirrored in its outline",
        "shape",
        "wrong-shape",
        outlines(points_of("6", lambda x, y: (700 - x, y))),
    ),
    Fault(
        "6 turned into 9", "shape", "wrong-shape", outlines(points_of("6", lambda x, y: (700 - x, 750 - y)))
    ),
    Fault(
        "a digit of half its height",
        "shape",
        "wrong-shape",
        outlines(points_of("5", lambda x, y: (x, y / 2))),
    ),
    Fault(
        "a digit moved by a third of the em",
        "shape",
        "wrong-shape",
        outlines(points_of("4", lambda x, y: (x, y + 300))),
    ),
    Fault("a digit without an outline", "shape", "wrong-shape", outlines(emptied("9"))),
    Fault("the em doubled", "shape", "wrong-shape", outlines(larger_em)),
    Fault("a digit moved by its side bearing", "shape", "wrong-shape", outlines(moved_to_side)),
    Fault("the program of another weight", "shape", "wrong-shape", of_the_other_weight),
    Fault(
        "6 and 8 exchanged in CIDToGIDMap",
        "shape",
        "wrong-shape",
        mapped(
            lambda it, run: {code(it, run, "6"): code(it, run, "8"), code(it, run, "8"): code(it, run, "6")}
        ),
    ),
    Fault(
        "a digit mapped to a blank",
        "shape",
        "wrong-shape",
        mapped(lambda it, run: {code(it, run, "0"): code(it, run, " ")}),
    ),
    Fault(
        "all digits mapped to 1",
        "shape",
        "wrong-shape",
        mapped(lambda it, run: {code(it, run, digit): code(it, run, "1") for digit in "0245689"}),
    ),
    Fault(
        "a digit mapped to .notdef", "shape", "wrong-shape", mapped(lambda it, run: {code(it, run, "0"): 0})
    ),
    Fault(
        "西 mapped to 東",
        "shape",
        "wrong-shape",
        mapped(lambda it, run: {code(it, run, "西"): code(it, run, "東")}, first_name),
    ),
    Fault(
        "6 and 8 exchanged in ToUnicode",
        "shape",
        "missing-number",
        said_to_be(lambda it, run: {code(it, run, "6"): "8", code(it, run, "8"): "6"}),
    ),
    Fault(
        "one digit of ToUnicode",
        "shape",
        "missing-number",
        said_to_be(lambda it, run: {code(it, run, "0"): "3"}),
    ),
    Fault(
        "a kanji of ToUnicode",
        "shape",
        "missing-text",
        said_to_be(lambda it, run: {code(it, run, "西"): "東"}, first_name),
    ),
    Fault("another number said to be the right one", "shape", "wrong-shape", digits_drawn_as_others),
    Fault("digits without width", "shape", "wrong-shape", widths(0)),
    Fault("digits of twice their width", "shape", "wrong-shape", widths(1300)),
    Fault("vertical writing", "shape", "wrong-shape", encoded("/Identity-V")),
    Fault("an encoding of its own", "shape", "wrong-shape", own_encoding),
)


# Text: something else is printed


def printed(of: Find, text: Callable[[str], str]) -> Spoil:
    """Another text in place of one of the first desk's."""

    def spoil(it: Leaflet) -> None:
        run = of(it)
        it.says(run, text(run.text))

    return spoil


def swapped(first: Find, second: Find) -> Spoil:
    def spoil(it: Leaflet) -> None:
        one, other = first(it), second(it)
        it.says(one, other.text)
        it.says(other, one.text)

    return spoil


def fax(it: Leaflet) -> TextRun:
    """The first desk's FAX, in the run that begins with the label."""
    number = it.desk.fax
    return next(run for run in it.file.pages[0].runs if run.text.endswith(number[-4:]) and "FAX" in run.text)


def of_desk(index: int, field: str) -> Find:
    return lambda it: it.run(getattr(it.edition.desks[index], field))


def transposed(number: str) -> str:
    """Two neighbouring digits of the last group that differ, exchanged."""
    at = next(at for at in range(len(number) - 4, 0, -1) if number[at] != number[at + 1])
    return number[:at] + number[at + 1] + number[at] + number[at + 2 :]


def gone(find: Find) -> Spoil:
    return lambda it: it.shown(find(it), lambda place, show: place)


def foreign_number(it: Leaflet) -> None:
    desk = next(one for one in it.edition.plan.desks if one not in it.edition.desks)
    it.says(it.phone, desk.phone)


def other_district(it: Leaflet) -> None:
    run = it.run(it.edition.district.name)
    it.says(run, "江上" if len(run.text) == 2 else "南")


TEXTS = (
    Fault("two digits change places", "text", "missing-number", printed(phone, transposed)),
    Fault("a digit is left out", "text", "missing-number", printed(phone, lambda text: text[:-1])),
    Fault("a digit is doubled", "text", "broken-number", printed(phone, lambda text: text + text[-1])),
    Fault("the area code is left out", "text", "missing-number", printed(phone, lambda text: text[5:])),
    Fault("the first digit is wrong", "text", "missing-number", printed(phone, lambda text: "1" + text[1:])),
    Fault("the number of a desk of elsewhere", "text", "foreign-number", foreign_number),
    Fault("no number", "text", "missing-number", gone(lambda it: it.phone)),
    Fault("no FAX number", "text", "missing-number", gone(fax)),
    Fault(
        "a digit of the FAX number",
        "text",
        "missing-number",
        lambda it: it.says(fax(it), other_digit(fax(it).text)),
    ),
    Fault(
        "the numbers of two desks exchanged",
        "text",
        "number-beside-wrong-name",
        swapped(of_desk(0, "phone"), of_desk(1, "phone")),
    ),
    Fault(
        "the names of two desks exchanged",
        "text",
        "number-beside-wrong-name",
        swapped(of_desk(0, "name"), of_desk(1, "name")),
    ),
    Fault(
        "the categories of two desks exchanged",
        "text",
        "category-beside-wrong-name",
        swapped(of_desk(0, "category"), of_desk(1, "category")),
    ),
    Fault(
        "a character of a desk's name",
        "text",
        "missing-text",
        printed(first_name, lambda text: "東" + text[1:]),
    ),
    Fault("the name of another district", "text", "foreign-place", other_district),
    Fault(
        "the number of one desk twice",
        "text",
        "missing-number",
        lambda it: it.says(of_desk(1, "phone")(it), it.phone.text),
    ),
)


# Cover: something lies over it


def over(operators: str, of: Find = phone) -> Spoil:
    return lambda it: it.over(of(it), operators)


def with_resource(kind: str, key: str, made: Callable[[Leaflet], Any], then: Spoil) -> Spoil:
    """Something to be named in the content of the first page, and then done with."""

    def spoil(it: Leaflet) -> None:
        resources = it.writer.pages[0]["/Resources"].get_object()
        named = resources.setdefault(name(kind), DictionaryObject())
        named.get_object()[name(key)] = it.writer._add_object(made(it))
        then(it)

    return spoil


def stream(data: bytes, **entries: Any) -> DecodedStreamObject:
    made = DecodedStreamObject()
    made.set_data(data)
    made.update({name(f"/{key}"): value for key, value in entries.items()})
    return made


def white_image(it: Leaflet) -> DecodedStreamObject:
    return stream(
        b"\xff", Type=name("/XObject"), Subtype=name("/Image"), Width=NumberObject(1), Height=NumberObject(1),
        BitsPerComponent=NumberObject(8), ColorSpace=name("/DeviceGray"),
    )  # fmt: skip


def white_form(it: Leaflet) -> DecodedStreamObject:
    box = numbers(0, 0, 600, 900)
    return stream(b"1 g 0 0 9 30 re f", Type=name("/XObject"), Subtype=name("/Form"), BBox=box)


def dictionary(**entries: Any) -> DictionaryObject:
    return DictionaryObject({name(f"/{key}"): value for key, value in entries.items()})


def white_shading(it: Leaflet) -> DictionaryObject:
    function = dictionary(
        FunctionType=NumberObject(2), Domain=numbers(0, 1), N=NumberObject(1), C0=numbers(1), C1=numbers(1)
    )
    return dictionary(
        ShadingType=NumberObject(2), ColorSpace=name("/DeviceGray"), Coords=numbers(0, 0, 600, 0),
        Function=function, Extend=ArrayObject([]),
    )  # fmt: skip


def white_pattern(it: Leaflet) -> DecodedStreamObject:
    return stream(
        b"1 g 0 0 9 9 re f", PatternType=NumberObject(1), PaintType=NumberObject(1),
        TilingType=NumberObject(1),
        BBox=numbers(0, 0, 9, 9), XStep=NumberObject(9), YStep=NumberObject(9), Resources=DictionaryObject(),
    )  # fmt: skip


def annotated(subtype: str, **entries: Any) -> Spoil:
    """An annotation over the number, white, with an appearance of its own."""

    def spoil(it: Leaflet) -> None:
        run = it.phone
        height = it.file.pages[0].height
        box = (run.left, height - run.bottom, run.right, height - run.top)
        form = stream(
            b"1 g 0 0 300 40 re f", Type=name("/XObject"), Subtype=name("/Form"), BBox=numbers(0, 0, 300, 40)
        )
        note = dictionary(
            Type=name("/Annot"), Subtype=name(subtype), Rect=numbers(*box), F=NumberObject(4),
            AP=dictionary(N=it.writer._add_object(form)), **entries,
        )  # fmt: skip
        it.writer.pages[0]["/Annots"].append(it.writer._add_object(note))

    return spoil


def white_outline(it: Leaflet) -> None:
    """The number once more, over itself, as a white outline."""
    it.shown(it.phone, lambda place, show: place + show + b"\n1 Tr 1 G 4 w\n" + place + show + b"\n0 Tr 0 G")


def white_text(it: Leaflet) -> None:
    it.shown(it.phone, lambda place, show: place + show + b"\n1 g\n" + place + show + b"\n0 g")


COVERS = (
    Fault("a white box over the number", "cover", "hidden-text", over("1 g {x} {y} {w} {h} re f")),
    Fault("a white box over one digit", "cover", "hidden-text", over("1 g {x} {y} 14 {h} re f")),
    Fault(
        "a white box over the upper half",
        "cover",
        "hidden-text",
        over("1 0 0 1 {x} {y} cm 1 g 0 14 {w} 12 re f"),
    ),
    Fault("a black box over one digit", "cover", "hidden-text", over("0 g {x} {y} 14 {h} re f")),
    Fault("a box of two sub-paths", "cover", "not-as-drawn", over("1 g {x} {y} {w} {h} re 1 1 2 2 re f")),
    Fault(
        "a box of two sub-paths by lines",
        "cover",
        "not-as-drawn",
        over("1 0 0 1 {x} {y} cm 1 g 0 0 m 30 0 l 30 30 l 0 30 l h 40 0 m 60 0 l 60 30 l 40 30 l h f*"),
    ),
    Fault(
        "a disc over a digit",
        "cover",
        "not-as-drawn",
        over(
            "1 0 0 1 {x} {y} cm 1 g 0 14 m 0 22 14 22 14 14 c 14 6 0 6 0 14 c h 90 90 m 91 90 l 91 91 l h f"
        ),
    ),
    Fault(
        "a star over a digit",
        "cover",
        "not-as-drawn",
        over("1 0 0 1 {x} {y} cm 1 g 8 26 m 11 16 l 20 15 l 12 10 l 14 2 l 8 7 l 2 2 l 4 10 l 0 15 l h f"),
    ),
    Fault(
        "white strokes crossed",
        "cover",
        "not-as-drawn",
        over("1 0 0 1 {x} {y} cm 1 G 4 w 0 0 m 160 26 l S 0 26 m 160 0 l S"),
    ),
    Fault(
        "a thin white stroke", "cover", "not-as-drawn", over("1 0 0 1 {x} {y} cm 1 G 1 w 0 14 m {w} 14 l S")
    ),
    Fault(
        "a black stroke that makes 0 an 8",
        "cover",
        "not-as-drawn",
        over("1 0 0 1 {x} {y} cm 0 G 2.5 w 2 15 m 15 15 l S"),
    ),
    Fault(
        "a dashed white stroke",
        "cover",
        "not-as-drawn",
        over("1 0 0 1 {x} {y} cm 1 G 8 w [6 6] 0 d 0 14 m {w} 14 l S"),
    ),
    Fault("a white outline of the number over it", "cover", "overlap", white_outline),
    Fault("the number in white over it", "cover", "overlap", white_text),
    Fault(
        "a white picture",
        "cover",
        "hidden-text",
        with_resource("/XObject", "/Cover", white_image, over("{w} 0 0 12 {x} {y} cm /Cover Do")),
    ),
    Fault(
        "a white inline picture",
        "cover",
        "hidden-text",
        over("{w} 0 0 12 {x} {y} cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x7f EI"),
    ),
    Fault(
        "a form over a digit",
        "cover",
        "hidden-text",
        with_resource("/XObject", "/Cover", white_form, over("1 0 0 1 {x} {y} cm /Cover Do")),
    ),
    Fault(
        "a white shading",
        "cover",
        "hidden-text",
        with_resource("/Shading", "/Cover", white_shading, over("{x} {y} {w} 15 re W n /Cover sh")),
    ),
    Fault(
        "a white tiling",
        "cover",
        "hidden-text",
        with_resource(
            "/Pattern", "/Cover", white_pattern, over("/Pattern cs /Cover scn {x} {y} {w} 15 re f")
        ),
    ),
    Fault(
        "a veil of four fifths white",
        "cover",
        "hidden-text",
        with_resource(
            "/ExtGState",
            "/Veil",
            lambda it: dictionary(ca=FloatObject(0.8)),
            over("/Veil gs 1 g {x} {y} {w} {h} re f"),
        ),
    ),
    Fault(
        "three thin veils of white",
        "cover",
        "not-as-drawn",
        with_resource(
            "/ExtGState",
            "/Veil",
            lambda it: dictionary(ca=FloatObject(0.4)),
            over("/Veil gs 1 g {x} {y} {w} {h} re f {x} {y} {w} {h} re f {x} {y} {w} {h} re f"),
        ),
    ),
    Fault(
        "a blend that makes all white",
        "cover",
        "not-as-drawn",
        with_resource(
            "/ExtGState",
            "/Blend",
            lambda it: dictionary(BM=name("/Screen"), ca=FloatObject(0.45)),
            over("/Blend gs 1 g {x} {y} {w} {h} re f {x} {y} {w} {h} re f"),
        ),
    ),
    Fault("a square drawn as a note", "cover", "note-on-page", annotated("/Square")),
    Fault(
        "a note of free text",
        "cover",
        "note-on-page",
        annotated("/FreeText", Contents=TextStringObject("0942-99-9999")),
    ),
    Fault("a stamp", "cover", "note-on-page", annotated("/Stamp")),
    Fault("a white box over the name", "cover", "hidden-text", over("1 g {x} {y} {w} {h} re f", first_name)),
    Fault(
        "a white stroke through the name",
        "cover",
        "not-as-drawn",
        over("1 0 0 1 {x} {y} cm 1 G 4 w 0 6 m {w} 6 l S", first_name),
    ),
)


# Hidden: it is there and does not show


def around(before: str, after: str, of: Find = phone) -> Spoil:
    """Operators before and after those that show a text."""

    def spoil(it: Leaflet) -> None:
        run = of(it)
        start, end = before.encode("ascii") + b"\n", b"\n" + after.encode("ascii")
        it.shown(run, lambda place, show: start + place + show + end)

    return spoil


def elsewhere() -> DictionaryObject:
    """An action that dials another district's number."""
    return DictionaryObject(
        {
            NameObject("/S"): NameObject("/URI"),
            NameObject("/URI"): TextStringObject("tel:+81942309174"),
        }
    )


def dials_by_itself(key: str) -> Spoil:
    def spoil(it: Leaflet) -> None:
        it.writer.root_object[NameObject(f"/{key}")] = elsewhere()

    return spoil


def link_entry(key: str) -> Spoil:
    def spoil(it: Leaflet) -> None:
        link = it.writer.pages[0]["/Annots"][0].get_object()
        link[NameObject(f"/{key}")] = NumberObject(2) if key == "F" else elsewhere()

    return spoil


def layer(printed_only: bool = False) -> Spoil:
    """The number in a layer that is switched off, for the screen or for the printer."""

    def spoil(it: Leaflet) -> None:
        usage = dictionary(Print=dictionary(PrintState=name("/OFF")))
        group = dictionary(Type=name("/OCG"), Name=TextStringObject("layer"), Usage=usage)
        reference = it.writer._add_object(group)
        resources = it.writer.pages[0]["/Resources"].get_object()
        resources[name("/Properties")] = dictionary(Layer=reference)
        settings = dictionary(OFF=ArrayObject([] if printed_only else [reference]))
        if printed_only:
            event = dictionary(Event=name("/Print"), Category=ArrayObject([name("/Print")]))
            event[name("/OCGs")] = ArrayObject([reference])
            settings[name("/AS")] = ArrayObject([event])
        properties = dictionary(OCGs=ArrayObject([reference]), D=settings)
        it.writer._root_object[name("/OCProperties")] = properties
        around("ET /OC /Layer BDC BT", "ET EMC BT")(it)

    return spoil


def masked(it: Leaflet) -> DictionaryObject:
    """A soft mask that lets nothing through."""
    group = dictionary(S=name("/Transparency"), CS=name("/DeviceGray"))
    form = stream(
        b"0 g 0 0 600 900 re f", Type=name("/XObject"), Subtype=name("/Form"), BBox=numbers(0, 0, 600, 900),
        Group=group,
    )  # fmt: skip
    mask = dictionary(S=name("/Luminosity"), G=it.writer._add_object(form))
    return dictionary(SMask=mask)


def separation(it: Leaflet) -> ArrayObject:
    """An ink that is called black and printed white."""
    function = dictionary(
        FunctionType=NumberObject(2), Domain=numbers(0, 1), N=NumberObject(1), C0=numbers(1), C1=numbers(1)
    )
    return ArrayObject([name("/Separation"), name("/Black"), name("/DeviceGray"), function])


def indexed(it: Leaflet) -> ArrayObject:
    from pypdf.generic import ByteStringObject

    return ArrayObject(
        [name("/Indexed"), name("/DeviceGray"), NumberObject(1), ByteStringObject(b"\xff\xff")]
    )


HIDDEN = (
    Fault("a layer switched off", "hidden", "layers", layer()),
    Fault("a layer that is not printed", "hidden", "layers", layer(printed_only=True)),
    *(
        Fault(f"dials by itself: {key}", "meant", "extras", dials_by_itself(key))
        for key in ("OpenAction", "AA", "AF")
    ),
    *(
        Fault(f"a link that does more: {key}", "meant", "note-on-page", link_entry(key))
        for key in ("AA", "PA", "F")
    ),
    Fault(
        "a soft mask",
        "hidden",
        "not-as-drawn",
        with_resource("/ExtGState", "/Mask", masked, around("q /Mask gs", "Q")),
    ),
    Fault(
        "white by a separation",
        "hidden",
        "not-as-drawn",
        with_resource("/ColorSpace", "/Ink", separation, around("/Ink cs 1 scn", "0 g")),
    ),
    Fault(
        "white by an indexed colour",
        "hidden",
        "not-as-drawn",
        with_resource("/ColorSpace", "/Ink", indexed, around("/Ink cs 0 scn", "0 g")),
    ),
    Fault(
        "white by a pattern",
        "hidden",
        "low-contrast",
        with_resource("/Pattern", "/White", white_pattern, around("/Pattern cs /White scn", "0 g")),
    ),
    Fault("light grey", "hidden", "low-contrast", around("0.8 g", "0 g")),
    Fault("a name in white", "hidden", "low-contrast", around("1 g", "0 g", first_name)),
    Fault("invisible text", "hidden", "hidden-text", around("3 Tr", "0 Tr")),
    Fault("text that only clips", "hidden", "hidden-text", around("q 7 Tr", "Q")),
    Fault(
        "no opacity",
        "hidden",
        "hidden-text",
        with_resource(
            "/ExtGState", "/Clear", lambda it: dictionary(ca=FloatObject(0)), around("/Clear gs", "")
        ),
    ),
    Fault(
        "an opacity of a fifth",
        "hidden",
        "low-contrast",
        with_resource(
            "/ExtGState", "/Thin", lambda it: dictionary(ca=FloatObject(0.2)), around("q /Thin gs", "Q")
        ),
    ),
    Fault(
        "a blend by which black is lost",
        "hidden",
        "not-as-drawn",
        with_resource(
            "/ExtGState", "/Blend", lambda it: dictionary(BM=name("/Lighten")), around("q /Blend gs", "Q")
        ),
    ),
    Fault("an outline without filling", "hidden", "not-as-drawn", around("1 Tr 0.1 w", "0 Tr")),
    Fault(
        "cut by a clip",
        "hidden",
        "hidden-text",
        lambda it: it.shown(
            it.phone,
            lambda place, show: (
                f"ET q {it.phone.left:.1f} 0 60 900 re W n BT\n".encode("ascii") + place + show + b" ET Q BT"
            ),
        ),
    ),
)


# Place: it is there, but not where or as it is read


def placed(matrix: str) -> Spoil:
    """The number with another text matrix, `x` and `y` filled in, and `r`, its right end."""

    def spoil(it: Leaflet) -> None:
        run = it.phone
        y = it.file.pages[0].height - run.y
        at = matrix.format(x=run.x, y=y, r=run.right, t=y + 0.7 * run.size) + " Tm\n"
        it.shown(run, lambda _, show: at.encode("ascii") + show)

    return spoil


def groups_exchanged(it: Leaflet) -> None:
    """0942-51-6100 printed as 0942-6100-51, though the text goes on as it was."""
    run = it.phone
    codes = it.codes(run, run.text)
    assert run.drawn is not None
    at = [place for _, place in run.drawn.places()] + [run.right - run.left]
    ahead, back = (at[12] - at[8]) / run.drawn.unit, (at[12] - at[5]) / run.drawn.unit
    shown = f"[<{codes[:20]}>{-ahead:.2f}<{codes[20:32]}>{back:.2f}<{codes[32:]}>]TJ"
    it.shown(run, lambda place, _: place + shown.encode("ascii"))


def name_in_pieces(it: Leaflet) -> None:
    """The first two characters of a name change places, as texts of their own."""
    run = it.name
    codes = it.codes(run, run.text)
    assert run.drawn is not None
    at = [place for _, place in run.drawn.places()]
    y = it.file.pages[0].height - run.y

    def change(place: bytes, show: bytes) -> bytes:
        pieces = ((codes[:4], at[1]), (codes[4:8], at[0]), (codes[8:], at[2]))
        return "\n".join(f"1 0 0 1 {run.x + x:.3f} {y:.3f} Tm <{piece}>Tj" for piece, x in pieces).encode()

    it.shown(run, change)


def one_row_down(it: Leaflet) -> None:
    row = it.file.pages[0].height - of_desk(1, "phone")(it).y
    at = f"1 0 0 1 {it.phone.x - 60:.2f} {row:.2f} Tm\n".encode()
    it.shown(it.phone, lambda _, show: at + show)


def page_entry(key: str, value: Callable[[Leaflet], Any]) -> Spoil:
    def spoil(it: Leaflet) -> None:
        it.writer.pages[0][name(key)] = value(it)

    return spoil


def under_the_desks(it: Leaflet) -> ArrayObject:
    """A box that leaves only what stands below the desks."""
    page = it.file.pages[0]
    return numbers(0, 0, page.width, page.height - it.run(it.edition.desks[-1].phone).bottom)


PLACES = (
    Fault("groups of a number exchanged by TJ", "place", "disordered-text", groups_exchanged),
    Fault("characters of a name exchanged", "place", "disordered-text", name_in_pieces),
    Fault("all digits on each other", "place", "disordered-text", around("-15 Tc", "0 Tc")),
    Fault("mirrored", "place", "turned-text", placed("-1 0 0 1 {r} {y}")),
    Fault(
        "mirrored by the scale",
        "place",
        "turned-text",
        lambda it: it.shown(it.phone, lambda place, show: b"-100 Tz\n" + place + show + b"\n100 Tz"),
    ),
    Fault("standing on its head, mirrored", "place", "turned-text", placed("1 0 0 -1 {x} {t}")),
    Fault("on its side", "place", "turned-text", placed("0 1 -1 0 {x} {y}")),
    Fault("leaning over", "place", "turned-text", placed("1 0 1 1 {x} {y}")),
    Fault("squeezed to a tenth", "place", "not-as-drawn", around("10 Tz", "100 Tz")),
    Fault("flattened", "place", "small-number", placed("1 0 0 0.2 {x} {y}")),
    Fault("tiny", "place", "small-number", placed("0.1 0 0 0.1 {x} {y}")),
    Fault("off the page", "place", "off-page", placed("1 0 0 1 560 {y}")),
    Fault("beside another desk", "place", "number-beside-wrong-name", one_row_down),
    Fault("the CropBox cuts the desks off", "place", "page-size", page_entry("/CropBox", under_the_desks)),
    Fault("the MediaBox cuts the desks off", "place", "page-size", page_entry("/MediaBox", under_the_desks)),
    Fault(
        "the page stands on its head",
        "place",
        "turned-text",
        page_entry("/Rotate", lambda it: NumberObject(180)),
    ),
    Fault(
        "the page is printed at half its size",
        "place",
        "page-size",
        page_entry("/UserUnit", lambda it: FloatObject(0.5)),
    ),
)


# Heard


def spoken(role: str, index: int, key: str, text: Callable[[Leaflet], str]) -> Spoil:
    """A structure element that says something of its own."""

    def spoil(it: Leaflet) -> None:
        elements(it, role)[index][name(key)] = TextStringObject(text(it))

    return spoil


def wrong_number(it: Leaflet) -> str:
    return other_digit(it.desk.phone)


def other_name(it: Leaflet) -> str:
    return it.edition.plan.called("南" if it.edition.district.name != "南" else "江上")


def said_in_content(key: str) -> Spoil:
    """Another number in the properties of the marked content that the number is shown in."""

    def spoil(it: Leaflet) -> None:
        said = wrong_number(it).encode("utf-16-be").hex()
        around(f"ET /Span <</{key} <FEFF{said}>>> BDC BT", "ET EMC BT")(it)

    return spoil


def cells_exchanged(role: str, column: int) -> Spoil:
    """A cell of the first two rows of the desks exchanged in the tree."""

    def spoil(it: Leaflet) -> None:
        one, other = (row["/K"] for row in elements(it, "/TR")[:2])
        one[column], other[column] = other[column], one[column]

    return spoil


def row_gone(it: Leaflet) -> None:
    rows = elements(it, "/Table")[0]["/K"]
    del rows[0]


def as_decoration(it: Leaflet) -> None:
    around("ET EMC /Artifact BMC BT", "ET EMC /Artifact BMC BT")(it)


def of_another_place(it: Leaflet) -> None:
    """What is printed in one place is said in the other: marked content of two numbers exchanged."""
    one, other = it.phone, of_desk(1, "phone")(it)

    def change(data: bytes) -> bytes:
        for run, number in ((one, other.mcid), (other, one.mcid)):
            data = data.replace(b"<</MCID %d>>" % run.mcid, b"<</MCID %dx>>" % number)
        return data.replace(b"x>>", b">>")

    it.content(1, change)


def about(key: str, text: Callable[[Leaflet], str]) -> Spoil:
    """Something added to what the file says about itself."""
    return lambda it: it.writer.add_metadata({f"/{key}": f"{it.file.info.get(key, '')} {text(it)}"})


def in_packet(text: Callable[[Leaflet], str], encoding: str = "utf-8") -> Spoil:
    def spoil(it: Leaflet) -> None:
        root = it.writer._root_object
        packet = root["/Metadata"].get_object().get_data().decode("utf-8")
        said = f"<dc:source>{text(it)}</dc:source>\n<pdfuaid:part>"
        packet = packet.replace("<pdfuaid:part>", said, 1).encode(encoding)
        it.set_stream(root, "/Metadata", packet, Type=name("/Metadata"), Subtype=name("/XML"))

    return spoil


def page_named(text: str) -> Spoil:
    """What viewers call the second page."""

    def spoil(it: Leaflet) -> None:
        label = it.writer._root_object["/PageLabels"]["/Nums"][3].get_object()
        label[name("/P")] = TextStringObject(text)

    return spoil


def bookmarked(text: str) -> Spoil:
    def spoil(it: Leaflet) -> None:
        first = it.writer._root_object["/Outlines"]["/First"].get_object()
        first[name("/Title")] = TextStringObject(text)

    return spoil


HEARD = (
    Fault(
        "ActualText of an element",
        "heard",
        "heard-otherwise",
        spoken("/Link", 0, "/ActualText", wrong_number),
    ),
    Fault("Alt of an element", "heard", "heard-otherwise", spoken("/Link", 0, "/Alt", wrong_number)),
    Fault(
        "Alt of a name",
        "heard",
        "heard-otherwise",
        spoken("/TD", 0, "/Alt", lambda it: "東地域包括支援センター"),
    ),
    Fault(
        "a number in the alternative of a field",
        "heard",
        "heard-otherwise",
        spoken("/Span", 0, "/ActualText", wrong_number),
    ),
    Fault(
        "the heading says another district",
        "heard",
        "heard-otherwise",
        spoken("/H1", 0, "/ActualText", lambda it: "江上校区版"),
    ),
    Fault("/E of an element", "heard", "heard-otherwise", spoken("/Link", 0, "/E", wrong_number)),
    Fault("/T of an element", "heard", "heard-otherwise", spoken("/TR", 0, "/T", wrong_number)),
    Fault("a title of another district", "heard", "heard-otherwise", spoken("/H1", 0, "/T", other_name)),
    Fault(
        "a picture of another district", "heard", "heard-otherwise", spoken("/Figure", 0, "/Alt", other_name)
    ),
    Fault("/Alt of marked content", "heard", "heard-otherwise", said_in_content("Alt")),
    Fault("/E of marked content", "heard", "heard-otherwise", said_in_content("E")),
    Fault("the names of two rows exchanged", "heard", "heard-otherwise", cells_exchanged("/TR", 1)),
    Fault("the numbers of two rows exchanged", "heard", "heard-otherwise", cells_exchanged("/TR", 2)),
    Fault("the categories of two rows exchanged", "heard", "heard-otherwise", cells_exchanged("/TR", 0)),
    Fault("a row that is not heard", "heard", "not-heard", row_gone),
    Fault("a number as decoration", "heard", "not-heard", as_decoration),
    Fault("marked content of two numbers exchanged", "heard", "heard-otherwise", of_another_place),
    Fault(
        "no structure tree",
        "heard",
        "not-heard",
        lambda it: it.writer._root_object.pop(name("/StructTreeRoot")),
    ),
    Fault("a bookmark of another district", "heard", "heard-otherwise", bookmarked("江上校区版")),
    *(
        Fault(f"another district in /{key}", "heard", "foreign-metadata", about(key, other_name))
        for key in ("Subject", "Keywords", "Author", "Note")
    ),
    Fault("another number in the keywords", "heard", "foreign-metadata", about("Keywords", wrong_number)),
    Fault("another district added to the title", "heard", "foreign-metadata", about("Title", other_name)),
    Fault("another district in the XMP packet", "heard", "foreign-metadata", in_packet(other_name)),
    Fault("another number in the XMP packet", "heard", "foreign-metadata", in_packet(wrong_number)),
    *(
        Fault(
            f"another number in a packet in {way}", "heard", "foreign-metadata", in_packet(wrong_number, way)
        )
        for way in ("utf-16", "utf-16-be", "utf-32")
    ),
    Fault("a page with another name", "heard", "page-label", page_named("江上校区")),
    Fault("a page with the name of the one before", "heard", "page-label", page_named("表")),
    Fault(
        "another title",
        "heard",
        "title",
        lambda it: it.writer.add_metadata({"/Title": "くるめ支え合うプラン 江上校区版"}),
    ),
)


# Links, and what is meant


def link_moved(it: Leaflet) -> None:
    """The first desk's link lies on the second desk's number."""
    one, other = it.link(it.phone), it.link(of_desk(1, "phone")(it))
    one[name("/Rect")] = other["/Rect"]


def links_exchanged(it: Leaflet) -> None:
    one, other = it.link(it.phone), it.link(of_desk(1, "phone")(it))
    one[name("/A")], other[name("/A")] = other["/A"], one["/A"]


def link_on_top(it: Leaflet) -> None:
    """Over the link lies another one, which does something else."""
    link = DictionaryObject(it.link(it.phone))
    link[name("/A")] = dictionary(S=name("/JavaScript"), JS=TextStringObject("app.launchURL('tel:119')"))
    it.writer.pages[0]["/Annots"].append(it.writer._add_object(link))


def links_gone(it: Leaflet) -> None:
    del it.writer.pages[0]["/Annots"]


def described(it: Leaflet) -> None:
    link, desk = it.link(it.phone), it.edition.desks[1]
    words = str(link["/Contents"]).replace(it.desk.name, desk.name)
    link[name("/Contents")] = TextStringObject(words)


def link_over_all(it: Leaflet) -> None:
    it.link(it.phone)[name("/Rect")] = numbers(0, 0, 595, 842)


LINKS = (
    Fault(
        "the number and more is dialled", "link", "wrong-link", lambda it: dial(f"tel:{it.desk.phone}9")(it)
    ),
    Fault("the FAX is dialled", "link", "wrong-link", lambda it: dial(f"tel:{it.desk.fax}")(it)),
    Fault("a message instead of a call", "link", "wrong-link", lambda it: dial(f"sms:{it.desk.phone}")(it)),
    Fault("no links", "link", "wrong-link", links_gone),
    Fault("a link on another number", "link", "wrong-link", link_moved),
    Fault("two links exchanged", "link", "wrong-link", links_exchanged),
    Fault("a script over the link", "link", "note-on-page", link_on_top),
    Fault("a link described by another desk", "link", "heard-otherwise", described),
    Fault("one link over all", "link", "wrong-link", link_over_all),
)


def said_before(text: str) -> Spoil:
    def spoil(it: Leaflet) -> None:
        it.says(label(it), label(it).text.replace("電話", text))

    return spoil


def label_moved(it: Leaflet) -> None:
    run = label(it)
    y = it.file.pages[0].height - run.y
    it.shown(run, lambda _, show: f"1 0 0 1 {run.x - 120:.2f} {y - 4:.2f} Tm\n".encode() + show)


def other_year(it: Leaflet) -> None:
    date = compact(it.edition.plan.data_date)
    run = next(run for run in it.file.pages[0].runs if date in compact(run.text))
    it.says(run, run.text.replace("年", "日", 1))


def says(it: Leaflet, element: DictionaryObject, text: str) -> bool:
    """Whether an element holds the marked content that a text is printed in."""
    marked = {run.mcid for run in it.file.pages[0].runs if compact(run.text) == compact(text)}
    kids = element["/K"]
    return isinstance(kids, ArrayObject) and any(int(kid) in marked for kid in kids if isinstance(kid, int))


def names_exchanged(it: Leaflet) -> None:
    """The names of two desks change places in what is read aloud."""
    first, second = (
        next(one for one in elements(it, "/P") if says(it, one, desk.name)) for desk in it.edition.desks[:2]
    )
    first[name("/K")], second[name("/K")] = second["/K"], first["/K"]


def last_digits_exchanged(it: Leaflet) -> None:
    """The last two digits change places on the paper, though not in the text."""
    run = it.phone
    codes = it.codes(run, run.text)
    assert run.drawn is not None
    (_, before), (_, after) = list(run.drawn.places())[-2:]
    step = (after - before) / run.drawn.unit
    operand = f"[<{codes[:-8]}>{-step:.2f}<{codes[-8:-4]}>{2 * step:.2f}<{codes[-4:]}>]TJ"
    it.shown(run, lambda place, _: place + operand.encode("ascii"))


MEANT = (
    Fault("digits change places on paper alone", "place", "disordered-text", last_digits_exchanged),
    Fault("the names of two desks exchanged for a listener", "heard", "heard-otherwise", names_exchanged),
    Fault("no 電話", "meant", "wrong-pair", lambda it: it.shown(label(it), lambda place, _: place)),
    Fault("FAX before the telephone number", "meant", "wrong-pair", said_before("FAX")),
    Fault("電話 far from its number", "meant", "wrong-pair", label_moved),
    Fault(
        "電話 and FAX exchanged",
        "meant",
        "wrong-pair",
        lambda it: (said_before("FAX")(it), it.says(fax(it), fax(it).text.replace("FAX", "電話"))),
    ),
    Fault(
        "the telephone's number behind FAX",
        "meant",
        "missing-number",
        lambda it: it.says(fax(it), fax(it).text[:4] + it.desk.phone),
    ),
    Fault(
        "a file that claims to be another edition",
        "meant",
        "edition",
        lambda it: it.writer.add_metadata(
            {"/HandbookEdition": it.file.info["HandbookEdition"].rpartition("/")[0] + "/egami"}
        ),
    ),
    Fault("the date of the data", "meant", "missing-text", other_year),
)

FAULTS = (*DOZEN, *SHAPES, *TEXTS, *COVERS, *HIDDEN, *PLACES, *HEARD, *LINKS, *MEANT)
