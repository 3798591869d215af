"""Unpacks answers that came packed though they were not asked to; never to more than allowed."""

from __future__ import annotations

import zlib
from typing import Protocol

_WINDOW = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}


class Unpacker(Protocol):
    """Takes an answer in pieces and gives it unpacked."""

    def feed(self, chunk: bytes, most: int) -> bytes:
        """At most ``most`` bytes more than what was given before. Raises ValueError."""


class _Plain:
    def feed(self, chunk: bytes, most: int) -> bytes:
        return chunk


class _Deflated:
    def __init__(self, window: int) -> None:
        self._packed = zlib.decompressobj(window)

    def feed(self, chunk: bytes, most: int) -> bytes:
        try:
            return self._packed.decompress(chunk, most)
        except zlib.error as error:
            raise ValueError(str(error)) from None


def unpacker_for(encoding: str) -> Unpacker | None:
    """For a Content-Encoding; None where nobody here can unpack it."""
    kind = encoding.strip().lower()
    if kind in ("", "identity"):
        return _Plain()
    return _Deflated(_WINDOW[kind]) if kind in _WINDOW else None
