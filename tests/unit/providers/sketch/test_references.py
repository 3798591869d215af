"""Reference pictures show in the result, each role in its way."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw
from PIL.Image import Exif

from limner.errors import BadParameter
from limner.providers.sketch import Reference, Role, SketchRequest, draw

SIDE = 200
MAGENTA, GREEN = (255, 0, 200), (0, 220, 60)


def encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def flat(colour: tuple[int, int, int], size: tuple[int, int] = (120, 90)) -> bytes:
    return encoded(Image.new("RGB", size, colour))


def made(
    *references: tuple[Role, bytes], prompt: str = "a fox in a meadow", **options: float
) -> Image.Image:
    given = tuple(Reference(role, data) for role, data in references)
    return draw(SketchRequest(prompt, width=SIDE, height=SIDE, references=given, **options))  # type: ignore[arg-type]


def share_of(image: Image.Image, colour: tuple[int, int, int], reach: int = 90) -> float:
    """The share of the picture that has about that colour."""
    away = np.abs(np.asarray(image, np.int32) - np.array(colour)).sum(axis=2)
    return float((away < reach).mean())


def distance(one: Image.Image, other: Image.Image) -> float:
    return float(np.abs(np.asarray(one, np.float32) - np.asarray(other, np.float32)).mean())


def test_an_image_hangs_in_the_scene() -> None:
    assert share_of(made(), MAGENTA) == 0
    assert share_of(made(("image", flat(MAGENTA))), MAGENTA) > 0.03


def test_several_images_all_show() -> None:
    picture = made(("image", flat(MAGENTA)), ("image", flat(GREEN)))
    assert share_of(picture, MAGENTA) > 0.015
    assert share_of(picture, GREEN) > 0.015


def test_a_cut_out_character_stands_without_its_background() -> None:
    cut = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    ImageDraw.Draw(cut).ellipse((25, 5, 75, 95), fill=(*MAGENTA, 255))
    picture = made(("character", encoded(cut)))
    assert share_of(picture, MAGENTA) > 0.02
    assert share_of(picture, (0, 0, 0), reach=30) < 0.02


def test_a_character_photo_becomes_a_portrait() -> None:
    assert share_of(made(("character", flat(MAGENTA))), MAGENTA) > 0.02


def test_a_style_reference_gives_its_colours() -> None:
    plain, tinted = made(), made(("style", flat((200, 60, 30))))
    before, after = (np.asarray(p, np.float32).mean(axis=(0, 1)) for p in (plain, tinted))
    assert after[0] - after[2] > before[0] - before[2] + 30


def test_a_start_image_is_the_ground_of_the_picture() -> None:
    data = flat(MAGENTA)
    near = made(("startImage", data), strength=0.0)
    far = made(("startImage", data), strength=1.0)
    ground = Image.new("RGB", (SIDE, SIDE), MAGENTA)
    assert distance(near, ground) < distance(far, ground) < distance(made(), ground)


def test_an_end_image_takes_over_towards_the_right() -> None:
    picture = np.asarray(
        made(("startImage", flat(MAGENTA)), ("endImage", flat(GREEN)), strength=0.0), np.float32
    )
    left, right = picture[10:60, :20], picture[10:60, -20:]
    assert left[..., 0].mean() > left[..., 1].mean()
    assert right[..., 1].mean() > right[..., 0].mean()


def test_a_mask_protects_what_is_black() -> None:
    mask = Image.new("L", (SIDE, SIDE), 0)
    ImageDraw.Draw(mask).rectangle((SIDE // 2, 0, SIDE, SIDE), fill=255)
    picture = made(("startImage", flat(MAGENTA, (SIDE, SIDE))), ("mask", encoded(mask)))
    kept = np.asarray(picture)[:, : SIDE // 2]
    assert (kept == np.array(MAGENTA)).all()
    assert share_of(picture.crop((SIDE // 2, 0, SIDE, SIDE)), MAGENTA, 20) < 0.9


def test_a_transparent_mask_marks_what_is_redrawn() -> None:
    mask = Image.new("RGBA", (SIDE, SIDE), (0, 0, 0, 255))
    mask.paste((0, 0, 0, 0), (0, 0, SIDE // 2, SIDE))
    picture = made(("startImage", flat(MAGENTA, (SIDE, SIDE))), ("mask", encoded(mask)))
    assert (np.asarray(picture)[:, SIDE // 2 :] == np.array(MAGENTA)).all()


def test_a_mask_with_an_image_edits_that_image() -> None:
    mask = encoded(Image.new("L", (SIDE, SIDE), 0))
    picture = made(("image", flat(MAGENTA, (SIDE, SIDE))), ("mask", mask))
    assert (np.asarray(picture) == np.array(MAGENTA)).all()


def test_exif_orientation_is_applied() -> None:
    upright = Image.new("RGB", (SIDE, SIDE // 2), MAGENTA)
    upright.paste(GREEN, (0, 0, SIDE // 2, SIDE // 2))
    exif = Exif()
    exif[0x0112] = 3
    turned = encoded(upright.rotate(180), "JPEG", exif=exif, quality=95)
    one = made(("startImage", encoded(upright)), strength=0.0)
    other = made(("startImage", turned), strength=0.0)
    assert distance(one, other) < 6


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_formats(kind: str) -> None:
    data = encoded(Image.new("RGB", (80, 80), MAGENTA), kind)
    assert share_of(made(("image", data)), MAGENTA, 120) > 0.02


@pytest.mark.parametrize("data", [b"", b"not a picture", b"<svg></svg>", flat(GREEN)[:60]])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(BadParameter, match="style"):
        made(("style", data))


def test_the_same_references_give_the_same_bytes() -> None:
    given = (("image", flat(MAGENTA)), ("style", flat(GREEN)))
    assert made(*given).tobytes() == made(*given).tobytes()
