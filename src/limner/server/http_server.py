"""uvicorn as Limner runs it: limits on what clients may send and how slowly, and a quick end."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import Generator
from dataclasses import dataclass
from types import FrameType
from typing import ClassVar

import h11
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from limner.errors import NoDriver
from limner.server.refusals import refuse
from limner.server.stopping import Stop

_SECONDS_TO_FINISH = 3
_SECONDS_WITHOUT_DRIVER = 10.0
_SECONDS_BETWEEN_LOOKS = 0.1
_HEADER_BYTES = 32 * 1024
_LIVE_MESSAGE_BYTES = 16 * 1024


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds for a request's headers, and for the rest of a body whose answer was sent already."""

    headers: float = 20.0
    rest: float = 60.0


class Front:
    """What stands before the application that answers at the moment.

    A request waits a little where there is none, and where the present one cannot answer (it raises
    NoDriver, and has read nothing).
    """

    def __init__(self, stop: Stop) -> None:
        self.app: ASGIApp | None = None
        self._stop = stop

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + _SECONDS_WITHOUT_DRIVER
        while True:
            if self.app is not None:
                with contextlib.suppress(NoDriver):
                    await self.app(scope, receive, send)
                    return
            if loop.time() > deadline or self._stop.asked:
                break
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
        await refuse(NoDriver(hint="Ask again in a moment."), scope, receive, send)


class HttpServer(uvicorn.Server):
    """Serves an application on a listening socket until it is asked to stop."""

    def __init__(self, app: ASGIApp, stop: Stop, patience: Patience = Patience()) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                loop="asyncio",
                http=_patient(patience),
                ws="websockets-sansio",
                lifespan="off",
                log_level="warning",
                access_log=False,
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=_SECONDS_TO_FINISH,
                h11_max_incomplete_event_size=_HEADER_BYTES,
                ws_max_size=_LIVE_MESSAGE_BYTES,
            )
        )
        self.ready = asyncio.Event()
        self._stop = stop

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Leave signals alone: uvicorn would end the process before the studio is closed."""
        yield

    def stop_on_signals(self) -> None:
        """Stop at the first SIGINT or SIGTERM."""
        loop = asyncio.get_running_loop()
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(each, self.handle_exit, each, None)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop, also where serving has not begun."""
        super().handle_exit(sig, frame)
        self._stop.ask()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End what would go on for long, then let the rest finish."""
        self._stop.ask()
        await super().shutdown(sockets)


def _send_at_once(transport: asyncio.Transport) -> None:
    """Turn Nagle's algorithm off: it holds an answer's body back for 40 ms.

    asyncio does so by itself only for sockets that were made with their protocol named.
    """
    connection: socket.socket = transport.get_extra_info("socket")
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


class _PatientProtocol(H11Protocol):
    """Hangs up on a client that does not get its request out.

    How long a body may take is for whoever reads it; nobody reads on once the answer is sent.
    """

    patience: ClassVar[Patience]
    _awaited: float | None = None
    _clock: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        _send_at_once(transport)
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._unwatch()
        super().connection_lost(exc)

    def _watch(self) -> None:
        """Run the clock exactly while a request's headers, or what nobody reads, are awaited."""
        wait = self._wait()
        if wait != self._awaited:
            self._unwatch()
            self._awaited = wait
            if wait is not None:
                self._clock = self.loop.call_later(wait, self._hang_up)

    def _wait(self) -> float | None:
        if self.conn.their_state is h11.IDLE:
            return self.patience.headers
        answered = self.conn.our_state is h11.DONE and self.conn.their_state is h11.SEND_BODY
        return self.patience.rest if answered else None

    def _unwatch(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _hang_up(self) -> None:
        if self._wait() is not None and not self.transport.is_closing():
            self.transport.close()


def _patient(for_each: Patience) -> type[H11Protocol]:
    class Patient(_PatientProtocol):
        patience = for_each

    return Patient
