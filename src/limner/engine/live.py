"""A run while it is driven: its rows, what its nodes gave, and the events it tells."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import defaultdict
from collections.abc import Coroutine, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from limner.engine.background import Background
from limner.engine.budget import Spent
from limner.engine.earlier import EarlierResults
from limner.engine.events import LAST_EVENT
from limner.engine.holding import Held
from limner.engine.journal import Journal
from limner.engine.places import inside
from limner.engine.plan import Plan
from limner.engine.read_step import ReadStep
from limner.nodes.contract import Json, NodeResult
from limner.storage.queries.runs import WHOLE_NODE, CallRow, ExecutionRow, RunRow
from limner.values import as_rfc3339, credits_if_known, now, total

T = TypeVar("T")

CallPlace = tuple[str, int, int]
"""A node, an item of it, and the number of a call there."""

_SECONDS_BETWEEN_PROGRESS = 0.2
_UNDER_WAY = frozenset({"queued", "running"})


@dataclass(frozen=True, slots=True)
class Past:
    """What a run left in the journal when it was driven before."""

    executions: Sequence[ExecutionRow] = ()
    calls: Sequence[CallRow] = ()
    last_seq: int = 0


class LiveRun:
    """The present state of one run, and the only one who records it."""

    def __init__(
        self,
        row: RunRow,
        plan: Plan,
        journal: Journal,
        background: Background,
        *,
        earlier: EarlierResults,
        past: Past = Past(),
    ) -> None:
        self.row = row
        self.plan = plan
        self.steps = {step.node_id: step for step in plan.every_step()}
        self.loops = {"loop", *(node_id for node_id, step in self.steps.items() if step.body)}
        """The names by which templates know the loops."""
        self.read_steps: dict[str, ReadStep] = {}
        self.journal = journal
        self.earlier = earlier
        self.executions = {(e.node_id, e.item): e for e in past.executions}
        self.calls: dict[CallPlace, CallRow] = {}
        self._calls_of: dict[tuple[str, int], dict[int, CallRow]] = defaultdict(dict)
        self.spent = Spent()
        self._costs: dict[tuple[str, int], dict[tuple[int, int], int | None]] = defaultdict(dict)
        self._paid_places: dict[str, set[int]] = defaultdict(set)
        for call in past.calls:
            self._take_call(call)
        self._seq = past.last_seq
        self._told: dict[str, tuple[float, Json]] = {}
        self._background = background
        self._pause_asked = asyncio.Event()

    @property
    def id(self) -> str:
        return self.row.id

    def tell(self, kind: str, node_id: str | None = None, **payload: Any) -> None:
        """Record an event; it is published once it is durable. An ended run tells no more."""
        if self.row.ended_at is not None:
            return
        self._seq += 1
        event: dict[str, object] = {
            "type": kind,
            "runId": self.id,
            "seq": self._seq,
            "at": as_rfc3339(now()),
        }
        if node_id is not None:
            event["nodeId"] = node_id
        event.update(payload)
        self.journal.record_event(self.id, self.row.workflow_id, event)

    def tell_progress(self, node_id: str, progress: Json, *, at_once: bool = False) -> None:
        """Tell a node's progress, unless it was told a moment ago or says nothing new."""
        moment = time.monotonic()
        last_time, last = self._told.get(node_id, (float("-inf"), {}))
        too_soon = moment - last_time < _SECONDS_BETWEEN_PROGRESS
        if progress == last or (too_soon and not at_once):
            return
        self._told[node_id] = (moment, progress)
        self.tell("node.progress", node_id, **progress)

    def execution(self, node_id: str, item: int = WHOLE_NODE) -> ExecutionRow:
        """The row of a node or an item, made when it is first asked for."""
        row = self.executions.get((node_id, item))
        if row is None:
            row = ExecutionRow(
                run_id=self.id, node_id=node_id, item=item, workflow_id=self.row.workflow_id
            )
            self.executions[node_id, item] = row
        return row

    @property
    def cost(self) -> int | None:
        """What all calls of the run cost so far, in micro-USD; None where nobody can tell."""
        return total(cost for calls in self._costs.values() for cost in calls.values())

    def cost_of(self, node_id: str, item: int = WHOLE_NODE) -> int | None:
        """What a node, or one item of it, cost in this run: every attempt at its calls."""
        if item == WHOLE_NODE:
            places = self._paid_places[node_id]
        else:
            count = self.execution(node_id, item).items or 0
            places = {item, *(inside(item, index) for index in range(count))}
        paid = (self._costs.get((node_id, place), {}) for place in places)
        return total(cost for attempts in paid for cost in attempts.values())

    def lose_calls(self) -> None:
        """Record that nobody will ask what became of the calls that were sent."""
        for call in list(self.calls.values()):
            if call.ended_at is None:
                call.state, call.ended_at = "unknown", now()
                self.record_call(call)

    def possible_cost(self) -> Json:
        """What calls whose outcome is unknown may have cost on top, for an error; or nothing."""
        unknown = [call for call in self.calls.values() if call.state == "unknown"]
        if not unknown:
            return {}
        most = total(call.possible_cost for call in unknown)
        return {"possibleCost": credits_if_known(most)}

    def calls_of(self, node_id: str, item: int) -> list[CallRow]:
        """The calls of one execution, of each its newest attempt."""
        return list(self._calls_of[node_id, item].values())

    def record_call(self, call: CallRow) -> None:
        """Record a call's present state; the newest attempt stands for the call.

        What is paid after a run was cancelled still counts as its cost.
        """
        self._take_call(call)
        self.journal.record_call(call)
        if self.row.ended_at is not None:
            self.row.cost = self.cost
            self.journal.record_run(self.row)

    def _take_call(self, call: CallRow) -> None:
        place = (call.node_id, call.item)
        self.calls[(*place, call.number)] = call
        self._calls_of[place][call.number] = call
        self._costs[place][call.number, call.attempt] = call.cost
        self._paid_places[call.node_id].add(call.item)
        self.spent.take(call)

    def open(self) -> None:
        """Record and tell that the run has started, unless it had before."""
        if self.row.started_at is None:
            self.row.status, self.row.started_at = "running", now()
            self.journal.record_run(self.row)
            self.tell("run.started")

    def queue(self, node_id: str, item: int = WHOLE_NODE) -> None:
        row = self.execution(node_id, item)
        row.status = "queued"
        if item == WHOLE_NODE:
            self.journal.record_execution(row)
            self.tell("node.queued", node_id)

    def begin(self, node_id: str, item: int = WHOLE_NODE) -> None:
        row = self.execution(node_id, item)
        row.status, row.started_at, row.error, row.ended_at = "running", now(), None, None
        row.cached, row.warnings = False, []
        self.journal.record_execution(row)
        if item == WHOLE_NODE:
            self.tell("node.started", node_id)

    def adopt(self, rows: Iterable[ExecutionRow]) -> None:
        """Take the rows of an earlier result, items included, as this run's, free of cost."""
        for row in rows:
            row.run_id, row.cached, row.cost = self.id, True, 0
            row.started_at, row.ended_at = None, now()
            self.executions[row.node_id, row.item] = row
            self.journal.record_execution(row)
            if row.item == WHOLE_NODE:
                self.tell("node.finished", row.node_id, cached=True, cost=0, warnings=row.warnings)

    def succeed(self, node_id: str, result: NodeResult, item: int = WHOLE_NODE) -> None:
        """Record a success that ran; the reuse key and digest are set beforehand."""
        row = self.execution(node_id, item)
        row.status, row.ended_at = "succeeded", now()
        row.output = result.output
        row.warnings = [warning.as_json() for warning in result.warnings]
        row.cost = self.cost_of(node_id, item)
        self.journal.record_execution(row)
        if row.reuse_key is not None and item != WHOLE_NODE:
            self.earlier.came(row.reuse_key)

    def fail(self, node_id: str, error: Json, item: int = WHOLE_NODE) -> None:
        row = self.execution(node_id, item)
        row.status, row.ended_at, row.error = "failed", now(), error
        row.cost, row.reuse_key = self.cost_of(node_id, item), None
        self.journal.record_execution(row)

    def ask_review(self, node_id: str, text: str, longest: int) -> None:
        """Record that a node waits until a person confirms a text."""
        row = self.execution(node_id)
        row.status, row.started_at = "pending", None
        row.review = {"prompt": text, "longest": longest}
        self.journal.record_execution(row)
        self.tell("node.review", node_id, prompt=text)

    @property
    def pausing(self) -> bool:
        """Whether nothing new is to begin."""
        return self.row.pause_requested

    @property
    def at_rest(self) -> bool:
        """Whether the run is recorded as paused or ended."""
        return self.row.status == "paused" or self.row.ended_at is not None

    def refuse_if_pausing(self) -> None:
        """Raises Held where nothing new is to begin."""
        if self.pausing:
            raise Held

    def ask_pause(self, *, asked: bool) -> None:
        """Record that nothing new is to begin, or that it may again."""
        self.row.pause_requested = asked
        self.journal.record_run(self.row)
        if asked:
            self._pause_asked.set()
            self.tell("run.pausing")
        else:
            self._pause_asked.clear()

    async def pause_asked(self) -> None:
        """Returns once the run is to be paused."""
        await self._pause_asked.wait()

    async def nap(self, seconds: float) -> None:
        """Wait, but no longer than until the run is to be paused."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._pause_asked.wait(), seconds)

    def pause(self) -> None:
        """Record that the run waits for somebody; it goes on when it is resumed."""
        for row in list(self.executions.values()):
            if row.status in _UNDER_WAY:
                self.put_off(row.node_id, row.item)
        self.row.status, self.row.cost = "paused", self.cost
        self.journal.record_run(self.row)
        self.tell("run.paused")

    def go_on(self, budget: int | None, key_budget: int | None) -> None:
        """Record that a paused or ended run goes on, perhaps with other budgets."""
        row = self.row
        row.budget = row.budget if budget is None else budget
        row.key_budget = row.key_budget if key_budget is None else key_budget
        row.status, row.error, row.ended_at, row.cancel_requested = "running", None, None, False
        self.ask_pause(asked=False)
        self.tell("run.started")

    def put_off(self, node_id: str, item: int = WHOLE_NODE) -> None:
        """Record that a node, or an item of it, is to be run at another time."""
        row = self.execution(node_id, item)
        row.status, row.error, row.started_at, row.ended_at = "pending", None, None, None
        self.journal.record_execution(row)

    def end(
        self, node_id: str, status: str, kind: str | None = None, item: int = WHOLE_NODE
    ) -> None:
        """Record that a node will not run, or no longer runs."""
        row = self.execution(node_id, item)
        row.status, row.ended_at = status, now()
        self.journal.record_execution(row)
        if kind is not None and item == WHOLE_NODE:
            self.tell(kind, node_id)

    def tell_end(self, node_id: str, item: int = WHOLE_NODE) -> None:
        """Tell how a node ended that ran as a whole."""
        row = self.execution(node_id, item)
        if item != WHOLE_NODE:
            return
        if row.status == "failed":
            self.tell("node.failed", node_id, error=row.error)
        else:
            cost = credits_if_known(row.cost)
            self.tell("node.finished", node_id, cached=False, cost=cost, warnings=row.warnings)

    def close(self, status: str, error: Json | None = None) -> None:
        """Record how the run ended, and tell it last."""
        self.row.status, self.row.error = status, error
        self.row.cost = self.cost
        told: Json = {} if error is None else {"error": error}
        self.tell(LAST_EVENT, status=status, **told)
        self.row.ended_at = now()
        self.journal.record_run(self.row)

    def begin_late_work(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Begin work that goes on when the run is cancelled, such as keeping a paid answer."""
        return self._background.start(self.id, work)

    def items_of(self, node_id: str, count: int, place: int = WHOLE_NODE) -> list[ExecutionRow]:
        """The rows of the items of a node that fanned out at a place, in their order."""
        return [self.execution(node_id, inside(place, index)) for index in range(count)]
