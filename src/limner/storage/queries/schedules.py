"""When switched-on workflows start next."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, delete, func, select, update

from limner.storage.automation_tables import schedules
from limner.storage.queries._dialect import upsert
from limner.storage.tables import idempotency


class ScheduleRow(msgspec.Struct, frozen=True, kw_only=True):
    """When a workflow starts. Moments in microseconds since 1970.

    ``last_error`` says why the last time started no run.
    """

    workflow_id: str
    workspace_id: str
    cron: str
    time_zone: str
    missed: str
    next_at: int
    last_at: int | None = None
    last_error: str | None = None


def keep_schedule(connection: Connection, row: ScheduleRow) -> None:
    columns = {name: getattr(row, name) for name in row.__struct_fields__}
    upsert(connection, schedules, [columns])


def drop_schedule(connection: Connection, workflow_id: str) -> None:
    connection.execute(delete(schedules).where(schedules.c.workflow_id == workflow_id))


def schedule_of(connection: Connection, workflow_id: str) -> ScheduleRow | None:
    query = select(schedules).where(schedules.c.workflow_id == workflow_id)
    row = connection.execute(query).one_or_none()
    return ScheduleRow(**row._mapping) if row else None


def list_schedules(connection: Connection, workspace_id: str) -> list[ScheduleRow]:
    """All of a workspace, the next first."""
    query = select(schedules).where(schedules.c.workspace_id == workspace_id)
    rows = connection.execute(query.order_by(schedules.c.next_at, schedules.c.workflow_id))
    return [ScheduleRow(**row._mapping) for row in rows]


def due_schedules(connection: Connection, workspace_id: str, moment: int) -> list[ScheduleRow]:
    """Those whose time has come, the earliest first."""
    return [row for row in list_schedules(connection, workspace_id) if row.next_at <= moment]


def next_time(connection: Connection, workspace_id: str) -> int | None:
    """The first time at which anything is due."""
    first: int | None = connection.scalar(
        select(func.min(schedules.c.next_at)).where(schedules.c.workspace_id == workspace_id)
    )
    return first


def move_on(
    connection: Connection, row: ScheduleRow, next_at: int, last_at: int | None, error: str | None
) -> None:
    """Set the time after the one that was dealt with, unless it was set already."""
    connection.execute(
        update(schedules)
        .where(schedules.c.workflow_id == row.workflow_id, schedules.c.next_at == row.next_at)
        .values(next_at=next_at, last_at=last_at, last_error=error)
    )


def was_ever_claimed(connection: Connection, workspace_id: str, key: str) -> bool:
    """Whether a run was started under an idempotency key, however long ago."""
    query = select(idempotency.c.run_id).where(
        idempotency.c.workspace_id == workspace_id, idempotency.c.key == key
    )
    return connection.scalar(query) is not None
