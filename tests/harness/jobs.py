"""Work for worker processes in tests."""

import os
import signal
import time
from pathlib import Path

from limner.errors import BadField


def doubled(number: int) -> int:
    return 2 * number


def own_pid() -> int:
    return os.getpid()


def environment() -> dict[str, str]:
    return dict(os.environ)


def announce_and_wait(fifo: str) -> None:
    """Writes its process id into a named pipe, then works for longer than any test lasts."""
    Path(fifo).write_text(str(os.getpid()))
    time.sleep(3600)


def refuse(detail: str) -> None:
    raise BadField(detail, hint="Ask for something else.", extra={"field": "x"})


def fail() -> None:
    raise RuntimeError("a mistake in the code")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fill_memory(size: int) -> int:
    return len(bytearray(size))


def chatter() -> str:
    print("a library prints", flush=True)
    return "fine"


def lie() -> int:
    text: object = "not a number"
    return text  # type: ignore[return-value]
