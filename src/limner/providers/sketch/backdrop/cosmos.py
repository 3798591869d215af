"""Above the world: open sky, deep space, the surface of a moon."""

from limner.providers.sketch.backdrop.sky import paint_sky
from limner.providers.sketch.backdrop.terrain import fill_down
from limner.providers.sketch.colour import Colour, from_lch, mix, shift
from limner.providers.sketch.stage import Floor, Stage
from limner.providers.sketch.svg import Point, num, ridge

DEEP = "#070714"


def air(stage: Stage) -> Floor:
    """Sky all over, a sea of cloud below."""
    paint_sky(stage, stage.height)
    for i in range(3 if stage.plain else 5):
        near = i / 4
        y = stage.height * (0.84 + 0.13 * near)
        colour = mix(stage.palette.lit("#ffffff", 0.75 - 0.4 * near), stage.palette.sky[2], 0.2)
        points = ridge(stage.rng, stage.width, y, stage.height * 0.09, 7 - 3 * near, 0.6)
        fill = stage.back.linear(
            [(0, colour, 0.95), (1, mix(colour, stage.palette.sky[1], 0.4), 0.9)]
        )
        fill_down(stage, points, fill)
    return Floor("air", stage.height * 0.9, stage.height * 0.3, stage.height * 0.7, 0.42, False)


def space(stage: Stage) -> Floor:
    """Nebulae, stars and a ringed or cratered planet."""
    _void(stage)
    _nebula(stage)
    _starfield(stage, 240)
    _planet(stage)
    return Floor("void", stage.height * 0.9, stage.height * 0.3, stage.height * 0.72, 0.42, False)


def moon(stage: Stage) -> Floor:
    """Grey ground with craters, the Earth in a black sky."""
    horizon = stage.height * 0.66
    _void(stage)
    _nebula(stage)
    _starfield(stage, 170)
    at = (stage.width * (0.78 if stage.light < 0.5 else 0.22), stage.height * 0.24)
    _globe(stage, at, stage.span * 0.125, ("#4fa3e0", "#1c4c94"), land="#6fae6a")
    for i in range(3):
        near = i / 2
        y = horizon + stage.height * 0.09 * near
        tone = mix("#8f8b98", "#c9c4c8", near)
        lit = (stage.scene.colour and mix(tone, stage.scene.colour, 0.55)) or tone
        points = ridge(stage.rng, stage.width, y, stage.height * (0.13 - 0.08 * near), 3, 0.5)
        fill = stage.back.linear([(0, lit, 1), (1, shift(lit, -0.22), 1)])
        fill_down(stage, points, fill)
    _craters(stage, horizon + stage.height * 0.13)
    return Floor("land", horizon - stage.height * 0.08, stage.height * 0.8, stage.height * 0.88)


def _void(stage: Stage) -> None:
    top = mix(DEEP, stage.scene.colour or "#1a1440", 0.35)
    fill = stage.back.linear([(0, top, 1), (1, mix(top, "#2a1b52", 0.5), 1)])
    stage.back.rect((0, 0, stage.width, stage.height), fill)


def _nebula(stage: Stage) -> None:
    rng = stage.rng
    hue = rng.random() * 360
    for i in range(6 if stage.plain else 16):
        colour = from_lch(rng.uniform(0.45, 0.68), 0.17, hue + rng.choice((0, 40, 75)) + i)
        share = i / 15
        x = stage.width * (share * 1.1 - 0.05)
        y = stage.height * (0.75 - 0.5 * share) + rng.uniform(-0.16, 0.16) * stage.height
        size = stage.span * rng.uniform(0.12, 0.36)
        paint = stage.back.radial([(0, colour, 0.42), (0.5, colour, 0.14), (1, colour, 0)])
        stage.back.ellipse((x, y), (size * 1.5, size), paint)


def _starfield(stage: Stage, count: int) -> None:
    rng = stage.rng
    for _ in range(count // 3 if stage.plain else count):
        r = stage.span * (0.0007 + 0.0026 * rng.random() ** 4)
        colour = rng.choice(("#ffffff", "#ffe9c7", "#cfe2ff"))
        at = (rng.random() * stage.width, rng.random() * stage.height)
        stage.back.ellipse(at, (r, r), colour, rng.uniform(0.4, 1))
    for _ in range(5):
        x, y = rng.random() * stage.width, rng.random() * stage.height * 0.7
        r = stage.span * rng.uniform(0.007, 0.014)
        stage.back.path(
            f"M{num(x)} {num(y - r)}Q{num(x)} {num(y)} {num(x + r)} {num(y)}"
            f"Q{num(x)} {num(y)} {num(x)} {num(y + r)}Q{num(x)} {num(y)} {num(x - r)} {num(y)}"
            f"Q{num(x)} {num(y)} {num(x)} {num(y - r)}Z",
            "#ffffff",
            0.9,
        )


def _planet(stage: Stage) -> None:
    rng = stage.rng
    hue = rng.random() * 360
    at = (
        stage.width * (0.82 if stage.light < 0.5 else 0.18),
        stage.height * rng.uniform(0.2, 0.34),
    )
    light, dark = from_lch(0.78, 0.12, hue), from_lch(0.36, 0.11, hue + 30)
    _globe(stage, at, stage.span * rng.uniform(0.1, 0.17), (light, dark))
    edge = (stage.width * (0.1 if stage.light < 0.5 else 0.9), stage.height * 1.14)
    light, dark = from_lch(0.6, 0.1, hue + 160), from_lch(0.22, 0.07, hue + 180)
    _globe(stage, edge, stage.span * 0.42, (light, dark))


def _globe(
    stage: Stage, centre: Point, radius: float, colours: tuple[Colour, Colour], land: Colour = ""
) -> None:
    """A ball lit from the light's side, banded or with continents, in its own thin air."""
    light, dark = colours
    (x, y), rng = centre, stage.rng
    back = stage.back
    halo = back.radial([(0.8, light, 0.5), (1, light, 0)])
    back.ellipse(centre, (radius * 1.22,) * 2, halo)
    back.ellipse(centre, (radius, radius), mix(light, dark, 0.3))
    r, across = num(radius), num(2 * radius)
    disc = f"M{num(x - radius)} {num(y)}a{r} {r} 0 1 0 {across} 0a{r} {r} 0 1 0 -{across} 0Z"
    back.add(f'<g clip-path="{back.clip(disc)}">')
    for i in range(7):
        cy = y + (i / 3 - 1) * radius * 0.9
        if land:
            at = (x + rng.uniform(-0.8, 0.8) * radius, cy)
            back.ellipse(
                at, (radius * rng.uniform(0.15, 0.4), radius * rng.uniform(0.1, 0.26)), land, 0.9
            )
            back.ellipse(
                (at[0] + radius * 0.3, cy + radius * 0.1),
                (radius * 0.45, radius * 0.05),
                "#ffffff",
                0.7,
            )
        else:
            back.ellipse(
                (x, cy), (radius * 1.1, radius * rng.uniform(0.04, 0.12)), rng.choice(colours), 0.35
            )
    side = 0.28 if stage.light < 0.5 else 0.72
    shade = back.radial(
        [(0, dark, 0), (0.55, dark, 0.25), (1, shift(dark, -0.25), 0.96)],
        user=f'cx="{side}" cy="0.3" r="0.85"',
    )
    back.ellipse(centre, (radius, radius), shade)
    back.add("</g>")


def _craters(stage: Stage, top: float) -> None:
    rng = stage.rng
    for share in sorted(rng.random() for _ in range(6 if stage.plain else 15)):
        y = top + (stage.height - top) * share
        wide = stage.span * (0.012 + 0.06 * share) * rng.uniform(0.6, 1.4)
        x = rng.random() * stage.width
        stage.back.ellipse((x, y), (wide, wide * 0.26), "#f1edea", 0.5)
        stage.back.ellipse((x, y + wide * 0.035), (wide * 0.93, wide * 0.22), "#5f5b69", 0.6)
        stage.back.ellipse((x, y + wide * 0.09), (wide * 0.78, wide * 0.15), "#8d8994", 0.7)
