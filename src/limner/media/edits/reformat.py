"""An image in another file format."""

from __future__ import annotations

from dataclasses import dataclass

from limner.media.edits.parts import blank, colour_of, only, opaque
from limner.media.formats import OutputFormat
from limner.media.image import DEFAULT_QUALITY, Encoded, encode

_GROUND_OF_JPEG = "white"


@dataclass(frozen=True, slots=True)
class Reformat:
    """``quality`` (1 to 100) is for JPEG and WebP; ``background`` is laid under the image."""

    format: OutputFormat
    quality: int = DEFAULT_QUALITY
    lossless: bool = False
    background: str = ""


def reformat(images: list[bytes], wanted: Reformat) -> Encoded:
    """JPEG has no transparency: without a background, white lies under it. Raises BadField."""
    image = only(images).image
    background = wanted.background or (_GROUND_OF_JPEG if wanted.format == "jpeg" else "")
    if background and image.mode == "RGBA":
        ground = blank(image.size, colour_of(background))
        ground.alpha_composite(image)
        image = opaque(ground)
    return encode(image, wanted.format, quality=wanted.quality, lossless=wanted.lossless)
