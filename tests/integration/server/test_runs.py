"""Runs over HTTP."""

import asyncio

import pytest

from harness.api import Api
from harness.documents import (
    document,
    fake_image,
    inside,
    list_to_image,
    node,
    prompt_to_image,
    wire,
)
from harness.gated import GatedProvider
from limner.errors import ContentRefused
from limner.testing.fake import FakeProvider


async def test_the_simple_call_answers_with_an_address_that_opens(api: Api) -> None:
    workflow_id = await api.create()
    answer = await api.post(f"/api/workflows/{workflow_id}/run", {"prompt": "a fox"})
    assert answer.status == 200
    assert answer.json.keys() == {"image", "runId"}
    async with api.session.get(
        answer.json["image"].replace(api.studio.settings.resolved_public_url, api.url)
    ) as image:
        assert image.status == 200
        assert image.content_type == "image/png"
        assert (await image.read()).startswith(b"\x89PNG")


async def test_nothing_is_reused_by_the_simple_call(api: Api, provider: FakeProvider) -> None:
    workflow_id = await api.create(prompt_to_image(params={"seed": 1}))
    for _ in range(2):
        await api.post(f"/api/workflows/{workflow_id}/run", {"prompt": "a fox"})
    assert len(provider.requests) == 2


async def test_some_items_of_a_node_are_read_without_the_others(api: Api) -> None:
    workflow_id = await api.create(list_to_image(["a fox", "a hare", "", "an owl", "a bear"]))
    started = await api.post(f"/api/workflows/{workflow_id}/runs", {})
    run = await api.ended(started.json["id"])
    path = f"/api/runs/{run['id']}/nodes"
    answer = (await api.get(f"{path}/image/items?first=1&limit=3")).json
    assert answer["total"] == 5
    assert [(one["index"], one["status"]) for one in answer["items"]] == [
        (1, "succeeded"),
        (2, "failed"),
        (3, "succeeded"),
    ]
    made, failed, _ = answer["items"]
    second = run["nodes"]["image"]["output"]["items"][1]["output"]
    assert (made["assetId"], made["mimeType"]) == (second["attachmentId"], "image/png")
    assert made["error"] is None
    assert (failed["assetId"], failed["error"]["code"]) == (None, "prompt_empty")
    assert (await api.get(f"{path}/image/items?first=5")).json == {"total": 5, "items": []}
    assert (await api.get(f"{path}/list/items")).json == {"total": 0, "items": []}
    assert (await api.get("/api/runs/run_none/nodes/image/items")).code == "not_found"
    stranger = await api.get(f"{path}/another/items")
    assert (stranger.status, stranger.code) == (404, "not_found")


async def test_items_of_loops_inside_loops_are_read_with_what_they_made(api: Api) -> None:
    cells = '{% if row.output.currentItem == "b" %}["1", "", "3"]{% else %}["1", "2"]{% endif %}'
    workflow_id = await api.create(
        document(
            [
                node("row", "loop", items=["a", "b", "c"]),
                inside("row", node("cell", "loop", items=cells, split="json")),
                inside("cell", fake_image(prompt="{{ cell.output.currentItem }}")),
            ]
        )
    )
    started = await api.post(f"/api/workflows/{workflow_id}/runs", {})
    run = await api.ended(started.json["id"])
    path = f"/api/runs/{run['id']}/nodes/image/items"
    answer = (await api.get(f"{path}?first=1&limit=4")).json
    assert answer["total"] == run["nodes"]["image"]["progress"]["total"] == 7
    assert [(one["index"], one["path"], one["status"]) for one in answer["items"]] == [
        (1, [0, 1], "succeeded"),
        (2, [1, 0], "succeeded"),
        (3, [1, 1], "failed"),
        (4, [1, 2], "succeeded"),
    ]
    made = run["nodes"]["image"]["output"]["items"][1]["output"]["items"]
    assert [one["assetId"] for one in answer["items"]][1:] == [
        made[0]["output"]["attachmentId"],
        None,
        made[2]["output"]["attachmentId"],
    ]
    assert [one["index"] for one in (await api.get(f"{path}?first=5")).json["items"]] == [5, 6]
    assert (await api.get(f"{path}?first=7")).json == {"total": 7, "items": []}


async def test_an_item_in_which_a_list_runs_shows_the_first_of_it(api: Api) -> None:
    workflow_id = await api.create(
        document(
            [
                node("row", "loop", items=["a", "b"]),
                inside("row", node("list", "list", items=["1", "2"])),
                inside("row", fake_image(prompt="{{ row.output.currentItem }}")),
            ],
            [wire("list.list-out", "image.prompt-in")],
        )
    )
    started = await api.post(f"/api/workflows/{workflow_id}/runs", {})
    run = await api.ended(started.json["id"])
    answer = (await api.get(f"/api/runs/{run['id']}/nodes/image/items")).json
    items = run["nodes"]["image"]["output"]["items"]
    assert [(one["path"], one["assetId"]) for one in answer["items"]] == [
        ([index], item["output"]["items"][0]["output"]["attachmentId"])
        for index, item in enumerate(items)
    ]


class TestWaiting:
    @pytest.fixture
    def provider(self) -> GatedProvider:
        return GatedProvider()

    @pytest.mark.parametrize("prefer", ["respond-async", "wait=0", "Respond-Async, wait=9"])
    async def test_a_caller_need_not_wait(
        self, api: Api, provider: GatedProvider, prefer: str
    ) -> None:
        workflow_id = await api.create()
        answer = await api.post(
            f"/api/workflows/{workflow_id}/run", {"prompt": "a fox"}, prefer=prefer
        )
        assert answer.status == 202
        assert answer.json["status"] == "running"
        assert answer.headers["Location"] == f"/api/runs/{answer.json['id']}"
        provider.open()
        assert (await api.ended(answer.json["id"]))["status"] == "succeeded"

    async def test_who_does_not_wait_is_given_the_run_also_where_it_has_ended(
        self, api: Api, provider: GatedProvider
    ) -> None:
        provider.open()
        path = f"/api/workflows/{await api.create()}/run"
        call = {"prefer": "respond-async", "idempotency_key": "once"}
        first = await api.post(path, {"prompt": "a fox"}, **call)
        run = await api.ended(first.json["id"])
        again = await api.post(path, {"prompt": "a fox"}, **call)
        assert (again.status, again.json["id"]) == (202, run["id"])
        assert again.json["status"] == "succeeded"

    async def test_a_caller_who_leaves_cancels_nothing(
        self, api: Api, provider: GatedProvider
    ) -> None:
        workflow_id = await api.create()
        call = asyncio.create_task(
            api.post(f"/api/workflows/{workflow_id}/run", {"prompt": "a fox"})
        )
        await provider.asked.wait()
        call.cancel()
        provider.open()
        runs = (await api.get("/api/runs")).json["items"]
        assert [(await api.ended(run["id"]))["status"] for run in runs] == ["succeeded"]

    async def test_a_cancelled_run_is_a_conflict_for_who_waits(
        self, api: Api, provider: GatedProvider
    ) -> None:
        workflow_id = await api.create()
        call = asyncio.create_task(
            api.post(f"/api/workflows/{workflow_id}/run", {"prompt": "a fox"})
        )
        await provider.asked.wait()
        run_id = (await api.get("/api/runs")).json["items"][0]["id"]
        assert (await api.call("POST", f"/api/runs/{run_id}/cancel")).status == 202
        answer = await call
        assert (answer.status, answer.code) == (409, "run_cancelled")
        assert answer.json["runId"] == run_id
        again = await api.call("POST", f"/api/runs/{run_id}/cancel")
        assert (again.status, again.json["status"]) == (200, "cancelled")


class TestFailing:
    @pytest.fixture
    def provider(self) -> FakeProvider:
        return FakeProvider(failures=[ContentRefused("No foxes.")])

    async def test_a_failed_run_answers_with_its_first_failed_node(self, api: Api) -> None:
        workflow_id = await api.create()
        answer = await api.post(f"/api/workflows/{workflow_id}/run", {"prompt": "a fox"})
        assert (answer.status, answer.code) == (422, "content_refused")
        assert answer.json["nodeId"] == "image"
        assert (await api.get(f"/api/runs/{answer.json['runId']}")).json["status"] == "failed"

    async def test_a_failed_node_is_tried_again(self, api: Api) -> None:
        run_id = await api.start(await api.create())
        assert (await api.ended(run_id))["nodes"]["response"]["status"] == "skipped"
        resumed = await api.post(f"/api/runs/{run_id}/resume", {"retry": ["image"]})
        assert resumed.status == 202
        run = await api.ended(run_id)
        assert run["status"] == "succeeded"
        assert run["outputs"]["image"].startswith("http")

    @pytest.mark.parametrize("retry", [[], ["request"], ["nobody"]])
    async def test_only_what_failed_is_tried_again(self, api: Api, retry: list[str]) -> None:
        run_id = await api.start(await api.create())
        await api.ended(run_id)
        refused = await api.post(f"/api/runs/{run_id}/resume", {"retry": retry})
        assert (refused.status, refused.code) == (409, "conflict")


class TestPartOfAList:
    @pytest.fixture
    def provider(self) -> FakeProvider:
        return FakeProvider(failures=[ContentRefused("No foxes.")], max_concurrent=1)

    async def test_items_that_failed_are_null_in_the_answer(self, api: Api) -> None:
        workflow_id = await api.create(list_to_image(["a", "b", "c"]))
        answer = await api.post(f"/api/workflows/{workflow_id}/run", {})
        assert answer.status == 200
        assert [image is None for image in answer.json["images"]] == [True, False, False]


@pytest.mark.parametrize(
    ("inputs", "code", "name"),
    [
        ({}, "missing_input", "prompt"),
        ({"prompt": "a", "colour": "red"}, "unknown_input", "colour"),
        ({"prompt": 7}, "bad_field", "prompt"),
        ({"prompt": ["a"]}, "bad_field", "prompt"),
    ],
)
async def test_wrong_inputs_are_named(
    api: Api, inputs: dict[str, object], code: str, name: str
) -> None:
    workflow_id = await api.create()
    refused = await api.post(f"/api/workflows/{workflow_id}/run", inputs)
    assert (refused.status, refused.code, refused.json["input"]) == (422, code, name)
    assert refused.json["errors"][0]["loc"] == [name]
    assert (await api.get("/api/runs")).json["items"] == []


async def test_a_workflow_with_problems_starts_nothing(api: Api) -> None:
    workflow_id = await api.create(document([node("a", "image"), node("b", "nonsense")]))
    for path, body in (("run", {}), ("runs", {}), ("runs", {"dryRun": True})):
        refused = await api.post(f"/api/workflows/{workflow_id}/{path}", body)
        assert (refused.status, refused.code) == (422, "invalid_workflow")
        assert {e["code"] for e in refused.json["errors"]} == {
            "missing_input",
            "unknown_node_type",
        }


async def test_unchanged_nodes_are_reused_and_named_ones_run(
    api: Api, provider: FakeProvider
) -> None:
    workflow_id = await api.create(prompt_to_image(params={"seed": 1}))
    first = await api.ended(await api.start(workflow_id))
    assert not first["nodes"]["image"]["cached"]
    dry = await api.post(
        f"/api/workflows/{workflow_id}/runs", {"inputs": {"prompt": "a fox"}, "dryRun": True}
    )
    assert dry.status == 200
    assert "image" in dry.json["reused"]
    second = await api.ended(await api.start(workflow_id))
    assert second["nodes"]["image"]["cached"]
    third = await api.ended(await api.start(workflow_id, nodes=["image"]))
    assert not third["nodes"]["image"]["cached"]
    fresh = await api.ended(await api.start(workflow_id, fresh=True))
    assert not fresh["nodes"]["image"]["cached"]
    assert len(provider.requests) == 3


async def test_a_dry_run_tells_what_each_node_may_cost(api: Api, provider: FakeProvider) -> None:
    workflow_id = await api.create(list_to_image(["a", "b"], model="charging-inline"))
    dry = await api.post(f"/api/workflows/{workflow_id}/runs", {"dryRun": True})
    assert dry.json["runs"] == ["list", "image", "response"]
    nodes = {node_id: price["credits"] for node_id, price in dry.json["nodes"].items()}
    assert nodes == {"list": 0, "image": 20, "response": 0}
    assert dry.json["estimate"] == {
        "credits": 20,
        "minCredits": 20,
        "maxCredits": 20,
        "usd": "0.02",
        "exact": True,
    }
    assert provider.requests == []


async def test_a_document_runs_without_being_kept(api: Api) -> None:
    started = await api.post(
        "/api/runs", {"document": prompt_to_image(), "inputs": {"prompt": "a fox"}}
    )
    assert started.status == 202
    run = await api.ended(started.json["id"])
    assert (run["status"], run["workflowId"]) == ("succeeded", None)
    assert (await api.get("/api/workflows")).json["items"] == []


class TestIdempotency:
    async def test_the_same_request_gives_the_same_run(
        self, api: Api, provider: FakeProvider
    ) -> None:
        path = f"/api/workflows/{await api.create()}/runs"
        body = {"inputs": {"prompt": "a fox"}}
        answers = await asyncio.gather(
            *(api.post(path, body, idempotency_key="k1") for _ in range(5))
        )
        assert len({answer.json["id"] for answer in answers}) == 1
        await api.ended(answers[0].json["id"])
        later = await api.post(path, body, idempotency_key="k1")
        assert later.json["id"] == answers[0].json["id"]
        assert len(provider.requests) == 1

    async def test_the_simple_call_answers_again(self, api: Api, provider: FakeProvider) -> None:
        path = f"/api/workflows/{await api.create()}/run"
        first = await api.post(path, {"prompt": "a fox"}, idempotency_key="k")
        second = await api.post(path, {"prompt": "a fox"}, idempotency_key="k")
        assert first.json["runId"] == second.json["runId"]
        assert len(provider.requests) == 1

    @pytest.mark.parametrize("change", [{"prompt": "a hare"}, {"prompt": "a fox "}])
    async def test_another_body_is_refused(self, api: Api, change: dict[str, str]) -> None:
        path = f"/api/workflows/{await api.create()}/run"
        await api.post(path, {"prompt": "a fox"}, idempotency_key="k")
        refused = await api.post(path, change, idempotency_key="k")
        assert (refused.status, refused.code) == (422, "idempotency_key_reused")

    async def test_another_workflow_is_another_request(self, api: Api) -> None:
        for expected in (200, 422):
            path = f"/api/workflows/{await api.create()}/run"
            answer = await api.post(path, {"prompt": "a fox"}, idempotency_key="k")
            assert answer.status == expected

    async def test_the_run_is_found_after_the_workflow_changed(self, api: Api) -> None:
        workflow_id = await api.create()
        path = f"/api/workflows/{workflow_id}"
        first = await api.post(f"{path}/run", {"prompt": "a fox"}, idempotency_key="k")
        broken = document([fake_image()])
        await api.call("PUT", path, json=broken, headers={"If-Match": "*"})
        again = await api.post(f"{path}/run", {"prompt": "a fox"}, idempotency_key="k")
        assert again.json.get("runId") == first.json["runId"]

    @pytest.mark.parametrize("key", ["", "x" * 256])
    async def test_a_key_has_from_1_to_255_characters(self, api: Api, key: str) -> None:
        path = f"/api/workflows/{await api.create()}/run"
        refused = await api.post(path, {"prompt": "a fox"}, idempotency_key=key)
        assert refused.code == "bad_field"


async def test_runs_are_listed_newest_first_by_workflow_and_status(api: Api) -> None:
    one, other = await api.create(), await api.create()
    ids = [await api.start(one) for _ in range(3)]
    elsewhere = await api.start(other)
    for run_id in [*ids, elsewhere]:
        await api.ended(run_id)
    page = (await api.get(f"/api/runs?workflowId={one}&limit=2")).json
    assert [run["id"] for run in page["items"]] == ids[:0:-1]
    rest = (await api.get(f"/api/runs?workflowId={one}&cursor={page['nextCursor']}")).json
    assert [run["id"] for run in rest["items"]] == ids[:1]
    assert rest["nextCursor"] is None
    assert len((await api.get("/api/runs?status=succeeded")).json["items"]) == 4
    assert (await api.get("/api/runs?status=failed")).json["items"] == []


async def test_a_long_list_keeps_its_order(api: Api) -> None:
    texts = [f"item {number}" for number in range(30)]
    workflow_id = await api.create(list_to_image(texts))
    run = await api.ended(await api.start(workflow_id, inputs={}))
    assert [image["prompt"] for image in run["nodes"]["image"]["output"]["images"]] == texts


async def test_outputs_are_named_by_their_wires(api: Api) -> None:
    workflow_id = await api.create(
        document(
            [node("a", "text", text="one"), node("response", "response_output")],
            [wire("a.text-out", "response.first"), wire("a.text-out", "response.second")],
        )
    )
    answer = await api.call("POST", f"/api/workflows/{workflow_id}/run")
    assert {k: v for k, v in answer.json.items() if k != "runId"} == {
        "first": "one",
        "second": "one",
    }


class TestDocument:
    async def test_it_stays_as_it_was_whatever_becomes_of_the_workflow(self, api: Api) -> None:
        was = prompt_to_image()
        workflow_id = await api.create(was)
        run_id = await api.start(workflow_id)
        await api.ended(run_id)
        await api.call(
            "PUT",
            f"/api/workflows/{workflow_id}",
            json=document([]),
            headers={"If-Match": "*"},
        )
        assert (await api.get(f"/api/runs/{run_id}/document")).json == was
        await api.call("DELETE", f"/api/workflows/{workflow_id}")
        assert (await api.get(f"/api/runs/{run_id}/document")).json == was

    async def test_of_an_unknown_run_there_is_none(self, api: Api) -> None:
        assert (await api.get("/api/runs/run_none/document")).code == "not_found"

    async def test_the_same_nodes_run_again_with_the_same_inputs(
        self, api: Api, provider: FakeProvider
    ) -> None:
        workflow_id = await api.create(prompt_to_image(params={"seed": 1}))
        first = await api.ended(await api.start(workflow_id))
        again = await api.ended(
            await api.start(workflow_id, inputs=first["inputs"], nodes=list(first["nodes"]))
        )
        assert again["inputs"] == first["inputs"]
        assert [request.prompt for request in provider.requests] == ["a fox", "a fox"]


def looped() -> dict[str, object]:
    return document(
        [
            node("request", "request_input", fields=[{"name": "products", "type": "list"}]),
            node("product", "loop", items="{{trigger.output.products}}"),
            inside("product", fake_image(prompt="{{product.output.currentItem.name}}")),
            node("response", "response_output"),
        ],
        [wire("product.list-out", "response.images")],
    )


async def test_a_loop_is_called_with_its_items_and_answers_in_their_order(api: Api) -> None:
    workflow_id = await api.create(looped())
    products = {"products": [{"name": "cup"}, {"nam": "hat"}, {"name": "fox"}]}
    answer = await api.post(f"/api/workflows/{workflow_id}/run", products)
    assert answer.status == 200
    assert [image is None for image in answer.json["images"]] == [False, True, False]
    run = (await api.get(f"/api/runs/{answer.json['runId']}")).json
    assert run["nodes"]["product"]["progress"] == {"done": 2, "failed": 1, "total": 3}
    assert run["nodes"]["image"]["progress"] == {"done": 2, "failed": 1, "total": 3}


async def test_a_call_is_given_a_budget_and_what_goes_beyond_it_is_402(
    api: Api, provider: FakeProvider
) -> None:
    workflow_id = await api.create(prompt_to_image())
    address = f"/api/workflows/{workflow_id}/run?budget=10"
    answer = await api.post(address, {"prompt": "a fox"}, idempotency_key="k")
    assert (answer.status, answer.code) == (402, "budget_exceeded")
    assert provider.requests == []
    other = f"/api/workflows/{workflow_id}/run?budget=20"
    again = await api.post(other, {"prompt": "a fox"}, idempotency_key="k")
    assert again.code == "idempotency_key_reused"
    assert (await api.post(f"/api/workflows/{workflow_id}/run?budget=-1", {})).status == 422


class TestPausing:
    @pytest.fixture
    def provider(self) -> GatedProvider:
        return GatedProvider()

    async def test_a_run_is_paused_and_goes_on(self, api: Api, provider: GatedProvider) -> None:
        workflow_id = await api.create(looped())
        run_id = await api.start(workflow_id, inputs={"products": [{"name": "a"}] * 20})
        await provider.asked.wait()
        paused = await api.post(f"/api/runs/{run_id}/pause", None)
        assert (paused.status, paused.json["status"], paused.json["pausing"]) == (
            202,
            "running",
            True,
        )
        provider.open()
        run = await api.ended(run_id)
        assert run["status"] == "paused"
        assert 0 < run["nodes"]["image"]["progress"]["done"] < 20
        assert (await api.post(f"/api/runs/{run_id}/resume", {})).status == 202
        run = await api.ended(run_id)
        assert run["status"] == "succeeded"
        assert run["nodes"]["image"]["progress"] == {"done": 20, "failed": 0, "total": 20}
        for address in ("pause", "resume"):
            assert (await api.post(f"/api/runs/{run_id}/{address}", {})).status == 409
        kinds = [event["type"] for event in await api.studio.engine.events.since(run_id, 0)]
        assert kinds.count("run.pausing") == kinds.count("run.paused") == 1
