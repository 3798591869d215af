"""What is tried again by itself, what only on request, and what never."""

from __future__ import annotations

import asyncio
from typing import ClassVar

import pytest

from harness.bench import Bench, OpenStudio, statuses
from harness.documents import (
    document,
    fake_image,
    inside,
    list_to_image,
    node,
    prompt_to_image,
    wire,
)
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


async def test_a_loop_takes_what_came_of_an_item_that_was_tried_again(
    open_studio: OpenStudio,
) -> None:
    """What it had made of the others stays, and is not paid again."""
    fake = FakeProvider(failures=[ContentRefused("No.")], max_concurrent=1)
    bench = Bench(await open_studio(providers=[fake]), "wf_test")
    graph = document(
        [
            node("first", "loop", items=["a", "b", "c"], concurrency=1),
            inside("first", fake_image(prompt="{{ loop.currentItem }}")),
            node("second", "loop"),
            inside("second", fake_image("larger", prompt="{{ loop.currentIndex }} larger")),
        ],
        [wire("first.list-out", "second.list-in"), wire("second.list-out", "larger.image-in")],
    )
    run = await bench.run(graph)
    made = run["nodes"]["second"]["output"]["results"]
    await bench.studio.engine.retry(run["id"], ["first"])
    assert await bench.studio.engine.wait(run["id"], 30)
    again = await bench.studio.runs.run(run["id"])
    results = again["nodes"]["second"]["output"]["results"]
    assert again["status"] == "succeeded"
    assert [result["prompt"] for result in results] == ["0 larger", "1 larger", "2 larger"]
    shown = [request.prompt for request in fake.requests if request.references]
    assert sorted(shown) == ["0 larger", "1 larger", "2 larger"]
    assert [one["attachmentId"] for one in results[1:]] == [one["attachmentId"] for one in made[1:]]


async def test_a_loop_takes_up_an_empty_text_that_has_come_since(open_studio: OpenStudio) -> None:
    fake = FakeProvider(failures=[ContentRefused("No.")], max_concurrent=1)
    bench = Bench(await open_studio(providers=[fake]), "wf_test")
    graph = document(
        [
            node("first", "loop", items=["a", "b"], concurrency=1),
            inside("first", fake_image(prompt="{{ loop.currentItem }}")),
            inside("first", node("rest", "text", text="{{ image.output.prompt | slice: 1 }}")),
            node("second", "loop"),
            inside("second", node("told", "text", text="{{ loop.currentItem | json }}")),
        ],
        [wire("first.list-out", "second.list-in")],
    )
    run = await bench.run(graph)
    assert [one["text"] for one in run["nodes"]["second"]["output"]["results"]] == ["null", '""']
    await bench.studio.engine.retry(run["id"], ["first"])
    assert await bench.studio.engine.wait(run["id"], 30)
    again = await bench.studio.runs.run(run["id"])
    assert [one["text"] for one in again["nodes"]["second"]["output"]["results"]] == ['""', '""']


@pytest.mark.parametrize("after", ["loop", "items"])
async def test_a_list_that_grew_by_what_was_tried_again_is_not_told_apart_by_position(
    open_studio: OpenStudio, after: str
) -> None:
    """Else results would stand beside items that they were not made from."""
    fake = FakeProvider(failures=[ContentRefused("No.")], max_concurrent=1)
    bench = Bench(await open_studio(providers=[fake]), "wf_test")
    images = "{{ image.output.images }}"
    nodes = [
        node("each", "loop", items=images),
        inside("each", node("words", "text", text="{{ loop.currentItem.prompt }}")),
    ]
    wires = [wire("list.list-out", "image.prompt-in")]
    if after == "items":
        lists = [{"name": "made", "items": images}]
        nodes = [node("all", "combine_lists", lists=lists), node("each", "text")]
        wires.append(wire("all.list-out", "each.prompt-in"))
    graph = document([node("list", "list", items=["a", "b", "c"]), fake_image(), *nodes], wires)
    run = await bench.run(graph)
    await bench.studio.engine.retry(run["id"], ["image"])
    assert await bench.studio.engine.wait(run["id"], 30)
    again = await bench.studio.runs.run(run["id"])
    assert again["error"]["code"] == "list_lengths_differ"
    assert "3 items now and had 2" in again["error"]["detail"]
    fresh = await bench.run(graph)
    assert fresh["status"] == "succeeded"
    assert len(fake.requests) == 4
