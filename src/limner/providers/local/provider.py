"""The provider of local models: free, offline once the weights are here, one picture at a time."""

from __future__ import annotations

import importlib.util
import itertools
from collections.abc import Sequence

from limner.errors import ProviderBadAnswer, WorkerError
from limner.models.image_request import ImageRequest, ReferenceImage
from limner.providers.contract import CallLog, GeneratedImage, Provider, ProviderAnswer
from limner.providers.local.messages import Drawn, Order, Reference
from limner.providers.local.runner import Runner, Tell
from limner.providers.local.settings import PASSED_ON, LocalSettings
from limner.settings import Settings, child_environment

_NEEDED = ("torch", "diffusers", "transformers", "accelerate", "safetensors")
_IMAGE = "image"
_SEED = "seed"
_FITTED = frozenset({"startImage", "endImage", "mask"})
"""Roles of images that lie under the picture, and so have its size."""
_FOR_LIBRARIES = {
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TRANSFORMERS_VERBOSITY": "error",
    # What Apple's GPUs cannot do yet, the processor does.
    "PYTORCH_ENABLE_MPS_FALLBACK": "1",
}


class LocalProvider(Provider):
    """Runs diffusers pipelines in a worker process: a crash of a GPU leaves the server alone."""

    name = "local"
    title = "Local"
    resend_is_safe = True
    max_concurrent = 1

    def __init__(self, settings: LocalSettings) -> None:
        self.default_model = settings.model
        self._numbers = itertools.count(1)
        folder = str(settings.models.expanduser().absolute()) if settings.models else ""
        self._runner = Runner(
            (settings.device, settings.dtype, folder),
            lambda: _FOR_LIBRARIES | child_environment(PASSED_ON),
            idle_seconds=settings.idle_seconds,
        )

    @classmethod
    def instances(cls, settings: Settings) -> tuple[LocalProvider, ...]:
        return (cls(settings.section(LocalSettings)),)

    def unavailable_reason(self) -> str | None:
        if all(importlib.util.find_spec(package) for package in _NEEDED):
            return None
        return (
            "PyTorch and diffusers are not installed. Install them with: "
            "pip install 'limner[local]' (in a clone: make setup ARGS=--local)"
        )

    async def generate(self, request: ImageRequest, log: CallLog) -> ProviderAnswer:
        references = [
            reference_for(image, await log.read_reference(image)) for image in request.references
        ]
        images, drawn = [], None
        for place in range(request.count):
            order = order_for(request, place, references, number=next(self._numbers))
            drawn = await self._draw(order, lambda told: log.progress(told.fraction, told.text))
            images.append(GeneratedImage(drawn.png, order.seed))
        details = {"device": drawn.device, "dtype": drawn.dtype} if drawn else {}
        return ProviderAnswer(tuple(images), micro_usd=0, details=details)

    async def _draw(self, order: Order, tell: Tell) -> Drawn:
        try:
            return await self._runner.run(order, tell)
        except WorkerError as error:
            raise ProviderBadAnswer(
                f"The process that draws failed. {error.detail}",
                hint="Try a smaller size or model; LIMNER_LOCAL_DEVICE=cpu does without the GPU.",
            ) from error

    async def close(self) -> None:
        await self._runner.close()


def order_for(
    request: ImageRequest, place: int, references: Sequence[Reference], *, number: int
) -> Order:
    """What the worker is asked for image ``place`` of a request; ``number`` is the order's own."""
    arguments = dict(request.arguments)
    arguments.pop(_SEED, None)
    return Order(
        number=number,
        repository=request.endpoint,
        width=request.width,
        height=request.height,
        seed=None if request.seed is None else request.seed + place,
        arguments=arguments,
        references=tuple(references),
    )


def reference_for(image: ReferenceImage, data: bytes) -> Reference:
    """A reference under the pipeline's own name for it."""
    return Reference(image.field or _IMAGE, image.many, image.role in _FITTED, data)
