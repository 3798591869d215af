"""The routes of OpenAI's images API over one ledger, and its chat completions.

POST /v1/chat/completions     JSON; a text, of any model that makes no images
POST /v1/images/generations   JSON; with ``stream`` answers server-sent events
POST /v1/images/edits         a form with ``image`` or several ``image[]``, or JSON
GET  /v1/models               the models; /v1/models/{id} one of them
GET  /files/…                 the pictures of the dialect that answers with addresses
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aiohttp import web

from limner.testing.emulators.base import Emulator, key_is_good
from limner.testing.emulators.chat import complete_chat
from limner.testing.emulators.faults import Fault
from limner.testing.emulators.openai import errors
from limner.testing.emulators.openai.answers import Answer
from limner.testing.emulators.openai.models import MODELS
from limner.testing.emulators.openai.reading import Body, read_edit, read_generation
from limner.testing.emulators.openai.rules import ImageOrder, Rules
from limner.testing.ledger import Ledger, Order
from limner.testing.pictures import plain_png

_MADE = 1_776_729_600
_FILE = re.compile(r"image-(\d+)-(\d+)x(\d+)\.png")
_SEEDS_AN_ORDER = 100


class OpenAIEmulator(Emulator):
    """OpenAI's images API."""

    name = "openai"
    title = "OpenAI"

    def __init__(
        self, ledger: Ledger, *, latency: float = 0.0, contracts: Path | None = None
    ) -> None:
        super().__init__(ledger, latency=latency, contracts=contracts)
        self._rules = Rules(contracts)

    @staticmethod
    def environment(address: str) -> Mapping[str, str]:
        return {"OPENAI_BASE_URL": f"{address}/v1", "OPENAI_API_KEY": "any-key-is-good"}

    def app(self) -> web.Application:
        app = super().app()
        app.on_response_prepare.append(_sign)
        return app

    def add_routes(self, router: web.UrlDispatcher) -> None:
        router.add_post("/v1/chat/completions", self._chat)
        router.add_post("/v1/images/generations", self._generate)
        router.add_post("/v1/images/edits", self._edit)
        router.add_get("/v1/models", self._list_models)
        router.add_get("/v1/models/{id}", self._model)
        router.add_get("/files/{charge}/{name}", self._file)
        router.add_route("*", "/v1/{rest:.*}", self._elsewhere)

    def refusal(self, fault: Fault) -> web.Response:
        return errors.fault_response(fault)

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        _check_key(request)
        return await complete_chat(self, request, errors.invalid)

    async def _generate(self, request: web.Request) -> web.StreamResponse:
        _check_key(request)
        body = await read_generation(request)
        return await self._paid(request, body, edit=False)

    async def _edit(self, request: web.Request) -> web.StreamResponse:
        _check_key(request)
        body = await read_edit(request)
        return await self._paid(request, body, edit=True)

    async def _paid(self, request: web.Request, body: Body, *, edit: bool) -> web.StreamResponse:
        self.note(request, body.noted)
        order = self._rules.ordered(body, edit=edit)
        charge, fault = await self.accept(self._charged(order))
        answer = Answer(order, charge, fault, f"{request.scheme}://{request.host}")
        if order.stream and fault != "html":
            kind = "image_edit" if edit else "image_generation"
            return await self._stream(request, answer, kind)
        await self.finished(charge)
        return await self.deliver(request, answer.body(), fault)

    def _charged(self, order: ImageOrder) -> Order:
        """Every order has seeds of its own: this API knows none, and no two images are alike."""
        seed = (len(self.ledger.charges) + 1) * _SEEDS_AN_ORDER
        return Order(order.prompt, order.count, order.width, order.height, seed)

    async def _stream(self, request: web.Request, answer: Answer, kind: str) -> web.StreamResponse:
        stream = web.StreamResponse()
        stream.content_type = "text/plain" if answer.fault == "wrong_type" else "text/event-stream"
        await stream.prepare(request)
        for share, event in answer.events(kind):
            await self.finished(answer.charge, share)
            if answer.fault in ("stall", "truncated"):
                await stream.write(event[: len(event) // 2])
                return await self.break_off(request, stream, answer.fault)
            await stream.write(event)
        await stream.write_eof()
        self.counts["answers"] += 1
        return stream

    async def _list_models(self, request: web.Request) -> web.StreamResponse:
        _check_key(request)
        return web.json_response({"object": "list", "data": [_described(id) for id in MODELS]})

    async def _model(self, request: web.Request) -> web.StreamResponse:
        _check_key(request)
        if (id := request.match_info["id"]) not in MODELS:
            raise errors.unknown_model(id)
        return web.json_response(_described(id))

    async def _file(self, request: web.Request) -> web.StreamResponse:
        charge = self.ledger.charges.get(request.match_info["charge"])
        named = _FILE.fullmatch(request.match_info["name"])
        if charge is None or named is None:
            raise web.HTTPNotFound
        number, width, height = (int(text) for text in named.group(1, 2, 3))
        data = plain_png(width, height, charge.order.prompt, charge.order.seed + number)
        return web.Response(body=data, content_type="image/png")

    async def _elsewhere(self, request: web.Request) -> web.StreamResponse:
        raise errors.unknown_path(request.method, request.path)


def _check_key(request: web.Request) -> None:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme != "Bearer" or not key_is_good(key.strip()):
        raise errors.bad_key()


async def _sign(_: web.Request, response: web.StreamResponse) -> None:
    response.headers["x-request-id"] = f"req_{uuid.uuid4().hex}"


def _described(id: str) -> dict[str, Any]:
    return {
        "id": id,
        "object": "model",
        "created": _MADE,
        "owned_by": "emulator",
        "shutdown_date": MODELS[id].shutdown,
    }
