"""From the caller's words for a size to what the model is asked for. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

from limner.errors import UnsupportedSize
from limner.models.parts import CustomSize, Sizing

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

RESOLUTIONS = {"512": 512, "0.5K": 512, "1K": 1024, "2K": 2048, "3K": 3072, "4K": 4096}
"""Side in pixels of a square picture of that resolution."""

AUTO = "auto"
"""The word for a size that is left to the model."""

_RATIO = re.compile(r"([0-9]{1,4}):([0-9]{1,4})")
_SIZE = re.compile(r"([0-9]{1,5})x([0-9]{1,5})")
_STEP = 8
_SAME_RESOLUTION = 0.02
"""How far the pixels of a size may be from those of a resolution that stands for it."""


@dataclass(frozen=True, slots=True)
class Size:
    """What to ask for, and the aspect ratio as the caller said it, if they did.

    ``width`` and ``height`` are None where the model decides; of models that are told a ratio
    they are about what comes, not ``exact``. ``word`` is the ratio, preset or `auto` to send.
    """

    width: int | None
    height: int | None
    said_ratio: str | None = None
    word: str | None = None
    resolution: str | None = None
    exact: bool = True

    @property
    def text(self) -> str:
        return AUTO if self.width is None else f"{self.width}x{self.height}"

    @property
    def ratio(self) -> str | None:
        if self.width is None or self.height is None:
            return None
        divisor = math.gcd(self.width, self.height)
        return f"{self.width // divisor}:{self.height // divisor}"


@dataclass(frozen=True, slots=True)
class SizeWish:
    """What the caller wrote; at most one of them besides a resolution with a ratio."""

    aspect_ratio: str | None = None
    size: str | None = None
    image_size: str | None = None
    resolution: str | None = None

    def one_of_them(self) -> str | None:
        """The wish other than a resolution.

        Raises UnsupportedSize where there are several.
        """
        wishes = {
            "aspectRatio": self.aspect_ratio,
            "size": self.size,
            "imageSize": self.image_size,
        }
        said = [name for name, value in wishes.items() if value]
        if len(said) > 1 or (self.resolution and (self.size or self.image_size)):
            given = [*said, "resolution"] if self.resolution else said
            raise UnsupportedSize(
                f"The size was given more than once: {', '.join(given)}.",
                hint="Give one of aspectRatio, size or imageSize; "
                "a resolution goes with an aspect ratio only.",
            )
        return wishes[said[0]] if said else None


def resolve_size(sizing: Sizing, wish: SizeWish, *, edit: bool = False) -> Size:
    """What a wish means for a model; ``edit`` tells that there are references.

    Raises UnsupportedSize, naming the choices, when the model cannot make it.
    """
    said = wish.one_of_them()
    if sizing.form == "none":
        return _untold(said or wish.resolution)
    if said is None and wish.resolution is None:
        default = sizing.edit_default if edit and sizing.edit_default else sizing.default
        wish = SizeWish(aspect_ratio=default) if _is_ratio(default) else SizeWish(size=default)
        return _resolved(sizing, wish, None)
    return _resolved(sizing, wish, wish.aspect_ratio)


def _resolved(sizing: Sizing, wish: SizeWish, said_ratio: str | None) -> Size:
    if AUTO in (wish.size, wish.aspect_ratio):
        return _left_to_the_model(sizing, wish.resolution)
    if sizing.form == "ratio":
        return _as_ratio(sizing, wish, said_ratio)
    if wish.size:
        return _from_size(sizing, wish.size)
    if wish.image_size:
        return _from_preset(sizing, wish.image_size)
    return _from_ratio(sizing, wish.aspect_ratio, wish.resolution, said_ratio)


def _untold(said: str | None) -> Size:
    if said is not None:
        raise UnsupportedSize(
            f"This model takes no size, so {said!r:.80} cannot be asked for.",
            hint="Leave the size out.",
        )
    return Size(None, None, exact=False)


def _left_to_the_model(sizing: Sizing, resolution: str | None) -> Size:
    if sizing.auto is None:
        raise _unsupported(AUTO, sizing, None)
    said = _resolution(sizing, resolution) if sizing.resolutions else None
    return Size(None, None, word=AUTO, resolution=said, exact=False)


def _from_size(sizing: Sizing, text: str) -> Size:
    width, height = _sides(sizing, text)
    if not _makes(sizing, width, height):
        raise _unsupported(text, sizing, None)
    return Size(width, height)


def _from_preset(sizing: Sizing, name: str) -> Size:
    """A preset in its own pixels, or in the model's size of that shape where it makes no such."""
    if name not in sizing.image_sizes:
        raise _unsupported(name, sizing, None)
    width, height = IMAGE_SIZES[name]
    of_that_shape = sizing.ratios.get(_reduced(width, height))
    if of_that_shape is None or _makes(sizing, width, height):
        return Size(width, height, word=name)
    width, height = _sides(sizing, of_that_shape)
    return Size(width, height)


def _makes(sizing: Sizing, width: int, height: int) -> bool:
    listed = (*sizing.sizes, *sizing.ratios.values(), sizing.default)
    return f"{width}x{height}" in listed or _custom_allows(sizing.custom, width, height)


def _from_ratio(
    sizing: Sizing, wanted: str | None, resolution: str | None, said: str | None
) -> Size:
    side = RESOLUTIONS[_resolution(sizing, resolution)]
    ratio = NAMED_RATIOS.get(wanted or "1:1", wanted or "1:1")
    if ratio in sizing.ratios and resolution is None:
        width, height = _sides(sizing, sizing.ratios[ratio])
        return Size(width, height, said)
    horizontal, vertical = _parts(sizing, ratio)
    if ratio not in sizing.aspect_ratios and sizing.custom is None:
        raise _unsupported(ratio, sizing, None)
    width, height = _pixels(horizontal / vertical, side, sizing.custom)
    if sizing.custom and not _custom_allows(sizing.custom, width, height):
        raise _unsupported(ratio, sizing, None)
    return Size(width, height, said)


def _as_ratio(sizing: Sizing, wish: SizeWish, said: str | None) -> Size:
    """The size of a model that is told a ratio and a resolution."""
    if wish.size:
        ratio, resolution = _ratio_of_size(sizing, wish.size)
    elif wish.image_size:
        if wish.image_size not in sizing.image_sizes:
            raise _unsupported(wish.image_size, sizing, None)
        width, height = IMAGE_SIZES[wish.image_size]
        ratio, resolution = _reduced(width, height), None
    else:
        ratio, resolution = wish.aspect_ratio or _ratio_or_square(sizing), wish.resolution
    ratio = NAMED_RATIOS.get(ratio, ratio)
    horizontal, vertical = _parts(sizing, ratio)
    if ratio not in sizing.aspect_ratios:
        raise _unsupported(ratio, sizing, None)
    word = _resolution(sizing, resolution)
    width, height = _pixels(horizontal / vertical, RESOLUTIONS[word], None)
    return Size(width, height, said, ratio, word, exact=False)


def _ratio_or_square(sizing: Sizing) -> str:
    return sizing.default if _is_ratio(sizing.default) else "1:1"


def _ratio_of_size(sizing: Sizing, text: str) -> tuple[str, str]:
    """The ratio and the resolution that together are a size."""
    width, height = _sides(sizing, text)
    for resolution in sizing.resolutions or (sizing.default_resolution,):
        pixels = RESOLUTIONS[resolution] ** 2
        if abs(width * height - pixels) <= _SAME_RESOLUTION * pixels:
            return _reduced(width, height), resolution
    raise _unsupported(text, sizing, None)


def _resolution(sizing: Sizing, said: str | None) -> str:
    if said is not None and said not in sizing.resolutions:
        raise _unsupported(said, sizing, sizing.resolutions or None)
    return said or sizing.default_resolution


def _sides(sizing: Sizing, text: str) -> tuple[int, int]:
    match = _SIZE.fullmatch(text.strip().lower())
    if match is None:
        raise _unsupported(text, sizing, None)
    width, height = int(match[1]), int(match[2])
    if not width or not height:
        raise _unsupported(text, sizing, None)
    return width, height


def _parts(sizing: Sizing, ratio: str) -> tuple[int, int]:
    match = _RATIO.fullmatch(ratio)
    if match is None or int(match[1]) == 0 or int(match[2]) == 0:
        raise _unsupported(ratio, sizing, None)
    return int(match[1]), int(match[2])


def _is_ratio(text: str) -> bool:
    return _RATIO.fullmatch(text) is not None


def _reduced(width: int, height: int) -> str:
    divisor = math.gcd(width, height)
    return f"{width // divisor}:{height // divisor}"


def _pixels(ratio: float, side: int, custom: CustomSize | None) -> tuple[int, int]:
    """Width and height of about ``side``² pixels, in the model's steps, within its bounds."""
    width, height = side * math.sqrt(ratio), side / math.sqrt(ratio)
    step = _STEP
    if custom:
        step = max(step, custom.multiple_of)
        shrink = min(1.0, custom.max / max(width, height))
        if custom.max_pixels:
            shrink = min(shrink, math.sqrt(custom.max_pixels / (width * height)))
        width, height = width * shrink, height * shrink
    sides = _stepped(width, height, step, round)
    if custom and custom.max_pixels and sides[0] * sides[1] > custom.max_pixels:
        return _stepped(width, height, step, math.floor)
    if custom and sides[0] * sides[1] < custom.min_pixels <= side**2:
        return _stepped(width, height, step, math.ceil)
    return sides


def _stepped(
    width: float, height: float, step: int, rounding: Callable[[float], int]
) -> tuple[int, int]:
    return max(step, rounding(width / step) * step), max(step, rounding(height / step) * step)


def _custom_allows(custom: CustomSize | None, width: int, height: int) -> bool:
    return custom is not None and custom.allows(width, height)


def _unsupported(value: str, sizing: Sizing, only: tuple[str, ...] | None) -> UnsupportedSize:
    """The refusal with every choice there is, or with ``only`` those that are meant."""
    choices = only if only is not None else _choices(sizing)
    parts = [", ".join(choices)] if choices else []
    if only is None and sizing.custom is not None:
        parts.append(sizing.custom.words())
    words = "; ".join(parts) or "nothing of this kind"
    return UnsupportedSize(
        f"{value!r:.80} is not a size this model makes.", hint=f"It takes: {words}."
    )


def _choices(sizing: Sizing) -> tuple[str, ...]:
    auto = (AUTO,) if sizing.auto else ()
    return (
        *auto,
        *sizing.ratios_offered,
        *sizing.sizes,
        *sizing.image_sizes,
        *(f"resolution {word}" for word in sizing.resolutions),
    )
