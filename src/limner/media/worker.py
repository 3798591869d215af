"""A worker process: takes one job at a time from its input and answers on its output.

Started by `pool.py` as `python -m limner.media.worker MEMORY_LIMIT`. It ends when its input
does: the pipe's other end is held by the server alone, so whatever ends the server, `kill -9`
included, ends the worker too, in the middle of a job if need be. On Linux the kernel sees to the
same, for jobs in C code that lets no other thread run.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import queue
import signal
import sys
import threading
import traceback
from typing import BinaryIO

from limner.errors import LimnerError
from limner.media import wire

try:
    import resource
except ImportError:  # not on Windows, where a worker's memory is not limited
    resource = None  # type: ignore[assignment]

_PR_SET_PDEATHSIG = 1
"""linux/prctl.h; the signal also comes when only the thread that started the worker ends."""

_Jobs = queue.SimpleQueue[bytes]


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with_server()
    _limit_memory(int(sys.argv[1]))
    answers = _claim_output()
    jobs: _Jobs = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(sys.stdin.buffer, jobs), daemon=True).start()
    with contextlib.suppress(BrokenPipeError):
        _send(answers, wire.READY)
        while True:
            _send(answers, wire.frame(_answer(jobs.get())))
    os._exit(0)  # the server is gone; an orderly shutdown would wait for the reading thread


def _end_with_server() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _limit_memory(limit: int) -> None:
    """A limit of 0 is none. A crash leaves no core file: it would hold the user's picture."""
    if resource is None:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if limit:
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _claim_output() -> BinaryIO:
    """The pipe to the server; what a library prints goes to the log instead."""
    pipe = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return pipe


def _receive(stream: BinaryIO, jobs: _Jobs) -> None:
    """Ends the process, whatever it is doing, when the input ends or cannot be read."""
    try:
        while len(head := stream.read(wire.LENGTH_BYTES)) == wire.LENGTH_BYTES:
            jobs.put(stream.read(int.from_bytes(head, "big")))
    finally:
        os._exit(0)


def _answer(body: bytes) -> wire.Answer:
    try:
        return wire.Done(wire.perform(wire.read_job(body)))
    except LimnerError as error:
        return wire.refusal(error)
    except MemoryError:
        return wire.OutOfMemory()
    except Exception:
        return wire.Crashed(traceback.format_exc())


def _send(pipe: BinaryIO, frame: bytes) -> None:
    left = memoryview(frame)
    while left:
        left = left[pipe.write(left) :]


if __name__ == "__main__":
    main()
