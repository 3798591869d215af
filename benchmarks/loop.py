"""A loop of two nodes over 2,000 items that give an image of 1 MB each, 8 at a time.

The floor of the time is the least that the provider's latency allows: items / 8 rounds of it. That
of the memory is what the process holds when idle, before the first item: what 2,000 images of 1 MB
add to it at its worst is held to 100 MB.
"""

from __future__ import annotations

import asyncio
import math
import os
import struct
import tempfile
import time
import zlib
from pathlib import Path

import psutil
from _report import Measure, report

from limner.models.image_request import ImageRequest
from limner.providers.contract import CallLog, GeneratedImage, ProviderAnswer
from limner.studio import Studio
from limner.testing.fake import FakeProvider
from limner.testing.studio import make_studio
from limner.workflows.document import Document, parse_document

ITEMS, AT_ONCE, LATENCY = 2_000, 8, 0.5
GROWN_MB = 100.0
SIDE = 592
"""Of a picture of noise, which no format makes smaller: 592 × 592 pixels are about 1 MB."""


class NoisyProvider(FakeProvider):
    """Gives pictures of noise, each another one."""

    async def generate(self, request: ImageRequest, log: CallLog) -> ProviderAnswer:
        self.requests.append(request)
        await asyncio.sleep(LATENCY)
        self.requests.clear()
        return ProviderAnswer((GeneratedImage(noise(SIDE), request.seed),))


def noise(side: int) -> bytes:
    """A PNG of noise, its rows stored as they are."""
    rows = b"".join(b"\0" + os.urandom(3 * side) for _ in range(side))
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(rows, 0)), (b"IEND", b"")]
    packed = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def looped(size: int) -> Document:
    """Request Input → Loop (Text → Image Generation) on the pretending provider."""
    return parse_document(
        {
            "schema": 1,
            "name": "Loop",
            "nodes": [
                {
                    "id": "product",
                    "type": "loop",
                    "data": {"items": [{"name": f"item {i}"} for i in range(size)]},
                },
                {
                    "id": "words",
                    "type": "text",
                    "parentId": "product",
                    "data": {"text": "a {{ product.output.currentItem.name }}"},
                },
                {
                    "id": "image",
                    "type": "image",
                    "parentId": "product",
                    "data": {"model": "fake", "size": "16x16", "prompt": "{{words.output.text}}"},
                },
            ],
            "edges": [],
        }
    )


class Watch:
    """Looks at how much memory the process holds, again and again."""

    def __init__(self) -> None:
        self._process = psutil.Process()
        self.most = self._process.memory_info().rss

    async def look(self) -> None:
        while True:
            self.most = max(self.most, self._process.memory_info().rss)
            await asyncio.sleep(0.05)


async def run_seconds(studio: Studio, size: int) -> float:
    began = time.perf_counter()
    run = await studio.starter.run(looped(size), {})
    await studio.engine.wait(run.id, 3_000)
    took = time.perf_counter() - began
    ended = await studio.runs.run(run.id)
    if ended["nodes"]["product"]["progress"] != {"done": size, "failed": 0, "total": size}:
        raise SystemExit("Not every item came to its end.")
    return took


async def main() -> None:
    provider = NoisyProvider(max_concurrent=AT_ONCE)
    with tempfile.TemporaryDirectory() as folder:
        async with make_studio(Path(folder), providers=[provider]) as studio:
            await run_seconds(studio, AT_ONCE)
            watch = Watch()
            idle = watch.most
            looking = asyncio.create_task(watch.look())
            took = await run_seconds(studio, ITEMS)
            looking.cancel()
    ideal = math.ceil(ITEMS / AT_ONCE) * LATENCY
    report(
        f"A loop of {ITEMS:,} images of 1 MB, {AT_ONCE} at a time",
        [
            Measure("wall time", took, ideal, "s", 1.1),
            Measure("memory grown at its worst", (watch.most - idle) / 1e6, GROWN_MB, "MB", 1.0),
        ],
    )


asyncio.run(main())
