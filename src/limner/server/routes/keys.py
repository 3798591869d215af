"""Keys for other programs."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from limner.errors import BadField, MalformedJson, NotFound, UnsupportedMediaType
from limner.server.answers import Cursor, Json, Limit, TheStudio, page
from limner.server.body import read_model
from limner.server.key_json import key_json, new_key
from limner.server.openapi import json_body, problems
from limner.server.schemas.key import ApiKey, CreateKey, NewApiKey
from limner.server.schemas.shape import Page

router = APIRouter(prefix="/api/keys", tags=["keys"])


@router.get("", summary="Keys", response_model=Page[ApiKey])
async def list_keys(studio: TheStudio, limit: Limit = 50, cursor: Cursor = None) -> Json:
    """Newest first, without their texts."""
    found = await studio.keys.page(limit + 1, cursor)
    return page(found, limit, key_json, lambda last: last.id)


@router.post(
    "",
    summary="Make a key",
    status_code=201,
    response_model=NewApiKey,
    responses=problems(NotFound, BadField, MalformedJson, UnsupportedMediaType),
    openapi_extra=json_body(CreateKey, {"name": "Newsletter", "spendLimit": 5000}),
)
async def create_key(request: Request, studio: TheStudio) -> Json:
    """Its text is in this answer and nowhere else: only a digest of it is kept."""
    wanted = await read_model(request, CreateKey)
    return Json(await new_key(studio, wanted), 201)


@router.delete(
    "/{key_id}", summary="Take a key back", status_code=204, responses=problems(NotFound)
)
async def delete_key(key_id: str, studio: TheStudio) -> Response:
    """It opens nothing from now on; its runs go on."""
    await studio.keys.delete(key_id)
    return Response(status_code=204)
