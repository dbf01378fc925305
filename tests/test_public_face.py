"""The names of `import handbook`: all there, light to import, none hidden by a room."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import handbook

SOURCE = Path(handbook.__file__).parent

STABLE = ["load_plan", "load_layout", "select", "compose", "write_pdf", "check_pdf", "build"]


@pytest.mark.parametrize("name", STABLE)
def test_the_functions_of_the_design(name):
    assert name in handbook.__all__
    assert callable(getattr(handbook, name))


def test_every_public_name_is_there_and_listed():
    for name in handbook.__all__:
        assert getattr(handbook, name) is not None
        assert name in dir(handbook)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'make_leaflet'"):
        handbook.make_leaflet  # noqa: B018


def test_a_public_function_stays_one_whatever_is_imported():
    """A room of the same name would take its place on the package once it is imported."""
    rooms = {path.stem for path in SOURCE.iterdir()}
    assert not rooms & set(handbook.__all__)


def test_type_checkers_see_the_names():
    tree = ast.parse((SOURCE / "__init__.py").read_text(encoding="utf-8"))
    typed = {
        alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    assert set(handbook.__all__) <= typed | {"load_layout"}
    assert (SOURCE / "py.typed").is_file()


@pytest.mark.parametrize(
    ("code", "absent"),
    [
        ("import handbook", "yaml uharfbuzz reportlab pypdf budoux click PIL concurrent.futures"),
        ("import handbook; handbook.load_plan()", "uharfbuzz reportlab pypdf budoux click PIL"),
        ("import handbook; handbook.load_layout('leaflet')", "reportlab pypdf click PIL"),
        ("import handbook.typeset", "yaml reportlab pypdf click PIL"),
        ("import handbook.cli", "yaml uharfbuzz reportlab pypdf budoux PIL concurrent.futures"),
        (
            "from handbook.cli import main; assert main.get_command(None, 'build')",
            "handbook.cli.diff handbook.cli.check handbook.typeset csv difflib shutil",
        ),
    ],
)
def test_nothing_is_loaded_before_it_is_used(code, absent):
    script = f"import sys\n{code}\nprint(*(name for name in {absent.split()} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""
