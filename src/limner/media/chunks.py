"""The containers around the pixels: walked without decoding anything.

Sources: PNG (W3C, third edition) section 5; WebP container (RFC 9649) section 2;
JPEG (ITU-T T.81) annex B; ISO base media file format (ISO/IEC 14496-12) section 4.2.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from limner.errors import DamagedImage

Readable = bytes | mmap.mmap
"""A file: held, or read where it is looked at."""

PNG_SIGNATURE_BYTES = 8
RIFF_HEADER_BYTES = 12
MAX_CHUNKS = 100_000
"""More chunks than any real image has; a file of empty chunks ends here."""

_STANDALONE_MARKERS = frozenset({0x01, *range(0xD0, 0xD9)})
_START_OF_SCAN = 0xDA


@dataclass(frozen=True, slots=True)
class Chunk:
    """One piece of a file: `data[start:end]` is its body, `data[first:after]` all of it."""

    kind: bytes
    first: int
    start: int
    end: int
    after: int


def png_chunks(data: bytes) -> Iterator[Chunk]:
    """The chunks up to IEND; what follows IEND is no part of the image.

    Raises DamagedImage when the file ends before IEND.
    """
    at = PNG_SIGNATURE_BYTES
    for _ in range(MAX_CHUNKS):
        length, kind = _unpack(">I4s", data, at)
        chunk = Chunk(kind, at, at + 8, at + 8 + length, at + 12 + length)
        yield _inside(chunk, len(data))
        if kind == b"IEND":
            return
        at = chunk.after
    raise DamagedImage("The PNG file has too many chunks.")


def riff_chunks(data: Readable) -> Iterator[Chunk]:
    """The chunks of a WebP file.

    Raises DamagedImage when the file is shorter than it says.
    """
    (size,) = _unpack("<I", data, 4)
    end = size + 8
    if end > len(data):
        raise DamagedImage("The WebP file is incomplete.")
    at = RIFF_HEADER_BYTES
    for _ in range(MAX_CHUNKS):
        if at >= end:
            return
        kind, length = _unpack("<4sI", data, at)
        body = at + 8
        chunk = Chunk(kind, at, body, body + length, body + length + length % 2)
        yield _inside(chunk, end + length % 2)
        at = chunk.after
    raise DamagedImage("The WebP file has too many chunks.")


def jpeg_segments(data: bytes) -> Iterator[Chunk]:
    """The marker segments before the first scan; `kind` is the marker's second byte.

    Raises DamagedImage when the header is malformed or cut off.
    """
    at = 2
    for _ in range(MAX_CHUNKS):
        lead, marker = _unpack(">BB", data, at)
        if lead != 0xFF:
            raise DamagedImage("The JPEG header is malformed.")
        if marker == 0xFF:
            at += 1
            continue
        if marker in _STANDALONE_MARKERS:
            at += 2
            continue
        if marker == _START_OF_SCAN:
            return
        (length,) = _unpack(">H", data, at + 2)
        if length < 2:
            raise DamagedImage("The JPEG header is malformed.")
        end = at + 2 + length
        yield _inside(Chunk(bytes([marker]), at, at + 4, end, end), len(data))
        at = end
    raise DamagedImage("The JPEG file has too many segments.")


def boxes(data: Readable, start: int, end: int) -> Iterator[Chunk]:
    """The boxes between two offsets of an AVIF file.

    Raises DamagedImage when a box is longer than what holds it.
    """
    at = start
    for _ in range(MAX_CHUNKS):
        if at >= end:
            return
        length, kind = _unpack(">I4s", data, at)
        body = at + 8
        if length == 1:
            (length,) = _unpack(">Q", data, body)
            body += 8
        after = end if length == 0 else at + length
        if after < body:
            raise DamagedImage("The AVIF file is malformed.")
        yield _inside(Chunk(kind, at, body, after, after), end)
        at = after
    raise DamagedImage("The AVIF file has too many boxes.")


def _inside(chunk: Chunk, end: int) -> Chunk:
    if chunk.after > end:
        raise DamagedImage("The image file is incomplete.")
    return chunk


def _unpack(layout: str, data: Readable, at: int) -> tuple[Any, ...]:
    try:
        return struct.unpack_from(layout, data, at)
    except struct.error:
        raise DamagedImage("The image file is incomplete.") from None
