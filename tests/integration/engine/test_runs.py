"""A run from its start to its end, and the events that tell of it."""

from __future__ import annotations

import asyncio

import pytest

from harness.bench import Bench, OpenStudio, statuses
from harness.documents import document, fake_image, node, prompt_to_image, wire
from limner.errors import ContentRefused, InvalidWorkflow
from limner.testing.fake import FakeProvider
from limner.testing.pictures import plain_png


async def test_a_prompt_becomes_a_kept_image_with_an_address(bench: Bench) -> None:
    run = await bench.run(prompt_to_image(), {"prompt": "a fox"})
    assert run["status"] == "succeeded"
    output = run["nodes"]["image"]["output"]
    assert run["outputs"] == {"image": output["url"]}
    asset = await bench.studio.assets.find(output["attachmentId"])
    content = await bench.studio.assets.content(asset.digest)
    assert content.startswith(b"\x89PNG")
    assert (asset.prompt, asset.run_id, asset.node_id) == ("a fox", run["id"], "image")
    assert output["size"] == f"{asset.width}x{asset.height}" == "64x64"
    assert output["path"] == f"/mnt/data/{output['_metadata']['name']}"


async def test_a_count_gives_a_list_with_consecutive_seeds(bench: Bench) -> None:
    run = await bench.run(prompt_to_image(count=3, params={"seed": 7}), {"prompt": "a fox"})
    images = run["nodes"]["image"]["output"]["images"]
    assert [image["seed"] for image in images] == [7, 8, 9]
    assert run["outputs"]["image"] == [image["url"] for image in images]


async def test_partial_failure_keeps_what_came(open_studio: OpenStudio) -> None:
    fake = FakeProvider(failures=[ContentRefused("Not this one.")], max_concurrent=1)
    bench = Bench(await open_studio(providers=[fake]), "wf_test")
    run = await bench.run(prompt_to_image(count=3), {"prompt": "a fox"})
    node_state = run["nodes"]["image"]
    assert node_state["status"] == "succeeded"
    assert len(node_state["output"]["images"]) == 2
    assert [warning["code"] for warning in node_state["warnings"]] == ["partial_failure"]
    assert run["outputs"]["image"].count(None) == 1
    assert len(run["outputs"]["image"]) == 3


async def test_a_failure_skips_what_depends_on_it_and_nothing_else(
    open_studio: OpenStudio,
) -> None:
    fake = FakeProvider(failures=[ContentRefused("Refused.", hint="Say it otherwise.")])
    bench = Bench(await open_studio(providers=[fake]), "wf_test")
    graph = document(
        [
            fake_image("bad", prompt="x"),
            node("text", "text", text="fine"),
            node("response", "response_output"),
        ],
        [wire("bad.image-out", "response.image")],
    )
    run = await bench.run(graph)
    assert statuses(run) == {"bad": "failed", "text": "succeeded", "response": "skipped"}
    assert run["status"] == "failed"
    assert run["error"]["code"] == "content_refused"
    assert run["error"]["nodeId"] == "bad"
    assert run["error"]["hint"] == "Say it otherwise."
    assert run["outputs"] is None


async def test_templates_reach_earlier_outputs_and_addresses(bench: Bench) -> None:
    graph = document(
        [
            node("subject", "text", text="fox"),
            fake_image("image", prompt="a {{ subject.output.text }}"),
            node("caption", "text", text="See {{ image.output.url }}"),
        ]
    )
    run = await bench.run(graph)
    assert run["nodes"]["image"]["output"]["prompt"] == "a fox"
    assert run["nodes"]["caption"]["output"]["text"].startswith("See http://127.0.0.1:8420/files/")


async def test_wired_texts_come_before_the_field_and_once(bench: Bench) -> None:
    graph = document(
        [
            node("one", "text", text="first"),
            node("two", "text", text="second"),
            fake_image("image", prompt="{{ two.output.text }} then the field"),
        ],
        [wire("one.text-out", "image.prompt-in"), wire("two.text-out", "image.prompt-in")],
    )
    run = await bench.run(graph)
    assert run["nodes"]["image"]["output"]["prompt"] == "first\n\nsecond then the field"


async def test_the_nodes_own_values_win_over_wired_parameters(
    bench: Bench, fake: FakeProvider
) -> None:
    fields = [{"name": "look", "type": "params"}]
    graph = document(
        [
            node("request", "request_input", fields=fields),
            fake_image("image", prompt="x", aspectRatio="1:1", params={"seed": 1}),
        ],
        [wire("request.look", "image.params-in")],
    )
    bundle = {"seed": 2, "aspectRatio": "16:9", "count": 2, "glow": True}
    run = await bench.run(graph, {"look": bundle})
    assert len(fake.requests) == 2
    assert min(request.seed for request in fake.requests) == 1
    assert {(request.width, request.height) for request in fake.requests} == {(1024, 1024)}
    assert run["nodes"]["image"]["output"]["droppedParams"] == ["glow"]


async def test_references_arrive_in_the_order_of_the_wires(
    bench: Bench, fake: FakeProvider
) -> None:
    graph = document(
        [
            fake_image("first", prompt="first"),
            fake_image("second", prompt="second"),
            fake_image("third", prompt="third"),
        ],
        [wire("second.image-out", "third.image-in"), wire("first.image-out", "third.image-in")],
    )
    run = await bench.run(graph)
    third = next(request for request in fake.requests if request.prompt == "third")
    wanted = [run["nodes"][name]["output"]["attachmentId"] for name in ("second", "first")]
    assert [reference.asset_id for reference in third.references] == wanted
    assert len(fake.references) == 2


async def test_references_are_named_too_and_come_after_those_that_are_wired(
    bench: Bench, fake: FakeProvider
) -> None:
    kept = await bench.studio.assets.upload("kept.png", plain_png(64, 64, "kept", 1))
    picked = {"image": ["{{ run.attachments.named }}", kept.id]}
    run = await bench.run(
        document(
            [
                fake_image("named", prompt="a fox", count=2),
                fake_image("wired", prompt="an owl"),
                fake_image("last", prompt="both", references=picked),
            ],
            [wire("wired.image-out", "last.image-in")],
        )
    )
    made = [
        image["attachmentId"]
        for name in ("wired", "named")
        for image in run["nodes"][name]["output"]["images"]
    ]
    last = fake.requests[-1]
    assert [reference.asset_id for reference in last.references] == [*made, kept.id]


async def test_a_reference_to_no_node_or_to_no_image_is_told_before_the_run(bench: Bench) -> None:
    for picked, code, field in (
        ("{{ run.attachments.nobody }}", "unknown_reference", "references.image.0"),
        ("ast_gone", "not_found", "references"),
    ):
        with pytest.raises(InvalidWorkflow) as refused:
            await bench.run(document([fake_image(prompt="x", references={"image": [picked]})]))
        [problem] = refused.value.problems
        assert (problem.code, problem.field) == (code, field)


async def test_events_tell_each_change_once_and_resume_without_a_gap(bench: Bench) -> None:
    run_id = await bench.start(prompt_to_image(count=2), {"prompt": "a fox"})
    events = [event async for event in bench.studio.engine.events.stream(run_id, 0)]
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    told = [(event["type"], event.get("nodeId")) for event in events]
    for node_id in ("request", "image", "response"):
        for kind in ("node.queued", "node.started", "node.finished"):
            assert told.count((kind, node_id)) == 1
    assert told.count(("node.image", "image")) == 2
    assert told[0] == ("run.started", None)
    assert told[-1] == ("run.finished", None)
    middle = len(events) // 2
    resumed = [event async for event in bench.studio.engine.events.stream(run_id, middle)]
    assert resumed == events[middle:]


async def test_independent_nodes_run_side_by_side(open_studio: OpenStudio) -> None:
    gate = asyncio.Event()
    fake = FakeProvider(gate=gate)
    bench = Bench(await open_studio(providers=[fake]), "wf_test")
    graph = document([fake_image(f"image_{i}", prompt=str(i)) for i in range(4)])
    run_id = await bench.start(graph)
    async with asyncio.timeout(30):
        while fake.most_at_once < 4:
            await asyncio.sleep(0)
    gate.set()
    assert await bench.studio.engine.wait(run_id, 30)


async def test_a_large_run_does_not_starve_a_small_one(open_studio: OpenStudio) -> None:
    fake = FakeProvider(max_concurrent=1)
    bench = Bench(await open_studio(providers=[fake]), "wf_test")
    crowd = document([fake_image(f"image_{i}", prompt="many") for i in range(40)])
    large = await bench.start(crowd)
    small = await bench.start(document([fake_image("image", prompt="alone")]))
    assert await bench.studio.engine.wait(small, 60)
    prompts = [request.prompt for request in fake.requests]
    assert prompts.index("alone") <= 3
    await bench.studio.engine.cancel(large)


async def test_a_chain_of_five_thousand_nodes_runs(bench: Bench) -> None:
    size = 5_000
    graph = document(
        [node(f"n{i}", "text", text="x") for i in range(size)],
        [wire(f"n{i}.text-out", f"n{i + 1}.prompt-in") for i in range(size - 1)],
    )
    run = await bench.run(graph)
    assert run["status"] == "succeeded"
    assert run["progress"] == {"done": size, "total": size}
