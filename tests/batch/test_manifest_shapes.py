"""A manifest whose digest is right and whose shapes are not: told, and then as if it were none."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

import handbook
from handbook.batch import MANIFEST
from handbook.cli import main

FILE = "浮島校区（校正）.pdf"


@pytest.fixture(scope="module")
def first(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("first") / "out"
    plan, layout = handbook.load_plan(), handbook.load_layout("leaflet")
    handbook.build(plan, layout, folder, ["浮島"], jobs=1, merge="a.pdf", check=False)
    return folder


def rewritten(path: Path, harm) -> None:
    """The manifest with `harm` done to its tables, and the digest that fits."""
    data = json.loads(path.read_text(encoding="utf-8"))
    tables = {name: data[name] for name in ("files", "bundles", "sheets", "values")}
    harm(data["files"], data["bundles"], data["values"])
    body = ",\n".join(
        json.dumps(name)
        + ": {\n"
        + ",\n".join(
            f" {json.dumps(key)}: {json.dumps(one, ensure_ascii=False)}" for key, one in table.items()
        )
        + "\n}"
        for name, table in tables.items()
    )
    head = path.read_text(encoding="utf-8").partition('"digest"')[0]
    digest = hashlib.sha256(body.encode("utf-8")).hexdigest()[:32]
    path.write_text(f'{head}"digest": "{digest}",\n{body}\n}}\n', encoding="utf-8")


def record(key, value):
    return lambda files, bundles, values: files[FILE].update({key: value})


def renamed(name):
    return lambda files, bundles, values: files.update({name: files[FILE]})


def value_of(part, change):
    """`change` done to the value that the record's `part` names."""

    def harm(files, bundles, values):
        key = files[FILE][part]
        change(values[key if isinstance(key, str) else key[0]])

    return harm


HARMS = {
    "district is a number": record("district", 7),
    "district is none": record("district", None),
    "layout is a list": record("layout", ["leaflet"]),
    "layout is another table": record("layout", {"a": 1}),
    "sha256 is a number": record("sha256", 1),
    "bytes is text": record("bytes", "80000"),
    "bytes is true": record("bytes", True),
    "printed is none": record("printed", None),
    "checked is text": record("checked", "no"),
    "proof is a number": record("proof", 1),
    "desks is text": record("desks", "abc"),
    "desks holds numbers": record("desks", [1, 2]),
    "desks holds tables": record("desks", [{}]),
    "place is a list": record("place", []),
    "no such value": record("shared", "0" * 32),
    "a field more": record("pages", 2),
    "a field less": lambda files, bundles, values: files[FILE].pop("bytes"),
    "a record that is a list": lambda files, bundles, values: files.update({FILE: []}),
    "a record that is text": lambda files, bundles, values: files.update({FILE: "x"}),
    "a file above the folder": renamed("../a.pdf"),
    "a file elsewhere": renamed("/etc/a.pdf"),
    "a file on a drive": renamed("C:\\a.pdf"),
    "a file without a name": renamed(""),
    "a file with NUL": renamed("a\0.pdf"),
    "a file that no system can name": renamed("\ud800.pdf"),
    "a bundle that is a number": lambda files, bundles, values: bundles.update({"a（校正）.pdf": 3}),
    "a bundle with a number for its digest": lambda files, bundles, values: bundles["a（校正）.pdf"].update(
        sha256=1
    ),
    "place without name": value_of("place", lambda value: value.pop("district")),
    "place with a number": value_of("place", lambda value: value.update(district=4)),
    "desk without number": value_of("desks", lambda value: value.pop("phone")),
    "desk with a value more": value_of("desks", lambda value: value.update(pager="1")),
    "desk with a list": value_of("desks", lambda value: value.update(phone=["1"])),
    "wording with a list": value_of("shared", lambda value: value.update(title=[])),
    "wording without kind": value_of("shared", lambda value: value.pop("district_kind")),
    "wording of a place that is none": value_of("shared", lambda value: value.update({"0.x": "a"})),
    "wording of a field that is none": value_of("shared", lambda value: value.update({"goals.0.pager": "a"})),
    "wording of an endless number": value_of(
        "shared", lambda value: value.update({"goals." + "9" * 5000: "a"})
    ),
    "circumstances of numbers": value_of("circumstances", lambda value: value.update(layout=1)),
    "circumstances without layout": value_of("circumstances", lambda value: value.pop("layout")),
    "a value that is a list": lambda files, bundles, values: values.update({files[FILE]["place"]: []}),
}


@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS.keys())
def test_wrong_shapes_under_a_right_digest(first, plan, leaflet, tmp_path, harm):
    out = Path(shutil.copytree(first, tmp_path / "out"))
    rewritten(out / MANIFEST, harm)
    for command in (["diff", str(out)], ["check", str(out), "--only", "浮島"]):
        result = CliRunner().invoke(main, command)
        assert result.exit_code == (2 if command[0] == "diff" else 1), result.output
        assert "作成記録（handbook-manifest.json）が壊れているか、手で直されている" in result.output
        assert "Traceback" not in result.output
        assert not re.search(r"Error\b", result.output)
    report = handbook.build(plan, leaflet, out, ["浮島"], jobs=1, check=False, merge="a.pdf")
    assert [outcome.district for outcome in report.made] == ["浮島"]
    assert not any(bundle.skipped for bundle in report.bundles)
    assert "壊れているか、手で直されているので、全部を作り直します" in report.notes[0]
    assert (out / MANIFEST).read_bytes() == (first / MANIFEST).read_bytes()


def test_the_same_tables_rewritten_are_believed(first, plan, leaflet, tmp_path):
    """So that the others fail for their shapes and not for how they are written here."""
    out = Path(shutil.copytree(first, tmp_path / "out"))
    rewritten(out / MANIFEST, lambda files, bundles, values: None)
    report = handbook.build(plan, leaflet, out, ["浮島"], jobs=1, check=False)
    assert not report.made
