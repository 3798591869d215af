"""The whole way from a request to a picture."""

import hashlib
import random

from PIL import Image

from limner.providers.sketch.compose import compose
from limner.providers.sketch.iconset import icon_index
from limner.providers.sketch.lexicon import lexicon
from limner.providers.sketch.palette import choose_palette
from limner.providers.sketch.raster import rasterise
from limner.providers.sketch.reader import read_prompt
from limner.providers.sketch.request import SketchRequest


def draw(request: SketchRequest) -> Image.Image:
    """The picture of a request, RGB, exactly as wide and high as asked.

    Pure: the same request gives the same pixels, in any process. Raises NotConfigured when the
    icon set was not built, and BadParameter for a size it cannot make.
    """
    words, icons = lexicon(), icon_index()
    scene = read_prompt(request.prompt, request.negative_prompt, words, icons)
    rng = random.Random(_dice(request))
    palette = choose_palette(scene, rng)
    ratio = request.width / request.height
    composition = compose(scene, palette, ratio, rng, words, plain=False)
    size = (request.width, request.height)
    picture = rasterise(composition.back, *size)
    for layer in (composition.figures, composition.front):
        if not layer.empty:
            picture.alpha_composite(rasterise(layer, *size))
    return picture.convert("RGB")


def _dice(request: SketchRequest) -> int:
    """Where chance starts: the seed and the words, never the size or the style."""
    text = f"{request.seed}\n{request.prompt}".encode("utf-8", "replace")
    return int.from_bytes(hashlib.sha256(text).digest()[:8], "big")
