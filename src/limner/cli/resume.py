"""`limner resume`: lets a paused run go on, or runs again what failed in one that has ended."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from limner.cli.backend import open_backend
from limner.cli.drive import follow_to_end
from limner.cli.launch import launch, read_settings
from limner.cli.options import AcceptPrompts, AsJson, Out, Timeout
from limner.cli.report import failed_nodes, tell_run
from limner.cli.review import accept, ask
from limner.cli.run import Following, readings_of, written_files
from limner.errors import BadField
from limner.settings import Settings
from limner.workflows.budget import MOST_CREDITS
from limner.workflows.document import parse_document

Json = dict[str, Any]


def command(
    run_id: Annotated[str, typer.Argument(metavar="RUN", help="The id of a run.")],
    nodes: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="NODE",
            help="Nodes to run again; without any, all that failed. What may have been paid is "
            "sent again only where its node is named.",
        ),
    ] = None,
    budget: Annotated[
        int | None,
        typer.Option(
            metavar="CREDITS",
            min=0,
            max=MOST_CREDITS,
            help="The most the run may cost, with what it has cost already.",
        ),
    ] = None,
    out: Out = None,
    as_json: AsJson = False,
    timeout: Timeout = None,
    accept_prompts: AcceptPrompts = False,
) -> None:
    """Let a run go on, or try again what failed in it."""
    follow = Following(timeout, accept if accept_prompts else ask, budget)
    work = _resume(read_settings(), run_id, nodes or [], out, as_json, follow)
    launch(work, json_errors=as_json)


async def _resume(
    settings: Settings,
    run_id: str,
    nodes: list[str],
    out: Path | None,
    as_json: bool,
    follow: Following,
) -> int:
    async with open_backend(settings) as backend:
        run = await backend.run(run_id)
        await backend.resume(run_id, _again(run, nodes), follow.budget)
        run = await follow_to_end(backend, run_id, follow.timeout, follow.review)
        document = parse_document(await backend.run_document(run_id))
        files = await written_files(backend, run, readings_of(document, settings), out)
    return tell_run(run, files, as_json=as_json)


def _again(run: Json, nodes: list[str]) -> list[str]:
    """The nodes to run again; none where the run is paused. Raises BadField."""
    if run["status"] == "paused" or nodes:
        return nodes
    failed = failed_nodes(run)
    if not failed:
        raise BadField(f"Nothing failed in the run {run['id']}.")
    unclear = [name for name, codes in failed.items() if "unknown_outcome" in codes]
    if unclear:
        raise BadField(
            f"What {', '.join(unclear)} sent may have been paid.",
            hint=f"Name the nodes to send it again all the same: "
            f"limner resume {run['id']} {' '.join(failed)}",
        )
    return list(failed)
