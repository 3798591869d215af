"""From a Scene to layers of SVG: backdrop, figures, and what is in front of them."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

from limner.providers.sketch.backdrop import BACKDROPS
from limner.providers.sketch.backdrop.weather import paint_weather
from limner.providers.sketch.figures import paint_figure
from limner.providers.sketch.gallery import Exhibit
from limner.providers.sketch.layout import Frame, lay_out
from limner.providers.sketch.lexicon import lexicon
from limner.providers.sketch.palette import Palette
from limner.providers.sketch.scene import Scene
from limner.providers.sketch.shapes import shape_of
from limner.providers.sketch.stage import Floor, Placed, Stage
from limner.providers.sketch.svg import Sheet

AREA = 1_000_000.0
"""Every picture has this area in user units, so that details keep their size at any ratio."""


@dataclass(frozen=True, slots=True)
class Composition:
    """The picture before it is painted; `shade` is what the figures cast on the backdrop."""

    back: Sheet
    shade: Sheet
    figures: Sheet
    front: Sheet
    palette: Palette
    floor: Floor
    placed: tuple[Placed, ...]
    light: float


def compose(
    scene: Scene,
    palette: Palette,
    ratio: float,
    rng: random.Random,
    exhibits: Sequence[Exhibit] = (),
    plain: bool = False,
    flat: bool = False,
) -> Composition:
    """Sets the stage and puts the subjects on it; `ratio` is width by height."""
    words = lexicon()
    gallery = {exhibit.name: exhibit for exhibit in exhibits}
    width, height = math.sqrt(AREA * ratio), math.sqrt(AREA / ratio)
    light = rng.choice((0.22, 0.3, 0.7, 0.78))
    back, shade, front = (Sheet(width, height, name, flat) for name in ("b", "s", "o"))
    figures = Sheet(width, height, "f")
    stage = Stage(scene, palette, rng, back, front, plain, light, gallery, words)
    floor = BACKDROPS[scene.place](stage)
    frame = Frame(
        width,
        height,
        light,
        aspect=lambda icon: (
            gallery[icon].shape.aspect if icon in gallery else shape_of(icon).aspect
        ),
        tallness={**words.tallness, **{e.name: e.tallness for e in exhibits}},
        elements=words.elements,
        tops=words.tops,
        carried=words.carried,
        narrow=words.narrow,
    )
    placed = lay_out(scene, floor, frame, rng)
    for place in placed:
        element = words.elements.get(scene.subjects[place.subject].icon, "")
        paint_figure(stage, (shade, figures), floor, place, element)
    paint_weather(stage, floor)
    return Composition(back, shade, figures, front, palette, floor, tuple(placed), light)
