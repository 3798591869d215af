"""A picture as bytes, for the worker processes."""

from __future__ import annotations

from limner.media.image import encode
from limner.providers.sketch.drawing import draw
from limner.providers.sketch.request import SketchRequest


def render(request: SketchRequest) -> bytes:
    """The picture of a request as PNG. Raises what ``draw`` raises."""
    return encode(draw(request), "png").data
