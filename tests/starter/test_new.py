"""Another city begins with `handbook new`, and the guide leads from there to its PDFs."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import handbook
from handbook.cli import main
from handbook.readback import read_back
from handbook.resources import bundled
from handbook.starter import still_sample

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "another-city.md").read_text(encoding="utf-8")
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """In an empty folder."""
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(main, list(arguments), prog_name="handbook")


@pytest.fixture
def machi(run: Run, tmp_path: Path) -> Path:
    assert run("new", "machi").exit_code == 0
    return tmp_path / "machi"


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    prelude = f'handbook() {{ "{sys.executable}" -X utf8 -m handbook "$@"; }}\n'
    return subprocess.run(
        ["bash", "-c", prelude + command], cwd=folder, capture_output=True, encoding="utf-8", timeout=120
    )


def test_the_guide_leads_from_an_empty_folder_to_the_pdfs_of_a_third_city(tmp_path: Path) -> None:
    """Its files and its commands, in their order."""
    folder = tmp_path
    for language, body in re.findall(r"^```(\w+)\n(.*?)^```$", GUIDE, re.M | re.S):
        if language == "yaml":
            name = body.splitlines()[0].removeprefix("# ")
            (folder / name).write_text(body, encoding="utf-8")
            continue
        done = shell(f"set -e\n{body}", folder)
        assert done.returncode == 0, done.stdout + done.stderr
        folder = next((folder / line[3:] for line in body.splitlines() if line.startswith("cd ")), folder)
    kinds = {path.parent.name for path in folder.glob("out/*/三ツ橋町内（校正）.pdf")}
    assert {"leaflet", "board", "card", "handbook", "large", "leaflet-furigana"} <= kinds
    for page in read_back(folder / "out" / "leaflet" / "川岸町内（校正）.pdf").pages:
        text = "".join(run.text for run in page.runs)
        assert "実在しない町" in text
        assert "見本市" not in text
    sheets = {path.stem for path in folder.glob("kosei/*.pdf")}
    assert {"共通", "川岸町内"} <= sheets


def test_every_file_says_what_to_do_with_it_and_finds_its_schema(machi: Path) -> None:
    files = sorted((machi / "data").rglob("*.yaml"))
    assert len(files) == 7
    for path in files:
        first, second, third, *_ = path.read_text(encoding="utf-8").splitlines()
        schema = first.removeprefix("# yaml-language-server: $schema=")
        assert (path.parent / schema).is_file(), path.name
        assert (second[0], third[:2]) == ("#", "# ")
    for page in (machi / "docs").iterdir():
        targets = re.findall(r"\]\(([^)#:]+)", page.read_text(encoding="utf-8"))
        assert [one for one in targets if not (page.parent / one).exists()] == []


@pytest.mark.parametrize("named", ["machi", "machi/data"])
def test_it_is_found_from_outside_and_from_within(run: Run, machi: Path, monkeypatch, named: str) -> None:
    assert "東" in run("list", "--data", named).output
    assert handbook.load_plan(named).city == "見本市"
    monkeypatch.chdir(machi)
    assert handbook.load_plan().city == "見本市"


def test_a_folder_called_data_is_one_too(run: Run, tmp_path: Path) -> None:
    assert run("new", "data").exit_code == 0
    assert handbook.load_plan().city == "見本市"


def test_what_stands_there_stays(run: Run, machi: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in machi.rglob("*") if path.is_file()}
    refused = run("new", "machi")
    assert refused.exit_code == 2
    assert "もう何か入っています" in refused.output
    assert {path: path.read_bytes() for path in machi.rglob("*") if path.is_file()} == before
    (tmp_path / "file").write_text("x")
    for name in ("file", "file/x", "a:b", "machi/data/b"):
        refused = run("new", name)
        assert refused.exit_code == 2, name
        assert "→" in refused.output
    assert {path.name for path in tmp_path.iterdir()} == {"machi", "file"}


@pytest.mark.parametrize("empty", [False, True])
def test_all_of_it_or_nothing(tmp_path: Path, empty: bool) -> None:
    """A disk that takes no file as long as the schema of layouts."""
    if empty:
        (tmp_path / "machi").mkdir()
    done = shell("ulimit -f 64; handbook new machi", tmp_path)
    assert done.returncode == 2, done.stdout
    assert "書けませんでした" in done.stderr
    assert list(tmp_path.rglob("*")) == ([tmp_path / "machi"] if empty else [])


def change(machi: Path, name: str, old: str, new: str) -> None:
    path = machi / "data" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def left(run: Run) -> str:
    told = run("validate", "machi", "--layout", "leaflet")
    assert told.exit_code == 0, told.output
    return told.output


def test_validate_tells_what_is_still_sample(run: Run, machi: Path) -> None:
    assert re.search(r"machi/data/desks\.yaml: \d+か所（13行目「相談先」", left(run))
    assert "sample の行を消します" in left(run)
    assert "「0000-50-0001」" not in left(run), "the first places alone"
    assert "「0000-50-0001」" in run("validate", "machi", "-v", "--layout", "leaflet").output
    assert "見本のまま" not in run("validate", "machi", "-q", "--layout", "leaflet").output


def test_it_tells_less_as_more_is_replaced(run: Run, machi: Path) -> None:
    for path in (machi / "data" / "columns").iterdir():
        path.unlink()
    change(machi, "plan.yaml", "sample: 見本・実在しない市です\n", "")
    change(machi, "plan.yaml", "見本市", "川の手町")
    change(machi, "desks.yaml", "見本市", "川の手町")
    told = left(run)
    assert "「相談先」" not in told, "any city may say this"
    assert "0000-10-0001" in told or "0000-20-0001" in told
    change(machi, "desks.yaml", "0000-", "0120-")
    change(machi, "desks.yaml", "example.jp", "kawanote.example")
    change(machi, "plan.yaml", "0000-", "0120-")
    assert "0000-" not in left(run)
    assert "だれもが住みなれた" in run("validate", "machi", "-v", "--layout", "leaflet").output


def test_a_real_city_has_nothing_of_it() -> None:
    assert list(still_sample(handbook.load_plan(bundled("data")))) == []
