"""Runs that share a key take turns at it, and waiting for one's turn is nobody's time."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from harness.bench import Bench, OpenStudio
from harness.documents import document, fake_image, list_to_image
from limner.errors import ProviderOverloaded
from limner.models.image_request import ImageRequest
from limner.models.model import Model
from limner.providers.contract import CallLog, ProviderAnswer
from limner.testing.fake import FakeProvider
from limner.testing.models import fake_models

PLACES = 2
HOUR_SECONDS = 3600.0
FAKE: Model = next(model for model in fake_models() if model.id == "fake")


class _OneByOne(FakeProvider):
    """Answers as many requests as it is allowed to."""

    def __init__(self) -> None:
        super().__init__(max_concurrent=PLACES)
        self._allowed = asyncio.Semaphore(0)

    def answer_one(self) -> None:
        self._allowed.release()

    async def _answer(self, request: ImageRequest, log: CallLog) -> ProviderAnswer:
        await self._allowed.acquire()
        return await super()._answer(request, log)


async def _until_asked(fake: FakeProvider, requests: int) -> None:
    async with asyncio.timeout(30):
        while len(fake.requests) < requests:
            await asyncio.sleep(0)


async def _begun(bench: Bench, run_id: str) -> None:
    async with asyncio.timeout(30):
        async for event in bench.studio.engine.events.stream(run_id, 0):
            if event["type"] == "node.started" and event["nodeId"] == "image":
                return


async def test_a_later_run_gets_every_other_turn(open_studio: OpenStudio) -> None:
    fake = _OneByOne()
    bench = Bench(await open_studio(providers=[fake]), "wf_test")
    runs = [await bench.start(list_to_image([f"a{number}" for number in range(8)]))]
    await _until_asked(fake, PLACES)
    runs.append(await bench.start(list_to_image([f"b{number}" for number in range(4)])))
    await _begun(bench, runs[1])
    for asked in range(PLACES + 1, 13):
        fake.answer_one()
        await _until_asked(fake, asked)
    for _ in range(PLACES):
        fake.answer_one()
    for run_id in runs:
        assert await bench.studio.engine.wait(run_id, 30)
    turns = "".join(request.prompt[0] for request in fake.requests)
    assert turns[turns.index("b") :].startswith("bababab")
    assert fake.most_at_once == PLACES


async def test_waiting_for_a_turn_is_not_part_of_the_time_limit(
    open_studio: OpenStudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = asyncio.Event()
    fake = FakeProvider(gate=gate, max_concurrent=1)
    limits = {"patient": 100 * HOUR_SECONDS, "hasty": HOUR_SECONDS / 2}
    models = [
        FAKE.model_copy(update={"id": name, "time_limit_seconds": seconds})
        for name, seconds in limits.items()
    ]
    bench = Bench(await open_studio(providers=[fake], models=models), "wf_test")
    first = await bench.start(document([_image("patient")]))
    await _until_asked(fake, 1)
    second = await bench.start(document([_image("hasty")]))
    await _begun(bench, second)
    loop = asyncio.get_running_loop()
    clock = loop.time
    monkeypatch.setattr(loop, "time", lambda: clock() + HOUR_SECONDS)
    gate.set()
    for run_id in (first, second):
        assert await bench.studio.engine.wait(run_id, 30)
        assert (await bench.studio.runs.run(run_id))["status"] == "succeeded"


def _image(model: str) -> dict[str, Any]:
    return fake_image(prompt=model) | {"data": {"model": model, "prompt": model}}


async def test_who_waits_for_a_turn_hears_that_the_provider_is_down(
    open_studio: OpenStudio,
) -> None:
    fake = FakeProvider(max_concurrent=1, failures=[ProviderOverloaded("Too much.")] * 100)
    bench = Bench(await open_studio(providers=[fake]), "wf_test")
    run_id = await bench.start(list_to_image([str(number) for number in range(12)]))
    async with asyncio.timeout(30):
        async for event in bench.studio.engine.events.stream(run_id, 0):
            if "is down" in str(event.get("text")):
                break
    assert len(fake.requests) == 5
    await bench.studio.engine.cancel(run_id)
