"""What the air is full of: rain, snow, fog, leaves, petals, fireflies."""

from limner.providers.sketch.colour import mix
from limner.providers.sketch.stage import Floor, Stage
from limner.providers.sketch.svg import num

INDOORS = frozenset({"room", "table", "studio", "abstract", "underwater", "space", "moon"})


def paint_weather(stage: Stage, floor: Floor) -> None:
    """Everything between the subjects and the eye."""
    if stage.scene.place in INDOORS:
        return
    weather = stage.scene.weather
    if weather in ("rain", "storm"):
        _rain(stage)
    elif weather == "snow":
        _snow(stage)
    elif weather == "fog":
        _fog(stage, floor)
    if stage.scene.season == "autumn":
        _drifting(stage, ("#d9772b", "#c04a2a", "#e6b045"))
    elif stage.scene.season == "spring":
        _drifting(stage, ("#f7b9cc", "#fbe0e6"))
    if "fireflies" in stage.scene.features or stage.scene.mood == "magic":
        _fireflies(stage, floor)


def _rain(stage: Stage) -> None:
    rng, parts = stage.rng, ["", ""]
    for i in range(110 if stage.plain else 420):
        x, y = rng.uniform(-0.1, 1.1) * stage.width, rng.uniform(-0.05, 1) * stage.height
        long = stage.span * rng.uniform(0.02, 0.055)
        parts[i % 2] += f"M{num(x)} {num(y)}l{num(-long * 0.22)} {num(long)}"
    colour = mix(stage.palette.sky[2], "#ffffff", 0.55)
    stage.front.line(parts[0], colour, stage.span * 0.0013, 0.34)
    stage.front.line(parts[1], colour, stage.span * 0.0022, 0.26)


def _snow(stage: Stage) -> None:
    rng = stage.rng
    for _ in range(60 if stage.plain else 260):
        near = rng.random() ** 5
        r = stage.span * (0.0016 + 0.011 * near)
        x, y = rng.random() * stage.width, rng.random() * stage.height
        if near > 0.35:
            paint = stage.front.radial(
                [(0, "#ffffff", 0.5), (0.5, "#ffffff", 0.28), (1, "#ffffff", 0)]
            )
            stage.front.ellipse((x, y), (r * 1.6, r * 1.6), paint)
        else:
            stage.front.ellipse((x, y), (r, r), "#ffffff", rng.uniform(0.5, 0.95))


def _fog(stage: Stage, floor: Floor) -> None:
    haze = mix(stage.palette.haze, "#ffffff", 0.0 if stage.palette.night else 0.25)
    for _ in range(5):
        y = floor.horizon + (floor.base - floor.horizon) * stage.rng.uniform(0.1, 1.1)
        x = stage.rng.random() * stage.width
        paint = stage.front.radial([(0, haze, 0.5), (1, haze, 0)])
        stage.front.ellipse((x, y), (stage.width * 0.6, stage.span * 0.1), paint)


def _drifting(stage: Stage, colours: tuple[str, ...]) -> None:
    rng = stage.rng
    for _ in range(8 if stage.plain else 26):
        x, y = rng.random() * stage.width, rng.random() * stage.height
        r = stage.span * rng.uniform(0.004, 0.011)
        colour = stage.palette.lit(rng.choice(colours))
        stage.front.add(
            f'<path d="M0 {num(-r)}Q{num(r)} 0 0 {num(r * 1.3)}Q{num(-r * 0.8)} 0 0 {num(-r)}Z" '
            f'fill="{colour}" opacity="0.9" '
            f'transform="translate({num(x)} {num(y)}) rotate({rng.randrange(360)})"/>'
        )


def _fireflies(stage: Stage, floor: Floor) -> None:
    rng = stage.rng
    paint = stage.front.radial([(0, "#fffbd0", 1), (0.2, "#ffe98a", 0.75), (1, "#ffd75a", 0)])
    for _ in range(34):
        y = floor.horizon + (stage.height - floor.horizon) * rng.uniform(-0.5, 0.9)
        r = stage.span * rng.uniform(0.004, 0.013)
        stage.front.ellipse((rng.random() * stage.width, y), (r, r), paint)
