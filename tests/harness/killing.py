"""Runs processes of ``harness.crashing`` to their death, starts them again, compares with money."""

from __future__ import annotations

import asyncio
import ctypes
import json
import multiprocessing
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any

import psutil

from harness.crashing import NEVER, Kill, Life, live, report_path
from limner.providers import provider_types

_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(
    [
        "harness.crashing",
        "limner.testing.charging",
        *(kind.__module__ for kind in provider_types()),
        *(f"limner.text._sdk.{vendor}" for vendor in ("google", "openai")),
    ]
)
_PR_SET_CHILD_SUBREAPER = 36
_SECONDS_FOR_WORKERS_TO_END = 20
_MOST_COMMITS = 40
_FEWEST_COMMIT_POINTS = 2
"""How many commits a life has depends on what gathers in a group, so on the machine."""

Report = dict[str, Any]
Charges = tuple[int, int]
"""Images and texts."""


def inherit_orphans() -> None:
    """Children of a killed process become ours, so that none can hide."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


async def killed_everywhere(
    life: Life,
    charges: Callable[[], Awaitable[Charges]],
    *,
    requests: tuple[int, ...],
    texts: tuple[int, ...] = (),
    every: int = 1,
) -> list[Report]:
    """The reports of lives that were killed at every point and started again.

    The points are before and after the ``requests`` for images and for ``texts`` of those
    numbers, and each ``every``th commit there is. Held at each: the run has ended, and what the
    provider charged is what was kept, or kept and said to be unclear.
    """
    reports: list[Report] = []
    images_before = texts_before = 0
    for kind, number in _points(requests, texts, every):
        home = life.home / f"{kind.replace(' ', '-')}-{number}"
        home.mkdir(parents=True)
        report = await killed_and_restarted(replace(life, home=home), (kind, number))
        images_after, texts_after = await charges()
        images, texts_written = images_after - images_before, texts_after - texts_before
        images_before, texts_before = images_after, texts_after
        if report is None:
            assert kind == "commit", "every request point must be reached"
            break
        kept, unknown = report["kept"], report["unknown"]
        assert kept <= images <= kept + unknown, (kind, number, images, report)
        kept, unknown = report["texts"], report["unknown_texts"]
        assert kept <= texts_written <= kept + unknown, (kind, number, texts_written, report)
        reports.append(report)
    assert len(reports) >= 2 * (len(requests) + len(texts)) + _FEWEST_COMMIT_POINTS
    return reports


async def killed_around_effects(life: Life, effects: int) -> AsyncIterator[tuple[Kill, Report]]:
    """The reports of lives that were killed before and after each of so many effects and at each
    commit there is, each given before the next life begins."""
    around = [(when, n + 1) for n in range(effects) for when in ("before effect", "after effect")]
    for kind, number in [*around, *(("commit", number) for number in range(1, _MOST_COMMITS))]:
        home = life.home / f"{kind.replace(' ', '-')}-{number}"
        home.mkdir(parents=True)
        report = await killed_and_restarted(replace(life, home=home), (kind, number))
        if report is None:
            assert kind == "commit", "every effect must be reached"
            return
        yield (kind, number), report


def _points(requests: tuple[int, ...], texts: tuple[int, ...], every: int) -> list[Kill]:
    around = [(when, number) for number in requests for when in ("before", "after")]
    around += [(when, number) for number in texts for when in ("before text", "after text")]
    return [*around, *(("commit", number) for number in range(1, _MOST_COMMITS, every))]


async def killed_and_restarted(life: Life, kill: Kill) -> Report | None:
    """The report after the restart, or None where the kill came too late to happen."""
    if await _lived(life, kill) is not None:
        return None
    report = await _lived(life, NEVER)
    assert report is not None
    assert report["open"] == 0
    return report


async def _lived(life: Life, kill: Kill) -> Report | None:
    """What a process kept and reported; None where it was killed on the way."""
    process = _PROCESSES.Process(target=live, args=(life, kill))
    process.start()
    await asyncio.to_thread(process.join)
    if process.exitcode == -signal.SIGKILL:
        await _no_orphans()
        return None
    assert process.exitcode == 0
    report: Report = json.loads(report_path(life.home).read_bytes())
    return report


async def _no_orphans() -> None:
    """Wait until no worker of a killed process is left."""
    async with asyncio.timeout(_SECONDS_FOR_WORKERS_TO_END):
        while any(_is_worker(child) for child in psutil.Process(os.getpid()).children()):
            await asyncio.sleep(0.01)


def _is_worker(process: psutil.Process) -> bool:
    try:
        return "limner.media" in " ".join(process.cmdline())
    except psutil.NoSuchProcess:  # a zombie's too: it has ended and only waits to be counted
        return False
