"""The work of a command, done in this process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from limner.models.description import catalog_json
from limner.server.body import validated
from limner.server.key_json import key_json, new_key
from limner.server.schemas.key import CreateKey
from limner.studio import Studio
from limner.workflows.document import parse_document
from limner.workflows.going_on import Wish
from limner.workflows.starting import With
from limner.workflows.upgrade import open_document

Json = dict[str, Any]

_MOST_KEYS = 10_000


class LocalBackend:
    """A studio of our own, which drives the runs it is given and no others."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio

    async def models(self) -> Json:
        studio = self._studio
        return catalog_json(studio.catalog, studio.settings.max_prompt)

    async def upload(self, name: str, data: bytes) -> str:
        return (await self._studio.assets.upload(name, data)).id

    async def start(self, document: Json, inputs: Json, budget: int | None) -> str:
        parsed, with_it = parse_document(document), With(budget=budget)
        return (await self._studio.starter.run(parsed, inputs or None, with_it=with_it)).id

    async def events(self, run_id: str, after: int) -> AsyncIterator[Json]:
        async for event in self._studio.engine.events.stream(run_id, after):
            yield event

    async def run(self, run_id: str) -> Json:
        return await self._studio.runs.run(run_id)

    async def cancel(self, run_id: str) -> None:
        await self._studio.engine.cancel(run_id)

    async def confirm(self, run_id: str, prompts: Mapping[str, str]) -> None:
        await self._studio.engine.confirm(run_id, prompts)

    async def resume(self, run_id: str, retry: Sequence[str], budget: int | None) -> None:
        await self._studio.runs.require(run_id)
        await self._studio.going_on.resume(run_id, Wish(retry, budget=budget))

    async def run_document(self, run_id: str) -> Json:
        return open_document(await self._studio.runs.document(run_id)).raw

    async def content(self, asset_id: str) -> bytes:
        asset = await self._studio.assets.find(asset_id)
        return await self._studio.assets.content(asset.digest)

    async def asset(self, asset_id: str) -> Json:
        return {"name": (await self._studio.assets.find(asset_id)).name}

    async def workflow(self, workflow_id: str) -> Json:
        return (await self._studio.library.get(workflow_id)).as_json()

    async def create_workflow(self, document: Json) -> Json:
        return (await self._studio.library.create(document)).as_json()

    async def keys(self) -> list[Json]:
        return [key_json(row) for row in await self._studio.keys.page(_MOST_KEYS)]

    async def create_key(self, wish: Json) -> Json:
        return await new_key(self._studio, validated(wish, CreateKey))

    async def delete_key(self, key_id: str) -> None:
        await self._studio.keys.delete(key_id)
