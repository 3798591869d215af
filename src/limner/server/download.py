"""Files as people take them away: images with the workflow they were made by inside."""

from __future__ import annotations

import asyncio

from limner.errors import NotFound
from limner.media.carrying import carrying
from limner.storage.queries.assets import AssetRow
from limner.studio import Studio


class Download:
    """The files of one answer. For several of one run in a row its document is read once."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._last: tuple[str, str | None] = ("", None)

    async def file(self, row: AssetRow) -> bytes:
        """The bytes of a file as it is kept, of an image carrying its workflow. Raises NotFound."""
        data = await self._studio.assets.content(row.digest)
        return await self.carrying(row, data, row.mime_type)

    async def carrying(self, row: AssetRow, data: bytes, mime_type: str) -> bytes:
        """These bytes with the document of the run that made them, where there is one and they are
        an image."""
        if row.run_id is None or row.width is None or row.height is None:
            return data
        document = await self._document(row.run_id)
        if document is None:
            return data
        return await asyncio.to_thread(carrying, data, mime_type, document, (row.width, row.height))

    async def _document(self, run_id: str) -> str | None:
        if run_id != self._last[0]:
            try:
                self._last = (run_id, await self._studio.runs.document(run_id))
            except NotFound:
                self._last = (run_id, None)
        return self._last[1]
