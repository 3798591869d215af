"""The styles of brush and pencil: oil painting, watercolour, sketch."""

import math

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from limner.providers.sketch import pixels
from limner.providers.sketch.pixels import Plane
from limner.providers.sketch.styles.brush import FINE, stroked
from limner.providers.sketch.styles.contract import Layers

PAPER = "#fbf7ee"
DRAWING_PAPER = "#f6f1e6"


def oil_painting(layers: Layers) -> Image.Image:
    """Layers of strokes that follow the forms, thick paint catching the light, canvas."""
    figures = pixels.modelled(layers.figures, layers.light, 0.9)
    model = pixels.over(pixels.over(layers.back, figures), layers.front)
    model = pixels.graded(model, _rich)
    picture, height = stroked(model, layers.figures.getchannel("A"), layers.seed, FINE)
    impasto = _lit_paint(height, layers.light)
    picture = pixels.overlay(picture, impasto)
    return pixels.overlay(picture, _canvas(picture.size))


def watercolor(layers: Layers) -> Image.Image:
    """Washes that bleed at their edges and pool, on rough paper with bare margins."""
    size, seed = pixels.span(layers.back), layers.seed
    wash = pixels.displaced(pixels.soft(layers.back, size * 0.003), size * 0.008, size * 0.03, seed)
    wash = _bleached(pixels.graded(wash, _washed), size, seed)
    figures = pixels.displaced(layers.figures, size * 0.0025, size * 0.02, seed + 7)
    thin = pixels.graded(figures.convert("RGB"), _washed)
    thin.putalpha(figures.getchannel("A").point(lambda v: int(v * 0.95)))
    picture = pixels.over(pixels.over(wash, thin), layers.front)
    picture = pixels.displaced(picture, size * 0.0022, size * 0.006, seed + 9)
    picture = _pooled(picture.filter(ImageFilter.MedianFilter(5)), size, seed)
    bare = Image.new("RGB", picture.size, PAPER)
    picture = Image.composite(picture, bare, _brush_edge(picture.size, size, seed))
    return pixels.overlay(picture, _rough_paper(picture.size, size, seed, 0.6))


def pencil(layers: Layers) -> Image.Image:
    """Graphite: contours, hatching that thickens with the dark, a breath of colour."""
    size = pixels.span(layers.back)
    picture = layers.flat()
    tone = pixels.plane(pixels.soft(picture, size * 0.002))
    low, high = (float(v) for v in np.quantile(tone[::4, ::4], (0.02, 0.97)))
    dark = 1 - np.clip((tone - low) / max(0.05, high - low), 0, 1)
    hatched = _hatching(dark, picture.size, size, layers.seed)
    lines = _contours(layers, picture, size)
    graphite = np.clip(hatched * 0.68 + lines, 0, 1)
    graphite *= 0.78 + 0.44 * pixels.noise(picture.size, max(1.0, size * 0.0016), layers.seed + 5)
    paper = _tinted_paper(picture)
    drawn = Image.composite(
        Image.new("RGB", picture.size, "#34343c"), paper, pixels.grey(graphite * 0.92)
    )
    bare = Image.new("RGB", picture.size, DRAWING_PAPER)
    drawn = Image.composite(drawn, bare, _brush_edge(picture.size, size, layers.seed, 0.03))
    return pixels.overlay(drawn, _rough_paper(picture.size, size, layers.seed, 0.5))


def _rich(colours: Plane) -> Plane:
    toned = pixels.toned(pixels.saturated(colours, 1.15), (0.03, 0.012, 0.0), (0.02, 0.005, -0.04))
    return pixels.contrasted(toned, 1.1)


def _lit_paint(height: Image.Image, light: float) -> Plane:
    smooth = pixels.plane(
        height.filter(ImageFilter.GaussianBlur(max(0.6, pixels.span(height) * 0.0009)))
    )
    rows, columns = np.gradient(smooth)
    facing = columns * (0.5 - light) * 2 + rows * 0.8
    return np.asarray(np.clip(0.5 + facing * 1.5, 0.25, 0.78), dtype=np.float32)


def _canvas(size: tuple[int, int]) -> Plane:
    """A plain weave."""
    pitch = math.sqrt(size[0] * size[1]) * 0.0042
    rows, columns = np.indices((size[1], size[0]), dtype=np.float32, sparse=True)
    weave = np.sin(columns * math.tau / pitch) * np.sin(rows * math.tau / pitch)
    return np.asarray(0.5 + weave * 0.045, dtype=np.float32)


def _washed(colours: Plane) -> Plane:
    thin = pixels.saturated(colours, 1.28) * 0.8 + 0.2
    return pixels.toned(np.asarray(thin, dtype=np.float32), (0.02, 0.0, 0.06), (0.01, 0.008, -0.01))


def _bleached(wash: Image.Image, size: float, seed: int) -> Image.Image:
    """Places where the brush carried more water than colour."""
    slow = pixels.clouds(wash.size, size * 0.28, seed + 2)
    wet = np.clip((slow - 0.54) * 2.2, 0, 0.3).astype(np.float32)
    return Image.composite(Image.new("RGB", wash.size, PAPER), wash, pixels.grey(wet))


def _pooled(picture: Image.Image, size: float, seed: int) -> Image.Image:
    """Pigment: darker along the edges of washes, uneven within them, grainy."""
    rim = pixels.edges(picture, size * 0.0045)
    slow = pixels.clouds(picture.size, size * 0.16, seed + 12)
    fine = pixels.noise(picture.size, max(1.0, size * 0.0022), seed + 4)
    tone = 1.04 - rim * 0.62 - (slow - 0.5) * 0.34 - (fine - 0.5) * 0.1
    return pixels.multiply_by(picture, np.clip(tone, 0, 1).astype(np.float32))


def _brush_edge(size: tuple[int, int], unit: float, seed: int, margin: float = 0.04) -> Image.Image:
    """The painted area: all but an uneven margin."""
    rows, columns = np.indices((size[1], size[0]), dtype=np.float32, sparse=True)
    inside = np.minimum(
        np.minimum(columns, size[0] - 1 - columns), np.minimum(rows, size[1] - 1 - rows)
    )
    ragged = (pixels.noise(size, unit * 0.1, seed + 8) - 0.5) * 0.05 + (
        pixels.noise(size, unit * 0.012, seed + 9) - 0.5
    ) * 0.014
    depth = inside / unit - margin * 0.8 + ragged
    return pixels.grey(np.clip(depth / 0.005, 0, 1).astype(np.float32))


def _rough_paper(size: tuple[int, int], unit: float, seed: int, strength: float = 1.0) -> Plane:
    """Cold-pressed paper lit from the side."""
    grain = (
        pixels.noise(size, max(1.2, unit * 0.0042), seed + 10) * 0.7
        + pixels.noise(size, max(1.0, unit * 0.0019), seed + 11) * 0.3
    )
    rows, columns = np.gradient(grain)
    return np.asarray(np.clip(0.5 + (rows + columns) * 0.55 * strength, 0.3, 0.7), dtype=np.float32)


def _hatching(dark: Plane, size: tuple[int, int], unit: float, seed: int) -> Plane:
    """Four sets of strokes, each laid only where it is dark enough for it."""
    total = np.zeros_like(dark)
    sets = ((0.16, -0.86, 0.0072), (0.4, -0.62, 0.0058), (0.62, 0.72, 0.0055), (0.82, 0.25, 0.005))
    for i, (threshold, angle, pitch) in enumerate(sets):
        strokes = pixels.plane(_pencil_strokes(size, unit, angle, pitch * unit, seed + i))
        total += strokes * np.clip((dark - threshold) * 3.2, 0, 0.8)
    return np.asarray(np.clip(total, 0, 1), dtype=np.float32)


def _pencil_strokes(
    size: tuple[int, int], unit: float, angle: float, pitch: float, seed: int
) -> Image.Image:
    sheet = Image.new("L", size, 0)
    pen = ImageDraw.Draw(sheet)
    dice = np.random.Generator(np.random.PCG64(seed))
    reach = math.hypot(*size)
    unit = max(unit, reach / 4)
    cos, sin = math.cos(angle), math.sin(angle)
    width = max(1, round(unit * 0.0021))
    for offset in np.arange(-reach / 2, reach / 2, max(2.0, pitch)).tolist():
        along = -reach / 2
        while along < reach / 2:
            long = unit * float(dice.uniform(0.04, 0.13))
            side = offset + float(dice.normal(0, pitch * 0.22))
            bend = float(dice.normal(0, pitch * 0.3))
            start, end = along, along + long
            points = [
                (size[0] / 2 + cos * a - sin * b, size[1] / 2 + sin * a + cos * b)
                for a, b in ((start, side), ((start + end) / 2, side + bend), (end, side))
            ]
            pen.line(points, fill=int(dice.integers(120, 235)), width=width)
            along = end + pitch * float(dice.uniform(-0.5, 1.4))
    return sheet.filter(ImageFilter.GaussianBlur(max(0.5, unit * 0.0005)))


def _contours(layers: Layers, picture: Image.Image, size: float) -> Plane:
    fine = np.clip(pixels.edges(picture, max(0.8, size * 0.0016)) * 1.7 - 0.1, 0, 1)
    alpha = layers.figures.getchannel("A")
    outline = np.clip(pixels.edges(alpha, max(0.9, size * 0.0019)) * 1.3 - 0.12, 0, 1)
    return np.asarray(np.maximum(fine, outline), dtype=np.float32)


def _tinted_paper(picture: Image.Image) -> Image.Image:
    """Paper with a faint wash of the picture's own colours."""
    paper = Image.new("RGB", picture.size, DRAWING_PAPER)
    wash = ImageChops.multiply(
        paper, pixels.graded(picture, lambda c: np.asarray(c * 0.35 + 0.65, dtype=np.float32))
    )
    return Image.blend(paper, wash, 0.55)
