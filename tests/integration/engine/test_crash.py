"""`kill -9` around every commit and every request: nothing is lost, nothing is made twice."""

from __future__ import annotations

import asyncio
import ctypes
import json
import multiprocessing
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from harness.crashing import ITEMS, live, report_path
from limner.testing.charging_process import ChargingProcess, charging_process

_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["limner.testing.studio", "limner.testing.charging"])
_PR_SET_CHILD_SUBREAPER = 36
_NEVER = ("never", 0)
_MOST_COMMITS = 40
_REQUEST_POINTS = 4
_FEWEST_COMMIT_POINTS = 2
"""How many commits a life has depends on what gathers in a group, so on the machine."""


@pytest.fixture(scope="module", autouse=True)
def inherit_orphans() -> None:
    """Children of a killed process become ours, so that none can hide."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


@pytest.fixture
async def provider(tmp_path: Path) -> AsyncIterator[ChargingProcess]:
    async with charging_process(tmp_path / "ledger.jsonl") as running:
        yield running


async def _limner(
    home: Path, provider: ChargingProcess, model: str, kill: tuple[str, int]
) -> dict[str, Any] | None:
    """What a Limner process kept and reported; None where it was killed on the way."""
    process = _PROCESSES.Process(target=live, args=(home, provider.address, model, *kill))
    process.start()
    await asyncio.to_thread(process.join)
    if process.exitcode == -signal.SIGKILL:
        await _no_orphans()
        return None
    assert process.exitcode == 0
    report: dict[str, Any] = json.loads(report_path(home).read_bytes())
    return report


async def _no_orphans() -> None:
    """Wait until no worker of a killed process is left."""
    async with asyncio.timeout(20):
        while any(_is_worker(child) for child in psutil.Process(os.getpid()).children()):
            await asyncio.sleep(0.01)


def _is_worker(process: psutil.Process) -> bool:
    try:
        return "limner.media" in " ".join(process.cmdline())
    except psutil.NoSuchProcess:  # a zombie's too: it has ended and only waits to be counted
        return False


async def _killed_and_restarted(
    home: Path, provider: ChargingProcess, model: str, kill: tuple[str, int]
) -> dict[str, Any] | None:
    """The report after the restart, or None where the kill came too late to happen."""
    if await _limner(home, provider, model, kill) is not None:
        return None
    report = await _limner(home, provider, model, _NEVER)
    assert report is not None
    assert report["open"] == 0
    return report


def _points(every: int) -> list[tuple[str, int]]:
    requests = [(when, number) for number in (1, 3) for when in ("before", "after")]
    return [*requests, *(("commit", number) for number in range(1, _MOST_COMMITS, every))]


@pytest.mark.parametrize(
    ("model", "every"),
    [("charging-inline", 1), ("charging-queued", 2), ("charging-idempotent", 3)],
)
async def test_charges_are_what_was_kept_or_reported_unknown(
    tmp_path: Path, provider: ChargingProcess, model: str, every: int
) -> None:
    charged_before = 0
    happened = 0
    for kind, number in _points(every):
        home = tmp_path / f"{kind}-{number}"
        report = await _killed_and_restarted(home, provider, model, (kind, number))
        charged = (await provider.counts()).images - charged_before
        charged_before += charged
        if report is None:
            assert kind == "commit", "every request point must be reached"
            break
        happened += 1
        kept, unknown = report["kept"], report["unknown"]
        assert kept <= charged <= kept + unknown, (kind, number, report)
        if model == "charging-idempotent":
            assert unknown == 0
        if report["runs"]:
            _assert_run_tells_the_truth(report["runs"], kept, unknown)
    assert happened >= _REQUEST_POINTS + _FEWEST_COMMIT_POINTS


def _assert_run_tells_the_truth(runs: list[dict[str, Any]], kept: int, unknown: int) -> None:
    assert len(runs) == 1
    items = runs[0]["nodes"]["image"]["output"]["items"]
    assert [item["status"] for item in items].count("succeeded") == kept
    unclear = [item["error"] for item in items if item["status"] == "failed"]
    assert [error["code"] for error in unclear] == ["unknown_outcome"] * unknown
    assert all(error["possibleCost"] == 10 for error in unclear)
    assert kept + unknown == len(ITEMS)
