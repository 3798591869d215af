"""An image in another size. It is enlarged only where that is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PIL import Image

from limner.media.edits.parts import Size, only, placed, resized
from limner.media.image import Encoded, encoded_like

Fit = Literal["contain", "cover", "exact"]

NOT_ENLARGED = "not_enlarged"
"""Note on an image that is smaller than asked for, because it was smaller before."""


@dataclass(frozen=True, slots=True)
class Resize:
    """The wanted size in pixels; one side alone keeps the ratio."""

    width: int | None
    height: int | None
    fit: Fit = "contain"
    enlarge: bool = False


def resize(images: list[bytes], wanted: Resize) -> Encoded:
    """*contain* lies inside the wanted size, *cover* fills it and is cut, *exact* is distorted."""
    picture = only(images)
    box = _box(picture.image.size, wanted)
    fit = wanted.fit if wanted.width and wanted.height else "exact"
    factor = 1.0 if wanted.enlarge else _shrunk(picture.image.size, box, fit)
    target = _scaled(box, factor)
    changed = (
        _cover(picture.image, target) if fit == "cover" else _fitted(picture.image, target, fit)
    )
    return encoded_like(picture, changed, notes=(NOT_ENLARGED,) if factor < 1 else ())


def _box(size: Size, wanted: Resize) -> Size:
    """The wanted size, its missing side after the image's ratio."""
    width, height = size
    if wanted.width and wanted.height:
        return wanted.width, wanted.height
    if wanted.width:
        return wanted.width, max(1, round(height * wanted.width / width))
    if wanted.height:
        return max(1, round(width * wanted.height / height)), wanted.height
    return size


def _shrunk(size: Size, box: Size, fit: Fit) -> float:
    """By how much the wanted size has to be reduced so that no side is enlarged."""
    across, down = size[0] / box[0], size[1] / box[1]
    return min(1.0, max(across, down) if fit == "contain" else min(across, down))


def _scaled(box: Size, factor: float) -> Size:
    return max(1, round(box[0] * factor)), max(1, round(box[1] * factor))


def _fitted(image: Image.Image, box: Size, fit: Fit) -> Image.Image:
    if fit == "exact":
        return resized(image, box)
    factor = min(box[0] / image.width, box[1] / image.height)
    return resized(image, (round(image.width * factor), round(image.height * factor)))


def _cover(image: Image.Image, box: Size) -> Image.Image:
    factor = max(box[0] / image.width, box[1] / image.height)
    size = (max(box[0], round(image.width * factor)), max(box[1], round(image.height * factor)))
    large = resized(image, size)
    left, top = placed("center", box, large.size)
    return large.crop((left, top, left + box[0], top + box[1]))
