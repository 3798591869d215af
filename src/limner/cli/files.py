"""Images into files: named after what they are, whole or not there, and never over another."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from limner.errors import StorageError
from limner.media.names import extension_of, safe_name
from limner.nodes.contract import MADE

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ResultImage:
    """A kept image of a run, and the name of the result it belongs to."""

    name: str
    asset_id: str
    mime_type: str


def images_in(name: str, value: Any) -> Iterator[ResultImage]:
    """The images in an output's value, in their order: image objects, and lists of them."""
    if isinstance(value, list):
        for part in value:
            yield from images_in(name, part)
    elif isinstance(value, dict) and any(isinstance(value.get(key), list) for key in MADE):
        for key in MADE:
            yield from images_in(name, value.get(key))
    elif isinstance(value, dict) and isinstance(value.get("_metadata"), dict):
        metadata = value["_metadata"]
        yield ResultImage(name, metadata["attachmentId"], metadata["mimeType"])


def file_names(images: Sequence[ResultImage]) -> list[str]:
    """A name for each image: its result's, numbered where that has several."""
    totals: dict[str, int] = {}
    for image in images:
        totals[image.name] = totals.get(image.name, 0) + 1
    seen: dict[str, int] = {}
    names = []
    for image in images:
        seen[image.name] = seen.get(image.name, 0) + 1
        number = f"-{seen[image.name]}" if totals[image.name] > 1 else ""
        names.append(f"{safe_name(image.name)}{number}.{extension_of(image.mime_type)}")
    return names


def write_new(path: Path, data: bytes, *, replace: bool = False) -> Path:
    """Write a file, under the next free name where its own is taken; where it stands now.

    Raises StorageError.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _finished_file(path.parent, data) as finished:
            target = path if replace else _reserve(path)
            finished.replace(target)
    except OSError as error:
        raise StorageError(
            f"{path} cannot be written: {error.strerror}.",
            hint="The image is not lost: it is kept in the library.",
        ) from error
    return target


@contextlib.contextmanager
def _finished_file(folder: Path, data: bytes) -> Iterator[Path]:
    """A hidden file with the content, on the disk; gone at the end unless it was renamed."""
    path = folder / f".limner-{secrets.token_hex(8)}"
    try:
        with path.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        yield path
    finally:
        path.unlink(missing_ok=True)


def _reserve(path: Path) -> Path:
    """Claim the first free name of `fox.png`, `fox-2.png`, `fox-3.png`, …"""
    candidate, number = path, 1
    while True:
        try:
            candidate.touch(exist_ok=False)
        except FileExistsError:
            number += 1
            candidate = path.with_stem(f"{path.stem}-{number}")
        else:
            return candidate
