"""What a request of the images API asks for, in Limner's own terms."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from limner.errors import BadField
from limner.media.image import MAX_UPLOAD_BYTES
from limner.models.image_request import RequestWarning
from limner.models.model import Model
from limner.models.request import DEFAULT_STYLE, ImageSettings
from limner.models.sizing import AUTO, IMAGE_SIZES
from limner.server.body import read_json, validated
from limner.server.form import Form, FormFile, FormLimits, is_form, read_form
from limner.server.schemas.images_api import (
    EditsRequest,
    ImageReference,
    ImagesRequest,
    ResponseFormat,
)
from limner.values import sha256
from limner.workflows.direct import DirectCall, Picture

_MOST_IMAGES_IN = 16
_LIMITS = FormLimits(
    parts=64, field_bytes=256 * 1024, file_bytes=MAX_UPLOAD_BYTES, all_bytes=64 * 1024 * 1024
)
_IMAGE_FIELDS = frozenset({"image", "image[]"})
_MASK_FIELD = "mask"
_AS_YOU_LIKE = {"background": AUTO, "moderation": AUTO, "output_compression": "100"}
"""What clients send along by habit; a model that knows no such parameter does so anyway."""

_RATIO = re.compile(r"\d{1,4}:\d{1,4}")
_PREVIEWS = "partial_images"
_RETRY_COUNT = "x-stainless-retry-count"


@dataclass(frozen=True, slots=True)
class ImagesCall:
    """A request that was read.

    ``pictures`` are its references; ``body`` is what has to be the same under the same
    idempotency key; ``repeated`` tells whether the client's library sends it again by itself,
    where it tells.
    """

    wanted: ImagesRequest
    pictures: tuple[Picture, ...]
    body: Any
    repeated: bool | None

    @property
    def response_format(self) -> ResponseFormat | None:
        return self.wanted.response_format

    def direct(self, model: Model) -> DirectCall:
        """The call as it is run, with the model it means."""
        settings = settings_for(self.wanted, model)
        return DirectCall(settings, self.pictures, repeated=self.repeated)

    def unheeded(self, model: Model) -> tuple[RequestWarning, ...]:
        """What is asked of the answer that this model cannot give."""
        if not self.wanted.stream or not self.wanted.partial_images or _previews(model):
            return ()
        return (RequestWarning("dropped_parameter", f"{model.title} gives no {_PREVIEWS}."),)


async def read_generation(request: Request) -> ImagesCall:
    """A JSON body. Raises what ``read_json`` raises, and BadField."""
    body = await read_json(request)
    return ImagesCall(validated(body, ImagesRequest), (), body, _repeated(request))


async def read_edit(request: Request) -> ImagesCall:
    """A form with files, or a JSON body with references.

    Raises what ``read_form`` and ``read_json`` raise, and BadField.
    """
    if is_form(request):
        return _edit_of_form(await read_form(request, _LIMITS), _repeated(request))
    body = await read_json(request)
    wanted = validated(body, EditsRequest)
    pictures = [Picture(_source(image, "images")) for image in wanted.images]
    if wanted.mask is not None:
        pictures.append(Picture(_source(wanted.mask, _MASK_FIELD), "mask"))
    return ImagesCall(wanted, tuple(pictures), body, _repeated(request))


def settings_for(wanted: ImagesRequest, model: Model) -> ImageSettings:
    """An image node's settings. What clients send to mean "as you like" is left out."""
    return ImageSettings(
        model=model.id,
        provider=model.provider,
        prompt=wanted.prompt or "",
        style=wanted.style or DEFAULT_STYLE,
        quality=None if _left_open(wanted.quality, model.qualities) else wanted.quality,
        count=wanted.n or 1,
        format=wanted.output_format or "png",
        params=_parameters(wanted, model),
        **_sizes(wanted, model),
    )


def _repeated(request: Request) -> bool | None:
    """Whether this is an attempt after the first, which the official clients tell."""
    attempt = request.headers.get(_RETRY_COUNT)
    return None if attempt is None else attempt != "0"


def _edit_of_form(form: Form, repeated: bool | None) -> ImagesCall:
    images = [file for file in form.files if file.field in _IMAGE_FIELDS]
    masks = [file for file in form.files if file.field == _MASK_FIELD]
    known = _IMAGE_FIELDS | {_MASK_FIELD}
    others = [file.field for file in form.files if file.field not in known]
    if others:
        raise _wrong(others[0], "This form takes files as image, image[] and mask only.")
    if not 1 <= len(images) <= _MOST_IMAGES_IN:
        raise _wrong("image", f"An edit takes from 1 to {_MOST_IMAGES_IN} images.")
    if len(masks) > 1:
        raise _wrong(_MASK_FIELD, "An edit takes one mask.")
    pictures = [Picture(file.data, name=file.name) for file in images]
    pictures += [Picture(file.data, "mask", file.name) for file in masks]
    wanted = validated(form.fields, ImagesRequest)
    return ImagesCall(wanted, tuple(pictures), _told(form.fields, form.files), repeated)


def _told(fields: Mapping[str, str], files: Sequence[FormFile]) -> Any:
    return {"fields": fields, "files": [[file.field, sha256(file.data)] for file in files]}


def _source(image: ImageReference, field: str) -> str:
    given = [each for each in (image.image_url, image.file_id) if each is not None]
    if len(given) != 1:
        raise _wrong(field, "Each image has image_url or file_id.")
    return given[0]


def _wrong(field: str, message: str) -> BadField:
    return BadField(message, errors=[{"loc": [field], "code": BadField.code, "message": message}])


def _parameters(wanted: ImagesRequest, model: Model) -> dict[str, Any]:
    params = {
        name: value
        for name, value in wanted.parameters.items()
        if name in model.parameters or str(value) != _AS_YOU_LIKE.get(name)
    }
    if wanted.stream and wanted.partial_images and _previews(model):
        params[_PREVIEWS] = wanted.partial_images
    return params


def _previews(model: Model) -> bool:
    return _PREVIEWS in model.parameters


def _left_open(said: str | None, choices: Sequence[str]) -> bool:
    return said == AUTO and AUTO not in choices


def _sizes(wanted: ImagesRequest, model: Model) -> dict[str, Any]:
    """The size under the setting for its form: clients know only one field."""
    size = wanted.size
    told = {
        "aspect_ratio": wanted.aspect_ratio,
        "image_size": wanted.image_size,
        "resolution": wanted.resolution,
        "size": None,
    }
    if size is None or (size == AUTO and model.sizing.auto is None):
        return told
    form = "aspect_ratio" if _RATIO.fullmatch(size) else "image_size" if size in IMAGE_SIZES else ""
    return told | {form or "size": size}
