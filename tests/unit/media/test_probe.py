"""What a file's header says, and which files are refused on its word alone."""

import struct

import pytest
from PIL import Image

from harness.pictures import PNG_SIGNATURE, photo, png_bomb, png_chunk, saved, small_png
from limner.errors import DamagedImage, ImageTooLarge, UnsupportedType
from limner.media.formats import Format, sniff
from limner.media.probe import probe


@pytest.mark.parametrize(
    ("format", "options", "lossless"),
    [
        (Format.PNG, {}, True),
        (Format.JPEG, {}, False),
        (Format.JPEG, {"progressive": True}, False),
        (Format.WEBP, {}, False),
        (Format.WEBP, {"lossless": True}, True),
        (Format.WEBP, {"exif": b"Exif\0\0MM\0*\0\0\0\x08\0\0"}, False),
        (Format.GIF, {}, True),
        (Format.AVIF, {}, False),
    ],
)
def test_says_format_size_and_loss(
    format: Format, options: dict[str, object], lossless: bool
) -> None:
    info = probe(saved(photo(97, 63), format.value, **options))

    assert (info.format, info.width, info.height) == (format, 97, 63)
    assert info.lossless is lossless
    assert info.format.mime == f"image/{format.value}"


@pytest.mark.parametrize("data", [b"", b"\x89PNG", b"RIFF\x04\0\0\0WAVE", b"%PDF-1.7", b"BM" * 40])
def test_refuses_what_is_no_image_it_knows(data: bytes) -> None:
    with pytest.raises(UnsupportedType):
        probe(data)


@pytest.mark.parametrize(
    "data",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b'<?xml version="1.0"?><svg/>',
        b"<!doctype html><title>image.png</title>",
        b"GIF8<html>",
        b"%!PS-Adobe-3.0 EPSF-3.0",
        b"8BPS" + bytes(64),
        b"II*\0" + bytes(64),
    ],
)
def test_the_name_of_a_file_plays_no_part(data: bytes) -> None:
    assert sniff(data) is None
    with pytest.raises(UnsupportedType) as refused:
        probe(data)
    assert refused.value.code == "unsupported_type"


def test_a_bomb_is_refused_by_its_header() -> None:
    with pytest.raises(ImageTooLarge) as refused:
        probe(png_bomb(20_000, 20_000))
    assert refused.value.code == "image_too_large"
    assert "20000 × 20000" in refused.value.detail


def test_a_hundred_megapixels_are_the_limit() -> None:
    header = PNG_SIGNATURE + png_chunk(
        b"IHDR", struct.pack(">IIBBBBB", 10_000, 10_000, 8, 2, 0, 0, 0)
    )
    assert probe(header).width == 10_000

    more = PNG_SIGNATURE + png_chunk(
        b"IHDR", struct.pack(">IIBBBBB", 10_000, 10_001, 8, 2, 0, 0, 0)
    )
    with pytest.raises(ImageTooLarge):
        probe(more)


@pytest.mark.parametrize(
    ("format", "length"),
    [
        (Format.PNG, 28),
        (Format.JPEG, 20),
        (Format.WEBP, 24),
        (Format.GIF, 9),
        (Format.AVIF, 60),
    ],
)
def test_a_header_cut_off_is_damaged(format: Format, length: int) -> None:
    data = saved(Image.new("RGB", (8, 8)), format.value)
    with pytest.raises(DamagedImage) as refused:
        probe(data[:length])
    assert refused.value.code == "damaged_image"


def test_an_image_without_pixels_is_damaged() -> None:
    header = PNG_SIGNATURE + png_chunk(b"IHDR", struct.pack(">IIBBBBB", 0, 5, 8, 2, 0, 0, 0))
    with pytest.raises(DamagedImage):
        probe(header)


def test_endless_empty_segments_are_given_up() -> None:
    with pytest.raises(DamagedImage):
        probe(b"\xff\xd8" + b"\xff\xfe\0\x02" * 100_001)


def test_giant_text_is_stepped_over() -> None:
    text = png_chunk(b"tEXt", b"workflow\0" + b"x" * 50_000_000)
    assert probe(small_png(text)).width == 1
