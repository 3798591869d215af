"""The ten presets by name."""

from collections.abc import Mapping

from limner.providers.sketch.styles.contract import Layers, Style
from limner.providers.sketch.styles.lens import cinematic, photorealistic
from limner.providers.sketch.styles.paint import oil_painting, pencil, watercolor
from limner.providers.sketch.styles.screen import anime, digital_art, minimalist, poster, render_3d

BRUSH_LIMIT = 2048

STYLES: Mapping[str, Style] = {
    "auto": Style(poster),
    "photorealistic": Style(photorealistic),
    "digital_art": Style(digital_art),
    "oil_painting": Style(oil_painting, largest=BRUSH_LIMIT),
    "watercolor": Style(watercolor, largest=BRUSH_LIMIT),
    "sketch": Style(pencil, largest=BRUSH_LIMIT),
    "anime": Style(anime),
    "3d_render": Style(render_3d, flat=True),
    "minimalist": Style(minimalist, plain=True, flat=True),
    "cinematic": Style(cinematic),
}

__all__ = ["STYLES", "Layers", "Style"]
