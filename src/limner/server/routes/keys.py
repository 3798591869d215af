"""Keys for other programs."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from limner.errors import BadField, MalformedJson, NotFound, UnsupportedMediaType
from limner.server.answers import Cursor, Json, Limit, TheStudio, page
from limner.server.body import read_model
from limner.server.openapi import json_body, problems
from limner.server.schemas.key import ApiKey, CreateKey, NewApiKey
from limner.server.schemas.shape import JsonObject, Page
from limner.storage.api_keys import KeyWish
from limner.storage.queries.api_keys import KeyRow
from limner.values import (
    MICRO_USD_PER_CREDIT,
    as_rfc3339,
    credits_from,
    credits_if_known,
    microseconds,
)

router = APIRouter(prefix="/api/keys", tags=["keys"])


@router.get("", summary="Keys", response_model=Page[ApiKey])
async def list_keys(studio: TheStudio, limit: Limit = 50, cursor: Cursor = None) -> Json:
    """Newest first, without their texts."""
    found = await studio.keys.page(limit + 1, cursor)
    return page(found, limit, _key_json, lambda last: last.id)


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
    for workflow_id in wanted.workflows or ():
        await studio.library.find(workflow_id)
    row, text = await studio.keys.create(_wish(wanted))
    return Json(_key_json(row) | {"key": text}, 201)


@router.delete(
    "/{key_id}", summary="Take a key back", status_code=204, responses=problems(NotFound)
)
async def delete_key(key_id: str, studio: TheStudio) -> Response:
    """It opens nothing from now on; its runs go on."""
    await studio.keys.delete(key_id)
    return Response(status_code=204)


def _wish(wanted: CreateKey) -> KeyWish:
    limit, ends = wanted.spend_limit, wanted.expires_at
    return KeyWish(
        name=wanted.name,
        scopes=list(dict.fromkeys(wanted.scopes)),
        workflows=wanted.workflows,
        spend_limit=None if limit is None else limit * MICRO_USD_PER_CREDIT,
        expires_at=None if ends is None else microseconds(ends),
    )


def _key_json(row: KeyRow) -> JsonObject:
    return {
        "id": row.id,
        "name": row.name,
        "hint": row.hint,
        "scopes": row.scopes,
        "workflows": row.workflows,
        "spendLimit": credits_if_known(row.spend_limit),
        "spent": credits_from(row.spent),
        "held": credits_from(row.held),
        "createdAt": as_rfc3339(row.created_at),
        "expiresAt": as_rfc3339(row.expires_at),
        "lastUsedAt": as_rfc3339(row.used_at),
    }
