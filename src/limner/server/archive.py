"""A zip of files, written while it is sent: no more than one of them is in memory."""

from __future__ import annotations

import asyncio
import io
import time
import zipfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import PurePosixPath

from limner.storage.queries.assets import AssetRow


class _Outlet(io.RawIOBase):
    """Where the zip is written to; what is written is taken out after each file."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._waiting += data
        return len(data)

    def take(self) -> bytes:
        taken = bytes(self._waiting)
        self._waiting.clear()
        return taken


async def zip_of(
    rows: Sequence[AssetRow],
    names: Sequence[str],
    content: Callable[[AssetRow], Awaitable[bytes]],
) -> AsyncIterator[bytes]:
    """The files as a zip, uncompressed (they are compressed already), each under its name."""
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_STORED) as archive:
        for row, name in zip(rows, unique_names(names), strict=True):
            data = await content(row)
            moment = time.gmtime(row.created_at // 1_000_000)[:6]
            entry = zipfile.ZipInfo(name, moment)
            await asyncio.to_thread(archive.writestr, entry, data)
            yield outlet.take()
    yield outlet.take()


def unique_names(names: Sequence[str]) -> list[str]:
    """The names, with a number added to those that a file system might take for the same."""
    taken: set[str] = set()
    answer = []
    for name in names:
        path, number, candidate = PurePosixPath(name), 1, name
        while candidate.casefold() in taken:
            number += 1
            candidate = f"{path.stem} ({number}){path.suffix}"
        taken.add(candidate.casefold())
        answer.append(candidate)
    return answer
