"""What may take long, and must not: the whole server would stand still meanwhile."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

_SECONDS = 50


@contextmanager
def no_standstill() -> Iterator[None]:
    """Raise where something keeps the event loop for itself, for longer than anything may take."""

    def give_up(*_: object) -> None:
        raise TimeoutError("The event loop stands still.")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
