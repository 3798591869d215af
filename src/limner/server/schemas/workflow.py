"""Workflow documents and what is kept about them."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from limner.server.schemas.problem import DocumentProblem
from limner.server.schemas.shape import JsonObject, Shape


class Position(Shape):
    """Where a node stands on the canvas."""

    model_config = ConfigDict(extra="allow")

    x: float
    y: float


class DocumentNode(Shape):
    """One node."""

    model_config = ConfigDict(extra="allow")

    id: str
    type: str
    position: Position
    data: JsonObject


class DocumentEdge(Shape):
    """One wire."""

    model_config = ConfigDict(extra="allow")

    id: str
    source: str
    source_handle: str | None = None
    target: str
    target_handle: str | None = None


class WorkflowDocument(Shape):
    """A workflow as a person draws it, in React Flow's shape. Further keys are kept."""

    model_config = ConfigDict(extra="allow")

    schema_version: int = Field(alias="schema")
    name: str
    nodes: list[DocumentNode]
    edges: list[DocumentEdge]
    called_workflows: dict[str, str] | None = Field(
        None,
        description="The names of the workflows that it has run as tools, by id; Limner keeps them "
        "up. In a new document others of these names stand in for those that are not there.",
    )


class Workflow(WorkflowDocument):
    """A kept workflow: its document, and what keeps it from running."""

    id: str
    version: int
    created_at: str
    updated_at: str
    problems: list[DocumentProblem]


class WorkflowSummary(Shape):
    """A workflow in a list."""

    id: str
    name: str
    version: int
    created_at: str
    updated_at: str


class WorkflowVersion(Shape):
    """One save of a workflow, in a list."""

    version: int
    previous: int | None = Field(description="The version that is kept before it.")
    saved_at: str
    nodes: int = Field(description="How many nodes it has.")


class WorkflowAsItWas(WorkflowDocument):
    """A workflow's document as it was saved once."""

    id: str
    version: int
    saved_at: str


class WorkflowSchemas(Shape):
    """JSON Schemas of what a workflow takes and answers."""

    inputs: JsonObject
    outputs: JsonObject
