"""A Limner process that kills itself with SIGKILL at a chosen commit or request.

It opens the data directory, goes on with what it finds there or starts the one run, waits for
the end and writes down what was kept. The test starts it again after each death.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import event, func, select
from sqlalchemy.engine import Engine as SyncEngine

from harness.documents import list_to_image
from limner.models.image_request import ImageRequest
from limner.providers.contract import CallLog, ProviderAnswer
from limner.storage.database import open_database
from limner.storage.tables import assets, calls, runs
from limner.testing.charging import ChargingProvider, charging_providers
from limner.testing.studio import make_studio
from limner.workflows.document import parse_document

ITEMS = ["red", "green", "blue", "grey"]


def report_path(home: Path) -> Path:
    """Where a process that was not killed says what it kept."""
    return home / "report.json"


def live(home: Path, address: str, model: str, kind: str, number: int) -> None:
    """One life of the process; ``kind`` and ``number`` say where it ends."""
    asyncio.run(_live(home, address, model, kind, number))


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _die_at_commit(number: int) -> None:
    """Die when the commit of that number is about to happen."""
    counter = itertools.count(1)

    def before_commit(_connection: Any) -> None:
        if next(counter) == number:
            _die()

    event.listen(SyncEngine, "commit", before_commit)


def _dying(provider: ChargingProvider, number: int, when: str) -> ChargingProvider:
    """The provider, whose user dies before or after the request of that number."""
    counter = itertools.count(1)
    send = provider.generate

    async def generate(request: ImageRequest, log: CallLog) -> ProviderAnswer:
        mine = next(counter) == number
        if mine and when == "before":
            _die()
        answer = await send(request, log)
        if mine and when == "after":
            _die()
        return answer

    provider.generate = generate  # type: ignore[method-assign]
    return provider


async def _live(home: Path, address: str, model: str, kind: str, number: int) -> None:
    providers = charging_providers(address, max_concurrent=2)
    if kind == "commit":
        _die_at_commit(number)
    elif kind in ("before", "after"):
        providers = [_dying(provider, number, kind) for provider in providers]
    async with make_studio(home, providers=providers) as studio:
        document = list_to_image(ITEMS, model=model, size="16x16")
        if await studio.engine.recover() == 0 and not await studio.runs.runs(
            workflow_id=None, status=None, before=None, limit=1
        ):
            await studio.starter.run(parse_document(document), {}, workflow_id="wf_crash")
        listed = await studio.runs.runs(workflow_id=None, status=None, before=None, limit=10)
        for run in listed:
            await studio.engine.wait(run["id"], 60)
        ended = [await studio.runs.run(run["id"]) for run in listed]
    async with open_database(f"sqlite:///{home / 'limner.db'}") as database:
        kept = await database.read(lambda c: c.scalar(select(func.count()).select_from(assets)))
        unknown = await database.read(
            lambda c: c.scalar(
                select(func.count()).select_from(calls).where(calls.c.state == "unknown")
            )
        )
        open_runs = await database.read(
            lambda c: c.scalar(
                select(func.count()).select_from(runs).where(runs.c.ended_at.is_(None))
            )
        )
    report = {"kept": kept, "unknown": unknown, "open": open_runs, "runs": ended}
    report_path(home).write_bytes(msgspec.json.encode(report))
