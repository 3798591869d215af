"""What a list of runs shows: their nodes without the items, which are counted where they lie."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection, case, func, null, select, type_coerce

from limner.storage.queries._dialect import parts
from limner.storage.queries.runs import WHOLE_NODE, ExecutionRow
from limner.storage.tables import documents, executions

LONGEST_OUTPUT = 64 * 1024
"""Characters of an output's JSON that a list of runs still shows."""


class ItemCount(msgspec.Struct, frozen=True):
    """How many items of a node there are at a depth, in one state; ``below`` is how many items of
    their own they have together, None where none runs by items."""

    run_id: str
    node_id: str
    depth: int
    status: str
    count: int
    below: int | None


def bodies(connection: Connection, digests: Sequence[str]) -> dict[str, str]:
    """Documents by their digests."""
    found: dict[str, str] = {}
    for part in parts(digests):
        rows = connection.execute(
            select(documents.c.digest, documents.c.body).where(documents.c.digest.in_(part))
        )
        found.update((row.digest, row.body) for row in rows)
    return found


def whole_nodes(
    connection: Connection, run_ids: Sequence[str]
) -> tuple[list[ExecutionRow], set[tuple[str, str]]]:
    """The nodes of runs, each as a whole; of which the output is left out, as run and node.

    That is so of those that run by items, and of long ones.
    """
    body = executions.c.output
    here = executions.c["items"].is_(None) & (func.length(body) <= LONGEST_OUTPUT)
    output = type_coerce(case((here, body), else_=null()), body.type).label(body.name)
    columns = [output if column is body else column for column in executions.c]
    given = (executions.c["items"].is_not(None) | body.is_not(None)).label("given")
    found: list[ExecutionRow] = []
    left_out: set[tuple[str, str]] = set()
    for part in parts(run_ids):
        rows = connection.execute(
            select(*columns, given).where(
                executions.c.run_id.in_(part), executions.c.item == WHOLE_NODE
            )
        )
        for row in rows:
            values = dict(row._mapping)
            if values.pop("given") and values["output"] is None:
                left_out.add((row.run_id, row.node_id))
            found.append(ExecutionRow(**values))
    return found, left_out


def item_counts(
    connection: Connection, run_ids: Sequence[str], begins: Sequence[int]
) -> list[ItemCount]:
    """The items of runs, counted. ``begins`` are the first places of each depth, from 1 on."""
    item = executions.c.item
    ends = [(item < begin, depth) for depth, begin in enumerate(begins[1:], start=1)]
    depth = case(*ends, else_=len(begins))
    groups = executions.c.run_id, executions.c.node_id, depth, executions.c.status
    found: list[ItemCount] = []
    for part in parts(run_ids):
        rows = connection.execute(
            select(*groups, func.count(), func.sum(executions.c["items"]))
            .where(executions.c.run_id.in_(part), item != WHOLE_NODE)
            .group_by(*groups)
        )
        found.extend(ItemCount(*row) for row in rows)
    return found
