"""Small helpers to write SVG; coordinates are user units, numbers are kept short."""

import random
from collections.abc import Iterable, Sequence

from limner.providers.sketch.colour import Colour

Point = tuple[float, float]
Stop = tuple[float, Colour, float]
"""Offset 0..1, colour, opacity 0..1."""


def num(value: float) -> str:
    """A number with two decimals at most."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def smooth(points: Sequence[Point]) -> str:
    """Path data of a smooth curve through the points (Catmull-Rom as cubic Béziers)."""
    parts = [f"M{num(points[0][0])} {num(points[0][1])}"]
    last = len(points) - 1
    for i in range(last):
        before, start = points[max(0, i - 1)], points[i]
        end, after = points[i + 1], points[min(last, i + 2)]
        c1 = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
        c2 = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
        parts.append("C" + " ".join(num(v) for v in (*c1, *c2, *end)))
    return "".join(parts)


def straight(points: Iterable[Point]) -> str:
    """Path data of a polyline."""
    return "M" + "L".join(f"{num(x)} {num(y)}" for x, y in points)


def blob(points: Sequence[Point]) -> str:
    """Path data of a smooth closed curve."""
    around = [points[-1], *points, points[0], points[1]]
    curve = smooth(around)
    segments = curve.split("C")
    start = segments[1].rsplit(" ", 2)[-2:]
    return f"M{start[0]} {start[1]}C" + "C".join(segments[2:-1]) + "Z"


def ridge(
    rng: random.Random, width: float, base: float, height: float, peaks: float, rough: float
) -> list[Point]:
    """A skyline from left to right: `peaks` bumps of about `height` above `base`."""
    steps = max(8, int(peaks * 10))
    phases = [rng.random() * 100 for _ in range(4)]
    points = []
    for i in range(steps + 1):
        x = i / steps
        value, weight, total = 0.0, 1.0, 0.0
        for octave, phase in enumerate(phases):
            value += weight * _value_noise(x * peaks * 2**octave + phase, octave)
            total += weight
            weight *= rough
        points.append((x * width, base - height * value / total))
    return points


def _value_noise(x: float, salt: int) -> float:
    cell = int(x)
    t = x - cell
    t = t * t * (3 - 2 * t)
    return _lattice(cell, salt) * (1 - t) + _lattice(cell + 1, salt) * t


def _lattice(cell: int, salt: int) -> float:
    mixed = (cell * 374761393 + salt * 668265263 + 1442695041) & 0xFFFFFFFF
    mixed = ((mixed ^ (mixed >> 13)) * 1274126177) & 0xFFFFFFFF
    return (mixed ^ (mixed >> 16)) / 0xFFFFFFFF


FAINT = 0.35
"""A gradient of less opacity than this is left out of a flat sheet."""


class Sheet:
    """One transparent layer of the picture, filled from back to front."""

    def __init__(self, width: float, height: float, name: str, flat: bool = False) -> None:
        """A `flat` sheet knows no gradients: each becomes the one tone that stands for it."""
        self.width = width
        self.height = height
        self._name = name
        self._flat = flat
        self._defs: list[str] = []
        self._body: list[str] = []

    def add(self, markup: str) -> None:
        """Puts markup on top of what is there."""
        self._body.append(markup)

    def path(self, data: str, fill: str, opacity: float = 1.0) -> None:
        """A filled path."""
        shade = f' fill-opacity="{num(opacity)}"' if opacity < 1 else ""
        self.add(f'<path d="{data}" fill="{fill}"{shade}/>')

    def line(self, data: str, colour: str, width: float, opacity: float = 1.0) -> None:
        """A stroked path with round ends."""
        self.add(
            f'<path d="{data}" fill="none" stroke="{colour}" stroke-width="{num(width)}" '
            f'stroke-linecap="round" stroke-linejoin="round" stroke-opacity="{num(opacity)}"/>'
        )

    def rect(self, box: tuple[float, float, float, float], fill: str, opacity: float = 1.0) -> None:
        """A rectangle: x, y, width, height."""
        x, y, w, h = (num(v) for v in box)
        self.add(
            f'<rect x="{x}" y="{y}" width="{w}" height="{h}" fill="{fill}" '
            f'fill-opacity="{num(opacity)}"/>'
        )

    def ellipse(self, centre: Point, radii: Point, fill: str, opacity: float = 1.0) -> None:
        """A filled ellipse."""
        self.add(
            f'<ellipse cx="{num(centre[0])}" cy="{num(centre[1])}" rx="{num(radii[0])}" '
            f'ry="{num(radii[1])}" fill="{fill}" fill-opacity="{num(opacity)}"/>'
        )

    def haze(self, centre: Point, radii: Point, colour: Colour, opacity: float) -> None:
        """An ellipse that fades towards its edge; on a flat sheet a plain, smaller one."""
        if self._flat:
            self.ellipse(centre, (radii[0] * 0.7, radii[1] * 0.7), colour, opacity * 0.6)
            return
        stops = [(0, colour, opacity), (0.45, colour, opacity * 0.62), (1, colour, 0.0)]
        self.ellipse(centre, radii, self.radial(stops))

    def glow(self, data: str, colour: Colour, width: float, opacity: float) -> None:
        """A line of light around path data: strokes of growing width and falling strength."""
        for share in (1.0, 0.66, 0.36):
            self.line(data, colour, width * share, opacity * 0.4)

    def linear(self, stops: Sequence[Stop], down: bool = True, user: str = "") -> str:
        """A linear gradient over the shape's box; answers the paint to fill with."""
        end = 'x2="0" y2="1"' if down else 'x2="1" y2="0"'
        return self._paint("linearGradient", user or f'x1="0" y1="0" {end}', stops)

    def radial(self, stops: Sequence[Stop], user: str = "") -> str:
        """A radial gradient over the shape's box, or placed by `user` attributes."""
        return self._paint("radialGradient", user, stops)

    def clip(self, data: str) -> str:
        """A clip path from path data; answers the reference."""
        return self._define("clipPath", "", f'<path d="{data}"/>')

    def markup(self, pixel_width: int, pixel_height: int) -> str:
        """The whole layer as an SVG document of that many pixels."""
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
            f'width="{pixel_width}" height="{pixel_height}" preserveAspectRatio="none" '
            f'viewBox="0 0 {num(self.width)} {num(self.height)}">'
            f"<defs>{''.join(self._defs)}</defs>{''.join(self._body)}</svg>"
        )

    def new_id(self) -> str:
        """A name that nothing on this sheet has yet; asking twice gives two names."""
        self._defs.append("")
        return f"{self._name}{len(self._defs)}x"

    @property
    def empty(self) -> bool:
        """Whether nothing was drawn."""
        return not self._body

    def _paint(self, tag: str, attributes: str, stops: Sequence[Stop]) -> str:
        if self._flat:
            strength = sum(opacity for _, _, opacity in stops) / len(stops)
            return "none" if strength < FAINT else stops[len(stops) * 2 // 3][1]
        inner = "".join(
            f'<stop offset="{num(at)}" stop-color="{colour}" stop-opacity="{num(opacity)}"/>'
            for at, colour, opacity in stops
        )
        return self._define(tag, attributes, inner)

    def _define(self, tag: str, attributes: str, inner: str) -> str:
        name = f"{self._name}{len(self._defs)}"
        self._defs.append(f'<{tag} id="{name}" {attributes}>{inner}</{tag}>')
        return f"url(#{name})"
