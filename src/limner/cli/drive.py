"""Takes one run from its start to its end: shows it, keeps to its time, cancels it on Ctrl-C."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from limner.cli.backend import Backend
from limner.cli.files import ResultImage, file_names, images_in, write_new
from limner.cli.progress import ProgressDisplay
from limner.cli.review import Review, ask
from limner.errors import RunCancelled, RunError

Json = dict[str, Any]

_ENDED = frozenset({"succeeded", "failed", "cancelled"})


async def run_to_end(
    backend: Backend,
    document: Json,
    inputs: Json,
    timeout: float | None,
    review: Review = ask,
    budget: int | None = None,
) -> Json:
    """Start a run, for so many credits at most, and wait for its end as ``follow_to_end`` does.

    Raises what keeps a run from starting, too.
    """
    return await follow_to_end(
        backend, await backend.start(document, inputs, budget), timeout, review
    )


async def follow_to_end(
    backend: Backend, run_id: str, timeout: float | None, review: Review = ask
) -> Json:
    """Wait for the end of a run; the run as the interface gives it.

    Being interrupted cancels the run before this returns. Raises RunCancelled when the
    time runs out (in seconds), RunError when the server goes away or a prompt waits that nobody
    confirms.
    """
    try:
        async with asyncio.timeout(timeout):
            run = await _followed(backend, run_id, review)
    except TimeoutError:
        await backend.cancel(run_id)
        raise RunCancelled(
            f"The run did not end within {timeout:g} seconds and was cancelled."
        ) from None
    except asyncio.CancelledError:
        await backend.cancel(run_id)
        raise
    if run["status"] not in _ENDED:
        raise RunError(
            "The server stopped in the middle of the run.", hint="It goes on after the next start."
        )
    return run


async def _followed(backend: Backend, run_id: str, review: Review) -> Json:
    """The run once it goes on no further, with the prompts confirmed that it waited for."""
    seen = 0
    while True:
        before, seen = seen, await _show(backend, run_id, seen)
        run = await backend.run(run_id)
        if run["status"] in _ENDED or seen == before:
            return run
        if run["status"] != "paused":
            # It was paused at an earlier time.
            continue
        waiting = {
            name: node["review"]["prompt"] for name, node in run["nodes"].items() if node["review"]
        }
        if not waiting:
            # Somebody has paused it, and lets it go on.
            continue
        confirmed = await review(waiting)
        if confirmed is None:
            raise RunError(
                f"The run waits: the prompt of {', '.join(waiting)} is to be confirmed first.",
                hint="Run it with --accept-prompts, or confirm it on the canvas or through "
                f"POST /api/runs/{run_id}/resume.",
                extra={"runId": run_id},
            )
        await backend.confirm(run_id, confirmed)


async def _show(backend: Backend, run_id: str, seen: int) -> int:
    """Show what happens after an event until the run ends or pauses; the last event's number."""
    with ProgressDisplay(Console(stderr=True)) as display:
        async for event in backend.events(run_id, seen):
            display.take(event)
            seen = event["seq"]
            if event["type"] == "run.paused":
                break
    return seen


def result_images(run: Json, answering: Sequence[str]) -> list[ResultImage]:
    """The images of a run's answer; of all its nodes where nothing answers."""
    nodes: Json = run["nodes"]
    outputs = {name: node["output"] or {} for name, node in nodes.items()}
    answers = [outputs[node_id] for node_id in answering if node_id in outputs]
    if not answers:
        return [image for name, output in outputs.items() for image in images_in(name, output)]
    return [
        image
        for answer in answers
        for name, value in answer.items()
        for image in images_in(name, value)
    ]


async def save_images(backend: Backend, images: Sequence[ResultImage], folder: Path) -> list[Path]:
    """Write images into a folder, each under a free name. Raises StorageError."""
    return [
        write_new(folder / name, await backend.content(image.asset_id))
        for image, name in zip(images, file_names(images), strict=True)
    ]
