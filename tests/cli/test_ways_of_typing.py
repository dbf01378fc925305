"""What people type, and what it means: several districts in one word, numbers, capitals, `help`."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    "words",
    [
        ["浮島、日吉"],
        ["浮島,日吉"],
        ["浮島校区，ひよし校区"],
        ["浮島　日吉"],
        ["浮島・日吉", "浮島"],
    ],
)
def test_several_districts_in_one_word(run, tmp_path, words):
    result = run("build", *words, "--out", str(tmp_path / "out"), "--no-check")
    assert result.exit_code == 0, result.stderr
    assert sorted(path.name for path in (tmp_path / "out").glob("*.pdf")) == [
        "日吉校区（校正）.pdf",
        "浮島校区（校正）.pdf",
    ]


def test_each_unknown_name_of_them_is_told(run, tmp_path):
    result = run("build", "浮島、浮鳥、xyzzy", "--out", str(tmp_path / "out"))
    assert result.exit_code == 2
    assert "「浮鳥」" in result.stderr
    assert "「xyzzy」" in result.stderr
    assert "「浮島" not in result.stderr.replace("もしかして：鳥飼（とりかい）、浮島", "")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("number", ["08", "8", "０８"])
def test_a_number_is_the_districts_that_the_list_gives_it(run, number):
    row = next(line for line in run("list").stdout.splitlines() if line.startswith("08 "))
    assert run("show", number).stdout.startswith(f"{row.split()[1]}校区（")


def test_a_district_by_number_is_built_and_named(run, tmp_path):
    result = run("build", "01、46", "-o", str(tmp_path), "--no-check")
    assert result.exit_code == 0
    assert len(list(tmp_path.glob("*.pdf"))) == 2
    assert (tmp_path / "日吉校区（校正）.pdf").is_file()
    assert "日吉校区" in result.stdout


@pytest.mark.parametrize("number", ["0", "00", "47", "-1", "1.5"])
def test_a_number_that_the_list_does_not_have(run, number):
    result = run("show", "--", number)
    assert result.exit_code == 2
    assert "handbook list" in result.stderr


def test_loud_and_quiet(run, tmp_path):
    """Each file that was read, each edition with why it was made or left; or nothing but errors."""
    build = ("build", "浮島", "-o", str(tmp_path))
    loud = run(*build, "-v")
    assert "desks.yaml" in loud.stderr
    assert "leaflet.yaml" in loud.stderr
    assert "浮島校区（校正）.pdf（まだ PDF がありません）" in loud.stdout
    assert "何も変わっていません" in run("-v", *build).stdout
    assert "何も変わっていません" not in run(*build).stdout
    assert run(*build, "-q").output == ""
    assert run("check", str(tmp_path), "--only", "浮島", "-q").output == ""
    assert "浮鳥" in run("build", "浮鳥", "-q").stderr
    shown = run("show", "浮島", "-q")
    assert "0942-51-6100" in shown.stdout, "what was asked for"
    assert shown.stderr == ""


def test_short_out_is_out(run, tmp_path):
    for command in (("preview", "浮島", "--dpi", "20"), ("proof", "浮島"), ("diff", str(tmp_path / "a"))):
        assert run("build", "浮島", "-q", "-o", str(tmp_path / "a")).exit_code == 0
        target = tmp_path / command[0]
        assert run(*command, "-o", str(target)).exit_code in (0, 1)
        assert target.exists(), command


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("handbook bu", ["build"]),
        ("handbook build 浮", ["浮島"]),
        ("handbook show ukish", ["ukishima"]),
        ("handbook build うきし", ["うきしま"]),
        ("handbook build --layout board-", ["board-a4", "board-mono"]),
        ("handbook list --data no-such --by", ["--by-desk"]),
    ],
)
def test_a_shell_completes_it(handbook, typed, offered):
    words = typed.split()
    done = handbook(_HANDBOOK_COMPLETE="bash_complete", COMP_WORDS=typed, COMP_CWORD=str(len(words) - 1))
    assert [line.partition(",")[2] for line in done.stdout.splitlines()] == offered
    assert done.stderr == ""


@pytest.mark.parametrize("form", ["TXT", "Txt", "ｔｘｔ", ".txt"])
def test_a_format_in_capitals(run, tmp_path, form):
    result = run("build", "浮島", "--out", str(tmp_path / "out"), "--format", form)
    assert result.exit_code == 0, result.stderr
    assert (tmp_path / "out" / "浮島校区（校正）.txt").is_file()


def test_several_formats_in_one_word(run, tmp_path):
    assert run("build", "浮島", "--out", str(tmp_path), "--format", "TXT、html").exit_code == 0
    assert {path.suffix for path in tmp_path.glob("浮島校区*")} == {".txt", ".html"}


@pytest.mark.parametrize("written", ["2026/4/1", "令和8年4月1日", "２０２６年４月１日", "2026年4月1日（水）"])
def test_a_day_as_people_write_it(run, tmp_path, written):
    """The period ended the day before."""
    wanted = ("build", "浮島", "--out", str(tmp_path), "--format", "txt", "--date")
    assert run(*wanted, written).exit_code == 0
    assert "終わりました" in (tmp_path / "浮島校区（校正）.txt").read_text(encoding="utf-8")
    assert run(*wanted, "令和8年3月31日").exit_code == 0
    assert "終わりました" not in (tmp_path / "浮島校区（校正）.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("written", ["4月1日", "2026/4", "令和8年4月31日", "2026年4月1日（木）", "きょう"])
def test_a_day_that_is_none(run, tmp_path, written):
    result = run("build", "浮島", "--out", str(tmp_path / "out"), "--date", written)
    assert result.exit_code == 2
    assert f"「{written}」" in result.stderr
    assert "令和8年4月1日 のように" in result.stderr


@pytest.mark.parametrize("words", [["日吉,浮島"], ["日吉", "うきしま"]])
def test_several_districts_shown(run, words):
    shown = run("show", *words).stdout
    assert "日吉校区（ひよし、hiyoshi）" in shown
    assert "\n\n浮島校区（うきしま、ukishima）" in shown


def test_several_districts_in_pictures(run, tmp_path):
    assert run("preview", "日吉、浮島", "--dpi", "20", "--page", "1", "--out", str(tmp_path)).exit_code == 0
    assert {path.name for path in tmp_path.iterdir()} == {"日吉校区-1.png", "浮島校区-1.png"}


def test_validate_takes_its_folder_either_way(run, data_copy):
    one = ("--layout", "leaflet")
    plain = run("validate", str(data_copy), *one)
    named = run("validate", "--data", str(data_copy), *one)
    assert (named.exit_code, named.stdout) == (plain.exit_code, plain.stdout)
    both = run("validate", str(data_copy), "--data", str(data_copy))
    assert both.exit_code == 2
    assert "どちらか一方" in both.stderr


def test_validate_tells_what_it_has_not_read(run, data_copy):
    for name in ("_draft.yaml", ".hidden.yaml", "photo.jpg"):
        (data_copy / "columns" / name).write_bytes(b"x")
    (data_copy / "columns" / ".DS_Store").write_bytes(b"x")
    done = run("validate", str(data_copy), "--layout", "leaflet")
    told = next(line for line in done.stdout.splitlines() if "読んでいない" in line)
    assert all(name in told for name in ("_example.yaml", "_draft.yaml", ".hidden.yaml"))
    assert "photo.jpg" in done.stderr, "a photograph that no column names"
    assert ".DS_Store" not in told


@pytest.mark.parametrize("command", ["build", "list", "check"])
def test_help_as_a_command(run, command):
    assert run("help").stdout == run("--help").stdout
    assert run("help", command).stdout == run(command, "--help").stdout
    assert run("help", command).exit_code == 0


def test_help_for_what_is_no_command(run):
    result = run("help", "biuld")
    assert result.exit_code == 2
    assert "もしかして: build" in result.stderr
