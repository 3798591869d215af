"""A node's access to kept files of any type, each kept with the execution that made it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from limner.engine.kept_files import Facts, FileKeeper
from limner.errors import BadField, FileTooLarge
from limner.media.assets import Assets
from limner.media.file_types import IMAGE_TYPES
from limner.media.files import MAX_FILE_BYTES, keep_file
from limner.media.links import Links
from limner.media.names import true_name
from limner.media.outputs import EDIT, IMPORT, file_output, image_output
from limner.nodes.contract import FileContent, Json
from limner.storage.queries.assets import AssetRow

_ASSET_PREFIX = "ast_"


@dataclass(frozen=True, slots=True)
class RunFiles:
    """The files of one execution of a node (``nodes.contract.Files``)."""

    keeper: FileKeeper
    assets: Assets
    links: Links

    async def read(self, value: object) -> FileContent:
        row = await self.assets.find(self._asset_id(value))
        if row.size_bytes > MAX_FILE_BYTES:
            raise FileTooLarge(
                f"{row.name:.80} has {row.size_bytes:,} bytes; the limit is {MAX_FILE_BYTES:,}.",
                hint="Pass on its address instead of the file.",
            )
        content = await self.assets.content(row.digest)
        return FileContent(row.id, row.name, row.mime_type, content)

    async def keep(
        self, content: bytes, name: str, mime_type: str, *, parents: Sequence[str] = ()
    ) -> Json:
        kept = await keep_file(self.assets, content, mime_type)
        origin = EDIT if parents else IMPORT
        facts = Facts(true_name(name, kept.mime_type), origin, tuple(parents))
        row = await self.keeper.keep(kept, facts)
        return _output(row)

    async def output(self, asset_id: str) -> Json:
        return _output(await self.assets.find(asset_id))

    def _asset_id(self, value: object) -> str:
        value = _read_json(value)
        if isinstance(value, list) and len(value) == 1:
            [value] = value
        if isinstance(value, dict):
            value = value.get("attachmentId")
        if isinstance(value, str):
            found = value if value.startswith(_ASSET_PREFIX) else self.links.asset_at(value)
            if found is not None:
                return found
        raise BadField(
            f"{value!r:.80} is no file.",
            hint="Wire a file or an image, or give the id or the address of one kept here.",
        )


def _read_json(value: object) -> object:
    """An output object that came through a template is JSON in a text."""
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        try:
            return msgspec.json.decode(value)
        except (msgspec.DecodeError, RecursionError):
            return value
    return value


def _output(row: AssetRow) -> Json:
    return image_output(row) if row.mime_type in IMAGE_TYPES else file_output(row)
