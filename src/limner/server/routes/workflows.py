"""Workflows: kept, checked, described."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header
from starlette.requests import Request
from starlette.responses import Response

from limner.errors import (
    BadField,
    BodyTooLarge,
    InvalidDocument,
    MalformedJson,
    NotFound,
    NotPublished,
    UnsupportedMediaType,
    VersionConflict,
    VersionRequired,
)
from limner.server.answers import Cursor, Json, Limit, TheStudio, bad_cursor, page
from limner.server.body import read_json
from limner.server.live import tell_saved
from limner.server.openapi import json_body, problems
from limner.server.schemas.problem import DocumentProblems
from limner.server.schemas.shape import Page
from limner.server.schemas.workflow import (
    Workflow,
    WorkflowDocument,
    WorkflowSchemas,
    WorkflowSummary,
)
from limner.workflows.library import SavedWorkflow
from limner.workflows.library import WorkflowSummary as Summary
from limner.workflows.publishing import read_reference
from limner.workflows.schema import workflow_schema
from limner.workflows.starters import starter_documents

router = APIRouter(prefix="/api/workflows", tags=["workflows"])

_DOCUMENT = json_body(WorkflowDocument, starter_documents()[0])
_BODY_PROBLEMS = (MalformedJson, UnsupportedMediaType, BodyTooLarge)


@router.get("", summary="Workflows", response_model=Page[WorkflowSummary])
async def list_workflows(studio: TheStudio, limit: Limit = 50, cursor: Cursor = None) -> Json:
    """Last changed first, without their documents."""
    found = await studio.library.page(limit + 1, _place(cursor))
    return page(found, limit, Summary.as_json, lambda last: f"{last.updated_at}.{last.id}")


@router.post(
    "",
    summary="Keep a new workflow",
    status_code=201,
    response_model=Workflow,
    responses=problems(InvalidDocument, *_BODY_PROBLEMS),
    openapi_extra=_DOCUMENT,
)
async def create_workflow(request: Request, studio: TheStudio) -> Json:
    """A draft is kept whatever it means; its problems are in the answer."""
    saved = await studio.library.create(await read_json(request))
    answer = _workflow(saved, 201)
    answer.headers["Location"] = f"/api/workflows/{saved.id}"
    return answer


@router.post(
    "/validate",
    summary="What keeps a document from running",
    response_model=DocumentProblems,
    responses=problems(*_BODY_PROBLEMS),
    openapi_extra=_DOCUMENT,
)
async def validate_workflow(request: Request, studio: TheStudio) -> Json:
    """Every problem at once. Nothing is kept."""
    found = await studio.library.problems(await read_json(request))
    return Json({"problems": [problem.as_json() for problem in found]})


@router.get(
    "/{workflow_id}",
    summary="One workflow",
    response_model=Workflow,
    responses=problems(NotFound),
)
async def get_workflow(workflow_id: str, studio: TheStudio) -> Json:
    """The document with its problems; the `ETag` names its version."""
    return _workflow(await studio.library.get(workflow_id))


@router.put(
    "/{workflow_id}",
    summary="Save a workflow",
    response_model=Workflow,
    responses=problems(
        NotFound, InvalidDocument, VersionRequired, VersionConflict, *_BODY_PROBLEMS
    ),
    openapi_extra=_DOCUMENT,
)
async def save_workflow(
    workflow_id: str,
    request: Request,
    studio: TheStudio,
    if_match: Annotated[str | None, Header(description="The ETag it is based on.")] = None,
) -> Json:
    """Nobody's work is overwritten: `If-Match` names the version it is based on."""
    saved = await studio.library.save(workflow_id, await read_json(request), if_match)
    tell_saved(studio, saved)
    return _workflow(saved)


@router.delete(
    "/{workflow_id}",
    summary="Delete a workflow",
    status_code=204,
    responses=problems(NotFound),
)
async def delete_workflow(workflow_id: str, studio: TheStudio) -> Response:
    """Its runs and assets stay."""
    await studio.library.delete(workflow_id)
    return Response(status_code=204)


@router.get(
    "/{workflow_id}/schema",
    summary="What a workflow takes and answers",
    response_model=WorkflowSchemas,
    responses=problems(NotFound, NotPublished, BadField),
)
async def get_workflow_schema(workflow_id: str, studio: TheStudio) -> Json:
    """JSON Schemas of the inputs and the outputs, of the version that a call would run."""
    meant = await studio.publisher.runnable(read_reference(workflow_id))
    return Json(workflow_schema(studio.library.readings(meant.document)))


def _workflow(saved: SavedWorkflow, status: int = 200) -> Json:
    return Json(saved.as_json(), status, {"ETag": saved.etag, "Cache-Control": "no-cache"})


def _place(cursor: str | None) -> tuple[int, str] | None:
    if cursor is None:
        return None
    moment, _, workflow_id = cursor.partition(".")
    if not moment.isdecimal() or len(moment) > 18 or not workflow_id:
        raise bad_cursor()
    return int(moment), workflow_id
