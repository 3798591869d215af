"""`kill -9` at every journal step of a paid prompt and of the image made from it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from harness.crashing import Life, providers_in
from harness.documents import document, list_to_image, node
from harness.killing import Charges, Report, inherit_orphans, killed_everywhere
from limner.providers.google import GoogleSettings
from limner.providers.openai import OpenAISettings
from limner.settings import Section
from limner.testing.emulators.process import EmulatorProcess, emulator_process

ITEMS = ["a fox", "an owl"]
CONFIRMED = "A red fox in deep snow, seen from above."


@dataclass(frozen=True, slots=True)
class Case:
    """A text model and an image model; both emulators are counted."""

    writer: str
    section: type[Section]
    text_model: str
    provider: str
    model: str
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return f"{self.writer}, {self.provider}"

    @property
    def settings(self) -> dict[str, Any]:
        return {
            "model": self.model,
            "promptMode": "prompt_ai",
            "promptModel": self.text_model,
            **self.data,
        }


GOOGLE = ("google", GoogleSettings, "gemini-3.5-flash-lite")
OPENAI = ("openai", OpenAISettings, "gpt-6-luna")
CASES = [
    Case(*GOOGLE, "google", "gemini-3.1-flash-image", {"resolution": "512"}),
    Case(*OPENAI, "fal", "fal-ai/flux-2", {"size": "512x512"}),
]


@pytest.fixture(scope="module", autouse=True)
def no_orphans() -> None:
    inherit_orphans()


@pytest.fixture
async def emulators(tmp_path: Path) -> AsyncIterator[EmulatorProcess]:
    async with emulator_process(tmp_path / "ledgers") as running:
        yield running


async def killed(
    case: Case,
    folder: Path,
    emulators: EmulatorProcess,
    graph: dict[str, Any],
    *,
    every: int,
    prompts: Mapping[str, str] | None = None,
) -> list[Report]:
    """The reports of a run's lives, killed around its first requests and at ``every``th commit."""

    async def charges() -> Charges:
        counts = [await emulators.counts(name) for name in {case.writer, case.provider}]
        images = sum(count.images for count in counts)
        return images, sum(count.charges for count in counts) - images

    life = Life(
        folder / "homes",
        partial(providers_in, folder, emulators.environment(), case.provider),
        graph,
        sections=(case.section,),
        prompts=prompts or {},
    )
    return await killed_everywhere(life, charges, requests=(1,), texts=(1,), every=every)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
async def test_neither_prompt_nor_image_is_paid_for_twice_or_lost(
    tmp_path: Path, emulators: EmulatorProcess, case: Case
) -> None:
    graph = list_to_image(ITEMS, **case.settings)
    for report in await killed(case, tmp_path, emulators, graph, every=3):
        if report["runs"]:
            _assert_it_is_told(report)


def _assert_it_is_told(report: Report) -> None:
    """Each item has its image, or says what may have been paid for: its image or its prompt."""
    (run,) = report["runs"]
    items = run["nodes"]["image"]["output"]["items"]
    unclear = [item["error"] for item in items if item["status"] == "failed"]
    assert len(items) - len(unclear) == report["kept"]
    assert len(unclear) == report["unknown"] + report["unknown_texts"]
    assert {error["code"] for error in unclear} <= {"unknown_outcome"}
    assert all(error["possibleCost"] != 0 for error in unclear)
    assert run["cost"] == run["nodes"]["image"]["cost"]


async def test_a_prompt_under_review_survives_before_and_after_it_is_confirmed(
    tmp_path: Path, emulators: EmulatorProcess
) -> None:
    case = CASES[0]
    graph = document([node("image", "image", prompt="a fox", reviewPrompt=True, **case.settings)])
    prompts = {"image": CONFIRMED}
    reports = await killed(case, tmp_path, emulators, graph, every=2, prompts=prompts)
    for report in reports:
        for run in report["runs"]:
            image = run["nodes"]["image"]
            if report["kept"]:
                assert image["output"]["prompt"] == CONFIRMED
                assert report["texts"] == 1
            else:
                assert image["error"]["code"] == "unknown_outcome"
                assert report["unknown"] + report["unknown_texts"] == 1
    assert {report["kept"] for report in reports} == {0, 1}
