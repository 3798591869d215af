"""A refined prompt is shown, and paid for once somebody has confirmed it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from limner.errors import Conflict, PromptEmpty, PromptTooLong
from limner.media.assets import AssetFilter
from limner.studio import Studio
from limner.testing.fake import FakeProvider
from limner.testing.studio import make_studio
from limner.workflows.document import parse_document


def reviewed(**data: Any) -> dict[str, Any]:
    settings = {"model": "fake", "prompt": "make me a fox", "promptMode": "prompt_ai"}
    node = {
        "id": "image_gen",
        "type": "image",
        "position": {"x": 0, "y": 0},
        "data": settings | {"reviewPrompt": True, "size": "64x64"} | data,
    }
    return {"schema": 1, "name": "", "nodes": [node], "edges": []}


async def started(studio: Studio, document: dict[str, Any]) -> str:
    run = await studio.starter.run(parse_document(document), {})
    assert await studio.engine.wait(run.id, 30)
    return run.id


@pytest.fixture
def fake() -> FakeProvider:
    return FakeProvider(micro_usd=40_000)


async def test_the_run_pauses_with_the_prompt_and_nothing_is_asked_of_the_image_model(
    tmp_path: Path, fake: FakeProvider
) -> None:
    async with make_studio(tmp_path, providers=[fake]) as studio:
        run = await studio.runs.run(await started(studio, reviewed()))
    node = run["nodes"]["image_gen"]
    assert (run["status"], run["endedAt"], node["status"]) == ("paused", None, "pending")
    assert "fox" in node["review"]["prompt"]
    assert fake.requests == []


@pytest.mark.parametrize("changed", [None, "a red fox in snow"])
async def test_it_goes_on_with_the_confirmed_prompt_after_a_restart_too(
    tmp_path: Path, fake: FakeProvider, changed: str | None
) -> None:
    async with make_studio(tmp_path, providers=[fake]) as studio:
        run_id = await started(studio, reviewed())
        refined = (await studio.runs.run(run_id))["nodes"]["image_gen"]["review"]["prompt"]
    async with make_studio(tmp_path, providers=[fake]) as studio:
        assert await studio.engine.recover() == 0
        await studio.engine.confirm(run_id, {"image_gen": changed} if changed else {})
        assert await studio.engine.wait(run_id, 30)
        run = await studio.runs.run(run_id)
    node = run["nodes"]["image_gen"]
    assert (run["status"], node["status"], node["review"]) == ("succeeded", "succeeded", None)
    assert [request.prompt for request in fake.requests] == [changed or refined]
    assert node["output"]["prompt"] == (changed or refined)


async def test_a_node_that_is_not_named_goes_on_waiting(tmp_path: Path, fake: FakeProvider) -> None:
    document = reviewed()
    document["nodes"].append(document["nodes"][0] | {"id": "second"})
    async with make_studio(tmp_path, providers=[fake]) as studio:
        run_id = await started(studio, document)
        before = (await studio.runs.run(run_id))["nodes"]["second"]["review"]
        await studio.engine.confirm(run_id, {"image_gen": "a red fox"})
        assert await studio.engine.wait(run_id, 30)
        run = await studio.runs.run(run_id)
        assert run["status"] == "paused"
        assert run["nodes"]["image_gen"]["status"] == "succeeded"
        assert run["nodes"]["second"]["review"] == before
        assert [request.prompt for request in fake.requests] == ["a red fox"]
        await studio.engine.confirm(run_id, {})
        assert await studio.engine.wait(run_id, 30)
        assert (await studio.runs.run(run_id))["status"] == "succeeded"
    assert len(fake.requests) == 2


async def test_a_paused_run_can_be_cancelled(tmp_path: Path, fake: FakeProvider) -> None:
    async with make_studio(tmp_path, providers=[fake]) as studio:
        run_id = await started(studio, reviewed())
        assert await studio.engine.cancel(run_id)
        assert (await studio.runs.run(run_id))["status"] == "cancelled"
    assert fake.requests == []


async def test_what_does_not_wait_cannot_be_confirmed(tmp_path: Path, fake: FakeProvider) -> None:
    async with make_studio(tmp_path, providers=[fake]) as studio:
        run_id = await started(studio, reviewed())
        with pytest.raises(Conflict, match="does not wait"):
            await studio.engine.confirm(run_id, {"another": "a fox"})
        with pytest.raises(PromptEmpty):
            await studio.engine.confirm(run_id, {"image_gen": " "})
        with pytest.raises(PromptTooLong, match="longest is 4,000"):
            await studio.engine.confirm(run_id, {"image_gen": "x" * 4_001})
        await studio.engine.confirm(run_id, {})
        assert await studio.engine.wait(run_id, 30)
        with pytest.raises(Conflict):
            await studio.engine.confirm(run_id, {})
    assert len(fake.requests) == 1


async def test_one_prompt_that_is_refused_confirms_none(tmp_path: Path, fake: FakeProvider) -> None:
    document = reviewed()
    document["nodes"].append(document["nodes"][0] | {"id": "other"})
    async with make_studio(tmp_path, providers=[fake]) as studio:
        run_id = await started(studio, document)
        with pytest.raises(PromptEmpty):
            await studio.engine.confirm(run_id, {"image_gen": "a cat", "other": ""})
        await studio.engine.confirm(run_id, {"image_gen": "a dog", "other": "a cow"})
        assert await studio.engine.wait(run_id, 30)
    assert sorted(request.prompt for request in fake.requests) == ["a cow", "a dog"]


async def test_a_run_that_is_confirmed_and_cancelled_at_once_is_driven_once(
    tmp_path: Path,
) -> None:
    gate = asyncio.Event()
    fake = FakeProvider(gate=gate)
    async with make_studio(tmp_path, providers=[fake]) as studio:
        run_id = await started(studio, reviewed())
        confirming = asyncio.create_task(studio.engine.confirm(run_id, {}))
        await asyncio.sleep(0)
        assert await studio.engine.cancel(run_id)
        await asyncio.gather(confirming, return_exceptions=True)
        gate.set()
    async with make_studio(tmp_path, providers=[fake]) as studio:
        assert await studio.engine.recover() == 0
        assert (await studio.runs.run(run_id))["status"] == "cancelled"
        assert await studio.assets.list(AssetFilter()) == []
