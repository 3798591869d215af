"""A mask made from an image: white where another image may change, black where it stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PIL import Image, ImageChops, ImageFilter, ImageOps

from limner.media.edits.parts import colour_of, only
from limner.media.image import Encoded, encode

Source = Literal["alpha", "luminance", "color"]


@dataclass(frozen=True, slots=True)
class Mask:
    """White where the image is transparent, bright, or of a colour, as ``source`` says.

    ``threshold`` (0 to 255) is from which brightness on a pixel is white, None keeps the shades;
    ``tolerance`` (0 to 255) by how much each channel may differ from the colour. ``feather`` is in
    pixels.
    """

    source: Source = "alpha"
    colour: str = "white"
    tolerance: int = 32
    threshold: int | None = None
    invert: bool = False
    feather: int = 0


def mask(images: list[bytes], wanted: Mask) -> Encoded:
    """A PNG of the image's size. Raises BadField for what is no colour."""
    image = only(images).image
    drawn = _drawn(image, wanted)
    if wanted.invert:
        drawn = ImageOps.invert(drawn)
    if wanted.feather:
        drawn = drawn.filter(ImageFilter.GaussianBlur(wanted.feather / 2))
    return encode(drawn.convert("RGB"), "png")


def _drawn(image: Image.Image, wanted: Mask) -> Image.Image:
    if wanted.source == "alpha":
        return ImageOps.invert(image.convert("RGBA").getchannel("A"))
    if wanted.source == "luminance":
        grey = image.convert("L")
        limit = wanted.threshold
        return grey if limit is None else grey.point(lambda value: 255 if value >= limit else 0)
    colour = colour_of(wanted.colour)[:3]
    far = ImageChops.difference(image.convert("RGB"), Image.new("RGB", image.size, colour))
    red, green, blue = far.split()
    farthest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return farthest.point(lambda value: 255 if value <= wanted.tolerance else 0)
