"""The command's words on whatever standard output is: a closed pipe, no UTF-8, a terminal."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from handbook.cli import terminal


def shell(command: str, cwd, **environment: str):
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", command.replace("handbook", f"{sys.executable} -m handbook", 1)],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        timeout=120,
    )


def test_a_reader_that_goes_away(tmp_path):
    done = shell("handbook list | head -1", tmp_path, PYTHONUTF8="1")
    assert done.stdout.decode() == "01  日吉    ひよし        hiyoshi        旧久留米市\n"
    assert done.stderr.decode() == "データ: 付属の久留米市のデータ\n"
    assert done.returncode == 0


def test_a_build_goes_on_when_its_reader_goes_away(tmp_path):
    done = shell("handbook build --no-check | head -1", tmp_path, PYTHONUTF8="1")
    assert done.returncode == 0, done.stderr.decode()
    assert len(list((tmp_path / "out").glob("*.pdf"))) == 46


@pytest.mark.parametrize("where", [">&-", "2>&-", ">&- 2>&-", "--quiet >&- 2>&-"])
def test_streams_that_were_closed_before_the_start(tmp_path, where):
    done = shell(f"handbook build 南 日吉 --no-check {where}", tmp_path, PYTHONUTF8="1")
    assert done.returncode == 0, done.stderr.decode()
    assert len(list((tmp_path / "out").glob("*.pdf"))) == 2


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device that is always full: Linux")
def test_output_to_a_full_disk_does_not_cost_the_build(tmp_path):
    done = shell("handbook build 南 日吉 --no-check > /dev/full", tmp_path, PYTHONUTF8="1")
    assert done.returncode == 2, done.stderr.decode()
    assert "全部は書けませんでした" in done.stderr.decode()
    assert "不具合" not in done.stderr.decode()
    assert len(list((tmp_path / "out").glob("*.pdf"))) == 2


@pytest.mark.parametrize(
    "command",
    [
        *("list", "show 南", "layouts", "validate", "validate --words", "check out --only 南", "help"),
        *("check --speak out/南校区（校正）.pdf", "build --json 南", "--help"),
        *(f"diff out --format {form}" for form in ("table", "csv", "json", "md")),
    ],
)
def test_what_was_not_written_is_told(tmp_path, command):
    """A full disk is not a reader who left."""
    shell("handbook build 南 --no-check --quiet", tmp_path, PYTHONUTF8="1")
    done = shell(f"handbook {command} > /dev/full", tmp_path, PYTHONUTF8="1")
    assert done.returncode == 2
    assert "書けませんでした" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


@pytest.mark.parametrize(
    "environment",
    [
        {"LANG": "C", "LC_ALL": "C"},
        {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "cp932"},
    ],
)
def test_output_that_is_not_utf_8(tmp_path, environment):
    done = shell("handbook list", tmp_path, **environment)
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    assert done.stdout.count(b"\n") == 46
    assert b"ukishima" in done.stdout
    done = shell("handbook show nowhere", tmp_path, **environment)
    assert done.returncode == 2
    assert b"nowhere" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_locale_that_cannot_spell_japanese_file_names(tmp_path):
    environment = {
        "LC_ALL": "POSIX",
        "PYTHONCOERCECLOCALE": "0",
        "PYTHONUTF8": "0",
        "PYTHONIOENCODING": "utf-8",
    }
    done = shell("handbook build ukishima --no-check", tmp_path, **environment)
    text = done.stderr.decode()
    assert "Traceback" not in text
    if done.returncode:  # where Python's file names are ASCII then
        assert "PYTHONUTF8=1" in text
        done = shell("handbook build ukishima --no-check", tmp_path, **{**environment, "PYTHONUTF8": "1"})
        assert done.returncode == 0, done.stderr.decode()
    assert (tmp_path / "out" / "浮島校区（校正）.pdf").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_progress_bar_on_a_terminal(tmp_path):
    import pty

    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "handbook", "build", "浮島", "南", "--no-check"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONUTF8": "1", "COLUMNS": "60", "LINES": "24"},
        stdout=follower,
        stderr=subprocess.DEVNULL,
    )
    os.close(follower)
    shown = b""
    while True:
        try:
            part = os.read(leader, 4096)
        except OSError:  # the terminal is closed
            break
        if not part:
            break
        shown += part
    os.close(leader)
    assert process.wait() == 0
    text = shown.decode()
    assert "\r組んでいます ████████████░░░░░░░░░░░░ 1/2 浮島校区" in text
    steps = text.split("\r")
    assert all(terminal.width(step.rstrip("\n")) < 60 for step in steps)
    assert steps[-2].startswith("2部を out") or "2部を out" in steps[-1]


class TestColumns:
    def test_width(self):
        assert terminal.width("浮島 a") == 6
        assert terminal.width("ｱｲｳ") == 3
        assert terminal.width("か\u3099") == 2

    def test_shorten(self):
        assert terminal.shorten("浮島校区", 8) == "浮島校区"
        assert terminal.shorten("浮島校区", 7) == "浮島校…"
        assert terminal.width(terminal.shorten("浮島校区", 6)) <= 6

    def test_wrap_keeps_words_and_punctuation(self):
        lines = terminal.wrap("書き出し先。書かなければ --out です。", 16)
        assert lines == ["書き出し先。書か", "なければ --out", "です。"]
        assert "".join(lines).replace(" ", "") == "書き出し先。書かなければ--outです。"

    def test_table(self):
        assert terminal.table([("南", "みなみ", "x"), ("宮ノ陣", "みやのじん", "")]) == [
            "南      みなみ      x",
            "宮ノ陣  みやのじん",
        ]
        assert terminal.table([]) == []

    def test_listing(self):
        assert terminal.listing(["a", "b", "c"], 2) == "a、b、c"
        assert terminal.listing(["a", "b", "c", "d"], 2, "校区") == "a、b ほか2校区"
