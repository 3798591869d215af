"""Keeps a blob from being deleted between its writing and the row that names it."""

from __future__ import annotations

import asyncio
from collections import Counter
from weakref import WeakValueDictionary


class Holds:
    """Which blobs are about to get a row, and one lock per blob."""

    def __init__(self) -> None:
        self._held: Counter[str] = Counter()
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def lock(self, digest: str) -> asyncio.Lock:
        """The lock under which a blob is written or deleted."""
        lock = self._locks.get(digest)
        if lock is None:
            lock = self._locks[digest] = asyncio.Lock()
        return lock

    def hold(self, digest: str) -> None:
        self._held[digest] += 1

    def release(self, digest: str) -> None:
        self._held[digest] -= 1
        if self._held[digest] <= 0:
            del self._held[digest]

    def is_held(self, digest: str) -> bool:
        return self._held[digest] > 0
