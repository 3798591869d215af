"""Google's films against the emulated Gemini API: ordered once, asked about and fetched."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from harness.calls import RecordedCall, content_of
from limner.errors import (
    ContentRefused,
    ProviderBadAnswer,
    ProviderBadRequest,
    ProviderError,
    ProviderModelGone,
    ProviderNoCredit,
    ProviderOverloaded,
    ProviderUnauthorized,
    RateLimited,
    UnknownOutcome,
)
from limner.fetch import PrivateHosts
from limner.media.films import film_facts
from limner.models.catalog import load_catalog
from limner.models.image_request import ImageRequest, ReferenceImage
from limner.models.parts import Role
from limner.models.price import cost_of
from limner.models.request import ImageSettings, plan_requests
from limner.providers.google import GoogleProvider, GoogleSettings
from limner.testing.emulators.base import running
from limner.testing.emulators.faults import Fault
from limner.testing.emulators.google import FilmEnd, GoogleEmulator, Outcome
from limner.testing.ledger import Ledger
from limner.testing.pictures import plain_png

MODEL = load_catalog().get("gemini-omni-1.1-flash")
FAULTS: list[tuple[Fault, type[ProviderError], int]] = [
    ("bad_request", ProviderBadRequest, 0),
    ("unauthorized", ProviderUnauthorized, 0),
    ("no_credit", ProviderNoCredit, 0),
    ("not_found", ProviderModelGone, 0),
    ("rate_limited", RateLimited, 0),
    ("unavailable", ProviderOverloaded, 0),
    ("refusal", ContentRefused, 0),
    ("bad_gateway", UnknownOutcome, 0),
    ("lost_before_charge", UnknownOutcome, 0),
    ("lost_after_charge", UnknownOutcome, 1),
    ("truncated", UnknownOutcome, 1),
    ("html", UnknownOutcome, 1),
]
ENDS: list[tuple[FilmEnd, type[ProviderError], int]] = [
    ("refused", ContentRefused, 0),
    ("blocked", ContentRefused, 0),
    ("failed", ProviderBadAnswer, 0),
    ("file_failed", ProviderBadAnswer, 1),
    ("nothing", ProviderBadAnswer, 1),
    ("vanishes", UnknownOutcome, 1),
]


@pytest.fixture
async def emulator(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[GoogleEmulator]:
    """An emulator whose films take 0 s, or as long as the test's parameter says."""
    with Ledger(tmp_path / "ledger") as ledger:
        yield GoogleEmulator(ledger, latency=getattr(request, "param", 0.0))


@pytest.fixture
async def google(emulator: GoogleEmulator) -> AsyncIterator[GoogleProvider]:
    async with running(emulator) as address:
        settings = GoogleSettings(key=SecretStr("a-key"), url=address)
        provider = GoogleProvider(settings, private_hosts=PrivateHosts.of(["localhost"]))
        yield provider
        await provider.close()


def _request(*roles: Role, **settings: object) -> ImageRequest:
    asked = ImageSettings.model_validate({"prompt": "a fox runs", **settings})
    references = [ReferenceImage(role, f"ast_{role}", role, "image/png") for role in roles]
    return plan_requests(MODEL, asked, references, seed=7, max_prompt=4000).requests[0]


def _call() -> RecordedCall:
    return RecordedCall(
        files={role: plain_png(64, 36, role, 1) for role in ("startImage", "endImage")}
    )


async def test_an_order_becomes_a_film(google: GoogleProvider, emulator: GoogleEmulator) -> None:
    call = _call()
    request = _request("startImage", "endImage", aspectRatio="9:16", params={"duration": 4})
    answer = await google.generate(request, call)
    (film,) = answer.images
    facts = film_facts(content_of(film), "video/mp4")
    assert (facts.width, facts.height, facts.length_ms) == (720, 1280, 4_000)
    assert not isinstance(film.data, bytes), "it is on the disk"
    assert call.request_ids == [answer.details["interactionId"]]
    assert call.read == ["startImage", "endImage"]
    [sent] = emulator.requests
    assert sent.body["response_format"] == {
        "type": "video",
        "delivery": "uri",
        "aspect_ratio": "9:16",
        "duration": "4s",
    }
    cost = cost_of(MODEL, 1, request.asked, micro_usd=None, usage=answer.usage)
    assert cost is not None
    assert 4 * 101_360 <= cost < 4 * 101_360 + 1_000


@pytest.mark.parametrize("end", ["inline", "still_written", "elsewhere", "redirected", "lost_poll"])
async def test_odd_ways_lead_to_the_film_too(
    google: GoogleProvider, emulator: GoogleEmulator, end: FilmEnd
) -> None:
    """From another host it is fetched without the key, or it would be refused there."""
    emulator.outcome(Outcome(film=end))
    answer = await google.generate(_request(), _call())
    assert film_facts(content_of(answer.images[0]), "video/mp4").length_ms == 8_000
    assert emulator.tally()["images"] == 1


async def test_a_host_that_is_private_gets_neither_the_key_nor_a_request(
    emulator: GoogleEmulator,
) -> None:
    async with running(emulator) as address:
        google = GoogleProvider(GoogleSettings(key=SecretStr("a-key"), url=address))
        emulator.outcome(Outcome(film="elsewhere"))
        with pytest.raises(ProviderBadAnswer, match="localhost"):
            await google.generate(_request(), _call())
        await google.close()


@pytest.mark.parametrize(("fault", "expected", "charged"), FAULTS)
async def test_every_fault_of_an_order_is_told_apart(
    google: GoogleProvider,
    emulator: GoogleEmulator,
    fault: Fault,
    expected: type[ProviderError],
    charged: int,
) -> None:
    emulator.fault(fault)
    with pytest.raises(expected) as told:
        await google.generate(_request(), _call())
    assert type(told.value) is expected
    assert "a-key" not in f"{told.value.detail} {told.value.hint}"
    assert emulator.tally()["charges"] == charged


@pytest.mark.parametrize(("end", "expected", "charged"), ENDS)
async def test_a_film_that_does_not_come_says_why(
    google: GoogleProvider,
    emulator: GoogleEmulator,
    end: FilmEnd,
    expected: type[ProviderError],
    charged: int,
) -> None:
    emulator.outcome(Outcome(film=end))
    with pytest.raises(expected) as told:
        await google.generate(_request(), _call())
    assert type(told.value) is expected
    assert emulator.tally()["charges"] == charged


async def test_a_recorded_order_is_asked_for_and_not_sent_again(
    google: GoogleProvider, emulator: GoogleEmulator
) -> None:
    call = _call()
    first = await google.generate(_request(), call)
    again = await google.resume(_request(), call.request_ids[0], _call())
    assert content_of(again.images[0]) == content_of(first.images[0])
    assert emulator.tally()["charges"] == 1


@pytest.mark.parametrize("emulator", [3600.0], indirect=True)
async def test_an_order_can_be_taken_back(google: GoogleProvider, emulator: GoogleEmulator) -> None:
    call = _call()
    waiting = asyncio.create_task(google.generate(_request(), call))
    while not call.request_ids:
        await asyncio.sleep(0.01)
    await google.cancel(_request(), call.request_ids[0])
    with pytest.raises(ProviderBadAnswer, match="cancelled"):
        await waiting
    assert emulator.tally()["cancelled"] == 1
