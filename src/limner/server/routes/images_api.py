"""The images API of existing clients, in front of every enabled model."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import replace

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from limner.errors import ServerStopping
from limner.server.access import payer_of
from limner.server.answers import Json, TheStudio
from limner.server.ended_run import error_of
from limner.server.events import SSE_TYPE
from limner.server.images_api.answer import Wanted, images_answer
from limner.server.images_api.description import EDIT_BODY, GENERATION_BODY, REFUSED, STREAMED
from limner.server.images_api.errors import REQUEST_ID, failed_answer
from limner.server.images_api.models import usable_model, usable_models
from limner.server.images_api.request import ImagesCall, read_edit, read_generation
from limner.server.images_api.stream import ImageStream, RunFailed
from limner.server.routes.runs import IdempotencyKey
from limner.server.schemas.images_api import ImagesAnswer, ListedModel, ListedModels
from limner.server.simple_call import idempotency
from limner.server.stopping import Stop, Stopping
from limner.studio import Studio

router = APIRouter(prefix="/v1", tags=["images API"])

_MICROSECONDS = 1_000_000
_AS_LONG_AS_IT_TAKES = 24 * 60 * 60
"""Seconds. The time limits of the models end every run before."""


@router.post(
    "/images/generations",
    summary="Make images",
    response_model=ImagesAnswer,
    responses=REFUSED | STREAMED,
    openapi_extra=GENERATION_BODY,
)
async def create_images(
    request: Request,
    studio: TheStudio,
    stopping: Stopping,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """A client that goes away cancels nothing; what its own repetition asks for is the same run."""
    call = await read_generation(request)
    return await _answer(request, studio, stopping, call, "image_generation", idempotency_key)


@router.post(
    "/images/edits",
    summary="Make images from images",
    response_model=ImagesAnswer,
    responses=REFUSED | STREAMED,
    openapi_extra=EDIT_BODY,
)
async def edit_images(
    request: Request,
    studio: TheStudio,
    stopping: Stopping,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """As a form with files, or as JSON with addresses or asset ids."""
    call = await read_edit(request)
    return await _answer(request, studio, stopping, call, "image_edit", idempotency_key)


@router.get("/models", summary="Models", response_model=ListedModels, responses=REFUSED)
async def list_usable_models(studio: TheStudio) -> Json:
    """Every enabled model that can be used now."""
    return Json({"object": "list", "data": list(usable_models(studio.catalog))})


@router.get(
    "/models/{model_id:path}", summary="One model", response_model=ListedModel, responses=REFUSED
)
async def get_usable_model(model_id: str, studio: TheStudio) -> Json:
    """Ids may contain slashes."""
    return Json(usable_model(studio.catalog, model_id))


async def _answer(
    request: Request, studio: Studio, stop: Stop, call: ImagesCall, kind: str, key: str | None
) -> Response:
    model = studio.direct.model_of(call.wanted.model, None)
    direct = replace(call.direct(model), payer=payer_of(request))
    started = await studio.direct.start(direct, idempotency(key, request, call.body))
    wanted = Wanted(
        run_id=started.run.id,
        created=started.run.created_at // _MICROSECONDS,
        model=model,
        settings=direct.settings,
        response_format=call.response_format,
        warnings=call.unheeded(model),
    )
    if call.wanted.stream:
        return await _streamed(ImageStream(studio, wanted, kind, stop))
    return await _whole(studio, stop, wanted)


async def _whole(studio: Studio, stop: Stop, wanted: Wanted) -> Response:
    if not await stop.first(studio.engine.wait(wanted.run_id, _AS_LONG_AS_IT_TAKES)):
        raise ServerStopping
    run, usage = await studio.runs.run_with_usage(wanted.run_id)
    if run["status"] != "succeeded":
        return failed_answer(error_of(run), wanted.run_id)
    answer = await images_answer(studio, run, usage, wanted)
    return Json(answer, headers={REQUEST_ID: wanted.run_id})


async def _streamed(stream: ImageStream) -> Response:
    """Waits for the first event, so that a run that fails at once has its own status."""
    lines = stream.lines()
    try:
        first = await anext(lines)
    except RunFailed as failed:
        return failed_answer(failed.error, stream.wanted.run_id)
    headers = {REQUEST_ID: stream.wanted.run_id, "X-Accel-Buffering": "no"}
    return StreamingResponse(_joined(first, lines), headers=headers, media_type=SSE_TYPE)


async def _joined(first: bytes, lines: AsyncGenerator[bytes, None]) -> AsyncIterator[bytes]:
    async with aclosing(lines):
        yield first
        async for line in lines:
            yield line
