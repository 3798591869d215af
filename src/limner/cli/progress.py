"""How far a run is, node by node: told by its events, drawn on a terminal."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from rich.console import Console, RenderableType
from rich.live import Live
from rich.markup import escape
from rich.progress_bar import ProgressBar
from rich.spinner import Spinner
from rich.table import Table

Event = Mapping[str, Any]
Status = Literal["queued", "running", "done", "reused", "failed", "skipped"]

_BAR_WIDTH = 20
_MARKS: dict[Status, RenderableType] = {
    "queued": "[dim]·[/]",
    "done": "[green]✓[/]",
    "reused": "[green]=[/]",
    "failed": "[red]✗[/]",
    "skipped": "[yellow]–[/]",
}


@dataclass
class NodeProgress:
    """One node of a run. ``fraction`` is between 0 and 1, None where unknown."""

    status: Status = "queued"
    fraction: float | None = None
    text: str | None = None
    images: int = 0
    began: float | None = None
    seconds: float | None = None


class RunProgress:
    """The nodes of a run in the order in which they were first heard of."""

    def __init__(self) -> None:
        self.nodes: dict[str, NodeProgress] = {}
        self._spinner = Spinner("dots")

    def take(self, event: Event) -> None:
        """Take note of an event of the run."""
        node_id = event.get("nodeId")
        if node_id is None:
            return
        node = self.nodes.setdefault(node_id, NodeProgress())
        match event["type"]:
            case "node.started":
                node.status, node.began = "running", time.monotonic()
            case "node.progress":
                node.fraction, node.text = event.get("fraction"), event.get("text")
            case "node.image":
                node.images += 1
            case "node.finished":
                self._end(node, "reused" if event.get("cached") else "done")
            case "node.failed":
                self._end(node, "failed")
                node.text = event.get("error", {}).get("detail")
            case "node.skipped":
                self._end(node, "skipped")

    def _end(self, node: NodeProgress, status: Status) -> None:
        node.status, node.text = status, None
        node.seconds = None if node.began is None else time.monotonic() - node.began

    def __rich__(self) -> Table:
        table = Table.grid(padding=(0, 1))
        for node_id, node in self.nodes.items():
            mark = _MARKS.get(node.status, self._spinner)
            table.add_row(mark, escape(node_id), _measure(node), _words(node))
        return table


class ProgressDisplay:
    """Draws a run's progress while it goes on, and leaves its last state standing.

    Draws nothing where ``console`` is no terminal.
    """

    def __init__(self, console: Console) -> None:
        self._progress = RunProgress()
        self._live = Live(self._progress, console=console, refresh_per_second=8)
        self._shown = console.is_terminal

    def __enter__(self) -> ProgressDisplay:
        if self._shown:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            self._live.stop()

    def take(self, event: Event) -> None:
        self._progress.take(event)


def _measure(node: NodeProgress) -> RenderableType:
    if node.status == "running" and node.fraction is not None:
        return ProgressBar(total=1.0, completed=node.fraction, width=_BAR_WIDTH)
    return "" if node.seconds is None else f"[dim]{node.seconds:.1f} s[/]"


def _words(node: NodeProgress) -> str:
    images = f"{node.images} image{'s' if node.images != 1 else ''}" if node.images else ""
    return escape(" · ".join(filter(None, (images, node.text))))
