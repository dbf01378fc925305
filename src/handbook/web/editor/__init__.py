"""The editor: a data folder's columns, desks and names as forms, beside them the page as a picture.

In: a data folder, layouts, what was typed. Out: fields with what is wrong with them, pictures of pages,
changed YAML. `workspace` is what stands behind the pages of the browser and knows no HTTP.
"""

from __future__ import annotations

from handbook.web.editor.workspace import Workspace

__all__ = ["Workspace"]
