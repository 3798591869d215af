"""What an image file says of itself, read from its header: no pixel is decoded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from limner.errors import DamagedImage, ImageTooLarge, UnsupportedType
from limner.media.chunks import Chunk, boxes, jpeg_segments, png_chunks, riff_chunks
from limner.media.formats import Format, sniff

MAX_PIXELS = 100_000_000
"""Width times height of the largest image Limner opens."""

_JPEG_FRAME_HEADERS = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


@dataclass(frozen=True, slots=True)
class ImageInfo:
    """Facts from the header. `width` and `height` are pixels as stored, before orientation."""

    format: Format
    width: int
    height: int
    lossless: bool


def probe(data: bytes) -> ImageInfo:
    """The facts of an image, by its content; its name plays no part.

    Raises UnsupportedType for anything but PNG, JPEG, WebP, GIF and AVIF, DamagedImage for a
    header that is cut off or malformed, ImageTooLarge above MAX_PIXELS.
    """
    found = sniff(data)
    if found is None:
        raise UnsupportedType(
            "The file is empty." if not data else "The file is not an image Limner can read.",
            hint="Use a PNG, JPEG or WebP image.",
        )
    width, height, lossless = _READERS[found](data)
    check_size(width, height)
    return ImageInfo(found, width, height, lossless)


def check_size(width: int, height: int) -> None:
    """Raises DamagedImage for an empty image, ImageTooLarge above MAX_PIXELS."""
    if width < 1 or height < 1:
        raise DamagedImage("The image has no pixels.")
    if width * height > MAX_PIXELS:
        raise ImageTooLarge(
            f"The image has {width} × {height} pixels; the limit is 100 megapixels."
        )


def _png(data: bytes) -> tuple[int, int, bool]:
    header = next(png_chunks(data))
    if header.kind != b"IHDR" or header.end - header.start != 13:
        raise DamagedImage("The PNG header is malformed.")
    return _big(data, header.start, 4), _big(data, header.start + 4, 4), True


def _jpeg(data: bytes) -> tuple[int, int, bool]:
    for segment in jpeg_segments(data):
        if segment.kind[0] in _JPEG_FRAME_HEADERS and segment.end - segment.start >= 6:
            height = _big(data, segment.start + 1, 2)
            return _big(data, segment.start + 3, 2), height, False
    raise DamagedImage("The JPEG file has no image in it.")


def _webp(data: bytes) -> tuple[int, int, bool]:
    width = height = 0
    lossless = False
    for chunk in riff_chunks(data):
        body = data[chunk.start : min(chunk.end, chunk.start + 10)]
        if chunk.kind == b"VP8X" and len(body) == 10:
            width, height = 1 + _little(body, 4, 3), 1 + _little(body, 7, 3)
        elif chunk.kind == b"VP8L" and len(body) >= 5 and body[0] == 0x2F:
            bits = _little(body, 1, 4)
            width, height = width or 1 + (bits & 0x3FFF), height or 1 + (bits >> 14 & 0x3FFF)
            lossless = True
        elif chunk.kind == b"VP8 " and body[3:6] == b"\x9d\x01\x2a" and len(body) == 10:
            width = width or _little(body, 6, 2) & 0x3FFF
            height = height or _little(body, 8, 2) & 0x3FFF
    return width, height, lossless


def _gif(data: bytes) -> tuple[int, int, bool]:
    if len(data) < 13:
        raise DamagedImage("The GIF file is incomplete.")
    return _little(data, 6, 2), _little(data, 8, 2), True


def _avif(data: bytes) -> tuple[int, int, bool]:
    sizes = [
        (_big(data, prop.start + 4, 4), _big(data, prop.start + 8, 4))
        for prop in _avif_properties(data)
        if prop.kind == b"ispe" and prop.end - prop.start >= 12
    ]
    if not sizes:
        raise DamagedImage("The AVIF file has no image in it.")
    width, height = max(sizes, key=lambda size: size[0] * size[1])
    return width, height, False


def _avif_properties(data: bytes) -> list[Chunk]:
    meta = _box(data, b"meta", 0, len(data))
    properties = _box(data, b"iprp", meta.start + 4, meta.end)
    container = _box(data, b"ipco", properties.start, properties.end)
    return list(boxes(data, container.start, container.end))


def _box(data: bytes, kind: bytes, start: int, end: int) -> Chunk:
    for box in boxes(data, start, end):
        if box.kind == kind:
            return box
    raise DamagedImage("The AVIF file is malformed.")


def _big(data: bytes, at: int, length: int) -> int:
    return int.from_bytes(data[at : at + length], "big")


def _little(data: bytes, at: int, length: int) -> int:
    return int.from_bytes(data[at : at + length], "little")


_READERS: Mapping[Format, Callable[[bytes], tuple[int, int, bool]]] = MappingProxyType(
    {
        Format.PNG: _png,
        Format.JPEG: _jpeg,
        Format.WEBP: _webp,
        Format.GIF: _gif,
        Format.AVIF: _avif,
    }
)
