"""Local models in a whole Limner."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from harness.bench import Bench
from harness.documents import prompt_to_image
from harness.tiny_pipelines import STABLE_DIFFUSION
from limner.models.model import Model
from limner.providers.local import LocalProvider
from limner.providers.local.settings import LocalSettings
from limner.testing.studio import make_studio

TINY = Model.model_validate(
    {
        "id": "tiny",
        "title": "Tiny",
        "description": "A pipeline with random weights.",
        "provider": LocalProvider.name,
        "endpoint": STABLE_DIFFUSION,
        "sizing": {"default": "64x48", "custom": {"min": 16, "max": 128, "multipleOf": 8}},
        "fields": {"prompt": "prompt", "width": "width", "height": "height"},
        "parameters": {
            "seed": {"type": "integer", "minimum": 0},
            "steps": {
                "type": "integer",
                "default": 3,
                "x-field": "num_inference_steps",
                "x-send-default": True,
            },
        },
        "price": {"usd": "0"},
        "timeLimitSeconds": 300,
    }
)


async def test_a_workflow_draws_with_a_local_model(models: Path, tmp_path: Path) -> None:
    settings = LocalSettings.model_construct(models=models, device="cpu")
    async with make_studio(tmp_path, models=[TINY], sections=(settings,)) as studio:
        bench = Bench(studio, "wf_test")
        document = prompt_to_image(model=TINY.id, count=2, params={"seed": 7})
        run = await bench.run(document, {"prompt": "a fox"})
        assert run["status"] == "succeeded", run["error"]
        images = run["nodes"]["image"]["output"]["images"]
        assert [image["seed"] for image in images] == [7, 8]
        asset = await studio.assets.find(images[0]["attachmentId"])
        assert (asset.width, asset.height) == (64, 48)


def test_the_server_does_without_pytorch() -> None:
    """It must stay small: the worker alone imports it."""
    program = "import sys, limner.server.app; print({'torch', 'diffusers'} & set(sys.modules))"
    paths = os.pathsep.join(filter(None, sys.path))
    out = subprocess.check_output(
        [sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": paths}, text=True
    )
    assert out.strip() == "set()"
