"""What an SVG file may hold: flat shapes; all else is refused with its place and a way out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import handbook
from handbook.errors import InputError
from handbook.load.drawings import MAX_BYTES, read_drawing
from handbook.pictures import Drawing
from handbook.resources import bundled

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
HEAD = f'{SVG} viewBox="0 0 10 10">\n'
DOT = '<circle cx="5" cy="5" r="4" fill="#085943"/>'
LAYOUT = """\
title: 絵
paper: A4
faces: {{regular: BIZUDPGothic-Regular.ttf}}
colors: {{ink: "#1B2430"}}
styles: {{body: {{face: regular, size: 12, leading: 1.5, color: ink}}}}
pages:
  - name: 表
    margins: {{top: 12mm, right: 13mm, bottom: 14mm, left: 13mm}}
    body:
      - {{block: picture, {options}}}
    footer: {{block: footer, style: body, proof-style: body, rule: ink, proof: 校正, ended: 終わりました}}
"""


def svg(folder: Path, inside: str, head: str = HEAD) -> Path:
    path = folder / "picture.svg"
    path.write_text(f"{head}{inside}\n</svg>\n", encoding="utf-8")
    return path


def problems(path: Path) -> tuple[str, ...]:
    with pytest.raises(InputError) as caught:
        read_drawing(path)
    for problem in caught.value.problems:
        assert problem.hint, problem
        assert problem.place is not None
        assert problem.place.file.endswith(path.name)
        assert re.search("[ぁ-ん]", problem.message), f"not in Japanese: {problem}"
    return tuple(str(problem) for problem in caught.value.problems)


@pytest.mark.parametrize(
    "path", sorted((bundled("layouts") / "pictures").glob("*.svg")), ids=lambda p: p.stem
)
def test_our_own_pictures_are_read(path: Path) -> None:
    drawing = read_drawing(path)
    assert drawing.name == path.name
    assert drawing.width > 0 < drawing.height
    assert drawing == read_drawing(path)


def test_titles_comments_and_names_are_left_out(tmp_path: Path) -> None:
    noted = svg(tmp_path, f'<title>円</title><!-- まる --><desc>説明</desc><g id="a" class="b">{DOT}</g>')
    plain = svg(tmp_path, f"<g>{DOT}</g>")
    assert read_drawing(noted).markup == read_drawing(plain).markup


FLAT = [
    '<path d="M1 1h3v2H2V1zm.5.5-1e-1,2l3 3C1 2 3 4 5 6S1 2 3 4q1 2 3 4t5 5a1 2 0 0110 10" fill="none"/>',
    '<rect x="-1" y="2.5" width="3" height="4" rx=".5" fill="#FFF" transform="rotate(10 5 5) scale(-1 1)"/>',
    '<ellipse cx="1" cy="2" rx="3" ry="4" stroke="black" stroke-width="1.5" stroke-dasharray="2,1"/>',
    '<polygon points="0,0 10,0 5,5" fill="white" fill-rule="evenodd"/>',
    '<polyline points="0 0 5 5" fill="none" stroke="#000000" stroke-linecap="round"/>',
    '<line x1="0" y1="0" x2="3" y2="3" stroke="#123456" stroke-linejoin="bevel"/>',
]


@pytest.mark.parametrize("shape", FLAT)
def test_flat_shapes_are_kept(shape: str, tmp_path: Path) -> None:
    assert shape.split()[0] in read_drawing(svg(tmp_path, shape)).markup


REFUSED = {
    "<script>alert(1)</script>": "<script>は、絵に使えません",
    f'<g onload="alert(1)">{DOT}</g>': "「onload」は、絵に使えません",
    '<use href="#a"/>': "<use>は、絵に使えません",
    f'<a xlink:href="https://example.jp">{DOT}</a>': "<a>は、絵に使えません",
    f'<g xlink:href="other.svg">{DOT}</g>': "「href」は、絵に使えません",
    '<image href="photo.jpg" width="1" height="1"/>': "<image>は、絵に使えません",
    '<path d="M0 0h1" fill="url(#a)"/>': "「fill」に「url(#a)」は使えません",
    '<style>@import "a.css";</style>': "<style>は、絵に使えません",
    '<path d="M0 0h1" style="fill:url(a.svg#b)"/>': "「style」は、絵に使えません",
    "<text>校区</text>": "<text>は、絵に使えません",
    '<font-face font-family="x"/>': "<font-face>は、絵に使えません",
    '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>': "<foreignObject>は",
    f'<g opacity=".5">{DOT}</g>': "「opacity」は、絵に使えません",
    '<path d="M0 0h1" fill-opacity=".5"/>': "「fill-opacity」は、絵に使えません",
    '<path d="M0 0h1" fill="#11223344"/>': "「#11223344」は使えません",
    '<linearGradient id="a"/>': "<linearGradient>は、絵に使えません",
    f'<filter id="a"/><mask id="b">{DOT}</mask>': "<mask>は、絵に使えません",
    '<animate attributeName="x"/>': "<animate>は、絵に使えません",
    "<g>文字</g>": "文字は、絵に使えません",
    "<?xml-stylesheet href='a.css'?>": "<?xml-stylesheet?>は、絵に使えません",
    '<path d="M0 0 L1"/>': "「d」に「M0 0 L1」は使えません",
    '<path d="L1 1"/>': "「d」に",
    '<path d="M0 0 1e9 0"/>': "「d」に",
    '<circle cx="1" cy="1" r="-1"/>': "「r」に「-1」は使えません",
    '<rect width="50%" height="1"/>': "「width」に「50%」は使えません",
    '<g transform="spin(3)"/>': "「transform」に",
    "<title><path d='M0 0h1'/></title>": "<path>は、絵に使えません",
    "<svg/>": "<svg>は、絵に使えません",
    "<g>" * 40 + DOT + "</g>" * 40: "重なりが深すぎます",
    "": "何も描かれていません",
}


@pytest.mark.parametrize(("inside", "message"), REFUSED.items(), ids=[each[:24] for each in REFUSED])
def test_what_print_cannot_keep_is_refused_in_its_line(inside: str, message: str, tmp_path: Path) -> None:
    told = problems(svg(tmp_path, f"{DOT if inside else ''}\n{inside}"))
    assert any(message in each for each in told), told
    if inside:
        assert all(re.search(r"picture\.svg:3:\d+: ", each) for each in told)


def test_everything_that_is_wrong_is_told_at_once_and_once(tmp_path: Path) -> None:
    told = problems(svg(tmp_path, f'{DOT}<image/>\n<g opacity=".5"/>\n<g opacity=".4"/>\n<use href="a"/>'))
    found = [re.findall(r"svg:(\d+):\d+: <(\w+)>", each) for each in told]
    assert found == [[("2", "image")], [("3", "g")], [("5", "use")]]


BOMB = (
    '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>\n'
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><title>&b;</title>'
)


def test_entities_are_never_expanded(tmp_path: Path) -> None:
    (told,) = problems(svg(tmp_path, DOT, BOMB))
    assert "DOCTYPE" in told
    (told,) = problems(svg(tmp_path, "<title>&b;</title>"))
    assert "SVGとして読めない書き方" in told


@pytest.mark.parametrize(
    "data",
    [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"", "絵です".encode("cp932"), b"<html></html>", b"<svg/>"],
    ids=["png", "empty", "text", "html", "no namespace"],
)
def test_what_is_no_svg_is_called_so(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "picture.svg"
    path.write_bytes(data)
    (told,) = problems(path)
    assert "SVGのファイルではありません" in told


def test_a_file_cut_short_and_one_too_large(tmp_path: Path) -> None:
    path = tmp_path / "picture.svg"
    path.write_text(HEAD + DOT, encoding="utf-8")
    assert "SVGとして読めない書き方" in problems(path)[0]
    (told,) = problems(svg(tmp_path, DOT * (MAX_BYTES // len(DOT) + 1)))
    assert "200キロバイトまで" in told


@pytest.mark.parametrize("view", ["", 'viewBox="0 0 0 10"', 'viewBox="0 0 10"', 'viewBox="0 0 1e9 1"'])
def test_a_drawing_has_a_size(view: str, tmp_path: Path) -> None:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {view}>'
    assert "viewBox" in problems(svg(tmp_path, DOT, head))[0]


# As a layout names them


def loaded(folder: Path, options: str):
    path = folder / "layout.yaml"
    path.write_text(LAYOUT.format(options=options), encoding="utf-8")
    return handbook.load_layout(path)


def test_a_missing_picture_is_told_in_the_layout_with_the_nearest_name(tmp_path: Path) -> None:
    close = "street.svg"
    for written, hint in (("stret.svg", close), ("street", close), ("../../pyproject.toml", "pictures/")):
        with pytest.raises(InputError) as caught:
            loaded(tmp_path, f"file: {written}, decoration: true")
        (problem,) = caught.value.problems
        assert f"「{written}」という絵のファイルはありません" in problem.message
        assert hint in problem.hint
        assert problem.place is not None
        assert problem.place.line == 10


def test_a_picture_beside_the_layout_comes_before_the_bundled_one(tmp_path: Path, monkeypatch) -> None:
    def read() -> Drawing:
        (drawing,) = loaded(tmp_path, "file: street.svg, decoration: true").pictures.values()
        return drawing

    bundled_one = read()
    (tmp_path / "stands" / "layouts" / "pictures").mkdir(parents=True)
    svg(tmp_path / "stands" / "layouts" / "pictures", DOT).rename(
        tmp_path / "stands" / "layouts" / "pictures" / "street.svg"
    )
    monkeypatch.chdir(tmp_path / "stands")
    where_one_stands = read()
    (tmp_path / "pictures").mkdir()
    svg(tmp_path / "pictures", DOT + DOT).rename(tmp_path / "pictures" / "street.svg")
    assert len({bundled_one, where_one_stands, read()}) == 3


def test_a_bad_picture_is_told_with_the_layout_s_own_faults(tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    svg(tmp_path / "pictures", "<script/>")
    with pytest.raises(InputError) as caught:
        loaded(tmp_path, "file: picture.svg, decoration: maybe")
    told = "\n".join(map(str, caught.value.problems))
    assert "picture.svg:2:1: <script>は、絵に使えません" in told
    assert "「decoration」に「maybe」は使えません" in told
