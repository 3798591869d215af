"""The record of how an image was made: readable by others, pixels untouched."""

import json

import pytest
from PIL import Image

from harness.pictures import opened, photo, saved
from limner.errors import UnsupportedType
from limner.media.image import convert
from limner.media.metadata import MadeWith, describe

IMAGE_DESCRIPTION = 0x010E
RECORD = MadeWith(prompt="una volpe è nel bosco 🦊", model="some-model", seed=7)
AS_JSON = {"prompt": "una volpe è nel bosco 🦊", "model": "some-model", "seed": 7}


def test_png_carries_it_as_text() -> None:
    plain = saved(photo(), "png")
    image = opened(describe(plain, RECORD))
    assert json.loads(image.info["limner"]) == AS_JSON
    assert image.tobytes() == opened(plain).tobytes()


@pytest.mark.parametrize(
    ("image", "format", "options"),
    [
        (photo(), "jpeg", {}),
        (photo(), "webp", {}),
        (photo(), "webp", {"lossless": True}),
        (Image.new("RGBA", (31, 17), (9, 8, 7, 100)), "webp", {}),
        (Image.new("RGBA", (31, 17), (9, 8, 7, 100)), "webp", {"lossless": True}),
    ],
)
def test_jpeg_and_webp_carry_it_as_exif(
    image: Image.Image, format: str, options: dict[str, bool]
) -> None:
    plain = saved(image, format, **options)
    described = opened(describe(plain, RECORD))
    text = described.getexif()[IMAGE_DESCRIPTION]
    assert json.loads(text.encode("latin-1").decode()) == AS_JSON
    assert described.tobytes() == opened(plain).tobytes()
    assert described.mode == opened(plain).mode


@pytest.mark.parametrize("format", ["png", "jpeg", "webp"])
def test_converting_drops_it_again(format: str) -> None:
    described = describe(saved(photo(), format), MadeWith("SECRET PROMPT", "some-model"))
    assert b"SECRET" in described
    assert b"SECRET" not in convert(described, "png").data


def test_a_record_too_long_for_jpeg_is_left_out() -> None:
    plain = saved(photo(), "jpeg")
    assert describe(plain, MadeWith("x" * 70_000, "some-model")) == plain


def test_other_formats_are_refused() -> None:
    with pytest.raises(UnsupportedType):
        describe(saved(photo(), "gif"), RECORD)
