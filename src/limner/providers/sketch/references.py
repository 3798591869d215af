"""What reference pictures do to a picture beyond standing in it."""

import io
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from limner.errors import BadParameter
from limner.providers.sketch.gallery import Exhibit, likeness_of, print_of
from limner.providers.sketch.pixels import Plane, graded, grey
from limner.providers.sketch.request import Reference, Role

LARGEST_SIDE = 4096
PALETTE_SIDE = 96
STYLE_WEIGHT = 0.85


class References:
    """The decoded reference pictures of a request, by role."""

    def __init__(self, references: Sequence[Reference]) -> None:
        """Raises BadParameter for a picture that cannot be decoded."""
        self._images = [(reference.role, _decoded(reference)) for reference in references]

    def exhibits(self) -> list[Exhibit]:
        """What is to stand in the scene: characters first, then framed pictures."""
        characters = self._of("character")
        pictures = self._of("image")
        if self._of("mask") and not self._of("startImage"):
            pictures = pictures[1:]
        likenesses = [likeness_of(image, n) for n, image in enumerate(characters)]
        return likenesses + [print_of(image, n) for n, image in enumerate(pictures)]

    def behind(self, back: Image.Image, strength: float) -> Image.Image:
        """The backdrop with the start image showing through, dissolving into the end image."""
        start, end = self._base(back.size), self._first("endImage", back.size)
        if start:
            back = Image.blend(start, back, min(1.0, max(0.0, strength)) * 0.4)
        if end:
            ramp = np.clip((np.linspace(-0.35, 1.35, back.width, dtype=np.float32)), 0, 1)
            eased = ramp * ramp * (3 - 2 * ramp)
            back = Image.composite(end, back, grey(np.tile(eased, (back.height, 1))))
        return back

    def kept_in_mask(self, figures: Image.Image) -> Image.Image:
        """The figures, made to fit into what the mask leaves free."""
        masks = self._of("mask")
        room = _painted(masks[0]).resize(figures.size).getbbox() if masks else None
        group = figures.getbbox()
        if room is None or group is None:
            return figures
        size = (room[2] - room[0], room[3] - room[1])
        fitted = ImageOps.contain(figures.crop(group), (max(1, int(size[0] * 0.92)), size[1]))
        placed = Image.new("RGBA", figures.size)
        left = room[0] + (size[0] - fitted.width) // 2
        placed.paste(fitted, (left, room[1] + int((size[1] - fitted.height) * 0.85)))
        return placed

    def in_their_colours(self, picture: Image.Image) -> Image.Image:
        """The picture in the palette of the style references: their tones, spread and tints."""
        styles = self._of("style")
        if not styles:
            return picture
        wanted = np.concatenate([_samples(image.convert("RGB")) for image in styles])
        own = _samples(picture)
        own_mean, wanted_mean = own.mean(axis=0), wanted.mean(axis=0)
        spread = (wanted.std(axis=0) + 0.02) / (own.std(axis=0) + 0.02)
        spread = np.clip(spread, 0.45, 1.9)

        def moved(colours: Plane) -> Plane:
            target = (_opponent(colours) - own_mean) * spread + wanted_mean
            mixed = _opponent(colours) * (1 - STYLE_WEIGHT) + target * STYLE_WEIGHT
            return _from_opponent(np.asarray(mixed, dtype=np.float32))

        return graded(picture, moved)

    def where_masked(self, picture: Image.Image) -> Image.Image:
        """The picture where the mask is white (or clear), the start image elsewhere."""
        masks = self._of("mask")
        start = self._base(picture.size)
        if not masks or start is None:
            return picture
        return Image.composite(picture, start, _painted(masks[0]).resize(picture.size))

    def _of(self, role: Role) -> list[Image.Image]:
        return [image for own, image in self._images if own == role]

    def _first(self, role: Role, size: tuple[int, int]) -> Image.Image | None:
        images = self._of(role)
        return (
            ImageOps.fit(_flattened(images[0]), size, Image.Resampling.LANCZOS) if images else None
        )

    def _base(self, size: tuple[int, int]) -> Image.Image | None:
        """The start image; an inpainting without one takes the first picture given."""
        start = self._first("startImage", size)
        return start or (self._first("image", size) if self._of("mask") else None)


def _decoded(reference: Reference) -> Image.Image:
    try:
        with Image.open(io.BytesIO(reference.data)) as image:
            image.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))
            upright = ImageOps.exif_transpose(image).convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise BadParameter(f"The {reference.role} reference is not a readable image.") from error
    upright.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    return upright


def _flattened(image: Image.Image) -> Image.Image:
    white = Image.new("RGB", image.size, "white")
    white.paste(image, (0, 0), image)
    return white


def _painted(mask: Image.Image) -> Image.Image:
    alpha = mask.getchannel("A")
    low, _ = alpha.getextrema()
    if isinstance(low, int) and low < 128:
        return ImageOps.invert(alpha)
    return mask.convert("L")


def _samples(image: Image.Image) -> Plane:
    small = image.resize((PALETTE_SIDE, PALETTE_SIDE), Image.Resampling.BOX)
    return _opponent(np.asarray(small, dtype=np.float32).reshape(-1, 3) / np.float32(255))


def _opponent(colours: Plane) -> Plane:
    """Rows of r, g, b as brightness, red against green, yellow against blue."""
    red, green, blue = colours[:, 0], colours[:, 1], colours[:, 2]
    bright = 0.299 * red + 0.587 * green + 0.114 * blue
    return np.stack([bright, red - green, (red + green) / 2 - blue], axis=1).astype(np.float32)


def _from_opponent(values: Plane) -> Plane:
    bright, red_green, yellow_blue = values[:, 0], values[:, 1], values[:, 2]
    # Solves the three equations of _opponent for green first.
    green = bright - 0.299 * red_green - 0.114 * (red_green / 2 - yellow_blue)
    red = green + red_green
    blue = green + red_green / 2 - yellow_blue
    return np.stack([red, green, blue], axis=1).astype(np.float32)
