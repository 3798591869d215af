"""Starts the charging provider as a process, and asks it what it charged."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import msgspec

from limner.testing.charging_provider import Fault

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
class ChargingProcess:
    """A running charging provider."""

    address: str

    async def counts(self) -> Counts:
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{self.address}/ledger") as answer,
        ):
            return msgspec.json.decode(await answer.read(), type=Counts)

    async def fault(self, fault: Fault, times: int = 1) -> None:
        """Let the next orders meet a fault."""
        body = {"fault": fault, "times": times}
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self.address}/faults", json=body) as answer,
        ):
            answer.raise_for_status()

    async def charged(self, least: int) -> Counts:
        """Wait until so many orders were charged. Raises TimeoutError after half a minute."""
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while (counts := await self.counts()).charges < least:
                await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
        return counts


@asynccontextmanager
async def charging_process(ledger: Path, *, latency: float = 0.0) -> AsyncIterator[ChargingProcess]:
    """Run the charging provider over a file of charges until the block ends.

    It also ends when this process does, however that comes about.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "limner.testing.charging_provider", "--follow-stdin"),
        *("--ledger", str(ledger), "--latency", str(latency)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            address = (await process.stdout.readline()).decode().strip()
        if not address:
            raise RuntimeError("The charging provider did not start.")
        yield ChargingProcess(address)
    finally:
        process.stdin.close()
        await process.wait()
