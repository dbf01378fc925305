"""Where the pages of a layout come from: the program, its libraries, the layout's values.

In: a layout. Out: a flat table of texts and digests. Written so that a doubt makes editions anew: it holds
a digest of handbook's own code, not only its version.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import zlib
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from handbook.layout import Layout
from handbook.pictures import digest as drawing_digest

ENGINES = {name: name for name in ("budoux", "reportlab", "svglib", "uharfbuzz")} | {"PIL": "pillow"}
"""Libraries that decide how lines break, glyphs are shaped, pictures drawn and objects written: what is
imported → what is installed."""


@lru_cache(maxsize=8)
def provenance(layout: Layout) -> Mapping[str, str]:
    """What the bytes of every edition depend on beside plan and fonts; worked out once for a layout."""
    return {
        "code": program_digest(),
        "engines": library_versions(),
        "design": digest(_plain(layout)),
        **{f"picture {name}": drawing_digest(drawing) for name, drawing in layout.pictures.items()},
    }


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
"""Made once: `json.dumps` would make one for each value."""


def digest(value: object) -> str:
    """32 hexadecimal digits that stand for a JSON value."""
    return hashlib.sha256(_ENCODER.encode(value).encode("utf-8", "surrogatepass")).hexdigest()[:32]


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
    program = str(Path(__file__).resolve().parent)
    found = hashlib.sha256()
    for folder, inner, files in os.walk(program):
        inner[:] = sorted(set(inner) - {"cli", "__pycache__"})
        for name in sorted(files):
            if name.endswith((".py", ".txt")):
                path = os.path.join(folder, name)
                found.update(f"{path[len(program) :]}\n".encode() + _read(path))
    return found.hexdigest()[:32]


def _read(path: str) -> bytes:
    """A small file's bytes: some 170 of them are read, for which `open` alone would take longer."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        return os.read(descriptor, os.fstat(descriptor).st_size + 1)
    finally:
        os.close(descriptor)


@cache
def library_versions() -> str:
    """The versions of the libraries, as their installed folders tell them."""
    found = [f"Python {sys.version_info.major}.{sys.version_info.minor}", f"zlib {zlib.ZLIB_RUNTIME_VERSION}"]
    listed = cache(os.listdir)  # as a rule, all stand in one folder
    for module, name in ENGINES.items():
        spec = find_spec(module)
        site = Path(spec.origin).parents[1] if spec and spec.origin else None
        told = [entry for entry in listed(site) if entry.startswith(f"{name}-")] if site else []
        found.append(min(told).removesuffix(".dist-info").replace("-", " ") if told else name)
    return "、".join(found)
