"""The bodies and refusals of the images API, for the OpenAPI document."""

from __future__ import annotations

from typing import Any

from limner.server.events import SSE_TYPE
from limner.server.form import FORM_TYPE
from limner.server.openapi import Responses, json_body
from limner.server.schemas.images_api import EditsRequest, ErrorAnswer, ImagesRequest

_STATUSES = {
    400: "The request cannot be carried out as it is.",
    401: "A key is needed.",
    402: "The account at the provider has no credit.",
    403: "Access is refused, or the model needs a higher tier.",
    404: "There is no such model, image or address.",
    408: "The body did not arrive in time.",
    409: "The provider is not set up, or the outcome of a paid call is not known.",
    413: "Too much was sent.",
    415: "Neither JSON nor a form, or a file that is no image.",
    429: "The provider asks to slow down.",
    500: "The server met an unexpected fault.",
    502: "The provider failed or cannot be reached.",
    503: "The provider or this server has too much to do.",
    504: "The provider did not answer in time.",
}
REFUSED: Responses = {
    status: {"model": ErrorAnswer, "description": words} for status, words in _STATUSES.items()
}
STREAMED: Responses = {
    200: {
        "description": "The images; with `stream`, server-sent events.",
        "content": {SSE_TYPE: {"schema": {"type": "string"}}},
    }
}
GENERATION_BODY = json_body(
    ImagesRequest, {"model": "…", "prompt": "a fox in a snowy forest at dusk", "size": "1024x1024"}
)
_FILE = {"type": "string", "format": "binary"}
_EDIT_FORM: dict[str, Any] = {
    "type": "object",
    "required": ["prompt"],
    "additionalProperties": True,
    "properties": {
        "prompt": {"type": "string"},
        "model": {"type": "string"},
        "image": _FILE,
        "image[]": {"type": "array", "items": _FILE, "maxItems": 16},
        "mask": _FILE,
    },
}
EDIT_BODY = json_body(EditsRequest)
EDIT_BODY["requestBody"]["content"][FORM_TYPE] = {"schema": _EDIT_FORM}
