"""Small pictures for providers that only pretend: one colour, told by prompt and seed."""

from __future__ import annotations

import hashlib
import struct
import zlib

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_EIGHT_BIT_RGB = (8, 2, 0, 0, 0)


def plain_png(width: int, height: int, prompt: str, seed: int) -> bytes:
    """A PNG of ``width`` × ``height`` pixels, the same bytes for the same arguments."""
    colour = hashlib.sha256(f"{seed} {prompt}".encode()).digest()[:3]
    row = b"\0" + colour * width
    return b"".join(
        (
            _SIGNATURE,
            _chunk(b"IHDR", struct.pack(">2I5B", width, height, *_EIGHT_BIT_RGB)),
            _chunk(b"IDAT", zlib.compress(row * height, level=1)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
