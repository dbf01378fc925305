"""ReportLab's document objects, without what our pages do not have until somebody asks for it.

ReportLab imports Pillow with its first module, for pictures, and the widths and encodings of the fourteen
standard fonts (`pdfmetrics`): together half of its import. Other users of ReportLab in the same process
find both as ever: they load when they are first looked into (importlib.util.LazyLoader).
"""

from __future__ import annotations

import codecs
import contextlib
import sys
from collections.abc import Iterator
from importlib.util import LazyLoader, find_spec, module_from_spec


def _put_off(package: str, name: str) -> None:
    """Let a package have a module that loads only when one of its attributes is asked for."""
    full = f"{package}.{name}"
    if full in sys.modules or find_spec(package) is None:
        return  # loaded already, or not installed: whoever needs it will say so
    spec = find_spec(full)
    if spec is None or spec.loader is None:
        return
    spec.loader = LazyLoader(spec.loader)
    module = sys.modules[full] = module_from_spec(spec)
    setattr(sys.modules[package], name, module)  # else `from package import name` asks the module itself
    spec.loader.exec_module(module)


@contextlib.contextmanager
def _known_to_lack(name: str) -> Iterator[None]:
    """Within the block, let the import of a module that is not installed fail without a search."""
    lacking = name not in sys.modules and find_spec(name) is None
    if lacking:
        sys.modules[name] = None  # type: ignore[assignment]  # as the import statement has it
    try:
        yield
    finally:
        if lacking:
            del sys.modules[name]


def _codec(name: str) -> codecs.CodecInfo | None:
    """The encoding that ReportLab's document objects ask for; `pdfmetrics` makes it known when it loads."""
    if name != "extpdfdoc":
        return None
    from reportlab.pdfbase.rl_codecs import RL_Codecs

    found: codecs.CodecInfo | None = RL_Codecs._rl_codecs(name)
    return found


_put_off("PIL", "Image")
_put_off("reportlab.pdfbase", "pdfmetrics")
codecs.register(_codec)

with _known_to_lack("_rl_accel"):  # ReportLab searches for it eleven times, once for each function
    from reportlab.pdfbase import pdfdoc

__all__ = ["pdfdoc"]
