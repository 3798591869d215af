"""What is paid for is paid for once, and what was paid for is kept."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from typing import ClassVar

import pytest

from harness.bench import Bench, OpenStudio
from harness.documents import document, fake_image, prompt_to_image
from limner.errors import (
    Conflict,
    LimnerError,
    ProviderOverloaded,
    ProviderTimeout,
    ProviderUnreachable,
    RateLimited,
    UnknownOutcome,
)
from limner.media.assets import AssetFilter
from limner.models.image_request import ImageRequest
from limner.models.price_rule import PerImage, PerMegapixel, TokenPrice
from limner.providers.contract import CallLog, GeneratedImage, ProviderAnswer
from limner.testing.fake import FakeProvider
from limner.testing.models import fake_models
from limner.testing.pictures import plain_png


class _Keyed(FakeProvider):
    """Charges once for a key, however often it is sent."""

    def __init__(self, failures: list[LimnerError]) -> None:
        super().__init__(failures=failures)
        self.charged: Counter[str] = Counter()

    async def generate(self, request: ImageRequest, log: CallLog) -> ProviderAnswer:
        self.charged[log.idempotency_key] += 1
        return await super().generate(request, log)


class _Queued(FakeProvider):
    """Takes jobs, and answers for them when asked."""

    resend_is_safe: ClassVar[bool] = False

    def __init__(self, silences: list[LimnerError]) -> None:
        super().__init__()
        self.jobs = 0
        self._silences = silences

    async def generate(self, request: ImageRequest, log: CallLog) -> ProviderAnswer:
        self.jobs += 1
        await log.submitted(f"job {self.jobs}")
        return await self.resume(request, f"job {self.jobs}", log)

    async def resume(self, request: ImageRequest, request_id: str, log: CallLog) -> ProviderAnswer:
        if self._silences:
            raise self._silences.pop()
        return await super().generate(request, log)


class _Odd(FakeProvider):
    """Stops in ways no provider should."""

    resend_is_safe: ClassVar[bool] = False

    def __init__(self, fault: BaseException) -> None:
        super().__init__()
        self._fault: BaseException | None = fault

    async def generate(self, request: ImageRequest, log: CallLog) -> ProviderAnswer:
        if self._fault is not None:
            fault, self._fault = self._fault, None
            self.requests.append(request)
            raise fault
        return await super().generate(request, log)


class _HalfBroken(FakeProvider):
    """The second image of every request cannot be decoded."""

    async def generate(self, request: ImageRequest, log: CallLog) -> ProviderAnswer:
        answer = await super().generate(request, log)
        first, *_ = answer.images
        return ProviderAnswer((first, GeneratedImage(b"no image", None)), micro_usd=7)


async def test_every_attempt_at_a_call_has_the_same_key(open_studio: OpenStudio) -> None:
    fake = _Keyed([ProviderTimeout("No answer."), ProviderUnreachable("Broken.")])
    bench = Bench(await open_studio(providers=[fake]), "wf_test")
    run = await bench.run(prompt_to_image(), {"prompt": "x"})
    assert run["status"] == "succeeded"
    assert list(fake.charged.values()) == [3]


@pytest.mark.parametrize("silence", [RateLimited, ProviderOverloaded, ProviderUnreachable])
async def test_a_submitted_job_is_asked_for_again_and_never_ordered_again(
    open_studio: OpenStudio, silence: type[LimnerError]
) -> None:
    fake = _Queued([silence("Not now.")])
    bench = Bench(await open_studio(providers=[fake]), "wf_test")
    run = await bench.run(prompt_to_image(), {"prompt": "x"})
    assert run["status"] == "succeeded"
    assert fake.jobs == 1


async def test_a_job_nobody_answered_for_is_asked_for_when_the_run_is_resumed(
    open_studio: OpenStudio,
) -> None:
    fake = _Queued([RateLimited("Not now.", extra={"retryAfter": 3600.0})])
    bench = Bench(await open_studio(providers=[fake]), "wf_test")
    failed = await bench.run(prompt_to_image(), {"prompt": "x"})
    assert failed["error"]["code"] == "rate_limited"
    await bench.studio.engine.retry(failed["id"], ["image"])
    assert await bench.studio.engine.wait(failed["id"], 30)
    assert (await bench.studio.runs.run(failed["id"]))["status"] == "succeeded"
    assert fake.jobs == 1


@pytest.mark.parametrize("fault", [KeyError("data"), asyncio.CancelledError(), TimeoutError()])
async def test_a_provider_that_stops_oddly_leaves_an_unknown_outcome(
    open_studio: OpenStudio, fault: BaseException
) -> None:
    bench = Bench(await open_studio(providers=[_Odd(fault)]), "wf_test")
    run = await bench.run(prompt_to_image(), {"prompt": "x"})
    assert run["error"]["code"] == "unknown_outcome"


async def test_the_usable_images_of_an_answer_are_kept(open_studio: OpenStudio) -> None:
    two = next(model for model in fake_models() if model.id == "fake")
    pairs = two.model_copy(update={"max_per_request": 2})
    bench = Bench(await open_studio(providers=[_HalfBroken()], models=[pairs]), "wf_test")
    run = await bench.run(prompt_to_image(count=4), {"prompt": "x"})
    urls = run["outputs"]["image"]
    assert [url is None for url in urls] == [False, True, False, True]
    events = await bench.studio.engine.events.since(run["id"], 0)
    assert {event["index"] for event in events if event["type"] == "node.image"} == {0, 2}


async def test_a_failed_request_of_several_images_leaves_as_many_gaps(
    open_studio: OpenStudio,
) -> None:
    fake = FakeProvider(failures=[ProviderTimeout("No.", extra={"retryAfter": 3600.0})])
    triple = next(model for model in fake_models() if model.id == "fake")
    model = triple.model_copy(update={"max_per_request": 3})
    bench = Bench(await open_studio(providers=[fake], models=[model]), "wf_test")
    run = await bench.run(prompt_to_image(count=6), {"prompt": "x"})
    assert len(run["outputs"]["image"]) == 6
    assert run["outputs"]["image"].count(None) == 3


async def test_more_images_at_once_than_workers_take_are_all_kept(
    open_studio: OpenStudio,
) -> None:
    gate = asyncio.Event()
    fake = FakeProvider(max_concurrent=1_000, gate=gate)
    bench = Bench(await open_studio(providers=[fake]), "wf_test")
    many = document([fake_image(f"i{i}", prompt="x", count=15, size="16x16") for i in range(40)])
    run_id = await bench.start(many)
    async with asyncio.timeout(30):
        while len(fake.requests) < 600:
            await asyncio.sleep(0)
    gate.set()
    assert await bench.studio.engine.wait(run_id, 120)
    run = await bench.studio.runs.run(run_id)
    assert [len(node["output"]["images"]) for node in run["nodes"].values()] == [15] * 40


async def test_a_model_without_its_provider_is_said_to_be_not_configured(bench: Bench) -> None:
    run = await bench.run(prompt_to_image("charging-inline"), {"prompt": "x"})
    assert run["error"]["code"] == "not_configured"


async def test_a_run_resumed_twice_at_once_goes_on_once(open_studio: OpenStudio) -> None:
    fake = FakeProvider(failures=[ProviderTimeout("No.", extra={"retryAfter": 3600.0})])
    bench = Bench(await open_studio(providers=[fake]), "wf_test")
    failed = await bench.run(prompt_to_image(), {"prompt": "x"})
    engine = bench.studio.engine
    outcomes = await asyncio.gather(
        *(engine.retry(failed["id"], ["image"]) for _ in range(2)), return_exceptions=True
    )
    assert [type(outcome) for outcome in outcomes].count(Conflict) == 1
    assert (await bench.studio.runs.run(failed["id"]))["error"] is None
    assert await engine.wait(failed["id"], 30)
    assert len(fake.requests) == 2


async def test_a_request_that_takes_too_long_ends_in_time_and_is_stopped_at_the_provider(
    open_studio: OpenStudio,
) -> None:
    fake = _Endless()
    patient = next(model for model in fake_models() if model.id == "fake")
    model = patient.model_copy(update={"time_limit_seconds": 0.05})
    bench = Bench(await open_studio(providers=[fake], models=[model]), "wf_test")
    run = await bench.run(prompt_to_image(), {"prompt": "x"})
    assert run["error"]["code"] == "provider_timeout"
    assert "possibleCost" in run["error"], "unfinished images may have been paid for"
    async with asyncio.timeout(30):
        await fake.stopped.wait()
    assert len(fake.requests) == 1


class _Endless(FakeProvider):
    """Takes a job and never ends it."""

    resend_is_safe: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__(gate=asyncio.Event())
        self.stopped = asyncio.Event()

    async def generate(self, request: ImageRequest, log: CallLog) -> ProviderAnswer:
        await log.submitted("job")
        log.partial_image(plain_png(64, 64, "half of a fox", 0))
        return await super().generate(request, log)

    async def cancel(self, request: ImageRequest, request_id: str) -> None:
        self.stopped.set()


async def test_a_cost_nobody_knows_is_unknown_and_never_nothing(open_studio: OpenStudio) -> None:
    fake = FakeProvider(micro_usd=None)
    bench = Bench(await open_studio(providers=[fake]), "wf_test")
    run = await bench.run(document([fake_image(prompt="a fox", count=2)]))
    output = run["nodes"]["image"]["output"]
    assert (output["cost"], [image["cost"] for image in output["images"]]) == (None, [None, None])
    assert [warning["code"] for warning in output["warnings"]] == ["cost_unknown"]
    assert (run["cost"], run["nodes"]["image"]["cost"]) == (None, None)
    events = await bench.studio.engine.events.since(run["id"], 0)
    assert [event["cost"] for event in events if event["type"] == "node.finished"] == [None]


async def test_references_are_charged_by_the_pixels_they_have(open_studio: OpenStudio) -> None:
    by_pixels = PerMegapixel(unit="megapixel", usd="0.01", references=True)
    model = fake_models()[0].model_copy(update={"price": by_pixels})
    studio = await open_studio(providers=[FakeProvider(micro_usd=None)], models=[model])
    small = await studio.assets.upload("small.png", plain_png(16, 16, "small", 1))
    large = await studio.assets.upload("large.png", plain_png(1200, 1200, "large", 1))
    node = fake_image(prompt="a fox", references={"image": [small.id, large.id]})
    run = await Bench(studio, "wf_test").run(document([node]))
    assert run["nodes"]["image"]["output"]["cost"] == 10 + 10 + 20


async def test_images_nobody_asked_for_are_kept_and_their_cost_counts(
    open_studio: OpenStudio,
) -> None:
    bench = Bench(await open_studio(providers=[_Generous(micro_usd=1_000)]), "wf_test")
    run = await bench.run(document([fake_image(prompt="a fox")]))
    output = run["nodes"]["image"]["output"]
    assert len(output["images"]) == 1
    assert len(await bench.studio.assets.list(AssetFilter())) == 3
    assert output["cost"] == run["cost"] == 3
    assert [warning["code"] for warning in output["warnings"]] == ["count_differs"]


class _Generous(FakeProvider):
    """Makes three images for each that is asked for."""

    async def generate(self, request: ImageRequest, log: CallLog) -> ProviderAnswer:
        return await super().generate(replace(request, count=3 * request.count), log)


async def test_used_tokens_are_charged_at_the_rates_of_the_contract(
    open_studio: OpenStudio,
) -> None:
    tokens = TokenPrice(text_input="5", image_output="30")
    by_token = PerImage(usd="0.2", tokens=tokens)
    model = next(model for model in fake_models() if model.id == "fake")
    priced = model.model_copy(update={"price": by_token})
    bench = Bench(await open_studio(providers=[_Counting()], models=[priced]), "wf_test")
    run = await bench.run(document([fake_image(prompt="a fox")]))
    assert run["cost"] == run["nodes"]["image"]["output"]["cost"] == 31


class _Counting(FakeProvider):
    """Tells what an image took: 200 tokens read and 1,000 written."""

    async def generate(self, request: ImageRequest, log: CallLog) -> ProviderAnswer:
        answer = await super().generate(request, log)
        return replace(answer, micro_usd=None, usage={"text_input": 200, "image_output": 1_000})


async def test_what_all_lost_calls_of_a_node_may_have_cost_is_told_together(
    open_studio: OpenStudio,
) -> None:
    class Silent(FakeProvider):
        name = "charging-inline"
        resend_is_safe = False

    lost: list[LimnerError] = [UnknownOutcome("Lost.") for _ in range(3)]
    bench = Bench(await open_studio(providers=[Silent(failures=lost)]), "wf_test")
    node = fake_image(prompt="a fox", count=3) | {}
    node["data"]["model"] = "charging-inline"
    run = await bench.run(document([node]))
    assert (run["error"]["code"], run["error"]["possibleCost"]) == ("unknown_outcome", 30)


async def test_the_cost_is_told_in_credits_when_a_node_ends_too(open_studio: OpenStudio) -> None:
    bench = Bench(await open_studio(providers=[FakeProvider(micro_usd=40_000)]), "wf_test")
    run_id = await bench.start(document([fake_image(prompt="a fox", count=2)]))
    told = [
        event["cost"]
        async for event in bench.studio.engine.events.stream(run_id, 0)
        if event["type"] == "node.finished"
    ]
    run = await bench.studio.runs.run(run_id)
    assert told == [80] == [run["cost"]] == [run["nodes"]["image"]["cost"]]
