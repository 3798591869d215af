"""What nodes have in common that ask a text model: what is asked, shown, checked and paid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from limner import template
from limner.errors import (
    AccessError,
    PromptEmpty,
    PromptTooLong,
    ProviderBadAnswer,
    ReferenceNotSupported,
    RequestError,
)
from limner.models.answer_schema import misfits
from limner.models.catalog import Catalog
from limner.models.image_request import RequestWarning
from limner.models.price import Price
from limner.models.text_model import TextModel
from limner.models.text_price import most_tokens, text_price
from limner.models.text_request import Objection, SeenImage, TextRequest, TokenUsage, ToolTurn
from limner.nodes._conversation import NO_LIMITS, Conversation, Limits
from limner.nodes._instructions import OBJECTION, SCHEMA_RULE
from limner.nodes._picked import picked_values
from limner.nodes._tool_pictures import MOST_PICTURES
from limner.nodes._toolbox import Toolbox
from limner.nodes._values import asset_ids, joined_texts
from limner.nodes.contract import (
    CheckScope,
    Finding,
    Foreseen,
    Json,
    NodeContext,
)
from limner.values import credits_if_known

PROMPT_IN = "prompt-in"
IMAGE_IN = "image-in"
MOST_SEEN = 4
"""Images of earlier nodes, the newest, that a model is shown without a wire."""

_LONGEST_ASKED = 24_000
"""Characters of what a model is asked, wired texts and instructions included.

Some models cost several times as much per token where they are asked more.
"""

_FROM_ELSEWHERE = 4_000
"""Tokens that are reckoned for a text that comes from another node, before it is there."""

Context = NodeContext[Any]


@dataclass(frozen=True, slots=True)
class Question:
    """What a node asks a text model."""

    model: TextModel
    instructions: str
    text: str
    images: Sequence[SeenImage] = ()
    schema: Json | None = None
    max_tokens: int | None = None
    temperature: float | None = None
    limits: Limits = NO_LIMITS
    toolbox: Toolbox | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of a question: the text, and the value in it where there is a schema."""

    text: str
    structured: Any
    model: str
    micro_usd: int | None
    usage: TokenUsage | None
    warnings: tuple[RequestWarning, ...]

    def as_json(self) -> Json:
        usage = self.usage and {"inputTokens": self.usage.input, "outputTokens": self.usage.output}
        return {
            "text": self.text,
            "model": self.model,
            "cost": credits_if_known(self.micro_usd),
            "usage": usage,
            "warnings": [warning.as_json() for warning in self.warnings],
        }


def check_writer(model_id: str | None, scope: CheckScope, *, shown: bool) -> Iterator[Finding]:
    """What is wrong with the text model; ``shown`` says whether it is to look at images."""
    texts = scope.catalog.texts
    try:
        model = texts.choose(model_id)
        texts.require_usable(model)
        if shown:
            _require_sight(model)
    except (RequestError, AccessError) as error:
        yield Finding(error.code, "model", error.sentence)


def question_price(
    model: TextModel,
    texts: Sequence[str],
    foreseen: Foreseen,
    *,
    max_tokens: int | None,
    picked: int = 0,
    schema: Json | None = None,
) -> Price | None:
    """The price of a question, all items of a list together; None where it is unknown.

    Texts from other nodes are reckoned with a length that most of them stay below; with a schema,
    a second answer may be asked for. ``picked`` are images that are shown without a wire.
    """
    written = sum(map(most_tokens, texts)) + (len(str(schema)) if schema else 0)
    names = sum(len(template.names(text)) for text in texts)
    wired = len(foreseen.arriving.get(PROMPT_IN, ()))
    images = [expected.length or 1 for expected in foreseen.arriving.get(IMAGE_IN, ())]
    seen = sum(images) + picked
    read = written + (names + wired) * _FROM_ELSEWHERE + seen * model.image_tokens
    price = text_price(model, read, max_tokens)
    if price is None:
        return None
    rounds = price.plus(price) if schema is not None else price
    return rounds.times(1 if foreseen.items is None else foreseen.items)


def asked_text(context: Context, field: str) -> str:
    """The wired texts, then the field; a text the field names itself is not added again."""
    named = {name.root for name in template.names(context.written.get(field) or "")}
    wired = [
        arrived.value
        for arrived in context.inputs.get(PROMPT_IN, ())
        if arrived.source not in named
    ]
    return joined_texts([*wired, getattr(context.data, field)])


async def images_shown(
    context: Context, model: TextModel
) -> tuple[list[SeenImage], list[RequestWarning]]:
    """The images given to it, wired ones first, then those of earlier nodes that are not among
    them, and what is left out.

    Raises ReferenceNotSupported for given images that the model cannot be shown.
    """
    given = asset_ids([*context.arrived(IMAGE_IN), *picked_values(context.data)])
    if given:
        _require_sight(model)
    if len(given) > MOST_PICTURES:
        raise ReferenceNotSupported(
            f"{len(given)} images are given; a text model is shown at most {MOST_PICTURES}.",
            hint="Wire or choose fewer images.",
        )
    earlier = [asset_id for asset_id in context.seen if asset_id not in given][-MOST_SEEN:]
    warnings = []
    if earlier and model.sight != "sees":
        message = f"{model.title} sees no images; those of earlier nodes are not shown to it."
        if model.sight == "untold":
            message = (
                f"Nobody knows whether {model.title} sees images; those of earlier nodes are not "
                "shown to it. Wire them in to show them."
            )
        warnings.append(RequestWarning("images_not_seen", message))
        earlier = []
    return await context.texts.images(list(dict.fromkeys([*given, *earlier]))), warnings


async def reply_to(context: Context, question: Question) -> Reply:
    """Ask; where the answer does not fit the schema, say so and ask once more.

    Raises ProviderError, also where the second answer does not fit, PromptEmpty, PromptTooLong,
    BudgetExceeded where it may cost more than it is to, and LimitReached.
    """
    if not question.text.strip() and not question.images:
        raise PromptEmpty("Nothing is asked.", hint="Write a prompt, or wire in a text.")
    length = len(question.text) + len(question.instructions)
    if length > _LONGEST_ASKED:
        raise PromptTooLong(
            f"What is asked has {length:,} characters; the longest is {_LONGEST_ASKED:,}.",
            hint="Shorten it, or wire in less.",
        )
    context.catalog.texts.require_usable(question.model)
    talk = Conversation(
        context,
        question.model,
        question.limits,
        question.toolbox,
        partial(_request, question),
    )
    first = await talk.answer()
    if question.schema is None:
        return _reply(question, talk, None)
    value, misfit = misfits(question.schema, first.text)
    if misfit is None:
        return _reply(question, talk, value)
    reason = OBJECTION.format(reason=misfit)
    fits = partial(_fitting, question.schema)
    second = await talk.answer(fits, Objection(first.text, reason))
    value, _ = misfits(question.schema, second.text)
    return _reply(question, talk, value)


def _request(
    question: Question, turns: tuple[ToolTurn, ...], objection: Objection | None
) -> TextRequest:
    model = question.model
    rule = SCHEMA_RULE if question.schema is not None else ""
    return TextRequest(
        model=model.id,
        provider=model.provider,
        endpoint=model.endpoint,
        material="question",
        instructions="\n\n".join(filter(None, (question.instructions.strip(), rule))),
        text=question.text,
        max_output_tokens=question.max_tokens or model.max_output_tokens,
        time_limit_seconds=model.time_limit_seconds,
        images=tuple(question.images),
        schema=question.schema,
        temperature=question.temperature if model.temperature else None,
        streamed=objection is None,
        objection=objection,
        tools=question.toolbox.specs if question.toolbox else (),
        turns=turns,
    )


def _fitting(schema: Mapping[str, Any], answer: str) -> str:
    _, misfit = misfits(schema, answer)
    if misfit is not None:
        raise ProviderBadAnswer(
            f"Asked twice, the text model gave no answer that fits the schema. {misfit}",
            hint="Make the schema simpler, say in its descriptions what is meant, allow more "
            "tokens, or choose another text model.",
        )
    return answer


def _reply(question: Question, talk: Conversation, value: Any) -> Reply:
    last = talk.answers[-1]
    model = question.model
    warnings = []
    if last.cut:
        message = "The text ends where the limit of tokens was reached. Raise the limit."
        warnings.append(RequestWarning("text_cut", message))
    if question.temperature is not None and not model.temperature:
        message = f"{model.title} has no temperature; it was left out."
        warnings.append(RequestWarning("temperature_ignored", message))
    if model.rules:
        message = f"{model.title} has no AI: it put this together by rules."
        warnings.append(RequestWarning("no_ai", message))
    cost = talk.micro_usd
    if cost is None:
        message = f"What the text cost is not known: {model.title} has no price here."
        warnings.append(RequestWarning("cost_unknown", message))
    return Reply(last.text, value, last.model, cost, talk.usage, tuple(warnings))


def _require_sight(model: TextModel) -> None:
    if model.sight == "blind":
        raise ReferenceNotSupported(
            f"{model.title} sees no images.",
            hint="Choose another text model, or give it no images.",
        )


def writer_version(version: int, model_id: str | None, catalog: Catalog) -> str:
    """What has to be the same for an earlier text to stand. Raises LimnerError."""
    model = catalog.texts.choose(model_id)
    return f"{version} {model.provider} {model.id} {model.endpoint}"
