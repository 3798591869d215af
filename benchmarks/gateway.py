"""The images API as a gateway: what it adds to a call, and how many calls it takes.

1 MB images, a provider that answers after 50 ms, 1, 32 and 128 calls at a time. The floor is the
same call without Limner in between; the peer is the proxy of LiteLLM, which is put into an
environment of its own for as long as the benchmark runs, where that can be done.

The peer hands an image on unseen. Limner checks it, packs it anew and has it on the disk and in the
journal before it answers: that is most of what it adds, and no cheaper for being asked by many.
Every answered image is a new one, so that none is spared the disk.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from _report import Measure, report

CALLS = {1: 24, 32: 128, 128: 128}
"""How many calls are made with so many at a time."""

MODEL = "gpt-image-2"
PEER = "litellm[proxy]==1.108.7"
PEER_SETTINGS = """
model_list:
  - model_name: {model}
    litellm_params: {{model: openai/{model}, api_base: "{provider}/v1", api_key: any}}
"""
PATIENCE = 120.0
HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Load:
    """What came of many calls: half of them took at most ``median``, seconds."""

    median: float
    seconds_an_image: float


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def process(*command: object, **environment: str) -> Iterator[None]:
    """A process with its children, ended with the block."""
    started = subprocess.Popen(
        list(map(str, command)),
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        os.killpg(started.pid, signal.SIGTERM)
        started.wait()


def first_answer(url: str) -> bytes:
    """What an address answers as soon as it answers at all."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                body: bytes = answer.read()
                return body
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            if time.monotonic() > deadline:
                raise SystemExit(f"Nothing answers at {url}.") from None
            time.sleep(0.2)


async def load(url: str, at_once: int, calls: int) -> Load:
    """Ask for images, so many at a time, each read to its end."""
    took: list[float] = []
    body = {"model": MODEL, "prompt": "a fox", "size": "1024x1024"}
    waiting = iter(range(calls))

    async def ask(session: aiohttp.ClientSession) -> None:
        for _ in waiting:
            began = time.perf_counter()
            async with session.post(f"{url}/v1/images/generations", json=body) as answer:
                given = await answer.read()
            took.append(time.perf_counter() - began)
            if answer.status != 200:
                raise SystemExit(f"{url} answered {answer.status}: {given[:300]!r}")

    headers = {"Authorization": "Bearer any"}
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(headers=headers, connector=connector) as session:
        began = time.perf_counter()
        await asyncio.gather(*(ask(session) for _ in range(at_once)))
        return Load(statistics.median(took), (time.perf_counter() - began) / calls)


def loads(url: str) -> dict[int, Load]:
    asyncio.run(load(url, 1, 3))
    return {at_once: asyncio.run(load(url, at_once, CALLS[at_once])) for at_once in CALLS}


@contextmanager
def provider() -> Iterator[str]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with process(sys.executable, HERE / "_photos.py", port, max(CALLS.values())):
        print(f"Images of {int(first_answer(f'{url}/size')) / 1e6:.2f} MB.", flush=True)
        yield url


def loads_of_limner(provider: str) -> dict[int, Load]:
    """Measured with a data directory of its own for each number of calls at a time."""
    found = {}
    limner = Path(sys.executable).with_name("limner")
    for at_once, calls in CALLS.items():
        with tempfile.TemporaryDirectory() as home:
            port = free_port()
            url = f"http://127.0.0.1:{port}"
            settings = {
                "LIMNER_HOME": home,
                "LIMNER_PORT": str(port),
                "OPENAI_BASE_URL": f"{provider}/v1",
                "OPENAI_API_KEY": "any",
                "LIMNER_OPENAI_MAX_CONCURRENT": str(max(CALLS)),
            }
            with process(limner, "serve", **settings):
                first_answer(f"{url}/api/health")
                asyncio.run(load(url, 1, 3))
                found[at_once] = asyncio.run(load(url, at_once, calls))
    return found


def loads_of_peer(provider: str) -> dict[int, Load] | None:
    """None where the peer cannot be had."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        python = folder / "bin" / "python"
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        install = [python, "-m", "pip", "install", "--quiet", PEER]
        if subprocess.run(install, check=False, stderr=subprocess.DEVNULL).returncode:
            return None
        settings = folder / "settings.yaml"
        settings.write_text(PEER_SETTINGS.format(model=MODEL, provider=provider))
        port = free_port()
        # It refuses to start without a key of its own, which no other machine could use here.
        unlocked = {"LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY": "true"}
        peer = [folder / "bin" / "litellm", "--config", settings, "--port", port]
        with process(*peer, "--host", "127.0.0.1", **unlocked):
            first_answer(f"http://127.0.0.1:{port}/health/liveliness")
            return loads(f"http://127.0.0.1:{port}")


def measures(
    limner: Mapping[int, Load], other: Mapping[int, Load], direct: Mapping[int, Load], *, peer: bool
) -> list[Measure]:
    """Added latency and time an image beside the peer's, or beside the call itself."""
    found = []
    for at_once in CALLS:
        added = limner[at_once].median - direct[at_once].median
        beside = other[at_once].median - (direct[at_once].median if peer else 0)
        each = limner[at_once].seconds_an_image, other[at_once].seconds_an_image
        found.append(
            Measure(f"added to a call, {at_once} at once", added * 1e3, beside * 1e3, "ms")
        )
        found.append(Measure(f"an image, {at_once} at once", each[0] * 1e3, each[1] * 1e3, "ms"))
    return found


def main() -> None:
    with ExitStack() as stack:
        address = stack.enter_context(provider())
        direct = loads(address)
        limner = loads_of_limner(address)
        peer = loads_of_peer(address)
    report("The gateway, and the call itself", measures(limner, direct, direct, peer=False))
    if peer is None:
        print(f"\n{PEER} could not be installed: measured without it.")
    else:
        report("The gateway, and LiteLLM's proxy", measures(limner, peer, direct, peer=True))


main()
