"""Streams of the images API, as the official OpenAI client reads them."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import openai
import pytest
from openai import AsyncOpenAI

from harness.api import serving
from harness.images_api import client_of, picture, warned
from harness.pictures import opened, photo, saved
from limner.errors import ContentRefused, LimnerError
from limner.models.image_request import ImageRequest
from limner.providers.contract import CallLog, ProviderAnswer
from limner.testing.fake import FakeProvider
from limner.testing.studio import make_studio

PHOTO = saved(photo(), "PNG")


class Previewing(FakeProvider):
    """Shows two unfinished images, and goes on when they were seen."""

    def __init__(self, failures: Sequence[LimnerError] = ()) -> None:
        self.seen = asyncio.Event()
        super().__init__(gate=self.seen, failures=failures)

    async def generate(self, request: ImageRequest, log: CallLog) -> ProviderAnswer:
        self.seen.clear()
        for _ in range(2):
            log.partial_image(PHOTO)
        return await super().generate(request, log)


async def seen(provider: Previewing, events: AsyncIterator[Any]) -> list[Any]:
    """All events of a stream, the provider going on after the second."""
    told = []
    async for event in events:
        told.append(event)
        if len(told) == 2:
            provider.seen.set()
    return told


async def test_every_image_as_it_lands(client: AsyncOpenAI) -> None:
    events = await client.images.generate(prompt="a fox", model="fake", n=2, stream=True)
    told = [event async for event in events]
    assert [event.type for event in told] == ["image_generation.completed"] * 2
    assert len({event.b64_json for event in told}) == 2


async def test_previews_come_first(tmp_path: Path) -> None:
    provider = Previewing()
    async with (
        make_studio(tmp_path, providers=[provider]) as studio,
        serving(studio) as api,
        client_of(api) as client,
    ):
        made = await client.images.generate(prompt="a fox", model="fake", stream=True)
        generated = await seen(provider, made)
        made = await client.images.edit(prompt="bluer", model="fake", image=PHOTO, stream=True)
        edited = await seen(provider, made)
    for told, kind in ((generated, "image_generation"), (edited, "image_edit")):
        *previews, completed = told
        assert completed.type == f"{kind}.completed"
        assert [event.type for event in previews] == [f"{kind}.partial_image"] * 2
        assert [event.partial_image_index for event in previews] == [0, 1]
        assert opened(picture(previews[0].b64_json)).format == "WEBP"
        assert previews[0].output_format == "webp"


async def test_a_failure_before_anything_has_its_status(tmp_path: Path) -> None:
    provider = FakeProvider(failures=[ContentRefused("Not this.")])
    async with (
        make_studio(tmp_path, providers=[provider]) as studio,
        serving(studio) as api,
        client_of(api) as client,
    ):
        with pytest.raises(openai.BadRequestError) as refused:
            await client.images.generate(prompt="a fox", model="fake", stream=True)
    assert refused.value.code == "content_refused"


async def test_a_failure_after_a_preview_ends_the_stream(tmp_path: Path) -> None:
    provider = Previewing([ContentRefused("Not this.")])
    async with (
        make_studio(tmp_path, providers=[provider]) as studio,
        serving(studio) as api,
        client_of(api) as client,
    ):
        events = await client.images.generate(prompt="a fox", model="fake", stream=True)
        with pytest.raises(openai.APIError) as failed:
            await seen(provider, events)
    assert failed.value.code == "content_refused"


async def test_previews_that_no_one_gives_are_told_of(client: AsyncOpenAI) -> None:
    events = await client.images.generate(
        prompt="a fox", model="fake", stream=True, partial_images=2
    )
    [completed] = [event async for event in events]
    assert warned(completed) == ["Fake gives no partial_images."]


async def test_a_client_that_stops_reading_cancels_nothing(tmp_path: Path) -> None:
    provider = Previewing()
    async with (
        make_studio(tmp_path, providers=[provider]) as studio,
        serving(studio) as api,
        client_of(api) as client,
    ):
        events = await client.images.generate(prompt="a fox", model="fake", stream=True)
        assert (await anext(aiter(events))).type == "image_generation.partial_image"
        await events.close()
        [run] = (await api.get("/api/runs")).json["items"]
        provider.seen.set()
        assert (await api.ended(run["id"]))["status"] == "succeeded"
