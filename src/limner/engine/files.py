"""A node's access to kept files of any type, each kept with the execution that made it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from limner.engine.live import LiveRun
from limner.errors import BadField, FileTooLarge
from limner.media.assets import Assets
from limner.media.file_types import IMAGE_TYPES
from limner.media.files import MAX_FILE_BYTES, KeptFile, keep_file
from limner.media.links import Links
from limner.media.names import true_name
from limner.media.outputs import asset_json, file_output, image_output
from limner.nodes.contract import FileContent, Json
from limner.storage.queries.assets import AssetRow
from limner.storage.queries.runs import WHOLE_NODE
from limner.values import new_id, now

_ASSET_PREFIX = "ast_"
_BROUGHT_IN, _MADE_FROM_OTHERS = "import", "edit"
"""Origins of what a node keeps."""


@dataclass(slots=True)
class RunFiles:
    """The files of one execution of a node (``nodes.contract.Files``)."""

    live: LiveRun
    assets: Assets
    links: Links
    node_id: str
    item: int
    _given: set[str] = field(default_factory=set)

    async def read(self, value: object) -> FileContent:
        row = await self.assets.find(self._asset_id(value))
        if row.size_bytes > MAX_FILE_BYTES:
            raise FileTooLarge(
                f"{row.name:.80} has {row.size_bytes:,} bytes; the limit is {MAX_FILE_BYTES:,}.",
                hint="Pass on its address instead of the file.",
            )
        return FileContent(row.id, row.name, row.mime_type, await self.assets.content(row.digest))

    async def keep(
        self, content: bytes, name: str, mime_type: str, *, parents: Sequence[str] = ()
    ) -> Json:
        kept = await keep_file(self.assets, content, mime_type)
        try:
            row = await self._kept_before(kept) or await self._add(kept, name, parents)
        finally:
            self.assets.let_go(kept.digest)
        self._given.add(row.id)
        return _output(row)

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

    @property
    def _place(self) -> int | None:
        return None if self.item == WHOLE_NODE else self.item

    async def _kept_before(self, kept: KeptFile) -> AssetRow | None:
        """What this execution kept before the server stopped, unless it is given out already."""
        found = await self.assets.kept_in_execution(
            kept.digest, self.live.id, self.node_id, self._place
        )
        return next((row for row in found if row.id not in self._given), None)

    async def _add(self, kept: KeptFile, name: str, parents: Sequence[str]) -> AssetRow:
        run = self.live.row
        row = AssetRow(
            id=new_id("ast"),
            workspace_id=run.workspace_id,
            name=self.assets.stamped(true_name(name, kept.mime_type)),
            mime_type=kept.mime_type,
            width=kept.width,
            height=kept.height,
            size_bytes=kept.size_bytes,
            digest=kept.digest,
            origin=_MADE_FROM_OTHERS if parents else _BROUGHT_IN,
            created_at=now(),
            run_id=run.id,
            node_id=self.node_id,
            item=self._place,
            workflow_id=run.workflow_id,
            parents=list(dict.fromkeys(parents)),
        )
        self.live.journal.record_asset(row)
        self.live.tell(
            "node.image" if row.mime_type in IMAGE_TYPES else "node.file",
            self.node_id,
            asset=asset_json(row),
            item=row.item,
            index=len(self._given),
        )
        await self.live.journal.flush()
        return row


def _output(row: AssetRow) -> Json:
    return image_output(row) if row.mime_type in IMAGE_TYPES else file_output(row)


def _read_json(value: object) -> object:
    """An output object that came through a template is JSON in a text."""
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        try:
            return msgspec.json.decode(value)
        except (msgspec.DecodeError, RecursionError):
            return value
    return value
