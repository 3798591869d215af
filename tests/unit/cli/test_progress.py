"""A run's events are told node by node."""

from __future__ import annotations

import io
from typing import Any

from rich.console import Console

from limner.cli.progress import ProgressDisplay, RunProgress

EVENTS: list[dict[str, Any]] = [
    {"type": "run.started"},
    {"type": "node.finished", "nodeId": "request", "cached": True},
    {"type": "node.queued", "nodeId": "draw"},
    {"type": "node.started", "nodeId": "draw"},
    {"type": "node.progress", "nodeId": "draw", "fraction": 0.5, "text": "1 of 2 [x]"},
    {"type": "node.image", "nodeId": "draw"},
]


def shown(progress: RunProgress) -> str:
    console = Console(file=io.StringIO(), width=100)
    with console.capture() as captured:
        console.print(progress)
    return captured.get()


def test_each_node_has_a_line_in_the_order_they_were_heard_of() -> None:
    progress = RunProgress()
    for event in EVENTS:
        progress.take(event)
    lines = shown(progress).splitlines()
    assert len(lines) == 2
    assert lines[0].split() == ["=", "request"]
    assert "draw" in lines[1]
    assert "1 image · 1 of 2 [x]" in lines[1]


def test_what_failed_says_why_and_what_waits_for_it_is_skipped() -> None:
    progress = RunProgress()
    for event in (
        *EVENTS,
        {"type": "node.failed", "nodeId": "draw", "error": {"detail": "No credit."}},
        {"type": "node.skipped", "nodeId": "answer"},
        {"type": "run.finished", "status": "failed"},
    ):
        progress.take(event)
    _, draw, answer = shown(progress).splitlines()
    assert draw.lstrip().startswith("✗ draw")
    assert "No credit." in draw
    assert answer.split() == ["–", "answer"]


def test_nothing_is_drawn_where_there_is_no_terminal() -> None:
    console = Console(file=io.StringIO())
    with ProgressDisplay(console) as display:
        for event in EVENTS:
            display.take(event)
    assert isinstance(console.file, io.StringIO)
    assert console.file.getvalue() == ""
