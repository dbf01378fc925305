"""What is installed from a wheel or an sdist works alone: data, layouts and fonts are found from anywhere."""

from __future__ import annotations

import datetime
import email
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def source(tmp_path_factory) -> Path:
    """A copy of what the wheel is made of, so that nothing is left in the checkout."""
    source = tmp_path_factory.mktemp("source")
    for name in ("src", "data", "layouts", "fonts", "scripts", "docs"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", *(path.name for path in ROOT.glob("*.md"))):
        shutil.copy(ROOT / name, source / name)
    return source


@pytest.fixture(scope="module")
def built(source, tmp_path_factory) -> Path:
    """The folder with a wheel and an sdist."""
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(out)],
        cwd=source,
        check=True,
        capture_output=True,
        timeout=120,
    )
    return out


@pytest.fixture(scope="module")
def wheel(built) -> Path:
    (found,) = built.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def sdist(built) -> Path:
    (found,) = built.glob("*.tar.gz")
    return found


@pytest.fixture(scope="module", params=["wheel", "sdist"])
def installed(request, tmp_path_factory) -> Path:
    """A fresh virtual environment with it installed; its dependencies come from this one."""
    folder = tmp_path_factory.mktemp("venv")
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    site = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True,
        capture_output=True,
        encoding="utf-8",
    ).stdout.strip()
    # A path file adds the folder of our dependencies, but not what its own path files add (this checkout).
    Path(site, "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "-q", "--no-deps", "--no-index"]
    offline = ["--no-build-isolation", "--ignore-installed"]  # a wheel is made of the sdist by what is here
    subprocess.run([*pip, *offline, str(request.getfixturevalue(request.param))], check=True, timeout=120)
    return python


def handbook(python: Path, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    script = python.parent / ("handbook.exe" if os.name == "nt" else "handbook")
    return subprocess.run(
        [str(script), *arguments],
        cwd=cwd,
        env={**environment, "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )


def test_the_wheel_holds_data_layouts_fonts_and_their_licence(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (
        "handbook/bundled/data/desks.yaml",
        "handbook/bundled/data/mihon/desks.yaml",
        "handbook/bundled/docs/another-city.md",
        "handbook/bundled/layouts/leaflet.yaml",
        "handbook/bundled/layouts/pictures/street.svg",
        "handbook/bundled/fonts/BIZUDPGothic-Regular.ttf",
        "handbook/bundled/fonts/HandbookKanji-Bold.ttf",
        "handbook/bundled/fonts/HandbookKanji-Regular.ttf",
        "handbook/bundled/fonts/OFL-HandbookKanji.txt",
        "handbook/bundled/fonts/OFL.txt",
        "handbook/py.typed",
        "handbook/web/templates/index.html",
        "handbook/web/templates/districts.schema.json",
    ):
        assert wanted in names
    assert not [name for name in names if "__pycache__" in name or name.startswith("tests/")]


def test_the_sdist_holds_what_a_stranger_needs_to_go_on(sdist):
    with tarfile.open(sdist) as file:
        names = {name.partition("/")[2] for name in file.getnames()}
    wanted = {"pyproject.toml", "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/architecture.md"}
    assert wanted | {"src/handbook/__init__.py", "scripts/build_hook.py"} <= names
    assert not [name for name in names if "__pycache__" in name or name.startswith((".venv", "out/"))]


def test_the_metadata_say_for_whom_it_is(wheel):
    with zipfile.ZipFile(wheel) as file:
        (name,) = (name for name in file.namelist() if name.endswith(".dist-info/METADATA"))
        told = email.message_from_bytes(file.read(name))
    assert "Natural Language :: Japanese" in told.get_all("Classifier")
    assert told["Requires-Python"] == ">=3.10"
    assert told["Keywords"]
    assert told.get_all("Project-URL")
    assert not told["License"], "the owner's to choose"


def test_an_editable_install_is_compiled_and_the_wheel_left_to_pip(wheel, source, tmp_path):
    assert not list((source / "src").rglob("*.pyc"))
    build = "from hatchling.build import build_editable; import sys; build_editable(sys.argv[1])"
    subprocess.run([sys.executable, "-c", build, str(tmp_path)], cwd=source, check=True, timeout=120)
    compiled = {path.name.split(".")[0] for path in (source / "src").rglob("*.pyc")}
    assert compiled == {path.stem for path in (source / "src").rglob("*.py")}


def test_the_wheels_version_is_the_packages(wheel):
    from handbook import __version__

    assert wheel.name.startswith(f"handbook-{__version__}-")


def test_it_is_the_installed_package_that_runs(installed, tmp_path):
    where = subprocess.run(
        [installed, "-c", "import handbook; print(handbook.__file__)"],
        cwd=tmp_path,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout
    assert Path(where.strip()).is_relative_to(installed.parents[1])


def test_lists_and_builds_from_another_folder(installed, tmp_path):
    listed = handbook(installed, tmp_path, "list")
    assert listed.returncode == 0, listed.stderr
    assert len(listed.stdout.splitlines()) == 46
    built = handbook(installed, tmp_path, "build", "浮島")
    assert built.returncode == 0, built.stderr
    assert [path.name for path in (tmp_path / "out").glob("*.pdf")] == ["浮島校区（校正）.pdf"]
    checked = handbook(installed, tmp_path, "check", "out", "--only", "浮島")
    assert checked.returncode == 0, checked.stderr


def test_another_city_begins_in_an_empty_folder(installed, tmp_path):
    begun = handbook(installed, tmp_path, "new", "machi")
    assert begun.returncode == 0, begun.stderr
    built = handbook(installed, tmp_path / "machi", "build", "-q")
    assert (built.returncode, built.stderr) == (0, "")
    assert (tmp_path / "machi" / "out" / "東地区（校正）.pdf").is_file()
    assert "leaflet" in handbook(installed, tmp_path, "layouts").stdout


def test_the_installed_package_makes_the_same_bytes(installed, tmp_path):
    import handbook as here

    assert handbook(installed, tmp_path, "build", "浮島", "--no-check").returncode == 0
    here.build(
        here.load_plan(),
        here.load_layout("leaflet"),
        tmp_path / "here",
        ["浮島"],
        check=False,
        date=datetime.date.today(),
    )
    there = tmp_path / "out" / "浮島校区（校正）.pdf"
    assert there.read_bytes() == (tmp_path / "here" / "浮島校区（校正）.pdf").read_bytes()
