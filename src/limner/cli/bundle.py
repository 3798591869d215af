"""A workflow and the images it holds in one zip. What is read may come from anywhere."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from limner.errors import BadField
from limner.media.image import MAX_UPLOAD_BYTES
from limner.workflows.document import MAX_BYTES

WORKFLOW_FILE = "workflow.json"
MOST_ASSETS = 2_000

_ASSET_ID = re.compile(r"ast_[0-9a-z]{26}")
_ASSET_FILE = re.compile(rf"assets/({_ASSET_ID.pattern})/([^/\\]{{1,255}})")
_AN_OLD_DAY = (1980, 1, 1, 0, 0, 0)


def asset_ids_in(value: Any) -> list[str]:
    """The ids of assets that a document names, each once, in their order."""
    return list(dict.fromkeys(text for text in _texts(value) if _ASSET_ID.fullmatch(text)))


def packed(document: bytes, files: Mapping[str, tuple[str, bytes]]) -> bytes:
    """The zip; the same bytes for the same workflow. Files are named by their asset's id."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr(_entry(WORKFLOW_FILE, zipfile.ZIP_DEFLATED), document)
        for asset_id, (name, data) in files.items():
            archive.writestr(_entry(f"assets/{asset_id}/{name}", zipfile.ZIP_STORED), data)
    return kept.getvalue()


def unpacked(data: bytes) -> tuple[bytes, dict[str, tuple[str, bytes]]]:
    """The document's text, and by asset id the name and the bytes of each image.

    Raises BadField for what is no such zip, or too large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            document = _read(archive, WORKFLOW_FILE, MAX_BYTES)
            found = [_ASSET_FILE.fullmatch(name) for name in archive.namelist()]
            named = [match for match in found if match is not None]
            if len(named) > MOST_ASSETS:
                raise BadField(f"The zip has more than {MOST_ASSETS} images.")
            return document, {
                match[1]: (match[2], _read(archive, match[0], MAX_UPLOAD_BYTES)) for match in named
            }
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise BadField(f"The zip cannot be read: {error}.") from None


def _read(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """One file of a zip, whatever size it says of itself."""
    try:
        with archive.open(name) as file:
            data = file.read(most + 1)
    except KeyError:
        raise BadField(
            f"The zip has no {name}.", hint="limner export --assets makes one."
        ) from None
    if len(data) > most:
        raise BadField(f"{name} in the zip has more than {most} bytes.")
    return data


def _entry(name: str, compression: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _AN_OLD_DAY)
    entry.compress_type = compression
    return entry


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
