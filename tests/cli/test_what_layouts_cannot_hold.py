"""Bad pictures, addresses, papers and texts: told by file and line with a mend, and nothing is touched."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from PIL import Image

COLUMN = "data/columns/ukishima-ninchisho.yaml"
MINE = "layouts/mine.yaml"
PICTURE = "extends: leaflet\nparts: {masthead: {picture: %s}}\n"
CODE = 'extends: leaflet\nparts: {columns: {block: qr, address: "%s"}}\n'
TALE = "title: 題\ndistrict: 浮島\ntext: %s\n"

CASES = {
    "a picture that is missing": (MINE, PICTURE % "none.png", 2, "「none.png」という絵のファイルは"),
    "a picture that is none": (MINE, PICTURE % "text.png", 2, "JPEGでもPNGでもありません"),
    "a picture of 40,000 × 40,000": (MINE, PICTURE % "huge.png", 2, "大きすぎます"),
    "a picture that moves": (MINE, PICTURE % "moves.png", 2, "動く絵（アニメーション）です"),
    "an address that is none": (MINE, CODE % "電話", 2, "「電話」はQRコードにできません"),
    "an address too long": (MINE, CODE % f"https://a.jp/{'x' * 400}", 2, "アドレスが長すぎます（413字）"),
    "a ring": (MINE, "extends: mine\n", 1, "extends が輪になっています（mine → mine）"),
    "extends nothing": (MINE, "extends: leafet\n", 1, "「leafet」というレイアウトはありません"),
    "a scale of 0": (MINE, "extends: leaflet\nscale: 0\n", 2, "「scale」に「0」は使えません"),
    "a paper of 3 mm": (MINE, "extends: leaflet\npaper: [3mm, 3mm]\n", 2, "印刷できる大きさではありません"),
    "stars that do not close": (COLUMN, TALE % "あいさつを**します。", 3, "「**」に対になる「**」が"),
    "a mark without a note": (COLUMN, TALE % "見守り※９をします。", 3, "「※９」の説明が、注（notes）に"),
    "600 characters": (COLUMN, TALE % ("集会所でお茶を飲みました。" * 46), 3, "事例「題」が約"),
}  # fmt: skip


@pytest.fixture
def desk(data_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a user stands: data, layouts and pictures of one's own, and an older PDF."""
    pictures = tmp_path / "layouts" / "pictures"
    pictures.mkdir(parents=True)
    (pictures / "text.png").write_text("写真はあとで", encoding="utf-8")
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    frames[0].save(pictures / "moves.png", save_all=True, append_images=frames[1:])
    frames[0].save(pictures / "huge.png")
    header = bytearray((pictures / "huge.png").read_bytes())
    header[16:24] = (40_000).to_bytes(4, "big") * 2
    header[29:33] = zlib.crc32(header[12:29]).to_bytes(4, "big")
    (pictures / "huge.png").write_bytes(header)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("case", CASES)
def test_it_is_told_with_its_line_and_nothing_is_touched(
    desk: Path, run: Callable[..., Result], case: str
) -> None:
    name, text, line, said = CASES[case]
    (desk / "out").mkdir()
    (desk / "out" / "浮島校区（校正）.pdf").write_bytes(b"older")
    (desk / name).write_text(text, encoding="utf-8")
    done = run("build", "浮島", "--force", *(["--layout", "mine"] if name == MINE else []))
    assert done.exit_code == 1
    assert done.exception is None or isinstance(done.exception, SystemExit)
    found = re.search(rf"^{re.escape(name)}:{line}:\d+: .*{re.escape(said)}.*\n +→ \S", done.stderr, re.M)
    assert found, done.stderr
    assert (desk / "out" / "浮島校区（校正）.pdf").read_bytes() == b"older"
    left = {path.name for path in (desk / "out").iterdir()} - {"handbook-manifest.json"}
    assert left == {"浮島校区（校正）.pdf"}


def test_all_of_them_at_once_before_anything_is_made(desk: Path, run: Callable[..., Result]) -> None:
    photo = "photo: {file: 'サロン　の 写真.jpg', alt: 題, consent: true}\n"
    (desk / COLUMN).write_text(TALE % "あいさつを**します。" + photo, encoding="utf-8")
    parts = 'parts: {columns: {block: qr, address: "https://a.jp/%s", size: 20mm}}\n' % ("x" * 180)
    (desk / MINE).write_text(f"extends: leaflet\nscale: 0\npaper: 3mm\n{parts}", encoding="utf-8")
    for command in (["validate"], ["build", "浮島"]):
        done = run(*command, "--layout", "mine")
        assert done.exit_code == 1
        told = re.findall(r"^(\S+:\d+):\d+: (.*)\n +→ (.*)", done.stderr, re.M)
        assert [(place, line) for place, line, _ in told] == [
            (f"{COLUMN}:3", "「**」に対になる「**」が、同じ段落にありません。"),
            (f"{COLUMN}:4", "写真「サロン　の 写真.jpg」：ファイルがありません。"),
            (f"{MINE}:2", "「scale」に「0」は使えません。"),
            (f"{MINE}:3", "レイアウトの「paper」に「3mm」は使えません。"),
            (f"{MINE}:4", "QRコードの一辺（20.0mm）が小さすぎて、読み取れません。"),
        ]
        assert "写真を置く場所は、data/columns です" in told[1][2]
        assert not (desk / "out").exists()


def test_a_name_that_other_layouts_cannot_hold_is_told_beforehand(
    data_copy: Path, run: Callable[..., Result]
) -> None:
    """With the layout's name, the place of the name itself, a mend, and the command that tells the rest."""
    name = "東南西北中央旭ヶ丘北町"
    for path in data_copy.glob("*.yaml"):
        path.write_text(path.read_text(encoding="utf-8").replace("長門石", name), encoding="utf-8")
    done = run("validate", str(data_copy))
    assert done.exit_code == 0, done.stderr
    told = re.search(
        r"ご注意: (\S+):(\d+):11: レイアウト postcard では作れない版があります。(.*)\n +→ (.*)", done.stderr
    )
    assert told, done.stderr
    file, line, message, hint = told.groups()
    assert name in Path(file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    assert f"フッターの「{name}校区版」が、「くるめ支え合うプラン」と重なります" in message
    assert "短くするか" in hint
    assert f"handbook validate --layout postcard --data {data_copy}" in hint
