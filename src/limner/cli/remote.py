"""The work of a command, done by a server on the same data directory."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import aiohttp

from limner.cli.trouble import Refused
from limner.errors import AlreadyRunning, RunError
from limner.server.presence import find_running

Json = dict[str, Any]

_CONNECT_SECONDS = 5.0
_LONGEST_EVENT = 4 * 1024 * 1024


class RemoteBackend:
    """A server, spoken to over HTTP."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def models(self) -> Json:
        return await self._json("GET", "/api/models")

    async def upload(self, name: str, data: bytes) -> str:
        form = aiohttp.FormData()
        form.add_field("file", data, filename=name)
        asset_id: str = (await self._json("POST", "/api/assets", data=form))["id"]
        return asset_id

    async def start(self, document: Json, inputs: Json, budget: int | None) -> str:
        body = {"document": document, "inputs": inputs or None, "budget": budget}
        run_id: str = (await self._json("POST", "/api/runs", json=body))["id"]
        return run_id

    async def events(self, run_id: str, after: int) -> AsyncIterator[Json]:
        path, since = f"/api/runs/{quote(run_id)}/events", {"Last-Event-ID": str(after)}
        async with self._session.get(path, headers=since) as answer:
            await _raise_refusal(answer)
            async for line in answer.content:
                if line.startswith(b"data:"):
                    yield json.loads(line.removeprefix(b"data:"))

    async def run(self, run_id: str) -> Json:
        return await self._json("GET", f"/api/runs/{quote(run_id)}")

    async def cancel(self, run_id: str) -> None:
        await self._json("POST", f"/api/runs/{quote(run_id)}/cancel", json={})

    async def confirm(self, run_id: str, prompts: Mapping[str, str]) -> None:
        body = {"prompts": dict(prompts)}
        await self._json("POST", f"/api/runs/{quote(run_id)}/resume", json=body)

    async def resume(self, run_id: str, retry: Sequence[str], budget: int | None) -> None:
        body = {"retry": list(retry), "budget": budget}
        await self._json("POST", f"/api/runs/{quote(run_id)}/resume", json=body)

    async def run_document(self, run_id: str) -> Json:
        return await self._json("GET", f"/api/runs/{quote(run_id)}/document")

    async def content(self, asset_id: str) -> bytes:
        async with self._session.get(f"/api/assets/{quote(asset_id)}/content") as answer:
            await _raise_refusal(answer)
            return await answer.read()

    async def asset(self, asset_id: str) -> Json:
        return await self._json("GET", f"/api/assets/{quote(asset_id)}")

    async def workflow(self, workflow_id: str) -> Json:
        return await self._json("GET", f"/api/workflows/{quote(workflow_id)}")

    async def create_workflow(self, document: Json) -> Json:
        return await self._json("POST", "/api/workflows", json=document)

    async def keys(self) -> list[Json]:
        found: list[Json] = []
        page: Json = {"nextCursor": ""}
        while page["nextCursor"] is not None:
            query = {"limit": "200", "cursor": page["nextCursor"]}
            page = await self._json(
                "GET", "/api/keys", params={k: v for k, v in query.items() if v}
            )
            found += page["items"]
        return found

    async def create_key(self, wish: Json) -> Json:
        return await self._json("POST", "/api/keys", json=wish)

    async def delete_key(self, key_id: str) -> None:
        async with self._session.delete(f"/api/keys/{quote(key_id)}") as answer:
            await _raise_refusal(answer)

    async def _json(self, method: str, path: str, **content: Any) -> Json:
        async with self._session.request(method, path, **content) as answer:
            await _raise_refusal(answer)
            body: Json = await answer.json()
            return body


@asynccontextmanager
async def open_remote(home: Path, held: AlreadyRunning) -> AsyncIterator[RemoteBackend]:
    """The server that holds a data directory.

    Raises ``held`` where none answers there, and RunError when one goes away later.
    """
    server = find_running(home)
    if server is None or await running_address(home) is None:
        raise held
    headers = {"Authorization": f"Bearer {server.token}"}
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_SECONDS)
    async with aiohttp.ClientSession(
        server.address, headers=headers, timeout=timeout, read_bufsize=_LONGEST_EVENT
    ) as session:
        try:
            yield RemoteBackend(session)
        except aiohttp.ClientError as error:
            raise RunError(
                f"The connection to the server at {server.address} broke.",
                hint="What was started goes on there, after its next start if it has stopped.",
            ) from error


async def running_address(home: Path) -> str | None:
    """The address of a data directory's server, if it answers there."""
    server = find_running(home)
    if server is None:
        return None
    timeout = aiohttp.ClientTimeout(total=_CONNECT_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(server.address, timeout=timeout) as session,
            session.get("/api/health") as answer,
        ):
            return server.address if answer.status == 200 else None
    except (aiohttp.ClientError, TimeoutError):
        return None


async def _raise_refusal(answer: aiohttp.ClientResponse) -> None:
    if answer.status < 400:
        return
    try:
        problem = await answer.json(content_type=None)
    except ValueError:
        problem = None
    if not isinstance(problem, dict):
        problem = {"detail": f"The server answered {answer.status} {answer.reason}."}
    raise Refused(answer.status, problem)
