"""Workflows to begin from."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from limner.errors import NotFound
from limner.server.answers import Json
from limner.server.content import FILE_RESPONSES, file_answer
from limner.server.openapi import problems
from limner.server.schemas.shape import Listing
from limner.server.schemas.template import Template, TemplateSummary
from limner.values import sha256
from limner.workflows.templates import all_templates, find_template

router = APIRouter(prefix="/api/templates", tags=["catalogue"])

_CACHE = "private, no-cache"


@router.get("", summary="Templates", response_model=Listing[TemplateSummary])
async def list_templates() -> Json:
    """Workflows to begin from, without their documents."""
    return Json({"items": [template.summary() for template in all_templates()]})


@router.get(
    "/{template_id}",
    summary="One template",
    response_model=Template,
    responses=problems(NotFound),
)
async def get_template(template_id: str) -> Json:
    """With its document: send that to `POST /api/workflows` to begin from it."""
    template = find_template(template_id)
    return Json(template.summary() | {"document": template.document})


@router.get(
    "/{template_id}/picture",
    summary="A template's picture",
    response_class=Response,
    responses=problems(NotFound) | FILE_RESPONSES,
)
async def get_template_picture(template_id: str, request: Request) -> Response:
    """What comes of it with the built-in model, as a small WebP."""
    picture = find_template(template_id).picture
    if picture is None:
        raise NotFound(f"The template {template_id!r:.80} has no picture.")

    async def read() -> bytes:
        return picture

    return await file_answer(
        request,
        read,
        tag=sha256(picture),
        mime_type="image/webp",
        name=f"{template_id}.webp",
        cache=_CACHE,
    )
