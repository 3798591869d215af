"""Serves applications on loopback, from inside a test or as a process that ends with its parent."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

LOOPBACK = "127.0.0.1"


@asynccontextmanager
async def site(app: web.Application, port: int = 0) -> AsyncIterator[str]:
    """Serve an application until the block ends; gives its address. Port 0 is any free one.

    A request whose client goes away is given up, and so is what is unanswered at the end.
    Raises OSError where the port is taken.
    """
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0)
    await runner.setup()
    try:
        await web.TCPSite(runner, LOOPBACK, port).start()
        yield f"http://{LOOPBACK}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def until_stopped(*, follow_stdin: bool) -> None:
    """Wait for SIGINT or SIGTERM; with ``follow_stdin`` also for the end of standard input."""
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    for signal_number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signal_number, stopped.set)
    if follow_stdin:
        loop.add_reader(sys.stdin.fileno(), stopped.set)
    await stopped.wait()
