"""How an image was made, written into the file without touching its pixels.

PNG carries it as an `iTXt` chunk named `limner`, JPEG and WebP as the EXIF image description
(tag 0x010E); in each it is one line of JSON.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType

from limner.errors import UnsupportedType
from limner.media.chunks import Chunk, png_chunks, riff_chunks
from limner.media.formats import Format, sniff
from limner.media.probe import probe
from limner.values import canonical_json

_KEYWORD = b"limner"
_IMAGE_DESCRIPTION = 0x010E
_ASCII = 2
_EXIF_FLAG = 0x08
_ALPHA_FLAG = 0x10
_LONGEST_SEGMENT = 0xFFFF


@dataclass(frozen=True, slots=True)
class MadeWith:
    """What it takes to make the image again."""

    prompt: str
    model: str
    seed: int | None = None


def describe(data: bytes, made_with: MadeWith) -> bytes:
    """An image as Limner encodes them, with the record added.

    A record too long for a JPEG segment (64 KiB) is left out. Raises UnsupportedType for
    anything but PNG, JPEG and WebP.
    """
    writer = _WRITERS.get(sniff(data))
    if writer is None:
        raise UnsupportedType("Only PNG, JPEG and WebP images can carry a record.")
    return writer(data, canonical_json(asdict(made_with)))


def _into_png(data: bytes, record: bytes) -> bytes:
    header = next(png_chunks(data))
    # Keyword, no compression, no language, no translated keyword: PNG (W3C) section 11.3.3.4.
    body = _KEYWORD + b"\0\0\0\0\0" + record
    chunk = struct.pack(">I", len(body)) + b"iTXt" + body
    checked = chunk + struct.pack(">I", zlib.crc32(chunk[4:]))
    return data[: header.after] + checked + data[header.after :]


def _into_jpeg(data: bytes, record: bytes) -> bytes:
    body = b"Exif\0\0" + _exif(record)
    length = len(body) + 2
    if length > _LONGEST_SEGMENT:
        return data
    return data[:2] + b"\xff\xe1" + struct.pack(">H", length) + body + data[2:]


def _into_webp(data: bytes, record: bytes) -> bytes:
    chunks = list(riff_chunks(data))
    pieces = [data[chunk.first : chunk.after] for chunk in chunks if chunk.kind != b"VP8X"]
    body = b"".join([_webp_header(data, chunks), *pieces, _riff(b"EXIF", _exif(record))])
    return _riff(b"RIFF", b"WEBP" + body)


def _webp_header(data: bytes, chunks: list[Chunk]) -> bytes:
    """The extended header (RFC 9649, section 2.7) that a file with metadata must begin with."""
    first = chunks[0]
    if first.kind == b"VP8X":
        flags = data[first.start]
    elif first.kind == b"VP8L":
        flags = _ALPHA_FLAG if data[first.start + 4] & 0x10 else 0
    else:
        flags = 0
    info = probe(data)
    size = (info.width - 1).to_bytes(3, "little") + (info.height - 1).to_bytes(3, "little")
    return _riff(b"VP8X", bytes([flags | _EXIF_FLAG, 0, 0, 0]) + size)


def _riff(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def _exif(record: bytes) -> bytes:
    """A TIFF structure with one entry, the image description (Exif 2.32, section 4.6)."""
    text = record + b"\0"
    header = struct.pack(">2sHI", b"MM", 42, 8)
    text_at = len(header) + struct.calcsize(">HHHIII")
    entry = struct.pack(">HHHIII", 1, _IMAGE_DESCRIPTION, _ASCII, len(text), text_at, 0)
    return header + entry + text


_WRITERS: Mapping[Format | None, Callable[[bytes, bytes], bytes]] = MappingProxyType(
    {Format.PNG: _into_png, Format.JPEG: _into_jpeg, Format.WEBP: _into_webp}
)
