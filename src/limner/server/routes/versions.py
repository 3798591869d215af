"""What a workflow was: its saves, to look at and to go back to."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from limner.errors import NotFound
from limner.server.answers import Cursor, Json, Limit, TheStudio, bad_cursor, page
from limner.server.openapi import problems
from limner.server.schemas.shape import Page
from limner.server.schemas.workflow import WorkflowAsItWas, WorkflowVersion
from limner.workflows.library import VersionSummary

router = APIRouter(prefix="/api/workflows/{workflow_id}/versions", tags=["workflows"])

_MOST = 2**31 - 1


@router.get(
    "",
    summary="A workflow's versions",
    response_model=Page[WorkflowVersion],
    responses=problems(NotFound),
)
async def list_versions(
    workflow_id: str, studio: TheStudio, limit: Limit = 50, cursor: Cursor = None
) -> Json:
    """Newest first, without their documents.

    Every save is one. Of those older than an hour the last of each hour stays for a day, then the
    last of each day; so do versions that ran, were published or were gone back to.
    """
    found = await studio.library.versions(workflow_id, limit + 1, _before(cursor))
    return page(found, limit, VersionSummary.as_json, lambda last: str(last.version))


@router.get(
    "/{version}",
    summary="A workflow as it was",
    response_model=WorkflowAsItWas,
    responses=problems(NotFound),
)
async def get_version(
    workflow_id: str, version: Annotated[int, Path(ge=1, le=_MOST)], studio: TheStudio
) -> Json:
    """The document of one version. Saving it with `PUT` restores it, as a new version."""
    found = await studio.library.version(workflow_id, version)
    return Json(found.as_json(), 200, {"ETag": found.etag, "Cache-Control": "no-cache"})


def _before(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    if not cursor.isdecimal() or not 1 <= len(cursor) <= 10 or int(cursor) > _MOST:
        raise bad_cursor()
    return int(cursor)
