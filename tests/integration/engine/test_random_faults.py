"""Whatever goes wrong in whatever order, power cuts included: nothing is lost or bought twice."""

from __future__ import annotations

import asyncio
import itertools
import tempfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from harness.documents import document, list_to_image, node
from harness.scripted import (
    CREDITS_AN_IMAGE,
    IMAGES,
    QUICK,
    WRITER,
    Mains,
    Step,
    Till,
    left_on_disk,
    scripted_studio,
)
from limner.engine.call_numbers import PROMPT_CALL, step_of
from limner.storage.database import open_database
from limner.storage.queries.runs import CallRow, calls_of
from limner.studio import Studio
from limner.workflows.document import parse_document

IMAGES_ASKED_FOR = 2
PATIENCE_SECONDS = 60
PAID = frozenset({"done", "unknown", "submitted"})
"""States of calls that were paid for, or may have been."""

OWED = frozenset({"unknown", "superseded", "submitted"})
"""States of calls that may have been paid for, or whose job still gives what was paid."""

PAINTING = {
    "size": "16x16",
    "fallbackModels": [IMAGES[1]],
    "promptMode": "prompt_ai",
    "promptModel": WRITER,
}
ONE_PROMPT = document(
    [node("image", "image", model=IMAGES[0], prompt="a fox", count=IMAGES_ASKED_FOR, **PAINTING)]
)
A_PROMPT_EACH = list_to_image(["a fox", "an owl"], model=IMAGES[0], **PAINTING)


@dataclass(frozen=True, slots=True)
class Books:
    """What the journal of a run says was bought: every attempt at every call."""

    calls: Sequence[CallRow]

    @property
    def images(self) -> Books:
        return Books([call for call in self.calls if call.number < PROMPT_CALL])

    @property
    def texts(self) -> Books:
        return Books([call for call in self.calls if call.number == PROMPT_CALL])

    @property
    def newest(self) -> list[CallRow]:
        return list({(call.item, call.number): call for call in self.calls}.values())

    def count(self, states: Collection[str]) -> int:
        return len([call for call in self.calls if call.state in states])

    def hold(self, charges: int) -> bool:
        """Whether so many charges are those of what was kept and what is said to be owed."""
        kept = self.count({"done"})
        return kept <= charges <= kept + self.count(OWED)


async def books(home: Path, run_id: str) -> Books:
    async with open_database(f"sqlite:///{home / 'limner.db'}") as database:
        return Books(await database.read(lambda c: calls_of(c, run_id)))


async def ended(studio: Studio, mains: Mains, run_id: str) -> bool:
    """Whether the run ended before the power failed."""
    end = asyncio.create_task(studio.engine.wait(run_id, PATIENCE_SECONDS))
    cut = asyncio.create_task(mains.cut.wait())
    await asyncio.wait({end, cut}, return_when=asyncio.FIRST_COMPLETED)
    cut.cancel()
    if mains.cut.is_set():
        end.cancel()
        return False
    assert await end, "the run did not end in time"
    return True


async def lived(folder: Path, till: Till, graph: dict[str, Any]) -> None:
    """One run through all that a script has in store, tried again until everything is there."""
    run_id: str | None = None
    for life in itertools.count():
        home = folder / f"life-{life}"
        mains = Mains()
        async with scripted_studio(home, till, mains) as studio:
            if run_id is None:
                run_id = (await studio.starter.run(parse_document(graph), {})).id
            else:
                await studio.engine.recover()
            while await ended(studio, mains, run_id):
                run = await studio.runs.run(run_id)
                assert_true(run, await books(home, run_id), till)
                if run["status"] == "succeeded" and not errors_in(run):
                    return
                await studio.engine.retry(run_id, ["image"])
            left_on_disk(home, folder / f"life-{life + 1}")
            mains.switch_off()


def errors_in(run: dict[str, Any]) -> list[dict[str, Any]]:
    """What the image node, or its items, say of the images that are not there."""
    image = run["nodes"]["image"]
    output = image["output"] or {}
    apart = [*output.get("failed", []), *output.get("items", [])]
    found = [image["error"], *(one.get("error") for one in apart)]
    return [error for error in found if error]


def assert_true(run: dict[str, Any], told: Books, till: Till) -> None:
    """The books hold every charge, each image once, and the run says what is unclear."""
    assert told.count({"intent"}) == 0
    assert told.images.hold(till.images)
    assert told.texts.hold(till.texts)
    image = run["nodes"]["image"]
    images = (image["output"] or {}).get("images", [])
    ids = {one["attachmentId"] for one in images}
    assert len(ids) == len(images) == told.images.count({"done"}) <= IMAGES_ASKED_FOR
    assert image["cost"] == run["cost"] >= CREDITS_AN_IMAGE * len(images)
    unclear = any(call.state == "unknown" for call in told.newest)
    assert unclear == any("possibleCost" in error for error in errors_in(run))
    for item in {call.item for call in told.calls}:
        paid = [c for c in told.images.newest if c.item == item and c.state in PAID]
        assert len({step_of(call.number) for call in paid}) <= 1, "nobody stands in for them"


@settings(max_examples=15, deadline=None, database=None, derandomize=True)
@given(st.lists(st.sampled_from(QUICK), max_size=9), st.sampled_from([ONE_PROMPT, A_PROMPT_EACH]))
@example(["fine", "cut_after", "cut_after", "fine"], ONE_PROMPT)
@example(["cut_after"], A_PROMPT_EACH)
@example(["fine", "refused", "refused", "cut_job", "lost", "slow_down"], ONE_PROMPT)
@example(["fine", "busy_job", "refused"], ONE_PROMPT)
@example(["unreadable", "fine", "unreadable", "cut_after"], A_PROMPT_EACH)
def test_every_charge_is_in_the_books_and_every_image_is_kept_once(
    script: list[Step], graph: dict[str, Any]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(lived(Path(folder), Till(script), graph))
