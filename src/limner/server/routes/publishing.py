"""Published versions of a workflow: made, named, gone back to, switched on and off."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from limner.errors import (
    AddressRefused,
    BadField,
    InvalidWorkflow,
    MalformedJson,
    NotFound,
    NotPublished,
    UnsupportedMediaType,
)
from limner.server.answers import Json, Limit, TheStudio
from limner.server.body import read_model
from limner.server.openapi import json_body, problems
from limner.server.publication_json import hook_url, notice_json, publication_json
from limner.server.schemas.publishing import (
    NewSecret,
    NoticeState,
    PublicationState,
    Publish,
    SetNotice,
    Switch,
)
from limner.server.schemas.shape import Listing
from limner.studio import Studio
from limner.workflows.notices import Recipient
from limner.workflows.publishing import Reference

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


@router.post(
    "/hook/secret",
    summary="Make a secret for calls",
    status_code=201,
    response_model=NewSecret,
    responses=problems(NotFound),
)
async def renew_hook_secret(workflow_id: str, studio: TheStudio) -> Json:
    """Calls from outside prove with it that they may. The one before proves nothing any more."""
    secret = await studio.hooks.renew_secret(workflow_id)
    url = hook_url(workflow_id, studio.settings.resolved_public_url)
    return Json({"url": url, "secret": secret}, 201)


@router.put(
    "/notice",
    summary="Tell somebody of the end of each run",
    response_model=NewSecret,
    responses=problems(NotFound, AddressRefused, *_BODY),
    openapi_extra=json_body(SetNotice, {"url": "https://example.com/limner"}),
)
async def set_notice(workflow_id: str, request: Request, studio: TheStudio) -> Json:
    """Runs of calls and triggers are told of, signed with the secret in the answer."""
    wanted = await read_model(request, SetNotice)
    await studio.notices.check(wanted.url)
    automation = (await studio.publisher.published(workflow_id)).automation
    known = studio.notices.secret_of(automation)
    recipient = Recipient(wanted.url, wanted.secret or known or studio.notices.new_secret())
    await studio.publisher.change(workflow_id, studio.notices.columns(workflow_id, recipient))
    return Json({"url": recipient.url, "secret": recipient.secret})


@router.delete(
    "/notice", summary="Tell nobody any more", status_code=204, responses=problems(NotFound)
)
async def delete_notice(workflow_id: str, studio: TheStudio) -> Response:
    """Notices of runs that were started before are still sent."""
    await studio.publisher.change(workflow_id, {"notice_url": None, "notice_secret": None})
    return Response(status_code=204)


@router.get(
    "/notices",
    summary="Who was told of the ends of a workflow's runs",
    response_model=Listing[NoticeState],
    responses=problems(NotFound),
)
async def list_notices(workflow_id: str, studio: TheStudio, limit: Limit = 20) -> Json:
    """Those of the newest runs first; how often it was tried, and what was the matter."""
    await studio.library.find(workflow_id)
    found = await studio.notices.of_workflow(workflow_id, limit)
    return Json({"items": [notice_json(row) for row in found]})


async def _state(studio: Studio, workflow_id: str, status: int = 200) -> Json:
    published = await studio.publisher.published(workflow_id)
    meant = await studio.publisher.runnable(Reference(workflow_id))
    try:
        trigger = studio.publisher.started_by(meant.document)
    except BadField:
        trigger = None
    url = studio.settings.resolved_public_url
    return Json(publication_json(workflow_id, published, trigger, url), status)
