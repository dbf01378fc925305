"""The names of `import handbook`: all there, none hidden by a room, each told what it is for."""

from __future__ import annotations

import inspect
import io
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


def test_the_stable_names_do_what_they_are_for(tmp_path, monkeypatch):
    """The whole public face in one go, with every argument that it promises."""
    monkeypatch.chdir(tmp_path)
    plan = handbook.load_plan()
    layout = handbook.load_layout("leaflet")
    edition = handbook.select(plan, "浮島")
    assert plan.find("うきしま").name == edition.district.name == "浮島"
    document = handbook.compose(edition, layout, final=False, date=None)
    handbook.write_pdf(document, "浮島校区.pdf")
    data = handbook.render_pdf(document)
    assert Path("浮島校区.pdf").read_bytes() == data
    assert list(handbook.check_pdf("浮島校区.pdf", edition, layout)) == []
    report = handbook.build(
        plan, layout, out="out", districts=["浮島"], jobs=None, executor=None, final=False, date=None
    )
    assert [outcome.district for outcome in report.made] == ["浮島"]
    from handbook.typeset import break_lines

    assert callable(break_lines)


class Trickle(io.RawIOBase):
    """A stream like a pipe: not seekable, takes a little at a time."""

    def __init__(self) -> None:
        self.taken = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:  # type: ignore[no-untyped-def, override]
        part = bytes(data[:4093])
        self.taken += part
        return len(part)


def test_a_pdf_goes_into_a_stream(documents):
    document = documents["浮島"]
    memory, pipe = io.BytesIO(), Trickle()
    handbook.write_pdf(document, memory)
    handbook.write_pdf(document, pipe)
    assert memory.getvalue() == bytes(pipe.taken) == handbook.render_pdf(document)
    assert not memory.closed


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
