"""`docs/check.md` names every finding that there is, and no other; its snippets run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/check.md").read_text(encoding="utf-8")


def test_every_code_is_explained() -> None:
    sources = [*(ROOT / "src/handbook/check").glob("*.py"), ROOT / "src/handbook/readback/pdffile.py"]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    found = re.findall(r'(?:Finding|about)\(\s*(?:code=)?"([a-z-]+)"(?: if \w+ else "([a-z-]+)")?', text)
    raised = {code for pair in found for code in pair if code}
    raised |= set(re.findall(r'ReadBackError\(\s*"([a-z-]+)"', text))
    rules = (ROOT / "src/handbook/batch/set_rules.py").read_text(encoding="utf-8")
    raised |= set(re.findall(r'\b_rule\(\s*"([a-z-]+)"', rules))
    rows = [line.split("|")[1] for line in PAGE.splitlines() if line.startswith("| `")]
    explained = {code for row in rows for code in re.findall(r"`([a-z0-9.-]+)`", row)}
    assert raised | {"not-found"} == explained


SNIPPETS = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda snippet: snippet.split("\n")[0])
def test_snippets_run(
    snippet: str,
    pdf: bytes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Each by itself, beside a good leaflet; what they print is what the page promises of a good one."""
    if "standards" in snippet:
        pytest.importorskip("page", reason="page-validation is not installed: this snippet was not run")
    (tmp_path / "浮島校区.pdf").write_bytes(pdf)
    monkeypatch.chdir(tmp_path)
    exec(compile(snippet, "docs/check.md", "exec"), {})
    said = capsys.readouterr().out.splitlines()
    if "speak" in snippet:
        assert said[0].startswith("文書の題名：")
        assert said[-2:] == ["PDF/UA-1（読み上げ） 0", "PDF/A-2a（長期保存） 0"]
    else:
        assert said == []
