"""A list of 1,000 items against a provider that takes half a second, 64 at a time.

The floor is the least that these numbers allow: 1,000 / 64 rounds of half a second. Memory
is what the process holds more at the end of 1,000 items than after the first 64.
"""

from __future__ import annotations

import asyncio
import math
import tempfile
import time
from pathlib import Path

import psutil
from _report import Measure, report

from limner.studio import Studio
from limner.testing.fake import FakeProvider
from limner.testing.studio import make_studio
from limner.workflows.document import Document, parse_document

ITEMS, AT_ONCE, LATENCY = 1_000, 64, 0.5
FLAT_MB = 40.0


def batch(size: int) -> Document:
    """List → Image Generation on the pretending provider."""
    return parse_document(
        {
            "schema": 1,
            "name": "Batch",
            "nodes": [
                {
                    "id": "list",
                    "type": "list",
                    "position": {"x": 0, "y": 0},
                    "data": {"items": [f"item {i}" for i in range(size)]},
                },
                {
                    "id": "image",
                    "type": "image",
                    "position": {"x": 360, "y": 0},
                    "data": {"model": "fake", "size": "16x16"},
                },
            ],
            "edges": [
                {
                    "id": "e",
                    "source": "list",
                    "sourceHandle": "list-out",
                    "target": "image",
                    "targetHandle": "prompt-in",
                }
            ],
        }
    )


async def run_seconds(studio: Studio, size: int) -> float:
    began = time.perf_counter()
    run = await studio.starter.run(batch(size), {})
    await studio.engine.wait(run.id, 300)
    took = time.perf_counter() - began
    ended = await studio.runs.run(run.id)
    images = ended["nodes"]["image"]["output"]["images"]
    if [image["prompt"] for image in images] != [f"item {i}" for i in range(size)]:
        raise SystemExit("The images are not those of the items, in their order.")
    return took


async def main() -> None:
    provider = FakeProvider(latency=LATENCY, max_concurrent=AT_ONCE)
    process = psutil.Process()
    with tempfile.TemporaryDirectory() as folder:
        async with make_studio(Path(folder), providers=[provider]) as studio:
            await run_seconds(studio, AT_ONCE)
            before = process.memory_info().rss
            took = await run_seconds(studio, ITEMS)
            grown = (process.memory_info().rss - before) / 1e6
    ideal = math.ceil(ITEMS / AT_ONCE) * LATENCY
    report(
        "A list of 1,000 images, 64 at a time",
        [
            Measure("wall time", took, ideal, "s", 1.05),
            Measure("memory grown", max(grown, 0.0), FLAT_MB, "MB", 1.0),
        ],
    )


asyncio.run(main())
