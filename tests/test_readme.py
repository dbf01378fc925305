"""The README does what it says: its commands run, its snippet runs, its picture and links are there."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

import handbook

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")

BUILD_ALL = "python3 -m venv .venv && .venv/bin/pip install -q -e . && .venv/bin/handbook build"
TEST_ALL = "python3 -m venv .venv && .venv/bin/pip install -q -e '.[dev]' && .venv/bin/pytest"


def blocks(language: str) -> list[str]:
    """The fenced blocks of a language, also those indented in a list."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^\1```$", README, re.MULTILINE | re.DOTALL)
    return ["\n".join(line.removeprefix(indent) for line in body.splitlines()) for indent, body in found]


def commands() -> list[str]:
    """Every `handbook …` command line of the README, with the line that prepares it, each once."""
    inline = [code for code in re.findall(r"`(handbook [^`]+)`", README) if "--help" not in code]
    fenced = [block for block in blocks("bash") if "venv" not in block]
    return list(dict.fromkeys([*fenced, *inline]))


@pytest.fixture(scope="module")
def clone(tmp_path_factory) -> Path:
    """A copy of what a clone holds, so that commands that change data change it there, and what an office has
    of its own: a roster, a table of households, the data of before, a booklet."""
    folder = tmp_path_factory.mktemp("clone")
    for name in ("src", "data", "layouts", "docs"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "fonts").symlink_to(ROOT / "fonts", target_is_directory=True)
    shutil.copytree(folder / "data", folder / "前のデータ")
    desks = folder / "前のデータ" / "desks.yaml"
    text = desks.read_text(encoding="utf-8")
    desks.write_text(text.replace("0942-51-6100", "0942-51-6199"), encoding="utf-8")
    roster = ("見本 太郎", "0942-30-9999", "浮島", "本町", "印刷してよい")
    tables = {
        "名簿": (("氏名", "電話", "校区", "担当区域", "同意"), roster),
        "世帯数": (("校区", "自治会", "世帯数"), ("浮島", "見本自治会", "120")),
    }
    for name, rows in tables.items():
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(folder / f"{name}.xlsx")
    edition = handbook.select(handbook.load_plan(folder / "data"), "浮島")
    booklet = handbook.compose(edition, handbook.load_layout("handbook-a5"))
    handbook.write_pdf(booklet, folder / "冊子.pdf")
    return folder


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """As in a shell with the virtual environment active."""
    shell = f'handbook() {{ "{sys.executable}" -m handbook "$@"; }}\nset -e\n{command}'
    return subprocess.run(
        ["bash", "-c", shell],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "src"), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )


def edited(folder: Path) -> subprocess.CompletedProcess[str]:
    """The editor, begun, and ended by Ctrl-C as soon as it says where it is."""
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "handbook", "edit", "--no-open"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "src"), "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    ) as process:
        assert process.stdout
        said = []
        for line in process.stdout:
            said.append(line)
            if "http://127.0.0.1:" in line:
                process.send_signal(signal.SIGINT)
    return subprocess.CompletedProcess(["edit"], process.returncode, "", "".join(said))


def test_the_two_lines_for_a_fresh_machine_stand_in_the_readme():
    fenced = blocks("bash")
    assert BUILD_ALL in fenced
    assert TEST_ALL in fenced


def test_ci_uses_the_readmes_own_test_line():
    assert TEST_ALL in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_windows_has_both_lines_too():
    windows = " ".join(blocks("powershell"))
    assert windows.count("py -m venv .venv;") == 2
    assert "handbook build" in windows
    assert "pytest" in windows


def test_the_readme_shows_every_command():
    from handbook.cli import main

    shown = {command.split()[1] for command in commands() if command.startswith("handbook")}
    assert shown >= set(main.commands)


@pytest.mark.parametrize("command", commands())
def test_every_command_line_runs(clone, command):
    done = edited(clone) if command == "handbook edit" else run(command, clone)
    if "--final" in command:
        assert done.returncode == 1, "nobody has confirmed the bundled data; --final refuses"
        assert "二人に確かめられていません" in done.stderr
    elif "--by" in command:
        assert done.returncode == 2, "nobody is there to be asked"
        assert "0942-51-6100" in done.stdout
        assert "尋ねる相手がいない" in done.stderr
    elif command.startswith("handbook diff"):
        assert done.returncode in (0, 1), "1: something is to be printed again"
        assert "刷り直" in done.stdout
    elif command.startswith("handbook whatis"):
        assert done.returncode == 1, "no sheet has the README's letters"
        assert "作成記録にありません" in done.stderr
    else:
        assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


def test_the_library_snippet_runs(tmp_path):
    (snippet,) = blocks("python")
    done = subprocess.run(
        [sys.executable, "-c", snippet],
        cwd=tmp_path,
        env={**os.environ, "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "46 部\n", "no findings, all editions"
    assert (tmp_path / "浮島校区.pdf").is_file()


def test_the_errors_shown_are_the_errors_told(change, tmp_path):
    shown = next(block for block in blocks("text") if "→" in block)
    change("desks.yaml", "phone: 0942-51-6100", "phone: 0942-51-61OO")
    change("columns/ukishima-ninchisho.yaml", "district: 浮島", "district: 浮鳥")
    done = subprocess.run(
        [sys.executable, "-m", "handbook", "validate", "data"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert done.stderr.splitlines() == shown.splitlines()


def anchors(page: Path) -> set[str]:
    """What a link may name behind `#` to lead to a heading of a page."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w-]", "", heading.strip().lower().replace(" ", "-")) for heading in headings}


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))], ids=lambda path: path.name
)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            path, _, anchor = target.partition("#")
            linked = page.parent / path if path else page
            assert linked.exists(), target
            assert not anchor or anchor in anchors(linked), target


@pytest.mark.parametrize(
    ("picture", "page", "script"),
    [("leaflet", "README.md", "readme_picture"), ("typeset", "docs/typeset.md", "typeset_picture")],
)
def test_the_pictures_are_small_and_show_what_is_drawn_today(tmp_path, picture, page, script):
    from PIL import Image, ImageChops, ImageStat

    picture = ROOT / "docs" / f"{picture}.png"
    assert f"{picture.name})" in (ROOT / page).read_text(encoding="utf-8")
    assert picture.stat().st_size <= 400 * 1024
    fresh = tmp_path / picture.name
    subprocess.run(
        [sys.executable, str(ROOT / "scripts" / f"{script}.py"), "--out", str(fresh)],
        check=True,
        timeout=60,
    )
    with Image.open(picture) as old, Image.open(fresh) as new:
        assert old.size == new.size
        size = (old.width // 4, old.height // 4)
        difference = ImageChops.difference(old.convert("RGB").resize(size), new.convert("RGB").resize(size))
        mean = max(ImageStat.Stat(difference).mean)
    assert mean < 2, f"it has changed: run python scripts/{script}.py"
