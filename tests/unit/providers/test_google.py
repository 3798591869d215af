"""Google's provider against the emulated Gemini API: requests, answers, every way to fail."""

from __future__ import annotations

import asyncio
import base64
import io
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, get_args

import pytest
from aiohttp import web
from PIL import Image
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
    ProviderTimeout,
    ProviderUnauthorized,
    ProviderUnreachable,
    RateLimited,
    UnknownOutcome,
)
from limner.models.catalog import load_catalog
from limner.models.image_request import ImageRequest, ReferenceImage
from limner.models.parts import Role
from limner.models.price import cost_of, price_of
from limner.models.request import ImageSettings, plan_requests
from limner.providers.google import GoogleProvider, GoogleSettings
from limner.testing.emulators.base import BAD_KEY, running
from limner.testing.emulators.faults import Fault
from limner.testing.emulators.google import BlockReason, FinishReason, GoogleEmulator, Outcome
from limner.testing.ledger import Ledger
from limner.testing.loopback import site
from limner.testing.pictures import plain_png

MODEL = "gemini-3.1-flash-image"
ODD_ANSWERS = {
    "wrong": {"candidates": [{"content": {"parts": "none"}}]},
    "bad_reason": {"candidates": [{"finishReason": "MISSING_THOUGHT_SIGNATURE"}]},
    "nothing": {"candidates": [{"content": {"parts": [{"text": ""}]}, "finishReason": "STOP"}]},
    "empty": {},
}

FAULTS: dict[Fault, tuple[type[ProviderError], int]] = {
    "bad_request": (ProviderBadRequest, 0),
    "unauthorized": (ProviderUnauthorized, 0),
    "no_credit": (ProviderNoCredit, 0),
    "forbidden": (ProviderUnauthorized, 0),
    "not_found": (ProviderModelGone, 0),
    "request_timeout": (ProviderTimeout, 0),
    "conflict": (ProviderBadRequest, 0),
    "rate_limited": (RateLimited, 0),
    "rate_limited_bare": (RateLimited, 0),
    "server_error": (ProviderBadAnswer, 0),
    "bad_gateway": (UnknownOutcome, 0),
    "unavailable": (ProviderOverloaded, 0),
    "refusal": (ContentRefused, 0),
    "lost_before_charge": (UnknownOutcome, 0),
    "lost_after_charge": (UnknownOutcome, 1),
    "truncated": (UnknownOutcome, 1),
    "html": (ProviderBadAnswer, 1),
    "bad_base64": (ProviderBadAnswer, 1),
    "fewer_images": (ProviderBadAnswer, 1),
}
HARMLESS: tuple[Fault, ...] = ("wrong_type", "slow_start", "other_size")
"""An answer comes all the same; its size is judged by whoever keeps it."""


@pytest.fixture
async def emulator(tmp_path: Path) -> AsyncIterator[GoogleEmulator]:
    with Ledger(tmp_path / "ledger") as ledger:
        yield GoogleEmulator(ledger)


@pytest.fixture
async def google(emulator: GoogleEmulator) -> AsyncIterator[GoogleProvider]:
    async with running(emulator) as address:
        provider = _provider(address)
        yield provider
        await provider.close()


def _provider(address: str, key: str = "a-key") -> GoogleProvider:
    return GoogleProvider(GoogleSettings(key=SecretStr(key), url=address))


def _request(
    *, model: str = MODEL, roles: tuple[Role, ...] = (), seed: int = 7, **settings: Any
) -> ImageRequest:
    references = [
        ReferenceImage(role, f"ast_{place}", f"digest-{place}", "image/png")
        for place, role in enumerate(roles)
    ]
    asked = ImageSettings.model_validate({"prompt": "a fox", **settings})
    contract = load_catalog().get(model)
    return plan_requests(contract, asked, references, seed=seed, max_prompt=4000).requests[0]


def _call(references: int = 0) -> RecordedCall:
    files = {f"digest-{n}": plain_png(90, 160, "reference", n) for n in range(references)}
    return RecordedCall(files=files)


def _size(data: bytes) -> tuple[int, int]:
    return Image.open(io.BytesIO(data)).size


def _sent(emulator: GoogleEmulator) -> dict[str, Any]:
    body: dict[str, Any] = emulator.requests[-1].body
    return body


async def test_a_request_becomes_a_picture_with_its_seed(google: GoogleProvider) -> None:
    answer = await google.generate(_request(seed=11), _call())
    (image,) = answer.images
    assert _size(content_of(image)) == (1024, 1024)
    assert image.seed == 11
    assert answer.details["modelVersion"] == MODEL


async def test_what_is_sent(google: GoogleProvider, emulator: GoogleEmulator) -> None:
    params = {"temperature": 0.5, "top_p": 0.9, "thinking_level": "high"}
    await google.generate(_request(aspectRatio="16:9", resolution="2K", params=params), _call())
    assert _sent(emulator) == {
        "contents": [{"role": "user", "parts": [{"text": "a fox"}]}],
        "generationConfig": {
            "responseModalities": ["TEXT", "IMAGE"],
            "imageConfig": {"aspectRatio": "16:9", "imageSize": "2K"},
            "thinkingConfig": {"thinkingLevel": "high"},
            "temperature": 0.5,
            "topP": 0.9,
            "seed": 7,
        },
    }


async def test_references_follow_the_prompt_that_says_what_each_is_for(
    google: GoogleProvider, emulator: GoogleEmulator
) -> None:
    call = _call(3)
    answer = await google.generate(_request(roles=("image", "style", "character")), call)
    assert call.read == ["digest-0", "digest-1", "digest-2"]
    text, *images = _sent(emulator)["contents"][0]["parts"]
    assert text["text"].splitlines()[0] == "a fox"
    assert "Image 2 shows the style" in text["text"]
    assert "Image 3 shows a character" in text["text"]
    assert [image["inlineData"]["mimeType"] for image in images] == ["image/png"] * 3
    assert len({image["inlineData"]["data"] for image in images}) == 3
    assert _size(answer.images[0].data) == (768, 1376), "the references' own ratio is kept"


async def test_drafts_are_no_results(google: GoogleProvider) -> None:
    answer = await google.generate(_request(params={"thinking_level": "high"}), _call())
    assert [_size(content_of(image)) for image in answer.images] == [(1024, 1024)]
    assert "wants" not in answer.details["text"]


async def test_several_pictures_are_all_results(
    google: GoogleProvider, emulator: GoogleEmulator
) -> None:
    emulator.outcome(Outcome(pictures=2))
    answer = await google.generate(_request(seed=3), _call())
    assert len({content_of(image) for image in answer.images}) == 2
    assert [image.seed for image in answer.images] == [3, None]


@pytest.mark.parametrize("resolution", ["512", "1K", "2K"])
@pytest.mark.parametrize("roles", [(), ("image", "style")])
async def test_the_real_cost_is_within_the_estimate(
    google: GoogleProvider, resolution: str, roles: tuple[Role, ...]
) -> None:
    request = _request(roles=roles, aspectRatio="1:1", resolution=resolution)
    answer = await google.generate(request, _call(len(roles)))
    model = load_catalog().get(MODEL)
    estimate = price_of(model, 1, request.asked)
    cost = cost_of(model, 1, request.asked, micro_usd=answer.micro_usd, usage=answer.usage)
    assert estimate is not None
    assert cost is not None
    assert estimate.lower <= cost <= estimate.upper
    assert answer.usage["image_output"] == {"512": 747, "1K": 1120, "2K": 1680}[resolution]
    assert answer.usage["image_input"] == 1120 * len(roles)
    assert answer.usage["text_input"] > 0
    assert answer.usage["text_output"] > 240, "thoughts count as text"


@pytest.mark.parametrize("fault", FAULTS)
async def test_every_fault_is_told_apart(
    google: GoogleProvider, emulator: GoogleEmulator, fault: Fault
) -> None:
    expected, charges = FAULTS[fault]
    emulator.fault(fault)
    with pytest.raises(ProviderError) as caught:
        await google.generate(_request(), _call())
    assert type(caught.value) is expected
    assert emulator.tally()["charges"] == charges
    assert emulator.tally()["requests"] == 1, "nothing is sent again by itself"
    assert (await google.generate(_request(), _call())).images


@pytest.mark.parametrize("fault", HARMLESS)
async def test_what_can_be_used_is_used(
    google: GoogleProvider, emulator: GoogleEmulator, fault: Fault
) -> None:
    emulator.fault(fault)
    answer = await google.generate(_request(), _call())
    assert _size(answer.images[0].data) == ((640, 480) if fault == "other_size" else (1024, 1024))


async def test_a_stalled_answer_can_be_given_up(
    google: GoogleProvider, emulator: GoogleEmulator
) -> None:
    emulator.fault("stall")
    task = asyncio.create_task(google.generate(_request(), _call()))
    while emulator.tally()["charges"] == 0:
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await google.generate(_request(), _call())).images


def test_no_fault_of_the_emulator_is_left_out() -> None:
    assert {*FAULTS, *HARMLESS, "stall"} == GoogleEmulator.faults


@pytest.mark.parametrize(("fault", "wait"), [("rate_limited", 1.0), ("rate_limited_bare", None)])
async def test_the_wait_google_asks_for_is_passed_on(
    google: GoogleProvider, emulator: GoogleEmulator, fault: Fault, wait: float | None
) -> None:
    emulator.fault(fault)
    with pytest.raises(RateLimited) as caught:
        await google.generate(_request(), _call())
    assert caught.value.extra.get("retryAfter") == wait


@pytest.mark.parametrize("reason", get_args(BlockReason))
async def test_a_blocked_prompt_is_refused_content(
    google: GoogleProvider, emulator: GoogleEmulator, reason: BlockReason
) -> None:
    emulator.outcome(Outcome(block=reason))
    with pytest.raises(ContentRefused, match=rf"Google refused the prompt: .+ \({reason}\)"):
        await google.generate(_request(), _call())


FAILED = {"MAX_TOKENS", "OTHER", "MALFORMED_FUNCTION_CALL", "IMAGE_OTHER", "NO_IMAGE"}


@pytest.mark.parametrize("reason", get_args(FinishReason))
async def test_a_model_that_stops_without_a_picture_says_why(
    google: GoogleProvider, emulator: GoogleEmulator, reason: FinishReason
) -> None:
    emulator.outcome(Outcome(finish=reason))
    with pytest.raises(ProviderError) as caught:
        await google.generate(_request(), _call())
    assert type(caught.value) is (ProviderBadAnswer if reason in FAILED else ContentRefused)
    assert caught.value.hint
    expected = "I can't make that picture" if reason == "STOP" else f"({reason})"
    assert expected in caught.value.detail


async def test_a_wrong_key_is_told_from_a_wrong_request(emulator: GoogleEmulator) -> None:
    async with running(emulator) as address:
        provider = _provider(address, key=BAD_KEY)
        with pytest.raises(ProviderUnauthorized, match="API key not valid"):
            await provider.generate(_request(), _call())
        await provider.close()


async def test_nobody_at_the_address_is_unreachable() -> None:
    async with site(web.Application()) as address:
        pass
    provider = _provider(address)
    with pytest.raises(ProviderUnreachable):
        await provider.generate(_request(), _call())
    await provider.close()


def _serving(
    body: Any, *, status: int = 200, headers: dict[str, str] | None = None
) -> AbstractAsyncContextManager[str]:
    """A server that gives every request an answer the emulator never gives; text or JSON."""

    async def answer(_request: web.Request) -> web.Response:
        if isinstance(body, str):
            return web.Response(text=body, status=status, headers=headers)
        return web.json_response(body, status=status, headers=headers)

    app = web.Application()
    app.router.add_post("/{rest:.*}", answer)
    return site(app)


async def _answered(status: int, body: Any, headers: dict[str, str] | None = None) -> ProviderError:
    """What becomes of an answer that is no picture."""
    async with _serving(body, status=status, headers=headers) as address:
        provider = _provider(address)
        with pytest.raises(ProviderError) as caught:
            await provider.generate(_request(), _call())
        await provider.close()
    return caught.value


async def test_tokens_that_are_not_told_apart_count_as_the_pictures_own() -> None:
    data = base64.b64encode(plain_png(4, 4, "x", 1)).decode()
    parts = [{"inlineData": {"mimeType": "image/png", "data": data}}]
    usage = {"promptTokenCount": 5, "candidatesTokenCount": 1290}
    body = {"candidates": [{"content": {"parts": parts}}], "usageMetadata": usage}
    async with _serving(body) as address:
        provider = _provider(address)
        answer = await provider.generate(_request(), _call())
        await provider.close()
    assert answer.usage == {
        "text_input": 5,
        "image_input": 0,
        "text_output": 0,
        "image_output": 1290,
    }


def _error(code: int, message: str = "No.", *details: dict[str, Any]) -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "details": list(details)}}


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (400, _error(400, "API key expired.", {"reason": "API_KEY_INVALID"}), ProviderUnauthorized),
        (
            400,
            _error(400, "User location is not supported without a billing account linked."),
            ProviderNoCredit,
        ),
        (400, _error(400, "Please enable billing on your project."), ProviderNoCredit),
        (403, _error(403, "No.", {"reason": "BILLING_DISABLED"}), ProviderNoCredit),
        (402, _error(402), ProviderNoCredit),
        (402, "pay", ProviderNoCredit),
        (403, "no", ProviderUnauthorized),
        (404, "no", ProviderBadRequest),
        (413, "too large", ProviderBadRequest),
        (429, "slow down", RateLimited),
        (429, _error(429, "Check your plan and billing details."), RateLimited),
        (408, "late", UnknownOutcome),
        (500, "oh", UnknownOutcome),
        (500, _error(500), ProviderBadAnswer),
        (501, _error(501), UnknownOutcome),
        (503, "busy", UnknownOutcome),
        (503, _error(503), ProviderOverloaded),
        (504, _error(504), ProviderTimeout),
        (302, "elsewhere", ProviderBadAnswer),
        (200, "[1, 2", ProviderBadAnswer),
        (200, ODD_ANSWERS["wrong"], ProviderBadAnswer),
        (200, ODD_ANSWERS["bad_reason"], ProviderBadAnswer),
        (200, ODD_ANSWERS["nothing"], ProviderBadAnswer),
        (200, ODD_ANSWERS["empty"], ProviderBadAnswer),
        (200, [], ProviderBadAnswer),
    ],
)
async def test_other_answers(status: int, body: Any, expected: type[ProviderError]) -> None:
    assert type(await _answered(status, body)) is expected


async def test_the_longest_wait_counts() -> None:
    delay = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "2.5s"}
    told = await _answered(429, _error(429, "Later.", delay), {"Retry-After": "7"})
    assert told.extra["retryAfter"] == 7.0
    told = await _answered(503, _error(503, "Later.", delay), {"Retry-After": "1"})
    assert told.extra["retryAfter"] == 2.5
    told = await _answered(429, _error(429, "Later.", {"retryDelay": "soon"}))
    assert "retryAfter" not in told.extra


async def test_a_long_refusal_is_shortened() -> None:
    words = {"content": {"parts": [{"text": "no " * 5000}]}, "finishReason": "STOP"}
    refused = await _answered(200, {"candidates": [words]})
    assert isinstance(refused, ContentRefused)
    assert len(refused.detail) < 400


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "GEMINI_API_KEY": "second",
        "GOOGLE_API_KEY": "first",
        "LIMNER_GOOGLE_URL": "http://127.0.0.1:9/",
        "LIMNER_GOOGLE_MODEL": "gemini-3-pro-image",
        "LIMNER_GOOGLE_MAX_CONCURRENT": "3",
        "LIMNER_GOOGLE_REQUESTS_PER_MINUTE": "10",
    }.items():
        monkeypatch.setenv(name, value)
    settings = GoogleSettings()
    assert settings.key is not None
    assert settings.key.get_secret_value() == "first"
    monkeypatch.setenv("GOOGLE_API_KEY", "")
    only = GoogleSettings()
    assert only.key is not None
    assert only.key.get_secret_value() == "second"
    provider = GoogleProvider(settings)
    assert provider.max_concurrent == 3
    assert provider.max_per_minute == 10
    assert provider.default_model == "gemini-3-pro-image"
    assert not provider.own_address
    assert GoogleProvider(GoogleSettings.model_construct()).own_address


def test_without_a_key_it_says_what_to_set() -> None:
    reason = GoogleProvider(GoogleSettings.model_construct()).unavailable_reason()
    assert reason is not None
    assert "GEMINI_API_KEY" in reason
    assert _provider("http://127.0.0.1:9").unavailable_reason() is None


async def test_the_key_is_in_no_message(google: GoogleProvider, emulator: GoogleEmulator) -> None:
    emulator.fault("unauthorized")
    with pytest.raises(ProviderUnauthorized) as caught:
        await google.generate(_request(), _call())
    assert "a-key" not in str(caught.value.as_json())
