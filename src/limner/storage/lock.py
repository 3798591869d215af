"""Makes sure that one process at a time drives a database."""

from __future__ import annotations

import fcntl
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from sqlalchemy import text

from limner.errors import AlreadyRunning, StorageError
from limner.storage.database import PostgresDatabase

_ADVISORY_KEY = 0x6C696D6E
"""PostgreSQL's advisory locks are numbers; this one is `limn` in ASCII."""


@contextmanager
def file_lock(path: Path) -> Iterator[None]:
    """Hold a lock file until the process ends or the block does. Raises AlreadyRunning."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StorageError(
            f"The data directory cannot be written: {error.strerror}.",
            hint="Check LIMNER_HOME, its permissions and its disk.",
        ) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise _already_running() from None
        yield
    finally:
        os.close(descriptor)


@asynccontextmanager
async def database_lock(database: PostgresDatabase) -> AsyncIterator[None]:
    """Hold PostgreSQL's advisory lock on a connection of its own. Raises AlreadyRunning."""
    async with database.engine.connect() as connection:
        held = await connection.scalar(
            text("SELECT pg_try_advisory_lock(:key)"), {"key": _ADVISORY_KEY}
        )
        await connection.commit()
        if not held:
            raise _already_running()
        try:
            yield
        finally:
            await connection.execute(
                text("SELECT pg_advisory_unlock(:key)"), {"key": _ADVISORY_KEY}
            )


def _already_running() -> AlreadyRunning:
    return AlreadyRunning(
        "Another Limner process is using this data.",
        hint="Stop the other one, or set another LIMNER_HOME.",
    )
