"""One database, SQLite or PostgreSQL: connections, transactions, and plain words for faults."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from limner.errors import StorageError, StorageFull

T = TypeVar("T")

_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA busy_timeout=10000",
    "PRAGMA cache_size=-16000",
)


class Database:
    """Runs functions of a connection, each in one transaction.

    On SQLite one writer at a time; readers never wait for it.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._one_writer: AbstractAsyncContextManager[Any] = (
            asyncio.Lock() if self.is_sqlite else nullcontext()
        )

    @property
    def is_sqlite(self) -> bool:
        return self._engine.dialect.name == "sqlite"

    @property
    def engine(self) -> AsyncEngine:
        return self._engine

    async def read(self, query: Callable[[Connection], T]) -> T:
        """The result of a query. Raises StorageError."""
        with _plain_faults():
            async with self._engine.connect() as connection:
                return await connection.run_sync(query)

    async def write(self, change: Callable[[Connection], T]) -> T:
        """Do a change in one transaction; durable when this returns. Raises StorageError."""
        with _plain_faults():
            async with self._one_writer, self._engine.begin() as connection:
                return await connection.run_sync(change)

    async def close(self) -> None:
        await self._engine.dispose()


@asynccontextmanager
async def open_database(url: str) -> AsyncIterator[Database]:
    """A database by `sqlite:///…` or `postgresql://…`; its tables are not touched."""
    engine = _create_engine(make_url(url))
    database = Database(engine)
    try:
        yield database
    finally:
        await database.close()


def sqlite_path(url: str) -> Path | None:
    """The file of an SQLite address, or None for another database."""
    parsed = make_url(url)
    if not parsed.drivername.startswith("sqlite") or not parsed.database:
        return None
    return Path(parsed.database)


def async_url(url: URL) -> URL:
    """The address with the driver Limner uses. Raises StorageError for another database."""
    match url.get_backend_name():
        case "sqlite":
            return url.set(drivername="sqlite+aiosqlite")
        case "postgresql":
            return url.set(drivername="postgresql+asyncpg")
        case other:
            raise StorageError(
                f"Limner keeps its data in SQLite or PostgreSQL, not in {other}.",
                hint="Set LIMNER_DATABASE_URL to sqlite:///… or postgresql://….",
            )


def _create_engine(url: URL) -> AsyncEngine:
    engine = create_async_engine(async_url(url), pool_size=8, max_overflow=0, pool_timeout=60)
    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Python's own transaction handling would commit each CREATE TABLE by itself: turn it off."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _SQLITE_PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


class _plain_faults:
    """Turns a driver's fault into a StorageError that says what to do."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, DBAPIError):
            raise _storage_error(error.orig or error) from error
        if isinstance(error, (SQLAlchemyError, sqlite3.Error, OSError)):
            raise _storage_error(error) from error


def _storage_error(error: BaseException) -> StorageError:
    words = str(error).lower()
    if "disk is full" in words or "no space left" in words:
        return StorageFull(
            "The disk that holds the database is full.",
            hint="Free some space; the run goes on by itself.",
        )
    if "readonly" in words or "read-only" in words or "unable to open" in words:
        return StorageError(
            "The database cannot be written.",
            hint="Check the permissions and the disk of the data directory.",
        )
    return StorageError("The database did not answer as expected.", hint="See the server's log.")
