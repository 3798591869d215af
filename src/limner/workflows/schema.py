"""The JSON Schemas of what a workflow takes and what it answers. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from limner.nodes._instructions import FILE_NAMED
from limner.nodes.contract import HandleType, RunInput
from limner.workflows.inputs import ADDRESS, ASSET_ID
from limner.workflows.outputs import RunOutput, run_outputs
from limner.workflows.reading import Readings

Schema = dict[str, Any]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_ASSET_ID: Schema = {"type": "string", "pattern": f"^{ASSET_ID.pattern}$"}
_IMAGE: Schema = {
    "anyOf": [
        _ASSET_ID,
        {"type": "string", "format": "uri", "pattern": f"^({ADDRESS.pattern}|data:)"},
        {
            "type": "object",
            "properties": {"attachmentId": _ASSET_ID},
            "required": ["attachmentId"],
        },
    ]
}
_INPUT_TYPES: dict[HandleType, Schema] = {
    "text": {"type": "string"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "image": _IMAGE,
    "file": _IMAGE,
    "list": {"type": "array"},
    "params": {"type": "object"},
}
_FILE_NAMED: Schema = {"type": "string", "description": FILE_NAMED}
_TOOL_TYPES: dict[HandleType, Schema] = {
    "image": _FILE_NAMED,
    "file": _FILE_NAMED,
    "list": {"type": "array", "items": {}},
}
_ADDRESS: Schema = {"type": "string", "format": "uri"}
_OUTPUT_TYPES: dict[HandleType, Schema] = {
    "text": {"type": "string"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "image": _ADDRESS,
    "video": _ADDRESS,
    "audio": _ADDRESS,
    "file": _ADDRESS,
    "list": {"type": "array"},
    "params": {"type": "object"},
}


def workflow_schema(readings: Readings) -> Schema:
    """The schemas of a workflow's `inputs` and `outputs`."""
    return {
        "inputs": _payload_schema(readings) or inputs_schema(readings.run_inputs),
        "outputs": outputs_schema(run_outputs(readings)),
    }


def _payload_schema(readings: Readings) -> Schema | None:
    """The schema where a run is given any object."""
    reading = readings.of(readings.trigger) if readings.trigger else None
    if reading is None or not reading.node.takes_payload:
        return None
    example = {} if reading.data is None else reading.node.payload(reading.data)
    return {"$schema": _DIALECT, "type": "object", "properties": {}, "examples": [example]}


def inputs_schema(wanted: Sequence[RunInput]) -> Schema:
    """The schema of a run's inputs."""
    return _object(
        {item.name: _input(item) for item in wanted},
        [item.name for item in wanted if item.required and item.default is None],
    )


def tool_schema(wanted: Sequence[RunInput]) -> Schema:
    """The schema of a run's inputs as text models are told it: what vendors take of it."""
    schema = inputs_schema(wanted)
    del schema["$schema"]
    for item in wanted:
        shown = _TOOL_TYPES.get(item.type)
        if shown is not None:
            schema["properties"][item.name] = _described(item, shown)
    return schema


def outputs_schema(outputs: Sequence[RunOutput]) -> Schema:
    """The schema of a run's answer, `runId` included."""
    properties = {output.name: _output(output) for output in outputs}
    return _object({**properties, "runId": {"type": "string"}}, [*properties, "runId"])


def _object(properties: dict[str, Schema], required: list[str]) -> Schema:
    return {
        "$schema": _DIALECT,
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _input(item: RunInput) -> Schema:
    return _described(item, _INPUT_TYPES.get(item.type, {}))


def _described(item: RunInput, kind: Schema) -> Schema:
    schema: Schema = {"title": item.name, **kind}
    if item.description:
        schema["description"] = item.description
    if item.default is not None:
        schema["default"] = item.default
    return schema


def _output(output: RunOutput) -> Schema:
    one = _OUTPUT_TYPES.get(output.type, {})
    if not output.many:
        return one
    return {"type": "array", "items": {"anyOf": [one, {"type": "null"}]}}
