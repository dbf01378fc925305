"""A file for the print shop, looked at before it goes there: 検版.

The finished file comes in, read back from its bytes, and the edition that was checked; sentences go out, and
problems with the way to mend each. What is told is what stands in the file, not what was meant to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any, NamedTuple

from pypdf import PdfReader

from handbook.errors import Place, Problem
from handbook.press.inks import FINEST, opened
from handbook.press.profiles import most_ink
from handbook.press.sheet import BLEED
from handbook.press.walk import OTHERS, PAINTED, SHOWN, Components, State, walk
from handbook.readback import PageContent, ReadBack, read_back
from handbook.units import MM

LEAST_DPI = 300
"""Pixels an inch that a photograph wants on paper."""
INKS = ("藍", "紅", "黄", "墨")
"""Cyan, magenta, yellow, black, as print shops call them."""
SCREEN = "RGB（印刷所で直す色）"

_AGAIN = "handbook build --press で作り直してください。続くなら、開発者にお知らせください。"
_SLACK = 0.05


class Preflight(NamedTuple):
    """What a file is, in sentences, and what is wrong with it."""

    name: str
    said: tuple[str, ...]
    problems: tuple[Problem, ...]


@dataclass
class Looked:
    """What the content of a page asks of a press, but for its marks."""

    inks: set[str] = field(default_factory=set)
    total: float = 0.0
    """The most ink on one place, 0 to 4, screen colours not counted."""
    finest: float = 1000.0
    """The finest stroke, points."""
    pictures: dict[str, float] = field(default_factory=dict)
    """The images by name: pixels an inch at the size at which they stand, the least."""
    other: set[str] = field(default_factory=set)
    """Statements for what no page of ours has."""

    def content(self, content: Any, resources: Any, state: State) -> None:
        for operator, operands, now in walk(content, state):
            what = PAINTED.get(operator, "")
            if operator in SHOWN or what in ("fill", "both"):
                self._color(now.fill)
            if what in ("stroke", "both") and now.stroke is not None:
                self._color(now.stroke)
                self.finest = min(self.finest, now.width * now.scale)
            if operator in OTHERS and operands[-1:] != ["/All"]:
                self.other.add(operator.decode("ascii"))
            if operator == b"Do":
                drawn = resources["/XObject"][operands[0]]
                if drawn["/Subtype"] == "/Image":
                    self._image(str(operands[0])[1:], drawn, now)
                else:
                    self.content(drawn, drawn.get("/Resources", {}), replace(now))

    def _image(self, name: str, drawn: Any, state: State) -> None:
        image = opened(drawn)
        dpi = image.width / state.across * 72
        self.pictures[name] = min(dpi, self.pictures.get(name, dpi))
        self.inks |= {"CMYK": {*INKS}, "L": {INKS[3]}}.get(image.mode, {SCREEN})
        if image.mode == "CMYK":
            self.total = max(self.total, most_ink(image))

    def _color(self, color: Components | None) -> None:
        if color is None or len(color) == 3:
            self.inks |= {SCREEN} if color else set()
            return
        parts = (0.0, 0.0, 0.0, 1 - color[0]) if len(color) == 1 else color
        self.inks |= {ink for ink, part in zip(INKS, parts, strict=True) if part > 0}
        self.total = max(self.total, sum(parts))

    @property
    def named(self) -> str:
        """Its inks in a fixed order."""
        return "・".join(ink for ink in (*INKS, SCREEN) if ink in self.inks) or "なし"


def look(data: bytes) -> list[Looked]:
    """Each page of a PDF."""
    found: list[Looked] = []
    for page in PdfReader(BytesIO(data)).pages:
        found.append(Looked())
        if "/Contents" in page:
            found[-1].content(page["/Contents"].get_object(), page["/Resources"], State())
    return found


def preflight(
    data: bytes, name: str, checked: bytes, most: float | None = None, names: Mapping[str, str] | None = None
) -> Preflight:
    """A press file called `name`, beside the bytes of the checked edition.

    `most`: the most ink on one place that the profile gives, 0 to 4; `names`: what the files of photographs
    are called, by the names of their images. Raises ReadBackError for what is no PDF.
    """
    found, edition, looked = read_back(data, name), read_back(checked, name), look(data)
    problems = [*_pages(found, looked, edition), *_leftovers(found)]
    for number, one in enumerate(looked, 1):
        problems += _inked(number, one, most)
        problems += _coarse(number, one, names or {})
    told = [problem._replace(place=Place(name)) for problem in problems]
    return Preflight(name, tuple(_said(found, looked, names or {})), tuple(told))


def _said(found: ReadBack, looked: list[Looked], names: Mapping[str, str]) -> Iterator[str]:
    page = found.pages[0]
    size, paper = _size(page.trim.width, page.trim.height), _size(page.width, page.height)
    bleed = f"塗り足し {min(_bleeds(page)) / MM:.1f} mm"
    yield f"{len(found.pages)}ページ。仕上がり {size}、{bleed}、トンボまで入れた紙 {paper}"
    whole = all(font.embedded for font in found.fonts)
    fonts = "、".join(dict.fromkeys(font.name for font in found.fonts))
    yield f"書体: {fonts}（{'全部' if whole else '一部だけ'}埋め込み）"
    inks = [f"{number}ページ {one.named}" for number, one in enumerate(looked, 1)]
    same = len({one.named for one in looked}) == 1
    yield f"インキ: {f'どのページも {looked[0].named}' if same else '、'.join(inks)}"
    total = f"いちばん濃い所で {max(one.total for one in looked):.0%}"
    unknown = any(SCREEN in one.inks for one in looked)
    yield f"インキの総量: {'印刷所が色を直すときに決まります' if unknown else total}"
    yield f"いちばん細い線: {min(one.finest for one in looked):.2f} pt"
    pictures = [(dpi, names.get(name, name)) for one in looked for name, dpi in one.pictures.items()]
    if pictures:
        dpi, name = min(pictures)
        yield f"写真: {len({name for _, name in pictures})}枚。いちばん粗いのは {name}（{dpi:.0f} dpi）"
    else:
        yield "写真: ありません（絵は全部、線と面です）"
    final = found.info.get("HandbookState", "").startswith("final")
    yield f"状態: {'印刷用です。' if final else '校正用です。このまま刷らないでください。'}"


def _size(width: float, height: float) -> str:
    return f"{width / MM:.0f}×{height / MM:.0f} mm"


def _bleeds(page: PageContent) -> tuple[float, ...]:
    trim, bleed = page.trim, page.bleed
    return (trim.x - bleed.x, trim.y - bleed.y, bleed.right - trim.right, bleed.bottom - trim.bottom)


def _pages(found: ReadBack, looked: list[Looked], edition: ReadBack) -> Iterator[Problem]:
    for page, one in zip(found.pages, looked, strict=True):
        if (least := min(_bleeds(page))) < BLEED - _SLACK:
            yield Problem(f"{page.number}ページ目の塗り足しが {least / MM:.1f} mm しかありません。", _AGAIN)
        if min(page.bleed.x, page.bleed.y, page.width - page.bleed.right) < MM:
            yield Problem(f"{page.number}ページ目に、トンボの入る余白がありません。", _AGAIN)
        if not one.inks:
            hint = "レイアウトで、そのページを除くか、載せるものを足してください。"
            yield Problem(f"{page.number}ページ目に、何も刷られていません。", hint)
    yield from (
        Problem(f"書体 {font.name} が埋め込まれていません。", _AGAIN)
        for font in found.fonts
        if not font.embedded
    )
    words, wanted = ([page.text for page in one.pages] for one in (found, edition))
    if words != wanted:
        wrong = [n for n, (one, other) in enumerate(zip(words, wanted, strict=False), 1) if one != other]
        where = f"{wrong[0]}ページ目の文字" if wrong else f"ページの数（{len(words)}と{len(wanted)}）"
        yield Problem(f"{where}が、検査した版と違います。", _AGAIN)


def _inked(number: int, one: Looked, most: float | None) -> Iterator[Problem]:
    if one.finest < FINEST - 0.002:
        hint = "レイアウトで、その線を太くしてください。"
        yield Problem(f"{number}ページ目に {one.finest:.2f} pt の細い線があり、かすれます。", hint)
    if one.other:
        told = "、".join(sorted(one.other))
        yield Problem(f"{number}ページ目に、刷れない色の指定があります（{told}）。", _AGAIN)
    if most is not None and one.total > most + 0.05:
        told = f"{one.total:.0%} です（プロファイルでは {most:.0%} まで）"
        yield Problem(f"{number}ページ目のインキの総量が {told}。", _AGAIN)
    if most is not None and SCREEN in one.inks:
        yield Problem(f"{number}ページ目に、CMYK に直っていない色があります。", _AGAIN)


def _coarse(number: int, one: Looked, names: Mapping[str, str]) -> Iterator[Problem]:
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
