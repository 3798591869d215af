"""The right to drive a PostgreSQL database, which one of several processes has.

An advisory lock elects: it ends with its connection. A turn, counted up by whoever was elected,
decides: every write holds the row of the turn (``PostgresDatabase``), so that a process whose
connection was lost, or that stood still for a while, writes nothing once another has begun.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from sqlalchemy import Connection, select, text, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from limner.errors import StorageError
from limner.storage.automation_tables import drivers
from limner.storage.database import PostgresDatabase
from limner.storage.lock import already_running

_log = logging.getLogger(__name__)
_ADVISORY_KEY = 0x6C696D6E
"""PostgreSQL's advisory locks are numbers; this one is `limn` in ASCII."""

_TAKE = text("SELECT pg_try_advisory_lock(:key)").bindparams(key=_ADVISORY_KEY)
_IS_TAKEN = text(
    "SELECT EXISTS (SELECT 1 FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database"
    " WHERE datname = current_database() AND locktype = 'advisory' AND classid = 0"
    " AND objid = :key AND objsubid = 1 AND granted)"
).bindparams(key=_ADVISORY_KEY)
_OWN_ADDRESS = text("SELECT host(inet_client_addr())")
_NOTICE_LOSS = (
    "SET tcp_keepalives_idle = 10",
    "SET tcp_keepalives_interval = 5",
    "SET tcp_keepalives_count = 3",
)
"""So soon PostgreSQL lets go of the lock of a machine that has vanished."""

_SECONDS_BETWEEN_LOOKS = 0.5
_SECONDS_FOR_A_LOOK = 5.0


@dataclass(frozen=True, slots=True)
class Driver:
    """Who drives: the count of turns, and, where it serves, what other servers ask it with."""

    turn: int
    address: str | None
    sealed: str | None


class Lead:
    """The lead of this process, from its election until another has begun a turn."""

    def __init__(self, database: PostgresDatabase, connection: AsyncConnection) -> None:
        self._database = database
        self._connection = connection
        self._holds_lock = True
        self._turn = 0

    async def begin(self) -> None:
        """Begin a turn: from now on nobody else writes. Raises StorageError."""

        def count(connection: Connection) -> int:
            counted = update(drivers).values(turn=drivers.c.turn + 1, address=None, sealed=None)
            turn: int = connection.execute(counted.returning(drivers.c.turn)).scalar_one()
            return turn

        self._turn = self._database.turn = await self._database.write(count)

    async def announce(self, address: str, sealed: str) -> None:
        """Say where other servers find this one. Raises StorageError."""
        told = update(drivers).values(address=address, sealed=sealed)
        await self._database.write(lambda c: c.execute(told))

    async def own_address(self) -> str | None:
        """From which address PostgreSQL sees this machine; None over a socket of its own."""
        address: str | None = await self._connection.scalar(_OWN_ADDRESS)
        return address

    async def lost(self) -> None:
        """Return once another process has begun a turn; until then the lock is kept, or taken
        again where its connection was lost."""
        while True:
            try:
                async with asyncio.timeout(_SECONDS_FOR_A_LOOK):
                    if await self._look() != self._turn:
                        return
            except (SQLAlchemyError, OSError, TimeoutError):
                _log.warning("The lock of the database was lost; it is taken again")
                await self.close()
                with suppress(SQLAlchemyError, OSError, TimeoutError):
                    async with asyncio.timeout(_SECONDS_FOR_A_LOOK):
                        self._connection = await _connected(self._database)
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)

    async def _look(self) -> int | None:
        if not self._holds_lock:
            self._holds_lock = bool(await self._connection.scalar(_TAKE))
        return await self._connection.scalar(select(drivers.c.turn))

    async def close(self) -> None:
        """Let go of the lock, with its connection."""
        self._holds_lock = False
        with suppress(SQLAlchemyError, OSError):
            await self._connection.invalidate()
            await self._connection.close()


@asynccontextmanager
async def take_lead(database: PostgresDatabase) -> AsyncIterator[Lead]:
    """Be elected, for the block. Raises AlreadyRunning while another process is, StorageError."""
    try:
        connection = await _connected(database)
        held = await connection.scalar(_TAKE)
    except (SQLAlchemyError, OSError) as error:
        raise StorageError(
            "The database cannot be reached.", hint="Check LIMNER_DATABASE_URL and PostgreSQL."
        ) from error
    lead = Lead(database, connection)
    try:
        if not held:
            raise already_running()
        yield lead
    finally:
        await lead.close()


async def present_driver(database: PostgresDatabase) -> Driver | None:
    """Who drives; None where nobody does. Raises StorageError."""

    def find(connection: Connection) -> Driver | None:
        if not connection.scalar(_IS_TAKEN):
            return None
        found = connection.execute(
            select(drivers.c.turn, drivers.c.address, drivers.c.sealed)
        ).one()
        return Driver(*found)

    return await database.read(find)


async def _connected(database: PostgresDatabase) -> AsyncConnection:
    connection = await database.engine.connect()
    await connection.execution_options(isolation_level="AUTOCOMMIT")
    for setting in _NOTICE_LOSS:
        await connection.execute(text(setting))
    return connection
