"""A studio for tests runs workflows, and hears nothing of the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.documents import prompt_to_image
from limner.errors import ContentRefused, InvalidWorkflow
from limner.testing.fake import FakeProvider
from limner.testing.studio import make_studio, run_to_end


async def test_a_workflow_runs_to_its_end(tmp_path: Path) -> None:
    fake = FakeProvider()
    async with make_studio(tmp_path, providers=[fake]) as studio:
        run = await run_to_end(studio, prompt_to_image(), {"prompt": "a fox"})
    assert run["status"] == "succeeded", run["error"]
    assert run["outputs"]["image"].startswith("http://127.0.0.1:8420/files/ast_")
    assert [request.prompt for request in fake.requests] == ["a fox"]


async def test_a_failing_provider_fails_the_run_with_its_error(tmp_path: Path) -> None:
    fake = FakeProvider(failures=[ContentRefused("No foxes here.")])
    async with make_studio(tmp_path, providers=[fake]) as studio:
        run = await run_to_end(studio, prompt_to_image(), {"prompt": "a fox"})
    assert (run["status"], run["error"]["code"]) == ("failed", "content_refused")
    assert run["nodes"]["response"]["status"] == "skipped"


async def test_the_price_is_charged(tmp_path: Path) -> None:
    fake = FakeProvider(micro_usd=7_000)
    async with make_studio(tmp_path, providers=[fake]) as studio:
        run = await run_to_end(studio, prompt_to_image(count=3), {"prompt": "a fox"})
    assert run["cost"] == 21


async def test_at_most_so_many_requests_go_on_at_once(tmp_path: Path) -> None:
    fake = FakeProvider(latency=0.01, max_concurrent=3)
    async with make_studio(tmp_path, providers=[fake]) as studio:
        run = await run_to_end(studio, prompt_to_image(count=15), {"prompt": "a fox"})
    assert (len(run["nodes"]["image"]["output"]["images"]), fake.most_at_once) == (15, 3)


async def test_the_environment_does_not_reach_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIMNER_DATABASE_URL", f"sqlite:///{tmp_path / 'other.db'}")
    async with make_studio(tmp_path / "home", max_prompt=5) as studio:
        assert studio.settings.max_prompt == 5
        with pytest.raises(InvalidWorkflow):
            await run_to_end(studio, prompt_to_image(prompt="too long a prompt"))
    assert not (tmp_path / "other.db").exists()
