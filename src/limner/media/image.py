"""What Limner does to pictures: bytes in, bytes out, nothing kept in between.

Every function here is pure and may be run in a worker process (`pool.py`). What comes
out was encoded here: 8-bit sRGB, upright, without the metadata of what came in.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image

from limner.errors import BadField, FileTooLarge, ImageTooLarge, UnsupportedType
from limner.media.decode import Picture, decode
from limner.media.formats import UPLOAD_FORMATS, Format, OutputFormat, sniff
from limner.media.probe import probe
from limner.media.repack import repacked

MAX_UPLOAD_BYTES = 10 * 1024 * 1024
THUMBNAIL_WIDTHS = (64, 256, 512, 1024)
FIRST_FRAME_ONLY = "first_frame_only"
"""Note on an image whose animation was left behind."""

TRANSPARENT = "transparent"
"""Note on an image that shows something of what lies behind it."""

_OPAQUE = 255

DEFAULT_QUALITY = 92
_REENCODING_QUALITY = 95
"""For bytes that were lossy before: what the second encoding loses cannot be seen."""
_THUMBNAIL_QUALITY = 80
_WHITE = (255, 255, 255)
_LONGEST_SIDE: dict[OutputFormat, int] = {"png": 2**31 - 1, "jpeg": 65_500, "webp": 16_383}
"""PNG (W3C) section 11.2.1; libjpeg's JPEG_MAX_DIMENSION; WebP (RFC 9649) section 1."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """An encoded image with the facts that are kept about it (pixels, true MIME type)."""

    data: bytes
    mime: str
    width: int
    height: int
    notes: tuple[str, ...] = ()


def normalise_upload(data: bytes) -> Encoded:
    """An uploaded file, held to the limit of uploads and normalised.

    Raises FileTooLarge, UnsupportedType, DamagedImage or ImageTooLarge.
    """
    if len(data) > MAX_UPLOAD_BYTES:
        raise FileTooLarge(f"The file has {len(data)} bytes; the limit is {MAX_UPLOAD_BYTES}.")
    return normalise(data)


def normalise(data: bytes) -> Encoded:
    """A PNG, JPEG or WebP, checked by decoding all of it and encoded anew in its own format.

    Of an animation the first frame stays. Raises UnsupportedType, DamagedImage or ImageTooLarge.
    """
    info = probe(data)
    if info.format not in UPLOAD_FORMATS:
        raise UnsupportedType(
            f"{info.format.value.upper()} files cannot be uploaded.",
            hint="Use a PNG, JPEG or WebP image.",
        )
    picture = decode(data)
    return encoded_like(picture, picture.image)


def convert(data: bytes, format: OutputFormat, quality: int = DEFAULT_QUALITY) -> Encoded:
    """Any image Limner can read, in `format`; `quality` (1 to 100) is for JPEG and WebP.

    Raises UnsupportedType, DamagedImage or ImageTooLarge.
    """
    if format == "png" and sniff(data) is Format.PNG:
        plain = repacked(data)
        if plain is not None:
            return Encoded(plain[0], Format.PNG.mime, *plain[1:])
    picture = decode(data)
    return encode(picture.image, format, quality=quality, notes=_notes(picture))


def thumbnail(data: bytes, width: int) -> Encoded:
    """A WebP at most `width` pixels wide, one of THUMBNAIL_WIDTHS; never enlarged.

    Raises BadField for another width, and what `convert` raises.
    """
    if width not in THUMBNAIL_WIDTHS:
        allowed = ", ".join(map(str, THUMBNAIL_WIDTHS))
        raise BadField(f"Thumbnails are {allowed} pixels wide, not {width}.")
    info = probe(data)
    about = (width, max(1, round(info.height * width / info.width)))
    image = decode(data, about=about).image
    if image.width > width:
        height = max(1, round(image.height * width / image.width))
        image = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return encode(image, "webp", quality=_THUMBNAIL_QUALITY, method=0)


def crop(data: bytes, x: int, y: int, width: int, height: int) -> Encoded:
    """The rectangle from (x, y), in pixels of the upright image, in the image's own format.

    Raises BadField when the rectangle is empty or leaves the image, and what `convert` raises.
    """
    picture = decode(data)
    image = picture.image
    starts_inside = x >= 0 and y >= 0 and width >= 1 and height >= 1
    if not starts_inside or x + width > image.width or y + height > image.height:
        raise BadField(
            f"The rectangle {width} × {height} at ({x}, {y}) is not inside the image, "
            f"which has {image.width} × {image.height} pixels."
        )
    return encoded_like(picture, image.crop((x, y, x + width, y + height)))


def encode(
    image: Image.Image,
    format: OutputFormat,
    *,
    quality: int = DEFAULT_QUALITY,
    method: int = 4,
    lossless: bool = False,
    notes: tuple[str, ...] = (),
) -> Encoded:
    """An RGB or RGBA image as bytes; JPEG has no transparency and gets a white ground.

    `method` (0 fast to 6 small) and `lossless` are WebP's. Raises ImageTooLarge when a side is
    longer than the format allows.
    """
    longest = _LONGEST_SIDE[format]
    if max(image.size) > longest:
        raise ImageTooLarge(f"A {format.upper()} image is at most {longest} pixels a side.")
    options: dict[str, Any]
    if format == "png":
        # Photos: a seventh of the time of the default, and no larger (measured on 1024 px).
        options = {"compress_level": 1, "compress_type": zlib.Z_RLE}
    elif format == "jpeg":
        options = {"quality": quality, "subsampling": 0 if quality > 90 else 2}
    else:
        options = {"quality": quality, "method": method, "lossless": lossless}
    target = BytesIO()
    (_on_white(image) if format == "jpeg" else image).save(target, format=format, **options)
    if format != "jpeg" and _is_transparent(image):
        notes = (*notes, TRANSPARENT)
    return Encoded(target.getvalue(), Format(format).mime, image.width, image.height, notes)


def _is_transparent(image: Image.Image) -> bool:
    if image.mode != "RGBA":
        return False
    least, _ = image.getchannel("A").getextrema()
    return isinstance(least, int) and least < _OPAQUE


def encoded_like(picture: Picture, image: Image.Image, notes: tuple[str, ...] = ()) -> Encoded:
    """What was made of a decoded image, in the format that it came in. Raises ImageTooLarge."""
    source = picture.info.format
    format: OutputFormat = (
        "jpeg" if source is Format.JPEG else "webp" if source is Format.WEBP else "png"
    )
    return encode(
        image,
        format,
        quality=_REENCODING_QUALITY,
        lossless=picture.info.lossless,
        notes=(*_notes(picture), *notes),
    )


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image.convert("RGB")
    ground = Image.new("RGB", image.size, _WHITE)
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def _notes(picture: Picture) -> tuple[str, ...]:
    return (FIRST_FRAME_ONLY,) if picture.animated else ()
