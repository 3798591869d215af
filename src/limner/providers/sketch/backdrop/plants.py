"""Trees, grass and flowers, drawn for a place in the light."""

import math
import random

from limner.providers.sketch.colour import Colour, mix, shift
from limner.providers.sketch.stage import Stage
from limner.providers.sketch.svg import Point, Sheet, blob, num, straight

PETALS = ("#f06f8f", "#f5b83d", "#f7f1e3", "#a46bd1", "#ef6a4a", "#6f8fe6")


def pine(stage: Stage, sheet: Sheet, foot: Point, tall: float, distance: float) -> None:
    """A conifer, its sunny side lighter; snow lies on it in winter."""
    rng = stage.rng
    x, y = foot
    dark = stage.palette.lit(stage.palette.leaves[1], distance)
    light = stage.palette.lit(mix(*stage.palette.leaves, 0.55), distance)
    trunk = stage.palette.lit("#5b4032", distance)
    sheet.rect((x - tall * 0.022, y - tall * 0.13, tall * 0.044, tall * 0.13), trunk)
    tiers = 5 if tall > stage.span * 0.1 else 3
    left, right = _pine_sides(rng, x, y, tall, tiers)
    sheet.path(straight([*left, *reversed(right)]) + "Z", dark)
    sunny = right if stage.light * stage.width > x else left
    middle = [(x + (px - x) * 0.12, py) for px, py in sunny]
    sheet.path(straight([*sunny, *reversed(middle)]) + "Z", light, 0.85)
    if stage.palette.snowy:
        _snow_on_pine(stage, sheet, (left, right), distance)


def _pine_sides(
    rng: random.Random, x: float, y: float, tall: float, tiers: int
) -> tuple[list[Point], list[Point]]:
    left: list[Point] = [(x, y - tall)]
    right: list[Point] = [(x, y - tall)]
    crown = tall * 0.9
    for i in range(1, tiers + 1):
        share = i / tiers
        reach = tall * 0.25 * share**0.85
        level = y - tall + crown * share
        for side, points in ((-1, left), (1, right)):
            wobble = rng.uniform(0.9, 1.1)
            points.append((x + side * reach * wobble, level + tall * 0.012 * rng.random()))
            if i < tiers:
                points.append((x + side * reach * 0.5, level - tall * 0.02))
    return left, right


def _snow_on_pine(
    stage: Stage, sheet: Sheet, sides: tuple[list[Point], list[Point]], distance: float
) -> None:
    snow = stage.palette.lit("#f4f8fd", distance)
    for points in sides:
        for start, tip in zip(points[0::2], points[1::2], strict=False):
            mid = ((start[0] * 0.45 + tip[0] * 0.55), (start[1] * 0.45 + tip[1] * 0.55))
            drop = abs(tip[1] - start[1]) * 0.22
            sheet.path(
                straight([start, tip, (mid[0], mid[1] + drop), (start[0], start[1] + drop)]) + "Z",
                snow,
                0.9,
            )


def broadleaf(
    stage: Stage,
    sheet: Sheet,
    foot: Point,
    tall: float,
    distance: float,
    leaves: Colour | None = None,
) -> None:
    """A round-crowned tree of overlapping leafy masses, bare in winter."""
    rng = stage.rng
    x, y = foot
    trunk = stage.palette.lit("#5f4536", distance)
    _trunk(sheet, rng, foot, tall, trunk)
    if stage.palette.snowy and leaves is None:
        return
    base = leaves or mix(*stage.palette.leaves, rng.random())
    dark = stage.palette.lit(shift(base, -0.09), distance)
    middle = stage.palette.lit(base, distance)
    light = stage.palette.lit(mix(shift(base, 0.08), stage.palette.sun, 0.12), distance)
    side = 1 if stage.light * stage.width > x else -1
    crown = [(rng.uniform(-1, 1), rng.uniform(-1, 1)) for _ in range(6)]
    for shade, offset, size in ((dark, 0.0, 1.0), (middle, 0.06, 0.82), (light, 0.13, 0.5)):
        for dx, dy in crown:
            cx = x + dx * tall * 0.17 + side * offset * tall * 0.6
            cy = y - tall * 0.68 + dy * tall * 0.13 - offset * tall * 0.55
            r = tall * 0.19 * size
            sheet.path(blob(_lumpy(rng, (cx, cy), r)), shade)


def _trunk(sheet: Sheet, rng: random.Random, foot: Point, tall: float, colour: Colour) -> None:
    x, y = foot
    w = tall * 0.035
    sheet.path(
        f"M{num(x - w)} {num(y)}Q{num(x - w * 0.4)} {num(y - tall * 0.2)} {num(x - w * 0.5)} "
        f"{num(y - tall * 0.6)}L{num(x + w * 0.5)} {num(y - tall * 0.6)}"
        f"Q{num(x + w * 0.4)} {num(y - tall * 0.2)} {num(x + w)} {num(y)}Z",
        colour,
    )
    for _ in range(5):
        start = y - tall * rng.uniform(0.35, 0.6)
        side = rng.choice((-1, 1))
        reach = tall * rng.uniform(0.12, 0.24)
        sheet.line(
            f"M{num(x)} {num(start)}Q{num(x + side * reach * 0.4)} {num(start - reach * 0.4)} "
            f"{num(x + side * reach)} {num(start - reach * 1.2)}",
            colour,
            w * 0.45,
        )


def _lumpy(rng: random.Random, centre: Point, radius: float) -> list[Point]:
    count = 9
    return [
        (
            centre[0] + math.cos(i * math.tau / count) * radius * rng.uniform(0.85, 1.15),
            centre[1] + math.sin(i * math.tau / count) * radius * rng.uniform(0.8, 1.05),
        )
        for i in range(count)
    ]


def grass(stage: Stage, sheet: Sheet, y: float, tall: float, count: int, colour: Colour) -> None:
    """Tufts of blades along a line."""
    rng = stage.rng
    parts = []
    for _ in range(count):
        x = rng.random() * stage.width
        foot = y + rng.uniform(-0.2, 0.6) * tall
        for _ in range(4):
            lean = rng.uniform(-0.5, 0.5) * tall
            high = tall * rng.uniform(0.5, 1.1)
            w = tall * 0.045
            parts.append(
                f"M{num(x - w)} {num(foot)}Q{num(x + lean * 0.2)} {num(foot - high * 0.6)} "
                f"{num(x + lean)} {num(foot - high)}Q{num(x + lean * 0.35)} "
                f"{num(foot - high * 0.5)} {num(x + w)} {num(foot)}Z"
            )
            x += rng.uniform(-1, 1) * tall * 0.2
    sheet.path("".join(parts), colour)


def flowers(stage: Stage, sheet: Sheet, top: float, bottom: float, count: int) -> None:
    """A scatter of blossoms on stems, nearer ones larger."""
    rng = stage.rng
    own = stage.scene.colour
    colours = [own, shift(own, 0.08), shift(own, -0.06)] if own else rng.sample(PETALS, 3)
    places = sorted(rng.random() for _ in range(count))
    for share in places:
        x, y = rng.random() * stage.width, top + (bottom - top) * share
        size = stage.span * (0.004 + 0.017 * share**1.6)
        petal = stage.palette.lit(rng.choice(colours), 0.35 * (1 - share))
        stem = stage.palette.lit(shift(stage.palette.leaves[0], -0.05), 0.3 * (1 - share))
        sheet.line(
            f"M{num(x)} {num(y)}q{num(size * 0.4)} {num(-size * 1.6)} 0 {num(-size * 3)}",
            stem,
            size * 0.28,
        )
        _blossom(sheet, (x, y - size * 3), size, petal)


def _blossom(sheet: Sheet, centre: Point, size: float, petal: Colour) -> None:
    x, y = centre
    shapes = []
    for i in range(5):
        angle = i * math.tau / 5 - math.pi / 2
        cx, cy = x + math.cos(angle) * size * 0.6, y + math.sin(angle) * size * 0.5
        r = size * 0.5
        shapes.append(
            f"M{num(cx - r)} {num(cy)}A{num(r)} {num(r * 0.85)} 0 1 1 {num(cx + r)} {num(cy)}"
            f"A{num(r)} {num(r * 0.85)} 0 1 1 {num(cx - r)} {num(cy)}Z"
        )
    sheet.path("".join(shapes), petal)
    sheet.ellipse(centre, (size * 0.32, size * 0.28), mix(petal, "#ffe27a", 0.75))
