"""A loop over 2,000 items: how fast small images pass through, and how much memory large ones take.

Small ones come 64 at a time from a provider that takes half a second; the floor is the least that
these numbers allow, items / 64 rounds of it. Large ones are noise of 1 MB, 8 at a time; what they
add at its worst to what the process holds when idle is held to 100 MB. How long they take is a
matter of encoding them.
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

ITEMS = 2_000
AT_ONCE, LATENCY = 64, 0.5
LARGE_AT_ONCE = 8
GROWN_MB = 100.0
SIDE = 592
"""Of a picture of noise, which no format makes smaller: 592 × 592 pixels are about 1 MB."""


class NoisyProvider(FakeProvider):
    """Gives pictures of noise, each another one, and remembers nothing."""

    async def generate(self, request: ImageRequest, log: CallLog) -> ProviderAnswer:
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


def looped(size: int, at_once: int) -> Document:
    """A loop of Text → Image Generation on the pretending provider."""
    return parse_document(
        {
            "schema": 1,
            "name": "Loop",
            "nodes": [
                {
                    "id": "product",
                    "type": "loop",
                    "data": {
                        "items": [{"name": f"item {i}"} for i in range(size)],
                        "concurrency": at_once,
                    },
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


async def run_seconds(studio: Studio, size: int, at_once: int) -> float:
    began = time.perf_counter()
    run = await studio.starter.run(looped(size, at_once), {})
    await studio.engine.wait(run.id, 3_000)
    took = time.perf_counter() - began
    ended = await studio.runs.run(run.id)
    if ended["nodes"]["product"]["progress"] != {"done": size, "failed": 0, "total": size}:
        raise SystemExit("Not every item came to its end.")
    return took


async def seconds_for_small() -> float:
    provider = FakeProvider(latency=LATENCY, max_concurrent=AT_ONCE)
    with tempfile.TemporaryDirectory() as folder:
        async with make_studio(Path(folder), providers=[provider]) as studio:
            await run_seconds(studio, AT_ONCE, AT_ONCE)
            return await run_seconds(studio, ITEMS, AT_ONCE)


async def megabytes_for_large() -> float:
    provider = NoisyProvider(max_concurrent=LARGE_AT_ONCE)
    with tempfile.TemporaryDirectory() as folder:
        async with make_studio(Path(folder), providers=[provider]) as studio:
            await run_seconds(studio, LARGE_AT_ONCE, LARGE_AT_ONCE)
            watch = Watch()
            idle = watch.most
            looking = asyncio.create_task(watch.look())
            await run_seconds(studio, ITEMS, LARGE_AT_ONCE)
            looking.cancel()
    return (watch.most - idle) / 1e6


async def main() -> None:
    took = await seconds_for_small()
    grown = await megabytes_for_large()
    report(
        f"A loop of {ITEMS:,} items",
        [
            Measure("wall time", took, math.ceil(ITEMS / AT_ONCE) * LATENCY, "s", 1.1),
            Measure("memory grown at its worst", grown, GROWN_MB, "MB", 1.0),
        ],
    )


asyncio.run(main())
