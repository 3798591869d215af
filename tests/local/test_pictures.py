"""Pictures of real pipelines with tiny weights: the same as diffusers makes alone."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pytest_asyncio
import torch
from diffusers import (
    DiffusionPipeline,
    StableDiffusionImg2ImgPipeline,
    StableDiffusionInpaintPipeline,
)
from PIL import Image, ImageOps

from harness.calls import RecordedCall
from harness.local_requests import ARGUMENTS, HEIGHT, WIDTH, local_provider, request_to
from harness.tiny_pipelines import FLUX, STABLE_DIFFUSION
from limner.errors import ProviderBadRequest
from limner.models.image_request import ImageRequest, ReferenceImage
from limner.providers.local import LocalProvider

pytestmark = pytest.mark.asyncio(loop_scope="module")

MANY_STEPS = 900


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def provider(models: Path) -> AsyncIterator[LocalProvider]:
    """One for all tests: its worker takes seconds to start."""
    provider = local_provider(models)
    yield provider
    await provider.close()


def alone(folder: Path, kind: Any = DiffusionPipeline, **arguments: Any) -> Image.Image:
    """What diffusers makes without Limner."""
    pipeline = kind.from_pretrained(folder, dtype=torch.float32, use_safetensors=True)
    pipeline.set_progress_bar_config(disable=True)
    output = pipeline(**arguments, generator=torch.Generator().manual_seed(7))
    image: Image.Image = output.images[0]
    return image


def pixels(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data)) as image:
        return image.tobytes()


def picture(seed: int, width: int = 80, height: int = 80) -> Image.Image:
    noise = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return Image.fromarray(noise)


def png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


async def drawn(
    provider: LocalProvider, request: ImageRequest, call: RecordedCall | None = None
) -> bytes:
    answer = await provider.generate(request, call or RecordedCall())
    return answer.images[0].data


@pytest.mark.parametrize("repository", [STABLE_DIFFUSION, FLUX])
async def test_it_is_the_picture_that_diffusers_makes(
    provider: LocalProvider, models: Path, repository: str
) -> None:
    data = await drawn(provider, request_to(repository))
    assert pixels(data) == alone(models / repository, **ARGUMENTS).tobytes()


async def test_images_to_look_at_go_in_as_they_are(provider: LocalProvider, models: Path) -> None:
    images = [picture(1), picture(2, 64, 96)]
    references = [
        ReferenceImage("image", "ast_1", "first", "image/png", field="image"),
        ReferenceImage("style", "ast_2", "second", "image/png", field="image"),
    ]
    call = RecordedCall(files={"first": png(images[0]), "second": png(images[1])})
    data = await drawn(provider, request_to(FLUX, *references), call)
    assert pixels(data) == alone(models / FLUX, image=images, **ARGUMENTS).tobytes()


START = ReferenceImage("startImage", "ast_1", "start", "image/png", field="image", many=False)
MASK = ReferenceImage("mask", "ast_2", "mask", "image/png", field="mask_image", many=False)
IMAGE_TO_IMAGE = {
    name: value for name, value in ARGUMENTS.items() if name not in ("width", "height")
}


async def test_a_start_image_makes_it_image_to_image(provider: LocalProvider, models: Path) -> None:
    image = picture(1)
    call = RecordedCall(files={"start": png(image)})
    data = await drawn(provider, request_to(STABLE_DIFFUSION, START, strength=0.7), call)
    expected = alone(
        models / STABLE_DIFFUSION,
        StableDiffusionImg2ImgPipeline,
        image=ImageOps.fit(image, (WIDTH, HEIGHT)),
        strength=0.7,
        **IMAGE_TO_IMAGE,
    )
    assert pixels(data) == expected.tobytes()


async def test_a_mask_makes_it_inpainting(provider: LocalProvider, models: Path) -> None:
    image, mask = picture(1), Image.new("RGB", (80, 80))
    mask.paste("white", (20, 20, 60, 60))
    call = RecordedCall(files={"start": png(image), "mask": png(mask)})
    data = await drawn(provider, request_to(STABLE_DIFFUSION, START, MASK, strength=0.7), call)
    expected = alone(
        models / STABLE_DIFFUSION,
        StableDiffusionInpaintPipeline,
        image=ImageOps.fit(image, (WIDTH, HEIGHT)),
        mask_image=ImageOps.fit(mask, (WIDTH, HEIGHT)),
        strength=0.7,
        **ARGUMENTS,
    )
    assert pixels(data) == expected.tobytes()


async def test_what_is_transparent_is_white(provider: LocalProvider) -> None:
    clear = Image.new("RGBA", (80, 80), (255, 0, 0, 0))
    pictures = [
        await drawn(
            provider,
            request_to(STABLE_DIFFUSION, START, strength=0.7),
            RecordedCall(files={"start": png(image)}),
        )
        for image in (clear, Image.new("RGB", (80, 80), "white"))
    ]
    assert pictures[0] == pictures[1]


async def test_seeds_count_up_and_make_the_picture(provider: LocalProvider) -> None:
    answer = await provider.generate(request_to(STABLE_DIFFUSION, seed=40, count=2), RecordedCall())
    assert [image.seed for image in answer.images] == [40, 41]
    assert answer.images[0].data != answer.images[1].data
    again = await drawn(provider, request_to(STABLE_DIFFUSION, seed=41))
    assert again == answer.images[1].data
    assert answer.micro_usd == 0
    assert answer.details == {"device": "cpu", "dtype": "float32"}


async def test_each_step_is_told(provider: LocalProvider) -> None:
    call = RecordedCall()
    await drawn(provider, request_to(STABLE_DIFFUSION), call)
    assert call.texts[-3:] == ["Step 1 of 3", "Step 2 of 3", "Step 3 of 3"]
    assert call.fractions[-3:] == [1 / 3, 2 / 3, 1]


async def test_it_is_loaded_once(provider: LocalProvider) -> None:
    await drawn(provider, request_to(STABLE_DIFFUSION))
    call = RecordedCall()
    await drawn(provider, request_to(STABLE_DIFFUSION), call)
    assert call.texts[0] == "Step 1 of 3"


async def test_another_model_takes_its_place(provider: LocalProvider) -> None:
    await drawn(provider, request_to(STABLE_DIFFUSION))
    for repository in (FLUX, STABLE_DIFFUSION):
        call = RecordedCall()
        await drawn(provider, request_to(repository), call)
        assert call.texts[0] == f"Loading {repository}"


async def test_calls_wait_for_one_another(provider: LocalProvider) -> None:
    texts: list[str | None] = []

    class Shared(RecordedCall):
        def progress(self, fraction: Any = None, text: Any = None, **_: Any) -> None:
            texts.append(text)

    await drawn(provider, request_to(STABLE_DIFFUSION))
    await asyncio.gather(
        *(provider.generate(request_to(STABLE_DIFFUSION, seed=n), Shared()) for n in range(3))
    )
    assert texts == ["Step 1 of 3", "Step 2 of 3", "Step 3 of 3"] * 3


async def test_a_cancelled_picture_is_given_up_between_steps(provider: LocalProvider) -> None:
    before = await drawn(provider, request_to(STABLE_DIFFUSION))
    begun = asyncio.Event()

    class Watched(RecordedCall):
        def progress(self, fraction: Any = None, text: Any = None, **_: Any) -> None:
            self.texts.append(text)
            begun.set()

    call = Watched()
    request = request_to(STABLE_DIFFUSION, num_inference_steps=MANY_STEPS)
    task = asyncio.create_task(provider.generate(request, call))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    told = len(call.texts)
    next_call = RecordedCall()
    assert await drawn(provider, request_to(STABLE_DIFFUSION), next_call) == before
    assert next_call.texts[0] == "Step 1 of 3", "the worker was ended instead"
    assert len(call.texts) == told < MANY_STEPS


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"no_such_thing": 1}, "StableDiffusionPipeline takes no no_such_thing"),
        ({"height": 50}, "divisible by 8"),
    ],
)
async def test_what_the_pipeline_refuses_is_a_bad_request(
    provider: LocalProvider, arguments: dict[str, Any], words: str
) -> None:
    with pytest.raises(ProviderBadRequest, match=words):
        await drawn(provider, request_to(STABLE_DIFFUSION, **arguments))


async def test_a_name_that_is_no_repository_is_refused(provider: LocalProvider) -> None:
    with pytest.raises(ProviderBadRequest, match="is not the name of a model"):
        await drawn(provider, request_to(f"../{STABLE_DIFFUSION}"))
