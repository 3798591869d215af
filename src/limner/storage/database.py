"""One database, SQLite or PostgreSQL: transactions, and plain words for its faults."""

from __future__ import annotations

import asyncio
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from limner.errors import NoLongerDriving, StorageError, StorageFull
from limner.storage.automation_tables import drivers

T = TypeVar("T")

_PRESENT_TURN = select(drivers.c.turn).with_for_update(read=True)
_READERS = 4
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA busy_timeout=10000",
    "PRAGMA cache_size=-16000",
)


class Database(ABC):
    """Runs functions of a connection, each in one transaction."""

    @abstractmethod
    async def read(self, query: Callable[[Connection], T]) -> T:
        """The result of a query. Raises StorageError."""

    @abstractmethod
    async def write(self, change: Callable[[Connection], T]) -> T:
        """Do a change in one transaction; durable when this returns. Raises StorageError."""

    @abstractmethod
    async def close(self) -> None:
        """Give back the connections."""


class SqliteDatabase(Database):
    """SQLite in threads: one writes, a few read, and readers never wait for the writer.

    A transaction is one visit to a thread, which is what makes short runs quick.
    """

    def __init__(self, url: URL) -> None:
        self._engine = _sqlite_engine(url)
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="database-writer")
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="database-reader")

    async def read(self, query: Callable[[Connection], T]) -> T:
        return await self._in(self._readers, partial(self._read, query))

    async def write(self, change: Callable[[Connection], T]) -> T:
        return await self._in(self._writer, partial(self._write, change))

    async def close(self) -> None:
        await asyncio.to_thread(self._writer.shutdown)
        await asyncio.to_thread(self._readers.shutdown)
        self._engine.dispose()

    async def _in(self, threads: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(threads, work)

    def _read(self, query: Callable[[Connection], T]) -> T:
        with _plain_faults(), self._engine.connect() as connection:
            return query(connection)

    def _write(self, change: Callable[[Connection], T]) -> T:
        with _plain_faults(), self._engine.begin() as connection:
            return change(connection)


class PostgresDatabase(Database):
    """PostgreSQL over asyncpg.

    While ``turn`` is set, nothing is written once another process has begun a turn of its own:
    each transaction holds the row that a new turn changes.
    """

    turn: int | None = None

    def __init__(self, url: URL) -> None:
        self.engine: AsyncEngine = create_async_engine(
            url.set(drivername="postgresql+asyncpg"), pool_size=8, max_overflow=0, pool_timeout=60
        )

    async def read(self, query: Callable[[Connection], T]) -> T:
        with _plain_faults():
            async with self.engine.connect() as connection:
                return await connection.run_sync(query)

    async def write(self, change: Callable[[Connection], T]) -> T:
        with _plain_faults():
            async with self.engine.begin() as connection:
                if self.turn is not None:
                    present = await connection.scalar(_PRESENT_TURN)
                    if present != self.turn:
                        raise NoLongerDriving
                return await connection.run_sync(change)

    async def close(self) -> None:
        await self.engine.dispose()


@asynccontextmanager
async def open_database(address: str) -> AsyncIterator[Database]:
    """A database by `sqlite:///…` or `postgresql://…`; its tables are not touched.

    Raises StorageError for another kind of database.
    """
    database = _database_at(make_url(address))
    try:
        yield database
    finally:
        await database.close()


def sqlite_path(address: str) -> Path | None:
    """The file of an SQLite address, or None for another database."""
    parsed = make_url(address)
    if not parsed.drivername.startswith("sqlite") or not parsed.database:
        return None
    return Path(parsed.database)


def _database_at(url: URL) -> Database:
    match url.get_backend_name():
        case "sqlite":
            return SqliteDatabase(url)
        case "postgresql":
            return PostgresDatabase(url)
        case other:
            raise StorageError(
                f"Limner keeps its data in SQLite or PostgreSQL, not in {other}.",
                hint="Set LIMNER_DATABASE_URL to sqlite:///… or postgresql://….",
            )


def _sqlite_engine(url: URL) -> Engine:
    engine = create_engine(
        url, pool_size=_READERS + 1, max_overflow=0, connect_args={"check_same_thread": False}
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Python's own transaction handling would commit each CREATE TABLE by itself: turn it off."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


@contextmanager
def _plain_faults() -> Iterator[None]:
    """Turn a driver's fault into a StorageError that says what to do."""
    try:
        yield
    except DBAPIError as error:
        raise _storage_error(error.orig or error) from error
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise _storage_error(error) from error


def _storage_error(error: BaseException) -> StorageError:
    words = str(error).lower()
    if "disk is full" in words or "no space left" in words:
        return StorageFull(
            "The disk that holds the database is full.",
            hint="Free some space; the run goes on by itself.",
        )
    if any(sign in words for sign in ("readonly", "read-only", "unable to open", "disk i/o")):
        return StorageError(
            "The database cannot be written.",
            hint="Check the permissions and the disk of the data directory.",
        )
    return StorageError("The database did not answer as expected.", hint="See the server's log.")
