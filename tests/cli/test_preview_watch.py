"""`handbook preview --watch` and `--open`: a process that is watched while files change under it."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

HANGS = 60
"""Seconds after which a process that says nothing is given up."""


class Watching:
    """A running `handbook preview --watch`, and the lines that it says."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "handbook", "preview", "浮島", "--watch", "--dpi", "30", *arguments],
            cwd=folder,
            env={**os.environ, "PYTHONUTF8": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        self.lines: queue.Queue[str] = queue.Queue()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        for line in self.process.stdout or ():
            self.lines.put(line)

    def until(self, words: str) -> str:
        """What it says until a line has these words in it."""
        said = ""
        while words not in said.rpartition("\n")[0].rpartition("\n")[2]:
            try:
                said += self.lines.get(timeout=HANGS)
            except queue.Empty:
                raise AssertionError(f"never said: {words}\n{said}") from None
        return said


@pytest.fixture
def watching(tmp_path, data_copy):
    """A watching process whose data may be changed; the picture of the front; the data folder."""
    out = tmp_path / "out"
    running = Watching(tmp_path, "--page", "1", "--data", str(data_copy), "-o", str(out))
    yield running, out / "浮島校区-1.png", data_copy
    running.process.kill()
    running.process.wait()
    running.reader.join()
    running.process.stdout.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent as a signal")
def test_pictures_follow_the_files_until_ctrl_c(watching):
    running, picture, data = watching
    running.until("描きました")
    first, column = picture.read_bytes(), data / "columns" / "ukishima-ninchisho.yaml"
    text = column.read_text(encoding="utf-8")
    head = text[: text.index("\ntext:")]

    # Written in two steps, as by an editor that takes its time.
    column.write_text(f"{head}\ntext: [", encoding="utf-8")
    column.write_text(f"{head}\ntext: 短くしました。\n", encoding="utf-8")
    assert "ukishima-ninchisho.yaml が変わりました。描き直しました。" in running.until("描き直しました")
    second = picture.read_bytes()
    assert second != first

    column.write_text(f"{head}\ntext: [", encoding="utf-8")
    assert "ukishima-ninchisho.yaml が変わりました。" in running.until("直すところが")
    assert "ukishima-ninchisho.yaml:" in running.until("→")
    assert picture.read_bytes() == second

    data.rename(data.with_name("away"))
    running.until("変わりました。直すところが")
    data.with_name("away").rename(data)
    running.until("変わりました。直すところが")
    column.write_text(text, encoding="utf-8")
    running.until("描き直しました")
    assert picture.read_bytes() == first

    running.process.send_signal(signal.SIGINT)
    running.until("やめました")
    assert running.process.wait() == 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the viewer is asked for by its name there")
def test_the_picture_is_opened_where_there_is_a_screen(handbook, tmp_path):
    """A viewer that notes what it was asked to show."""
    asked = tmp_path / "asked"
    viewer = tmp_path / "xdg-open"
    viewer.write_text(f'#!/bin/sh\nprintf %s "$1" > "{asked}.part"\nmv "{asked}.part" "{asked}"\n')
    viewer.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    quick = ("preview", "浮島", "--dpi", "20", "--page", "2", "--open")
    done = handbook(*quick, DISPLAY=":7", PATH=path)
    assert done.returncode == 0, done.stderr
    waited = threading.Event()
    for _ in range(HANGS * 10):
        if asked.exists():
            break
        waited.wait(0.1)
    assert Path(asked.read_text(encoding="utf-8")) == tmp_path / "浮島校区-2.png"

    asked.unlink()
    done = handbook(*quick, DISPLAY="", WAYLAND_DISPLAY="", PATH=path)
    assert done.returncode == 0
    assert "浮島校区-2.png にあります" in done.stderr
    assert not asked.exists()
