"""Published versions of a workflow: made, named, gone back to, switched on and off."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request

from limner.errors import (
    BadField,
    InvalidWorkflow,
    MalformedJson,
    NotFound,
    NotPublished,
    UnsupportedMediaType,
)
from limner.server.answers import Json, TheStudio
from limner.server.body import read_model
from limner.server.openapi import json_body, problems
from limner.server.schemas.publishing import PublicationState, Publish, Switch
from limner.server.schemas.shape import JsonObject
from limner.studio import Studio
from limner.values import as_rfc3339
from limner.workflows.publishing import Published

router = APIRouter(prefix="/api/workflows/{workflow_id}", tags=["automation"])

_BODY = (MalformedJson, UnsupportedMediaType, BadField)


@router.get(
    "/publication",
    summary="What is published of a workflow",
    response_model=PublicationState,
    responses=problems(NotFound),
)
async def get_publication(workflow_id: str, studio: TheStudio) -> Json:
    """The version in use, those before it, and whether the trigger is switched on."""
    return await _state(studio, workflow_id)


@router.post(
    "/publish",
    summary="Publish a version, or go back to one",
    status_code=201,
    response_model=PublicationState,
    responses=problems(NotFound, InvalidWorkflow, *_BODY)
    | {200: {"model": PublicationState, "description": "It was published before; now in use."}},
    openapi_extra=json_body(Publish, {"version": 3}, required=False),
)
async def publish_workflow(workflow_id: str, request: Request, studio: TheStudio) -> Json:
    """Calls and triggers use it from now on, as `@stable`; saving changes nothing about that."""
    wanted = await read_model(request, Publish)
    first = await studio.publisher.publish(workflow_id, wanted.version)
    return await _state(studio, workflow_id, 201 if first else 200)


@router.patch(
    "/publication",
    summary="Switch a workflow on or off",
    response_model=PublicationState,
    responses=problems(NotFound, NotPublished, *_BODY),
    openapi_extra=json_body(Switch, {"active": True}),
)
async def switch_workflow(workflow_id: str, request: Request, studio: TheStudio) -> Json:
    """Switched on, its trigger starts runs of the published version."""
    wanted = await read_model(request, Switch)
    await studio.publisher.switch(workflow_id, active=wanted.active)
    return await _state(studio, workflow_id)


@router.delete(
    "/publication",
    summary="Use the saved document again",
    response_model=PublicationState,
    responses=problems(NotFound),
)
async def withdraw_publication(workflow_id: str, studio: TheStudio) -> Json:
    """Nothing is in use any more and the trigger is off; published versions stay."""
    await studio.publisher.withdraw(workflow_id)
    return await _state(studio, workflow_id)


async def _state(studio: Studio, workflow_id: str, status: int = 200) -> Json:
    published = await studio.publisher.published(workflow_id)
    return Json(_state_json(workflow_id, published), status)


def _state_json(workflow_id: str, published: Published) -> JsonObject:
    stable = published.automation.stable
    return {
        "workflowId": workflow_id,
        "draftVersion": published.draft_version,
        "stable": stable,
        "changed": published.changed,
        "active": published.automation.active,
        "versions": [
            {
                "version": one.version,
                "publishedAt": as_rfc3339(one.published_at),
                "stable": one.version == stable,
            }
            for one in published.versions
        ],
    }
