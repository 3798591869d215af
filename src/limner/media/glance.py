"""An image as text models are shown it: small, in a format that all of them take."""

from __future__ import annotations

from PIL import Image

from limner.media.decode import decode
from limner.media.image import Encoded, encode
from limner.media.probe import probe

LONGEST_SIDE = 1024
"""Pixels. Vendors scale down what is larger, or have it paid without seeing more."""

_QUALITY = 88


def glance(data: bytes) -> Encoded:
    """A JPEG of at most LONGEST_SIDE pixels a side; never enlarged.

    Raises UnsupportedType, DamagedImage or ImageTooLarge.
    """
    info = probe(data)
    image = decode(data, about=_within(info.width, info.height)).image
    if max(image.size) > LONGEST_SIDE:
        size = _within(image.width, image.height)
        image = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    return encode(image, "jpeg", quality=_QUALITY)


def _within(width: int, height: int) -> tuple[int, int]:
    share = min(1.0, LONGEST_SIDE / max(width, height))
    return max(1, round(width * share)), max(1, round(height * share))
