"""ReportLab without Pillow: not loaded for our pages, and there for everybody who has pictures."""

from __future__ import annotations

import subprocess
import sys

import pytest

PICTURE = """
import io
from PIL import Image
from reportlab.pdfgen.canvas import Canvas
from reportlab.lib.utils import ImageReader

picture, page = io.BytesIO(), io.BytesIO()
Image.new("RGB", (3, 3), "red").save(picture, "PNG")
canvas = Canvas(page)
canvas.drawImage(ImageReader(picture), 10, 10)
canvas.save()
assert b"/Subtype /Image" in page.getvalue()
"""


@pytest.mark.parametrize(
    "script",
    [
        "import handbook.pdf, sys; assert 'reportlab' in sys.modules and 'PIL.ExifTags' not in sys.modules",
        "import handbook.pdf" + PICTURE,
        "import PIL.Image, handbook.pdf; assert PIL.Image.new" + PICTURE,
        "import handbook.pdf, PIL.Image; assert PIL.Image.new('1', (1, 1)).size == (1, 1)",
        "import handbook.pdf; from PIL.Image import new; from PIL import ImageDraw",
    ],
)
def test_pictures_load_when_somebody_has_one(script):
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", timeout=60)
    assert done.returncode == 0, done.stderr
