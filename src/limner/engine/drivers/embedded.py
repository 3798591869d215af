"""Drives one run in this process: starts what may start, and records how it ends."""

from __future__ import annotations

import asyncio
import logging

from limner.engine.live import LiveRun
from limner.engine.plan import Step
from limner.engine.schedule import Next, Schedule
from limner.engine.steps import StepEnd, StepRunner
from limner.errors import NodeCrashed, RunCancelled
from limner.storage.queries.runs import WHOLE_NODE, ExecutionRow
from limner.values import now

_log = logging.getLogger(__name__)

_ENDED = frozenset({"succeeded", "failed", "cancelled", "skipped"})
_UNFINISHED = frozenset({"pending", "queued", "running"})


class RunDriver:
    """The loop of one run. Ends with the run, or when its task is cancelled."""

    def __init__(self, live: LiveRun, steps: StepRunner) -> None:
        self._live = live
        self._runner = steps
        self._steps = {step.node_id: step for step in live.plan.steps}
        self._schedule = Schedule(live.plan)
        self._ended: asyncio.Queue[tuple[str, StepEnd]] = asyncio.Queue()
        self._paused = False
        self._under_way: dict[str, asyncio.Task[None]] = {}

    async def drive(self) -> None:
        """Run to the end, or until somebody is waited for, and return once that is durable.

        When cancelled, the run is recorded as cancelled if that was asked for; otherwise
        (the server stops) it stays as it is and goes on after the next start.
        """
        live = self._live
        try:
            live.open()
            self._take(Next(ready=self._schedule.first()))
            while self._under_way:
                node_id, end = await self._ended.get()
                del self._under_way[node_id]
                if end == "paused":
                    self._paused = True
                else:
                    self._take(self._after(node_id, end == "succeeded"))
        except asyncio.CancelledError:
            await self._stop_steps()
            if not live.row.cancel_requested:
                raise
            self._stop_nodes()
            cancelled = RunCancelled("The run was cancelled.", extra=live.possible_cost())
            live.close("cancelled", cancelled.as_json())
        except Exception:
            _log.exception("The run %s stopped unexpectedly", live.id)
            await self._stop_steps()
            self._stop_nodes()
            live.close("failed", NodeCrashed("The run stopped unexpectedly.").as_json())
        else:
            if self._paused:
                live.pause()
            else:
                self._record_end()
        await live.journal.flush()

    def _take(self, following: Next) -> None:
        """Start what may start; what ended already in an earlier life only counts."""
        settled: list[Next] = [following]
        while settled:
            step_by = settled.pop()
            for node_id in step_by.skipped:
                self._live.end(node_id, "skipped", "node.skipped")
            for node_id in step_by.ready:
                row = self._live.executions.get((node_id, WHOLE_NODE))
                if row is not None and row.status in _ENDED:
                    settled.append(self._settled(node_id, row.status))
                else:
                    self._start(self._steps[node_id])

    def _settled(self, node_id: str, status: str) -> Next:
        if status == "succeeded":
            self._runner.adopt(self._live, self._steps[node_id])
        return self._after(node_id, status == "succeeded")

    def _after(self, node_id: str, succeeded: bool) -> Next:
        if succeeded:
            return self._schedule.succeeded(node_id)
        return self._schedule.failed(node_id)

    def _start(self, step: Step) -> None:
        self._live.queue(step.node_id)
        self._under_way[step.node_id] = asyncio.create_task(self._run(step))

    async def _run(self, step: Step) -> None:
        self._ended.put_nowait((step.node_id, await self._runner.run(self._live, step)))

    async def _stop_steps(self) -> None:
        for task in self._under_way.values():
            task.cancel()
        await asyncio.gather(*self._under_way.values(), return_exceptions=True)

    def _record_end(self) -> None:
        rows = self._node_rows()
        failed = [row for row in rows if row.status == "failed"]
        first = min(failed, key=lambda row: row.ended_at or 0, default=None)
        if first is not None:
            self._live.close("failed", (first.error or {}) | {"nodeId": first.node_id})
        elif any(row.status == "cancelled" for row in rows):
            self._live.close("cancelled", RunCancelled("Some nodes were cancelled.").as_json())
        else:
            self._live.close("succeeded")

    def _stop_nodes(self) -> None:
        live = self._live
        for row in list(live.executions.values()):
            if row.status in _UNFINISHED:
                row.status, row.ended_at = "cancelled", now()
                row.cost = live.cost_of(row.node_id, row.item)
                live.journal.record_execution(row)
        for step in live.plan.steps:
            if (step.node_id, WHOLE_NODE) not in live.executions:
                live.end(step.node_id, "cancelled")

    def _node_rows(self) -> list[ExecutionRow]:
        rows = self._live.executions
        return [row for (_, item), row in rows.items() if item == WHOLE_NODE]
