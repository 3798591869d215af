"""Brush strokes: a picture repainted by touches that follow its forms."""

import math
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from limner.providers.sketch import pixels
from limner.providers.sketch.pixels import Plane

Pass = tuple[float, float, float]
"""A brush's width in spans, its spacing in widths, and how much detail there must be for it."""

FINE: Sequence[Pass] = (
    (0.026, 0.7, 0.0),
    (0.012, 0.72, 0.1),
    (0.0055, 0.8, 0.34),
    (0.0036, 1.0, 0.62),
)
COARSE: Sequence[Pass] = ((0.034, 0.55, 0.0), (0.015, 0.6, 0.12))

BRUSH = ((-1, 0), (-0.8, -0.85), (0.7, -1), (1, -0.3), (0.95, 0.5), (0.6, 1), (-0.85, 0.8))
"""The outline of a touch of the brush, along and across it."""

FIELD = 160
"""Side of the small picture that tells brush strokes their colour's direction."""


def stroked(
    model: Image.Image, focus: Image.Image, seed: int, passes: Sequence[Pass]
) -> tuple[Image.Image, Image.Image]:
    """The picture in passes of ever finer strokes, and how thick the paint lies (grey).

    `focus` is a mask of where the subjects are, which get finer strokes.
    """
    size = pixels.span(model)
    canvas = pixels.soft(model, size * 0.02)
    height = Image.new("L", model.size, 128)
    angles = _directions(model, seed)
    detail = _where_detail_is(model, focus)
    dice = np.random.Generator(np.random.PCG64(seed))
    for wide, spacing, floor in passes:
        source = pixels.soft(model, size * wide * 0.28)
        _stroke_pass(canvas, height, source, (angles, detail), (wide * size, spacing, floor), dice)
    return canvas, height


def _stroke_pass(
    canvas: Image.Image,
    height: Image.Image,
    source: Image.Image,
    maps: tuple[Plane, Plane],
    brush: tuple[float, float, float],
    dice: np.random.Generator,
) -> None:
    angles, detail = maps
    wide, spacing, floor = brush
    step = wide * spacing
    columns, rows = int(canvas.width / step) + 2, int(canvas.height / step) + 2
    x, y = (grid.ravel() for grid in np.meshgrid(np.arange(columns) * step, np.arange(rows) * step))
    x = x + dice.uniform(-step, step, x.size)
    y = y + dice.uniform(-step, step, y.size)
    px = np.clip(x, 0, canvas.width - 1).astype(np.int32)
    py = np.clip(y, 0, canvas.height - 1).astype(np.int32)
    fx, fy = px * angles.shape[1] // canvas.width, py * angles.shape[0] // canvas.height
    kept = np.flatnonzero(detail[fy, fx] >= floor)
    kept = kept[dice.permutation(kept.size)]
    colours = np.asarray(source)[py[kept], px[kept]].astype(np.int32)
    colours = np.clip(
        colours + dice.integers(-9, 10, (kept.size, 1)) + dice.integers(-4, 5, colours.shape),
        0,
        255,
    )
    angle = angles[fy[kept], fx[kept]] + dice.normal(0, 0.14, kept.size)
    long = wide * dice.uniform(1.3, 2.3, kept.size)
    lift = dice.integers(40, 216, kept.size)
    paint, relief = ImageDraw.Draw(canvas), ImageDraw.Draw(height)
    strokes = zip(
        x[kept].tolist(),
        y[kept].tolist(),
        angle.tolist(),
        long.tolist(),
        colours.tolist(),
        lift.tolist(),
        strict=True,
    )
    for cx, cy, turn, reach, colour, thick in strokes:
        _stroke(
            paint, relief, (cx, cy), (turn, reach, wide), (colour[0], colour[1], colour[2]), thick
        )


def _stroke(
    paint: ImageDraw.ImageDraw,
    relief: ImageDraw.ImageDraw,
    centre: tuple[float, float],
    shape: tuple[float, float, float],
    colour: tuple[int, int, int],
    thick: int,
) -> None:
    """One touch of the brush: a tapering band and two bristle marks in it."""
    turn, reach, wide = shape
    cos, sin = math.cos(turn), math.sin(turn)
    (x, y), half = centre, wide * 0.5

    def at(along: float, across: float) -> tuple[float, float]:
        return x + cos * along - sin * across, y + sin * along + cos * across

    outline = [at(along * reach, across * half) for along, across in BRUSH]
    paint.polygon(outline, fill=colour)
    relief.polygon(outline, fill=thick)
    if wide > 4:
        mark = max(1, round(wide * 0.12))
        light = (min(255, colour[0] + 12), min(255, colour[1] + 12), min(255, colour[2] + 10))
        paint.line(
            [at(-reach * 0.7, -half * 0.4), at(reach * 0.7, -half * 0.35)], fill=light, width=mark
        )
        relief.line(
            [at(-reach * 0.8, half * 0.3), at(reach * 0.8, half * 0.35)],
            fill=max(0, thick - 40),
            width=mark,
        )


def _directions(model: Image.Image, seed: int) -> Plane:
    """Along the edges where there are any, elsewhere along a slow swirl."""
    small = model.convert("L").resize((FIELD, FIELD), Image.Resampling.BOX)
    tone = pixels.plane(small.filter(ImageFilter.GaussianBlur(2)))
    rows, columns = np.gradient(tone)
    strength = np.clip(np.hypot(rows, columns) * 40, 0, 1)
    along = np.arctan2(rows, columns) + math.pi / 2
    swirl = (pixels.noise((FIELD, FIELD), FIELD / 4, seed) - 0.5) * 2.2
    double_x = np.cos(2 * along) * strength + np.cos(2 * swirl) * (1 - strength)
    double_y = np.sin(2 * along) * strength + np.sin(2 * swirl) * (1 - strength)
    return np.asarray(np.arctan2(double_y, double_x) / 2, dtype=np.float32)


def _where_detail_is(model: Image.Image, focus: Image.Image) -> Plane:
    small = model.resize((FIELD * 2, FIELD * 2), Image.Resampling.BOX)
    busy = pixels.grey(pixels.edges(small, 3)).filter(ImageFilter.MaxFilter(5))
    detail = pixels.plane(busy.resize((FIELD, FIELD), Image.Resampling.BOX)) * 1.4
    figures = pixels.plane(
        focus.resize((FIELD, FIELD), Image.Resampling.BOX).filter(ImageFilter.MaxFilter(3))
    )
    return np.asarray(np.maximum(detail, figures * 0.7), dtype=np.float32)
