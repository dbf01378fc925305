"""ReportLab without Pillow and the standard fonts: not loaded for our pages, and there for everybody who
has pictures, or sets text in Helvetica."""

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

HELVETICA = """
import io
from reportlab.pdfgen.canvas import Canvas

page = io.BytesIO()
canvas = Canvas(page, pageCompression=0)
canvas.setFont("Helvetica", 12)
canvas.drawString(10, 10, "fi")
canvas.setTitle("é")
canvas.save()
assert b"/BaseFont /Helvetica" in page.getvalue() and b"(fi) Tj" in page.getvalue()
assert round(canvas.stringWidth("fi", "Helvetica", 10), 2) == 5.0
"""

OURS = """
import handbook, handbook.pdf, sys
edition = handbook.select(handbook.load_plan(), "南")
document = handbook.compose(edition, handbook.load_layout("leaflet"))
assert handbook.pdf.render_pdf(document).startswith(b"%PDF-1.7")
loaded = {"PIL.ExifTags", "reportlab.pdfbase._fontdata", "reportlab.pdfbase.rl_codecs"} & set(sys.modules)
assert not loaded, loaded
"""


@pytest.mark.parametrize(
    "script",
    [
        OURS,
        OURS + HELVETICA,
        HELVETICA + "import handbook.pdf" + HELVETICA,
        "import handbook.pdf; assert 'é'.encode('extpdfdoc') == bytes([233])",
        "import handbook.pdf, reportlab.pdfbase.pdfmetrics as m; assert m.getFont('Courier').fontName",
        "import handbook.pdf" + PICTURE,
        "import PIL.Image, handbook.pdf; assert PIL.Image.new" + PICTURE,
        "import handbook.pdf, PIL.Image; assert PIL.Image.new('1', (1, 1)).size == (1, 1)",
        "import handbook.pdf; from PIL.Image import new; from PIL import ImageDraw",
        "import handbook.pdf, sys; assert '_rl_accel' not in sys.modules",
    ],
)
def test_what_our_pages_lack_loads_when_somebody_has_it(script):
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", timeout=60)
    assert done.returncode == 0, done.stderr
