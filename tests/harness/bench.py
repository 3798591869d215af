"""One workflow of a studio, run again and again, and short readings of its runs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from limner.studio import Studio
from limner.workflows.document import parse_document

Json = dict[str, Any]
OpenStudio = Callable[..., Awaitable[Studio]]


class Bench:
    """One workflow of a studio, saved once and run again and again as it changes."""

    def __init__(self, studio: Studio, workflow_id: str) -> None:
        self.studio = studio
        self.workflow_id = workflow_id

    async def start(self, document: Json, inputs: Json | None = None, **options: Any) -> str:
        run = await self.studio.starter.run(
            parse_document(document), inputs or {}, workflow_id=self.workflow_id, **options
        )
        return run.id

    async def run(self, document: Json, inputs: Json | None = None, **options: Any) -> Json:
        run_id = await self.start(document, inputs, **options)
        assert await self.studio.engine.wait(run_id, 60)
        return await self.studio.runs.run(run_id)


def statuses(run: Json) -> dict[str, str]:
    return {node_id: node["status"] for node_id, node in run["nodes"].items()}


def cached(run: Json) -> set[str]:
    return {node_id for node_id, node in run["nodes"].items() if node["cached"]}
