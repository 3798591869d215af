"""A run can be stopped at once, also while a node waits."""

from __future__ import annotations

import asyncio

from harness.bench import Bench, OpenStudio, statuses
from harness.documents import document, fake_image, list_to_image, node, wire
from limner.testing.fake import FakeProvider


async def _until_asked(fake: FakeProvider, requests: int = 1) -> None:
    async with asyncio.timeout(30):
        while len(fake.requests) < requests:
            await asyncio.sleep(0)


async def test_a_waiting_node_is_stopped_and_what_was_done_stays(
    open_studio: OpenStudio,
) -> None:
    fake = FakeProvider(gate=asyncio.Event())
    bench = Bench(await open_studio(providers=[fake]), "wf_test")
    graph = document(
        [
            node("text", "text", text="x"),
            fake_image("image"),
            fake_image("next", prompt="next"),
        ],
        [wire("text.text-out", "image.prompt-in"), wire("image.image-out", "next.image-in")],
    )
    run_id = await bench.start(graph)
    await _until_asked(fake)
    async with asyncio.timeout(1):
        assert await bench.studio.engine.cancel(run_id)
    run = await bench.studio.runs.run(run_id)
    assert run["status"] == "cancelled"
    assert run["error"]["code"] == "run_cancelled"
    assert statuses(run) == {"text": "succeeded", "image": "cancelled", "next": "cancelled"}
    events = await bench.studio.engine.events.since(run_id, 0)
    assert events[-1]["type"] == "run.finished"
    assert events[-1]["status"] == "cancelled"


async def test_cancelling_an_ended_run_changes_nothing(bench: Bench) -> None:
    run = await bench.run(document([node("text", "text", text="x")]))
    assert not await bench.studio.engine.cancel(run["id"])
    assert await bench.studio.runs.run(run["id"]) == run


async def test_a_run_can_be_cancelled_before_it_began(bench: Bench) -> None:
    run_id = await bench.start(list_to_image([str(i) for i in range(200)]))
    assert await bench.studio.engine.cancel(run_id)
    assert (await bench.studio.runs.run(run_id))["status"] == "cancelled"


async def test_cancelling_one_run_frees_its_places_for_others(open_studio: OpenStudio) -> None:
    gate = asyncio.Event()
    fake = FakeProvider(gate=gate, max_concurrent=1)
    bench = Bench(await open_studio(providers=[fake]), "wf_test")
    first = await bench.start(list_to_image(["a", "b", "c"]))
    await _until_asked(fake)
    second = await bench.start(document([fake_image("image", prompt="second")]))
    await bench.studio.engine.cancel(first)
    gate.set()
    assert await bench.studio.engine.wait(second, 30)
    assert (await bench.studio.runs.run(second))["status"] == "succeeded"
    assert [request.prompt for request in fake.requests] == ["a", "second"]
