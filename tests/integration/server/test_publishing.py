"""Published versions: what calls use while the draft goes on."""

from typing import Any

import pytest

from harness.api import Api
from harness.documents import document, node, prompt_to_image, wire

Json = dict[str, Any]


def saying(words: str) -> Json:
    """A workflow that answers a text."""
    return document(
        [node("words", "text", text=words), node("response", "response_output")],
        [wire("words.text-out", "response.said")],
    )


async def saved(api: Api, workflow_id: str, draft: Json) -> None:
    path = f"/api/workflows/{workflow_id}"
    answer = await api.call("PUT", path, json=draft, headers={"If-Match": "*"})
    assert answer.status == 200, answer.body


async def said(api: Api, reference: str) -> str:
    answer = await api.post(f"/api/workflows/{reference}/run", {})
    assert answer.status == 200, answer.body
    words: str = answer.json["said"]
    return words


async def test_calls_use_what_was_published_and_not_what_was_saved_since(api: Api) -> None:
    workflow_id = await api.create(saying("one"))
    path = f"/api/workflows/{workflow_id}"
    assert await said(api, workflow_id) == "one"
    first = await api.post(f"{path}/publish", {})
    assert (first.status, first.json["stable"], first.json["changed"]) == (201, 1, False)
    await saved(api, workflow_id, saying("two"))
    state = (await api.get(f"{path}/publication")).json
    assert (state["draftVersion"], state["stable"], state["changed"]) == (2, 1, True)
    for reference, words in (
        (workflow_id, "one"),
        (f"{workflow_id}@stable", "one"),
        (f"{workflow_id}%40stable", "one"),
        (f"{workflow_id}@1", "one"),
        (f"{workflow_id}@draft", "two"),
    ):
        assert await said(api, reference) == words, reference


async def test_a_run_tells_which_version_ran(api: Api) -> None:
    workflow_id = await api.create(saying("one"))
    path = f"/api/workflows/{workflow_id}"
    assert await said(api, workflow_id) == "one"
    await api.post(f"{path}/publish", {})
    await saved(api, workflow_id, saying("two"))
    for reference in (workflow_id, f"{workflow_id}@1", f"{workflow_id}@draft"):
        await said(api, reference)
    await api.post(f"{path}/runs", {})
    await api.post("/api/runs", {"document": saying("three")})
    told = (await api.get("/api/runs")).json["items"]
    assert [(run["version"], run["alias"]) for run in reversed(told)] == [
        (1, "draft"),
        (1, "stable"),
        (1, "1"),
        (2, "draft"),
        (2, "draft"),
        (None, None),
    ]
    one = (await api.get(f"/api/runs/{told[-2]['id']}")).json
    assert (one["version"], one["alias"]) == (1, "stable")


async def test_an_earlier_version_is_gone_back_to(api: Api) -> None:
    workflow_id = await api.create(saying("one"))
    publish = f"/api/workflows/{workflow_id}/publish"
    await api.post(publish, {})
    await saved(api, workflow_id, saying("two"))
    assert (await api.post(publish, {"version": 2})).status == 201
    assert await said(api, workflow_id) == "two"
    back = await api.post(publish, {"version": 1})
    assert back.status == 200
    assert [one["stable"] for one in back.json["versions"]] == [False, True]
    assert await said(api, workflow_id) == "one"
    published_at = [one["publishedAt"] for one in back.json["versions"]]
    assert (await api.post(publish, {"version": 1})).json["versions"][1]["publishedAt"] in (
        published_at
    )


async def test_withdrawn_the_saved_document_is_used_again(api: Api) -> None:
    workflow_id = await api.create(saying("one"))
    path = f"/api/workflows/{workflow_id}"
    await api.post(f"{path}/publish", {})
    await saved(api, workflow_id, saying("two"))
    gone = await api.call("DELETE", f"{path}/publication")
    assert (gone.json["stable"], len(gone.json["versions"])) == (None, 1)
    assert await said(api, workflow_id) == "two"
    refused = await api.post(f"{path}@stable/run", {})
    assert (refused.status, refused.code) == (409, "not_published")


async def test_what_cannot_run_is_not_published(api: Api) -> None:
    workflow_id = await api.create(document([node("image", "image")]))
    path = f"/api/workflows/{workflow_id}"
    refused = await api.post(f"{path}/publish", {})
    assert (refused.status, refused.code) == (422, "invalid_workflow")
    assert (await api.get(f"{path}/publication")).json["versions"] == []
    switched = await api.call("PATCH", f"{path}/publication", json={"active": True})
    assert (switched.status, switched.code) == (409, "not_published")


async def test_the_schema_is_that_of_the_version_a_call_would_run(api: Api) -> None:
    workflow_id = await api.create(prompt_to_image())
    path = f"/api/workflows/{workflow_id}"
    await api.post(f"{path}/publish", {})
    await saved(api, workflow_id, saying("two"))
    assert "prompt" in (await api.get(f"{path}/schema")).json["inputs"]["properties"]
    assert (await api.get(f"{path}@draft/schema")).json["inputs"]["properties"] == {}


async def test_deleting_the_workflow_deletes_what_was_published(api: Api) -> None:
    workflow_id = await api.create(saying("one"))
    path = f"/api/workflows/{workflow_id}"
    await api.post(f"{path}/publish", {})
    assert (await api.call("DELETE", path)).status == 204
    for reference in (workflow_id, f"{workflow_id}@stable", f"{workflow_id}@1"):
        assert (await api.post(f"/api/workflows/{reference}/run", {})).code == "not_found"


@pytest.mark.parametrize(
    "alias", ["", "0", "-1", "1.5", "latest", "99999999999", "stable@1", "%00"]
)
async def test_an_alias_that_means_nothing_is_refused(api: Api, alias: str) -> None:
    workflow_id = await api.create(saying("one"))
    refused = await api.post(f"/api/workflows/{workflow_id}@{alias}/run", {})
    assert refused.status in (400, 422), refused.body


@pytest.mark.parametrize(
    "body", [{"version": 0}, {"version": "x"}, {"version": 2**40}, {"versions": 1}, [], "x"]
)
async def test_a_wrong_body_publishes_nothing(api: Api, body: Any) -> None:
    workflow_id = await api.create(saying("one"))
    refused = await api.post(f"/api/workflows/{workflow_id}/publish", body)
    assert refused.status in (404, 422), refused.body
    assert (await api.get(f"/api/workflows/{workflow_id}/publication")).json["stable"] is None
