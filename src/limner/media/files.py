"""Files of any type among the assets: told by content, images held to what images are held to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from limner.errors import FileTooLarge, UnsupportedType
from limner.media.assets import Assets, KeptImage
from limner.media.chunks import Readable
from limner.media.file_types import IMAGE_TYPES, TYPE_BYTES, type_of
from limner.media.films import film_facts
from limner.storage.incoming import IncomingFile

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
    length_ms: int | None = None
    transparent: bool = False


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
    return await _as_it_is(assets, content, content, mime_type)


async def keep_film(
    assets: Assets, content: bytes | IncomingFile, kinds: Sequence[str]
) -> KeptFile:
    """A film or a sound as it is, durable; ``kinds`` are what its type may begin with.

    Raises UnsupportedType for anything else. Call ``assets.let_go`` as for ``keep_file``.
    """
    looked_at = content.look() if isinstance(content, IncomingFile) else content
    mime_type = type_of(looked_at[:TYPE_BYTES])
    if not mime_type.startswith(tuple(f"{kind}/" for kind in kinds)):
        raise UnsupportedType(f"The file is {mime_type}, not {' or '.join(kinds)}.")
    return await _as_it_is(assets, content, looked_at, mime_type)


async def _as_it_is(
    assets: Assets, content: bytes | IncomingFile, looked_at: Readable, mime_type: str
) -> KeptFile:
    facts = film_facts(looked_at, mime_type)
    digest = await assets.keep_bytes(content)
    return KeptFile(digest, mime_type, len(looked_at), facts.width, facts.height, facts.length_ms)


def file_of(image: KeptImage) -> KeptFile:
    """A kept image as one file among others."""
    return KeptFile(
        image.digest,
        image.mime_type,
        image.size_bytes,
        image.width,
        image.height,
        transparent=image.transparent,
    )
