"""Requests are held to published schemas more strictly than these ask for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from referencing.exceptions import Unresolvable

from limner.testing.emulators.schemas import Complaint, Contract

SIZE = {
    "type": "object",
    "properties": {"width": {"type": "integer"}, "height": {"type": "integer"}},
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["prompt"],
    "properties": {
        "prompt": {"type": "string", "maxLength": 5},
        "size": {"$ref": "#/$defs/Size"},
        "colours": {"type": "array", "items": {"$ref": "#/$defs/Size"}},
        "notes": {"type": "object"},
    },
    "$defs": {"Size": SIZE},
}


def rules(body: Any, schema: dict[str, Any] = SCHEMA) -> list[tuple[tuple[Any, ...], str]]:
    return [(found.path, found.rule) for found in Contract(schema).complaints(body)]


def test_what_the_schema_takes_is_taken() -> None:
    body = {"prompt": "fox", "size": {"width": 1}, "notes": {"anything": 1}}
    assert rules(body) == []


def test_unknown_fields_are_refused_at_every_depth_and_named() -> None:
    body = {"prompt": "fox", "seed": 1, "colours": [{"width": 1, "depth": 2}]}
    assert rules(body) == [
        (("seed",), "additionalProperties"),
        (("colours", 0, "depth"), "additionalProperties"),
    ]
    assert Contract(SCHEMA).complaints(body)[0] == Complaint(
        ("seed",), "additionalProperties", "Unknown parameter: 'seed'."
    )


def test_each_fault_says_where_and_by_which_rule() -> None:
    assert rules({"prompt": "a long prompt", "size": {"width": "1"}}) == [
        (("prompt",), "maxLength"),
        (("size", "width"), "type"),
    ]
    assert rules({}) == [((), "required")]


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "properties": {"a": {}}, "additionalProperties": True},
        {"type": "object", "properties": {"a": {}}, "allOf": [{"required": ["a"]}]},
    ],
)
def test_objects_that_say_what_else_they_take_stay_open(schema: dict[str, Any]) -> None:
    assert rules({"a": 1, "b": 2}, schema) == []


def test_a_document_of_several_schemas_is_read_at_a_pointer(tmp_path: Path) -> None:
    file = tmp_path / "schemas.json"
    file.write_text(json.dumps({"own/size": SIZE, "other": {"$ref": "#/own~1size"}}))
    contract = Contract.read(file)
    for pointer in ("/own~1size", "/other"):
        assert contract.complaints({"width": 1}, pointer) == []
        assert contract.complaints({"depth": 1}, pointer) != []
    with pytest.raises(Unresolvable):
        contract.complaints({}, "/nowhere")
