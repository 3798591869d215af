"""Sketch: the built-in image model. It composes pictures from a prompt's words; no AI.

`draw` is the whole interface: prompt in, picture out, the same for the same request.
"""

from limner.providers.sketch.drawing import draw
from limner.providers.sketch.provider import SketchProvider
from limner.providers.sketch.request import Reference, Role, SketchRequest

PROVIDER = SketchProvider

__all__ = ["PROVIDER", "Reference", "Role", "SketchRequest", "draw"]
