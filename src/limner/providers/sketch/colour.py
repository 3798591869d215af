"""Colour as hex strings, mixed and shifted in OKLab so that blends look even to the eye.

OKLab: Björn Ottosson, "A perceptual color space for image processing", 2020.
"""

import math
from collections.abc import Callable

Colour = str
"""An opaque sRGB colour, "#rrggbb"."""

Recolour = Callable[[Colour], Colour]


def rgb(colour: Colour) -> tuple[float, float, float]:
    """Red, green and blue, each 0..1."""
    return int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255


def to_hex(red: float, green: float, blue: float) -> Colour:
    """A colour from channels 0..1; what lies outside is clipped."""
    channels = (round(min(1.0, max(0.0, c)) * 255) for c in (red, green, blue))
    return "#" + "".join(f"{c:02x}" for c in channels)


def _linear(c: float) -> float:
    return c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4


def _encoded(c: float) -> float:
    c = max(0.0, c)
    return c * 12.92 if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055


def oklab(colour: Colour) -> tuple[float, float, float]:
    """Lightness 0..1 and the two colour axes a, b."""
    r, g, b = (_linear(c) for c in rgb(colour))
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    medium = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def from_oklab(lightness: float, a: float, b: float) -> Colour:
    """The inverse of `oklab`, clipped to what a screen can show."""
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return to_hex(
        _encoded(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
        _encoded(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
        _encoded(-0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short),
    )


def lch(colour: Colour) -> tuple[float, float, float]:
    """Lightness 0..1, chroma 0..about 0.35, hue in degrees 0..360."""
    lightness, a, b = oklab(colour)
    return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


def from_lch(lightness: float, chroma: float, hue: float) -> Colour:
    """The inverse of `lch`."""
    angle = math.radians(hue)
    return from_oklab(lightness, chroma * math.cos(angle), chroma * math.sin(angle))


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """`first` at share 0, `second` at share 1."""
    one, two = oklab(first), oklab(second)
    return from_oklab(*(x + (y - x) * share for x, y in zip(one, two, strict=True)))


def shift(colour: Colour, light: float = 0.0, chroma: float = 1.0, hue: float = 0.0) -> Colour:
    """Lightness added, chroma multiplied, hue turned by degrees."""
    lightness, c, h = lch(colour)
    return from_lch(min(1.0, max(0.0, lightness + light)), c * chroma, h + hue)


def multiply(colour: Colour, light: Colour) -> Colour:
    """The colour of a surface under a coloured light."""
    return to_hex(*(a * b for a, b in zip(rgb(colour), rgb(light), strict=True)))


def hue_distance(first: float, second: float) -> float:
    """The shorter way round the wheel, 0..180 degrees."""
    return abs((first - second + 180) % 360 - 180)
