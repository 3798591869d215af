"""What calls cost that have begun runs: as much as these, however late that shows."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, and_, or_, select, update

from limner.storage.tables import called_runs, calls, runs
from limner.values import total

_PLACE = ("node_id", "item", "number", "attempt")


def charge_callers(connection: Connection, caller_id: str | None = None) -> None:
    """Have the calls of ended runs, or those that are done, cost what the runs have cost that they
    began and that have ended; and so on upwards. With ``caller_id`` begin at one run's.

    Nobody else may be about to record these calls.
    """
    waiting = _callers_that_differ(connection, caller_id)
    while waiting:
        for run_id in waiting:
            _charge(connection, run_id)
        waiting = [above for run_id in waiting for above in _callers_of(connection, run_id)]


def _callers_that_differ(connection: Connection, caller_id: str | None) -> list[str]:
    if caller_id is not None:
        return [caller_id]
    child, caller = runs.alias(), runs.alias()
    query = (
        select(called_runs.c.caller_id)
        .join(child, child.c.id == called_runs.c.run_id)
        .join(caller, caller.c.id == called_runs.c.caller_id)
        .join(calls, _is_call_of_link())
        .where(
            child.c.ended_at.is_not(None),
            calls.c.cost.is_distinct_from(child.c.cost),
            or_(caller.c.ended_at.is_not(None), calls.c.state == "done"),
        )
        .distinct()
    )
    return list(connection.scalars(query))


def _charge(connection: Connection, caller_id: str) -> None:
    """Take over what the runs of one caller's calls have cost, and add it up where it has ended."""
    ended = connection.scalar(select(runs.c.ended_at).where(runs.c.id == caller_id)) is not None
    query = (
        select(*(calls.c[name] for name in _PLACE), runs.c.cost.label("paid"))
        .select_from(called_runs)
        .join(runs, runs.c.id == called_runs.c.run_id)
        .join(calls, _is_call_of_link())
        .where(called_runs.c.caller_id == caller_id, runs.c.ended_at.is_not(None))
    )
    if not ended:
        query = query.where(calls.c.state == "done")
    for row in connection.execute(query).all():
        place = [calls.c[name] == getattr(row, name) for name in _PLACE]
        connection.execute(
            update(calls).where(calls.c.run_id == caller_id, *place).values(cost=row.paid)
        )
    if ended:
        costs = connection.scalars(select(calls.c.cost).where(calls.c.run_id == caller_id))
        connection.execute(update(runs).where(runs.c.id == caller_id).values(cost=total(costs)))


def _callers_of(connection: Connection, run_id: str) -> list[str]:
    query = select(called_runs.c.caller_id).where(called_runs.c.run_id == run_id)
    return list(connection.scalars(query))


def _is_call_of_link() -> ColumnElement[bool]:
    return and_(
        calls.c.run_id == called_runs.c.caller_id,
        *(calls.c[name] == called_runs.c[name] for name in _PLACE),
    )
