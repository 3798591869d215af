"""The worker process of local models, as the server has it: one, one order at a time, kept warm."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Mapping, Sequence

import msgspec

from limner.errors import WorkerError
from limner.media import wire
from limner.media.process import WorkerProcess
from limner.providers.local.messages import (
    Drawn,
    Order,
    Progress,
    Reply,
    Stop,
    Stopped,
    read_reply,
)

WORKER = "limner.providers.local.worker"
_START_SECONDS = 300.0
"""Importing PyTorch from a slow disk takes minutes."""
_STOP_SECONDS = 10.0
"""A step of a pipeline takes about a second on a GPU; a worker that stops later than this, because
it downloads or loads, is ended."""

_END_SECONDS = 5.0
_SHUT_DOWN = "It has been shut down."

Tell = Callable[[Progress], None]


class Runner:
    """Sends orders to a worker process, which it starts when first needed and ends when idle.

    A worker that is idle for `idle_seconds` ends and gives all its memory back. One whose order
    is cancelled is asked to stop, and ended when it does not. `module` and `arguments` are what
    to start, `environment` gives the variables for it at each start. Belongs to one event loop.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        environment: Callable[[], Mapping[str, str]],
        *,
        idle_seconds: float,
        module: str = WORKER,
        stop_seconds: float = _STOP_SECONDS,
    ) -> None:
        self._command = (module, *arguments)
        self._environment = environment
        self._idle_seconds = idle_seconds
        self._stop_seconds = stop_seconds
        self._turn = asyncio.Lock()
        self._worker: WorkerProcess | None = None
        self._idle_timer: asyncio.TimerHandle | None = None
        self._ending: set[asyncio.Task[int]] = set()
        self._closed = False

    async def run(self, order: Order, tell: Tell) -> Drawn:
        """The picture of an order, when its turn has come; `tell` hears how far it is.

        Errors of `limner.errors` come through as they are. Raises WorkerError when the process
        fails. When the caller is cancelled the next order waits until the worker has stopped.
        """
        await self._turn.acquire()
        talk = _Talk(tell)
        working = asyncio.create_task(self._work(order, talk))
        working.add_done_callback(self._rest)
        try:
            return await asyncio.shield(working)
        except asyncio.CancelledError:
            if not working.done():
                talk.muted = True
                self._stop(order, working)
            raise

    async def close(self) -> None:
        """End the worker. An order under way fails; none is taken afterwards."""
        self._closed = True
        if self._idle_timer:
            self._idle_timer.cancel()
        self._end()
        await asyncio.gather(*self._ending)

    async def _work(self, order: Order, talk: _Talk) -> Drawn:
        if self._idle_timer:
            self._idle_timer.cancel()
        worker = await self._present_worker(talk)
        try:
            return await _converse(worker, order, talk)
        except WorkerError:
            ended_here = self._worker is not worker
            self._end()
            if ended_here:
                raise WorkerError(_SHUT_DOWN) from None
            raise

    async def _present_worker(self, talk: _Talk) -> WorkerProcess:
        if self._worker is not None and self._worker.alive:
            return self._worker
        self._end()
        if self._closed:
            raise WorkerError(_SHUT_DOWN)
        talk.tell(Progress("Starting"))
        self._worker = await self._start()
        if self._closed:
            self._end()
            raise WorkerError(_SHUT_DOWN)
        return self._worker

    async def _start(self) -> WorkerProcess:
        try:
            return await WorkerProcess.start(
                *self._command, environment=self._environment(), start_seconds=_START_SECONDS
            )
        except (TimeoutError, WorkerError) as fault:
            raise WorkerError("It could not be started; the server's log says why.") from fault

    def _stop(self, order: Order, working: asyncio.Task[Drawn]) -> None:
        """Ask the worker to give the order up; the working task sees it through."""
        if self._worker is None:
            working.cancel()
            return
        self._worker.post(wire.frame(Stop(order.number)))
        timer = asyncio.get_running_loop().call_later(self._stop_seconds, self._end)
        working.add_done_callback(lambda _: timer.cancel())

    def _rest(self, working: asyncio.Task[Drawn]) -> None:
        """After an order: let the next one come, and end the worker when none does."""
        if not working.cancelled():
            working.exception()  # seen, also where its caller has gone
        self._turn.release()
        if not self._closed:
            loop = asyncio.get_running_loop()
            self._idle_timer = loop.call_later(self._idle_seconds, self._end_idle)

    def _end_idle(self) -> None:
        if not self._turn.locked():
            self._end()

    def _end(self) -> None:
        if self._worker is None:
            return
        worker, self._worker = self._worker, None
        worker.kill()
        task = asyncio.ensure_future(worker.ended())
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)


class _GivenUp(Exception):
    """The worker has stopped an order whose caller has gone."""


class _Talk:
    """What a caller hears; nothing more once it has gone."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self.muted = False

    def tell(self, progress: Progress) -> None:
        if not self.muted:
            self._tell(progress)


async def _converse(worker: WorkerProcess, order: Order, talk: _Talk) -> Drawn:
    await worker.send(wire.frame(order))
    while True:
        match await _next_reply(worker):
            case Progress() as progress:
                talk.tell(progress)
            case Drawn() as drawn:
                return drawn
            case Stopped():
                raise _GivenUp
            case wire.Refused() as refused:
                raise wire.error_of(refused)
            case wire.Crashed(traceback=traceback):
                raise WorkerError(_fault_in(traceback)) from RuntimeError(traceback)


async def _next_reply(worker: WorkerProcess) -> Reply:
    try:
        return read_reply(await worker.receive())
    except msgspec.MsgspecError as fault:
        raise WorkerError("The worker's answer cannot be read.") from fault
    except WorkerError as fault:
        raise WorkerError(_last_words(await _status_of(worker))) from fault


async def _status_of(worker: WorkerProcess) -> int:
    """The exit status of a process that has closed its output."""
    try:
        # To kill it now would take its own status away from asyncio.
        async with asyncio.timeout(_END_SECONDS):
            return await worker.ended()
    except TimeoutError:
        worker.kill()
        return await worker.ended()


def _fault_in(traceback: str) -> str:
    """Its last line names the error."""
    return f"The pipeline failed: {traceback.strip().splitlines()[-1]:.300}"


def _last_words(status: int) -> str:
    """What a process's exit status says; below zero it is a signal."""
    if status == -signal.SIGKILL:
        return "The system ended it, most likely because memory ran out."
    return f"Its process ended by itself with status {status}; the server's log may say why."
