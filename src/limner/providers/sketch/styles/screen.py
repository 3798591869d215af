"""The styles made on a screen: poster (auto), digital art, anime, 3D render, minimalist."""

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from limner.providers.sketch import pixels
from limner.providers.sketch.pixels import Plane
from limner.providers.sketch.styles.brush import COARSE, stroked
from limner.providers.sketch.styles.contract import Layers

INK = "#2a1f33"


def poster(layers: Layers) -> Image.Image:
    """The plain hand of Sketch: modelled figures, a little glow, a printed grain."""
    figures = pixels.modelled(layers.figures, layers.light, 0.75)
    picture = pixels.over(pixels.over(layers.back, figures), layers.front)
    picture = pixels.bloom(picture, 0.35)
    picture = pixels.vignette(picture, 0.14)
    return pixels.grain(picture, 0.04, layers.seed)


def digital_art(layers: Layers) -> Image.Image:
    """Vivid and luminous, with broad painted texture and coloured rim light."""
    strokes, _ = stroked(layers.back, layers.figures.getchannel("A"), layers.seed, COARSE)
    back = Image.blend(layers.back, strokes, 0.72)
    figures = pixels.modelled(layers.figures, layers.light, 1.2)
    picture = _glow_behind(back, figures, layers.palette.sun)
    picture = pixels.over(pixels.over(picture, figures), layers.front)
    picture = pixels.graded(picture, _vivid)
    return pixels.vignette(pixels.bloom(picture, 0.75, 140), 0.3)


def anime(layers: Layers) -> Image.Image:
    """Cel shading: flat tones, ink outlines, clear bright colour."""
    size = pixels.span(layers.back)
    back = pixels.graded(layers.back, _bright)
    figures = _cels(layers.figures, layers.light)
    picture = pixels.over(back, _outlined(figures, size))
    picture = pixels.over(picture, layers.front)
    return pixels.bloom(picture, 0.3, 190)


def render_3d(layers: Layers) -> Image.Image:
    """Clay under a soft box: rounded forms, dark creases, clear matt colours."""
    size = pixels.span(layers.back)
    back = _rounded(layers.back, layers.light)
    shadow = pixels.soft(layers.figures.getchannel("A"), size * 0.03)
    back = pixels.multiply_by(back, shadow.point(lambda v: 255 - int(v * 0.42)))
    figures = pixels.modelled(_smooth(layers.figures), layers.light, 2.0)
    picture = pixels.over(pixels.over(back, figures), layers.front)
    picture = pixels.graded(picture, _clay)
    return pixels.vignette(pixels.bloom(picture, 0.3, 200), 0.12)


def minimalist(layers: Layers) -> Image.Image:
    """A handful of flat tones and nothing else."""
    flat = pixels.over(layers.back, layers.front)
    figures = _few_tones(pixels.over(flat, layers.figures), 24)
    figures.putalpha(layers.figures.getchannel("A"))
    return pixels.graded(pixels.over(flat, figures), _quiet)


def _vivid(colours: Plane) -> Plane:
    toned = pixels.toned(pixels.saturated(colours, 1.32), (0.05, -0.01, 0.1), (0.03, 0.02, -0.02))
    return pixels.contrasted(toned, 1.25)


def _bright(colours: Plane) -> Plane:
    stepped = np.round(colours * 9) / 9
    mixed = np.asarray(colours * 0.35 + stepped * 0.65, dtype=np.float32)
    return np.asarray(np.clip(pixels.saturated(mixed, 1.38), 0, 1) ** 0.9, dtype=np.float32)


def _clay(colours: Plane) -> Plane:
    pale = pixels.saturated(colours, 1.08) * 0.84 + 0.14
    return pixels.toned(np.asarray(pale, dtype=np.float32), (0.03, 0.0, 0.04), (0.03, 0.01, -0.02))


def _quiet(colours: Plane) -> Plane:
    return np.asarray(pixels.saturated(colours, 1.04) * 0.88 + 0.11, dtype=np.float32)


def _few_tones(image: Image.Image, count: int) -> Image.Image:
    reduced = image.quantize(count, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    return reduced.convert("RGB").filter(ImageFilter.MedianFilter(3))


def _glow_behind(back: Image.Image, figures: Image.Image, colour: str) -> Image.Image:
    halo = pixels.soft(figures.getchannel("A"), pixels.span(back) * 0.045)
    light = Image.composite(
        Image.new("RGB", back.size, colour),
        Image.new("RGB", back.size, "black"),
        halo.point(lambda v: int(v * 0.38)),
    )
    return ImageChops.screen(back, light)


def _cels(figures: Image.Image, light: float) -> Image.Image:
    """Two tones: lit, and one hard-edged shadow away from the light."""
    facing = pixels.relief(figures.getchannel("A"), light, 0.03)
    shadow = pixels.grey((facing < -0.16).astype(np.float32)).filter(ImageFilter.GaussianBlur(1))
    flat = pixels.graded(figures.convert("RGB"), _bright)
    dark = ImageChops.multiply(flat, Image.new("RGB", figures.size, "#a89cc8"))
    out = Image.composite(dark, flat, shadow)
    out.putalpha(figures.getchannel("A"))
    return out


def _outlined(figures: Image.Image, size: float) -> Image.Image:
    """Ink around the figures and along their inner edges."""
    width = max(1.0, size * 0.0022)
    alpha = figures.getchannel("A")
    around = alpha.filter(ImageFilter.GaussianBlur(width)).point(lambda v: min(255, v * 7))
    inner = pixels.grey(
        np.clip(pixels.edges(figures.convert("RGB"), width * 1.3) * 2.4 - 0.35, 0, 1)
    )
    ink = Image.new("RGB", figures.size, INK)
    drawn = Image.composite(ink, figures.convert("RGB"), inner.point(lambda v: int(v * 0.75)))
    out = Image.composite(drawn, ink, alpha)
    out.putalpha(around)
    return out


def _smooth(figures: Image.Image) -> Image.Image:
    flat = figures.convert("RGB").filter(ImageFilter.MedianFilter(5))
    flat.putalpha(figures.getchannel("A"))
    return flat


def _rounded(back: Image.Image, light: float) -> Image.Image:
    """Every tone a slab of clay: brightness read as height, edges rounded, creases dark."""
    size = pixels.span(back)
    smooth = pixels.soft(back, size * 0.0012)
    tone = pixels.relief(smooth.convert("L"), light, 0.005) + pixels.relief(
        smooth.convert("L"), light, 0.014
    )
    crease = pixels.edges(pixels.soft(back, size * 0.003), size * 0.008)
    lit = pixels.overlay(smooth, np.clip(0.5 + tone * 0.9, 0.1, 0.92))
    return pixels.multiply_by(lit, np.asarray(1 - crease * 0.3, dtype=np.float32))
