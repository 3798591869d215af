"""The image models: listed for everyone, added, changed and switched by administrators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from limner.errors import (
    BadField,
    MalformedJson,
    ModelExists,
    NotFound,
    ProviderBadAnswer,
    ProviderUnreachable,
    UnknownModel,
    UnsupportedMediaType,
)
from limner.models.description import catalog_json, model_json
from limner.models.model import Model
from limner.models.openapi_import import contract_from, endpoint_in
from limner.models.shelf import contract_json
from limner.server.answers import Json, TheStudio
from limner.server.body import read_model, validated
from limner.server.openapi import json_body, problems
from limner.server.schemas.model import ImportModel, ModelDetail, Models, SwitchModel
from limner.studio import Studio

router = APIRouter(prefix="/api/models", tags=["catalogue"])

_BODY_PROBLEMS = (BadField, MalformedJson, UnsupportedMediaType)
_EXAMPLE = {
    "id": "acme/brush-2",
    "title": "Example",
    "description": "A model that somebody made yesterday.",
    "provider": "acme",
    "endpoint": "acme/brush-2",
    "sizing": {"form": "object", "default": "1024x1024", "custom": {"min": 512, "max": 2048}},
    "fields": {"prompt": "prompt", "size": "image_size"},
    "price": {"unit": "image", "usd": "0.04"},
    "enabled": True,
}


@router.get("", summary="Image models", response_model=Models)
async def list_models(studio: TheStudio) -> Json:
    """Every model of the catalogue, with its price and whether it can be used now."""
    return Json(catalog_json(studio.catalog, studio.settings.max_prompt))


@router.post(
    "",
    summary="Add a model",
    status_code=201,
    response_model=ModelDetail,
    responses=problems(ModelExists, *_BODY_PROBLEMS),
    openapi_extra=json_body(Model, _EXAMPLE),
)
async def add_model(request: Request, studio: TheStudio) -> Json:
    """The body is a contract; the model can be used at once."""
    model = await read_model(request, Model)
    _check_own(studio, model)
    return _detail(studio, await studio.shelf.add(model), 201)


@router.post(
    "/import",
    summary="Add a model from its description",
    status_code=201,
    response_model=ModelDetail,
    responses=problems(
        ModelExists,
        NotFound,
        ProviderBadAnswer,
        ProviderUnreachable,
        *_BODY_PROBLEMS,
    ),
    openapi_extra=json_body(ImportModel, {"endpoint": "acme/brush-2"}),
)
async def import_model(request: Request, studio: TheStudio) -> Json:
    """Fields of known names become sockets, sizes and limits, the others parameters.

    What the endpoint costs stands in no description: its price is unknown until somebody adds it.
    """
    wanted = await read_model(request, ImportModel)
    endpoint = wanted.endpoint or _endpoint_in(wanted.document)
    provider = wanted.provider or _provider_of(studio, endpoint)
    contract = contract_from(
        await studio.gateways.provider(provider).describe(endpoint)
        if wanted.document is None
        else wanted.document,
        provider,
        endpoint,
    )
    model = validated(contract | {"enabled": wanted.enabled}, Model)
    _check_own(studio, model)
    return _detail(studio, await studio.shelf.add(model), 201)


@router.get(
    "/{model_id:path}",
    summary="One image model",
    response_model=ModelDetail,
    responses=problems(NotFound),
)
async def get_model(model_id: str, studio: TheStudio) -> Json:
    """With its contract. Ids may contain slashes."""
    return _detail(studio, _known(studio, model_id))


@router.put(
    "/{model_id:path}",
    summary="Change a model",
    response_model=ModelDetail,
    responses=problems(NotFound, *_BODY_PROBLEMS),
    openapi_extra=json_body(Model, _EXAMPLE),
)
async def change_model(model_id: str, request: Request, studio: TheStudio) -> Json:
    """The body is the whole contract. Of a shipped model it counts until it is deleted again."""
    model = await read_model(request, Model)
    if model.id != model_id:
        raise BadField(f"id: The body is of {model.id!r:.80}, the address of {model_id!r:.80}.")
    _check_own(studio, model)
    return _detail(studio, await studio.shelf.change(model))


@router.patch(
    "/{model_id:path}",
    summary="Switch a model on or off",
    response_model=ModelDetail,
    responses=problems(NotFound, *_BODY_PROBLEMS),
    openapi_extra=json_body(SwitchModel, {"enabled": True}),
)
async def switch_model(model_id: str, request: Request, studio: TheStudio) -> Json:
    """What is on is offered in the workspace."""
    wanted = await read_model(request, SwitchModel)
    return _detail(studio, await studio.shelf.enable(model_id, wanted.enabled))


@router.delete(
    "/{model_id:path}",
    summary="Remove a model",
    status_code=204,
    responses=problems(NotFound),
)
async def remove_model(model_id: str, studio: TheStudio) -> Response:
    """An own model goes; a shipped one that was changed is as it was."""
    await studio.shelf.remove(model_id)
    return Response(status_code=204)


def _endpoint_in(document: Mapping[str, Any] | None) -> str:
    if document is None:
        raise BadField("endpoint: Name the endpoint, or send its OpenAPI document.")
    return endpoint_in(document)


def _provider_of(studio: Studio, endpoint: str) -> str:
    """The provider that takes ids like this one. Raises BadField where there is none."""
    try:
        return studio.catalog.get(endpoint).provider
    except UnknownModel:
        raise BadField(
            f"provider: Say whose endpoint {endpoint!r:.80} is.",
            hint=f"Providers: {', '.join(_provider_names(studio))}.",
        ) from None


def _provider_names(studio: Studio) -> list[str]:
    return sorted(provider.name for provider in studio.gateways)


def _check_own(studio: Studio, model: Model) -> None:
    """Raises BadField for what a workspace cannot have as a model of its own."""
    if model.template or model.for_dialect:
        raise BadField(
            "template: Only what ships with Limner stands for more than one model.",
            hint="Add each model by its own id.",
        )
    names = _provider_names(studio)
    if model.provider not in names:
        raise BadField(
            f"provider: There is none that is called {model.provider!r:.80}.",
            hint=f"Providers: {', '.join(names)}.",
        )


def _known(studio: Studio, model_id: str) -> Model:
    """A model of the catalogue, or an endpoint that works as it is. Raises NotFound."""
    try:
        return studio.catalog.get(model_id)
    except UnknownModel as error:
        raise NotFound(f"There is no model {model_id!r:.80}.") from error


def _detail(studio: Studio, model: Model, status: int = 200) -> Json:
    described: dict[str, Any] = model_json(model, studio.catalog, studio.settings.max_prompt)
    return Json(described | {"contract": contract_json(model)}, status)
