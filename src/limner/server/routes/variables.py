"""What templates may use, and what one renders to."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request

from limner.errors import BadField, MalformedJson, UnknownReference, UnsupportedMediaType
from limner.server.answers import Json
from limner.server.body import read_model
from limner.server.openapi import json_body, problems
from limner.server.schemas.variable import TemplateFilters, TemplatePreview, TemplatePreviewRequest
from limner.template import render
from limner.template.catalogue import filter_examples

router = APIRouter(prefix="/api/variables", tags=["catalogue"])

_EXAMPLE = {
    "template": "{{ agent.output.structured.subject | upcase }}",
    "values": {"agent": {"output": {"structured": {"subject": "a fox"}}}},
}


@router.get("/filters", summary="Filters of templates", response_model=TemplateFilters)
async def list_filters() -> Json:
    """What may stand after a bar in `{{ value | filter }}`, with an example of each."""
    return Json({"items": filter_examples()})


@router.post(
    "/preview",
    summary="What a template renders to",
    response_model=TemplatePreview,
    responses=problems(MalformedJson, UnsupportedMediaType, BadField, UnknownReference),
    openapi_extra=json_body(TemplatePreviewRequest, _EXAMPLE),
)
async def preview(request: Request) -> Json:
    """The text that a template makes of values, such as those of an earlier run.

    A name that the values do not have is an error that says what there is.
    """
    wanted = await read_model(request, TemplatePreviewRequest)
    return Json({"text": render(wanted.template, wanted.values)})
