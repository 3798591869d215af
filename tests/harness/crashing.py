"""A Limner process that kills itself with SIGKILL at a chosen commit or request.

It opens the data directory, goes on with what it finds there or starts the one run, waits for
the end and writes down what was kept. ``harness.killing`` starts it again after each death.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import event, func, select
from sqlalchemy.engine import Engine as SyncEngine

from limner.models.image_request import ImageRequest
from limner.providers import configured_providers
from limner.providers.contract import CallLog, Provider, ProviderAnswer
from limner.settings import Settings
from limner.storage.database import open_database
from limner.storage.tables import assets, calls, runs
from limner.testing.studio import make_studio
from limner.workflows.document import parse_document

_PATIENCE_SECONDS = 60
_AT_ONCE = 2
"""Requests side by side: some are under way while others end or have not begun."""

Kill = tuple[str, int]
NEVER: Kill = ("never", 0)


@dataclass(frozen=True, slots=True)
class Life:
    """What each life of a process works on; ``providers`` is called inside the process."""

    home: Path
    providers: Callable[[], Sequence[Provider]]
    document: dict[str, Any]


def providers_in(home: Path, environment: Mapping[str, str], name: str) -> list[Provider]:
    """The provider of a name, as an environment sets it up; the process takes it on."""
    os.environ.update(environment)
    return [found for found in configured_providers(Settings(home=home)) if found.name == name]


def report_path(home: Path) -> Path:
    """Where a process that was not killed says what it kept."""
    return home / "report.json"


def live(life: Life, kill: Kill) -> None:
    """One life of the process; ``kill`` says where it ends: around a request, at a commit."""
    asyncio.run(_live(life, *kill))


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _die_at_commit(number: int) -> None:
    """Die when the commit of that number is about to happen."""
    counter = itertools.count(1)

    def before_commit(_connection: Any) -> None:
        if next(counter) == number:
            _die()

    event.listen(SyncEngine, "commit", before_commit)


def _dying(provider: Provider, number: int, when: str) -> Provider:
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


async def _live(life: Life, kind: str, number: int) -> None:
    providers = list(life.providers())
    for provider in providers:
        provider.max_concurrent = _AT_ONCE
    if kind == "commit":
        _die_at_commit(number)
    elif kind in ("before", "after"):
        providers = [_dying(provider, number, kind) for provider in providers]
    async with make_studio(life.home, providers=providers) as studio:
        if await studio.engine.recover() == 0 and not await studio.runs.runs(
            workflow_id=None, status=None, before=None, limit=1
        ):
            await studio.starter.run(parse_document(life.document), {}, workflow_id="wf_crash")
        listed = await studio.runs.runs(workflow_id=None, status=None, before=None, limit=10)
        for run in listed:
            await studio.engine.wait(run["id"], _PATIENCE_SECONDS)
        ended = [await studio.runs.run(run["id"]) for run in listed]
    async with open_database(f"sqlite:///{life.home / 'limner.db'}") as database:
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
    report_path(life.home).write_bytes(msgspec.json.encode(report))
