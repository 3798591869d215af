"""What a generateContent request asks for, once its fields are known to be Google's.

Google judges a request twice: its fields (``schema``), then whether the model can do
what they say, which is here. Both end as 400 INVALID_ARGUMENT.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from PIL import Image

from limner.testing.emulators.google.models import ImageModel, Pixels
from limner.testing.emulators.google.schema import decoded
from limner.testing.emulators.tool_calls import Call, Tool, call_of, calls_in

_IMAGE_TYPES = ("image/png", "image/jpeg", "image/webp", "image/heic", "image/heif")
_DATA_FIELDS = (
    "text",
    "inlineData",
    "fileData",
    "functionCall",
    "functionResponse",
    "executableCode",
    "codeExecutionResult",
    "toolCall",
    "toolResponse",
)
_HOTTEST = 2.0


class InvalidArgument(Exception):
    """A request that the model cannot do; the text is Google's message."""


@dataclass(frozen=True, slots=True)
class PictureWish:
    """One picture to be made: of which pixels, at which size by name, and what comes with it."""

    prompt: str
    references: tuple[Pixels, ...]
    pixels: Pixels
    size: str | None
    seed: int
    with_text: bool
    with_thoughts: bool


@dataclass(frozen=True, slots=True)
class TextWish:
    """A text to be written: plain, by a JSON Schema, or functions to be called.

    ``answers`` are what functions gave that were called before.
    """

    prompt: str
    images: tuple[Pixels, ...]
    schema: Mapping[str, Any] | None
    calls: tuple[Call, ...]
    answers: tuple[str, ...]
    offers: bool


def picture_wish(model_id: str, model: ImageModel, request: Mapping[str, Any]) -> PictureWish:
    """Raises InvalidArgument for what the model cannot do."""
    references = tuple(_check_conversation(request))
    config = request.get("generationConfig", {})
    _check_sampling(config)
    _check_picture_modes(model_id, request, config)
    if len(references) > model.max_references:
        raise InvalidArgument(
            f"Too many images: {len(references)}; models/{model_id} takes {model.max_references}."
        )
    image = config.get("imageConfig", {})
    size = _size(model_id, model, image.get("imageSize"))
    ratio = _ratio(model_id, model, image.get("aspectRatio"))
    thoughts = _thinks(model_id, model, config.get("thinkingConfig", {}))
    if ratio is None and references:
        ratio = model.ratio_like(references[0])
    return PictureWish(
        prompt=_prompt(request),
        references=references,
        pixels=model.pixels(ratio, size),
        size=size,
        seed=config.get("seed", 0),
        with_text="TEXT" in config.get("responseModalities", ("TEXT", "IMAGE")),
        with_thoughts=thoughts,
    )


def text_wish(request: Mapping[str, Any]) -> TextWish:
    """Raises InvalidArgument for what a text model cannot do."""
    images = list(_check_conversation(request))
    config = request.get("generationConfig", {})
    _check_sampling(config)
    if "IMAGE" in config.get("responseModalities", ()):
        raise InvalidArgument("Model does not support the requested response modalities: image.")
    if "imageConfig" in config:
        raise InvalidArgument("Image config is not enabled for this model.")
    schema = config.get("responseJsonSchema", config.get("responseSchema"))
    if schema is not None and config.get("responseMimeType") != "application/json":
        raise InvalidArgument("A response schema needs response_mime_type application/json.")
    answers = tuple(_function_answers(request))
    prompt = _prompt(request)
    calls = () if answers else _called(request, prompt)
    if schema is None and config.get("responseMimeType") == "application/json":
        schema = {}
    return TextWish(
        prompt=prompt,
        images=tuple(images),
        schema=schema,
        calls=calls,
        answers=answers,
        offers=_function(request) is not None,
    )


def _check_conversation(request: Mapping[str, Any]) -> Iterator[Pixels]:
    """The sizes of the images in the request, in their order."""
    contents = request.get("contents", [])
    if not contents:
        raise InvalidArgument("* GenerateContentRequest.contents: contents is not specified\n")
    for number, content in enumerate(contents):
        if content.get("role", "user") not in ("user", "model"):
            raise InvalidArgument("Please use a valid role: user, model.")
        if not content.get("parts"):
            raise InvalidArgument(
                f"* GenerateContentRequest.contents[{number}].parts: contents.parts must not be"
                " empty.\n"
            )
        for place, part in enumerate(content["parts"]):
            where = f"GenerateContentRequest.contents[{number}].parts[{place}]"
            if sum(name in part for name in _DATA_FIELDS) != 1:
                raise InvalidArgument(
                    f"* {where}.data: required oneof field 'data' must have one initialized field\n"
                )
            if "inlineData" in part:
                yield _measured(part["inlineData"])


def _measured(blob: Mapping[str, Any]) -> Pixels:
    kind = blob.get("mimeType", "")
    if kind not in _IMAGE_TYPES:
        raise InvalidArgument(f"Unsupported MIME type: {kind}")
    try:
        with Image.open(io.BytesIO(decoded(blob.get("data", "")) or b"")) as picture:
            return picture.size
    except OSError as error:
        raise InvalidArgument("Unable to process input image.") from error


def _check_sampling(config: Mapping[str, Any]) -> None:
    if config.get("candidateCount", 1) != 1:
        raise InvalidArgument("Multiple candidates is not enabled for this model")
    for name, most in (("temperature", _HOTTEST), ("topP", 1.0)):
        if not 0.0 <= config.get(name, 0.0) <= most:
            raise InvalidArgument(
                f"Unable to submit request because it has a {name} value of {config[name]} but"
                f" the supported range is from 0 (inclusive) to {most} (inclusive)."
            )


def _check_picture_modes(
    model_id: str, request: Mapping[str, Any], config: Mapping[str, Any]
) -> None:
    for modality in config.get("responseModalities", ()):
        if modality not in ("TEXT", "IMAGE"):
            raise InvalidArgument(
                f"Model does not support the requested response modalities: {modality.lower()}."
            )
    if config.get("responseMimeType", "text/plain") != "text/plain":
        raise InvalidArgument(f"JSON mode is not enabled for models/{model_id}")
    if _function(request) is not None:
        raise InvalidArgument(f"Function calling is not enabled for models/{model_id}")


def _size(model_id: str, model: ImageModel, said: str | None) -> str | None:
    if said is not None and (not model.takes_size or said not in model.tokens):
        raise InvalidArgument(
            f"image_size {said!r} is not supported by models/{model_id}."
            f" Supported values: {', '.join(model.tokens) if model.takes_size else 'none'}."
        )
    return said


def _ratio(model_id: str, model: ImageModel, said: str | None) -> str | None:
    if said is not None and said not in model.ratios:
        raise InvalidArgument(
            f"aspect_ratio {said!r} is not supported by models/{model_id}."
            f" Supported values: {', '.join(model.ratios)}."
        )
    return said


def _thinks(model_id: str, model: ImageModel, config: Mapping[str, Any]) -> bool:
    """Whether drafts come with the answer."""
    level = config.get("thinkingLevel")
    if config and not model.thinking:
        raise InvalidArgument(f"Thinking is not enabled for models/{model_id}")
    if level is not None and level not in model.thinking:
        raise InvalidArgument(f"Thinking level {level} is not supported for this model.")
    return bool(config.get("includeThoughts")) or level == "HIGH"


def _function(request: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return next(iter(_functions(request)), None)


def _functions(request: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The functions that may be called."""
    calling = request.get("toolConfig", {}).get("functionCallingConfig", {})
    if calling.get("mode") == "NONE":
        return []
    offered = [
        function
        for tool in request.get("tools", ())
        for function in tool.get("functionDeclarations", ())
    ]
    allowed = calling.get("allowedFunctionNames")
    return [one for one in offered if not allowed or one.get("name") in allowed]


def _called(request: Mapping[str, Any], prompt: str) -> tuple[Call, ...]:
    """The functions that the prompt names; the first there is, where it names none."""
    tools = [
        Tool(one["name"], one.get("parametersJsonSchema", one.get("parameters", {})))
        for one in _functions(request)
    ]
    return calls_in(prompt, tools) or tuple(call_of(tool, prompt) for tool in tools[:1])


def _function_answers(request: Mapping[str, Any]) -> Iterator[str]:
    """What functions gave back. Raises InvalidArgument for a call without its signature."""
    for content in request["contents"]:
        parts = content["parts"]
        first = next((part for part in parts if "functionCall" in part), None)
        if first is not None and "thoughtSignature" not in first:
            raise InvalidArgument(
                "Function call is missing a thought_signature in functionCall parts."
            )
        for part in parts:
            if "functionResponse" in part:
                yield str(part["functionResponse"].get("response"))


def _prompt(request: Mapping[str, Any]) -> str:
    """What the user said last."""
    said = [
        part["text"]
        for content in request["contents"]
        if content.get("role", "user") == "user"
        for part in content["parts"]
        if "text" in part
    ]
    return said[-1] if said else ""
