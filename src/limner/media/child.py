"""A worker process as it sees itself: it ends when its parent does, whatever ends that.

The input pipe's other end is held by the parent alone, so `kill -9` of the server ends the worker
too, in the middle of its work if need be. On Linux the kernel sees to the same, for work in C code
that lets no other thread run. The parent's side is `process.py`.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import BinaryIO

from limner.media import wire

try:
    import fcntl
    import resource
except ImportError:  # not on Windows, where a worker's memory is not limited
    resource = None  # type: ignore[assignment]

_PIPE_BYTES = 1024 * 1024
"""What Linux gives any user (/proc/sys/fs/pipe-max-size)."""

_PR_SET_PDEATHSIG = 1
"""linux/prctl.h; the signal also comes when only the thread that started the worker ends."""


def begin(*, memory_limit: int = 0) -> BinaryIO:
    """Make this process a worker and give the pipe to its parent.

    `memory_limit` is the address space in bytes, 0 for any. What a library prints goes to the
    log from now on.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with_parent()
    _limit_memory(memory_limit)
    _widen(sys.stdin.fileno())
    _widen(sys.stdout.fileno())
    pipe = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return pipe


def listen(take: Callable[[bytes], object]) -> None:
    """Give the body of every frame from the parent to `take`, in a thread of its own."""
    threading.Thread(target=_receive, args=(sys.stdin.buffer, take), daemon=True).start()


def send(pipe: BinaryIO, frame: bytes) -> None:
    """Write all of a frame. Raises BrokenPipeError when the parent is gone."""
    left = memoryview(frame)
    while left:
        left = left[pipe.write(left) :]


def _end_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _widen(pipe: int) -> None:
    """A picture then passes in a few pieces and not in pieces of 64 kB, each a turn of the loop."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)


def _limit_memory(limit: int) -> None:
    """A crash leaves no core file: it would hold the user's picture."""
    if resource is None:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if limit:
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _receive(stream: BinaryIO, take: Callable[[bytes], object]) -> None:
    """Ends the process, whatever it is doing, when the input ends or cannot be read."""
    try:
        while len(head := stream.read(wire.LENGTH_BYTES)) == wire.LENGTH_BYTES:
            take(stream.read(int.from_bytes(head, "big")))
    finally:
        os._exit(0)
