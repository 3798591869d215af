"""The provider of the built-in model: draws in worker processes of this machine."""

from __future__ import annotations

import os

from limner.errors import ProviderBadAnswer, ProviderTimeout, WorkerError, WorkerTimeout
from limner.media.pool import MediaPool
from limner.models.image_request import ImageRequest
from limner.providers.contract import CallLog, GeneratedImage, Provider, ProviderAnswer
from limner.providers.sketch.render import render
from limner.providers.sketch.request import Reference, SketchRequest
from limner.settings import Settings

_SECONDS_A_PICTURE = 55.0
_MAY_WAIT = 10_000


class SketchProvider(Provider):
    """Free, offline, the same picture for the same request: sending again costs nothing."""

    name = "sketch"
    title = "Built in"
    resend_is_safe = True

    def __init__(self, workers: int) -> None:
        self.max_concurrent = workers
        self._pool = MediaPool(workers, max_waiting=_MAY_WAIT)

    @classmethod
    def instances(cls, settings: Settings) -> tuple[SketchProvider, ...]:
        return (cls(os.cpu_count() or 1),)

    async def generate(self, request: ImageRequest, log: CallLog) -> ProviderAnswer:
        references = tuple(
            [Reference(image.role, await log.read_reference(image)) for image in request.references]
        )
        images = []
        for number in range(request.count):
            seed = (request.seed or 0) + number
            log.progress(number / request.count, "Drawing")
            data = await self._draw(_as_sketch(request, seed, references))
            images.append(GeneratedImage(data, seed))
        return ProviderAnswer(tuple(images), micro_usd=0)

    async def _draw(self, request: SketchRequest) -> bytes:
        try:
            return await self._pool.run(render, request, timeout=_SECONDS_A_PICTURE)
        except WorkerTimeout as error:
            raise ProviderTimeout(
                "The picture took too long to draw.", hint="Choose a smaller size."
            ) from error
        except WorkerError as error:
            raise ProviderBadAnswer(f"The picture could not be drawn: {error.detail}") from error

    async def close(self) -> None:
        await self._pool.close()


def _as_sketch(
    request: ImageRequest, seed: int, references: tuple[Reference, ...]
) -> SketchRequest:
    assert request.width is not None
    assert request.height is not None
    return SketchRequest(
        prompt=request.prompt,
        style=request.style,
        width=request.width,
        height=request.height,
        seed=seed,
        negative_prompt=request.params.get("negative_prompt", ""),
        references=references,
        strength=request.params.get("strength", 0.5),
        guidance=request.params.get("guidance", 7.0),
    )
