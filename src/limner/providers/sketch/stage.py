"""What a backdrop is given and what it answers."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from limner.providers.sketch.gallery import Exhibit
from limner.providers.sketch.lexicon import Lexicon
from limner.providers.sketch.palette import Palette
from limner.providers.sketch.scene import Scene
from limner.providers.sketch.svg import Point, Sheet

Surface = Literal["land", "water", "table", "air", "seabed", "void"]


@dataclass(frozen=True, slots=True)
class Stage:
    """The empty stage: its size in user units (the area is a million), its light and its dice.

    `back` is painted behind the subjects, `front` before them.
    """

    scene: Scene
    palette: Palette
    rng: random.Random
    back: Sheet
    front: Sheet
    plain: bool
    """Whether few, large shapes are wanted (the minimalist style)."""

    light: float
    """Where the sun or the lamp stands, 0 left to 1 right."""

    gallery: Mapping[str, Exhibit]
    """Reference pictures that stand in the scene, by their subject's name."""

    words: Lexicon
    """What is known of icons: who gives light, who wears clothes."""

    @property
    def width(self) -> float:
        return self.back.width

    @property
    def height(self) -> float:
        return self.back.height

    @property
    def span(self) -> float:
        """The measure of details: the shorter side, but not less than a third of the longer."""
        return max(min(self.width, self.height), max(self.width, self.height) / 3)


@dataclass(frozen=True, slots=True)
class Floor:
    """Where subjects may stand: heights of the horizon, of the farthest and nearest footing.

    `hero` is the height a subject of the middle step of the visual scale has at `base`, as a
    share of the picture's shorter side.
    """

    surface: Surface
    horizon: float
    far: float
    base: float
    hero: float = 0.42
    shadows: bool = True
    reflects: float = 0.0
    """How much of a reflection the floor shows below a subject, 0..1."""

    def perspective(self, y: float) -> float:
        """The size of things standing at that height, 1 at `base`."""
        depth = (y - self.horizon) / max(1.0, self.base - self.horizon)
        return min(1.5, max(0.12, depth))


@dataclass(frozen=True, slots=True)
class Placed:
    """A subject on the stage: the middle of its foot, its height, its distance 0..1."""

    subject: int
    foot: Point
    height: float
    distance: float = 0.0
    mirrored: bool = False
    tilt: float = 0.0
    order: float = 0.0
    """What is higher is painted later."""

    grounded: bool = True
    """Whether it touches something that takes its shadow."""
