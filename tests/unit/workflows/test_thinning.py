"""Old versions go: the last of each hour stays for a day, then the last of each day."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import BigInteger, Connection, func, insert, literal, select, update

from limner.storage.automation_tables import metadata, publications
from limner.storage.database import Database, open_database
from limner.storage.queries.version_thinning import DOCUMENT_USES, VersionMark
from limner.storage.queries.workflows import create_workflow, list_versions, save_workflow
from limner.storage.schema import migrate
from limner.storage.tables import documents, runs, workflow_versions
from limner.values import now, sha256
from limner.workflows.thinning import Thinning, pinned_versions, superfluous

SECOND = 1_000_000
MINUTE, HOUR, DAY = 60 * SECOND, 3_600 * SECOND, 86_400 * SECOND
NOON = 20_000 * DAY + 12 * HOUR


def saved(*ages: int) -> list[VersionMark]:
    """Versions 1, 2, … of different documents, saved so long before noon."""
    return [
        VersionMark(number, NOON - age, f"d{number}") for number, age in enumerate(ages, start=1)
    ]


def left(versions: list[VersionMark], *pinned: int) -> list[int]:
    gone = superfluous(versions, pinned, NOON)
    return [version.number for version in versions if version.number not in gone]


def test_of_the_last_hour_every_version_stays() -> None:
    assert left(saved(*(minute * MINUTE for minute in range(59, -1, -1)))) == list(range(1, 61))


def test_of_the_day_before_it_the_last_of_each_hour_stays() -> None:
    # 09:10, 09:50, 10:20, 10:40, and 11:30 within the last hour.
    ages = (170 * MINUTE, 130 * MINUTE, 100 * MINUTE, 80 * MINUTE, 30 * MINUTE)
    assert left(saved(*ages)) == [2, 4, 5]


def test_before_that_the_last_of_each_day_stays() -> None:
    ages = (9 * DAY + 2 * HOUR, 9 * DAY + HOUR, 9 * DAY, 4 * DAY + 5 * MINUTE, 4 * DAY)
    assert left(saved(*ages)) == [3, 5]


def test_what_is_pinned_stays_and_stands_for_no_other() -> None:
    assert left(saved(9 * DAY + 2, 9 * DAY + 1, 9 * DAY), 1, 3) == [1, 2, 3]


@given(
    ages=st.lists(st.integers(0, 40 * DAY), unique=True, max_size=60),
    later=st.integers(0, 40 * DAY),
)
def test_thinning_in_steps_keeps_what_thinning_once_keeps(ages: list[int], later: int) -> None:
    versions = saved(*sorted(ages, reverse=True))
    gone = set(superfluous(versions, (), NOON))
    rest = [version for version in versions if version.number not in gone]
    moment = NOON + later
    once = set(superfluous(versions, (), moment))
    twice = set(superfluous(rest, (), moment)) | gone
    assert once <= twice
    # The newest is nobody's to take.
    assert not versions or versions[-1].number not in once


def test_what_was_gone_back_to_and_what_ran_are_pinned() -> None:
    versions = [
        VersionMark(number, 0, digest)
        for number, digest in enumerate(("a", "b", "c", "a"), start=1)
    ]
    assert pinned_versions(versions, ()) == {1}
    assert pinned_versions(versions, {"b"}) == {1, 2}


def test_every_column_that_names_a_document_is_looked_at() -> None:
    digests = {
        column
        for table in metadata.tables.values()
        for column in table.columns
        if column.name.endswith(("document_digest", "plan_digest"))
    }
    assert digests == set(DOCUMENT_USES)


def body(number: int) -> bytes:
    return f'{{"nodes": [], "number": {number}}}'.encode()


def numbers(connection: Connection) -> list[tuple[int, int | None]]:
    return [(row.version, row.previous) for row in list_versions(connection, "wf_1", 50, None)]


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """Seven versions of one workflow, all of one long gone day, on each kind of database."""

    def fill(connection: Connection) -> None:
        create_workflow(connection, "wf_1", "ws", "Test", body(1))
        for number in range(2, 8):
            assert save_workflow(connection, "wf_1", number - 1, "Test", body(number))
        long_ago = literal((now() // DAY - 9) * DAY, BigInteger)
        moments = long_ago + workflow_versions.c.version
        connection.execute(update(workflow_versions).values(saved_at=moments))
        connection.execute(
            insert(publications).values(
                workflow_id="wf_1", version=2, document_digest=sha256(body(2)), published_at=1
            )
        )
        plan = {"plan_digest": sha256(body(5)), "document_digest": sha256(body(4))}
        connection.execute(
            insert(runs).values(
                id="run_1",
                workspace_id="ws",
                workflow_id="wf_1",
                status="succeeded",
                inputs={},
                reuse=False,
                cancel_requested=False,
                created_at=1,
                **plan,
            )
        )

    async with open_database(database_url) as opened:
        await migrate(opened)
        await opened.write(fill)
        yield opened


async def test_versions_go_with_their_documents_but_not_what_is_used(database: Database) -> None:
    await Thinning(database).thin()
    # The present one, the last of the day, what ran and what is published; each knows the one
    # before it.
    assert await database.read(numbers) == [(7, 6), (6, 4), (4, 2), (2, None)]
    kept = await database.read(lambda c: set(c.scalars(select(documents.c.digest))))
    # A plan is kept for its run, though no version has it.
    assert kept == {sha256(body(number)) for number in (2, 4, 5, 6, 7)}
    await Thinning(database).thin()
    count = select(func.count()).select_from(workflow_versions)
    assert await database.read(lambda c: c.scalar(count)) == 4
