"""Weights from the Hub: fetched once, only what is needed, and plainly told of where they are not
to be had.
"""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from harness.calls import RecordedCall
from harness.hub import Hub
from harness.local_requests import local_provider, request_to
from harness.tiny_pipelines import FLUX, STABLE_DIFFUSION
from limner.errors import (
    ProviderBadRequest,
    ProviderError,
    ProviderUnauthorized,
    ProviderUnreachable,
    StorageFull,
)
from limner.providers.contract import ProviderAnswer
from limner.providers.local import LocalProvider

END_SECONDS = 60
NOWHERE = "http://127.0.0.1:9"


@asynccontextmanager
async def opened(models: Path | None = None, **settings: Any) -> AsyncIterator[LocalProvider]:
    provider = local_provider(models, **settings)
    try:
        yield provider
    finally:
        await provider.close()


async def draw(
    repository: str, call: RecordedCall | None = None, **settings: Any
) -> ProviderAnswer:
    """A picture from a worker of its own."""
    async with opened(**settings) as provider:
        return await provider.generate(request_to(repository), call or RecordedCall())


async def refusal(repository: str, **settings: Any) -> ProviderError | StorageFull:
    with pytest.raises((ProviderError, StorageFull)) as refused:
        await draw(repository, **settings)
    return refused.value


async def test_what_is_fetched_once_is_not_asked_for_again(hub: Hub) -> None:
    call = RecordedCall()
    first = await draw(STABLE_DIFFUSION, call)
    assert any((text or "").startswith("Downloading") for text in call.texts)
    assert hub.fetched()

    hub.asked.clear()
    second = await draw(STABLE_DIFFUSION)
    assert second.images == first.images
    assert hub.asked == []


async def test_only_what_the_pipeline_needs_is_fetched(hub: Hub) -> None:
    await draw(STABLE_DIFFUSION)
    fetched = hub.fetched()
    assert "unet/diffusion_pytorch_model.safetensors" in fetched
    assert [name for name in fetched if ".fp16." in name] == []


async def test_half_precision_is_fetched_where_it_does(hub: Hub) -> None:
    answer = await draw(STABLE_DIFFUSION, dtype="bfloat16")
    assert answer.details["dtype"] == "bfloat16"
    weights = [name for name in hub.fetched() if name.endswith(".safetensors")]
    assert weights
    assert all(".fp16." in name for name in weights)


async def test_offline_it_says_how_to_fetch_it(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "weights"
    monkeypatch.setenv("HF_ENDPOINT", NOWHERE)
    error = await refusal(FLUX, models=folder)
    assert isinstance(error, ProviderUnreachable)
    assert FLUX in error.detail

    words = shlex.split((error.hint or "").partition(": ")[2])
    assert words[:3] == ["hf", "download", FLUX]
    program = Path(sys.executable).with_name("hf")
    await asyncio.to_thread(
        subprocess.run,
        [program, *words[1:]],
        env={**os.environ, "HF_ENDPOINT": hub.address},
        check=True,
    )
    assert (await draw(FLUX, models=folder)).images


@pytest.mark.usefixtures("hub")
async def test_offline_what_is_here_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "weights"
    first = await draw(FLUX, models=folder)
    assert (folder / f"models--{FLUX.replace('/', '--')}").is_dir()
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert (await draw(FLUX, models=folder)).images == first.images
    assert isinstance(await refusal(STABLE_DIFFUSION, models=folder), ProviderUnreachable)


async def test_the_other_precision_does_where_it_is_here(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    await draw(STABLE_DIFFUSION)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert (await draw(STABLE_DIFFUSION, dtype="bfloat16")).details["dtype"] == "bfloat16"
    assert [name for name in hub.fetched() if ".fp16." in name] == []


async def test_a_licence_to_accept_first_is_told_of(hub: Hub) -> None:
    hub.gated.add(FLUX)
    error = await refusal(FLUX)
    assert isinstance(error, ProviderUnauthorized)
    assert f"{hub.address}/{FLUX}" in (error.hint or "")


@pytest.mark.usefixtures("hub")
async def test_a_model_that_is_not_there_is_a_bad_request() -> None:
    error = await refusal("nobody/nothing")
    assert isinstance(error, ProviderBadRequest)
    assert "nobody/nothing" in error.detail


async def test_a_repository_without_a_pipeline_is_a_bad_request(hub: Hub, tmp_path: Path) -> None:
    hub.root = tmp_path
    (tmp_path / "some" / "texts").mkdir(parents=True)
    (tmp_path / "some" / "texts" / "model.safetensors").write_bytes(b"weights")
    assert "model_index.json" in (await refusal("some/texts")).detail


async def test_weights_that_could_run_code_are_not_even_fetched(
    hub: Hub, models: Path, tmp_path: Path
) -> None:
    hub.root = tmp_path
    folder = shutil.copytree(models / FLUX, tmp_path / FLUX)
    weights = folder / "vae" / "diffusion_pytorch_model.safetensors"
    weights.rename(weights.with_suffix(".bin"))
    error = await refusal(FLUX)
    assert isinstance(error, ProviderBadRequest)
    assert hub.fetched() == ["model_index.json"]


async def test_a_disk_too_small_is_found_out_before_it_is_filled(hub: Hub) -> None:
    hub.claimed["vae/diffusion_pytorch_model.safetensors"] = 10**18
    error = await refusal(FLUX)
    assert isinstance(error, StorageFull)
    assert hub.fetched() == ["model_index.json"]


SERVER = """
import asyncio, sys
from harness.calls import RecordedCall
from harness.local_requests import local_provider, request_to

asyncio.run(local_provider().generate(request_to(sys.argv[1]), RecordedCall()))
"""


async def test_after_kill_9_while_fetching_nothing_is_left_running_and_the_rest_is_fetched(
    hub: Hub,
) -> None:
    hub.held.clear()
    paths = os.pathsep.join(filter(None, sys.path))
    with subprocess.Popen(
        [sys.executable, "-c", SERVER, FLUX], env={**os.environ, "PYTHONPATH": paths}
    ) as server:
        assert await asyncio.to_thread(hub.reached.wait, END_SECONDS)
        (worker,) = psutil.Process(server.pid).children()
        server.kill()
    await asyncio.to_thread(psutil.wait_procs, [worker], END_SECONDS)
    assert not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE

    hub.held.set()
    assert (await draw(FLUX)).images
