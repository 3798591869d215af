"""`kill -9` at every journal step of each provider's call, money counted by its emulator."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from harness.crashing import Life, providers_in
from harness.documents import list_to_image
from harness.killing import Charges, Report, inherit_orphans, killed_everywhere
from limner.testing.emulators.process import EmulatorProcess, emulator_process

ITEMS = ["a fox", "an owl"]


@dataclass(frozen=True, slots=True)
class Case:
    """A provider, its emulator, a model of it and settings that make it quick.

    ``environment`` is what it needs besides the emulators' own, with their addresses by name.
    It is killed at each ``every``th commit. ``makes`` is the type of the node that asks it.
    """

    title: str
    provider: str
    emulator: str
    model: str
    data: Mapping[str, Any] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    every: int = 1
    makes: str = "image"

    def document(self) -> dict[str, Any]:
        asked = list_to_image(ITEMS, model=self.model, **self.data)
        asked["nodes"][1]["type"] = self.makes
        asked["edges"][1]["sourceHandle"] = f"{self.makes}-out"
        return asked


SHELF = {"LIMNER_COMPATIBLE__SHELF__URL": "{openai}/v1", "LIMNER_COMPATIBLE__SHELF__KEY": "a-key"}
BY_ADDRESS = {**SHELF, "LIMNER_COMPATIBLE__SHELF__RESPONSE_FORMAT": "url"}

CASES = [
    Case("inline", "google", "google", "gemini-3.1-flash-image", {"resolution": "512"}),
    Case("queued", "fal", "fal", "fal-ai/flux-2", {"size": "512x512"}),
    Case("film", "fal", "fal", "bytedance/seedance-2.0", every=6, makes="video"),
    Case("interaction", "google", "google", "gemini-omni-1.1-flash", every=8, makes="video"),
    Case("inline, may stream", "openai", "openai", "gpt-image-2", {"quality": "low"}),
    Case("named server", "shelf", "openai", "shelf/dall-e-3", environment=SHELF, every=3),
    Case("by address", "shelf", "openai", "shelf/dall-e-3", environment=BY_ADDRESS, every=2),
]


@pytest.fixture(scope="module", autouse=True)
def no_orphans() -> None:
    inherit_orphans()


@pytest.fixture
async def emulators(tmp_path: Path) -> AsyncIterator[EmulatorProcess]:
    async with emulator_process(tmp_path / "ledgers") as running:
        yield running


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
async def test_nothing_is_paid_for_and_lost_or_paid_for_twice(
    tmp_path: Path, emulators: EmulatorProcess, case: Case
) -> None:
    async def charges() -> Charges:
        return (await emulators.counts(case.emulator)).images, 0

    environment = emulators.environment() | {
        name: value.format(**emulators.urls) for name, value in case.environment.items()
    }
    life = Life(
        tmp_path / "homes",
        partial(providers_in, tmp_path, environment, case.provider),
        case.document(),
    )
    for report in await killed_everywhere(life, charges, requests=(1, 2), every=case.every):
        if report["runs"]:
            _assert_it_is_told(report)


def _assert_it_is_told(report: Report) -> None:
    """Each item has its image, or says that it may have been paid for and how dear it was."""
    (run,) = report["runs"]
    items = run["nodes"]["image"]["output"]["items"]
    assert len(items) == len(ITEMS) == report["kept"] + report["unknown"]
    assert [item["status"] for item in items].count("succeeded") == report["kept"]
    for item in items:
        if item["status"] == "failed":
            assert item["error"]["code"] == "unknown_outcome"
            assert item["error"]["possibleCost"] != 0, "unknown is no nothing"
