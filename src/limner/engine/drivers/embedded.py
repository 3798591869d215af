"""Drives one run in this process: starts what may start, and records how it ends."""

from __future__ import annotations

import asyncio
import logging

from limner.engine.live import LiveRun
from limner.engine.reopen import awaits_review
from limner.engine.scope import Scope
from limner.engine.steps import StepRunner
from limner.engine.steps_run import StepsRun
from limner.errors import NodeCrashed, RunCancelled
from limner.storage.queries.runs import WHOLE_NODE
from limner.values import now

_log = logging.getLogger(__name__)

_UNFINISHED = frozenset({"pending", "queued", "running"})


class RunDriver:
    """The loop of one run. Ends with the run, or when its task is cancelled."""

    def __init__(self, live: LiveRun, steps: StepRunner) -> None:
        self._live = live
        self._runner = steps

    async def drive(self) -> None:
        """Run to the end, or until somebody is waited for, and return once that is durable.

        When cancelled, the run is recorded as cancelled if that was asked for; otherwise
        (the server stops) it stays as it is and goes on after the next start.
        """
        live = self._live
        try:
            live.open()
            paused = await self._run_steps()
        except asyncio.CancelledError:
            if not live.row.cancel_requested:
                raise
            self._stop_nodes()
            cancelled = RunCancelled("The run was cancelled.", extra=live.possible_cost())
            live.close("cancelled", cancelled.as_json())
        except Exception:
            _log.exception("The run %s stopped unexpectedly", live.id)
            self._stop_nodes()
            live.close("failed", NodeCrashed("The run stopped unexpectedly.").as_json())
        else:
            if paused:
                live.pause()
            else:
                self._record_end()
        await live.journal.flush()

    async def _run_steps(self) -> bool:
        """Run what can be run; whether the rest waits for somebody."""
        live = self._live
        while True:
            end = await StepsRun(live, live.plan.steps, Scope(), self._runner).run()
            if not end.paused:
                return False
            if live.pausing or any(awaits_review(row) for row in live.executions.values()):
                return True
            # The pause was taken back while what was under way came to its end.

    def _record_end(self) -> None:
        rows = [self._live.execution(step.node_id) for step in self._live.plan.steps]
        failed = [row for row in rows if row.status == "failed"]
        first = min(failed, key=lambda row: row.ended_at or 0, default=None)
        if first is not None:
            self._live.close("failed", {"nodeId": first.node_id} | (first.error or {}))
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
        for node_id in live.steps:
            if (node_id, WHOLE_NODE) not in live.executions:
                live.end(node_id, "cancelled")
