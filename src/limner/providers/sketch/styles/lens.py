"""The styles of a camera: photorealistic and cinematic."""

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from limner.providers.sketch import pixels
from limner.providers.sketch.pixels import Plane
from limner.providers.sketch.styles.contract import Layers

SHARP_BAND = 0.2
"""How far from the focus, in shares of the height, all is blurred."""


def photorealistic(layers: Layers) -> Image.Image:
    """Shallow focus, light that blooms, muted colours, fine grain."""
    size = pixels.span(layers.back)
    back = pixels.grain(_surface(layers.back, layers.seed), 0.05, layers.seed + 4)
    back = _out_of_focus(back, size * 0.007, layers.focus)
    back = _occluded(back, layers.figures, 0.4)
    figures = pixels.modelled(layers.figures, layers.light, 1.0)
    picture = pixels.over(back, _rimmed(figures, layers, 0.35))
    picture = pixels.over(picture, layers.front.filter(ImageFilter.GaussianBlur(size * 0.004)))
    picture = pixels.bloom(picture, 0.55)
    picture = pixels.exposed(pixels.graded(picture, _film), 0.46, 0.35)
    picture = pixels.vignette(picture, 0.28)
    return pixels.grain(picture, 0.05, layers.seed)


def cinematic(layers: Layers) -> Image.Image:
    """Teal shadows, orange light, deep contrast, a flare, heavy vignette and grain."""
    size = pixels.span(layers.back)
    back = _out_of_focus(layers.back, size * 0.009, layers.focus)
    back = _occluded(back, layers.figures, 0.55)
    figures = pixels.modelled(layers.figures, layers.light, 1.15)
    picture = pixels.over(back, _rimmed(figures, layers, 0.8))
    picture = pixels.over(picture, layers.front.filter(ImageFilter.GaussianBlur(size * 0.006)))
    picture = pixels.exposed(pixels.graded(picture, _teal_and_orange), 0.34, 0.6)
    picture = _streaked(pixels.bloom(picture, 0.8, 150))
    picture = pixels.vignette(picture, 0.6)
    return pixels.grain(picture, 0.085, layers.seed)


def _film(colours: Plane) -> Plane:
    muted = pixels.saturated(colours, 0.8)
    toned = pixels.toned(muted, (0.015, 0.02, 0.035), (0.03, 0.015, -0.03))
    return pixels.contrasted(toned, 1.15)


def _teal_and_orange(colours: Plane) -> Plane:
    dark = np.asarray(colours**1.22 * 0.95, dtype=np.float32)
    toned = pixels.toned(pixels.saturated(dark, 0.82), (-0.035, 0.035, 0.06), (0.12, 0.02, -0.12))
    return pixels.contrasted(toned, 1.4, 0.42)


def _out_of_focus(back: Image.Image, radius: float, focus: float) -> Image.Image:
    """A lens blur, least at the height of the focus: lights spread to discs, all is softened."""
    lens = max(3, int(radius) // 2 * 2 + 1)
    ratio = max(1, lens // 5)
    small = back.resize(
        (max(1, back.width // ratio), max(1, back.height // ratio)), Image.Resampling.BOX
    )
    discs = small.filter(ImageFilter.MaxFilter(3)).resize(back.size, Image.Resampling.BICUBIC)
    blurred = pixels.soft(Image.blend(back, discs, 0.4), radius)
    height = np.linspace(0, 1, back.height, dtype=np.float32)[:, None]
    away = np.clip(np.abs(height - focus) / SHARP_BAND - 0.2, 0, 1)
    return Image.composite(blurred, back, pixels.grey(np.repeat(away, back.width, axis=1)))


def _surface(back: Image.Image, seed: int) -> Image.Image:
    """Irregularities that flat areas lack: large soft mottling and small lumps."""
    size = pixels.span(back)
    lumps = (
        pixels.noise(back.size, size * 0.05, seed) * 0.08
        + pixels.noise(back.size, size * 0.006, seed + 1) * 0.08
    )
    return pixels.overlay(back, lumps + np.float32(0.42))


def _occluded(back: Image.Image, figures: Image.Image, depth: float) -> Image.Image:
    """The figures keep some light from what is close behind them."""
    alpha = pixels.soft(figures.getchannel("A"), pixels.span(back) * 0.02)
    return pixels.multiply_by(back, alpha.point(lambda v: 255 - int(v * depth * 0.6)))


def _rimmed(figures: Image.Image, layers: Layers, strength: float) -> Image.Image:
    """A line of light along the edge that faces the sun."""
    alpha = figures.getchannel("A")
    reach = max(1, round(pixels.span(figures) * 0.004))
    away = reach if layers.light < 0.5 else -reach
    inner = ImageChops.offset(alpha, away, reach)
    rim = ImageChops.subtract(alpha, inner).filter(ImageFilter.GaussianBlur(reach * 0.4))
    glow = Image.new("RGB", figures.size, layers.palette.sun)
    lit = figures.convert("RGB")
    lit = Image.composite(ImageChops.screen(lit, glow), lit, rim.point(lambda v: int(v * strength)))
    lit.putalpha(alpha)
    return lit


def _streaked(picture: Image.Image) -> Image.Image:
    """Anamorphic streaks: the brightest lights drawn out sideways."""
    width = max(8, picture.width // 48)
    small = picture.resize((width, max(1, picture.height // 6)), Image.Resampling.BOX)
    lights = small.point(lambda v: max(0, v - 215) * 5)
    streaks = lights.filter(ImageFilter.BoxBlur((width * 0.14, 0)))
    tint = ImageChops.multiply(streaks, Image.new("RGB", streaks.size, "#9fd4ff"))
    return ImageChops.screen(
        picture, tint.resize(picture.size, Image.Resampling.BICUBIC).point(lambda v: int(v * 0.5))
    )
