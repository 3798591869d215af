"""What a client of the images API sends again is not paid again."""

import asyncio
from pathlib import Path

import openai
import pytest
from openai import AsyncOpenAI

from harness.api import serving
from harness.gated import GatedProvider
from harness.images_api import GENERATIONS, client_of
from limner.errors import (
    ContentRefused,
    LimnerError,
    ProviderBadAnswer,
    ProviderNoCredit,
    ProviderTimeout,
    UnknownOutcome,
)
from limner.storage.api_keys import KeyWish
from limner.testing.fake import FakeProvider
from limner.testing.studio import make_studio


@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (UnknownOutcome("The answer was lost."), 409),
        (ProviderTimeout("It took too long."), 504),
        (ProviderBadAnswer("It is no image."), 502),
        (ProviderNoCredit("It is all spent."), 402),
        (ContentRefused("Not this."), 400),
    ],
    ids=lambda value: value.code if isinstance(value, LimnerError) else None,
)
async def test_a_failure_is_not_tried_again_behind_ones_back(
    tmp_path: Path, failure: LimnerError, status: int
) -> None:
    """The client sends 408, 409 and all from 500 on twice more, unless it is told not to."""
    provider = FakeProvider(failures=[failure])
    provider.resend_is_safe = False  # type: ignore[misc]
    async with (
        make_studio(tmp_path, providers=[provider]) as studio,
        serving(studio) as api,
        client_of(api) as client,
    ):
        with pytest.raises(openai.APIStatusError) as failed:
            await client.images.generate(prompt="a fox", model="fake")
    assert (failed.value.status_code, failed.value.code) == (status, failure.code)
    assert len(provider.requests) == 1


async def test_an_attempt_after_the_first_means_the_same_image(tmp_path: Path) -> None:
    """The official clients count their attempts in a header."""
    provider = GatedProvider()
    body = {"prompt": "a fox", "model": "fake"}
    async with make_studio(tmp_path, providers=[provider]) as studio, serving(studio) as api:
        first = asyncio.create_task(api.post(GENERATIONS, body, x_stainless_retry_count="0"))
        await provider.asked.wait()
        first.cancel()
        second = asyncio.create_task(api.post(GENERATIONS, body, x_stainless_retry_count="1"))
        await asyncio.wait({second}, timeout=0)
        provider.open()
        made = await second
        third = await api.post(GENERATIONS, body, x_stainless_retry_count="2")
        assert third.headers["x-request-id"] == made.headers["x-request-id"]
        assert len(provider.requests) == 1
        other = await api.post(GENERATIONS, body, x_stainless_retry_count="0")
        assert other.headers["x-request-id"] != made.headers["x-request-id"]
        assert len(provider.requests) == 2


async def test_an_attempt_after_one_that_cost_nothing_is_a_new_one(tmp_path: Path) -> None:
    provider = FakeProvider(failures=[ContentRefused("Not this.")])
    body = {"prompt": "a fox", "model": "fake"}
    async with make_studio(tmp_path, providers=[provider]) as studio, serving(studio) as api:
        assert (await api.post(GENERATIONS, body)).status == 400
        again = await api.post(GENERATIONS, body, x_stainless_retry_count="1")
        assert again.status == 200


async def test_who_does_not_count_is_not_charged_for_what_is_not_known(tmp_path: Path) -> None:
    """Other clients send again after a 409, too; only once it is settled is it a new call."""
    provider = FakeProvider(failures=[UnknownOutcome("The answer was lost.")])
    provider.resend_is_safe = False  # type: ignore[misc]
    body = {"prompt": "a fox", "model": "fake"}
    async with make_studio(tmp_path, providers=[provider]) as studio, serving(studio) as api:
        lost = [await api.post(GENERATIONS, body) for _ in range(3)]
        assert [answer.code for answer in lost] == ["unknown_outcome"] * 3
        assert len(provider.requests) == 1
        assert (await api.post(GENERATIONS, body | {"n": 2})).status == 200
        first = await api.post(GENERATIONS, body, x_stainless_retry_count="0")
        assert first.status == 200


async def test_the_same_key_gives_the_same_image(
    client: AsyncOpenAI, provider: FakeProvider
) -> None:
    keyed = {"Idempotency-Key": "k"}
    first = await client.images.generate(prompt="a fox", model="fake", extra_headers=keyed)
    again = await client.images.generate(prompt="a fox", model="fake", extra_headers=keyed)
    assert first._request_id == again._request_id
    with pytest.raises(openai.BadRequestError) as refused:
        await client.images.generate(prompt="an owl", model="fake", extra_headers=keyed)
    assert refused.value.code == "idempotency_key_reused"
    assert len(provider.requests) == 1


async def test_a_client_that_goes_away_cancels_nothing(tmp_path: Path) -> None:
    provider = GatedProvider()
    async with (
        make_studio(tmp_path, providers=[provider]) as studio,
        serving(studio) as api,
        client_of(api) as client,
    ):
        making = asyncio.create_task(client.images.generate(prompt="a fox", model="fake"))
        await provider.asked.wait()
        making.cancel()
        await asyncio.gather(making, return_exceptions=True)
        [run] = (await api.get("/api/runs")).json["items"]
        provider.open()
        assert (await api.ended(run["id"]))["status"] == "succeeded"


async def test_what_another_key_asked_for_is_no_attempt_of_ones_own(tmp_path: Path) -> None:
    """Neither its failure nor its image."""
    provider = FakeProvider(failures=[UnknownOutcome("The answer was lost.")])
    provider.resend_is_safe = False  # type: ignore[misc]
    body = {"prompt": "a fox", "model": "fake"}
    async with make_studio(tmp_path, providers=[provider]) as studio, serving(studio) as api:
        keys = [(await studio.keys.create(KeyWish(name, ["run"])))[1] for name in ("a", "b")]
        asked = [{"Authorization": f"Bearer {key}"} for key in keys]
        lost = await api.post(GENERATIONS, body, **asked[0])
        assert lost.status == 409
        own = await api.post(GENERATIONS, body, **asked[1])
        assert own.status == 200
        again = await api.post(GENERATIONS, body, x_stainless_retry_count="1", **asked[0])
        assert again.status == 409
        none = await api.post(GENERATIONS, body, x_stainless_retry_count="1")
        assert none.status == 200
    assert len(provider.requests) == 3
