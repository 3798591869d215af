"""Signed addresses: they open for a week, without a key."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from limner.errors import NotFound, SignatureInvalid, UrlExpired
from limner.server.answers import TheStudio
from limner.server.content import FILE_RESPONSES, kept_file_answer
from limner.server.openapi import OPEN, problems

router = APIRouter(tags=["assets"])

_CACHE = "private, max-age=604800"


@router.get(
    "/files/{asset_id}/{name}",
    summary="A file by its signed address",
    response_class=Response,
    responses=problems(SignatureInvalid, UrlExpired, NotFound) | FILE_RESPONSES,
    openapi_extra=OPEN,
)
@router.head("/files/{asset_id}/{name}", include_in_schema=False)
async def get_file(
    asset_id: str,
    name: str,
    request: Request,
    studio: TheStudio,
    expires: str = "",
    signature: str = "",
) -> Response:
    """403 when anything of it was altered, 410 when it has expired."""
    studio.file_urls.verify_file(asset_id, name, expires, signature)
    row = await studio.assets.find(asset_id)
    return await kept_file_answer(request, studio.assets, row, cache=_CACHE)
