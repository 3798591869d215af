"""One process drives a PostgreSQL database; who no longer does writes nothing."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text

from limner.errors import AlreadyRunning, NoLongerDriving
from limner.storage.database import PostgresDatabase, open_database
from limner.storage.lead import present_driver, take_lead
from limner.storage.schema import migrate

CUT_OFF = """
    SELECT pg_terminate_backend(pid, 30000) FROM pg_locks JOIN pg_database ON oid = database
    WHERE locktype = 'advisory' AND granted AND datname = current_database()
"""
"""Ends the connection that holds the lock, and waits until it has."""


async def test_a_second_is_refused_until_the_first_has_gone(postgres_url: str) -> None:
    async with open_database(postgres_url) as database:
        assert isinstance(database, PostgresDatabase)
        await migrate(database)
        assert await present_driver(database) is None
        async with take_lead(database) as lead:
            await lead.begin()
            await lead.announce("http://one", "sealed")
            driver = await present_driver(database)
            assert driver is not None
            assert (driver.turn, driver.address, driver.sealed) == (1, "http://one", "sealed")
            with pytest.raises(AlreadyRunning):
                async with take_lead(database):
                    pass
        assert await present_driver(database) is None


async def test_whose_connection_was_lost_writes_nothing_once_another_has_begun(
    postgres_url: str,
) -> None:
    async with open_database(postgres_url) as one, open_database(postgres_url) as two:
        assert isinstance(one, PostgresDatabase)
        assert isinstance(two, PostgresDatabase)
        await migrate(one)
        async with take_lead(one) as old:
            await old.begin()
            await two.write(lambda c: c.execute(text(CUT_OFF)))
            async with take_lead(two) as new:
                # Elected, but it has not begun: the first may still write.
                await one.write(lambda c: c.execute(text("SELECT 1")))
                await new.begin()
                with pytest.raises(NoLongerDriving):
                    await one.write(lambda c: c.execute(text("CREATE TABLE never (n int)")))
                async with asyncio.timeout(30):
                    await old.lost()
                await two.write(lambda c: c.execute(text("CREATE TABLE never (n int)")))
