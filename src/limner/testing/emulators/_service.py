"""What emulators of services have: nothing is charged, and what is posted is kept."""

from __future__ import annotations

import json
from typing import ClassVar

from aiohttp import web

from limner.testing.emulators.base import Emulator
from limner.testing.emulators.faults import RETRY_AFTER_SECONDS, STATUSES, Fault
from limner.testing.ledger import Order

_FAULTS: frozenset[Fault] = frozenset(
    {"server_error", "unavailable", "rate_limited", "lost_after_charge", "lost_before_charge"}
)


class ServiceEmulator(Emulator):
    """A service that pictures are sent to. What is posted counts as an order without images."""

    faults: ClassVar[frozenset[Fault]] = _FAULTS

    def refusal(self, fault: Fault) -> web.Response:
        headers = {"Retry-After": RETRY_AFTER_SECONDS} if fault == "rate_limited" else {}
        return web.json_response({"message": fault}, status=STATUSES[fault], headers=headers)

    async def post(self, request: web.Request, posted: object) -> None:
        """Note that something is posted. Raises what a due fault raises."""
        self.note(request, posted)
        await self.accept(Order(json.dumps(posted, default=str)[:400], 0, 0, 0, 0))


def bearer(request: web.Request) -> str | None:
    """The token of a request."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme == "Bearer" else None
