"""What databases do differently: insert-or-update, JSON, and how many values a query takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import JSON, ColumnElement, Connection, Executable, Table, cast, func, text
from sqlalchemy.dialects import postgresql, sqlite

T = TypeVar("T")
Row = Mapping[str, Any]

_VALUES_A_QUERY = 500


def upsert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows; where one with the same primary key exists, replace its other columns."""
    if rows:
        connection.execute(_upsert_into(table, connection.dialect.name), [dict(r) for r in rows])


def insert_missing(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows; where one with the same primary key exists, leave it."""
    if rows:
        connection.execute(_insert_into(table, connection.dialect.name), [dict(r) for r in rows])


def insert_first(connection: Connection, table: Table, row: Row) -> bool:
    """Insert a row; False where one with the same primary key was first."""
    inserted = connection.execute(
        _insert(table, connection.dialect.name).values(dict(row)).on_conflict_do_nothing()
    )
    return inserted.rowcount == 1


def parts(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """The values in pieces that fit a query."""
    for start in range(0, len(values), _VALUES_A_QUERY):
        yield values[start : start + _VALUES_A_QUERY]


def hold_back_writers(connection: Connection, table: Table) -> None:
    """Until the transaction ends nobody else changes the table; SQLite has one writer anyway."""
    if connection.dialect.name != "sqlite":
        connection.execute(text(f"LOCK TABLE {table.name} IN SHARE ROW EXCLUSIVE MODE"))


def length_of(connection: Connection, body: ColumnElement[str], key: str) -> ColumnElement[int]:
    """How many items the list under a key of an object has, read by the database from its JSON."""
    if connection.dialect.name == "sqlite":
        return func.json_array_length(body, f"$.{key}")
    return func.json_array_length(cast(body, JSON)[key])


@lru_cache
def _upsert_into(table: Table, dialect: str) -> Executable:
    """Made once: building and hashing the statement costs more than running it."""
    insert = _insert(table, dialect)
    keys = [column.name for column in table.primary_key]
    changed = {
        column.name: insert.excluded[column.name]
        for column in table.columns
        if column.name not in keys
    }
    return insert.on_conflict_do_update(index_elements=keys, set_=changed)


@lru_cache
def _insert_into(table: Table, dialect: str) -> Executable:
    return _insert(table, dialect).on_conflict_do_nothing()


def _insert(table: Table, dialect: str) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
