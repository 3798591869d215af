"""fal's provider against its emulator: what is sent, what comes of it, every way to fail."""

from __future__ import annotations

import asyncio
import io
import os
from collections.abc import Mapping
from typing import Any

import pytest
from aiohttp import web
from PIL import Image

from harness.calls import RecordedCall, content_of
from harness.fal import FLUX, fal_at, fal_call, fal_request, saying
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
from limner.models.request import ImageSettings, plan_requests
from limner.providers._http import ProviderHttp
from limner.providers.fal import FalProvider
from limner.providers.fal.uploads import Uploads
from limner.testing.emulators.base import BAD_KEY
from limner.testing.emulators.fal import FalEmulator
from limner.testing.emulators.faults import Fault
from limner.testing.loopback import site
from limner.testing.pictures import plain_png

SEEDREAM = "bytedance/seedream/v5/lite/text-to-image"
LARGE_PIXELS = 700

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
    "server_error": (UnknownOutcome, 0),
    "bad_gateway": (UnknownOutcome, 0),
    "unavailable": (ProviderOverloaded, 0),
    "refusal": (ContentRefused, 0),
    "lost_before_charge": (UnknownOutcome, 0),
    "lost_after_charge": (UnknownOutcome, 1),
    "truncated": (UnknownOutcome, 1),
    "html": (UnknownOutcome, 1),
    "bad_base64": (ProviderBadAnswer, 1),
    "fewer_images": (ProviderBadAnswer, 1),
    "job_vanishes": (UnknownOutcome, 1),
    "job_error": (ProviderBadAnswer, 1),
}
"""What each fault of an order for one picture becomes, and how often it is charged."""

HARMLESS: tuple[Fault, ...] = ("wrong_type", "slow_start", "other_size", "lost_poll")


def _size(data: bytes) -> tuple[int, int]:
    return Image.open(io.BytesIO(data)).size


async def _until_submitted(call: RecordedCall) -> None:
    async with asyncio.timeout(10):
        while not call.request_ids:
            await asyncio.sleep(0)


async def test_a_job_becomes_a_picture_with_its_seed(
    fal: FalProvider, emulator: FalEmulator
) -> None:
    call = fal_call()
    answer = await fal.generate(fal_request(seed=11), call)
    (image,) = answer.images
    assert (_size(content_of(image)), image.seed) == ((1024, 1024), 11)
    assert len(call.request_ids) == 1
    assert answer.revised_prompt is None
    assert answer.details["requestId"] in call.request_ids[0]
    (sent,) = emulator.requests
    assert sent.path == f"/{FLUX}"
    assert sent.body == {
        "prompt": "a fox",
        "image_size": {"width": 1024, "height": 1024},
        "output_format": "png",
        "seed": 11,
    }


async def test_several_pictures_of_one_job(fal: FalProvider) -> None:
    answer = await fal.generate(fal_request(SEEDREAM, count=3), fal_call())
    assert len({content_of(image) for image in answer.images}) == 3
    assert [image.seed is None for image in answer.images] == [False, True, True]


async def test_references_choose_the_endpoint_and_say_what_they_are_for(
    fal: FalProvider, emulator: FalEmulator
) -> None:
    call = fal_call(3)
    answer = await fal.generate(fal_request(roles=("image", "style", "character")), call)
    assert call.read == ["digest-0", "digest-1", "digest-2"]
    (sent,) = emulator.requests
    assert sent.path == f"/{FLUX}/edit"
    assert len(set(sent.body["image_urls"])) == 3
    assert all(url.startswith("data:image/png;base64,") for url in sent.body["image_urls"])
    assert "Image 2 shows the style" in sent.body["prompt"]
    assert "Image 3 shows a character" in sent.body["prompt"]
    assert "image_size" not in sent.body
    assert _size(answer.images[0].data) == (90, 160), "it is as large as the first reference"


async def test_a_mask_has_a_field_of_its_own(fal: FalProvider, emulator: FalEmulator) -> None:
    await fal.generate(fal_request("openai/gpt-image-2", roles=("image", "mask")), fal_call(2))
    (sent,) = emulator.requests
    assert len(sent.body["image_urls"]) == 1
    assert sent.body["mask_url"].startswith("data:image/png;base64,")


async def test_one_picture_is_changed_without_a_prompt(
    fal: FalProvider, emulator: FalEmulator
) -> None:
    upscaled = await fal.generate(
        fal_request("fal-ai/clarity-upscaler", roles=("image",), prompt=""), fal_call(1)
    )
    cut_out = await fal.generate(
        fal_request("fal-ai/birefnet/v2", roles=("image",), prompt="", format="webp"), fal_call(1)
    )
    assert _size(upscaled.images[0].data) == (180, 320)
    assert Image.open(io.BytesIO(cut_out.images[0].data)).mode == "RGBA"
    assert all("prompt" not in sent.body for sent in emulator.requests)


async def test_an_endpoint_without_a_contract_is_asked_as_it_is(
    fal: FalProvider, emulator: FalEmulator
) -> None:
    request = fal_request(
        "fal-ai/new/thing", roles=("image",), imageSize="square_hd", params={"strength": 0.4}
    )
    assert (await fal.generate(request, fal_call(1))).images
    (sent,) = emulator.requests
    assert sent.path == "/fal-ai/new/thing"
    assert sent.body | {"image_url": ""} == {
        "prompt": "a fox",
        "image_size": "square_hd",
        "strength": 0.4,
        "image_url": "",
    }


@pytest.mark.parametrize(
    "endpoint", ["fal-ai/../admin", "fal-ai/a?b=c", "fal-ai", "a b/c", "//x/y"]
)
async def test_what_is_no_endpoint_is_not_asked(
    fal: FalProvider, emulator: FalEmulator, endpoint: str
) -> None:
    contract = load_catalog().choose(endpoint, "fal")
    request = plan_requests(
        contract, ImageSettings(prompt="a fox"), [], seed=1, max_prompt=4000
    ).requests[0]
    with pytest.raises(ProviderBadRequest, match="no endpoint"):
        await fal.generate(request, fal_call())
    assert not emulator.requests


@pytest.mark.parametrize("emulator", [0.5], indirect=True)
async def test_queue_position_and_steps_are_told(fal: FalProvider) -> None:
    calls = [fal_call(), fal_call()]
    await asyncio.gather(*[fal.generate(fal_request(), call) for call in calls])
    first, second = calls
    if second.positions[0] is None:
        first, second = second, first
    assert second.positions[0] == 1
    assert "In the queue" in second.texts
    fractions = [fraction for fraction in first.fractions if fraction is not None]
    assert fractions == sorted(fractions)
    assert 0 <= fractions[0] < fractions[-1] <= 1


@pytest.mark.parametrize("fault", FAULTS)
async def test_every_fault_is_told_apart(
    fal: FalProvider, emulator: FalEmulator, fault: Fault
) -> None:
    expected, charges = FAULTS[fault]
    emulator.fault(fault)
    with pytest.raises(ProviderError) as caught:
        await fal.generate(fal_request(), fal_call())
    assert type(caught.value) is expected
    assert emulator.tally()["charges"] == charges
    assert emulator.tally()["requests"] == 1, "nothing is sent again by itself"
    assert (await fal.generate(fal_request(), fal_call())).images


@pytest.mark.parametrize("fault", HARMLESS)
async def test_what_can_be_used_is_used(
    fal: FalProvider, emulator: FalEmulator, fault: Fault
) -> None:
    emulator.fault(fault)
    answer = await fal.generate(fal_request(), fal_call())
    assert _size(answer.images[0].data) == ((512, 512) if fault == "other_size" else (1024, 1024))
    assert emulator.tally()["charges"] == 1


async def test_fewer_pictures_than_ordered_are_kept(
    fal: FalProvider, emulator: FalEmulator
) -> None:
    emulator.fault("fewer_images")
    assert len((await fal.generate(fal_request(SEEDREAM, count=3), fal_call())).images) == 2


async def test_a_stalled_answer_can_be_given_up(fal: FalProvider, emulator: FalEmulator) -> None:
    emulator.fault("stall")
    task = asyncio.create_task(fal.generate(fal_request(), fal_call()))
    while emulator.tally()["charges"] == 0:
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await fal.generate(fal_request(), fal_call())).images


def test_no_fault_of_the_emulator_is_left_out() -> None:
    assert {*FAULTS, *HARMLESS, "stall"} == FalEmulator.faults


@pytest.mark.parametrize(("fault", "wait"), [("rate_limited", 1.0), ("rate_limited_bare", None)])
async def test_the_wait_fal_asks_for_is_passed_on(
    fal: FalProvider, emulator: FalEmulator, fault: Fault, wait: float | None
) -> None:
    emulator.fault(fault)
    with pytest.raises(RateLimited) as caught:
        await fal.generate(fal_request(), fal_call())
    assert caught.value.extra.get("retryAfter") == wait


@pytest.mark.parametrize("emulator", [0.3], indirect=True)
async def test_after_a_restart_the_same_job_is_waited_for(
    fal: FalProvider, emulator: FalEmulator, address: str
) -> None:
    call = fal_call()
    task = asyncio.create_task(fal.generate(fal_request(), call))
    await _until_submitted(call)
    task.cancel()
    async with fal_at(address) as restarted:
        answer = await restarted.resume(fal_request(), call.request_ids[0], fal_call())
        again = await restarted.resume(fal_request(), call.request_ids[0], fal_call())
    assert answer.images == again.images
    assert emulator.tally()["charges"] == 1


@pytest.mark.parametrize("emulator", [60.0], indirect=True)
async def test_a_job_is_cancelled_at_fal(fal: FalProvider, emulator: FalEmulator) -> None:
    call = fal_call()
    task = asyncio.create_task(fal.generate(fal_request(), call))
    await _until_submitted(call)
    await fal.cancel(fal_request(), call.request_ids[0])
    with pytest.raises(ProviderBadAnswer, match="cancelled"):
        await task
    assert emulator.tally()["cancelled"] == 1


async def test_a_job_that_has_ended_is_not_cancelled(
    fal: FalProvider, emulator: FalEmulator
) -> None:
    call = fal_call()
    await fal.generate(fal_request(), call)
    await fal.cancel(fal_request(), call.request_ids[0])
    assert emulator.tally()["cancelled"] == 0


async def test_a_job_of_no_one(fal: FalProvider) -> None:
    for known in ("job_1", "", "a b c d"):
        with pytest.raises(UnknownOutcome):
            await fal.resume(fal_request(), known, fal_call())


async def test_a_wrong_key(address: str) -> None:
    async with fal_at(address, key=BAD_KEY) as stranger:
        with pytest.raises(ProviderUnauthorized, match="Invalid API key"):
            await stranger.generate(fal_request(), fal_call())


async def test_nobody_at_the_address_is_unreachable() -> None:
    async with site(web.Application()) as address:
        pass
    async with fal_at(address) as provider:
        with pytest.raises(ProviderUnreachable):
            await provider.generate(fal_request(), fal_call())


async def test_large_references_are_sent_in_before(address: str, emulator: FalEmulator) -> None:
    noise = io.BytesIO()
    side = (LARGE_PIXELS, LARGE_PIXELS)
    Image.frombytes("RGB", side, os.urandom(3 * LARGE_PIXELS**2)).save(noise, "PNG")
    call = RecordedCall(files={"digest-0": noise.getvalue(), "digest-1": plain_png(9, 9, "x", 1)})
    http = ProviderHttp("fal")
    uploads = Uploads(http, "a-key", rest=address, cdn=address)
    async with fal_at(address, uploads=uploads) as provider:
        answer = await provider.generate(fal_request(roles=("image", "image")), call)
    await http.close()
    large, small = emulator.requests[-1].body["image_urls"]
    assert large.startswith(f"{address}/files/")
    assert small.startswith("data:")
    assert _size(answer.images[0].data) == side


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (401, {"detail": "no"}, ProviderUnauthorized),
        (500, {"detail": "no"}, ProviderOverloaded),
        (200, {"token": 1}, ProviderBadAnswer),
    ],
)
async def test_an_upload_that_fails_orders_nothing(
    address: str,
    emulator: FalEmulator,
    status: int,
    body: Mapping[str, Any],
    expected: type[ProviderError],
) -> None:
    call = RecordedCall(files={"digest-0": bytes(2 * 1024 * 1024)})
    http = ProviderHttp("fal")
    async with site(saying(web.json_response(body, status=status))) as storage:
        uploads = Uploads(http, "a-key", rest=storage, cdn=storage)
        async with fal_at(address, uploads=uploads) as provider:
            with pytest.raises(expected):
                await provider.generate(fal_request(roles=("image",)), call)
    await http.close()
    assert not emulator.requests
