"""What the analyser proposes: words with kana that fit them, for kanji without a reading alone."""

from __future__ import annotations

import pytest

from handbook.furigana import Reading, Readings, align
from handbook.proposals import proposals

pytest.importorskip("sudachipy", reason="the extra handbook[readings] is not installed")


def test_only_what_has_no_reading_is_proposed() -> None:
    found = proposals(["高齢者の集まりを支援", "見守り", "鑪の会"], Readings([Reading("支援", "しえん")]))
    assert found["集まり"] == "あつまり"
    assert "支援" not in found
    assert "鑪" not in found, "the analyser does not know it"
    assert all(align(word, kana) for word, kana in found.items())
