"""Text models."""

from __future__ import annotations

from pydantic import Field

from limner.models.text_model import ToolUse
from limner.server.schemas.shape import Shape
from limner.values import Tier


class TextModelPrice(Shape):
    """The price of one prompt that the model writes, between two bounds."""

    credits_min: int
    credits_max: int
    unit: str = Field(description="What it is the price of: a prompt.")
    usd: str = Field(description="The upper bound in USD.")
    input_usd: str = Field(description="USD per million tokens read.")
    output_usd: str = Field(description="USD per million tokens written.")
    read: str | None = Field(description="The day the figures were read at the provider.")


class TextModelAnswer(Shape):
    """A text model: who serves it, what it costs, and whether it can be used now."""

    id: str
    title: str
    description: str
    provider: str
    provider_title: str
    enabled: bool
    available: bool
    unavailable_reason: str | None
    is_default: bool
    price: TextModelPrice | None = Field(description="null: unknown.")
    context_tokens: int | None
    time_limit_seconds: float
    tools: ToolUse = Field(description="Whether it has tools called, where anybody knows.")
    tier: Tier
    shutdown: str | None = Field(description="The day its provider shuts it down.")
    successor: str | None


class TextModelTemplate(Shape):
    """Stands for every model of its provider under an id that begins with the prefix."""

    id_prefix: str
    title: str
    description: str
    provider: str
    provider_title: str
    unavailable_reason: str | None
    tools: ToolUse


class TextModels(Shape):
    """Every text model of the catalogue, and how others are named."""

    items: list[TextModelAnswer]
    templates: list[TextModelTemplate]
    default: str | None
