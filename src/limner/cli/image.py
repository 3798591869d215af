"""`limner image`: one prompt, without a workflow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from limner import template
from limner.cli.backend import Backend, open_backend
from limner.cli.destination import Destination, destination_for, format_for
from limner.cli.drive import result_images, run_to_end
from limner.cli.files import write_new
from limner.cli.launch import launch, read_settings
from limner.cli.report import tell_run
from limner.cli.values import read_image, read_pairs, read_param
from limner.nodes import load_nodes
from limner.settings import Settings
from limner.workflows.document import SCHEMA

Json = dict[str, Any]

_NODE_ID = "picture"


@dataclass(frozen=True, slots=True)
class Wish:
    """What was typed of an image. ``data`` are fields of an image node, None where not typed."""

    prompt: str
    data: Json
    params: Sequence[str]
    references: Sequence[Path]
    out: Path | None
    overwrite: bool


def command(
    prompt: Annotated[str, typer.Argument(help="What the image shows.")],
    model: Annotated[str | None, typer.Option(help="The model's id; see limner models.")] = None,
    size: Annotated[str | None, typer.Option(help="Pixels, such as 1024x1024.")] = None,
    aspect_ratio: Annotated[
        str | None, typer.Option(help="Such as 16:9, or square, landscape, portrait.")
    ] = None,
    resolution: Annotated[
        str | None, typer.Option(help="1K, 2K or 4K, where the model has them.")
    ] = None,
    quality: Annotated[
        str | None, typer.Option(help="Such as low or high, where the model has it.")
    ] = None,
    style: Annotated[str | None, typer.Option(help="A style, such as watercolor.")] = None,
    seed: Annotated[int | None, typer.Option(help="The same seed, the same image.")] = None,
    count: Annotated[int, typer.Option(min=1, max=15, help="How many images.")] = 1,
    format: Annotated[
        str | None, typer.Option(help="png, jpeg or webp; by default what --out says, or png.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="A file, or a folder; by default a file here.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file of --out.")] = False,
    reference: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="A reference image; repeatable.")
    ] = None,
    param: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=VALUE", help="A parameter of the model; repeatable."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole run as JSON.")] = False,
    timeout: Annotated[
        float | None, typer.Option(min=0.1, help="Cancel after so many seconds.")
    ] = None,
) -> None:
    """Make images from a prompt."""
    data = {
        "model": model,
        "size": size,
        "aspectRatio": aspect_ratio,
        "resolution": resolution,
        "quality": quality,
        "style": style,
        "count": count,
        "format": format,
    }
    seeds = [] if seed is None else [f"seed={seed}"]
    wish = Wish(prompt, data, [*seeds, *(param or ())], reference or (), out, force)
    launch(_generate(read_settings(), wish, timeout, as_json), json_errors=as_json)


async def _generate(settings: Settings, wish: Wish, timeout: float | None, as_json: bool) -> int:
    format = format_for(wish.out, wish.data["format"])
    destination = destination_for(
        wish.out, wish.prompt, wish.data["count"], overwrite=wish.overwrite
    )
    photos = [(path.name, read_image(path)) for path in wish.references]
    document = document_for(wish, format)
    async with open_backend(settings) as backend:
        ids = [await backend.upload(name, content) for name, content in photos]
        document["nodes"][0]["data"]["references"] = {"image": ids}
        run = await run_to_end(backend, document, {}, timeout)
        files = await _save(backend, run, destination, wish.overwrite)
    return tell_run(run, files, as_json=as_json)


def document_for(wish: Wish, format: str | None) -> Json:
    """A workflow of one node that makes the images."""
    typed = {name: value for name, value in wish.data.items() if value is not None}
    if format is not None:
        typed["format"] = format
    params = {name: read_param(text) for name, text in read_pairs(wish.params).items()}
    data = typed | {"prompt": template.literal(wish.prompt), "params": params}
    node = {"id": _NODE_ID, "type": load_nodes().image_maker().type_id, "data": data}
    return {"schema": SCHEMA, "name": wish.prompt[:50], "nodes": [node], "edges": []}


async def _save(
    backend: Backend, run: Json, destination: Destination, overwrite: bool
) -> list[Path]:
    files = []
    for index, image in enumerate(result_images(run, ())):
        path = destination.path(index, image.mime_type)
        replace = overwrite and destination.suffix is not None
        files.append(write_new(path, await backend.content(image.asset_id), replace=replace))
    return files
