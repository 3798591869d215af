"""The whole way from a request to a picture."""

import hashlib
import math
import random
from dataclasses import replace

from PIL import Image, ImageEnhance

from limner.errors import BadParameter
from limner.providers.sketch.compose import Composition, compose
from limner.providers.sketch.gallery import with_exhibits
from limner.providers.sketch.iconset import icon_index
from limner.providers.sketch.lexicon import lexicon
from limner.providers.sketch.palette import choose_palette
from limner.providers.sketch.pixels import over
from limner.providers.sketch.raster import rasterise
from limner.providers.sketch.reader import read_prompt
from limner.providers.sketch.references import References
from limner.providers.sketch.request import SketchRequest
from limner.providers.sketch.styles import STYLES, Layers, Style

SMALLEST, LARGEST = 16, 4096
PLAIN_GUIDANCE = 7.0


def draw(request: SketchRequest) -> Image.Image:
    """The picture of a request, RGB, exactly as wide and high as asked.

    Pure: the same request gives the same pixels, in any process. Raises BadParameter for a size
    or style it does not know, and NotConfigured when the icon set was not built.
    """
    _check(request)
    words, icons = lexicon(), icon_index()
    references = References(request.references)
    exhibits = references.exhibits()
    scene = read_prompt(request.prompt, request.negative_prompt, words, icons)
    scene = with_exhibits(scene, exhibits)
    style = STYLES[scene.style if request.style == "auto" else request.style]
    dice = _dice(request)
    rng = random.Random(dice)
    palette = choose_palette(scene, rng)
    ratio = request.width / request.height
    composition = compose(scene, palette, ratio, rng, exhibits, style.plain, style.flat)
    layers = _layers(composition, _working_size(request, style), dice)
    back = references.behind(layers.back, request.strength)
    if not composition.shade.empty:
        back = over(back, rasterise(composition.shade, *back.size))
    layers = replace(layers, back=back, figures=references.kept_in_mask(layers.figures))
    picture = references.in_their_colours(_guided(style.paint(layers), request.guidance))
    if picture.size != (request.width, request.height):
        picture = picture.resize((request.width, request.height), Image.Resampling.LANCZOS)
    return references.where_masked(picture)


def _guided(picture: Image.Image, guidance: float) -> Image.Image:
    """More or less colour than the style gives by itself."""
    if guidance == PLAIN_GUIDANCE:
        return picture
    boldness = min(1.7, max(0.35, 1 + (guidance - PLAIN_GUIDANCE) * 0.06))
    return ImageEnhance.Color(picture).enhance(boldness)


def _check(request: SketchRequest) -> None:
    if not all(SMALLEST <= side <= LARGEST for side in (request.width, request.height)):
        raise BadParameter(
            f"Sketch makes pictures of {SMALLEST} to {LARGEST} pixels a side, "
            f"not {request.width}×{request.height}."
        )
    if request.style not in STYLES:
        raise BadParameter(f"Sketch has no style {request.style!r}; it has {', '.join(STYLES)}.")


def _working_size(request: SketchRequest, style: Style) -> tuple[int, int]:
    share = min(1.0, style.largest / max(request.width, request.height))
    return math.ceil(request.width * share), math.ceil(request.height * share)


def _layers(composition: Composition, size: tuple[int, int], seed: int) -> Layers:
    return Layers(
        rasterise(composition.back, *size).convert("RGB"),
        rasterise(composition.figures, *size),
        rasterise(composition.front, *size),
        composition.palette,
        composition.light,
        composition.floor.base / composition.back.height,
        seed % 2**32,
    )


def _dice(request: SketchRequest) -> int:
    """Where chance starts: the seed and the words, never the size or the style."""
    text = f"{request.seed}\n{request.prompt}".encode("utf-8", "replace")
    return int.from_bytes(hashlib.sha256(text).digest()[:8], "big")
