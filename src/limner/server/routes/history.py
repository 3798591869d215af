"""The generations of one node."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from limner.errors import NotFound
from limner.media.outputs import asset_json, linked_asset
from limner.server.answers import Cursor, Json, Limit, TheStudio, page
from limner.server.openapi import problems
from limner.server.schemas.run import HistoryItem
from limner.server.schemas.shape import JsonObject, Page
from limner.storage.queries.assets import AssetFilter, AssetRow
from limner.studio import Studio

router = APIRouter(prefix="/api/workflows/{workflow_id}/nodes/{node_id}/history", tags=["assets"])


@router.get(
    "", summary="A node's images", response_model=Page[HistoryItem], responses=problems(NotFound)
)
async def list_history(
    workflow_id: str, node_id: str, studio: TheStudio, limit: Limit = 50, cursor: Cursor = None
) -> Json:
    """Newest first, each with the settings that made it."""
    await studio.library.find(workflow_id)
    found = await studio.assets.list(
        AssetFilter(workflow_id=workflow_id, node_id=node_id), before=cursor, limit=limit + 1
    )
    return page(found, limit, lambda row: _item(row, studio), lambda last: last.id)


@router.delete(
    "/{asset_id}",
    summary="Delete one of a node's images",
    status_code=204,
    responses=problems(NotFound),
)
async def delete_history_item(
    workflow_id: str, node_id: str, asset_id: str, studio: TheStudio
) -> Response:
    """The asset goes with it."""
    row = await studio.assets.find(asset_id)
    if (row.workflow_id, row.node_id) != (workflow_id, node_id):
        raise NotFound(f"The node {node_id!r:.80} has no image {asset_id!r:.80}.")
    await studio.assets.delete(asset_id)
    return Response(status_code=204)


def _item(row: AssetRow, studio: Studio) -> JsonObject:
    asset = linked_asset(asset_json(row), studio.links)
    return {
        "asset": asset,
        "runId": row.run_id,
        "createdAt": asset["createdAt"],
        "durationMs": row.duration_ms,
        "cost": asset["cost"],
        "settings": row.settings,
        "prompt": row.prompt,
        "model": row.model,
        "seed": row.seed,
    }
