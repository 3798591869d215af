"""Engine overhead per node: graphs of trivial nodes, run durably.

The floor is what any durable engine must do at the least: visit every node and write one row
for each into a synchronised SQLite file, all in one commit. Times are the best of several
runs, whole: check, plan, run, and the last commit included.
"""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from _report import Measure, report

from limner.studio import Studio
from limner.testing.studio import make_studio
from limner.workflows.document import Document, parse_document

SIZES = (10, 100, 1_000, 5_000)
BEST_OF = {10: 15, 100: 7, 1_000: 3, 5_000: 1}

PEER_MS_A_NODE = {
    ("chain", 10): 1.64,
    ("chain", 100): 3.49,
    ("tree", 10): 1.36,
    ("tree", 100): 2.88,
    ("tree", 1_000): 8.6,
    ("wide", 10): 1.0,
    ("wide", 100): 1.47,
    ("wide", 1_000): 10.23,
}
"""What a leading canvas needs for first runs, ms a node; it refuses a chain of 1,000."""

PEER_RUNS_A_SECOND = 102
MANY_RUNS = 500

Parent = Callable[[int], int | None]

SHAPES: dict[str, Parent] = {
    "chain": lambda i: i - 1 if i else None,
    "tree": lambda i: (i - 1) // 2 if i else None,
    "wide": lambda i: 0 if i else None,
}


def graph(size: int, parent: Parent, *, source: str = "x", sink: str = "x") -> Document:
    """A graph of nodes that hand on a text; ``source`` and ``sink`` are the outer ones' data."""
    texts = [source, *["x"] * (size - 2), sink]
    nodes: list[dict[str, Any]] = [
        {"id": f"n{i}", "type": "text", "position": {"x": 0, "y": 0}, "data": {"text": text}}
        for i, text in enumerate(texts)
    ]
    edges = [
        {
            "id": f"e{i}",
            "source": f"n{parent(i)}",
            "sourceHandle": "text-out",
            "target": f"n{i}",
            "targetHandle": "prompt-in",
        }
        for i in range(1, size)
    ]
    return parse_document({"schema": 1, "name": "Benchmark", "nodes": nodes, "edges": edges})


async def run_ms(studio: Studio, workflow_id: str, document: Document) -> float:
    """Milliseconds from the document to the durable end of its run."""
    began = time.perf_counter()
    run = await studio.starter.run(document, {}, workflow_id=workflow_id)
    await studio.engine.wait(run.id, 120)
    took = (time.perf_counter() - began) * 1_000
    ended = await studio.runs.run(run.id)
    if ended["status"] != "succeeded":
        raise SystemExit(f"The benchmark's run failed: {ended['error']}")
    return took


async def engine_ms(studio: Studio, size: int, parent: Parent) -> dict[str, float]:
    """The best milliseconds of each kind of run over a few workflows."""
    best: dict[str, float] = {}
    for attempt in range(BEST_OF[size]):
        workflow_id = f"wf_{size}_{id(parent)}_{attempt}"
        kinds = {
            "first": graph(size, parent),
            "unchanged": graph(size, parent),
            "sink changed": graph(size, parent, sink="y"),
            "source changed": graph(size, parent, source="z", sink="y"),
        }
        for kind, document in kinds.items():
            took = await run_ms(studio, workflow_id, document)
            best[kind] = min(took, best.get(kind, took))
    return best


def floor_ms(folder: Path, size: int) -> float:
    """Milliseconds to visit the nodes and commit one synchronised row for each, at best."""
    database = sqlite3.connect(folder / f"floor-{size}.db", isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute(
        "CREATE TABLE IF NOT EXISTS done"
        " (run TEXT, node TEXT, output TEXT, PRIMARY KEY (run, node))"
    )
    best = float("inf")
    for _ in range(BEST_OF[size] + 2):
        began = time.perf_counter()
        outputs = {f"n{i}": "x" for i in range(size)}
        rows = [(f"{time.time_ns()}", node, text) for node, text in outputs.items()]
        database.execute("BEGIN")
        database.executemany("INSERT INTO done VALUES (?, ?, ?)", rows)
        database.execute("COMMIT")
        best = min(best, (time.perf_counter() - began) * 1_000)
    database.close()
    return best


async def runs_a_second(studio: Studio) -> float:
    """How many runs of a three-node graph end in a second, many at a time."""
    document = graph(3, SHAPES["chain"])

    async def one(number: int) -> None:
        run = await studio.starter.run(document, {}, workflow_id=f"wf_many_{number}")
        await studio.engine.wait(run.id, 60)

    began = time.perf_counter()
    await asyncio.gather(*(one(number) for number in range(MANY_RUNS)))
    return MANY_RUNS / (time.perf_counter() - began)


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        measures: list[Measure] = []
        against_peer: list[Measure] = []
        async with make_studio(home / "studio") as studio:
            many = 1_000 / await runs_a_second(studio)
        for shape, parent in SHAPES.items():
            async with make_studio(home / shape) as studio:
                await run_ms(studio, "wf_warm", graph(10, parent))
                for size in SIZES:
                    floor = floor_ms(home, size) / size
                    best = await engine_ms(studio, size, parent)
                    for kind, took in best.items():
                        name = f"{shape} {size}, {kind}"
                        measures.append(Measure(name, took / size, floor, "ms"))
                    if (shape, size) in PEER_MS_A_NODE:
                        peer = PEER_MS_A_NODE[shape, size]
                        name = f"{shape} {size}, first"
                        against_peer.append(Measure(name, best["first"] / size, peer, "ms", 0.2))
    many_runs = [Measure("three nodes", many, 1_000 / PEER_RUNS_A_SECOND, "ms", 0.2)]
    report("Engine, ms a run, many side by side, against a leading canvas", many_runs)
    report("Engine, ms a node, against one synchronised commit of as many rows", measures)
    report("Engine, ms a node, against a leading canvas (its figures from a study)", against_peer)


asyncio.run(main())
