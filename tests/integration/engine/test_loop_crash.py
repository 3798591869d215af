"""`kill -9` in the middle of a loop: every item goes on where it stood, and is paid once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from harness.crashing import Life
from harness.documents import Json, document, inside, node, wire
from harness.killing import Charges, inherit_orphans, killed_everywhere
from limner.testing.charging import charging_providers
from limner.testing.charging_process import ChargingProcess, charging_process

ITEMS = ["cup", "hat", "fox"]
IMAGES = 2 * len(ITEMS)
"""Two nodes make one for each item."""


@pytest.fixture(scope="module", autouse=True)
def no_orphans() -> None:
    inherit_orphans()


@pytest.fixture
async def provider(tmp_path: Path) -> AsyncIterator[ChargingProcess]:
    async with charging_process(tmp_path / "ledger.jsonl") as running:
        yield running


def loop_of_two(model: str) -> Json:
    """Each item is drawn, and drawn again from what came."""
    return document(
        [
            node("each", "loop", items=ITEMS, concurrency=2),
            *(
                inside("each", node(name, "image", model=model, size="16x16", prompt=prompt))
                for name, prompt in (
                    ("draft", "a draft of {{ loop.currentItem }}"),
                    ("final", "{{ draft.output.prompt }}, made well"),
                )
            ),
            node("response", "response_output"),
        ],
        [wire("each.list-out", "response.images")],
    )


@pytest.mark.parametrize(
    ("model", "every"), [("charging-idempotent", 3), ("charging-queued", 4), ("charging-inline", 5)]
)
async def test_each_item_is_made_once_or_said_to_be_unclear(
    tmp_path: Path, provider: ChargingProcess, model: str, every: int
) -> None:
    async def charges() -> Charges:
        return (await provider.counts()).images, 0

    life = Life(tmp_path, partial(charging_providers, provider.address), loop_of_two(model))
    for report in await killed_everywhere(life, charges, requests=(2, 5), every=every):
        [run] = report["runs"]
        each = run["nodes"]["each"]["output"]
        assert [result is None for result in each["results"]].count(True) == len(each["errors"])
        assert len(each["errors"]) == report["unknown"]
        assert {error["error"]["code"] for error in each["errors"]} <= {"unknown_outcome"}
        if model == "charging-idempotent":
            assert (report["kept"], report["unknown"]) == (IMAGES, 0)
            prompts = [result["prompt"] for result in each["results"]]
            assert prompts == [f"a draft of {item}, made well" for item in ITEMS]
