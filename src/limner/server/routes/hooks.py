"""Calls from other programs that start runs: without a key, with proof that they know a secret."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Header
from starlette.requests import Request
from starlette.responses import Response

from limner.errors import HookRefused, HookRepeated, SwitchedOff
from limner.server.answers import Json, TheStudio
from limner.server.body import decode_json, read_bytes
from limner.server.ended_run import has_ended
from limner.server.openapi import OPEN, problems
from limner.server.routes.runs import FAILING, STARTING, IdempotencyKey
from limner.server.schemas.publishing import CallTaken
from limner.server.schemas.run import SimpleAnswer
from limner.server.simple_call import CALL_SECONDS, answer_of
from limner.server.stopping import Stopping
from limner.workflows.hooks import HookCall

router = APIRouter(tags=["automation"])

MAX_CALL_BYTES = 1024 * 1024


@router.post(
    "/hooks/{workflow_id}",
    summary="Start a workflow from another program",
    status_code=202,
    response_model=CallTaken,
    responses=problems(*STARTING, *FAILING, HookRefused, HookRepeated, SwitchedOff)
    | {200: {"model": SimpleAnswer, "description": "Where the workflow lets callers wait."}},
    openapi_extra=OPEN
    | {
        "requestBody": {
            "content": {
                "application/json": {
                    "schema": {"type": "object", "description": "`trigger.output` of the run."},
                    "example": {"headline": "A fox in the snow", "topic": "nature"},
                }
            }
        }
    },
)
async def call_hook(
    workflow_id: str,
    request: Request,
    studio: TheStudio,
    stopping: Stopping,
    idempotency_key: IdempotencyKey = None,
    timestamp: Annotated[
        str | None, Header(alias="X-Limner-Timestamp", description="Unix seconds.")
    ] = None,
    signature: Annotated[
        str | None,
        Header(
            alias="X-Limner-Signature",
            description="`sha256=` and the HMAC-SHA256, under the secret, of timestamp, a dot and "
            "the body, in hexadecimal digits.",
        ),
    ] = None,
) -> Response:
    """The published version runs with the body as its payload, while it is switched on.

    A call is signed, or brings the secret as a bearer, as the workflow says. At most 1 MiB.
    """
    call = HookCall(
        workflow_id=workflow_id,
        body=await read_bytes(request, MAX_CALL_BYTES),
        timestamp=timestamp,
        signature=signature,
        bearer=_bearer(request),
        idempotency_key=idempotency_key,
    )
    taken = await studio.hooks.take(call, partial(decode_json, request))
    if taken.waits:
        await stopping.first(studio.engine.wait(taken.run.id, CALL_SECONDS))
        run = await studio.runs.run(taken.run.id)
        if has_ended(run):
            return answer_of(run, None)
    return Json({"runId": taken.run.id, "status": "accepted"}, 202)


def _bearer(request: Request) -> str | None:
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else None
