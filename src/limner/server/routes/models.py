"""The image models."""

from __future__ import annotations

from fastapi import APIRouter

from limner.errors import NotFound
from limner.models.description import catalog_json, model_json
from limner.server.answers import Json, TheStudio
from limner.server.openapi import problems
from limner.server.schemas.model import ModelAnswer, Models

router = APIRouter(prefix="/api/models", tags=["catalogue"])


@router.get("", summary="Image models", response_model=Models)
async def list_models(studio: TheStudio) -> Json:
    """Every model of the catalogue, with its price and whether it can be used now."""
    return Json(catalog_json(studio.catalog, studio.settings.max_prompt))


@router.get(
    "/{model_id:path}",
    summary="One image model",
    response_model=ModelAnswer,
    responses=problems(NotFound),
)
async def get_model(model_id: str, studio: TheStudio) -> Json:
    """Ids may contain slashes."""
    if model_id not in studio.catalog:
        raise NotFound(f"There is no model {model_id!r:.80}.")
    model = studio.catalog.get(model_id)
    return Json(model_json(model, studio.catalog, studio.settings.max_prompt))
