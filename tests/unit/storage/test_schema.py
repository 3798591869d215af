"""The migrations make exactly the tables that the queries use, on both databases."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from limner.storage.database import open_database
from limner.storage.schema import migrate
from limner.storage.tables import SEARCH_PREFIX, metadata


def is_of_the_code(name: str | None, kind: str, _parents: object) -> bool:
    """SQLite keeps its full-text index in tables of its own."""
    return kind != "table" or not (name or "").startswith(SEARCH_PREFIX)


async def test_the_migrated_tables_are_those_of_the_code(database_url: str) -> None:
    def differences(connection: Connection) -> list[object]:
        options = {"compare_type": True, "include_name": is_of_the_code}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, metadata))

    async with open_database(database_url) as database:
        await migrate(database)
        assert await database.read(differences) == []


async def test_migrating_again_changes_nothing(database_url: str) -> None:
    async with open_database(database_url) as database:
        await migrate(database)
        await migrate(database)
