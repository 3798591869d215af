"""What no client should send: every answer is a problem, and the server goes on."""

import asyncio
import re

import pytest

from harness.api import Api, interface_document, raw
from harness.documents import document, node
from limner.errors import StorageFull

JSON = {"Content-Type": "application/json"}
MALFORMED = [
    b"",
    b"{",
    b"nonsense",
    b"{'a': 1}",
    b'{"a": NaN}',
    b'{"a": Infinity}',
    b'{"a": 1e999}',
    b'{"a": "\\ud800"}',
    b'{"a": "\\u0000"}',
    b'{"a\\u0000": 1}',
    b'{"a": "\xff"}',
    b'{"a": "\xed\xa0\x80"}',
    b'\xef\xbb\xbf{"a": 1}',
    b'{"a": 123456789012345678901234567890}',
    b"[" * 100_000 + b"]" * 100_000,
    b'{"a":' * 300 + b"1" + b"}" * 300,
    b'{"a": 1} trailing',
    b"\x00",
]


@pytest.mark.parametrize("body", MALFORMED, ids=range(len(MALFORMED)))
async def test_what_is_not_json_is_malformed(api: Api, body: bytes) -> None:
    for path in ("/api/workflows", "/api/workflows/validate"):
        refused = await api.call("POST", path, data=body, headers=JSON)
        assert (refused.status, refused.code) == (400, "malformed_json")


async def test_escaped_backslashes_are_no_nul(api: Api) -> None:
    body = rb'{"schema":1,"name":"a\\u0000b","nodes":[],"edges":[]}'
    kept = await api.call("POST", "/api/workflows", data=body, headers=JSON)
    assert kept.json["name"] == "a\\u0000b"


@pytest.mark.parametrize(
    "media_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/jsonx",
        "",
    ],
)
async def test_json_comes_as_json(api: Api, media_type: str) -> None:
    workflow_id = await api.create()
    headers = {"Content-Type": media_type}
    for path in (
        "/api/workflows",
        "/api/estimate",
        "/api/session",
        "/api/runs",
        f"/api/workflows/{workflow_id}/run",
        f"/api/workflows/{workflow_id}/runs",
    ):
        refused = await api.call("POST", path, data=b'{"prompt": "a"}', headers=headers)
        assert (refused.status, refused.code) == (415, "unsupported_media_type"), path


@pytest.mark.parametrize("media_type", ["application/json; charset=utf-8", "Application/JSON"])
async def test_a_charset_is_fine(api: Api, media_type: str) -> None:
    headers = {"Content-Type": media_type}
    answer = await api.call("POST", "/api/estimate", data=b"{}", headers=headers)
    assert answer.status == 200


async def test_a_body_of_17_mebibytes_is_too_large(api: Api) -> None:
    refused = await api.post("/api/workflows", document([node("a", "text", text="x" * (17 << 20))]))
    assert (refused.status, refused.code) == (413, "too_large")


VALUES: list[object] = [None, True, 7, -1.5, "", "text", [], ["a"], {}, {"a": {"b": [1]}}, 10**18]


@pytest.mark.parametrize("value", VALUES, ids=repr)
async def test_any_json_anywhere_is_answered(api: Api, value: object) -> None:
    workflow_id = await api.create()
    run_id = await api.start(workflow_id)
    await api.ended(run_id)
    bodies = [
        ("/api/workflows", "schema name nodes edges"),
        ("/api/workflows/validate", "schema name nodes edges"),
        ("/api/estimate", "model count items params references format"),
        (f"/api/workflows/{workflow_id}/run", "prompt other"),
        (f"/api/workflows/{workflow_id}/runs", "inputs nodes fresh dryRun other"),
        ("/api/runs", "document inputs"),
        (f"/api/runs/{run_id}/resume", "retry"),
        ("/api/session", "key"),
    ]
    for path, keys in bodies:
        for body in (value, *({key: value} for key in keys.split())):
            answer = await api.post(path, body)
            assert answer.status < 500, (path, body, answer.body)


@pytest.mark.parametrize("value", VALUES, ids=repr)
async def test_any_json_inside_a_document_is_kept_or_refused(api: Api, value: object) -> None:
    for part in ("id", "type", "position", "data", "parentId"):
        draft = document([node("a", "image") | {part: value}])
        assert (await api.post("/api/workflows", draft)).status in (201, 422)
        assert (await api.post("/api/runs", {"document": draft})).status in (202, 422)
    for field in ("prompt", "count", "model", "params", "references", "aspectRatio", "style"):
        draft = document([node("a", "image", **{field: value})])
        assert (await api.post("/api/workflows/validate", draft)).status == 200


UNKNOWN = [
    "none",
    "wf_none",
    "..",
    "%2e%2e",
    "a%2Fb",
    "%00",
    "x" * 3_000,
    "wf_%27;%20DROP%20TABLE%20runs",
    "%F0%9F",
    "%F0%9F%A6%8A",
]


@pytest.mark.parametrize("unknown", UNKNOWN)
async def test_unknown_ids_are_not_found(api: Api, unknown: str) -> None:
    described = interface_document()
    for template, operations in described["paths"].items():
        if "{" not in template:
            continue
        path = re.sub(r"\{\w+\}", unknown, template)
        for method in operations:
            answer = await api.call(method.upper(), path, json={"key": "x"})
            assert 400 <= answer.status < 500, (method, path, answer.body)
            assert answer.code


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api", 404, "not_found"),
        ("GET", "/api/none", 404, "not_found"),
        ("GET", "/api/estimate", 405, "method_not_allowed"),
        ("PUT", "/api/runs", 405, "method_not_allowed"),
        ("POST", "/", 405, "method_not_allowed"),
        ("BREW", "/api/nodes", 405, "method_not_allowed"),
        ("GET", "/..%2f..%2fetc%2fpasswd", 404, "not_found"),
        ("GET", "/assets/..%2f..%2f__init__.py", 404, "not_found"),
        ("GET", "/assets/%2e%2e/%2e%2e/errors.py", 404, "not_found"),
        ("GET", "/index.html%00.png", 400, "bad_request"),
        ("GET", "/api/assets?q=%00", 400, "bad_request"),
    ],
)
async def test_other_addresses_and_methods_have_problems_too(
    api: Api, method: str, path: str, status: int, code: str
) -> None:
    answer = await api.call(method, path)
    assert (answer.status, answer.code) == (status, code)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"nonsense\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n", b"400"),
        (b"GET /api/health HTTP/1.0\r\n\r\n", b"403"),
        (b"POST /api/workflows HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n", b"400"),
    ],
)
async def test_broken_http_is_refused(api: Api, sent: bytes, status: bytes) -> None:
    answer = await raw(api, sent)
    assert answer.startswith(b"HTTP/1.1 " + status)
    assert b"Traceback" not in answer
    assert (await api.get("/api/health")).status == 200


async def test_endless_headers_are_cut_off(api: Api) -> None:
    answer = await raw(api, b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 4_000_000)
    assert not answer.startswith(b"HTTP/1.1 200")
    assert (await api.get("/api/health")).status == 200


async def test_a_client_that_leaves_in_the_middle_breaks_nothing(api: Api) -> None:
    head = b"POST /api/workflows HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    _, writer = await asyncio.open_connection("127.0.0.1", int(api.url.rsplit(":", 1)[1]))
    writer.write(head + b"Content-Length: 1000\r\n\r\n{")
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    assert (await api.get("/api/workflows")).json["items"] == []


async def test_a_fault_of_the_server_shows_nothing_of_it(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a secret in /home/someone")

    monkeypatch.setattr(type(api.studio.library), "page", broken)
    answer = await api.get("/api/workflows")
    assert (answer.status, answer.code) == (500, "internal_error")
    assert b"secret" not in answer.body
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_while_nothing_can_be_kept_the_server_says_so(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    workflow_id = await api.create()
    monkeypatch.setattr(api.studio.engine.journal, "fault", StorageFull("The disk is full."))
    for answer in (
        await api.get("/api/health"),
        await api.post(f"/api/workflows/{workflow_id}/runs", {"inputs": {"prompt": "a"}}),
    ):
        assert (answer.status, answer.code) == (503, "storage_full")
    assert (await api.get("/api/runs")).json["items"] == []
