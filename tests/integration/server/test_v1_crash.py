"""The server is killed while the official client waits: what it then sends again is paid once."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import openai
import pytest
from openai import AsyncOpenAI

from harness.server import Server
from limner.testing.emulators.process import EmulatorProcess, emulator_process

SECONDS_AN_IMAGE_TAKES = 3.0
ATTEMPTS = 12


@pytest.fixture
async def emulators(tmp_path: Path) -> AsyncIterator[EmulatorProcess]:
    async with emulator_process(tmp_path / "ledger", latency=SECONDS_AN_IMAGE_TAKES) as running:
        yield running


@pytest.fixture
async def server(tmp_path: Path, emulators: EmulatorProcess) -> AsyncIterator[Server]:
    server = Server(tmp_path / "home", emulators.environment())
    await asyncio.to_thread(server.start)
    yield server
    await asyncio.to_thread(server.close)


@pytest.fixture
async def client(server: Server) -> AsyncIterator[AsyncOpenAI]:
    async with AsyncOpenAI(
        api_key="any", base_url=f"{server.url}/v1", max_retries=ATTEMPTS
    ) as client:
        yield client


async def first_event(server: Server, kind: str) -> None:
    """Wait until the newest run tells of something."""
    async with aiohttp.ClientSession(server.url) as session:
        async with session.get("/api/runs") as answer:
            [run] = (await answer.json())["items"]
        async with session.get(f"/api/runs/{run['id']}/events") as events:
            async for line in events.content:
                if line.startswith(b"data: ") and json.loads(line[6:])["type"] == kind:
                    return


async def kill_and_start(server: Server) -> None:
    await asyncio.to_thread(server.kill)
    await asyncio.to_thread(server.start)


async def test_a_job_at_a_provider_is_found_again(
    server: Server, emulators: EmulatorProcess, client: AsyncOpenAI
) -> None:
    making = asyncio.create_task(
        client.images.generate(prompt="a fox", model="fal-ai/flux-2", size="512x512")
    )
    await emulators.charged("fal", 1)
    await first_event(server, "node.progress")
    await kill_and_start(server)
    answer = await making
    assert answer.data is not None
    assert answer.data[0].b64_json
    assert (await emulators.counts("fal")).charges == 1


async def test_a_call_whose_answer_is_lost_is_not_made_again(
    server: Server, emulators: EmulatorProcess, client: AsyncOpenAI
) -> None:
    making = asyncio.create_task(client.images.generate(prompt="a fox", model="gpt-image-2"))
    await emulators.charged("openai", 1)
    await kill_and_start(server)
    with pytest.raises(openai.ConflictError) as lost:
        await making
    assert lost.value.code == "unknown_outcome"
    assert (await emulators.counts("openai")).charges == 1
