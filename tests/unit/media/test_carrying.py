"""A picture with a workflow in it is the same picture, and any reader finds the workflow."""

from io import BytesIO

import pytest
from PIL import Image

from harness.pictures import opened, photo, saved
from limner.media.carrying import PNG_KEYWORD, WEBP_KIND, carrying
from limner.media.chunks import riff_chunks

DOCUMENT = '{"schema": 1, "name": "Città, 日本 🦊", "nodes": [], "edges": []}'
SIZE = (96, 64)


def glassy() -> Image.Image:
    image = photo(*SIZE).convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(SIZE))
    return image


def webp_document(data: bytes) -> str:
    found = [chunk for chunk in riff_chunks(data) if chunk.kind == WEBP_KIND]
    assert len(found) == 1
    return data[found[0].start : found[0].end].decode()


@pytest.mark.parametrize("image", [photo(*SIZE), glassy()], ids=["opaque", "glassy"])
def test_a_png_has_it_as_text_that_readers_know(image: Image.Image) -> None:
    plain = saved(image, "PNG")
    carried = opened(carrying(plain, "image/png", DOCUMENT, SIZE))
    assert carried.info[PNG_KEYWORD.decode()] == DOCUMENT
    assert carried.tobytes() == opened(plain).tobytes()
    assert carried.mode == image.mode


@pytest.mark.parametrize("image", [photo(*SIZE), glassy()], ids=["opaque", "glassy"])
@pytest.mark.parametrize("lossless", [True, False])
@pytest.mark.parametrize("odd", ["", "x"])
def test_a_webp_has_it_in_the_extended_layout(image: Image.Image, lossless: bool, odd: str) -> None:
    plain = saved(image, "WEBP", lossless=lossless)
    data = carrying(plain, "image/webp", DOCUMENT + odd, SIZE)
    assert webp_document(data) == DOCUMENT + odd
    chunks = list(riff_chunks(data))
    assert chunks[0].kind == b"VP8X"
    assert len(data) == chunks[-1].after == int.from_bytes(data[4:8], "little") + 8
    carried, before = opened(data), opened(plain)
    assert (carried.size, carried.mode) == (before.size, before.mode)
    assert carried.tobytes() == before.tobytes()


def test_a_jpeg_is_left_as_it_is() -> None:
    plain = saved(photo(*SIZE), "JPEG")
    assert carrying(plain, "image/jpeg", DOCUMENT, SIZE) == plain


def test_what_reads_a_png_closely_finds_nothing_wrong() -> None:
    data = carrying(saved(photo(*SIZE), "PNG"), "image/png", DOCUMENT, SIZE)
    Image.open(BytesIO(data)).verify()
