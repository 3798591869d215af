"""A full disk stops nothing for good: what was made waits, and goes on when there is space."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.disks import fill, small_disk
from harness.documents import list_to_image, prompt_to_image
from limner.errors import StorageError
from limner.testing.fake import FakeProvider
from limner.testing.studio import make_studio
from limner.workflows.document import parse_document


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", "16m") as folder:
        yield folder


async def _until(condition: object) -> None:
    assert callable(condition)
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0.01)


async def test_a_run_waits_for_space_and_loses_nothing(disk: Path) -> None:
    gate = asyncio.Event()
    fake = FakeProvider(gate=gate)
    async with make_studio(disk, providers=[fake]) as studio:
        document = parse_document(list_to_image([f"item {i}" for i in range(6)]))
        run = await studio.starter.run(document, {})
        await _until(lambda: len(fake.requests) == 6)
        filler = fill(disk)
        gate.set()
        assert not await studio.engine.wait(run.id, 0.5)
        filler.unlink()
        assert await studio.engine.wait(run.id, 30)
        ended = await studio.runs.run(run.id)
    images = ended["nodes"]["image"]["output"]["images"]
    assert [image["prompt"] for image in images] == [f"item {i}" for i in range(6)]
    assert len(fake.requests) == 6


async def test_no_run_starts_that_could_not_be_kept(disk: Path) -> None:
    fake = FakeProvider()
    async with make_studio(disk, providers=[fake]) as studio:
        document = parse_document(prompt_to_image(count=4))
        filler = fill(disk)
        stuck = asyncio.create_task(studio.starter.run(document, {"prompt": "x"}))
        await _until(lambda: studio.engine.journal.fault is not None)
        with pytest.raises(StorageError):
            await studio.starter.run(document, {"prompt": "y"})
        assert fake.requests == []
        filler.unlink()
        run = await stuck
        assert await studio.engine.wait(run.id, 30)
        assert (await studio.runs.run(run.id))["status"] == "succeeded"
        assert studio.engine.journal.fault is None
