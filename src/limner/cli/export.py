"""`limner export`: a workflow into a file that `limner import` and the canvas take."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from limner.cli.backend import Backend, open_backend
from limner.cli.bundle import asset_ids_in, packed
from limner.cli.files import write_new
from limner.cli.launch import launch, read_settings
from limner.media.names import safe_name
from limner.settings import Settings

Json = dict[str, Any]

_KEPT_WITH_IT = ("id", "version", "createdAt", "updatedAt", "problems")


def command(
    workflow: Annotated[str, typer.Argument(metavar="ID", help="A kept workflow.")],
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write here; - writes to standard output.")
    ] = None,
    assets: Annotated[
        bool, typer.Option("--assets", help="Write a zip with the images the workflow holds.")
    ] = False,
) -> None:
    """Write a workflow into a file. Secrets and credentials are not part of it."""
    launch(_export(read_settings(), workflow, out, assets))


async def _export(settings: Settings, workflow_id: str, out: Path | None, assets: bool) -> int:
    async with open_backend(settings) as backend:
        kept = await backend.workflow(workflow_id)
        document = {key: value for key, value in kept.items() if key not in _KEPT_WITH_IT}
        data = await _bundle(backend, document) if assets else _text(document)
    if out is not None and str(out) == "-":
        typer.echo(data, nl=False)
        return 0
    suffix = "zip" if assets else "json"
    path = out or Path(f"{safe_name(document['name'] or 'workflow')}.{suffix}")
    typer.echo(write_new(path, data))
    return 0


async def _bundle(backend: Backend, document: Json) -> bytes:
    files = {
        asset_id: ((await backend.asset(asset_id))["name"], await backend.content(asset_id))
        for asset_id in asset_ids_in(document)
    }
    return packed(_text(document), files)


def _text(document: Json) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()
