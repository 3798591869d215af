"""Runs the server until it is asked to stop."""

from __future__ import annotations

import asyncio
import gc
import logging
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.types import ASGIApp

from limner.errors import AddressUnavailable, AlreadyRunning, StorageError
from limner.server.access import Access, require_safe_listen
from limner.server.app import create_app
from limner.server.gate import Gate
from limner.server.http_server import Front, HttpServer
from limner.server.peers import announce
from limner.server.presence import announced
from limner.server.standby import standing_by
from limner.server.stopping import Stop
from limner.settings import Settings
from limner.storage.database import sqlite_path
from limner.storage.lead import Lead
from limner.studio import Studio, open_studio
from limner.workflows.starters import starter_documents

_log = logging.getLogger(__name__)
_BACKLOG = 512
_SECONDS_AFTER_FAULT = 1.0
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
    await _Server(settings, listener).work()


class _Server:
    """One process: it drives, or, where another does on the same PostgreSQL, passes on to that."""

    def __init__(self, settings: Settings, listener: socket.socket) -> None:
        self._settings = settings
        self._listener = listener
        self._token, self._stop = secrets.token_urlsafe(32), Stop()
        self._access = Access(settings, self._token)
        self._front = Front(self._stop)
        self._http = HttpServer(self._front, self._stop)
        self._serving: asyncio.Task[None] | None = None

    async def work(self) -> None:
        """Serve until asked to stop. Raises AlreadyRunning, BadField and StorageError."""
        self._http.stop_on_signals()
        try:
            while not self._stop.asked:
                await self._work_a_while()
        finally:
            self._http.should_exit = True
            if self._serving is not None:
                await self._serving

    async def _work_a_while(self) -> None:
        try:
            async with open_studio(self._settings) as studio:
                await self._drive(studio)
        except AlreadyRunning:
            if sqlite_path(self._settings.resolved_database_url) is not None:
                raise
            await self._stand_by()
        except StorageError:
            if self._serving is None:
                raise
            _log.warning("This server cannot drive now; it tries again", exc_info=True)
            await self._stop.first(asyncio.sleep(_SECONDS_AFTER_FAULT))

    async def _drive(self, studio: Studio) -> None:
        """Drive until asked to stop, or until another has taken over."""
        await _fill_empty_library(studio)
        # What is here now stays to the end. Looked through again and again, it would take a third
        # of the time in which a large document is checked.
        gc.collect()
        gc.freeze()
        # Before anyone can ask: a client that waited across the restart must find its run going on.
        await studio.engine.recover()
        ending = Stop()
        working = asyncio.create_task(studio.automation.work())
        try:
            await self._answer(create_app(studio, self._access, ending))
            if studio.lead is not None:
                await announce(studio.lead, self._settings, studio.keyring, self._token)
            async with self._known("is ready"):
                await self._stop.first(_until_lost(studio.lead))
            ending.ask()
            await self._let_answers_end()
        finally:
            self._front.app = None
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)

    async def _stand_by(self) -> None:
        """Pass everything on until nobody drives, or until asked to stop."""
        async with standing_by(self._settings, self._token) as standby:
            await self._answer(Gate(standby.app, self._access))
            async with self._known("stands by"):
                await self._stop.first(standby.until_free())
            await self._let_answers_end()
            self._front.app = None

    async def _answer(self, app: ASGIApp) -> None:
        """Let requests be answered by this from now on; the first time, begin to serve."""
        self._front.app = app
        if self._serving is None:
            self._serving = asyncio.create_task(self._http.serve([self._listener]))
            self._serving.add_done_callback(lambda _: self._stop.ask())
            await self._http.ready.wait()

    @asynccontextmanager
    async def _known(self, what: str) -> AsyncIterator[None]:
        with announced(self._settings.home, _local_address(self._settings), self._token):
            print(f"Limner {what} at {self._settings.resolved_public_url}", flush=True)
            yield

    async def _let_answers_end(self) -> None:
        """Where all ends: what is under way still finds what it asks."""
        if self._stop.asked and self._serving is not None:
            await asyncio.wait({self._serving})


async def _until_lost(lead: Lead | None) -> None:
    if lead is None:
        await asyncio.Event().wait()
    else:
        await lead.lost()


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
