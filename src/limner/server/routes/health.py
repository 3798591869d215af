"""Whether the server can serve."""

from __future__ import annotations

from fastapi import APIRouter

import limner
from limner.errors import StorageError
from limner.server.answers import Json, TheStudio
from limner.server.openapi import OPEN, problems
from limner.server.schemas.server import Health

router = APIRouter(tags=["server"])


@router.get(
    "/api/health",
    summary="Whether the server can serve",
    response_model=Health,
    responses=problems(StorageError),
    openapi_extra=OPEN,
)
async def get_health(studio: TheStudio) -> Json:
    """503 while nothing can be kept."""
    fault = studio.engine.journal.fault
    if fault is not None:
        raise fault
    return Json({"status": "ok", "version": limner.__version__})
