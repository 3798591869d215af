"""Local models on a CUDA device: numbers, offloading, memory. Left out where there is none."""

from __future__ import annotations

import asyncio
import io
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from harness.calls import RecordedCall
from harness.local_requests import local_provider, request_to
from harness.tiny_pipelines import FLUX, STABLE_DIFFUSION, WIDE, save_wide
from limner.errors import ProviderBadRequest
from limner.models.image_request import ReferenceImage
from limner.providers.local import LocalProvider
from limner.providers.local.placement import GIB, Machine, Offload, Wishes, place

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device")

MIB = 1024**2
ROOM = 3 * GIB
HALF = "bfloat16"


@pytest.fixture(scope="module")
def wide(models: Path) -> Path:
    """Parts that are too large to be overlooked: about half a gigabyte of weights each."""
    save_wide(models / WIDE)
    return models


@contextmanager
def only_free(size: int) -> Iterator[None]:
    """Hold all of the device's memory but ``size`` bytes."""
    free, _ = torch.cuda.mem_get_info()
    held = torch.empty(free - size, dtype=torch.uint8, device="cuda")
    try:
        yield
    finally:
        del held
        torch.cuda.empty_cache()


def array(data: bytes) -> np.ndarray[Any, np.dtype[np.float32]]:
    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(image, dtype=np.float32)


async def drawn(
    provider: LocalProvider, repository: str, call: RecordedCall | None = None, **arguments: Any
) -> tuple[bytes, dict[str, Any]]:
    answer = await provider.generate(request_to(repository, **arguments), call or RecordedCall())
    return answer.images[0].data, dict(answer.details)


@pytest.mark.parametrize("repository", [STABLE_DIFFUSION, FLUX])
async def test_it_is_taken_without_being_asked_for(models: Path, repository: str) -> None:
    provider = local_provider(models, device="auto")
    try:
        _, details = await drawn(provider, repository)
    finally:
        await provider.close()
    assert details == {"device": "cuda", "dtype": HALF}


@pytest.mark.parametrize("repository", [STABLE_DIFFUSION, FLUX])
async def test_a_seed_gives_nearly_the_picture_of_the_cpu(models: Path, repository: str) -> None:
    pictures = []
    for device in ("cpu", "cuda"):
        provider = local_provider(models, device=device, dtype="float32")
        try:
            data, details = await drawn(provider, repository)
        finally:
            await provider.close()
        assert details["device"] == device
        pictures.append(array(data))
    assert np.abs(pictures[0] - pictures[1]).max() <= 3


async def test_references_and_masks_reach_it(models: Path) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (80, 80), "teal").save(picture, "PNG")
    files = {"start": picture.getvalue(), "mask": picture.getvalue()}
    references = [
        ReferenceImage("startImage", "ast_1", "start", "image/png", field="image", many=False),
        ReferenceImage("mask", "ast_2", "mask", "image/png", field="mask_image", many=False),
    ]
    provider = local_provider(models, device="auto")
    try:
        for taken in (references[:1], references):
            request = request_to(STABLE_DIFFUSION, *taken, strength=0.7)
            answer = await provider.generate(request, RecordedCall(files=files))
            assert array(answer.images[0].data).shape == (48, 64, 3)
    finally:
        await provider.close()


@pytest.mark.parametrize(
    ("expected", "beside_the_largest"), [("models", 200 * MIB), ("layers", -400 * MIB)]
)
async def test_what_does_not_fit_waits_in_main_memory(
    wide: Path, expected: Offload, beside_the_largest: int
) -> None:
    whole = local_provider(wide, device="auto")
    try:
        at_once, _ = await drawn(whole, WIDE)
    finally:
        await whole.close()
    numbers = part_sizes(wide / WIDE)
    left = ROOM + 2 * max(numbers.values()) + beside_the_largest
    assert place(Machine(64 * GIB, left, True), Wishes(), numbers).offload == expected
    context = size_of_a_context()
    with only_free(left + context):
        provider = local_provider(wide, device="auto")
        try:
            before, _ = torch.cuda.mem_get_info()
            data, details = await drawn(provider, WIDE)
            after, _ = torch.cuda.mem_get_info()
        finally:
            await provider.close()
    assert details == {"device": "cuda", "dtype": HALF}
    resting = before - after - context
    assert resting < 2 * sum(numbers.values()) * 0.6, "the weights stayed on the device"
    assert np.abs(array(data) - array(at_once)).mean() < 8


def size_of_a_context() -> int:
    """What a process takes on the device before it does anything."""
    free, _ = torch.cuda.mem_get_info()
    program = "import torch; print(torch.cuda.mem_get_info()[0])"
    return free - int(subprocess.check_output([sys.executable, "-c", program]))


def part_sizes(folder: Path) -> dict[str, int]:
    """How many numbers each part has; they are saved as float32."""
    return {
        part.name: sum(file.stat().st_size for file in part.glob("*.safetensors")) // 4
        for part in folder.iterdir()
        if part.is_dir()
    }


async def test_a_picture_too_large_for_its_memory_is_said_so(models: Path) -> None:
    provider = local_provider(models, device="auto")
    try:
        await drawn(provider, STABLE_DIFFUSION)
        with only_free(300 * MIB), pytest.raises(ProviderBadRequest, match="needs more memory"):
            await drawn(provider, STABLE_DIFFUSION, width=4096, height=4096)
        _, details = await drawn(provider, STABLE_DIFFUSION)
    finally:
        await provider.close()
    assert details["device"] == "cuda"


async def test_a_resting_worker_gives_the_memory_back(wide: Path) -> None:
    torch.cuda.empty_cache()
    before, _ = torch.cuda.mem_get_info()
    provider = local_provider(wide, device="auto", idle_seconds=0.5)
    try:
        await drawn(provider, WIDE)
        while torch.cuda.mem_get_info()[0] < before - 64 * MIB:
            await asyncio.sleep(0.2)
        _, details = await drawn(provider, WIDE)
    finally:
        await provider.close()
    assert details["device"] == "cuda"
