"""Loops: the nodes inside run once per item, each item on its own, and what came is in order."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from harness.bench import Bench, OpenStudio, cached, statuses
from harness.documents import Json, document, fake_image, inside, node, wire
from limner.errors import ContentRefused, InvalidWorkflow, ProviderOverloaded
from limner.models.image_request import ImageRequest
from limner.providers.contract import CallLog, ProviderAnswer
from limner.testing.fake import FakeProvider

PRODUCTS = [{"name": "cup"}, {"name": "hat"}, {"name": "fox"}]


def product_shots(items: Any = "{{ trigger.output.products }}", **loop: Any) -> Json:
    """A loop over the products a run is given: a text, then an image of each."""
    return document(
        [
            node("request", "request_input", fields=[{"name": "products", "type": "list"}]),
            node("product", "loop", items=items, **loop),
            inside("product", node("words", "text", text="a {{product.output.currentItem.name}}")),
            inside("product", fake_image(prompt="{{ words.output.text }} on a table")),
            node("response", "response_output"),
        ],
        [wire("product.list-out", "response.images")],
    )


async def test_the_nodes_inside_run_once_per_item_and_the_results_are_in_order(
    bench: Bench, fake: FakeProvider
) -> None:
    run = await bench.run(product_shots(), {"products": PRODUCTS})
    assert run["status"] == "succeeded"
    results = run["nodes"]["product"]["output"]["results"]
    expected = [f"a {product['name']} on a table" for product in PRODUCTS]
    assert [result["prompt"] for result in results] == expected
    assert sorted(request.prompt for request in fake.requests) == sorted(expected)
    assert run["outputs"]["images"] == [result["url"] for result in results]
    assert run["nodes"]["product"]["output"]["errors"] == []


async def test_nodes_after_a_loop_use_its_results_and_run_for_each_that_is_wired(
    bench: Bench,
) -> None:
    graph = document(
        [
            node("each", "loop", items=["red", "blue"]),
            inside("each", node("words", "text", text="{{ loop.currentItem }}")),
            node("after", "text", text="got {{ each.output.results.size }}"),
            node("one_by_one", "text"),
        ],
        [wire("each.list-out", "one_by_one.prompt-in")],
    )
    run = await bench.run(graph)
    assert run["nodes"]["after"]["output"]["text"] == "got 2"
    items = run["nodes"]["one_by_one"]["output"]["items"]
    assert [item["output"]["text"] for item in items] == ["red", "blue"]


async def test_a_wire_from_the_loop_brings_each_item_and_one_from_outside_the_same(
    bench: Bench, fake: FakeProvider
) -> None:
    graph = document(
        [
            node("style", "text", text="in oil"),
            node("words", "list", items=["cup", "hat"]),
            node("each", "loop"),
            inside("each", fake_image()),
        ],
        [
            wire("words.list-out", "each.list-in"),
            wire("each.list-out", "image.prompt-in"),
            wire("style.text-out", "image.prompt-in"),
        ],
    )
    await bench.run(graph)
    assert sorted(r.prompt for r in fake.requests) == ["cup\n\nin oil", "hat\n\nin oil"]


@pytest.mark.parametrize(
    ("data", "items"),
    [
        ({"items": "cup\n\n hat \n"}, ["cup", "hat"]),
        (
            {"items": "name,size\ncup,2\nhat,3", "split": "csv"},
            [{"name": "cup", "size": "2"}, {"name": "hat", "size": "3"}],
        ),
        ({"items": '[{"name": "cup"}, 2]', "split": "json"}, [{"name": "cup"}, 2]),
        ({"items": "a\nb\nc", "batchSize": 2}, [["a", "b"], ["c"]]),
    ],
)
async def test_items_come_as_lines_csv_json_or_batches(
    bench: Bench, data: Json, items: list[Any]
) -> None:
    graph = document(
        [
            node("each", "loop", **data),
            inside("each", node("words", "text", text="{{ loop | json }}")),
        ]
    )
    run = await bench.run(graph)
    results = run["nodes"]["each"]["output"]["results"]
    assert [json.loads(result["text"]) for result in results] == [
        {"currentItem": item, "currentIndex": index} for index, item in enumerate(items)
    ]


async def test_a_failing_item_costs_itself_the_rest_and_the_others_nothing(
    open_studio: OpenStudio,
) -> None:
    fake = FakeProvider(failures=[ContentRefused("Not this.")], max_concurrent=1)
    bench = Bench(await open_studio(providers=[fake]), "wf_test")
    graph = product_shots(concurrency=1)
    graph["nodes"].append(inside("product", node("later", "text", text="{{ image.output.url }}")))
    run = await bench.run(graph, {"products": PRODUCTS})
    assert run["status"] == "succeeded"
    product = run["nodes"]["product"]
    assert [result is None for result in product["output"]["results"]] == [True, False, False]
    [error] = product["output"]["errors"]
    assert (error["index"], error["item"], error["nodeId"]) == (0, {"name": "cup"}, "image")
    assert error["error"]["code"] == "content_refused"
    assert product["warnings"][0]["code"] == "item_failed"
    assert product["progress"] == {"done": 2, "failed": 1, "total": 3}
    assert [item["status"] for item in run["nodes"]["later"]["output"]["items"]] == [
        "skipped",
        "succeeded",
        "succeeded",
    ]
    assert run["outputs"]["images"][0] is None


async def test_a_loop_all_of_whose_items_fail_fails_and_names_the_node(
    open_studio: OpenStudio,
) -> None:
    fake = FakeProvider(failures=[ContentRefused("No.") for _ in PRODUCTS])
    bench = Bench(await open_studio(providers=[fake]), "wf_test")
    run = await bench.run(product_shots(), {"products": PRODUCTS})
    assert run["status"] == "failed"
    assert (run["error"]["code"], run["error"]["nodeId"]) == ("content_refused", "image")
    assert statuses(run)["response"] == "skipped"


async def test_with_stop_no_item_begins_after_one_has_failed(open_studio: OpenStudio) -> None:
    fake = FakeProvider(failures=[ContentRefused("No.")], max_concurrent=1)
    bench = Bench(await open_studio(providers=[fake]), "wf_test")
    run = await bench.run(product_shots(concurrency=1, onError="stop"), {"products": PRODUCTS})
    assert run["status"] == "failed"
    assert run["error"]["code"] == "content_refused"
    assert run["nodes"]["product"]["progress"] == {"done": 0, "failed": 1, "total": 3}


async def test_a_failed_item_is_tried_again_as_often_as_told(open_studio: OpenStudio) -> None:
    fake = FakeProvider(failures=[ContentRefused("No.")], max_concurrent=1)
    bench = Bench(await open_studio(providers=[fake]), "wf_test")
    run = await bench.run(product_shots(retries=1), {"products": PRODUCTS[:1]})
    assert run["nodes"]["product"]["output"]["errors"] == []
    assert run["nodes"]["image"]["progress"] == {"done": 1, "failed": 0, "total": 1}


class Counting(FakeProvider):
    """Knows how many requests were under way together, and lets them go when told."""

    def __init__(self) -> None:
        super().__init__(max_concurrent=64)
        self.under_way = 0
        self.most = 0
        self.go = asyncio.Event()

    async def generate(self, request: ImageRequest, log: CallLog) -> ProviderAnswer:
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        if "slow" in request.prompt:
            await self.go.wait()
        answer = await super().generate(request, log)
        self.under_way -= 1
        if "second cup" in request.prompt:
            self.go.set()
        return answer


async def test_items_do_not_wait_for_each_other_between_the_nodes(open_studio: OpenStudio) -> None:
    """The slow item ends only when another one has come through the second node."""
    provider = Counting()
    bench = Bench(await open_studio(providers=[provider]), "wf_test")
    graph = document(
        [
            node("each", "loop", items=["slow", "cup", "hat", "fox"], concurrency=2),
            inside("each", fake_image("first", prompt="first {{ loop.currentItem }}")),
            inside("each", fake_image("second", prompt="second {{ loop.currentItem }}")),
        ],
        [wire("first.image-out", "second.image-in")],
    )
    run = await bench.run(graph)
    assert run["status"] == "succeeded"
    assert provider.most == 2


async def test_a_loop_stands_in_a_loop(bench: Bench) -> None:
    graph = document(
        [
            node("row", "loop", items=[["a", "b"], ["c"], []]),
            inside("row", node("cell", "loop", items="{{ row.output.currentItem }}")),
            inside(
                "cell",
                node(
                    "words",
                    "text",
                    text="{{ row.output.currentIndex }}{{ cell.output.currentIndex }}"
                    "{{ loop.currentItem }}",
                ),
            ),
            inside("row", node("sum", "text", text="{{ cell.output.results | map: 'text' }}")),
        ]
    )
    run = await bench.run(graph)
    results = run["nodes"]["row"]["output"]["results"]
    assert [result["text"] for result in results] == ['["00a", "01b"]', '["10c"]', "[]"]
    assert run["nodes"]["words"]["progress"] == {"done": 3, "failed": 0, "total": 3}
    assert run["nodes"]["cell"]["progress"] == {"done": 3, "failed": 0, "total": 3}


async def test_a_list_inside_a_loop_runs_the_next_node_for_each_of_its_items(
    bench: Bench, fake: FakeProvider
) -> None:
    graph = document(
        [
            node("each", "loop", items=["cup", "hat"]),
            inside("each", node("colours", "list", items=["red", "blue"])),
            inside("each", fake_image(prompt="{{ loop.currentItem }}")),
        ],
        [wire("colours.list-out", "image.prompt-in")],
    )
    run = await bench.run(graph)
    results = run["nodes"]["each"]["output"]["results"]
    assert [len(result["images"]) for result in results] == [2, 2]
    assert len(fake.requests) == 4
    assert len({image["seed"] for result in results for image in result["images"]}) == 4


async def test_no_items_give_no_results(bench: Bench, fake: FakeProvider) -> None:
    run = await bench.run(product_shots(), {"products": []})
    assert run["status"] == "succeeded"
    assert run["outputs"]["images"] == []
    assert fake.requests == []


async def test_what_is_no_list_and_too_many_items_fail_before_anything_is_paid(
    bench: Bench, fake: FakeProvider
) -> None:
    graph = product_shots("{{ trigger.output.products | first }}")
    run = await bench.run(graph, {"products": PRODUCTS})
    assert (run["error"]["code"], run["error"]["nodeId"]) == ("bad_field", "product")
    assert statuses(run) == {
        "request": "succeeded",
        "product": "failed",
        "words": "skipped",
        "image": "skipped",
        "response": "skipped",
    }
    with pytest.raises(InvalidWorkflow) as refused:
        await bench.run(product_shots(), {"products": [{"name": "x"}] * 10_001})
    assert refused.value.problems[0].code == "too_many_items"
    assert fake.requests == []


async def test_items_that_were_made_before_are_not_made_again(
    bench: Bench, fake: FakeProvider
) -> None:
    await bench.run(product_shots(), {"products": PRODUCTS})
    run = await bench.run(product_shots(), {"products": [{"name": "new"}, *PRODUCTS]})
    assert [request.prompt for request in fake.requests[len(PRODUCTS) :]] == ["a new on a table"]
    assert run["status"] == "succeeded"
    again = await bench.run(product_shots(), {"products": [{"name": "new"}, *PRODUCTS]})
    assert "response" in cached(again)


async def test_each_item_has_its_image_also_where_the_prompt_does_not_name_it(
    bench: Bench, fake: FakeProvider
) -> None:
    sheet = document(
        [
            node("product", "loop", items=PRODUCTS, concurrency=1),
            inside("product", fake_image(prompt="a fox")),
            node("response", "response_output"),
        ],
        [wire("product.list-out", "response.images")],
    )
    first = await bench.run(sheet)
    images = [_asset(url) for url in first["outputs"]["images"]]
    assert len(set(images)) == len(fake.requests) == len(PRODUCTS)
    sheet["nodes"][0]["data"]["items"] = [{"name": "new"}, *PRODUCTS]
    second = await bench.run(sheet)
    assert [_asset(url) for url in second["outputs"]["images"]][1:] == images
    assert len(fake.requests) == len(PRODUCTS) + 1


async def test_failed_items_are_tried_again_alone(open_studio: OpenStudio) -> None:
    fake = FakeProvider(failures=[ContentRefused("No.")], max_concurrent=1)
    bench = Bench(await open_studio(providers=[fake]), "wf_test")
    run = await bench.run(product_shots(), {"products": PRODUCTS})
    await bench.studio.engine.retry(run["id"], ["product"])
    assert await bench.studio.engine.wait(run["id"], 60)
    after = await bench.studio.runs.run(run["id"])
    assert after["nodes"]["product"]["progress"] == {"done": 3, "failed": 0, "total": 3}
    assert None not in after["outputs"]["images"]
    assert len(fake.requests) == len(PRODUCTS) + 1
    before = [url for url in run["outputs"]["images"] if url]
    assert {_asset(url) for url in before} < {_asset(url) for url in after["outputs"]["images"]}


async def test_one_node_of_a_loop_is_run_with_what_it_needs_only(
    bench: Bench, fake: FakeProvider
) -> None:
    run = await bench.run(product_shots(PRODUCTS), targets=["words"])
    assert statuses(run) == {"product": "succeeded", "words": "succeeded"}
    assert fake.requests == []


async def test_a_run_that_is_cancelled_begins_no_more_items(open_studio: OpenStudio) -> None:
    provider = Counting()
    bench = Bench(await open_studio(providers=[provider]), "wf_test")
    graph = document(
        [
            node("each", "loop", items=["slow"] * 5, concurrency=2),
            inside("each", fake_image(prompt="{{ loop.currentItem }} {{ loop.currentIndex }}")),
        ]
    )
    run_id = await bench.start(graph)
    while provider.under_way < 2:
        await asyncio.sleep(0)
    assert await bench.studio.engine.cancel(run_id)
    run = await bench.studio.runs.run(run_id)
    assert run["status"] == "cancelled"
    assert set(statuses(run).values()) == {"cancelled"}
    assert len(provider.requests) <= 2


async def test_overloaded_providers_are_waited_for_item_by_item(open_studio: OpenStudio) -> None:
    fake = FakeProvider(failures=[ProviderOverloaded("Busy.", extra={"retryAfter": 0.01})])
    bench = Bench(await open_studio(providers=[fake]), "wf_test")
    run = await bench.run(product_shots(), {"products": PRODUCTS})
    assert run["nodes"]["product"]["output"]["errors"] == []


def _asset(url: str) -> str:
    return url.split("/files/")[1].split("/")[0]


async def test_the_last_thing_told_of_items_is_how_they_all_ended(bench: Bench) -> None:
    graph = document(
        [
            node("row", "loop", items=[["a", "b"], ["c"]]),
            inside("row", node("cell", "loop", items="{{ row.output.currentItem }}")),
            inside("cell", node("words", "text", text="{{ loop.currentItem }}")),
            node("list", "list", items=["a", "b", "c"]),
            node("each", "text"),
        ],
        [wire("list.list-out", "each.prompt-in")],
    )
    run_id = await bench.start(graph)
    last: dict[str, tuple[str, int]] = {}
    async for event in bench.studio.engine.events.stream(run_id, 0):
        if event["type"] == "node.progress":
            last[event["nodeId"]] = (event["type"], event["done"])
        elif event["type"] == "node.finished" and event["nodeId"] in last:
            last[event["nodeId"]] = (event["type"], last[event["nodeId"]][1])
    assert last == {
        "row": ("node.finished", 2),
        "cell": ("node.finished", 2),
        "words": ("node.finished", 3),
        "each": ("node.finished", 3),
    }


LOOKED_AT = ["cup", "hat", "fox"]


def one_loop(items: list[str], text: str = "a {{ loop.currentItem }}", **image: Any) -> Json:
    return document(
        [
            node("each", "loop", items=items),
            inside("each", node("words", "text", text=text)),
            inside("each", fake_image(prompt="{{ words.output.text }}", **image)),
            node("answer", "response_output"),
        ],
        [wire("each.list-out", "answer.images")],
    )


async def test_a_loop_in_which_nothing_changed_is_reused_as_a_whole(
    bench: Bench, fake: FakeProvider
) -> None:
    first = await bench.run(one_loop(LOOKED_AT))
    run_id = await bench.start(one_loop(LOOKED_AT))
    assert await bench.studio.engine.wait(run_id, 60)
    again = await bench.studio.runs.run(run_id)
    assert cached(again) == {"each", "words", "image", "answer"}
    assert again["cost"] == 0
    assert len(fake.requests) == len(LOOKED_AT)
    for part in ("output", "progress", "warnings", "status"):
        for name in ("each", "words", "image"):
            assert again["nodes"][name][part] == first["nodes"][name][part], (name, part)
    assert again["outputs"].keys() == first["outputs"].keys()
    events = await bench.studio.engine.events.since(run_id, 0)
    begun = {event["nodeId"] for event in events if event["type"] == "node.started"}
    assert not begun & {"words", "image"}


@pytest.mark.parametrize(
    ("changed", "made"),
    [
        (one_loop(LOOKED_AT[::-1]), 0),
        (one_loop([*LOOKED_AT, "owl"]), 1),
        (one_loop(LOOKED_AT, "the {{ loop.currentItem }}"), 3),
        (one_loop(LOOKED_AT, size="32x32"), 3),
    ],
)
async def test_what_is_changed_in_a_loop_is_made(
    bench: Bench, fake: FakeProvider, changed: Json, made: int
) -> None:
    await bench.run(one_loop(LOOKED_AT))
    fake.requests.clear()
    again = await bench.run(changed)
    assert len(fake.requests) == made
    assert "each" not in cached(again)


async def test_a_loop_with_failures_is_not_reused_as_a_whole(
    bench: Bench, fake: FakeProvider
) -> None:
    fake.fail_next(ContentRefused("no"))
    await bench.run(one_loop(LOOKED_AT))
    fake.requests.clear()
    again = await bench.run(one_loop(LOOKED_AT))
    assert len(fake.requests) == 1
    assert again["nodes"]["each"]["progress"] == {"done": 3, "failed": 0, "total": 3}


async def test_a_failure_deep_inside_is_tried_again(bench: Bench, fake: FakeProvider) -> None:
    """The loop and its items succeeded; in one of them an item of a list did not."""
    graph = document(
        [
            node("each", "loop", items=["x", "y"]),
            inside("each", node("pair", "list", items=["{{ loop.currentItem }}1", "2"])),
            inside("each", fake_image()),
        ],
        [wire("pair.list-out", "image.prompt-in")],
    )
    fake.fail_next(ContentRefused("no"))
    first = await bench.run(graph)
    assert first["nodes"]["each"]["output"]["errors"] == []
    fake.requests.clear()
    await bench.run(graph)
    assert len(fake.requests) == 1
