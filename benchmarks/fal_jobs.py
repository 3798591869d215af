"""1,000 jobs waiting at fal at once: what the waiting costs in processor time and memory.

The floor is what nobody can do without: 1,000 asyncio tasks that ask bare HTTP where their job
stands, at the same intervals, and do nothing else. Both are measured for a quarter of a minute in
which no job ends, each in a process of its own, and so is the emulator. Memory is what the
process holds more than before the first job.
"""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import random
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import psutil
from _report import Measure, report
from pydantic import SecretStr

from limner.providers.fal import FalSettings
from limner.testing.emulators.process import EmulatorProcess, emulator_process
from limner.testing.studio import make_studio
from limner.workflows.document import Document, parse_document

JOBS = 1_000
RUNS = 8
"""A node works on 128 items at a time, so the jobs are those of several runs."""

SECONDS_A_JOB = 300.0
SETTLING_SECONDS, MEASURED_SECONDS = 25.0, 15.0
FIRST_PAUSE, LONGEST_PAUSE, GROWTH = 0.25, 5.0, 1.5
MODEL = "fal-ai/flux-2"
KEY = "a-key"
MOST_CPU, MOST_MEMORY = 2.0, 3.0


@dataclass(frozen=True, slots=True)
class Cost:
    """Processor time in seconds, memory in MB."""

    cpu: float
    memory: float


def batch() -> Document:
    """List → Image Generation on fal, a job for each item."""
    nodes = [
        {
            "id": "list",
            "type": "list",
            "data": {"items": [f"item {i}" for i in range(JOBS // RUNS)]},
        },
        {"id": "image", "type": "image", "data": {"model": MODEL, "imageSize": "square"}},
    ]
    edge = {
        "id": "e",
        "source": "list",
        "sourceHandle": "list-out",
        "target": "image",
        "targetHandle": "prompt-in",
    }
    placed = [node | {"position": {"x": 0, "y": 0}} for node in nodes]
    return parse_document({"schema": 1, "name": "Batch", "nodes": placed, "edges": [edge]})


async def cost_of_waiting(held_before: int, emulator: EmulatorProcess) -> Cost:
    """What this process uses once all jobs are submitted and asked about seldom."""
    await emulator.charged("fal", JOBS)
    await asyncio.sleep(SETTLING_SECONDS)
    process = psutil.Process()
    gc.collect()
    memory = (process.memory_info().rss - held_before) / 1e6
    before = sum(process.cpu_times()[:2])
    await asyncio.sleep(MEASURED_SECONDS)
    return Cost(sum(process.cpu_times()[:2]) - before, memory)


@asynccontextmanager
async def bare_jobs(address: str) -> AsyncIterator[None]:
    """The floor: as many tasks, each with a job of its own to ask about."""
    headers = {"Authorization": f"Key {KEY}"}
    async with aiohttp.ClientSession(
        headers=headers, connector=aiohttp.TCPConnector(limit=0)
    ) as web:
        tasks = [asyncio.create_task(bare_job(web, address)) for _ in range(JOBS)]
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def bare_job(web: aiohttp.ClientSession, address: str) -> None:
    async with web.post(f"{address}/{MODEL}", json={"prompt": "a fox"}) as answer:
        job = await answer.json()
    pause, status = FIRST_PAUSE, ""
    while status != "COMPLETED":
        await asyncio.sleep(pause * random.uniform(0.8, 1.2))
        pause = min(pause * GROWTH, LONGEST_PAUSE)
        async with web.get(f"{job['status_url']}?logs=1") as answer:
            status = (await answer.json())["status"]


async def wait_bare() -> Cost:
    with tempfile.TemporaryDirectory() as folder:
        async with emulator_process(Path(folder), latency=SECONDS_A_JOB) as emulator:
            held = psutil.Process().memory_info().rss
            async with bare_jobs(emulator.urls["fal"]):
                return await cost_of_waiting(held, emulator)


async def wait_in_limner() -> Cost:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with emulator_process(folder / "charges", latency=SECONDS_A_JOB) as emulator:
            settings = FalSettings(key=SecretStr(KEY), url=emulator.urls["fal"])
            async with make_studio(folder / "home", sections=(settings,)) as studio:
                held = psutil.Process().memory_info().rss
                runs = [await studio.starter.run(batch(), {}) for _ in range(RUNS)]
                cost = await cost_of_waiting(held, emulator)
                for run in runs:
                    await studio.engine.cancel(run.id)
                return cost


def in_a_process_of_its_own(wait: Callable[[], Coroutine[Any, Any, Cost]]) -> Cost:
    """What one leaves behind in memory must not be there for the other."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(in_a_loop, wait).result()


def in_a_loop(wait: Callable[[], Coroutine[Any, Any, Cost]]) -> Cost:
    return asyncio.run(wait())


if __name__ == "__main__":
    limner = in_a_process_of_its_own(wait_in_limner)
    floor = in_a_process_of_its_own(wait_bare)
    report(
        "1,000 jobs waiting at fal",
        [
            Measure(f"processor in {MEASURED_SECONDS:g} s", limner.cpu, floor.cpu, "s", MOST_CPU),
            Measure("memory", limner.memory, floor.memory, "MB", MOST_MEMORY),
        ],
    )
