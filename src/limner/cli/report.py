"""What a command tells of an ended run."""

from __future__ import annotations

from collections.abc import Sequence
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
    return 0 if run["status"] == "succeeded" else RUN_FAILED


def _tell(run: Json, files: Sequence[Path]) -> None:
    console = Console(stderr=True)
    for name, node in run["nodes"].items():
        for warning in node["warnings"]:
            console.print(f"[yellow]Warning[/] {escape(name)}: {escape(warning['message'])}")
    if run["error"] is not None:
        show(console, run["error"] | {"runId": run["id"]})
    if files:
        for file in files:
            typer.echo(file)
        return
    for name, value in (run["outputs"] or {}).items():
        typer.echo(f"{name}: {_as_text(value)}")


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
