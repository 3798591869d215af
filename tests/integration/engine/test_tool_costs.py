"""What called runs cost counts for the run that calls them, however late it shows."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import ClassVar

import pytest
from pydantic import SecretStr

from harness.bench import OpenStudio
from harness.documents import Json, document, node, wire
from limner.models.image_request import ImageRequest
from limner.providers.contract import CallLog, ProviderAnswer
from limner.providers.openai import OpenAISettings
from limner.studio import Studio
from limner.testing.emulators.base import running
from limner.testing.emulators.openai import OpenAIEmulator
from limner.testing.emulators.tool_calls import Call
from limner.testing.fake import FakeProvider
from limner.testing.ledger import Ledger
from limner.testing.studio import make_studio
from limner.workflows.document import parse_document

TURNS = 1
"""Credits: the emulated model's turns together cost less than one, which counts as one."""

IMAGE = 5


class Painter(FakeProvider):
    """Is asked, and answers when it is let; what it was asked it must not be asked again."""

    resend_is_safe: ClassVar[bool] = False

    def __init__(self) -> None:
        self.may_answer = asyncio.Event()
        super().__init__(micro_usd=IMAGE * 1_000, gate=self.may_answer)
        self.answered = 0

    async def generate(self, request: ImageRequest, log: CallLog) -> ProviderAnswer:
        answer = await super().generate(request, log)
        self.answered += 1
        return answer


@pytest.fixture
def painter() -> Painter:
    return Painter()


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[OpenAIEmulator]:
    with Ledger(tmp_path / "charges") as ledger:
        yield OpenAIEmulator(ledger)


@pytest.fixture
async def section(emulator: OpenAIEmulator) -> AsyncIterator[OpenAISettings]:
    async with running(emulator) as address:
        yield OpenAISettings(key=SecretStr("a-key"), address=f"{address}/v1")


def poster(*more: Json) -> Json:
    made = document(
        [
            node("request", "request_input", fields=[{"name": "motif", "required": True}]),
            node("image", "image", model="fake", prompt="{{ trigger.output.motif }}"),
            node("response", "response_output"),
            *more,
        ],
        [wire("image.image-out", "response.picture")],
    )
    return made | {"name": "Make a poster"}


async def calling(studio: Studio, emulator: OpenAIEmulator, tool: Json) -> str:
    """A run whose assistant has a workflow run."""
    kept = await studio.library.create(tool)
    emulator.call(Call("make_a_poster", {"motif": "a fox"}))
    agent = node("agent", "assistant", model="gpt-6-luna", prompt="a fox", tools=[kept.id])
    run = await studio.starter.run(parse_document(document([agent])), {})
    return run.id


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not is_so():
            await asyncio.sleep(0)


async def costs_in_the_end(studio: Studio, run_id: str, credits: int) -> None:
    async with asyncio.timeout(60):
        while (await studio.runs.run(run_id))["cost"] != credits:
            await asyncio.sleep(0.01)


async def test_an_answer_that_comes_after_the_run_was_stopped_is_paid_by_who_called_it(
    open_studio: OpenStudio, section: OpenAISettings, emulator: OpenAIEmulator, painter: Painter
) -> None:
    studio = await open_studio(providers=[painter], sections=(section,))
    run_id = await calling(studio, emulator, poster())
    await until(lambda: bool(painter.requests))
    painter.may_answer.set()
    await until(lambda: painter.answered == 1)
    await studio.engine.cancel(run_id)
    await costs_in_the_end(studio, run_id, TURNS + IMAGE)


async def test_what_a_paused_run_had_cost_before_it_was_stopped_is_paid_too(
    open_studio: OpenStudio, section: OpenAISettings, emulator: OpenAIEmulator, painter: Painter
) -> None:
    studio = await open_studio(providers=[painter], sections=(section,))
    second = node("second", "image", model="fake", prompt="{{ image.output.model }}")
    run_id = await calling(studio, emulator, poster(second))
    await until(lambda: bool(painter.requests))
    await studio.engine.pause(run_id)
    painter.may_answer.set()
    assert await studio.engine.wait(run_id, 60)
    await studio.engine.cancel(run_id)
    await costs_in_the_end(studio, run_id, TURNS + IMAGE)


async def test_what_a_crash_kept_from_who_called_is_made_up_for(
    tmp_path: Path, section: OpenAISettings, emulator: OpenAIEmulator, painter: Painter
) -> None:
    painter.may_answer.set()
    async with make_studio(tmp_path / "home", providers=[painter], sections=(section,)) as studio:
        run_id = await calling(studio, emulator, poster())
        await studio.engine.ended(run_id)
        await costs_in_the_end(studio, run_id, TURNS + IMAGE)
    # As it stands where the server died after the called run had told what it cost.
    with sqlite3.connect(tmp_path / "home" / "limner.db") as database:
        database.execute("UPDATE calls SET cost = 0 WHERE provider = 'workflow'")
        database.execute("UPDATE runs SET cost = 7 WHERE id = ?", (run_id,))
    async with make_studio(tmp_path / "home", providers=[painter], sections=(section,)) as studio:
        assert (await studio.runs.run(run_id))["cost"] == 1
        await studio.engine.recover()
        assert (await studio.runs.run(run_id))["cost"] == TURNS + IMAGE
