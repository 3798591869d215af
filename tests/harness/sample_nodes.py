"""Small node types for tests of the floors above nodes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from limner.models.catalog import Catalog
from limner.nodes import NodeTypes
from limner.nodes.contract import (
    CheckScope,
    Finding,
    Handle,
    HandleType,
    ListedData,
    Node,
    NodeContext,
    NodeData,
    NodeResult,
    OutputField,
    RunInput,
    Wiring,
)

TEMPLATE: dict[str, Any] = {"x-template": True}


class GivenField(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    type: HandleType = "text"
    required: bool = False
    default: Any = None
    description: str = ""


class StartData(NodeData):
    fields: list[GivenField] = Field(default_factory=list)


class Start(Node[StartData]):
    """What a run is given."""

    type_id = "start"
    title = "Start"
    category = "test"
    description = "Gives what the run was started with."
    icon = "play"
    data_type = StartData
    dynamic_outputs: ClassVar = "fields"
    is_trigger = True

    def output_handles(self, data: StartData) -> tuple[Handle, ...]:
        return tuple(Handle(item.name, item.name, item.type) for item in data.fields)

    def output_fields(self, data: StartData) -> tuple[OutputField, ...]:
        return tuple(OutputField(item.name, item.type) for item in data.fields)

    def run_inputs(self, data: StartData) -> tuple[RunInput, ...]:
        return tuple(
            RunInput(item.name, item.type, item.required, item.default, item.description)
            for item in data.fields
        )

    async def run(self, context: NodeContext[StartData]) -> NodeResult:
        return NodeResult(context.trigger)


class PaintData(ListedData):
    model: str = "plain"
    prompt: str = Field("", json_schema_extra=TEMPLATE)
    count: int = Field(1, ge=1, le=15)
    aspect_ratio: str | None = None
    params: dict[str, Any] = Field(default_factory=dict, json_schema_extra=TEMPLATE)


class Paint(Node[PaintData]):
    """Turns a text into a picture; the model `bare` takes no references."""

    type_id = "paint"
    title = "Paint"
    category = "test"
    description = "Paints what it is told."
    icon = "brush"
    data_type = PaintData
    inputs = (
        Handle("prompt-in", "Prompt", "text", multiple=True),
        Handle("image-in", "Reference", "image", multiple=True, role="image"),
        Handle("mask-in", "Mask", "image", role="mask"),
    )
    outputs = (Handle("image-out", "Image", "image", field="url"),)
    output_schema = (OutputField("url", "text"), OutputField("images", "list"))
    dynamic_inputs: ClassVar = "model"

    def input_handles(self, data: PaintData, catalog: Catalog) -> tuple[Handle, ...]:
        return self.inputs[:1] if data.model == "bare" else self.inputs

    def check(self, data: PaintData, wiring: Wiring, scope: CheckScope) -> Iterable[Finding]:
        if not data.prompt and not wiring.wired("prompt-in"):
            yield Finding("missing_input", "prompt", "There is no prompt and nothing is wired.")
        if data.model not in {"plain", "bare"}:
            scope.catalog.get(data.model)

    async def run(self, context: NodeContext[PaintData]) -> NodeResult:
        return NodeResult({"url": context.data.prompt})


class WordsData(NodeData):
    text: str = Field("", json_schema_extra=TEMPLATE)


class Words(Node[WordsData]):
    type_id = "words"
    title = "Words"
    category = "test"
    description = "A text."
    icon = "type"
    data_type = WordsData
    inputs = (Handle("text-in", "Text", "text"),)
    outputs = (Handle("text-out", "Text", "text", field="text"),)
    output_schema = (OutputField("text", "text"),)

    async def run(self, context: NodeContext[WordsData]) -> NodeResult:
        return NodeResult({"text": context.data.text})


class ManyData(NodeData):
    items: list[Any] = Field(default_factory=list, json_schema_extra=TEMPLATE)


class Many(Node[ManyData]):
    type_id = "many"
    title = "Many"
    category = "test"
    description = "A list."
    icon = "list"
    data_type = ManyData
    inputs = (Handle("list-in", "List", "list", takes="list"),)
    outputs = (Handle("list-out", "List", "list", field="items"),)
    output_schema = (OutputField("items", "list"),)

    async def run(self, context: NodeContext[ManyData]) -> NodeResult:
        return NodeResult({"items": context.data.items})


class Film(Node[NodeData]):
    type_id = "film"
    title = "Film"
    category = "test"
    description = "A film."
    icon = "film"
    data_type = NodeData
    outputs = (Handle("video-out", "Video", "video"),)

    async def run(self, context: NodeContext[NodeData]) -> NodeResult:
        return NodeResult({})


class NamedValue(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    value: str = Field("", json_schema_extra=TEMPLATE)


class AnswerData(NodeData):
    outputs: list[NamedValue] = Field(default_factory=list)


class Answer(Node[AnswerData]):
    type_id = "answer"
    title = "Answer"
    category = "test"
    description = "What the run answers."
    icon = "flag"
    data_type = AnswerData
    dynamic_inputs: ClassVar = "anyName"
    gives_answer = True

    def answer_names(self, data: AnswerData) -> tuple[str, ...]:
        return tuple(item.name for item in data.outputs)

    async def run(self, context: NodeContext[AnswerData]) -> NodeResult:
        return NodeResult({})


SAMPLE_NODES = NodeTypes([Start(), Paint(), Words(), Many(), Film(), Answer()])
SAMPLE_SCOPE = CheckScope(Catalog([]), max_prompt=4000)
