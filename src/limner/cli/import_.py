"""`limner import`: workflows from files that `limner export` or the canvas wrote."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from limner.cli.backend import Backend, open_backend
from limner.cli.bundle import unpacked
from limner.cli.launch import launch, read_settings
from limner.errors import BadField, MalformedJson
from limner.settings import Settings
from limner.workflows.called_names import with_ids
from limner.workflows.document import parse_document
from limner.workflows.upgrade import upgrade

Json = dict[str, Any]
Files = dict[str, tuple[str, bytes]]

_MISSING = "not_found"
"""What a problem is called whose node names something that is not here."""

_MOST_BYTES = 1024 * 1024 * 1024


def command(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="JSON, or a zip with images.")
    ],
) -> None:
    """Keep workflows from files, each as a new one; prints their ids.

    Name those first that others have run as tools: they are found by name.
    """
    launch(_import(read_settings(), files))


async def _import(settings: Settings, paths: list[Path]) -> int:
    """All is read and all images are brought in first: what is wrong with one file keeps none."""
    read = [_read(path) for path in paths]
    async with open_backend(settings) as backend:
        ready = [await _with_images(backend, document, files) for document, files in read]
        for path, document in zip(paths, ready, strict=True):
            made = await backend.create_workflow(document)
            typer.echo(made["id"])
            for problem in made["problems"]:
                if problem["code"] == _MISSING:
                    typer.echo(f"{path}: {problem['nodeId']}: {problem['message']}", err=True)
    return 0


async def _with_images(backend: Backend, document: Json, files: Files) -> Json:
    new_ids = {
        asset_id: await backend.upload(name, data) for asset_id, (name, data) in files.items()
    }
    named: Json = with_ids(document, new_ids)
    return named


def _read(path: Path) -> tuple[Json, Files]:
    """Raises BadField, MalformedJson and InvalidDocument."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise BadField(f"{path} has more than {_MOST_BYTES} bytes.")
        data = path.read_bytes()
    except OSError as error:
        raise BadField(f"{path} cannot be read: {error.strerror}.") from error
    files: Files = {}
    if zipfile.is_zipfile(path):
        data, files = unpacked(data)
    try:
        return parse_document(upgrade(msgspec.json.decode(data))).raw, files
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise MalformedJson(f"{path} is not valid JSON: {error}.") from error
