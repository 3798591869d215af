"""The official google-genai client, unmodified, orders films at the emulated Gemini API."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from google import genai
from google.genai import types
from google.genai._gaos.lib.compat_errors import APIStatusError

from limner.media.films import film_facts
from limner.testing.emulators.base import running
from limner.testing.emulators.google import GoogleEmulator, Outcome
from limner.testing.ledger import Ledger
from limner.testing.pictures import plain_png

MODEL = "gemini-omni-1.1-flash"
PICTURE = base64.b64encode(plain_png(64, 36, "reference", 1)).decode()
IMAGE = {"type": "image", "data": PICTURE, "mime_type": "image/png"}
BY_URI = {"type": "video", "delivery": "uri", "duration": "4s", "aspect_ratio": "9:16"}


@pytest.fixture
async def emulator(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[GoogleEmulator]:
    """An emulator whose films take 0 s, or as long as the test's parameter says."""
    with Ledger(tmp_path / "ledger") as ledger:
        yield GoogleEmulator(ledger, latency=getattr(request, "param", 0.0))


@pytest.fixture
async def client(emulator: GoogleEmulator) -> AsyncIterator[Any]:
    async with running(emulator) as address, httpx.AsyncClient() as transport:
        options = types.HttpOptions(base_url=address, httpx_async_client=transport)
        client = genai.Client(api_key="a-key", http_options=options)
        yield client.aio
        client.close()


def _name(uri: str) -> str:
    """The name of a file by its address: the client reads it out of https addresses only."""
    return f"files/{uri.rsplit('/', 1)[-1].partition(':')[0]}"


def _facts(film: bytes) -> tuple[int | None, int | None, int | None]:
    facts = film_facts(film, "video/mp4")
    return facts.width, facts.height, facts.length_ms


@pytest.mark.parametrize("emulator", [0.3], indirect=True)
async def test_a_film_is_ordered_asked_about_and_fetched(
    client: Any, emulator: GoogleEmulator
) -> None:
    ordered = await client.interactions.create(
        model=MODEL, input="a fox runs", background=True, response_format=BY_URI
    )
    assert ordered.status == "in_progress"
    while (told := await client.interactions.get(ordered.id)).status == "in_progress":
        await asyncio.sleep(0.05)
    assert (told.status, told.id) == ("completed", ordered.id)
    assert told.output_video.data is None
    film = await client.files.download(file=_name(told.output_video.uri))
    assert _facts(film) == (720, 1280, 4_000)
    assert told.usage.output_tokens_by_modality[0].tokens == 4 * 5792
    assert emulator.tally()["images"] == 1


async def test_a_film_comes_inline_unless_its_address_is_asked_for(client: Any) -> None:
    told = await client.interactions.create(model=MODEL, input="a fox runs")
    assert told.output_video.uri is None
    assert _facts(base64.b64decode(told.output_video.data)) == (1280, 720, 8_000)


async def test_a_file_is_known_by_its_name(client: Any) -> None:
    told = await client.interactions.create(model=MODEL, input="a", response_format=BY_URI)
    file = await client.files.get(name=_name(told.output_video.uri))
    assert file.state == types.FileState.ACTIVE


async def test_a_film_goes_from_one_image_to_another(client: Any, emulator: GoogleEmulator) -> None:
    await client.interactions.create(
        model=MODEL,
        input=[IMAGE, IMAGE, {"type": "text", "text": "<FIRST_FRAME> <LAST_FRAME> it turns"}],
        generation_config={"video_config": {"task": "image_to_video"}},
    )
    [sent] = emulator.requests
    [said] = sent.body["input"]
    assert [part["type"] for part in said["content"]] == ["image", "image", "text"]
    assert PICTURE not in str(sent.body)


@pytest.mark.parametrize(
    "asked",
    [
        {"response_format": {"type": "video", "resolution": "480p"}},
        {"response_format": {"type": "video", "aspect_ratio": "1:1"}},
        {"response_format": {"type": "video", "duration": "2s"}},
        {"response_format": {"type": "video", "duration": "8"}},
        {"response_format": {"type": "video", "gcs_uri": "gs://a"}},
        {"input": [IMAGE]},
        {"input": "<FIRST_FRAME> no image"},
        {"input": [IMAGE, {"type": "text", "text": "<LAST_FRAME> alone"}]},
        {"input": [{**IMAGE, "data": "AAAA"}, {"type": "text", "text": "a"}]},
        {"generation_config": {"temperature": 1.0}},
        {"system_instruction": "Draw simply."},
    ],
    ids=str,
)
async def test_what_google_does_not_take_is_refused_unpaid(
    client: Any, emulator: GoogleEmulator, asked: dict[str, Any]
) -> None:
    with pytest.raises(APIStatusError) as refused:
        await client.interactions.create(**{"model": MODEL, "input": "a fox"} | asked)
    assert refused.value.status_code == 400
    assert emulator.tally()["charges"] == 0


async def test_a_model_that_is_not_there_is_told(client: Any) -> None:
    with pytest.raises(APIStatusError) as refused:
        await client.interactions.create(model="veo-3.1-generate-preview", input="a fox")
    assert refused.value.status_code == 404


async def test_a_refusal_is_an_answer_without_a_film(client: Any, emulator: GoogleEmulator) -> None:
    emulator.outcome(Outcome(film="refused"))
    told = await client.interactions.create(model=MODEL, input="a fox")
    assert (told.status, told.output_video) == ("completed", None)
    assert "can't" in told.output_text
    assert emulator.tally()["charges"] == 0


async def test_a_failure_is_told_in_the_interaction(client: Any, emulator: GoogleEmulator) -> None:
    emulator.outcome(Outcome(film="failed"))
    told = await client.interactions.create(model=MODEL, input="a fox")
    assert (told.status, told.errors[0].code) == ("failed", "internal_error")


@pytest.mark.parametrize("emulator", [3600.0], indirect=True)
async def test_a_film_can_be_cancelled(client: Any, emulator: GoogleEmulator) -> None:
    ordered = await client.interactions.create(model=MODEL, input="a fox", background=True)
    assert (await client.interactions.cancel(ordered.id)).status == "cancelled"
    assert (await client.interactions.get(ordered.id)).status == "cancelled"
    assert emulator.tally()["cancelled"] == 1


async def test_an_interaction_nobody_knows_is_told(client: Any) -> None:
    with pytest.raises(APIStatusError) as refused:
        await client.interactions.get("v1_none")
    assert refused.value.status_code == 400
