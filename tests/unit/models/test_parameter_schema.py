"""Schemas of parameters are checked quickly, and from nothing but themselves."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from harness.sample_models import sample_model


def nested(levels: int) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(levels):
        schema = {"anyOf": [schema]}
    return schema


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "integer", "minimum": 1, "maximum": 50, "default": 20, "x-field": "a.steps"},
        {"type": "string", "maxLength": 10, "title": "T", "x-send-default": True, "default": ""},
        {"anyOf": [{"enum": ["a"]}, {"type": "object", "properties": {"pattern": {}}}]},
        {"type": "array", "items": {"type": "number", "multipleOf": 0.5}, "maxItems": 3},
    ],
)
def test_what_can_be_checked_is_taken(schema: dict[str, Any]) -> None:
    assert sample_model(parameters={"a": schema}).parameters == {"a": schema}


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "http://127.0.0.1/schema.json"},
        {"$ref": "#"},
        {"$dynamicRef": "#loop"},
        {"$id": "http://127.0.0.1/", "type": "string"},
        {"items": {"anyOf": [{"$ref": "file:///etc/passwd"}]}},
        {"type": "string", "pattern": "^(a+)+$"},
        {"type": "object", "patternProperties": {"(a+)+": {}}},
        {"type": "unheard of"},
        {"type": 12},
        {"enum": 5},
        {"maximum": "many"},
        {"multipleOf": 0},
        {"x-field": 5},
        {"x-field": ".a"},
        {"x-send-default": True},
        nested(30),
        nested(150),
    ],
)
def test_what_could_be_fetched_or_never_end_is_refused(schema: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="'a' cannot be used"):
        sample_model(parameters={"a": schema})


@pytest.mark.parametrize("seed", [{}, {"type": "string"}, {"type": "integer", "maximum": 10.5}])
def test_seeds_can_be_counted(seed: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="a seed is an integer"):
        sample_model(parameters={"seed": seed})
