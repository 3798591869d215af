"""The official google-genai client, unmodified, against the emulated Gemini API."""

from __future__ import annotations

import asyncio
import base64
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, get_args

import aiohttp
import httpx
import pytest
from google import genai
from google.genai import errors, types
from PIL import Image

from limner.testing.emulators.base import running
from limner.testing.emulators.faults import Fault
from limner.testing.emulators.google import BlockReason, FinishReason, GoogleEmulator, Outcome
from limner.testing.ledger import Ledger
from limner.testing.pictures import plain_png

MODEL = "gemini-3.1-flash-image"
TEXT_MODEL = "gemini-2.5-flash"
REFERENCE = types.Part.from_bytes(data=plain_png(64, 36, "reference", 1), mime_type="image/png")
PATIENCE_MILLISECONDS = 500

REFUSED_WITH: dict[Fault, tuple[int, str | None]] = {
    "bad_request": (400, "INVALID_ARGUMENT"),
    "unauthorized": (401, "UNAUTHENTICATED"),
    "no_credit": (429, "RESOURCE_EXHAUSTED"),
    "forbidden": (403, "PERMISSION_DENIED"),
    "not_found": (404, "NOT_FOUND"),
    "request_timeout": (504, "DEADLINE_EXCEEDED"),
    "conflict": (409, "ABORTED"),
    "rate_limited": (429, "RESOURCE_EXHAUSTED"),
    "rate_limited_bare": (429, "RESOURCE_EXHAUSTED"),
    "server_error": (500, "INTERNAL"),
    "bad_gateway": (502, "Bad Gateway"),
    "unavailable": (503, "UNAVAILABLE"),
}


@pytest.fixture
async def emulator(tmp_path: Path) -> AsyncIterator[GoogleEmulator]:
    with Ledger(tmp_path / "ledger") as ledger:
        yield GoogleEmulator(ledger)


@pytest.fixture
async def address(emulator: GoogleEmulator) -> AsyncIterator[str]:
    async with running(emulator) as address:
        yield address


@pytest.fixture
async def models(address: str) -> AsyncIterator[Any]:
    async with _sdk(address) as models:
        yield models


@asynccontextmanager
async def _sdk(address: str, **options: Any) -> AsyncIterator[Any]:
    """The SDK over httpx: over aiohttp it sends a dropped request a second time by itself."""
    async with httpx.AsyncClient() as transport:
        http_options = types.HttpOptions(base_url=address, httpx_async_client=transport, **options)
        client = genai.Client(api_key="a-key", http_options=http_options)
        yield client.aio.models
        client.close()


def _pictures(response: types.GenerateContentResponse) -> list[Image.Image]:
    return [
        Image.open(io.BytesIO(part.inline_data.data))
        for part in response.parts or []
        if part.inline_data and part.inline_data.data and not part.thought
    ]


async def test_a_prompt_becomes_one_square_picture(models: Any) -> None:
    response = await models.generate_content(model=MODEL, contents="a fox")
    (picture,) = _pictures(response)
    assert picture.size == (1024, 1024)
    assert response.candidates[0].finish_reason == types.FinishReason.STOP
    assert response.model_version == MODEL


@pytest.mark.parametrize("version", ["v1", "v1beta"])
async def test_it_answers_under_both_versions(address: str, version: str) -> None:
    async with _sdk(address, api_version=version) as models:
        assert _pictures(await models.generate_content(model=MODEL, contents="a fox"))


@pytest.mark.parametrize(
    ("model", "ratio", "size", "pixels"),
    [
        (MODEL, "1:1", "512", (512, 512)),
        (MODEL, "1:1", "1K", (1024, 1024)),
        (MODEL, "1:1", "2K", (2048, 2048)),
        (MODEL, "16:9", None, (1376, 768)),
        (MODEL, "8:1", "512", (1536, 192)),
        ("gemini-nano-banana-2.1", "16:9", "2K", (2752, 1536)),
        ("gemini-3-pro-image", "1:1", "4K", (4096, 4096)),
        ("gemini-2.5-flash-image", "9:16", None, (768, 1344)),
    ],
)
async def test_ratio_and_size_are_honoured(
    models: Any, model: str, ratio: str, size: str | None, pixels: tuple[int, int]
) -> None:
    config = types.GenerateContentConfig(
        image_config=types.ImageConfig(aspect_ratio=ratio, image_size=size)
    )
    (picture,) = _pictures(
        await models.generate_content(model=model, contents="a fox", config=config)
    )
    assert picture.size == pixels


async def test_a_model_answers_with_the_format_of_its_own(models: Any) -> None:
    formats = {
        model: _pictures(await models.generate_content(model=model, contents="a fox"))[0].format
        for model in (MODEL, "gemini-3-pro-image")
    }
    assert formats == {MODEL: "PNG", "gemini-3-pro-image": "JPEG"}


async def test_references_give_their_ratio_and_are_counted(models: Any) -> None:
    response = await models.generate_content(model=MODEL, contents=["like this", REFERENCE])
    (picture,) = _pictures(response)
    assert picture.size == (1376, 768)
    counted = {
        detail.modality.value: detail.token_count
        for detail in response.usage_metadata.prompt_tokens_details
    }
    assert counted == {"TEXT": 3, "IMAGE": 1120}


async def test_usage_tells_pictures_from_text_and_thoughts(models: Any) -> None:
    usage = (await models.generate_content(model=MODEL, contents="a fox")).usage_metadata
    assert usage.candidates_tokens_details[0].token_count == 1120
    assert usage.candidates_token_count > 1120
    assert usage.thoughts_token_count > 0
    parts = (usage.prompt_token_count, usage.candidates_token_count, usage.thoughts_token_count)
    assert usage.total_token_count == sum(parts)


async def test_drafts_come_as_thoughts(models: Any) -> None:
    config = types.GenerateContentConfig(
        thinking_config=types.ThinkingConfig(thinking_level=types.ThinkingLevel.HIGH)
    )
    response = await models.generate_content(model=MODEL, contents="a fox", config=config)
    drafts = [part for part in response.parts if part.thought and part.inline_data]
    assert len(drafts) == 1
    assert len(_pictures(response)) == 1


async def test_seeds_give_different_pictures(models: Any) -> None:
    made = {
        _pictures(
            await models.generate_content(
                model=MODEL, contents="a fox", config=types.GenerateContentConfig(seed=seed)
            )
        )[0].tobytes()
        for seed in (1, 2, 2)
    }
    assert len(made) == 2


async def test_a_stream_tells_the_same(models: Any) -> None:
    chunks = [
        chunk async for chunk in await models.generate_content_stream(model=MODEL, contents="a fox")
    ]
    assert sum(len(_pictures(chunk)) for chunk in chunks) == 1
    assert chunks[-1].candidates[0].finish_reason == types.FinishReason.STOP
    assert chunks[-1].usage_metadata.total_token_count > 0


@pytest.mark.parametrize("reason", get_args(BlockReason))
async def test_a_blocked_prompt_has_no_candidates(
    emulator: GoogleEmulator, models: Any, reason: BlockReason
) -> None:
    emulator.outcome(Outcome(block=reason))
    response = await models.generate_content(model=MODEL, contents="a fox")
    assert response.candidates is None
    assert response.prompt_feedback.block_reason.value == reason
    assert emulator.tally()["charges"] == 0


@pytest.mark.parametrize("reason", get_args(FinishReason))
async def test_a_candidate_without_a_picture_says_why(
    emulator: GoogleEmulator, models: Any, reason: FinishReason
) -> None:
    emulator.outcome(Outcome(finish=reason))
    response = await models.generate_content(model=MODEL, contents="a fox")
    assert response.candidates[0].finish_reason.value == reason
    assert _pictures(response) == []
    assert bool(response.text) == (reason == "STOP")
    assert emulator.tally() | {"images": 0, "charges": 1} == emulator.tally()


async def test_several_pictures_may_come_at_once(emulator: GoogleEmulator, models: Any) -> None:
    emulator.outcome(Outcome(pictures=2))
    response = await models.generate_content(model=MODEL, contents="two foxes")
    assert len(_pictures(response)) == 2
    assert emulator.tally()["images"] == 2


@pytest.mark.parametrize("fault", REFUSED_WITH)
async def test_a_refusal_is_an_error_of_the_client_and_costs_nothing(
    emulator: GoogleEmulator, models: Any, fault: Fault
) -> None:
    emulator.fault(fault)
    with pytest.raises(errors.APIError) as caught:
        await models.generate_content(model=MODEL, contents="a fox")
    assert (caught.value.code, caught.value.status) == REFUSED_WITH[fault]
    assert emulator.tally()["charges"] == 0
    assert _pictures(await models.generate_content(model=MODEL, contents="a fox"))


async def test_a_rate_limit_says_how_long_to_wait(emulator: GoogleEmulator, models: Any) -> None:
    emulator.fault("rate_limited")
    with pytest.raises(errors.ClientError) as caught:
        await models.generate_content(model=MODEL, contents="a fox")
    details = caught.value.details["error"]["details"]
    assert {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "1s"} in details


async def test_a_refused_prompt_is_an_answer(emulator: GoogleEmulator, models: Any) -> None:
    emulator.fault("refusal")
    response = await models.generate_content(model=MODEL, contents="a fox")
    assert response.prompt_feedback.block_reason == types.BlockedReason.PROHIBITED_CONTENT


@pytest.mark.parametrize(
    ("fault", "charges"), [("lost_before_charge", 0), ("lost_after_charge", 1), ("truncated", 1)]
)
async def test_a_broken_connection_is_an_error_of_the_transport(
    emulator: GoogleEmulator, models: Any, fault: Fault, charges: int
) -> None:
    emulator.fault(fault)
    with pytest.raises(httpx.RemoteProtocolError):
        await models.generate_content(model=MODEL, contents="a fox")
    assert emulator.tally()["charges"] == charges
    assert emulator.tally()["answers"] == 0


async def test_a_stalled_answer_never_ends(emulator: GoogleEmulator, address: str) -> None:
    emulator.fault("stall")
    async with _sdk(address, timeout=PATIENCE_MILLISECONDS) as models:
        with pytest.raises(httpx.ReadTimeout):
            await models.generate_content(model=MODEL, contents="a fox")


async def test_odd_answers(emulator: GoogleEmulator, models: Any) -> None:
    emulator.fault("html")
    with pytest.raises(json.JSONDecodeError):
        await models.generate_content(model=MODEL, contents="a fox")
    emulator.fault("bad_base64")
    with pytest.raises(ValueError, match="base64"):
        await models.generate_content(model=MODEL, contents="a fox")
    emulator.fault("other_size")
    (picture,) = _pictures(await models.generate_content(model=MODEL, contents="a fox"))
    assert picture.size == (640, 480)
    emulator.fault("fewer_images")
    assert not _pictures(await models.generate_content(model=MODEL, contents="a fox"))
    for harmless in ("wrong_type", "slow_start"):
        emulator.fault(harmless)
        assert _pictures(await models.generate_content(model=MODEL, contents="a fox"))


async def test_a_fault_google_cannot_have_is_refused(address: str) -> None:
    async with aiohttp.ClientSession() as session:
        for fault, status in (("unprocessable", 422), ("job_vanishes", 422), ("stall", 204)):
            answer = await session.post(f"{address}/_emulator/faults", json={"fault": fault})
            assert answer.status == status


async def test_outcomes_are_set_over_http(address: str, models: Any) -> None:
    async with aiohttp.ClientSession() as session:
        route = f"{address}/_emulator/outcomes"
        assert (await session.post(route, json={"finish": "HUNGRY"})).status == 422
        answer = await session.post(route, json={"finish": "IMAGE_SAFETY", "times": 2})
        assert answer.status == 204
    ended = [
        (await models.generate_content(model=MODEL, contents="a fox")).candidates[0].finish_reason
        for _ in range(3)
    ]
    assert [reason.value for reason in ended] == ["IMAGE_SAFETY", "IMAGE_SAFETY", "STOP"]


@pytest.mark.parametrize(
    ("key", "code", "status"),
    [("bad-key", 400, "INVALID_ARGUMENT"), ("", 403, "PERMISSION_DENIED")],
)
async def test_keys(address: str, key: str, code: int, status: str) -> None:
    url = f"{address}/v1beta/models/{MODEL}:generateContent?key={key}"
    async with aiohttp.ClientSession() as session, session.post(url, json={}) as answer:
        assert answer.status == code
        assert (await answer.json())["error"]["status"] == status


async def test_a_key_may_stand_in_the_address(address: str) -> None:
    url = f"{address}/v1beta/models/{MODEL}:generateContent?key=a-key"
    body = {"contents": [{"parts": [{"text": "a fox"}]}]}
    async with aiohttp.ClientSession() as session, session.post(url, json=body) as answer:
        assert answer.status == 200


def _body(**fields: Any) -> dict[str, Any]:
    return {"contents": [{"parts": [{"text": "a fox"}]}], **fields}


def _config(**fields: Any) -> dict[str, Any]:
    return _body(generationConfig=fields)


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        (_body(steps=4), 'Unknown name "steps": Cannot find field.'),
        (_config(steps=4), "Unknown name \"steps\" at 'generation_config': Cannot find field."),
        (_config(imageConfig={"outputMimeType": "image/png"}), "'generation_config.image_config'"),
        (_config(temperature="hot"), "'generation_config.temperature' (TYPE_FLOAT), \"hot\""),
        (_config(temperature=2.5), "the supported range is from 0 (inclusive) to 2.0"),
        (_config(topP=1.5), "topP value of 1.5"),
        (_config(seed=2**31), "'generation_config.seed' (TYPE_INT32)"),
        (_config(seed=1.5), "'generation_config.seed' (TYPE_INT32)"),
        (_config(seed=[1]), "Proto field is not repeating, cannot start list."),
        (_config(imageConfig="16:9"), "ImageConfig)"),
        (_config(imageConfig={"aspectRatio": "7:5"}), "aspect_ratio '7:5' is not supported"),
        (_config(imageConfig={"imageSize": "1k"}), "image_size '1k' is not supported"),
        (_config(responseModalities=["SMELL"]), 'v1beta.Modality), "SMELL"'),
        (_config(responseModalities=["AUDIO"]), "response modalities: audio"),
        (_config(thinkingConfig={"thinkingLevel": "MEDIUM"}), "Thinking level MEDIUM"),
        (_config(thinkingConfig={"thinkingLevel": "DEEP"}), "v1beta.ThinkingLevel)"),
        (_config(candidateCount=2), "Multiple candidates is not enabled"),
        (_config(responseMimeType="application/json"), "JSON mode is not enabled"),
        (_body(safetySettings=[{"category": "HARM"}]), "v1beta.HarmCategory)"),
        (_body(safetySettings=[{"method": "SEVERITY"}]), 'Unknown name "method"'),
        (_body(tools=[{"functionDeclarations": [{"name": "f"}]}]), "Function calling is not"),
        ({}, "contents is not specified"),
        ({"contents": [{"role": "system", "parts": [{"text": "x"}]}]}, "valid role"),
        ({"contents": [{"parts": []}]}, "parts must not be empty"),
        ({"contents": [{"parts": [{"thought": True}]}]}, "required oneof field 'data'"),
        (
            {"contents": [{"parts": [{"inlineData": {"mimeType": "image/gif", "data": ""}}]}]},
            "Unsupported MIME type: image/gif",
        ),
        (
            {"contents": [{"parts": [{"inlineData": {"mimeType": "image/png", "data": "AAAA"}}]}]},
            "Unable to process input image",
        ),
        (
            {"contents": [{"parts": [{"inlineData": {"mimeType": "image/png", "data": "?"}}]}]},
            "'contents[0].parts[0].inline_data.data' (TYPE_BYTES)",
        ),
        ([], "GenerateContentRequest)"),
    ],
)
async def test_what_google_does_not_take_is_an_invalid_argument(
    emulator: GoogleEmulator, address: str, body: Any, complaint: str
) -> None:
    url = f"{address}/v1beta/models/{MODEL}:generateContent?key=a-key"
    async with aiohttp.ClientSession() as session, session.post(url, json=body) as answer:
        error = (await answer.json())["error"]
    assert (error["code"], error["status"]) == (400, "INVALID_ARGUMENT")
    assert complaint in error["message"]
    assert emulator.tally()["charges"] == 0


@pytest.mark.parametrize(
    ("model", "config"),
    [
        ("gemini-2.5-flash-image", {"image_config": {"image_size": "1K"}}),
        ("gemini-2.5-flash-image", {"thinking_config": {"thinking_level": "HIGH"}}),
        ("gemini-3-pro-image", {"image_config": {"image_size": "512"}}),
        ("gemini-3-pro-image", {"image_config": {"aspect_ratio": "8:1"}}),
        ("gemini-3.1-flash-lite-image", {"image_config": {"image_size": "2K"}}),
        (TEXT_MODEL, {"image_config": {"image_size": "1K"}}),
        (TEXT_MODEL, {"response_modalities": ["IMAGE"]}),
    ],
)
async def test_what_another_model_can_do_is_refused(
    models: Any, model: str, config: dict[str, Any]
) -> None:
    with pytest.raises(errors.ClientError, match="INVALID_ARGUMENT"):
        await models.generate_content(model=model, contents="a fox", config=config)


async def test_more_references_than_the_model_takes_are_refused(models: Any) -> None:
    with pytest.raises(errors.ClientError, match="Too many images: 4"):
        await models.generate_content(
            model="gemini-2.5-flash-image", contents=["all of these", *[REFERENCE] * 4]
        )


async def test_every_spelling_of_the_wire_is_taken(address: str) -> None:
    reference = {
        "mimeType": "image/png",
        "data": base64.b64encode(plain_png(4, 4, "x", 1)).decode(),
    }
    spelled = {"mime_type": "image/png", "data": reference["data"]}
    bodies: list[Any] = [
        {"contents": [{"parts": [{"text": "x"}, {"inlineData": reference}]}]},
        {"contents": [{"parts": [{"text": "x"}, {"inline_data": spelled}]}]},
        {"contents": {"parts": {"text": "x"}}},
        _config(responseModalities=["Text", "Image"], thinkingConfig={"thinkingLevel": "high"}),
        _body(generation_config={"image_config": {"aspect_ratio": "16:9"}, "top_p": None}),
    ]
    url = f"{address}/v1/models/{MODEL}:generateContent"
    async with aiohttp.ClientSession(headers={"x-goog-api-key": "a-key"}) as session:
        for body in bodies:
            async with session.post(url, json=body) as answer:
                assert answer.status == 200, await answer.text()


async def test_bodies_that_are_no_json_are_refused(address: str) -> None:
    url = f"{address}/v1beta/models/{MODEL}:generateContent?key=a-key"
    async with aiohttp.ClientSession() as session, session.post(url, data=b"{") as answer:
        assert answer.status == 400


async def test_unknown_models_are_not_found(models: Any) -> None:
    for model in ("gemini-9-image", "imagen-4.0-generate-001"):
        with pytest.raises(errors.ClientError, match="is not found for API version v1beta"):
            await models.generate_content(model=model, contents="a fox")


async def test_the_models_are_listed(models: Any) -> None:
    listed = [model.name async for model in await models.list()]
    assert f"models/{MODEL}" in listed
    assert f"models/{TEXT_MODEL}" in listed
    assert (await models.get(model=MODEL)).display_name == "Nano Banana 2"
    with pytest.raises(errors.ClientError, match="NOT_FOUND"):
        await models.get(model="gemini-9-image")


async def test_a_text_model_rewrites_the_prompt(emulator: GoogleEmulator, models: Any) -> None:
    response = await models.generate_content(model=TEXT_MODEL, contents=["a fox", REFERENCE])
    assert response.text.startswith("a fox, ")
    assert response.usage_metadata.prompt_token_count == 260
    assert emulator.tally()["images"] == 0


async def test_a_text_model_answers_by_a_schema(models: Any) -> None:
    schema = {
        "type": "object",
        "properties": {
            "prompt": {"type": "string"},
            "tags": {"type": "array", "items": {"$ref": "#/$defs/Tag"}, "minItems": 2},
            "mood": {"enum": ["calm", "wild"]},
            "size": {"anyOf": [{"type": "integer", "minimum": 3}, {"type": "null"}]},
        },
        "$defs": {"Tag": {"type": "object", "properties": {"sure": {"type": "boolean"}}}},
    }
    config = types.GenerateContentConfig(
        response_mime_type="application/json", response_json_schema=schema
    )
    response = await models.generate_content(model=TEXT_MODEL, contents="a fox", config=config)
    value = json.loads(response.text)
    assert value.pop("prompt").startswith("a fox")
    assert value == {"tags": [{"sure": True}] * 2, "mood": "calm", "size": 3}


async def test_a_text_model_calls_the_function_it_is_given(models: Any) -> None:
    parameters = {"type": "object", "properties": {"prompt": {"type": "string"}}}
    function = types.FunctionDeclaration(name="answer", parameters_json_schema=parameters)
    config = types.GenerateContentConfig(tools=[types.Tool(function_declarations=[function])])
    response = await models.generate_content(model=TEXT_MODEL, contents="a fox", config=config)
    (call,) = response.function_calls
    assert call.name == "answer"
    assert call.args["prompt"].startswith("a fox")


async def test_requests_and_charges_are_told(address: str, models: Any) -> None:
    await asyncio.gather(
        *(models.generate_content(model=MODEL, contents=["a fox", REFERENCE]) for _ in range(3))
    )
    async with aiohttp.ClientSession() as session:
        counts = await (await session.get(f"{address}/_emulator/ledger")).json()
        sent = await (await session.get(f"{address}/_emulator/requests")).json()
    assert counts == {"requests": 3, "answers": 3, "charges": 3, "images": 3, "cancelled": 0}
    parts = sent[0]["body"]["contents"][0]["parts"]
    assert parts[0] == {"text": "a fox"}
    assert parts[1]["inlineData"]["data"].endswith("characters")
