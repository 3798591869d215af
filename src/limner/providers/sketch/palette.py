"""The colours and the light of a picture, from its time, weather, season and mood."""

import random
from dataclasses import dataclass, replace

from limner.providers.sketch.colour import Colour, from_lch, lch, mix, multiply, shift
from limner.providers.sketch.scene import Scene


@dataclass(frozen=True, slots=True)
class Palette:
    """`sky` runs from the top down to the horizon; `haze` is what distance fades into;
    `ambient` multiplies the colour of everything that stands in this light."""

    sky: tuple[Colour, Colour, Colour]
    sun: Colour
    haze: Colour
    ambient: Colour
    shadow: Colour
    ground: tuple[Colour, Colour]
    leaves: tuple[Colour, Colour]
    water: tuple[Colour, Colour]
    rock: Colour
    accent: Colour
    night: bool
    snowy: bool
    haziness: float

    def lit(self, colour: Colour, distance: float = 0.0) -> Colour:
        """A surface of that colour as seen here; distance is 0 (near) to 1 (far away)."""
        return mix(multiply(colour, self.ambient), self.haze, min(0.97, distance * self.haziness))

    def figure(self, colour: Colour, distance: float = 0.0) -> Colour:
        """The same for what the picture is about, which must stand out even at night."""
        light = mix(self.ambient, "#ffffff", 0.6)
        return mix(multiply(colour, light), self.haze, min(0.9, distance * self.haziness))


_SKIES: dict[str, tuple[tuple[Colour, Colour, Colour], ...]] = {
    "dawn": (("#4f6fa8", "#e9a7a0", "#ffe2b4"), ("#6a74b8", "#f3b9b4", "#fff0cf")),
    "morning": (("#5aa2d6", "#b9dcea", "#fdf0d8"), ("#6fb1d8", "#cfe6e6", "#fff3dc")),
    "day": (("#2f86cf", "#8cc6ea", "#e6f4f2"), ("#3b95d4", "#9fd2ec", "#f1f6e8")),
    "golden": (("#5f86b3", "#f2bd7c", "#ffe6ad"), ("#7d86ab", "#f5ab68", "#ffdf98")),
    "sunset": (("#33305f", "#cf4a6c", "#ffb45f"), ("#41417e", "#e2685c", "#ffcb72")),
    "dusk": (("#1b2150", "#6b4d8f", "#ef9a93"), ("#22285c", "#51578f", "#e9a9a0")),
    "night": (("#060a20", "#122049", "#2f4a83"), ("#0a0b26", "#1b1f50", "#48498a")),
}
_SUNS = {
    "dawn": "#fff1c9", "morning": "#fff6d8", "day": "#fffbe6", "golden": "#fff0b8",
    "sunset": "#ffe9a6", "dusk": "#ffd0a8", "night": "#f3f1df",
}  # fmt: skip
_AMBIENTS = {
    "dawn": "#f3dcdc", "morning": "#fdf6ea", "day": "#ffffff", "golden": "#ffe9c4",
    "sunset": "#eab8a6", "dusk": "#a690bd", "night": "#5b6da6",
}  # fmt: skip
_GROUNDS = {
    "spring": ("#8fbf5a", "#4f9a4c"),
    "summer": ("#7fae4d", "#3d8148"),
    "autumn": ("#d7a24a", "#a5702f"),
    "winter": ("#f2f6fa", "#c5d6e6"),
}
_LEAVES = {
    "spring": ("#8ccf6c", "#4ba463"),
    "summer": ("#4f9a58", "#256652"),
    "autumn": ("#e3862f", "#b4462a"),
    "winter": ("#5d8a86", "#2f5a66"),
}
_OVERCAST = {"cloudy": 0.45, "rain": 0.6, "storm": 0.8, "snow": 0.22, "fog": 0.5}
_HAZINESS = {"fog": 1.15, "rain": 0.95, "snow": 0.95, "storm": 0.85, "clear": 0.72}


def choose_palette(scene: Scene, rng: random.Random) -> Palette:
    """The palette of a scene; the seed chooses among close relatives."""
    sky = rng.choice(_SKIES[scene.time])
    season = "winter" if scene.weather == "snow" else scene.season
    night = scene.time == "night"
    cool = "#1d2433" if night else ("#3d4654" if scene.weather == "storm" else "#a9b4bf")
    grey = _OVERCAST.get(scene.weather, 0.0)
    sky_top, sky_mid, sky_low = (
        mix(c, cool, grey * share) for c, share in zip(sky, (0.9, 0.8, 0.65), strict=True)
    )
    ambient = mix(_AMBIENTS[scene.time], cool, grey * 0.35)
    haze = mix(sky_low, sky_mid, 0.25)
    palette = Palette(
        sky=(sky_top, sky_mid, sky_low),
        sun=_SUNS[scene.time],
        haze=haze,
        ambient=ambient,
        shadow=mix(sky_top, "#14122b", 0.6),
        ground=_GROUNDS[season],
        leaves=_LEAVES[season],
        water=(mix(sky_low, "#2c6f8f", 0.35), mix(sky_top, "#0f4763", 0.55)),
        rock="#7d7a8c",
        accent=rng.choice(("#e2543f", "#f0a63a", "#2f9a94", "#d94f7c")),
        night=night,
        snowy=season == "winter",
        haziness=_HAZINESS.get(scene.weather, 0.8),
    )
    return _in_mood(palette, scene, rng)


def _in_mood(palette: Palette, scene: Scene, rng: random.Random) -> Palette:
    turn = rng.uniform(-7, 7)
    light, chroma = {
        "calm": (0.02, 0.85), "joyful": (0.03, 1.25), "dark": (-0.1, 0.6),
        "magic": (0.0, 1.15), "neon": (-0.04, 1.3), "retro": (0.0, 0.7),
    }.get(scene.mood, (0.0, 1.0))  # fmt: skip
    sky = tuple(shift(c, light, chroma, turn) for c in palette.sky)
    if scene.mood in ("magic", "neon"):
        sky = (shift(sky[0], 0, 1.1, 14), mix(sky[1], "#8b3fb4", 0.4), mix(sky[2], "#ff6fb3", 0.3))
    if scene.mood == "retro":
        sky = tuple(mix(c, "#e2b98a", 0.35) for c in sky)
    if scene.colour:
        sky = tuple(mix(c, scene.colour, 0.12) for c in sky)
        hue = lch(scene.colour)[2]
        ground = tuple(from_lch(lch(c)[0], max(0.07, lch(c)[1]), hue) for c in palette.ground)
        palette = replace(palette, ground=(ground[0], ground[1]))
    return replace(
        palette,
        sky=(sky[0], sky[1], sky[2]),
        haze=mix(sky[2], sky[1], 0.25),
        ambient=mix(palette.ambient, palette.shadow, 0.25 if scene.mood == "dark" else 0.0),
    )
