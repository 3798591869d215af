"""`limner run`: a workflow from a file, with inputs from the command line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from limner.cli.backend import Backend, open_backend
from limner.cli.drive import result_images, run_to_end, save_images
from limner.cli.launch import launch, read_settings
from limner.cli.options import AcceptPrompts, AsJson, Out, Timeout
from limner.cli.report import tell_run
from limner.cli.review import Review, accept, ask
from limner.cli.values import FileValue, read_image, read_inputs, read_pairs
from limner.errors import BadField, MalformedJson
from limner.models.catalog import load_catalog
from limner.nodes import load_nodes
from limner.nodes.contract import CheckScope
from limner.settings import Settings
from limner.workflows.budget import MOST_CREDITS
from limner.workflows.document import Document, parse_document
from limner.workflows.reading import Readings
from limner.workflows.upgrade import upgrade

Json = dict[str, Any]


def command(
    workflow: Annotated[Path, typer.Argument(metavar="WORKFLOW", help="A JSON file.")],
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="NAME=VALUE",
            help="Inputs of the workflow. Images are files; lists and parameters are JSON, "
            "or @FILE.",
        ),
    ] = None,
    out: Out = None,
    as_json: AsJson = False,
    timeout: Timeout = None,
    budget: Annotated[
        int | None,
        typer.Option(metavar="CREDITS", min=0, max=MOST_CREDITS, help="The most the run may cost."),
    ] = None,
    accept_prompts: AcceptPrompts = False,
) -> None:
    """Run a workflow from a file."""
    follow = Following(timeout, accept if accept_prompts else ask, budget)
    work = _run(read_settings(), workflow, inputs or [], out, as_json, follow)
    launch(work, json_errors=as_json)


@dataclass(frozen=True, slots=True)
class Following:
    """How a run is followed: for how many seconds at most, who confirms its prompts, and for how
    many credits."""

    timeout: float | None
    review: Review
    budget: int | None = None


async def _run(
    settings: Settings,
    path: Path,
    words: list[str],
    out: Path | None,
    as_json: bool,
    follow: Following,
) -> int:
    document = read_document(path)
    readings = readings_of(document, settings)
    values = read_inputs(readings.run_inputs, read_pairs(words))
    async with open_backend(settings) as backend:
        given = {name: await _uploaded(backend, value) for name, value in values.items()}
        run = await run_to_end(
            backend, document.raw, given, follow.timeout, follow.review, follow.budget
        )
        files = await written_files(backend, run, readings, out)
    return tell_run(run, files, as_json=as_json)


def readings_of(document: Document, settings: Settings) -> Readings:
    """A document's nodes as those that ship read them."""
    return Readings(document, load_nodes(), CheckScope(load_catalog(), settings.max_prompt))


async def written_files(
    backend: Backend, run: Json, readings: Readings, out: Path | None
) -> list[Path]:
    """Write the images of a run's answer into a folder, if there is one; the files."""
    if out is None:
        return []
    answering = [
        record.id
        for record in readings.document.nodes
        if (reading := readings.of(record.id)) and reading.node.gives_answer
    ]
    return await save_images(backend, result_images(run, answering), out)


def read_document(path: Path) -> Document:
    """A workflow from a file. Raises BadField, MalformedJson and InvalidDocument."""
    try:
        return parse_document(upgrade(msgspec.json.decode(path.read_bytes())))
    except OSError as error:
        raise BadField(f"{path} cannot be read: {error.strerror}.") from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise MalformedJson(f"{path} is not valid JSON: {error}.") from error


async def _uploaded(backend: Backend, value: Any) -> Any:
    if isinstance(value, FileValue):
        return await backend.upload(value.path.name, read_image(value.path))
    return value
