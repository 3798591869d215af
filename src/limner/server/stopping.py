"""Lets long answers end when the server is asked to stop."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Annotated, Any, TypeVar

from fastapi import Depends
from starlette.requests import HTTPConnection

Result = TypeVar("Result")


class Stop:
    """Whether the server was asked to stop."""

    def __init__(self) -> None:
        self._asked = asyncio.Event()

    @property
    def asked(self) -> bool:
        return self._asked.is_set()

    async def wait(self) -> None:
        """Return once the server was asked to stop."""
        await self._asked.wait()

    def ask(self) -> None:
        self._asked.set()

    async def first(self, work: Coroutine[Any, Any, Result]) -> Result | None:
        """The result of some work, or None when the server is asked to stop before."""
        task = asyncio.create_task(work)
        asked = asyncio.create_task(self.wait())
        try:
            await asyncio.wait({task, asked}, return_when=asyncio.FIRST_COMPLETED)
            return task.result() if task.done() else None
        finally:
            for each in (task, asked):
                each.cancel()
            await asyncio.gather(task, asked, return_exceptions=True)


async def _stop_of(connection: HTTPConnection) -> Stop:
    stop: Stop = connection.app.state.stop
    return stop


Stopping = Annotated[Stop, Depends(_stop_of)]
