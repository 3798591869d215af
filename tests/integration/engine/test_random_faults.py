"""Whatever goes wrong in whatever order, power cuts included: nothing is lost or bought twice."""

from __future__ import annotations

import asyncio
import itertools
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from harness.documents import document, node
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

COUNT = 2
PATIENCE_SECONDS = 60
PAID = frozenset({"done", "unknown", "submitted"})
PAINTING = document(
    [
        node(
            "image",
            "image",
            prompt="a fox",
            count=COUNT,
            size="16x16",
            model=IMAGES[0],
            fallbackModels=[IMAGES[1]],
            promptMode="prompt_ai",
            promptModel=WRITER,
        )
    ]
)


@dataclass(frozen=True, slots=True)
class Books:
    """What the journal of a run says was bought."""

    calls: Sequence[CallRow]

    @property
    def kept(self) -> list[str]:
        return [one for call in self._in("done") for one in (call.result or {})["asset_ids"]]

    @property
    def owed(self) -> int:
        """Images that may have been paid for, or still can be had."""
        return len(self._in("unknown", "superseded", "submitted"))

    @property
    def texts(self) -> int:
        return len([call for call in self.calls if call.number == PROMPT_CALL])

    @property
    def texts_written(self) -> int:
        return len([c for c in self.calls if c.number == PROMPT_CALL and c.state == "done"])

    @property
    def texts_owed(self) -> int:
        states = ("unknown", "superseded")
        return len([c for c in self.calls if c.number == PROMPT_CALL and c.state in states])

    @property
    def open(self) -> list[CallRow]:
        return [call for call in self.calls if call.state == "intent"]

    def _in(self, *states: str) -> list[CallRow]:
        return [c for c in self.calls if c.number < PROMPT_CALL and c.state in states]


async def books(home: Path, run_id: str) -> Books:
    async with open_database(f"sqlite:///{home / 'limner.db'}") as database:
        return Books(await database.read(lambda c: calls_of(c, run_id)))


async def ended(studio: Studio, mains: Mains, run_id: str) -> bool:
    """Whether the run ended before the power failed."""
    waits = [
        asyncio.create_task(studio.engine.wait(run_id, PATIENCE_SECONDS)),
        asyncio.create_task(mains.cut.wait()),
    ]
    await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for waiting in waits:
        waiting.cancel()
    return not mains.cut.is_set()


async def lived(folder: Path, till: Till) -> None:
    """One run through all that a script has in store, tried again until everything is there."""
    run_id: str | None = None
    for life in itertools.count():
        home = folder / f"life-{life}"
        mains = Mains()
        async with scripted_studio(home, till, mains) as studio:
            if run_id is None:
                run_id = (await studio.starter.run(parse_document(PAINTING), {})).id
            else:
                await studio.engine.recover()
            while await ended(studio, mains, run_id):
                run = await studio.runs.run(run_id)
                assert_true(run, await books(home, run_id), till)
                if not missing(run):
                    return
                await studio.engine.retry(run_id, ["image"])
            left_on_disk(home, folder / f"life-{life + 1}")
            mains.switch_off()


def missing(run: dict[str, Any]) -> bool:
    """Whether an image that was asked for is not there."""
    return run["status"] != "succeeded" or "failed" in run["nodes"]["image"]["output"]


def assert_true(run: dict[str, Any], told: Books, till: Till) -> None:
    """The books hold every charge, each image once, and the run says what is unclear."""
    assert told.open == []
    assert len(told.kept) <= till.images <= len(told.kept) + told.owed
    assert told.texts_written <= till.texts <= told.texts_written + told.texts_owed
    assert told.texts_written <= 1
    image = run["nodes"]["image"]
    assert image["cost"] == run["cost"]
    images = (image["output"] or {}).get("images", [])
    assert len({one["attachmentId"] for one in images}) == len(images) <= COUNT
    assert len(told.kept) == len(images)
    assert (run["cost"] or 0) >= CREDITS_AN_IMAGE * len(images)
    newest = {call.number: call for call in told.calls}
    bought = {step_of(n) for n, call in newest.items() if n < PROMPT_CALL and call.state in PAID}
    assert len(bought) <= 1, "no model stands in for one that may have been paid"
    if any(call.state == "unknown" for call in newest.values()):
        failed = (image["output"] or {}).get("failed", [])
        errors = [image["error"], *(failure["error"] for failure in failed)]
        assert any("possibleCost" in (error or {}) for error in errors)


@settings(max_examples=15, deadline=None, database=None, derandomize=True)
@given(st.lists(st.sampled_from(QUICK), max_size=9))
@example(["fine", "cut_after", "cut_after", "fine"])
@example(["cut_after"])
@example(["fine", "refused", "refused", "cut_job", "lost", "slow_down"])
@example(["fine", "busy_job", "refused"])
@example(["unreadable", "fine", "unreadable", "cut_after"])
def test_every_charge_is_in_the_books_and_every_image_is_kept_once(script: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(lived(Path(folder), Till(script)))
