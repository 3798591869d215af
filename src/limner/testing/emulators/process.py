"""Runs the emulators of all providers as one process, and controls them from outside.

    python -m limner.testing.emulators --ledger FOLDER [--latency SECONDS] [--port PORT]
                                       [--contracts FOLDER] [--follow-stdin]

Prints a line of JSON, from each emulator's name to its address, once all of them answer.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from limner.testing.child import child_server
from limner.testing.control import Control, Counts
from limner.testing.emulators import emulator_types
from limner.testing.emulators.faults import Fault
from limner.testing.ledger import Ledger
from limner.testing.loopback import site, until_stopped


@dataclass(frozen=True, slots=True)
class EmulatorProcess:
    """The running emulators, each by its name."""

    urls: Mapping[str, str]

    def environment(self) -> dict[str, str]:
        """The variables that point Limner at every one of them."""
        return {
            name: value
            for kind in emulator_types()
            for name, value in kind.environment(self.urls[kind.name]).items()
        }

    async def counts(self, name: str) -> Counts:
        return await self._control(name).counts()

    async def fault(self, name: str, fault: Fault, times: int = 1) -> None:
        """Let the next paid orders meet a fault. Raises ValueError for one the API cannot have."""
        await self._control(name).fault(fault, times)

    async def charged(self, name: str, least: int) -> Counts:
        """Wait until so many orders were charged. Raises TimeoutError after half a minute."""
        return await self._control(name).charged(least)

    def _control(self, name: str) -> Control:
        return Control(f"{self.urls[name]}/_emulator")


@asynccontextmanager
async def emulator_process(
    ledger: Path, *, latency: float = 0.0, contracts: Path | None = None
) -> AsyncIterator[EmulatorProcess]:
    """Run all emulators, each over a file of charges in a folder, until the block ends.

    They also end when this process does, however that comes about.
    """
    held = ("--contracts", str(contracts)) if contracts is not None else ()
    async with child_server(
        f"{__package__}", "--ledger", str(ledger), "--latency", str(latency), *held
    ) as line:
        yield EmulatorProcess(json.loads(line))


@asynccontextmanager
async def emulators_here(
    ledger: Path, *, port: int = 0, latency: float = 0.0, contracts: Path | None = None
) -> AsyncIterator[dict[str, str]]:
    """Serve all emulators from this process; gives their addresses by name.

    They listen on ports from ``port`` on, in the order of their names; with 0 on any free
    ones. Raises OSError where one is taken.
    """
    ledger.mkdir(parents=True, exist_ok=True)
    async with AsyncExitStack() as stack:
        urls = {}
        for number, kind in enumerate(emulator_types()):
            charges = stack.enter_context(Ledger(ledger / kind.name))
            emulator = kind(charges, latency=latency, contracts=contracts)
            chosen = port and port + number
            urls[kind.name] = await stack.enter_async_context(site(emulator.app(), chosen))
        yield urls


async def _serve(given: argparse.Namespace) -> None:
    async with emulators_here(
        given.ledger, port=given.port, latency=given.latency, contracts=given.contracts
    ) as urls:
        print(json.dumps(urls), flush=True)
        await until_stopped(follow_stdin=given.follow_stdin)


def main() -> None:
    parser = argparse.ArgumentParser(description="The emulators of all providers.")
    parser.add_argument("--ledger", type=Path, required=True, help="a folder for the charges")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds an order takes")
    parser.add_argument("--port", type=int, default=0, help="the first port; 0: any free ones")
    parser.add_argument("--contracts", type=Path, help="a folder with the vendors' schemas")
    parser.add_argument("--follow-stdin", action="store_true", help="stop when standard input ends")
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(parser.parse_args()))
