"""Lists: one run of the node per item, in order, and the failures apart."""

from __future__ import annotations

from typing import Any

import pytest

from harness.bench import Bench, OpenStudio
from harness.documents import Json, document, fake_image, list_to_image, node, wire
from limner.errors import ContentRefused, InvalidWorkflow
from limner.testing.fake import FakeProvider


async def test_items_run_in_order_with_one_image_each(bench: Bench) -> None:
    run = await bench.run(list_to_image(["red", "green", "blue"], count=4))
    output = run["nodes"]["image"]["output"]
    assert [image["prompt"] for image in output["images"]] == ["red", "green", "blue"]
    assert [item["status"] for item in output["items"]] == ["succeeded"] * 3
    assert run["outputs"]["images"] == [image["url"] for image in output["images"]]


async def test_a_failing_item_leaves_the_others_and_a_null(open_studio: OpenStudio) -> None:
    fake = FakeProvider(failures=[ContentRefused("No.")], max_concurrent=1)
    bench = Bench(await open_studio(providers=[fake]), "wf_test")
    run = await bench.run(list_to_image(["a", "b", "c"]))
    node_state = run["nodes"]["image"]
    assert run["status"] == "succeeded"
    assert [item["status"] for item in node_state["output"]["items"]].count("failed") == 1
    assert run["outputs"]["images"].count(None) == 1
    assert node_state["warnings"][0]["code"] == "item_failed"


async def test_a_node_all_of_whose_items_fail_fails_with_their_reason(
    open_studio: OpenStudio,
) -> None:
    fake = FakeProvider(failures=[ContentRefused("No.") for _ in range(2)])
    bench = Bench(await open_studio(providers=[fake]), "wf_test")
    run = await bench.run(list_to_image(["a", "b"]))
    assert run["status"] == "failed"
    assert run["error"]["code"] == "content_refused"


async def test_a_fanned_out_node_fans_out_the_next_one(bench: Bench, fake: FakeProvider) -> None:
    graph = document(
        [
            node("list", "list", items=["a", "b"]),
            fake_image("draft", prompt="draft"),
            fake_image("final", prompt="final"),
        ],
        [wire("list.list-out", "draft.prompt-in"), wire("draft.image-out", "final.image-in")],
    )
    run = await bench.run(graph)
    drafts = run["nodes"]["draft"]["output"]["images"]
    finals = [request for request in fake.requests if request.prompt == "final"]
    by_reference = sorted(request.references[0].asset_id for request in finals)
    assert by_reference == sorted(image["attachmentId"] for image in drafts)
    assert len(run["nodes"]["final"]["output"]["images"]) == 2


async def test_the_images_of_one_count_are_several_references_of_one_run(
    bench: Bench, fake: FakeProvider
) -> None:
    graph = document(
        [fake_image("drafts", prompt="drafts", count=3), fake_image("final", prompt="final")],
        [wire("drafts.image-out", "final.image-in")],
    )
    await bench.run(graph)
    finals = [request for request in fake.requests if request.prompt == "final"]
    assert [len(request.references) for request in finals] == [3]


async def test_lists_pair_up_by_position_or_give_every_combination(bench: Bench) -> None:
    def graph(pairing: str) -> dict[str, object]:
        return document(
            [
                node("colours", "list", items=["red", "blue"]),
                node("things", "list", items=["cup", "hat"]),
                node("text", "text", pairing=pairing),
            ],
            [wire("colours.list-out", "text.prompt-in"), wire("things.list-out", "text.prompt-in")],
        )

    def texts(run: dict[str, object]) -> list[str]:
        items = run["nodes"]["text"]["output"]["items"]  # type: ignore[index]
        return [item["output"]["text"].replace("\n\n", " ") for item in items]

    assert texts(await bench.run(graph("zip"))) == ["red cup", "blue hat"]
    product = ["red cup", "red hat", "blue cup", "blue hat"]
    assert texts(await bench.run(graph("product"))) == product


async def test_lists_of_different_lengths_do_not_pair_up(bench: Bench) -> None:
    def graph(**three: Any) -> Json:
        return document(
            [
                node("a", "list", items=["1", "2"]),
                node("b", "list", **three),
                node("text", "text"),
            ],
            [wire("a.list-out", "text.prompt-in"), wire("b.list-out", "text.prompt-in")],
        )

    made = await bench.run(graph(text="{{ 'made in the run' }}"))
    assert made["nodes"]["text"]["error"]["code"] == "list_lengths_differ"
    with pytest.raises(InvalidWorkflow, match="2 and 3 items"):
        await bench.run(graph(items=["1", "2", "3"]))


async def test_an_empty_list_gives_an_empty_answer(bench: Bench) -> None:
    graph = list_to_image([])
    graph["nodes"][0]["data"] = {"text": "[]", "split": "json"}
    run = await bench.run(graph)
    assert run["status"] == "succeeded"
    assert run["outputs"] == {"images": []}


async def test_a_thousand_items_keep_their_order(open_studio: OpenStudio) -> None:
    fake = FakeProvider(max_concurrent=64)
    bench = Bench(await open_studio(providers=[fake]), "wf_test")
    names = [f"item {i}" for i in range(1_000)]
    run = await bench.run(list_to_image(names, size="16x16"))
    assert [image["prompt"] for image in run["nodes"]["image"]["output"]["images"]] == names
    assert fake.most_at_once <= 64
