"""Runs that other runs have begun, and the calls that began them."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection, insert, select

from limner.storage.tables import called_runs, runs


class CalledRow(msgspec.Struct, frozen=True, kw_only=True):
    """The call that begins a run: its place in the journal of the run that calls, and which
    workflow it calls."""

    caller_id: str
    node_id: str
    item: int
    number: int
    attempt: int
    workflow_id: str


class Caller(msgspec.Struct, frozen=True):
    """Which run and which node of it began a run."""

    run_id: str
    node_id: str
    workflow_id: str | None


def keep_called_run(connection: Connection, link: CalledRow, run_id: str) -> None:
    """Raises IntegrityError where the call has begun a run already."""
    connection.execute(insert(called_runs).values(run_id=run_id, **_place(link)))


def run_of_call(connection: Connection, link: CalledRow) -> str | None:
    """The run that a call has begun, however long ago."""
    place = [called_runs.c[name] == value for name, value in _place(link).items()]
    return connection.scalar(select(called_runs.c.run_id).where(*place))


def callers_of(connection: Connection, run_ids: Sequence[str]) -> dict[str, Caller]:
    """Who began each of these runs, where another run did."""
    query = (
        select(
            called_runs.c.run_id, called_runs.c.caller_id, called_runs.c.node_id, runs.c.workflow_id
        )
        .join(runs, runs.c.id == called_runs.c.caller_id, isouter=True)
        .where(called_runs.c.run_id.in_(run_ids))
    )
    return {
        row.run_id: Caller(row.caller_id, row.node_id, row.workflow_id)
        for row in connection.execute(query)
    }


def left_behind(connection: Connection, caller_id: str | None = None) -> list[tuple[str, str]]:
    """Runs that have not ended though the one that began them has, each with that one; or only
    those of one caller."""
    child, caller = runs.alias(), runs.alias()
    query = (
        select(called_runs.c.run_id, called_runs.c.caller_id)
        .join(child, child.c.id == called_runs.c.run_id)
        .join(caller, caller.c.id == called_runs.c.caller_id)
        .where(child.c.ended_at.is_(None), caller.c.ended_at.is_not(None))
    )
    if caller_id is not None:
        query = query.where(called_runs.c.caller_id == caller_id)
    return [(row.run_id, row.caller_id) for row in connection.execute(query)]


def _place(link: CalledRow) -> dict[str, str | int]:
    return {
        "caller_id": link.caller_id,
        "node_id": link.node_id,
        "item": link.item,
        "number": link.number,
        "attempt": link.attempt,
    }
