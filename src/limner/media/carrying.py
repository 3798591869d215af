"""An image that carries the workflow it was made by, so that it can be had back from its file.

PNG: an uncompressed ``iTXt`` chunk (PNG, third edition, section 11.3.3.4). WebP: a chunk of our own
in the extended layout, which readers pass over (RFC 9649, sections 2.7 and 2.7.1.6).
"""

from __future__ import annotations

import struct
import zlib

from limner.media.chunks import png_chunks, riff_chunks

PNG_KEYWORD = b"limner:workflow"
WEBP_KIND = b"LMNR"

_ALPHA = 0x10
_LOSSLESS_ALPHA = 1 << 28
"""In the 32 bits after a lossless picture's signature: width, height, alpha (RFC 9649, 3.4)."""


def carrying(data: bytes, mime_type: str, document: str, size: tuple[int, int]) -> bytes:
    """The image with a workflow document's JSON in it; one of another type as it is.

    ``size`` is its width and height in pixels. The pixels stay as they are.
    """
    if mime_type == "image/png":
        return _png(data, document.encode())
    if mime_type == "image/webp":
        return _webp(data, document.encode(), size)
    return data


def _png(data: bytes, document: bytes) -> bytes:
    header = next(png_chunks(data))
    plain, no_language, no_translation = b"\0\0", b"\0", b"\0"
    body = PNG_KEYWORD + b"\0" + plain + no_language + no_translation + document
    length, checked = struct.pack(">I", len(body)), b"iTXt" + body
    chunk = length + checked + struct.pack(">I", zlib.crc32(checked))
    return data[: header.after] + chunk + data[header.after :]


def _webp(data: bytes, document: bytes, size: tuple[int, int]) -> bytes:
    chunks = list(riff_chunks(data))
    parts = [data[chunk.first : chunk.after] for chunk in chunks]
    if chunks[0].kind != b"VP8X":
        first = data[chunks[0].start : chunks[0].end]
        parts.insert(0, _extended(chunks[0].kind, first, size))
    body = b"WEBP" + b"".join([*parts, _riff(WEBP_KIND, document)])
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _extended(kind: bytes, body: bytes, size: tuple[int, int]) -> bytes:
    """The header that the extended layout begins with."""
    lossless = kind == b"VP8L"
    alpha = lossless and struct.unpack_from("<I", body, 1)[0] & _LOSSLESS_ALPHA
    width, height = (side - 1 for side in size)
    flags = bytes([_ALPHA if alpha else 0, 0, 0, 0])
    return _riff(b"VP8X", flags + width.to_bytes(3, "little") + height.to_bytes(3, "little"))


def _riff(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
