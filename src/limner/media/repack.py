"""A PNG written anew without undoing its rows: unpacked, checked, and packed again.

The rows of a PNG stand in its file as differences between neighbours, compressed. To turn them
into pixels and to choose differences again is most of what decoding and encoding cost; what
comes out is the same picture. Measured on a photo of 1,024 × 1,024 pixels: 40 ms, not 100.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from itertools import groupby

from limner.media.chunks import PNG_SIGNATURE_BYTES, png_chunks
from limner.media.probe import check_size

_PLAIN = (8, 2, 0, 0, 0)
"""Bits, colour type (RGB), compression, filter and interlace of the PNGs that are repacked."""

_HEEDED = frozenset({b"tRNS", b"iCCP", b"eXIf", b"acTL"})
_FILTERS = 5
_UNFILTERED = 0


def repacked(data: bytes) -> tuple[bytes, int, int] | None:
    """A plain RGB PNG packed anew, with its width and height in pixels.

    None for anything else, and for whatever is wrong with it: then it has to be decoded. Raises
    DamagedImage and ImageTooLarge for what no decoder would take either.
    """
    chunks = list(png_chunks(data))
    if not _in_order([chunk.kind for chunk in chunks]):
        return None
    header, packed = b"", []
    for chunk in chunks:
        if not chunk.kind.isupper():
            continue
        body = memoryview(data)[chunk.start : chunk.end]
        if zlib.crc32(body, zlib.crc32(chunk.kind)) != int.from_bytes(
            data[chunk.end : chunk.after], "big"
        ):
            return None
        if chunk.kind == b"IHDR":
            header = bytes(body)
        else:
            packed.append(body)
    if len(header) != 13:
        return None
    width, height, *form = struct.unpack(">IIBBBBB", header)
    check_size(width, height)
    rows = _rows(b"".join(packed), 1 + 3 * width, height) if tuple(form) == _PLAIN else None
    if rows is None:
        return None
    return _file(data[:PNG_SIGNATURE_BYTES], header, rows), width, height


def _in_order(kinds: Sequence[bytes]) -> bool:
    """Whether a header comes first, then one run of rows, and nothing else that decoders heed.

    Of files that are written otherwise they make different pictures, or none.
    """
    runs = [kind for kind, _ in groupby(kinds) if kind.isupper()]
    only_one = kinds[0] == b"IHDR" and kinds.count(b"IHDR") == 1
    return only_one and runs == [b"IHDR", b"IDAT", b"IEND"] and not _HEEDED.intersection(kinds)


def _rows(packed: bytes, length: int, count: int) -> bytes | None:
    """The rows as they stand in the file, each of so many bytes; None where they are not whole.

    A picture whose encoder took no differences is better encoded by one that does.
    """
    unpacking = zlib.decompressobj()
    try:
        rows = unpacking.decompress(packed, length * count + 1)
    except zlib.error:
        return None
    if len(rows) != length * count or not unpacking.eof or unpacking.unused_data:
        return None
    filters = rows[::length]
    if max(filters) >= _FILTERS or 2 * filters.count(_UNFILTERED) > count:
        return None
    return rows


def _file(signature: bytes, header: bytes, rows: bytes) -> bytes:
    packing = zlib.compressobj(1, zlib.DEFLATED, zlib.MAX_WBITS, 9, zlib.Z_RLE)
    packed = packing.compress(rows) + packing.flush()
    chunks = ((b"IHDR", header), (b"IDAT", packed), (b"IEND", b""))
    return signature + b"".join(part for chunk in chunks for part in _chunk(*chunk))


def _chunk(kind: bytes, body: bytes) -> Iterator[bytes]:
    yield len(body).to_bytes(4, "big")
    yield kind
    yield body
    yield zlib.crc32(body, zlib.crc32(kind)).to_bytes(4, "big")
