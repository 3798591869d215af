"""Node types, models and estimates over HTTP."""

import pytest

from harness.api import Api, interface_document


async def test_node_types_say_how_the_canvas_draws_them(api: Api) -> None:
    items = (await api.get("/api/nodes")).json["items"]
    types = {item["type"]: item for item in items}
    assert types["image"]["dynamic"] == {"inputs": "model", "outputs": None}
    roles = [handle["role"] for handle in types["image"]["inputs"]]
    assert roles == [None, "image", "style", "character", "startImage", "endImage", "mask", None]
    for item in items:
        assert "$ref" not in str(item["dataSchema"])
        for schema in item["dataSchema"]["properties"].values():
            assert {"title", "description", "x-control", "x-place"} <= schema.keys()


async def test_models_come_with_price_and_availability(api: Api) -> None:
    answer = (await api.get("/api/models")).json
    models = {model["id"]: model for model in answer["items"]}
    assert [m["id"] for m in models.values() if m["isDefault"]] == [answer["default"]]
    assert models["sketch"]["available"]
    assert models["sketch"]["price"] == {
        "creditsMin": 0,
        "creditsMax": 0,
        "unit": "image",
        "usd": "0",
        "read": None,
    }
    assert models["fake"]["price"] is None
    assert models["charging-inline"]["unavailableReason"]
    assert not models["charging-inline"]["available"]
    described = (await api.get("/api/models/fake")).json
    assert described.pop("contract")["provider"] == "fake"
    assert described == models["fake"]


async def test_an_unknown_model_is_not_found_whatever_its_id(api: Api) -> None:
    assert (await api.get("/api/models/acme/no/such")).code == "not_found"


async def test_an_endpoint_that_a_template_stands_for_is_described_as_it_would_run(
    api: Api,
) -> None:
    described = (await api.get("/api/models/fal-ai/made/yesterday")).json
    assert (described["id"], described["price"]) == ("fal-ai/made/yesterday", None)
    assert described["contract"]["endpoint"] == "fal-ai/made/yesterday"


@pytest.mark.parametrize(
    ("data", "credits"),
    [
        ({"model": "charging-inline"}, 10),
        ({"model": "charging-inline", "count": 4}, 40),
        ({"model": "charging-inline", "items": 7}, 70),
        ({"model": "sketch", "prompt": "a fox"}, 0),
        ({"model": "fake"}, None),
        ({"nodeType": "crop", "aspectRatio": "4:5", "items": 3}, 0),
    ],
)
async def test_estimates_follow_model_count_and_items(
    api: Api, data: dict[str, object], credits: int | None
) -> None:
    estimate = (await api.post("/api/estimate", data)).json
    assert estimate["credits"] == estimate["maxCredits"] == credits


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"count": 0}, "bad_field"),
        ({"count": "many"}, "bad_field"),
        ({"items": -1}, "bad_field"),
        ({"colour": "red"}, "bad_field"),
        ({"model": "no-such-model"}, "unknown_model"),
        ({"nodeType": "no_such_node"}, "bad_field"),
        ({"nodeType": "crop", "model": "sketch"}, "bad_field"),
        ([], "bad_field"),
    ],
)
async def test_an_estimate_of_nonsense_is_refused(api: Api, data: object, code: str) -> None:
    refused = await api.post("/api/estimate", data)
    assert (refused.status, refused.code) == (422, code)


async def test_the_server_describes_itself(api: Api) -> None:
    served = (await api.get("/openapi.json")).json
    assert served == interface_document()
    operations = [each for path in served["paths"].values() for each in path.values()]
    ids = [operation["operationId"] for operation in operations]
    assert len(ids) == len(set(ids))
    assert all(operation["summary"] and operation["tags"] for operation in operations)
