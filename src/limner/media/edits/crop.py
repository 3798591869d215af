"""A part of an image: a rectangle in pixels, or the largest of a ratio."""

from __future__ import annotations

from dataclasses import dataclass

from limner.errors import BadField
from limner.media.edits.parts import Anchor, Size, only, placed
from limner.media.image import Encoded, encoded_like


@dataclass(frozen=True, slots=True)
class Rectangle:
    """In pixels of the upright image; None is as far as the image goes."""

    x: int = 0
    y: int = 0
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class RatioCrop:
    """The largest part with sides as ``across`` to ``down``, held at an anchor."""

    across: float
    down: float
    anchor: Anchor = "center"


def crop_pixels(images: list[bytes], wanted: Rectangle) -> Encoded:
    """Raises BadField where the rectangle is not inside the image."""
    picture = only(images)
    whole = picture.image.size
    width = whole[0] - wanted.x if wanted.width is None else wanted.width
    height = whole[1] - wanted.y if wanted.height is None else wanted.height
    right, bottom = wanted.x + width, wanted.y + height
    if (
        min(wanted.x, wanted.y) < 0
        or min(width, height) < 1
        or right > whole[0]
        or bottom > whole[1]
    ):
        raise BadField(
            f"The rectangle {width} × {height} at ({wanted.x}, {wanted.y}) is not inside the "
            f"image, which has {whole[0]} × {whole[1]} pixels."
        )
    return encoded_like(picture, picture.image.crop((wanted.x, wanted.y, right, bottom)))


def crop_ratio(images: list[bytes], wanted: RatioCrop) -> Encoded:
    picture = only(images)
    size = largest_inside(picture.image.size, wanted.across / wanted.down)
    left, top = placed(wanted.anchor, size, picture.image.size)
    return encoded_like(picture, picture.image.crop((left, top, left + size[0], top + size[1])))


def largest_inside(whole: Size, ratio: float) -> Size:
    """The largest size of a ratio (width by height) that fits into another."""
    width, height = whole
    if width / height > ratio:
        return max(1, min(width, round(height * ratio))), height
    return width, max(1, min(height, round(width / ratio)))
