"""Keys of other programs, and the runs they pay for."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection, Select, delete, func, insert, select, update

from limner.storage.automation_tables import api_keys, key_runs
from limner.storage.queries._dialect import upsert
from limner.storage.tables import runs


class KeyRow(msgspec.Struct, frozen=True, kw_only=True):
    """One key. Moments in microseconds since 1970, money in micro-USD.

    ``held`` is what runs under way may still cost it; ``workflows`` of None are all.
    """

    id: str
    workspace_id: str
    name: str
    digest: str
    hint: str
    scopes: list[str]
    workflows: list[str] | None = None
    spend_limit: int | None = None
    spent: int = 0
    held: int = 0
    created_at: int
    expires_at: int | None = None
    used_at: int | None = None

    @property
    def left(self) -> int | None:
        """What may still be spent; None for any amount."""
        return None if self.spend_limit is None else self.spend_limit - self.spent - self.held


class KeyRunRow(msgspec.Struct, frozen=True):
    """A run that a key pays for, and what it has cost by now, None where nobody can tell."""

    run_id: str
    key_id: str
    held: int
    charged: int
    settled: bool
    cost: int | None


def insert_key(connection: Connection, row: KeyRow) -> None:
    values = {name: getattr(row, name) for name in row.__struct_fields__ if name != "held"}
    connection.execute(insert(api_keys).values(**values))


def list_keys(
    connection: Connection, workspace_id: str, limit: int, before: str | None
) -> list[KeyRow]:
    """Newest first; ``before`` is the id of the last one seen."""
    query = _with_held().where(api_keys.c.workspace_id == workspace_id)
    if before is not None:
        query = query.where(api_keys.c.id < before)
    rows = connection.execute(query.order_by(api_keys.c.id.desc()).limit(limit))
    return [KeyRow(**row._mapping) for row in rows]


def find_key(connection: Connection, workspace_id: str, key_id: str) -> KeyRow | None:
    return _one(
        connection,
        _with_held().where(api_keys.c.id == key_id, api_keys.c.workspace_id == workspace_id),
    )


def key_by_digest(connection: Connection, workspace_id: str, digest: str) -> KeyRow | None:
    return _one(
        connection,
        _with_held().where(api_keys.c.digest == digest, api_keys.c.workspace_id == workspace_id),
    )


def delete_key(connection: Connection, workspace_id: str, key_id: str) -> bool:
    gone = connection.execute(
        delete(api_keys).where(api_keys.c.id == key_id, api_keys.c.workspace_id == workspace_id)
    )
    return bool(gone.rowcount)


def note_use(connection: Connection, key_id: str, moment: int) -> None:
    connection.execute(update(api_keys).where(api_keys.c.id == key_id).values(used_at=moment))


def lock_key(connection: Connection, key_id: str) -> None:
    """Let no other transaction change what a key holds before this one has ended."""
    connection.execute(
        update(api_keys).where(api_keys.c.id == key_id).values(spent=api_keys.c.spent)
    )


def hold(connection: Connection, run_id: str, key_id: str, amount: int, charged: int = 0) -> None:
    """Keep an amount of a key's money for a run."""
    row = {
        "run_id": run_id,
        "key_id": key_id,
        "held": amount,
        "charged": charged,
        "settled": False,
    }
    upsert(connection, key_runs, [row])


def key_run(connection: Connection, run_id: str) -> KeyRunRow | None:
    row = connection.execute(_key_runs().where(key_runs.c.run_id == run_id)).one_or_none()
    return KeyRunRow(**row._mapping) if row else None


def runs_to_settle(connection: Connection, recent: str) -> list[KeyRunRow]:
    """Runs that have ended and whose cost is still to be charged; of those with ids from ``recent``
    on also runs that cost more since they were settled."""
    ended = _key_runs().where(runs.c.ended_at.is_not(None))
    late = ended.where(key_runs.c.run_id >= recent, key_runs.c.settled)
    due = ended.where(~key_runs.c.settled).union_all(late.where(runs.c.cost > key_runs.c.charged))
    return [KeyRunRow(**row._mapping) for row in connection.execute(due)]


def settle(connection: Connection, row: KeyRunRow, cost: int) -> None:
    """Charge what a run cost beyond what was charged before, and hold nothing more."""
    lock_key(connection, row.key_id)
    changed = connection.execute(
        update(key_runs)
        .where(key_runs.c.run_id == row.run_id, key_runs.c.charged == row.charged)
        .values(held=0, charged=cost, settled=True)
    )
    if changed.rowcount:
        connection.execute(
            update(api_keys)
            .where(api_keys.c.id == row.key_id)
            .values(spent=api_keys.c.spent + (cost - row.charged))
        )


def _one(connection: Connection, query: Select[Any]) -> KeyRow | None:
    row = connection.execute(query).one_or_none()
    return KeyRow(**row._mapping) if row else None


def _with_held() -> Select[Any]:
    held = (
        select(func.coalesce(func.sum(key_runs.c.held), 0))
        .where(key_runs.c.key_id == api_keys.c.id)
        .scalar_subquery()
        .label("held")
    )
    return select(api_keys, held)


def _key_runs() -> Select[Any]:
    return select(
        key_runs.c.run_id,
        key_runs.c.key_id,
        key_runs.c.held,
        key_runs.c.charged,
        key_runs.c.settled,
        runs.c.cost,
    ).join(runs, runs.c.id == key_runs.c.run_id)
