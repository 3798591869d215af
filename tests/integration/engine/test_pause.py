"""A paused run: what is under way is kept, nothing new begins, and it goes on where it stood."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from harness.bench import Bench, OpenStudio, statuses
from harness.documents import Json, document, fake_image, inside, list_to_image, node, wire
from limner.errors import Conflict
from limner.models.image_request import ImageRequest
from limner.providers.contract import CallLog, ProviderAnswer
from limner.studio import Studio
from limner.testing.fake import FakeProvider
from limner.testing.studio import make_studio

ITEMS = ["cup", "hat", "fox", "owl", "bee"]
AT_ONCE = 2


class Gated(FakeProvider):
    """Answers nobody until the gate is opened."""

    def __init__(self) -> None:
        super().__init__(max_concurrent=AT_ONCE, micro_usd=1_000)
        self.gate = asyncio.Event()
        self.asked = 0

    async def generate(self, request: ImageRequest, log: CallLog) -> ProviderAnswer:
        self.asked += 1
        await self.gate.wait()
        return await super().generate(request, log)

    async def has_been_asked(self) -> None:
        while self.asked < AT_ONCE:
            await asyncio.sleep(0)


def looped() -> Json:
    return document(
        [
            node("each", "loop", items=ITEMS, concurrency=3),
            inside("each", fake_image(prompt="{{ loop.currentItem }}")),
            node("response", "response_output"),
        ],
        [wire("each.list-out", "response.images")],
    )


def of_a_count() -> Json:
    return document([fake_image(prompt="five", count=5), node("text", "text", text="x")])


async def paused(studio: Studio, provider: Gated, run_id: str) -> Json:
    """The run, asked to pause while two requests are under way, when these have ended."""
    await provider.has_been_asked()
    await studio.engine.pause(run_id)
    assert (await studio.runs.run(run_id))["pausing"]
    provider.gate.set()
    assert await studio.engine.wait(run_id, 30)
    return await studio.runs.run(run_id)


@pytest.mark.parametrize("graph", [looped(), list_to_image(ITEMS), of_a_count()])
async def test_what_is_under_way_is_kept_and_nothing_new_begins(
    open_studio: OpenStudio, graph: Json
) -> None:
    provider = Gated()
    bench = Bench(await open_studio(providers=[provider]), "wf_test")
    run = await paused(bench.studio, provider, await bench.start(graph))
    assert (run["status"], run["pausing"], run["endedAt"]) == ("paused", False, None)
    assert provider.asked == AT_ONCE
    assert run["cost"] == AT_ONCE
    assert "running" not in statuses(run).values()


@pytest.mark.parametrize("graph", [looped(), list_to_image(ITEMS), of_a_count()])
async def test_it_goes_on_after_a_restart_and_makes_each_image_once(
    tmp_path: Path, graph: Json
) -> None:
    provider = Gated()
    async with make_studio(tmp_path, providers=[provider]) as studio:
        bench = Bench(studio, "wf_test")
        run_id = await bench.start(graph)
        await paused(studio, provider, run_id)
    async with make_studio(tmp_path, providers=[provider]) as studio:
        await studio.engine.recover()
        assert (await studio.runs.run(run_id))["status"] == "paused"
        await studio.engine.resume(run_id, {})
        assert await studio.engine.wait(run_id, 30)
        run = await studio.runs.run(run_id)
    assert run["status"] == "succeeded"
    assert provider.asked == len(ITEMS)
    assert len(run["nodes"]["image"]["output"]["images"]) == len(ITEMS)
    assert run["cost"] == len(ITEMS)


async def test_a_pause_outlives_a_server_that_stops_before_it_is_reached(tmp_path: Path) -> None:
    provider = Gated()
    async with make_studio(tmp_path, providers=[provider]) as studio:
        run_id = await Bench(studio, "wf_test").start(looped())
        await provider.has_been_asked()
        await studio.engine.pause(run_id)
        asyncio.get_running_loop().call_later(0.1, provider.gate.set)
    async with make_studio(tmp_path, providers=[provider]) as studio:
        await studio.engine.recover()
        run = await studio.runs.run(run_id)
        assert run["status"] == "paused"
        assert run["nodes"]["each"]["progress"]["total"] == len(ITEMS)
        await studio.engine.resume(run_id, {})
        assert await studio.engine.wait(run_id, 30)
        assert (await studio.runs.run(run_id))["status"] == "succeeded"
    assert provider.asked == len(ITEMS)


async def test_a_pause_can_be_taken_back_before_it_is_reached(open_studio: OpenStudio) -> None:
    provider = Gated()
    studio = await open_studio(providers=[provider])
    run_id = await Bench(studio, "wf_test").start(looped())
    await provider.has_been_asked()
    await studio.engine.pause(run_id)
    await studio.engine.resume(run_id, {})
    provider.gate.set()
    assert await studio.engine.wait(run_id, 30)
    assert (await studio.runs.run(run_id))["status"] == "succeeded"


async def test_a_paused_run_can_be_cancelled(open_studio: OpenStudio) -> None:
    provider = Gated()
    studio = await open_studio(providers=[provider])
    run_id = await Bench(studio, "wf_test").start(looped())
    await paused(studio, provider, run_id)
    assert await studio.engine.cancel(run_id)
    run = await studio.runs.run(run_id)
    assert run["status"] == "cancelled"
    assert provider.asked == AT_ONCE


async def test_only_what_goes_on_is_paused_and_only_what_is_paused_goes_on(
    open_studio: OpenStudio,
) -> None:
    studio = await open_studio(providers=[FakeProvider()])
    run = await Bench(studio, "wf_test").run(looped())
    with pytest.raises(Conflict):
        await studio.engine.pause(run["id"])
    with pytest.raises(Conflict):
        await studio.engine.resume(run["id"], {})


async def at_rest(studio: Studio, provider: Gated) -> str:
    """A run whose pause is recorded in this very moment, and not durable yet."""
    run_id = await Bench(studio, "wf_test").start(looped())
    await provider.has_been_asked()
    row = await studio.engine.pause(run_id)
    provider.gate.set()
    async with asyncio.timeout(30):
        while row.status != "paused":
            await asyncio.sleep(0)
    return run_id


async def test_it_goes_on_also_in_the_moment_in_which_the_pause_is_reached(
    open_studio: OpenStudio,
) -> None:
    provider = Gated()
    studio = await open_studio(providers=[provider])
    run_id = await at_rest(studio, provider)
    await studio.engine.resume(run_id, {})
    assert await studio.engine.wait(run_id, 30)
    assert (await studio.runs.run(run_id))["status"] == "succeeded"
    assert provider.asked == len(ITEMS)


async def test_it_is_cancelled_also_in_the_moment_in_which_the_pause_is_reached(
    open_studio: OpenStudio,
) -> None:
    provider = Gated()
    studio = await open_studio(providers=[provider])
    run_id = await at_rest(studio, provider)
    assert await studio.engine.cancel(run_id)
    assert (await studio.runs.run(run_id))["status"] == "cancelled"


async def test_a_run_that_ends_while_it_is_to_pause_does_not_go_on(
    open_studio: OpenStudio,
) -> None:
    provider = Gated()
    studio = await open_studio(providers=[provider])
    run_id = await Bench(studio, "wf_test").start(document([fake_image(prompt="x", count=2)]))
    await provider.has_been_asked()
    row = await studio.engine.pause(run_id)
    provider.gate.set()
    async with asyncio.timeout(30):
        while row.ended_at is None:
            await asyncio.sleep(0)
    with pytest.raises(Conflict):
        await studio.engine.resume(run_id, {})
    assert (await studio.runs.run(run_id))["status"] == "succeeded"
