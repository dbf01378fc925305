"""Makes docs/gallery.md and its pictures: every layout for a real district and for an invented one.

    python scripts/gallery.py

Run it again when a layout is added or changed; tests/test_gallery.py tells when one is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PIL import Image

import handbook
from handbook.cli.show import shape_of
from handbook.errors import InputError
from handbook.files import write_whole
from handbook.layout import Layout
from handbook.load import layout_names
from handbook.pdf import render_pdf
from handbook.plan import Plan
from handbook.preview import page_images, png
from handbook.resources import bundled

DOCS = Path(__file__).parents[1] / "docs"
PAGE = "gallery.md"
REAL = "浮島"
INVENTED = ("見本ニュータウン", "つつじが丘", "東")
"""The hardest first: not every layout has room for it."""
DESK = "#D5DAD9"
MARGIN = 10
HEIGHT = 300
"""Of a page of a single sheet, pixels; pages of booklets are half as high."""
ACROSS = 4
COLORS = 48


def picture(pdf: bytes) -> Image.Image:
    """All pages of a file, beside and below each other."""
    points = page_images(pdf, 72, [1])[0].height
    count = len(page_images(pdf, 8))
    height = HEIGHT if count <= 2 else HEIGHT * 2 // 3
    pages = page_images(pdf, 72 * height / points)
    across = min(ACROSS, count)
    wide, tall = (max(side) + MARGIN for side in zip(*(page.size for page in pages), strict=True))
    sheet = Image.new("RGB", (across * wide + MARGIN, -(-count // across) * tall + MARGIN), DESK)
    for at, page in enumerate(pages):
        sheet.paste(page, (MARGIN + at % across * wide, MARGIN + at // across * tall))
    return sheet.quantize(COLORS)


def made(plan: Plan, names: tuple[str, ...], layout: Layout) -> tuple[str, bytes]:
    """The first district that the layout has room for, and its file."""
    for name in names:
        try:
            return plan.called(name), render_pdf(handbook.compose(handbook.select(plan, name), layout))
        except InputError:
            if name == names[-1]:
                raise
    raise AssertionError("no names")


def entries() -> Iterator[tuple[str, list[tuple[Path, bytes]]]]:
    """For each layout its part of the page, and its pictures."""
    plan, invented = handbook.load_plan(bundled("data")), handbook.load_plan(bundled("data") / "mihon")
    for name in layout_names(bundled("layouts")):
        layout = handbook.load_layout(name, bundled("layouts"))
        paper, pages, least = shape_of(layout)
        lines = [f"## {layout.title}", "", f"{layout.description}。", ""]
        lines += [f"紙 {paper}、{pages}、文字 {least}。`handbook build --layout {name}`", ""]
        pictures = []
        for of, (city, names) in enumerate(((plan, (REAL,)), (invented, INVENTED)), 1):
            called, pdf = made(city, names, layout)
            file = Path("gallery") / f"{name}-{of}.png"
            lines += [f"![{city.city} {called}の{layout.title}]({file.as_posix()})", ""]
            pictures.append((file, png(picture(pdf))))
        yield "\n".join(lines), pictures


HEAD = """# 見本帳

付属のレイアウトの全部です。それぞれ、久留米市の浮島校区と、見本市（実在しない市）のいちばん組みにくい地区とで組みました。
この絵は `python scripts/gallery.py` が作ります。どれも校正用です。
"""


def main() -> None:
    (DOCS / "gallery").mkdir(exist_ok=True)
    parts = [HEAD]
    for text, pictures in entries():
        parts.append(text)
        for file, data in pictures:
            write_whole(DOCS / file, data)
    write_whole(DOCS / PAGE, "\n".join(parts).encode("utf-8"))


if __name__ == "__main__":
    main()
