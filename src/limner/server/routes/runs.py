"""Runs: started from workflows, watched, cancelled, tried again."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Query
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from limner.engine.runs import Preview
from limner.errors import (
    AddressRefused,
    BadField,
    BodyTooLarge,
    BudgetExceeded,
    Conflict,
    ContentRefused,
    DamagedImage,
    FetchFailed,
    FileTooLarge,
    IdempotencyKeyReused,
    ImageTooLarge,
    InvalidDocument,
    InvalidWorkflow,
    MalformedJson,
    MissingInput,
    NotConfigured,
    NotFound,
    NotPublished,
    PromptEmpty,
    PromptTooLong,
    ProviderBadAnswer,
    ProviderBadRequest,
    ProviderNoCredit,
    ProviderOverloaded,
    ProviderTimeout,
    ProviderUnauthorized,
    ProviderUnreachable,
    RateLimited,
    RunCancelled,
    SignatureInvalid,
    UnknownInput,
    UnknownOutcome,
    UnsupportedMediaType,
    UnsupportedType,
    UrlExpired,
)
from limner.models.price import estimate_json
from limner.nodes.contract import MOST_ITEMS
from limner.server.access import payer_of
from limner.server.answers import Cursor, Json, Limit, TheStudio, page
from limner.server.body import read_model, read_optional_json
from limner.server.events import SSE_TYPE, event_lines, last_event_id
from limner.server.form import is_form
from limner.server.openapi import json_body, problems
from limner.server.publication_json import notice_json
from limner.server.run_form import FORM_BODY, json_or_form, read_inputs_form
from limner.server.schemas.publishing import NoticeState
from limner.server.schemas.run import (
    CallOptions,
    DryRun,
    Resume,
    Run,
    RunDocument,
    RunEvent,
    RunItems,
    RunStatus,
    SimpleAnswer,
    StartRun,
)
from limner.server.schemas.shape import JsonObject, Page
from limner.server.schemas.workflow import WorkflowDocument
from limner.server.simple_call import (
    CALL_SECONDS,
    answer_of,
    idempotency,
    preferred_wait,
    taken,
)
from limner.server.stopping import Stopping
from limner.studio import Studio
from limner.workflows.document import parse_document
from limner.workflows.estimate import Estimate
from limner.workflows.going_on import Wish
from limner.workflows.publishing import read_reference
from limner.workflows.starting import With
from limner.workflows.upgrade import open_document

router = APIRouter(prefix="/api", tags=["runs"])

STARTING = (
    NotFound,
    InvalidWorkflow,
    MissingInput,
    UnknownInput,
    BadField,
    BudgetExceeded,
    IdempotencyKeyReused,
    MalformedJson,
    UnsupportedMediaType,
    BodyTooLarge,
    AddressRefused,
    FetchFailed,
    SignatureInvalid,
    UrlExpired,
    FileTooLarge,
    UnsupportedType,
    DamagedImage,
    ImageTooLarge,
)
FAILING = (
    RunCancelled,
    ContentRefused,
    NotConfigured,
    ProviderBadAnswer,
    ProviderBadRequest,
    ProviderNoCredit,
    ProviderOverloaded,
    ProviderTimeout,
    ProviderUnauthorized,
    ProviderUnreachable,
    RateLimited,
    UnknownOutcome,
)
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        description="The same key with the same body gives the same run, for 24 hours.",
    ),
]


@router.post(
    "/workflows/{workflow_id}/run",
    summary="Run a workflow and wait for its answer",
    response_model=SimpleAnswer,
    responses=problems(*STARTING, *FAILING, NotPublished)
    | {202: {"model": Run, "description": "The run goes on; follow it by its id."}},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {"type": "object", "description": "The inputs by name."},
                    "example": {"prompt": "a fox in a snowy forest at dusk"},
                },
                **FORM_BODY,
            },
        }
    },
)
async def call_workflow(
    workflow_id: str,
    request: Request,
    studio: TheStudio,
    stopping: Stopping,
    options: Annotated[CallOptions, Query()],
    idempotency_key: IdempotencyKey = None,
    prefer: Annotated[
        str | None, Header(description="`respond-async`, or `wait=` and seconds (60).")
    ] = None,
) -> Response:
    """The body is the inputs, the answer the outputs. Nothing is reused from earlier runs.

    The published version runs, where there is one, else the saved document; `@stable`, `@draft`
    or `@` and a number after the id mean one of them.

    A client that goes away cancels nothing.
    """
    given = None if is_form(request) else await read_optional_json(request)
    meant = await studio.publisher.runnable(read_reference(workflow_id))
    inputs = given
    if given is None:
        inputs = await read_inputs_form(request, studio, meant.document)
    asked = inputs if options.budget is None else [inputs, options.budget]
    automation = (await studio.publisher.published(meant.workflow_id)).automation
    recipient = await studio.notices.asked_for(automation, options.webhook_url, None)
    told = studio.notices.telling(recipient or studio.notices.recipient(automation))
    row = await studio.starter.run(
        meant.document,
        inputs,
        workflow_id=meant.workflow_id,
        reuse=False,
        idempotency=idempotency(idempotency_key, request, asked),
        with_it=With(payer_of(request), told, options.budget, meant.version, meant.alias),
    )
    wait = preferred_wait(prefer, CALL_SECONDS)
    if not wait:
        # Also where the run has ended by now: who does not wait reads a run, and nothing else.
        return taken(await studio.runs.run(row.id), prefer)
    await stopping.first(studio.engine.wait(row.id, wait))
    return answer_of(await studio.runs.run(row.id), prefer)


@router.post(
    "/workflows/{workflow_id}/runs",
    summary="Start a run",
    status_code=202,
    response_model=Run,
    responses=problems(*STARTING)
    | {200: {"model": DryRun, "description": "With `dryRun`: what would run."}},
    openapi_extra=json_or_form(StartRun, {"inputs": {"prompt": "a fox"}}),
)
async def start_run(
    workflow_id: str,
    request: Request,
    studio: TheStudio,
    idempotency_key: IdempotencyKey = None,
) -> Json:
    """Unchanged nodes of the same workflow are reused, unless `fresh`. A form is the inputs."""
    form = is_form(request)
    wanted = StartRun() if form else await read_model(request, StartRun)
    version, document = await studio.library.draft(workflow_id)
    if form:
        wanted.inputs = await read_inputs_form(request, studio, document)
    automation = (await studio.publisher.published(workflow_id)).automation
    recipient = await studio.notices.asked_for(
        automation, wanted.webhook_url, wanted.webhook_secret
    )
    if wanted.dry_run:
        preview, estimate = await studio.starter.preview(
            document,
            wanted.inputs,
            workflow_id=workflow_id,
            targets=wanted.nodes,
            reuse=not wanted.fresh,
        )
        return Json(_dry_run(preview, estimate))
    row = await studio.starter.run(
        document,
        wanted.inputs,
        workflow_id=workflow_id,
        targets=wanted.nodes,
        reuse=not wanted.fresh,
        idempotency=idempotency(idempotency_key, request, wanted.model_dump()),
        with_it=With(
            payer_of(request),
            studio.notices.telling(recipient),
            wanted.budget,
            version,
            "draft",
        ),
    )
    return await _run(studio, row.id, 202)


@router.post(
    "/runs",
    summary="Run a workflow without keeping it",
    status_code=202,
    response_model=Run,
    responses=problems(InvalidDocument, *STARTING),
    openapi_extra=json_body(
        RunDocument,
        {"document": {"schema": 1, "name": "", "nodes": [], "edges": []}, "inputs": {}},
    ),
)
async def run_document(
    request: Request, studio: TheStudio, idempotency_key: IdempotencyKey = None
) -> Json:
    """The run and its images are kept, the workflow is not. `limner run` comes this way."""
    wanted = await read_model(request, RunDocument)
    recipient = await studio.notices.asked_for(None, wanted.webhook_url, wanted.webhook_secret)
    row = await studio.starter.run(
        parse_document(wanted.document),
        wanted.inputs,
        reuse=False,
        idempotency=idempotency(idempotency_key, request, wanted.model_dump()),
        with_it=With(payer_of(request), studio.notices.telling(recipient), wanted.budget),
    )
    return await _run(studio, row.id, 202)


@router.get("/runs", summary="Runs", response_model=Page[Run])
async def list_runs(
    studio: TheStudio,
    workflow_id: Annotated[str | None, Query(alias="workflowId")] = None,
    status: RunStatus | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Json:
    """Newest first. Outputs of nodes that run by items, and long ones, are left out."""
    found = await studio.runs.runs(
        workflow_id=workflow_id, status=status, before=cursor, limit=limit + 1
    )
    return page(found, limit, _itself, lambda last: str(last["id"]))


@router.get("/runs/{run_id}", summary="One run", response_model=Run, responses=problems(NotFound))
async def get_run(run_id: str, studio: TheStudio) -> Json:
    """With every node's state, output and error."""
    return await _run(studio, run_id)


@router.get(
    "/runs/{run_id}/nodes/{node_id}/items",
    summary="Some items of a node",
    response_model=RunItems,
    responses=problems(NotFound),
)
async def list_run_items(
    run_id: str,
    node_id: str,
    studio: TheStudio,
    first: Annotated[int, Query(ge=0, le=MOST_ITEMS, description="The index to begin at.")] = 0,
    limit: Limit = 50,
) -> Json:
    """In their order, each with the first file it made or why it failed, also while they run.

    Of a loop inside a loop these are all items of the inner one, by those of the outer.
    """
    return Json(await studio.runs.items(run_id, node_id, first, limit))


@router.get(
    "/runs/{run_id}/notice",
    summary="Whether somebody was told of a run's end",
    response_model=NoticeState,
    responses=problems(NotFound),
)
async def get_run_notice(run_id: str, studio: TheStudio) -> Json:
    """How often it was tried, and what was the matter."""
    return Json(notice_json(await studio.notices.of_run(run_id)))


@router.get(
    "/runs/{run_id}/document",
    summary="The workflow as it was when a run began",
    response_model=WorkflowDocument,
    responses=problems(NotFound, InvalidDocument),
)
async def get_run_document(run_id: str, studio: TheStudio) -> Json:
    """It stays, whatever becomes of the workflow."""
    return Json(open_document(await studio.runs.document(run_id)).raw)


@router.get(
    "/runs/{run_id}/events",
    summary="Follow a run",
    response_class=StreamingResponse,
    responses=problems(NotFound)
    | {
        200: {
            "description": "Server-sent events; each `data` is an event. Ends with the run.",
            "content": {
                SSE_TYPE: {"schema": {"$ref": f"#/components/schemas/{RunEvent.__name__}"}}
            },
        }
    },
)
async def follow_run(
    run_id: str,
    studio: TheStudio,
    stopping: Stopping,
    last_event: Annotated[
        str | None, Header(alias="Last-Event-ID", description="Go on after this event.")
    ] = None,
) -> StreamingResponse:
    """Every event of the run from its beginning, or after `Last-Event-ID`, without a gap."""
    await studio.runs.require(run_id)
    lines = event_lines(studio, run_id, last_event_id(last_event), stopping)
    return StreamingResponse(lines, headers={"X-Accel-Buffering": "no"}, media_type=SSE_TYPE)


@router.post(
    "/runs/{run_id}/cancel",
    summary="Cancel a run",
    status_code=202,
    response_model=Run,
    responses=problems(NotFound)
    | {200: {"model": Run, "description": "The run had ended already."}},
)
async def cancel_run(run_id: str, studio: TheStudio) -> Json:
    """Jobs at providers are cancelled too."""
    await studio.runs.require(run_id)
    cancelled = await studio.engine.cancel(run_id)
    return await _run(studio, run_id, 202 if cancelled else 200)


@router.post(
    "/runs/{run_id}/pause",
    summary="Pause a run",
    status_code=202,
    response_model=Run,
    responses=problems(NotFound, Conflict),
)
async def pause_run(run_id: str, studio: TheStudio) -> Json:
    """What is under way ends and is kept, and nothing new begins, not after a restart either.

    Until the last of it has ended, `pausing` is true; then the status is `paused`.
    """
    await studio.runs.require(run_id)
    await studio.engine.pause(run_id)
    return await _run(studio, run_id, 202)


@router.post(
    "/runs/{run_id}/resume",
    summary="Let a paused run go on, or try failed nodes again",
    status_code=202,
    response_model=Run,
    responses=problems(
        NotFound,
        Conflict,
        BadField,
        BudgetExceeded,
        PromptEmpty,
        PromptTooLong,
        MalformedJson,
        UnsupportedMediaType,
    ),
    openapi_extra=json_body(Resume, {"retry": ["image_gen"]}, required=False),
)
async def resume_run(run_id: str, request: Request, studio: TheStudio) -> Json:
    """What ended as `unknown_outcome` is sent, and perhaps paid, again.

    A paused run goes on; one that waits for prompts goes on with them, changed where `prompts`
    says so. A key raises no budget beyond the workflow's, and only that of a run it pays for.
    """
    wanted = await read_model(request, Resume)
    await studio.runs.require(run_id)
    wish = Wish(wanted.retry, wanted.prompts, wanted.budget, payer_of(request))
    await studio.going_on.resume(run_id, wish)
    return await _run(studio, run_id, 202)


async def _run(studio: Studio, run_id: str, status: int = 200) -> Json:
    headers = {"Location": f"/api/runs/{run_id}"} if status == 202 else None
    return Json(await studio.runs.run(run_id), status, headers)


def _dry_run(preview: Preview, estimate: Estimate) -> JsonObject:
    return {
        "runs": preview.runs,
        "reused": list(preview.reused),
        "estimate": estimate_json(estimate.total),
        "nodes": {node_id: estimate_json(price) for node_id, price in estimate.nodes.items()},
    }


def _itself(run: JsonObject) -> JsonObject:
    return run
