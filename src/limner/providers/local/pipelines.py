"""Pipelines of diffusers: loaded, placed and run. Runs in the worker."""

from __future__ import annotations

import inspect
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from diffusers import (
    AutoPipelineForImage2Image,
    AutoPipelineForInpainting,
    DiffusionPipeline,
)
from diffusers.utils import logging as diffusers_logging
from PIL import Image, ImageOps
from transformers.utils import logging as transformers_logging

from limner.errors import ContentRefused, ProviderBadRequest
from limner.providers.local.devices import give_memory_back, this_machine
from limner.providers.local.hub import Hub, Weights
from limner.providers.local.messages import Drawn, Order, Reference
from limner.providers.local.placement import Placement, Wishes, place, wants_half
from limner.providers.local.reports import Report

_MASK = "mask_image"
"""What every inpainting pipeline of diffusers calls its mask."""

_SIDES = frozenset({"width", "height"})


@dataclass(frozen=True, slots=True)
class _Loaded:
    repository: str
    pipeline: Any
    placement: Placement


def silence_progress_bars() -> None:
    """The log is no place for them; progress is reported."""
    diffusers_logging.disable_progress_bar()
    transformers_logging.disable_progress_bar()


class Pipelines:
    """The one pipeline in memory; another one takes its place."""

    def __init__(self, hub: Hub, wishes: Wishes) -> None:
        self._hub = hub
        self._wishes = wishes
        self._loaded: _Loaded | None = None

    def draw(self, order: Order, report: Report) -> Drawn:
        """The picture of an order.

        Raises Interrupted when it is stopped, what `Hub.weights` and `place` raise,
        ProviderBadRequest for what the pipeline does not take, ContentRefused when the model's
        own filter holds the picture back.
        """
        loaded = self._load(order.repository, report)
        pipeline = _for_references(loaded.pipeline, {each.field for each in order.references})
        arguments = {**_sized(pipeline, order), **_images(order)}
        _check_names(pipeline, arguments)
        report.check()
        try:
            output = _run(pipeline, arguments, order.seed, report)
        except torch.OutOfMemoryError as fault:
            raise _too_large(loaded.placement) from fault
        finally:
            pipeline.maybe_free_model_hooks()
        if any(getattr(output, "nsfw_content_detected", None) or ()):
            raise ContentRefused(
                "The model's own filter held the picture back.", hint="Change the prompt."
            )
        where = loaded.placement
        return Drawn(_png(output.images[0]), where.device, where.dtype)

    def _load(self, repository: str, report: Report) -> _Loaded:
        if self._loaded is None or self._loaded.repository != repository:
            half = wants_half(this_machine(), self._wishes)
            weights = self._hub.weights(repository, half=half, report=report)
            report.check()
            report.tell(f"Loading {repository}")
            self._loaded = None
            give_memory_back()
            placement = place(this_machine(), self._wishes, weights.numbers())
            self._loaded = _Loaded(repository, _pipeline(weights, placement), placement)
        return self._loaded


def _pipeline(weights: Weights, placement: Placement) -> Any:
    """Loads only safetensors, only from the folder, and runs no code that lies there."""
    pipeline = DiffusionPipeline.from_pretrained(
        weights.folder,
        dtype=getattr(torch, placement.dtype),
        variant=weights.needed.variant,
        use_safetensors=True,
        local_files_only=True,
        trust_remote_code=False,
    )
    match placement.offload:
        case "nothing":
            pipeline.to(placement.device)
        case "models":
            pipeline.enable_model_cpu_offload(device=placement.device)
        case "layers":
            pipeline.enable_sequential_cpu_offload(device=placement.device)
    if placement.offload != "nothing" and hasattr(pipeline.vae, "enable_tiling"):
        pipeline.vae.enable_tiling()
    return pipeline


def _for_references(pipeline: Any, fields: set[str]) -> Any:
    """The pipeline that takes these images, made of the same weights."""
    if fields <= _taken(pipeline).keys():
        return pipeline
    kind = AutoPipelineForInpainting if _MASK in fields else AutoPipelineForImage2Image
    try:
        return kind.from_pipe(pipeline)
    except ValueError as fault:
        raise ProviderBadRequest(
            f"{type(pipeline).__name__} takes no {', '.join(sorted(fields))}.",
            hint="Remove the reference images.",
        ) from fault


def _sized(pipeline: Any, order: Order) -> dict[str, Any]:
    """The arguments without a size, where the pipeline takes that of its start image."""
    if not any(reference.fit for reference in order.references):
        return order.arguments
    left_out = _SIDES - _taken(pipeline).keys()
    return {name: value for name, value in order.arguments.items() if name not in left_out}


def _check_names(pipeline: Any, arguments: Mapping[str, Any]) -> None:
    unknown = sorted(arguments.keys() - _taken(pipeline).keys())
    if unknown:
        raise ProviderBadRequest(
            f"{type(pipeline).__name__} takes no {', '.join(unknown)}.",
            hint="The model's contract names something that its pipeline does not know.",
        )


def _taken(pipeline: Any) -> Mapping[str, inspect.Parameter]:
    return inspect.signature(pipeline.__call__).parameters


def _run(pipeline: Any, arguments: dict[str, Any], seed: int | None, report: Report) -> Any:
    """The pipeline's output.

    An interrupted pipeline is left by an exception: with its own `_interrupt` it would still
    decode a picture that nobody wants. The generator is the CPU's, so that a seed gives the same
    noise on every device.
    """

    def on_step_end(running: Any, step: int, _: Any, values: dict[str, Any]) -> dict[str, Any]:
        report.check()
        steps = running.num_timesteps
        report.tell(f"Step {step + 1} of {steps}", (step + 1) / steps)
        return values

    pipeline.set_progress_bar_config(disable=True)
    if "callback_on_step_end" in _taken(pipeline):
        arguments = {**arguments, "callback_on_step_end": on_step_end}
    if seed is not None:
        arguments = {**arguments, "generator": torch.Generator("cpu").manual_seed(seed)}
    try:
        return pipeline(**arguments)
    except (TypeError, ValueError) as fault:
        raise ProviderBadRequest(f"The pipeline refuses the request: {fault}") from fault


def _images(order: Order) -> dict[str, Any]:
    """The references by argument, decoded."""
    images: dict[str, Any] = {}
    for reference in order.references:
        image = _decoded(reference, order)
        if reference.many:
            images.setdefault(reference.field, []).append(image)
        else:
            images[reference.field] = image
    return images


def _decoded(reference: Reference, order: Order) -> Image.Image:
    """The picture on white where it is transparent, for a model sees no transparency."""
    with Image.open(io.BytesIO(reference.data)) as opened:
        image = opened.convert("RGBA")
    image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
    if reference.fit and order.width and order.height:
        image = ImageOps.fit(image, (order.width, order.height))
    return image


def _png(image: Image.Image) -> bytes:
    """Hardly compressed: Limner encodes it again in the format that is asked for."""
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def _too_large(placement: Placement) -> ProviderBadRequest:
    give_memory_back()
    return ProviderBadRequest(
        f"The picture needs more memory than {placement.device} has free.",
        hint="Choose a smaller size or model, or close what else uses the GPU.",
    )
