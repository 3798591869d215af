"""Starts the charging provider as a process, and asks it what it charged."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from limner.testing.child import child_server
from limner.testing.control import Control, Counts

__all__ = ["ChargingProcess", "Counts", "charging_process"]


class ChargingProcess(Control):
    """A running charging provider."""


@asynccontextmanager
async def charging_process(ledger: Path, *, latency: float = 0.0) -> AsyncIterator[ChargingProcess]:
    """Run the charging provider over a file of charges until the block ends.

    It also ends when this process does, however that comes about.
    """
    module = "limner.testing.charging_provider"
    async with child_server(module, "--ledger", str(ledger), "--latency", str(latency)) as address:
        yield ChargingProcess(address)
