"""What one execution of a node keeps: rows in the library, each once, however often it is run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from limner.engine.live import LiveRun
from limner.media.assets import Assets
from limner.media.file_types import IMAGE_TYPES
from limner.media.files import KeptFile
from limner.media.outputs import asset_json
from limner.storage.queries.assets import AssetRow
from limner.storage.queries.runs import WHOLE_NODE
from limner.values import new_id, now


@dataclass(frozen=True, slots=True)
class Facts:
    """What is kept with a file besides where it belongs."""

    name: str
    origin: str
    parents: tuple[str, ...] = ()
    prompt: str | None = None
    model: str | None = None
    settings: dict[str, Any] | None = None


@dataclass(slots=True)
class FileKeeper:
    """The files of one execution of a node."""

    live: LiveRun
    assets: Assets
    node_id: str
    item: int
    _given: set[str] = field(default_factory=set)

    async def keep(self, kept: KeptFile, facts: Facts) -> AssetRow:
        """The row of durable bytes, durable too: one this execution kept before a stop, or new."""
        try:
            row = await self._kept_before(kept) or await self._add(kept, facts)
        finally:
            self.assets.let_go(kept.digest)
        self._given.add(row.id)
        return row

    @property
    def _place(self) -> int | None:
        return None if self.item == WHOLE_NODE else self.item

    async def _kept_before(self, kept: KeptFile) -> AssetRow | None:
        """What has the same bytes, unless this execution has given it out already."""
        found = await self.assets.kept_in_execution(
            kept.digest, self.live.id, self.node_id, self._place
        )
        return next((row for row in found if row.id not in self._given), None)

    async def _add(self, kept: KeptFile, facts: Facts) -> AssetRow:
        run = self.live.row
        row = AssetRow(
            id=new_id("ast"),
            workspace_id=run.workspace_id,
            name=self.assets.stamped(facts.name),
            mime_type=kept.mime_type,
            width=kept.width,
            height=kept.height,
            length_ms=kept.length_ms,
            size_bytes=kept.size_bytes,
            digest=kept.digest,
            origin=facts.origin,
            created_at=now(),
            prompt=facts.prompt,
            model=facts.model,
            run_id=run.id,
            node_id=self.node_id,
            item=self._place,
            workflow_id=run.workflow_id,
            parents=list(dict.fromkeys(facts.parents)),
            settings=facts.settings,
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
