"""Inputs of a run as a form, with files."""

import io
from typing import Any

import aiohttp
import pytest

from harness.api import Answer, Api
from harness.documents import document, node, wire
from limner.testing.pictures import plain_png

FIELDS = [
    {"name": "photo", "type": "image", "required": True},
    {"name": "title", "type": "text"},
    {"name": "number", "type": "number"},
    {"name": "tags", "type": "list"},
]
TAKING = document(
    [node("request", "request_input", fields=FIELDS), node("response", "response_output")],
    [wire(f"request.{field['name']}", f"response.{field['name']}") for field in FIELDS],
)
PHOTO = plain_png(8, 8, "a fox", 1)


async def sent(
    api: Api,
    path: str,
    *files: tuple[str, bytes],
    headers: dict[str, str] | None = None,
    **fields: str,
) -> Answer:
    form = aiohttp.FormData()
    for name, value in fields.items():
        form.add_field(name, value)
    for name, data in files:
        form.add_field(name, io.BytesIO(data), filename=f"{name}.png")
    return await api.call("POST", path, data=form, headers=headers or {})


async def test_files_and_values_of_every_type(api: Api) -> None:
    path = f"/api/workflows/{await api.create(TAKING)}"
    given = {"title": "7", "number": "7.5", "tags": '["a", "b"]'}
    answer = await sent(api, f"{path}/run", ("photo", PHOTO), **given)
    assert answer.status == 200, answer.body
    assert (answer.json["title"], answer.json["number"]) == ("7", 7.5)
    assert answer.json["tags"] == ["a", "b"]
    assert answer.json["photo"].startswith("http")
    started = await sent(api, f"{path}/runs", ("photo", PHOTO))
    run = await api.ended(started.json["id"])
    first = (await api.get(f"/api/runs/{answer.json['runId']}")).json
    assert run["inputs"]["photo"] == first["inputs"]["photo"], "the same picture is kept once"


async def test_the_same_form_under_a_key_is_the_same_run(api: Api) -> None:
    path = f"/api/workflows/{await api.create(TAKING)}/run"
    key = {"Idempotency-Key": "once"}
    ids = {(await sent(api, path, ("photo", PHOTO), headers=key)).json["runId"] for _ in range(2)}
    assert len(ids) == 1
    other = await sent(api, path, ("photo", plain_png(8, 8, "a hare", 2)), headers=key)
    assert other.code == "idempotency_key_reused"


@pytest.mark.parametrize(
    ("files", "fields", "code", "name"),
    [
        ([], {}, "missing_input", "photo"),
        ([("photo", b"no image")], {}, "unsupported_type", "photo"),
        ([("photo", PHOTO), ("more", PHOTO)], {}, "unknown_input", "more"),
        ([("photo", PHOTO)], {"number": "many"}, "bad_field", "number"),
        ([("photo", PHOTO)], {"number": '"7"'}, "bad_field", "number"),
        ([("photo", PHOTO)], {"tags": "[" * 5000}, "bad_field", "tags"),
        ([("photo", PHOTO)], {"else": "x"}, "unknown_input", "else"),
        ([("title", PHOTO), ("photo", PHOTO)], {"photo": "ast_none"}, None, None),
    ],
)
async def test_what_is_wrong_is_told_by_its_name(
    api: Api,
    files: list[tuple[str, bytes]],
    fields: dict[str, str],
    code: str | None,
    name: str | None,
) -> None:
    path = f"/api/workflows/{await api.create(TAKING)}/run"
    answer: Any = await sent(api, path, *files, **fields)
    if code is None:
        assert answer.status == 200, "a file comes before a text of the same name"
        return
    assert answer.code == code
    assert answer.json["input"] == name
    assert (await api.get("/api/runs")).json["items"] == []
