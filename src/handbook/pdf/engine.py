"""ReportLab's document objects, without Pillow until a picture asks for it.

ReportLab imports Pillow with its first module, for pictures, which our pages do not have; that takes
a third of its import. Other users of ReportLab in the same process find Pillow as ever: it loads when
it is first looked into (importlib.util.LazyLoader).
"""

from __future__ import annotations

import sys
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


_put_off("PIL", "Image")

from reportlab.pdfbase import pdfdoc  # noqa: E402

__all__ = ["pdfdoc"]
