"""What a style is: how a composition is simplified, and how its layers become a picture."""

from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from limner.providers.sketch.palette import Palette
from limner.providers.sketch.pixels import over


@dataclass(frozen=True, slots=True)
class Layers:
    """A composition in pixels: an opaque back and two transparent layers of the same size.

    `focus` is the height at which the subjects stand, as a share of the picture's.
    `light` is where the sun or lamp stands (0 left, 1 right); `seed` feeds the textures.
    """

    back: Image.Image
    figures: Image.Image
    front: Image.Image
    palette: Palette
    light: float
    focus: float
    seed: int

    def flat(self) -> Image.Image:
        """All three, one on the other, RGB."""
        return over(over(self.back, self.figures), self.front)


Finish = Callable[[Layers], Image.Image]


@dataclass(frozen=True, slots=True)
class Style:
    """One of the presets: `paint` makes the picture (RGB). `plain` asks for few large shapes,
    `flat` for single tones instead of gradients.

    `largest` bounds the side in pixels at which `paint` works; above it the result is enlarged.
    """

    paint: Finish
    plain: bool = False
    flat: bool = False
    largest: int = 4096
