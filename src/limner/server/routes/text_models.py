"""The text models, which write prompts."""

from __future__ import annotations

from fastapi import APIRouter

from limner.models.text_description import text_models_json
from limner.server.answers import Json, TheStudio
from limner.server.schemas.text_model import TextModels

router = APIRouter(prefix="/api/text-models", tags=["catalogue"])


@router.get("", summary="Text models", response_model=TextModels)
async def list_text_models(studio: TheStudio) -> Json:
    """Every text model that can be a `promptModel`, with its price and availability."""
    return Json(text_models_json(studio.catalog.texts))
