"""Runs steps that belong together, of a run or of one item of a loop, as their needs are there."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from limner.engine.live import LiveRun
from limner.engine.plan import Step, with_bodies
from limner.engine.schedule import Next, Schedule
from limner.engine.scope import Scope
from limner.nodes.contract import Json

StepEnd = Literal["succeeded", "failed", "paused"]

_ENDED = frozenset({"succeeded", "failed", "cancelled", "skipped"})


class RunsSteps(Protocol):
    """Who runs one step."""

    async def run(self, live: LiveRun, step: Step, scope: Scope) -> StepEnd:
        """Run a step and record how it ended. Only cancelling raises."""

    def adopt(self, live: LiveRun, step: Step, scope: Scope) -> None:
        """Make a succeeded step's output a source for the steps after it."""


@dataclass(frozen=True, slots=True)
class StepsEnd:
    """How steps ended together: ``error`` is that of the first one that failed, naming its node.

    ``paused`` says that some wait until the run goes on.
    """

    paused: bool
    error: Json | None


class StepsRun:
    """The steps of one scope. In a loop, nothing more begins once one of them has failed."""

    def __init__(
        self, live: LiveRun, steps: Sequence[Step], scope: Scope, runner: RunsSteps
    ) -> None:
        self._live = live
        self._scope = scope
        self._runner = runner
        self._steps = {step.node_id: step for step in steps}
        self._schedule = Schedule(steps)
        self._ended: asyncio.Queue[tuple[str, StepEnd]] = asyncio.Queue()
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._paused = False
        self._error: Json | None = None

    async def run(self) -> StepsEnd:
        """Run until all have ended or wait. When cancelled, those under way are too."""
        try:
            self._take(Next(ready=self._schedule.first()))
            while self._under_way:
                node_id, end = await self._ended.get()
                del self._under_way[node_id]
                if end == "paused":
                    self._paused = True
                else:
                    self._take(self._after(node_id, end == "succeeded"))
        except BaseException:
            await self._stop()
            raise
        return StepsEnd(self._paused, self._error)

    def _take(self, following: Next) -> None:
        """Start what may start; what ended already in an earlier life only counts."""
        settled: list[Next] = [following]
        while settled:
            step_by = settled.pop()
            for node_id in step_by.skipped:
                self._skip(self._steps[node_id])
            for node_id in step_by.ready:
                row = self._live.executions.get((node_id, self._scope.place))
                if row is not None and row.status in _ENDED:
                    settled.append(self._settled(node_id, row.status))
                else:
                    self._start(self._steps[node_id])

    def _settled(self, node_id: str, status: str) -> Next:
        if status == "succeeded":
            self._runner.adopt(self._live, self._steps[node_id], self._scope)
        return self._after(node_id, status == "succeeded")

    def _after(self, node_id: str, succeeded: bool) -> Next:
        if succeeded:
            return self._schedule.succeeded(node_id)
        row = self._live.execution(node_id, self._scope.place)
        self._error = self._error or {"nodeId": node_id} | (row.error or {})
        self._skip_inside(self._steps[node_id])
        return self._schedule.failed(node_id)

    def _start(self, step: Step) -> None:
        if self._live.pausing:
            self._paused = True
        elif self._error is not None and self._scope.in_loop:
            self._skip(step)
        else:
            self._live.queue(step.node_id, self._scope.place)
            self._under_way[step.node_id] = asyncio.create_task(self._run(step))

    def _skip(self, step: Step) -> None:
        self._live.end(step.node_id, "skipped", "node.skipped", self._scope.place)
        self._skip_inside(step)

    def _skip_inside(self, loop: Step) -> None:
        """Skip what is inside a loop that will not run, or did not come to run it."""
        for step in with_bodies(loop.body):
            row = self._live.executions.get((step.node_id, self._scope.place))
            if row is None or row.status not in _ENDED:
                self._live.end(step.node_id, "skipped", "node.skipped", self._scope.place)

    async def _run(self, step: Step) -> None:
        end = await self._runner.run(self._live, step, self._scope)
        self._ended.put_nowait((step.node_id, end))

    async def _stop(self) -> None:
        for task in self._under_way.values():
            task.cancel()
        await asyncio.gather(*self._under_way.values(), return_exceptions=True)
