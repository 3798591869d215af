"""Insert-or-update in the words of the database at hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

Row = Mapping[str, Any]


def upsert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows; where one with the same primary key exists, replace its other columns."""
    if not rows:
        return
    insert = _insert(connection, table)
    keys = [column.name for column in table.primary_key]
    changed = {name: insert.excluded[name] for name in rows[0] if name not in keys}
    connection.execute(
        insert.on_conflict_do_update(index_elements=keys, set_=changed), [dict(r) for r in rows]
    )


def insert_missing(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows; where one with the same primary key exists, leave it."""
    if not rows:
        return
    insert = _insert(connection, table)
    connection.execute(insert.on_conflict_do_nothing(), [dict(row) for row in rows])


def _insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)
