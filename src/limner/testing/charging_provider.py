"""A provider of images in a process of its own, which counts what it charges.

    python -m limner.testing.charging_provider --ledger FILE [--latency SECONDS] [--port PORT]

Prints its address once it answers. An order is charged when it arrives, and is finished
``latency`` seconds later, whether or not anyone still waits for it.

    POST   /images        an order → its images, after waiting; every request is charged
    POST   /images/once   the same, but a repeated Idempotency-Key is charged only once
    POST   /jobs          an order → 202 with the job's id, at once
    GET    /jobs/{id}     the job's state, and its images when it is done
    DELETE /jobs/{id}     cancel a job; what was charged stays charged
    GET    /ledger        the counts
    POST   /faults        {"fault": …, "times": 1}: what the next orders meet instead of success
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import contextlib
import time
from collections import Counter, deque
from pathlib import Path
from typing import Any, Literal

import msgspec
from aiohttp import web

from limner.testing.ledger import Charge, Ledger, Order
from limner.testing.loopback import site, until_stopped
from limner.testing.models import MICRO_USD_AN_IMAGE
from limner.testing.pictures import plain_png

Fault = Literal["rate_limited", "overloaded", "refused", "lost_before_charge", "lost_after_charge"]


class _FaultOrder(msgspec.Struct, frozen=True):
    fault: Fault
    times: int = 1


class _Lost(Exception):
    """The connection is to be closed without an answer."""


class ChargingServer:
    """The routes over one ledger. ``latency`` is in seconds."""

    def __init__(self, ledger: Ledger, latency: float) -> None:
        self._ledger = ledger
        self._latency = latency
        self._faults: deque[Fault] = deque()
        self._counts: Counter[str] = Counter()

    def app(self) -> web.Application:
        app = web.Application(middlewares=[_lose_where_told])
        app.router.add_post("/images", self._images)
        app.router.add_post("/images/once", self._images_once)
        app.router.add_post("/jobs", self._submit)
        app.router.add_get("/jobs/{id}", self._job)
        app.router.add_delete("/jobs/{id}", self._cancel)
        app.router.add_get("/ledger", self._read_ledger)
        app.router.add_post("/faults", self._order_faults)
        return app

    async def _images(self, request: web.Request) -> web.StreamResponse:
        return await self._answer(await self._charge(request, None))

    async def _images_once(self, request: web.Request) -> web.StreamResponse:
        key = request.headers.get("Idempotency-Key")
        return await self._answer(await self._charge(request, key))

    async def _answer(self, charge: Charge) -> web.StreamResponse:
        await asyncio.sleep(max(0.0, self._done_at(charge) - time.time()))
        self._counts["answers"] += 1
        return web.json_response({"id": charge.id, **_images(charge.order)})

    async def _submit(self, request: web.Request) -> web.StreamResponse:
        charge = await self._charge(request, None)
        return web.json_response({"id": charge.id}, status=202)

    async def _job(self, request: web.Request) -> web.StreamResponse:
        charge = self._found(request)
        if charge.id in self._ledger.cancelled:
            return web.json_response({"state": "cancelled"})
        if time.time() < self._done_at(charge):
            return web.json_response({"state": "queued"})
        self._counts["answers"] += 1
        return web.json_response({"state": "done", **_images(charge.order)})

    async def _cancel(self, request: web.Request) -> web.StreamResponse:
        self._ledger.cancel(self._found(request).id)
        return web.Response(status=204)

    async def _read_ledger(self, request: web.Request) -> web.StreamResponse:
        charges = self._ledger.charges.values()
        return web.json_response(
            {
                "requests": self._counts["requests"],
                "answers": self._counts["answers"],
                "charges": len(charges),
                "images": sum(charge.order.count for charge in charges),
                "cancelled": len(self._ledger.cancelled),
            }
        )

    async def _order_faults(self, request: web.Request) -> web.StreamResponse:
        order = msgspec.json.decode(await request.read(), type=_FaultOrder)
        self._faults.extend([order.fault] * order.times)
        return web.Response(status=204)

    async def _charge(self, request: web.Request, key: str | None) -> Charge:
        """Charge for the order in a request, unless it was charged under this key."""
        self._counts["requests"] += 1
        order = msgspec.json.decode(await request.read(), type=Order)
        known = self._ledger.under_key(key) if key is not None else None
        if known is not None:
            return known
        fault = self._faults.popleft() if self._faults else None
        if fault is not None and fault != "lost_after_charge":
            raise _refusal(fault)
        charge = self._ledger.charge(order, key, time.time())
        if fault is not None:
            raise _Lost
        return charge

    def _done_at(self, charge: Charge) -> float:
        return charge.at + self._latency

    def _found(self, request: web.Request) -> Charge:
        try:
            return self._ledger.charges[request.match_info["id"]]
        except KeyError:
            raise web.HTTPNotFound(text="There is no such job.") from None


@web.middleware
async def _lose_where_told(request: web.Request, handler: Any) -> web.StreamResponse:
    try:
        answer: web.StreamResponse = await handler(request)
    except _Lost:
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=500)
    return answer


def _refusal(fault: Fault) -> Exception:
    match fault:
        case "rate_limited":
            return web.HTTPTooManyRequests(headers={"Retry-After": "0.05"})
        case "overloaded":
            return web.HTTPServiceUnavailable()
        case "refused":
            return web.HTTPUnprocessableEntity(text="This is not drawn here.")
        case _:
            return _Lost()


def _images(order: Order) -> dict[str, object]:
    seeds = range(order.seed, order.seed + order.count)
    return {
        "microUsd": MICRO_USD_AN_IMAGE * order.count,
        "images": [
            {
                "seed": seed,
                "data": base64.b64encode(
                    plain_png(order.width, order.height, order.prompt, seed)
                ).decode(),
            }
            for seed in seeds
        ],
    }


async def serve(ledger: Ledger, latency: float, port: int, *, follow_stdin: bool) -> None:
    """Serve on loopback until told to stop; with ``follow_stdin``, until standard input ends."""
    async with site(ChargingServer(ledger, latency).app(), port) as address:
        print(address, flush=True)
        await until_stopped(follow_stdin=follow_stdin)


def main() -> None:
    parser = argparse.ArgumentParser(description="A provider that counts what it charges.")
    parser.add_argument("--ledger", type=Path, required=True, help="the file of charges")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds an order takes")
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--follow-stdin", action="store_true", help="stop when standard input ends")
    given = parser.parse_args()
    with Ledger(given.ledger) as ledger, contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(ledger, given.latency, given.port, follow_stdin=given.follow_stdin))


if __name__ == "__main__":
    main()
