"""Pixel work shared by the styles: soft blurs, noise, texture, light on form, colour grading.

Sizes are in shares of the picture's span, so a style looks the same at any resolution.
"""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageFilter

Plane = NDArray[np.float32]
"""One channel, 0..1, rows by columns."""

TEXTURE_SIDE = 1024
LUT_SIDE = 17
LUMA = (0.299, 0.587, 0.114)


def span(image: Image.Image) -> float:
    """The measure of details in pixels: the side of a square of the same area."""
    return math.sqrt(image.width * image.height)


def soft(image: Image.Image, radius: float) -> Image.Image:
    """A Gaussian blur of `radius` pixels; wide ones are made small first, so cost stays flat."""
    shrink = max(1, int(radius / 3))
    if shrink == 1:
        return image.filter(ImageFilter.GaussianBlur(radius))
    small_size = (max(1, image.width // shrink), max(1, image.height // shrink))
    small = image.resize(small_size, Image.Resampling.BOX)
    small = small.filter(ImageFilter.GaussianBlur(radius / shrink))
    return small.resize(image.size, Image.Resampling.BICUBIC)


def plane(image: Image.Image) -> Plane:
    """A grey image as numbers."""
    return np.asarray(image.convert("L"), dtype=np.float32) / np.float32(255)


def grey(values: Plane) -> Image.Image:
    """Numbers as a grey image; what lies outside 0..1 is clipped."""
    return Image.fromarray((np.clip(values, 0, 1) * 255 + 0.5).astype(np.uint8), "L")


def noise(size: tuple[int, int], cell: float, seed: int) -> Plane:
    """Smooth noise of mean 0.5, one lump every `cell` pixels."""
    columns = max(2, min(TEXTURE_SIDE, round(size[0] / cell)))
    rows = max(2, min(TEXTURE_SIDE, round(size[1] / cell)))
    dots = np.random.Generator(np.random.PCG64(seed)).random((rows, columns), dtype=np.float32)
    return plane(grey(dots).resize(size, Image.Resampling.BICUBIC))


def clouds(size: tuple[int, int], cell: float, seed: int) -> Plane:
    """Noise of three sizes, each half the last, so that its lumps have ragged edges."""
    layers = (noise(size, cell / 2**n, seed + 101 * n) * 0.5**n for n in range(3))
    return np.asarray(sum(layers) / 1.75, dtype=np.float32)


def exposed(image: Image.Image, brightness: float, share: float) -> Image.Image:
    """The picture brought by `share` towards a mean brightness, by a gamma curve."""
    mean = float(np.clip(plane(image.resize((64, 64), Image.Resampling.BOX)).mean(), 0.02, 0.98))
    gamma = (math.log(brightness) / math.log(mean)) ** share
    return image.point([round(255 * (v / 255) ** gamma) for v in range(256)] * 3)


def grain(image: Image.Image, amount: float, seed: int) -> Image.Image:
    """Fine film grain; `amount` 0..1 is its contrast."""
    generator = np.random.Generator(np.random.PCG64(seed))
    side = (min(image.height, TEXTURE_SIDE), min(image.width, TEXTURE_SIDE))
    dots = generator.normal(0.5, amount, side).astype(np.float32)
    tile = grey(dots)
    if tile.size != image.size:
        tile = tile.resize(image.size, Image.Resampling.BICUBIC)
    return ImageChops.soft_light(image, Image.merge("RGB", (tile, tile, tile)))


def multiply_by(image: Image.Image, factor: Plane | Image.Image) -> Image.Image:
    """The picture darkened by a grey map."""
    tone = factor if isinstance(factor, Image.Image) else grey(factor)
    return ImageChops.multiply(image, Image.merge("RGB", (tone, tone, tone)))


def overlay(image: Image.Image, tone: Plane | Image.Image) -> Image.Image:
    """The picture lightened where the map is above 0.5 and darkened where below."""
    flat = tone if isinstance(tone, Image.Image) else grey(tone)
    return ImageChops.soft_light(image, Image.merge("RGB", (flat, flat, flat)))


def vignette(image: Image.Image, depth: float) -> Image.Image:
    """Corners darkened by `depth` 0..1."""
    axis = np.linspace(-1, 1, 128, dtype=np.float32)
    distance = np.clip((axis[:, None] ** 2 + axis[None, :] ** 2) / 2, 0, 1)
    falloff: Plane = (1 - depth * distance**1.3).astype(np.float32)
    tone = grey(falloff).resize(image.size, Image.Resampling.BICUBIC)
    return multiply_by(image, tone)


def bloom(image: Image.Image, amount: float, threshold: int = 165) -> Image.Image:
    """Bright parts bleed light around them."""
    lights = image.point(lambda v: max(0, v - threshold) * 255 // (255 - threshold))
    glow = soft(lights, span(image) * 0.03).point(lambda v: int(v * amount))
    return ImageChops.screen(image, glow)


def graded(image: Image.Image, change: Callable[[Plane], Plane]) -> Image.Image:
    """Every colour passed through `change`, which takes and gives rows of r, g, b (0..1)."""
    axis = np.linspace(0, 1, LUT_SIDE, dtype=np.float32)
    blue, green, red = np.meshgrid(axis, axis, axis, indexing="ij")
    colours = np.stack([red.ravel(), green.ravel(), blue.ravel()], axis=1)
    table = np.clip(change(colours), 0, 1).astype(np.float32)
    return image.filter(ImageFilter.Color3DLUT(LUT_SIDE, table.ravel().tolist()))


def luma(colours: Plane) -> Plane:
    """Brightness of rows of r, g, b, as one column."""
    return (colours @ np.array(LUMA, dtype=np.float32))[:, None]


def saturated(colours: Plane, factor: float) -> Plane:
    """Rows of r, g, b moved away from grey, or towards it below 1."""
    base = luma(colours)
    return np.asarray(base + (colours - base) * factor, dtype=np.float32)


def contrasted(colours: Plane, factor: float, middle: float = 0.5) -> Plane:
    """Rows of r, g, b moved away from a middle tone along an S-shaped curve."""
    curve = middle + np.tanh((colours - middle) * factor * 2) / math.tanh(factor) * 0.5
    return np.asarray(colours * 0.35 + curve * 0.65, dtype=np.float32)


def toned(
    colours: Plane, shadows: tuple[float, float, float], lights: tuple[float, float, float]
) -> Plane:
    """Split toning: colours added to the dark and to the light parts."""
    share = luma(colours)
    dark, light = (np.array(c, dtype=np.float32) for c in (shadows, lights))
    return np.asarray(colours + dark * (1 - share) ** 2 + light * share**2, dtype=np.float32)


def modelled(figures: Image.Image, light: float, strength: float) -> Image.Image:
    """Gives flat figures volume: brighter towards the light (0 left, 1 right), darker away."""
    shade = (
        relief(figures.getchannel("A"), light, 0.018) * 0.62
        + relief(figures.getchannel("A"), light, 0.05) * 0.6
    )
    tone = grey(np.asarray(0.5 + np.clip(shade, -1, 1) * 0.5 * strength, dtype=np.float32))
    flat = figures.convert("RGB")
    lit = overlay(flat, tone)
    lit.putalpha(figures.getchannel("A"))
    return lit


def relief(height: Image.Image, light: float, width: float) -> Plane:
    """How much each spot of a height map faces the light, about -1..1; `width` in spans."""
    side = 384
    ratio = min(1.0, side / max(height.size))
    size = (max(2, round(height.width * ratio)), max(2, round(height.height * ratio)))
    small = height.resize(size, Image.Resampling.BOX)
    radius = max(0.6, span(small) * width)
    rounded = plane(small.filter(ImageFilter.GaussianBlur(radius)))
    rows, columns = np.gradient(rounded)
    across = (0.5 - light) * 2
    facing = (columns * across * 1.2 + rows * 0.9) * radius * 1.6
    out = Image.fromarray(facing.astype(np.float32), "F")
    return np.asarray(out.resize(height.size, Image.Resampling.BICUBIC), dtype=np.float32)


def edges(image: Image.Image, width: float) -> Plane:
    """Where brightness changes, 0..1; `width` in pixels."""
    tone = plane(image)
    near = plane(image.convert("L").filter(ImageFilter.GaussianBlur(width)))
    return np.asarray(np.clip(np.abs(tone - near) * 4, 0, 1), dtype=np.float32)


def displaced(image: Image.Image, reach: float, cell: float, seed: int) -> Image.Image:
    """The picture wobbled by smooth noise: up to `reach` pixels, one wave every `cell`."""
    across = (noise(image.size, cell, seed) - 0.5) * (2 * reach)
    down = (noise(image.size, cell, seed + 1) - 0.5) * (2 * reach)
    rows, columns = np.indices((image.height, image.width), dtype=np.int32, sparse=True)
    x = np.clip(columns + across.astype(np.int32), 0, image.width - 1)
    y = np.clip(rows + down.astype(np.int32), 0, image.height - 1)
    return Image.fromarray(np.asarray(image)[y, x])


def over(back: Image.Image, layer: Image.Image) -> Image.Image:
    """A transparent layer laid on an opaque picture."""
    out = back.copy()
    out.paste(layer, (0, 0), layer)
    return out
