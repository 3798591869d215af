"""Text: a text, itself a template."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import Field

from limner import template
from limner.nodes._controls import shown_as
from limner.nodes._values import joined_texts
from limner.nodes.contract import (
    CheckScope,
    Finding,
    Handle,
    ListedData,
    Node,
    NodeContext,
    NodeResult,
    OutputField,
    Wiring,
)

_PROMPT_IN = "prompt-in"


class TextData(ListedData):
    """The text; names of other nodes in double braces are filled in."""

    text: str = Field(
        "",
        title="Text",
        description="Write a text. {{ node.output.field }} puts in another node's output.",
        json_schema_extra=shown_as("text", "both", row=1, template=True),
    )


class Text(Node[TextData]):
    type_id = "text"
    title = "Text"
    category = "input"
    description = "A text, which may contain the outputs of other nodes."
    icon = "type"
    keywords = ("Text Box", "prompt", "string", "note")
    inputs = (Handle(_PROMPT_IN, "Text", "text", multiple=True),)
    outputs = (Handle("text-out", "Text", "text", field="text"),)
    output_schema = (OutputField("text", "text"),)
    data_type = TextData

    def check(self, data: TextData, wiring: Wiring, scope: CheckScope) -> Iterable[Finding]:
        if data.text.strip() or wiring.wired(_PROMPT_IN):
            return ()
        return (Finding("missing_input", "text", "The text is empty."),)

    async def run(self, context: NodeContext[TextData]) -> NodeResult:
        """A wired text replaces the field, unless the field itself names where it comes from."""
        named = {name.root for name in template.names(context.written.get("text", ""))}
        wired = [
            arrived.value
            for arrived in context.inputs.get(_PROMPT_IN, ())
            if arrived.source not in named
        ]
        return NodeResult({"text": joined_texts(wired) if wired else context.data.text})


NODE = Text()
