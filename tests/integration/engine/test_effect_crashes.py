"""`kill -9` around every step of a request to an outside address."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from harness.crashing import Life
from harness.documents import document, node
from harness.killing import inherit_orphans, killed_around_effects
from harness.odd_servers import OddServer, odd_server


@pytest.fixture
async def server() -> AsyncIterator[OddServer]:
    async with odd_server({"/a": "ok"}) as server:
        yield server


@pytest.fixture(autouse=True)
def orphans() -> None:
    inherit_orphans()


def life(home: Path, server: OddServer, method: str) -> Life:
    call = node("call", "http_request", method=method, url=f"{server.address}/a", retries=0)
    after = node("after", "text", text="{{ call.output.body }}")
    settings = {"allow_private_hosts": ("127.0.0.1",)}
    return Life(home, list, document([call, after]), settings=settings)


async def test_what_is_not_repeatable_is_sent_once_or_asked_about(
    tmp_path: Path, server: OddServer
) -> None:
    outcomes: set[tuple[int, str]] = set()
    async for kill, report in killed_around_effects(life(tmp_path, server, "POST"), 1):
        [run] = report["runs"]
        error = run["nodes"]["call"]["error"]
        sent = len(server.received)
        server.received.clear()
        outcome = "succeeded" if error is None else error["code"]
        assert outcome in ("succeeded", "unknown_outcome"), (kill, error)
        assert sent == 1 or (sent == 0 and outcome == "unknown_outcome"), (kill, sent, outcome)
        outcomes.add((sent, outcome))
    assert {(1, "succeeded"), (1, "unknown_outcome"), (0, "unknown_outcome")} == outcomes


async def test_what_is_repeatable_is_repeated(tmp_path: Path, server: OddServer) -> None:
    times: set[int] = set()
    async for kill, report in killed_around_effects(life(tmp_path, server, "PUT"), 1):
        [run] = report["runs"]
        assert run["status"] == "succeeded", (kill, run["error"])
        assert run["nodes"]["after"]["output"]["text"] == "ok"
        times.add(len(server.received))
        server.received.clear()
    assert times == {1, 2}
