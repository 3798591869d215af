"""What is tried again by itself, what only on request, and what never."""

from __future__ import annotations

import asyncio
from typing import ClassVar

import pytest

from harness.bench import Bench, OpenStudio, statuses
from harness.documents import list_to_image, prompt_to_image
from limner.errors import Conflict, ContentRefused, NotFound, RateLimited
from limner.testing.fake import FakeProvider


class _PaidFake(FakeProvider):
    resend_is_safe: ClassVar[bool] = False


async def test_a_rate_limit_is_waited_out(open_studio: OpenStudio) -> None:
    fake = FakeProvider(failures=[RateLimited("Slower.")])
    bench = Bench(await open_studio(providers=[fake]), "wf_test")
    run = await bench.run(prompt_to_image(), {"prompt": "x"})
    assert run["status"] == "succeeded"
    assert len(fake.requests) == 2


async def test_a_refusal_is_not_tried_again(open_studio: OpenStudio) -> None:
    fake = FakeProvider(failures=[ContentRefused("No.")])
    bench = Bench(await open_studio(providers=[fake]), "wf_test")
    run = await bench.run(prompt_to_image(), {"prompt": "x"})
    assert run["error"]["code"] == "content_refused"
    assert len(fake.requests) == 1


async def test_a_failed_node_runs_again_when_the_run_is_resumed(open_studio: OpenStudio) -> None:
    fake = _PaidFake(failures=[ContentRefused("No.")])
    bench = Bench(await open_studio(providers=[fake]), "wf_test")
    failed = await bench.run(prompt_to_image(), {"prompt": "x"})
    assert statuses(failed)["response"] == "skipped"
    await bench.studio.engine.retry(failed["id"], ["image"])
    assert await bench.studio.engine.wait(failed["id"], 30)
    run = await bench.studio.runs.run(failed["id"])
    assert run["status"] == "succeeded"
    assert run["outputs"]["image"].startswith("http")
    events = await bench.studio.engine.events.since(failed["id"], 0)
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))


async def test_only_the_failed_items_run_again(open_studio: OpenStudio) -> None:
    fake = FakeProvider(failures=[ContentRefused("No.")], max_concurrent=1)
    bench = Bench(await open_studio(providers=[fake]), "wf_test")
    run = await bench.run(list_to_image(["a", "b", "c"]))
    await bench.studio.engine.retry(run["id"], ["image"])
    assert await bench.studio.engine.wait(run["id"], 30)
    again = await bench.studio.runs.run(run["id"])
    assert None not in again["outputs"]["images"]
    assert len(fake.requests) == 4


async def test_what_cannot_be_resumed_is_refused(bench: Bench) -> None:
    run = await bench.run(prompt_to_image(), {"prompt": "x"})
    with pytest.raises(Conflict):
        await bench.studio.engine.retry(run["id"], ["image"])
    with pytest.raises(NotFound):
        await bench.studio.engine.retry("run_missing", ["image"])


async def test_a_running_run_is_not_resumed(open_studio: OpenStudio) -> None:
    fake = FakeProvider(gate=asyncio.Event())
    bench = Bench(await open_studio(providers=[fake]), "wf_test")
    run_id = await bench.start(prompt_to_image(), {"prompt": "x"})
    with pytest.raises(Conflict):
        await bench.studio.engine.retry(run_id, ["image"])
    await bench.studio.engine.cancel(run_id)
