"""Text models over HTTP, and their share of an estimate."""

from __future__ import annotations

from typing import Any

import pytest

from harness.api import Api


async def test_text_models_come_with_price_and_availability(api: Api) -> None:
    answer = (await api.get("/api/text-models")).json
    models = {model["id"]: model for model in answer["items"]}
    built_in = models[answer["default"]]
    assert built_in["isDefault"]
    assert built_in["available"]
    assert built_in["price"]["creditsMax"] == 0
    assert "no AI" in built_in["description"]
    others = [model for model in models.values() if model is not built_in]
    assert others
    for model in others:
        assert not model["available"]
        assert model["unavailableReason"]
        assert model["price"]["creditsMax"] > 0
    prefixes = {template["idPrefix"] for template in answer["templates"]}
    assert "ollama/" in prefixes


@pytest.mark.parametrize(
    ("data", "credits"),
    [
        ({"promptMode": "manual", "promptModel": "claude-sonnet-5-5"}, 0),
        ({"promptMode": "prompt_ai"}, 0),
        ({"promptMode": "prompt_ai", "promptModel": "claude-sonnet-5-5"}, 19),
        ({"promptMode": "auto", "promptModel": "claude-sonnet-5-5", "count": 3}, 19),
        ({"promptMode": "auto", "promptModel": "claude-sonnet-5-5", "items": 10}, 181),
        ({"promptMode": "prompt_ai", "promptModel": "ollama/llama3.2"}, 0),
        ({"promptMode": "prompt_ai", "promptModel": "openai/gpt-0"}, None),
    ],
)
async def test_an_estimate_has_the_prompt_models_share(
    api: Api, data: dict[str, Any], credits: int | None
) -> None:
    settings = {"model": "sketch", "prompt": "a fox", **data}
    assert (await api.post("/api/estimate", settings)).json["credits"] == credits
