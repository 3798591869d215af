"""What the edits have in common: colours, anchors and limits."""

from __future__ import annotations

from typing import Literal

from PIL import Image, ImageColor

from limner.errors import BadField
from limner.media.decode import Picture, decode
from limner.media.probe import check_size

Anchor = Literal[
    "center",
    "top",
    "bottom",
    "left",
    "right",
    "top_left",
    "top_right",
    "bottom_left",
    "bottom_right",
]
Size = tuple[int, int]

TRANSPARENT = "transparent"
_TRANSPARENT_COLOUR = (255, 255, 255, 0)


def only(images: list[bytes]) -> Picture:
    """The one image of an edit that takes one, decoded."""
    [data] = images
    return decode(data)


def colour_of(text: str) -> tuple[int, int, int, int]:
    """`#rrggbb`, `#rrggbbaa`, a name of CSS or `transparent` as RGBA. Raises BadField."""
    plain = text.strip().lower()
    if plain == TRANSPARENT:
        return _TRANSPARENT_COLOUR
    try:
        colour = ImageColor.getcolor(plain, "RGBA")
    except ValueError:
        raise BadField(
            f"{text!r:.40} is no color.", hint="Write #ff8800, white, or transparent."
        ) from None
    assert isinstance(colour, tuple)
    red, green, blue, alpha = colour
    return red, green, blue, alpha


def placed(anchor: Anchor, inner: Size, outer: Size) -> tuple[int, int]:
    """Where the top left corner of ``inner`` stands in ``outer``, in pixels."""
    free = (outer[0] - inner[0], outer[1] - inner[1])
    across = 0 if "left" in anchor else free[0] if "right" in anchor else free[0] // 2
    down = 0 if "top" in anchor else free[1] if "bottom" in anchor else free[1] // 2
    return across, down


def blank(size: Size, colour: tuple[int, int, int, int]) -> Image.Image:
    """A new image of one colour. Raises ImageTooLarge before any memory is taken."""
    check_size(*size)
    return Image.new("RGBA", size, colour)


def resized(image: Image.Image, size: Size) -> Image.Image:
    """The image in another size, at least one pixel a side. Raises ImageTooLarge."""
    width, height = max(1, size[0]), max(1, size[1])
    check_size(width, height)
    if (width, height) == image.size:
        return image
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def opaque(image: Image.Image) -> Image.Image:
    """Without an alpha channel where nothing shows through it."""
    if image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255):
        return image.convert("RGB")
    return image
