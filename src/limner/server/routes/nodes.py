"""The node types."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter

from limner.nodes.contract import AnyNode, Handle, OnCall, OnClock, OutputField
from limner.server.answers import Json, TheStudio
from limner.server.schemas.node import NodeType
from limner.server.schemas.shape import JsonObject, Listing

router = APIRouter(tags=["catalogue"])


@router.get("/api/nodes", summary="Node types", response_model=Listing[NodeType])
async def list_nodes(studio: TheStudio) -> Json:
    """What every kind of node takes, gives and looks like."""
    return Json({"items": [node_json(node) for node in studio.nodes]})


def node_json(node: AnyNode) -> JsonObject:
    return {
        "type": node.type_id,
        "title": node.title,
        "category": node.category,
        "description": node.description,
        "icon": node.icon,
        "keywords": list(node.keywords),
        "inputs": [_input_json(handle) for handle in node.inputs],
        "outputs": [_output_json(handle) for handle in node.outputs],
        "dynamic": {"inputs": node.dynamic_inputs, "outputs": node.dynamic_outputs},
        "tasks": list(node.tasks()),
        "picture": node.picture,
        "runnable": node.runnable,
        "startedBy": _started_by(node),
        "accepts": None if node.accepts is None else list(node.accepts),
        "dataSchema": _without_references(node.data_type.model_json_schema(by_alias=True)),
        "outputFields": _fields(node.output_schema),
        "holdsNodes": node.holds_nodes,
        "exampleField": node.example_field,
        "oncePerRun": node.once_per_run,
        "innerFields": _fields(node.inner_schema),
    }


def _started_by(node: AnyNode) -> str | None:
    """What starts runs by itself where the node stands, told by its data as they are at first."""
    trigger = node.started_by(node.data_type()) if node.is_trigger else None
    match trigger:
        case OnCall():
            return "call"
        case OnClock():
            return "clock"
        case None:
            return None


def _fields(schema: Iterable[OutputField]) -> list[JsonObject]:
    return [
        {"name": field.name, "type": field.type, "schemaKey": field.schema_key} for field in schema
    ]


def _output_json(handle: Handle) -> JsonObject:
    return {"name": handle.name, "title": handle.title, "type": handle.type}


def _input_json(handle: Handle) -> JsonObject:
    return _output_json(handle) | {
        "takes": handle.takes,
        "multiple": handle.multiple,
        "role": handle.role,
    }


def _without_references(schema: JsonObject) -> JsonObject:
    """The schema with every `$ref` replaced by what it stands for."""
    definitions = schema.pop("$defs", {})

    def resolved(value: Any) -> Any:
        if isinstance(value, list):
            return [resolved(item) for item in value]
        if not isinstance(value, dict):
            return value
        named = definitions[value["$ref"].rsplit("/", 1)[-1]] if "$ref" in value else {}
        whole = named | {key: item for key, item in value.items() if key != "$ref"}
        return {key: resolved(item) for key, item in whole.items()}

    answer: JsonObject = resolved(schema)
    return answer
