"""Runs the server until it is asked to stop."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import signal
import socket
from collections.abc import Generator

import uvicorn

from limner.errors import AddressUnavailable
from limner.server.access import Access, require_safe_listen
from limner.server.app import create_app
from limner.server.presence import announced
from limner.server.stopping import Stop
from limner.settings import Settings
from limner.studio import Studio, open_studio
from limner.workflows.starters import starter_documents

_SECONDS_TO_FINISH = 3
_BACKLOG = 512
_HEADER_BYTES = 32 * 1024
_LIVE_MESSAGE_BYTES = 16 * 1024
_WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}


def serve(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM; unfinished runs go on after the next start.

    Raises UnsafeListen, AddressUnavailable, AlreadyRunning and StorageError before anything
    is served.
    """
    require_safe_listen(settings)
    with _listening(settings) as listener:
        port = listener.getsockname()[1]
        asyncio.run(_serve(settings.model_copy(update={"port": port}), listener))


async def _serve(settings: Settings, listener: socket.socket) -> None:
    token, stop = secrets.token_urlsafe(32), Stop()
    async with open_studio(settings) as studio:
        await _fill_empty_library(studio)
        app = create_app(studio, Access(settings, token), stop)
        server = _Server(
            uvicorn.Config(
                app,
                loop="asyncio",
                lifespan="off",
                log_level="warning",
                access_log=False,
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=_SECONDS_TO_FINISH,
                h11_max_incomplete_event_size=_HEADER_BYTES,
                ws_max_size=_LIVE_MESSAGE_BYTES,
            ),
            stop,
        )
        serving = asyncio.create_task(server.serve([listener]))
        server.stop_on_signals()
        await server.ready.wait()
        with announced(settings.home, _local_url(settings), token):
            print(f"Limner is ready at {settings.resolved_public_url}", flush=True)
            await studio.engine.recover()
            await serving


class _Server(uvicorn.Server):
    """Tells when it is ready, and ends long answers when asked to stop."""

    def __init__(self, config: uvicorn.Config, stop: Stop) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()
        self._stop = stop

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Signals are ours: uvicorn would end the process before the studio is closed."""
        yield

    def stop_on_signals(self) -> None:
        """Stop at the first SIGINT or SIGTERM."""
        loop = asyncio.get_running_loop()
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(each, self.handle_exit, each, None)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._stop.ask()
        await super().shutdown(sockets)


async def _fill_empty_library(studio: Studio) -> None:
    """A canvas never opens on nothing."""
    if not await studio.library.page(1):
        for document in starter_documents():
            await studio.library.create(document)


def _listening(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise AddressUnavailable(
            f"The server cannot listen on {settings.host}, port {settings.port}: {error.strerror}.",
            hint="Stop what listens there, or set another LIMNER_PORT or LIMNER_HOST.",
        ) from error
    return listener


def _local_url(settings: Settings) -> str:
    host = _WILDCARDS.get(settings.host, settings.host)
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"
