"""Runs a node once per item of a list: many items at a time, failures apart."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from limner.engine.holding import Held
from limner.engine.inputs import Gathered, refuse_another_length
from limner.engine.items import common_error, failure_warning
from limner.engine.live import LiveRun
from limner.engine.outputs import check_output
from limner.engine.places import inside
from limner.engine.plan import Step
from limner.engine.progress import NodeProgress
from limner.engine.reuse import item_key, output_digest
from limner.errors import LimnerError, NodeCrashed, RunError
from limner.nodes.contract import Arrived, NodeResult
from limner.storage.queries.runs import WHOLE_NODE, ExecutionRow
from limner.values import digest_of

_log = logging.getLogger(__name__)
_ITEMS_AT_ONCE = 128
_ITEMS_BETWEEN_BREATHS = 200

RunOnce = Callable[[Mapping[str, Sequence[Arrived]], int], Awaitable[NodeResult]]


@dataclass(frozen=True, slots=True)
class ItemRuns:
    """The items of one node of a run at one place. ``run_once`` runs it for one of them.

    ``other_digests`` are those of the outputs that every item is made from.
    """

    live: LiveRun
    step: Step
    place: int
    gathered: Gathered
    count: int
    other_digests: Sequence[str]
    progress: NodeProgress
    run_once: RunOnce

    async def run(self, version: str) -> None:
        """Run what is neither done nor to be had from earlier runs; record how the node ended.

        Raises Held where the run is paused meanwhile, and ListLengthsDiffer where it ran for a
        list of another length before.
        """
        row = self.live.execution(self.step.node_id, self.place)
        refuse_another_length(self.count if row.items is None else row.items, self.count)
        row.items = self.count
        await self._reuse(version)
        statuses = [self._row(item).status for item in range(self.count)]
        waiting = [item for item, status in enumerate(statuses) if status != "succeeded"]
        if self.place == WHOLE_NODE:
            begun = ["succeeded" if status == "succeeded" else None for status in statuses]
            self.progress.expect_items(begun)
        rest = iter(waiting)
        async with asyncio.TaskGroup() as group:
            for _ in range(min(len(waiting), _ITEMS_AT_ONCE)):
                group.create_task(self._work_off(rest))
        if any(self._row(item).status == "pending" for item in waiting):
            raise Held
        if self.place == WHOLE_NODE:
            self.progress.items_over()
        self._record_end(row)

    def _record_end(self, row: ExecutionRow) -> None:
        rows = self.live.items_of(self.step.node_id, self.count, self.place)
        if rows and all(item.status != "succeeded" for item in rows):
            self.live.fail(self.step.node_id, common_error(rows), self.place)
            return
        outputs = [item.output for item in rows]
        check_output(outputs)
        row.digest = output_digest(outputs)
        warnings = failure_warning(rows)
        if warnings:
            row.reuse_key = None
        self.live.succeed(self.step.node_id, NodeResult({}, warnings), self.place)

    def _row(self, item: int) -> ExecutionRow:
        return self.live.execution(self.step.node_id, inside(self.place, item))

    async def _work_off(self, waiting: Iterator[int]) -> None:
        for item in waiting:
            if self.live.pausing:
                return
            await self._run_item(item)

    async def _run_item(self, item: int) -> None:
        live, node_id, at = self.live, self.step.node_id, inside(self.place, item)
        live.begin(node_id, at)
        inputs = self.gathered.at(item)
        try:
            if inputs is None:
                raise RunError("The item this one is made from failed.")
            result = await self.run_once(inputs, at)
        except Held:
            live.put_off(node_id, at)
            return
        except LimnerError as error:
            live.fail(node_id, error.as_json(), at)
        except Exception as crash:
            _log.exception("Item %s of node %s of %s crashed", item, node_id, live.id)
            live.fail(node_id, node_crashed(crash).as_json(), at)
        else:
            live.succeed(node_id, result, at)
        if self.place == WHOLE_NODE:
            self.progress.item_ended(failed=self._row(item).status == "failed")

    async def _reuse(self, version: str) -> None:
        """Give items that were made before their earlier results, and the others their keys."""
        keys = await self._keys(version)
        always = self.step.one_run or self.step.node_id in self.live.plan.always
        known = {} if always else await self.live.earlier.items(list(keys.values()))
        for item, key in keys.items():
            row, found = self._row(item), known.get(key)
            row.reuse_key = key
            if row.status != "succeeded" and found is not None:
                found.item = inside(self.place, item)
                self.live.adopt([found])
            if item % _ITEMS_BETWEEN_BREATHS == 0:
                await asyncio.sleep(0)

    async def _keys(self, version: str) -> dict[int, str]:
        """The key of each item for which everything has arrived; two items alike are still two."""
        seen: Counter[str] = Counter()
        keys: dict[int, str] = {}
        for item in range(self.count):
            inputs = self.gathered.at(item)
            if inputs is not None:
                values = [(name, [a.value for a in arrived]) for name, arrived in inputs.items()]
                key = item_key(self.step, version, values, self.other_digests)
                keys[item] = digest_of([key, seen[key]])
                seen[key] += 1
            if item % _ITEMS_BETWEEN_BREATHS == 0:
                await asyncio.sleep(0)
        return keys


def node_crashed(crash: Exception) -> NodeCrashed:
    """What is told of a fault in a node's own code."""
    return NodeCrashed(
        f"The node stopped unexpectedly ({type(crash).__name__}).",
        hint="The server's log says more.",
    )
