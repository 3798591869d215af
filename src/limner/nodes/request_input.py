"""Request Input: the named, typed inputs of a run; the workflow API's schema."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from limner.nodes._controls import shown_as
from limner.nodes._values import asset_ids
from limner.nodes.contract import (
    Expected,
    Foreseen,
    Handle,
    HandleType,
    Node,
    NodeContext,
    NodeData,
    NodeResult,
    OutputField,
    RunInput,
)

FieldType = Literal["text", "number", "boolean", "image", "file", "list", "params"]

_FILE_TYPES = frozenset({"image", "file"})


class InputField(NodeData):
    """One input of the workflow."""

    name: str = Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,63}$")
    type: FieldType = "text"
    required: bool = False
    default: Any = None
    description: str = ""


class RequestInputData(NodeData):
    """The inputs, each a socket."""

    fields: list[InputField] = Field(
        default_factory=list,
        title="Inputs",
        description="What a run is given; each is a socket.",
        json_schema_extra=shown_as("fields", "both", row=1),
    )


class RequestInput(Node[RequestInputData]):
    type_id = "request_input"
    title = "Request Input"
    category = "flow"
    description = "The inputs a run is given, on the canvas and through the API."
    icon = "log-in"
    keywords = ("input", "API", "variables", "form", "trigger")
    dynamic_outputs = "fields"
    is_trigger = True
    data_type = RequestInputData

    def output_handles(self, data: RequestInputData) -> tuple[Handle, ...]:
        return tuple(Handle(field.name, field.name, _type(field)) for field in data.fields)

    def output_fields(self, data: RequestInputData) -> tuple[OutputField, ...]:
        return tuple(OutputField(field.name, _template_type(field)) for field in data.fields)

    def run_inputs(self, data: RequestInputData) -> tuple[RunInput, ...]:
        return tuple(
            RunInput(field.name, field.type, field.required, field.default, field.description)
            for field in data.fields
        )

    def expected(self, data: RequestInputData, output: Handle, foreseen: Foreseen) -> Expected:
        """What the run is given is known; null is no value, and an empty list."""
        value = foreseen.inputs.get(output.name)
        if value is None:
            return Expected(0, value)
        return Expected(len(value) if output.type == "list" else 1, value)

    async def run(self, context: NodeContext[RequestInputData]) -> NodeResult:
        """The inputs of the run, with defaults; images as full image objects."""
        output: dict[str, Any] = {}
        for field in context.data.fields:
            value = context.trigger.get(field.name, field.default)
            if field.type in _FILE_TYPES and value is not None:
                value = await context.pictures.image_output(asset_ids([value])[0])
            output[field.name] = value
        return NodeResult(output)


def _type(field: InputField) -> HandleType:
    return field.type


def _template_type(field: InputField) -> HandleType:
    return "any" if field.type in _FILE_TYPES else field.type


NODE = RequestInput()
