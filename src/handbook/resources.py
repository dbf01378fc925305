"""Where data, layouts and fonts are: the user's own, where there are some, else the bundled ones.

Looked for in the working folder alone: folders above it are not searched.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from handbook.errors import InputError, Place

DATA_FILES = ("plan.yaml", "desks.yaml")
"""What makes a folder called `data` ours; one of them alone is a mistake."""


@cache
def bundled(kind: str) -> Path:
    """The folder of bundled `data`, `layouts` or `fonts`, wherever handbook is installed.

    A wheel carries the folders inside the package (`bundled/`); in a checkout they
    stand at its top, where editors find them.
    """
    package = Path(__file__).resolve().parent
    installed = package / "bundled" / kind
    return installed if installed.is_dir() else package.parents[1] / kind


def data_folder() -> Path:
    """`./data` if it holds a plan and its desks (or its own `data` does), else the bundled data.

    Raises `InputError` if it holds one of the two alone.
    """
    own = within(Path("data"))
    if holds_plan(own):
        return own
    there = next((name for name in DATA_FILES if (own / name).is_file()), "")
    if there:
        lost = next(name for name in DATA_FILES if name != there)
        hint = f"{lost} を足してください。使わないフォルダーなら、名前を変えるか、--data で指定してください。"
        raise InputError.of(f"{there} があるのに、{lost} がありません。", hint, Place(str(own)))
    return bundled("data")


def within(folder: Path) -> Path:
    """The folder of data that is meant by one in which it is called `data`, as `handbook new` makes it."""
    own, inner = ([(each / name).is_file() for name in DATA_FILES] for each in (folder, folder / "data"))
    return folder / "data" if any(inner) and not any(own) else folder


def holds_plan(folder: Path) -> bool:
    """Whether a folder is one of data: it holds a plan and its desks."""
    return all((folder / name).is_file() for name in DATA_FILES)


def check_output(folder: Path) -> None:
    """Raises `InputError` for a folder that is, or is in, one that editions are made from."""
    if _is_source(folder):
        message = f"書き出し先「{folder}」は、データ・レイアウト・書体・プログラムのためのフォルダーです。"
        raise InputError.of(message, "--out などで、別の場所を指定してください（例: out）。", stops=True)


def _is_source(folder: Path) -> bool:
    whole = Path(os.path.realpath(folder))
    own = {Path(os.path.realpath(each)) for kind in ("layouts", "fonts") for each in folders(kind)}
    own.add(Path(__file__).resolve().parent)
    return (whole / "plan.yaml").is_file() or any(
        step in own or holds_plan(step) for step in (whole, *whole.parents)
    )


def folders(kind: str) -> tuple[Path, ...]:
    """Where `layouts` or `fonts` are looked for, best first: the user's, then the bundled ones."""
    return Path(kind), bundled(kind)
