"""What every emulator of a provider has: a ledger, faults on demand, answers that can break.

A vendor's paid route checks the key and the request as the vendor does, then calls
``accept`` with what was ordered, and answers through ``deliver``:

    charge, fault = await self.accept(order)
    await self.finished(charge)
    return await self.deliver(request, body, fault)

Beside the vendor's routes each emulator answers

    POST /_emulator/faults    {"fault": …, "times": 1}: what the next paid orders meet
    GET  /_emulator/ledger    how many requests, answers, charges, images, cancelled jobs
    GET  /_emulator/requests  the last hundred requests it was sent: method, path and body
"""

from __future__ import annotations

import asyncio
import time
from abc import ABC, abstractmethod
from collections import Counter, deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, ClassVar, get_args

import msgspec
from aiohttp import web

from limner.testing.emulators.faults import (
    JOB_FAULTS,
    REFUSALS,
    SLOW_START_SECONDS,
    Fault,
    Lost,
    Refused,
)
from limner.testing.emulators.tool_calls import Call
from limner.testing.ledger import Charge, Ledger, Order
from limner.testing.loopback import site

BAD_KEY = "bad-key"
"""The one key that is refused; any other that is not empty is good."""

_LARGEST_BODY = 256 * 1024**2
_REQUESTS_KEPT = 100
_PAGE = b"<!doctype html><html><body><h1>502 Bad Gateway</h1></body></html>"


class FaultOrder(msgspec.Struct, frozen=True):
    """The body of POST /_emulator/faults."""

    fault: Fault
    times: int = 1


class Received(msgspec.Struct, frozen=True):
    """One request as it came; ``body`` is JSON, files in it are named and not kept."""

    method: str
    path: str
    body: Any


class Emulator(ABC):
    """One provider's API over one ledger.

    ``latency`` is how long an order takes, in seconds. ``contracts`` is a folder with the
    vendors' published schemas; requests are held to them where it has the vendor's.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    faults: ClassVar[frozenset[Fault]] = frozenset(get_args(Fault)) - JOB_FAULTS
    """What this API can meet; anything else is refused by the control route."""

    def __init__(
        self, ledger: Ledger, *, latency: float = 0.0, contracts: Path | None = None
    ) -> None:
        self.ledger = ledger
        self.latency = latency
        self.contracts = contracts
        self.requests: deque[Received] = deque(maxlen=_REQUESTS_KEPT)
        self.counts: Counter[str] = Counter()
        self._due: deque[Fault] = deque()
        self._texts: deque[str] = deque()
        self._calls: deque[tuple[Call, ...]] = deque()

    @staticmethod
    @abstractmethod
    def environment(address: str) -> Mapping[str, str]:
        """The environment variables that point Limner at this emulator's address."""

    @abstractmethod
    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Add the vendor's own routes."""

    @abstractmethod
    def refusal(self, fault: Fault) -> web.Response:
        """The vendor's own answer for one of ``REFUSALS``."""

    def app(self) -> web.Application:
        """The vendor's routes and those that control the emulator."""
        app = web.Application(middlewares=[_refuse_or_lose], client_max_size=_LARGEST_BODY)
        app.router.add_post("/_emulator/faults", self._take_faults)
        app.router.add_post("/_emulator/texts", self._take_text)
        app.router.add_get("/_emulator/ledger", self._tell_counts)
        app.router.add_get("/_emulator/requests", self._tell_requests)
        self.add_routes(app.router)
        return app

    def fault(self, fault: Fault, times: int = 1) -> None:
        """Let the next paid orders meet a fault. Raises ValueError for one this API cannot have."""
        if fault not in self.faults:
            raise ValueError(f"{self.title} cannot have the fault {fault}.")
        self._due.extend([fault] * times)

    def say(self, text: str) -> None:
        """Let the next text that is asked for be this one, whatever was asked."""
        self._texts.append(text)

    def next_text(self) -> str | None:
        """What the text that is asked for now is to be, where somebody said so."""
        return self._texts.popleft() if self._texts else None

    def call(self, *calls: Call) -> None:
        """Let the next who offers tools have these called in one turn, whatever was asked."""
        self._calls.append(calls)

    def next_calls(self) -> tuple[Call, ...]:
        """What is to be called now, where somebody said so."""
        return self._calls.popleft() if self._calls else ()

    def tally(self) -> dict[str, int]:
        """Requests and answers since this emulator began; the rest since its ledger did."""
        charges = self.ledger.charges.values()
        return {
            "requests": self.counts["requests"],
            "answers": self.counts["answers"],
            "charges": len(charges),
            "images": sum(charge.order.count for charge in charges),
            "cancelled": len(self.ledger.cancelled),
        }

    def note(self, request: web.Request, body: Any) -> None:
        """Count a paid request and remember what it asked for. Call it once for each."""
        self.counts["requests"] += 1
        self.requests.append(Received(request.method, request.path, body))

    async def accept(self, order: Order, key: str | None = None) -> tuple[Charge, Fault | None]:
        """Charge for an order and say what is to go wrong from now on, if anything.

        Raises Refused or Lost where the due fault keeps the order from being taken or its
        answer from being sent.
        """
        fault = self._due.popleft() if self._due else None
        if fault in REFUSALS:
            raise Refused(self.refusal(fault))
        if fault == "lost_before_charge":
            raise Lost
        charge = self.ledger.charge(order, key, time.time())
        if fault == "lost_after_charge":
            raise Lost
        if fault == "slow_start":
            await asyncio.sleep(SLOW_START_SECONDS)
        return charge, fault

    def done_at(self, charge: Charge, share: float = 1.0) -> float:
        """When an order, or a share of it, is finished, in seconds since 1970."""
        return charge.at + self.latency * share

    async def finished(self, charge: Charge, share: float = 1.0) -> None:
        """Wait until an order, or a share of it, is finished."""
        await asyncio.sleep(max(0.0, self.done_at(charge, share) - time.time()))

    async def deliver(
        self,
        request: web.Request,
        body: bytes,
        fault: Fault | None,
        *,
        content_type: str = "application/json",
        headers: Mapping[str, str] | None = None,
    ) -> web.StreamResponse:
        """Answer with a body, or with what a fault makes of it."""
        if fault == "html":
            return web.Response(body=_PAGE, content_type="text/html")
        if fault == "wrong_type":
            content_type = "text/plain"
        if fault in ("truncated", "stall"):
            answer = web.StreamResponse(headers=headers)
            answer.content_type, answer.content_length = content_type, len(body)
            await answer.prepare(request)
            await answer.write(body[: len(body) // 2])
            return await self.break_off(request, answer, fault)
        self.counts["answers"] += 1
        return web.Response(body=body, content_type=content_type, headers=headers)

    async def break_off(
        self, request: web.Request, answer: web.StreamResponse, fault: Fault
    ) -> web.StreamResponse:
        """Go on no further with an answer: keep silent (``stall``) or hang up (``truncated``)."""
        if fault == "stall":
            await asyncio.Event().wait()
        if request.transport is not None:
            request.transport.close()
        return answer

    async def _take_faults(self, request: web.Request) -> web.StreamResponse:
        try:
            order = msgspec.json.decode(await request.read(), type=FaultOrder)
            self.fault(order.fault, order.times)
        except (msgspec.DecodeError, ValueError) as error:
            return web.json_response({"detail": str(error)}, status=422)
        return web.Response(status=204)

    async def _take_text(self, request: web.Request) -> web.StreamResponse:
        """A JSON string: what the next text is to be."""
        try:
            self.say(msgspec.json.decode(await request.read(), type=str))
        except msgspec.DecodeError as error:
            return web.json_response({"detail": str(error)}, status=422)
        return web.Response(status=204)

    async def _tell_counts(self, request: web.Request) -> web.StreamResponse:
        return web.json_response(self.tally())

    async def _tell_requests(self, request: web.Request) -> web.StreamResponse:
        return web.Response(
            body=msgspec.json.encode(list(self.requests)), content_type="application/json"
        )


@asynccontextmanager
async def running(emulator: Emulator) -> AsyncIterator[str]:
    """Serve an emulator from this process on a free port of loopback; gives its address."""
    async with site(emulator.app()) as address:
        yield address


def key_is_good(key: str | None) -> bool:
    """Whether the vendor would take a key."""
    return bool(key) and key != BAD_KEY


@web.middleware
async def _refuse_or_lose(request: web.Request, handler: Any) -> web.StreamResponse:
    try:
        answer: web.StreamResponse = await handler(request)
    except Refused as refused:
        return refused.answer
    except Lost:
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=500)
    return answer
