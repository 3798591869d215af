"""What the provider of local models asks its worker for, and what it says without one."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from limner.models.catalog import load_models
from limner.models.image_request import ImageRequest, ReferenceImage
from limner.models.parts import Role
from limner.models.request import ImageSettings, plan_requests
from limner.providers.local import LocalProvider
from limner.providers.local.provider import order_for, reference_for
from limner.providers.local.settings import LocalSettings
from limner.testing.studio import GivenSettings

PACKAGES = ("torch", "diffusers", "transformers", "accelerate", "safetensors")


def provider(*sections: LocalSettings) -> LocalProvider:
    (made,) = LocalProvider.instances(GivenSettings(home=Path("home"), sections=sections))
    return made


def planned(model_id: str, *roles: Role, **settings: object) -> ImageRequest:
    model = next(model for model in load_models() if model.id == model_id)
    references = [ReferenceImage(role, f"ast_{role}", role, "image/png") for role in roles]
    wish = ImageSettings.model_validate({"prompt": "a fox", **settings})
    return plan_requests(model, wish, references, seed=7, max_prompt=4000).requests[0]


def test_without_the_extra_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])
    reason = provider().unavailable_reason()
    assert reason is not None
    assert "pip install 'limner[local]'" in reason


def test_with_the_extra_it_is_available(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for package in PACKAGES:
        (tmp_path / f"{package}.py").touch()
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    assert provider().unavailable_reason() is None


def test_it_takes_one_call_at_a_time_and_may_be_asked_again() -> None:
    assert provider().max_concurrent == 1
    assert LocalProvider.resend_is_safe


def test_its_default_model_is_the_one_that_is_set() -> None:
    given = LocalSettings.model_construct(model="local/sdxl")
    assert provider(given).default_model == "local/sdxl"
    assert provider().default_model is None


def test_an_order_has_the_arguments_of_the_pipeline_and_the_seed_apart() -> None:
    request = planned("local/sd-turbo", params={"seed": 40, "steps": 2})
    order = order_for(request, 0, (), number=3)
    assert order.repository == "stabilityai/sd-turbo"
    assert (order.number, order.seed, order.width, order.height) == (3, 40, 512, 512)
    assert order.arguments == {
        "prompt": "a fox",
        "width": 512,
        "height": 512,
        "num_inference_steps": 2,
        "guidance_scale": 0,
    }


def test_each_image_of_a_request_has_its_own_seed() -> None:
    request = planned("local/sd-turbo", params={"seed": 40})
    assert [order_for(request, place, (), number=1).seed for place in range(3)] == [40, 41, 42]
    assert order_for(replace(request, seed=None), 1, (), number=1).seed is None


def test_a_start_image_is_brought_to_the_size_of_the_picture() -> None:
    request = planned("local/sdxl", "startImage", "mask")
    references = [reference_for(image, b"picture") for image in request.references]
    assert [each.field for each in references] == ["image", "mask_image"]
    assert all(each.fit and not each.many for each in references)


def test_references_to_look_at_keep_their_size() -> None:
    request = planned("local/flux-2-klein", "image", "style")
    references = [reference_for(image, b"picture") for image in request.references]
    assert [each.field for each in references] == ["image", "image"]
    assert all(each.many and not each.fit for each in references)


def test_start_images_change_the_defaults() -> None:
    assert planned("local/sd-turbo", "startImage").arguments["num_inference_steps"] == 4
    assert planned("local/sd-turbo", "startImage").arguments["strength"] == 0.5
