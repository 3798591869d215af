"""Several images in one: beside each other, under each other, in a grid, or one over the other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PIL import Image

from limner.media.decode import decode
from limner.media.edits.parts import Anchor, Size, blank, colour_of, opaque, placed, resized
from limner.media.image import Encoded, encode

Layout = Literal["row", "column", "grid", "overlay"]


@dataclass(frozen=True, slots=True)
class Compose:
    """``gap`` in pixels between images, and of an overlay to the edge.

    ``scale`` is the width of an overlay as a part of the ground's, None as it is. ``opacity`` goes
    from 0 to 1.
    """

    layout: Layout = "row"
    columns: int | None = None
    gap: int = 0
    background: str = "white"
    anchor: Anchor = "center"
    scale: float | None = None
    opacity: float = 1.0


def compose(images: list[bytes], wanted: Compose) -> Encoded:
    """A PNG; no image is enlarged but an overlay whose scale asks for it.

    A row takes the height of its lowest image, a column the width of its narrowest; the cells of a
    grid take the largest, and what is smaller stands in their middle. Raises BadField and
    ImageTooLarge.
    """
    pictures = [decode(data).image for data in images]
    if wanted.layout == "overlay":
        return encode(opaque(_overlaid(pictures, wanted)), "png")
    if wanted.layout == "row":
        lowest = min(picture.height for picture in pictures)
        pictures = [_to_height(picture, lowest) for picture in pictures]
    elif wanted.layout == "column":
        narrowest = min(picture.width for picture in pictures)
        pictures = [_to_width(picture, narrowest) for picture in pictures]
    return encode(opaque(_laid_out(pictures, wanted)), "png")


def _to_height(image: Image.Image, height: int) -> Image.Image:
    return resized(image, (round(image.width * height / image.height), height))


def _to_width(image: Image.Image, width: int) -> Image.Image:
    return resized(image, (width, round(image.height * width / image.width)))


def _columns(count: int, wanted: Compose) -> int:
    if wanted.layout == "row":
        return count
    if wanted.layout == "column":
        return 1
    return min(wanted.columns or math.ceil(math.sqrt(count)), count)


def _laid_out(pictures: Sequence[Image.Image], wanted: Compose) -> Image.Image:
    """In a grid whose columns are as wide, and whose rows as high, as what stands in them."""
    columns = _columns(len(pictures), wanted)
    widths, heights = _tracks(pictures, columns, same=wanted.layout == "grid")
    size = (_span(widths, wanted.gap), _span(heights, wanted.gap))
    ground = blank(size, colour_of(wanted.background))
    for place, picture in enumerate(pictures):
        row, column = divmod(place, columns)
        left = sum(widths[:column]) + column * wanted.gap
        top = sum(heights[:row]) + row * wanted.gap
        across, down = placed("center", picture.size, (widths[column], heights[row]))
        ground.alpha_composite(picture.convert("RGBA"), (left + across, top + down))
    return ground


def _tracks(
    pictures: Sequence[Image.Image], columns: int, *, same: bool
) -> tuple[list[int], list[int]]:
    """The widths of the columns and the heights of the rows."""
    rows = -(-len(pictures) // columns)
    if same:
        width = max(picture.width for picture in pictures)
        height = max(picture.height for picture in pictures)
        return [width] * columns, [height] * rows
    widths = [
        max(picture.width for picture in pictures[place::columns]) for place in range(columns)
    ]
    heights = [
        max(picture.height for picture in pictures[row * columns : (row + 1) * columns])
        for row in range(rows)
    ]
    return widths, heights


def _span(tracks: Sequence[int], gap: int) -> int:
    return sum(tracks) + gap * (len(tracks) - 1)


def _overlaid(pictures: Sequence[Image.Image], wanted: Compose) -> Image.Image:
    """The images over the first one, each where the anchor says."""
    ground = blank(pictures[0].size, colour_of(wanted.background))
    ground.alpha_composite(pictures[0].convert("RGBA"))
    room = (max(1, ground.width - 2 * wanted.gap), max(1, ground.height - 2 * wanted.gap))
    for picture in pictures[1:]:
        upper = _faded(_sized(picture, ground.size, room, wanted).convert("RGBA"), wanted.opacity)
        left, top = placed(wanted.anchor, upper.size, room)
        ground.alpha_composite(upper, (left + wanted.gap, top + wanted.gap))
    return ground


def _sized(picture: Image.Image, ground: Size, room: Size, wanted: Compose) -> Image.Image:
    """As large as asked for, and never larger than the room for it."""
    scale = 1.0 if wanted.scale is None else wanted.scale * ground[0] / picture.width
    fitting = min(scale, room[0] / picture.width, room[1] / picture.height)
    size = (max(1, int(picture.width * fitting)), max(1, int(picture.height * fitting)))
    return resized(picture, size)


def _faded(image: Image.Image, opacity: float) -> Image.Image:
    if opacity < 1:
        image.putalpha(image.getchannel("A").point(lambda alpha: alpha * opacity))
    return image
