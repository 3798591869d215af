"""Blobs as plain files on the local disk.

A file appears under its name only when all of it is on the disk: written under a temporary
name, synced, renamed, and the folders synced that lead to it.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from limner.errors import NotFound, StorageError, StorageFull
from limner.storage.blob_keys import blob_key, derived_key, derived_prefix
from limner.storage.incoming import IncomingFile
from limner.values import sha256

_INCOMING = "incoming"
_PIECE = 1024 * 1024
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class DiskBlobs:
    """A BlobStore in a folder, which is made when first written to."""

    def __init__(self, root: Path) -> None:
        self._root = root

    async def put(self, content: bytes | Path | IncomingFile) -> str:
        return await asyncio.to_thread(self._put, content)

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
        await asyncio.to_thread(self._place, content, target)

    async def get_derived(self, digest: str, variant: str) -> bytes | None:
        path = self._root / derived_key(digest, variant)
        try:
            return await asyncio.to_thread(self._read, path, 0, -1)
        except NotFound:
            return None

    async def sweep(self) -> None:
        await asyncio.to_thread(self._sweep)

    def _put(self, content: bytes | Path | IncomingFile) -> str:
        if isinstance(content, Path):
            return self._put_file(content)
        if isinstance(content, IncomingFile):
            return self._take_in(content)
        digest = sha256(content)
        target = self._root / blob_key(digest)
        with _plain_faults(self._root):
            if _size(target) == len(content):
                self._sync_up_to(target)
                return digest
        self._place(content, target)
        return digest

    def _put_file(self, source: Path) -> str:
        with _plain_faults(self._root), self._temporary() as temporary:
            digest, size = _copy(source, temporary)
            target = self._root / blob_key(digest)
            if _size(target) == size:
                self._sync_up_to(target)
            else:
                self._move(temporary, target)
        return digest

    def _take_in(self, incoming: IncomingFile) -> str:
        """What has come is in the right folder already: it is renamed and not copied."""
        target = self._root / blob_key(incoming.digest)
        with _plain_faults(self._root):
            if _size(target) == incoming.size:
                self._sync_up_to(target)
            else:
                self._move(incoming.path, target)
        return incoming.digest

    def _place(self, content: bytes, target: Path) -> None:
        with _plain_faults(self._root), self._temporary() as temporary:
            temporary.write_bytes(content)
            self._move(temporary, target)

    def _move(self, temporary: Path, target: Path) -> None:
        _sync(temporary)
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary.replace(target)
        self._sync_up_to(target)

    @contextlib.contextmanager
    def _temporary(self) -> Iterator[Path]:
        folder = self._root / _INCOMING
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary = folder / uuid4().hex
        try:
            yield temporary
        finally:
            temporary.unlink(missing_ok=True)

    def _sync_up_to(self, target: Path) -> None:
        """Another writer may have made any of the folders and not yet synced it."""
        _sync(target)
        for folder in target.parents:
            _sync(folder)
            if folder == self._root:
                return

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
