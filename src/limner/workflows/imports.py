"""Brings images that a caller names in: whatever they are named by, a kept asset comes out."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from limner.errors import LimnerError
from limner.fetch import Fetcher
from limner.media.assets import Assets
from limner.media.data_uri import is_data_uri, read_data_uri
from limner.media.image import MAX_UPLOAD_BYTES
from limner.media.links import Links
from limner.nodes.contract import Json, RunInput
from limner.storage.queries.assets import AssetRow
from limner.workflows.inputs import ASSET_ID, FILE_TYPES, named, together

_MOST_AT_ONCE = 16
"""Images being fetched at a time; each takes up to 20 MB of memory until it is kept."""

_NAME = "image"


class ImageImporter:
    """Makes an asset of anything that stands for an image.

    What came in before is found again by its content, so that a call repeated with the same
    picture reuses what was made of it.
    """

    def __init__(self, assets: Assets, fetcher: Fetcher, links: Links) -> None:
        self._assets = assets
        self._fetcher = fetcher
        self._links = links
        self._places = asyncio.Semaphore(_MOST_AT_ONCE)

    async def take(self, source: str | bytes, name: str = _NAME) -> AssetRow:
        """The asset for an asset's id, a signed address of this server, an http(s) address, a
        data URI, or the bytes of a file, which ``name`` is for.

        Raises NotFound; SignatureInvalid and UrlExpired for this server's addresses, which are
        answered from storage; FetchError for others; BadField for a damaged data URI; and
        UploadError, as for an upload.
        """
        if isinstance(source, bytes):
            return await self._assets.bring_in(name, source)
        if is_data_uri(source):
            data = read_data_uri(source, MAX_UPLOAD_BYTES)
            return await self._assets.bring_in(name, data)
        asset_id = source if ASSET_ID.fullmatch(source) else self._links.asset_at(source)
        if asset_id is not None:
            return await self._assets.find(asset_id)
        async with self._places:
            fetched = await self._fetcher.get(source, max_bytes=MAX_UPLOAD_BYTES)
            return await self._assets.bring_in(fetched.name or name, fetched.data)


async def import_inputs(importer: ImageImporter, wanted: Sequence[RunInput], values: Json) -> Json:
    """The values of a run with every image as the id of a kept asset.

    Raises what ``ImageImporter.take`` raises, naming the input; its `errors` name every one
    that failed.
    """

    async def taken(item: RunInput) -> AssetRow | LimnerError:
        """A failure is a result here, so that one does not hide the others."""
        try:
            return await importer.take(values[item.name])
        except LimnerError as fault:
            return named(item, fault)

    images = [item for item in wanted if item.type in FILE_TYPES and values[item.name] is not None]
    async with asyncio.TaskGroup() as group:
        tasks = {item.name: group.create_task(taken(item)) for item in images}
    came = {name: task.result() for name, task in tasks.items()}
    faults = [outcome for outcome in came.values() if isinstance(outcome, LimnerError)]
    if faults:
        raise together(faults)
    return values | {name: row.id for name, row in came.items() if isinstance(row, AssetRow)}
