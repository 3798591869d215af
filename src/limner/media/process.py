"""A worker process as its parent sees it: a fresh interpreter and two pipes of frames.

Fresh and not forked: a fork would hold the server's port and lock after `kill -9` of the server.
The child's side is `child.py`.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping

from limner.errors import WorkerError
from limner.media import wire
from limner.settings import child_environment

_STREAM_BYTES = 1024 * 1024
_LARGEST_FRAME = 1024**3


class WorkerProcess:
    """One started process. Frames are `wire.frame`s; what they say is the two ends' own affair."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._process = process
        self._input = process.stdin
        self._output = process.stdout

    @classmethod
    async def start(
        cls,
        module: str,
        *arguments: str,
        environment: Mapping[str, str] | None = None,
        start_seconds: float = 60.0,
    ) -> WorkerProcess:
        """`python -m module arguments…`, once it says that it is ready.

        `environment` comes on top of what any child is given. Raises WorkerError when the
        process ends first, TimeoutError after `start_seconds`.
        """
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            # The working directory is no place to import from: users keep files there.
            "-P",
            "-m",
            module,
            *arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env={
                **child_environment(),
                **(environment or {}),
                "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            },
            limit=_STREAM_BYTES,
            # Out of the terminal's group: Ctrl-C is for us, who then end the workers.
            process_group=0,
        )
        worker = cls(process)
        try:
            async with asyncio.timeout(start_seconds):
                await worker.receive()
        except BaseException:
            worker.kill()
            await worker.ended()
            raise
        return worker

    @property
    def alive(self) -> bool:
        return self._process.returncode is None and not self._output.at_eof()

    async def send(self, frame: bytes) -> None:
        """Raises WorkerError when the process has ended."""
        try:
            self._input.write(frame)
            await self._input.drain()
        except ConnectionError as fault:
            raise WorkerError("The worker process stopped before its work.") from fault

    def post(self, frame: bytes) -> None:
        """Send without waiting for the pipe; nothing happens where the process has ended."""
        if self.alive:
            self._input.write(frame)

    async def receive(self) -> bytes:
        """The body of the next frame. Raises WorkerError when the process ends first."""
        try:
            head = await self._output.readexactly(wire.LENGTH_BYTES)
            length = int.from_bytes(head, "big")
            if length > _LARGEST_FRAME:
                raise WorkerError(f"The worker's answer has {length} bytes.")
            return await self._output.readexactly(length)
        except (ConnectionError, asyncio.IncompleteReadError) as fault:
            raise WorkerError("The worker process stopped in the middle of its work.") from fault

    def kill(self) -> None:
        if self._process.returncode is None:
            self._process.kill()
        self._input.close()

    async def ended(self) -> int:
        """The exit status, once the process has ended; below zero: the signal that ended it."""
        return await self._process.wait()
