from typing import Any

import pytest
from jsonschema import Draft202012Validator

from harness.sample_documents import document, read
from limner.errors import InputError
from limner.workflows.inputs import validate_inputs
from limner.workflows.schema import workflow_schema

FIELDS = [
    {"name": "prompt", "required": True, "description": "What to paint"},
    {"name": "count", "type": "number", "default": 2},
    {"name": "photo", "type": "image"},
    {"name": "tags", "type": "list"},
    {"name": "loud", "type": "boolean"},
    {"name": "more", "type": "params"},
]
VALUE = document(
    [
        ("request", "start", {"fields": FIELDS}),
        ("one", "paint", {"prompt": "x"}),
        ("several", "paint", {"prompt": "x", "count": 3}),
        ("each", "paint", {}),
        ("text", "words", {}),
        ("response", "answer", {"outputs": [{"name": "caption", "value": "a fox"}]}),
    ],
    [
        "one.image-out > response.cover",
        "several.image-out > response.gallery",
        "request.tags > each.prompt-in",
        "each.image-out > response.tagged",
        "text.text-out > response.title",
    ],
)


def test_both_schemas_are_valid_json_schema() -> None:
    for schema in workflow_schema(read(VALUE)).values():
        Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize(
    "body",
    [
        {"prompt": "x"},
        {"prompt": "x", "count": 3, "photo": "ast_1", "tags": [], "loud": True, "more": {}},
        {"prompt": "x", "photo": {"attachmentId": "ast_1"}},
        {"prompt": "x", "photo": "https://example.com/cat.png"},
        {"prompt": "x", "photo": "data:image/png;base64,AAAA"},
        {"prompt": "x", "photo": "file:///cat.png"},
        {},
        {"prompt": 3},
        {"prompt": "x", "photo": "cat.png"},
        {"prompt": "x", "extra": 1},
        {"prompt": "x", "loud": "yes"},
        {"prompt": "x", "tags": {}},
    ],
)
def test_the_inputs_schema_agrees_with_the_check(body: dict[str, Any]) -> None:
    readings = read(VALUE)
    try:
        validate_inputs(readings.run_inputs, body)
        accepted = True
    except InputError:
        accepted = False
    schema = workflow_schema(readings)["inputs"]
    assert Draft202012Validator(schema).is_valid(body) == accepted


def test_the_outputs_schema_says_what_is_a_list() -> None:
    properties = workflow_schema(read(VALUE))["outputs"]["properties"]
    assert {name: schema["type"] for name, schema in properties.items()} == {
        "cover": "string",
        "gallery": "array",
        "tagged": "array",
        "title": "string",
        "caption": "string",
        "runId": "string",
    }


def test_a_workflow_without_either_has_empty_schemas() -> None:
    schemas = workflow_schema(read(document([("text", "words", {})])))
    assert schemas["inputs"]["properties"] == {}
    assert list(schemas["outputs"]["properties"]) == ["runId"]
