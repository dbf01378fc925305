"""Where the pages of a layout come from: the program, its libraries, the layout's values.

In: a layout. Out: a flat table of texts and digests. Written so that a doubt makes editions anew: it holds
a digest of handbook's own code, not only its version.
"""

from __future__ import annotations

import hashlib
import json
import sys
import zlib
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path

from handbook.layout import Layout
from handbook.pictures import digest as drawing_digest

ENGINES = ("budoux", "pillow", "reportlab", "svglib", "uharfbuzz")
"""Libraries that decide how lines break, glyphs are shaped, pictures drawn and objects written."""


@lru_cache(maxsize=8)
def provenance(layout: Layout) -> Mapping[str, str]:
    """What the bytes of every edition depend on beside plan and fonts; worked out once for a layout."""
    return {
        "code": program_digest(),
        "engines": library_versions(),
        "design": digest(_plain(layout)),
        **{f"picture {name}": drawing_digest(drawing) for name, drawing in layout.pictures.items()},
    }


def digest(value: object) -> str:
    """32 hexadecimal digits that stand for a JSON value."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _plain(value: object) -> object:
    """A layout's values as JSON, without the places where they are written."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    # Its parts are tuples with names, so these are asked for before any tuple is taken for a list.
    names: Iterable[str] = getattr(value, "_fields", getattr(value, "__dataclass_fields__", ()))
    if names:
        return {
            name: _plain(getattr(value, name))
            for name in names
            if name not in ("texts", "file", "place", "faces", "pictures", "description")
        }
    if isinstance(value, (tuple, list)):
        return [_plain(one) for one in value]
    raise TypeError(f"a layout holds a {type(value).__name__}")


@cache
def program_digest() -> str:
    """Digest of handbook's own program files: a developer changes them without changing the version."""
    program = Path(__file__).resolve().parent
    found = hashlib.sha256()
    for path in sorted((*program.rglob("*.py"), *program.rglob("*.txt"))):
        name = path.relative_to(program).as_posix()
        if not name.startswith("cli/"):
            found.update(f"{name}\n".encode() + path.read_bytes())
    return found.hexdigest()[:32]


@cache
def library_versions() -> str:
    """The versions of Python and of the libraries, as they were installed."""
    found = [f"Python {sys.version_info.major}.{sys.version_info.minor}", f"zlib {zlib.ZLIB_RUNTIME_VERSION}"]
    return "、".join([*found, *(f"{name} {version(name)}" for name in ENGINES)])
