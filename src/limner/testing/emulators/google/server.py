"""Speaks the Gemini API on loopback: pictures and texts inline, films in the background.

    POST /v1beta/models/{model}:generateContent          (or /v1)
    POST /v1beta/models/{model}:streamGenerateContent    ?alt=sse for server-sent events
    POST /v1beta/interactions                            films, in the background (``films``)
    GET  /v1beta/models · GET /v1beta/models/{model}
    POST /_emulator/outcomes                             what the next answers are to hold

A request is held to the fields and values of Google's own messages and to what its model can
do. Most of what goes wrong at Google is no error but an answer of status 200 with a reason:
those are *outcomes*, set beside the faults.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from aiohttp import web

from limner.testing.emulators.base import BAD_KEY, Emulator
from limner.testing.emulators.faults import Fault, Refused
from limner.testing.emulators.google import errors
from limner.testing.emulators.google.answers import (
    Answer,
    BlockReason,
    FinishReason,
    blocked_prompt,
    chunks,
    pictures,
    stopped,
    written,
)
from limner.testing.emulators.google.films import FilmEnd, Films
from limner.testing.emulators.google.models import (
    FILM_MODELS,
    IMAGE_MODELS,
    TEXT_MODELS,
    ImageModel,
    is_text_model,
)
from limner.testing.emulators.google.request import (
    InvalidArgument,
    PictureWish,
    picture_wish,
    text_wish,
)
from limner.testing.emulators.google.schema import read_request
from limner.testing.ledger import Ledger, Order

_OTHER_PIXELS = (640, 480)
_METHODS = ("generateContent", "streamGenerateContent")


class Outcome(msgspec.Struct, frozen=True):
    """What an answer is to hold instead of one picture.

    ``block``: the prompt is refused and nothing charged. ``finish``: it ends without a picture
    for this reason; with ``STOP`` the model says in prose that it will not. ``pictures``: so many.
    ``film``: how a film ends, or what is odd about the way to it.
    """

    block: BlockReason | None = None
    finish: FinishReason | None = None
    pictures: int = 1
    film: FilmEnd | None = None


class OutcomeOrder(Outcome, frozen=True):
    """The body of POST /_emulator/outcomes."""

    times: int = 1


class GoogleEmulator(Emulator):
    """The Gemini API. Every request for a picture is charged once it is accepted."""

    name = "google"
    title = "Google"
    faults = Emulator.faults - {"unprocessable"}

    def __init__(
        self, ledger: Ledger, *, latency: float = 0.0, contracts: Path | None = None
    ) -> None:
        super().__init__(ledger, latency=latency, contracts=contracts)
        self._outcomes: deque[Outcome] = deque()
        self._films = Films(self, _check_key, lambda: self._next_outcome().film)

    @staticmethod
    def environment(address: str) -> Mapping[str, str]:
        return {"GEMINI_API_KEY": "emulated", "LIMNER_GOOGLE_URL": address}

    def add_routes(self, router: web.UrlDispatcher) -> None:
        models = "/{version:v1(?:beta)?}/models"
        router.add_post(models + "/{model:[^/:]+}:{method}", self._generate)
        self._films.add_routes(router)
        router.add_get(models, self._list_models)
        router.add_get(models + "/{model:[^/:]+}", self._tell_model)
        router.add_post("/_emulator/outcomes", self._take_outcomes)

    def refusal(self, fault: Fault) -> web.Response:
        if fault == "refusal":
            return _json(blocked_prompt("PROHIBITED_CONTENT"))
        return errors.refused(fault)

    def outcome(self, outcome: Outcome, times: int = 1) -> None:
        """Let the next pictures or films asked for end so."""
        self._outcomes.extend([outcome] * times)

    def _next_outcome(self) -> Outcome:
        return self._outcomes.popleft() if self._outcomes else Outcome()

    async def _generate(self, request: web.Request) -> web.StreamResponse:
        _check_key(request)
        read = await self._read(request)
        model_id = request.match_info["model"]
        model = IMAGE_MODELS.get(model_id)
        known = model is not None or is_text_model(model_id)
        if not known or request.match_info["method"] not in _METHODS:
            raise Refused(errors.unknown_model(model_id, request.match_info["version"]))
        try:
            if model is None:
                return await self._write(request, model_id, read)
            wish = picture_wish(model_id, model, read)
            return await self._picture(request, model_id, model, wish)
        except InvalidArgument as error:
            raise Refused(errors.error(400, "INVALID_ARGUMENT", str(error))) from None
        except Refused as refused:
            if refused.answer.status != 200:
                raise
            return await self._answer(request, blocked_prompt("PROHIBITED_CONTENT"), None)

    async def _read(self, request: web.Request) -> Mapping[str, Any]:
        """The request's body under Google's own names. Raises Refused where it is none."""
        try:
            body = msgspec.json.decode(await request.read())
        except (ValueError, RecursionError) as error:
            message = f"Invalid JSON payload received. {error}"
            raise Refused(errors.error(400, "INVALID_ARGUMENT", message)) from None
        self.note(request, _without_files(body))
        read, violations = read_request(body)
        if violations:
            raise Refused(errors.bad_fields(violations))
        return read

    async def _picture(
        self, request: web.Request, model_id: str, model: ImageModel, wish: PictureWish
    ) -> web.StreamResponse:
        outcome = self._next_outcome()
        if outcome.block is not None:
            return await self._answer(request, blocked_prompt(outcome.block), None)
        count = outcome.pictures if outcome.finish is None else 0
        charge, fault = await self.accept(Order(wish.prompt, count, *wish.pixels, wish.seed))
        await self.finished(charge)
        finish = "NO_IMAGE" if fault == "fewer_images" else outcome.finish
        if finish is not None:
            answer = stopped(model_id, wish, model, finish)
        else:
            answer = await asyncio.to_thread(
                pictures,
                model_id,
                wish,
                model,
                count=count,
                pixels=_OTHER_PIXELS if fault == "other_size" else None,
                damaged=fault == "bad_base64",
            )
        return await self._answer(request, answer, fault)

    async def _write(
        self, request: web.Request, model_id: str, read: Mapping[str, Any]
    ) -> web.StreamResponse:
        wish = text_wish(read)
        charge, fault = await self.accept(Order(wish.prompt, 0, 0, 0, 0))
        await self.finished(charge)
        calls = self.next_calls() if wish.offers else ()
        said = None if calls or wish.calls else self.next_text()
        return await self._answer(request, written(model_id, wish, said, calls), fault)

    async def _answer(
        self, request: web.Request, answer: Answer, fault: Fault | None
    ) -> web.StreamResponse:
        if request.match_info["method"] == "generateContent":
            return await self.deliver(request, msgspec.json.encode(answer), fault)
        parts = [msgspec.json.encode(chunk) for chunk in chunks(answer)]
        if request.query.get("alt") == "sse":
            events = b"".join(b"data: " + part + b"\r\n\r\n" for part in parts)
            return await self.deliver(request, events, fault, content_type="text/event-stream")
        return await self.deliver(request, b"[" + b",\r\n".join(parts) + b"]", fault)

    async def _list_models(self, request: web.Request) -> web.StreamResponse:
        _check_key(request)
        return _json(
            {"models": [_described(model) for model in (*IMAGE_MODELS, *FILM_MODELS, *TEXT_MODELS)]}
        )

    async def _tell_model(self, request: web.Request) -> web.StreamResponse:
        _check_key(request)
        model_id = request.match_info["model"]
        if model_id not in {*IMAGE_MODELS, *FILM_MODELS, *TEXT_MODELS}:
            raise Refused(errors.unknown_model(model_id, request.match_info["version"]))
        return _json(_described(model_id))

    async def _take_outcomes(self, request: web.Request) -> web.StreamResponse:
        try:
            order = msgspec.json.decode(await request.read(), type=OutcomeOrder)
        except msgspec.DecodeError as error:
            return web.json_response({"detail": str(error)}, status=422)
        self.outcome(order, order.times)
        return web.Response(status=204)


def _check_key(request: web.Request) -> None:
    key = request.headers.get("x-goog-api-key") or request.query.get("key")
    if not key:
        raise Refused(errors.no_key())
    if key == BAD_KEY:
        raise Refused(errors.bad_key())


def _described(model_id: str) -> dict[str, Any]:
    image_model = IMAGE_MODELS.get(model_id)
    return {
        "name": f"models/{model_id}",
        "version": "001",
        "displayName": image_model.title if image_model else (FILM_MODELS | TEXT_MODELS)[model_id],
        "inputTokenLimit": 65_536,
        "outputTokenLimit": 32_768,
        "supportedGenerationMethods": ["generateContent"],
    }


def _without_files(body: Any) -> Any:
    """The body with the digest and length of each file in place of its data."""
    if isinstance(body, list):
        return [_without_files(item) for item in body]
    if not isinstance(body, dict):
        return body
    return {
        name: _named(item) if name == "data" and isinstance(item, str) else _without_files(item)
        for name, item in body.items()
    }


def _named(data: str) -> str:
    return f"{hashlib.sha256(data.encode()).hexdigest()} of {len(data)} characters"


def _json(body: Any) -> web.Response:
    return web.Response(body=msgspec.json.encode(body), content_type="application/json")
