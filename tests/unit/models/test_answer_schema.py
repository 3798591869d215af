"""Which JSON Schemas an answer may be asked for by, and what fits one."""

from __future__ import annotations

from typing import Any

import pytest

from limner.models.answer_schema import MOST_BYTES, inlined, misfits, schema_problem

Json = dict[str, Any]


def of(**properties: Json) -> Json:
    return {"type": "object", "properties": properties}


COLOUR = of(colour={"type": "string", "pattern": "^#[0-9a-f]{6}$"})
NAMED = {**of(size={"$ref": "#/$defs/Size"}), "$defs": {"Size": {"type": "integer"}}}


@pytest.mark.parametrize("schema", [of(a={}), COLOUR, NAMED, of(a={"type": ["string", "null"]})])
def test_schemas_that_may_be_asked_for(schema: Json) -> None:
    assert schema_problem(schema) is None


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        ({}, "'type' is a required property"),
        ({"type": "array"}, "type is 'array', not object"),
        ({"type": "object"}, "it has no properties"),
        (of(a={"type": "text"}), "properties.a.type is 'text', not string, number"),
        (of(a={"if": {}}), "'if'"),
        (of(a={"patternProperties": {}}), "'patternProperties'"),
        (of(a={"$ref": "https://example.com/schema"}), "does not match"),
        (of(a={"$ref": "#/$defs/None"}), "names nothing in it"),
        (of(a={"pattern": "(("}), "the pattern '((' cannot be read"),
        (of(a={"pattern": "(?=x)"}), "cannot be read"),
        (of(a={"enum": []}), "enum"),
        (of(a={"description": "x" * MOST_BYTES}), "more than 20,000 bytes"),
    ],
)
def test_schemas_that_may_not(schema: Json, reason: str) -> None:
    assert reason in (schema_problem(schema) or "")


def test_a_schema_that_refers_to_itself_without_an_end_is_refused() -> None:
    tree = {
        **of(root={"$ref": "#/$defs/Node"}),
        "$defs": {"Node": of(below={"$ref": "#/$defs/Node"})},
    }
    assert "refers to itself" in (schema_problem(tree) or "")


def test_a_schema_whose_references_multiply_is_refused_at_once() -> None:
    definitions: Json = {"L0": {"type": "string"}}
    for level in range(1, 15):
        below = {"$ref": f"#/$defs/L{level - 1}"}
        definitions[f"L{level}"] = of(a=below, b=below)
    assert schema_problem({**of(root={"$ref": "#/$defs/L14"}), "$defs": definitions}) is not None


def test_a_schema_nested_without_measure_is_refused() -> None:
    deep: Json = {"type": "string"}
    for _ in range(10_000):
        deep = of(a=deep)
    assert schema_problem(deep) == "it is nested too deeply"


def test_references_are_replaced_by_what_they_name() -> None:
    assert inlined(NAMED) == of(size={"type": "integer"})


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ('{"colour": "#00ff00"}', None),
        ('{"colour": "green"}', "colour: 'green' does not match '^#[0-9a-f]{6}$'."),
        ('{"colour": 3}', "colour: 3 is not of type 'string'."),
        ("[]", "[] is not of type 'object'."),
        ("```json", "It is no JSON"),
        ("[" * 100_000, "It is no JSON"),
    ],
)
def test_what_keeps_an_answer_from_fitting(answer: str, reason: str | None) -> None:
    found = misfits(COLOUR, answer)[1]
    assert found == reason or (reason is not None and found is not None and reason in found)


def test_a_pattern_cannot_be_made_to_take_for_ever() -> None:
    evil = of(a={"type": "string", "pattern": "^(a+)+$"})
    assert misfits(evil, '{"a": "' + "a" * 5_000 + '!"}')[1] is not None
