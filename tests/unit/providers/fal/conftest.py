"""fal's emulator and the provider that asks it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from harness.contracts import published_contracts
from harness.fal import fal_at
from limner.providers.fal import FalProvider
from limner.testing.emulators.base import running
from limner.testing.emulators.fal import FalEmulator
from limner.testing.ledger import Ledger


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
    async with fal_at(address) as provider:
        yield provider
