"""`docs/check.md` names every finding that there is, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from handbook.check.standards import RULES

ROOT = Path(__file__).parents[2]


def test_every_code_is_explained() -> None:
    sources = [*(ROOT / "src/handbook/check").glob("*.py"), ROOT / "src/handbook/readback/reader.py"]
    sources.append(ROOT / "src/handbook/readback/source.py")
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    raised = set(re.findall(r'code="([a-z-]+)"', text))
    raised |= set(re.findall(r'code="([a-z-]+)" if \w+ else "([a-z-]+)"', text)[0])
    raised |= set(re.findall(r'_grouped\(\s*page, \w+, "([a-z-]+)"', text))
    raised |= set(re.findall(r'ReadBackError\(\s*"([a-z-]+)"', text))
    page = (ROOT / "docs/check.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    explained = {code for row in rows for code in re.findall(r"`([a-z0-9.-]+)`", row)}
    assert raised | set(RULES) == explained


def test_every_rule_is_explained_as_it_is_told() -> None:
    page = (ROOT / "docs/check.md").read_text(encoding="utf-8")
    for code, rule in RULES.items():
        assert f"| `{code}` | {rule.clause} | {rule.message} |" in page
