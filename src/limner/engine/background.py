"""Work that outlives the run it belongs to: paid answers are kept though nobody waits for them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, TypeVar

from limner.errors import LimnerError

T = TypeVar("T")

_log = logging.getLogger(__name__)


class Background:
    """Tasks of an engine, each begun for a run and none stopped with it."""

    def __init__(self) -> None:
        self._tasks: dict[asyncio.Task[Any], str] = {}

    def start(self, run_id: str, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Begin work that goes on when whoever awaits it (shielded) is cancelled."""
        task = asyncio.create_task(work)
        self._tasks[task] = run_id
        task.add_done_callback(self._ended)
        return task

    async def settled(self, run_id: str, seconds: float | None) -> bool:
        """Wait for the work begun for a run, however long without ``seconds``; whether all of it
        ended in time."""
        try:
            async with asyncio.timeout(seconds):
                while tasks := {task for task, owner in self._tasks.items() if owner == run_id}:
                    await asyncio.wait(tasks)
        except TimeoutError:
            return False
        return True

    async def finish(self, seconds: float) -> None:
        """Let the work end within some seconds, then stop what is left."""
        deadline = asyncio.get_running_loop().time() + seconds
        while self._tasks and asyncio.get_running_loop().time() < deadline:
            left = deadline - asyncio.get_running_loop().time()
            await asyncio.wait(set(self._tasks), timeout=left, return_when=asyncio.FIRST_COMPLETED)
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.pop(task, None)
        fault = None if task.cancelled() else task.exception()
        if fault is not None and not isinstance(fault, LimnerError):
            _log.error("Work in the background stopped unexpectedly", exc_info=fault)
