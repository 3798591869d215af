"""What the charging provider charged: a file that outlives its process.

Each line is one entry, written and synced before anyone is told of it.
"""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec


class Order(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a client asks for: ``count`` images of ``width`` × ``height`` pixels.

    ``body`` is the request itself, for a provider whose answer depends on more of it.
    """

    prompt: str
    count: int
    width: int
    height: int
    seed: int
    body: dict[str, Any] | None = None


class Charge(msgspec.Struct, frozen=True):
    """One paid order. ``at`` is in seconds since 1970; ``key`` is the client's."""

    id: str
    key: str | None
    order: Order
    at: float


class _Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    charge: Charge | None = None
    cancelled: str | None = None


class Ledger:
    """The charges by id and by key, and which jobs were cancelled."""

    def __init__(self, path: Path) -> None:
        self.charges: dict[str, Charge] = {}
        self.cancelled: set[str] = set()
        self._by_key: dict[str, Charge] = {}
        path.touch()
        for line in path.read_bytes().splitlines():
            self._take(msgspec.json.decode(line, type=_Entry))
        self._file = path.open("ab")

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._file.close()

    def charge(self, order: Order, key: str | None, at: float) -> Charge:
        """Charge for an order, durably."""
        charge = Charge(f"job_{len(self.charges) + 1:06}", key, order, at)
        self._write(_Entry(charge=charge))
        return charge

    def cancel(self, job_id: str) -> None:
        """Note that a job is to give nothing; its charge stays."""
        if job_id not in self.cancelled:
            self._write(_Entry(cancelled=job_id))

    def under_key(self, key: str) -> Charge | None:
        return self._by_key.get(key)

    def _write(self, entry: _Entry) -> None:
        self._file.write(msgspec.json.encode(entry) + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        self._take(entry)

    def _take(self, entry: _Entry) -> None:
        if entry.charge is not None:
            self.charges[entry.charge.id] = entry.charge
            if entry.charge.key is not None:
                self._by_key[entry.charge.key] = entry.charge
        if entry.cancelled is not None:
            self.cancelled.add(entry.cancelled)
