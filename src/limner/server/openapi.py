"""The OpenAPI document, and how routes describe their problems."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

import limner
from limner import errors
from limner.errors import LimnerError
from limner.models.model import Model
from limner.server.errors import PROBLEM_TYPE, status_of
from limner.server.schemas.asset import CropArea
from limner.server.schemas.credential import ChangeCredential, NewCredential
from limner.server.schemas.direct import DirectRequest
from limner.server.schemas.images_api import EditsRequest, ImagesRequest
from limner.server.schemas.key import CreateKey
from limner.server.schemas.model import EstimateRequest, ImportModel, SwitchModel
from limner.server.schemas.problem import Problem
from limner.server.schemas.publishing import PreviewTimes, Publish, SetNotice, Switch
from limner.server.schemas.run import Resume, RunDocument, RunEvent, StartRun
from limner.server.schemas.server import SessionRequest
from limner.server.schemas.variable import TemplatePreviewRequest
from limner.server.schemas.workflow import WorkflowDocument
from limner.server.sessions import COOKIE

Responses = dict[int | str, dict[str, Any]]

_REFERENCE = "#/components/schemas/{model}"
BODIES: tuple[type[BaseModel], ...] = (
    Problem,
    ChangeCredential,
    CreateKey,
    CropArea,
    DirectRequest,
    EditsRequest,
    EstimateRequest,
    ImagesRequest,
    ImportModel,
    Model,
    NewCredential,
    PreviewTimes,
    Publish,
    Resume,
    RunDocument,
    RunEvent,
    SessionRequest,
    SetNotice,
    StartRun,
    Switch,
    SwitchModel,
    WorkflowDocument,
    TemplatePreviewRequest,
)
"""Shapes that no route's answer brings into the document."""

OPEN: dict[str, Any] = {"security": []}
"""`openapi_extra` of a route that needs no key."""


def operation_id(route: APIRoute) -> str:
    """The function's name in camelCase: stable, whatever the path."""
    first, *rest = route.name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def problems(
    *kinds: type[LimnerError], elsewhere: Mapping[type[LimnerError], int] = MappingProxyType({})
) -> Responses:
    """The problem answers of a route, one example for each error.

    ``elsewhere`` are errors that this route answers with a status of its own.
    """
    examples: dict[int, dict[str, Any]] = defaultdict(dict)
    for kind in (*kinds, *elsewhere):
        status = elsewhere.get(kind, status_of(kind))
        examples[status][kind.code] = {
            "summary": kind.title(),
            "value": {
                "type": f"urn:limner:problem:{kind.code}",
                "title": kind.title(),
                "status": status,
                "detail": f"{kind.title()}.",
                "code": kind.code,
            },
        }
    return {
        status: {
            "description": "; ".join(example["summary"] for example in found.values()),
            "content": {
                PROBLEM_TYPE: {
                    "schema": {"$ref": _REFERENCE.format(model=Problem.__name__)},
                    "examples": found,
                }
            },
        }
        for status, found in examples.items()
    }


def json_body(
    model: type[BaseModel], example: Any = None, *, required: bool = True
) -> dict[str, Any]:
    """`openapi_extra` of a route that reads its JSON body itself; the model is in BODIES."""
    content: dict[str, Any] = {"schema": {"$ref": _REFERENCE.format(model=model.__name__)}}
    if example is not None:
        content["example"] = example
    return {"requestBody": {"required": required, "content": {"application/json": content}}}


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of the application."""
    document = get_openapi(
        title="Limner",
        version=limner.__version__,
        summary="A self-hosted studio for AI image generation.",
        routes=app.routes,
        tags=[{"name": name, "description": words} for name, words in _TAGS.items()],
    )
    components = document["components"]
    components["securitySchemes"] = _SECURITY
    _, definitions = models_json_schema(
        [(model, "validation") for model in BODIES], ref_template=_REFERENCE
    )
    components["schemas"] = definitions["$defs"] | components["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        components["schemas"].pop(unused, None)
    for operations in document["paths"].values():
        for operation in operations.values():
            _complete(operation)
    document["security"] = [{name: []} for name in _SECURITY]
    return document


def _complete(operation: dict[str, Any]) -> None:
    """Add the problems that every operation may meet."""
    common = _REFUSED if operation.get("security") == [] else _REFUSED_KEY
    responses = operation["responses"]
    if "application/json" in responses.get("422", {}).get("content", {}):
        responses.update(_INVALID)
    for status, response in common.items():
        responses.setdefault(status, response)


def _by_text(responses: Responses) -> dict[str, Any]:
    return {str(status): response for status, response in responses.items()}


_EVERYONE_MAY_MEET = (
    errors.InputError,
    errors.HostRefused,
    errors.OriginRefused,
    errors.StorageError,
    errors.StorageFull,
    LimnerError,
)
_REFUSED = _by_text(problems(*_EVERYONE_MAY_MEET))
_REFUSED_KEY = _by_text(problems(*_EVERYONE_MAY_MEET, errors.Unauthorized, errors.ScopeMissing))
_INVALID = _by_text(problems(errors.BadField))
_SECURITY = {
    "apiKey": {
        "type": "http",
        "scheme": "bearer",
        "description": "LIMNER_ADMIN_KEY, or a key of `POST /api/keys`.",
    },
    "session": {"type": "apiKey", "in": "cookie", "name": COOKIE},
}
_TAGS = {
    "server": "The server itself.",
    "catalogue": "What can be put into a workflow: node types, models and templates.",
    "credentials": "What workflows sign in with at outside services.",
    "workflows": "What people draw and keep.",
    "automation": "Workflows that work without a person: published, switched on, called.",
    "keys": "Keys for other programs.",
    "runs": "Workflows at work.",
    "direct": "Images without a workflow.",
    "images API": "The images API of existing clients.",
    "assets": "Everything uploaded or generated.",
}
