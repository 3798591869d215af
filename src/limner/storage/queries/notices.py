"""Who is to be told of the end of a run."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, func, insert, select, update

from limner.storage.automation_tables import notices
from limner.storage.tables import runs


class NoticeRow(msgspec.Struct, frozen=True, kw_only=True):
    """A notice of one run's end; the secret is sealed. State: waiting, delivered, failed."""

    run_id: str
    url: str
    secret: str | None
    state: str = "waiting"
    attempts: int = 0
    next_at: int = 0
    last_error: str | None = None


def add_notice(connection: Connection, row: NoticeRow) -> None:
    columns = {name: getattr(row, name) for name in row.__struct_fields__}
    connection.execute(insert(notices).values(**columns))


def notice_of(connection: Connection, run_id: str) -> NoticeRow | None:
    row = connection.execute(select(notices).where(notices.c.run_id == run_id)).one_or_none()
    return NoticeRow(**row._mapping) if row else None


def notices_of(connection: Connection, workflow_id: str, limit: int) -> list[NoticeRow]:
    """Notices of a workflow's runs, those of the newest runs first."""
    query = (
        select(notices)
        .join(runs, runs.c.id == notices.c.run_id)
        .where(runs.c.workflow_id == workflow_id)
        .order_by(runs.c.id.desc())
        .limit(limit)
    )
    return [NoticeRow(**row._mapping) for row in connection.execute(query)]


def due_notices(connection: Connection, moment: int, limit: int) -> list[NoticeRow]:
    """Notices of ended runs whose time has come, the earliest first."""
    query = (
        select(notices)
        .join(runs, runs.c.id == notices.c.run_id)
        .where(
            notices.c.state == "waiting", notices.c.next_at <= moment, runs.c.ended_at.is_not(None)
        )
        .order_by(notices.c.next_at)
        .limit(limit)
    )
    return [NoticeRow(**row._mapping) for row in connection.execute(query)]


def next_attempt(connection: Connection) -> int | None:
    """The first time at which a notice of an ended run is to be sent."""
    first: int | None = connection.scalar(
        select(func.min(notices.c.next_at))
        .join(runs, runs.c.id == notices.c.run_id)
        .where(notices.c.state == "waiting", runs.c.ended_at.is_not(None))
    )
    return first


def note_attempt(connection: Connection, row: NoticeRow) -> None:
    """Keep what became of an attempt."""
    connection.execute(
        update(notices)
        .where(notices.c.run_id == row.run_id)
        .values(
            state=row.state,
            attempts=row.attempts,
            next_at=row.next_at,
            last_error=row.last_error,
        )
    )
