"""Subjects as paint: placed icons with their colour, light, shadow and reflection."""

import math

from limner.providers.sketch.backdrop.cliff import headland
from limner.providers.sketch.characters import figure_body
from limner.providers.sketch.colour import Colour, Recolour, mix
from limner.providers.sketch.iconset import recoloured, with_prefix
from limner.providers.sketch.scene import Subject
from limner.providers.sketch.shapes import Shape, shape_of, tint
from limner.providers.sketch.stage import Floor, Placed, Stage
from limner.providers.sketch.svg import Point, Sheet, blob, num, straight


def paint_figure(
    stage: Stage, sheets: tuple[Sheet, Sheet], floor: Floor, placed: Placed, element: str
) -> None:
    """One subject on the second sheet, and on the first what it casts on the floor."""
    shade, sheet = sheets
    subject = stage.scene.subjects[placed.subject]
    exhibit = stage.gallery.get(subject.icon)
    shape = exhibit.shape if exhibit else shape_of(subject.icon, subject.costume)
    drawn = exhibit.body if exhibit else _dressed(stage, subject, shape, placed)
    body = with_prefix(drawn, f"{sheet.new_id()}-")
    afloat = floor.surface == "water" and element not in ("water", "air")
    grounded = floor.surface in ("land", "table") and element != "air" and placed.grounded
    on_cliff = afloat and "cliff" in stage.scene.features
    if floor.reflects and element != "air" and not on_cliff:
        _reflection(shade, body, placed, shape, floor)
    if on_cliff and placed.grounded:
        _headland(stage, shade, placed, shape)
    elif afloat and placed.grounded:
        _rock(stage, shade, placed, shape)
    elif grounded and floor.shadows:
        _shadow(stage, shade, placed, shape, floor)
    sheet.add(f'<g transform="{_transform(placed, shape)}">{body}</g>')
    _light_up(stage, subject.icon, placed, shape)


def _light_up(stage: Stage, icon: str, placed: Placed, shape: Shape) -> None:
    """Lamps and fires shine when it is dark; a lighthouse throws its beams."""
    lamp = stage.words.lamps.get(icon)
    dark = stage.scene.time in ("night", "dusk") or stage.scene.weather in ("storm", "fog")
    if lamp is None or not dark:
        return
    scale = placed.height / shape.height
    across = (lamp.x - (shape.box[0] + shape.box[2]) / 2) * (-scale if placed.mirrored else scale)
    x, y = placed.foot[0] + across, placed.foot[1] - (shape.box[3] - lamp.y) * scale
    reach = placed.height * lamp.reach
    if lamp.beam:
        for side in (-1, 1):
            _beam(stage, (x, y), side, reach, lamp.colour)
    stage.front.haze((x, y), (reach * 0.5, reach * 0.5), lamp.colour, 0.55)
    stage.front.haze((x, y), (reach * 0.14, reach * 0.14), "#fffbe8", 0.9)


def _beam(stage: Stage, start: Point, side: int, reach: float, colour: Colour) -> None:
    x, y = start
    far, wide = x + side * reach * 2.4, reach * 0.3
    stops = [(0, colour, 0.6), (1, colour, 0.0)]
    user = f'gradientUnits="userSpaceOnUse" x1="{num(x)}" y1="0" x2="{num(far)}" y2="0"'
    fill = stage.front.linear(stops, user=user)
    rise = y - reach * 0.25 * side * (1 if stage.light < 0.5 else -1)
    points = [(x, y), (far, rise - wide), (far, rise + wide)]
    stage.front.path(straight(points) + "Z", fill)


def _dressed(stage: Stage, subject: Subject, shape: Shape, placed: Placed) -> str:
    clothed = subject.icon in stage.words.standing and not subject.costume
    cloth, own = (subject.colour, None) if clothed else (None, subject.colour)
    body = figure_body(subject.icon, subject.costume, cloth)
    change: Recolour | None = tint(shape.colour, own) if own else None

    def in_light(colour: Colour) -> Colour:
        return stage.palette.figure(change(colour) if change else colour, placed.distance)

    return recoloured(body, in_light)


def _transform(placed: Placed, shape: Shape, flipped: bool = False, squeeze: float = 1.0) -> str:
    scale = placed.height / shape.height
    middle = (shape.box[0] + shape.box[2]) / 2
    across = -scale if placed.mirrored else scale
    down = -scale * squeeze if flipped else scale
    turn = f" rotate({num(placed.tilt)})" if placed.tilt and not flipped else ""
    return (
        f"translate({num(placed.foot[0])} {num(placed.foot[1])}){turn} "
        f"scale({across:.5f} {down:.5f}) translate({num(-middle)} {num(-shape.box[3])})"
    )


def _shadow(stage: Stage, sheet: Sheet, placed: Placed, shape: Shape, floor: Floor) -> None:
    """A dark contact at the foot and a soft shadow away from the light."""
    x, y = placed.foot
    wide = placed.height * shape.aspect
    away = (0.5 - stage.light) * 2
    dark = stage.palette.shadow
    overcast = stage.scene.weather in ("rain", "storm", "fog", "snow", "cloudy")
    strength = 0.2 if overcast else 0.34
    reach = wide * (0.3 if floor.surface == "table" else 0.42)
    long = (wide * 0.47 + reach * abs(away), wide * 0.12)
    sheet.haze((x + away * wide * 0.3, y + wide * 0.012), long, dark, strength * 1.5)
    sheet.haze((x, y), (wide * 0.46, wide * 0.06), dark, min(0.9, strength * 1.7))


def _reflection(sheet: Sheet, body: str, placed: Placed, shape: Shape, floor: Floor) -> None:
    """The figure upside down below its foot, fading and broken by ripples."""
    x, y = placed.foot
    wide, tall = placed.height * shape.aspect * 1.3, placed.height * 0.7
    strips = []
    rows = 15
    for i in range(rows):
        top = y + tall * i / rows
        high = tall / rows * (0.92 - 0.45 * i / rows)
        swing = wide * 0.012 * math.sin(i * 2.1)
        strips.append(
            f"M{num(x - wide / 2 + swing)} {num(top)}h{num(wide)}v{num(high)}h{num(-wide)}Z"
        )
    clip = sheet.clip("".join(strips))
    flipped = _transform(placed, shape, flipped=True, squeeze=0.8)
    mirrored = with_prefix(body, "r")
    sheet.add(
        f'<g clip-path="{clip}" opacity="{num(floor.reflects)}">'
        f'<g transform="{flipped}">{mirrored}</g></g>'
    )


def _headland(stage: Stage, sheet: Sheet, placed: Placed, shape: Shape) -> None:
    """A cliff from the nearer edge of the picture to just beyond the figure."""
    x, y = placed.foot
    side = 1 if x > stage.width / 2 else -1
    beyond = placed.height * shape.aspect * 0.72
    tall = (stage.height - y) * 0.8
    headland(stage, sheet, (x - side * beyond, y - tall * 0.02), side, tall)


def _rock(stage: Stage, sheet: Sheet, placed: Placed, shape: Shape) -> None:
    """A rocky islet for what cannot swim."""
    rng = stage.rng
    x, y = placed.foot
    wide = max(placed.height * shape.aspect * 0.95, placed.height * 0.42)
    for i, (tone, share) in enumerate((("#4a4654", 1.0), ("#625d6a", 0.78), ("#7c7680", 0.5))):
        colour = stage.palette.lit(tone, placed.distance + 0.08)
        side = (stage.light - 0.5) * wide * 0.3 * i
        points = [
            (
                x + side + math.cos(a * math.tau / 11) * wide * share * rng.uniform(0.85, 1.1),
                y
                + wide * 0.1
                + math.sin(a * math.tau / 11) * wide * 0.2 * share * rng.uniform(0.8, 1.1),
            )
            for a in range(11)
        ]
        sheet.path(blob(points), colour)
    foam = mix(stage.palette.water[0], "#ffffff", 0.6)
    sheet.ellipse((x, y + wide * 0.3), (wide * 1.15, wide * 0.035), foam, 0.75)
    sheet.ellipse((x + wide * 0.1, y + wide * 0.34), (wide * 0.9, wide * 0.02), foam, 0.5)
