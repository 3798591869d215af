"""What keeps a command from its end, wherever it was noticed: here or at the server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape

from limner.errors import InputError, LimnerError, NotFound

RUN_FAILED = 1
BAD_INPUT = 2
_BAD_INPUT_STATUSES = frozenset({400, 404, 413, 415, 422})


class Refused(Exception):
    """The server answered with a problem (RFC 9457)."""

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        self.status = status
        self.body = {"detail": f"The server answered {status}.", **body}
        super().__init__(self.body["detail"])


def exit_code(error: LimnerError | Refused) -> int:
    """2 where the caller can put it right by typing something else, otherwise 1."""
    if isinstance(error, Refused):
        return BAD_INPUT if error.status in _BAD_INPUT_STATUSES else RUN_FAILED
    return BAD_INPUT if isinstance(error, InputError | NotFound) else RUN_FAILED


def as_json(error: LimnerError | Refused) -> dict[str, Any]:
    return error.body if isinstance(error, Refused) else error.as_json()


def show(console: Console, error: Mapping[str, Any]) -> None:
    """Print an error as the interface gives it: what, where, and what to do."""
    where = f"{escape(error['nodeId'])}: " if error.get("nodeId") else ""
    faults = error.get("errors") or []
    several = len(faults) > 1
    headline = f"{error.get('title')}: {len(faults)} problems" if several else error["detail"]
    console.print(f"[bold red]Error[/] {where}{escape(headline)}", soft_wrap=True)
    for fault in faults if several else ():
        place, code = escape(_place(fault)), escape(fault["code"])
        console.print(
            f"  [bold]{place}[/]  {escape(fault['message'])} [dim]({code})[/]", soft_wrap=True
        )
    if error.get("possibleCost") is not None:
        console.print(f"It may have cost up to {error['possibleCost']} cr.", soft_wrap=True)
    if error.get("hint"):
        console.print(f"[dim]→[/] {escape(str(error['hint']))}", soft_wrap=True)
    if error.get("runId"):
        console.print(f"[dim]Run {escape(str(error['runId']))}[/]", soft_wrap=True)


def complain(message: str, hint: str = "") -> typer.Exit:
    """Say what is wrong with what was typed; to be raised."""
    show(Console(stderr=True), {"detail": message, "hint": hint})
    return typer.Exit(BAD_INPUT)


def _place(fault: Mapping[str, Any]) -> str:
    """Where a problem is: node and field of a document, or the path in a body."""
    parts = [fault.get("nodeId"), fault.get("field"), *(fault.get("loc") or [])]
    return ".".join(str(part) for part in parts if part is not None)
