"""Clients of the charging provider, one for each way in which providers take paid orders."""

from __future__ import annotations

import asyncio
import base64
from typing import Any

import aiohttp

from limner.errors import (
    ContentRefused,
    ProviderBadAnswer,
    ProviderError,
    ProviderOverloaded,
    ProviderUnreachable,
    RateLimited,
    UnknownOutcome,
)
from limner.models.image_request import ImageRequest
from limner.providers.contract import CallLog, GeneratedImage, Provider, ProviderAnswer
from limner.settings import Settings

_SECONDS_BETWEEN_LOOKS = 0.05
_CONNECT_SECONDS = 5.0
_LONGEST_REASON = 200


class ChargingProvider(Provider):
    """What the three clients share. ``address`` is the base of the provider's routes."""

    def __init__(self, address: str | None = None, *, max_concurrent: int = 8) -> None:
        self.max_concurrent = max_concurrent
        self._address = address
        self._session: aiohttp.ClientSession | None = None

    @classmethod
    def instances(cls, settings: Settings) -> tuple[ChargingProvider, ...]:
        return (cls(),)

    def unavailable_reason(self) -> str | None:
        if self._address is None:
            return "It has no address. Start limner.testing.charging_provider and give its own."
        return None

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _order(self, path: str, request: ImageRequest, log: CallLog) -> Any:
        body = {
            "prompt": request.styled_prompt,
            "count": request.count,
            "width": request.width,
            "height": request.height,
            "seed": request.seed,
        }
        headers = {"Idempotency-Key": log.idempotency_key}
        return await self._ask("POST", path, json=body, headers=headers)

    async def _ask(self, method: str, path: str, **content: Any) -> Any:
        """The JSON of an answer, or None without one. Raises ProviderError."""
        try:
            async with self._connected().request(
                method, f"{self._address}{path}", **content
            ) as answer:
                if answer.status >= 400:
                    raise _fault(answer.status, await answer.text(), answer.headers)
                return await answer.json() if answer.content_type == "application/json" else None
        except aiohttp.ClientConnectorError as error:
            raise ProviderUnreachable(f"{self.title} cannot be reached.") from error
        except aiohttp.ClientError as error:
            raise self._lost(error) from error

    def _lost(self, error: aiohttp.ClientError) -> ProviderError:
        """The connection broke after the order was sent: it may have been charged."""
        if self.resend_is_safe:
            return ProviderUnreachable(f"The connection to {self.title} broke.")
        return UnknownOutcome(f"{self.title} took the order, and its answer was lost.")

    def _connected(self) -> aiohttp.ClientSession:
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_SECONDS)
            self._session = aiohttp.ClientSession(timeout=timeout)
        return self._session


class InlineCharging(ChargingProvider):
    """Answers within the request; every request is charged, a repeated one again."""

    name = "charging-inline"
    title = "Charging, inline"

    async def generate(self, request: ImageRequest, log: CallLog) -> ProviderAnswer:
        return _answer(await self._order("/images", request, log))


class IdempotentCharging(ChargingProvider):
    """Answers within the request; a repeated idempotency key is charged once."""

    name = "charging-idempotent"
    title = "Charging, idempotent"
    resend_is_safe = True

    async def generate(self, request: ImageRequest, log: CallLog) -> ProviderAnswer:
        return _answer(await self._order("/images/once", request, log))


class QueuedCharging(ChargingProvider):
    """Takes a job and is asked for it until it is done; may be asked again after a restart."""

    name = "charging-queued"
    title = "Charging, queued"

    async def generate(self, request: ImageRequest, log: CallLog) -> ProviderAnswer:
        job = await self._order("/jobs", request, log)
        await log.submitted(job["id"])
        return await self.resume(request, job["id"], log)

    async def resume(self, request: ImageRequest, request_id: str, log: CallLog) -> ProviderAnswer:
        while (job := await self._look(request_id))["state"] == "queued":
            log.progress(text="In the queue", queue_position=1)
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
        if job["state"] == "cancelled":
            raise ProviderBadAnswer(f"The job {request_id} was cancelled.")
        return _answer(job)

    async def cancel(self, request: ImageRequest, request_id: str) -> None:
        await self._ask("DELETE", f"/jobs/{request_id}")

    async def _look(self, request_id: str) -> Any:
        """The job's state. Looking costs nothing: while nobody answers, it is done again."""
        try:
            return await self._ask("GET", f"/jobs/{request_id}")
        except (ProviderUnreachable, UnknownOutcome):
            return {"state": "queued"}


def charging_providers(address: str, *, max_concurrent: int = 8) -> list[ChargingProvider]:
    """All three clients of the charging provider at an address."""
    kinds = (InlineCharging, IdempotentCharging, QueuedCharging)
    return [kind(address, max_concurrent=max_concurrent) for kind in kinds]


def _answer(body: Any) -> ProviderAnswer:
    try:
        images = tuple(
            GeneratedImage(base64.b64decode(image["data"]), image["seed"])
            for image in body["images"]
        )
        return ProviderAnswer(images, micro_usd=body["microUsd"])
    except (KeyError, TypeError, ValueError) as error:
        raise ProviderBadAnswer("The answer holds no images.") from error


def _fault(status: int, reason: str, headers: Any) -> ProviderError:
    match status:
        case 429:
            wait = float(headers.get("Retry-After", 0))
            return RateLimited("Too many orders at once.", extra={"retryAfter": wait})
        case 503:
            return ProviderOverloaded("Too much to do.")
        case 422:
            return ContentRefused(reason[:_LONGEST_REASON])
        case _:
            return ProviderBadAnswer(f"HTTP {status}: {reason[:_LONGEST_REASON]}")
