"""Whether a database can be used, without changing it."""

from __future__ import annotations

from sqlalchemy import Connection, text

from limner.errors import StorageError

_SOUND = "ok"


def check_database(connection: Connection) -> None:
    """Read the database through, where it is a file. Raises StorageError for a damaged one."""
    if connection.dialect.name != "sqlite":
        connection.execute(text("SELECT 1"))
        return
    verdict = connection.execute(text("PRAGMA quick_check(1)")).scalar()
    if verdict != _SOUND:
        raise StorageError(
            f"The database file is damaged: {verdict}.",
            hint="Restore it from a backup; keep the damaged file.",
        )
