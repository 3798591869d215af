"""The emulators as one process, found by their folder and controlled from outside."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, get_args

import aiohttp
import msgspec
import pytest

from limner.testing.emulators import emulator_types
from limner.testing.emulators.base import Emulator, running
from limner.testing.emulators.faults import REFUSALS, Fault
from limner.testing.emulators.process import EmulatorProcess, emulator_process
from limner.testing.ledger import Ledger

KINDS = {kind.name: kind for kind in emulator_types()}
EACH = pytest.mark.parametrize("name", KINDS)
NAME = "openai"
ORDER = {"model": "gpt-image-2", "prompt": "a fox", "n": 2}


@pytest.fixture
async def process(tmp_path: Path) -> AsyncIterator[EmulatorProcess]:
    async with emulator_process(tmp_path / "charges") as started:
        yield started


async def order(process: EmulatorProcess) -> int:
    """Order two images and give the status of the answer."""
    headers = {"Authorization": "Bearer a-key"}
    url = f"{process.urls[NAME]}/v1/images/generations"
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, json=ORDER, headers=headers) as answer,
    ):
        return answer.status


def test_each_is_found_under_its_own_name() -> None:
    assert KINDS
    for name, kind in KINDS.items():
        assert kind.__module__.startswith(f"limner.testing.emulators.{name}")


async def test_all_of_them_run_and_say_how_to_be_reached(process: EmulatorProcess) -> None:
    assert process.urls.keys() == KINDS.keys()
    values = "\n".join(process.environment().values())
    assert all(url.partition("://")[2] in values for url in process.urls.values())


TEXTS = {
    "anthropic": ("/v1/messages", {"max_tokens": {}}),
    "ollama": ("/v1/chat/completions", {"max_tokens": {}}),
    "openai": ("/v1/chat/completions", {"max_completion_tokens": [1]}),
    "google": ("/v1beta/models/gemini-3.8-flash:generateContent", {"contents": {}}),
}
HEADERS = {
    "Authorization": "Bearer a-key",
    "x-goog-api-key": "a-key",
    "anthropic-version": "2023-06-01",
    "Content-Type": "application/json",
}


@pytest.mark.parametrize("name", TEXTS)
async def test_what_is_of_the_wrong_type_is_refused_and_costs_nothing(
    process: EmulatorProcess, name: str
) -> None:
    path, wrong = TEXTS[name]
    body = {"model": "m", "messages": [{"role": "user", "content": "a fox"}]} | wrong
    url = process.urls[name] + path
    async with aiohttp.ClientSession(headers=HEADERS) as session:
        for sent in (msgspec.json.encode(body), b'{"model": "\xed"}', b"["):
            async with session.post(url, data=sent) as answer:
                assert answer.status == 400
    assert (await process.counts(name)).charges == 0


async def test_each_counts_for_itself(process: EmulatorProcess) -> None:
    assert await order(process) == 200
    counts = await process.charged(NAME, 1)
    assert (counts.requests, counts.answers, counts.charges, counts.images) == (1, 1, 1, 2)
    for other in KINDS.keys() - {NAME}:
        assert (await process.counts(other)).requests == 0


async def test_faults_are_met_once_each_and_then_no_more(process: EmulatorProcess) -> None:
    await process.fault(NAME, "unavailable", times=2)
    assert [await order(process) for _ in range(3)] == [503, 503, 200]
    assert (await process.counts(NAME)).charges == 1


async def test_a_fault_it_cannot_have_is_refused(process: EmulatorProcess) -> None:
    with pytest.raises(ValueError, match="job_vanishes"):
        await process.fault(NAME, "job_vanishes")


async def test_charges_outlive_the_process(tmp_path: Path) -> None:
    for expected in (1, 2):
        async with emulator_process(tmp_path / "charges") as process:
            assert await order(process) == 200
            counts = await process.counts(NAME)
            assert (counts.requests, counts.charges) == (1, expected)


@EACH
def test_every_refusal_it_can_have_is_an_error_of_the_vendors(name: str, tmp_path: Path) -> None:
    with Ledger(tmp_path / "charges") as ledger:
        emulator = KINDS[name](ledger)
        for fault in REFUSALS & emulator.faults:
            answer = emulator.refusal(fault)
            assert answer.body, fault


@EACH
async def test_control_takes_only_what_it_knows(name: str, tmp_path: Path) -> None:
    with Ledger(tmp_path / "charges") as ledger:
        emulator: Emulator = KINDS[name](ledger)
        async with running(emulator) as address:
            assert await control(address, {"fault": "no such fault"}) == 422
            assert await control(address, {"times": 1}) == 422
            for fault in get_args(Fault):
                expected = 204 if fault in emulator.faults else 422
                assert await control(address, {"fault": fault}) == expected


async def control(address: str, body: dict[str, Any]) -> int:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{address}/_emulator/faults", json=body) as answer,
    ):
        return answer.status
