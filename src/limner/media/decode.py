"""From the bytes of a file to pixels one can rely on: 8-bit RGB or RGBA, sRGB, upright.

Made for worker processes: the decoders of hostile files run here, and memory may run out.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from types import MappingProxyType

from PIL import (
    AvifImagePlugin,
    ExifTags,
    GifImagePlugin,
    Image,
    ImageCms,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)

from limner.errors import DamagedImage, ImageTooLarge, LimnerError
from limner.media.chunks import PNG_SIGNATURE_BYTES, Chunk, png_chunks
from limner.media.formats import Format
from limner.media.probe import MAX_PIXELS, ImageInfo, check_size, probe

# Pillow's own guard against bombs stays as a second one, at the same limit.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS

_OPENERS: Mapping[Format, Callable[[BytesIO], ImageFile.ImageFile]] = MappingProxyType(
    {
        Format.PNG: PngImagePlugin.PngImageFile,
        Format.JPEG: JpegImagePlugin.JpegImageFile,
        Format.WEBP: WebPImagePlugin.WebPImageFile,
        Format.GIF: GifImagePlugin.GifImageFile,
        Format.AVIF: AvifImagePlugin.AvifImageFile,
    }
)
"""Called directly, so that only the decoder of the sniffed format ever sees the bytes."""

_UPRIGHT: Mapping[int, Image.Transpose] = MappingProxyType(
    {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
)
"""EXIF orientation (Exif 2.32, tag 0x0112) to the turn that undoes it."""

_PNG_IMAGE_CHUNKS = frozenset(
    {b"IHDR", b"PLTE", b"tRNS", b"iCCP", b"sRGB", b"eXIf", b"IDAT", b"IEND"}
)
_OPAQUE = (255, 255)
_SIXTEEN_TO_EIGHT_BITS = 257


@dataclass(frozen=True, slots=True)
class Picture:
    """Decoded pixels (mode RGB or RGBA) and the facts of the file they came from."""

    image: Image.Image
    info: ImageInfo
    animated: bool


def decode(data: bytes, *, about: tuple[int, int] | None = None) -> Picture:
    """Decodes the whole first frame; `about` lets a JPEG be decoded at a smaller scale.

    Raises UnsupportedType, DamagedImage or ImageTooLarge.
    """
    info = probe(data)
    with _decoder_faults():
        file = _OPENERS[info.format](BytesIO(_without_text(data, info)))
        check_size(*file.size)
        orientation = _orientation(file)
        if about is not None:
            file.draft(None, about[::-1] if orientation >= 5 else about)
        file.load()
        image = _upright(_rgb(file), orientation)
        # Encoders write what they find in `info`: profiles, comments, resolution.
        image.info = {}
    return Picture(image, info, _is_animated(file, data, info))


@contextmanager
def _decoder_faults() -> Iterator[None]:
    """Decoders meet hostile bytes with any exception there is; all mean a damaged image."""
    try:
        yield
    except LimnerError:
        raise
    except (MemoryError, Image.DecompressionBombError):
        raise ImageTooLarge("The image needs more memory than one image may take.") from None
    except Exception as fault:
        reason = str(fault) or type(fault).__name__
        raise DamagedImage(f"The image cannot be decoded: {reason}.") from fault


def _without_text(data: bytes, info: ImageInfo) -> bytes:
    """A PNG reduced to what makes the picture: text, however large, is never unpacked.

    Raises DamagedImage for a wrong checksum in a chunk no picture can do without.
    """
    if info.format is not Format.PNG:
        return data
    view = memoryview(data)
    kept = [view[:PNG_SIGNATURE_BYTES]]
    for chunk in png_chunks(data):
        if chunk.kind not in _PNG_IMAGE_CHUNKS:
            continue
        if _checksum_holds(view, chunk):
            kept.append(view[chunk.first : chunk.after])
        elif chunk.kind.isupper():
            raise DamagedImage("The PNG file is damaged: a checksum is wrong.")
    return b"".join(kept)


def _checksum_holds(view: memoryview, chunk: Chunk) -> bool:
    return zlib.crc32(view[chunk.first + 4 : chunk.end]) == int.from_bytes(
        view[chunk.end : chunk.after], "big"
    )


def _is_animated(file: ImageFile.ImageFile, data: bytes, info: ImageInfo) -> bool:
    if info.format is Format.PNG:
        return any(chunk.kind == b"acTL" for chunk in png_chunks(data))
    return bool(getattr(file, "is_animated", False))


def _orientation(file: ImageFile.ImageFile) -> int:
    """1 to 8; metadata that cannot be read is no reason to refuse the picture."""
    try:
        orientation = file.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:
        return 1
    return orientation if orientation in _UPRIGHT else 1


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    turn = _UPRIGHT.get(orientation)
    return image if turn is None else image.transpose(turn)


def _rgb(file: ImageFile.ImageFile) -> Image.Image:
    profile = file.info.get("icc_profile")
    image = _eight_bits(file)
    alpha = image.getchannel("A") if image.mode in {"RGBA", "LA"} else None
    colours = _in_srgb(image.convert("L") if image.mode == "LA" else image, profile)
    if alpha is not None and alpha.getextrema() != _OPAQUE:
        colours.putalpha(alpha)
    return colours


def _eight_bits(file: ImageFile.ImageFile) -> Image.Image:
    """Modes L, LA, RGB, RGBA and CMYK stay; everything else becomes one of them."""
    if file.mode.startswith("I"):
        return file.point(lambda value: value / _SIXTEEN_TO_EIGHT_BITS).convert("L")
    if file.has_transparency_data:
        return file.convert("RGBA")
    if file.mode in {"L", "RGB", "CMYK"}:
        return file
    return file.convert("RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Mode RGB in sRGB; a profile that is broken or of another colour space is ignored."""
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            if not ImageCms.getProfileDescription(source).startswith("sRGB"):
                return _transformed(image, source)
        except (ImageCms.PyCMSError, OSError):
            pass
    return image.convert("RGB")


def _transformed(image: Image.Image, source: ImageCms.ImageCmsProfile) -> Image.Image:
    colours = image.convert("RGB") if image.mode == "RGBA" else image
    target = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    transform = ImageCms.buildTransform(source, target, colours.mode, "RGB")
    return transform.apply(colours)
