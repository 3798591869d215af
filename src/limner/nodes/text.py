"""Text: a text, itself a template; or one that a text model writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pydantic import Field

from limner import template
from limner.models.catalog import Catalog
from limner.models.price import FREE, Price
from limner.nodes._controls import only_unless, only_when, or_none, shown_as
from limner.nodes._instructions import TEXT_WRITER
from limner.nodes._values import joined_texts
from limner.nodes._writing import (
    IMAGE_IN,
    PROMPT_IN,
    Question,
    asked_text,
    check_writer,
    images_shown,
    question_price,
    reply_to,
    writer_version,
)
from limner.nodes.contract import (
    CheckScope,
    Finding,
    Foreseen,
    Handle,
    ListedData,
    Node,
    NodeContext,
    NodeResult,
    OutputField,
    Wiring,
)


class TextData(ListedData):
    """The text, in which names of other nodes are filled in; or who writes it, and what about."""

    text: str = Field(
        "",
        title="Text",
        description="Write a text. {{ node.output.field }} puts in another node's output.",
        json_schema_extra=shown_as("text", "both", row=1, template=True) | only_unless("model"),
    )
    prompt: str = Field(
        "",
        title="Prompt",
        description="What the text is to say. Images that are wired in are image 1, image 2, …",
        json_schema_extra=shown_as("prompt", "both", row=1, template=True) | only_when("model"),
    )
    model: str | None = Field(
        None,
        title="Written by",
        description="A text model that writes the text.",
        json_schema_extra=shown_as("textModel") | or_none("Nobody: the text as it stands"),
    )


class Text(Node[TextData]):
    type_id = "text"
    title = "Text"
    category = "input"
    description = "A text, which may contain the outputs of other nodes or be written by a model."
    icon = "type"
    keywords = ("Text Box", "prompt", "string", "note", "image to text", "caption")
    inputs = (
        Handle(PROMPT_IN, "Text", "text", multiple=True),
        Handle(IMAGE_IN, "Images", "image", multiple=True),
    )
    outputs = (Handle("text-out", "Text", "text", field="text"),)
    output_schema = (OutputField("text", "text"),)
    data_type = TextData

    def version_for(self, data: TextData, catalog: Catalog) -> str:
        if data.model is None:
            return super().version_for(data, catalog)
        return writer_version(self.version, data.model, catalog)

    def check(self, data: TextData, wiring: Wiring, scope: CheckScope) -> Iterable[Finding]:
        return _check_written(data, wiring, scope) if data.model else _check_typed(data, wiring)

    def price(self, data: TextData, foreseen: Foreseen, catalog: Catalog) -> Price | None:
        if data.model is None:
            return FREE
        model = catalog.texts.choose(data.model)
        return question_price(model, [TEXT_WRITER, data.prompt], foreseen, max_tokens=None)

    async def run(self, context: NodeContext[TextData]) -> NodeResult:
        """A wired text replaces the field, unless the field itself names where it comes from."""
        if context.data.model is not None:
            return await _written(context, context.data.model)
        named = {name.root for name in template.names(context.written.get("text", ""))}
        wired = [
            arrived.value
            for arrived in context.inputs.get(PROMPT_IN, ())
            if arrived.source not in named
        ]
        return NodeResult({"text": joined_texts(wired) if wired else context.data.text})


def _check_typed(data: TextData, wiring: Wiring) -> Iterator[Finding]:
    if wiring.wired(IMAGE_IN):
        message = "Images are wired in, and nobody looks at them. Choose who writes the text."
        yield Finding("missing_input", "model", message)
    elif not data.text.strip() and not wiring.wired(PROMPT_IN):
        yield Finding("missing_input", "text", "The text is empty.")


def _check_written(data: TextData, wiring: Wiring, scope: CheckScope) -> Iterator[Finding]:
    if not data.prompt.strip() and not wiring.wired(PROMPT_IN) and not wiring.wired(IMAGE_IN):
        yield Finding("missing_input", "prompt", "Nothing says what the text is to be.")
    yield from check_writer(data.model, scope, shown=wiring.wired(IMAGE_IN))


async def _written(context: NodeContext[TextData], model_id: str) -> NodeResult:
    model = context.catalog.texts.choose(model_id)
    text = asked_text(context, "prompt")
    images, unseen = await images_shown(context, model)
    reply = await reply_to(context, Question(model, TEXT_WRITER, text, images))
    warnings = (*unseen, *reply.warnings)
    told = [warning.as_json() for warning in warnings]
    return NodeResult(reply.as_json() | {"prompt": text, "warnings": told}, warnings)


NODE = Text()
