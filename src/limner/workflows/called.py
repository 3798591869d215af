"""Runs workflows for text models that call them as tools (``engine.tools.CalledRuns``)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from sqlalchemy import Connection

from limner.engine.runs import Engine
from limner.engine.view import RunView
from limner.errors import Conflict, RunError
from limner.nodes.contract import Json, WorkflowTool
from limner.storage.database import Database
from limner.storage.queries.called_runs import (
    CalledRow,
    callers_of,
    keep_called_run,
    run_of_call,
)
from limner.storage.queries.runs import RunRow
from limner.workflows.publishing import Publisher, Reference
from limner.workflows.starting import Starter, With
from limner.workflows.tools import MOST_DEEP, ToolWorkflows


class CalledWorkflows:
    """Begins the runs that calls ask for, each in one commit with the link to its call."""

    def __init__(
        self,
        database: Database,
        engine: Engine,
        starter: Starter,
        publisher: Publisher,
        tools: ToolWorkflows,
        runs: RunView,
    ) -> None:
        self._database = database
        self._engine = engine
        self._starter = starter
        self._publisher = publisher
        self._tools = tools
        self._runs = runs

    async def tools(self, ids: Sequence[str]) -> list[WorkflowTool]:
        return await self._tools.tools(ids)

    async def most(self, workflow_id: str, arguments: Json) -> int | None:
        meant = await self._publisher.runnable(Reference(workflow_id))
        _, estimate = await self._starter.preview(
            meant.document, arguments, workflow_id=workflow_id, reuse=False
        )
        return None if estimate.total is None else estimate.total.upper

    async def begin(self, by: RunRow, link: CalledRow, arguments: Json, most: int | None) -> str:
        earlier = await self._database.read(lambda c: run_of_call(c, link))
        if earlier is not None:
            return earlier
        await self._refuse_circle(by, link.workflow_id)
        meant = await self._publisher.runnable(Reference(link.workflow_id))

        def keep(connection: Connection, run: RunRow) -> None:
            keep_called_run(connection, link, run.id)
            if most is not None:
                run.budget = most if run.budget is None else min(run.budget, most)

        run = await self._starter.run(
            meant.document,
            arguments,
            workflow_id=link.workflow_id,
            reuse=False,
            with_it=With(version=meant.version, alias=meant.alias, caller=keep),
        )
        return run.id

    async def go_on(self, run_id: str) -> None:
        row = await self._engine.row(run_id)
        if row.status == "paused" and row.pause_requested:
            await self._engine.resume(run_id, {})

    async def ended(self, run_id: str) -> RunRow:
        return await self._engine.ended(run_id)

    async def pause(self, run_id: str) -> bool:
        try:
            await self._engine.pause(run_id)
        except Conflict:
            return False
        await self._engine.wait(run_id, None)
        return (await self._engine.row(run_id)).ended_at is None

    async def stop(self, run_id: str) -> RunRow:
        await self._engine.cancel(run_id)
        return await self._engine.row(run_id)

    async def settled(self, run_id: str) -> RunRow:
        return await self._engine.settled(run_id)

    async def outputs(self, run_id: str) -> Json:
        return await self._runs.answer(run_id)

    async def _refuse_circle(self, by: RunRow, workflow_id: str) -> None:
        """Raises RunError where a workflow is called by itself, or too many below each other."""
        run_id, above = by.id, by.workflow_id
        for _ in range(MOST_DEEP):
            if above == workflow_id:
                raise RunError("The workflow would have itself run.")
            callers = await self._database.read(partial(callers_of, run_ids=[run_id]))
            caller = callers.get(run_id)
            if caller is None:
                return
            run_id, above = caller.run_id, caller.workflow_id
        raise RunError(f"More than {MOST_DEEP} workflows would call each other.")
