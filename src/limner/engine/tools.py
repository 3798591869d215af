"""Workflows that a text model has run as tools: each call begins one run, whatever dies on the way.

The row of a call is durable before its run begins, and the run is recorded together with the link
that names the call. So a call that is taken up again finds its run, however long ago it began.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from limner.engine.call_numbers import TOOL_CALL
from limner.engine.holding import Held
from limner.engine.live import LiveRun
from limner.errors import LimnerError, NotConfigured, StorageError
from limner.nodes.contract import Json, ToolAnswer, WorkflowTool
from limner.storage.queries.called_runs import CalledRow
from limner.storage.queries.runs import WHOLE_NODE, CallRow, RunRow
from limner.values import digest_of, now

_SENT_ANEW = frozenset({"failed", "superseded"})
_WORKFLOW = "workflow"
"""What stands in the journal where other calls name a provider."""


class CalledRuns(Protocol):
    """Who knows the workflows, and runs them."""

    async def tools(self, ids: Sequence[str]) -> list[WorkflowTool]:
        """See ``nodes.contract.Tools.workflows``."""

    async def most(self, workflow_id: str, arguments: Json) -> int | None:
        """The most a run may cost in micro-USD, None where nobody knows.

        Raises LimnerError where there can be none.
        """

    async def begin(self, by: RunRow, link: CalledRow, arguments: Json, most: int | None) -> str:
        """The id of the run of a call: begun now with ``most`` as its budget, or before.

        Raises LimnerError where there can be none.
        """

    async def go_on(self, run_id: str) -> None:
        """Let a run go on that was paused with the one that called it."""

    async def ended(self, run_id: str) -> RunRow:
        """A run when it has ended, be it paused meanwhile or not."""

    async def pause(self, run_id: str) -> bool:
        """Pause a run, and wait until it rests; False where it has ended instead."""

    async def stop(self, run_id: str) -> RunRow:
        """Cancel a run and wait for its end."""

    async def settled(self, run_id: str) -> RunRow:
        """An ended run once no answer can come any more that costs something."""

    async def outputs(self, run_id: str) -> Json:
        """The answer of a run as it is kept, without addresses."""


@dataclass(frozen=True, slots=True)
class RunTools:
    """The tools of one execution of a node (``nodes.contract.Tools``)."""

    live: LiveRun
    runs: CalledRuns | None
    node_id: str
    item: int

    async def workflows(self, ids: Sequence[str]) -> list[WorkflowTool]:
        return await self._runs.tools(ids) if ids else []

    async def call(
        self, number: int, tool: WorkflowTool, arguments: Mapping[str, Any], left: int | None
    ) -> ToolAnswer:
        call = _ToolCall(self, self._runs, TOOL_CALL + number, tool)
        return await call.answer(dict(arguments), left)

    def tell(self, number: int, event: Mapping[str, Any]) -> None:
        item = None if self.item == WHOLE_NODE else self.item
        self.live.tell("node.tool", self.node_id, item=item, number=number, **event)

    @property
    def _runs(self) -> CalledRuns:
        if self.runs is None:
            raise NotConfigured("There are no workflows here that could be run as tools.")
        return self.runs


class _ToolCall:
    """One call. States of its row: `intent` (about to begin), `submitted` (the run is known),
    `done` (it has ended, or there can be none), `failed` (it was stopped with its caller)."""

    def __init__(self, tools: RunTools, runs: CalledRuns, number: int, tool: WorkflowTool) -> None:
        self._live = tools.live
        self._runs = runs
        self._place = (tools.node_id, tools.item, number)
        self._tool = tool

    async def answer(self, arguments: Json, left: int | None) -> ToolAnswer:
        """Raises Held while the run is paused, and StorageError."""
        row = self._live.calls.get(self._place)
        if row is not None and row.state == "done":
            return _answer(row)
        try:
            row = await self._begun(row, arguments, left)
        except StorageError:
            raise
        except LimnerError as error:
            return self._refused(arguments, error)
        assert row.request_id is not None
        ended = await self._ended(row, row.request_id)
        outputs = await self._runs.outputs(ended.id) if ended.status == "succeeded" else None
        row.result = {"outputs": outputs, "error": None if outputs is not None else _words(ended)}
        row.state, row.cost, row.ended_at = "done", ended.cost, now()
        self._live.record_call(row)
        await self._live.journal.flush()
        self._live.begin_late_work(self._settle(row, ended.id))
        return _answer(row)

    async def _begun(self, before: CallRow | None, arguments: Json, left: int | None) -> CallRow:
        """The row of a call whose run has begun."""
        if before is not None and before.state == "submitted":
            await self._runs.go_on(before.request_id or "")
            return before
        self._live.refuse_if_pausing()
        if before is None or before.state in _SENT_ANEW:
            most = await self._runs.most(self._tool.workflow_id, arguments)
            row = self._intend(before, arguments, self._affordable(most, left))
            await self._live.journal.flush()
        else:
            row = before
        begin = self._runs.begin(
            self._live.row, self._link(row), row.request["arguments"], row.request["budget"]
        )
        beginning = self._live.begin_late_work(begin)
        try:
            row.request_id = await asyncio.shield(beginning)
        except asyncio.CancelledError:
            if self._live.row.cancel_requested:
                self._live.begin_late_work(self._stop_begun(row, beginning))
            raise
        row.state = "submitted"
        self._live.record_call(row)
        return row

    async def _stop_begun(self, row: CallRow, beginning: asyncio.Task[str]) -> None:
        """Stop a run that only begins while its caller is being cancelled."""
        row.request_id = await beginning
        self._give_up(row, row.request_id)

    def _affordable(self, most: int | None, left: int | None) -> int | None:
        """The most a run may cost: what it can, what the node has left, what its run has left."""
        budget = self._live.row.most
        in_run = None if budget is None else max(budget - self._live.spent.amount, 0)
        bounds = [bound for bound in (left, in_run) if bound is not None]
        if not bounds:
            return None
        return min([*bounds, *([] if most is None else [most])])

    def _intend(self, before: CallRow | None, arguments: Json, most: int | None) -> CallRow:
        node_id, item, number = self._place
        attempt = before.attempt + 1 if before else 1
        row = CallRow(
            run_id=self._live.id,
            node_id=node_id,
            item=item,
            number=number,
            attempt=attempt,
            idempotency_key=digest_of([self._live.id, node_id, item, number, attempt]),
            provider=_WORKFLOW,
            model=self._tool.workflow_id,
            request={"name": self._tool.spec.name, "arguments": arguments, "budget": most},
            possible_cost=most,
            intended_at=now(),
        )
        self._live.record_call(row)
        return row

    def _link(self, row: CallRow) -> CalledRow:
        return CalledRow(
            caller_id=row.run_id,
            node_id=row.node_id,
            item=row.item,
            number=row.number,
            attempt=row.attempt,
            workflow_id=row.model,
        )

    def _refused(self, arguments: Json, error: LimnerError) -> ToolAnswer:
        """Where there is no run: the reason is the answer, and stays it."""
        row = self._live.calls.get(self._place)
        if row is None or row.state in _SENT_ANEW:
            row = self._intend(row, arguments, 0)
        row.result = {"outputs": None, "error": error.sentence}
        row.state, row.ended_at = "done", now()
        self._live.record_call(row)
        return _answer(row)

    async def _ended(self, row: CallRow, run_id: str) -> RunRow:
        """The run when it has ended. Raises Held where it is paused with this one."""
        ended = asyncio.ensure_future(self._runs.ended(run_id))
        paused = asyncio.ensure_future(self._live.pause_asked())
        try:
            await asyncio.wait({ended, paused}, return_when=asyncio.FIRST_COMPLETED)
            if not ended.done() and await self._runs.pause(run_id):
                raise Held
            return await ended
        except asyncio.CancelledError:
            if self._live.row.cancel_requested:
                self._give_up(row, run_id)
            raise
        finally:
            ended.cancel()
            paused.cancel()

    def _give_up(self, row: CallRow, run_id: str) -> None:
        row.state, row.ended_at = "failed", now()
        self._live.record_call(row)
        self._live.begin_late_work(self._stop(row, run_id))

    async def _stop(self, row: CallRow, run_id: str) -> None:
        """What is stopped may have cost something, and its answer may still come."""
        row.cost = (await self._runs.stop(run_id)).cost
        self._live.record_call(row)
        await self._settle(row, run_id)

    async def _settle(self, row: CallRow, run_id: str) -> None:
        """What is paid for a run after its end counts, too."""
        cost = (await self._runs.settled(run_id)).cost
        if cost != row.cost:
            row.cost = cost
            self._live.record_call(row)


def _answer(row: CallRow) -> ToolAnswer:
    result = row.result or {}
    return ToolAnswer(result.get("outputs"), result.get("error"), row.request_id, row.cost)


def _words(run: RunRow) -> str:
    """Why a run gave nothing, as a model is told."""
    if run.status == "cancelled":
        return "The run was cancelled."
    error = run.error or {}
    said = [error.get("detail"), error.get("hint")]
    return " ".join(part for part in said if part) or "The workflow gave no answer."
