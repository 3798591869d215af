"""Rooms: a table by the wall, a whole room, a photographer's studio."""

from limner.providers.sketch.colour import Colour, from_lch, lch, mix, shift
from limner.providers.sketch.stage import Floor, Stage
from limner.providers.sketch.svg import num, straight

WALLS = ("#d9c7ae", "#b9c4b4", "#c9b3a6", "#a9b9c4", "#d6b9a1", "#8fa39b")
WOODS = ("#7a5236", "#9a6b43", "#b28555", "#5f3f2c")
BACKDROPS = ("#e9b8a2", "#a9c7c0", "#d9c9ee", "#f0d59a", "#b8cbe4", "#e6c3cf")
DARK_TIMES = frozenset({"night", "dusk"})


def table(stage: Stage) -> Floor:
    """A table top before a wall with the light of a window on it."""
    edge = stage.height * 0.64
    wall = stage.scene.colour or stage.rng.choice(WALLS)
    wood = stage.scene.material or stage.rng.choice(WOODS)
    _wall(stage, edge, wall)
    _window_light(stage, edge)
    _boards(stage, edge, wood)
    return Floor("table", stage.height * 0.42, stage.height * 0.7, stage.height * 0.84, hero=0.6)


def room(stage: Stage) -> Floor:
    """A wall with a window and a picture, a skirting board, a floor and a rug."""
    edge = stage.height * 0.68
    wall = stage.scene.colour or stage.rng.choice(WALLS)
    _wall(stage, edge, wall)
    _window(stage, edge)
    _window_light(stage, edge)
    _boards(stage, edge, stage.scene.material or stage.rng.choice(WOODS))
    skirting = stage.palette.lit(shift(wall, 0.08))
    stage.back.rect((0, edge - stage.height * 0.022, stage.width, stage.height * 0.024), skirting)
    rug = stage.palette.lit(stage.palette.accent)
    middle = (stage.width * 0.5, stage.height * 0.86)
    stage.back.ellipse(middle, (stage.width * 0.38, stage.height * 0.085), shift(rug, -0.05))
    stage.back.ellipse(middle, (stage.width * 0.35, stage.height * 0.073), rug)
    stage.back.ellipse(
        middle, (stage.width * 0.27, stage.height * 0.053), mix(rug, "#fff3e0", 0.35)
    )
    return Floor("land", stage.height * 0.45, stage.height * 0.76, stage.height * 0.87, hero=0.46)


def studio(stage: Stage) -> Floor:
    """A seamless coloured backdrop, a soft pool of light and a plinth."""
    base = stage.scene.colour or stage.rng.choice(BACKDROPS)
    if stage.scene.mood == "dark" or stage.palette.night:
        base = shift(base, -0.42)
    light, dark = shift(base, 0.07), shift(base, -0.12)
    back, edge = stage.back, stage.height * 0.74
    fill = back.linear(
        [(0, dark, 1), (0.55, base, 1), (0.72, light, 1), (0.78, base, 1), (1, dark, 1)]
    )
    back.rect((0, 0, stage.width, stage.height), fill)
    pool = back.radial([(0, mix(light, "#ffffff", 0.6), 0.9), (1, light, 0)])
    back.ellipse(
        (stage.width * (0.35 + 0.3 * stage.light), stage.height * 0.4),
        (stage.span * 0.52,) * 2,
        pool,
    )
    _disc(stage, base)
    _plinth(stage, edge, base)
    return Floor("table", stage.height * 0.5, stage.height * 0.77, stage.height * 0.79, hero=0.52)


def _disc(stage: Stage, base: Colour) -> None:
    """One large quiet circle behind the product."""
    lightness, chroma, hue = lch(base)
    colour = from_lch(min(0.93, lightness + 0.05), chroma * 1.35, hue + 24)
    paint = stage.back.linear([(0, colour, 0.95), (1, mix(colour, base, 0.6), 0.8)])
    x = stage.width * 0.5 + stage.span * 0.1 * (1 if stage.light < 0.5 else -1)
    stage.back.ellipse((x, stage.height * 0.43), (stage.span * 0.29,) * 2, paint)


def _plinth(stage: Stage, edge: float, base: Colour) -> None:
    x, wide, thin = stage.width * 0.5, stage.span * 0.36, stage.span * 0.072
    top, side = shift(base, 0.1), shift(base, -0.06)
    tall = stage.height * 0.1
    y = edge + thin * 0.6
    stage.back.haze((x, y + tall + thin * 0.5), (wide * 1.3, thin * 1.6), shift(base, -0.3), 0.55)
    fill = stage.back.linear(
        [(0, shift(side, 0.06), 1), (0.4, side, 1), (1, shift(side, -0.1), 1)], down=False
    )
    stage.back.path(
        f"M{num(x - wide)} {num(y)}v{num(tall)}A{num(wide)} {num(thin)} 0 0 0 {num(x + wide)} "
        f"{num(y + tall)}v{num(-tall)}Z",
        fill,
    )
    stage.back.ellipse((x, y), (wide, thin), top)


def _wall(stage: Stage, edge: float, wall: Colour) -> None:
    dark = stage.scene.time in DARK_TIMES
    tone = stage.palette.lit(mix(wall, "#2b2836", 0.55) if dark else wall)
    fill = stage.back.linear([(0, shift(tone, -0.05), 1), (1, shift(tone, 0.03), 1)])
    stage.back.rect((0, 0, stage.width, edge + 1), fill)
    glow = "#ffca7a" if dark else "#fff2d6"
    paint = stage.back.radial([(0, glow, 0.5), (1, glow, 0)])
    at = (stage.width * (0.15 + 0.7 * stage.light), stage.height * 0.2)
    stage.back.ellipse(at, (stage.span * 0.75, stage.span * 0.65), paint)


def _window_light(stage: Stage, edge: float) -> None:
    """The slanting panes of light a window throws on the wall."""
    if (
        stage.scene.time in DARK_TIMES
        or stage.scene.weather in ("rain", "storm", "fog")
        or stage.plain
    ):
        return
    side = 1 if stage.light < 0.5 else -1
    start = stage.width * (0.42 if side > 0 else 0.58)
    pane, tall = stage.span * 0.17, stage.height * 0.19
    for row in range(2):
        for column in range(2):
            x = start + side * (column * pane * 1.12 + row * pane * 0.3)
            y = edge * 0.16 + row * tall * 1.1 + column * pane * 0.12
            corners = [
                (x, y),
                (x + side * pane, y + pane * 0.11),
                (x + side * (pane * 1.27), y + tall + pane * 0.11),
                (x + side * pane * 0.27, y + tall),
            ]
            stage.back.path(straight(corners) + "Z", "#fff3d2", 0.42)
            stage.back.glow(straight(corners) + "Z", "#fff3d2", stage.span * 0.012, 0.2)


def _window(stage: Stage, edge: float) -> None:
    wide, tall = stage.span * 0.26, stage.span * 0.34
    x = stage.width * (0.1 if stage.light < 0.5 else 0.9) - (0 if stage.light < 0.5 else wide)
    y = edge * 0.16
    frame = stage.palette.lit("#f4eee2")
    edge_width = stage.span * 0.014
    stage.back.rect(
        (x - edge_width, y - edge_width, wide + 2 * edge_width, tall + 2 * edge_width), frame
    )
    top, middle, low = stage.palette.sky
    stage.back.rect(
        (x, y, wide, tall), stage.back.linear([(0, top, 1), (0.6, middle, 1), (1, low, 1)])
    )
    stage.back.rect((x + wide / 2 - edge_width / 2, y, edge_width, tall), frame)
    stage.back.rect((x, y + tall * 0.45, wide, edge_width), frame)
    stage.back.rect(
        (x - edge_width * 2, y + tall + edge_width, wide + edge_width * 4, edge_width),
        shift(frame, -0.06),
    )


def _boards(stage: Stage, edge: float, wood: Colour) -> None:
    """Planks running to a vanishing point, with grain."""
    rng = stage.rng
    tone = stage.palette.lit(wood)
    fill = stage.back.linear(
        [(0, shift(tone, 0.07), 1), (0.25, tone, 1), (1, shift(tone, -0.08), 1)]
    )
    stage.back.rect((0, edge, stage.width, stage.height - edge), fill)
    if lch(wood)[1] < 0.025:
        return
    deep = shift(tone, -0.06)
    for _ in range(12 if stage.plain else 60):
        y = edge + (stage.height - edge) * rng.random() ** 1.4
        x, long = rng.random() * stage.width, stage.span * rng.uniform(0.08, 0.4)
        sag = stage.span * rng.uniform(-0.004, 0.004)
        stage.back.line(
            f"M{num(x - long)} {num(y)}Q{num(x)} {num(y + sag)} {num(x + long)} {num(y)}",
            deep,
            stage.span * rng.uniform(0.0008, 0.0024),
            0.5,
        )
    for share in (0.28, 0.62):
        y = edge + (stage.height - edge) * share
        stage.back.rect((0, y, stage.width, stage.span * 0.0028), shift(tone, -0.13), 0.8)
    stage.back.rect((0, edge, stage.width, stage.height * 0.006), shift(tone, 0.14), 0.8)
