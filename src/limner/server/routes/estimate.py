"""What a run of one node may cost."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request

from limner.errors import BadField, MalformedJson, UnknownModel, UnsupportedMediaType
from limner.models.price import estimate_json
from limner.nodes.contract import AnyNode, Foreseen
from limner.server.answers import Json, TheStudio
from limner.server.body import read_model, validated
from limner.server.openapi import json_body, problems
from limner.server.schemas.model import Estimate, EstimateRequest
from limner.studio import Studio

router = APIRouter(tags=["catalogue"])


@router.post(
    "/api/estimate",
    summary="What a node's run may cost",
    response_model=Estimate,
    responses=problems(MalformedJson, UnsupportedMediaType, BadField, UnknownModel),
    openapi_extra=json_body(EstimateRequest, {"prompt": "a fox", "count": 4, "items": 0}),
)
async def estimate(request: Request, studio: TheStudio) -> Json:
    """The body is the node's data, and `items`: how many items a list wired in has, if any."""
    wanted = await read_model(request, EstimateRequest)
    node = _node(studio, wanted.node_type)
    data = validated(wanted.model_extra, node.data_type)
    foreseen = Foreseen(items=wanted.items or None)
    return Json(estimate_json(node.price(data, foreseen, studio.catalog)))


def _node(studio: Studio, type_id: str | None) -> AnyNode:
    if type_id is None:
        return studio.nodes.image_maker()
    node = studio.nodes.find(type_id)
    if node is None:
        raise BadField(f"nodeType: there is no node type {type_id!r:.80}.")
    return node
