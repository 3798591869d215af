"""Response Output: the named values a run answers with."""

from __future__ import annotations

from pydantic import Field

from limner.nodes._controls import shown_as
from limner.nodes.contract import Json, Node, NodeContext, NodeData, NodeResult


class OutputValue(NodeData):
    """An output made from a template."""

    name: str = Field(pattern=r"^[A-Za-z_][A-Za-z0-9_-]{0,63}$")
    value: str = Field("", json_schema_extra=shown_as("text", "panel", template=True))


class ResponseOutputData(NodeData):
    """Outputs besides the wired ones."""

    outputs: list[OutputValue] = Field(
        default_factory=list,
        title="Outputs",
        description="Values made from templates, besides what is wired in.",
        json_schema_extra=shown_as("outputs", "both"),
    )


class ResponseOutput(Node[ResponseOutputData]):
    type_id = "response_output"
    title = "Response Output"
    category = "flow"
    description = "What a run answers with, on the canvas and through the API."
    icon = "log-out"
    keywords = ("output", "API", "result", "answer")
    dynamic_inputs = "anyName"
    gives_answer = True
    data_type = ResponseOutputData

    def answer_names(self, data: ResponseOutputData) -> tuple[str, ...]:
        return tuple(value.name for value in data.outputs)

    async def run(self, context: NodeContext[ResponseOutputData]) -> NodeResult:
        output: Json = {value.name: value.value for value in context.data.outputs}
        for name in context.inputs:
            output[name] = context.arrived(name)[0]
        return NodeResult(output)


NODE = ResponseOutput()
