"""Open country: meadow, hills, mountains, forest, garden, desert."""

import math
import random

from limner.providers.sketch.backdrop.plants import broadleaf, flowers, grass, pine
from limner.providers.sketch.backdrop.sky import light_point, paint_sky
from limner.providers.sketch.backdrop.terrain import fill_down
from limner.providers.sketch.colour import Colour, mix, shift
from limner.providers.sketch.stage import Floor, Stage
from limner.providers.sketch.svg import Point, num, ridge, smooth, straight


def meadow(stage: Stage) -> Floor:
    """Rolling grassland, trees on the far rises."""
    horizon = stage.height * 0.56
    paint_sky(stage, horizon)
    _ranges(stage, horizon, 2, 0.11)
    _hills(stage, horizon, 3)
    return _ground(stage, horizon, trees=7)


def hills(stage: Stage) -> Floor:
    """Higher, rounder land."""
    horizon = stage.height * 0.52
    paint_sky(stage, horizon)
    _ranges(stage, horizon, 2, 0.14)
    _hills(stage, horizon, 4)
    return _ground(stage, horizon, trees=11)


def mountains(stage: Stage) -> Floor:
    """Ranges behind ranges, the nearer ones darker."""
    horizon = stage.height * 0.64
    paint_sky(stage, horizon)
    _peaks(stage, horizon)
    _ranges(stage, horizon, 2, 0.1)
    _hills(stage, horizon, 2)
    return _ground(stage, horizon, trees=16)


def forest(stage: Stage) -> Floor:
    """Rows of trees into the haze, a clearing in front."""
    horizon = stage.height * 0.6
    paint_sky(stage, horizon)
    _ranges(stage, horizon, 1, 0.12)
    _shafts(stage, horizon)
    rng = stage.rng
    conifers = stage.scene.season == "winter" or rng.random() < 0.6
    rows = 3 if stage.plain else 5
    for row in range(rows):
        near = row / (rows - 1)
        y = horizon + stage.height * 0.11 * near**1.5
        distance = 1 - near
        tall = stage.height * (0.2 + 0.26 * near)
        for x in _row(stage, tall, near):
            size = tall * rng.uniform(0.75, 1.2)
            draw = pine if conifers or rng.random() < 0.35 else broadleaf
            draw(stage, stage.back, (x, y + stage.height * 0.012 * rng.random()), size, distance)
        colour = stage.palette.lit(mix(*stage.palette.ground, near * 0.6), distance * 0.8)
        points = ridge(rng, stage.width, y + stage.height * 0.01, stage.height * 0.018, 4, 0.4)
        fill_down(stage, points, colour)
    floor = _ground(stage, y, trees=0)
    return Floor("land", horizon, floor.far, floor.base, hero=0.4)


def garden(stage: Stage) -> Floor:
    """A flowering meadow with trees behind."""
    horizon = stage.height * 0.54
    paint_sky(stage, horizon)
    _ranges(stage, horizon, 1, 0.1)
    _hills(stage, horizon, 2)
    floor = _ground(stage, horizon, trees=9)
    flowers(stage, stage.back, horizon + stage.height * 0.06, stage.height * 0.9, 120)
    flowers(stage, stage.front, stage.height * 0.95, stage.height * 1.06, 26)
    return floor


def desert(stage: Stage) -> Floor:
    """Dunes with a lit and a shaded face each."""
    horizon = stage.height * 0.55
    paint_sky(stage, horizon)
    _ranges(stage, horizon, 1, 0.1)
    rng, sand = stage.rng, "#e3b36e"
    for i in range(5):
        near = i / 4
        y = horizon + (stage.height - horizon) * near * 0.62
        light = stage.palette.lit(shift(sand, 0.05 * (1 - near)), 0.7 * (1 - near))
        shade = stage.palette.lit(mix(sand, "#a8653f", 0.62), 0.7 * (1 - near))
        crest = ridge(rng, stage.width, y + stage.height * 0.05, stage.height * 0.11, 1.6, 0.2)
        fill_down(stage, crest, light)
        _dune_shade(stage, crest, shade)
    return Floor("land", horizon, stage.height * 0.7, stage.height * 0.87)


def _dune_shade(stage: Stage, crest: list[Point], shade: Colour) -> None:
    top = min(range(3, len(crest) - 3), key=lambda i: crest[i][1])
    side = 1 if stage.light < 0.5 else -1
    x, y = crest[top]
    reach, drop = stage.width * 0.34 * side, stage.height * 0.2
    fill = stage.back.linear([(0, shade, 0.95), (1, shade, 0)])
    slope = crest[top:] if side > 0 else crest[top::-1]
    near = [p for p in slope if abs(p[0] - x) <= abs(reach)]
    data = smooth(near) if len(near) > 1 else straight([(x, y), (x + reach, y)])
    stage.back.path(
        f"{data}L{num(x + reach)} {num(y + drop)}"
        f"Q{num(x + reach * 0.05)} {num(y + drop * 0.75)} {num(x)} {num(y)}Z",
        fill,
    )


def _row(stage: Stage, tall: float, near: float) -> list[float]:
    """Where the trees of a row stand; the nearest row leaves the middle open."""
    step = tall * (0.2 + 0.12 * near)
    count = int(stage.width / step) + 2
    places = [(i - 0.5 + stage.rng.uniform(-0.4, 0.4)) * step for i in range(count)]
    if near < 0.55:
        return places
    gap = stage.width * (0.12 + 0.22 * near)
    return [x for x in places if abs(x - stage.width / 2) > gap]


def _shafts(stage: Stage, horizon: float) -> None:
    if stage.plain or stage.palette.night or stage.scene.weather in ("storm", "rain"):
        return
    x, y = light_point(stage, horizon)
    paint = stage.back.linear([(0, stage.palette.sun, 0.26), (0.85, stage.palette.sun, 0)])
    for i in range(4):
        lean = (i - 1.5) * stage.width * 0.2
        wide = stage.width * stage.rng.uniform(0.05, 0.1)
        stage.back.path(
            straight([(x, y), (x + lean + wide, stage.height), (x + lean - wide, stage.height)])
            + "Z",
            paint,
            0.5,
        )


def _ranges(stage: Stage, horizon: float, count: int, height: float) -> None:
    """Soft blue silhouettes at the edge of sight."""
    for i in range(count):
        distance = 1 - 0.22 * i
        base = horizon + stage.height * 0.005
        points = ridge(
            stage.rng, stage.width, base, stage.height * height * (1.5 - 0.4 * i), 4, 0.5
        )
        colour = stage.palette.lit(mix("#5b6f9c", stage.palette.sky[0], 0.3), distance)
        fill_down(stage, points, colour)


def _peaks(stage: Stage, horizon: float) -> None:
    rng = stage.rng
    snowy = stage.palette.snowy or rng.random() < 0.75
    layers = 2 if stage.plain else 3
    for layer in range(layers):
        distance = 0.85 - 0.25 * layer
        count = 3 + layer
        high = stage.height * (0.46 - 0.1 * layer)
        for i in rng.sample(range(count), count):
            x = (i + 0.5 + rng.uniform(-0.35, 0.35)) * stage.width / count
            tall = high * rng.uniform(0.6, 1.05)
            wide = min(tall * rng.uniform(0.85, 1.2), stage.width * 0.5)
            _peak(stage, (x, horizon + stage.height * 0.03), (wide, tall), distance, snowy)


def _peak(stage: Stage, foot: Point, size: Point, distance: float, snowy: bool) -> None:
    rng = stage.rng
    (x, y), (wide, tall) = foot, size
    rock = stage.palette.lit(stage.palette.rock, distance)
    shade = stage.palette.lit(shift(stage.palette.rock, -0.14), distance * 0.92)
    summit = (x + wide * rng.uniform(-0.1, 0.1), y - tall)
    left = _edge(rng, summit, (x - wide, y), 7)
    right = _edge(rng, summit, (x + wide, y), 7)
    stage.back.path(straight([*left, *reversed(right)]) + "Z", rock)
    spine = _edge(rng, summit, (x + wide * 0.12, y), 7)
    dark_side = left if stage.light * stage.width > x else right
    stage.back.path(straight([*spine, *reversed(dark_side)]) + "Z", shade)
    if snowy:
        _snow_cap(stage, (left, spine, right), distance)


def _edge(rng: random.Random, start: Point, end: Point, steps: int) -> list[Point]:
    points = [start]
    for i in range(1, steps):
        t = i / steps
        jitter = (end[0] - start[0]) * 0.06 + (end[1] - start[1]) * 0.03
        points.append(
            (
                start[0] + (end[0] - start[0]) * t + jitter * rng.uniform(-1, 1),
                start[1] + (end[1] - start[1]) * t,
            )
        )
    return [*points, end]


def _snow_cap(
    stage: Stage, edges: tuple[list[Point], list[Point], list[Point]], distance: float
) -> None:
    left, spine, right = edges
    snow = stage.palette.lit("#fbfdff", distance * 0.8)
    cold = stage.palette.lit("#b9cbe4", distance * 0.8)
    depth = stage.rng.choice((2, 3))
    bright, dim = (right, left) if stage.light * stage.width > spine[0][0] else (left, right)
    for edge, colour in ((bright, snow), (dim, cold)):
        fringe = _fringe(edge[depth], spine[depth], stage)
        stage.back.path(
            straight([*spine[: depth + 1], *reversed(fringe), *edge[depth::-1]]) + "Z", colour
        )


def _fringe(start: Point, end: Point, stage: Stage) -> list[Point]:
    points = []
    for i in range(7):
        t = i / 6
        drop = abs(end[0] - start[0]) * (0.28 if i % 2 else -0.05) * stage.rng.uniform(0.6, 1.2)
        points.append(
            (start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * t + drop)
        )
    return points


def _hills(stage: Stage, horizon: float, count: int) -> None:
    for i in range(count):
        near = (i + 1) / (count + 1)
        y = horizon + (stage.height - horizon) * 0.3 * near
        colour = stage.palette.lit(
            mix(stage.palette.leaves[1], stage.palette.ground[0], near), 0.75 * (1 - near)
        )
        points = ridge(stage.rng, stage.width, y, stage.height * 0.1 * (1.1 - near * 0.5), 2.2, 0.3)
        fill_down(stage, points, colour)


def _ground(stage: Stage, horizon: float, trees: int) -> Floor:
    """The land at our feet, with trees at its far edge and grass at the near one."""
    rng = stage.rng
    edge = horizon + (stage.height - horizon) * 0.24
    for _ in range(3 if stage.plain and trees else trees):
        share = rng.random()
        y = horizon + (edge - horizon) * (0.5 + 0.55 * share)
        tall = stage.height * (0.08 + 0.09 * share)
        draw = pine if rng.random() < 0.45 else broadleaf
        draw(stage, stage.back, (rng.random() * stage.width, y), tall, 0.6 - 0.3 * share)
    light = stage.palette.lit(stage.palette.ground[0], 0.16)
    deep = stage.palette.lit(stage.palette.ground[1], 0.0)
    fill = stage.back.linear([(0, light, 1), (1, deep, 1)])
    points = ridge(rng, stage.width, edge, stage.height * 0.035, 1.4, 0.2)
    fill_down(stage, points, fill)
    _path_through(stage, edge)
    _soft_light(stage, edge)
    if not stage.plain:
        _tufts(stage, edge, mix(light, deep, 0.5))
    return Floor("land", horizon, edge + stage.height * 0.05, stage.height * 0.86)


def _path_through(stage: Stage, edge: float) -> None:
    """A track that winds from our feet to the far edge of the ground."""
    if stage.palette.snowy or stage.plain or stage.rng.random() < 0.45:
        return
    rng, deep = stage.rng, stage.height - edge
    start = stage.width * (0.3 if stage.light > 0.5 else 0.7) + rng.uniform(-0.1, 0.1) * stage.width
    end = stage.width * rng.uniform(0.4, 0.6)
    left, right = list[Point](), list[Point]()
    for i in range(9):
        share = i / 8
        near = (1 - share) ** 1.8
        x = start + (end - start) * share + math.sin(share * 5.2) * stage.width * 0.07 * near**0.5
        half, y = stage.span * (0.004 + 0.085 * near), edge + deep * (0.06 + 0.98 * near)
        left.append((x - half, y))
        right.append((x + half, y))
    earth = stage.palette.lit("#d9b98a", 0.12)
    fill = stage.back.linear(
        [(0, mix(earth, stage.palette.haze, 0.3), 1), (1, shift(earth, -0.08), 1)]
    )
    stage.back.path(smooth(left) + "L" + smooth(right[::-1])[1:] + "Z", fill)


def _soft_light(stage: Stage, edge: float) -> None:
    """The ground brightens on the side of the light and sinks into shade at our feet."""
    x = stage.width * stage.light
    stage.back.haze((x, edge), (stage.width * 0.5, stage.height * 0.14), stage.palette.sun, 0.2)
    dark = stage.back.linear([(0, stage.palette.shadow, 0), (1, stage.palette.shadow, 0.34)])
    if not stage.plain:
        stage.back.rect((0, stage.height * 0.86, stage.width, stage.height * 0.14), dark)


def _tufts(stage: Stage, edge: float, colour: Colour) -> None:
    snow = stage.palette.snowy
    for i in range(1, 6):
        share = i / 6
        y = edge + (stage.height - edge) * share
        shade = shift(colour, 0.03 if snow else -0.035 * share)
        grass(stage, stage.back, y, stage.span * (0.012 + 0.02 * share), 5 if snow else 22, shade)
    dark = stage.palette.lit(shift(stage.palette.leaves[1], -0.08))
    if stage.scene.season in ("spring", "summer") and not snow:
        flowers(stage, stage.back, edge + (stage.height - edge) * 0.15, stage.height, 26)
    if not snow:
        grass(stage, stage.front, stage.height * 1.03, stage.span * 0.075, 34, dark)
