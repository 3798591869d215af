"""fal's provider against its emulator: what is sent, what comes of it, every way to fail."""

from __future__ import annotations

import asyncio
import io
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from PIL import Image
from pydantic import SecretStr, ValidationError

from harness.calls import RecordedCall
from harness.contracts import published_contracts
from limner.errors import (
    ContentRefused,
    NotFound,
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
from limner.fetch import PrivateHosts
from limner.models.catalog import load_catalog
from limner.models.image_request import ImageRequest, ReferenceImage
from limner.models.model import Model
from limner.models.openapi_import import contract_from
from limner.models.parts import Role
from limner.models.request import ImageSettings, plan_requests
from limner.providers._http import ProviderHttp
from limner.providers.fal import FalProvider, FalSettings
from limner.providers.fal.files import Uploads
from limner.testing.emulators.base import BAD_KEY, running
from limner.testing.emulators.fal import FalEmulator
from limner.testing.emulators.faults import Fault
from limner.testing.ledger import Ledger
from limner.testing.loopback import site
from limner.testing.pictures import plain_png

FLUX = "fal-ai/flux-2"
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


@pytest.fixture
async def emulator(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[FalEmulator]:
    """An emulator whose jobs take 0 s, or as long as the test's parameter says, one at a time."""
    latency: float = getattr(request, "param", 0.0)
    with Ledger(tmp_path / "ledger") as ledger:
        yield FalEmulator(ledger, latency=latency, contracts=published_contracts(), at_once=1)


@pytest.fixture
async def address(emulator: FalEmulator) -> AsyncIterator[str]:
    async with running(emulator) as url:
        yield url


@pytest.fixture
async def fal(address: str) -> AsyncIterator[FalProvider]:
    async with _provider(address) as provider:
        yield provider


@asynccontextmanager
async def _provider(address: str, key: str = "a-key", **parts: Any) -> AsyncIterator[FalProvider]:
    provider = FalProvider(FalSettings(key=SecretStr(key), url=address), **parts)
    try:
        yield provider
    finally:
        await provider.close()


def _request(
    model: str = FLUX, *, roles: tuple[Role, ...] = (), seed: int = 7, **settings: Any
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


async def _until_submitted(call: RecordedCall) -> None:
    async with asyncio.timeout(10):
        while not call.request_ids:
            await asyncio.sleep(0)


async def test_a_job_becomes_a_picture_with_its_seed(
    fal: FalProvider, emulator: FalEmulator
) -> None:
    call = _call()
    answer = await fal.generate(_request(seed=11), call)
    (image,) = answer.images
    assert (_size(image.data), image.seed) == ((1024, 1024), 11)
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
    answer = await fal.generate(_request(SEEDREAM, count=3), _call())
    assert len({image.data for image in answer.images}) == 3
    assert [image.seed is None for image in answer.images] == [False, True, True]


async def test_references_choose_the_endpoint_and_say_what_they_are_for(
    fal: FalProvider, emulator: FalEmulator
) -> None:
    call = _call(3)
    answer = await fal.generate(_request(roles=("image", "style", "character")), call)
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
    await fal.generate(_request("openai/gpt-image-2", roles=("image", "mask")), _call(2))
    (sent,) = emulator.requests
    assert len(sent.body["image_urls"]) == 1
    assert sent.body["mask_url"].startswith("data:image/png;base64,")


async def test_one_picture_is_changed_without_a_prompt(
    fal: FalProvider, emulator: FalEmulator
) -> None:
    upscaled = await fal.generate(
        _request("fal-ai/clarity-upscaler", roles=("image",), prompt=""), _call(1)
    )
    cut_out = await fal.generate(
        _request("fal-ai/birefnet/v2", roles=("image",), prompt="", format="webp"), _call(1)
    )
    assert _size(upscaled.images[0].data) == (180, 320)
    assert Image.open(io.BytesIO(cut_out.images[0].data)).mode == "RGBA"
    assert all("prompt" not in sent.body for sent in emulator.requests)


async def test_an_endpoint_without_a_contract_is_asked_as_it_is(
    fal: FalProvider, emulator: FalEmulator
) -> None:
    request = _request(
        "fal-ai/new/thing", roles=("image",), imageSize="square_hd", params={"strength": 0.4}
    )
    assert (await fal.generate(request, _call(1))).images
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
        await fal.generate(request, _call())
    assert not emulator.requests


@pytest.mark.parametrize("emulator", [0.5], indirect=True)
async def test_queue_position_and_steps_are_told(fal: FalProvider) -> None:
    calls = [_call(), _call()]
    await asyncio.gather(*[fal.generate(_request(), call) for call in calls])
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
        await fal.generate(_request(), _call())
    assert type(caught.value) is expected
    assert emulator.tally()["charges"] == charges
    assert emulator.tally()["requests"] == 1, "nothing is sent again by itself"
    assert (await fal.generate(_request(), _call())).images


@pytest.mark.parametrize("fault", HARMLESS)
async def test_what_can_be_used_is_used(
    fal: FalProvider, emulator: FalEmulator, fault: Fault
) -> None:
    emulator.fault(fault)
    answer = await fal.generate(_request(), _call())
    assert _size(answer.images[0].data) == ((512, 512) if fault == "other_size" else (1024, 1024))
    assert emulator.tally()["charges"] == 1


async def test_fewer_pictures_than_ordered_are_kept(
    fal: FalProvider, emulator: FalEmulator
) -> None:
    emulator.fault("fewer_images")
    assert len((await fal.generate(_request(SEEDREAM, count=3), _call())).images) == 2


async def test_a_stalled_answer_can_be_given_up(fal: FalProvider, emulator: FalEmulator) -> None:
    emulator.fault("stall")
    task = asyncio.create_task(fal.generate(_request(), _call()))
    while emulator.tally()["charges"] == 0:
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await fal.generate(_request(), _call())).images


def test_no_fault_of_the_emulator_is_left_out() -> None:
    assert {*FAULTS, *HARMLESS, "stall"} == FalEmulator.faults


@pytest.mark.parametrize(("fault", "wait"), [("rate_limited", 1.0), ("rate_limited_bare", None)])
async def test_the_wait_fal_asks_for_is_passed_on(
    fal: FalProvider, emulator: FalEmulator, fault: Fault, wait: float | None
) -> None:
    emulator.fault(fault)
    with pytest.raises(RateLimited) as caught:
        await fal.generate(_request(), _call())
    assert caught.value.extra.get("retryAfter") == wait


@pytest.mark.parametrize("emulator", [0.3], indirect=True)
async def test_after_a_restart_the_same_job_is_waited_for(
    fal: FalProvider, emulator: FalEmulator, address: str
) -> None:
    call = _call()
    task = asyncio.create_task(fal.generate(_request(), call))
    await _until_submitted(call)
    task.cancel()
    async with _provider(address) as restarted:
        answer = await restarted.resume(_request(), call.request_ids[0], _call())
        again = await restarted.resume(_request(), call.request_ids[0], _call())
    assert answer.images == again.images
    assert emulator.tally()["charges"] == 1


@pytest.mark.parametrize("emulator", [60.0], indirect=True)
async def test_a_job_is_cancelled_at_fal(fal: FalProvider, emulator: FalEmulator) -> None:
    call = _call()
    task = asyncio.create_task(fal.generate(_request(), call))
    await _until_submitted(call)
    await fal.cancel(_request(), call.request_ids[0])
    with pytest.raises(ProviderBadAnswer, match="cancelled"):
        await task
    assert emulator.tally()["cancelled"] == 1


async def test_a_job_that_has_ended_is_not_cancelled(
    fal: FalProvider, emulator: FalEmulator
) -> None:
    call = _call()
    await fal.generate(_request(), call)
    await fal.cancel(_request(), call.request_ids[0])
    assert emulator.tally()["cancelled"] == 0


async def test_a_job_of_no_one(fal: FalProvider) -> None:
    for known in ("job_1", "", "a b c d"):
        with pytest.raises(UnknownOutcome):
            await fal.resume(_request(), known, _call())


async def test_a_wrong_key(address: str) -> None:
    async with _provider(address, key=BAD_KEY) as stranger:
        with pytest.raises(ProviderUnauthorized, match="Invalid API key"):
            await stranger.generate(_request(), _call())


async def test_nobody_at_the_address_is_unreachable() -> None:
    async with site(web.Application()) as address:
        pass
    async with _provider(address) as provider:
        with pytest.raises(ProviderUnreachable):
            await provider.generate(_request(), _call())


async def test_large_references_are_sent_in_before(address: str, emulator: FalEmulator) -> None:
    noise = io.BytesIO()
    side = (LARGE_PIXELS, LARGE_PIXELS)
    Image.frombytes("RGB", side, os.urandom(3 * LARGE_PIXELS**2)).save(noise, "PNG")
    call = RecordedCall(files={"digest-0": noise.getvalue(), "digest-1": plain_png(9, 9, "x", 1)})
    http = ProviderHttp("fal")
    uploads = Uploads(http, "a-key", rest=address, cdn=address)
    async with _provider(address, uploads=uploads) as provider:
        answer = await provider.generate(_request(roles=("image", "image")), call)
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
    async with site(_saying(web.json_response(body, status=status))) as storage:
        uploads = Uploads(http, "a-key", rest=storage, cdn=storage)
        async with _provider(address, uploads=uploads) as provider:
            with pytest.raises(expected):
                await provider.generate(_request(roles=("image",)), call)
    await http.close()
    assert not emulator.requests


def _saying(answer: web.Response) -> web.Application:
    async def say(_request: web.Request) -> web.Response:
        return answer

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", say)
    return app


class Queue:
    """A queue that answers what a test tells it, in turn, and remembers who asked with a key."""

    def __init__(self, **answers: Any) -> None:
        self.answers = answers
        self.asked: list[tuple[str, bool]] = []

    async def answer(self, request: web.Request) -> web.Response:
        part = "submit" if request.method == "POST" else request.path.rsplit("/", 1)[-1]
        self.asked.append((part, "Authorization" in request.headers))
        told = self.answers.get(part, {})
        if isinstance(told, list):
            told = told.pop(0) if len(told) > 1 else told[0]
        status, body = told if isinstance(told, tuple) else (200, told)
        if part == "submit":
            base = f"{request.url.origin()}/job"
            urls = {f"{name}_url": f"{base}/{name}" for name in ("status", "response", "cancel")}
            body = {**urls, **body} if isinstance(body, dict) else body
        if isinstance(body, bytes):
            return web.Response(body=body, status=status)
        return web.json_response(body, status=status)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_route("*", "/{rest:.*}", self.answer)
        return app


DONE = {"status": "COMPLETED"}
PNG = plain_png(8, 8, "picture", 1)


async def _outcome(queue: Queue, **parts: Any) -> list[bytes]:
    async with site(queue.app()) as address, _provider(address, **parts) as provider:
        answer = await provider.generate(_request(), _call())
    return [image.data for image in answer.images]


def _picture(url: str) -> dict[str, Any]:
    return {"images": [{"url": url}]}


INLINE = _picture("data:image/png;base64,iVBORw0KGgo=")


@pytest.mark.parametrize(
    ("submit", "expected"),
    [
        ((402, {"detail": "pay"}), ProviderNoCredit),
        ((403, {"detail": "Exhausted balance."}), ProviderNoCredit),
        ((413, b"too large"), ProviderBadRequest),
        ((408, b"late"), UnknownOutcome),
        ((500, b"oh"), UnknownOutcome),
        ((503, b"nginx"), UnknownOutcome),
        ((503, {"detail": "busy"}), ProviderOverloaded),
        ((504, {"detail": "late", "error_type": "startup_timeout"}), ProviderTimeout),
        ((504, b"late"), UnknownOutcome),
        ((302, b""), ProviderBadAnswer),
        ((422, {"detail": [{"type": "missing", "msg": "m", "loc": ["body"]}]}), ProviderBadRequest),
        ((200, b"[]"), UnknownOutcome),
        ((200, {"status_url": 5}), UnknownOutcome),
    ],
)
async def test_answers_to_an_order_that_the_emulator_never_gives(
    submit: Any, expected: type[ProviderError]
) -> None:
    with pytest.raises(ProviderError) as caught:
        await _outcome(Queue(submit=submit))
    assert type(caught.value) is expected


@pytest.mark.parametrize(
    "trouble", [(500, b"oh"), (503, {"detail": "busy"}), (429, {}), (200, b"<html>"), (200, b"[]")]
)
async def test_trouble_in_asking_for_a_job_is_borne(trouble: Any) -> None:
    queue = Queue(status=[trouble, DONE], response=[(502, b"nginx"), (200, b"<html>"), INLINE])
    assert len(await _outcome(queue)) == 1
    assert [part for part, _ in queue.asked] == ["submit", *["status"] * 2, *["response"] * 3]
    assert all(with_key for _, with_key in queue.asked)


@pytest.mark.parametrize("status", [401, 403, 404, 410])
async def test_a_job_that_cannot_be_asked_for_is_an_unknown_outcome(status: int) -> None:
    with pytest.raises(UnknownOutcome):
        await _outcome(Queue(status=(status, {"detail": "no"})))


MODEL_ERROR = {"type": "downstream_service_error", "msg": "m", "loc": ["body"]}


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        ((422, {"detail": [{"type": "content_policy_violation", "msg": "m"}]}), ContentRefused),
        ((422, {"detail": [{"type": "image_too_small", "msg": "m"}]}), ProviderBadRequest),
        ((500, {"detail": [MODEL_ERROR]}), ProviderBadAnswer),
        ((400, {"detail": "m", "error_type": "bad_request"}), ProviderBadRequest),
        ((503, {"detail": "m", "error_type": "runner_disconnected"}), ProviderBadAnswer),
        ((504, {"detail": "m", "error_type": "request_timeout"}), ProviderBadAnswer),
        ((404, {"detail": "m"}), UnknownOutcome),
        ((401, {"detail": "m"}), UnknownOutcome),
        ({"video": {"url": "data:,"}}, ProviderBadAnswer),
        ({"images": []}, ProviderBadAnswer),
        ({"images": "none"}, ProviderBadAnswer),
        (_picture("data:image/png,plain"), ProviderBadAnswer),
        (_picture("ftp://files/a.png"), ProviderBadAnswer),
    ],
)
async def test_ends_of_a_job_are_final(result: Any, expected: type[ProviderError]) -> None:
    queue = Queue(status=DONE, response=result)
    with pytest.raises(ProviderError) as caught:
        await _outcome(queue)
    assert type(caught.value) is expected
    assert len(queue.asked) == 3


async def test_the_key_stays_with_the_queue() -> None:
    """A job whose address is somebody else's is not asked for there."""
    elsewhere = Queue(status=DONE)
    async with site(elsewhere.app()) as address:
        queue = Queue(submit={"status_url": f"{address}/status"})
        with pytest.raises(UnknownOutcome, match="not its own"):
            await _outcome(queue)
    assert elsewhere.asked == []


async def test_pictures_elsewhere_are_fetched_guarded_and_without_the_key() -> None:
    elsewhere = Queue(**{"a.png": (200, PNG)})
    async with site(elsewhere.app()) as address:
        queue = Queue(status=DONE, response=_picture(f"{address}/a.png"))
        with pytest.raises(ProviderBadAnswer, match="private network"):
            await _outcome(queue)
        assert elsewhere.asked == []
        allowed = PrivateHosts.of(["127.0.0.1"])
        assert await _outcome(queue, private_hosts=allowed) == [PNG]
    assert elsewhere.asked == [("a.png", False)]


@pytest.mark.parametrize(
    ("status", "expected"), [(404, ProviderBadAnswer), (503, ProviderUnreachable)]
)
async def test_a_picture_that_is_not_there(status: int, expected: type[ProviderError]) -> None:
    """Where asking again may help, the job is left as it is: the engine resumes it."""
    queue = Queue(**{"a.png": (status, b"")}, status=DONE)
    async with site(queue.app()) as address:
        queue.answers["response"] = _picture(f"{address}/a.png")
        async with _provider(address) as provider:
            with pytest.raises(expected):
                await provider.generate(_request(), _call())
    assert queue.asked[-1] == ("a.png", False)


async def test_what_the_model_says_besides() -> None:
    output = {
        **INLINE,
        "prompt": "a red fox",
        "description": "Here it is.",
        "has_nsfw_concepts": [True],
    }
    async with (
        site(Queue(status=DONE, response=output).app()) as address,
        _provider(address) as provider,
    ):
        answer = await provider.generate(_request(), _call())
    assert answer.revised_prompt == "a red fox"
    assert answer.details["description"] == "Here it is."
    assert [warning.code for warning in answer.warnings] == ["content_flagged"]
    assert answer.images[0].seed == 7


def test_without_a_key_it_says_what_to_set() -> None:
    settings = FalSettings(key=None, model="fal-ai/flux-2/flash", requests_per_minute=30)
    provider = FalProvider(settings)
    assert "FAL_KEY" in (provider.unavailable_reason() or "")
    assert provider.own_address
    assert (provider.default_model, provider.max_per_minute) == ("fal-ai/flux-2/flash", 30)
    assert provider.max_concurrent == 1000


def test_an_address_must_be_one() -> None:
    for wrong in ("queue.fal.run", "ftp://queue.fal.run", "https://key@queue.fal.run"):
        with pytest.raises(ValidationError):
            FalSettings(key=SecretStr("a-key"), url=wrong)


async def test_an_endpoints_description_becomes_a_contract(fal: FalProvider) -> None:
    endpoint = "fal-ai/clarity-upscaler"
    contract = contract_from(await fal.describe(endpoint), fal.name, endpoint)
    model = Model.model_validate(contract)
    assert (model.id, model.needs_references) == (endpoint, True)
    assert model.parameters["creativity"]["maximum"] == 1


async def test_what_fal_does_not_describe_is_not_found(fal: FalProvider) -> None:
    with pytest.raises(NotFound, match="'fal-ai/never-heard-of'"):
        await fal.describe("fal-ai/never-heard-of")
    with pytest.raises(ProviderBadRequest, match="no endpoint"):
        await fal.describe("../secrets")


@pytest.mark.parametrize("body", ["[]", "<html>"])
async def test_a_description_that_is_none_is_a_bad_answer(body: str) -> None:
    async with site(_saying(web.Response(text=body))) as url, _provider(url) as provider:
        with pytest.raises(ProviderBadAnswer):
            await provider.describe("fal-ai/flux-2")
