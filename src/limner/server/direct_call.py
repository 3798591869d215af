"""Direct calls: what a body asks for, and what their run answers."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from limner.errors import BadField
from limner.models.parameters import without_internal
from limner.models.request import ImageSettings
from limner.server.answers import Json
from limner.server.body import validated
from limner.server.ended_run import address_of, error_of, has_ended, problem_of
from limner.server.schemas.direct import DirectRequest
from limner.server.schemas.shape import JsonObject
from limner.studio import Studio
from limner.workflows.direct import DIRECT_NODE, DirectCall, Picture, Started

_NOT_SETTINGS = {"model_params", "image_url", "asset_id", "canvas_id"}


def read_call(body: Any, provider: str) -> DirectCall:
    """What a JSON body asks of a provider. Raises BadField."""
    said = without_internal(body) if isinstance(body, dict) else body
    wanted = validated(said, DirectRequest)
    if wanted.image_url is not None and wanted.asset_id is not None:
        raise BadField("Give imageUrl or assetId, not both.")
    settings = ImageSettings(
        **wanted.model_dump(exclude=_NOT_SETTINGS), provider=provider, params=wanted.model_params
    )
    source = wanted.image_url if wanted.asset_id is None else wanted.asset_id
    pictures = () if source is None else (Picture(source),)
    return DirectCall(settings, pictures, wanted.canvas_id)


def queued(started: Started, token: str, address: str) -> Response:
    """The answer to a call that goes on."""
    body = {
        "requestId": started.run.id,
        "statusToken": token,
        "status": "IN_QUEUE",
        "droppedParams": started.dropped_params,
    }
    return Json(body, 202, {"Location": f"{address}?token={token}"})


def ended(run: JsonObject) -> Response | None:
    """The image output or the problem of a run; None while it goes on."""
    if not has_ended(run):
        return None
    if run["status"] == "succeeded":
        return Json(output_of(run), 200, address_of(run))
    return problem_of(run)


async def job_status(studio: Studio, run_id: str) -> JsonObject:
    """How far a run is, in the words of a queue. Raises NotFound."""
    run, seq = await studio.runs.snapshot(run_id)
    status: JsonObject = {"requestId": run_id}
    if run["status"] == "succeeded":
        return status | {"status": "COMPLETED", "output": output_of(run)}
    if has_ended(run):
        return status | {"status": "FAILED", "error": error_of(run)}
    newest = (await studio.engine.events.since(run_id, seq - 1))[-1:]
    position = newest[0].get("queuePosition") if newest else None
    if position is not None:
        return status | {"status": "IN_QUEUE", "queuePosition": position}
    return status | {"status": "IN_QUEUE" if run["status"] == "queued" else "IN_PROGRESS"}


def output_of(run: JsonObject) -> JsonObject:
    """What the one node of a run that succeeded gave."""
    output: JsonObject = run["nodes"][DIRECT_NODE]["output"]
    return output
