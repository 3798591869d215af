"""Runs the steps inside a node once per item: so many items at a time, failures apart.

The items go their ways alone: none waits at a step for the others. Each has a row of its own, and
so has each step in it, so that after a crash every item goes on where it stood.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from limner.engine.holding import Held
from limner.engine.inputs import Source, refuse_another_length, refuse_too_many
from limner.engine.items import common_error, failure_warning, items_given
from limner.engine.live import LiveRun
from limner.engine.places import inside, is_within
from limner.engine.plan import Step, with_bodies
from limner.engine.progress import NodeProgress
from limner.engine.scope import Scope
from limner.engine.steps_run import StepsEnd
from limner.nodes.contract import AnyNode, Handle, Json, NodeResult, Repetition
from limner.storage.queries.runs import WHOLE_NODE, ExecutionRow
from limner.values import digest_of

_ENDED = frozenset({"succeeded", "failed"})
_NOT_TRIED_AGAIN = frozenset({"unknown_outcome", "budget_exceeded"})
"""What may have been paid is sent again only by a person, and a spent budget stays spent."""

_FIRST_WAIT_SECONDS = 1.0

RunBody = Callable[[Scope], Awaitable[StepsEnd]]


@dataclass(slots=True)
class LoopRuns:
    """The items of one loop at one place. ``run_body`` runs the steps inside for one of them."""

    live: LiveRun
    step: Step
    node: AnyNode
    scope: Scope
    repetition: Repetition
    run_body: RunBody
    _items: list[Any] = field(default_factory=list)
    _digests: list[str] = field(default_factory=list)
    _stopped: bool = False
    _held: bool = False

    async def run(self) -> None:
        """Run what is not done, and record how the loop ended.

        Raises TooManyItems, and Held where the run is paused meanwhile.
        """
        row = self._row()
        self._open(row)
        waiting = [i for i in self._indices if self._item_row(i).status not in _ENDED]
        self._stopped = self.repetition.stops and bool(self._failed())
        rest = iter(waiting)
        async with asyncio.TaskGroup() as group:
            for _ in range(min(len(waiting), self.repetition.at_once)):
                group.create_task(self._work_off(rest))
        self._close(row)

    def _open(self, row: ExecutionRow) -> None:
        """Keep the items, once, and begin the nodes inside."""
        if row.items is None:
            refuse_too_many(len(self.repetition.items))
            row.output, row.items = (
                {"items": list(self.repetition.items)},
                len(self.repetition.items),
            )
            self.live.journal.record_execution(row)
        else:
            self._take_what_came_since(row)
        self._items = items_given(row)
        self._digests = _digests(self._items)
        for step in with_bodies(self.step.body):
            inner = self.live.execution(step.node_id, self.scope.place)
            inner.items = len(self._items)
            self.live.begin(step.node_id, self.scope.place)
        for step in (*self.step.body, *(() if self.scope.in_loop else (self.step,))):
            self._progress(step).expect_items([self._status_at(step, i) for i in self._indices])

    def _take_what_came_since(self, row: ExecutionRow) -> None:
        """Take items that were none when the loop began, as what they are made from had failed,
        and has been tried again. Raises ListLengthsDiffer where there are more of them, or less."""
        kept, given = items_given(row), list(self.repetition.items)
        refuse_another_length(len(kept), len(given))
        pairs = enumerate(zip(kept, given, strict=True))
        came = [index for index, (was, now) in pairs if was is None and now is not None]
        for index in came:
            kept[index] = given[index]
            self._begin_anew(inside(self.scope.place, index))
        if came:
            self.live.journal.record_execution(row)

    def _begin_anew(self, place: int) -> None:
        """Forget what an item came to: it was made from nothing."""
        self.live.put_off(self.step.node_id, place)
        within = {step.node_id for step in with_bodies(self.step.body)}
        for row in list(self.live.executions.values()):
            if row.node_id in within and is_within(row.item, place):
                row.items, row.output = None, None
                self.live.put_off(row.node_id, row.item)
        for call in list(self.live.calls.values()):
            if call.node_id in within and is_within(call.item, place):
                call.state = "superseded"
                self.live.record_call(call)

    def _close(self, row: ExecutionRow) -> None:
        place = self.scope.place
        if self._held:
            for step in with_bodies(self.step.body):
                self.live.put_off(step.node_id, place)
            raise Held
        for step in () if self.scope.in_loop else with_bodies([self.step]):
            self._progress(step).items_over()
        for step in with_bodies(self.step.body):
            self._close_inner(step)
        failed = self._failed()
        if failed and (self._stopped or len(failed) == len(self._items)):
            error = common_error(failed) if not self._stopped else failed[0].error
            self.live.fail(self.step.node_id, error or {}, place)
            return
        warnings = failure_warning([self._item_row(index) for index in self._indices])
        if row.reuse_key is not None and not self._stands():
            row.reuse_key = None
        self.live.succeed(self.step.node_id, NodeResult(row.output or {}, warnings), place)

    def _stands(self) -> bool:
        """Whether all results are good for another run: nothing failed, however deep inside."""
        keyed = {step.node_id: not step.body for step in with_bodies(self.step.body)}
        places = [
            row
            for (node_id, item), row in self.live.executions.items()
            if node_id in keyed and item != WHOLE_NODE
        ]
        return not self._failed() and all(
            row.status == "succeeded" and (row.reuse_key is not None or not keyed[row.node_id])
            for row in places
        )

    def _close_inner(self, step: Step) -> None:
        """Record how a node inside ended: by those of its items that came as far as it."""
        live, place = self.live, self.scope.place
        found = (
            live.executions.get((step.node_id, inside(place, index))) for index in self._indices
        )
        ran = [row for row in found if row is not None and row.status in _ENDED]
        if self._items and not ran:
            live.end(step.node_id, "skipped", "node.skipped", place)
        elif ran and all(row.status == "failed" for row in ran):
            live.fail(step.node_id, common_error(ran), place)
            live.tell_end(step.node_id, place)
        else:
            live.succeed(step.node_id, NodeResult({}, failure_warning(ran)), place)
            live.tell_end(step.node_id, place)

    async def _work_off(self, waiting: Iterator[int]) -> None:
        """Take one item after the other; what had begun before a restart is brought to its end."""
        for index in waiting:
            if self._stopped and self._item_row(index).status == "pending":
                continue
            if self.live.pausing:
                self._held = True
                return
            await self._run_item(index)

    async def _run_item(self, index: int) -> None:
        place = inside(self.scope.place, index)
        self.live.begin(self.step.node_id, place)
        tried = 0
        while True:
            end = await self.run_body(self._scope_of(index))
            if end.paused:
                self._held = True
                return
            if not self._tried_again(end, tried):
                break
            await self.live.nap(_FIRST_WAIT_SECONDS * 2**tried)
            self._reset(self.step.body, place)
            tried += 1
        if end.error is None:
            self.live.succeed(self.step.node_id, NodeResult({}), place)
        else:
            self.live.fail(self.step.node_id, end.error, place)
            self._stopped = self._stopped or self.repetition.stops
        if not self.scope.in_loop:
            self._progress(self.step).item_ended(failed=end.error is not None)

    def _tried_again(self, end: StepsEnd, tried: int) -> bool:
        code = (end.error or {}).get("code")
        return (
            end.error is not None
            and tried < self.repetition.retries
            and code not in _NOT_TRIED_AGAIN
            and not self._stopped
        )

    def _reset(self, steps: Sequence[Step], place: int) -> None:
        """Make the steps of an item that did not succeed pending again, inner loops included."""
        for step in steps:
            row = self.live.executions.get((step.node_id, place))
            if row is None or row.status == "succeeded":
                continue
            if row.status == "failed":
                self._progress(step).item_begins_again()
            self.live.put_off(step.node_id, place)
            for index in range(row.items or 0) if step.body else ():
                at = inside(place, index)
                self._reset(step.body, at)
                self._put_off_failed(step, at)

    def _put_off_failed(self, loop: Step, place: int) -> None:
        row = self.live.executions.get((loop.node_id, place))
        if row is not None and row.status == "failed":
            self.live.put_off(loop.node_id, place)

    def _scope_of(self, index: int) -> Scope:
        """What the steps inside see of the loop: its present item, whichever output they use."""
        scope = Scope(inside(self.scope.place, index), self.scope)
        current: Json = {"currentItem": self._items[index], "currentIndex": index}
        handles = {
            handle.name: Handle(handle.name, handle.title, "any", field="currentItem")
            for handle in self.node.outputs
        }
        scope.enter(self.step.node_id, Source(self.node, handles, current), self._digests[index])
        return scope

    @property
    def _indices(self) -> range:
        return range(len(self._items))

    def _progress(self, step: Step) -> NodeProgress:
        return self.scope.progress_of(self.live, step.node_id)

    def _status_at(self, step: Step, index: int) -> str | None:
        row = self.live.executions.get((step.node_id, inside(self.scope.place, index)))
        return row.status if row else None

    def _row(self) -> ExecutionRow:
        return self.live.execution(self.step.node_id, self.scope.place)

    def _item_row(self, index: int) -> ExecutionRow:
        return self.live.execution(self.step.node_id, inside(self.scope.place, index))

    def _failed(self) -> list[ExecutionRow]:
        rows = (self._item_row(index) for index in self._indices)
        return [row for row in rows if row.status == "failed"]


def _digests(items: Sequence[Any]) -> list[str]:
    """What results made of an item depend on: the item, not where it stands in the list.

    Two items alike are still two.
    """
    seen: dict[str, int] = {}
    found = []
    for item in items:
        digest = digest_of(item)
        seen[digest] = seen.get(digest, 0) + 1
        found.append(digest_of([digest, seen[digest]]))
    return found
