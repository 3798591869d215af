"""Two `limner serve` on one PostgreSQL: one drives, both answer, either takes over."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import Connection, text

from harness.documents import document, list_to_image, node, wire
from harness.emulated import Emulators
from harness.fal import FLUX
from harness.server import Server
from limner.storage.database import open_database
from limner.workflows.signing import signature_of

Json = dict[str, Any]
ITEMS = [f"fox {n}" for n in range(8)]
LOCK = """
    locktype = 'advisory' AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


@pytest.fixture
def emulators(tmp_path: Path) -> Iterator[Emulators]:
    emulators = Emulators(tmp_path / "ledger.jsonl", latency=1.0)
    yield emulators
    emulators.close()


@pytest.fixture
def servers(tmp_path: Path, postgres_url: str, emulators: Emulators) -> Iterator[list[Server]]:
    """Two that run; the first drives."""
    common = {
        "LIMNER_DATABASE_URL": postgres_url,
        "LIMNER_STORAGE_URL": (tmp_path / "files").as_uri(),
        "LIMNER_SECRET_KEY": "a secret that both of them have",
        **emulators.environment(),
    }
    both = [Server(tmp_path / name, common) for name in ("one", "two")]
    for server in both:
        server.home.mkdir()
        server.start()
    yield both
    for server in both:
        server.close()


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as client:
        yield client


async def ask(
    client: aiohttp.ClientSession, method: str, url: str, body: Any = None, **headers: str
) -> Json:
    async with client.request(method, url, json=body, headers=headers) as answer:
        told: Json = await answer.json(content_type=None)
        assert answer.status < 300, told
        return told


async def until(server: Server, words: str, times: int = 1) -> None:
    """Wait until a server has said something so often."""
    async with asyncio.timeout(60):
        while server.log.read_text().count(words) < times:
            await asyncio.sleep(0.05)


async def sql(url: str, statement: str) -> Any:
    def answer(connection: Connection) -> Any:
        result = connection.execute(text(statement))
        return result.scalar() if result.returns_rows else None

    async with open_database(url) as database:
        return await database.write(answer)


async def ended(client: aiohttp.ClientSession, server: Server, run_id: str) -> Json:
    async with asyncio.timeout(60):
        while True:
            run = await ask(client, "GET", f"{server.url}/api/runs/{run_id}")
            if run["endedAt"] is not None:
                return run
            await asyncio.sleep(0.1)


async def switched_on(client: aiohttp.ClientSession, server: Server, draft: Json) -> str:
    made = await ask(client, "POST", f"{server.url}/api/workflows", draft)
    path = f"{server.url}/api/workflows/{made['id']}"
    await ask(client, "POST", f"{path}/publish", {})
    await ask(client, "PATCH", f"{path}/publication", {"active": True})
    workflow_id: str = made["id"]
    return workflow_id


async def calls_are_taken_by_either(
    client: aiohttp.ClientSession, one: Server, two: Server
) -> None:
    """Each of them once, whichever is asked."""
    draft = document(
        [
            node("hook", "webhook", answer="when_done"),
            node("words", "text", text="{{ trigger.output.headline }}"),
            node("response", "response_output"),
        ],
        [wire("words.text-out", "response.said")],
    )
    workflow_id = await switched_on(client, one, draft)
    path = f"/api/workflows/{workflow_id}/hook/secret"
    secret = (await ask(client, "POST", two.url + path))["secret"]
    for first, second in ((one, two), (two, one)):
        sent = json.dumps({"headline": f"said to {first.port}"}).encode()
        moment = str(int(time.time()))
        headers = {
            "Content-Type": "application/json",
            "X-Limner-Timestamp": moment,
            "X-Limner-Signature": signature_of(secret, moment, sent),
        }
        hook = f"/hooks/{workflow_id}"
        async with client.post(first.url + hook, data=sent, headers=headers) as answer:
            assert (await answer.json())["said"] == f"said to {first.port}"
        async with client.post(second.url + hook, data=sent, headers=headers) as again:
            assert (again.status, (await again.json())["code"]) == (401, "signature_used")


async def test_what_the_second_is_asked_is_driven_and_survives_the_first(
    servers: list[Server],
    client: aiohttp.ClientSession,
    emulators: Emulators,
    postgres_url: str,
) -> None:
    one, two = servers
    assert "stands by" in two.log.read_text()
    await calls_are_taken_by_either(client, one, two)
    clock = document([node("clock", "schedule", cron="0 9 1 1 *"), node("t", "text", text="hi")])
    timed = await switched_on(client, two, clock)
    made = await ask(client, "POST", f"{two.url}/api/workflows", list_to_image(ITEMS, model=FLUX))
    async with client.ws_connect(f"{two.url}/api/live") as live:
        await live.send_json({"type": "subscribe", "workflowId": made["id"]})
        run = await ask(
            client, "POST", f"{two.url}/api/workflows/{made['id']}/runs", {"inputs": {}}
        )
        seen = []
        async with client.get(f"{two.url}/api/runs/{run['id']}/events") as stream:
            async for line in stream.content:
                seen.append(line)
                if line == b"event: node.image\n":
                    break
        assert b"event: run.started\n" in seen
        async for message in live:
            if "node.image" in message.data:
                break
        # A time of the clock has come, which the first no longer meets.
        past = int(time.time() * 1_000_000) - 1_000_000
        await sql(postgres_url, f"UPDATE schedules SET next_at = {past}")
        one.kill()
    # Asked while nobody drives: it waits.
    late = await ask(client, "GET", f"{two.url}/api/runs/{run['id']}")
    assert late["id"] == run["id"]
    await until(two, "is ready")
    one.start()
    assert "stands by" in one.log.read_text()
    whole = await ended(client, one, run["id"])
    assert whole["status"] == "succeeded", whole["error"]
    assert len(whole["outputs"]["images"]) == len(ITEMS)
    assert emulators.charges("fal") == len(ITEMS)
    for server in servers:
        runs = await ask(client, "GET", f"{server.url}/api/runs?workflowId={timed}")
        assert len(runs["items"]) == 1
        stored = await ask(client, "GET", f"{server.url}/api/assets?runId={run['id']}")
        assert len(stored["items"]) == len(ITEMS)
        async with client.get(
            f"{server.url}/api/assets/{stored['items'][0]['id']}/content",
            headers={"Range": "bytes=0-3"},
        ) as content:
            assert (content.status, await content.read()) == (206, b"\x89PNG")


async def test_who_lost_the_lock_takes_it_again_or_stops(
    servers: list[Server], client: aiohttp.ClientSession, postgres_url: str
) -> None:
    one, two = servers
    turn = await sql(postgres_url, "SELECT turn FROM drivers")
    holder = f"SELECT pid FROM pg_locks WHERE {LOCK}"
    before = await sql(postgres_url, holder)
    await sql(postgres_url, f"SELECT pg_terminate_backend({before})")
    async with asyncio.timeout(30):
        while (await sql(postgres_url, holder)) in (None, before):
            await asyncio.sleep(0.05)
    await until(one, "is taken again")
    assert await sql(postgres_url, "SELECT turn FROM drivers") == turn

    os.kill(one.pid, signal.SIGSTOP)
    try:
        await sql(postgres_url, f"SELECT pg_terminate_backend(({holder}))")
        await until(two, "is ready")
    finally:
        os.kill(one.pid, signal.SIGCONT)
    await until(one, "stands by")
    assert await sql(postgres_url, "SELECT turn FROM drivers") == turn + 1
    made = await ask(client, "POST", f"{one.url}/api/workflows", document([]))
    assert (await ask(client, "GET", f"{two.url}/api/workflows/{made['id']}"))["version"] == 1
    another = one.environ() | {"LIMNER_SECRET_KEY": "another that only this one has"}
    third = Server(one.home.with_name("three"), another)
    with pytest.raises(RuntimeError, match=r"has\s+another\s+LIMNER_SECRET_KEY"):
        third.start()
