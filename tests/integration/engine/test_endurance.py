"""One thing that goes wrong stops nothing else, and nobody waits for ever."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, delete

from harness.bench import Bench
from harness.documents import document, fake_image, list_to_image, node, prompt_to_image, wire
from limner.engine.events import Event, Events
from limner.engine.journal import Journal
from limner.storage.database import Database, open_database
from limner.storage.schema import migrate
from limner.storage.tables import documents
from limner.testing.fake import FakeProvider
from limner.testing.studio import make_studio
from limner.workflows.document import parse_document


async def test_a_run_that_cannot_go_on_holds_up_no_other(tmp_path: Path) -> None:
    fake = FakeProvider(gate=asyncio.Event())
    database_url = f"sqlite:///{tmp_path / 'limner.db'}"
    async with make_studio(tmp_path, providers=[fake], database_url=database_url) as studio:
        lost = await studio.starter.run(parse_document(prompt_to_image()), {"prompt": "lost"})
        other = await studio.starter.run(parse_document(list_to_image(["a", "b"])), {})
        async with asyncio.timeout(30):
            while len(fake.requests) < 3:
                await asyncio.sleep(0)
    async with open_database(database_url) as database:
        plan = documents.c.digest == lost.plan_digest
        await database.write(lambda c: c.execute(delete(documents).where(plan)))
    async with make_studio(
        tmp_path, providers=[FakeProvider()], database_url=database_url
    ) as studio:
        assert await studio.engine.recover() == 2
        assert await studio.engine.wait(other.id, 30)
        assert (await studio.runs.run(other.id))["status"] == "succeeded"
        told = [event async for event in studio.engine.events.stream(lost.id, 0)]
        assert told[-1]["type"] == "run.finished"
        assert "possibleCost" in told[-1]["error"], "its request had been sent"
        assert await studio.engine.recover() == 0


async def test_who_falls_behind_still_hears_everything(bench: Bench) -> None:
    size = 6_000
    graph = document([node(f"n{i}", "text", text="x") for i in range(size)])
    run_id = await bench.start(graph)
    told: list[Event] = []
    async for event in bench.studio.engine.events.stream(run_id, 0):
        if not told:
            assert await bench.studio.engine.wait(run_id, 60)
        told.append(event)
    assert told[-1]["type"] == "run.finished"
    assert [event["seq"] for event in told] == list(range(1, len(told) + 1))


class _StumblingDatabase(Database):
    """A database whose first writes fail in a way nobody foresaw."""

    def __init__(self, real: Database, stumbles: int) -> None:
        self._real = real
        self._stumbles = stumbles

    async def read(self, query: Any) -> Any:
        return await self._real.read(query)

    async def write(self, change: Any) -> Any:
        if self._stumbles:
            self._stumbles -= 1
            raise RuntimeError("nobody foresaw this")
        return await self._real.write(change)

    async def close(self) -> None:
        await self._real.close()


async def test_the_journal_outlives_what_nobody_foresaw(database_url: str) -> None:
    async with open_database(database_url) as real:
        await migrate(real)
        database = _StumblingDatabase(real, 1)
        journal = Journal(database, Events(database))
        journal.start()
        digest = journal.record_document(b"{}")
        async with asyncio.timeout(30):
            await journal.flush()
        await journal.close()
        assert journal.fault is None

        def bodies(connection: Connection) -> list[str]:
            return [row.digest for row in connection.execute(documents.select())]

        assert await real.read(bodies) == [digest]


@pytest.mark.parametrize(
    "item",
    [
        {"_metadata": {"attachmentId": "ast_x"}},
        {"_metadata": {"attachmentId": 5, "name": 5}},
        {"imageUrl": "https://example.com/mine.png"},
    ],
)
async def test_values_that_look_like_images_are_left_alone(bench: Bench, item: Any) -> None:
    graph = document(
        [node("list", "list", items=[item]), node("answer", "response_output")],
        [
            {
                "id": "e",
                "source": "list",
                "sourceHandle": "list-out",
                "target": "answer",
                "targetHandle": "given",
            }
        ],
    )
    run = await bench.run(graph)
    assert run["outputs"] == {"given": [item]}


async def test_reused_results_are_told_after_the_start(bench: Bench) -> None:
    graph = document([fake_image("image", prompt="x")])
    await bench.run(graph)
    again = await bench.run(graph)
    events = await bench.studio.engine.events.since(again["id"], 0)
    assert [event["type"] for event in events] == ["run.started", "node.finished", "run.finished"]


async def test_a_text_that_doubles_from_node_to_node_ends_as_an_error(bench: Bench) -> None:
    size = 60
    twice = [
        wire(f"n{i}.text-out", f"n{i + 1}.prompt-in") | {"id": f"{i}-{place}"}
        for i in range(size - 1)
        for place in range(2)
    ]
    graph = document([node(f"n{i}", "text", text="x" * 100) for i in range(size)], twice)
    run = await bench.run(graph)
    assert run["error"]["code"] == "bad_field"


async def test_items_that_are_too_much_together_end_as_an_error(bench: Bench) -> None:
    graph = document(
        [
            node("long", "text", text="x" * 90_000),
            node("list", "list", items=[str(i) for i in range(200)]),
            node("texts", "text"),
        ],
        [wire("list.list-out", "texts.prompt-in"), wire("long.text-out", "texts.prompt-in")],
    )
    run = await bench.run(graph)
    assert run["error"]["code"] == "output_too_large"


async def test_the_progress_of_a_list_counts_all_its_items(bench: Bench) -> None:
    run_id = await bench.start(list_to_image([str(i) for i in range(300)], size="16x16"))
    assert await bench.studio.engine.wait(run_id, 60)
    events = await bench.studio.engine.events.since(run_id, 0)
    told = [event for event in events if event["type"] == "node.progress"]
    assert {event["total"] for event in told} == {300}
