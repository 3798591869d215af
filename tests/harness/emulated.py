"""The emulators of all providers as a process, for tests that have no event loop."""

import asyncio
import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

from limner.testing.emulators.base import Emulator, running
from limner.testing.emulators.faults import Fault
from limner.testing.emulators.process import EmulatorProcess


class Emulators:
    """Running emulators, until they are closed. An order takes ``latency`` seconds."""

    def __init__(self, ledger: Path, *, latency: float = 0.0) -> None:
        command = [sys.executable, "-m", "limner.testing.emulators", "--ledger", str(ledger)]
        self._process = subprocess.Popen(
            [*command, "--latency", str(latency), "--follow-stdin"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._process.stdout is not None
        self._urls: dict[str, str] = json.loads(self._process.stdout.readline())

    def environment(self) -> dict[str, str]:
        """The variables that point Limner at them."""
        return EmulatorProcess(self._urls).environment()

    def fault(self, name: str, fault: Fault, times: int = 1) -> None:
        """Let the next paid orders of one of them meet a fault."""
        self._ask(name, "faults", {"fault": fault, "times": times})

    def charges(self, name: str) -> int:
        """How many orders one of them has charged."""
        counts = json.loads(self._ask(name, "ledger"))
        assert isinstance(counts["charges"], int)
        return counts["charges"]

    def close(self) -> None:
        """End the process."""
        self._process.communicate()

    def _ask(self, name: str, what: str, order: Any = None) -> bytes:
        body = None if order is None else json.dumps(order).encode()
        request = urllib.request.Request(f"{self._urls[name]}/_emulator/{what}", data=body)
        with urllib.request.urlopen(request, timeout=30) as answer:
            told: bytes = answer.read()
            return told


@contextmanager
def in_background(emulator: Emulator) -> Iterator[str]:
    """One emulator on a loop of its own, for what the process does not let choose; its address."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    serving = running(emulator)
    try:
        yield asyncio.run_coroutine_threadsafe(serving.__aenter__(), loop).result(30)
    finally:
        asyncio.run_coroutine_threadsafe(serving.__aexit__(None, None, None), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
