"""A provider inside the test: as slow, as faulty and as dear as the test wants it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable

from limner.errors import LimnerError
from limner.models.image_request import ImageRequest
from limner.providers.contract import CallLog, GeneratedImage, Provider, ProviderAnswer
from limner.settings import Settings
from limner.testing.pictures import plain_png


class FakeProvider(Provider):
    """Answers with plain pictures and remembers what it was asked.

    ``failures`` are raised one a request, in order, before requests succeed. Each request takes
    ``latency`` seconds and waits for ``gate``, if there is one. ``micro_usd`` is what an
    image costs.
    """

    name = "fake"
    title = "Fake"
    resend_is_safe = True

    def __init__(
        self,
        *,
        latency: float = 0.0,
        failures: Iterable[LimnerError] = (),
        micro_usd: int | None = 0,
        gate: asyncio.Event | None = None,
        max_concurrent: int = 8,
    ) -> None:
        self.max_concurrent = max_concurrent
        self.requests: list[ImageRequest] = []
        self.references: list[bytes] = []
        self.most_at_once = 0
        self._latency = latency
        self._failures = deque(failures)
        self._micro_usd = micro_usd
        self._gate = gate
        self._under_way = 0

    @classmethod
    def instances(cls, settings: Settings) -> tuple[FakeProvider, ...]:
        return (cls(),)

    def fail_next(self, *errors: LimnerError) -> None:
        """Raise these in the next requests, one each."""
        self._failures.extend(errors)

    async def generate(self, request: ImageRequest, log: CallLog) -> ProviderAnswer:
        self.requests.append(request)
        self._under_way += 1
        self.most_at_once = max(self.most_at_once, self._under_way)
        try:
            return await self._answer(request, log)
        finally:
            self._under_way -= 1

    async def _answer(self, request: ImageRequest, log: CallLog) -> ProviderAnswer:
        log.progress(0.0, "Pretending")
        for reference in request.references:
            self.references.append(await log.read_reference(reference))
        await asyncio.sleep(self._latency)
        if self._gate is not None:
            await self._gate.wait()
        if self._failures:
            raise self._failures.popleft()
        width, height, first = request.width or 64, request.height or 64, request.seed or 0
        images = tuple(
            GeneratedImage(plain_png(width, height, request.prompt, seed), seed)
            for seed in range(first, first + request.count)
        )
        cost = None if self._micro_usd is None else self._micro_usd * request.count
        return ProviderAnswer(images, micro_usd=cost)
