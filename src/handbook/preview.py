"""Pictures of pages: the bytes of a PDF in, pictures and their files out, through PDFium.

For `handbook preview`, the editor and the picture in the README. What is drawn is the
finished PDF, so a picture shows what a printer gets. The check looks at the same pictures.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from handbook.errors import InputError

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfPage

_DPI_AT_SCALE_1 = 72
MOST_PIXELS = 100_000_000
"""Most of a page's picture; A3 at 600 dpi has 70 million."""


def page_images(pdf: bytes, dpi: float, pages: list[int] | None = None, *, grey: bool = False) -> list[Image]:
    """The pages (1-based numbers; None: all), in RGB or grey. Raises `InputError` for a missing page."""
    # Here and not above: it is large, and most commands draw nothing.
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        count = len(document)
        wanted = pages or list(range(1, count + 1))
        if missing := [number for number in wanted if not 1 <= number <= count]:
            raise InputError.of(
                f"{missing[0]}ページはありません。", f"1から{count}までの数を書いてください。", stops=True
            )
        return [_image(document[number - 1], dpi / _DPI_AT_SCALE_1, grey) for number in wanted]
    finally:
        document.close()


def _image(page: PdfPage, scale: float, grey: bool) -> Image:
    width, height = page.get_size()
    if width * height * scale * scale > MOST_PIXELS:
        raise InputError.of("紙が大きすぎて、絵にできません。", "紙の大きさを確かめてください。", stops=True)
    image: Image = page.render(scale=scale, grayscale=grey).to_pil()
    return image if grey else image.convert("RGB")


def png(image: Image) -> bytes:
    """The image as a PNG file, compressed as well as Pillow can."""
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def bmp(image: Image) -> bytes:
    """The image as it is, for a browser on the same machine: to pack it takes longer than to send it."""
    buffer = io.BytesIO()
    image.save(buffer, "BMP")
    return buffer.getvalue()
