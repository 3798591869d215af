"""Real image files for tests: good ones, odd ones and hostile ones."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image, ImageCms

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
ORIENTATION = 0x0112
GPS = 0x8825

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)
QUADRANTS = {
    ("top", "left"): RED,
    ("top", "right"): GREEN,
    ("bottom", "left"): BLUE,
    ("bottom", "right"): WHITE,
}
"""Colours of `quadrants`, seen upright."""


def saved(image: Image.Image, format: str, **options: Any) -> bytes:
    target = BytesIO()
    image.save(target, format=format, **options)
    return target.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


def photo(width: int = 96, height: int = 64) -> Image.Image:
    """Smooth colour in every direction, so that all encoders have something to do."""
    across = Image.linear_gradient("L").resize((height, width)).transpose(Image.Transpose.ROTATE_90)
    down = Image.linear_gradient("L").resize((width, height))
    return Image.merge("RGB", (across, down, Image.radial_gradient("L").resize((width, height))))


def quadrants(width: int = 96, height: int = 64) -> Image.Image:
    """Red, green over blue, white."""
    image = Image.new("RGB", (width, height))
    for (vertical, horizontal), colour in QUADRANTS.items():
        left = 0 if horizontal == "left" else width // 2
        top = 0 if vertical == "top" else height // 2
        image.paste(colour, (left, top, left + width // 2, top + height // 2))
    return image


def corner(image: Image.Image, vertical: str, horizontal: str) -> tuple[int, int, int]:
    """The colour near a corner, away from what lossy encoders do to borders."""
    x = image.width // 8 if horizontal == "left" else image.width * 7 // 8
    y = image.height // 8 if vertical == "top" else image.height * 7 // 8
    pixel = image.convert("RGB").getpixel((x, y))
    assert isinstance(pixel, tuple)
    red, green, blue = pixel
    return red, green, blue


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, depth: int, colour: int, rows: bytes, *extra: bytes) -> bytes:
    """A PNG from its parts; `extra` chunks stand between header and pixels."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"".join(
        [
            PNG_SIGNATURE,
            png_chunk(b"IHDR", header),
            *extra,
            png_chunk(b"IDAT", rows),
            png_chunk(b"IEND", b""),
        ]
    )


def png_bomb(width: int, height: int) -> bytes:
    """A complete and valid black image, a few kilobytes that unpack to width × height pixels."""
    packer = zlib.compressobj(1)
    row = b"\0" * (1 + (width + 7) // 8)
    rows = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    return png(width, height, 1, 0, rows)


def small_png(*extra: bytes) -> bytes:
    """One white pixel, with chunks of the test's choice."""
    return png(1, 1, 8, 2, zlib.compress(b"\0\xff\xff\xff"), *extra)


def with_orientation(format: str, orientation: int) -> bytes:
    """`quadrants` stored turned, with the EXIF orientation that says how."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    return saved(stored_for(orientation), format, exif=exif)


# Exif 2.32, tag 0x0112: the visual side that the stored 0th row and 0th column stand for.
_SIDES = {
    1: ("top", "left"),
    2: ("top", "right"),
    3: ("bottom", "right"),
    4: ("bottom", "left"),
    5: ("left", "top"),
    6: ("right", "top"),
    7: ("right", "bottom"),
    8: ("left", "bottom"),
}
_OPPOSITE = {"top": "bottom", "bottom": "top", "left": "right", "right": "left"}


def stored_for(orientation: int) -> Image.Image:
    """What a camera stores whose upright picture is `quadrants`."""
    row, column = _SIDES[orientation]
    size = (96, 64) if row in {"top", "bottom"} else (64, 96)
    image = Image.new("RGB", size)
    for vertical, row_side in (("top", row), ("bottom", _OPPOSITE[row])):
        for horizontal, column_side in (("left", column), ("right", _OPPOSITE[column])):
            left = 0 if horizontal == "left" else size[0] // 2
            top = 0 if vertical == "top" else size[1] // 2
            box = (left, top, left + size[0] // 2, top + size[1] // 2)
            sides = {row_side, column_side}
            colour = next(c for corner, c in QUADRANTS.items() if set(corner) == sides)
            image.paste(colour, box)
    return image


def profile_with_red_and_blue_swapped() -> bytes:
    """An RGB colour profile in which a red pixel means blue."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    table = profile[:512].replace(b"rXYZ", b"....").replace(b"bXYZ", b"rXYZ")
    renamed = table.replace(b"....", b"bXYZ") + profile[512:]
    return renamed.replace("sRGB".encode("utf-16-be"), "swap".encode("utf-16-be"))
