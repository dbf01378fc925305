"""The plain text: what a voice reads out and a mail carries."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from handbook.twins import render_text

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize(("name", "slug"), [("浮島", "ukishima"), ("南", "minami")])
def test_text_is_as_reviewed(name, slug, documents, request):
    path = GOLDEN / f"{slug}.txt"
    made = render_text(documents[name])
    if request.config.getoption("--update-golden"):
        path.write_text(made, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == made, (
        "The text changed: read it aloud, then rewrite with `pytest tests/twins --update-golden`."
    )


def test_it_is_calm_to_listen_to(documents):
    """No drawing with characters, no spaces at ends, no two empty lines, a line feed at the end."""
    for document in documents.values():
        made = render_text(document)
        assert made.endswith("\n")
        assert not made.endswith("\n\n")
        assert "\n\n\n" not in made
        for line in made.splitlines():
            assert line == line.rstrip(), line
        drawn = [
            char for char in made if unicodedata.category(char) in ("So", "Cc", "Co", "Cf") and char != "\n"
        ]
        assert set(drawn) <= set("■◆□"), set(drawn)


def columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in line)


@pytest.mark.parametrize("width", [20, 36, 70])
def test_lines_keep_to_a_width_and_to_the_rules(documents, width):
    for name in ("浮島", "南"):
        whole, wrapped = render_text(documents[name]), render_text(documents[name], width=width)
        assert "".join(wrapped.split()) == "".join(whole.split())
        for line in wrapped.splitlines():
            # A telephone number with its label is never parted, however narrow the lines.
            assert columns(line) <= width or columns(line.strip("　")) <= 16, line
            assert not line.startswith(tuple("、。」）：ー")), line
            assert not line.endswith(tuple("「（")) or line == "（", line


def test_a_width_that_holds_no_words_is_refused(documents):
    with pytest.raises(ValueError, match="at least 20"):
        render_text(documents["南"], width=10)


def test_lines_of_a_paragraph_are_joined_as_they_were_written(document, tag):
    made = document(tag("P", "日本語の行は", "つながり、", "Latin ", "words ", "keep ", "their spaces"))
    assert render_text(made) == "題\n\n日本語の行はつながり、Latin words keep their spaces\n"


def test_lists_tables_notes_and_links_read_as_a_line_each(document, tag):
    made = document(
        tag("H2", "見出し"),
        tag("L",
            tag("LI", tag("Lbl", actual_text="・"), tag("LBody", "一つめ",
                tag("L", tag("LI", tag("Lbl", "(1)"), tag("LBody", "内の項目"))))),
            tag("LI", tag("LBody", tag("P", "題"), tag("P", "続き")))),
        tag("Table",
            tag("TR", tag("TH"), tag("TH", "電話"), tag("TH", "時間")),
            tag("TR", tag("TH", "平日"), tag("TD", tag("P", "0942-30-9173")), tag("TD", "9時から"))),
        tag("P", tag("Ruby", tag("RB", "浮島"), tag("RT", "うきしま")), "の",
            tag("Span", "ﾃﾞﾝﾜ", actual_text="電話")),
        tag("P", "詳しくは", tag("Link", "市のページ", href="https://example.jp/"), "へ"),
        tag("Note", tag("Lbl", "※1 "), "説明です。"),
        tag("Figure", alt="市の地図"),
        tag("Artifact", "7"),
    )  # fmt: skip
    assert render_text(made) == (
        "題\n\n■ 見出し\n・一つめ\n　(1) 内の項目\n・題\n　続き\n"
        "平日：電話 0942-30-9173　時間 9時から\n浮島（うきしま）の電話\n"
        "詳しくは市のページ（https://example.jp/）へ\n※1 説明です。\n（図：市の地図）\n"
    )
