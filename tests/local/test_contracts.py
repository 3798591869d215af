"""The shipped contracts against the pipelines they are for: every argument is one they take."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from typing import Any

import pytest
from diffusers import (
    Flux2KleinPipeline,
    StableDiffusionImg2ImgPipeline,
    StableDiffusionPipeline,
    StableDiffusionXLImg2ImgPipeline,
    StableDiffusionXLInpaintPipeline,
    StableDiffusionXLPipeline,
    ZImagePipeline,
)

from limner.models.catalog import load_models
from limner.models.image_request import ReferenceImage
from limner.models.model import Model
from limner.models.parts import Role
from limner.models.request import ImageSettings, plan_requests
from limner.providers.local import LocalProvider

MODELS = {model.id: model for model in load_models() if model.provider == LocalProvider.name}
APART = {"seed"}
"""A seed is no argument: the worker makes a generator of it."""
SIDES = {"width", "height"}
"""Left out where a pipeline takes the size of its start image."""

CASES: list[tuple[str, tuple[Role, ...], Any, set[str]]] = [
    ("local/flux-2-klein", (), Flux2KleinPipeline, set()),
    ("local/flux-2-klein", ("image", "style", "character"), Flux2KleinPipeline, set()),
    ("local/sd-turbo", (), StableDiffusionPipeline, set()),
    ("local/sd-turbo", ("startImage",), StableDiffusionImg2ImgPipeline, SIDES),
    ("local/sdxl", (), StableDiffusionXLPipeline, set()),
    ("local/sdxl", ("startImage",), StableDiffusionXLImg2ImgPipeline, SIDES),
    ("local/sdxl", ("startImage", "mask"), StableDiffusionXLInpaintPipeline, set()),
    ("local/z-image-turbo", (), ZImagePipeline, set()),
]


def sent(model: Model, roles: Iterable[Role]) -> set[str]:
    """The names of all that is sent when every parameter is said."""
    references = [ReferenceImage(role, f"ast_{role}", role, "image/png") for role in roles]
    holding = model.for_references() if references else model
    said = {name: schema.get("default", 1) for name, schema in holding.parameters.items()}
    settings = ImageSettings(prompt="a fox", params=said)
    planned = plan_requests(model, settings, references, seed=7, max_prompt=4000)
    assert planned.dropped_params == ()
    (request,) = planned.requests
    return {*request.arguments, *(image.field or "" for image in request.references)}


@pytest.mark.parametrize(
    ("model_id", "roles", "pipeline", "left_out"),
    CASES,
    ids=[f"{model_id} {' '.join(roles)}" for model_id, roles, *_ in CASES],
)
def test_every_argument_is_one_the_pipeline_takes(
    model_id: str, roles: tuple[Role, ...], pipeline: Any, left_out: set[str]
) -> None:
    taken = set(inspect.signature(pipeline.__call__).parameters)
    assert sent(MODELS[model_id], roles) - APART - left_out <= taken
    assert left_out & taken == set()


def test_every_contract_is_looked_at() -> None:
    assert {model_id for model_id, *_ in CASES} == set(MODELS)


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_it_says_its_licence_and_costs_nothing(model: Model) -> None:
    assert model.licence
    assert model.price is not None
    assert model.price.usd == "0"
