"""Workflows over HTTP."""

import pytest

from harness.api import Api
from harness.documents import document, node, prompt_to_image


async def test_a_workflow_is_kept_with_its_version_and_problems(api: Api) -> None:
    draft = document([node("image", "image")]) | {"viewport": {"x": 1}}
    created = await api.post("/api/workflows", draft)
    assert created.status == 201
    workflow = created.json
    assert workflow["version"] == 1
    assert workflow["viewport"] == {"x": 1}
    assert [problem["code"] for problem in workflow["problems"]] == ["missing_input"]
    assert created.headers["Location"] == f"/api/workflows/{workflow['id']}"
    read = await api.get(f"/api/workflows/{workflow['id']}")
    assert read.json == workflow
    assert read.headers["ETag"] == created.headers["ETag"]


async def test_nobody_overwrites_what_another_saved(api: Api) -> None:
    workflow_id = await api.create()
    path = f"/api/workflows/{workflow_id}"
    first = (await api.get(path)).headers["ETag"]
    mine = prompt_to_image() | {"name": "Mine"}
    saved = await api.call("PUT", path, json=mine, headers={"If-Match": first})
    assert (saved.status, saved.json["version"]) == (200, 2)
    late = await api.call("PUT", path, json=prompt_to_image(), headers={"If-Match": first})
    assert (late.status, late.code) == (412, "version_conflict")
    assert late.json["currentVersion"] == 2
    blind = await api.call("PUT", path, json=prompt_to_image())
    assert (blind.status, blind.code) == (428, "version_required")
    assert (await api.get(path)).json["name"] == "Mine"


async def test_saving_what_was_read_changes_nothing_but_the_version(api: Api) -> None:
    workflow_id = await api.create()
    path = f"/api/workflows/{workflow_id}"
    read = await api.get(path)
    saved = await api.call("PUT", path, json=read.json, headers={"If-Match": read.headers["ETag"]})
    changing = ("version", "updatedAt")
    assert {k: v for k, v in saved.json.items() if k not in changing} == {
        k: v for k, v in read.json.items() if k not in changing
    }


async def test_the_list_pages_through_everything_once(api: Api) -> None:
    ids = [await api.create() for _ in range(5)]
    seen: list[str] = []
    cursor = ""
    while cursor is not None:
        page = (
            await api.get(
                f"/api/workflows?limit=2&cursor={cursor}" if cursor else "/api/workflows?limit=2"
            )
        ).json
        assert len(page["items"]) <= 2
        seen += [item["id"] for item in page["items"]]
        cursor = page["nextCursor"]
    assert seen == ids[::-1]


async def test_a_deleted_workflow_is_gone_and_its_run_stays(api: Api) -> None:
    workflow_id = await api.create()
    run_id = await api.start(workflow_id)
    run = await api.ended(run_id)
    assert (await api.call("DELETE", f"/api/workflows/{workflow_id}")).status == 204
    assert (await api.get(f"/api/workflows/{workflow_id}")).code == "not_found"
    assert (await api.get(f"/api/runs/{run_id}")).json["status"] == run["status"] == "succeeded"
    assert len((await api.get(f"/api/assets?workflowId={workflow_id}")).json["items"]) == 1


async def test_validating_names_every_problem_and_keeps_nothing(api: Api) -> None:
    draft = document([node("a", "image"), node("b", "no_such_node")])
    found = (await api.post("/api/workflows/validate", draft)).json["problems"]
    assert {problem["code"] for problem in found} == {"missing_input", "unknown_node_type"}
    assert (await api.get("/api/workflows")).json["items"] == []


async def test_the_schema_describes_inputs_and_outputs(api: Api) -> None:
    workflow_id = await api.create()
    schema = (await api.get(f"/api/workflows/{workflow_id}/schema")).json
    assert schema["inputs"]["required"] == ["prompt"]
    assert set(schema["outputs"]["properties"]) == {"image", "runId"}


@pytest.mark.parametrize("body", [[], "text", 7, None, {}, {"schema": 1}, {"nodes": {}}])
async def test_what_is_no_document_is_refused_with_its_problems(api: Api, body: object) -> None:
    refused = await api.post("/api/workflows", body)
    assert (refused.status, refused.code) == (422, "invalid_document")
    assert refused.json["errors"]


async def test_a_document_of_more_than_4_mb_is_too_large(api: Api) -> None:
    refused = await api.post("/api/workflows", document([node("a", "text", text="x" * 5_000_000)]))
    assert refused.status == 422
    assert [error["code"] for error in refused.json["errors"]] == ["too_large"]


async def test_every_save_can_be_looked_at_and_gone_back_to(api: Api) -> None:
    path = f"/api/workflows/{await api.create()}"
    first = await api.get(path)
    more = first.json | {"name": "Later", "nodes": [*first.json["nodes"], node("words", "text")]}
    await api.call("PUT", path, json=more, headers={"If-Match": first.headers["ETag"]})

    listed = (await api.get(f"{path}/versions")).json
    assert [item["version"] for item in listed["items"]] == [2, 1]
    count = len(first.json["nodes"])
    assert [item["nodes"] for item in listed["items"]] == [count + 1, count]
    assert listed["items"][1]["savedAt"] == first.json["createdAt"]

    was = await api.get(f"{path}/versions/1")
    assert was.json["nodes"] == first.json["nodes"]
    assert was.headers["ETag"] == first.headers["ETag"]
    restored = await api.call("PUT", path, json=was.json, headers={"If-Match": '"2"'})
    assert (restored.json["version"], restored.json["name"]) == (3, first.json["name"])
    assert "savedAt" not in restored.json
    assert len((await api.get(f"{path}/versions")).json["items"]) == 3


async def test_the_versions_page_through_everything_once(api: Api) -> None:
    path = f"/api/workflows/{await api.create()}"
    for _ in range(4):
        await api.call("PUT", path, json=prompt_to_image(), headers={"If-Match": "*"})
    seen: list[int] = []
    cursor = ""
    while cursor is not None:
        page = (await api.get(f"{path}/versions?limit=2{cursor and f'&cursor={cursor}'}")).json
        seen += [item["version"] for item in page["items"]]
        cursor = page["nextCursor"]
    assert seen == [5, 4, 3, 2, 1]


@pytest.mark.parametrize(
    ("wanted", "status", "code"),
    [
        ("versions/2", 404, "not_found"),
        ("versions/0", 422, "bad_field"),
        ("versions/99999999999999999999", 422, "bad_field"),
        ("versions/latest", 422, "bad_field"),
        ("versions?cursor=x", 422, "bad_field"),
        ("versions?cursor=99999999999", 422, "bad_field"),
    ],
)
async def test_a_version_that_is_not_there_is_said(
    api: Api, wanted: str, status: int, code: str
) -> None:
    answer = await api.get(f"/api/workflows/{await api.create()}/{wanted}")
    assert (answer.status, answer.code) == (status, code)


async def test_nobody_elses_versions_are_told(api: Api) -> None:
    workflow_id = await api.create()
    await api.call("DELETE", f"/api/workflows/{workflow_id}")
    for wanted in ("versions", "versions/1"):
        answer = await api.get(f"/api/workflows/{workflow_id}/{wanted}")
        assert (answer.status, answer.code) == (404, "not_found")
