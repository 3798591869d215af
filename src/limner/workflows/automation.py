"""What a server does by itself, for as long as it runs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from limner.engine.events import RUN_ENDS, Events, Follower
from limner.errors import StorageError
from limner.workflows.notices import Notices
from limner.workflows.scheduler import Scheduler
from limner.workflows.spending import Spending
from limner.workflows.thinning import Thinning

_log = logging.getLogger(__name__)
_SECONDS_AFTER_FAULT = 5.0
_SECONDS_BETWEEN_THINNINGS = 3_600.0


class Automation:
    """Starts what is due, settles what has ended, tells of it, and clears away old versions."""

    def __init__(
        self,
        events: Events,
        scheduler: Scheduler,
        spending: Spending,
        notices: Notices,
        thinning: Thinning,
    ) -> None:
        self._events = events
        self._scheduler = scheduler
        self._spending = spending
        self._notices = notices
        self._thinning = thinning

    async def work(self) -> None:
        """Go on until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_for_ever(self._scheduler.work), name="schedules")
            tasks.create_task(_for_ever(self._settle), name="spending")
            tasks.create_task(_for_ever(self._tell), name="notices")
            tasks.create_task(_for_ever(self._thin), name="versions")

    async def _thin(self) -> None:
        """Let go of versions that grew old, every hour."""
        while True:
            await self._thinning.thin()
            await asyncio.sleep(_SECONDS_BETWEEN_THINNINGS)

    async def _settle(self) -> None:
        """Settle runs as they end; first those that ended while nobody looked."""
        with _Ends(self._events) as ends:
            while True:
                await self._spending.settle()
                await ends.next()

    async def _tell(self) -> None:
        """Send notices as runs end, and again at their time."""
        with _Ends(self._events) as ends:
            while True:
                await self._notices.send_due()
                await ends.next(await self._notices.seconds_to_next())


class _Ends:
    """The ends of runs, from the beginning of the block on."""

    def __init__(self, events: Events) -> None:
        self._events = events
        self._follower = Follower()

    def __enter__(self) -> _Ends:
        self._events.follow(RUN_ENDS, self._follower)
        return self

    def __exit__(self, *_: object) -> None:
        self._events.unfollow(RUN_ENDS, self._follower)

    async def next(self, seconds: float | None = None) -> None:
        """Return when more runs have ended, or when the time is over."""
        queue = self._follower.queue
        try:
            async with asyncio.timeout(seconds):
                await queue.get()
        except TimeoutError:
            return
        while not queue.empty():
            queue.get_nowait()


async def _for_ever(work: Callable[[], Awaitable[None]]) -> None:
    """Do some work that has no end; what stops it is told, and it begins anew."""
    while True:
        try:
            await work()
        except StorageError:
            _log.warning("The database refuses: what is due waits", exc_info=True)
        except Exception:
            _log.exception("What is due stopped unexpectedly and begins anew")
        await asyncio.sleep(_SECONDS_AFTER_FAULT)
