"""Bodies of requests to the OpenAI images API: JSON, or a form where there are images."""

from __future__ import annotations

import asyncio
import io
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import msgspec

from limner.errors import BadParameter
from limner.media.names import extension_of
from limner.models.image_request import ImageRequest, ReferenceImage, RequestWarning
from limner.providers._openai_masks import transparent_mask
from limner.providers.contract import CallLog


@dataclass(frozen=True, slots=True)
class Shaped:
    """A request's body without its images, and what was changed in it."""

    body: dict[str, Any]
    warnings: tuple[RequestWarning, ...]

    @property
    def streams(self) -> bool:
        return "stream" in self.body


def shape(request: ImageRequest, response_format: str | None) -> Shaped:
    """What to send for a request; ``response_format`` is asked for where it says none itself.

    Raises BadParameter where a transparent image is wanted as JPEG.
    """
    body = {**request.arguments, "model": request.endpoint}
    if response_format is not None:
        body.setdefault("response_format", response_format)
    # Whether an answer streams depends on what is read from it, and is nobody else's choice.
    body.pop("stream", None)
    warnings = [*_without_needless_compression(body), *_with_partial_images(body, request.count)]
    if body.get("background") == "transparent" and request.format == "jpeg":
        raise BadParameter("JPEG images have no transparency.", hint="Choose PNG or WebP.")
    return Shaped(body, tuple(warnings))


def _without_needless_compression(body: dict[str, Any]) -> list[RequestWarning]:
    """Compression is refused for PNG, which loses nothing."""
    if body.get("output_format") != "png" or "output_compression" not in body:
        return []
    del body["output_compression"]
    return [_dropped("output_compression", "PNG images are not compressed with losses")]


def _with_partial_images(body: dict[str, Any], count: int) -> list[RequestWarning]:
    """Unfinished images come in a stream, which does not tell several images apart."""
    wanted = body.pop("partial_images", 0)
    if not wanted:
        return []
    if count > 1:
        return [_dropped("partial_images", "they are shown for one image at a time only")]
    body |= {"partial_images": wanted, "stream": True}
    return []


def _dropped(name: str, reason: str) -> RequestWarning:
    return RequestWarning("dropped_parameter", f"{name} was dropped: {reason}.")


async def filled_form(
    body: Mapping[str, Any], request: ImageRequest, log: CallLog
) -> aiohttp.FormData:
    """The body and the reference images as a form.

    As in OpenAI's own client a field with several files is called like ``image[]``. Raises
    BadParameter for a mask of another size than the first image.
    """
    form = aiohttp.FormData()
    for name, value in body.items():
        form.add_field(name, _text(value))
    numbers = Counter(reference.field for reference in request.references)
    for number, reference in enumerate(request.references, 1):
        data, mime_type = await _file(reference, request, log)
        field = reference.field or reference.role
        form.add_field(
            f"{field}[]" if numbers[reference.field] > 1 else field,
            io.BytesIO(data),
            filename=f"{reference.role}-{number}.{extension_of(mime_type)}",
            content_type=mime_type,
        )
    return form


async def _file(
    reference: ReferenceImage, request: ImageRequest, log: CallLog
) -> tuple[bytes, str]:
    """A reference's bytes and their type; a mask is made as the API wants it."""
    data = await log.read_reference(reference)
    if reference.role != "mask":
        return data, reference.mime_type
    first = next(other for other in request.references if other.role != "mask")
    image = await log.read_reference(first)
    return await asyncio.to_thread(transparent_mask, data, image), "image/png"


def _text(value: Any) -> str:
    """A value as the text of a form: numbers, truth values and objects as in JSON."""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
