"""Masks as the OpenAI images API wants them: a PNG, transparent where the image may change.

People also paint masks, white where the image may change. Those are turned into the other kind.
"""

from __future__ import annotations

import io

from PIL import Image, ImageOps

from limner.errors import BadParameter
from limner.media.decode import decode
from limner.media.probe import probe

_HALF = 128


def transparent_mask(mask: bytes, image: bytes) -> bytes:
    """The mask for an image, both as kept by Limner.

    Raises BadParameter where their sizes differ: the API takes no such pair.
    """
    painted = decode(mask).image.convert("RGBA")
    info = probe(image)
    size = (info.width, info.height)
    if painted.size != size:
        raise BadParameter(
            f"The mask has {painted.width} × {painted.height} pixels, "
            f"the image {size[0]} × {size[1]}.",
            hint="Give a mask of the same size as the first image.",
        )
    kept = painted.getchannel("A")
    darkest, _ = kept.getextrema()
    if isinstance(darkest, int) and darkest >= _HALF:
        kept = ImageOps.invert(painted.convert("L"))
    made = Image.new("RGBA", size)
    made.putalpha(kept)
    file = io.BytesIO()
    made.save(file, "PNG")
    return file.getvalue()
