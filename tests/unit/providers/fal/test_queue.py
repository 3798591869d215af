"""fal's provider against a queue that answers as no emulator would."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr, ValidationError

from harness.calls import content_of
from harness.fal import fal_at, fal_call, fal_request
from limner.errors import (
    ContentRefused,
    ProviderBadAnswer,
    ProviderBadRequest,
    ProviderError,
    ProviderNoCredit,
    ProviderOverloaded,
    ProviderTimeout,
    ProviderUnreachable,
    UnknownOutcome,
)
from limner.fetch import PrivateHosts
from limner.providers.fal import FalProvider, FalSettings
from limner.testing.loopback import site
from limner.testing.pictures import plain_png


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
    async with site(queue.app()) as address, fal_at(address, **parts) as provider:
        answer = await provider.generate(fal_request(), fal_call())
    return [content_of(image) for image in answer.images]


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
        async with fal_at(address) as provider:
            with pytest.raises(expected):
                await provider.generate(fal_request(), fal_call())
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
        fal_at(address) as provider,
    ):
        answer = await provider.generate(fal_request(), fal_call())
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
