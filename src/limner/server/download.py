"""Images as people take them away: with the workflow they were made by inside."""

from __future__ import annotations

import asyncio

from limner.errors import NotFound
from limner.media.carrying import carrying
from limner.storage.queries.assets import AssetRow
from limner.studio import Studio


async def with_workflow(studio: Studio, row: AssetRow, data: bytes, mime_type: str) -> bytes:
    """The bytes of an image, carrying the document of the run that made it, where there is one."""
    if row.run_id is None:
        return data
    try:
        document = await studio.runs.document(row.run_id)
    except NotFound:
        return data
    return await asyncio.to_thread(carrying, data, mime_type, document, (row.width, row.height))
