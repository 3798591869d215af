"""A headland that falls to the sea, for those who stand on a cliff."""

from limner.providers.sketch.colour import mix, shift
from limner.providers.sketch.stage import Stage
from limner.providers.sketch.svg import Point, Sheet, num, straight

STEPS = 7


def headland(stage: Stage, sheet: Sheet, brink: Point, side: int, tall: float) -> None:
    """Rock from the picture's edge on that side (-1 left, 1 right) to the brink, `tall` high."""
    x, y = brink
    edge = stage.width * 1.02 if side > 0 else -stage.width * 0.02
    foot = y + tall
    face = _face(stage, brink, side, tall)
    rock = stage.palette.lit("#948a8c", 0.3)
    deep = shift(rock, -0.1)
    turf = stage.palette.lit(mix(stage.palette.ground[0], "#7d7a55", 0.35), 0.1)
    rise = y - tall * 0.42
    foam = mix(stage.palette.water[0], "#ffffff", 0.65)
    middle, reach = (edge + face[-1][0]) / 2, abs(edge - face[-1][0]) / 2
    sheet.ellipse((middle, foot), (reach + tall * 0.28, tall * 0.1), foam, 0.7)
    fill = sheet.linear([(0, rock, 1), (1, deep, 1)])
    sheet.path(straight([(edge, rise), *face, (edge, foot)]) + "Z", fill)
    _cracks(stage, sheet, (edge, x), (y, foot))
    sheet.path(
        f"M{num(edge)} {num(rise)}Q{num((edge + x) / 2)} {num(rise + tall * 0.1)} {num(x)} {num(y)}"
        f"L{num(x + side * tall * 0.12)} {num(y + tall * 0.16)}"
        f"Q{num((edge + x) / 2)} {num(y + tall * 0.1)} {num(edge)} {num(y + tall * 0.2)}Z",
        turf,
    )


def _face(stage: Stage, brink: Point, side: int, tall: float) -> list[Point]:
    """The broken edge of the rock, leaning out towards its foot."""
    x, y = brink
    points = [brink]
    for i in range(1, STEPS + 1):
        share = i / STEPS
        out = tall * (0.3 * share + stage.rng.uniform(-0.06, 0.06))
        points.append((x + side * (out - tall * 0.2), y + tall * share))
    return points


def _cracks(
    stage: Stage, sheet: Sheet, across: tuple[float, float], down: tuple[float, float]
) -> None:
    """Facets in shade, so that the rock is not a flat shape."""
    edge, brink = across
    top, foot = down
    dark = stage.palette.lit("#5d5661", 0.25)
    for i in range(4 if stage.plain else 9):
        x = edge + (brink - edge) * (i + stage.rng.uniform(0.1, 0.8)) / 9
        start = top + (foot - top) * stage.rng.uniform(0.1, 0.35)
        wide = (foot - top) * stage.rng.uniform(0.12, 0.3)
        points = [(x, start), (x + wide, start + wide * 0.8), (x + wide * 0.5, foot), (x, foot)]
        sheet.path(straight(points) + "Z", dark, 0.4)
