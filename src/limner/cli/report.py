"""What a command tells of an ended run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import typer
from rich.console import Console
from rich.markup import escape

from limner.cli.launch import print_json
from limner.cli.trouble import RUN_FAILED, show

Json = dict[str, Any]


def tell_run(run: Json, files: Sequence[Path], *, as_json: bool) -> int:
    """Print the files that were written, or else the outputs; the exit code.

    Warnings and the error go to standard error, so that the rest can be piped.
    """
    if as_json:
        print_json(run | {"files": [str(file) for file in files]})
    else:
        _tell(run, files)
    complete = run["status"] == "succeeded" and not _over_budget(run)
    return 0 if complete else RUN_FAILED


def failed_nodes(run: Json) -> dict[str, set[str]]:
    """The nodes that failed, or some of their items, with the codes of the errors."""
    found = {name: set(_codes(node)) for name, node in run["nodes"].items()}
    return {name: codes for name, codes in found.items() if codes}


def _codes(node: Json) -> Iterator[str]:
    output = node["output"] or {}
    places = [node, *(output.get("items") or []), *(output.get("errors") or [])]
    for place in places:
        error = place.get("error") if isinstance(place, dict) else None
        if isinstance(error, dict) and "code" in error:
            yield str(error["code"])


def _over_budget(run: Json) -> bool:
    """Whether something was not made for want of budget."""
    return any("budget_exceeded" in codes for codes in failed_nodes(run).values())


def _tell(run: Json, files: Sequence[Path]) -> None:
    console = Console(stderr=True)
    for name, node in run["nodes"].items():
        for warning in node["warnings"]:
            console.print(f"[yellow]Warning[/] {escape(name)}: {escape(warning['message'])}")
    if run["error"] is not None:
        show(console, run["error"] | {"runId": run["id"]})
    if _over_budget(run):
        spent = "an unknown sum" if run["cost"] is None else f"{run['cost']:,}"
        console.print(
            f"[yellow]Budget[/] {spent} of {run['budget']:,} credits are spent; not all is made.\n"
            f"[dim]→[/] limner resume {escape(run['id'])} --budget CREDITS",
            soft_wrap=True,
        )
    if files:
        for file in files:
            typer.echo(file)
        return
    for name, value in (run["outputs"] or {}).items():
        typer.echo(f"{name}: {_as_text(value)}")


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
