"""What stands between the disk and the text: missing, empty, unreadable, wrongly encoded."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from handbook.blocks import OPTIONS
from handbook.errors import InputError, Problem
from handbook.load import layout_names, load_layout, load_plan
from handbook.load.nodes import Scalar, Table, parse, read_source
from handbook.resources import bundled


def problems_of(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        load_plan(folder)
    return caught.value.problems


def test_folder_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (problem,) = problems_of(tmp_path / "dta")
    assert "データのフォルダーがありません" in problem.message
    assert "「data」" in problem.hint
    assert "dta" in str(problem.place)


def test_file_instead_of_folder(data_copy: Path) -> None:
    (problem,) = problems_of(data_copy / "plan.yaml")
    assert "フォルダーではなく、ファイル" in problem.message


def test_missing_file(data_copy: Path) -> None:
    (data_copy / "desks.yaml").unlink()
    (problem,) = problems_of(data_copy)
    assert problem.place
    assert problem.place.file.endswith("desks.yaml")
    assert "ファイルがありません" in problem.message


def test_misspelt_file_name(data_copy: Path) -> None:
    (data_copy / "desks.yaml").rename(data_copy / "desk.yaml")
    first, second = problems_of(data_copy)
    assert "この" in first.message
    assert "読み込まれません" in first.message
    assert "「desks.yaml」" in first.hint
    assert "「desk.yaml」" in second.hint


def test_misspelt_columns_folder(data_copy: Path) -> None:
    (data_copy / "columns").rename(data_copy / "colums")
    (problem,) = problems_of(data_copy)
    assert "「columns」" in problem.hint


@pytest.mark.parametrize(
    "name",
    [
        "cafe.yml",
        "cafe.YAML",
        "cafe.yaml.txt",
        "cafe.txt",
        "cafe.docx",
        "cafe.yaml~",
        "#cafe.yaml#",
        "cafe.yaml.bak",
    ],
)
def test_column_that_would_be_passed_over(name: str, data_copy: Path) -> None:
    (data_copy / "columns" / name).write_text("title: 題\n", encoding="utf-8")
    (problem,) = problems_of(data_copy)
    assert "読み込まれません" in problem.message
    assert "cafe.yaml" in problem.hint


def test_a_folder_among_columns_is_not_looked_into_and_this_is_said(data_copy: Path) -> None:
    (data_copy / "columns" / "令和元年度").mkdir()
    (problem,) = problems_of(data_copy)
    assert "このフォルダーの中のコラムは読み込まれません" in problem.message
    assert "columns" in problem.hint
    (data_copy / "columns" / "令和元年度").rename(data_copy / "columns" / "_令和元年度")
    load_plan(data_copy)


def test_a_full_width_mark_of_a_draft_is_told(data_copy: Path) -> None:
    """Somebody meant a draft; printing it would be as wrong as passing it over."""
    path = data_copy / "columns" / "ukishima-ninchisho.yaml"
    path.rename(path.with_name("＿ukishima-ninchisho.yaml"))
    found = problems_of(data_copy)
    assert "「＿」が全角です" in found[0].message
    assert "半角" in found[0].hint


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
@pytest.mark.parametrize("name", ["columns/cafe.yaml", "districts.yaml", "sources.yaml"])
@pytest.mark.parametrize("what", ["a pipe", "a device"])
def test_what_is_no_file_is_told_and_not_waited_for(name: str, what: str, data_copy: Path) -> None:
    path = data_copy / name
    path.unlink(missing_ok=True)
    if what == "a pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/zero")
    (problem,) = [one for one in problems_of(data_copy) if "ふつうのファイル" in one.message]
    assert problem.place
    assert problem.place.file.endswith(name)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
@pytest.mark.parametrize("name", ["a.yaml", "pictures/street.svg"])
def test_a_layout_or_a_picture_that_is_a_pipe(name: str, tmp_path: Path) -> None:
    shutil.copytree(bundled("layouts"), tmp_path, dirs_exist_ok=True)
    (tmp_path / "leaflet.yaml").rename(tmp_path / "a.yaml")
    (tmp_path / name).unlink()
    os.mkfifo(tmp_path / name)
    with pytest.raises(InputError, match="ふつうのファイルではありません"):
        load_layout(tmp_path / "a.yaml", OPTIONS)


def test_a_link_that_leads_nowhere_goes_by_its_own_name(data_copy: Path) -> None:
    link = data_copy / "columns" / "cafe.yaml"
    link.symlink_to(data_copy / "columns" / "moved-away.yaml")
    (problem,) = problems_of(data_copy)
    assert "リンクの先に、ファイルがありません" in problem.message
    assert problem.place
    assert problem.place.file.endswith("cafe.yaml")


@pytest.mark.parametrize("contents", ["", "\n\n", "# 書きかけ\n", "---\n"])
def test_empty_file(contents: str, data_copy: Path) -> None:
    (data_copy / "desks.yaml").write_text(contents, encoding="utf-8")
    (problem,) = problems_of(data_copy)
    assert problem.place
    assert problem.place.file.endswith("desks.yaml")
    assert problem.hint


def test_folder_instead_of_file(data_copy: Path) -> None:
    (data_copy / "desks.yaml").unlink()
    (data_copy / "desks.yaml").mkdir()
    assert any("ファイルではなくフォルダーです" in problem.message for problem in problems_of(data_copy))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file(data_copy: Path) -> None:
    (data_copy / "desks.yaml").chmod(0)
    (problem,) = problems_of(data_copy)
    assert "許可がありません" in problem.message


def test_shift_jis(data_copy: Path) -> None:
    path = data_copy / "sources.yaml"
    path.write_bytes("# 出典\nsources:\n  - id: seed\n    text: 概要版\n".encode("cp932"))
    (problem,) = problems_of(data_copy)
    assert "Shift_JIS" in problem.message
    assert "3バイト目" in problem.message
    assert "UTF-8" in problem.hint
    assert problem.place
    assert (problem.place.line, problem.place.column) == (1, 3)


@pytest.mark.parametrize(
    ("coding", "said"),
    [
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("iso2022_jp", "ISO-2022-JP"),
        ("utf-32", "UTF-32"),
        ("utf-32-le", "UTF-32"),
        ("euc_jp", "EUC-JP"),
    ],
)
def test_other_encodings(coding: str, said: str, data_copy: Path) -> None:
    """Also without the mark that tells UTF-16."""
    (data_copy / "sources.yaml").write_bytes("# 出典\nsources: []\n".encode(coding))
    (problem,) = problems_of(data_copy)
    assert said in problem.message
    assert "UTF-8" in problem.hint


def test_invalid_utf8_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes("a: あ\nb: い".encode() + b"\xff\xff\n")
    with pytest.raises(InputError) as caught:
        read_source(path)
    (problem,) = caught.value.problems
    assert problem.place
    assert (problem.place.line, problem.place.column) == (2, 5)


def test_byte_order_mark_and_windows_line_ends_harm_nothing(data_copy: Path) -> None:
    expected = load_plan(data_copy)
    for path in data_copy.glob("*.yaml"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert repr(load_plan(data_copy)) == repr(expected)


def test_file_too_large(tmp_path: Path) -> None:
    path = tmp_path / "big.yaml"
    path.write_text("a: " + "あ" * 400_000, encoding="utf-8")
    with pytest.raises(InputError, match="大きすぎます"):
        read_source(path)


def test_alias_bomb_is_refused_at_once() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)]
    with pytest.raises(InputError, match="別名の参照"):
        parse("\n".join(lines), "bomb.yaml")


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(InputError):
        parse("a: " + "[" * 100_000, "deep.yaml")
    with pytest.raises(InputError, match="入れ子が深すぎます"):
        parse("".join(f"{' ' * n}a:\n" for n in range(500)), "deep.yaml")


def test_scalars_stay_as_written() -> None:
    text = "a: no\nb: 9:30\nc: 000000\nd: 2026-12-01\ne: ~\nf: 1e3\ng: 0x1F\nh: yes\ni: .5\n"
    node = parse(text, "a.yaml")
    assert isinstance(node, Table)
    values = [each.text for each in node.entries.values() if isinstance(each, Scalar)]
    assert values == ["no", "9:30", "000000", "2026-12-01", "~", "1e3", "0x1F", "yes", ".5"]


def test_layout_names_and_suggestion() -> None:
    assert "leaflet" in layout_names()
    with pytest.raises(InputError) as caught:
        load_layout("leeflet", {})
    assert "「leaflet」" in caught.value.problems[0].hint


def test_layout_path_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="ファイルがありません"):
        load_layout(tmp_path / "poster.yaml", {})
