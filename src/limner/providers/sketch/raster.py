"""SVG to pixels."""

import io

import resvg_py
from PIL import Image

from limner.providers.sketch.svg import Sheet


def rasterise(sheet: Sheet, width: int, height: int) -> Image.Image:
    """The layer as RGBA of exactly that size."""
    if sheet.empty:
        return Image.new("RGBA", (width, height))
    return _image(sheet.markup(width, height))


def rasterise_body(body: str, side: int, viewbox: float) -> Image.Image:
    """An SVG body as a square RGBA image of `side` pixels."""
    return _image(
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{side}" height="{side}" viewBox="0 0 {viewbox:g} {viewbox:g}">{body}</svg>'
    )


def _image(markup: str) -> Image.Image:
    data = resvg_py.svg_to_bytes(svg_string=markup, skip_system_fonts=True)
    image = Image.open(io.BytesIO(bytes(data)))
    return image.convert("RGBA")
