"""Asks a pretending provider what it charged, and tells it what to do wrong."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import aiohttp
import msgspec

_PATIENCE_SECONDS = 30.0
_SECONDS_BETWEEN_LOOKS = 0.01


class Counts(msgspec.Struct, frozen=True):
    """What the provider saw.

    ``requests`` and ``answers`` count since the process began; ``charges`` (orders),
    ``images`` (in them) and ``cancelled`` (jobs) since the ledger began.
    """

    requests: int
    answers: int
    charges: int
    images: int
    cancelled: int


@dataclass(frozen=True, slots=True)
class Control:
    """The routes ``ledger`` and ``faults`` below an address."""

    address: str

    async def counts(self) -> Counts:
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{self.address}/ledger") as answer,
        ):
            return msgspec.json.decode(await answer.read(), type=Counts)

    async def fault(self, fault: str, times: int = 1) -> None:
        """Let the next orders meet a fault. Raises ValueError for one it cannot have."""
        body = {"fault": fault, "times": times}
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self.address}/faults", json=body) as answer,
        ):
            if not answer.ok:
                raise ValueError(await answer.text())

    async def charged(self, least: int) -> Counts:
        """Wait until so many orders were charged. Raises TimeoutError after half a minute."""
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while (counts := await self.counts()).charges < least:
                await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
        return counts
