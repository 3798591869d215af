"""Assistant: a text model with instructions, a question and eyes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import Field, field_validator

from limner.errors import RequestError
from limner.models.answer_schema import schema_problem
from limner.models.catalog import Catalog
from limner.models.price import Price
from limner.nodes._controls import shown_as
from limner.nodes._writing import (
    IMAGE_IN,
    MOST_SEEN,
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

_TEXT = OutputField("text", "text")
_FACTS = (
    OutputField("model", "text"),
    OutputField("prompt", "text"),
    OutputField("cost", "number"),
    OutputField("usage", "any"),
    OutputField("seen", "any"),
)


class AssistantData(ListedData):
    """Who is asked, what, and in which shape the answer is to come."""

    prompt: str = Field(
        "",
        title="Prompt",
        description="What the assistant is asked. Its answer is the node's text.",
        json_schema_extra=shown_as("prompt", "both", row=1, template=True),
    )
    model: str | None = Field(
        None,
        title="Text model",
        description="Who answers; without one the first that is ready.",
        json_schema_extra=shown_as("textModel", "both", row=2),
    )
    instructions: str = Field(
        "",
        title="Instructions",
        description="Who the assistant is and how it is to answer, whatever it is asked.",
        json_schema_extra=shown_as("text", template=True),
    )
    output_schema: dict[str, Any] | None = Field(
        None,
        title="Structured answer",
        description="The fields that the answer has, as a JSON Schema.",
        json_schema_extra=shown_as("schema"),
    )
    see_images: bool = Field(
        True,
        title="See earlier images",
        description=f"The newest images, at most {MOST_SEEN}, that nodes before this one made are "
        "shown to it without a wire.",
        json_schema_extra=shown_as("switch"),
    )
    max_tokens: int | None = Field(
        None,
        ge=1,
        le=128_000,
        title="Most tokens",
        description="How long the answer may be, the model's hidden reasoning included.",
        json_schema_extra=shown_as("number"),
    )
    max_cost: int | None = Field(
        None,
        ge=0,
        title="Most credits",
        description="Nothing is asked that could cost more than this, both rounds of a structured "
        "answer together.",
        json_schema_extra=shown_as("number"),
    )
    temperature: float | None = Field(
        None,
        ge=0,
        le=2,
        title="Temperature",
        description="0 keeps to the likeliest words; higher is freer. Some models have none.",
        json_schema_extra=shown_as("number"),
    )

    @field_validator("output_schema")
    @classmethod
    def _is_schema(cls, schema: dict[str, Any] | None) -> dict[str, Any] | None:
        reason = schema_problem(schema) if schema is not None else None
        if reason is not None:
            raise ValueError(f"This is no schema of an answer: {reason}")
        return schema


class Assistant(Node[AssistantData]):
    type_id = "assistant"
    title = "Assistant"
    category = "generate"
    description = "A text model that answers, writes prompts, fills in fields and looks at images."
    icon = "message-square"
    keywords = ("Agent", "AI agent", "LLM", "chat", "GPT", "text generation", "structured output")
    inputs = (
        Handle(PROMPT_IN, "Prompt", "text", multiple=True),
        Handle(IMAGE_IN, "Images", "image", multiple=True),
    )
    outputs = (
        Handle("text-out", "Text", "text", field="text"),
        Handle("structured-out", "Structured answer", "any", field="structured"),
    )
    output_schema = (
        _TEXT,
        OutputField("structured", "any", schema_key="outputSchema"),
        *_FACTS,
    )
    runnable = True
    data_type = AssistantData

    def sees_earlier(self, data: AssistantData) -> bool:
        return data.see_images

    def output_fields(self, data: AssistantData) -> tuple[OutputField, ...]:
        """Without a schema there is no structured answer to name."""
        if data.output_schema is None:
            return (_TEXT, *_FACTS)
        return (_TEXT, OutputField("structured", "any", data.output_schema), *_FACTS)

    def version_for(self, data: AssistantData, catalog: Catalog) -> str:
        return writer_version(self.version, data.model, catalog)

    def check(self, data: AssistantData, wiring: Wiring, scope: CheckScope) -> Iterator[Finding]:
        if not data.prompt.strip() and not wiring.wired(PROMPT_IN) and not wiring.wired(IMAGE_IN):
            yield Finding("missing_input", "prompt", "Nothing is asked, and no text is wired in.")
        yield from check_writer(data.model, wiring, scope)
        yield from _check_limit(data, scope)

    def price(self, data: AssistantData, foreseen: Foreseen, catalog: Catalog) -> Price | None:
        model = catalog.texts.choose(data.model)
        return question_price(
            model,
            [data.instructions, data.prompt],
            foreseen,
            max_tokens=data.max_tokens,
            earlier=MOST_SEEN if data.see_images and model.sight == "sees" else 0,
            schema=data.output_schema,
        )

    async def run(self, context: NodeContext[AssistantData]) -> NodeResult:
        data = context.data
        model = context.catalog.texts.choose(data.model)
        text = asked_text(context, "prompt")
        images, unseen = await images_shown(context, model)
        question = Question(
            model,
            data.instructions,
            text,
            images,
            data.output_schema,
            data.max_tokens,
            data.temperature,
            data.max_cost,
        )
        reply = await reply_to(context, question)
        warnings = (*unseen, *reply.warnings)
        output = reply.as_json() | {
            "structured": reply.structured,
            "prompt": text,
            "seen": [image.asset_id for image in images],
            "warnings": [warning.as_json() for warning in warnings],
        }
        return NodeResult(output, warnings)


def _check_limit(data: AssistantData, scope: CheckScope) -> Iterable[Finding]:
    try:
        model = scope.catalog.texts.choose(data.model)
    except RequestError:
        return
    if data.max_tokens is not None and data.max_tokens > model.longest_answer:
        message = f"{model.title} writes at most {model.longest_answer:,} tokens."
        yield Finding("bad_field", "maxTokens", message)


NODE = Assistant()
