"""`python -m handbook.typeset` as an editor, or another tool's tester, runs it."""

from __future__ import annotations

import subprocess
import sys
from io import StringIO

import pytest

from handbook.resources import bundled
from handbook.typeset.__main__ import run

TEXT = (
    "地域福祉とは、それぞれの地域で人々が安心して暮らせるよう、お互いに協力すること。\n"
    "電話は0942-30-9173です。\n"
)


def command(*arguments: str, text: str = TEXT) -> tuple[int, str, str]:
    target, errors = StringIO(), StringIO()
    code = run(arguments, StringIO(text), target, errors)
    return code, target.getvalue(), errors.getvalue()


def test_lines_one_a_line_and_paragraphs_parted_by_an_empty_line() -> None:
    code, out, err = command("--measure", "150", "--size", "12")
    assert (code, err) == (0, "")
    assert out.endswith("\n")
    first, second = out.removesuffix("\n").split("\n\n")
    assert first.replace("\n", "") + "\n" + second.replace("\n", "") + "\n" == TEXT
    assert len(first.split("\n")) > 2


def test_it_runs_as_a_module_with_utf_8_whatever_the_locale() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "handbook.typeset", "--measure", "150", "--size", "12"],
        input=TEXT.encode(),
        capture_output=True,
        check=True,
        env={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"},
    )
    assert done.stdout.decode() == command("--measure", "150", "--size", "12")[1]


@pytest.mark.parametrize(("target", "code"), [("| head -1", 0), ("> /dev/full", 2)])
def test_a_reader_that_goes_away_and_a_full_disk(target: str, code: int) -> None:
    typeset = f"{sys.executable} -m handbook.typeset --measure 40 --size 10"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", f"{typeset} {target}"],
        input="あいうえおかきくけこ\n".encode() * 9999,
        capture_output=True,
        check=False,
    )
    assert done.returncode == code
    assert "Traceback" not in done.stderr.decode()
    assert ("全部は書けませんでした" in done.stderr.decode()) == bool(code)


@pytest.mark.parametrize(("given", "code"), [("\ufeff浮島".encode(), 0), ("浮島".encode("cp932"), 1)])
def test_a_byte_order_mark_is_no_text_and_other_encodings_are_told(given: bytes, code: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "handbook.typeset", "--measure", "150", "--size", "12"],
        input=given,
        capture_output=True,
        check=False,
    )
    assert done.returncode == code
    assert done.stdout.decode() == ("" if code else "浮島\n")
    assert ("UTF-8" in done.stderr.decode()) == bool(code)
    assert "Traceback" not in done.stderr.decode()


@pytest.mark.parametrize(
    "options",
    [
        ("--level", "normal"),
        ("--level", "loose"),
        ("--align", "justify"),
        ("--align", "center"),
        ("--phrase", "off"),
        ("--phrase", "require"),
        ("--hang",),
        ("--autospace", "0.25"),
        ("--font", str(bundled("fonts") / "BIZUDPGothic-Bold.ttf")),
    ],
)
def test_every_option_gives_the_whole_text(options: tuple[str, ...]) -> None:
    code, out, _ = command("--measure", "150", "--size", "12", *options)
    assert code == 0
    assert out.replace("\n", "") == TEXT.replace("\n", "")


def test_a_number_that_does_not_fit_is_parted_at_its_seams() -> None:
    code, out, _ = command("--measure", "60", "--size", "12", text="０３－１２３４－５６７８")
    assert code == 0
    assert out == "０３－\n１２３４－\n５６７８\n"


def test_empty_paragraphs_stay_and_no_input_gives_no_output() -> None:
    assert command("--measure", "150", "--size", "12", text="上\n\n下\n")[1] == "上\n\n\n\n下\n"
    assert command("--measure", "150", "--size", "12", text="")[:2] == (0, "")


def test_ruby_markup_is_composed_and_its_bases_printed() -> None:
    assert command("--measure", "150", "--size", "12", text="{浮島|うきしま}校区")[1] == "浮島校区\n"


def test_a_character_that_the_face_lacks_is_told_without_a_traceback() -> None:
    code, out, err = command("--measure", "150", "--size", "12", text="𠮷野📞さん")
    assert (code, out) == (1, "")
    assert "📞" in err
    assert "U+1F4DE" in err


def test_a_missing_font_is_told() -> None:
    code, _, err = command("--measure", "150", "--size", "12", "--font", "nowhere.ttf")
    assert code == 1
    assert "nowhere.ttf" in err


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--measure", "150"),
        ("--measure", "wide", "--size", "12"),
        ("--measure", "0", "--size", "12"),
        ("--measure", "nan", "--size", "12"),
        ("--measure", "150", "--size", "-1"),
        ("--measure", "150", "--size", "12", "--level", "hard"),
    ],
)
def test_wrong_usage_exits_with_2(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        run(arguments, StringIO(""), StringIO(), StringIO())
    assert caught.value.code == 2
    assert capsys.readouterr().err


def test_an_editor_is_told_why_each_line_ends_and_what_was_moved() -> None:
    text = "{志|こころざし}のある方は、電話0942-30-9173（内線123）まで。" + TEXT
    setting = ("--measure", "180", "--size", "12", "--align", "justify")
    code, out, err = command(*setting, "--explain", text=text)
    assert (code, err) == (0, "")
    first, *_ = out.split("\n\n")
    lines, reasons = first.split("\n")[::2], first.split("\n")[1::2]
    plain = command(*setting, text=text)[1]
    assert lines == plain.split("\n\n")[0].split("\n")
    assert all(reason.startswith("    → ") for reason in reasons)
    assert "ルビのため「志」を" in reasons[0]
    held = next(reason for reason in reasons if "分けないため" in reason)
    assert "「0942-30-9173（内線123）」" in held
    assert any("か所で計" in reason and "em 空けた" in reason for reason in reasons)
    assert reasons[-1].startswith("    → 段落の終わり。")


@pytest.mark.parametrize("align", ["left", "justify"])
def test_every_line_of_the_plan_can_be_explained(plan, align: str) -> None:  # type: ignore[no-untyped-def]
    text = "\n".join(placed.text for placed in plan.texts) + "\n\n" + "字" * 2000
    setting = ("--measure", "137", "--size", "11", "--align", align, "--autospace", "0.25", "--hang")
    code, out, err = command(*setting, "--explain", text=text)
    assert (code, err) == (0, "")
    lines = [line for line in out.split("\n") if not line.startswith("    → ")]
    assert lines == command(*setting, text=text)[1].split("\n")
    assert len(out.split("\n")) - len(lines) == sum(map(bool, lines))
    assert max(map(len, out.split("\n"))) < 250


@pytest.mark.parametrize(
    ("text", "options", "told"),
    [
        ("あいうえお」かきくけこさ", ("--phrase", "off"), "「」」は行の頭に置けない（禁則）"),
        ("あいうえ「かきくけこさ", ("--phrase", "off"), "「「」は行の終わりに置けない（禁則）"),
        ("支え合い\u200b推進会議", (), "指定された切れ目"),
        ("あいう、えお。かきくけ", (), "「、」のあと"),
        ("https://example.jp/abcdefghijk", (), "行に入りきらない番号や名前の切れ目"),
    ],
)
def test_the_rule_is_named(text: str, options: tuple[str, ...], told: str) -> None:
    outs = [
        command("--measure", str(measure), "--size", "10", "--explain", *options, text=text)[1]
        for measure in range(45, 75)
    ]
    assert any(told in out for out in outs), outs


def test_all_that_cannot_be_set_is_told_at_once_with_its_place() -> None:
    code, out, err = command("--measure", "60", "--size", "12", text="よい\n会長の📞さん\n" + "と📞\n")
    assert (code, out) == (1, "")
    assert [line.split(": ")[0] for line in err.split("\n") if line.startswith("標準入力")] == [
        "標準入力:2:4",
        "標準入力:3:2",
    ]
    code, out, err = command("--measure", "6", "--size", "12", text="a\n字\n")
    assert (code, out) == (1, "")
    assert "標準入力:2:1: 「字」は途中で行を分けられません" in err


@pytest.mark.parametrize("piece", ["a", "字", "あ\u2060"])
def test_a_hundred_thousand_characters_without_a_break_are_set_whole(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    code, out, err = command("--measure", "400", "--size", "10", text=text)
    if "\u2060" in piece:  # joined by word joiners: told, not parted, not lost, and shortly
        assert (code, out) == (1, "")
        assert "標準入力:1:1" in err
        assert "（100000 文字）" in err
        assert len(err) < 300
    else:
        assert (code, err) == (0, "")
        assert out.replace("\n", "") == text
