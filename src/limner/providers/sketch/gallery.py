"""Reference pictures that appear in the scene: framed prints, cut-outs and portraits."""

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace

from PIL import Image

from limner.providers.sketch.iconset import SIDE
from limner.providers.sketch.scene import Link, Scene, Subject
from limner.providers.sketch.shapes import Shape
from limner.providers.sketch.svg import num

PRINT_SIDE = 768
FRAME = 5.0
MAT = 4.0
OVAL_FRAME = 6.0
OVAL_WIDTH = 0.86
ROOM_FOR_PICTURES = "studio"


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A reference picture as a figure: an SVG body on the icons' square, and its shape."""

    name: str
    body: str
    shape: Shape
    tallness: int


def print_of(image: Image.Image, number: int) -> Exhibit:
    """The picture as a print with a mat, in a wooden frame."""
    width, height = _fitted(image, SIDE - 2 * (FRAME + MAT))
    border = FRAME + MAT
    wide, high = width + 2 * border, height + 2 * border
    panels = ((0.0, "#5d412e"), (1.4, "#8a6446"), (FRAME, "#faf6ec"))
    frame = "".join(_panel(inset, (wide, high), colour) for inset, colour in panels)
    body = frame + _embedded(image, (border, border, width, height))
    return Exhibit(f"print-{number}", body, Shape((0, 0, wide, high), "#8a6446"), 4)


def likeness_of(image: Image.Image, number: int) -> Exhibit:
    """A character: as cut out where the picture is transparent, else as an oval portrait."""
    if _is_cut_out(image):
        cut = image.crop(image.getchannel("A").getbbox() or (0, 0, *image.size))
        width, height = _fitted(cut, SIDE)
        shape = Shape((0, 0, width, height), "#888888")
        return Exhibit(f"likeness-{number}", _embedded(cut, (0, 0, width, height)), shape, 4)
    middle, radius = SIDE / 2, SIDE / 2 - OVAL_FRAME
    body = (
        f'<clipPath id="oval">{_oval(radius, "#000000")}</clipPath>'
        + _oval(radius + OVAL_FRAME, "#8a6a2c")
        + _oval(radius + OVAL_FRAME * 0.75, "#e3bb5c")
        + f'<g clip-path="url(#oval)">{_embedded(_upper_square(image), (0, 0, SIDE, SIDE))}</g>'
    )
    reach = radius * OVAL_WIDTH + OVAL_FRAME
    return Exhibit(
        f"likeness-{number}", body, Shape((middle - reach, 0, middle + reach, SIDE), "#e3bb5c"), 4
    )


def _panel(inset: float, size: tuple[float, float], colour: str) -> str:
    width, height = (num(side - 2 * inset) for side in size)
    return f'<rect x="{inset}" y="{inset}" width="{width}" height="{height}" fill="{colour}"/>'


def _oval(radius: float, colour: str) -> str:
    middle, narrow = SIDE / 2, radius - (SIDE / 2 - OVAL_FRAME) * (1 - OVAL_WIDTH)
    return (
        f'<ellipse cx="{middle}" cy="{middle}" rx="{num(narrow)}" ry="{num(radius)}" '
        f'fill="{colour}"/>'
    )


def with_exhibits(scene: Scene, exhibits: Sequence[Exhibit]) -> Scene:
    """The scene with the exhibits standing beside its subjects, in order."""
    if not exhibits:
        return scene
    subjects = list(scene.subjects)
    for exhibit in exhibits:
        link = Link("beside", len(subjects) - 1) if subjects else None
        subjects.append(Subject(exhibit.name, link=link))
    place = ROOM_FOR_PICTURES if scene.place == "abstract" else scene.place
    return replace(scene, subjects=tuple(subjects), place=place)


def _is_cut_out(image: Image.Image) -> bool:
    low, _ = image.getchannel("A").getextrema()
    return isinstance(low, int) and low < 32


def _upper_square(image: Image.Image) -> Image.Image:
    """Faces are in the upper part of portraits, in the middle of landscapes."""
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 5
    return image.crop((left, top, left + side, top + side))


def _fitted(image: Image.Image, side: float) -> tuple[float, float]:
    scale = side / max(image.size)
    return max(8.0, image.width * scale), max(8.0, image.height * scale)


def _embedded(image: Image.Image, box: tuple[float, float, float, float]) -> str:
    small = image.copy()
    small.thumbnail((PRINT_SIDE, PRINT_SIDE), Image.Resampling.LANCZOS)
    stream = io.BytesIO()
    small.save(stream, "PNG", compress_level=1)
    x, y, width, height = (num(v) for v in box)
    return (
        f'<image x="{x}" y="{y}" width="{width}" height="{height}" preserveAspectRatio="none" '
        f'href="data:image/png;base64,{base64.b64encode(stream.getvalue()).decode()}"/>'
    )
