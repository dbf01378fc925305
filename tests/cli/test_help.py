"""What the command says of itself, and what it answers to a mistyped line."""

from __future__ import annotations

import re

import pytest

from handbook import __version__

MAIN_HELP = """\
使い方: handbook [オプション] 命令 [引数]...

  校区ごとの福祉プラン案内リーフレットを PDF に組みます。

  校区を書かずに handbook build とだけ打つと、全校区分ができます。

オプション:
  -V, --version  版の番号を表示します。
  -q, --quiet    誤りと、頼んだ答えだけを表示します。
  -v, --verbose  読んだファイルと、作った・作らなかったわけも表示します。
  -h, --help     この説明を表示します。

命令:
  build         校区版の PDF を作ります。校区を書かなければ全部です。
  diff          何が変わり、どの校区版を刷り直すかを表示します。
  list          校区の一覧を、読みとローマ字を添えて表示します。
  show          校区・地区の相談先・事例・確かめていない事柄を表示します。
  layouts       使えるレイアウトの一覧を表示します。
  validate      データとレイアウトに直すところがないか、全部調べます。
  readings      読みのない漢字を並べ、読みの案を出します。
  export        データを、Excel で直せる表に書き出します。
  import        Excel で直した表を読み、データの何が変わるかを見せます。
  proof         二人で読み合わせるための校正票を作ります。
  confirm       電話番号などが正しいと、だれが確かめたかを記録します。
  check         できた PDF を読み返し、データのとおりか検査します。
  matrix        できた PDF を読み返し、相談先の一覧を作ります。
  whatis        紙の右下の番号（6文字）から、どの校区版か、今も正しいかを調べま
                す。
  preview       校区版を画像（PNG）にして、仕上がりを見ます。
  edit          ブラウザーで、コラムや相談先を、紙面を見ながら書きます。
  site          全校区版を、校区をさがせるホームページにします。
  new           別の市や町のデータを、作り話の市の見本から始めます。
  imprint       名簿から、民生委員・児童委員の名前を刷り込んだ PDF を作ります。
  distribution  世帯数の表から、束ねる表、束の札、注文書を作ります。
  impose        できた PDF のページを、用紙に並べます（面付け）。
  stickers      変わった番号や名前の、訂正シールを作ります。
"""

COMMANDS = [
    "build",
    "diff",
    "list",
    "show",
    "layouts",
    "validate",
    "readings",
    "export",
    "import",
    "proof",
    "confirm",
    "check",
    "matrix",
    "whatis",
    "imprint",
    "preview",
    "edit",
    "site",
    "new",
    "distribution",
    "impose",
    "stickers",
]


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_main_help_line_by_line(run, option):
    result = run(option)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == MAIN_HELP.splitlines()


def test_without_a_command_the_help_goes_to_standard_error(run):
    result = run()
    assert result.exit_code == 2
    assert result.stderr.splitlines() == MAIN_HELP.splitlines()


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself_in_japanese(run, command):
    result = run(command, "-h")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"使い方: handbook {command}")
    assert not re.search(r"\b(Usage|Options|Show this|default)\b", result.stdout)
    option_lines = [line for line in result.stdout.splitlines() if line.startswith("  -")]
    assert all(re.search(r"[ぁ-ん]", line) for line in option_lines)


def test_help_fits_an_80_column_terminal(run):
    from handbook.cli.terminal import width

    for command in [[], *([name] for name in COMMANDS)]:
        for line in run(*command, "--help").stdout.splitlines():
            assert width(line) <= 80, line


def test_version(run):
    assert run("--version").stdout == run("-V").stdout == f"handbook {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["biuld"], ["「biuld」という命令はありません", "もしかして: build"]),
        (["xyzzy"], ["「xyzzy」という命令はありません", "使える命令: build, diff, list"]),
        (
            ["build", "--layuot", "leaflet"],
            ["「--layuot」というオプションはありません", "もしかして: --layout"],
        ),
        (["build", "-x"], ["「-x」というオプションはありません", "使えるオプション: --layout"]),
        (["build", "--layout"], ["--layout のあとに値がありません", "--layout 名前"]),
        (["build", "--final=yes"], ["--final に値は付きません"]),
        (["build", "--jobs", "many"], ["--jobs の値が使えません", "「many」", "1から64まで"]),
        (["build", "--jobs", "0"], ["--jobs の値が使えません", "「0」"]),
        (["preview", "浮島", "--dpi", "9999"], ["--dpi の値が使えません", "20から600まで"]),
        (["show"], ["「校区」が書かれていません", "使い方: handbook show [オプション] 校区"]),
        (["check"], ["「PDF」が書かれていません"]),
        (["list", "日吉"], ["余分な引数があります: 日吉"]),
    ],
)
def test_wrong_usage_is_told_in_japanese_with_exit_code_2(run, arguments, said):
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    for part in said:
        assert part in result.stderr
    assert "--help で見られます" in result.stderr
    assert not re.search(r"\b(Error|Usage|Try|Invalid|No such|Missing)\b", result.stderr)


def test_full_width_digits_are_numbers(run):
    # Typed with a Japanese input method; must get past the option to the missing folder.
    result = run("build", "--jobs", "２", "--data", "no-such-folder")
    assert "--jobs" not in result.stderr
    assert result.exit_code == 2
