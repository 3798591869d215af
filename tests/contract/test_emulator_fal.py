"""The emulator of fal speaks fal's protocol: the official client works against it unmodified."""

from __future__ import annotations

import asyncio
import base64
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import fal_client
import fal_client.client as official
import httpx
import pytest
from jsonschema import Draft202012Validator
from PIL import Image

from harness.contracts import published_contracts
from limner.testing.emulators.base import running
from limner.testing.emulators.fal import FalEmulator
from limner.testing.emulators.faults import Fault
from limner.testing.ledger import Ledger
from limner.testing.pictures import plain_png

FLUX = "fal-ai/flux-2"
EDIT = "fal-ai/flux-2/edit"
SEEDREAM = "bytedance/seedream/v5/lite/text-to-image"
PROMPT = {"prompt": "a cat"}
REFERENCE = fal_client.encode(plain_png(48, 32, "reference", 1), "image/png")


@dataclass
class Fal:
    """A running emulator and the official client, pointed at it."""

    emulator: FalEmulator
    url: str
    client: fal_client.AsyncClient

    async def fails(
        self, endpoint: str, arguments: dict[str, Any]
    ) -> fal_client.client.FalClientHTTPError:
        with pytest.raises(fal_client.client.FalClientHTTPError) as failure:
            await self.client.subscribe(endpoint, arguments, interval=0.01)
        return failure.value

    async def fetch(self, url: str) -> tuple[tuple[int, int], str]:
        """Size and format of a picture."""
        async with httpx.AsyncClient() as web:
            with Image.open(io.BytesIO((await web.get(url)).content)) as image:
                return image.size, str(image.format)


@pytest.fixture
async def fal(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Fal]:
    """An emulator whose jobs take 0 s, or as long as the test's parameter says, one at a time."""
    latency: float = getattr(request, "param", 0.0)
    with Ledger(tmp_path / "charges") as ledger:
        emulator = FalEmulator(ledger, latency=latency, contracts=published_contracts(), at_once=1)
        async with running(emulator) as url:
            monkeypatch.setattr(official, "QUEUE_URL_FORMAT", f"{url}/")
            monkeypatch.setattr(official, "RUN_URL_FORMAT", f"{url}/run/")
            monkeypatch.setattr(official, "REST_URL", url)
            monkeypatch.setattr(official, "CDN_URL", url)
            async with client_with("a-key") as client:
                yield Fal(emulator, url, client)


@asynccontextmanager
async def client_with(key: str, **options: float) -> AsyncIterator[fal_client.AsyncClient]:
    """The official client; it has no way of its own to close its connections."""
    client = fal_client.AsyncClient(key=key, **options)
    yield client
    await (await client._client).aclose()


async def test_a_job_is_submitted_followed_and_fetched(fal: Fal) -> None:
    handle = await fal.client.submit(FLUX, PROMPT | {"seed": 7, "num_images": 2})
    result = await handle.get(interval=0.01)
    assert [image["width"] for image in result["images"]] == [1024, 1024]
    assert result["seed"] == 7
    assert await fal.fetch(result["images"][1]["url"]) == ((1024, 768), "PNG")
    assert fal.emulator.tally() == {
        "requests": 1,
        "answers": 1,
        "charges": 1,
        "images": 2,
        "cancelled": 0,
    }


async def test_the_synchronous_client_works_as_well(fal: Fal) -> None:
    client = fal_client.SyncClient(key="a-key")
    result = await asyncio.to_thread(client.subscribe, FLUX, PROMPT)
    client._client.close()
    assert result["images"][0]["url"].startswith(fal.url)


@pytest.mark.parametrize("fal", [0.8], indirect=True)
async def test_subscribing_tells_the_queue_position_and_the_logs(fal: Fal) -> None:
    await fal.client.submit(FLUX, PROMPT)
    updates: list[fal_client.Status] = []
    await fal.client.subscribe(
        FLUX, PROMPT, with_logs=True, interval=0.02, on_queue_update=updates.append
    )
    kinds = list(dict.fromkeys(type(update) for update in updates))
    assert kinds == [fal_client.Queued, fal_client.InProgress, fal_client.Completed]
    assert isinstance(updates[0], fal_client.Queued)
    assert updates[0].position == 0
    last = updates[-1]
    assert isinstance(last, fal_client.Completed)
    assert last.logs is not None
    assert last.logs[-1]["message"].startswith("100%")
    assert last.metrics["inference_time"] == pytest.approx(0.8)
    assert last.error is None


@pytest.mark.parametrize("fal", [1.0], indirect=True)
async def test_positions_move_as_the_jobs_before_are_done(fal: Fal) -> None:
    handles = [await fal.client.submit(FLUX, PROMPT) for _ in range(4)]
    assert await handles[3].status() == fal_client.Queued(position=2)
    await handles[0].get(interval=0.01)
    assert await handles[3].status() == fal_client.Queued(position=1)
    assert (await handles[3].status(with_logs=False)).position == 1


async def test_a_handle_made_from_an_id_is_the_one_that_was_given(fal: Fal) -> None:
    for endpoint in (FLUX, "fal-ai/bytedance/seedream/v4.5/text-to-image", SEEDREAM):
        handle = await fal.client.submit(endpoint, PROMPT)
        assert await fal.client.get_handle(endpoint, handle.request_id) == handle
        assert isinstance(
            await fal.client.status(endpoint, handle.request_id), fal_client.Completed
        )
        assert (await fal.client.result(endpoint, handle.request_id))["images"]


async def test_workflows_keep_their_namespace(fal: Fal) -> None:
    handle = await fal.client.submit("workflows/someone/their-flow", PROMPT)
    assert handle.status_url.startswith(f"{fal.url}/workflows/someone/their-flow/requests/")
    assert (await handle.get(interval=0.01))["images"]


@pytest.mark.parametrize("fal", [60.0], indirect=True)
async def test_a_cancelled_job_ends_as_completed_with_an_error(fal: Fal) -> None:
    handle = await fal.client.submit(FLUX, PROMPT)
    await handle.cancel()
    status = await handle.status()
    assert isinstance(status, fal_client.Completed)
    assert status.error_type == "client_cancelled"
    with pytest.raises(official.FalClientHTTPError) as failure:
        await handle.get(interval=0.01)
    assert (failure.value.status_code, failure.value.error_type) == (499, "client_cancelled")
    assert fal.emulator.tally()["cancelled"] == 1


@pytest.mark.parametrize("fal", [60.0], indirect=True)
async def test_the_clients_own_time_limit_cancels(fal: Fal) -> None:
    with pytest.raises(official.FalClientTimeoutError):
        await fal.client.subscribe(FLUX, PROMPT, client_timeout=1.1, interval=0.05)
    assert fal.emulator.tally()["cancelled"] == 1


async def test_the_direct_address_answers_with_the_output(fal: Fal) -> None:
    result = await fal.client.run(FLUX, PROMPT | {"image_size": {"width": 640, "height": 512}})
    assert (result["images"][0]["width"], result["images"][0]["height"]) == (640, 512)


async def test_sync_mode_answers_with_data_uris(fal: Fal) -> None:
    result = await fal.client.run(FLUX, PROMPT | {"sync_mode": True, "output_format": "webp"})
    header, _, encoded = result["images"][0]["url"].partition(",")
    assert header == "data:image/webp;base64"
    with Image.open(io.BytesIO(base64.b64decode(encoded))) as image:
        assert image.format == "WEBP"


async def test_uploads_can_be_references(fal: Fal, tmp_path: Path) -> None:
    picture = plain_png(96, 64, "upload", 1)
    (tmp_path / "file.png").write_bytes(picture)
    urls = [
        await fal.client.upload(picture, "image/png", "one.png"),
        await fal.client.upload_file(tmp_path / "file.png"),
        await fal.client.upload_image(Image.open(io.BytesIO(picture)), "png"),
        await fal.client.upload(picture, "image/png", "two.png", repository="fal"),
    ]
    result = await fal.client.run(
        "openai/gpt-image-2/edit", PROMPT | {"image_urls": urls, "image_size": "auto"}
    )
    assert (result["images"][0]["width"], result["images"][0]["height"]) == (96, 64)


async def test_large_uploads_go_in_parts(fal: Fal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(official, "MULTIPART_THRESHOLD", 10)
    monkeypatch.setattr(official, "MULTIPART_CHUNK_SIZE", 64)
    picture = plain_png(96, 64, "upload", 1)
    url = await fal.client.upload(picture, "image/png", "large.png")
    async with httpx.AsyncClient() as web:
        assert (await web.get(url)).content == picture


@pytest.mark.parametrize(
    ("endpoint", "change", "kind", "loc"),
    [
        (FLUX, {"nope": 1}, "extra_forbidden", ["body", "nope"]),
        (FLUX, {"num_images": 5}, "less_than_equal", ["body", "num_images"]),
        (FLUX, {"output_format": "gif"}, "literal_error", ["body", "output_format"]),
        (FLUX, {"prompt": 5}, "type_error", ["body", "prompt"]),
        (FLUX, {"image_size": {"width": 256, "height": 512}}, "value_error", None),
        (FLUX, {"image_size": {"width": 512, "height": 512, "depth": 1}}, "value_error", None),
        (EDIT, {}, "missing", ["body"]),
        (EDIT, {"image_urls": ["data:image/png;base64,AAAA"]}, "image_load_error", None),
        (EDIT, {"image_urls": ["http://elsewhere/a.png"]}, "image_load_error", None),
        ("fal-ai/recraft/v4.1/text-to-image", {"seed": 1}, "extra_forbidden", ["body", "seed"]),
        (SEEDREAM, {"seed": 1}, "extra_forbidden", ["body", "seed"]),
        (
            "openai/gpt-image-2",
            {"image_size": {"width": 1000, "height": 1000}},
            "value_error",
            None,
        ),
        ("fal-ai/clarity-upscaler", {"image_url": REFERENCE, "size": 1}, "extra_forbidden", None),
        ("fal-ai/birefnet/v2", {}, "missing", None),
        ("acme/made-today", {"seed": "seven"}, "int_type", ["body", "seed"]),
        ("acme/made-today", {"num_images": [2]}, "int_type", ["body", "num_images"]),
    ],
)
async def test_an_input_the_model_refuses_is_a_job_that_failed_and_cost_nothing(
    fal: Fal, endpoint: str, change: dict[str, Any], kind: str, loc: list[str] | None
) -> None:
    failure = await fal.fails(endpoint, PROMPT | change)
    assert failure.status_code == 422
    assert isinstance(failure.message, list)
    assert failure.message[0]["type"] == kind
    assert loc is None or failure.message[0]["loc"] == loc
    assert failure.response_headers["x-fal-retryable"] == "false"
    assert fal.emulator.tally()["charges"] == 0


@pytest.mark.parametrize(
    ("fault", "status", "error_type"),
    [
        ("bad_request", 400, "bad_request"),
        ("unauthorized", 401, None),
        ("no_credit", 403, None),
        ("forbidden", 403, None),
        ("not_found", 404, None),
        ("unprocessable", 422, None),
        ("refusal", 422, None),
        ("server_error", 500, "internal_error"),
        ("unavailable", 503, "runner_scheduling_failure"),
    ],
)
async def test_refusals_cost_nothing(
    fal: Fal, fault: Fault, status: int, error_type: str | None
) -> None:
    fal.emulator.fault(fault)
    failure = await fal.fails(FLUX, PROMPT)
    assert (failure.status_code, failure.error_type) == (status, error_type)
    assert fal.emulator.tally() | {"answers": 0} == {
        "requests": 1,
        "answers": 0,
        "charges": 0,
        "images": 0,
        "cancelled": 0,
    }


async def test_a_refused_content_is_told_by_its_type(fal: Fal) -> None:
    fal.emulator.fault("refusal")
    failure = await fal.fails(FLUX, PROMPT)
    assert failure.message[0]["type"] == "content_policy_violation"


@pytest.mark.parametrize(
    "fault",
    [
        "request_timeout",
        "conflict",
        "rate_limited",
        "rate_limited_bare",
        "bad_gateway",
        "lost_before_charge",
    ],
)
async def test_the_client_sends_again_what_was_not_taken(fal: Fal, fault: Fault) -> None:
    fal.emulator.fault(fault)
    assert (await fal.client.subscribe(FLUX, PROMPT))["images"]
    tally = fal.emulator.tally()
    assert (tally["requests"], tally["charges"]) == (2, 1)


@pytest.mark.parametrize("fault", ["lost_after_charge", "truncated", "stall"])
async def test_the_client_pays_twice_for_an_answer_that_was_lost(fal: Fal, fault: Fault) -> None:
    """It sends an order again without an idempotency key; Limner's own provider must not."""
    fal.emulator.fault(fault)
    async with client_with("a-key", default_timeout=2.0) as client:
        assert (await client.subscribe(FLUX, PROMPT))["images"]
    assert fal.emulator.tally()["charges"] == 2


@pytest.mark.parametrize("fault", ["slow_start", "wrong_type", "lost_poll"])
async def test_the_client_bears(fal: Fal, fault: Fault) -> None:
    fal.emulator.fault(fault)
    assert (await fal.client.subscribe(FLUX, PROMPT))["images"]
    assert fal.emulator.tally()["charges"] == 1


async def test_a_page_instead_of_an_answer(fal: Fal) -> None:
    fal.emulator.fault("html")
    with pytest.raises(ValueError, match="Expecting value"):
        await fal.client.submit(FLUX, PROMPT)


async def test_pictures_that_are_not_what_was_asked_for(fal: Fal) -> None:
    for fault in ("bad_base64", "other_size", "fewer_images"):
        fal.emulator.fault(fault)
    broken, other, fewer = [
        (await fal.client.subscribe(FLUX, PROMPT | {"num_images": 2}))["images"] for _ in range(3)
    ]
    with pytest.raises(ValueError, match="base64"):
        base64.b64decode(broken[0]["url"].partition(",")[2], validate=True)
    assert await fal.fetch(other[0]["url"]) == ((512, 384), "PNG")
    assert len(fewer) == 1


async def test_a_job_that_vanishes(fal: Fal) -> None:
    fal.emulator.fault("job_vanishes")
    handle = await fal.client.submit(FLUX, PROMPT)
    with pytest.raises(official.FalClientHTTPError) as failure:
        await handle.status()
    assert failure.value.status_code == 404


async def test_a_job_that_completes_with_an_error(fal: Fal) -> None:
    fal.emulator.fault("job_error")
    handle = await fal.client.submit(FLUX, PROMPT)
    status = await handle.status()
    assert isinstance(status, fal_client.Completed)
    assert (bool(status.error), status.error_type) == (True, "runner_server_error")
    with pytest.raises(official.FalClientHTTPError) as failure:
        await handle.get(interval=0.01)
    assert (failure.value.status_code, failure.value.error_type) == (500, "runner_server_error")


async def test_a_bad_key_opens_nothing(fal: Fal) -> None:
    handle = await fal.client.submit(FLUX, PROMPT)
    async with client_with("bad-key") as stranger:
        for attempt in (
            stranger.submit(FLUX, PROMPT),
            stranger.status(FLUX, handle.request_id),
            stranger.cancel(FLUX, handle.request_id),
            stranger.upload(b"data", "text/plain", repository="fal", fallback_repository=[]),
        ):
            with pytest.raises(official.FalClientHTTPError) as failure:
                await attempt
            assert failure.value.status_code == 401
    assert fal.emulator.tally()["requests"] == 1


async def test_without_a_key_nothing_is_taken(fal: Fal) -> None:
    async with httpx.AsyncClient() as web:
        assert (await web.post(f"{fal.url}/{FLUX}", json=PROMPT)).status_code == 401
    assert fal.emulator.tally()["requests"] == 0


@pytest.mark.parametrize("fal", [0.8], indirect=True)
async def test_the_status_stream_tells_every_phase_and_ends(fal: Fal) -> None:
    handle = await fal.client.submit(FLUX, PROMPT)
    headers = {"Authorization": "Key a-key"}
    async with (
        aiohttp.ClientSession(headers=headers) as web,
        web.get(f"{handle.status_url}/stream?logs=1") as answer,
    ):
        assert answer.content_type == "text/event-stream"
        told = (await answer.text()).split("\n\n")
    assert '"IN_PROGRESS"' in told[0]
    assert '"COMPLETED"' in told[-2]
    assert "100%" in told[-2]


@pytest.mark.parametrize("fal", [1.0], indirect=True)
async def test_statuses_of_answers_as_fal_has_them(fal: Fal) -> None:
    headers = {"Authorization": "Key a-key"}
    async with httpx.AsyncClient(base_url=fal.url, headers=headers) as web:
        submitted = (await web.post(f"/{FLUX}", json=PROMPT)).json()
        assert submitted["status"] == "IN_QUEUE"
        assert submitted["logs"] is None
        under_way = await web.get(submitted["status_url"])
        assert (under_way.status_code, under_way.json()["logs"]) == (202, None)
        assert (await web.get(submitted["response_url"])).status_code == 400
        with_path = submitted["status_url"].replace("/flux-2/", "/flux-2/edit/")
        assert (await web.get(with_path)).status_code == 404
        nothing = await web.put("/fal-ai/flux-2/requests/nothing/cancel")
        assert (nothing.status_code, nothing.json()["status"]) == (404, "NOT_FOUND")
        while (done := await web.get(submitted["status_url"])).status_code == 202:
            await asyncio.sleep(0.02)
        assert done.status_code == 200
        late = await web.put(submitted["cancel_url"])
        assert (late.status_code, late.json()["status"]) == (400, "ALREADY_COMPLETED")
        result = await web.get(submitted["response_url"])
        assert result.headers["x-fal-request-id"] == submitted["request_id"]


async def test_pictures_are_fetched_without_the_key(fal: Fal) -> None:
    url = (await fal.client.run(FLUX, PROMPT))["images"][0]["url"]
    async with httpx.AsyncClient() as web:
        assert (await web.get(url)).status_code == 200
        assert (await web.get(url, headers={"Authorization": "Key a-key"})).status_code == 400
        assert (await web.get(url.replace("/0.", "/9."))).status_code == 404


async def test_background_removal_and_upscaling(fal: Fal) -> None:
    cut = await fal.client.run("fal-ai/birefnet/v2", {"image_url": REFERENCE})
    large = await fal.client.run(
        "fal-ai/clarity-upscaler", {"image_url": REFERENCE, "upscale_factor": 3}
    )
    assert await fal.fetch(cut["image"]["url"]) == ((48, 32), "PNG")
    assert await fal.fetch(large["image"]["url"]) == ((144, 96), "PNG")


async def test_outputs_are_what_the_published_schemas_say(fal: Fal) -> None:
    folder = published_contracts()
    schemas = json.loads((folder / "fal-endpoints.json").read_text("utf-8")) if folder else {}
    for endpoint, known in schemas.items():
        if known["category"] != "image" or endpoint.endswith("vector"):
            continue
        arguments: dict[str, Any] = {"prompt": "a cat by the sea"}
        if "image_urls" in known["input"]["required"]:
            arguments["image_urls"] = [REFERENCE]
        output = await fal.client.run(endpoint, arguments)
        Draft202012Validator(known["output"]).validate(output)
        assert output.keys() <= known["output"]["properties"].keys()
