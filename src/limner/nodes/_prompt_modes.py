"""Prompt AI and Auto: a text model writes the prompt that an image model is sent.

What it may cost is part of the node's price; what it wrote, and of what, is part of its output.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from limner import template
from limner.errors import (
    AccessError,
    NotConfigured,
    PromptEmpty,
    PromptTooLong,
    RequestError,
)
from limner.models.catalog import Catalog
from limner.models.image_request import ReferenceImage
from limner.models.model import Model
from limner.models.price import FREE, Price
from limner.models.request import DEFAULT_STYLE, ImageSettings, check_references, plan_requests
from limner.models.text_model import TextModel
from limner.models.text_price import prompt_price
from limner.models.text_request import Material
from limner.nodes._digest import MOST_BYTES, Result, digest_of_results
from limner.nodes._image_data import IMAGE_INPUTS, PROMPT_IN, ImageData, PromptMode
from limner.nodes._refining import LONGEST_REFINED, cleaned, request_for
from limner.nodes.contract import CheckScope, Finding, Json, NodeContext, Wiring
from limner.values import credits_if_known

_MATERIALS: dict[PromptMode, Material] = {"prompt_ai": "instruction", "auto": "results"}


@dataclass(frozen=True, slots=True)
class Refinement:
    """A prompt that a text model wrote, of what, and what that cost in micro-USD if known."""

    mode: PromptMode
    model: str
    instruction: str
    prompt: str
    micro_usd: int | None

    def as_json(self) -> Json:
        return {
            "mode": self.mode,
            "model": self.model,
            "instruction": self.instruction,
            "prompt": self.prompt,
            "cost": credits_if_known(self.micro_usd),
        }


def is_manual(data: ImageData) -> bool:
    """Whether the prompt is sent as the user wrote it."""
    return data.prompt_mode not in _MATERIALS


def has_prompt(data: ImageData, wiring: Wiring) -> bool:
    """Whether there is anything to make a prompt of."""
    if data.prompt.strip() or wiring.wired(PROMPT_IN):
        return True
    return data.prompt_mode == "auto" and any(wiring.wired(handle.name) for handle in IMAGE_INPUTS)


def check_prompt_mode(data: ImageData, wiring: Wiring, scope: CheckScope) -> Iterator[Finding]:
    """What is wrong with the instruction or the prompt model, in the modes that have them."""
    if is_manual(data):
        return
    texts = scope.catalog.texts
    try:
        texts.require_usable(texts.choose(data.prompt_model))
    except (RequestError, AccessError) as error:
        yield Finding(error.code, "promptModel", error.sentence)
    if len(data.prompt) > scope.max_prompt and not template.is_template(data.prompt):
        too_long = _too_long(data.prompt, scope.max_prompt)
        yield Finding(too_long.code, "prompt", too_long.detail)
    if data.review_prompt and (wiring.fans_out or wiring.in_loop):
        message = (
            "In a list or a loop there is one prompt per item, and none of them can be reviewed."
        )
        yield Finding("bad_field", "reviewPrompt", message)


def refinement_price(data: ImageData, items: int | None, catalog: Catalog) -> Price | None:
    """The prompt model's share of the price of a run for so many items, None without a list.

    Each item of a list has a prompt of its own, all images of a count share one. Raises
    UnknownModel.
    """
    model = prompt_model_of(data, catalog)
    if model is None:
        return FREE
    price = prompt_price(model)
    return None if price is None else price.times(1 if items is None else items)


def prompt_model_of(data: ImageData, catalog: Catalog) -> TextModel | None:
    """The text model that writes the node's prompt, if one does. Raises UnknownModel."""
    if is_manual(data):
        return None
    return catalog.texts.choose(data.prompt_model)


async def refine(
    context: NodeContext[Any],
    models: Sequence[Model],
    settings: ImageSettings,
    references: Sequence[ReferenceImage],
) -> Refinement | None:
    """The prompt for a chain of image models, as a text model writes it.

    None where none is asked to. The prompt of ``settings`` is what the node was told, with what
    is wired in. Raises LimnerError, and before the text is paid for where the first of the
    models cannot do what the settings say besides the prompt.
    """
    data: ImageData = context.data
    model = prompt_model_of(data, context.catalog)
    if model is None or not models[0].takes_prompt:
        return None
    context.catalog.texts.require_usable(model)
    _check_the_rest(context, models, settings, references)
    material = _MATERIALS[data.prompt_mode]
    text = _results(context) if material == "results" else settings.prompt
    _check_instruction(text, MOST_BYTES if material == "results" else context.max_prompt)
    allowed = min(image.longest_prompt(context.max_prompt) for image in models)
    longest = min(LONGEST_REFINED, allowed)
    style = None if settings.style == DEFAULT_STYLE else settings.style
    request = request_for(model, material, text, longest, style)
    written = await context.texts.write(model, request, lambda answer: cleaned(answer, longest))
    refined = written.text
    if data.review_prompt:
        refined = await context.texts.confirmed(refined, allowed)
    return Refinement(data.prompt_mode, written.model, text, refined, written.micro_usd)


def _check_the_rest(
    context: NodeContext[Any],
    models: Sequence[Model],
    settings: ImageSettings,
    references: Sequence[ReferenceImage],
) -> None:
    """Raises what the first model would raise whatever its prompt, and NotConfigured where no
    model can be asked."""
    first, catalog = models[0], context.catalog
    catalog.require_usable(first)
    check_references(first, [reference.role for reference in references], catalog)
    some_prompt = settings.model_copy(update={"prompt": "." * max(first.min_prompt, 1)})
    plan_requests(first, some_prompt, references, seed=context.seed, max_prompt=context.max_prompt)
    reasons = [catalog.unavailable_reason(model) for model in models]
    if all(reasons):
        raise NotConfigured(f"{first.title}: {reasons[0]}")


def _results(context: NodeContext[Any]) -> str:
    """The digest of everything that is wired in, with the node's own field as the wish."""
    found = [
        Result(arrived.source, handle.title.lower(), arrived.value)
        for handle in IMAGE_INPUTS
        for arrived in context.inputs.get(handle.name, ())
    ]
    return digest_of_results(found, context.data.prompt)


def _check_instruction(text: str, longest: int) -> None:
    if not text.strip():
        raise PromptEmpty(
            "There is nothing to write a prompt of.",
            hint="Say what you want to see, or wire in what it is about.",
        )
    if len(text) > longest:
        raise _too_long(text, longest)


def _too_long(text: str, longest: int) -> PromptTooLong:
    return PromptTooLong(
        f"The instruction has {len(text):,} characters; the longest is {longest:,}.",
        hint="Shorten it.",
    )
