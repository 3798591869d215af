from typing import Any

import pytest
from pydantic import ValidationError

from harness.sample_models import sample_model, sized_model
from limner.models.parts import Role


@pytest.mark.parametrize(("role", "limit"), [("image", 3), ("style", 1), ("mask", 0)])
def test_how_many_references_of_a_kind_it_takes(role: Role, limit: int) -> None:
    assert sample_model().limit_of(role) == limit


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": ""},
        {"sockets": []},
        {"max_references": 0},
        {"max_count": 0},
        {"time_limit_seconds": 0},
        {"sockets": [{"role": "sound", "limit": 1}]},
        {"unheard_of": 1},
        {"id": "line\nbreak"},
        {"id": "../other"},
        {"id": "a//b"},
        {"id": "\u202edesrever"},
        {"id": "x" * 256},
        {"title": "x" * 201},
        {"min_prompt": 10**9},
        {"time_limit_seconds": 1e9},
        {"fields": {"prompt": "input", "count": "input.count"}},
        {"fields": {"prompt": "input."}},
        {"fields": {"prompt": "prompt"}, "parameters": {"a": {"x-field": "prompt.a"}}},
        {"fields": {"prompt": "prompt"}, "edit": {"endpoint": "e", "parameters": {"prompt.a": {}}}},
        {"price": {"usd": "9" * 30}},
        {"price": {"usd": "٣"}},
        {"price": {"usd": "1", "usd_min": "2"}},
        {"price": {"unit": "second", "usd": "1", "seconds": 1e308}},
    ],
)
def test_a_contract_that_contradicts_itself_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        sample_model(**wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"default": "ex"},
        {"default": "0x0"},
        {"default": "100000x1"},
        {"default_resolution": "9K"},
        {"resolutions": ["9K"]},
        {"image_sizes": ["unheard_of"]},
        {"aspect_ratios": ["0:1"]},
        {"ratios": {"1:1": "wide"}},
        {"custom": {"min": 2, "max": 1}},
        {"custom": {"max": 10, "max_pixels": -1}},
        {"custom": {"max": 10**9}},
    ],
)
def test_a_size_that_nobody_can_reckon_with_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        sized_model(**wrong)
