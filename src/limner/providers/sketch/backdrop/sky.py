"""Skies: light, sun and moon, stars, clouds, rainbow, aurora."""

import math

from limner.providers.sketch.colour import Colour, mix, shift
from limner.providers.sketch.stage import Stage
from limner.providers.sketch.svg import Point, num

CLOUDLESS = frozenset({"fog", "snow"})
LOW_SUN = frozenset({"dawn", "golden", "sunset", "dusk"})


def paint_sky(stage: Stage, horizon: float) -> None:
    """The whole sky down to the horizon and a little below it."""
    top, middle, low = stage.palette.sky
    paint = stage.back.linear(
        [(0, top, 1), (0.3, mix(top, middle, 0.55), 1), (0.66, middle, 1), (1, low, 1)]
    )
    stage.back.rect((0, 0, stage.width, horizon + 2), paint)
    below = stage.height - horizon
    stage.back.rect((0, horizon, stage.width, below), low)
    if stage.palette.night or "stars" in stage.scene.features:
        _stars(stage, horizon)
    if "aurora" in stage.scene.features:
        _aurora(stage, horizon)
    _light(stage, horizon)
    if "fireworks" in stage.scene.features:
        _fireworks(stage, horizon)
    if "rainbow" in stage.scene.features:
        _rainbow(stage, horizon)
    if stage.scene.weather not in CLOUDLESS and not stage.plain:
        _clouds(stage, horizon)
    if stage.scene.weather == "storm":
        _lightning(stage, horizon)


def light_point(stage: Stage, horizon: float) -> Point:
    """Where sun or moon stand."""
    low = stage.scene.time in LOW_SUN
    height = 0.80 if low else 0.30
    if stage.scene.time in ("morning",):
        height = 0.5
    return stage.width * stage.light, horizon * height


def _light(stage: Stage, horizon: float) -> None:
    hidden = stage.scene.weather in ("storm", "rain", "snow", "cloudy", "fog")
    x, y = light_point(stage, horizon)
    sun = stage.palette.sun
    size = stage.span * (0.045 if stage.palette.night else 0.062)
    if stage.plain:
        size *= 1.8
    glow = stage.span * (0.75 if stage.scene.time in LOW_SUN else 0.5)
    strength = 0.28 if hidden or stage.palette.night else 0.62
    halo = stage.back.radial([(0, sun, strength), (0.35, sun, strength * 0.38), (1, sun, 0)])
    stage.back.ellipse((x, y), (glow, glow), halo)
    if hidden and not (stage.scene.features & {"sun", "moon"}):
        return
    if stage.palette.night:
        _moon(stage, (x, y), size)
        return
    stage.back.ellipse((x, y), (size, size), sun, 0.96)


def _moon(stage: Stage, centre: Point, size: float) -> None:
    x, y = centre
    paint = stage.back.radial([(0, "#fffdf0", 1), (1, "#dcdcc6", 1)])
    stage.back.ellipse(centre, (size, size), paint)
    for dx, dy, r in ((-0.35, -0.2, 0.22), (0.25, 0.3, 0.17), (0.3, -0.4, 0.1), (-0.15, 0.45, 0.1)):
        stage.back.ellipse((x + dx * size, y + dy * size), (r * size, r * size), "#c9c8b2", 0.55)


def _stars(stage: Stage, horizon: float) -> None:
    rng = stage.rng
    count = 40 if stage.plain else 190
    for _ in range(count):
        x, y = rng.random() * stage.width, horizon * rng.random() ** 1.4
        fade = 1 - (y / horizon) ** 2
        radius = stage.span * (0.0008 + 0.0017 * rng.random() ** 3)
        stage.back.ellipse((x, y), (radius, radius), "#fdfcf0", fade * rng.uniform(0.35, 1))


def _aurora(stage: Stage, horizon: float) -> None:
    """Curtains of light: narrow rays side by side along slow waves."""
    rng = stage.rng
    for colour, upper in (("#3df0a0", "#2fd0c8"), ("#66f0c0", "#8a6bf0"), ("#4fe0b0", "#c05fd8")):
        base, phase = horizon * rng.uniform(0.42, 0.8), rng.random() * math.tau
        rays = 26 if stage.plain else 70
        for i in range(rays):
            share = i / rays
            swell = 0.5 + 0.5 * math.sin(share * 9 + phase * 2)
            foot = base + math.sin(share * 5 + phase) * horizon * 0.12
            tall = horizon * (0.22 + 0.3 * swell) * rng.uniform(0.8, 1.15)
            strength = 0.1 + 0.32 * swell * rng.uniform(0.6, 1)
            fill = stage.back.linear(
                [
                    (0, upper, 0),
                    (0.55, upper, strength * 0.5),
                    (0.93, colour, strength),
                    (1, colour, 0),
                ]
            )
            wide = stage.width / rays * 1.7
            stage.back.rect((share * stage.width - wide * 0.2, foot - tall, wide, tall), fill)


def _fireworks(stage: Stage, horizon: float) -> None:
    rng = stage.rng
    for i in range(5):
        x, y = stage.width * (0.12 + 0.19 * i), horizon * rng.uniform(0.2, 0.6)
        colour = rng.choice(("#ffd25e", "#ff6f91", "#7fd8ff", "#b58cff", "#8cf0a8"))
        reach = stage.span * rng.uniform(0.08, 0.15)
        stage.back.haze((x, y), (reach * 1.5, reach * 1.5), colour, 0.35)
        for ring in (1.0, 0.66):
            sparks = []
            for ray in range(22):
                angle = ray * math.tau / 22 + ring
                cos, sin = math.cos(angle) * reach * ring, math.sin(angle) * reach * ring
                fall = reach * 0.16 * ring
                sparks.append(
                    f"M{num(x + cos * 0.35)} {num(y + sin * 0.35)}Q{num(x + cos * 0.8)} "
                    f"{num(y + sin * 0.8)} {num(x + cos)} {num(y + sin + fall)}"
                )
                stage.back.ellipse((x + cos, y + sin + fall), (2.2, 2.2), "#fff8e0", 0.95)
            stage.back.line("".join(sparks), mix(colour, "#ffffff", 0.3 * ring), 2.0, 0.85)


def _rainbow(stage: Stage, horizon: float) -> None:
    x, y = stage.width * (1 - stage.light * 0.8), horizon * 1.06
    outer = min(stage.width * 0.62, horizon * 0.95)
    width = stage.span * 0.013
    for i, colour in enumerate(("#e8505b", "#f39c4a", "#f9d85c", "#6cc174", "#58a8de", "#8a6fc9")):
        stage.back.add(
            f'<circle cx="{num(x)}" cy="{num(y)}" r="{num(outer - i * width)}" fill="none" '
            f'stroke="{colour}" stroke-width="{num(width * 1.05)}" opacity="0.5"/>'
        )


def _clouds(stage: Stage, horizon: float) -> None:
    rng, heavy = stage.rng, stage.scene.weather in ("cloudy", "rain", "storm")
    many = 9 if heavy else (7 if "clouds" in stage.scene.features else rng.randint(3, 5))
    top, middle, low = stage.palette.sky
    sun = light_point(stage, horizon)
    for i in range(many):
        level = (i + rng.random() * 0.7) / many
        y = horizon * (0.2 + 0.6 * level)
        size = stage.span * (0.30 - 0.2 * level) * rng.uniform(0.7, 1.25)
        bright = mix(mix(middle, low, 0.5), "#ffffff", 0.12 if stage.palette.night else 0.62)
        under = mix(mix(top, middle, 0.45 + 0.5 * level), "#ffffff", 0.0 if heavy else 0.2)
        if heavy:
            bright, under = mix(bright, top, 0.45), shift(under, -0.05)
        x = rng.random() * stage.width
        if not heavy and math.hypot(x - sun[0], (y - sun[1]) * 2) < size:
            x = (x + stage.width / 2) % stage.width
        _cloud(stage, (x, y), size, (bright, under))


def _cloud(stage: Stage, at: Point, size: float, paint: tuple[Colour, Colour]) -> None:
    """Puffs on a flat base, one mass; a second, fainter one behind it."""
    x, y = at
    behind = (x + size * stage.rng.uniform(-0.5, 0.5), y - size * 0.05)
    for middle, scale, strength in ((behind, 0.8, 0.45), (at, 1.0, 0.95)):
        fill = stage.back.linear(
            [
                (0, paint[0], strength),
                (0.75, paint[1], strength * 0.8),
                (1, paint[1], strength * 0.25),
            ],
            user=f'gradientUnits="userSpaceOnUse" x1="0" x2="0" y1="{num(y - size * 0.42)}" '
            f'y2="{num(y + size * 0.03)}"',
        )
        stage.back.path(_puffs(stage, middle, size * scale), fill)


def _puffs(stage: Stage, at: Point, size: float) -> str:
    rng, (x, y) = stage.rng, at
    count, thick = rng.randint(4, 6), size * 0.13
    data = (
        f"M{num(x - size * 0.8)} {num(y)}a{num(thick / 2)} {num(thick / 2)} 0 0 1 0 {num(-thick)}"
        f"H{num(x + size * 0.8)}a{num(thick / 2)} {num(thick / 2)} 0 0 1 0 {num(thick)}Z"
    )
    for i in range(count):
        share = (i + 0.5) / count
        r = size * (0.08 + 0.17 * math.sin(share * math.pi) ** 1.4) * rng.uniform(0.8, 1.15)
        left, level = x + (share - 0.5) * size * 1.3 - r, y - thick * 0.6 - r * 0.45
        data += (
            f"M{num(left)} {num(level)}a{num(r)} {num(r)} 0 1 1 {num(2 * r)} 0"
            f"a{num(r)} {num(r)} 0 1 1 {num(-2 * r)} 0Z"
        )
    return data


def _lightning(stage: Stage, horizon: float) -> None:
    rng = stage.rng
    x = stage.width * (0.25 if stage.light > 0.5 else 0.75) + rng.uniform(-0.08, 0.08) * stage.width
    steps = 9
    points: list[Point] = [(x, 0)]
    for i in range(1, steps + 1):
        x += rng.uniform(-1, 1) * stage.span * 0.045
        points.append((x, horizon * i / steps))
    data = "M" + "L".join(f"{num(a)} {num(b)}" for a, b in points)
    stage.back.glow(data, "#cfd4ff", stage.span * 0.045, 0.28)
    stage.back.line(data, "#fdfcff", stage.span * 0.0045)
    start = points[4]
    branch = [start]
    for i in range(1, 4):
        branch.append(
            (
                start[0] + i * stage.span * 0.035 * rng.uniform(0.6, 1.2),
                start[1] + horizon * 0.08 * i,
            )
        )
    data = "M" + "L".join(f"{num(a)} {num(b)}" for a, b in branch)
    stage.back.line(data, "#fdfcff", stage.span * 0.0025, 0.9)
