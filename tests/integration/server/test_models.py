"""Administrators add, change, switch and remove models, without a restart and without code."""

from __future__ import annotations

from typing import Any

import pytest

from harness.api import Api, serving
from harness.documents import prompt_to_image
from limner.testing.fake import FakeProvider
from limner.testing.studio import make_studio

CONTRACT: dict[str, Any] = {
    "id": "acme/brush-2",
    "title": "Brush 2",
    "description": "Made yesterday.",
    "provider": "fake",
    "endpoint": "brush-2",
    "sizing": {"default": "64x64", "sizes": ["64x64"]},
    "price": {"unit": "image", "usd": "0.07"},
    "enabled": True,
}
PATH = "/api/models/acme/brush-2"


async def call(api: Api, method: str, path: str, body: Any) -> Any:
    return await api.call(method, path, json=body)


async def test_a_model_that_did_not_exist_yesterday_runs_today(api: Api) -> None:
    added = await api.post("/api/models", CONTRACT)
    assert (added.status, added.json["available"]) == (201, True)
    estimate = await api.post("/api/estimate", {"model": "acme/brush-2", "count": 2})
    assert estimate.json["credits"] == 140
    workflow_id = await api.create(prompt_to_image(model="acme/brush-2"))
    run = await api.ended(await api.start(workflow_id))
    assert run["nodes"]["image"]["output"]["model"] == "acme/brush-2"


async def test_the_contract_read_is_the_contract_that_can_be_sent_back(api: Api) -> None:
    await api.post("/api/models", CONTRACT)
    contract = (await api.get(PATH)).json["contract"]
    changed = await call(api, "PUT", PATH, contract | {"title": "Brush two"})
    assert (changed.status, changed.json["title"]) == (200, "Brush two")


async def test_an_endpoint_that_works_as_it_is_is_described_though_no_list_has_it(
    api: Api,
) -> None:
    described = await api.get("/api/models/fal-ai/made-today")
    assert (described.status, described.json["id"]) == (200, "fal-ai/made-today")
    listed = [model["id"] for model in (await api.get("/api/models")).json["items"]]
    assert "fal-ai/made-today" not in listed


async def test_an_id_is_given_once(api: Api) -> None:
    await api.post("/api/models", CONTRACT)
    again = await api.post("/api/models", CONTRACT)
    assert (again.status, again.code) == (409, "model_exists")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"provider": "nobody"}, "provider"),
        ({"id": ""}, "id"),
        ({"sizing": {}}, "sizing"),
        ({"price": {"unit": "image", "usd": "free"}}, "price.image.usd"),
        ({"price": {"usd": "free"}}, "price.image.usd"),
        ({"price": {"unit": "hour", "usd": "1"}}, "price"),
        ({"unheardOf": 1}, "unheardOf"),
        ({"maxReferences": 2}, "references"),
        ({"sizing": {"default": "ex"}}, "sizing.default"),
        ({"parameters": {"a": {"$ref": "http://127.0.0.1/"}}}, "parameters"),
        ({"template": True, "idPrefixes": [""]}, "template"),
        ({"forDialect": True}, "template"),
    ],
)
async def test_a_contract_that_cannot_be_used_is_refused_by_field(
    api: Api, wrong: dict[str, Any], field: str
) -> None:
    answer = await api.post("/api/models", CONTRACT | wrong)
    assert (answer.status, answer.code) == (422, "bad_field")
    assert field in answer.body.decode()
    assert (await api.get(PATH)).status == 404
    assert (await api.get("/api/models")).status == 200


async def test_what_stands_for_many_models_is_none_that_could_be_switched(api: Api) -> None:
    for template in ("fal", "compatible"):
        switched = await call(api, "PATCH", f"/api/models/{template}", {"enabled": False})
        assert (switched.status, switched.code) == (404, "not_found")


async def test_a_switched_model_stays_so_after_a_restart(tmp_path: Any) -> None:
    for expected in (True, False):
        async with (
            make_studio(tmp_path, providers=[FakeProvider()]) as studio,
            serving(studio) as api,
        ):
            model = (await api.get("/api/models/fake")).json
            assert model["enabled"] is expected
            assert (await call(api, "PATCH", "/api/models/fake", {"enabled": False})).status == 200


async def test_an_own_contract_of_a_shipped_model_counts_until_it_is_removed(api: Api) -> None:
    shipped = (await api.get("/api/models/fake")).json
    changed = shipped["contract"] | {"title": "Other", "endpoint": "other"}
    assert (await call(api, "PUT", "/api/models/fake", changed)).json["title"] == "Other"
    assert (await api.call("DELETE", "/api/models/fake")).status == 204
    assert (await api.get("/api/models/fake")).json == shipped


async def test_what_ships_cannot_be_removed_and_what_is_not_there_cannot_be_changed(
    api: Api,
) -> None:
    assert (await api.call("DELETE", "/api/models/fake")).status == 404
    assert (await api.call("DELETE", PATH)).status == 404
    assert (await call(api, "PATCH", PATH, {"enabled": True})).status == 404
    assert (await call(api, "PUT", PATH, CONTRACT)).status == 404
    other = await call(api, "PUT", "/api/models/fake", CONTRACT)
    assert (other.status, other.code) == (422, "bad_field")


DESCRIPTION: dict[str, Any] = {
    "openapi": "3.0.4",
    "info": {"title": "Brush 3"},
    "paths": {
        "/acme/brush-3": {
            "post": {
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "properties": {
                                    "prompt": {"type": "string"},
                                    "steps": {"type": "integer", "minimum": 1, "maximum": 50},
                                },
                            }
                        }
                    }
                }
            }
        }
    },
}


async def test_a_model_is_imported_from_its_description(api: Api) -> None:
    body = {"document": DESCRIPTION, "provider": "fake"}
    answer = await api.post("/api/models/import", body)
    assert (answer.status, answer.json["id"], answer.json["price"]) == (201, "acme/brush-3", None)
    assert answer.json["parameters"]["properties"]["steps"]["maximum"] == 50
    assert (await api.get("/api/models/acme/brush-3")).json["enabled"]


async def test_whose_an_endpoint_is_its_id_may_tell(api: Api) -> None:
    paths = {"/fal-ai/made-yesterday": DESCRIPTION["paths"]["/acme/brush-3"]}
    answer = await api.post("/api/models/import", {"document": DESCRIPTION | {"paths": paths}})
    assert (answer.status, answer.json["provider"]) == (201, "fal")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 422, "bad_field"),
        ({"document": DESCRIPTION}, 422, "bad_field"),
        ({"document": {}, "provider": "fake"}, 422, "bad_field"),
        ({"document": DESCRIPTION, "provider": "nobody"}, 422, "bad_field"),
        ({"endpoint": "no/such/id"}, 422, "bad_field"),
        ({"endpoint": "brush", "provider": "fake"}, 404, "not_found"),
        ({"endpoint": "acme/other", "document": DESCRIPTION, "provider": "fake"}, 422, "bad_field"),
    ],
)
async def test_what_cannot_be_imported_is_refused(
    api: Api, body: dict[str, Any], status: int, code: str
) -> None:
    answer = await api.post("/api/models/import", body)
    assert (answer.status, answer.code) == (status, code)
