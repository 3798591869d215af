"""OpenAI's provider against the emulated images API: requests, answers, every way to fail."""

from __future__ import annotations

import asyncio
import base64
import io
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from aiohttp import web
from PIL import Image
from pydantic import SecretStr, ValidationError

from harness.calls import content_of
from harness.contracts import published_contracts
from harness.odd_servers import odd_server
from harness.planning import call_with, planned, some_references
from limner.errors import (
    BadParameter,
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
from limner.media.probe import probe
from limner.models.catalog import load_catalog
from limner.models.price import cost_of, price_of
from limner.providers.openai import OpenAIProvider, OpenAISettings
from limner.testing.emulators.base import BAD_KEY, running
from limner.testing.emulators.faults import JOB_FAULTS, Fault
from limner.testing.emulators.openai import OpenAIEmulator
from limner.testing.ledger import Ledger
from limner.testing.pictures import plain_picture, plain_png

CATALOG = load_catalog()
MODEL = CATALOG.get("gpt-image-2")
KEY = "sk-very-secret"
PREVIEWS = {"partial_images": 2}

FAULTS: dict[Fault, tuple[type[ProviderError], int]] = {
    "bad_request": (ProviderBadRequest, 0),
    "unauthorized": (ProviderUnauthorized, 0),
    "no_credit": (ProviderNoCredit, 0),
    "forbidden": (ProviderUnauthorized, 0),
    "not_found": (ProviderModelGone, 0),
    "request_timeout": (ProviderTimeout, 0),
    "conflict": (ProviderBadRequest, 0),
    "unprocessable": (ProviderBadRequest, 0),
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

WAYS: dict[str, dict[str, Any]] = {
    "generated": {},
    "edited": {"roles": ("image",)},
    "streamed": {"params": PREVIEWS},
    "edited and streamed": {"roles": ("image",), "params": PREVIEWS},
}
EACH_WAY = pytest.mark.parametrize("way", WAYS)


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[OpenAIEmulator]:
    with Ledger(tmp_path / "charges") as ledger:
        yield OpenAIEmulator(ledger, contracts=published_contracts())


@pytest.fixture
async def provider(emulator: OpenAIEmulator) -> AsyncIterator[OpenAIProvider]:
    async with running(emulator) as address:
        made = provider_at(f"{address}/v1")
        yield made
        await made.close()


def provider_at(address: str, key: str = KEY) -> OpenAIProvider:
    return OpenAIProvider(OpenAISettings(key=SecretStr(key), address=address))


def sent(emulator: OpenAIEmulator) -> dict[str, Any]:
    body: dict[str, Any] = emulator.requests[-1].body
    return body


def size_of(data: bytes) -> tuple[int, int]:
    info = probe(data)
    return info.width, info.height


class TestGenerate:
    async def test_what_is_sent_and_what_comes(
        self, provider: OpenAIProvider, emulator: OpenAIEmulator
    ) -> None:
        request = planned(MODEL, aspectRatio="16:9", quality="high", format="webp", count=3)
        answer = await provider.generate(request, some_references(0))
        assert sent(emulator) == {
            "model": "gpt-image-2",
            "prompt": "a fox",
            "n": 3,
            "size": "1536x864",
            "quality": "high",
            "output_format": "webp",
        }
        assert [size_of(content_of(image)) for image in answer.images] == [(1536, 864)] * 3
        assert len({content_of(image) for image in answer.images}) == 3
        assert {image.seed for image in answer.images} == {None}
        assert answer.details["requestId"].startswith("req_")

    async def test_what_it_cost_is_within_what_was_foretold(self, provider: OpenAIProvider) -> None:
        for quality in ("low", "medium", "high"):
            request = planned(MODEL, quality=quality, count=2)
            answer = await provider.generate(request, some_references(0))
            assert answer.micro_usd is None
            cost = cost_of(MODEL, 2, request.asked, micro_usd=None, usage=answer.usage)
            price = price_of(MODEL, 2, request.asked)
            assert price is not None
            assert cost is not None
            assert 0.95 * price.lower <= cost <= price.upper

    async def test_compression_that_png_has_not_is_dropped_and_said(
        self, provider: OpenAIProvider, emulator: OpenAIEmulator
    ) -> None:
        request = planned(MODEL, params={"output_compression": 50})
        answer = await provider.generate(request, some_references(0))
        assert "output_compression" not in sent(emulator)
        assert [warning.code for warning in answer.warnings] == ["dropped_parameter"]

    async def test_compression_goes_with_jpeg(
        self, provider: OpenAIProvider, emulator: OpenAIEmulator
    ) -> None:
        request = planned(MODEL, format="jpeg", params={"output_compression": 50})
        answer = await provider.generate(request, some_references(0))
        assert sent(emulator)["output_compression"] == 50
        assert answer.warnings == ()

    async def test_transparency_in_a_jpeg_is_refused_before_it_is_sent(
        self, provider: OpenAIProvider, emulator: OpenAIEmulator
    ) -> None:
        request = planned(MODEL, format="jpeg", params={"background": "transparent"})
        with pytest.raises(BadParameter):
            await provider.generate(request, some_references(0))
        assert len(emulator.requests) == 0

    async def test_no_one_else_decides_whether_an_answer_streams(
        self, provider: OpenAIProvider, emulator: OpenAIEmulator
    ) -> None:
        open_model = MODEL.model_copy(update={"open_parameters": True})
        request = planned(open_model, params={"stream": True})
        assert (await provider.generate(request, some_references(0))).images
        assert "stream" not in sent(emulator)


class TestStream:
    @pytest.mark.parametrize("way", ["streamed", "edited and streamed"])
    async def test_unfinished_images_are_shown_while_it_draws(
        self, provider: OpenAIProvider, emulator: OpenAIEmulator, way: str
    ) -> None:
        call = some_references(1)
        answer = await provider.generate(planned(MODEL, **WAYS[way]), call)
        assert sent(emulator)["partial_images"] == 2
        assert len(call.partials) == 2
        assert len({*call.partials, answer.images[0].data}) == 3
        assert call.fractions == [1 / 3, 2 / 3]
        assert answer.usage["image_output"] > 200

    async def test_several_images_come_without_unfinished_ones(
        self, provider: OpenAIProvider, emulator: OpenAIEmulator
    ) -> None:
        request = planned(MODEL, count=2, params=PREVIEWS)
        answer = await provider.generate(request, some_references(0))
        assert "stream" not in sent(emulator)
        assert len(answer.images) == 2
        assert [warning.code for warning in answer.warnings] == ["dropped_parameter"]

    async def test_a_server_may_answer_in_one_piece_all_the_same(self) -> None:
        picture = plain_png(64, 64, "a", 1)
        body = {"data": [{"b64_json": base64.b64encode(picture).decode()}]}
        async with odd_server({"/v1/images/generations": body}) as server:
            provider = provider_at(f"{server.address}/v1")
            answer = await provider.generate(planned(MODEL, params=PREVIEWS), some_references(0))
            await provider.close()
        assert answer.images[0].data == picture

    @pytest.mark.parametrize(
        ("error", "raised"),
        [
            ({"message": "No.", "code": "moderation_blocked"}, ContentRefused),
            ({"message": "Broken.", "code": "server_error"}, ProviderBadAnswer),
            ("Broken.", ProviderBadAnswer),
        ],
    )
    async def test_an_error_in_the_middle(self, error: object, raised: type[ProviderError]) -> None:
        event = f"event: error\r\ndata: {json.dumps({'type': 'error', 'error': error})}\r\n\r\n"
        stream = web.Response(text=event, content_type="text/event-stream")
        async with odd_server({"/v1/images/generations": stream}) as server:
            provider = provider_at(f"{server.address}/v1")
            with pytest.raises(raised):
                await provider.generate(planned(MODEL, params=PREVIEWS), some_references(0))
            await provider.close()


class TestEdit:
    async def test_one_image_goes_by_its_own_name(
        self, provider: OpenAIProvider, emulator: OpenAIEmulator
    ) -> None:
        request = planned(MODEL, roles=("image",), mime_type="image/webp", quality="low")
        picture = plain_picture(64, 64, "a", 1, format="webp")
        answer = await provider.generate(request, call_with(picture))
        body = sent(emulator)
        assert body["image"][0]["type"] == "image/webp"
        assert body["image"][0]["filename"] == "image-1.webp"
        assert body["size"] == "auto"
        assert body["n"] == 1
        assert answer.usage["image_input"] > 0

    async def test_several_in_order_each_with_what_it_is_for(
        self, provider: OpenAIProvider, emulator: OpenAIEmulator
    ) -> None:
        request = planned(MODEL, roles=("image", "style", "character"))
        call = some_references(3)
        await provider.generate(request, call)
        body = sent(emulator)
        assert [file["filename"] for file in body["image[]"]] == [
            "image-1.png",
            "style-2.png",
            "character-3.png",
        ]
        assert "Image 2 shows the style" in body["prompt"]
        assert "Image 3 shows a character" in body["prompt"]
        assert call.read == ["reference-0", "reference-1", "reference-2"]

    async def test_more_than_a_megabyte_is_sent(self, provider: OpenAIProvider) -> None:
        large = png_of(Image.effect_noise((1200, 1200), 100))
        assert len(large) > 1024**2
        answer = await provider.generate(planned(MODEL, roles=("image",)), call_with(large))
        assert answer.images


class TestMask:
    @pytest.mark.parametrize("kind", ["painted", "transparent"])
    async def test_where_it_is_white_or_clear_the_image_may_change(self, kind: str) -> None:
        mask = Image.new("RGBA", (64, 48), (0, 0, 0, 255))
        mask.paste((255, 255, 255, 255) if kind == "painted" else (0, 0, 0, 0), (0, 0, 32, 48))
        sent_mask = await self.sent_mask(png_of(mask))
        assert sent_mask.mode == "RGBA"
        assert sent_mask.getchannel("A").crop((0, 0, 32, 48)).getextrema() == (0, 0)
        assert sent_mask.getchannel("A").crop((32, 0, 64, 48)).getextrema() == (255, 255)

    async def sent_mask(self, mask: bytes) -> Image.Image:
        """The mask as it arrives at a server."""
        body = {"data": [{"b64_json": base64.b64encode(mask).decode()}]}
        async with odd_server({"/v1/images/edits": body}) as server:
            provider = provider_at(f"{server.address}/v1")
            request = planned(MODEL, roles=("image", "mask"))
            await provider.generate(request, call_with(plain_png(64, 48, "a", 1), mask))
            await provider.close()
        received = server.received[0].body
        start = received.rindex(b"\x89PNG")
        return Image.open(io.BytesIO(received[start:]))

    async def test_it_is_taken(self, provider: OpenAIProvider, emulator: OpenAIEmulator) -> None:
        request = planned(MODEL, roles=("image", "mask"))
        await provider.generate(request, some_references(2))
        assert [file["filename"] for file in sent(emulator)["mask"]] == ["mask-2.png"]

    async def test_one_of_another_size_is_refused_before_it_is_sent(
        self, provider: OpenAIProvider, emulator: OpenAIEmulator
    ) -> None:
        request = planned(MODEL, roles=("image", "mask"))
        call = call_with(plain_png(64, 64, "a", 1), plain_png(32, 32, "mask", 1))
        with pytest.raises(BadParameter, match="32 × 32"):
            await provider.generate(request, call)
        assert len(emulator.requests) == 0


def png_of(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


class TestFaults:
    def test_none_is_left_out(self) -> None:
        assert {*FAULTS, *HARMLESS, "stall", *JOB_FAULTS} == set(get_args(Fault))

    @EACH_WAY
    @pytest.mark.parametrize("fault", FAULTS)
    async def test_each_is_told_apart_and_charged_as_the_emulator_says(
        self, provider: OpenAIProvider, emulator: OpenAIEmulator, fault: Fault, way: str
    ) -> None:
        error, charges = FAULTS[fault]
        emulator.fault(fault)
        with pytest.raises(error) as raised:
            await provider.generate(planned(MODEL, **WAYS[way]), some_references(1))
        assert type(raised.value) is error
        assert KEY not in str(raised.value.as_json())
        assert emulator.tally()["charges"] == charges
        assert emulator.tally()["requests"] == 1

    @EACH_WAY
    @pytest.mark.parametrize("fault", HARMLESS)
    async def test_what_can_be_read_is_taken(
        self, provider: OpenAIProvider, emulator: OpenAIEmulator, fault: Fault, way: str
    ) -> None:
        emulator.fault(fault)
        answer = await provider.generate(planned(MODEL, **WAYS[way]), some_references(1))
        assert len(answer.images) == emulator.tally()["charges"] == 1

    @EACH_WAY
    async def test_a_stall_ends_when_it_is_given_up(
        self, provider: OpenAIProvider, emulator: OpenAIEmulator, way: str
    ) -> None:
        emulator.fault("stall")
        asked = provider.generate(planned(MODEL, **WAYS[way]), some_references(1))
        task = asyncio.create_task(asked)
        while not emulator.tally()["charges"]:
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert (await provider.generate(planned(MODEL), some_references(0))).images

    async def test_some_of_several_images_are_kept(
        self, provider: OpenAIProvider, emulator: OpenAIEmulator
    ) -> None:
        emulator.fault("fewer_images")
        answer = await provider.generate(planned(MODEL, count=3), some_references(0))
        assert len(answer.images) == 2

    async def test_a_refused_request_says_why_and_by_which_number(
        self, provider: OpenAIProvider, emulator: OpenAIEmulator
    ) -> None:
        emulator.fault("refusal")
        with pytest.raises(ContentRefused) as refused:
            await provider.generate(planned(MODEL), some_references(0))
        assert "safety system" in refused.value.detail
        assert refused.value.extra["providerRequestId"].startswith("req_")

    @pytest.mark.parametrize(
        ("fault", "wait"), [("rate_limited", 1.0), ("rate_limited_bare", None)]
    )
    async def test_the_wait_that_is_asked_for(
        self, provider: OpenAIProvider, emulator: OpenAIEmulator, fault: Fault, wait: float | None
    ) -> None:
        emulator.fault(fault)
        with pytest.raises(RateLimited) as limited:
            await provider.generate(planned(MODEL), some_references(0))
        assert limited.value.extra.get("retryAfter") == wait

    async def test_a_bad_key(self, emulator: OpenAIEmulator) -> None:
        async with running(emulator) as address:
            provider = provider_at(f"{address}/v1", BAD_KEY)
            with pytest.raises(ProviderUnauthorized) as refused:
                await provider.generate(planned(MODEL), some_references(0))
            await provider.close()
        assert "OPENAI_API_KEY" in str(refused.value.hint)

    async def test_nobody_there(self) -> None:
        provider = provider_at("http://127.0.0.1:9/v1")
        with pytest.raises(ProviderUnreachable):
            await provider.generate(planned(MODEL), some_references(0))
        await provider.close()


ODD_ANSWERS: dict[str, tuple[web.Response, type[ProviderError]]] = {
    "another shape": (web.json_response({"data": "none"}), ProviderBadAnswer),
    "a list": (web.json_response([]), ProviderBadAnswer),
    "nothing": (web.json_response({}), ProviderBadAnswer),
    "an error with 200": (
        web.json_response({"error": {"message": "No.", "code": "content_policy_violation"}}),
        ContentRefused,
    ),
    "an older refusal": (
        web.json_response(
            {"error": {"message": "No.", "code": "content_policy_violation"}}, status=400
        ),
        ContentRefused,
    ),
    "a billing limit": (
        web.json_response(
            {"error": {"message": "No.", "code": "billing_hard_limit_reached"}}, status=400
        ),
        ProviderNoCredit,
    ),
    "payment required": (web.json_response({"error": "Pay."}, status=402), ProviderNoCredit),
    "a page with 503": (web.Response(text="<html>", status=503), UnknownOutcome),
    "a page with 500": (web.Response(text="<html>", status=500), UnknownOutcome),
    "a gateway's time-out": (web.Response(text="<html>", status=504), ProviderTimeout),
    "a detail": (web.json_response({"detail": "no such model"}, status=404), ProviderBadRequest),
}


@pytest.mark.parametrize("odd", ODD_ANSWERS)
async def test_odd_answers(odd: str) -> None:
    response, error = ODD_ANSWERS[odd]
    copy = web.Response(
        body=response.body, status=response.status, content_type=response.content_type
    )
    async with odd_server({"/v1/images/generations": copy}) as server:
        provider = provider_at(f"{server.address}/v1")
        with pytest.raises(error):
            await provider.generate(planned(MODEL), some_references(0))
        await provider.close()


async def test_a_wait_in_milliseconds_is_the_more_exact_one() -> None:
    headers = {"Retry-After": "2", "retry-after-ms": "1500"}
    limited = web.json_response({"error": {"message": "Slow."}}, status=429, headers=headers)
    async with odd_server({"/v1/images/generations": limited}) as server:
        provider = provider_at(f"{server.address}/v1")
        with pytest.raises(RateLimited) as asked:
            await provider.generate(planned(MODEL), some_references(0))
        await provider.close()
    assert asked.value.extra["retryAfter"] == 1.5


async def test_the_key_is_told_to_no_one_a_server_points_to() -> None:
    async with odd_server() as other, odd_server() as server:
        there = f"{other.address}/v1/images/generations"
        server.answers["/v1/images/generations"] = web.Response(
            status=307, headers={"Location": there}
        )
        provider = provider_at(f"{server.address}/v1")
        with pytest.raises(ProviderBadAnswer, match="redirects"):
            await provider.generate(planned(MODEL), some_references(0))
        await provider.close()
    assert other.received == []
    assert server.received[0].headers["Authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    "detail", ["no", 5, None, {}, [1], [{"loc": 5}], [{"loc": ["a", 1], "msg": "odd"}]]
)
async def test_an_error_of_any_shape_is_a_refusal(detail: object) -> None:
    said = web.json_response({"detail": detail}, status=400)
    async with odd_server({"/v1/images/generations": said}) as server:
        provider = provider_at(f"{server.address}/v1")
        with pytest.raises(ProviderBadRequest):
            await provider.generate(planned(MODEL), some_references(0))
        await provider.close()


@pytest.mark.parametrize("said", ["inf", "nan", "-inf", "1e999"])
async def test_a_wait_without_end_is_none(said: str) -> None:
    limited = web.json_response({}, status=429, headers={"Retry-After": said})
    async with odd_server({"/v1/images/generations": limited}) as server:
        provider = provider_at(f"{server.address}/v1")
        with pytest.raises(RateLimited) as asked:
            await provider.generate(planned(MODEL), some_references(0))
        await provider.close()
    assert "retryAfter" not in asked.value.extra


class TestSettings:
    @pytest.mark.parametrize("key", ["two words", "line\nbreak", "nul\0", "schlüssel"])
    def test_a_key_that_fits_no_header_is_refused_at_once(self, key: str) -> None:
        with pytest.raises(ValidationError, match="a key is one word"):
            OpenAISettings(key=SecretStr(key))

    def test_a_line_break_after_the_key_is_no_part_of_it(self) -> None:
        provider = OpenAIProvider(OpenAISettings(key=SecretStr(f" {KEY}\n")))
        assert provider.secrets == (KEY,)

    def test_at_its_own_address_it_needs_a_key(self) -> None:
        provider = OpenAIProvider(OpenAISettings.model_construct())
        assert "OPENAI_API_KEY" in str(provider.unavailable_reason())
        assert provider.own_address

    def test_elsewhere_it_needs_none_and_shut_down_dates_mean_nothing(self) -> None:
        settings = OpenAISettings.model_construct(address="http://127.0.0.1:9/v1")
        provider = OpenAIProvider(settings)
        assert provider.unavailable_reason() is None
        assert not provider.own_address

    def test_the_environment_is_read(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        monkeypatch.setenv("OPENAI_BASE_URL", "https://example.org/v1/")
        monkeypatch.setenv("LIMNER_OPENAI_MODEL", "gpt-image-2.6-flare")
        monkeypatch.setenv("LIMNER_OPENAI_MAX_CONCURRENT", "3")
        monkeypatch.setenv("LIMNER_OPENAI_REQUESTS_PER_MINUTE", "5")
        settings = OpenAISettings()
        provider = OpenAIProvider(settings)
        assert settings.address == "https://example.org/v1"
        assert provider.default_model == "gpt-image-2.6-flare"
        assert (provider.max_concurrent, provider.max_per_minute) == (3, 5)
        assert KEY not in repr(settings)

    @pytest.mark.parametrize(
        "address", ["ftp://example.org", "example.org/v1", "http://", "https://a:b@example.org/v1"]
    )
    def test_an_address_is_one_of_the_web(self, address: str) -> None:
        with pytest.raises(ValidationError):
            OpenAISettings(address=address)
