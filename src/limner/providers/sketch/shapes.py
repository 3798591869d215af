"""What a figure looks like: the box it fills, the colour it mostly has; measured by drawing it."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from limner.providers.sketch.characters import figure_body
from limner.providers.sketch.colour import Colour, Recolour, from_lch, hue_distance, lch, to_hex
from limner.providers.sketch.iconset import SIDE
from limner.providers.sketch.raster import rasterise_body

PIXELS = 64
VIVID = 0.045
NEAR_HUE = 48.0


@dataclass(frozen=True, slots=True)
class Shape:
    """The tight box on the icon's square (left, top, right, bottom), and the main colour."""

    box: tuple[float, float, float, float]
    colour: Colour

    @property
    def width(self) -> float:
        return self.box[2] - self.box[0]

    @property
    def height(self) -> float:
        return self.box[3] - self.box[1]

    @property
    def aspect(self) -> float:
        """Width for a height of one."""
        return self.width / self.height


@lru_cache(maxsize=256)
def shape_of(icon: str, costume: str | None = None) -> Shape:
    """The shape of a figure. Raises KeyError for an unknown one."""
    image = rasterise_body(figure_body(icon, costume), PIXELS, SIDE)
    pixels = np.asarray(image, dtype=np.float32) / np.float32(255)
    solid = pixels[..., 3] > 0.35
    if not solid.any():
        return Shape((0, 0, SIDE, SIDE), "#888888")
    rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
    unit = SIDE / PIXELS
    box = (columns[0] * unit, rows[0] * unit, (columns[-1] + 1) * unit, (rows[-1] + 1) * unit)
    return Shape((float(box[0]), float(box[1]), float(box[2]), float(box[3])), _main(pixels[solid]))


def _main(pixels: NDArray[np.float32]) -> Colour:
    """The mean of the commonest hue among vivid pixels, or of all where none is vivid."""
    spread = pixels[:, :3].max(axis=1) - pixels[:, :3].min(axis=1)
    vivid = pixels[spread > 0.2]
    if len(vivid) < len(pixels) * 0.12:
        return to_hex(*(float(c) for c in pixels[:, :3].mean(axis=0)))
    order = vivid[:, :3].argsort(axis=1)
    codes = order[:, 2] * 3 + order[:, 0]
    commonest = np.bincount(codes, minlength=9).argmax()
    return to_hex(*(float(c) for c in vivid[codes == commonest, :3].mean(axis=0)))


def tint(main: Colour, wanted: Colour) -> Recolour:
    """Turns the main colour of an icon into the wanted one, its lights and shades with it."""
    main_light, main_chroma, main_hue = lch(main)
    light, chroma, hue = lch(wanted)
    grey = main_chroma < VIVID
    lift = (light - main_light) * 0.8

    def change(colour: Colour) -> Colour:
        own_light, own_chroma, own_hue = lch(colour)
        if grey:
            return (
                from_lch(own_light + lift * 0.6, chroma * 0.9, hue)
                if own_chroma < VIVID
                else colour
            )
        if own_chroma < VIVID or hue_distance(own_hue, main_hue) > NEAR_HUE:
            return colour
        turned = hue + (own_hue - main_hue) * 0.25
        return from_lch(
            min(0.97, max(0.05, own_light + lift)), own_chroma * chroma / main_chroma, turned
        )

    return change
