"""The body of a request, under the provider's own names. Pure."""

from __future__ import annotations

from typing import Any

from limner.models.image_request import ImageRequest
from limner.models.model import Model
from limner.models.parts import ImageFormat
from limner.models.sizing import AUTO, Size

LOSSLESS: ImageFormat = "png"


def nest(target: dict[str, Any], path: str, value: Any) -> None:
    """Put a value under a dotted path, making the objects on the way."""
    *way, last = path.split(".")
    for name in way:
        target = target.setdefault(name, {})
    target[last] = value


def size_arguments(model: Model, size: Size) -> dict[str, Any]:
    """A size under the names the model's provider has for it."""
    sizing, fields = model.sizing, model.fields
    if size.word == AUTO:
        sent = sizing.auto == "send"
        field = fields.aspect_ratio if sizing.form == "ratio" else fields.size
        told: dict[str | None, Any] = {field: AUTO} if sent else {}
        told[fields.resolution] = size.resolution
    elif sizing.form == "ratio":
        told = {fields.aspect_ratio: size.word, fields.resolution: size.resolution}
    elif sizing.form == "sides":
        told = {fields.width: size.width, fields.height: size.height}
    elif sizing.form == "object":
        told = {fields.size: size.word or {"width": size.width, "height": size.height}}
    elif sizing.form == "text":
        told = {fields.size: size.text}
    else:
        told = {}
    return {name: value for name, value in told.items() if name and value is not None}


def native_format(model: Model, wanted: ImageFormat) -> ImageFormat | None:
    """What to ask the provider for: the wanted format, else a lossless one to convert from."""
    if wanted in model.native_formats:
        return wanted
    return LOSSLESS if LOSSLESS in model.native_formats else None


def arguments(model: Model, request: ImageRequest, size: Size) -> dict[str, Any]:
    """Everything that is sent besides references. The request's ``params`` are accepted ones."""
    fields = model.fields
    own_style = request.style if request.style in model.own_styles else model.default_style
    told: dict[str | None, Any] = {
        fields.prompt: request.styled_prompt if model.takes_prompt else None,
        fields.count: request.count,
        fields.quality: request.quality,
        fields.style: own_style,
        fields.format: native_format(model, request.format),
    }
    told.update(size_arguments(model, size))
    told.update(_told_defaults(model))
    known = {name: value for name, value in request.params.items() if name in model.parameters}
    told.update({sent_name(model, name): value for name, value in known.items()})
    told[sent_name(model, "seed")] = request.seed
    body: dict[str, Any] = {}
    for path, value in told.items():
        if path and value is not None:
            nest(body, path, value)
    # The names of a template's parameters are the caller's words and no paths.
    return {name: value for name, value in request.params.items() if name not in known} | body


def _told_defaults(model: Model) -> dict[str, Any]:
    """The defaults that have to be told, because the provider's own are others."""
    return {
        sent_name(model, name): schema["default"]
        for name, schema in model.parameters.items()
        if schema.get("x-send-default")
    }


def sent_name(model: Model, parameter: str) -> str:
    """The provider's name for a parameter."""
    name: str = model.parameters.get(parameter, {}).get("x-field", parameter)
    return name
