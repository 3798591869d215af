"""Direct generation: images without a workflow."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Header, Query
from starlette.requests import Request
from starlette.responses import Response

from limner.errors import (
    ModelLocked,
    NotConfigured,
    NotFound,
    PromptEmpty,
    PromptTooLong,
    ReferenceNotSupported,
    TierRequired,
    TokenExpired,
    TokenInvalid,
    TooManyReferences,
    UnknownModel,
    UnsupportedSize,
)
from limner.server.access import payer_of
from limner.server.answers import Json, TheStudio
from limner.server.body import read_json
from limner.server.direct_call import ended, job_status, queued, read_call
from limner.server.errors import problem
from limner.server.openapi import Responses, json_body, problems
from limner.server.routes.runs import FAILING, STARTING, IdempotencyKey
from limner.server.schemas.direct import DirectRequest, ImageOutput, ImageStatus, QueuedImage
from limner.server.simple_call import idempotency, preferred_wait
from limner.server.stopping import Stop, Stopping
from limner.studio import Studio

router = APIRouter(prefix="/api", tags=["direct"])

_PATIENCE_SECONDS = 600
"""How long an inline call waits: every model's own time limit ends it before."""

_BAD_REQUEST = 400
_REFUSING = (
    PromptEmpty,
    PromptTooLong,
    UnsupportedSize,
    TooManyReferences,
    UnknownModel,
    ModelLocked,
    TierRequired,
)
_RESPONSES: Responses = {
    202: {"model": QueuedImage, "description": "It goes on; ask for its status."},
    **problems(*STARTING, *FAILING, *_REFUSING, elsewhere={ReferenceNotSupported: _BAD_REQUEST}),
}
Prefer = Annotated[str | None, Header(description="`respond-async`, or `wait=` and seconds.")]
Token = Annotated[str, Query(max_length=2_000, description="The `statusToken`.")]
CanvasId = Annotated[
    str | None, Query(alias="canvasId", description="Refuse a token of another canvas.")
]


@router.post(
    "/generate-image",
    summary="Generate an image and wait for it",
    response_model=ImageOutput,
    responses=_RESPONSES,
    openapi_extra=json_body(DirectRequest, {"prompt": "a fox in a snowy forest at dusk"}),
)
async def generate_image(
    request: Request,
    studio: TheStudio,
    stopping: Stopping,
    idempotency_key: IdempotencyKey = None,
    prefer: Prefer = None,
) -> Response:
    """The provider is the one that answers within the request. A client that goes away
    cancels nothing."""
    provider = _inline_provider(studio)
    wait = preferred_wait(prefer, _PATIENCE_SECONDS)
    return await _answer(request, studio, stopping, provider, idempotency_key, wait)


@router.post(
    "/{provider}/generate-image",
    summary="Queue an image",
    status_code=202,
    response_model=QueuedImage,
    responses=_RESPONSES | {200: {"model": ImageOutput, "description": "With `Prefer: wait=`."}},
    openapi_extra=json_body(DirectRequest, {"prompt": "a fox", "imageSize": "landscape_16_9"}),
)
async def queue_image(
    provider: str,
    request: Request,
    studio: TheStudio,
    stopping: Stopping,
    idempotency_key: IdempotencyKey = None,
    prefer: Prefer = None,
) -> Response:
    """Any provider of images, by its name. The token is bound to the canvas, if one is given."""
    _require_provider(studio, provider)
    wait = preferred_wait(prefer, 0)
    return await _answer(request, studio, stopping, provider, idempotency_key, wait)


@router.get(
    "/{provider}/generate-image/status",
    summary="How far an image is",
    response_model=ImageStatus,
    response_model_exclude_unset=True,
    responses=problems(TokenInvalid, TokenExpired, NotFound),
)
async def image_status(
    provider: str, studio: TheStudio, token: Token, canvas_id: CanvasId = None
) -> Json:
    """A run that failed is an answer like any other: its status is FAILED."""
    facts = studio.tokens.read(token)
    if facts.provider != provider or canvas_id not in (None, facts.canvas_id):
        raise TokenInvalid("The status token belongs to another provider or canvas.")
    return Json(await job_status(studio, facts.run_id))


async def _answer(
    request: Request,
    studio: Studio,
    stopping: Stop,
    provider: str,
    key: str | None,
    wait: int,
) -> Response:
    body = await read_json(request)
    call = replace(read_call(body, provider), payer=payer_of(request))
    if call.workflow_id is not None:
        await studio.library.find(call.workflow_id)
    try:
        started = await studio.direct.start(call, idempotency(key, request, body))
    except ReferenceNotSupported as error:
        return problem(_BAD_REQUEST, error.as_json())
    run_id = started.run.id
    if wait:
        await stopping.first(studio.engine.wait(run_id, wait))
        answer = ended(await studio.runs.run(run_id))
        if answer is not None:
            return answer
    workspace = started.run.workspace_id
    token = studio.tokens.sign(run_id, workspace, provider, call.workflow_id)
    return queued(started, token, f"/api/{provider}/generate-image/status")


def _inline_provider(studio: Studio) -> str:
    """Raises NotConfigured where none of the providers answers calls that name none."""
    for provider in studio.gateways:
        if provider.answers_direct_calls:
            return provider.name
    raise NotConfigured("No provider here answers direct calls.")


def _require_provider(studio: Studio, name: str) -> None:
    """Raises NotFound for a name that no provider has."""
    known = [each.name for each in studio.gateways]
    if name not in known:
        raise NotFound(
            f"There is no provider {name!r:.80}.", hint=f"Providers: {', '.join(sorted(known))}."
        )
