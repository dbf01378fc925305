"""Makes docs/leaflet.png, the picture at the head of the README, from a real leaflet.

    python scripts/readme_picture.py [--out FILE]

Front and back stand side by side at a size in which the headings can be read on
a screen. Needs the extra `preview`. Run it again when the leaflet changes;
tests/test_readme.py tells when it is due.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from PIL import Image

import handbook
from handbook.files import write_whole
from handbook.pdf import render_pdf
from handbook.preview import page_images, png

DISTRICT = "浮島"  # the district with a column of its own in the overview
DPI = 96
DESK = "#D5DAD9"  # what the two sheets lie on
MARGIN = 24
COLORS = 96  # few flat colours and their edges: a quarter of the bytes of full colour

DEFAULT = Path(__file__).parents[1] / "docs" / "leaflet.png"


def picture() -> Image.Image:
    """Both pages beside each other, as an image with a palette."""
    edition = handbook.select(handbook.load_plan(), DISTRICT)
    document = handbook.compose(edition, handbook.load_layout("leaflet"))
    pages = page_images(render_pdf(document), DPI)
    width = sum(page.width for page in pages) + MARGIN * (len(pages) + 1)
    sheet = Image.new("RGB", (width, pages[0].height + 2 * MARGIN), DESK)
    x = MARGIN
    for page in pages:
        sheet.paste(page, (x, MARGIN))
        x += page.width + MARGIN
    return sheet.quantize(COLORS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--out", type=Path, default=DEFAULT)
    write_whole(parser.parse_args().out, png(picture()))


if __name__ == "__main__":
    main()
