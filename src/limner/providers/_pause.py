"""The waits between two questions about the same job."""

from __future__ import annotations

import asyncio
import random

from limner.providers._http import HttpAnswer, retry_after

_FIRST_SECONDS = 0.25
_LONGEST_SECONDS = 5.0
_GROWTH = 1.5


class Pause:
    """Each wait is longer than the last; no two jobs keep in step."""

    def __init__(self) -> None:
        self._seconds = _FIRST_SECONDS

    async def after(self, answer: HttpAnswer | None) -> None:
        """Wait, and no less than an answer asks for."""
        asked = (retry_after(answer.headers) if answer else None) or 0.0
        await asyncio.sleep(max(asked, self._seconds * random.uniform(0.8, 1.2)))
        self._seconds = min(self._seconds * _GROWTH, _LONGEST_SECONDS)
