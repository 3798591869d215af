"""Answers as the Gemini API sends them: candidates, thoughts, reasons for stopping, usage."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from typing import Any, Literal

import msgspec

from limner.testing.emulators.google.models import ImageModel, Pixels
from limner.testing.emulators.google.request import PictureWish, TextWish
from limner.testing.emulators.instances import instance_of
from limner.testing.emulators.tool_calls import Call
from limner.testing.pictures import plain_picture

BlockReason = Literal["SAFETY", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT", "IMAGE_SAFETY"]
FinishReason = Literal[
    "STOP",
    "MAX_TOKENS",
    "SAFETY",
    "RECITATION",
    "LANGUAGE",
    "OTHER",
    "BLOCKLIST",
    "PROHIBITED_CONTENT",
    "SPII",
    "MALFORMED_FUNCTION_CALL",
    "IMAGE_SAFETY",
    "IMAGE_PROHIBITED_CONTENT",
    "IMAGE_RECITATION",
    "IMAGE_OTHER",
    "NO_IMAGE",
]
Answer = dict[str, Any]

_FINISH_MESSAGE = (
    "Unable to show the generated image. The model could not generate the image based on the"
    " prompt provided."
)
_REFUSAL = "I can't make that picture. Would you like something else?"
_DRAFT_PIXELS = (256, 256)
_THOUGHT_TOKENS = 240
_CHARACTERS_PER_TOKEN = 4
_TEXT_IMAGE_TOKENS = 258
"""What a text model counts for each image it is shown."""


def blocked_prompt(reason: BlockReason) -> Answer:
    """No candidates at all: the prompt itself was refused."""
    return {"promptFeedback": {"blockReason": reason}}


def stopped(model_id: str, wish: PictureWish, model: ImageModel, reason: FinishReason) -> Answer:
    """A candidate without an image; with ``STOP`` the model says in prose that it will not."""
    content: dict[str, Any] = {"role": "model"}
    candidate: dict[str, Any] = {"content": content, "finishReason": reason, "index": 0}
    if reason == "STOP":
        content["parts"] = [{"text": _REFUSAL}]
    else:
        candidate["finishMessage"] = _FINISH_MESSAGE
    said = _tokens(_REFUSAL) if reason == "STOP" else 0
    usage = _usage(wish.prompt, len(wish.references) * model.reference_tokens, said, 0, 0)
    return {"candidates": [candidate], "usageMetadata": usage, **_identity(model_id, wish.prompt)}


def pictures(
    model_id: str,
    wish: PictureWish,
    model: ImageModel,
    *,
    count: int = 1,
    pixels: Pixels | None = None,
    damaged: bool = False,
) -> Answer:
    """Pictures of a wish, after the model's thoughts where they are shown.

    ``pixels`` are others than were asked for; ``damaged`` data is no base64.
    """
    parts = list(_thoughts(wish, model)) if wish.with_thoughts else []
    remark = f"Here is a picture of {wish.prompt}" if wish.with_text else ""
    if remark:
        parts.append({"text": remark})
    for number in range(count):
        part = _picture(pixels or wish.pixels, wish.prompt, wish.seed + number, model.format)
        if damaged:
            part["inlineData"]["data"] = "%%% no base64 %%%"
        if model.thinking:
            part["thoughtSignature"] = _signature(wish.prompt)
        parts.append(part)
    thought = _THOUGHT_TOKENS if model.thinking else 0
    usage = _usage(
        wish.prompt,
        len(wish.references) * model.reference_tokens,
        _tokens(remark),
        count * model.output_tokens(wish.size),
        thought,
    )
    return {
        "candidates": [
            {
                "content": {"role": "model", "parts": parts},
                "finishReason": "STOP",
                "index": 0,
            }
        ],
        "usageMetadata": usage,
        **_identity(model_id, wish.prompt),
    }


def written(
    model_id: str, wish: TextWish, said: str | None = None, calls: Sequence[Call] = ()
) -> Answer:
    """A rewritten prompt, a value for the schema as JSON, the calls of functions, or what was
    ``said``."""
    text = f"{wish.prompt.strip()}, in soft natural light, richly detailed, balanced composition"
    if wish.images:
        text += f" (seen: {', '.join(f'{width} x {height}' for width, height in wish.images)})"
    seen = len(wish.images) * _TEXT_IMAGE_TOKENS
    if wish.answers:
        text += f" (told: {' | '.join(wish.answers)})"
    parts: list[dict[str, Any]] = [
        {"functionCall": {"name": call.name, "args": dict(call.arguments)}}
        for call in calls or wish.calls
    ]
    if parts:
        parts[0]["thoughtSignature"] = _signature(wish.prompt)
    else:
        value = None if wish.schema is None else instance_of(wish.schema, text)
        made = text if wish.schema is None else msgspec.json.encode(value).decode()
        parts = [{"text": made if said is None else said}]
    return {
        "candidates": [
            {"content": {"role": "model", "parts": parts}, "finishReason": "STOP", "index": 0}
        ],
        "usageMetadata": _usage(wish.prompt, seen, _tokens(text), 0, 0),
        **_identity(model_id, wish.prompt),
    }


def chunks(answer: Answer) -> Iterator[Answer]:
    """The same answer as a stream tells it: part by part, the end and the usage last."""
    if "candidates" not in answer:
        yield answer
        return
    shared = {name: answer[name] for name in ("modelVersion", "responseId")}
    for candidate in answer["candidates"]:
        content = candidate["content"]
        for part in content.get("parts", ()):
            single = {"content": {"role": content["role"], "parts": [part]}, "index": 0}
            yield {"candidates": [single], **shared}
        end = {name: value for name, value in candidate.items() if name != "content"}
        yield {"candidates": [end], "usageMetadata": answer["usageMetadata"], **shared}


def _picture(pixels: Pixels, prompt: str, seed: int, format: Literal["png", "jpeg"]) -> Answer:
    data = plain_picture(*pixels, prompt, seed, format=format)
    return {"inlineData": {"mimeType": f"image/{format}", "data": base64.b64encode(data).decode()}}


def _thoughts(wish: PictureWish, model: ImageModel) -> Iterator[Answer]:
    yield {"text": f"The user wants {wish.prompt}.", "thought": True}
    yield {**_picture(_DRAFT_PIXELS, "draft", wish.seed, model.format), "thought": True}


def _usage(
    prompt: str, image_input: int, text_output: int, image_output: int, thoughts: int
) -> Answer:
    text_input = _tokens(prompt)
    usage: Answer = {
        "promptTokenCount": text_input + image_input,
        "candidatesTokenCount": text_output + image_output,
        "totalTokenCount": text_input + image_input + text_output + image_output + thoughts,
        "promptTokensDetails": [{"modality": "TEXT", "tokenCount": text_input}],
    }
    if image_input:
        usage["promptTokensDetails"].append({"modality": "IMAGE", "tokenCount": image_input})
    if image_output:
        usage["candidatesTokensDetails"] = [{"modality": "IMAGE", "tokenCount": image_output}]
    if thoughts:
        usage["thoughtsTokenCount"] = thoughts
    return usage


def _tokens(text: str) -> int:
    return -(-len(text) // _CHARACTERS_PER_TOKEN)


def _identity(model_id: str, prompt: str) -> Answer:
    digest = hashlib.sha256(prompt.encode()).hexdigest()
    return {"modelVersion": model_id, "responseId": digest[:22]}


def _signature(prompt: str) -> str:
    return base64.b64encode(hashlib.sha256(prompt.encode()).digest()).decode()
