"""The version, for whoever must not import the whole package to know it; hatchling reads it here."""

from __future__ import annotations

__version__ = "0.1.0"
