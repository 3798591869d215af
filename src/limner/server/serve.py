"""Runs the server until it is asked to stop."""

from __future__ import annotations

import asyncio
import gc
import secrets
import socket

from limner.errors import AddressUnavailable
from limner.server.access import Access, require_safe_listen
from limner.server.app import create_app
from limner.server.http_server import HttpServer
from limner.server.presence import announced
from limner.server.stopping import Stop
from limner.settings import Settings
from limner.studio import Studio, open_studio
from limner.workflows.starters import starter_documents

_BACKLOG = 512
_ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}


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
        server = HttpServer(create_app(studio, Access(settings, token), stop), stop)
        server.stop_on_signals()
        # What is here now stays to the end. Looked through again and again, it would take a third
        # of the time in which a large document is checked.
        gc.collect()
        gc.freeze()
        # Before anyone can ask: a client that waited across the restart must find its run going on.
        await studio.engine.recover()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(server.serve([listener]))
            working = tasks.create_task(studio.automation.work())
            await server.ready.wait()
            with announced(settings.home, _local_address(settings), token):
                print(f"Limner is ready at {settings.resolved_public_url}", flush=True)
                await stop.wait()
            working.cancel()


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


def _local_address(settings: Settings) -> str:
    host = _ANY_ADDRESS.get(settings.host, settings.host)
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"
