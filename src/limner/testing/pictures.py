"""Small pictures for providers that only pretend: one colour, told by prompt and seed."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib

from PIL import Image

from limner.media.formats import OutputFormat

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_EIGHT_BIT_RGB = (8, 2, 0, 0, 0)


def plain_png(width: int, height: int, prompt: str, seed: int) -> bytes:
    """A PNG of ``width`` × ``height`` pixels, the same bytes for the same arguments."""
    row = b"\0" + bytes(_colour(prompt, seed)) * width
    return b"".join(
        (
            _SIGNATURE,
            _chunk(b"IHDR", struct.pack(">2I5B", width, height, *_EIGHT_BIT_RGB)),
            _chunk(b"IDAT", zlib.compress(row * height, level=1)),
            _chunk(b"IEND", b""),
        )
    )


def plain_picture(
    width: int,
    height: int,
    prompt: str,
    seed: int,
    *,
    format: OutputFormat = "png",
    transparent: bool = False,
) -> bytes:
    """The same colour in another format, or see-through (not as JPEG)."""
    if format == "png" and not transparent:
        return plain_png(width, height, prompt, seed)
    mode, alpha = ("RGBA", (0,)) if transparent else ("RGB", ())
    file = io.BytesIO()
    Image.new(mode, (width, height), (*_colour(prompt, seed), *alpha)).save(file, format)
    return file.getvalue()


def _colour(prompt: str, seed: int) -> tuple[int, int, int]:
    red, green, blue = hashlib.sha256(f"{seed} {prompt}".encode()).digest()[:3]
    return red, green, blue


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
