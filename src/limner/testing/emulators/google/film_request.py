"""What an order for a film asks for: held to the fields and values of Google's own client.

By google-genai 2.34 (`interactions`) and https://ai.google.dev/gemini-api/docs/omni (2026-09-21).
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PIL import Image

from limner.testing.emulators.google.models import FILM_MODELS
from limner.testing.emulators.google.schema import decoded

_FIELDS = frozenset(
    {
        *("model", "input", "background", "store", "stream", "response_format", "labels"),
        *("generation_config", "response_modalities", "safety_settings", "service_tier"),
    }
)
_FORMAT_FIELDS = frozenset({"type", "aspect_ratio", "resolution", "duration", "delivery"})
_IMAGE_TYPES = ("image/png", "image/jpeg", "image/webp", "image/heic", "image/heif")
_LINES = {"360p": 360, "720p": 720, "1080p": 1080, "4k": 2160}
_RATIOS = {"16:9": (16, 9), "9:16": (9, 16)}
_DELIVERIES = ("inline", "uri")
_TASKS = ("text_to_video", "image_to_video", "reference_to_video", "edit", "extend")
_SECONDS = re.compile(r"(\d{1,4}(?:\.\d{1,9})?)s", re.ASCII)
_SHORTEST, _LONGEST, _USUAL = 3.0, 10.0, 8.0


class InvalidRequest(Exception):
    """An order that Google refuses; the text is its message."""


class UnknownModel(Exception):
    """An order for a model that there is not."""


@dataclass(frozen=True, slots=True)
class FilmWish:
    """One film to be made. ``size`` is in pixels, ``images`` are those that go in."""

    model: str
    prompt: str
    size: tuple[int, int]
    seconds: float
    images: int
    by_uri: bool
    in_background: bool


def film_wish(body: Any) -> FilmWish:
    """Raises InvalidRequest and UnknownModel."""
    if not isinstance(body, dict):
        raise InvalidRequest("The body is not an object.")
    _only(body, _FIELDS, "request")
    if body.get("model") not in FILM_MODELS:
        raise UnknownModel(str(body.get("model")))
    prompt, images = _input(body.get("input"))
    _check_frames(prompt, images)
    _check_task(body.get("generation_config", {}))
    form = body.get("response_format", {})
    _only(form, _FORMAT_FIELDS, "response_format")
    lines = _LINES[_one_of(form, "resolution", tuple(_LINES), "720p")]
    across, down = _RATIOS[_one_of(form, "aspect_ratio", tuple(_RATIOS), "16:9")]
    short = min(across, down)
    return FilmWish(
        model=body["model"],
        prompt=prompt,
        size=(round(lines * across / short), round(lines * down / short)),
        seconds=_seconds(form.get("duration")),
        images=images,
        by_uri=_one_of(form, "delivery", _DELIVERIES, "inline") == "uri",
        in_background=body.get("background") is True,
    )


def _only(body: Any, known: frozenset[str], where: str) -> None:
    if not isinstance(body, Mapping):
        raise InvalidRequest(f"{where} is not an object.")
    for name in body:
        if name not in known:
            raise InvalidRequest(f"Unknown parameter '{name}' in {where}.")


def _one_of(form: Mapping[str, Any], name: str, values: tuple[str, ...], default: str) -> str:
    value = form.get(name, default)
    if value not in values:
        raise InvalidRequest(f"{name} must be one of {', '.join(values)}, not {value!r}.")
    return str(value)


def _seconds(said: Any) -> float:
    if said is None:
        return _USUAL
    match = _SECONDS.fullmatch(said) if isinstance(said, str) else None
    if match is None:
        raise InvalidRequest(f"Illegal duration {said!r}: it is written as '8s'.")
    seconds = float(match[1])
    if not _SHORTEST <= seconds <= _LONGEST:
        raise InvalidRequest(f"duration must be from {_SHORTEST:g} to {_LONGEST:g} seconds.")
    return seconds


def _input(given: Any) -> tuple[str, int]:
    """The prompt, and how many images come with it."""
    if isinstance(given, str):
        return given, 0
    if not isinstance(given, list):
        raise InvalidRequest("input is neither a text nor a list.")
    match given:
        # The official client sends all that the user says as one step.
        case [{"type": "user_input", "content": list(content)}]:
            given = content
    texts: list[str] = []
    images = 0
    for part in given:
        match part:
            case {"type": "text", "text": str(text)}:
                texts.append(text)
            case {"type": "image", "data": str(data), "mime_type": mime_type}:
                _check_image(data, mime_type)
                images += 1
            case _:
                raise InvalidRequest("input holds something that is neither text nor image.")
    if not texts:
        raise InvalidRequest("input holds no text.")
    return " ".join(texts), images


def _check_image(data: str, mime_type: Any) -> None:
    if mime_type not in _IMAGE_TYPES:
        raise InvalidRequest(f"Unsupported MIME type: {mime_type}")
    try:
        Image.open(io.BytesIO(decoded(data) or b"")).close()
    except OSError as error:
        raise InvalidRequest("Unable to process input image.") from error


def _check_frames(prompt: str, images: int) -> None:
    first, last = "<FIRST_FRAME>" in prompt, "<LAST_FRAME>" in prompt
    if last and not first:
        raise InvalidRequest("<LAST_FRAME> must be used together with <FIRST_FRAME>.")
    if first + last > images:
        raise InvalidRequest("The prompt names more frames than there are images.")


def _check_task(config: Any) -> None:
    _only(config, frozenset({"video_config"}), "generation_config")
    video = config.get("video_config", {})
    _only(video, frozenset({"task"}), "video_config")
    _one_of(video, "task", _TASKS, _TASKS[0])
