"""A stopped server's runs go on after the next start, on both databases."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from harness.documents import list_to_image, prompt_to_image
from limner.engine.runs import Idempotency
from limner.errors import AlreadyRunning, IdempotencyKeyReused
from limner.models.image_request import ImageRequest
from limner.providers.contract import CallLog, ProviderAnswer
from limner.testing.fake import FakeProvider
from limner.testing.studio import make_studio
from limner.workflows.document import parse_document


async def _until_answered(fake: FakeProvider, requests: int) -> None:
    async with asyncio.timeout(30):
        while len(fake.requests) < requests:
            await asyncio.sleep(0)


class Tiring(FakeProvider):
    """Two at a time; answers so many requests and no more, however long it is waited for."""

    def __init__(self, answers: int) -> None:
        super().__init__(max_concurrent=2)
        self._left = answers

    async def generate(self, request: ImageRequest, log: CallLog) -> ProviderAnswer:
        if self._left == 0:
            await asyncio.Event().wait()
        self._left -= 1
        return await super().generate(request, log)


@pytest.mark.parametrize("workflow_id", [None, "wf_test"])
async def test_a_stopped_run_goes_on_where_it_stood(
    tmp_path: Path, database_url: str, workflow_id: str | None
) -> None:
    document = parse_document(list_to_image([str(i) for i in range(12)]))
    slow = Tiring(6)
    async with make_studio(tmp_path, providers=[slow], database_url=database_url) as studio:
        run = await studio.starter.run(document, {}, workflow_id=workflow_id)
        await _until_answered(slow, 6)
        told = await studio.engine.events.since(run.id, 0)
    again = FakeProvider()
    async with make_studio(tmp_path, providers=[again], database_url=database_url) as studio:
        assert await studio.engine.recover() == 1
        assert await studio.engine.wait(run.id, 30)
        ended = await studio.runs.run(run.id)
        events = await studio.engine.events.since(run.id, 0)
    assert ended["status"] == "succeeded"
    images = ended["nodes"]["image"]["output"]["images"]
    assert [image["prompt"] for image in images] == [str(i) for i in range(12)]
    assert 0 < len(again.requests) < 12
    assert events[: len(told)] == told
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))


async def test_nothing_is_left_to_recover_after_an_end(tmp_path: Path, database_url: str) -> None:
    document = parse_document(prompt_to_image())
    async with make_studio(
        tmp_path, providers=[FakeProvider()], database_url=database_url
    ) as studio:
        run = await studio.starter.run(document, {"prompt": "x"})
        assert await studio.engine.wait(run.id, 30)
    async with make_studio(
        tmp_path, providers=[FakeProvider()], database_url=database_url
    ) as studio:
        assert await studio.engine.recover() == 0


async def test_one_process_at_a_time_drives_a_database(tmp_path: Path, database_url: str) -> None:
    async with make_studio(tmp_path, database_url=database_url):
        with pytest.raises(AlreadyRunning):
            async with make_studio(tmp_path, database_url=database_url):
                pass
    async with make_studio(tmp_path, database_url=database_url):
        pass


async def test_an_idempotency_key_gives_the_same_run(tmp_path: Path, database_url: str) -> None:
    document = parse_document(prompt_to_image())
    fake = FakeProvider()
    async with make_studio(tmp_path, providers=[fake], database_url=database_url) as studio:
        first, second = await asyncio.gather(
            *(
                studio.starter.run(
                    document, {"prompt": "x"}, idempotency=Idempotency("key", "same")
                )
                for _ in range(2)
            )
        )
        assert first.id == second.id
        with pytest.raises(IdempotencyKeyReused):
            await studio.starter.run(
                document, {"prompt": "y"}, idempotency=Idempotency("key", "other")
            )
        assert await studio.engine.wait(first.id, 30)
    assert len(fake.requests) == 1
