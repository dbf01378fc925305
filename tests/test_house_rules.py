"""The rules of the house that prose alone would not keep: who imports whom, sizes, names, reasons.

The rows of docs/architecture.md are read from the page itself, so that the page
cannot go stale: a new room without a row fails here.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "handbook"
MODULES = sorted(SOURCE.rglob("*.py"))

MOST_LINES = 420
MOST_FUNCTION_LINES = 60


@dataclass(frozen=True)
class Room:
    row: int
    path: str
    """`pdf/` or `fonts.py`, as in the table."""
    third_party: frozenset[str]
    forbidden: frozenset[str]
    """Rooms that the table says it does not import, though its row would allow it."""

    def holds(self, module: str) -> bool:
        return module == self.path or (self.path.endswith("/") and module.startswith(self.path))


def rooms() -> list[Room]:
    """The table of docs/architecture.md, longest path first, so that the most exact row wins."""
    found = []
    for line in (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) != 4 or not cells[0].isdigit():
            continue
        ticked = re.compile(r"`([^`]+)`")
        ban = re.search(r"imports neither (.*)", cells[2])
        for path in ticked.findall(cells[1]):
            found.append(
                Room(
                    int(cells[0]),
                    path,
                    frozenset(re.findall(r"\w+", cells[3])) - {"–"},
                    frozenset(ticked.findall(ban.group(1)) if ban else ()),
                )
            )
    return sorted(found, key=lambda room: -len(room.path))


ROOMS = rooms()


def room_of(module: str) -> Room:
    for room in ROOMS:
        if room.holds(module):
            return room
    raise AssertionError(f"{module} has no row in docs/architecture.md")


def name_of(path: Path) -> str:
    """`pdf/font.py`; a package's own file is the package: `pdf/`."""
    name = path.relative_to(SOURCE).as_posix()
    return name.removesuffix("__init__.py") if name != "__init__.py" else name


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Every module that a file imports, also for type checking and inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports are absolute here"
            base = node.module or ""
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                yield (inner if module_path(inner) else base), node.lineno


def module_path(dotted: str) -> str | None:
    """`handbook.pdf.font` → `pdf/font.py`, `handbook.pdf` → `pdf/`; None for what is no module of ours."""
    if dotted == "handbook":
        return "__init__.py"
    if not dotted.startswith("handbook."):
        return None
    path = SOURCE.joinpath(*dotted.split(".")[1:])
    if path.with_suffix(".py").is_file():
        return path.with_suffix(".py").relative_to(SOURCE).as_posix()
    if (path / "__init__.py").is_file():
        return path.relative_to(SOURCE).as_posix() + "/"
    return None


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_down(path):
    """A room imports its own and lower rows only."""
    own = room_of(name_of(path))
    for imported, line in imports(path):
        target = module_path(imported)
        if target is None:
            continue
        room = room_of(target)
        where = f"{path.name}:{line} imports {imported}"
        assert room.row <= own.row, f"{where}: row {own.row} must not know row {room.row}"
        assert room.path not in own.forbidden, f"{where}: forbidden by docs/architecture.md"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_third_party_libraries_stay_in_their_rooms(path):
    own = room_of(name_of(path))
    for imported, line in imports(path):
        top = imported.split(".")[0]
        if top != "handbook" and top not in sys.stdlib_module_names:
            assert top in own.third_party, f"{path.name}:{line}: {top} has no place in {own.path}"


def test_every_row_of_the_table_is_a_room():
    for room in ROOMS:
        assert (SOURCE / room.path).exists(), f"docs/architecture.md names {room.path}, which is not there"


def test_every_library_in_the_table_is_used_there():
    """A library that a room no longer needs leaves the table, and pyproject with it."""
    for room in ROOMS:
        files = [path for path in MODULES if room_of(name_of(path)) == room]
        used = {imported.split(".")[0] for path in files for imported, _ in imports(path)}
        assert room.third_party <= used, f"{room.path} no longer imports {room.third_party - used}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_files_and_functions_stay_small(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MOST_LINES, f"{path.name} is too long: split it by subject"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= MOST_FUNCTION_LINES, f"{path.name}:{node.lineno} {node.name}: {length} lines"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_say_what_they_are_for(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), f"{path.name} has no docstring"


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if not name_of(path).startswith("cli/") and path.name != "__main__.py"],
    ids=name_of,
)
def test_the_library_neither_prints_nor_exits_nor_looks_at_a_clock(path):
    banned = {"print", "input", "exit", "sys.exit", "date.today", "datetime.now", "time.time"}
    banned |= {f"datetime.{name}" for name in ("date.today", "datetime.now")}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called not in banned, f"{path.name}:{node.lineno}: {called}"


def test_each_room_has_tests():
    """Some test imports from every room at the top of the package."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py")]
    for room in {name_of(path).split("/")[0] for path in MODULES} - {"__init__.py", "__main__.py"}:
        imported = re.compile(rf"(?:from|import) handbook\.{room.removesuffix('.py')}\b")
        assert any(imported.search(text) for text in texts), f"no test imports from {room}"


def test_no_vague_module_names():
    vague = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}
    assert not [path for path in MODULES if path.stem in vague]


def tracked_text_files() -> list[Path]:
    suffixes = {".py", ".md", ".toml", ".yaml", ".yml", ".json", ".sh", ".txt", ""}
    skipped = {".git", ".venv", "out", "dist", "build"}
    return [
        path
        for path in ROOT.rglob("*")
        if path.is_file()
        and path.suffix in suffixes
        and path.name != ".git"  # a file in a work tree
        and not any(
            part in skipped or part.startswith((".", "__")) for part in path.relative_to(ROOT).parts[:-1]
        )
    ]


def test_no_paths_of_one_machine():
    machine = re.compile(r"(?<![\w.])/(?:home|Users|root|work|tmp|var/folders)/")
    for path in tracked_text_files():
        if path == Path(__file__):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            assert not machine.search(line), f"{path.relative_to(ROOT)}:{number}: {line.strip()}"


def test_every_dependency_carries_its_reason():
    """In pyproject.toml each dependency stands on a line of its own with a comment that says why."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("[tool.")[0]
    text = text.split("dependencies = [", 1)[1]
    lines = re.findall(r'^    "([A-Za-z][\w.-]*(?:\[\w+\])?[^"]*)",?(.*)$', text, re.MULTILINE)
    assert len(lines) > 10
    for dependency, rest in lines:
        if dependency.startswith("handbook["):
            continue
        assert re.match(r"\s+# \S.{8,}", rest), f"{dependency} has no reason in pyproject.toml"


def test_what_tests_and_scripts_import_is_declared():
    """A fresh machine has what pyproject.toml names, and nothing else."""
    distributions = {"PIL": "pillow", "dask": "distributed", "fontTools": "fonttools", "yaml": "PyYAML"}
    distributions |= {"zxingcpp": "zxing-cpp"}
    declared = (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("[tool.")[0]
    ours = {"handbook", *(path.stem for path in (ROOT / "benchmarks").glob("*.py"))}
    for path in [*(ROOT / "tests").rglob("*.py"), *(ROOT / "scripts").rglob("*.py")]:
        for imported, line in imports(path):
            top = imported.split(".")[0]
            if top in sys.stdlib_module_names or top in ours:
                continue
            name = distributions.get(top, top.replace("_", "-"))
            assert re.search(rf'"{name}\b', declared), (
                f"{path.relative_to(ROOT)}:{line}: {top} is not declared"
            )


KURUME = re.compile("校区|久留米|くるめ|概要版|市全体|社協|地・社|こうく|kouku")


def test_no_word_of_one_city_in_the_program():
    """What a city calls its things is data. Help texts, declarations and docstrings may give examples."""
    helping = {"Field", "table", "option", "argument", "command", "districts_argument"}
    for path in MODULES:
        if name_of(path).startswith("typeset/"):
            continue  # counters of the language: 46校区, 3地区
        tree = ast.parse(path.read_text(encoding="utf-8"))
        exempt: set[ast.AST] = set()
        for node in ast.walk(tree):
            docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            called = isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in helping
            listed = isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in (
                "PLACEHOLDERS",
                "FIELDS",
            )
            if docstring or called or listed:
                exempt |= set(ast.walk(node))
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in exempt:
                found = KURUME.search(node.value)
                assert not found, f"{name_of(path)}:{node.lineno}: {found.group() if found else ''}"
