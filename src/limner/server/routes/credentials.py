"""Credentials of outside services: kept, tried and named, but never shown again."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from limner.engine.censor import Censor
from limner.errors import (
    BadField,
    CredentialExists,
    LimnerError,
    MalformedJson,
    NotFound,
    UnsupportedMediaType,
)
from limner.server.answers import Json, TheStudio
from limner.server.body import read_model
from limner.server.openapi import json_body, problems
from limner.server.schemas.credential import (
    ChangeCredential,
    CredentialAnswer,
    CredentialKind,
    CredentialTest,
    NewCredential,
)
from limner.server.schemas.shape import JsonObject, Listing
from limner.services.shelf import Credential
from limner.studio import Studio
from limner.values import as_rfc3339

router = APIRouter(prefix="/api/credentials", tags=["credentials"])

_BODY_PROBLEMS = (BadField, CredentialExists, MalformedJson, UnsupportedMediaType)
_EXAMPLE = {
    "kind": "example",
    "name": "Stock photos",
    "fields": {"hosts": "api.example.com", "token": "…"},
}


@router.get("", summary="Credentials", response_model=Listing[CredentialAnswer])
async def list_credentials(studio: TheStudio) -> Json:
    """By name. Their secrets are never part of an answer."""
    return Json({"items": [_shown(studio, one) for one in studio.credentials.all()]})


@router.get("/kinds", summary="Kinds of credentials", response_model=Listing[CredentialKind])
async def list_credential_kinds(studio: TheStudio) -> Json:
    """What can be signed in to, and what each asks for."""
    kinds = [
        {
            "kind": service.kind,
            "title": service.title,
            "description": service.description,
            "icon": service.icon,
            "dataSchema": service.data_type.model_json_schema(by_alias=True),
            "boundTo": list(service.bound_to),
        }
        for service in studio.credentials.services
        if service.needs_credential
    ]
    return Json({"items": kinds})


@router.post(
    "",
    summary="Keep a credential",
    status_code=201,
    response_model=CredentialAnswer,
    responses=problems(*_BODY_PROBLEMS),
    openapi_extra=json_body(NewCredential, _EXAMPLE),
)
async def add_credential(request: Request, studio: TheStudio) -> Json:
    """Its secrets are encrypted; workflows name it by its id or its name."""
    wanted = await read_model(request, NewCredential)
    added = await studio.credentials.add(wanted.kind, wanted.name, wanted.fields)
    return Json(_shown(studio, added), 201)


@router.get(
    "/{credential_id}",
    summary="One credential",
    response_model=CredentialAnswer,
    responses=problems(NotFound),
)
async def get_credential(credential_id: str, studio: TheStudio) -> Json:
    return Json(_shown(studio, studio.credentials.get(credential_id)))


@router.put(
    "/{credential_id}",
    summary="Change a credential",
    response_model=CredentialAnswer,
    responses=problems(NotFound, *_BODY_PROBLEMS),
    openapi_extra=json_body(ChangeCredential, {"name": "Stock photos, 2027"}),
)
async def change_credential(credential_id: str, request: Request, studio: TheStudio) -> Json:
    """`fields` are all that is no secret, and secrets where they change. Where the credential is
    to be sent elsewhere, its secrets are entered anew."""
    wanted = await read_model(request, ChangeCredential)
    changed = await studio.credentials.change(credential_id, wanted.name, wanted.fields)
    return Json(_shown(studio, changed))


@router.delete(
    "/{credential_id}",
    summary="Forget a credential",
    status_code=204,
    responses=problems(NotFound),
)
async def forget_credential(credential_id: str, studio: TheStudio) -> Response:
    """Workflows that name it have a problem from now on."""
    await studio.credentials.remove(credential_id)
    return Response(status_code=204)


@router.post(
    "/{credential_id}/test",
    summary="Try a credential",
    response_model=CredentialTest,
    responses=problems(NotFound),
)
async def test_credential(credential_id: str, studio: TheStudio) -> Json:
    """Signs in and changes nothing there."""
    client = studio.credentials.opened(credential_id)
    censor = Censor(client.secrets)
    try:
        found = await client.test()
    except LimnerError as error:
        censor.error(error)
        return Json({"ok": False, "detail": error.detail, "hint": error.hint})
    return Json({"ok": True, "detail": censor.text(found), "hint": None})


def _shown(studio: Studio, credential: Credential) -> JsonObject:
    service = studio.credentials.services.find(credential.kind)
    return {
        "id": credential.id,
        "name": credential.name,
        "kind": credential.kind,
        "title": service.title if service else credential.kind,
        "icon": service.icon if service else "key-round",
        "fields": credential.fields,
        "secrets": list(credential.secrets),
        "createdAt": as_rfc3339(credential.created_at),
        "updatedAt": as_rfc3339(credential.updated_at),
    }
