"""Water: open sea, beach, lake, and the world below the surface."""

import math

from limner.providers.sketch.backdrop.cliff import headland
from limner.providers.sketch.backdrop.plants import grass, pine
from limner.providers.sketch.backdrop.sky import light_point, paint_sky
from limner.providers.sketch.backdrop.terrain import fill_down
from limner.providers.sketch.colour import Colour, mix, shift
from limner.providers.sketch.stage import Floor, Stage
from limner.providers.sketch.svg import Point, num, ridge, smooth, straight

ROUGH = {"storm": 1.0, "wind": 0.6, "rain": 0.5}


def sea(stage: Stage) -> Floor:
    """Open water to the horizon, the light's path upon it."""
    horizon = stage.height * 0.58
    paint_sky(stage, horizon)
    if stage.scene.weather != "storm" and stage.rng.random() < 0.6:
        _far_shore(stage, horizon, 0.05)
    paint_water(stage, horizon, stage.height)
    if "cliff" in stage.scene.features and all(
        s.icon in stage.words.elements for s in stage.scene.subjects
    ):
        _cliff_at_the_edge(stage, horizon)
    return Floor("water", horizon, stage.height * 0.66, stage.height * 0.8, hero=0.4, reflects=0.4)


def _cliff_at_the_edge(stage: Stage, horizon: float) -> None:
    """A headland nobody stands on, away from the light."""
    side = 1 if stage.light < 0.5 else -1
    brink = (stage.width * (0.5 + side * 0.3), horizon - stage.height * 0.12)
    headland(stage, stage.back, brink, side, stage.height * 0.2)


def beach(stage: Stage) -> Floor:
    """Sea behind, foam at the edge, sand in front."""
    horizon = stage.height * 0.5
    shore = stage.height * 0.7
    paint_sky(stage, horizon)
    _far_shore(stage, horizon, 0.06)
    paint_water(stage, horizon, shore + stage.height * 0.06)
    sand, wet = stage.palette.lit("#ecd3a0"), stage.palette.lit("#c39a68")
    edge = ridge(stage.rng, stage.width, shore + stage.height * 0.03, stage.height * 0.05, 1.6, 0.3)
    foam = stage.palette.lit("#ffffff")
    for offset, fill, opacity in (
        (-0.016, foam, 0.55), (-0.006, foam, 0.95), (0.004, wet, 1.0), (0.03, sand, 1.0),
    ):  # fmt: skip
        points = [(x, y + offset * stage.height) for x, y in edge]
        fill_down(stage, points, fill, opacity)
    _ripples_in_sand(stage, shore, mix(sand, wet, 0.4))
    return Floor("land", horizon, stage.height * 0.77, stage.height * 0.89)


def lake(stage: Stage) -> Floor:
    """Still water under mountains, trees mirrored along the shore."""
    horizon = stage.height * 0.5
    paint_sky(stage, horizon)
    rng = stage.rng
    shores: list[tuple[list[Point], Colour]] = []
    for i in range(3):
        near = i / 2
        high = stage.height * (0.3 - 0.1 * i)
        colour = stage.palette.lit(
            mix(stage.palette.rock, stage.palette.leaves[1], near), 0.9 - 0.4 * near
        )
        shores.append((ridge(rng, stage.width, horizon, high, 2.4 + i, 0.5), colour))
    for points, colour in shores:
        _fill_to(stage, points, horizon, colour)
    for _ in range(6 if stage.plain else 46):
        tall = stage.height * rng.uniform(0.05, 0.12)
        pine(stage, stage.back, (rng.random() * stage.width, horizon + 2), tall, 0.5)
    paint_water(stage, horizon, stage.height)
    for points, colour in shores:
        mirrored = [(x, 2 * horizon - y) for x, y in points]
        _fill_to(stage, mirrored, horizon, mix(colour, stage.palette.water[1], 0.3), 0.42)
    _glints(stage, horizon, stage.height, 26)
    bank = stage.palette.lit(shift(stage.palette.leaves[1], -0.1))
    if not stage.plain:
        grass(stage, stage.front, stage.height * 1.02, stage.span * 0.1, 36, bank)
    if _needs_a_shore(stage):
        return _near_shore(stage, horizon)
    return Floor("water", horizon, stage.height * 0.6, stage.height * 0.76, hero=0.34, reflects=0.5)


def _needs_a_shore(stage: Stage) -> bool:
    """Whether somebody is to be seen here who neither swims nor flies."""
    subjects = stage.scene.subjects
    carried = {s.link.target for s in subjects if s.link and s.link.relation == "on"}
    return any(
        s.icon not in stage.words.elements for i, s in enumerate(subjects) if i not in carried
    )


def _near_shore(stage: Stage, horizon: float) -> Floor:
    light = stage.palette.lit(stage.palette.ground[0], 0.1)
    deep = stage.palette.lit(stage.palette.ground[1])
    sand = stage.palette.lit("#cdb48a" if not stage.palette.snowy else "#dfe7ef", 0.1)
    edge = stage.height * 0.75
    line = ridge(stage.rng, stage.width, edge, stage.height * 0.05, 1.8, 0.35)
    fill_down(stage, line, sand)
    bank = [(x, y + stage.height * 0.022) for x, y in line]
    fill_down(stage, bank, stage.back.linear([(0, light, 1), (1, deep, 1)]))
    if not stage.plain and not stage.palette.snowy:
        tufts = stage.span * 0.02
        grass(stage, stage.back, stage.height * 0.84, tufts, 26, mix(light, deep, 0.8))
        grass(stage, stage.back, stage.height * 0.93, tufts, 26, shift(deep, -0.03))
    return Floor("land", horizon, stage.height * 0.79, stage.height * 0.87)


def underwater(stage: Stage) -> Floor:
    """Light falling from above, rocks and weed below."""
    rng, back = stage.rng, stage.back
    tint = stage.scene.colour or "#1f8fb3"
    dark = "#04263f" if stage.palette.night else "#0a4266"
    top = mix(tint, "#bff4ee", 0.15 if stage.palette.night else 0.55)
    back.rect(
        (0, 0, stage.width, stage.height),
        back.linear([(0, top, 1), (0.45, mix(tint, dark, 0.25), 1), (1, dark, 1)]),
    )
    _sunbeams(stage)
    for i in range(4):
        near = i / 3
        y = stage.height * (0.72 + 0.2 * near)
        colour = mix(mix(tint, dark, 0.45), mix("#21485c", dark, 0.5), near)
        fill_down(
            stage, ridge(rng, stage.width, y, stage.height * (0.2 - 0.1 * near), 3, 0.55), colour
        )
        _corals(stage, y - stage.height * 0.02, near, dark)
        _weeds(stage, y, near, mix(mix("#2f9a78", tint, 0.35), dark, 0.5 - 0.3 * near))
    for _ in range(18 if stage.plain else 70):
        r = stage.span * rng.uniform(0.002, 0.009)
        x, y = rng.random() * stage.width, rng.random() * stage.height
        stage.front.ellipse((x, y), (r, r), "#dffbff", rng.uniform(0.1, 0.35))
    return Floor(
        "seabed", stage.height * 0.35, stage.height * 0.45, stage.height * 0.68, 0.32, False
    )


def _sunbeams(stage: Stage) -> None:
    rng = stage.rng
    paint = stage.back.linear([(0, "#eafff6", 0.42), (1, "#eafff6", 0)])
    for _ in range(7):
        x = rng.random() * stage.width
        wide = stage.width * rng.uniform(0.02, 0.07)
        lean = (stage.light - 0.5) * -stage.width * 0.35 + rng.uniform(-0.05, 0.05) * stage.width
        foot = stage.height * rng.uniform(0.6, 0.95)
        stage.back.path(
            straight(
                [(x, 0), (x + wide, 0), (x + lean + wide * 2.4, foot), (x + lean - wide, foot)]
            )
            + "Z",
            paint,
            0.55,
        )


def _weeds(stage: Stage, y: float, near: float, colour: Colour) -> None:
    """Tall blades of kelp that sway together."""
    rng = stage.rng
    drift = rng.choice((-1, 1))
    for _ in range(4 if stage.plain else 11):
        x = rng.random() * stage.width
        tall = stage.span * rng.uniform(0.07, 0.2) * (0.6 + 0.9 * near)
        wide, sway = tall * 0.045, drift * tall * rng.uniform(0.08, 0.3)
        stage.back.path(
            f"M{num(x - wide)} {num(y + tall * 0.1)}C{num(x - sway)} {num(y - tall * 0.4)} "
            f"{num(x + sway)} {num(y - tall * 0.6)} {num(x + sway * 0.6)} {num(y - tall)}"
            f"C{num(x + sway * 1.3)} {num(y - tall * 0.55)} {num(x - sway * 0.5)} "
            f"{num(y - tall * 0.35)} {num(x + wide)} {num(y + tall * 0.1)}Z",
            shift(colour, rng.uniform(-0.03, 0.04)),
            0.92,
        )


def _corals(stage: Stage, y: float, near: float, dark: Colour) -> None:
    """Branching corals in warm colours, dimmed by the water between."""
    rng = stage.rng
    for _ in range(2 if stage.plain else 5):
        hue = rng.choice(("#f2727f", "#f6a04f", "#b86fd0", "#f4c95d", "#ef5fa0"))
        colour = mix(hue, dark, 0.62 - 0.42 * near)
        foot = (rng.random() * stage.width, y + stage.span * 0.02)
        tall = stage.span * rng.uniform(0.05, 0.1) * (0.5 + 0.8 * near)
        _branch(stage, foot, tall, -math.pi / 2, tall * 0.16, (colour, 4))


def _branch(
    stage: Stage, start: Point, long: float, angle: float, width: float, left: tuple[Colour, int]
) -> None:
    colour, forks = left
    end = (start[0] + math.cos(angle) * long, start[1] + math.sin(angle) * long)
    stage.back.line(f"M{num(start[0])} {num(start[1])}L{num(end[0])} {num(end[1])}", colour, width)
    if forks == 0:
        return
    for side in (-1, 1):
        turn = angle + side * stage.rng.uniform(0.25, 0.6)
        reach = long * stage.rng.uniform(0.62, 0.85)
        _branch(stage, end, reach, turn, width * 0.74, (colour, forks - 1))


def paint_water(stage: Stage, top: float, bottom: float) -> None:
    """Water between two levels, with its swell and the path of the light on it."""
    far, near = stage.palette.water
    if stage.scene.colour:
        far, near = mix(far, stage.scene.colour, 0.35), mix(near, stage.scene.colour, 0.4)
    fill = stage.back.linear([(0, far, 1), (0.3, mix(far, near, 0.5), 1), (1, near, 1)])
    stage.back.rect((0, top, stage.width, bottom - top), fill)
    _light_path(stage, top, bottom)
    _swell(stage, top, bottom, (far, near))


def _light_path(stage: Stage, top: float, bottom: float) -> None:
    """Broken light below the sun, wider towards us."""
    if stage.scene.weather in ("storm", "rain", "fog"):
        return
    rng = stage.rng
    x, _ = light_point(stage, top)
    parts = []
    rows = 26 if stage.plain else 70
    for i in range(rows):
        share = (i / rows) ** 1.6
        y = top + (bottom - top) * share + 2
        spread = stage.span * (0.035 + 0.16 * share)
        for _ in range(2):
            cx = x + rng.uniform(-1, 1) * spread
            long = stage.span * (0.012 + 0.05 * share) * rng.uniform(0.4, 1.5)
            thick = stage.span * (0.0016 + 0.006 * share)
            parts.append(_lens(cx, y, long, thick))
    stage.back.path("".join(parts), stage.palette.sun, 0.5 if stage.palette.night else 0.72)


def _swell(stage: Stage, top: float, bottom: float, colours: tuple[Colour, Colour]) -> None:
    rng = stage.rng
    rough = ROUGH.get(stage.scene.weather, 0.0)
    rows = 5 if stage.plain else 10 + int(6 * rough)
    for i in range(1, rows):
        share = (i / rows) ** 1.5
        y = top + (bottom - top) * share
        light = mix(mix(*colours, share), stage.palette.sky[2], 0.3)
        dark = shift(mix(*colours, share), -0.035 - 0.03 * rough)
        high = stage.span * (0.004 + 0.02 * share) * (1 + 3.2 * rough)
        crest = ridge(rng, stage.width, y + high, high * 2, 4 + 10 * (1 - share), 0.3 + 0.3 * rough)
        lower = [(px, py + high * 0.9 + abs(math.sin(px)) * high) for px, py in reversed(crest)]
        stage.back.path(smooth(crest) + "L" + smooth(lower)[1:] + "Z", dark, 0.5)
        if rough:
            stage.back.line(smooth(crest), mix(light, "#ffffff", 0.5), high * 0.13, 0.55)
    if rough < 0.4:
        _glints(stage, top, bottom, 30)


def _glints(stage: Stage, top: float, bottom: float, count: int) -> None:
    rng, parts = stage.rng, []
    for _ in range(count):
        share = rng.random() ** 1.5
        y = top + (bottom - top) * share
        long = stage.span * (0.02 + 0.09 * share) * rng.uniform(0.5, 1.6)
        parts.append(
            _lens(rng.random() * stage.width, y, long, stage.span * (0.0012 + 0.004 * share))
        )
    stage.back.path("".join(parts), mix(stage.palette.sky[2], "#ffffff", 0.3), 0.38)


def _lens(x: float, y: float, long: float, thick: float) -> str:
    return (
        f"M{num(x - long)} {num(y)}Q{num(x)} {num(y - thick)} {num(x + long)} {num(y)}"
        f"Q{num(x)} {num(y + thick)} {num(x - long)} {num(y)}Z"
    )


def _far_shore(stage: Stage, horizon: float, height: float) -> None:
    colour = stage.palette.lit(mix("#5b6f9c", stage.palette.sky[0], 0.3), 0.85)
    points = ridge(
        stage.rng, stage.width, horizon + stage.height * 0.02, stage.height * height * 1.6, 2.5, 0.5
    )
    _fill_to(stage, points, horizon, colour)


def _ripples_in_sand(stage: Stage, shore: float, colour: Colour) -> None:
    rng, parts = stage.rng, []
    for _ in range(10 if stage.plain else 34):
        y = shore + (stage.height - shore) * rng.uniform(0.3, 1)
        parts.append(
            _lens(
                rng.random() * stage.width,
                y,
                stage.span * rng.uniform(0.02, 0.09),
                stage.span * 0.003,
            )
        )
    stage.back.path("".join(parts), colour, 0.5)


def _fill_to(
    stage: Stage, points: list[Point], level: float, fill: str, opacity: float = 1.0
) -> None:
    """Fills between the line and a level, on the line's own side of it only."""
    data = smooth(points) + f"L{num(stage.width)} {num(level)}L0 {num(level)}Z"
    stage.back.path(data, fill, opacity)
