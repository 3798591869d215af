"""Runs functions in a few processes of their own, so that hostile bytes and long work
cannot stall, fill or crash the server.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar, TypeVarTuple

import msgspec

from limner.errors import WorkerError, WorkersBusy, WorkerTimeout
from limner.media import wire
from limner.media.process import WorkerProcess

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

GIB = 1024**3


class MediaPool:
    """A bounded pool of worker processes, started when first needed and ended when idle.

    `size` jobs run at a time and `max_waiting` more may wait; `memory_limit` is the address
    space of one worker in bytes (None: unlimited). Belongs to one event loop.
    """

    def __init__(
        self,
        size: int = 2,
        *,
        memory_limit: int | None = 3 * GIB,
        max_waiting: int = 512,
        idle_seconds: float = 60.0,
    ) -> None:
        self._slots = asyncio.Semaphore(size)
        self._memory_limit = memory_limit or 0
        self._max_waiting = max_waiting
        self._idle_seconds = idle_seconds
        self._waiting = 0
        self._workers: set[WorkerProcess] = set()
        self._idle: list[WorkerProcess] = []
        self._ending: set[asyncio.Task[int]] = set()
        self._idle_timer: asyncio.TimerHandle | None = None
        self._closed = False

    async def run(self, function: Callable[[*Ts], T], *args: *Ts, timeout: float = 60.0) -> T:
        """`function(*args)` in a worker; `timeout` is in seconds and counts from its start there.

        `function` stands in a module and annotates what it takes and returns; both must be
        values msgspec can carry (bytes, numbers, strings, dataclasses of those, …). Errors of
        `limner.errors` come through as they are. Raises WorkerTimeout, WorkersBusy, or
        WorkerError when the worker stopped; being cancelled ends the worker at once.
        """
        job = wire.frame(wire.job_for(function, args))
        await self._wait_for_slot()
        try:
            answer = await self._ask(job, timeout)
        finally:
            self._slots.release()
        return self._result(function, answer)

    async def close(self) -> None:
        """Ends every worker. Jobs still running fail; no job is taken afterwards."""
        self._closed = True
        if self._idle_timer:
            self._idle_timer.cancel()
        for worker in tuple(self._workers):
            self._end(worker)
        await asyncio.gather(*self._ending)

    async def _wait_for_slot(self) -> None:
        self._check_open()
        if self._slots.locked() and self._waiting >= self._max_waiting:
            raise WorkersBusy(f"{self._waiting} pieces of work are waiting already.")
        self._waiting += 1
        try:
            await self._slots.acquire()
        finally:
            self._waiting -= 1

    async def _ask(self, job: bytes, timeout: float) -> wire.Answer:
        worker = self._idle_worker() or await self._new_worker()
        reusable = False
        try:
            async with asyncio.timeout(timeout):
                answer = await _ask(worker, job)
            reusable = not self._closed
        except TimeoutError:
            raise WorkerTimeout(f"The work took longer than {timeout:g} seconds.") from None
        finally:
            if reusable:
                self._keep(worker)
            else:
                self._end(worker)
        return answer

    def _idle_worker(self) -> WorkerProcess | None:
        while self._idle:
            worker = self._idle.pop()
            if worker.alive:
                return worker
            self._end(worker)
        return None

    async def _new_worker(self) -> WorkerProcess:
        self._check_open()
        worker = await WorkerProcess.start("limner.media.worker", str(self._memory_limit))
        self._workers.add(worker)
        if self._closed:
            self._end(worker)
        return worker

    def _check_open(self) -> None:
        if self._closed:
            raise WorkerError("The workers have been shut down.")

    def _keep(self, worker: WorkerProcess) -> None:
        self._idle.append(worker)
        if self._idle_timer:
            self._idle_timer.cancel()
        loop = asyncio.get_running_loop()
        self._idle_timer = loop.call_later(self._idle_seconds, self._end_idle)

    def _end_idle(self) -> None:
        while self._idle:
            self._end(self._idle.pop())

    def _end(self, worker: WorkerProcess) -> None:
        if worker not in self._workers:
            return
        self._workers.discard(worker)
        worker.kill()
        task = asyncio.ensure_future(worker.ended())
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    def _result(self, function: Callable[..., T], answer: wire.Answer) -> T:
        match answer:
            case wire.Done():
                try:
                    result: T = wire.value_of(function, answer)
                except msgspec.MsgspecError as fault:
                    raise WorkerError(f"The worker's result cannot be read: {fault}.") from fault
                return result
            case wire.Refused():
                raise wire.error_of(answer)
            case wire.OutOfMemory():
                raise WorkerError("The work needs more memory than it may have.")
            case wire.Crashed(traceback=traceback):
                raise WorkerError("The work failed with an internal error.") from RuntimeError(
                    traceback
                )


async def _ask(worker: WorkerProcess, job: bytes) -> wire.Answer:
    """Raises WorkerError when the process ends, or answers what no worker would."""
    await worker.send(job)
    body = await worker.receive()
    try:
        return wire.read_answer(body)
    except msgspec.MsgspecError as fault:
        raise WorkerError("The worker's answer cannot be read.") from fault
