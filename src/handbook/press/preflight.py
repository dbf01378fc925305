"""A file for the print shop, looked at before it goes there: 検版.

The finished file comes in, read back from its bytes, and the edition that was checked; sentences go out, and
problems with the way to mend each. What is told is what stands in the file, not what was meant to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from io import BytesIO
from typing import Any, NamedTuple

from pypdf import PdfReader

from handbook.errors import Place, Problem
from handbook.press.inks import FINEST, opened
from handbook.press.profiles import most_ink
from handbook.press.sheet import BLEED
from handbook.press.walk import OTHER_SPACES, PAINTED, SHOWN, Components, State, walk
from handbook.readback import PageContent, ReadBack, read_back
from handbook.units import MM

LEAST_DPI = 300
"""Pixels an inch that a photograph wants on paper."""

INKS = ("藍", "紅", "黄", "墨")
"""Cyan, magenta, yellow, black, as print shops call them."""
SCREEN = "RGB（印刷所で直す色）"

_AGAIN = "handbook build --press で作り直してください。続くなら、開発者にお知らせください。"
_SLACK = 0.05


class Looked(NamedTuple):
    """What the content of a page asks of a press."""

    inks: frozenset[str]
    total: float
    """The most ink on one place, 0 to 4; 0 where only a screen's colours stand there."""
    finest: float | None
    """The finest stroke but for the marks', points."""
    pictures: Mapping[str, float]
    """The images by name: pixels an inch at the size at which they stand, the least."""
    other: frozenset[str]
    """Statements for colours of other spaces, but for the marks'."""
    painted: bool
    """Whether anything but the marks is painted."""


def look(data: bytes) -> list[Looked]:
    """Each page of a PDF."""
    return [_looked(page) for page in PdfReader(BytesIO(data)).pages]


class _Gathering:
    def __init__(self) -> None:
        self.inks: set[str] = set()
        self.total = 0.0
        self.widths: list[float] = []
        self.pictures: dict[str, float] = {}
        self.other: set[str] = set()
        self.painted = False

    def content(self, content: Any, resources: Any, state: State) -> None:
        for operator, operands, now in walk(content, state):
            what = PAINTED.get(operator, "")
            if operator in SHOWN or what in ("fill", "both"):
                self._color(now.fill)
            if what in ("stroke", "both") and now.stroke is not None:
                self._color(now.stroke)
                self.widths.append(now.width * now.scale)
            if operator in OTHER_SPACES and operands[-1:] != ["/All"]:
                self.other.add(operator.decode("ascii"))
            if operator == b"Do":
                self._drawn(str(operands[0]), resources["/XObject"][operands[0]], now)

    def _drawn(self, name: str, drawn: Any, state: State) -> None:
        if drawn["/Subtype"] != "/Image":
            within = drawn.get("/Resources", {})
            self.content(drawn, within, replace(state))
            return
        image = opened(drawn)
        dpi = image.width / state.across * 72
        self.pictures[name[1:]] = min(dpi, self.pictures.get(name[1:], dpi))
        self.painted = True
        if image.mode == "CMYK":
            self.inks.update(INKS)
            self.total = max(self.total, most_ink(image))
        else:
            self.inks.add(INKS[3] if image.mode == "L" else SCREEN)

    def _color(self, color: Components | None) -> None:
        if color is None:  # the marks'
            return
        self.painted = True
        if len(color) == 3:
            self.inks.add(SCREEN)
            return
        parts = (0.0, 0.0, 0.0, 1 - color[0]) if len(color) == 1 else color
        self.inks.update(ink for ink, part in zip(INKS, parts, strict=True) if part > 0)
        self.total = max(self.total, sum(parts))


def _looked(page: Any) -> Looked:
    found = _Gathering()
    found.content(page["/Contents"].get_object(), page["/Resources"], State())
    finest = min(found.widths, default=None)
    return Looked(
        frozenset(found.inks), found.total, finest, found.pictures, frozenset(found.other), found.painted
    )


class Preflight(NamedTuple):
    """What a file is, in sentences, and what is wrong with it."""

    name: str
    said: tuple[str, ...]
    problems: tuple[Problem, ...]


def preflight(
    data: bytes, name: str, checked: bytes, most: float | None = None, names: Mapping[str, str] | None = None
) -> Preflight:
    """A press file called `name`, beside the bytes of the checked edition.

    `most`: the most ink on one place that the profile gives, 0 to 4; `names`: what the files of photographs
    are called, by the names of their images. Raises ReadBackError for what is no PDF.
    """
    found, edition = read_back(data, name), read_back(checked, name)
    looked = look(data)
    problems = [
        *_pages(found, looked),
        *_inked(looked, most),
        *_pictures(looked, names or {}),
        *_leftovers(found),
        *_words(found, edition),
    ]
    place = Place(name)
    told = tuple(problem._replace(place=place) for problem in problems)
    return Preflight(name, tuple(_said(found, looked, names or {})), told)


def _said(found: ReadBack, looked: list[Looked], names: Mapping[str, str]) -> Iterator[str]:
    page = found.pages[0]
    bleed = min(_bleeds(page))
    yield (
        f"{len(found.pages)}ページ。仕上がり {_size(page.trim.width, page.trim.height)}、"
        f"塗り足し {bleed / MM:.1f} mm、トンボまで入れた紙 {_size(page.width, page.height)}"
    )
    fonts = "、".join(dict.fromkeys(font.name for font in found.fonts))
    whole = all(font.embedded for font in found.fonts)
    yield f"書体: {fonts}（{'全部' if whole else '一部だけ'}埋め込み）"
    inks = [f"{number}ページ {_inks(one)}" for number, one in enumerate(looked, 1)]
    same = len({_inks(one) for one in looked}) == 1
    yield f"インキ: {f'どのページも {_inks(looked[0])}' if same else '、'.join(inks)}"
    if any(SCREEN in one.inks for one in looked):
        yield "インキの総量: 印刷所が色を直すときに決まります"
    else:
        yield f"インキの総量: いちばん濃い所で {max(one.total for one in looked):.0%}"
    if widths := [one.finest for one in looked if one.finest is not None]:
        yield f"いちばん細い線: {min(widths):.2f} pt"
    pictures = [(dpi, names.get(name, name)) for one in looked for name, dpi in one.pictures.items()]
    if pictures:
        dpi, name = min(pictures)
        yield f"写真: {len({name for _, name in pictures})}枚。いちばん粗いのは {name}（{dpi:.0f} dpi）"
    else:
        yield "写真: ありません（絵は全部、線と面です）"
    if found.info.get("HandbookState", "").startswith("final"):
        yield "状態: 印刷用です。"
    else:
        yield "状態: 校正用です。このまま刷らないでください。"
    yield f"文字: {len(found.text)}字。"


def _inks(looked: Looked) -> str:
    return "・".join([*(ink for ink in INKS if ink in looked.inks), *({SCREEN} & looked.inks)]) or "なし"


def _size(width: float, height: float) -> str:
    return f"{width / MM:.0f}×{height / MM:.0f} mm"


def _bleeds(page: PageContent) -> tuple[float, ...]:
    trim, bleed = page.trim, page.bleed
    return (trim.x - bleed.x, trim.y - bleed.y, bleed.right - trim.right, bleed.bottom - trim.bottom)


def _pages(found: ReadBack, looked: list[Looked]) -> Iterator[Problem]:
    for page, one in zip(found.pages, looked, strict=True):
        if min(_bleeds(page)) < BLEED - _SLACK:
            message = f"{page.number}ページ目の塗り足しが {min(_bleeds(page)) / MM:.1f} mm しかありません。"
            yield Problem(message, _AGAIN)
        if min(page.bleed.x, page.bleed.y, page.width - page.bleed.right) < MM:
            yield Problem(f"{page.number}ページ目に、トンボの入る余白がありません。", _AGAIN)
        if not one.painted and not page.text.strip():
            hint = "レイアウトで、そのページを除くか、載せるものを足してください。"
            yield Problem(f"{page.number}ページ目に、何も刷られていません。", hint)
    for font in found.fonts:
        if not font.embedded:
            yield Problem(f"書体 {font.name} が埋め込まれていません。", _AGAIN)


def _inked(looked: list[Looked], most: float | None) -> Iterator[Problem]:
    for number, one in enumerate(looked, 1):
        if one.finest is not None and one.finest < FINEST - 0.002:
            hint = "レイアウトで、その線を太くしてください。"
            yield Problem(f"{number}ページ目に {one.finest:.2f} pt の細い線があり、かすれます。", hint)
        if one.other:
            told = "、".join(sorted(one.other))
            yield Problem(f"{number}ページ目に、刷れない色の指定があります（{told}）。", _AGAIN)
        if most is not None and one.total > most + 0.01:
            told = f"{one.total:.0%} です（プロファイルでは {most:.0%} まで）"
            yield Problem(f"{number}ページ目のインキの総量が {told}。", _AGAIN)
        if most is not None and SCREEN in one.inks:
            yield Problem(f"{number}ページ目に、CMYK に直っていない色があります。", _AGAIN)


def _pictures(looked: list[Looked], names: Mapping[str, str]) -> Iterator[Problem]:
    for number, one in enumerate(looked, 1):
        for name, dpi in one.pictures.items():
            if dpi < LEAST_DPI - 1:
                called = names.get(name, name)
                message = f"{number}ページ目の写真 {called} は {dpi:.0f} dpi で、刷ると粗く見えます。"
                larger = f"縦横とも {LEAST_DPI / dpi:.1f} 倍の画素がある写真"
                yield Problem(message, f"{larger}に差し替えるか、紙面で小さくしてください。")


def _leftovers(found: ReadBack) -> Iterator[Problem]:
    """What a file for paper alone does not have."""
    kept = {
        "読み上げのタグ": found.marked or found.tree is not None,
        "しおり": bool(found.bookmarks),
        "リンク": any(page.links or page.notes for page in found.pages),
        "規格の名のり": any(found.xmp),
        "画面の色の約束": bool(found.intents),
        "重ね合わせの切り替え": found.layered,
    }
    if names := [name for name, there in kept.items() if there]:
        yield Problem(f"刷るだけのファイルに、要らないものが残っています（{'、'.join(names)}）。", _AGAIN)


def _words(found: ReadBack, edition: ReadBack) -> Iterator[Problem]:
    if len(found.pages) != len(edition.pages):
        message = (
            f"検査した校区版は{len(edition.pages)}ページですが、このファイルは{len(found.pages)}ページです。"
        )
        yield Problem(message, _AGAIN)
        return
    for page, other in zip(found.pages, edition.pages, strict=True):
        if page.text != other.text:
            yield Problem(f"{page.number}ページ目の文字が、検査した校区版と違います。", _AGAIN)
