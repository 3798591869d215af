"""PNGs that are packed anew without undoing their rows, and those that have to be decoded."""

import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from harness.pictures import opened, photo, png, png_chunk, saved
from limner.errors import DamagedImage, ImageTooLarge
from limner.media.chunks import png_chunks
from limner.media.decode import decode
from limner.media.image import convert
from limner.media.repack import repacked

PHOTO = photo()


def file_of(rows: bytes, width: int = 4, height: int = 3, depth: int = 8) -> bytes:
    """A colour PNG of rows as they stand in the file."""
    return png(width, height, depth, 2, zlib.compress(rows))


def rows_of(filters: bytes, width: int = 4) -> bytes:
    return b"".join(bytes([kind]) + bytes(range(3 * width)) for kind in filters)


def interlaced(data: bytes) -> bytes:
    """The same file, said to be interlaced."""
    header = data[16:28] + b"\1"
    return data[:8] + png_chunk(b"IHDR", header) + data[33:]


def test_the_picture_is_the_same_and_nothing_else_is_left() -> None:
    told = PngImagePlugin.PngInfo()
    told.add_text("parameters", "a secret")
    data = saved(PHOTO, "PNG", pnginfo=told)
    result = repacked(data)
    assert result is not None
    anew, width, height = result
    assert (width, height) == PHOTO.size
    assert opened(anew).tobytes() == PHOTO.tobytes()
    assert [each.kind for each in png_chunks(anew)] == [b"IHDR", b"IDAT", b"IEND"]
    assert b"secret" not in anew


@given(
    filters=st.lists(st.integers(1, 4), min_size=1, max_size=20),
    width=st.integers(1, 40),
    seed=st.integers(0, 2**32 - 1),
)
def test_any_rows_stay_the_pixels_they_were(filters: list[int], width: int, seed: int) -> None:
    noise = np.random.default_rng(seed).integers(0, 256, (len(filters), 3 * width), np.uint8)
    rows = b"".join(bytes([kind]) + row.tobytes() for kind, row in zip(filters, noise, strict=True))
    data = file_of(rows, width, len(filters))
    result = repacked(data)
    assert result is not None
    assert opened(result[0]).tobytes() == opened(data).tobytes()


def test_converting_takes_this_way() -> None:
    data = saved(PHOTO, "PNG")
    result = repacked(data)
    assert result is not None
    assert convert(data, "png").data == result[0]


@pytest.mark.parametrize(
    "data",
    [
        saved(PHOTO.convert("RGBA"), "PNG"),
        saved(PHOTO.convert("L"), "PNG"),
        saved(PHOTO.convert("P"), "PNG"),
        saved(PHOTO, "PNG", transparency=(1, 2, 3)),
        saved(PHOTO, "PNG", icc_profile=b"a profile"),
        saved(PHOTO, "PNG", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0"),
        saved(PHOTO, "PNG", save_all=True, append_images=[PHOTO.rotate(180)]),
        interlaced(file_of(rows_of(b"\1\1\1"))),
        file_of(rows_of(b"\1\1\1"), depth=16),
    ],
    ids=["alpha", "grey", "palette", "key", "profile", "exif", "frames", "interlaced", "16 bits"],
)
def test_other_kinds_are_left_to_the_decoder(data: bytes) -> None:
    assert repacked(data) is None


@pytest.mark.parametrize(
    "data",
    [
        file_of(rows_of(b"\1\1")),
        file_of(rows_of(b"\1\1\1\1")),
        file_of(rows_of(b"\1\5\1")),
        file_of(b""),
        file_of(rows_of(b"\1\1\1"))[:60],
    ],
    ids=["a row short", "a row more", "no such filter", "empty", "cut off"],
)
def test_what_is_damaged_is_never_packed(data: bytes) -> None:
    try:
        assert repacked(data) is None
    except DamagedImage:
        return


ROWS = rows_of(b"\1\1\1")
HEADER = png_chunk(b"IHDR", (4).to_bytes(4, "big") + (3).to_bytes(4, "big") + b"\x08\2\0\0\0")
OTHER = png_chunk(b"IHDR", (2).to_bytes(4, "big") + (3).to_bytes(4, "big") + b"\x08\2\0\0\0")
PACKED = zlib.compress(ROWS)
FIRST, SECOND = png_chunk(b"IDAT", PACKED[:9]), png_chunk(b"IDAT", PACKED[9:])
TIME, ODD, END = png_chunk(b"tIME", bytes(7)), png_chunk(b"ODDS", b""), png_chunk(b"IEND", b"")
CHUNKS = [HEADER, OTHER, FIRST, SECOND, TIME, ODD, END]


@given(st.lists(st.sampled_from(CHUNKS), max_size=6))
def test_chunks_in_any_order_are_what_the_decoder_makes_of_them(chunks: list[bytes]) -> None:
    data = b"\x89PNG\r\n\x1a\n" + b"".join([HEADER, *chunks, END])
    try:
        result = repacked(data)
    except DamagedImage:
        return
    if result is not None:
        assert opened(result[0]).tobytes() == decode(data).image.tobytes()
        assert result[1:] == decode(data).image.size


def test_a_header_after_the_rows_changes_nothing() -> None:
    other = png_chunk(b"IHDR", (9).to_bytes(4, "big") + (2).to_bytes(4, "big") + b"\x08\2\0\0\0")
    rows = rows_of(b"\1" * 14, 1)
    data = file_of(rows, 1, 14)
    assert repacked(data) is not None
    assert repacked(data[:-12] + other + END) is None


def test_a_wrong_checksum_is_a_damaged_image() -> None:
    data = bytearray(saved(PHOTO, "PNG"))
    data[data.index(b"IDAT") + 20] ^= 1
    assert repacked(bytes(data)) is None
    with pytest.raises(DamagedImage):
        convert(bytes(data), "png")


def test_more_after_the_rows_is_left_to_the_decoder() -> None:
    packed = zlib.compress(rows_of(b"\1\1\1"))
    assert repacked(png(4, 3, 8, 2, packed)) is not None
    assert repacked(png(4, 3, 8, 2, packed + b"more")) is None


def test_a_picture_without_differences_is_encoded_well() -> None:
    """Its rows would be packed badly: they are as large as its pixels."""
    plain = b"".join(b"\0" + row.tobytes() for row in np.asarray(PHOTO))
    data = file_of(plain, *PHOTO.size)
    assert repacked(data) is None
    assert opened(convert(data, "png").data).tobytes() == PHOTO.tobytes()


def test_a_bomb_is_not_unpacked() -> None:
    with pytest.raises(ImageTooLarge):
        repacked(file_of(b"", 20_000, 20_000))
    assert repacked(file_of(b"\1" * 100_000_000, 4, 3)) is None


def test_what_comes_out_can_be_packed_again() -> None:
    once = convert(saved(Image.effect_noise((64, 64), 40).convert("RGB"), "PNG"), "png").data
    assert convert(once, "png").data == once
