"""`kill -9` around every commit and every request: nothing is lost, nothing is made twice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from harness.crashing import Life
from harness.documents import list_to_image
from harness.killing import Charges, inherit_orphans, killed_everywhere
from limner.testing.charging import charging_providers
from limner.testing.charging_process import ChargingProcess, charging_process

ITEMS = ["red", "green", "blue", "grey"]
CREDITS_AN_IMAGE = 10


@pytest.fixture(scope="module", autouse=True)
def no_orphans() -> None:
    inherit_orphans()


@pytest.fixture
async def provider(tmp_path: Path) -> AsyncIterator[ChargingProcess]:
    async with charging_process(tmp_path / "ledger.jsonl") as running:
        yield running


@pytest.mark.parametrize(
    ("model", "every"),
    [("charging-inline", 1), ("charging-queued", 2), ("charging-idempotent", 3)],
)
async def test_charges_are_what_was_kept_or_reported_unknown(
    tmp_path: Path, provider: ChargingProcess, model: str, every: int
) -> None:
    async def charges() -> Charges:
        return (await provider.counts()).images, 0

    document = list_to_image(ITEMS, model=model, size="16x16")
    life = Life(tmp_path, partial(charging_providers, provider.address), document)
    for report in await killed_everywhere(life, charges, requests=(1, 3), every=every):
        if model == "charging-idempotent":
            assert report["unknown"] == 0
        if report["runs"]:
            _assert_run_tells_the_truth(report["runs"], report["kept"], report["unknown"])


def _assert_run_tells_the_truth(runs: list[dict[str, Any]], kept: int, unknown: int) -> None:
    assert len(runs) == 1
    items = runs[0]["nodes"]["image"]["output"]["items"]
    assert [item["status"] for item in items].count("succeeded") == kept
    unclear = [item["error"] for item in items if item["status"] == "failed"]
    assert [error["code"] for error in unclear] == ["unknown_outcome"] * unknown
    assert all(error["possibleCost"] == CREDITS_AN_IMAGE for error in unclear)
    assert kept + unknown == len(ITEMS)
