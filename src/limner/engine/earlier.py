"""Results of a workflow's earlier runs, and which of them still stand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial

import msgspec
from sqlalchemy import Connection

from limner.engine.plan import Plan, Step
from limner.engine.reuse import assets_in, newest_by_key, reusable
from limner.nodes import NodeTypes
from limner.nodes.contract import Json
from limner.storage.database import Database
from limner.storage.queries.assets import existing_assets
from limner.storage.queries.runs import (
    ExecutionRow,
    KnownResult,
    executions_at,
    item_results,
    keys_of_results,
    known_results,
    nodes_with_items,
)

_LEAST_RESULTS_LOOKED_AT = 1_000
_RESULTS_PER_NODE = 4
_MOST_KEYS = 50_000
"""Keys of results that are known by heart, to ask only for what is there."""


class EarlierResults:
    """What earlier runs of one workflow made. A result stands while all its images are kept."""

    def __init__(
        self, database: Database, workflow_id: str | None, known: Sequence[KnownResult] = ()
    ) -> None:
        self._database = database
        self._workflow_id = workflow_id
        self._known = newest_by_key(known)
        self._keys: set[str] = set()
        self._all_keys: bool | None = None
        self._looking = asyncio.Lock()

    async def for_plan(
        self, plan: Plan, nodes: NodeTypes, trigger: Json, version_of: Callable[[Step], str]
    ) -> dict[str, list[ExecutionRow]]:
        """The steps that need not run, each with the rows, items included, that stand for it."""
        while True:
            found = reusable(plan, nodes, self._known, trigger, version_of)
            rows, unfit = await self._load(list(found.values()))
            if not unfit:
                return {
                    node_id: rows[result.run_id, result.node_id]
                    for node_id, result in found.items()
                }
            self._known = {
                key: result
                for key, result in self._known.items()
                if (result.run_id, result.node_id) not in unfit
            }

    async def under(self, key: str, inside: Iterable[str] = ()) -> list[ExecutionRow]:
        """The rows of the result under a key, with those of the nodes inside that came with it;
        none where there is none that stands."""
        result = self._known.get(key)
        if result is None:
            return []
        places = [result, *(msgspec.structs.replace(result, node_id=each) for each in inside)]
        rows, unfit = await self._load(places)
        return [] if unfit else [row for place in rows.values() for row in place]

    async def items(self, keys: Sequence[str]) -> dict[str, ExecutionRow]:
        """The newest result of a single item under each key that has one that stands."""
        workflow_id = self._workflow_id
        if workflow_id is None:
            return {}
        keys = await self._perhaps(workflow_id, keys)
        if not keys:
            return {}

        def load(connection: Connection) -> dict[str, ExecutionRow]:
            found = item_results(connection, workflow_id, keys)
            gone = _gone(connection, found.values())
            return {key: row for key, row in found.items() if not assets_in(row.output) & gone}

        return await self._database.read(load)

    def came(self, key: str) -> None:
        """A result of this run is kept under a key from now on."""
        if self._workflow_id is not None:
            self._keys.add(key)

    async def _perhaps(self, workflow_id: str, keys: Sequence[str]) -> Sequence[str]:
        """Those of the keys that may have a result: as it was when the run first asked, and what
        came of it since. Most items are new, and asking for each costs more than running it."""
        async with self._looking:
            if self._all_keys is None:
                query = partial(keys_of_results, workflow_id=workflow_id, limit=_MOST_KEYS + 1)
                found = await self._database.read(query)
                self._all_keys = len(found) <= _MOST_KEYS
                self._keys |= found if self._all_keys else set()
        return [key for key in keys if key in self._keys] if self._all_keys else keys

    async def doubtful(self, plan: Plan, reused: Collection[str]) -> frozenset[str]:
        """The steps that may turn out to need no run, or not for every item.

        It shows when what comes before them is there again. ``reused`` are those that surely
        need none.
        """
        workflow_id = self._workflow_id
        if workflow_id is None:
            return frozenset()
        had_items = await self._database.read(lambda c: nodes_with_items(c, workflow_id))
        had_result = {result.node_id for result in self._known.values()}
        settled = {*reused, *plan.always}
        runs = [step for step in plan.every_step() if step.node_id not in settled]
        return frozenset(
            step.node_id
            for step in runs
            if step.node_id in had_items or (step.node_id in had_result and _waits(step, reused))
        )

    async def _load(
        self, results: Sequence[KnownResult]
    ) -> tuple[dict[tuple[str, str], list[ExecutionRow]], set[tuple[str, str]]]:
        """The rows of results by (run, node), and those that name an image that is gone."""
        places = [(result.run_id, result.node_id) for result in results]

        def load(connection: Connection) -> tuple[list[ExecutionRow], set[str]]:
            found = executions_at(connection, places)
            return found, _gone(connection, found)

        found, gone = await self._database.read(load) if places else ([], set())
        rows: dict[tuple[str, str], list[ExecutionRow]] = {place: [] for place in places}
        for row in found:
            rows[row.run_id, row.node_id].append(row)
        unfit = {(row.run_id, row.node_id) for row in found if assets_in(row.output) & gone}
        return rows, unfit


async def earlier_results(
    database: Database, workflow_id: str | None, plan: Plan, *, reuse: bool
) -> EarlierResults:
    """The newest results of a workflow; none where nothing is to be reused."""
    if workflow_id is None or not reuse:
        return EarlierResults(database, None)
    limit = max(_LEAST_RESULTS_LOOKED_AT, _RESULTS_PER_NODE * len(plan.steps))
    known = await database.read(lambda c: known_results(c, workflow_id, limit))
    return EarlierResults(database, workflow_id, known)


def _waits(step: Step, reused: Collection[str]) -> bool:
    """Whether a step uses what has yet to be made."""
    return any(need not in reused for need in step.needs)


def _gone(connection: Connection, rows: Iterable[ExecutionRow]) -> set[str]:
    named = {asset_id for row in rows for asset_id in assets_in(row.output)}
    return named - existing_assets(connection, sorted(named))
