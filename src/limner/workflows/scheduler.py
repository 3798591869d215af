"""Starts runs by the clock: each time once, whatever dies in between."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from sqlalchemy import Connection

from limner.cron import Cron
from limner.engine.runs import Idempotency
from limner.errors import LimnerError, SecretUnreadable, StorageError
from limner.nodes.contract import Json, OnClock
from limner.storage.database import Database
from limner.storage.queries import schedules as queries
from limner.storage.queries.schedules import ScheduleRow
from limner.values import as_rfc3339, digest_of, now
from limner.workflows.notices import Notices
from limner.workflows.publishing import Publisher, Reference
from limner.workflows.starting import Starter, With

LATE_SECONDS = 60
"""A time that is past for longer counts as missed: no server ran."""

_LONGEST_SLEEP_SECONDS = 30.0
"""Clocks are set and machines sleep: so often it is looked again."""

_MICROSECONDS = 1_000_000
_log = logging.getLogger(__name__)


class Scheduler:
    """Deals with the times of a workspace's schedules.

    A time's run is started under a key made of the time, and only then the next time is set: a
    process that dies between the two finds the run when it comes back. `clock` tells the moment in
    microseconds since 1970, as `values.now` does.
    """

    def __init__(
        self,
        database: Database,
        publisher: Publisher,
        starter: Starter,
        notices: Notices,
        clock: Callable[[], int] = now,
    ) -> None:
        self._database = database
        self._publisher = publisher
        self._starter = starter
        self._notices = notices
        self._workspace_id = publisher.workspace_id
        self._clock = clock

    async def work(self) -> None:
        """Start what is due until cancelled. Raises StorageError."""
        while True:
            self._publisher.schedules_changed.clear()
            await self.start_due()
            try:
                async with asyncio.timeout(await self._seconds_to_next()):
                    await self._publisher.schedules_changed.wait()
            except TimeoutError:
                continue

    async def start_due(self) -> None:
        """Deal with every time that has come. Raises StorageError."""
        moment = self._clock()
        due = await self._database.read(
            lambda c: queries.due_schedules(c, self._workspace_id, moment)
        )
        for row in due:
            await self._deal_with(row, moment)

    async def _seconds_to_next(self) -> float:
        first = await self._database.read(lambda c: queries.next_time(c, self._workspace_id))
        if first is None:
            return _LONGEST_SLEEP_SECONDS
        return min(max((first - self._clock()) / _MICROSECONDS, 0.0), _LONGEST_SLEEP_SECONDS)

    async def _deal_with(self, row: ScheduleRow, moment: int) -> None:
        cron = Cron(row.cron, row.time_zone)
        late = _is_late(row.next_at, moment)
        stands_for: int | None = row.next_at
        if late:
            stands_for = cron.latest(moment)
            if row.missed != "once" and _is_late(stands_for, moment):
                stands_for = None
        error = None if stands_for is None else await self._start(row, stands_for)
        next_at = cron.after(moment if late else row.next_at)
        last_at = row.last_at if stands_for is None else stands_for

        def move_on(connection: Connection) -> None:
            queries.move_on(connection, row, next_at, last_at, error)

        await self._database.write(move_on)

    async def _start(self, row: ScheduleRow, time: int) -> str | None:
        """Start the run of a time, once; why there is none, if there is none."""
        key = f"\x1f{digest_of(['clock', row.workflow_id, time])}"
        if await self._database.read(lambda c: queries.was_ever_claimed(c, row.workspace_id, key)):
            return None
        try:
            meant = await self._publisher.runnable(Reference(row.workflow_id, "stable"))
            trigger = self._publisher.started_by(meant.document)
            given: Json = dict(trigger.payload) if isinstance(trigger, OnClock) else {}
            published = await self._publisher.published(row.workflow_id)
            recipient = self._notices.recipient(published.automation)
            await self._starter.run(
                meant.document,
                given | {"scheduledAt": as_rfc3339(time)},
                workflow_id=row.workflow_id,
                reuse=False,
                idempotency=Idempotency(key, digest_of(time)),
                with_it=With(
                    notice=self._notices.telling(recipient),
                    version=meant.version,
                    alias=meant.alias,
                ),
            )
        except LimnerError as error:
            # A secret that cannot be read is this workflow's affair alone.
            if isinstance(error, StorageError) and not isinstance(error, SecretUnreadable):
                raise
            _log.warning("The schedule of %s started nothing: %s", row.workflow_id, error.detail)
            return error.detail
        except Exception:
            _log.exception("The schedule of %s started nothing", row.workflow_id)
            return "An unexpected fault; the server's log says more."
        return None


def _is_late(time: int, moment: int) -> bool:
    return moment - time > LATE_SECONDS * _MICROSECONDS
