"""`limner models`: what can make images here."""

from __future__ import annotations

import asyncio

import pytest

from harness.shell import Shell
from limner.models.catalog import load_catalog
from limner.testing.studio import make_studio


def lines_of(shell: Shell, *options: str) -> dict[str, str]:
    """What is printed of each model, by the first word: its id."""
    listed = shell("models", *options)
    assert listed.code == 0
    return {line.split()[0]: line for line in listed.out.splitlines()}


def test_those_that_are_enabled_are_listed_and_the_others_when_asked_for(shell: Shell) -> None:
    enabled, everything = lines_of(shell), lines_of(shell, "--all")
    for model in load_catalog():
        assert (model.id in enabled) is model.enabled
        assert model.title in everything[model.id]
        assert everything[model.id].split()[-1] == ("yes" if model.enabled else "no")
    hidden = sum(not model.enabled for model in load_catalog())
    assert enabled[str(hidden)].endswith("limner models --all lists them.")


def test_each_has_its_price_and_how_many_references_it_takes(shell: Shell) -> None:
    lines = lines_of(shell, "--all")
    assert "~35 cr" in lines["bytedance/seedream/v5/lite/text-to-image"]
    assert "up to 10" in lines["bytedance/seedream/v5/lite/text-to-image"]
    assert "free" in lines["sketch"]
    assert "(default)" in lines["sketch"]
    assert "unknown" in lines["fal-ai/birefnet/v2"]
    assert "1, needed" in lines["fal-ai/birefnet/v2"]
    assert "–" in lines["dall-e-3"]


def test_why_one_cannot_be_used_is_said_once_for_a_provider(shell: Shell) -> None:
    told = shell("models", "--all").out
    assert told.count("FAL_KEY") == 1
    assert "! fal: It has no key. Set FAL_KEY" in told
    assert "! dall-e-3: It was shut down on 2026-05-12. Use gpt-image-2 instead." in told


def test_with_a_key_the_models_can_be_used(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAL_KEY", "a:key")
    told = shell("models").out
    assert "FAL_KEY" not in told
    [line] = [line for line in told.splitlines() if "Seedream V5 Lite" in line]
    assert line.split()[-2:] == ["yes", "yes"]


def test_what_a_workspace_enabled_is_listed(shell: Shell) -> None:
    async def enable() -> None:
        async with make_studio(shell.home) as studio:
            await studio.shelf.enable("fal-ai/flux-2", True)

    asyncio.run(enable())
    assert "fal-ai/flux-2" in lines_of(shell)


def test_the_contracts_are_given_as_json(shell: Shell) -> None:
    models = shell("models", "--json").json
    assert [item["id"] for item in models["items"]] == [model.id for model in load_catalog()]
    [default] = [item for item in models["items"] if item["isDefault"]]
    assert default["id"] == models["default"]
    assert default["price"]["creditsMax"] == 0
    assert default["price"]["usd"] == "0"
    assert default["parameters"]["properties"]["seed"]["type"] == "integer"
