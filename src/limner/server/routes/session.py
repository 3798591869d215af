"""Sessions of the canvas on a server that needs a key."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from limner.errors import BadField, MalformedJson, Unauthorized, UnsupportedMediaType
from limner.server.access import AccessRules
from limner.server.answers import TheStudio
from limner.server.body import read_model
from limner.server.openapi import OPEN, json_body, problems
from limner.server.schemas.server import SessionRequest
from limner.server.sessions import COOKIE

router = APIRouter(tags=["server"])


@router.post(
    "/api/session",
    summary="Open a session",
    status_code=204,
    responses=problems(MalformedJson, UnsupportedMediaType, BadField, Unauthorized),
    openapi_extra=OPEN | json_body(SessionRequest, {"key": "…"}),
)
async def open_session(request: Request, access: AccessRules, studio: TheStudio) -> Response:
    """Answers with a cookie that stands for the key until the session ends."""
    wanted = await read_model(request, SessionRequest)
    every_right = not access.key_needed or access.is_key(wanted.key)
    key = None if every_right else await access.limited_key(wanted.key, studio.keys)
    answer = Response(status_code=204)
    access.sessions.start(answer, None if key is None else key.id)
    return answer


@router.delete("/api/session", summary="End the session", status_code=204, openapi_extra=OPEN)
async def end_session(request: Request, access: AccessRules) -> Response:
    """Ends it for every copy of its cookie."""
    answer = Response(status_code=204)
    access.sessions.end(request.cookies.get(COOKIE, ""), answer)
    return answer
