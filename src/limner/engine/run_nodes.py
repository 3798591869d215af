"""The nodes of many runs at once, their items counted and not read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from limner.engine.places import DEPTHS
from limner.engine.plan import Step
from limner.nodes.contract import Json
from limner.storage.queries.called_runs import Caller, callers_of
from limner.storage.queries.run_pages import ItemCount, item_counts, whole_nodes
from limner.storage.queries.runs import ExecutionRow

Place = tuple[str, str]
"""A run and a node of it."""


@dataclass(frozen=True, slots=True)
class RunNodes:
    """What is known of the nodes of some runs; ``left_out`` are those whose output is not here."""

    whole: Mapping[Place, ExecutionRow]
    left_out: frozenset[Place]
    counts: Mapping[Place, Sequence[ItemCount]]
    callers: Mapping[str, Caller]

    def progress(self, run_id: str, step: Step) -> Json | None:
        """How many items of a node are done, have failed, and are known to be to run; None where
        it does not run by items. The same as ``items.progress_at`` of all its rows."""
        whole = self.whole.get((run_id, step.node_id))
        if whole is None or whole.items is None:
            return None
        depth = max(step.depth, 1)
        known = self.counts.get((run_id, step.node_id), ())
        above = [each.below for each in known if each.depth == depth - 1]
        here = {each.status: each.count for each in known if each.depth == depth}
        return {
            "done": here.get("succeeded", 0),
            "failed": here.get("failed", 0),
            "total": whole.items if depth == 1 else sum(filter(None, above)),
        }


def run_nodes(connection: Connection, run_ids: Sequence[str]) -> RunNodes:
    """The nodes of runs, with two queries however many items there are."""
    rows, left_out = whole_nodes(connection, run_ids)
    counts: dict[Place, list[ItemCount]] = {}
    for count in item_counts(connection, run_ids, DEPTHS):
        counts.setdefault((count.run_id, count.node_id), []).append(count)
    return RunNodes(
        {(row.run_id, row.node_id): row for row in rows},
        frozenset(left_out),
        counts,
        callers_of(connection, run_ids),
    )
