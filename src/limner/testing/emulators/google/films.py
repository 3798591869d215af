"""Films: interactions that go on in the background, and the files that come of them.

POST /v1beta/interactions                     order a film
GET  /v1beta/interactions/{id}                where it stands; its film once it is done
POST /v1beta/interactions/{id}/cancel
GET  /v1beta/files/{id}                       what is known of a film's file
GET  /v1beta/files/{id}:download?alt=media    the film, for the key
GET  /elsewhere/{id}                          the same on another host, for no key at all
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import msgspec
from aiohttp import web

from limner.testing.emulators.base import Emulator
from limner.testing.emulators.faults import Fault, Lost, Refused
from limner.testing.emulators.google import errors
from limner.testing.emulators.google.film_request import (
    FilmWish,
    InvalidRequest,
    UnknownModel,
    film_wish,
)
from limner.testing.films import plain_film
from limner.testing.ledger import Charge, Order

FilmEnd = Literal[
    "inline",
    "still_written",
    "elsewhere",
    "redirected",
    "refused",
    "blocked",
    "failed",
    "file_failed",
    "nothing",
    "vanishes",
    "lost_poll",
]
"""How a film ends, or what is odd about the way to it."""

_TOKENS_A_SECOND = 5792
_CHARACTERS_A_TOKEN = 4
_REFUSAL = "I can't make that film. Would you like something else?"
_BASE = "/{version:v1(?:beta)?}"


@dataclass(slots=True)
class _Job:
    """An interaction. ``charge`` is missing where nothing was ordered."""

    id: str
    file_id: str
    wish: FilmWish
    charge: Charge | None
    end: FilmEnd | None
    ends_at: float
    cancelled: bool = False

    def film(self) -> bytes:
        return plain_film(*self.wish.size, self.wish.seconds, self.wish.prompt, 0)

    @property
    def is_done(self) -> bool:
        return time.time() >= self.ends_at


class Films:
    """The films of one emulated Gemini API; ``next_end`` says how the one ordered now is to end."""

    def __init__(
        self,
        emulator: Emulator,
        check_key: Callable[[web.Request], None],
        next_end: Callable[[], FilmEnd | None],
    ) -> None:
        self._emulator = emulator
        self._check_key = check_key
        self._next_end = next_end
        self._by_id: dict[str, _Job] = {}
        self._by_file: dict[str, _Job] = {}

    def add_routes(self, router: web.UrlDispatcher) -> None:
        router.add_post(f"{_BASE}/interactions", self._order)
        router.add_get(f"{_BASE}/interactions/{{id}}", self._status)
        router.add_post(f"{_BASE}/interactions/{{id}}/cancel", self._cancel)
        router.add_get(f"{_BASE}/files/{{id:[^/:]+}}", self._about_file)
        router.add_get(f"{_BASE}/files/{{id:[^/:]+}}:download", self._download)
        router.add_get("/elsewhere/{id}", self._elsewhere)

    async def _order(self, request: web.Request) -> web.StreamResponse:
        self._check_key(request)
        try:
            body = msgspec.json.decode(await request.read())
            self._emulator.note(request, _without_files(body))
            wish = film_wish(body)
        except (msgspec.DecodeError, RecursionError, InvalidRequest) as error:
            raise Refused(_invalid(str(error))) from None
        except UnknownModel as error:
            version = request.match_info["version"]
            raise Refused(errors.unknown_model(str(error), version)) from None
        job, fault = await self._taken(wish, self._next_end())
        if not wish.in_background:
            await asyncio.sleep(max(0.0, job.ends_at - time.time()))
        answer = msgspec.json.encode(self._told(request, job))
        return await self._emulator.deliver(request, answer, fault)

    async def _taken(self, wish: FilmWish, end: FilmEnd | None) -> tuple[_Job, Fault | None]:
        """The job of an order, and what is to go wrong now. Raises Refused and Lost."""
        if end == "blocked":
            raise Refused(_invalid("The prompt was blocked.", "PROHIBITED_CONTENT"))
        charge: Charge | None = None
        fault: Fault | None = None
        if end not in ("refused", "failed"):
            try:
                charge, fault = await self._emulator.accept(Order(wish.prompt, 1, *wish.size, 0))
            except Refused as refused:
                if refused.answer.status != 200:
                    raise
                end = "refused"
        ends_at = time.time() if charge is None else self._emulator.done_at(charge)
        job = _Job(f"v1_{uuid.uuid4().hex}", uuid.uuid4().hex[:12], wish, charge, end, ends_at)
        self._by_id[job.id] = self._by_file[job.file_id] = job
        return job, fault

    async def _status(self, request: web.Request) -> web.StreamResponse:
        job = self._job(request)
        if job.end == "lost_poll":
            job.end = None
            raise Lost
        return _json(self._told(request, job))

    async def _cancel(self, request: web.Request) -> web.StreamResponse:
        job = self._job(request)
        if job.is_done:
            return _invalid("The interaction has ended.")
        job.cancelled, job.ends_at = True, time.time()
        if job.charge is not None:
            self._emulator.ledger.cancel(job.charge.id)
        return _json(self._told(request, job))

    async def _about_file(self, request: web.Request) -> web.StreamResponse:
        self._check_key(request)
        job = self._with_file(request)
        state = "FAILED" if job.end == "file_failed" else "ACTIVE"
        if job.end == "still_written":
            job.end, state = None, "PROCESSING"
        return _json(
            {"name": f"files/{job.file_id}", "mimeType": "video/mp4", "state": state}
            | {"uri": f"{request.url.origin()}/v1beta/files/{job.file_id}", "source": "GENERATED"}
        )

    async def _download(self, request: web.Request) -> web.StreamResponse:
        self._check_key(request)
        job = self._with_file(request)
        if job.end == "redirected":
            raise web.HTTPFound(_elsewhere(request, job))
        return web.Response(body=job.film(), content_type="video/mp4")

    async def _elsewhere(self, request: web.Request) -> web.StreamResponse:
        if "x-goog-api-key" in request.headers or "key" in request.query:
            return web.Response(status=400, text="A key was sent where it is not at home.")
        return web.Response(body=self._with_file(request).film(), content_type="video/mp4")

    def _job(self, request: web.Request) -> _Job:
        """Raises Refused where nobody knows the interaction: that is no 404 there."""
        self._check_key(request)
        job = self._by_id.get(request.match_info["id"])
        if job is None or job.end == "vanishes":
            raise Refused(_invalid("Invalid interaction name."))
        return job

    def _with_file(self, request: web.Request) -> _Job:
        job = self._by_file.get(request.match_info["id"])
        if job is None or not job.is_done:
            raise Refused(errors.error(404, "NOT_FOUND", "The file does not exist."))
        return job

    def _told(self, request: web.Request, job: _Job) -> dict[str, Any]:
        told = {"id": job.id, "object": "interaction", "model": job.wish.model}
        if job.cancelled:
            return told | {"status": "cancelled"}
        if not job.is_done:
            return told | {"status": "in_progress"}
        if job.end == "failed":
            fault = {"code": "internal_error", "message": "The film could not be made."}
            return told | {"status": "failed", "errors": [fault]}
        return told | {
            "status": "completed",
            "steps": [{"type": "model_output", "content": self._made(request, job)}],
            "usage": _usage(job),
        }

    def _made(self, request: web.Request, job: _Job) -> list[dict[str, Any]]:
        if job.end == "refused":
            return [{"type": "text", "text": _REFUSAL}]
        if job.end == "nothing":
            return []
        film = {"type": "video", "mime_type": "video/mp4"}
        if job.end == "inline" or not job.wish.by_uri:
            return [film | {"data": base64.b64encode(job.film()).decode()}]
        if job.end == "elsewhere":
            return [film | {"uri": _elsewhere(request, job)}]
        base = f"{request.url.origin()}/v1beta/files/{job.file_id}"
        return [film | {"uri": f"{base}:download?alt=media"}]


def _elsewhere(request: web.Request, job: _Job) -> str:
    """The film at the same port under another name, and so on another host."""
    return f"http://localhost:{request.url.port}/elsewhere/{job.file_id}"


def _usage(job: _Job) -> dict[str, Any]:
    words = -(-len(job.wish.prompt) // _CHARACTERS_A_TOKEN)
    made = 0 if job.end == "refused" else round(job.wish.seconds * _TOKENS_A_SECOND)
    return {
        "input_tokens_by_modality": [{"modality": "text", "tokens": words}],
        "output_tokens_by_modality": [{"modality": "video", "tokens": made}],
        "total_tokens": words + made,
    }


def _invalid(message: str, code: str = "invalid_request") -> web.Response:
    body = {"error": {"code": code, "message": message}}
    return web.Response(body=msgspec.json.encode(body), status=400, content_type="application/json")


def _without_files(body: Any) -> Any:
    """The body with the digest of each image in place of its data."""
    if isinstance(body, list):
        return [_without_files(item) for item in body]
    if not isinstance(body, dict):
        return body
    return {
        name: hashlib.sha256(item.encode()).hexdigest()
        if name == "data" and isinstance(item, str)
        else _without_files(item)
        for name, item in body.items()
    }


def _json(body: Any) -> web.Response:
    return web.Response(body=msgspec.json.encode(body), content_type="application/json")
