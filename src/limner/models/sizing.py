"""From the caller's words for a size to pixels. Pure."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from limner.errors import UnsupportedSize
from limner.models.model import Sizing

NAMED_RATIOS = {"square": "1:1", "landscape": "16:9", "portrait": "9:16"}

IMAGE_SIZES = {
    "square_hd": (1024, 1024),
    "square": (512, 512),
    "portrait_4_3": (768, 1024),
    "portrait_16_9": (576, 1024),
    "landscape_4_3": (1024, 768),
    "landscape_16_9": (1024, 576),
}
"""Pixels of the image-size presets (source: fal's published endpoint schemas)."""

RESOLUTIONS = {"1K": 1024, "2K": 2048, "4K": 4096}
"""Side in pixels of a square picture of that resolution."""

_RATIO = re.compile(r"([0-9]{1,4}):([0-9]{1,4})")
_SIZE = re.compile(r"([0-9]{1,5})x([0-9]{1,5})")
_STEP = 8


@dataclass(frozen=True, slots=True)
class Size:
    """Pixels to ask for, and the aspect ratio as the caller said it, if they did."""

    width: int
    height: int
    said_ratio: str | None = None

    @property
    def text(self) -> str:
        return f"{self.width}x{self.height}"

    @property
    def ratio(self) -> str:
        divisor = math.gcd(self.width, self.height)
        return f"{self.width // divisor}:{self.height // divisor}"


@dataclass(frozen=True, slots=True)
class SizeWish:
    """What the caller wrote; at most one of them besides a resolution with a ratio."""

    aspect_ratio: str | None = None
    size: str | None = None
    image_size: str | None = None
    resolution: str | None = None


def resolve_size(sizing: Sizing, wish: SizeWish) -> Size:
    """The pixels a wish means for a model.

    Raises UnsupportedSize, naming the choices, when the model cannot make them.
    """
    said = [
        name
        for name, value in (
            ("aspectRatio", wish.aspect_ratio),
            ("size", wish.size),
            ("imageSize", wish.image_size),
        )
        if value
    ]
    if len(said) > 1 or (wish.resolution and (wish.size or wish.image_size)):
        given = [*said, "resolution"] if wish.resolution else said
        raise UnsupportedSize(
            f"The size was given more than once: {', '.join(given)}.",
            hint="Give one of aspectRatio, size or imageSize; "
            "a resolution goes with an aspect ratio only.",
        )
    if wish.size:
        return _from_size(sizing, wish.size)
    if wish.image_size:
        return _from_preset(sizing, wish.image_size)
    if wish.aspect_ratio or wish.resolution:
        return _from_ratio(sizing, wish.aspect_ratio, wish.resolution)
    return _from_size(sizing, sizing.default)


def _from_size(sizing: Sizing, text: str) -> Size:
    match = _SIZE.fullmatch(text.strip().lower())
    if match is None:
        raise _unsupported(text, sizing.sizes, "a size like 1024x1024")
    width, height = int(match[1]), int(match[2])
    listed = f"{width}x{height}" in (*sizing.sizes, sizing.default)
    if not listed and not _custom_allows(sizing, width, height):
        raise _unsupported(text, sizing.sizes, _custom_words(sizing))
    return Size(width, height)


def _from_preset(sizing: Sizing, name: str) -> Size:
    if name not in sizing.image_sizes:
        raise _unsupported(name, sizing.image_sizes, None)
    width, height = IMAGE_SIZES[name]
    return Size(width, height)


def _from_ratio(sizing: Sizing, said: str | None, resolution: str | None) -> Size:
    if resolution and resolution not in sizing.resolutions:
        raise _unsupported(resolution, sizing.resolutions, None)
    ratio = NAMED_RATIOS.get(said or "1:1", said or "1:1")
    match = _RATIO.fullmatch(ratio)
    if match is None or int(match[1]) == 0 or int(match[2]) == 0:
        raise _unsupported(ratio, sizing.aspect_ratios, "a ratio like 16:9")
    if ratio not in sizing.aspect_ratios and sizing.custom is None:
        raise _unsupported(ratio, sizing.aspect_ratios, None)
    side = RESOLUTIONS[resolution or "1K"]
    width, height = _pixels(int(match[1]) / int(match[2]), side, sizing)
    if sizing.custom and not _custom_allows(sizing, width, height):
        raise _unsupported(ratio, sizing.aspect_ratios, _custom_words(sizing))
    return Size(width, height, said_ratio=said)


def _pixels(ratio: float, side: int, sizing: Sizing) -> tuple[int, int]:
    """Width and height of about ``side``² pixels, in steps of 8, within the model's maximum."""
    width, height = side * math.sqrt(ratio), side / math.sqrt(ratio)
    if sizing.custom:
        shrink = min(1.0, sizing.custom.max / max(width, height))
        width, height = width * shrink, height * shrink
    return _rounded(width), _rounded(height)


def _rounded(pixels: float) -> int:
    return max(_STEP, round(pixels / _STEP) * _STEP)


def _custom_allows(sizing: Sizing, width: int, height: int) -> bool:
    custom = sizing.custom
    return custom is not None and all(custom.min <= side <= custom.max for side in (width, height))


def _custom_words(sizing: Sizing) -> str | None:
    if sizing.custom is None:
        return None
    return f"any width and height from {sizing.custom.min} to {sizing.custom.max} pixels"


def _unsupported(value: str, choices: tuple[str, ...], also: str | None) -> UnsupportedSize:
    offered = ", ".join(choices)
    words = "; ".join(part for part in (offered, also) if part) or "nothing of this kind"
    return UnsupportedSize(
        f"{value!r:.80} is not a size this model makes.", hint=f"It takes: {words}."
    )
