"""Blobs as objects in a bucket (S3-compatible, Google Cloud, Azure) or in memory."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import BaseError
from obstore.store import MemoryStore, ObjectStore, from_url

from limner.errors import NotFound, StorageError
from limner.storage.blob_keys import blob_key, derived_key, derived_prefix
from limner.storage.incoming import IncomingFile
from limner.values import sha256

if TYPE_CHECKING:  # the library offers this type to checkers only
    from obstore.store import RetryConfig

_INCOMING = "limner-incoming"
_RETRIES: RetryConfig = {"max_retries": 3, "retry_timeout": timedelta(seconds=20)}


class BucketBlobs:
    """A BlobStore over obstore: an object is there whole or not at all."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    @classmethod
    def at(cls, url: str) -> BucketBlobs:
        """Credentials and endpoint come from the provider's usual environment variables."""
        if url.startswith("memory:"):
            return cls(MemoryStore())
        with _plain_faults():
            return cls(from_url(url, retry_config=_RETRIES))

    async def put(self, content: bytes | Path | IncomingFile) -> str:
        if isinstance(content, IncomingFile):
            content = content.path
        with _plain_faults():
            digest = sha256(content) if isinstance(content, bytes) else await _digest(content)
            size = len(content) if isinstance(content, bytes) else content.stat().st_size
            if await self._size(blob_key(digest)) != size:
                await obstore.put_async(self._store, blob_key(digest), content)
            return digest

    def incoming(self) -> IncomingFile:
        return IncomingFile(Path(tempfile.gettempdir()) / _INCOMING, _plain_faults)

    async def get(self, digest: str) -> bytes:
        return await self._get(blob_key(digest))

    async def read(self, digest: str, start: int, length: int) -> bytes:
        key = blob_key(digest)
        with _plain_faults():
            return bytes(
                await obstore.get_range_async(self._store, key, start=start, length=length)
            )

    async def size(self, digest: str) -> int:
        size = await self._size(blob_key(digest))
        if size is None:
            raise NotFound("The file is not in the store.")
        return size

    async def exists(self, digest: str) -> bool:
        return await self._size(blob_key(digest)) is not None

    async def delete(self, digest: str) -> None:
        with _plain_faults():
            await self._delete(blob_key(digest))
            async for page in obstore.list(self._store, derived_prefix(digest)):
                for item in page:
                    await self._delete(item["path"])

    async def put_derived(self, digest: str, variant: str, content: bytes) -> None:
        with _plain_faults():
            await obstore.put_async(self._store, derived_key(digest, variant), content)

    async def get_derived(self, digest: str, variant: str) -> bytes | None:
        try:
            return await self._get(derived_key(digest, variant))
        except NotFound:
            return None

    async def sweep(self) -> None:
        """Nothing to do: an upload that was cut off never becomes an object."""

    async def _get(self, key: str) -> bytes:
        with _plain_faults():
            result = await obstore.get_async(self._store, key)
            return bytes(await result.bytes_async())

    async def _size(self, key: str) -> int | None:
        try:
            with _plain_faults():
                return (await obstore.head_async(self._store, key))["size"]
        except NotFound:
            return None

    async def _delete(self, key: str) -> None:
        with contextlib.suppress(FileNotFoundError):
            await obstore.delete_async(self._store, key)


async def _digest(path: Path) -> str:
    def of_file() -> str:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    return await asyncio.to_thread(of_file)


@contextlib.contextmanager
def _plain_faults() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise NotFound("The file is not in the store.") from None
    except (BaseError, OSError) as fault:
        # Only the first line: the others are the library's own debugging output.
        reason = str(fault).partition("\n")[0]
        raise StorageError(f"The bucket cannot be used: {reason}.") from fault
