"""A server in the test's own process, spoken to over HTTP; every answer is held against the
OpenAPI document."""

from __future__ import annotations

import asyncio
import io
import re
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

import aiohttp
import msgspec
from jsonschema import Draft202012Validator
from yarl import URL

from harness.documents import prompt_to_image
from limner.server.access import Access
from limner.server.app import create_app, interface
from limner.server.http_server import HttpServer
from limner.server.stopping import Stop
from limner.studio import Studio

TOKEN = "the-token-of-this-server"
ADMIN_KEY = "a-long-and-random-admin-key"
_JSON_TYPES = ("application/json", "application/problem+json")


@cache
def interface_document() -> dict[str, Any]:
    """The OpenAPI document."""
    return interface()


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return msgspec.json.decode(self.body)

    @property
    def code(self) -> str:
        """The code of a refusal; that it has the shape of its interface is checked."""
        refused = self.json
        if isinstance(refused.get("error"), dict):
            assert self.headers["Content-Type"] == "application/json", self.body
            assert self.headers["x-request-id"]
            refused = refused["error"]
            assert {"message", "type", "param"} <= refused.keys()
        else:
            assert self.headers["Content-Type"] == "application/problem+json", self.body
            assert refused["status"] == self.status
            assert {"type", "title", "detail"} <= refused.keys()
        code: str = refused["code"]
        return code


class Api:
    """A client of one server."""

    def __init__(self, session: aiohttp.ClientSession, studio: Studio, url: str) -> None:
        self.session = session
        self.studio = studio
        self.url = url

    async def call(self, method: str, path: str, **request: Any) -> Answer:
        """Send a request as it is, its path percent-encoded already; the answer is checked
        against the OpenAPI document."""
        address = URL(self.url + path, encoded=True)
        async with self.session.request(method, address, **request) as answer:
            given = Answer(answer.status, answer.headers, await answer.read())
        _check(method, path.split("?")[0], given)
        return given

    async def get(self, path: str, **request: Any) -> Answer:
        return await self.call("GET", path, **request)

    async def post(self, path: str, json: Any, **headers: str) -> Answer:
        """Send a JSON value; headers are given as in Python: `idempotency_key`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        body = io.BytesIO(msgspec.json.encode(json))
        return await self.call(
            "POST", path, data=body, headers={"Content-Type": "application/json"} | named
        )

    async def upload(self, data: bytes, name: str = "a.png", **fields: str) -> Answer:
        form = aiohttp.FormData()
        form.add_field("file", io.BytesIO(data), filename=name)
        for field, value in fields.items():
            form.add_field(field, value)
        return await self.call("POST", "/api/assets", data=form)

    async def create(self, document: Any = None) -> str:
        """Keep a workflow, by default prompt to image; its id."""
        created = await self.post("/api/workflows", document or prompt_to_image())
        assert created.status == 201, created.body
        workflow_id: str = created.json["id"]
        return workflow_id

    async def start(self, workflow_id: str, **start: Any) -> str:
        """Start a run; its id."""
        start.setdefault("inputs", {"prompt": "a fox"})
        started = await self.post(f"/api/workflows/{workflow_id}/runs", start)
        assert started.status == 202, started.body
        run_id: str = started.json["id"]
        return run_id

    async def ended(self, run_id: str) -> dict[str, Any]:
        """The run, once it has ended."""
        assert await self.studio.engine.wait(run_id, 60)
        run: dict[str, Any] = (await self.get(f"/api/runs/{run_id}")).json
        return run


def _check(method: str, path: str, answer: Answer) -> None:
    """An address of the interface answers only as its description says."""
    described = interface_document()
    operation = _operation(described, method, path)
    if operation is None:
        return
    where = f"{method} {path} → {answer.status}"
    assert str(answer.status) in operation["responses"], f"{where} is not described"
    media_type = answer.headers.get("Content-Type", "")
    content = operation["responses"][str(answer.status)].get("content", {})
    if media_type not in _JSON_TYPES:
        return
    assert media_type in content, f"{where} has no {media_type}"
    schema = content[media_type]["schema"]
    validator = Draft202012Validator(schema | {"components": described["components"]})
    faults = [f"{fault.json_path}: {fault.message}" for fault in validator.iter_errors(answer.json)]
    assert not faults, f"{where}: {faults[:5]}"


def _operation(described: Mapping[str, Any], method: str, path: str) -> Any:
    for template, operations in described["paths"].items():
        inner = r".+" if template.endswith("model_id}") else r"[^/]+"
        if re.fullmatch(re.sub(r"\{\w+\}", inner, template), path) and method.lower() in operations:
            return operations[method.lower()]
    return None


@asynccontextmanager
async def serving(studio: Studio) -> AsyncIterator[Api]:
    """Serve an open studio on a free port until the block ends."""
    listener = socket.create_server(("127.0.0.1", 0))
    stop = Stop()
    server = HttpServer(create_app(studio, Access(studio.settings, TOKEN), stop), stop)
    task = asyncio.create_task(server.serve([listener]))
    working = asyncio.create_task(studio.automation.work())
    await server.ready.wait()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    try:
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
            yield Api(session, studio, url)
    finally:
        server.should_exit = True
        await task
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)


async def raw(api: Api, sent: bytes) -> bytes:
    """What the server answers to these very bytes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(api.url.rsplit(":", 1)[1]))
    writer.write(sent)
    answer = b""
    with suppress(ConnectionError):
        answer = await asyncio.wait_for(reader.read(2_000), 30)
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()
    return answer
