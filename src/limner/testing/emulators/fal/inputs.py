"""What an input of a fal endpoint may hold, and which pictures it asks for.

Held to fal's published schemas where they are given. Beyond them stand the limits that fal
states in prose only, and two endpoints that the published schemas lack (fal's model pages, 2026).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from PIL import Image, UnidentifiedImageError

from limner.media.formats import OutputFormat
from limner.testing.emulators.fal.errors import FalError, model_error
from limner.testing.emulators.schemas import Complaint, Contract
from limner.testing.films import plain_film, plain_sound
from limner.testing.pictures import plain_picture

Json = Mapping[str, Any]
Kind = Literal["image", "video", "audio"]
Size = tuple[int, int]

_PUBLISHED = "fal-endpoints.json"
_PUBLISHED_AS = {
    "bytedance/seedream/v5/lite/": "fal-ai/bytedance/seedream/v5/lite/",
    "fal-ai/recraft/v4.1/": "fal-ai/recraft/v4/",
}
"""Endpoints newer than the published schemas, and those whose fields they have."""

_IMAGE_URL = {"type": "string", "x-fal-file-input": True}
_SOUND: Json = {
    "prompt": {"type": "string"},
    "negative_prompt": {"type": "string"},
    "duration": {"type": "number", "minimum": 1, "maximum": 30, "default": 8},
    "num_steps": {"type": "integer", "minimum": 4, "maximum": 50},
    "cfg_strength": {"type": "number", "minimum": 0, "maximum": 20},
    "mask_away_clip": {"type": "boolean"},
    "seed": {"type": "integer", "minimum": 0, "maximum": 65535},
}
_UNPUBLISHED: Json = {
    "fal-ai/clarity-upscaler": {
        "input": {
            "type": "object",
            "required": ["image_url"],
            "properties": {
                "image_url": _IMAGE_URL,
                "prompt": {"type": "string"},
                "negative_prompt": {"type": "string"},
                "upscale_factor": {"type": "number", "minimum": 1, "maximum": 4, "default": 2},
                "creativity": {"type": "number", "minimum": 0, "maximum": 1},
                "resemblance": {"type": "number", "minimum": 0, "maximum": 1},
                "guidance_scale": {"type": "number"},
                "num_inference_steps": {"type": "integer"},
                "seed": {"type": ["integer", "null"]},
                "enable_safety_checker": {"type": "boolean"},
            },
        },
        "output": {"properties": {"image": {}, "seed": {}, "timings": {}}},
    },
    "fal-ai/birefnet/v2": {
        "input": {
            "type": "object",
            "required": ["image_url"],
            "properties": {
                "image_url": _IMAGE_URL,
                "model": {
                    "enum": [
                        "General Use (Light)",
                        "General Use (Light 2K)",
                        "General Use (Heavy)",
                        "General Use (Dynamic)",
                        "Matting",
                        "Portrait",
                    ]
                },
                "operating_resolution": {"enum": ["1024x1024", "2048x2048", "2304x2304"]},
                "output_format": {"enum": ["png", "webp"], "default": "png"},
                "output_mask": {"type": "boolean"},
                "refine_foreground": {"type": "boolean"},
                "sync_mode": {"type": "boolean"},
            },
        },
        "output": {"properties": {"image": {}}},
    },
    "fal-ai/mmaudio-v2/text-to-audio": {
        "input": {"type": "object", "required": ["prompt"], "properties": _SOUND},
        "output": {"properties": {"audio": {}}},
    },
    "fal-ai/mmaudio-v2": {
        "input": {
            "type": "object",
            "required": ["prompt", "video_url"],
            "properties": {**_SOUND, "video_url": _IMAGE_URL},
        },
        "output": {"properties": {"video": {}}},
    },
}
"""MMAudio's by the types that the `fal` crate generates of fal's own descriptions (docs.rs)."""

_PRESETS: Mapping[str, Size] = {
    "square_hd": (1024, 1024),
    "square": (512, 512),
    "portrait_4_3": (768, 1024),
    "portrait_16_9": (576, 1024),
    "landscape_4_3": (1024, 768),
    "landscape_16_9": (1024, 576),
    "auto_1K": (1024, 1024),
    "auto_2K": (2048, 2048),
    "auto_3K": (3072, 3072),
    "auto_4K": (4096, 4096),
}
_LINES = {"480p": 480, "720p": 720, "1080p": 1080, "4k": 2160}
_SIDES = {"0.5K": 512, "1K": 1024, "2K": 2048, "4K": 4096}
_STEP = 16
_DEFAULT_SIZE = (1024, 768)
_USUAL_SECONDS = 5.0
_VIDEO_INPUT = "video_url"
_NUMBERS = ("seed", "num_images")
"""What is reckoned with, also for endpoints that no schema is known of."""

_RULES_AS_TYPES = {
    "required": "missing",
    "additionalProperties": "extra_forbidden",
    "enum": "literal_error",
    "minimum": "greater_than_equal",
    "exclusiveMinimum": "greater_than",
    "maximum": "less_than_equal",
    "minLength": "string_too_short",
    "maxLength": "string_too_long",
    "type": "type_error",
}


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture, film or sound an input asks for; it is made when it is fetched."""

    size: Size
    prompt: str
    seed: int
    format: OutputFormat
    transparent: bool = False
    kind: Kind = "image"
    seconds: float = 0.0

    @property
    def suffix(self) -> str:
        return {"image": self.format, "video": "mp4", "audio": "wav"}[self.kind]

    @property
    def mime_type(self) -> str:
        return f"{self.kind}/{self.suffix}"

    def data(self) -> bytes:
        if self.kind == "video":
            return plain_film(*self.size, self.seconds, self.prompt, self.seed)
        if self.kind == "audio":
            return plain_sound(self.seconds, self.prompt, self.seed)
        return plain_picture(
            *self.size, self.prompt, self.seed, format=self.format, transparent=self.transparent
        )


class Endpoints:
    """What is known of each endpoint. ``contracts`` is the folder of published schemas."""

    def __init__(self, contracts: Path | None) -> None:
        path = contracts / _PUBLISHED if contracts else None
        known = json.loads(path.read_text("utf-8")) if path and path.exists() else {}
        self._known: Json = {**known, **_UNPUBLISHED}
        self._contracts: dict[str, Contract] = {}

    def fault_of(self, endpoint: str, body: Any, files: Mapping[str, bytes]) -> FalError | None:
        """What the endpoint refuses an input for. ``files`` are those it can fetch, by URL."""
        if not isinstance(body, dict):
            return model_error("dict_type", "Input should be an object.", given=body)
        for complaint in self._complaints(endpoint, body):
            kind = _RULES_AS_TYPES.get(complaint.rule, "value_error")
            return model_error(kind, complaint.message, ("body", *complaint.path))
        for name in _NUMBERS:
            if not isinstance(body.get(name), int | None):
                said = "Input should be a valid integer"
                return model_error("int_type", said, ("body", name), given=body[name])
        for name, url in _file_inputs(body):
            if name != _VIDEO_INPUT and _image_size(url, files) is None:
                return model_error("image_load_error", "The image cannot be read.", ("body", name))
        return None

    def pictures(
        self, endpoint: str, body: Json, files: Mapping[str, bytes]
    ) -> tuple[Picture, ...]:
        """The pictures that a good input asks for."""
        references = [size for _, url in _file_inputs(body) if (size := _image_size(url, files))]
        asked = {**self._defaults(endpoint), **body}
        prompt = str(body.get("prompt", ""))
        seed = body.get("seed")
        first = seed if seed is not None else _seed_of(body)
        return tuple(
            Picture(
                _size(asked, references),
                prompt,
                first + number,
                asked.get("output_format", "png"),
                transparent=_is_transparent(endpoint, asked),
                kind=self._kind(endpoint),
                seconds=_seconds(asked),
            )
            for number in range(asked.get("num_images", 1))
        )

    def output_fields(self, endpoint: str) -> frozenset[str]:
        """The names of what the endpoint answers with."""
        known = self._schema(endpoint, "output")
        if known:
            return frozenset(known["properties"])
        return frozenset({"video" if _VIDEO.search(endpoint) else "images", "seed"})

    def _kind(self, endpoint: str) -> Kind:
        """What kind of file an endpoint answers with."""
        fields = self.output_fields(endpoint)
        return "video" if "video" in fields else "audio" if "audio" in fields else "image"

    def tells_sizes(self, endpoint: str) -> bool:
        """Whether the files it answers with say how large they are."""
        known = self._schema(endpoint, "output")
        return known is None or "File" not in known.get("$defs", {})

    def description(self, endpoint: str) -> Json | None:
        """The OpenAPI document of an endpoint whose schema is known."""
        schema = self._schema(endpoint, "input")
        if schema is None:
            return None
        moved = json.loads(json.dumps(schema).replace("#/$defs/", "#/components/schemas/"))
        named = {**moved.pop("$defs", {}), "Input": moved}
        content = {"application/json": {"schema": {"$ref": "#/components/schemas/Input"}}}
        return {
            "openapi": "3.0.4",
            "info": {"title": endpoint, "version": "1.0.0"},
            "paths": {f"/{endpoint}": {"post": {"requestBody": {"content": content}}}},
            "components": {"schemas": named},
        }

    def _complaints(self, endpoint: str, body: Json) -> Iterator[Complaint]:
        schema = self._schema(endpoint, "input")
        if schema is not None:
            if endpoint not in self._contracts:
                self._contracts[endpoint] = Contract(schema)
            yield from self._contracts[endpoint].complaints(body)
        size = body.get("image_size")
        words = _refused_size(endpoint, size) if isinstance(size, dict) else None
        if words is not None:
            yield Complaint(("image_size",), "words", words)

    def _defaults(self, endpoint: str) -> dict[str, Any]:
        schema = self._schema(endpoint, "input")
        properties = schema["properties"] if schema else {}
        return {name: told["default"] for name, told in properties.items() if "default" in told}

    def _schema(self, endpoint: str, side: str) -> Json | None:
        known = self._known.get(_as_published(endpoint))
        schema: Json | None = known[side] if known else None
        return schema


_VIDEO = re.compile(r"to-video|/veo\d")
"""Endpoints of films, by their names where no schema is known."""


def _seconds(asked: Json) -> float:
    """How long a film or a sound is to play."""
    said = str(asked.get("duration", _USUAL_SECONDS)).removesuffix("s")
    return float(said) if said.replace(".", "", 1).isdigit() else _USUAL_SECONDS


def _as_published(endpoint: str) -> str:
    for new, old in _PUBLISHED_AS.items():
        if endpoint.startswith(new):
            return old + endpoint.removeprefix(new)
    return endpoint


def _refused_size(endpoint: str, size: Json) -> str | None:
    """What is wrong with a width and height by the limits that fal states in words."""
    width, height = size.get("width", 512), size.get("height", 512)
    for start, fits, words in _SIZES_IN_WORDS:
        if f"{endpoint}/".startswith(start):
            return None if fits(width, height) else words
    return None


def _fits_flux(width: int, height: int) -> bool:
    return all(512 <= side <= 2048 for side in (width, height))


def _fits_seedream(width: int, height: int) -> bool:
    return (
        all(1920 <= side <= 4096 for side in (width, height))
        or 2560 * 1440 <= width * height <= 4096 * 4096
    )


def _fits_gpt_image(width: int, height: int) -> bool:
    long, short = max(width, height), min(width, height)
    return (
        width % 16 == height % 16 == 0
        and long <= min(3840, 3 * short)
        and 655_360 <= width * height <= 8_294_400
    )


_SIZES_IN_WORDS = (
    ("fal-ai/flux-2/", _fits_flux, "Width and height must be between 512 and 2048."),
    (
        "fal-ai/bytedance/seedream/v4.5/",
        _fits_seedream,
        "Width and height must be between 1920 and 4096, or 2560*1440 to 4096*4096 pixels in all.",
    ),
    (
        "openai/gpt-image-2/",
        _fits_gpt_image,
        "Sides must be multiples of 16 and at most 3840, 1:3 to 3:1, 655360 to 8294400 pixels.",
    ),
)


def _file_inputs(body: Json) -> Iterator[tuple[str, str]]:
    """The URLs of files in an input: fal's names for them end in ``_url`` or ``_urls``."""
    for name, value in body.items():
        if name.endswith("_url") and isinstance(value, str):
            yield name, value
        elif name.endswith("_urls") and isinstance(value, list):
            yield from ((name, url) for url in value)


def _image_size(url: Any, files: Mapping[str, bytes]) -> Size | None:
    """Width and height of the image at a URL, or None where there is none."""
    data = _data_of(url) if str(url).startswith("data:") else files.get(url)
    if data is None:
        return None
    try:
        with Image.open(io.BytesIO(data)) as image:
            return image.size
    except UnidentifiedImageError:
        return None


def _data_of(url: str) -> bytes | None:
    header, _, encoded = url.partition(",")
    if not header.endswith(";base64"):
        return None
    try:
        return base64.b64decode(encoded, validate=True)
    except binascii.Error:
        return None


def _size(asked: Json, references: list[Size]) -> Size:
    """The size of the pictures; `auto` follows the first reference."""
    like = references[0] if references else _DEFAULT_SIZE
    if "upscale_factor" in asked:
        factor = asked["upscale_factor"]
        return round(like[0] * factor), round(like[1] * factor)
    if "aspect_ratio" in asked:
        return _size_of_ratio(asked["aspect_ratio"], asked.get("resolution", "1K"), like)
    size = asked.get("image_size")
    if isinstance(size, dict):
        return size.get("width", 512), size.get("height", 512)
    if isinstance(size, str) and "x" in size:
        width, height = map(int, size.split("x"))
        return width, height
    return _PRESETS.get(size, like) if isinstance(size, str) else like


def _size_of_ratio(said: str | None, resolution: str, like: Size) -> Size:
    horizontal, vertical = like if said in ("auto", None) else map(int, said.split(":"))
    root = math.sqrt(horizontal / vertical)
    if resolution in _LINES:
        short, long = _LINES[resolution], _LINES[resolution] * max(root**2, root**-2)
        return _stepped(long if root > 1 else short), _stepped(short if root > 1 else long)
    side = _SIDES[resolution]
    return _stepped(side * root), _stepped(side / root)


def _stepped(pixels: float) -> int:
    return max(_STEP, round(pixels / _STEP) * _STEP)


def _is_transparent(endpoint: str, asked: Json) -> bool:
    if endpoint.startswith("fal-ai/birefnet"):
        return True
    return asked.get("background") == "transparent" and asked.get("output_format") != "jpeg"


def _seed_of(body: Json) -> int:
    """A seed for an input that names none: fal draws one, here it follows from the input."""
    return int.from_bytes(hashlib.sha256(json.dumps(body).encode()).digest()[:4])
