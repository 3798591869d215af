"""Inputs of a run as a form: texts as fields, images as files."""

from __future__ import annotations

from typing import Any

import msgspec
from pydantic import BaseModel
from starlette.requests import Request

from limner.errors import BadField, LimnerError
from limner.media.image import MAX_UPLOAD_BYTES
from limner.nodes.contract import Json, RunInput
from limner.server.body import MAX_READ_BYTES
from limner.server.form import FORM_TYPE, Form, FormLimits, read_form
from limner.server.openapi import json_body
from limner.studio import Studio
from limner.workflows.document import Document
from limner.workflows.inputs import named

_LIMITS = FormLimits(
    parts=100, field_bytes=1024 * 1024, file_bytes=MAX_UPLOAD_BYTES, all_bytes=MAX_READ_BYTES
)
_WRITTEN_AS_JSON = frozenset({"number", "boolean", "list", "params"})

FORM_BODY: Json = {
    FORM_TYPE: {
        "schema": {
            "type": "object",
            "description": "The inputs by name: images as files, numbers, lists and parameters as "
            "JSON.",
        }
    }
}
"""Beside JSON, in the description of a route that takes inputs either way."""


def json_or_form(model: type[BaseModel], example: Any) -> Json:
    """`openapi_extra` of a route that takes a model, or a form with the inputs alone."""
    extra: Json = json_body(model, example, required=False)
    extra["requestBody"]["content"].update(FORM_BODY)
    return extra


async def read_inputs_form(request: Request, studio: Studio, document: Document) -> Json:
    """The inputs of a document in a form, each image kept and named by its asset's id.

    Raises what ``read_form`` and ``ImageImporter.take`` raise, and BadField for what is no JSON.
    """
    form = await read_form(request, _LIMITS)
    by_name = {item.name: item for item in studio.library.readings(document).run_inputs}
    values = {name: _value(by_name.get(name), text) for name, text in form.fields.items()}
    return values | await _kept(form, studio, by_name)


async def _kept(form: Form, studio: Studio, by_name: dict[str, RunInput]) -> Json:
    kept: Json = {}
    for file in form.files:
        try:
            kept[file.field] = (await studio.importer.take(file.data, file.name)).id
        except LimnerError as fault:
            raise named(by_name.get(file.field) or RunInput(file.field, "image"), fault) from None
    return kept


def _value(item: RunInput | None, text: str) -> Any:
    if item is None or item.type not in _WRITTEN_AS_JSON:
        return text
    try:
        return msgspec.json.decode(text)
    except (ValueError, RecursionError):
        raise named(item, BadField("It is not written as JSON.")) from None
