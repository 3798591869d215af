"""A Limner process that kills itself with SIGKILL at a chosen commit or request.

It opens the data directory, goes on with what it finds there or starts the one run, confirms the
prompts that wait for it, waits for the end and writes down what was kept. ``harness.killing``
starts it again after each death.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import msgspec
from sqlalchemy import Connection, Table, event, func, select
from sqlalchemy.engine import Engine as SyncEngine

from limner.engine.call_numbers import EFFECT_CALL, PROMPT_CALL
from limner.providers import configured_providers
from limner.providers.contract import Provider
from limner.services.contract import Effect
from limner.settings import Section, Settings
from limner.storage.database import open_database
from limner.storage.tables import assets, calls, runs
from limner.studio import Studio
from limner.testing.fake import FakeProvider
from limner.testing.studio import make_studio
from limner.workflows.document import parse_document

_PATIENCE_SECONDS = 60
_AT_ONCE = 2
"""Requests side by side: some are under way while others end or have not begun."""

P = ParamSpec("P")
R = TypeVar("R")
Asking = Callable[P, Coroutine[Any, Any, R]]
Kill = tuple[str, int]
NEVER: Kill = ("never", 0)


@dataclass(frozen=True, slots=True)
class Life:
    """What each life of a process works on; ``providers`` is called inside the process.

    ``sections`` set up writers of texts and services, inside the process, ``settings`` the rest.
    ``prompts`` are confirmed by node, where the run waits for it.
    """

    home: Path
    providers: Callable[[], Sequence[Provider]]
    document: dict[str, Any]
    sections: tuple[Callable[[], Section], ...] = ()
    prompts: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)


def providers_in(home: Path, environment: Mapping[str, str], name: str) -> list[Provider]:
    """The provider of a name, as an environment sets it up; the process takes it on."""
    os.environ.update(environment)
    return [found for found in configured_providers(Settings(home=home)) if found.name == name]


def pretending() -> list[Provider]:
    """The provider that only pretends."""
    return [FakeProvider()]


def report_path(home: Path) -> Path:
    """Where a process that was not killed says what it kept."""
    return home / "report.json"


def live(life: Life, kill: Kill) -> None:
    """One life of the process; ``kill`` says where it ends.

    That is `before` or `after` a request for an image, `before text` or `after text`, `before
    effect` or `after effect` for what is done outside, or at a `commit`, each with its number.
    """
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


def _dying(ask: Asking[P, R], when: str, number: int) -> Asking[P, R]:
    """The same question, whose asker dies before or after the one of that number."""
    counter = itertools.count(1)

    async def asking(*asked: P.args, **named: P.kwargs) -> R:
        mine = next(counter) == number
        if mine and when == "before":
            _die()
        answer = await ask(*asked, **named)
        if mine and when == "after":
            _die()
        return answer

    return asking


def _die_around_a_request(studio: Studio, kind: str, number: int) -> None:
    when, _, what = kind.partition(" ")
    if what == "effect":
        for each in _kinds_of_effects():
            each.perform = _dying(each.perform, when, number)  # type: ignore[method-assign]
    elif what == "text":
        for writer in studio.gateways.writers:
            writer.write = _dying(writer.write, when, number)  # type: ignore[method-assign]
    else:
        for provider in studio.gateways:
            provider.generate = _dying(provider.generate, when, number)  # type: ignore[method-assign]


def _kinds_of_effects(kind: type[Effect[Any]] = Effect) -> Iterator[type[Effect[Any]]]:
    for each in kind.__subclasses__():
        yield each
        yield from _kinds_of_effects(each)


async def _live(life: Life, kind: str, number: int) -> None:
    providers = list(life.providers())
    for provider in providers:
        provider.max_concurrent = _AT_ONCE
    if kind == "commit":
        _die_at_commit(number)
    sections = tuple(section() for section in life.sections)
    async with make_studio(
        life.home, providers=providers, sections=sections, **life.settings
    ) as studio:
        if kind.startswith(("before", "after")):
            _die_around_a_request(studio, kind, number)
        if await studio.engine.recover() == 0 and not await _runs(studio):
            await studio.starter.run(parse_document(life.document), {}, workflow_id="wf_crash")
        for run in await _runs(studio):
            await _ended(studio, life, run["id"])
        # A run may have begun others.
        ended = [await _ended(studio, life, run["id"]) for run in await _runs(studio)]
    async with open_database(f"sqlite:///{life.home / 'limner.db'}") as database:
        report = await database.read(_books)
    report_path(life.home).write_bytes(msgspec.json.encode(report | {"runs": ended}))


async def _runs(studio: Studio) -> list[dict[str, Any]]:
    return await studio.runs.runs(workflow_id=None, status=None, before=None, limit=10)


async def _ended(studio: Studio, life: Life, run_id: str) -> dict[str, Any]:
    """A run when it has ended, confirmed on the way."""
    await studio.engine.wait(run_id, _PATIENCE_SECONDS)
    if (await studio.runs.run(run_id))["status"] == "paused":
        await studio.engine.confirm(run_id, life.prompts)
        await studio.engine.wait(run_id, _PATIENCE_SECONDS)
    return await studio.runs.run(run_id)


def _books(connection: Connection) -> dict[str, Any]:
    """What the tables say was bought, and how many runs have not ended."""

    def count(table: Table, *where: Any) -> int:
        return connection.scalar(select(func.count()).select_from(table).where(*where)) or 0

    text = calls.c.number.between(PROMPT_CALL, EFFECT_CALL - 1)
    unknown = calls.c.state == "unknown"
    return {
        "kept": count(assets),
        "unknown": count(calls, unknown, ~text),
        "texts": count(calls, calls.c.state == "done", text),
        "unknown_texts": count(calls, unknown, text),
        "open": count(runs, runs.c.ended_at.is_(None)),
    }
