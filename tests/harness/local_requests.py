"""Requests for pictures of a pipeline, without a contract of one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from limner.models.image_request import ImageRequest, ReferenceImage
from limner.providers.local import LocalProvider
from limner.providers.local.settings import LocalSettings

WIDTH, HEIGHT = 64, 48
ARGUMENTS: dict[str, Any] = {
    "prompt": "a fox",
    "width": WIDTH,
    "height": HEIGHT,
    "num_inference_steps": 3,
}


def request_to(
    repository: str, *references: ReferenceImage, seed: int = 7, count: int = 1, **arguments: Any
) -> ImageRequest:
    """A request for small pictures; an argument that is None is left out."""
    told = {**ARGUMENTS, "seed": seed, **arguments}
    return ImageRequest(
        model="tiny",
        provider=LocalProvider.name,
        endpoint=repository,
        prompt=ARGUMENTS["prompt"],
        styled_prompt=ARGUMENTS["prompt"],
        style="auto",
        width=WIDTH,
        height=HEIGHT,
        count=count,
        seed=seed,
        format="png",
        arguments={name: value for name, value in told.items() if value is not None},
        references=references,
    )


def local_provider(models: Path | None = None, **settings: Any) -> LocalProvider:
    """On the CPU, wherever the tests run."""
    return LocalProvider(
        LocalSettings.model_construct(models=models, **{"device": "cpu", **settings})
    )
