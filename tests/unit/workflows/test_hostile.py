"""Whatever JSON comes in: problems come out, never an exception."""

import copy
import json
from contextlib import suppress
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from limner.errors import InputError, InvalidDocument, Problem
from limner.models.catalog import load_catalog
from limner.nodes import load_nodes
from limner.nodes.contract import CheckScope
from limner.workflows.check import check
from limner.workflows.document import parse_document
from limner.workflows.inputs import validate_inputs
from limner.workflows.plan import compile_plan
from limner.workflows.reading import Readings
from limner.workflows.schema import workflow_schema
from limner.workflows.upgrade import upgrade

NODES = load_nodes()
SCOPE = CheckScope(load_catalog(), max_prompt=4000)
CODES = {
    "address_refused",
    "bad_field",
    "bad_parameter",
    "crosses_loop",
    "cycle",
    "dangling_edge",
    "duplicate_id",
    "missing_input",
    "not_found",
    "prompt_too_long",
    "reference_not_supported",
    "references_missing",
    "too_deep",
    "too_large",
    "too_many_items",
    "too_many_references",
    "type_mismatch",
    "unknown_credential",
    "unknown_handle",
    "unknown_model",
    "unknown_node_type",
    "unknown_reference",
    "unsupported_size",
    "wrong_model",
}

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=True)
    | st.text(max_size=30)
    | st.sampled_from(["{{", "{{ a.output }}", "{% for", "{{ trigger.output.x }}", "\ud800", ""])
)
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=20,
)

types = st.sampled_from([node.type_id for node in NODES] + ["unknown", ""])
ids = st.sampled_from(["a", "b", "c", "trigger", "Not Valid", "true"])
handles = st.none() | st.sampled_from(
    sorted({h.name for node in NODES for h in (*node.inputs, *node.outputs)} | {"x", "runId", ""})
)
keys = st.sampled_from(
    sorted({info.alias or "" for node in NODES for info in node.data_type.model_fields.values()})
)
templates = st.sampled_from(
    [
        "a fox",
        "{{ a.output.text }}",
        "{{ b.output.images[0].url }}",
        "{{ trigger.output.x }}",
        "{{ run.attachments.c }}",
        "{% if a %}",
        "{{ a.output",
        "{{ [a] }}",
    ]
)
field = st.fixed_dictionaries({"name": st.sampled_from(["x", "y"])}, optional={"type": scalars})
data = st.dictionaries(keys, templates | anything | st.lists(field, max_size=3), max_size=5)
nodes = st.lists(
    st.fixed_dictionaries({"id": ids, "type": types, "data": data}),
    max_size=5,
    unique_by=lambda node: node["id"],
)
edges = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.uuids().map(str),
            "source": ids,
            "target": ids,
            "sourceHandle": handles,
            "targetHandle": handles,
        }
    ),
    max_size=8,
    unique_by=lambda edge: edge["id"],
)
drafts = st.fixed_dictionaries(
    {"schema": st.just(1), "name": st.just("x"), "nodes": nodes, "edges": edges}
)

STARTER: dict[str, Any] = {
    "schema": 1,
    "name": "Starter",
    "nodes": [
        {
            "id": "request",
            "type": "request_input",
            "position": {"x": 0, "y": 0},
            "data": {"fields": [{"name": "prompt", "type": "text", "required": True}]},
        },
        {
            "id": "image_gen",
            "type": "image",
            "position": {"x": 320, "y": 0},
            "data": {
                "model": "sketch",
                "prompt": "{{ trigger.output.prompt }}, at night",
                "aspectRatio": "16:9",
                "count": 2,
                "style": "cinematic",
                "params": {"seed": 42},
                "references": {"image": ["ast_1"]},
            },
        },
        {"id": "response", "type": "response_output", "position": {"x": 640, "y": 0}, "data": {}},
    ],
    "edges": [
        {
            "id": "e1",
            "source": "request",
            "sourceHandle": "prompt",
            "target": "image_gen",
            "targetHandle": "prompt-in",
        },
        {
            "id": "e2",
            "source": "image_gen",
            "sourceHandle": "image-out",
            "target": "response",
            "targetHandle": "image",
        },
    ],
}


def judged(value: object) -> list[Problem]:
    """Every problem of a value, and a plan where there is none."""
    try:
        parsed = parse_document(upgrade(value))
    except InvalidDocument as error:
        return list(error.problems)
    readings = Readings(parsed, NODES, SCOPE)
    found = check(readings)
    if not found:
        compile_plan(readings)
    workflow_schema(readings)
    return found


def test_the_starter_workflow_works() -> None:
    assert judged(STARTER) == []


@given(anything)
def test_any_json_at_all(value: object) -> None:
    for problem in judged(value):
        assert problem.code in CODES
        assert problem.message


@settings(max_examples=300)
@given(drafts)
def test_any_draft(value: dict[str, Any]) -> None:
    for problem in judged(value):
        assert problem.code in CODES
        assert problem.message
        json.dumps(problem.as_json())


@settings(max_examples=300)
@given(st.data())
def test_a_document_that_works_with_one_part_replaced(draw: st.DataObject) -> None:
    value = copy.deepcopy(STARTER)
    path = draw.draw(st.sampled_from(list(_paths(value))))
    inner: Any = value
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = draw.draw(anything)
    for problem in judged(value):
        assert problem.code in CODES


@settings(max_examples=300)
@given(drafts, st.dictionaries(st.sampled_from(["x", "y", "z"]), anything) | anything)
def test_any_inputs(value: dict[str, Any], given_inputs: object) -> None:
    with suppress(InvalidDocument):
        readings = Readings(parse_document(value), NODES, SCOPE)
        with suppress(InputError):
            values = validate_inputs(readings.run_inputs, given_inputs)
            assert set(values) == {wanted.name for wanted in readings.run_inputs}


def _paths(value: Any, way: tuple[Any, ...] = ()) -> Any:
    parts = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, part in parts:
        yield (*way, key)
        yield from _paths(part, (*way, key))
