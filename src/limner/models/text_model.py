"""The contract of one text model: everything Limner knows about it, as data.

Read from TOML (``models/text_data``). Text models write what an image model is sent in the
prompt modes; their prices are per token.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from limner.models.parts import Frozen
from limner.models.price_rule import Usd
from limner.values import Tier

Sight = Literal["sees", "blind", "untold"]
"""Whether a model can be shown images, where anybody knows."""


ToolUse = Literal["calls", "none", "untold"]
"""Whether a model can have tools called, where anybody knows."""


class TextPrice(Frozen):
    """USD per million tokens read and written, from the day ``since`` on.

    ``read`` is the day the figures were read at ``source``.
    """

    input: Usd
    output: Usd
    since: date | None = None
    read: date | None = None
    source: str | None = None


class TextModel(Frozen):
    """One text model. ``endpoint`` is the provider's own name for it.

    ``max_output_tokens`` is the most it is asked to write, its hidden reasoning included, where
    nobody says otherwise, and ``longest_answer`` the most it can be asked for. ``image_tokens`` is
    more than one image, of the size in which images are shown, is ever counted as.
    ``temperature`` says whether it has one, ``tools`` whether it has tools called, ``rules`` marks
    what is no AI. Several ``prices`` are
    those of different times. A ``template`` stands for every model of its provider whose id begins
    with ``id_prefix`` and that has no contract of its own. Models are offered by ``order``, then
    by id.
    """

    id: str = Field(min_length=1)
    title: str
    description: str
    provider: str
    endpoint: str
    context_tokens: int | None = Field(None, ge=1)
    max_output_tokens: int = Field(800, ge=1)
    longest_answer: int = Field(32_000, ge=1)
    sight: Sight = "untold"
    temperature: bool = True
    tools: ToolUse = "untold"
    image_tokens: int = Field(3000, ge=0)
    prices: tuple[TextPrice, ...] = ()
    time_limit_seconds: float = Field(60, gt=0)
    tier: Tier = "free"
    enabled: bool = True
    order: int = 100
    rules: bool = False
    shutdown: date | None = None
    successor: str | None = None
    template: bool = False
    id_prefix: str | None = None

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> TextModel:
        if self.template != (self.id_prefix is not None):
            raise ValueError("an id_prefix belongs to a template, and a template has one")
        return self

    def named(self, model_id: str) -> TextModel:
        """The model that a template stands for under an id that begins with its prefix."""
        name = model_id.removeprefix(self.id_prefix or "")
        update = {"id": model_id, "title": name, "endpoint": name}
        return self.model_copy(update=update | {"template": False, "id_prefix": None})
