"""The images API in front of the provider whose API it is: what goes in arrives."""

from collections.abc import AsyncIterator
from pathlib import Path

import openai
import pytest
from openai import AsyncOpenAI

from harness.api import serving
from harness.images_api import client_of
from harness.pictures import photo, saved
from limner.providers.openai import OpenAISettings
from limner.testing.emulators.base import running
from limner.testing.emulators.openai import OpenAIEmulator
from limner.testing.ledger import Ledger
from limner.testing.studio import make_studio


@pytest.fixture
async def emulator(tmp_path: Path) -> AsyncIterator[OpenAIEmulator]:
    with Ledger(tmp_path / "ledger") as ledger:
        yield OpenAIEmulator(ledger)


@pytest.fixture
async def through(tmp_path: Path, emulator: OpenAIEmulator) -> AsyncIterator[AsyncOpenAI]:
    """A client of Limner, which asks the emulator."""
    async with running(emulator) as url:
        settings = OpenAISettings(key="a-key", address=f"{url}/v1")
        async with (
            make_studio(tmp_path / "home", sections=(settings,)) as studio,
            serving(studio) as api,
            client_of(api) as client,
        ):
            yield client


async def test_everything_it_takes_arrives(through: AsyncOpenAI, emulator: OpenAIEmulator) -> None:
    answer = await through.images.generate(
        model="gpt-image-2",
        prompt="a fox",
        n=2,
        size="1536x1024",
        quality="high",
        background="transparent",
        moderation="low",
        output_format="webp",
        output_compression=80,
    )
    assert answer.data is not None
    assert len(answer.data) == 2
    assert (answer.size, answer.quality) == ("1536x1024", "high")
    assert (answer.background, answer.output_format) == ("transparent", "webp")
    assert answer.usage is not None
    assert answer.usage.output_tokens_details is not None
    assert answer.usage.output_tokens_details.image_tokens > 0
    sent = emulator.requests[-1].body
    assert sent["output_compression"] == 80
    assert sent["moderation"] == "low"


async def test_edits_with_a_mask(through: AsyncOpenAI, emulator: OpenAIEmulator) -> None:
    image = saved(photo(1024, 1024), "PNG")
    mask = saved(photo(1024, 1024).convert("L"), "PNG")
    answer = await through.images.edit(
        model="gpt-image-2", prompt="bluer", image=[image, image], mask=mask, size="auto"
    )
    assert answer.data is not None
    assert answer.data[0].b64_json
    assert emulator.requests[-1].path == "/v1/images/edits"


async def test_previews_are_asked_for(through: AsyncOpenAI, emulator: OpenAIEmulator) -> None:
    """How many are seen is left open: this emulator is done before they are drawn."""
    events = await through.images.generate(
        model="gpt-image-2", prompt="a fox", stream=True, partial_images=2
    )
    *previews, completed = [event async for event in events]
    assert completed.type == "image_generation.completed"
    assert completed.usage.total_tokens > 0
    assert {event.type for event in previews} <= {"image_generation.partial_image"}
    assert emulator.requests[-1].body["partial_images"] == 2


async def test_its_refusal(through: AsyncOpenAI, emulator: OpenAIEmulator) -> None:
    emulator.fault("refusal")
    with pytest.raises(openai.BadRequestError) as refused:
        await through.images.generate(model="gpt-image-2", prompt="a fox")
    assert refused.value.code == "content_refused"


async def test_an_answer_that_is_lost_is_paid_once(
    through: AsyncOpenAI, emulator: OpenAIEmulator
) -> None:
    emulator.fault("lost_after_charge")
    with pytest.raises(openai.ConflictError) as lost:
        await through.images.generate(model="gpt-image-2", prompt="a fox")
    assert lost.value.code == "unknown_outcome"
    assert isinstance(lost.value.body, dict)
    assert lost.value.body["possibleCost"] > 0
    assert emulator.tally()["charges"] == 1
