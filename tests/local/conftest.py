"""Tiny pipelines, a Hub that offers them, and what a request for one looks like.

These tests need PyTorch and diffusers: run them with `make test-local`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.hub import Hub
from harness.tiny_pipelines import FLUX, STABLE_DIFFUSION, save_flux, save_stable_diffusion


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the tiny pipelines, as the Hub has them or as they are copied by hand."""
    root = tmp_path_factory.mktemp("models")
    save_stable_diffusion(root / STABLE_DIFFUSION, half=True)
    save_flux(root / FLUX)
    return root


@pytest.fixture
def hub(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A Hub that is in force, with an empty cache."""
    monkeypatch.setenv("HF_HOME", str(tmp_path / "huggingface"))
    with Hub(models).running() as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.address)
        yield hub


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What PyTorch and diffusers warn of is not ours to mend."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.filterwarnings("default"))
