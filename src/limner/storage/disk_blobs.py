"""Blobs as plain files on the local disk.

A file appears under its name only when all of it is on the disk: written under a temporary
name, synced, renamed, and the folders synced that lead to it. Most of the time this takes is the
disk's, which writes what many ask for together at once: so there are threads enough to ask.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from limner.errors import NotFound, StorageError, StorageFull
from limner.storage.blob_keys import blob_key, derived_key, derived_prefix
from limner.storage.incoming import IncomingFile
from limner.values import sha256

T = TypeVar("T")

_INCOMING = "incoming"
_WRITERS = 32
_PIECE = 1024 * 1024
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class DiskBlobs:
    """A BlobStore in a folder, which is made when first written to."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._writers = ThreadPoolExecutor(_WRITERS, thread_name_prefix="blob-writer")
        self._reached: set[Path] = set()

    async def put(self, content: bytes | Path | IncomingFile) -> str:
        return await self._write(partial(self._put, content))

    def incoming(self) -> IncomingFile:
        return IncomingFile(self._root / _INCOMING, lambda: _plain_faults(self._root))

    async def get(self, digest: str) -> bytes:
        return await asyncio.to_thread(self._read, self._root / blob_key(digest), 0, -1)

    async def read(self, digest: str, start: int, length: int) -> bytes:
        return await asyncio.to_thread(self._read, self._root / blob_key(digest), start, length)

    async def size(self, digest: str) -> int:
        size = await asyncio.to_thread(self._size, digest)
        if size is None:
            raise NotFound("The file is not in the store.")
        return size

    async def exists(self, digest: str) -> bool:
        return await asyncio.to_thread(self._size, digest) is not None

    async def delete(self, digest: str) -> None:
        await asyncio.to_thread(self._delete, digest)

    async def put_derived(self, digest: str, variant: str, content: bytes) -> None:
        target = self._root / derived_key(digest, variant)
        await self._write(partial(self._place_derived, content, target))

    async def get_derived(self, digest: str, variant: str) -> bytes | None:
        path = self._root / derived_key(digest, variant)
        try:
            return await asyncio.to_thread(self._read, path, 0, -1)
        except NotFound:
            return None

    async def sweep(self) -> None:
        await asyncio.to_thread(self._sweep)

    async def _write(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._writers, work)

    def _put(self, content: bytes | Path | IncomingFile) -> str:
        if isinstance(content, Path):
            return self._put_file(content)
        if isinstance(content, IncomingFile):
            return self._take_in(content)
        digest = sha256(content)
        target = self._root / blob_key(digest)
        with _plain_faults(self._root):
            if _size(target) == len(content):
                self._sync_found(target)
                return digest
            with self._temporary() as temporary:
                temporary.write_bytes(content)
                self._move(temporary, target)
        return digest

    def _put_file(self, source: Path) -> str:
        with _plain_faults(self._root), self._temporary() as temporary:
            digest, size = _copy(source, temporary)
            target = self._root / blob_key(digest)
            if _size(target) == size:
                self._sync_found(target)
            else:
                self._move(temporary, target)
        return digest

    def _take_in(self, incoming: IncomingFile) -> str:
        """What has come is in the right folder already: it is renamed and not copied."""
        target = self._root / blob_key(incoming.digest)
        with _plain_faults(self._root):
            if _size(target) == incoming.size:
                self._sync_found(target)
            else:
                self._move(incoming.path, target)
        return incoming.digest

    def _place_derived(self, content: bytes, target: Path) -> None:
        """It can be made again: should its name be lost in a crash, no half of it is found."""
        with _plain_faults(self._root), self._temporary() as temporary:
            temporary.write_bytes(content)
            _sync(temporary)
            target.parent.mkdir(parents=True, exist_ok=True)
            temporary.replace(target)

    def _move(self, temporary: Path, target: Path) -> None:
        _sync(temporary)
        self._make(target.parent)
        temporary.replace(target)
        self._sync_folders(target)

    @contextlib.contextmanager
    def _temporary(self) -> Iterator[Path]:
        folder = self._root / _INCOMING
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary = folder / uuid4().hex
        try:
            yield temporary
        finally:
            temporary.unlink(missing_ok=True)

    def _make(self, folder: Path) -> None:
        """Make a folder; what somebody has removed is no longer where it was synced."""
        missing = folder
        while not missing.is_dir():
            self._reached.discard(missing)
            missing = missing.parent
        if missing != folder:
            folder.mkdir(parents=True, exist_ok=True)

    def _sync_found(self, target: Path) -> None:
        """Another writer may have put it there and not yet synced it."""
        _sync(target)
        self._sync_folders(target)

    def _sync_folders(self, target: Path) -> None:
        """Sync what leads to a file, up to a folder that is known to stay. Another writer may have
        made any of them and not yet synced it. Of the lowest, which are many, none is remembered.
        """
        folder = target.parent
        _sync(folder)
        synced: list[Path] = []
        while folder != self._root and folder not in self._reached:
            synced.append(folder)
            folder = folder.parent
            _sync(folder)
        self._reached.update(synced[1:])

    def _read(self, path: Path, start: int, length: int) -> bytes:
        try:
            with path.open("rb") as file:
                file.seek(start)
                return file.read(length)
        except FileNotFoundError:
            raise NotFound("The file is not in the store.") from None
        except OSError as fault:
            raise _plain(fault, self._root) from fault

    def _size(self, digest: str) -> int | None:
        with _plain_faults(self._root):
            return _size(self._root / blob_key(digest))

    def _delete(self, digest: str) -> None:
        with _plain_faults(self._root):
            (self._root / blob_key(digest)).unlink(missing_ok=True)
            with contextlib.suppress(FileNotFoundError):
                shutil.rmtree(self._root / derived_prefix(digest))

    def _sweep(self) -> None:
        with _plain_faults(self._root):
            for leftover in (self._root / _INCOMING).glob("*"):
                leftover.unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> tuple[str, int]:
    """Copies a file and returns the digest and the size of what was copied."""
    digest = hashlib.sha256()
    size = 0
    with source.open("rb") as original, target.open("wb") as copy:
        while piece := original.read(_PIECE):
            digest.update(piece)
            size += len(piece)
            copy.write(piece)
    return digest.hexdigest(), size


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except (FileNotFoundError, NotADirectoryError):
        return None


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def _plain_faults(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise _plain(fault, root) from fault


def _plain(fault: OSError, root: Path) -> StorageError:
    reason = fault.strerror or str(fault)
    if fault.errno in _FULL:
        return StorageFull(
            f"There is no room left in {root}: {reason}.", hint="Free some space, then try again."
        )
    return StorageError(f"{root} cannot be used: {reason}.")
