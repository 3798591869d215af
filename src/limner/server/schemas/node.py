"""Node types."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from limner.models.parts import Role, Task
from limner.nodes.contract import HandleType, Takes
from limner.server.schemas.shape import JsonObject, Shape


class NodeInput(Shape):
    """A socket that takes wires."""

    name: str
    title: str
    type: HandleType
    takes: Takes = Field(
        description="What a list does on arrival: `one` runs the node once per item, `list` takes "
        "it whole, `any` takes either."
    )
    multiple: bool = Field(description="Whether several wires may end here.")
    role: Role | None = Field(description="For references: the key in `data.references`.")


class NodeOutput(Shape):
    """A socket that wires start from."""

    name: str
    title: str
    type: HandleType


class DynamicSockets(Shape):
    """Which sockets depend on the node's data or wires."""

    inputs: Literal["model", "anyName", "lists"] | None = Field(
        description="`model`: those that the model takes; `anyName`: whatever a wire is called; "
        "`lists`: one for each entry of the data's `lists`, by its name."
    )
    outputs: Literal["fields"] | None


class OutputField(Shape):
    """A name that templates may use after `<node>.output.`"""

    name: str
    type: HandleType
    schema_key: str | None = Field(
        description="The key of the node's data with a JSON Schema of the value: what may stand "
        "below the name. Without such a schema there is no value."
    )


class NodeType(Shape):
    """What a kind of node takes, gives and looks like."""

    type: str
    title: str
    category: str
    description: str
    icon: str = Field(description="A Lucide icon's name.")
    keywords: list[str]
    inputs: list[NodeInput]
    outputs: list[NodeOutput]
    dynamic: DynamicSockets
    tasks: list[Task] = Field(
        description="What its model may do; the first is what its default model does."
    )
    picture: bool = Field(description="Whether the card shows an image with its history.")
    runnable: bool = Field(description="Whether the card has a Run button of its own.")
    started_by: Literal["call", "clock"] | None = Field(
        description="What starts a published workflow that has it and is switched on."
    )
    accepts: list[str] | None = Field(description="Media types that may be put into the node.")
    data_schema: JsonObject = Field(description="JSON Schema of the node's data.")
    output_fields: list[OutputField]
    holds_nodes: bool = Field(
        description="Whether nodes may stand inside it (`parentId`), which run once per item."
    )
    once_per_run: bool = Field(description="Whether it cannot stand inside another node.")
    example_field: str | None = Field(
        description="The field of its data that holds an example of its output."
    )
    inner_fields: list[OutputField] = Field(
        description="What templates inside it use in place of its output: the present item."
    )
