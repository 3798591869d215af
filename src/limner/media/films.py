"""What a film or a sound says of itself in its header: nothing is decoded. Pure.

Sources: ISO/IEC 14496-12 sections 8.2.2 and 8.3.2 for MP4; the WAVE form of RIFF, chunk `fmt `.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from limner.errors import DamagedImage
from limner.media.chunks import Chunk, Readable, boxes, riff_chunks

_MP4_TYPES = frozenset({"video/mp4", "video/quicktime", "audio/mp4"})
_LONGEST_MS = 24 * 60 * 60 * 1000
_LARGEST_SIDE = 32_768


@dataclass(frozen=True, slots=True)
class FilmFacts:
    """Size in pixels and length in milliseconds, each None where the header does not tell."""

    width: int | None = None
    height: int | None = None
    length_ms: int | None = None


def film_facts(data: Readable, mime_type: str) -> FilmFacts:
    """The facts of a film or a sound; none of a container that is not read, or not whole."""
    try:
        if mime_type in _MP4_TYPES:
            return _mp4(data)
        if mime_type == "audio/wav":
            return FilmFacts(length_ms=_wav_length(data))
    except DamagedImage:
        return FilmFacts()
    return FilmFacts()


def _mp4(data: Readable) -> FilmFacts:
    length: int | None = None
    width = height = None
    for box in _children(data, b"moov"):
        if box.kind == b"mvhd":
            length = _mvhd_length(data[box.start : box.end])
        elif box.kind == b"trak":
            sides = _track_size(data, box)
            if sides is not None:
                width, height = sides
    return FilmFacts(width, height, length)


def _children(data: Readable, kind: bytes) -> Iterator[Chunk]:
    for box in boxes(data, 0, len(data)):
        if box.kind == kind:
            yield from boxes(data, box.start, box.end)


def _mvhd_length(body: bytes) -> int | None:
    long = body[:1] == b"\1"
    scale = int.from_bytes(body[20:24] if long else body[12:16], "big")
    duration = int.from_bytes(body[24:32] if long else body[16:20], "big")
    length = round(duration * 1000 / scale) if scale else 0
    return length if 0 < length <= _LONGEST_MS else None


def _track_size(data: Readable, track: Chunk) -> tuple[int, int] | None:
    """The size at which a track is shown; sounds have none."""
    for box in boxes(data, track.start, track.end):
        if box.kind == b"tkhd" and box.end - box.start >= 84:
            width = int.from_bytes(data[box.end - 8 : box.end - 6], "big")
            height = int.from_bytes(data[box.end - 4 : box.end - 2], "big")
            if 0 < width <= _LARGEST_SIDE and 0 < height <= _LARGEST_SIDE:
                return width, height
    return None


def _wav_length(data: Readable) -> int | None:
    rate = 0
    for chunk in riff_chunks(data):
        if chunk.kind == b"fmt ":
            rate = int.from_bytes(data[chunk.start + 8 : chunk.start + 12], "little")
        elif chunk.kind == b"data" and rate:
            return round((chunk.end - chunk.start) * 1000 / rate)
    return None
