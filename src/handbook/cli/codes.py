"""The exit codes, which mean the same for every command."""

from __future__ import annotations

DONE = 0
"""Done, and nothing to mend; warnings alone count as nothing."""

TO_MEND = 1
"""Something to mend was found: in the data, a PDF, a set; an edition to be printed again."""

FAILED = 2
"""The command could not be carried out: wrong usage, a file missing or unreadable, a full disk, a bug."""
