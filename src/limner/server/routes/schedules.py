"""Times at which workflows start."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request

from limner.cron import read_cron
from limner.errors import BadField, MalformedJson, UnsupportedMediaType
from limner.server.answers import Json, TheStudio
from limner.server.body import read_model
from limner.server.openapi import json_body, problems
from limner.server.publication_json import schedule_json
from limner.server.schemas.publishing import PreviewTimes, ScheduleState, Times
from limner.server.schemas.shape import Listing
from limner.values import as_rfc3339, now

router = APIRouter(prefix="/api/schedules", tags=["automation"])


@router.get("", summary="What starts by the clock", response_model=Listing[ScheduleState])
async def list_schedules(studio: TheStudio) -> Json:
    """Every workflow that is switched on and has a clock, the next first."""
    return Json({"items": [schedule_json(row) for row in await studio.publisher.schedules()]})


@router.post(
    "/preview",
    summary="The next times of an expression",
    response_model=Times,
    responses=problems(BadField, MalformedJson, UnsupportedMediaType),
    openapi_extra=json_body(PreviewTimes, {"cron": "0 9 * * MON", "timeZone": "Europe/Rome"}),
)
async def preview_times(request: Request) -> Json:
    """Whether an expression and a time zone can be used, and when that would be."""
    wanted = await read_model(request, PreviewTimes)
    cron = read_cron(wanted.cron, wanted.time_zone)
    times = [as_rfc3339(time) for time in cron.times(now(), wanted.count)]
    return Json({"times": times, "words": cron.in_words()})
