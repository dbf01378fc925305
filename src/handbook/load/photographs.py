"""A JPEG or PNG file → a `Photograph`: turned upright, in grey or sRGB, with nothing but its pixels.

In: where a file is named, and its path. Out: the photograph, or a problem there: no such file, no JPEG or
PNG, one that is cut off, animated, or larger than any camera makes them. The size that the file claims is
looked at before a pixel is decoded. Where it was taken and by which camera is not taken over, nor more
pixels than `MOST` across: no page shows more. Deliberately not done: cutting, brightening, SVG.
"""

from __future__ import annotations

import hashlib
import warnings
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from handbook.errors import InputError
from handbook.load.file_text import read_bytes, shown
from handbook.load.loading import Loading
from handbook.load.nodes import Scalar
from handbook.pictures import Photograph, photograph

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_BYTES = 30_000_000
"""A telephone's photograph has 2 to 8 MB."""

ENDINGS = (".jpg", ".jpeg", ".png")
"""Of the names of such files."""

MOST = 2000
"""Pixels of the longer side that are kept: 300 dpi over 17 cm."""

_FEW = 256
"""Colours of a PNG up to which it is drawn, not taken by a camera: kept without loss."""

_AGAIN = "元の写真から、写し直してください。"
_JPEG = "写真かどうか確かめ、写真のソフトで開いて、JPEG（.jpg）として保存し直してください。"
_SMALLER = "写真のソフトで、長いほうの辺を4000ピクセルくらいに縮めて、保存し直してください。"
_HEIC = "iPhoneの写真なら、パソコンかメールに「互換性優先」で送り、JPEGにしてください。"
_OTHERS = (
    (b"GIF8", "GIFです", _JPEG),
    (b"RIFF", "WebPです", _JPEG),
    (b"ftyphe", "HEICです", _HEIC),
    (b"ftypmif1", "HEICです", _HEIC),
    (b"ftypavif", "AVIFです", _JPEG),
    (b"<svg", "SVGです", "写真は、JPEGかPNGにしてください。"),
)
"""What the first bytes of files of other kinds hold → what they are, what to do."""


def photograph_at(loading: Loading, written: Scalar, path: Path) -> Photograph | None:
    """The photograph in the file that is named there; None where it cannot be had, which is noted."""
    try:
        return _read(path)
    except InputError as error:
        for problem in error.problems:
            folder = "" if path.exists() else f"（写真を置く場所は、{shown(path.parent)} です）"
            message = f"写真「{written.text}」：{problem.message}"
            loading.report(written.place, message, problem.hint + folder)
        return None


_known: dict[tuple[str, bytes], Photograph] = {}
"""By the file's name and a digest of what it holds."""


def _read(path: Path) -> Photograph:
    """Raises InputError. A file that was read before and has not changed is not decoded again."""
    _, data = read_bytes(path, MAX_BYTES)
    key = path.name, hashlib.sha256(data).digest()
    if key not in _known:
        _known[key] = cleaned(path.name, data)
    return _known[key]


def cleaned(name: str, data: bytes) -> Photograph:
    """The photograph that a file's bytes hold, under this name. Raises InputError, in words."""
    from PIL import Image, UnidentifiedImageError  # 30 ms, for none but plans with photographs

    if not data:
        raise InputError.of("中身が空です（0バイト）。", _AGAIN)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of damage to what is not taken over
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(data), formats=("JPEG", "PNG"))
            # A telephone's JPEG may carry further pictures, of depth or light; its first is the photograph.
            if image.format == "PNG" and getattr(image, "is_animated", False):
                raise InputError.of("動く絵（アニメーション）です。", "動かない写真にかえてください。")
            return _clean(name, image)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        most = (Image.MAX_IMAGE_PIXELS or 0) // 1_000_000
        raise InputError.of(f"大きすぎます（{most}00万画素まで）。", _SMALLER) from None
    except UnidentifiedImageError:
        kinds = ((what, hint) for begin, what, hint in _OTHERS if begin in data[:200])
        what, hint = next(kinds, ("JPEGでもPNGでもありません", _JPEG))
        raise InputError.of(f"{what}（使えるのはJPEGとPNGです）。", hint) from None
    except (OSError, ValueError, SyntaxError):  # Pillow raises them all for files that are damaged
        raise InputError.of("壊れているか、途中で切れています。", _AGAIN) from None


_TURNS = {2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE"}
_TURNS |= {6: "ROTATE_270", 7: "TRANSVERSE", 8: "ROTATE_90"}
"""How the camera was held (Exif, 0x0112) → what Pillow calls the turn that undoes it."""


def _clean(name: str, image: Image) -> Photograph:
    from PIL.Image import Resampling, Transpose

    taken = image.format != "PNG"
    share = min(1.0, MOST / max(image.size))
    size = (max(1, round(image.width * share)), max(1, round(image.height * share)))
    if taken:
        image.draft(None, size)  # JPEG gives half and quarter sizes with half the work
    image.load()
    profile = image.info.get("icc_profile")
    plain = _in_srgb(_opaque(image), profile)
    few = not taken and plain.getcolors(_FEW) is not None
    if plain.size != size and share < 1:
        plain = plain.resize(size, Resampling.LANCZOS)
    if turn := _TURNS.get(image.getexif().get(0x0112, 1)):
        plain = plain.transpose(Transpose[turn])
    return photograph(name, plain, jpeg=not few)


def _opaque(image: Image) -> Image:
    """In a mode that knows nothing of palettes, transparency (white shines through) or 16 bits."""
    from PIL import Image as Pillow

    if image.mode in ("I", "I;16", "I;16B", "F"):
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        seen = image.convert("RGBA")
        return Pillow.alpha_composite(Pillow.new("RGBA", seen.size, "white"), seen).convert("RGB")
    return image.convert({"1": "L", "L": "L", "CMYK": "CMYK"}.get(image.mode, "RGB"))


def _in_srgb(image: Image, profile: bytes | None) -> Image:
    """In the colours of screens: as the file's profile has them, where that can be told."""
    if profile and image.mode != "L":
        from PIL import ImageCms

        try:
            own = ImageCms.ImageCmsProfile(BytesIO(profile))
            common = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(image, own, common, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            pass
        else:
            assert converted is not None
            return converted
    return image if image.mode == "L" else image.convert("RGB")
