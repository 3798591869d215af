"""Compositions of pure shape, for prompts that name nothing that can be drawn."""

import math

from limner.providers.sketch.colour import Colour, from_lch, lch, mix, shift
from limner.providers.sketch.stage import Floor, Stage
from limner.providers.sketch.svg import blob, num, smooth

SCHEMES = {"calm": (0.09, 60), "joyful": (0.17, 150), "dark": (0.08, 40), "": (0.14, 110)}


def abstract(stage: Stage) -> Floor:
    """Curves, discs or facets; the mood sets how lively, the words' dice which."""
    colours = _colours(stage)
    ground = colours[0]
    fill = stage.back.linear([(0, shift(ground, 0.04), 1), (1, shift(ground, -0.05), 1)])
    stage.back.rect((0, 0, stage.width, stage.height), fill)
    draw = {"calm": _currents, "dark": _facets, "joyful": _cutouts}.get(stage.scene.mood)
    (draw or stage.rng.choice((_currents, _cutouts, _facets, _discs)))(stage, colours)
    return Floor("air", stage.height * 0.9, stage.height * 0.3, stage.height * 0.72, 0.4, False)


def _colours(stage: Stage) -> list[Colour]:
    """A ground and five colours that go with it."""
    chroma, spread = SCHEMES.get(stage.scene.mood, SCHEMES[""])
    hue = lch(stage.scene.colour)[2] if stage.scene.colour else stage.rng.random() * 360
    dark = stage.scene.mood in ("dark", "neon") or stage.palette.night
    lights = (0.3, 0.45, 0.58, 0.68, 0.8) if dark else (0.5, 0.64, 0.74, 0.82, 0.6)
    offsets = (0.0, 0.28, 0.5, 1.0, -0.35)
    ground = from_lch(0.2 if dark else 0.94, 0.025, hue)
    return [
        ground,
        *(
            from_lch(light, chroma, hue + spread * at)
            for light, at in zip(lights, offsets, strict=True)
        ),
    ]


def _currents(stage: Stage, colours: list[Colour]) -> None:
    """Bands that flow across, one behind the other, with a sun among them."""
    rng = stage.rng
    bands = 7
    at = (stage.width * rng.uniform(0.25, 0.75), stage.height * rng.uniform(0.22, 0.34))
    stage.back.ellipse(at, (stage.span * 0.15,) * 2, colours[3])
    for i in range(bands):
        y = stage.height * (0.28 + 0.78 * i / bands)
        phase, swing = rng.random() * math.tau, stage.height * rng.uniform(0.05, 0.11)
        points = [(j / 8 * stage.width, y + math.sin(phase + j * 0.75) * swing) for j in range(9)]
        colour = mix(colours[1 + i % 5], colours[1 + (i + 1) % 5], rng.random() * 0.5)
        fill = stage.back.linear([(0, shift(colour, 0.05), 0.96), (1, shift(colour, -0.07), 0.96)])
        stage.back.path(
            smooth(points) + f"L{num(stage.width)} {num(stage.height)}L0 {num(stage.height)}Z", fill
        )


def _cutouts(stage: Stage, colours: list[Colour]) -> None:
    """Leaping paper shapes with soft shadows."""
    rng = stage.rng
    for i in range(13):
        size = stage.span * (0.24 - 0.013 * i) * rng.uniform(0.75, 1.2)
        angle = i * 2.399963
        reach = math.sqrt(i / 13)
        x = stage.width * (0.5 + 0.44 * reach * math.cos(angle))
        y = stage.height * (0.5 + 0.42 * reach * math.sin(angle))
        count = rng.choice((5, 6, 8, 10))
        deep = rng.uniform(0.45, 0.95)
        points = [
            (
                x + math.cos(j * math.tau / count) * size * (1 if j % 2 else deep),
                y + math.sin(j * math.tau / count) * size * (1 if j % 2 else deep),
            )
            for j in range(count)
        ]
        shadow = [(px + size * 0.04, py + size * 0.06) for px, py in points]
        stage.back.path(blob(shadow), "#1a1230", 0.1)
        stage.back.glow(blob(shadow), "#1a1230", size * 0.07, 0.1)
        stage.back.path(blob(points), colours[1 + i % 5])
    for _ in range(40):
        r = stage.span * rng.uniform(0.003, 0.012)
        stage.back.ellipse(
            (rng.random() * stage.width, rng.random() * stage.height),
            (r, r),
            rng.choice(colours[1:]),
        )


def _facets(stage: Stage, colours: list[Colour]) -> None:
    """A broken plane of triangles that runs from light to dark."""
    rng = stage.rng
    columns = max(4, round(stage.width / stage.span * 7))
    rows = max(4, round(stage.height / stage.span * 7))
    grid = [
        [
            (
                (column + rng.uniform(-0.36, 0.36) * (0 < column < columns))
                * stage.width
                / columns,
                (row + rng.uniform(-0.36, 0.36) * (0 < row < rows)) * stage.height / rows,
            )
            for column in range(columns + 1)
        ]
        for row in range(rows + 1)
    ]
    for row in range(rows):
        for column in range(columns):
            a, b = grid[row][column], grid[row][column + 1]
            c, d = grid[row + 1][column + 1], grid[row + 1][column]
            for corners in ((a, b, c), (a, c, d)):
                share = (
                    sum(p[0] for p in corners) / stage.width
                    + sum(p[1] for p in corners) / stage.height
                ) / 6
                place = min(3.999, share * 4)
                colour = mix(colours[1 + int(place)], colours[2 + int(place)], place % 1)
                colour = shift(colour, rng.uniform(-0.07, 0.07))
                data = "M" + "L".join(f"{num(x)} {num(y)}" for x, y in corners) + "Z"
                stage.back.add(
                    f'<path d="{data}" fill="{colour}" stroke="{colour}" stroke-width="0.8"/>'
                )


def _discs(stage: Stage, colours: list[Colour]) -> None:
    """Overlapping discs and arcs on a quiet ground."""
    rng = stage.rng
    for i in range(9):
        r = stage.span * rng.uniform(0.07, 0.27)
        at = (stage.width * rng.uniform(0.1, 0.9), stage.height * rng.uniform(0.1, 0.9))
        colour = colours[1 + i % 5]
        if i % 3 == 2:
            stage.back.add(
                f'<circle cx="{num(at[0])}" cy="{num(at[1])}" r="{num(r)}" fill="none" '
                f'stroke="{colour}" stroke-width="{num(stage.span * 0.018)}"/>'
            )
        else:
            paint = stage.back.linear(
                [(0, shift(colour, 0.06), 0.92), (1, shift(colour, -0.06), 0.8)]
            )
            stage.back.ellipse(at, (r, r), paint)
