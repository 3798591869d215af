"""What a run of an image node may cost."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request

from limner.errors import BadField, MalformedJson, UnknownModel, UnsupportedMediaType
from limner.models.price import estimate_json
from limner.nodes.contract import Foreseen
from limner.server.answers import Json, TheStudio
from limner.server.body import read_model, validated
from limner.server.openapi import json_body, problems
from limner.server.schemas.model import Estimate, EstimateRequest

router = APIRouter(tags=["catalogue"])


@router.post(
    "/api/estimate",
    summary="What an image node's run may cost",
    response_model=Estimate,
    responses=problems(MalformedJson, UnsupportedMediaType, BadField, UnknownModel),
    openapi_extra=json_body(EstimateRequest, {"prompt": "a fox", "count": 4, "items": 0}),
)
async def estimate(request: Request, studio: TheStudio) -> Json:
    """The body is the node's data, and `items`: how many items a list wired in has, if any."""
    wanted = await read_model(request, EstimateRequest)
    node = studio.nodes.image_maker()
    data = validated(wanted.model_extra, node.data_type)
    foreseen = Foreseen(items=wanted.items or None)
    return Json(estimate_json(node.price(data, foreseen, studio.catalog)))
