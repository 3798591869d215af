"""Work for worker processes in tests."""

import os
import re
import signal
import socket
import time

from limner.errors import BadField


def doubled(number: int) -> int:
    return 2 * number


def own_pid() -> int:
    return os.getpid()


def environment() -> dict[str, str]:
    return dict(os.environ)


def announce_and_wait(port: int) -> None:
    """Tells its process id on a local port, then works for longer than any test lasts."""
    _announce(port)
    time.sleep(3600)


def announce_and_hold_the_interpreter(port: int) -> None:
    """The same, in C code that lets no other thread of the worker run."""
    _announce(port)
    re.match(r"(a+)+$", "a" * 60 + "b")


def _announce(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(str(os.getpid()).encode())


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
