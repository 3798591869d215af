"""Files of any type among the assets: told by content, images held to what images are held to."""

from __future__ import annotations

from dataclasses import dataclass

from limner.errors import FileTooLarge
from limner.media.assets import Assets, KeptImage
from limner.media.file_types import IMAGE_TYPES, type_of

MAX_FILE_BYTES = 100 * 1024 * 1024
"""Of a file that passes through memory."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file whose bytes are durable, not yet an asset; None where it has no size in pixels."""

    digest: str
    mime_type: str
    size_bytes: int
    width: int | None = None
    height: int | None = None


async def keep_file(assets: Assets, content: bytes, said_type: str = "") -> KeptFile:
    """The bytes, durable. A PNG, JPEG or WebP is decoded and encoded anew, the rest stays as it is.

    ``said_type`` is the MIME type its sender gave it. Call ``assets.let_go`` with the digest once
    the row that names it is durable too. Raises UploadError: of an image what an uploaded one
    raises, FileTooLarge above MAX_FILE_BYTES.
    """
    if len(content) > MAX_FILE_BYTES:
        raise FileTooLarge(
            f"The file has {len(content):,} bytes; the limit is {MAX_FILE_BYTES:,}.",
            hint="Keep files of this size outside and pass on their address.",
        )
    mime_type = type_of(content, said_type)
    if mime_type in IMAGE_TYPES:
        return file_of(await assets.keep_image(content))
    digest = await assets.keep_bytes(content)
    return KeptFile(digest, mime_type, len(content))


def file_of(image: KeptImage) -> KeptFile:
    """A kept image as one file among others."""
    return KeptFile(image.digest, image.mime_type, image.size_bytes, image.width, image.height)
