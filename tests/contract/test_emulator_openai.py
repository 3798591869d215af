"""OpenAI's own client, unmodified, takes the emulator for OpenAI."""

from __future__ import annotations

import asyncio
import base64
import io
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import openai
import pytest
from openai import AsyncOpenAI
from PIL import Image

from harness.contracts import published_contracts
from limner.media.formats import Format
from limner.media.probe import probe
from limner.testing.emulators.base import BAD_KEY, running
from limner.testing.emulators.faults import Fault
from limner.testing.emulators.openai import OpenAIEmulator
from limner.testing.ledger import Ledger
from limner.testing.pictures import plain_picture, plain_png

MODEL = "gpt-image-2"
OLDER = "dall-e-3"


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[OpenAIEmulator]:
    with Ledger(tmp_path / "charges") as ledger:
        yield OpenAIEmulator(ledger, contracts=published_contracts())


@pytest.fixture
async def address(emulator: OpenAIEmulator) -> AsyncIterator[str]:
    async with running(emulator) as url:
        yield url


@pytest.fixture
async def client(address: str) -> AsyncIterator[AsyncOpenAI]:
    async with client_of(address) as made:
        yield made


def client_of(address: str, **given: Any) -> AsyncOpenAI:
    settings = {"api_key": "any-key", "max_retries": 0, **given}
    return AsyncOpenAI(base_url=f"{address}/v1", **settings)


def decoded(image: Any) -> bytes:
    return base64.b64decode(image.b64_json, validate=True)


def size_of(data: bytes) -> tuple[int, int]:
    info = probe(data)
    return info.width, info.height


class TestGenerate:
    async def test_one_image_of_the_size_asked_for(self, client: AsyncOpenAI) -> None:
        answer = await client.images.generate(model=MODEL, prompt="a fox", size="1536x864")
        assert size_of(decoded(answer.data[0])) == (1536, 864)
        assert (answer.size, answer.quality, answer.output_format) == ("1536x864", "medium", "png")

    async def test_several_that_differ(self, client: AsyncOpenAI, emulator: OpenAIEmulator) -> None:
        answer = await client.images.generate(model=MODEL, prompt="a fox", n=3)
        again = await client.images.generate(model=MODEL, prompt="a fox", n=3)
        assert len({decoded(image) for image in (*answer.data, *again.data)}) == 6
        assert emulator.tally()["charges"] == 2
        assert emulator.tally()["images"] == 6

    @pytest.mark.parametrize("format", ["png", "jpeg", "webp"])
    async def test_the_format_asked_for(self, client: AsyncOpenAI, format: str) -> None:
        answer = await client.images.generate(model=MODEL, prompt="a fox", output_format=format)
        assert probe(decoded(answer.data[0])).format is Format(format)

    async def test_a_transparent_background(self, client: AsyncOpenAI) -> None:
        answer = await client.images.generate(
            model=MODEL, prompt="a fox", background="transparent", output_format="webp"
        )
        with Image.open(io.BytesIO(decoded(answer.data[0]))) as image:
            assert image.convert("RGBA").getpixel((0, 0))[3] == 0

    async def test_tokens_add_up_and_grow_with_quality(self, client: AsyncOpenAI) -> None:
        low, high = [
            (await client.images.generate(model=MODEL, prompt="a fox", quality=quality)).usage
            for quality in ("low", "high")
        ]
        assert low.total_tokens == low.input_tokens + low.output_tokens
        assert low.input_tokens_details.text_tokens == low.input_tokens > 0
        assert high.output_tokens > low.output_tokens

    async def test_the_older_dialect_answers_with_an_address_and_its_own_prompt(
        self, client: AsyncOpenAI
    ) -> None:
        answer = await client.images.generate(
            model=OLDER, prompt="a fox", size="1792x1024", quality="hd", style="natural"
        )
        assert answer.data[0].revised_prompt
        assert answer.data[0].b64_json is None
        async with aiohttp.ClientSession() as session, session.get(answer.data[0].url) as file:
            assert size_of(await file.read()) == (1792, 1024)

    async def test_the_older_dialect_answers_in_base64_when_asked(
        self, client: AsyncOpenAI
    ) -> None:
        answer = await client.images.generate(
            model=OLDER, prompt="a fox", response_format="b64_json"
        )
        assert size_of(decoded(answer.data[0])) == (1024, 1024)


class TestEdit:
    async def test_one_image(self, client: AsyncOpenAI, emulator: OpenAIEmulator) -> None:
        answer = await client.images.edit(
            model=MODEL, image=plain_png(64, 64, "a", 1), prompt="make it red"
        )
        assert size_of(decoded(answer.data[0])) == (1024, 1024)
        assert list(emulator.requests[0].body) == ["prompt", "model", "image"]

    async def test_several_images_and_a_mask(
        self, client: AsyncOpenAI, emulator: OpenAIEmulator
    ) -> None:
        mask = plain_picture(64, 48, "mask", 1, transparent=True)
        answer = await client.images.edit(
            model=MODEL,
            image=[plain_png(64, 48, "a", 1), plain_png(10, 10, "b", 1)],
            mask=mask,
            prompt="put b into a",
            n=2,
        )
        assert len(answer.data) == 2
        assert answer.usage.input_tokens_details.image_tokens > 0
        assert len(emulator.requests[0].body["image[]"]) == 2
        assert len(emulator.requests[0].body["mask"]) == 1

    async def test_a_mask_of_another_size_is_refused(self, client: AsyncOpenAI) -> None:
        with pytest.raises(openai.BadRequestError) as refused:
            await client.images.edit(
                model=MODEL,
                image=plain_png(64, 64, "a", 1),
                mask=plain_png(32, 32, "m", 1),
                prompt="make it red",
            )
        assert refused.value.param == "mask"

    async def test_what_is_no_image_is_refused(self, client: AsyncOpenAI) -> None:
        with pytest.raises(openai.BadRequestError) as refused:
            await client.images.edit(model=MODEL, image=b"no image", prompt="make it red")
        assert refused.value.code == "invalid_image_file"

    async def test_images_in_json(self, client: AsyncOpenAI) -> None:
        data = base64.b64encode(plain_png(64, 64, "a", 1)).decode()
        answer = await client.post(
            "/images/edits",
            cast_to=openai.types.ImagesResponse,
            body={
                "model": MODEL,
                "prompt": "make it red",
                "images": [{"image_url": f"data:image/png;base64,{data}"}],
            },
        )
        assert len(answer.data) == 1


class TestStream:
    async def test_partial_images_come_before_the_image(self, client: AsyncOpenAI) -> None:
        stream = await client.images.generate(
            model=MODEL, prompt="a fox", stream=True, partial_images=2
        )
        events = [event async for event in stream]
        assert [event.type for event in events] == [
            "image_generation.partial_image",
            "image_generation.partial_image",
            "image_generation.completed",
        ]
        assert [event.partial_image_index for event in events[:2]] == [0, 1]
        assert len({decoded(event) for event in events}) == 3
        assert events[-1].usage.output_tokens > 200

    async def test_edits_stream_too(self, client: AsyncOpenAI) -> None:
        stream = await client.images.edit(
            model=MODEL, image=plain_png(64, 64, "a", 1), prompt="x", stream=True, partial_images=1
        )
        types = [event.type async for event in stream]
        assert types == ["image_edit.partial_image", "image_edit.completed"]

    async def test_a_stream_that_is_cut_is_an_error(
        self, client: AsyncOpenAI, emulator: OpenAIEmulator
    ) -> None:
        emulator.fault("truncated")
        stream = await client.images.generate(model=MODEL, prompt="a fox", stream=True)
        with pytest.raises(openai.APIConnectionError):
            [event async for event in stream]


class TestModels:
    async def test_they_are_listed_with_their_last_day(self, client: AsyncOpenAI) -> None:
        models = {model.id: model async for model in client.models.list()}
        assert models[MODEL].shutdown_date is None
        assert models["gpt-image-1.5"].shutdown_date == "2026-12-01"

    async def test_one_can_be_asked_for(self, client: AsyncOpenAI) -> None:
        assert (await client.models.retrieve(MODEL)).id == MODEL

    async def test_an_unknown_one_is_not_there(self, client: AsyncOpenAI) -> None:
        with pytest.raises(openai.NotFoundError) as missing:
            await client.models.retrieve("gpt-image-1")
        assert missing.value.code == "model_not_found"


class TestRefusals:
    @pytest.mark.parametrize(
        ("given", "param", "code"),
        [
            ({"quality": "huge"}, "quality", "invalid_value"),
            ({"quality": "xhigh"}, "quality", "invalid_value"),
            ({"size": "1000x1000"}, "size", "invalid_value"),
            ({"size": "3840x1024"}, "size", "invalid_value"),
            ({"n": 11}, "n", None),
            ({"response_format": "b64_json"}, "response_format", "unknown_parameter"),
            ({"style": "vivid"}, "style", "unknown_parameter"),
            ({"extra_body": {"seed": 7}}, "seed", "unknown_parameter"),
            ({"extra_body": {"input_fidelity": "low"}}, "input_fidelity", "unknown_parameter"),
            ({"background": "transparent", "output_format": "jpeg"}, "background", None),
            ({"model": "gpt-image-1"}, "model", "model_not_found"),
            ({"model": OLDER, "n": 2}, "n", None),
            ({"model": OLDER, "prompt": "x" * 4001}, "prompt", "string_above_max_length"),
            ({"model": OLDER, "size": "1536x1024"}, "size", "invalid_value"),
            ({"prompt": ""}, "prompt", "missing_required_parameter"),
        ],
    )
    async def test_what_a_model_does_not_take_costs_nothing(
        self,
        client: AsyncOpenAI,
        emulator: OpenAIEmulator,
        given: dict[str, Any],
        param: str,
        code: str | None,
    ) -> None:
        with pytest.raises(openai.APIStatusError) as refused:
            await client.images.generate(**{"model": MODEL, "prompt": "a fox", **given})
        assert refused.value.param == param
        assert code is None or refused.value.code == code
        assert emulator.tally()["charges"] == 0

    async def test_the_qualities_of_later_models(self, client: AsyncOpenAI) -> None:
        answer = await client.images.generate(
            model="gpt-image-2.5-flare", prompt="a fox", quality="max"
        )
        assert answer.quality == "max"

    async def test_a_bad_key(self, address: str) -> None:
        async with client_of(address, api_key=BAD_KEY) as client:
            with pytest.raises(openai.AuthenticationError):
                await client.images.generate(model=MODEL, prompt="a fox")

    async def test_a_path_that_is_not_there(self, client: AsyncOpenAI) -> None:
        with pytest.raises(openai.NotFoundError):
            await client.post("/images/variations", cast_to=object, body={"prompt": "a fox"})


class TestFaults:
    @pytest.mark.parametrize(
        ("fault", "error", "charges"),
        [
            ("bad_request", openai.BadRequestError, 0),
            ("unauthorized", openai.AuthenticationError, 0),
            ("no_credit", openai.RateLimitError, 0),
            ("forbidden", openai.PermissionDeniedError, 0),
            ("not_found", openai.NotFoundError, 0),
            ("request_timeout", openai.APIStatusError, 0),
            ("conflict", openai.ConflictError, 0),
            ("unprocessable", openai.UnprocessableEntityError, 0),
            ("rate_limited", openai.RateLimitError, 0),
            ("rate_limited_bare", openai.RateLimitError, 0),
            ("server_error", openai.InternalServerError, 0),
            ("bad_gateway", openai.InternalServerError, 0),
            ("unavailable", openai.InternalServerError, 0),
            ("refusal", openai.BadRequestError, 0),
            ("lost_before_charge", openai.APIConnectionError, 0),
            ("lost_after_charge", openai.APIConnectionError, 1),
            ("truncated", openai.APIConnectionError, 1),
            ("stall", openai.APITimeoutError, 1),
        ],
    )
    async def test_it_raises_what_its_documentation_says(
        self,
        address: str,
        emulator: OpenAIEmulator,
        fault: Fault,
        error: type[openai.OpenAIError],
        charges: int,
    ) -> None:
        emulator.fault(fault)
        async with client_of(address, timeout=2.0) as client:
            with pytest.raises(error):
                await client.images.generate(model=MODEL, prompt="a fox")
        assert emulator.tally()["charges"] == charges
        assert emulator.tally()["answers"] == 0

    async def test_an_empty_account_and_a_refusal_say_so(
        self, client: AsyncOpenAI, emulator: OpenAIEmulator
    ) -> None:
        codes = []
        for fault in ("no_credit", "refusal", "rate_limited"):
            emulator.fault(fault)
            with pytest.raises(openai.APIStatusError) as refused:
                await client.images.generate(model=MODEL, prompt="a fox")
            codes.append((refused.value.code, refused.value.request_id is not None))
        assert codes == [
            ("insufficient_quota", True),
            ("moderation_blocked", True),
            ("rate_limit_exceeded", True),
        ]

    async def test_the_wait_is_told_only_where_it_is_meant_to_be(
        self, client: AsyncOpenAI, emulator: OpenAIEmulator
    ) -> None:
        waits = []
        for fault in ("rate_limited", "rate_limited_bare"):
            emulator.fault(fault)
            with pytest.raises(openai.RateLimitError) as refused:
                await client.images.generate(model=MODEL, prompt="a fox")
            waits.append(refused.value.response.headers.get("retry-after"))
        assert waits == ["1", None]

    async def test_a_slow_start_is_late_and_whole(
        self, client: AsyncOpenAI, emulator: OpenAIEmulator
    ) -> None:
        emulator.fault("slow_start")
        asked = asyncio.create_task(client.images.generate(model=MODEL, prompt="a fox"))
        while not emulator.tally()["charges"]:
            await asyncio.sleep(0)
        assert not asked.done()
        assert (await asked).data

    async def test_fewer_images(self, client: AsyncOpenAI, emulator: OpenAIEmulator) -> None:
        emulator.fault("fewer_images")
        answer = await client.images.generate(model=MODEL, prompt="a fox", n=3)
        assert len(answer.data) == 2

    async def test_another_size(self, client: AsyncOpenAI, emulator: OpenAIEmulator) -> None:
        emulator.fault("other_size")
        answer = await client.images.generate(model=MODEL, prompt="a fox", size="1024x1024")
        assert size_of(decoded(answer.data[0])) == (512, 1024)
        assert answer.size == "1024x1024"

    async def test_what_is_no_base64(self, client: AsyncOpenAI, emulator: OpenAIEmulator) -> None:
        emulator.fault("bad_base64")
        answer = await client.images.generate(model=MODEL, prompt="a fox")
        with pytest.raises(ValueError, match="base64"):
            decoded(answer.data[0])

    @pytest.mark.parametrize(("fault", "type"), [("html", "html"), ("wrong_type", "plain")])
    async def test_another_type_of_content(
        self, client: AsyncOpenAI, emulator: OpenAIEmulator, fault: Fault, type: str
    ) -> None:
        emulator.fault(fault)
        raw = await client.images.with_raw_response.generate(model=MODEL, prompt="a fox")
        assert raw.headers["content-type"].split(";")[0] == f"text/{type}"

    async def test_by_default_the_client_orders_twice_what_was_lost(
        self, address: str, emulator: OpenAIEmulator
    ) -> None:
        """Why Limner sends for itself: a retried order is a second charge."""
        emulator.fault("lost_after_charge")
        async with client_of(address, max_retries=1) as client:
            await client.images.generate(model=MODEL, prompt="a fox")
        assert emulator.tally()["charges"] == 2


class TestControl:
    async def test_a_fault_this_api_cannot_have_is_refused(self, address: str) -> None:
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{address}/_emulator/faults", json={"fault": "job_vanishes"}) as answer,
        ):
            assert answer.status == 422

    async def test_the_requests_can_be_read(self, client: AsyncOpenAI, address: str) -> None:
        await client.images.generate(model=MODEL, prompt="a fox")
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{address}/_emulator/requests") as answer,
        ):
            assert await answer.json() == [
                {
                    "method": "POST",
                    "path": "/v1/images/generations",
                    "body": {"model": MODEL, "prompt": "a fox"},
                }
            ]
