"""The library of what is kept: uploads, results and what is cut from them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal, TypeVar

from sqlalchemy import Connection

from limner.errors import BadField, NotFound
from limner.media.file_types import IMAGE_TYPES
from limner.media.glance import glance
from limner.media.holds import Holds
from limner.media.image import (
    THUMBNAIL_WIDTHS,
    TRANSPARENT,
    Encoded,
    convert,
    crop,
    normalise,
    normalise_upload,
    thumbnail,
)
from limner.media.names import extension_of, safe_name
from limner.media.pool import MediaPool
from limner.storage.blobs import BlobStore
from limner.storage.database import Database
from limner.storage.incoming import IncomingFile
from limner.storage.queries import assets as queries
from limner.storage.queries.assets import AssetFilter, AssetRow
from limner.values import new_id, now, sha256

_GLANCE = "glance.jpg"
_PREVIEW_WIDTH = 256

_EDITS_AT_ONCE = 4
"""Two are worked on while two more are read: a list of thousands is never in memory at once."""

T = TypeVar("T")
Edit = Callable[[list[bytes], T], Encoded]
"""What is done to images in a worker process: their bytes and options in, one image out."""

ImageFormat = Literal["png", "jpeg", "webp"]


@dataclass(frozen=True, slots=True)
class KeptImage:
    """An image whose bytes are durable, not yet an asset. Sizes in pixels and bytes."""

    digest: str
    mime_type: str
    width: int
    height: int
    size_bytes: int
    transparent: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a workflow an asset belongs."""

    workflow_id: str | None = None
    node_id: str | None = None


def image_only(row: AssetRow) -> AssetRow:
    """The row, where it is an image. Raises BadField for any other file."""
    if row.mime_type not in IMAGE_TYPES:
        raise BadField(
            f"{row.name:.80} is no image but {row.mime_type}.",
            hint="Use a PNG, JPEG or WebP image.",
        )
    return row


def video_only(row: AssetRow) -> AssetRow:
    """The row, where it is a film. Raises BadField for any other file."""
    if not row.mime_type.startswith("video/"):
        raise BadField(f"{row.name:.80} is no video but {row.mime_type}.", hint="Use a video.")
    return row


class Assets:
    """Assets of one workspace. Bytes are durable before the row that names them."""

    def __init__(
        self, database: Database, blobs: BlobStore, pool: MediaPool, workspace_id: str
    ) -> None:
        self._database = database
        self._blobs = blobs
        self._pool = pool
        self._holds = Holds()
        self._edits = asyncio.Semaphore(_EDITS_AT_ONCE)
        self._last_stamp = 0
        self.workspace_id = workspace_id

    async def upload(self, name: str, data: bytes, place: Place = Place()) -> AssetRow:
        """Check an uploaded file and keep it. Raises UploadError."""
        encoded = await self._pool.run(normalise_upload, data)
        kept = await self._keep_encoded(encoded)
        return await self._add(self._row(kept, name=name, origin="upload", place=place))

    async def bring_in(self, name: str, data: bytes) -> AssetRow:
        """Check an image that came with a call and keep it, the same one once only.

        Raises UploadError.
        """
        encoded = await self._pool.run(normalise_upload, data)
        kept = await self._keep_encoded(encoded)
        row = self._row(kept, name=name, origin="import", place=Place())

        def add_once(connection: Connection) -> AssetRow:
            known = queries.find_import(connection, self.workspace_id, row.digest)
            if known is None:
                queries.add_asset(connection, row)
            return known or row

        try:
            return await self._database.write(add_once)
        finally:
            self._holds.release(row.digest)

    async def keep(self, data: bytes, format: ImageFormat) -> KeptImage:
        """A provider's image in the wanted format, durable. Raises UploadError.

        Call ``release`` once the row that names it is durable too.
        """
        encoded = await self._pool.run(convert, data, format)
        return await self._keep_encoded(encoded)

    async def keep_image(self, data: bytes) -> KeptImage:
        """A PNG, JPEG or WebP of any origin, encoded anew, durable. Raises UploadError.

        Call ``let_go`` once the row that names it is durable too.
        """
        async with self._edits:
            return await self._keep_encoded(await self._pool.run(normalise, data))

    async def keep_edited(
        self, function: Edit[T], digests: Sequence[str], options: T
    ) -> tuple[KeptImage, tuple[str, ...]]:
        """What an edit makes of kept images, durable, with its notes. Raises what the edit raises.

        Call ``let_go`` once the row that names it is durable too.
        """
        async with self._edits:
            images = [await self._blobs.get(digest) for digest in digests]
            encoded = await self._pool.run(function, images, options)
            return await self._keep_encoded(encoded), encoded.notes

    def incoming(self) -> IncomingFile:
        """An empty file for what is to be kept and is too large to be held."""
        return self._blobs.incoming()

    async def keep_bytes(self, data: bytes | IncomingFile) -> str:
        """The digest of bytes as they are, durable. Call ``let_go`` as for ``keep_image``."""
        digest = data.digest if isinstance(data, IncomingFile) else sha256(data)
        async with self._holds.lock(digest):
            await self._blobs.put(data)
            self._holds.hold(digest)
        return digest

    def release(self, kept: KeptImage) -> None:
        """The image has its row now: it may be deleted with it."""
        self.let_go(kept.digest)

    def let_go(self, digest: str) -> None:
        """What was kept has its row now, or will have none: it may be deleted."""
        self._holds.release(digest)

    async def find(self, asset_id: str) -> AssetRow:
        """Raises NotFound, also for an asset of another workspace."""
        row = await self._database.read(lambda c: queries.find_asset(c, asset_id))
        if row is None or row.workspace_id != self.workspace_id:
            raise NotFound(f"There is no asset {asset_id!r:.80}.", hint="It may have been deleted.")
        return row

    async def find_many(self, asset_ids: Sequence[str]) -> list[AssetRow]:
        """The assets in the order asked. Raises NotFound for the first that is missing."""
        found = await self._database.read(lambda c: queries.find_assets(c, asset_ids))
        for asset_id in asset_ids:
            if asset_id not in found or found[asset_id].workspace_id != self.workspace_id:
                raise NotFound(f"There is no asset {asset_id!r:.80}.")
        return [found[asset_id] for asset_id in asset_ids]

    async def find_image(self, asset_id: str) -> AssetRow:
        """An asset that is an image. Raises NotFound, and BadField for any other file."""
        return image_only(await self.find(asset_id))

    async def kept_in_execution(
        self, digest: str, run_id: str, node_id: str, item: int | None
    ) -> Sequence[AssetRow]:
        """What one execution of a node has kept of the same bytes, oldest first."""
        return await self._database.read(
            lambda c: queries.kept_in_execution(c, digest, run_id, node_id, item)
        )

    async def missing(self, asset_ids: Sequence[str]) -> set[str]:
        """Those of the ids that stand for nothing here."""
        found = await self._database.read(
            lambda c: queries.existing_assets(c, asset_ids, self.workspace_id)
        )
        return set(asset_ids) - found

    async def list(
        self, wanted: AssetFilter, *, before: str | None = None, limit: int = 50
    ) -> list[AssetRow]:
        return await self._database.read(
            lambda c: queries.list_assets(c, self.workspace_id, wanted, before=before, limit=limit)
        )

    async def delete(self, asset_id: str) -> None:
        """Forget an asset; its bytes go with the last asset over them. Raises NotFound."""
        row = await self.find(asset_id)

        def forget(connection: Connection) -> bool:
            queries.delete_asset(connection, asset_id)
            return queries.is_blob_used(connection, row.digest)

        async with self._holds.lock(row.digest):
            used = await self._database.write(forget)
            if not used and not self._holds.is_held(row.digest):
                await self._blobs.delete(row.digest)

    async def crop(
        self,
        asset_id: str,
        x: int,
        y: int,
        width: int,
        height: int,
        *,
        node_id: str | None = None,
    ) -> AssetRow:
        """A new asset with a part of another, in pixels, placed with it or at another node.

        Raises:
            NotFound: there is no such asset.
            BadField: the part is not inside it.
        """
        parent = await self.find_image(asset_id)
        data = await self._blobs.get(parent.digest)
        encoded = await self._pool.run(crop, data, x, y, width, height)
        place = Place(parent.workflow_id, node_id or parent.node_id)
        kept = await self._keep_encoded(encoded)
        row = self._row(kept, name=parent.name, origin="edit", place=place)
        row.parents, row.prompt, row.model = [asset_id], parent.prompt, parent.model
        return await self._add(row)

    async def content(self, digest: str) -> bytes:
        """The bytes of a kept file. Raises NotFound."""
        return await self._blobs.get(digest)

    async def part(self, digest: str, start: int, length: int) -> bytes:
        """At most ``length`` bytes of a kept file, from one that it has. Raises NotFound."""
        return await self._blobs.read(digest, start, length)

    async def thumbnail(self, digest: str, width: int) -> bytes:
        """A small WebP of a kept image, made once. Raises BadField for an odd width."""
        if width not in THUMBNAIL_WIDTHS:
            raise BadField(
                f"Thumbnails are not made {width} pixels wide.",
                hint=f"Ask for {', '.join(map(str, THUMBNAIL_WIDTHS))}.",
            )
        variant = f"{width}.webp"
        kept = await self._blobs.get_derived(digest, variant)
        if kept is not None:
            return kept
        data = await self._blobs.get(digest)
        encoded = await self._pool.run(thumbnail, data, width)
        await self._blobs.put_derived(digest, variant, encoded.data)
        return encoded.data

    async def glance(self, digest: str) -> bytes:
        """A JPEG of a kept image as text models are shown it, made once. Raises NotFound."""
        kept = await self._blobs.get_derived(digest, _GLANCE)
        if kept is not None:
            return kept
        encoded = await self._pool.run(glance, await self._blobs.get(digest))
        await self._blobs.put_derived(digest, _GLANCE, encoded.data)
        return encoded.data

    async def preview(self, data: bytes) -> bytes:
        """A small WebP of an image that is not kept. Raises UploadError and WorkerError."""
        return (await self._pool.run(thumbnail, data, _PREVIEW_WIDTH)).data

    async def converted(self, digest: str, format: ImageFormat) -> bytes:
        """A kept image in another format."""
        data = await self._blobs.get(digest)
        return (await self._pool.run(convert, data, format)).data

    def new_file_name(self, kind: str, provider: str, mime_type: str) -> str:
        """`<epoch-ms>-<kind>-<provider>.<true extension>`; never the same twice."""
        return self.stamped(f"{kind}-{provider}.{extension_of(mime_type)}")

    def stamped(self, name: str) -> str:
        """`<epoch-ms>-<name>`; never the same twice."""
        self._last_stamp = max(self._last_stamp + 1, time.time_ns() // 1_000_000)
        return f"{self._last_stamp}-{name}"

    async def _keep_encoded(self, encoded: Encoded) -> KeptImage:
        return KeptImage(
            await self.keep_bytes(encoded.data),
            encoded.mime,
            encoded.width,
            encoded.height,
            len(encoded.data),
            TRANSPARENT in encoded.notes,
        )

    async def _add(self, row: AssetRow) -> AssetRow:
        try:
            await self._database.write(lambda c: queries.add_asset(c, row))
        finally:
            self._holds.release(row.digest)
        return row

    def _row(self, kept: KeptImage, *, name: str, origin: str, place: Place) -> AssetRow:
        stem = PurePosixPath(safe_name(name)).stem
        return AssetRow(
            id=new_id("ast"),
            workspace_id=self.workspace_id,
            name=f"{stem}.{extension_of(kept.mime_type)}",
            mime_type=kept.mime_type,
            width=kept.width,
            height=kept.height,
            size_bytes=kept.size_bytes,
            digest=kept.digest,
            origin=origin,
            created_at=now(),
            workflow_id=place.workflow_id,
            node_id=place.node_id,
        )
