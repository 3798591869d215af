"""What a text model's writing may cost, and what it did cost. Pure."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_CEILING, Decimal

from limner.models.price import Price
from limner.models.text_model import TextModel, TextPrice
from limner.models.text_request import TextRequest, TokenUsage
from limner.values import canonical_json

MOST_PROMPT_TOKENS = 5000
"""What a text model reads to write a prompt: a thousand tokens of instructions, and an
instruction or a digest of 4,000. An instruction in Chinese or Japanese may come to more."""

_FRAMING_TOKENS = 50
"""What a provider adds around the texts of a request: roles, separators."""


def most_tokens(text: str) -> int:
    """More tokens than a text can be: they are made of bytes, and most of them of several."""
    return len(text.encode())


def text_price(
    model: TextModel, input_tokens: int, output_tokens: int | None = None
) -> Price | None:
    """The price of a request that reads and writes at most so many tokens, None where unknown.

    How much the model writes is its own affair, so a price that is not nothing has a lower
    bound of nothing. All the model's prices count: who waits may meet the next one.
    """
    if not model.prices:
        return None
    read = input_tokens + _FRAMING_TOKENS
    used = TokenUsage(read, output_tokens or model.max_output_tokens)
    return Price(0, max(_micro_usd(price, used) for price in model.prices))


def prompt_price(model: TextModel) -> Price | None:
    """The price of one prompt that the model writes, or None where it is unknown."""
    return text_price(model, MOST_PROMPT_TOKENS)


def possible_cost(model: TextModel, request: TextRequest) -> int | None:
    """The most a request can cost in micro-USD, or None where the price is unknown."""
    said = [request.instructions, request.text]
    if request.schema is not None:
        said.append(canonical_json(request.schema).decode())
    if request.objection is not None:
        said += [request.objection.answer, request.objection.reason]
    said += [str(tool) for tool in request.tools]
    said += [str(turn.asked.calls) for turn in request.turns]
    said += [answer for turn in request.turns for answer in turn.answers]
    images = len(request.images) + sum(len(turn.images) for turn in request.turns)
    read = sum(map(most_tokens, said)) + images * model.image_tokens
    price = text_price(model, read, request.max_output_tokens)
    return None if price is None else price.upper


def cost_of(model: TextModel, usage: TokenUsage, day: date) -> int | None:
    """What used tokens cost in micro-USD on a day, or None where the price is unknown."""
    price = price_on(model, day)
    return None if price is None else _micro_usd(price, usage)


def price_on(model: TextModel, day: date) -> TextPrice | None:
    """The price that is in force on a day, None where it is unknown."""
    in_force = [price for price in model.prices if price.since is None or price.since <= day]
    return max(in_force, key=lambda price: price.since or date.min, default=None)


def _micro_usd(price: TextPrice, used: TokenUsage) -> int:
    """USD per million tokens are micro-USD per token."""
    exact = Decimal(price.input) * used.input + Decimal(price.output) * used.output
    return int(exact.to_integral_value(rounding=ROUND_CEILING))
