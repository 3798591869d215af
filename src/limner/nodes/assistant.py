"""Assistant: a text model with instructions, a question and eyes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from limner.errors import RequestError
from limner.models.catalog import Catalog
from limner.models.price import Price
from limner.models.text_request import SeenImage
from limner.nodes._assistant_data import CREDENTIAL_KINDS, AssistantData
from limner.nodes._conversation import Limits
from limner.nodes._http_tool import HttpTool
from limner.nodes._outside import check_credential
from limner.nodes._toolbox import Toolbox
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
    Node,
    NodeContext,
    NodeResult,
    OutputField,
    Wiring,
)
from limner.services._hosts import host_list
from limner.values import MICRO_USD_PER_CREDIT

_TEXT = OutputField("text", "text")
_FACTS = (
    OutputField("model", "text"),
    OutputField("prompt", "text"),
    OutputField("cost", "number"),
    OutputField("usage", "any"),
    OutputField("seen", "any"),
    OutputField("toolCalls", "list"),
)


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

    def does_outside(self, data: AssistantData) -> bool:
        return bool(data.tools or data.http_hosts)

    def workflows_called(self, data: AssistantData) -> Iterable[tuple[str, str]]:
        return ((f"tools.{index}", named) for index, named in enumerate(data.tools))

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
        shown = bool(data.images) or wiring.wired(IMAGE_IN)
        if not data.prompt.strip() and not wiring.wired(PROMPT_IN) and not shown:
            yield Finding("missing_input", "prompt", "Nothing is asked, and no text is wired in.")
        yield from check_writer(data.model, scope, shown=shown)
        yield from _check_limit(data, scope)
        yield from _check_tools(data, scope)

    def price(self, data: AssistantData, foreseen: Foreseen, catalog: Catalog) -> Price | None:
        """With tools, what is set as the most: how many turns it takes is the model's affair."""
        if data.tools or data.http_hosts:
            return _most(data.max_cost, foreseen)
        model = catalog.texts.choose(data.model)
        earlier = MOST_SEEN if data.see_images and model.sight == "sees" else 0
        return question_price(
            model,
            [data.instructions, data.prompt],
            foreseen,
            max_tokens=data.max_tokens,
            picked=len(data.images) + earlier,
            schema=data.output_schema,
        )

    async def run(self, context: NodeContext[AssistantData]) -> NodeResult:
        data = context.data
        model = context.catalog.texts.choose(data.model)
        text = asked_text(context, "prompt")
        images, unseen = await images_shown(context, model)
        toolbox = await _toolbox(context, sees=data.see_images and model.sight == "sees")
        question = Question(
            model,
            data.instructions,
            text,
            images,
            data.output_schema,
            data.max_tokens,
            data.temperature,
            Limits(data.max_cost, data.max_total_tokens),
            toolbox,
        )
        reply = await reply_to(context, question)
        warnings = (*unseen, *reply.warnings)
        output = reply.as_json() | {
            "structured": reply.structured,
            "prompt": text,
            "seen": _seen(images, toolbox),
            "toolCalls": toolbox.told if toolbox else [],
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


def _check_tools(data: AssistantData, scope: CheckScope) -> Iterable[Finding]:
    if not data.tools and not data.http_hosts:
        return
    yield from check_credential(
        data.http_credential, CREDENTIAL_KINDS, scope, needed=False, field="httpCredential"
    )
    for host in host_list(data.http_hosts):
        reason = scope.outside.address_problem(f"https://{host.removeprefix('*.')}/")
        if reason is not None:
            yield Finding("address_refused", "httpHosts", reason)
    try:
        model = scope.catalog.texts.choose(data.model)
    except RequestError:
        return
    if model.tools == "none":
        message = f"{model.title} cannot have tools called. Choose another text model."
        yield Finding("no_tools", "model", message)


def _most(max_cost: int | None, foreseen: Foreseen) -> Price | None:
    if max_cost is None:
        return None
    items = 1 if foreseen.items is None else foreseen.items
    return Price(0, max_cost * MICRO_USD_PER_CREDIT).times(items)


def _seen(images: Sequence[SeenImage], toolbox: Toolbox | None) -> list[str]:
    """The images that the model was shown, each once."""
    made = toolbox.seen if toolbox else []
    return list(dict.fromkeys([*(image.asset_id for image in images), *made]))


async def _toolbox(context: NodeContext[AssistantData], *, sees: bool) -> Toolbox | None:
    """Raises BadField for a workflow that cannot be a tool any more."""
    data = context.data
    if not data.tools and not data.http_hosts:
        return None
    hosts = host_list(data.http_hosts)
    http = HttpTool(hosts, data.http_reach, data.http_credential) if hosts else None
    workflows = await context.tools.workflows(data.tools)
    return Toolbox(context, workflows, http, data.max_tool_calls, sees)


NODE = Assistant()
