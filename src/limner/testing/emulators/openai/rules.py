"""Checks a request the way OpenAI does, and says what was ordered."""

from __future__ import annotations

import copy
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from limner.media.formats import OutputFormat
from limner.testing.emulators.openai import errors
from limner.testing.emulators.openai.models import FORMATS, MODELS, EmulatedModel
from limner.testing.emulators.openai.reading import Body
from limner.testing.emulators.schemas import Contract

_PUBLISHED = "openai-images.json"
_EVERYWHERE = frozenset({"prompt", "model", "n", "size", "quality", "user"})
_ONLY_EDITS = frozenset({"input_fidelity", "markup"})
_LARGEST_IMAGE = 50_000_000
_LARGEST_MASK = 4_000_000
_MOST_IMAGES_IN = 16
_SQUARE = "1024x1024"
_UPLOADS = frozenset({"PNG", "JPEG", "WEBP"})


@dataclass(frozen=True, slots=True)
class ImageOrder:
    """A request that is taken. Sizes are in pixels."""

    model: EmulatedModel
    prompt: str
    count: int
    width: int
    height: int
    quality: str
    format: OutputFormat
    background: str
    stream: bool
    partial_images: int
    by_url: bool
    images_in: int


class Rules:
    """The published schemas, where there are any, and each model's own limits."""

    def __init__(self, contracts: Path | None) -> None:
        self._contract = _contract(contracts)

    def ordered(self, body: Body, *, edit: bool) -> ImageOrder:
        """What a request asks for. Raises Refused with the error OpenAI answers."""
        fields = body.fields
        if self._contract is not None:
            self._hold_to_schema(body)
        model = _model_of(fields)
        if edit and not model.edits:
            raise errors.invalid("model", "this model does not edit images.")
        _hold_to_model(model, fields, edit=edit)
        if edit:
            _check_pictures(body)
        width, height = _size(model, fields.get("size"))
        return ImageOrder(
            model=model,
            prompt=fields["prompt"],
            count=fields.get("n") or 1,
            width=width,
            height=height,
            quality=_quality(model, fields.get("quality") or "auto"),
            format=fields.get("output_format") or "png",
            background=fields.get("background") or "auto",
            stream=bool(fields.get("stream")),
            partial_images=fields.get("partial_images") or 0,
            by_url=model.by_url and fields.get("response_format") != "b64_json",
            images_in=len(body.images),
        )

    def _hold_to_schema(self, body: Body) -> None:
        assert self._contract is not None
        for complaint in self._contract.complaints(
            body.checked, f"/components/schemas/{body.schema}"
        ):
            param = ".".join(map(str, complaint.path)) or "prompt"
            if complaint.rule == "additionalProperties":
                if param not in _beyond_published():
                    raise errors.unknown(param)
            elif complaint.rule == "required":
                raise errors.missing(re.findall(r"'(\w+)'", complaint.message)[-1])
            else:
                raise errors.invalid(param, complaint.message)


def _beyond_published() -> frozenset[str]:
    """Fields that some model takes, of which the published schemas do not know yet."""
    return frozenset().union(*(model.fields for model in MODELS.values()))


def _contract(folder: Path | None) -> Contract | None:
    if folder is None or not (path := folder / _PUBLISHED).exists():
        return None
    return Contract(_with_additions(json.loads(path.read_text(encoding="utf-8"))))


def _with_additions(published: Mapping[str, Any]) -> dict[str, Any]:
    """The schemas of August 2026 with what the API's own client has known since.

    Two qualities came with gpt-image-2.5, and edits sent as JSON take any size, like forms.
    """
    document: dict[str, Any] = copy.deepcopy(dict(published))
    schemas = document["components"]["schemas"]
    for name in ("CreateImageRequest", "CreateImageEditRequest"):
        schemas[name]["properties"]["quality"]["enum"] += ["xhigh", "max"]
    edit = schemas["EditImageBodyJsonParam"]["properties"]
    edit["quality"]["anyOf"][0]["enum"] += ["xhigh", "max"]
    edit["size"] = {"type": ["string", "null"]}
    return document


def _model_of(fields: Mapping[str, Any]) -> EmulatedModel:
    name = fields.get("model")
    if name is None:
        raise errors.missing("model")
    if name not in MODELS:
        raise errors.unknown_model(str(name))
    return MODELS[name]


def _hold_to_model(model: EmulatedModel, fields: Mapping[str, Any], *, edit: bool) -> None:
    taken = _EVERYWHERE | model.fields if edit else _EVERYWHERE | (model.fields - _ONLY_EDITS)
    for name in fields.keys() - taken:
        raise errors.unknown(name)
    _check_prompt(model, fields.get("prompt"))
    _check_number("n", fields.get("n"), 1, model.most_images)
    _check_number("partial_images", fields.get("partial_images"), 0, 3)
    _check_number("output_compression", fields.get("output_compression"), 0, 100)
    _check_choice("output_format", fields.get("output_format"), FORMATS)
    _check_choice("background", fields.get("background"), ("auto", "transparent", "opaque"))
    _check_choice("moderation", fields.get("moderation"), ("auto", "low"))
    _check_choice("style", fields.get("style"), ("vivid", "natural"))
    _check_choice("complexity", fields.get("complexity"), ("low", "medium", "high"))
    _check_choice("input_fidelity", fields.get("input_fidelity"), ("low", "high"))
    _check_together(fields)


def _check_prompt(model: EmulatedModel, prompt: Any) -> None:
    if prompt is None or prompt == "":
        raise errors.missing("prompt")
    if not isinstance(prompt, str):
        raise errors.invalid("prompt", "expected a string.", "invalid_type")
    if len(prompt) > model.longest_prompt:
        message = f"string too long. Expected at most {model.longest_prompt} characters."
        raise errors.invalid("prompt", message, "string_above_max_length")


def _check_number(name: str, value: Any, least: int, most: int) -> None:
    if value is None:
        return
    if type(value) is not int:
        raise errors.invalid(name, "expected an integer.", "invalid_type")
    if value < least:
        message = f"integer below minimum value. Expected a value >= {least}, but got {value}."
        raise errors.invalid(name, message, "integer_below_min_value")
    if value > most:
        message = f"integer above maximum value. Expected a value <= {most}, but got {value}."
        raise errors.invalid(name, message, "integer_above_max_value")


def _check_choice(name: str, value: Any, choices: tuple[str, ...]) -> None:
    if value is not None and value not in choices:
        raise errors.not_one_of(name, value, choices)


def _check_together(fields: Mapping[str, Any]) -> None:
    file_format = fields.get("output_format") or "png"
    if fields.get("background") == "transparent" and file_format == "jpeg":
        raise errors.invalid("background", "a transparent background needs png or webp.")
    if fields.get("output_compression", 100) != 100 and file_format == "png":
        raise errors.invalid("output_compression", "png cannot be compressed with losses.")


def _quality(model: EmulatedModel, quality: str) -> str:
    if quality == "auto":
        return model.default_quality
    if quality not in model.qualities:
        raise errors.not_one_of("quality", quality, tuple(model.qualities))
    return quality


def _size(model: EmulatedModel, size: str | None) -> tuple[int, int]:
    """The sides asked for, a square where that is left to the model."""
    if size is not None and model.sizes is not None and size not in model.sizes:
        raise errors.not_one_of("size", size, model.sizes)
    sides = re.fullmatch(r"(\d{1,5})x(\d{1,5})", _SQUARE if size in (None, "auto") else size)
    if sides is None:
        raise errors.invalid("size", "expected WIDTHxHEIGHT.")
    width, height = int(sides[1]), int(sides[2])
    if model.custom and not _is_custom(width, height):
        raise errors.invalid(
            "size",
            "both sides must be divisible by 16 and at most 3840, the ratio between 1:3 and 3:1, "
            "and there must be from 655360 to 8294400 pixels.",
        )
    return width, height


def _is_custom(width: int, height: int) -> bool:
    short, long = sorted((width, height))
    return (
        width % 16 == height % 16 == 0
        and long <= min(3840, 3 * short)
        and 655_360 <= width * height <= 8_294_400
    )


def _check_pictures(body: Body) -> None:
    if not body.images:
        raise errors.missing("image")
    if len(body.images) > _MOST_IMAGES_IN:
        message = f"expected at most {_MOST_IMAGES_IN} images."
        raise errors.invalid("image", message, "array_above_max_length")
    first, *_ = [_measured(data, "image", _LARGEST_IMAGE, _UPLOADS) for data in body.images]
    for name, data in (("mask", body.mask), ("markup", body.markup)):
        if data is None:
            continue
        if _measured(data, name, _LARGEST_MASK, frozenset({"PNG"})) != first:
            raise errors.invalid(name, "it must have the size of the first image.")
    if body.mask is not None and body.markup is not None:
        raise errors.invalid("markup", "it cannot be combined with mask.")


def _measured(data: bytes, name: str, largest: int, formats: frozenset[str]) -> tuple[int, int]:
    if len(data) > largest:
        raise errors.invalid(name, f"expected at most {largest} bytes.", "file_too_large")
    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.format in formats:
                return image.size
    except OSError:
        pass
    raise errors.invalid(name, "unsupported image file.", "invalid_image_file")
