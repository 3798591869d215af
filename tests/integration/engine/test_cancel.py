"""A run can be stopped at once, also while a node waits."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import ClassVar

from harness.bench import Bench, OpenStudio, statuses
from harness.documents import document, fake_image, list_to_image, node, wire
from limner.models.image_request import ImageRequest
from limner.providers.contract import CallLog, ProviderAnswer
from limner.storage.queries.assets import AssetFilter
from limner.testing.fake import FakeProvider
from limner.testing.studio import make_studio
from limner.workflows.document import parse_document


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
    async with asyncio.timeout(30):
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


async def test_cancelling_twice_at_once_is_cancelling(open_studio: OpenStudio) -> None:
    fake = FakeProvider(gate=asyncio.Event())
    bench = Bench(await open_studio(providers=[fake]), "wf_test")
    run_id = await bench.start(list_to_image([str(i) for i in range(20)]))
    await _until_asked(fake, 8)
    cancelling = []
    for _ in range(5):
        cancelling.append(asyncio.create_task(bench.studio.engine.cancel(run_id)))
        await asyncio.sleep(0)
    assert await asyncio.gather(*cancelling) == [True] * 5
    assert (await bench.studio.runs.run(run_id))["status"] == "cancelled"


async def test_a_run_cancelled_while_the_server_stops_stays_cancelled(tmp_path: Path) -> None:
    fake = FakeProvider(gate=asyncio.Event())
    async with make_studio(tmp_path, providers=[fake]) as studio:
        graph = parse_document(list_to_image([str(i) for i in range(20)]))
        run = await studio.starter.run(graph, {})
        await _until_asked(fake, 8)
        cancelling = asyncio.create_task(studio.engine.cancel(run.id))
        for _ in range(3):
            await asyncio.sleep(0)
    assert await cancelling
    async with make_studio(tmp_path, providers=[FakeProvider()]) as studio:
        assert await studio.engine.recover() == 0
        assert (await studio.runs.run(run.id))["status"] == "cancelled"


async def test_an_answer_that_came_before_the_cancel_is_kept(open_studio: OpenStudio) -> None:
    """At whatever moment the cancel comes, what was answered is in the library."""
    fake = _Answering(gate=asyncio.Event())
    bench = Bench(await open_studio(providers=[fake]), "wf_test")
    for ticks in range(12):
        gate = fake.wait_at_a_new_gate()
        run_id = await bench.start(document([fake_image("image", prompt="x")]))
        await _until_asked(fake, ticks + 1)
        gate.set()
        for _ in range(ticks):
            await asyncio.sleep(0)
        await bench.studio.engine.cancel(run_id)
        await _until_kept(bench, fake.answered)
        told = [event["type"] async for event in bench.studio.engine.events.stream(run_id, 0)]
        assert told[-1] == "run.finished"


async def test_what_is_kept_after_a_cancel_is_not_paid_again(open_studio: OpenStudio) -> None:
    gate = asyncio.Event()
    fake = _Answering(gate=gate, micro_usd=5_000)
    bench = Bench(await open_studio(providers=[fake]), "wf_test")
    run_id = await bench.start(document([fake_image("image", prompt="x")]))
    await _until_asked(fake)
    gate.set()
    async with asyncio.timeout(30):
        while not fake.answered:
            await asyncio.sleep(0)
    await bench.studio.engine.cancel(run_id)
    await bench.studio.engine.retry(run_id, ["image"])
    assert await bench.studio.engine.wait(run_id, 30)
    run = await bench.studio.runs.run(run_id)
    assert (run["status"], run["cost"]) == ("succeeded", 5)
    assert len(fake.requests) == 1


async def test_a_run_of_which_a_part_stays_cancelled_has_not_succeeded(
    open_studio: OpenStudio,
) -> None:
    gate = asyncio.Event()
    fake = FakeProvider(gate=gate)
    bench = Bench(await open_studio(providers=[fake]), "wf_test")
    run_id = await bench.start(document([fake_image("a", prompt="a"), fake_image("b", prompt="b")]))
    await _until_asked(fake, 2)
    await bench.studio.engine.cancel(run_id)
    gate.set()
    await bench.studio.engine.retry(run_id, ["a"])
    assert await bench.studio.engine.wait(run_id, 30)
    run = await bench.studio.runs.run(run_id)
    assert statuses(run) == {"a": "succeeded", "b": "cancelled"}
    assert run["status"] == "cancelled"


class _Answering(FakeProvider):
    """Counts its answers."""

    resend_is_safe: ClassVar[bool] = False
    answered = 0

    def wait_at_a_new_gate(self) -> asyncio.Event:
        self._gate = asyncio.Event()
        return self._gate

    async def generate(self, request: ImageRequest, log: CallLog) -> ProviderAnswer:
        answer = await super().generate(request, log)
        self.answered += 1
        return answer


async def _until_kept(bench: Bench, images: int) -> None:
    async with asyncio.timeout(30):
        while len(await bench.studio.assets.list(AssetFilter())) < images:
            await asyncio.sleep(0.01)
