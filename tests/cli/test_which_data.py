"""Which data, layouts and fonts a command reads, and that it says so."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

import handbook
from handbook.errors import InputError
from handbook.resources import bundled


@pytest.fixture
def own(data_copy: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with data of its own, in which a number is another."""
    desks = data_copy / "desks.yaml"
    desks.write_text(
        desks.read_text(encoding="utf-8").replace("0942-51-6100", "0942-51-6199"), encoding="utf-8"
    )
    monkeypatch.chdir(data_copy.parent)
    return data_copy


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


BUNDLED = "データ: 付属の久留米市のデータ"


def test_data_in_the_working_folder_are_the_users(run: Callable[..., Result], own: Path) -> None:
    shown = run("show", "浮島")
    assert "0942-51-6199" in shown.stdout
    assert shown.stderr == "データ: ./data\n"
    assert handbook.select(handbook.load_plan(), "浮島").desks[0].phone == "0942-51-6199"


def test_without_them_the_bundled_ones(run: Callable[..., Result], empty: Path) -> None:
    shown = run("show", "浮島")
    assert "0942-51-6100" in shown.stdout
    assert shown.stderr == f"{BUNDLED}\n"


def test_folders_above_are_not_searched(
    run: Callable[..., Result], own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    below = own.parent / "below"
    below.mkdir()
    monkeypatch.chdir(below)
    assert run("list").stderr == f"{BUNDLED}\n"


@pytest.mark.parametrize(("there", "lost"), [("plan.yaml", "desks.yaml"), ("desks.yaml", "plan.yaml")])
def test_one_of_the_two_files_alone_is_a_mistake(
    run: Callable[..., Result], own: Path, there: str, lost: str
) -> None:
    (own / lost).unlink()
    result = run("show", "浮島")
    assert result.exit_code == 1
    assert f"{there} があるのに、{lost} がありません" in result.stderr
    assert run("show", "浮島", "--data", str(bundled("data"))).exit_code == 0
    with pytest.raises(InputError):
        handbook.load_plan()


def test_a_folder_of_other_things_is_not_taken_for_data(run: Callable[..., Result], empty: Path) -> None:
    (empty / "data").mkdir()
    (empty / "data" / "notes.txt").write_text("覚え書き", encoding="utf-8")
    assert run("list").stderr == f"{BUNDLED}\n"


@pytest.mark.parametrize(
    "command",
    [
        ("list",),
        ("show", "浮島"),
        ("build", "浮島"),
        ("preview", "浮島", "--dpi", "20"),
        ("diff", "out"),
        ("check", "out/浮島校区（校正）.pdf"),
    ],
)
def test_every_command_says_which_data_it_read(
    run: Callable[..., Result], own: Path, command: tuple[str, ...]
) -> None:
    assert run("build", "浮島", "--quiet").exit_code == 0
    assert "データ: ./data\n" in run(*command).stderr


def test_validate_says_it_too(run: Callable[..., Result], own: Path) -> None:
    assert "データ: ./data、" in run("validate", "--layout", "leaflet").stdout


def test_a_quiet_build_does_not_say_it(run: Callable[..., Result], own: Path) -> None:
    assert "データ:" not in run("build", "浮島", "--quiet").output


def test_other_programs_get_it_as_a_field(run: Callable[..., Result], own: Path) -> None:
    result = run("build", "浮島", "--json")
    assert json.loads(result.stdout.splitlines()[-1])["data"] == "data"
    assert "データ:" not in result.stderr
    assert json.loads(run("diff", "out", "--format", "json").stdout)["data"] == "data"


def test_layouts_and_fonts_in_the_working_folder_come_first(run: Callable[..., Result], empty: Path) -> None:
    (empty / "layouts").mkdir()
    (empty / "fonts").mkdir()
    text = (bundled("layouts") / "leaflet.yaml").read_text(encoding="utf-8")
    own = text.replace("title: 標準リーフレット", "title: うちのリーフレット").replace(
        "regular: BIZUDPGothic-Regular.ttf", "regular: Our-Regular.ttf"
    )
    (empty / "layouts" / "leaflet.yaml").write_text(own, encoding="utf-8")
    (empty / "layouts" / "ours.yaml").write_text(text, encoding="utf-8")
    shutil.copy(bundled("fonts") / "BIZUDPGothic-Regular.ttf", empty / "fonts" / "Our-Regular.ttf")
    listed = run("layouts").stdout
    assert "うちのリーフレット" in listed
    assert "ours" in listed
    assert Path(handbook.load_layout("leaflet").faces["regular"][0]).parent.name == "fonts"
    assert run("build", "浮島", "--layout", "leaflet").exit_code == 0
