"""Every provider meets every fault: the right code, nothing lost, nothing paid twice.

A run asks for two images in two calls; the first call meets the fault once.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from limner.providers import configured_providers
from limner.settings import Settings
from limner.studio import Studio
from limner.testing.emulators import emulator_types
from limner.testing.emulators.base import Emulator, running
from limner.testing.emulators.faults import Fault
from limner.testing.ledger import Ledger
from limner.testing.studio import make_studio, run_to_end
from limner.workflows.document import parse_document

EMULATORS = {kind.name: kind for kind in emulator_types()}

TIME_LIMIT_SECONDS = 4.0
"""Longer than a slow start, shorter than a stall."""

HOUR_SECONDS = 3600.0
PATIENCE_SECONDS = 30

RETRIED: tuple[Fault, ...] = ("rate_limited", "rate_limited_bare", "unavailable")
HARMLESS: tuple[Fault, ...] = ("wrong_type", "slow_start")
CODES: Mapping[Fault, str] = {
    "bad_request": "provider_bad_request",
    "unauthorized": "provider_unauthorized",
    "no_credit": "provider_no_credit",
    "forbidden": "provider_unauthorized",
    "not_found": "provider_bad_request",
    "request_timeout": "provider_timeout",
    "conflict": "provider_bad_request",
    "unprocessable": "provider_bad_request",
    "server_error": "provider_bad_answer",
    "bad_gateway": "unknown_outcome",
    "refusal": "content_refused",
    "lost_before_charge": "unknown_outcome",
    "lost_after_charge": "unknown_outcome",
    "stall": "provider_timeout",
    "truncated": "unknown_outcome",
    "html": "provider_bad_answer",
    "bad_base64": "provider_bad_answer",
    "fewer_images": "provider_bad_answer",
}


@dataclass(frozen=True, slots=True)
class Case:
    """A provider with its emulator and a model of it; ``codes`` are what it tells otherwise.

    None stands for success: where the fault cannot harm, or is made good by asking again.
    """

    emulator: str
    model: str
    codes: Mapping[Fault, str | None] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)

    def expected(self, fault: Fault) -> str | None:
        return self.codes[fault] if fault in self.codes else CODES.get(fault)


SHELF = {"LIMNER_COMPATIBLE__SHELF__URL": "{address}/v1", "LIMNER_COMPATIBLE__SHELF__KEY": "a-key"}
QUEUED: Mapping[Fault, str | None] = {
    "html": "unknown_outcome",
    "server_error": "unknown_outcome",
    "job_error": "provider_bad_answer",
    "job_vanishes": "unknown_outcome",
}
"""Where an answer only says that a job was taken, one that cannot be read may have taken it."""

CASES = {
    "google": Case("google", "gemini-3.1-flash-image", data={"resolution": "512"}),
    "openai": Case("openai", "gpt-image-2", data={"quality": "low"}),
    "compatible": Case("openai", "shelf/dall-e-3", environment=SHELF),
    "fal": Case("fal", "fal-ai/flux-2", QUEUED),
}
MATRIX = [
    pytest.param(case, fault, id=f"{name}-{fault}")
    for name, case in CASES.items()
    for fault in sorted(EMULATORS[case.emulator].faults)
]


@asynccontextmanager
async def emulated(
    case: Case,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    latency: float = 0.0,
    time_limit: float = TIME_LIMIT_SECONDS,
) -> AsyncIterator[tuple[Emulator, Studio]]:
    """A studio whose provider is the emulator, with a short time limit."""
    with Ledger(folder / "ledger") as ledger:
        emulator = EMULATORS[case.emulator](ledger, latency=latency)
        async with running(emulator) as address:
            for name, value in emulator.environment(address).items():
                monkeypatch.setenv(name, value)
            for name, value in case.environment.items():
                monkeypatch.setenv(name, value.format(address=address))
            providers = configured_providers(Settings(home=folder))
            async with make_studio(folder / "home", providers=providers) as studio:
                model = studio.catalog.get(case.model)
                limit = {"time_limit_seconds": time_limit, "max_per_request": 1}
                await studio.shelf.change(model.model_copy(update=limit))
                yield emulator, studio


def images(case: Case, count: int) -> dict[str, Any]:
    data = {"prompt": "a fox", "model": case.model, "count": count} | dict(case.data)
    node = {"id": "image", "type": "image", "position": {"x": 0, "y": 0}, "data": data}
    return {"schema": 1, "name": "", "nodes": [node], "edges": []}


async def two_images(studio: Studio, case: Case) -> dict[str, Any]:
    return await run_to_end(studio, images(case, 2))


@pytest.mark.parametrize(("case", "fault"), MATRIX)
async def test_one_fault_spoils_at_most_one_image(
    case: Case, fault: Fault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with emulated(case, tmp_path, monkeypatch) as (emulator, studio):
        emulator.fault(fault)
        run = await two_images(studio, case)
        charges = emulator.tally()
    output = run["nodes"]["image"]["output"]
    failed = output.get("failed", [])
    assert run["status"] == "succeeded"
    assert [failure["error"]["code"] for failure in failed] == (
        [case.expected(fault)] if case.expected(fault) else []
    )
    kept = len(output["images"])
    assert kept == 2 - len(failed)
    unclear = sum("possibleCost" in failure["error"] for failure in failed)
    assert kept <= charges["images"] <= kept + unclear
    assert all(failure["error"].get("possibleCost") != 0 for failure in failed)
    assert run["cost"] == run["nodes"]["image"]["cost"]


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("fault", RETRIED)
async def test_what_was_refused_unpaid_is_asked_again(
    name: str, fault: Fault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = CASES[name]
    async with emulated(case, tmp_path, monkeypatch) as (emulator, studio):
        emulator.fault(fault, 2)
        run = await two_images(studio, case)
        assert emulator.tally()["images"] == len(run["nodes"]["image"]["output"]["images"]) == 2


@pytest.mark.parametrize("name", CASES)
async def test_a_size_that_was_not_asked_for_is_told(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with emulated(CASES[name], tmp_path, monkeypatch) as (emulator, studio):
        emulator.fault("other_size")
        run = await two_images(studio, CASES[name])
    codes = [warning["code"] for warning in run["nodes"]["image"]["warnings"]]
    assert codes.count("size_differs") == 1
    assert len(run["nodes"]["image"]["output"]["images"]) == 2


@pytest.mark.parametrize("name", CASES)
async def test_a_run_that_is_cancelled_in_the_middle_says_what_that_may_cost(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, queued = CASES[name], CASES[name].codes is QUEUED
    slow = emulated(case, tmp_path, monkeypatch, latency=HOUR_SECONDS, time_limit=2 * HOUR_SECONDS)
    async with slow as (emulator, studio):
        run = await studio.starter.run(parse_document(images(case, 1)), {})
        async with asyncio.timeout(PATIENCE_SECONDS):
            while emulator.tally()["charges"] == 0:
                await asyncio.sleep(0.01)
            async for event in studio.engine.events.stream(run.id, 0):
                if event["type"] == "node.progress" or not queued:
                    break
        assert await studio.engine.cancel(run.id)
        async with asyncio.timeout(PATIENCE_SECONDS):
            while emulator.tally()["cancelled"] < queued:
                await asyncio.sleep(0.01)
        cancelled = await studio.runs.run(run.id)
    assert (cancelled["status"], cancelled["cost"]) == ("cancelled", 0)
    assert cancelled["error"]["possibleCost"] != 0
