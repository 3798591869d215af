"""What a server does by itself, for as long as it runs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from limner.engine.events import RUN_ENDS, Events, Follower
from limner.errors import StorageError
from limner.workflows.spending import Spending

_log = logging.getLogger(__name__)
_SECONDS_AFTER_FAULT = 5.0


class Automation:
    """Starts what is due and settles what has ended."""

    def __init__(self, events: Events, spending: Spending) -> None:
        self._events = events
        self._spending = spending

    async def work(self) -> None:
        """Go on until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._follow_ends(), name="ends of runs")

    async def _follow_ends(self) -> None:
        """Settle runs as they end; first those that ended while nobody looked."""
        follower = Follower()
        self._events.follow(RUN_ENDS, follower)
        try:
            while True:
                await _patiently(self._spending.settle)
                await follower.queue.get()
                while not follower.queue.empty():
                    follower.queue.get_nowait()
        finally:
            self._events.unfollow(RUN_ENDS, follower)


async def _patiently(work: Callable[[], Awaitable[object]]) -> None:
    """Do some work; while the database refuses, try again."""
    while True:
        try:
            await work()
        except StorageError:
            _log.exception("What is due cannot be done now")
            await asyncio.sleep(_SECONDS_AFTER_FAULT)
        else:
            return
