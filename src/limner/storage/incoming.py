"""A file on its way into a store: written piece by piece and never in memory as a whole."""

from __future__ import annotations

import asyncio
import hashlib
import mmap
import os
import weakref
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from uuid import uuid4


class IncomingFile:
    """What has come so far, with its digest and its size.

    ``close`` removes it, unless a store has taken it in; whoever forgets that leaves it to the
    collector of garbage. ``faults`` turns an OSError into what the store raises.
    """

    def __init__(self, folder: Path, faults: Callable[[], AbstractContextManager[None]]) -> None:
        self.path = folder / uuid4().hex
        self.size = 0
        self._faults = faults
        self._digest = hashlib.sha256()
        with faults():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        self._drop = weakref.finalize(self, _drop, self._handle, self.path)

    @property
    def digest(self) -> str:
        """The SHA-256 of what has come, in lower-case hex."""
        return self._digest.hexdigest()

    def close(self) -> None:
        """Remove it; fine when that was done already."""
        self._drop()

    async def write(self, piece: bytes) -> None:
        """Add a piece; returns once it is written."""
        await asyncio.to_thread(self._write, piece)

    def look(self) -> mmap.mmap | bytes:
        """All of it to be read at any place; only what is read of it is fetched."""
        with self._faults():
            return mmap.mmap(self._handle, 0, access=mmap.ACCESS_READ) if self.size else b""

    def _write(self, piece: bytes) -> None:
        with self._faults():
            rest = memoryview(piece)
            while rest:
                rest = rest[os.write(self._handle, rest) :]
        self._digest.update(piece)
        self.size += len(piece)


def _drop(handle: int, path: Path) -> None:
    os.close(handle)
    path.unlink(missing_ok=True)
