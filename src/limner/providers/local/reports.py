"""How the worker speaks while it works, and learns that its work is no longer wanted."""

from __future__ import annotations

import threading
from typing import BinaryIO

import msgspec

from limner.media import child, wire
from limner.providers.local.messages import Progress


class Interrupted(Exception):
    """The order has been stopped by its sender."""


class Outbox:
    """The pipe to the server, for more than one thread."""

    def __init__(self, pipe: BinaryIO) -> None:
        self._pipe = pipe
        self._lock = threading.Lock()

    def send(self, message: msgspec.Struct) -> None:
        """Raises BrokenPipeError when the server is gone."""
        self.send_frame(wire.frame(message))

    def send_frame(self, frame: bytes) -> None:
        with self._lock:
            child.send(self._pipe, frame)


class Stops:
    """The number of the last order that was stopped; one thread sets it, another looks."""

    def __init__(self) -> None:
        self.last: int | None = None


class Report:
    """One order's line to the server."""

    def __init__(self, number: int, outbox: Outbox, stops: Stops) -> None:
        self._number = number
        self._outbox = outbox
        self._stops = stops

    def tell(self, text: str, fraction: float | None = None) -> None:
        self._outbox.send(Progress(text, fraction))

    def check(self) -> None:
        """Raises Interrupted when the order has been stopped."""
        if self._stops.last == self._number:
            raise Interrupted
