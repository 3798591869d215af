"""Built places: a skyline seen from afar, and a street one stands in."""

from itertools import pairwise

from limner.providers.sketch.backdrop.sky import paint_sky
from limner.providers.sketch.backdrop.water import paint_water
from limner.providers.sketch.colour import Colour, mix, shift
from limner.providers.sketch.stage import Floor, Stage
from limner.providers.sketch.svg import Point, num, straight

DARK_TIMES = frozenset({"night", "dusk"})
SIGNS = ("#ff3d8b", "#23d7e8", "#ffb52e", "#8f5bff", "#3ff0a0")
WINDOW = "#ffd98a"


def city(stage: Stage) -> Floor:
    """Three rows of towers behind a promenade."""
    horizon = stage.height * 0.66
    paint_sky(stage, horizon)
    if _lit(stage):
        reach = (stage.width * 0.75, stage.height * 0.34)
        stage.back.haze((stage.width / 2, horizon), reach, "#f2a765", 0.42)
    for row in range(3):
        _towers(stage, horizon + stage.height * 0.02 * row, row)
    subjects = stage.scene.subjects
    afloat = any(stage.words.elements.get(s.icon) == "water" for s in subjects)
    if subjects and not afloat:
        _promenade(stage, horizon + stage.height * 0.05)
    else:
        _waterfront(stage, horizon + stage.height * 0.05)
    if afloat:
        return Floor(
            "water", horizon, stage.height * 0.76, stage.height * 0.88, hero=0.3, reflects=0.4
        )
    return Floor("land", horizon - stage.height * 0.1, stage.height * 0.78, stage.height * 0.88)


def street(stage: Stage) -> Floor:
    """A road between house fronts, running to a point on the horizon."""
    horizon = stage.height * 0.52
    paint_sky(stage, horizon)
    for row in range(2):
        _towers(stage, horizon + stage.height * 0.02, row)
    vanish: Point = (stage.width * (0.42 if stage.light > 0.5 else 0.58), horizon)
    _fronts(stage, vanish)
    _road(stage, vanish)
    wet = stage.scene.weather in ("rain", "storm")
    return Floor(
        "land", horizon, stage.height * 0.72, stage.height * 0.87, 0.3, reflects=0.4 if wet else 0
    )


def _lit(stage: Stage) -> bool:
    return stage.scene.time in DARK_TIMES or stage.scene.weather == "storm"


def _towers(stage: Stage, foot: float, row: int) -> None:
    rng = stage.rng
    distance = 0.9 - 0.3 * row
    colour = stage.palette.lit(rng.choice(("#5d6687", "#6a6480", "#586f86")), distance)
    x = -stage.width * 0.02
    while x < stage.width:
        wide = stage.span * rng.uniform(0.05, 0.11) * (1 + 0.25 * row)
        middle = 1 - abs((x + wide / 2) / stage.width - 0.5) * 0.9
        tall = stage.height * rng.uniform(0.12, 0.4) * (1.1 - 0.22 * row) * middle
        _tower(stage, (x, foot), (wide, tall), shift(colour, rng.uniform(-0.02, 0.02)), distance)
        x += wide * rng.uniform(0.9, 1.25)


def _tower(stage: Stage, foot: Point, size: Point, colour: Colour, distance: float) -> None:
    rng = stage.rng
    (x, y), (wide, tall) = foot, size
    top = y - tall
    fill = stage.back.linear(
        [(0, shift(colour, -0.02), 1), (1, mix(colour, stage.palette.haze, 0.4), 1)]
    )
    stage.back.rect((x, top, wide, tall), fill)
    kind = rng.random()
    if kind < 0.3:
        stage.back.rect((x + wide * 0.2, top - wide * 0.3, wide * 0.6, wide * 0.31), colour)
    elif kind < 0.5:
        stage.back.path(
            straight([(x, top), (x + wide / 2, top - wide * 0.8), (x + wide, top)]) + "Z", colour
        )
    elif kind < 0.62:
        stage.back.line(f"M{num(x + wide / 2)} {num(top)}v{num(-wide * 1.1)}", colour, wide * 0.04)
    side = x if stage.light > 0.5 else x + wide * 0.62
    stage.back.rect((side, top, wide * 0.38, tall), shift(colour, -0.04), 0.6)
    if not stage.plain:
        _windows(stage, (x, top), (wide, tall), distance)


def _windows(stage: Stage, corner: Point, size: Point, distance: float) -> None:
    rng, lit = stage.rng, _lit(stage)
    cell = stage.span * 0.0125
    columns, rows = int(size[0] / cell) - 1, int(size[1] / cell / 1.2) - 1
    bright: list[str] = []
    dim: list[str] = []
    for row in range(rows):
        for column in range(columns):
            if rng.random() < 0.5:
                x = corner[0] + (column + 0.8) * cell
                y = corner[1] + (row + 0.8) * cell * 1.2
                box = f"M{num(x)} {num(y)}h{num(cell * 0.5)}v{num(cell * 0.62)}h{num(-cell * 0.5)}Z"
                (bright if rng.random() < 0.75 else dim).append(box)
    warm = mix(WINDOW if lit else "#e9f2f5", stage.palette.haze, 0.45 * distance)
    cool = rng.choice(SIGNS) if stage.scene.mood == "neon" else mix(warm, "#9fd6f0", 0.5)
    strength = 0.9 if lit else 0.35
    stage.back.path("".join(bright), warm, strength)
    stage.back.path("".join(dim), cool, strength * 0.8)


def _waterfront(stage: Stage, top: float) -> None:
    """Still water that draws the lights of the city out downwards."""
    rng = stage.rng
    paint_water(stage, top, stage.height)
    colours = (WINDOW, *SIGNS) if _lit(stage) else stage.palette.sky
    for _ in range(12 if stage.plain else 46):
        tall = stage.height * rng.uniform(0.05, 0.2)
        at = (rng.random() * stage.width, top + tall * 0.8)
        wide = stage.span * rng.uniform(0.006, 0.016)
        stage.back.haze(at, (wide, tall), rng.choice(colours), 0.5)
    stage.back.rect(
        (0, top - stage.height * 0.006, stage.width, stage.height * 0.01), "#1c1a26", 0.6
    )


def _promenade(stage: Stage, top: float) -> None:
    near = stage.palette.lit("#8b8794" if not stage.palette.snowy else "#e6edf4")
    far = stage.palette.lit("#a7a2ad", 0.35)
    fill = stage.back.linear([(0, far, 1), (1, near, 1)])
    stage.back.rect((0, top, stage.width, stage.height - top), fill)
    line = shift(near, -0.07)
    vanish = stage.width / 2
    for i in range(-9, 10):
        x = vanish + i * stage.width * 0.16
        start = vanish + i * stage.width * 0.055
        stage.back.line(
            f"M{num(start)} {num(top)}L{num(x)} {num(stage.height)}", line, stage.span * 0.0016, 0.5
        )
    for i in range(1, 6):
        y = top + (stage.height - top) * (i / 6) ** 1.7
        stage.back.line(f"M0 {num(y)}H{num(stage.width)}", line, stage.span * 0.0016, 0.5)
    stage.back.rect(
        (0, top - stage.height * 0.008, stage.width, stage.height * 0.014), shift(far, -0.1)
    )


def _fronts(stage: Stage, vanish: Point) -> None:
    """House fronts in one-point perspective on both sides."""
    rng = stage.rng
    for side in (-1, 1):
        edge = 0.0 if side < 0 else stage.width
        depth = [0.0, 0.3, 0.52, 0.68, 0.8, 0.9]
        for near, far in pairwise(depth):
            colour = stage.palette.lit(
                rng.choice(("#c9694f", "#d8a15e", "#7f8fa8", "#b98a7a", "#8c6f86", "#5f8a8b")),
                far * 0.85,
            )
            tall = stage.height * rng.uniform(0.5, 0.74)
            _front(stage, vanish, edge, (near, far), tall, colour)


def _front(
    stage: Stage, vanish: Point, edge: float, depth: Point, tall: float, colour: Colour
) -> None:
    def at(share: float, height: float) -> Point:
        x = edge + (vanish[0] - edge) * share * 0.92
        foot = stage.height * 0.86 + (vanish[1] - stage.height * 0.86) * share
        return x, foot - height * (1 - share)

    near, far = depth
    wall = straight([at(near, 0), at(near, tall), at(far, tall), at(far, 0)]) + "Z"
    shade = mix(colour, "#14122b", 0.35 if edge * 2 > stage.width == (stage.light > 0.5) else 0.12)
    stage.back.path(wall, shade)
    lit = _lit(stage)
    glass = WINDOW if lit else mix(shade, stage.palette.sky[1], 0.55)
    for floor in range(1, 5):
        for pane in range(3):
            if stage.rng.random() < 0.25:
                continue
            start = near + (far - near) * (0.12 + pane * 0.3)
            end = start + (far - near) * 0.16
            low, high = tall * (floor / 5 - 0.02), tall * (floor / 5 + 0.09)
            box = straight([at(start, low), at(start, high), at(end, high), at(end, low)]) + "Z"
            stage.back.path(box, glass, 0.9 if lit else 0.7)
    if stage.scene.mood == "neon" or (lit and stage.rng.random() < 0.55):
        _sign(
            stage,
            [
                at(near + (far - near) * s, tall * h)
                for s, h in ((0.1, 0.13), (0.1, 0.2), (0.85, 0.2), (0.85, 0.13))
            ],
        )


def _sign(stage: Stage, corners: list[Point]) -> None:
    colour = stage.rng.choice(SIGNS)
    data = straight(corners) + "Z"
    across, down = zip(*corners, strict=True)
    middle = ((min(across) + max(across)) / 2, (min(down) + max(down)) / 2)
    reach = (
        max(across) - min(across) + stage.span * 0.07,
        max(down) - min(down) + stage.span * 0.07,
    )
    stage.back.haze(middle, reach, colour, 0.6)
    stage.back.path(data, mix(colour, "#ffffff", 0.35), 0.95)


def _road(stage: Stage, vanish: Point) -> None:
    x, y = vanish
    bottom = stage.height
    paving = stage.palette.lit("#a39aa0" if not stage.palette.snowy else "#e4ebf2", 0.1)
    stage.back.path(
        straight(
            [
                (x - stage.width * 0.02, y),
                (-stage.width * 0.6, bottom),
                (stage.width * 1.6, bottom),
                (x + stage.width * 0.02, y),
            ]
        )
        + "Z",
        paving,
    )
    dark, far = stage.palette.lit("#4b4b57"), stage.palette.lit("#6a6973", 0.5)
    fill = stage.back.linear([(0, far, 1), (0.5, dark, 1), (1, shift(dark, -0.04), 1)])
    stage.back.path(
        straight(
            [(x - 4, y), (-stage.width * 0.22, bottom), (stage.width * 1.22, bottom), (x + 4, y)]
        )
        + "Z",
        fill,
    )
    mark = stage.palette.lit("#f1e7c8")
    foot = stage.width * 0.5
    for i in range(7):
        near, far_end = (i / 7) ** 2, ((i + 0.5) / 7) ** 2
        quad = []
        for share, sign in ((near, -1), (far_end, -1), (far_end, 1), (near, 1)):
            cx = x + (foot - x) * share
            quad.append((cx + sign * stage.span * 0.012 * share, y + (bottom - y) * share))
        stage.back.path(straight(quad) + "Z", mark, 0.85)
    if stage.scene.weather in ("rain", "storm"):
        _wet_road(stage, vanish)


def _wet_road(stage: Stage, vanish: Point) -> None:
    """Long smears of coloured light on the asphalt."""
    rng = stage.rng
    neon = stage.scene.mood == "neon" or _lit(stage)
    colours = SIGNS if neon else (stage.palette.sky[2], stage.palette.sky[1])
    for _ in range(18):
        x = rng.random() * stage.width
        y = vanish[1] + (stage.height - vanish[1]) * rng.uniform(0.15, 0.8)
        wide, tall = stage.span * rng.uniform(0.006, 0.026), stage.span * rng.uniform(0.05, 0.16)
        stage.back.haze((x, y), (wide * 2, tall * 1.15), rng.choice(colours), 0.42)
