"""Paper and ink: page size and count, margins of office printers, type sizes, text over text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from operator import itemgetter

from handbook.check.finding import REBUILD, Finding, about, limited, quote, samples
from handbook.check.page_text import FileText, Spot, compact
from handbook.check.promised import Claim, stands_in
from handbook.check.visibility import AIR
from handbook.layout import PLAIN, Layout, Least
from handbook.promise import Wording
from handbook.readback import PageContent, PaintedImage, PaintedShape, ReadBack, TextRun
from handbook.units import A4, MM, Rect

UNPRINTABLE = 5 * MM
"""What office printers leave white along each edge, points."""
UNCUT = 3 * MM
"""How far from the edge a press, which cuts the sheet from a larger one, wants all that matters."""

DUPLEX = {"off": "/Simplex", "long": "/DuplexFlipLongEdge", "short": "/DuplexFlipShortEdge"}
"""How a file asks for the turning of sheets (ISO 32000-1, 12.2)."""

GREY = frozenset(("DeviceGray", "GRAY"))
"""Colour spaces of content and of profiles that hold greys alone."""

_PAGE_TOLERANCE = 0.5
_SIZE_TOLERANCE = 0.05
_EDGE_TOLERANCE = 0.25
_LEAST_STEP = 0.6
"""Least step from a letter to the next, by its width."""


def check_printing(file: FileText, claim: Claim) -> Iterator[Finding]:
    """Everything about the printed sheet that needs no knowledge of the words on it."""
    layout = claim.layout
    least = layout.least if layout else PLAIN
    yield from _pages(file.file, layout)
    yield from _asked(file.file, layout)
    yield from _labelled(file.file, layout)
    yield from _coloured(file.file, layout)
    yield from _small_text(file, claim, least)
    for text in file.pages:
        page = text.page
        inked = [run for run in page.runs if run.visible and not run.text.isspace()]
        safe = page.trim.inset(edge := UNCUT if layout and layout.bleed else UNPRINTABLE, edge)
        yield from _outside(page, inked, safe)
        yield from _uncut(page, layout)
        yield from _turned(page, inked)
        yield from _disordered(page, inked, set(map(id, text.ruby)))
        yield from _figures_outside(page, safe)
        yield from _small(page, inked, set(map(id, text.ruby)), least)
        yield from _overlaps(page, inked)


def _pages(file: ReadBack, layout: Layout | None) -> Iterator[Finding]:
    width, height = (layout.width, layout.height) if layout else A4
    for page in file.pages:
        if abs(page.trim.width - width) > _PAGE_TOLERANCE or abs(page.trim.height - height) > _PAGE_TOLERANCE:
            yield Finding(
                "page-size",
                f"紙の大きさが{_millimetres(page.trim.width, page.trim.height)}です。"
                f"{_millimetres(width, height)}{'（A4の縦）' if (width, height) == A4 else ''}のはずです。",
                "印刷のとき拡大・縮小されます。handbook build で作り直してください。",
                page.number,
            )
    count = len(file.pages)
    if layout is not None and not layout.number_of_pages.allows(count):
        yield Finding(
            "page-count", f"{count}ページあります。このレイアウトは{layout.number_of_pages}です。", REBUILD
        )
    elif layout is None and (count == 0 or (count > 1 and count % 2)):
        message = f"{count}ページあります。両面に刷る冊子は1ページか、偶数のページです。"
        hint = "抜けたり余ったりしたページがないか、お確かめください。"
        yield Finding("page-count", message, hint)


def _millimetres(width: float, height: float) -> str:
    return f"{width / MM:.0f}×{height / MM:.0f} mm"


def _asked(file: ReadBack, layout: Layout | None) -> Iterator[Finding]:
    """What the file asks of a printer: the layout's turning of the sheet, and no scaling."""
    if layout is None:
        return
    wanted = {"Duplex": DUPLEX.get(layout.duplex, ""), "PrintScaling": "/None"}
    wrong = [name for name, value in wanted.items() if file.printing.get(name, "") != value]
    if wrong:
        message = f"印刷の設定（{'、'.join(wrong)}）が、レイアウトの決めたものと違います。"
        yield Finding("print-settings", message, REBUILD)


def _labelled(file: ReadBack, layout: Layout | None) -> Iterator[Finding]:
    """What viewers call the pages: their numbers, or as the layout does, in its order."""
    names = [re.escape(page.name) for page in layout.pages] if layout else []
    at, before = 0, ""
    for number, label in enumerate(file.labels, 1):
        known = (
            place for place in range(at, len(names)) if re.fullmatch(rf"{names[place]}(の続き)?\d*", label)
        )
        found = next(known, None)
        if names and label != str(number) and (found is None or label == before):
            message = f"{number}ページ目の呼び名が{quote(label)}です。"
            hint = "handbook build で作り直してください。"
            yield Finding(code="page-label", message=message, hint=hint, page=file.pages[number - 1].number)
        at, before = found or at, label


def _coloured(file: ReadBack, layout: Layout | None) -> Iterator[Finding]:
    """Anything but greys in the file of a layout that promises nothing else."""
    if layout is None or not layout.mono:
        return
    pages = [page for page in file.pages if page.spaces - GREY]
    found = {*file.intents}.union(*(page.spaces for page in pages)) - GREY
    if found:
        names = "、".join(sorted(found))
        message = f"黒と灰色だけのレイアウト（mono）ですが、ほかの色の指定があります（{names}）。"
        hint = "モノクロの印刷機や輪転機で、思わぬ濃さになります。handbook build で作り直してください。"
        yield Finding("not-mono", message, hint, pages[0].number if pages else None)


def _uncut(page: PageContent, layout: Layout | None) -> Iterator[Finding]:
    """Colour that ends at the edge of the sheet, where a cut that is off would leave a white line."""
    bleed = layout.bleed if layout else 0.0
    if not bleed:
        return
    trim, whole = page.trim, page.trim.inset(-bleed, -bleed)
    short = not page.bleed.contains(whole, _PAGE_TOLERANCE)
    for mark in (shape for shape in page.shapes if shape.solid):
        for own, edge in (
            (mark.left, trim.x),
            (mark.top, trim.y),
            (mark.right, trim.right),
            (mark.bottom, trim.bottom),
        ):
            short = short or abs(own - edge) < _EDGE_TOLERANCE
    if short:
        message = f"紙の端に届く色が、塗り足し（{bleed / MM:g} mm）の外まで塗られていません。"
        hint = "断ち落とすと白い線が残ります。handbook build で作り直してください。"
        yield Finding("no-bleed", message, hint, page.number)


def _outside(page: PageContent, runs: list[TextRun], safe: Rect) -> Iterator[Finding]:
    lost = [run for run in runs if _beyond(run, safe)]
    off = [run for run in lost if _beyond(run, page.trim)]
    near = [run for run in lost if not _beyond(run, page.trim)]
    hint = "レイアウトの余白を広げるか、文を短くしてください。"
    yield from about("off-page", "紙からはみ出して、印刷されない文字があります", off, hint)
    edge = "紙の端の近く（5 mm、塗り足しのある紙では3 mm）に文字があり、多くのプリンターや断裁で欠けます"
    yield from about("unprintable", edge, near, hint)


def _turned(page: PageContent, runs: list[TextRun]) -> Iterator[Finding]:
    turned = [run for run in runs if not run.upright]
    yield from about("turned-text", "さかさまか、横倒しか、裏返しの文字があります", turned)


def _disordered(page: PageContent, runs: list[TextRun], ruby: set[int]) -> Iterator[Finding]:
    """Text whose order on the paper is not its order in the file: in a run, and from run to run of a text."""
    wrong = [run for run in runs if not _goes_on(run)]
    line = [run for run in runs if id(run) not in ruby and run.mcid is not None]
    for before, run in pairwise(line):
        same = (before.form, before.mcid) == (run.form, run.mcid)
        right = run.left > before.right - 0.6 * run.size and abs(run.y - before.y) < 0.5 * run.size
        if same and not right and run.y < before.y + 0.5 * run.size:
            wrong.append(run)
    hint = "紙面と、読み上げ・検索の言葉が違います。" + REBUILD
    yield from about("disordered-text", "文字が、書いてある順に並んでいません", wrong, hint)


def _goes_on(run: TextRun) -> bool:
    """Whether each character of a run is followed by the next at its right; letters not into each other."""
    if run.drawn is None or (not run.drawn.shifts and run.drawn.spacing >= 0):
        return True
    if (program := run.drawn.program) is None:
        return True
    for (code, at), (_, after) in pairwise(run.drawn.places()):
        width = program.widths.get(code, program.default_width) * run.drawn.unit
        # Brackets and stops may share their white half with a neighbour.
        least = _LEAST_STEP if program.texts.get(code, "").isalnum() else _LEAST_STEP / 3
        if after - at < least * width:
            return False
    return True


def _figures_outside(page: PageContent, safe: Rect) -> Iterator[Finding]:
    marks: list[PaintedShape | PaintedImage] = [*page.shapes, *page.images]
    figures = [mark for mark in marks if not mark.artifact and _beyond(mark, safe)]
    if figures:
        yield Finding(
            "unprintable",
            f"紙の端から5 mm以内に、意味のある図が{len(figures)}か所かかっています。"
            "多くのプリンターで欠けます。",
            "レイアウトの余白を広げてください。飾りなら、飾り（Artifact）として描いてください。",
        ).at(figures[0])


def _beyond(mark: TextRun | PaintedShape | PaintedImage, area: Rect) -> bool:
    slack = _EDGE_TOLERANCE
    return (
        mark.left < area.x - slack
        or mark.top < area.y - slack
        or mark.right > area.right + slack
        or mark.bottom > area.bottom + slack
    )


def _small_text(file: FileText, claim: Claim, least: Least) -> Iterator[Finding]:
    """What the plan says, where it nowhere stands as large as the layout promises of its text."""
    wordings = [one for one in claim.promises if isinstance(one, Wording)]
    texts = {compact(text) for one in wordings for text in one.large} - {""}
    largest = {text: max(_set(text, file), key=itemgetter(0), default=(0.0, None)) for text in texts}
    yield from limited((found for one in wordings for found in _too_small(one, largest, file, least)), "文章")


def _too_small(
    wanted: Wording, largest: Mapping[str, tuple[float, Spot | None]], file: FileText, least: Least
) -> Iterator[Finding]:
    for text in wanted.large:
        size, spot = largest.get(compact(text), (0.0, None))
        # What is smaller than notes may be, or is not there, is told by itself.
        small = least.notes - _SIZE_TOLERANCE <= size < least.text - _SIZE_TOLERANCE
        if spot and small and stands_in(wanted, file.plain, file.ruby):
            yield Finding(
                "small-text",
                f"{wanted.what}が{size:.1f}ポイントです"
                f"（このレイアウトは{least.text:g}ポイント以上です）：{quote(text, 24)}",
                "そのスタイルの size を大きくしてください。入りきらなければ文を短くしてください。",
            ).at(spot)


def _set(text: str, file: FileText) -> Iterator[tuple[float, Spot]]:
    """Wherever a text stands the least size of its type, and where it begins."""
    for page in file.pages:
        yield from ((page.least_size(*at), page.spot(*at)) for at in page.find(text))
    for places in file.across(text):
        parts = [(file.pages[page], at, at + 1) for page, at in places]
        yield min(page.least_size(*at) for page, *at in parts), parts[0][0].spot(*parts[0][1:])


def _small(page: PageContent, runs: list[TextRun], ruby: set[int], least: Least) -> Iterator[Finding]:
    small = [run for run in runs if run.size < least.notes - _SIZE_TOLERANCE]
    readings = [run for run in runs if id(run) in ruby or run.tag == "RT"]
    text = [run for run in small if run not in readings]
    tiny = [run for run in readings if run.size < least.ruby - _SIZE_TOLERANCE]
    if text:
        yield Finding(
            "small-type",
            f"{min(run.size for run in text):.1f}ポイントの文字があります"
            f"（{least.notes:g}ポイント以上が必要です）：{samples(text)}",
            "レイアウトのスタイルの size を大きくしてください。入りきらなければ文を短くしてください。",
        ).at(text[0])
    if tiny:
        yield Finding(
            "small-ruby",
            f"ふりがなが{min(run.size for run in tiny):.1f}ポイントです"
            f"（{least.ruby:g}ポイント以上が必要です）：{samples(tiny)}",
            "ふりがなの付く文字を大きくするか、ふりがなの割合を上げてください。",
        ).at(tiny[0])


def _overlaps(page: PageContent, runs: list[TextRun]) -> Iterator[Finding]:
    """Runs whose ink lies on each other, found by sweeping down the page."""
    boxes = sorted((_ink(run) for run in runs if run.upright), key=lambda box: box[1])
    open_boxes: list[tuple[float, float, float, float, TextRun]] = []
    pairs: list[tuple[TextRun, TextRun]] = []
    for box in boxes:
        left, top, right, _, run = box
        open_boxes = [other for other in open_boxes if other[3] > top]
        pairs += [(other[4], run) for other in open_boxes if other[0] < right and left < other[2]]
        open_boxes.append(box)
        if len(pairs) > 100 or len(open_boxes) > 2000:
            break
    if pairs:
        one, other = pairs[0]
        yield Finding(
            "overlap",
            f"文字が重なっています：{quote(one.text, 24)}と{quote(other.text, 24)}"
            + (f"ほか{len(pairs) - 1}か所" if len(pairs) > 1 else ""),
            "文を短くするか、レイアウトの間隔を広げてください。",
        ).at(other)


def _ink(run: TextRun) -> tuple[float, float, float, float, TextRun]:
    air = AIR * run.size
    return (run.left + air, run.top + air, run.right - air, run.bottom - air, run)
