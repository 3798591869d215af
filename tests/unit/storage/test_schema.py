"""The migrations make exactly the tables that the queries use, on both databases."""

from __future__ import annotations

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, insert

from limner.storage.automation_tables import metadata
from limner.storage.database import open_database
from limner.storage.queries.assets import AssetFilter, list_assets
from limner.storage.schema import migrate, migration_config
from limner.storage.tables import SEARCH_PREFIX, assets


def is_of_the_code(name: str | None, kind: str, _parents: object) -> bool:
    """SQLite keeps its full-text index in tables of its own, PostgreSQL one of an expression."""
    return kind not in ("table", "index") or not (name or "").startswith(SEARCH_PREFIX)


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


async def test_assets_from_before_are_found_by_their_words_and_parents(database_url: str) -> None:
    old = {
        "id": "ast_2",
        "workspace_id": "ws",
        "name": "a.png",
        "mime_type": "image/png",
        "width": 1,
        "height": 1,
        "size_bytes": 1,
        "digest": "d",
        "origin": "generation",
        "prompt": "a red fox",
        "parents": ["ast_1", "ast_1"],
        "created_at": 1,
    }

    def keep_before(connection: Connection) -> None:
        command.upgrade(migration_config(connection), "0003")
        connection.execute(insert(assets).values(old))

    async with open_database(database_url) as database:
        await database.write(keep_before)
        await migrate(database)
        for wanted in (AssetFilter(q="RED FOX"), AssetFilter(parent="ast_1")):
            found = await database.read(lambda c, w=wanted: list_assets(c, "ws", w))
            assert [row.id for row in found] == ["ast_2"]
        await database.write(lambda c: command.downgrade(migration_config(c), "0003"))
        await migrate(database)
