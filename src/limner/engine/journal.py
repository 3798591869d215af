"""The durable record of runs: many changes, few commits, nothing told before it is kept."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import logging
import time
from collections import defaultdict
from functools import partial
from typing import Any

import msgspec

from limner.engine.events import Event, Events
from limner.errors import NoLongerDriving, StorageError
from limner.storage.database import Database
from limner.storage.queries.assets import AssetRow, asset_columns
from limner.storage.queries.runs import (
    CallRow,
    EventPage,
    ExecutionRow,
    JournalBatch,
    RunRow,
    write_batch,
)
from limner.values import sha256

_log = logging.getLogger(__name__)
_WAIT_AFTER_FAULT_SECONDS = 1.0
_LONGEST_LINGER_SECONDS = 0.002
_SECONDS_TO_CLOSE = 10.0


class _Pending:
    """What waits for the next commit: the newest state of each row."""

    def __init__(self) -> None:
        self.runs: dict[str, RunRow] = {}
        self.executions: dict[tuple[str, str, int], ExecutionRow] = {}
        self.calls: dict[tuple[str, str, int, int, int], CallRow] = {}
        self.assets: list[dict[str, Any]] = []
        self.documents: dict[str, str] = {}
        self.events: dict[tuple[str, str | None], list[Event]] = defaultdict(list)
        self.waiters: list[asyncio.Future[None]] = []

    def absorb_older(self, older: _Pending) -> None:
        """Put back what could not be written, under what was recorded since."""
        self.runs = older.runs | self.runs
        self.executions = older.executions | self.executions
        self.calls = older.calls | self.calls
        self.assets = older.assets + self.assets
        self.documents = older.documents | self.documents
        for place, later in self.events.items():
            older.events[place].extend(later)
        self.events = older.events
        self.waiters = older.waiters + self.waiters

    def as_batch(self) -> JournalBatch:
        return JournalBatch(
            runs=list(self.runs.values()),
            executions=list(self.executions.values()),
            calls=list(self.calls.values()),
            assets=self.assets,
            events=[_page(run_id, events) for (run_id, _), events in self.events.items()],
            documents=[{"digest": digest, "body": body} for digest, body in self.documents.items()],
        )


class Journal:
    """Records changes of runs and commits them in groups.

    Recording never waits. ``flush`` returns once everything recorded before it is
    durable; while the database refuses, it waits, and ``fault`` says why. Once another
    process drives the database, nothing more is written, and ``flush`` raises.
    """

    def __init__(self, database: Database, events: Events) -> None:
        self._database = database
        self._events = events
        self._pending = _Pending()
        self._recorded = 0
        self._wake = asyncio.Event()
        self._writer: asyncio.Task[None] | None = None
        self.fault: StorageError | None = None

    def start(self) -> None:
        self._writer = asyncio.create_task(self._write_groups(), name="journal")

    async def close(self) -> None:
        """Write what is recorded, unless the database refuses, and stop."""
        if self._writer is None:
            return
        if self.fault is None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.flush(), _SECONDS_TO_CLOSE)
        self._writer.cancel()
        await asyncio.gather(self._writer, return_exceptions=True)

    def record_document(self, body: bytes) -> str:
        """Record a document or a plan; returns its digest."""
        digest = sha256(body)
        self._pending.documents[digest] = body.decode()
        self._note()
        return digest

    def record_run(self, row: RunRow) -> None:
        self._pending.runs[row.id] = copy.copy(row)
        self._note()

    def record_execution(self, row: ExecutionRow) -> None:
        self._pending.executions[row.run_id, row.node_id, row.item] = copy.copy(row)
        self._note()

    def record_call(self, row: CallRow) -> None:
        place = (row.run_id, row.node_id, row.item, row.number, row.attempt)
        self._pending.calls[place] = copy.copy(row)
        self._note()

    def record_asset(self, row: AssetRow) -> None:
        self._pending.assets.append(asset_columns(row))
        self._note()

    def record_event(self, run_id: str, workflow_id: str | None, event: Event) -> None:
        self._pending.events[run_id, workflow_id].append(event)
        self._note()

    def _note(self) -> None:
        self._recorded += 1
        self._wake.set()

    async def flush(self) -> None:
        """Wait until everything recorded so far is durable. Raises NoLongerDriving."""
        if isinstance(self.fault, NoLongerDriving):
            raise self.fault
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._pending.waiters.append(waiter)
        self._wake.set()
        await waiter

    async def _write_groups(self) -> None:
        while True:
            await self._wake.wait()
            await self._linger()
            self._wake.clear()
            group, self._pending = self._pending, _Pending()
            try:
                await self._database.write(partial(write_batch, batch=group.as_batch()))
            except NoLongerDriving as error:
                self._pending.absorb_older(group)
                self._give_up(error)
                return
            except Exception as error:
                self._pending.absorb_older(group)
                await self._wait_out(error)
            else:
                self.fault = None
                self._tell(group)

    async def _linger(self) -> None:
        """Let a group grow while records keep coming, so that quick nodes share a commit."""
        began = time.monotonic()
        seen = -1
        while seen != self._recorded and time.monotonic() - began < _LONGEST_LINGER_SECONDS:
            seen = self._recorded
            await asyncio.sleep(0)

    async def _wait_out(self, error: Exception) -> None:
        """Whatever it was, the writer goes on: were it to end, every run would wait for ever."""
        if self.fault is None:
            _log.error("The journal cannot be written", exc_info=error)
        if not isinstance(error, StorageError):
            error = StorageError(hint="The server's log says more.")
        self.fault = error
        await asyncio.sleep(_WAIT_AFTER_FAULT_SECONDS)
        self._wake.set()

    def _give_up(self, error: NoLongerDriving) -> None:
        """Who waits for a commit must not go on: the runs are another process's now."""
        self.fault = error
        for waiter in self._pending.waiters:
            if not waiter.done():
                waiter.set_exception(error)

    def _tell(self, group: _Pending) -> None:
        for (run_id, workflow_id), events in group.events.items():
            self._events.publish(run_id, workflow_id, events)
        for waiter in group.waiters:
            if not waiter.done():
                waiter.set_result(None)


def _page(run_id: str, events: list[Event]) -> EventPage:
    first, last = events[0]["seq"], events[-1]["seq"]
    assert isinstance(first, int)
    assert isinstance(last, int)
    return EventPage(run_id, first, last, msgspec.json.encode(events).decode())
