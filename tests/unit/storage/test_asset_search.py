"""The library's search finds any part of a name or prompt, by an index on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import Connection, delete, insert, text

from limner.storage.database import Database, open_database
from limner.storage.queries.assets import AssetFilter, list_assets
from limner.storage.schema import migrate
from limner.storage.tables import assets

PROMPTS = {
    "ast_1": "a red Fox in the snow",
    "ast_2": "Der Fuchs läuft ÜBER die Brücke",
    "ast_3": '100%_sure: a \\ backslash, it\'s "quoted"',
    "ast_4": "日本語の狐",
    "ast_5": None,
}


def asset(asset_id: str, prompt: str | None, name: str = "a.png") -> dict[str, Any]:
    return {
        "id": asset_id,
        "workspace_id": "ws",
        "name": name,
        "mime_type": "image/png",
        "width": 1,
        "height": 1,
        "size_bytes": 1,
        "digest": "d",
        "origin": "generation",
        "prompt": prompt,
        "parents": [],
        "created_at": 1,
    }


def many(connection: Connection) -> None:
    """So many that the database reads an index rather than all of them."""
    rows = [asset(f"ast_many_{n}", f"picture {n} of a long afternoon") for n in range(3_000)]
    connection.execute(insert(assets), rows)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    rows = [asset(key, prompt) for key, prompt in PROMPTS.items()]
    rows.append(asset("ast_6", None, name="Holiday in Genova.png"))
    async with open_database(database_url) as opened:
        await migrate(opened)
        await opened.write(lambda connection: connection.execute(insert(assets), rows))
        yield opened


async def found(database: Database, words: str) -> list[str]:
    wanted = AssetFilter(q=words)
    rows = await database.read(lambda connection: list_assets(connection, "ws", wanted))
    return [row.id for row in rows]


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("FOX", ["ast_1"]),
        ("ox in t", ["ast_1"]),
        ("snow", ["ast_1"]),
        ("rücke", ["ast_2"]),
        ("fuchs läuft", ["ast_2"]),
        ("100%_s", ["ast_3"]),
        ("it's \"q", ["ast_3"]),
        ("a \\ b", ["ast_3"]),
        ("語の狐", ["ast_4"]),
        ("狐", ["ast_4"]),
        ("genova", ["ast_6"]),
        ("a.p", ["ast_6", "ast_5", "ast_4", "ast_3", "ast_2", "ast_1"]),
        ("x o", []),
        ("in the sno_", []),
        ("png a", []),
    ],
)
async def test_any_part_of_a_name_or_prompt_is_found(
    database: Database, words: str, ids: list[str]
) -> None:
    assert await found(database, words) == ids


async def test_what_came_later_and_went_again_is_known(database: Database) -> None:
    await database.write(lambda c: c.execute(insert(assets), [asset("ast_7", "a foxglove")]))
    assert await found(database, "fox") == ["ast_7", "ast_1"]
    await database.write(lambda c: c.execute(delete(assets).where(assets.c.id == "ast_1")))
    assert await found(database, "fox") == ["ast_7"]


async def test_postgres_reads_the_index(postgres_url: str) -> None:
    searched = (
        "EXPLAIN SELECT id FROM assets WHERE workspace_id = 'ws' AND "
        "asset_search_runs(assets.name || chr(10) || coalesce(assets.prompt, ''))"
        " @> asset_search_runs('long afternoon 2999')"
    )
    async with open_database(postgres_url) as database:
        await migrate(database)
        await database.write(many)
        await database.write(lambda connection: connection.execute(text("ANALYZE assets")))
        plan = await database.read(lambda connection: list(connection.scalars(text(searched))))
        assert "asset_search_by_runs" in "\n".join(plan)
