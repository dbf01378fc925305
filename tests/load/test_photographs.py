"""Photographs as cameras, scanners and mistaken hands leave them, in a column of the invented city."""

from __future__ import annotations

import shutil
import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageCms

import handbook
from handbook.errors import InputError
from handbook.load.plans import unread
from handbook.pictures import Photograph
from handbook.resources import bundled

RED, GREEN, BLUE = (200, 30, 40), (30, 150, 60), (40, 60, 190)
PHOTO = "photo: {{file: {name}, alt: 集会所の前の四人, consent: true}}\n"
COLUMN = "columns/asagao-cafe.yaml"

Read = Callable[..., Photograph]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """The photograph that a column of the city names, whose file holds these bytes."""

    def load(data: bytes | None, name: str = "a.jpg", photo: str = PHOTO) -> Photograph:
        folder = Path(shutil.copytree(bundled("data") / "mihon", tmp_path / "city", dirs_exist_ok=True))
        shutil.copy(bundled("data") / "mihon" / COLUMN, folder / COLUMN)
        with (folder / COLUMN).open("a", encoding="utf-8") as file:
            file.write(photo.format(name=name))
        if data is not None:
            (folder / "columns" / name).write_bytes(data)
        plan = handbook.load_plan(folder)
        (column,) = (column for column in plan.columns if column.photo)
        assert column.photo is not None
        return column.photo.photograph

    return load


def problems(read: Read, *arguments: object) -> list[str]:
    """What is wrong, each told at the line of the column that names the photograph, with a way to mend it."""
    with pytest.raises(InputError) as caught:
        read(*arguments)
    for problem in caught.value.problems:
        assert problem.hint
        assert problem.place is not None
        assert problem.place.file.endswith("asagao-cafe.yaml")
        lines = Path(problem.place.file).read_text(encoding="utf-8").splitlines()
        assert lines[problem.place.line - 1].startswith("photo:")
    return [problem.message for problem in caught.value.problems]


def stripes(width: int = 300, height: int = 200, mode: str = "RGB") -> Image.Image:
    """Red above, green at the left below it, blue at the right."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(GREEN, (0, height // 2, width // 2, height))
    image.paste(BLUE, (width // 2, height // 2, width, height))
    return image.convert(mode)


def saved(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    image.save(file := BytesIO(), kind, **({"quality": 95} if kind == "JPEG" else {}), **options)
    return file.getvalue()


def colour(photograph: Photograph, x: float, y: float) -> tuple[int, ...]:
    image = photograph.image.convert("RGB")
    found = image.getpixel((int(x * image.width), int(y * image.height)))
    assert isinstance(found, tuple)
    return found


def near(one: tuple[int, ...], other: tuple[int, ...], by: int = 12) -> bool:
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_it_stands_upright_and_says_nothing_of_place_and_camera(read: Read, orientation: int) -> None:
    undone = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # what a camera held so would have stored
    image = stripes()
    if orientation > 1:
        image = image.transpose(Image.Transpose(undone[orientation]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "NIKKOCAMERA"
    exif.get_ifd(0x8825)[2] = (33.0, 19.0, 12.0)
    made = read(saved(image, exif=exif, comment=b"HIMITSU", dpi=(350, 350)))
    assert (made.width, made.height) == (300, 200)
    assert near(colour(made, 0.5, 0.2), RED)
    assert near(colour(made, 0.2, 0.8), GREEN)
    assert near(colour(made, 0.8, 0.8), BLUE)
    assert b"Exif" not in made.data
    assert b"NIKKO" not in made.data
    assert b"HIMITSU" not in made.data
    assert not made.image.getexif()


def test_damage_to_what_is_left_out_does_no_harm(read: Read) -> None:
    made = read(saved(stripes(), exif=b"Exif\0\0MM\0*\0\0\0\x08\0\x03broken"))
    assert near(colour(made, 0.5, 0.2), RED)


def test_one_that_no_column_names_is_told(read: Read, tmp_path: Path) -> None:
    read(saved(stripes()))
    folder = tmp_path / "city"
    shutil.copy(folder / "columns" / "a.jpg", folder / "columns" / "b.JPG")
    shutil.copy(folder / "columns" / "a.jpg", folder / "columns" / "_c.jpg")
    assert [Path(path).name for path in unread(folder)] == ["_c.jpg"]
    (doubt,) = (one for one in handbook.load_plan(folder).doubts if "写真" in one.message)
    assert doubt.place is not None
    assert doubt.place.file.endswith("b.JPG")


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_inks_become_light(read: Read, kind: str) -> None:
    """CMYK as a print shop sends it; TIFF, which nobody can use here, is refused and not guessed at."""
    data = saved(stripes(mode="CMYK"), kind)
    if kind == "TIFF":
        assert problems(read, data) == [
            "写真「a.jpg」：JPEGでもPNGでもありません（使えるのはJPEGとPNGです）。"
        ]
        return
    assert near(colour(read(data), 0.2, 0.8), GREEN)


def test_a_profile_says_which_colours_are_meant(read: Read) -> None:
    """As a telephone's: a file of another colour space looks as there, and the profile is gone."""
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    made = read(saved(stripes(), icc_profile=srgb))
    assert near(colour(made, 0.5, 0.2), RED)
    assert "icc_profile" not in made.image.info
    assert near(colour(read(saved(stripes(), icc_profile=lab[:40])), 0.5, 0.2), RED)


def test_sixteen_bits_palettes_and_glass(read: Read) -> None:
    grey = Image.new("I;16", (40, 30), 128 << 8)
    assert near(colour(read(saved(grey, "PNG"), "a.png"), 0.5, 0.5), (128, 128, 128))
    assert near(colour(read(saved(stripes().quantize(8), "PNG"), "a.png"), 0.5, 0.2), RED)
    glass = Image.new("RGBA", (40, 30), (*RED, 0))
    assert colour(read(saved(glass, "PNG"), "a.png"), 0.5, 0.5) == (255, 255, 255)
    assert read(saved(stripes(mode="L"))).grey


def test_few_colours_lose_nothing_and_photographs_become_jpeg(read: Read) -> None:
    drawn = read(saved(stripes(), "PNG"), "a.png")
    assert not drawn.jpeg
    assert [colour(drawn, 0.5, 0.2), colour(drawn, 0.2, 0.8), colour(drawn, 0.8, 0.8)] == [RED, GREEN, BLUE]
    noise = Image.merge("RGB", [Image.effect_noise((300, 200), 40) for _ in "RGB"])
    assert read(saved(noise, "PNG"), "a.png").jpeg


def test_no_more_pixels_than_a_page_shows(read: Read) -> None:
    data = saved(stripes(4000, 3000))
    made = read(data)
    assert (made.width, made.height) == (2000, 1500)
    assert read(data) == made


def test_a_telephones_second_picture_is_left_out(read: Read) -> None:
    """Depth or light behind the photograph (MPO) is no animation."""
    data = saved(stripes(), "MPO", save_all=True, append_images=[stripes(30, 20)])
    assert (read(data).width, read(data).height) == (300, 200)


def moving(kind: str) -> bytes:
    frames = [Image.new("RGB", (20, 20), colour) for colour in (RED, GREEN)]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:])


def claiming(width: int, height: int) -> bytes:
    """A PNG file of a few bytes that says it is as large as that."""
    head = b"IHDR" + struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", 0) + b"IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))
    )


REFUSED = {
    "animated": (lambda: moving("PNG"), "動く絵（アニメーション）です"),
    "gif": (lambda: moving("GIF"), "GIFです"),
    "webp": (lambda: saved(stripes(), "WEBP"), "WebPです"),
    "heic": (lambda: b"\0\0\0\x18ftypheic\0\0\0\0", "HEICです"),
    "text": (lambda: "写真はあとで".encode(), "JPEGでもPNGでもありません"),
    "avif": (lambda: b"\0\0\0\x18ftypavif\0\0\0\0", "AVIFです"),
    "empty": (lambda: b"", "中身が空です"),
    "cut jpeg": (lambda: saved(stripes(900, 900))[:2000], "壊れているか、途中で切れています"),
    "cut png": (lambda: saved(stripes(900, 900), "PNG")[:-200], "壊れているか、途中で切れています"),
    "huge": (lambda: claiming(40_000, 40_000), "大きすぎます（8900万画素まで）"),
    "large": (lambda: claiming(10_000, 10_000), "大きすぎます（8900万画素まで）"),
    "long": (lambda: b"\xff\xd8" + bytes(200_000_000), "ファイルが大きすぎます（30メガバイトまで）"),
    "missing": (lambda: None, "ファイルがありません"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_photograph_is_refused_where_it_is_named(read: Read, case: str) -> None:
    data, said = REFUSED[case]
    (message,) = problems(read, data(), "photo.png")
    assert message.startswith(f"写真「photo.png」：{said}")


def test_another_spelling_of_its_name_is_proposed(read: Read) -> None:
    read(saved(stripes()), "Salon.JPG")
    with pytest.raises(InputError, match=r"もしかして：「Salon.JPG」（写真を置く場所は、.*columns です）"):
        read(None, "salon.jpg")


@pytest.mark.parametrize("consent", ["", ", consent: false"])
def test_who_is_shown_must_have_agreed(read: Read, consent: str) -> None:
    photo = PHOTO.replace(", consent: true", consent)
    (message,) = problems(read, saved(stripes()), "a.jpg", photo)
    assert "写っている人の了承（consent: true）がありません" in message


def test_all_that_is_wrong_is_told_at_once(read: Read) -> None:
    found = problems(read, None, "x.jpg", "photo: {{file: ../x.jpg, caption: 電話は0000-99-9999}}\n")
    assert len(found) == 3
    assert "「../x.jpg」は使えません" in "".join(found)
    assert "「alt」がありません" in "".join(found)
    assert "consent: true" in "".join(found)


def test_its_words_name_no_number_of_nobody(read: Read) -> None:
    photo = PHOTO.replace("consent", "caption: 電話は0000-99-9999へ, consent")
    (message,) = problems(read, saved(stripes()), "a.jpg", photo)
    assert "電話番号「0000-99-9999」" in message
