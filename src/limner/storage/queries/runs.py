"""Runs, their node executions, calls and events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Select, delete, exists, func, select

from limner.storage.automation_tables import key_runs
from limner.storage.queries._dialect import insert_missing, parts, upsert
from limner.storage.queries.assets import keep_parents
from limner.storage.tables import assets, calls, documents, events, executions, idempotency, runs

_NEWEST = 1_000

WHOLE_NODE = -1
"""The ``item`` of an execution row that stands for the whole node."""


class RunRow(msgspec.Struct, kw_only=True):
    """One run. Moments in microseconds since 1970, cost and budget in micro-USD.

    ``budget`` is the most that its calls may cost together, ``key_budget`` the same where a key
    with a limit pays, both None for any sum. ``version`` is the number of the kept document that
    runs, ``alias`` how it was named. A cost of None, here and in the rows below, is one that nobody
    can tell.
    """

    id: str
    workspace_id: str
    workflow_id: str | None
    status: str
    inputs: dict[str, Any]
    plan_digest: str
    document_digest: str | None
    reuse: bool
    created_at: int
    error: dict[str, Any] | None = None
    cost: int | None = 0
    cancel_requested: bool = False
    pause_requested: bool = False
    budget: int | None = None
    key_budget: int | None = None
    version: int | None = None
    alias: str | None = None
    started_at: int | None = None
    ended_at: int | None = None

    @property
    def most(self) -> int | None:
        """What its calls may cost together, whoever says so."""
        known = [most for most in (self.budget, self.key_budget) if most is not None]
        return min(known, default=None)


class ExecutionRow(msgspec.Struct, kw_only=True):
    """One node of a run, or one item of it in a list or a loop (``engine.places`` numbers them).

    ``items`` is how many items are below it, None where it ran once. ``review`` is a text a
    person is asked to confirm, `prompt`, and what became of it, `confirmed`.
    """

    run_id: str
    node_id: str
    item: int = WHOLE_NODE
    workflow_id: str | None = None
    status: str = "pending"
    output: dict[str, Any] | None = None
    error: dict[str, Any] | None = None
    warnings: list[dict[str, Any]] = []
    review: dict[str, Any] | None = None
    cost: int | None = 0
    cached: bool = False
    items: int | None = None
    reuse_key: str | None = None
    digest: str | None = None
    started_at: int | None = None
    ended_at: int | None = None


class CallRow(msgspec.Struct, kw_only=True):
    """One call to a provider: intent, submitted, then done, failed or unknown."""

    run_id: str
    node_id: str
    item: int
    number: int
    idempotency_key: str
    provider: str
    model: str
    request: dict[str, Any]
    intended_at: int
    state: str = "intent"
    attempt: int = 1
    request_id: str | None = None
    result: dict[str, Any] | None = None
    error: dict[str, Any] | None = None
    cost: int | None = 0
    possible_cost: int | None = None
    ended_at: int | None = None


class EventPage(msgspec.Struct):
    """Consecutive events of a run as JSON texts."""

    run_id: str
    first_seq: int
    last_seq: int
    body: str


class JournalBatch(msgspec.Struct):
    """What one commit of the journal holds: the newest state of each row."""

    runs: list[RunRow]
    executions: list[ExecutionRow]
    calls: list[CallRow]
    assets: list[dict[str, Any]]
    events: list[EventPage]
    documents: list[dict[str, str]]


def write_batch(connection: Connection, batch: JournalBatch) -> None:
    insert_missing(connection, documents, batch.documents)
    upsert(connection, runs, [_columns(row) for row in batch.runs])
    upsert(connection, executions, [_columns(row) for row in batch.executions])
    upsert(connection, calls, [_columns(row) for row in batch.calls])
    insert_missing(connection, assets, batch.assets)
    keep_parents(connection, batch.assets)
    insert_missing(connection, events, [_columns(page) for page in batch.events])


def find_run(connection: Connection, run_id: str) -> RunRow | None:
    row = connection.execute(select(runs).where(runs.c.id == run_id)).one_or_none()
    return _run(row) if row else None


def list_runs(
    connection: Connection,
    workspace_id: str,
    *,
    workflow_id: str | None = None,
    status: str | None = None,
    before: str | None = None,
    limit: int = 50,
) -> list[RunRow]:
    """Newest first; ``before`` is the id of the last one seen."""
    query: Select[Any] = select(runs).where(runs.c.workspace_id == workspace_id)
    if workflow_id is not None:
        query = query.where(runs.c.workflow_id == workflow_id)
    if status is not None:
        query = query.where(runs.c.status == status)
    if before is not None:
        query = query.where(runs.c.id < before)
    rows = connection.execute(query.order_by(runs.c.id.desc()).limit(limit))
    return [_run(row) for row in rows]


def latest_run_of(
    connection: Connection, workspace_id: str, document_digest: str, payer: str | None
) -> RunRow | None:
    """The newest run of exactly this document among the newest runs of a workspace; of those that
    a key pays for, or that none does."""
    newest = (
        select(runs.c.id, runs.c.document_digest)
        .where(runs.c.workspace_id == workspace_id)
        .order_by(runs.c.id.desc())
        .limit(_NEWEST)
        .subquery()
    )
    paid = exists().where(key_runs.c.run_id == newest.c.id)
    own = ~paid if payer is None else paid.where(key_runs.c.key_id == payer)
    same = select(func.max(newest.c.id)).where(newest.c.document_digest == document_digest, own)
    run_id = connection.execute(same).scalar()
    return find_run(connection, run_id) if run_id else None


def unfinished_runs(connection: Connection) -> list[RunRow]:
    """Runs a crash or a stop left behind, oldest first."""
    rows = connection.execute(
        select(runs).where(runs.c.status.in_(("queued", "running"))).order_by(runs.c.id)
    )
    return [_run(row) for row in rows]


def executions_of(connection: Connection, run_id: str) -> list[ExecutionRow]:
    query = select(executions).where(executions.c.run_id == run_id)
    rows = connection.execute(query.order_by(executions.c.node_id, executions.c.item))
    return [ExecutionRow(**row._mapping) for row in rows]


def executions_between(
    connection: Connection, run_id: str, node_id: str, first: int, last: int
) -> list[ExecutionRow]:
    """A node's executions from one place to another, both included."""
    query = select(executions).where(
        executions.c.run_id == run_id,
        executions.c.node_id == node_id,
        executions.c.item.between(first, last),
    )
    rows = connection.execute(query.order_by(executions.c.item))
    return [ExecutionRow(**row._mapping) for row in rows]


def item_counts(
    connection: Connection, run_id: str, node_id: str, first: int, last: int
) -> list[tuple[int, int]]:
    """The places of a node from one to another that items are below, in order, with how many."""
    count = executions.c["items"]
    query = select(executions.c.item, count).where(
        executions.c.run_id == run_id,
        executions.c.node_id == node_id,
        executions.c.item.between(first, last),
        count > 0,
    )
    return [(place, items) for place, items in connection.execute(query.order_by("item"))]


def calls_of(connection: Connection, run_id: str) -> list[CallRow]:
    """Every attempt at every call, in order of the attempts."""
    rows = connection.execute(
        select(calls).where(calls.c.run_id == run_id).order_by(calls.c.attempt)
    )
    return [CallRow(**row._mapping) for row in rows]


class KnownResult(msgspec.Struct, frozen=True):
    """A successful execution of a node that a later run may reuse."""

    reuse_key: str
    digest: str
    run_id: str
    node_id: str


def known_results(connection: Connection, workflow_id: str, limit: int) -> list[KnownResult]:
    """The newest successful node executions of a workflow, newest first."""
    rows = connection.execute(
        select(
            executions.c.reuse_key, executions.c.digest, executions.c.run_id, executions.c.node_id
        )
        .where(
            executions.c.workflow_id == workflow_id,
            executions.c.reuse_key.is_not(None),
            executions.c.item == WHOLE_NODE,
            executions.c.status == "succeeded",
        )
        .order_by(executions.c.ended_at.desc())
        .limit(limit)
    )
    return [KnownResult(**row._mapping) for row in rows]


def executions_at(connection: Connection, places: Sequence[tuple[str, str]]) -> list[ExecutionRow]:
    """All rows, items included, of nodes given as (run id, node id).

    One query a run: SQLite reads the whole table for a list of pairs.
    """
    nodes_of: dict[str, list[str]] = {}
    for run_id, node_id in places:
        nodes_of.setdefault(run_id, []).append(node_id)
    found: list[ExecutionRow] = []
    for run_id, node_ids in nodes_of.items():
        for part in parts(node_ids):
            rows = connection.execute(
                select(executions).where(
                    executions.c.run_id == run_id, executions.c.node_id.in_(part)
                )
            )
            found.extend(ExecutionRow(**row._mapping) for row in rows)
    return found


def item_results(
    connection: Connection, workflow_id: str, keys: Sequence[str]
) -> dict[str, ExecutionRow]:
    """The newest successful item for each reuse key that has one."""
    found: dict[str, ExecutionRow] = {}
    for part in parts(keys):
        rows = connection.execute(
            select(executions)
            .where(
                executions.c.workflow_id == workflow_id,
                executions.c.reuse_key.in_(part),
                executions.c.item != WHOLE_NODE,
                executions.c.status == "succeeded",
            )
            .order_by(executions.c.ended_at)
        )
        found.update((row.reuse_key, ExecutionRow(**row._mapping)) for row in rows)
    return found


def keys_of_results(connection: Connection, workflow_id: str, limit: int) -> set[str]:
    """The reuse keys under which a workflow has executions, no more than a limit; read from the
    index alone."""
    keys = (
        select(executions.c.reuse_key)
        .where(executions.c.workflow_id == workflow_id, executions.c.reuse_key.is_not(None))
        .distinct()
        .limit(limit)
    )
    return set(connection.scalars(keys))


def nodes_with_items(connection: Connection, workflow_id: str) -> set[str]:
    """The nodes of a workflow that once ran for the items of a list."""
    rows = connection.execute(
        select(executions.c.node_id)
        .where(executions.c.workflow_id == workflow_id, executions.c.item == 0)
        .distinct()
    )
    return {row.node_id for row in rows}


def last_seq(connection: Connection, run_id: str) -> int:
    """The sequence number of a run's last kept event; 0 where there is none."""
    return (
        connection.execute(
            select(func.max(events.c.last_seq)).where(events.c.run_id == run_id)
        ).scalar()
        or 0
    )


def event_pages(connection: Connection, run_id: str, after: int) -> list[EventPage]:
    """The pages that hold events after a sequence number, in order."""
    rows = connection.execute(
        select(events)
        .where(events.c.run_id == run_id, events.c.last_seq > after)
        .order_by(events.c.first_seq)
    )
    return [EventPage(**row._mapping) for row in rows]


class KeyOwner(msgspec.Struct, frozen=True):
    """Who an idempotency key belongs to."""

    run_id: str
    body_digest: str


def claim_key(
    connection: Connection,
    *,
    workspace_id: str,
    key: str,
    body_digest: str,
    run_id: str,
    at: int,
    valid_for: int,
) -> KeyOwner:
    """Claim an idempotency key for a run, unless another claimed it in the last microseconds."""
    mine = (idempotency.c.workspace_id == workspace_id) & (idempotency.c.key == key)
    connection.execute(delete(idempotency).where(mine, idempotency.c.created_at < at - valid_for))
    row = {
        "workspace_id": workspace_id,
        "key": key,
        "body_digest": body_digest,
        "run_id": run_id,
        "created_at": at,
    }
    insert_missing(connection, idempotency, [row])
    owner = connection.execute(
        select(idempotency.c.run_id, idempotency.c.body_digest).where(mine)
    ).one()
    return KeyOwner(owner.run_id, owner.body_digest)


def key_owner(
    connection: Connection, workspace_id: str, key: str, claimed_after: int
) -> KeyOwner | None:
    """Who claimed an idempotency key since a moment, if anyone did."""
    owner = connection.execute(
        select(idempotency.c.run_id, idempotency.c.body_digest).where(
            idempotency.c.workspace_id == workspace_id,
            idempotency.c.key == key,
            idempotency.c.created_at >= claimed_after,
        )
    ).one_or_none()
    return KeyOwner(owner.run_id, owner.body_digest) if owner else None


def _run(row: Row[Any]) -> RunRow:
    return RunRow(**row._mapping)


def _columns(row: msgspec.Struct) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__struct_fields__}
