"""The names of `import handbook`: all there, none hidden by a room, each told what it is for."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

import handbook
import handbook.public
import handbook.version

SOURCE = Path(handbook.__file__).parent

STABLE = ["load_plan", "load_layout", "select", "compose", "write_pdf", "render_pdf", "check_pdf", "build"]

PUBLIC = {
    name: value
    for name, value in vars(handbook.public).items()
    if not name.startswith("_") and callable(value)
}


@pytest.mark.parametrize("name", STABLE)
def test_the_functions_of_the_design(name):
    assert getattr(handbook, name) is PUBLIC[name]
    assert callable(PUBLIC[name])


def test_the_version():
    assert handbook.__version__ == handbook.version.__version__


def test_a_public_function_stays_one_whatever_is_imported():
    """A room of the same name would take its place on the package once it is imported."""
    rooms = {path.stem for path in SOURCE.iterdir()}
    assert not rooms & set(PUBLIC)


@pytest.mark.parametrize("name", PUBLIC)
def test_help_tells_what_it_is(name):
    """Also what each field of a value means."""
    said = inspect.getdoc(PUBLIC[name])
    assert said
    fields = getattr(PUBLIC[name], "_fields", getattr(PUBLIC[name], "__dataclass_fields__", ()))
    assert [field for field in fields if f"`{field}`" not in said] == []


def test_type_checkers_see_the_names():
    assert (SOURCE / "py.typed").is_file()
