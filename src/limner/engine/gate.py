"""A limit on what goes on at once, shared fairly between runs."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class FairGate:
    """At most ``limit`` places; those who wait are let in run by run, in turn."""

    def __init__(self, limit: int) -> None:
        self._free = limit
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}

    @asynccontextmanager
    async def place(self, run_id: str) -> AsyncIterator[None]:
        await self._enter(run_id)
        try:
            yield
        finally:
            self._leave()

    async def _enter(self, run_id: str) -> None:
        if self._free > 0:
            self._free -= 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(run_id, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._leave()
            raise

    def _leave(self) -> None:
        """Hand the place to the run whose turn it is, or keep it free."""
        while self._waiting:
            run_id = next(iter(self._waiting))
            queue = self._waiting.pop(run_id)
            turn = queue.popleft()
            if queue:
                self._waiting[run_id] = queue
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1
