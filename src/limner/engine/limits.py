"""What one provider key stands: calls at once, calls a minute, and rest after failures."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from limner.engine.gate import FairGate
from limner.errors import (
    ContentRefused,
    ProviderBadRequest,
    ProviderError,
    ProviderNoCredit,
    ProviderOverloaded,
    ProviderUnauthorized,
    ProviderUnreachable,
    RateLimited,
)

_MINUTE_SECONDS = 60.0
_FAILURES_IN_A_ROW = 5
_FIRST_REST_SECONDS = 5.0
_LONGEST_REST_SECONDS = 120.0
_DOWN = (ProviderOverloaded, ProviderUnreachable)
_THERE = (
    ContentRefused,
    ProviderBadRequest,
    ProviderNoCredit,
    ProviderUnauthorized,
    RateLimited,
)
"""Even a refusal shows that somebody is there."""

Clock = Callable[[], float]


class Breaker:
    """Leaves a provider alone that failed several times in a row, longer each time.

    After a rest one request is let through; the others wait for what becomes of it.
    """

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._failures = 0
        self._rests_until = 0.0

    def wait(self) -> float:
        """Seconds until a request may be sent; 0 for now."""
        if self._failures < _FAILURES_IN_A_ROW:
            return 0.0
        return max(self._rests_until - self._clock(), 0.0)

    def begin(self) -> None:
        """A request is being sent: after a rest, it is the one that finds out."""
        if self._failures >= _FAILURES_IN_A_ROW:
            self._rests_until = self._clock() + self._rest()

    def failed(self, error: ProviderError) -> None:
        """A request came to nothing."""
        if isinstance(error, _THERE):
            self._failures = 0
        elif isinstance(error, _DOWN):
            self._failures += 1
            self._rests_until = self._clock() + self._rest()

    def succeeded(self) -> None:
        self._failures = 0

    def _rest(self) -> float:
        times = max(self._failures - _FAILURES_IN_A_ROW, 0)
        rest: float = _FIRST_REST_SECONDS * 2**times
        return min(rest, _LONGEST_REST_SECONDS)


class Pace:
    """At most so many beginnings within any minute; None for any number."""

    def __init__(self, per_minute: int | None, clock: Clock = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._begun: deque[float] = deque()

    def wait(self) -> float:
        """Take the next free moment; the seconds until then."""
        if self._per_minute is None:
            return 0.0
        moment = self._clock()
        if len(self._begun) >= self._per_minute:
            moment = max(moment, self._begun.popleft() + _MINUTE_SECONDS)
        self._begun.append(moment)
        return moment - self._clock()


class KeyLimits:
    """All limits of one key. Runs get their turns fairly."""

    def __init__(self, max_concurrent: int, max_per_minute: int | None = None) -> None:
        self._gate = FairGate(max_concurrent)
        self._pace = Pace(max_per_minute)
        self.breaker = Breaker()

    @asynccontextmanager
    async def place(self, run_id: str) -> AsyncIterator[None]:
        """A place among the calls under way, from the moment one may begin."""
        async with self._gate.place(run_id):
            wait = self._pace.wait()
            if wait > 0:
                await asyncio.sleep(wait)
            yield
