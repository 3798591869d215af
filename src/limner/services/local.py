"""A folder of the server: the only one that workflows may write to."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import hashlib
import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from limner.errors import BadField, StorageError, StorageFull
from limner.fetch import Fetcher
from limner.services.contract import CredentialData, Json, Service
from limner.services.store import MOST_NUMBERS, Parcel, StoreClient, in_use, numbered
from limner.settings import Settings

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_A_LINK = frozenset({errno.ELOOP, errno.ENOTDIR})


class FolderClient(StoreClient):
    """Writes below one folder, and never through a link that leads out of it."""

    def __init__(self, root: Path) -> None:
        self._root = root

    async def test(self) -> str:
        return f"Files are put below {self._root}."

    async def put(self, parcel: Parcel, prepared: Json) -> Json:
        path = await asyncio.to_thread(self._put, parcel)
        return {"path": path, "url": (self._root / path).as_uri()}

    def _put(self, parcel: Parcel) -> str:
        """The path under which the file came to lie.

        Every folder on the way is opened below the one before it, without following links, and
        the file is written under another name and then given its own.
        """
        *folders, name = parcel.path.split("/")
        with _plain_faults(), self._opened(folders) as folder:
            temporary = _write(folder, parcel.content)
            try:
                found = _named(folder, temporary, name, parcel)
            finally:
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(temporary, dir_fd=folder)
            os.fsync(folder)
        return "/".join([*folders, found])

    @contextlib.contextmanager
    def _opened(self, folders: list[str]) -> Iterator[int]:
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = os.open(self._root, os.O_RDONLY | os.O_DIRECTORY)
        try:
            for part in folders:
                with contextlib.suppress(FileExistsError):
                    os.mkdir(part, 0o755, dir_fd=folder)
                    os.fsync(folder)
                flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
                below = os.open(part, flags, dir_fd=folder)
                os.close(folder)
                folder = below
            yield folder
        finally:
            os.close(folder)


class LocalFolder(Service[CredentialData]):
    """The folder of the settings."""

    kind = "local"
    title = "Folder of the server"
    description = "The folder that LIMNER_SAVE_ROOT names."
    icon = "folder"
    needs_credential = False
    data_type = CredentialData
    client_type = FolderClient

    def __init__(self, root: Path) -> None:
        self._root = root

    @classmethod
    def configured(cls, settings: Settings) -> LocalFolder:
        return cls(settings.resolved_save_root)

    def connect(self, data: CredentialData, fetcher: Fetcher) -> FolderClient:
        return FolderClient(self._root)


def _write(folder: int, content: bytes) -> str:
    """A synced file of a name that nobody else uses."""
    temporary = f".limner-{secrets.token_hex(8)}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    try:
        handle = os.open(temporary, flags, 0o644, dir_fd=folder)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary, dir_fd=folder)
        raise
    return temporary


def _named(folder: int, temporary: str, name: str, parcel: Parcel) -> str:
    """Give a written file its name; the name that it got."""
    if parcel.existing == "replace":
        _refuse_special(folder, name)
        os.replace(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
        return name
    for number, candidate in enumerate(numbered(name)):
        try:
            os.link(
                temporary, candidate, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False
            )
        except FileExistsError:
            if _has_content(folder, candidate, parcel.content):
                return candidate
            if parcel.existing == "refuse" and number == 0:
                raise in_use(parcel.path) from None
        else:
            return candidate
    raise BadField(f"path: There are {MOST_NUMBERS:,} files of this name already.")


def _refuse_special(folder: int, name: str) -> None:
    """Raises BadField where something else than a file has the name, such as a link."""
    try:
        found = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return
    if not stat.S_ISREG(found.st_mode):
        raise BadField("path: What has this name is no file.", hint="Choose another path.")


def _has_content(folder: int, name: str, content: bytes) -> bool:
    """Whether a file, and no link to one, has just this content."""
    try:
        handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    except OSError:
        return False
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode) or status.st_size != len(content):
            return False
        return _digest_of(file) == hashlib.sha256(content).digest()


def _digest_of(file: Any) -> bytes:
    return hashlib.file_digest(file, "sha256").digest()


@contextlib.contextmanager
def _plain_faults() -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        if fault.errno in _FULL:
            raise StorageFull("The disk of the folder is full.") from fault
        if fault.errno in _A_LINK:
            raise BadField(
                "path: A part of the path is a link or a file, and no folder.",
                hint="Choose another path.",
            ) from fault
        raise StorageError(
            f"The file cannot be written: {os.strerror(fault.errno or 0)}.",
            hint="See to the folder that LIMNER_SAVE_ROOT names.",
        ) from fault


SERVICE = LocalFolder
