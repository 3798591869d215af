"""The bytes Limner keeps, each under the SHA-256 of its content."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from limner.errors import StorageError
from limner.storage.bucket_blobs import BucketBlobs
from limner.storage.disk_blobs import DiskBlobs
from limner.storage.incoming import IncomingFile

BUCKET_SCHEMES = frozenset({"s3", "gs", "az", "memory"})


class BlobStore(Protocol):
    """Content-addressed bytes. A digest is a SHA-256 in lower-case hex.

    Every method raises StorageError (StorageFull for a full disk) when the store cannot be
    used, ValueError for what is no digest, and those that read raise NotFound.
    """

    async def put(self, content: bytes | Path | IncomingFile) -> str:
        """Keep bytes, a copy of a file, or a file that has come in; the digest is returned once
        they are durable.

        What is there already is not written again, but durable all the same on return.
        """

    def incoming(self) -> IncomingFile:
        """An empty file for what is to be put here and is too large to be held."""

    async def get(self, digest: str) -> bytes:
        """The whole content."""

    async def read(self, digest: str, start: int, length: int) -> bytes:
        """At most `length` bytes from offset `start`, which lies inside the content."""

    async def size(self, digest: str) -> int:
        """The length of the content in bytes."""

    async def exists(self, digest: str) -> bool:
        """Whether the content is there."""

    async def delete(self, digest: str) -> None:
        """Forget the content and all that was derived from it; fine when it is gone already."""

    async def put_derived(self, digest: str, variant: str, content: bytes) -> None:
        """Keep something made from a blob, such as `256.webp`; it may vanish at any time."""

    async def get_derived(self, digest: str, variant: str) -> bytes | None:
        """What `put_derived` kept, or None: make it again."""

    async def sweep(self) -> None:
        """Remove what writers left when they were killed. Only while no one is writing."""


def open_blob_store(url: str) -> BlobStore:
    """The store at `file:///folder`, `s3://bucket/prefix`, `gs://…`, `az://…` or `memory:///`.

    Raises StorageError for an address that is none of these.
    """
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.netloc in {"", "localhost"} and parts.path:
        return DiskBlobs(Path(unquote(parts.path)))
    if parts.scheme in BUCKET_SCHEMES:
        return BucketBlobs.at(url)
    raise StorageError(
        f"Blobs cannot be stored at {parts.scheme or url!r}.",
        hint="LIMNER_STORAGE_URL is file:///folder or s3://bucket/prefix.",
    )
