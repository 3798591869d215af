"""The image formats Limner knows, told apart by their first bytes."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

OutputFormat = Literal["png", "jpeg", "webp"]
"""What Limner encodes."""


class Format(StrEnum):
    """What Limner decodes."""

    PNG = "png"
    JPEG = "jpeg"
    WEBP = "webp"
    GIF = "gif"
    AVIF = "avif"

    @property
    def mime(self) -> str:
        return f"image/{self.value}"


UPLOAD_FORMATS = frozenset({Format.PNG, Format.JPEG, Format.WEBP})
"""What a person may upload; providers may also answer in the others."""

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", Format.PNG),
    (b"\xff\xd8\xff", Format.JPEG),
    (b"GIF87a", Format.GIF),
    (b"GIF89a", Format.GIF),
)


def sniff(data: bytes) -> Format | None:
    """The format that the first bytes announce, or None for anything else."""
    for signature, found in _SIGNATURES:
        if data.startswith(signature):
            return found
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Format.WEBP
    if data[4:12] in (b"ftypavif", b"ftypavis"):
        return Format.AVIF
    return None
