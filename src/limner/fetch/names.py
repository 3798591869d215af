"""Asks this machine which addresses a host has."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""The addresses of a host, by its name and port. Raises OSError."""

_THREADS = 8


class SystemNames:
    """The system's resolver, in threads of its own.

    A stranger's name server may take its time; in the event loop's own threads it would hold up
    whoever reads files there.
    """

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_THREADS, "limner-names")

    async def __call__(self, host: str, port: int) -> list[str]:
        look_up = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        found = await asyncio.get_running_loop().run_in_executor(self._threads, look_up)
        return [str(address[0]) for *_, address in found]

    def close(self) -> None:
        """Ends the threads that are idle; those in the middle of a name end by themselves."""
        self._threads.shutdown(wait=False, cancel_futures=True)
